"""Tables of one's own: whatever people type, the same numbers come out, or a sentence that says what to change."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import tables
from indicators.deliveries import (
    checking,
    plain_cells,
    plain_columns,
    plain_large,
    plain_rows,
    plain_table,
    recognising,
)
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import SCHEMA, Reading

Write = Callable[..., Delivered]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with some content, as somebody would hand it in."""

    def written(content: str | bytes, name: str = "tabelle.csv", encoding: str = "utf-8") -> Delivered:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return Delivered(path, name)

    return written


def workbook(rows: list[list[Any]], more: Mapping[str, list[list[Any]]] | None = None) -> bytes:
    """An XLSX with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name, lines in (more or {}).items():
        other = book.create_sheet(name)
        for row in lines:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: list[str], mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    """An ODS; each row is the XML of its cells."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Daten">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/></m:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def text_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def number_cell(number: float, more: str = "") -> str:
    about = f'office:value-type="float" office:value="{number}" {more}'
    return f"<table:table-cell {about}><text:p>x</text:p></table:table-cell>"


def figures(reading: Reading) -> list[tuple[Any, ...]]:
    """Area, year, series, value, sign of every row."""
    return [(r["area"], r["year"], r["series"], r["value"], r["sign"]) for r in reading.rows.to_pylist()]


def errors(reading: Reading) -> list[str]:
    return [finding.text for finding in reading.findings if finding.severity == "error"]


def notices(reading: Reading) -> str:
    return " ".join(finding.text for finding in reading.findings if finding.severity != "error")


# --- The same figures in many dresses

LONG = [
    ("16051", 2022, "Kinder", 1234.5, None),
    ("16052", 2022, "Kinder", None, "."),
    ("16063", 2022, "Kinder", 0.0, None),
]


DRESSES = {
    "german": (
        "Gebietsschlüssel;Gebiet;Jahr;Indikator;Wert;Zeichen",
        "16051;Erfurt;2022;Kinder;1234,5;",
        "16052;Gera;2022;Kinder;;.",
        "16063;Wartburgkreis;2022;Kinder;0;",
    ),
    "thousands": ("AGS;Jahr;Merkmal;Wert", "16051;2022;Kinder;1.234,5", "16052;2022;Kinder;.", "16063;2022;Kinder;0"),
    "days": (
        "Schlüssel\tStichtag\tKennzahl\tWert",
        "16051\t31.12.2022\tKinder\t1 234,5",
        "16052\t31.12.2022\tKinder\t.",
        "16063\t31.12.2022\tKinder\t0,0",
    ),
    "international": (
        "area,period,measure,value,sign",
        "16051,2022-12-31,Kinder,1234.5,",
        "16052,2022-12-31,Kinder,,.",
        "16063,2022-12-31,Kinder,0,",
    ),
    "bars": (
        "Schlüssel|Jahr|Indikator|Wert",
        "16051|2022|Kinder|1\u00a0234,5",
        "16052|2022|Kinder|.",
        "16063|2022|Kinder|0",
    ),
    "serial days": (
        "Schlüssel;Datum;Indikator;Wert",
        "16051;44926;Kinder;1 234,5",
        "16052;44926;Kinder;.",
        "16063000;44926;Kinder;0",
    ),
    "names": ("Gebiet;Kinder 2022", "Erfurt, Stadt;1234,5", "Stadt Gera;.", "Wartburgkreis;0"),
    "floats": (
        "AGS;Name;Jahr;Kinder;Bemerkung",
        "16051.0;Erfurt;2022;1234,5;vorläufig",
        "16052.0;Gera;2022;.;",
        "16063.0;Wartburgkreis;2022;0;",
    ),
    "decorated": (
        "Meine Tabelle;;;",
        "Stand: 31.12.2022;;;",
        ";;;",
        "Kreisnummer;Kreis;;Kinder",
        "16051;Erfurt;;1234,5",
        ";;;",
        "16052;Gera;;.",
        "16063;Wartburgkreis;;0",
        "Quelle: eigene Erhebung;;;",
    ),
}
"""The figures of LONG as different people write them."""


@pytest.mark.parametrize("lines", DRESSES.values(), ids=list(DRESSES))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_same_figures_are_read_from_every_way_of_writing_them(
    write: Write, lines: tuple[str, ...], encoding: str, line_end: str
) -> None:
    file = write(line_end.join([*lines, ""]), encoding=encoding)
    assert plain_table.recognises(file)
    reading = plain_table.read(file)
    assert figures(reading) == LONG
    assert not errors(reading)
    assert reading.rows.schema == SCHEMA


def test_a_wide_table_has_one_column_per_year(write: Write) -> None:
    reading = plain_table.read(
        write("Schlüssel;Kreis;2019;31.12.2020;Jahr 2021\n16051;Erfurt;1;2;3\n16052;Gera;4;-;\n")
    )
    assert figures(reading) == [
        ("16051", 2019, "Wert", 1.0, None),
        ("16051", 2020, "Wert", 2.0, None),
        ("16051", 2021, "Wert", 3.0, None),
        ("16052", 2019, "Wert", 4.0, None),
        ("16052", 2020, "Wert", None, "-"),
    ]
    assert reading.rows.column("period").to_pylist()[1] == "2020-12-31"
    assert reading.rows.column("column").to_pylist()[2] == "Jahr 2021"
    assert reading.facts["empty"] == "1"


def test_years_may_stand_below_the_names_of_indicators(write: Write) -> None:
    reading = plain_table.read(write("AGS;Kreis;Kinder;;Ältere;\n;;2019;2020;2019;2020\n16051;Erfurt;1;2;3;4\n"))
    assert figures(reading) == [
        ("16051", 2019, "Kinder", 1.0, None),
        ("16051", 2020, "Kinder", 2.0, None),
        ("16051", 2019, "Ältere", 3.0, None),
        ("16051", 2020, "Ältere", 4.0, None),
    ]


def test_a_workbook_may_hold_keys_and_years_as_numbers_and_days_as_dates(write: Write) -> None:
    content = workbook(
        [
            ["Titel"],
            [],
            ["AGS", "Name", "Stichtag", "Wert"],
            [16052.0, "Gera", date(2023, 12, 31), 12.5],
            [16053, "Jena", 2023, "x"],
        ],
        {"Erklärung": [["Zeichen", "Bedeutung"], [".", "unbekannt"]]},
    )  # fmt: skip
    reading = plain_table.read(write(content, "tabelle.xlsx"))
    assert figures(reading) == [("16052", 2023, "Wert", 12.5, None), ("16053", 2023, "Wert", None, "x")]
    assert reading.rows.column("row").to_pylist() == [4, 5]
    assert reading.rows.column("period").to_pylist() == ["2023-12-31", "2023"]


def test_a_formula_in_a_workbook_is_an_error_and_not_a_number(write: Write) -> None:
    content = workbook([["AGS", "Jahr", "Wert"], ["16052", 2023, "=1+1"], ["16053", 2023, 7]])
    reading = plain_table.read(write(content, "tabelle.xlsx"))
    assert figures(reading) == [("16053", 2023, "Wert", 7.0, None)]
    [finding] = [finding for finding in reading.findings if finding.severity == "error"]
    assert "Formel" in finding.text
    assert (finding.row, finding.column, finding.sheet) == (2, "Wert", "Sheet")


def test_an_ods_is_read_like_a_workbook_and_its_formulas_are_seen(write: Write) -> None:
    rows = [
        text_cell("AGS") + text_cell("Jahr") + text_cell("Wert"),
        text_cell("16052") + number_cell(2023) + number_cell(1.5),
        text_cell("16053") + number_cell(2023) + number_cell(2, 'table:formula="of:=1+1"'),
    ]
    reading = plain_table.read(write(ods(rows), "tabelle.ods"))
    assert figures(reading) == [("16052", 2023, "Wert", 1.5, None)]
    assert [finding.row for finding in reading.findings if "Formel" in finding.text] == [3]


# --- What is asked, said or refused


@pytest.mark.parametrize("printed", ["=1+1", '=HYPERLINK("http://x")', "@SUM(1)", "+cmd|' /C calc'!A0", "-1+1"])
def test_a_formula_in_a_number_column_is_never_computed(write: Write, printed: str) -> None:
    cell = printed.replace('"', '""')
    reading = plain_table.read(write(f'AGS;Jahr;Wert\n16051;2022;"{cell}"\n16052;2022;5\n'))
    assert figures(reading) == [("16052", 2022, "Wert", 5.0, None)]
    assert "Formel" in errors(reading)[0]


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("<script>alert(1)</script>", "Programmtext"),
        ("Erfurt<img src=x onerror=alert(1)>", "Programmtext"),
        ("javascript:alert(1)", "Programmtext"),
        ('=HYPERLINK(""http://x"")', "Formel"),
        ("@SUM(1)", "Formel"),
        ("+cmd|' /C calc'!A0", "Formel"),
        ("'=1+1", "Formel"),
    ],
)
def test_a_formula_or_script_in_a_column_of_names_is_left_away_and_said(write: Write, printed: str, word: str) -> None:
    rows = f'16052;Gera;2022;6\n16051;"{printed}";2022;5\n'
    reading = plain_table.read(write(f"AGS;Gebiet;Jahr;Wert\n{rows}"))
    assert reading.rows.column("name").to_pylist() == ["Gera", None]
    assert [row[0] for row in figures(reading)] == ["16052", "16051"]
    [notice] = reading.findings
    assert (notice.severity, notice.row, notice.column) == ("notice", 3, "Gebiet")
    assert word in notice.text


@pytest.mark.parametrize("name", ["– darunter Erfurt", "-Erfurt", "Erfurt (a = b)", "Kinder < 3 Jahre", "+ Umland"])
def test_what_only_begins_like_a_formula_stays_a_name(write: Write, name: str) -> None:
    reading = plain_table.read(write(f"AGS;Gebiet;Jahr;Wert\n16051;{name};2022;5\n"))
    assert reading.rows.column("name").to_pylist() == [name]
    assert not [finding for finding in reading.findings if finding.severity == "notice"]


def test_a_formula_in_the_column_of_names_of_a_workbook_is_said(write: Write) -> None:
    content = workbook([["AGS", "Gebiet", "Jahr", "Wert"], ["16052", '="Ge"&"ra"', 2023, 7]])
    reading = plain_table.read(write(content, "tabelle.xlsx"))
    [notice] = reading.findings
    assert (notice.severity, notice.row, notice.column, notice.sheet) == ("notice", 2, "Gebiet", "Sheet")
    assert "Formel" in notice.text


def test_the_fast_way_says_formulas_among_the_names_of_series(write: Write) -> None:
    content = "area,year,measure,value\n16051,2022,a,1\n16051,2022,=1+1,2\n"
    reading = plain_large.read(write(content), "plain_table", "", smallest=0)
    assert reading is not None
    assert [(f.severity, f.row, f.column) for f in reading.findings] == [("notice", 3, "measure")]


def test_an_ambiguous_number_is_asked_about_and_not_guessed(write: Write) -> None:
    file = write("AGS;Jahr;Kinder;Ältere\n16051;2022;1.234;7\n16052;2022;5;8\n16053;2022;17;9\n")
    reading = plain_table.read(file)
    [question] = [finding for finding in reading.findings if finding.severity == "error"]
    assert "„1.234“ ist mehrdeutig: Sind es 1234 oder 1,234" in question.text
    assert "Bitte" in question.text
    assert (question.row, question.column) == (2, "Kinder")
    assert {row[2] for row in figures(reading)} == {"Ältere"}


def test_the_question_about_an_ambiguous_number_can_be_answered(write: Write) -> None:
    file = write("AGS;Jahr;Wert\n16051;2022;1.234\n16052;2022;5\n")
    with pytest.raises(FileRefused) as asked:
        plain_table.read(file)
    assert [finding.asks for finding in asked.value.findings] == ["decimal"]
    answers = {sign: plain_table.read(file, decimal=sign).rows.column("value").to_pylist() for sign in ",."}
    assert answers == {",": [1234.0, 5.0], ".": [1.234, 5.0]}


def test_an_answer_that_fits_only_some_cells_names_the_others(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Wert\n16051;2022;1,5\n16052;2022;2.25\n"), decimal=",")
    assert [(finding.row, finding.severity) for finding in reading.findings] == [(3, "error")]


def test_a_large_table_takes_the_answer_as_well(write: Write) -> None:
    lines = ["AGS;Jahr;Wert", *(f"16051;{year};1.234" for year in range(1900, 2020))]
    file = write("\n".join(lines) + "\n")
    assert plain_large.read(file, "plain_table", "", smallest=1) is None
    for sign, value in ((",", 1234.0), (".", 1.234)):
        reading = plain_large.read(file, "plain_table", "", smallest=1, decimal=sign)
        assert reading is not None
        assert set(reading.rows.column("value").to_pylist()) == {value}


def test_a_key_in_the_column_of_names_that_is_no_district_is_an_error_with_its_row(write: Write) -> None:
    reading = plain_table.read(write("Gebiet;Jahr;Wert\n16099;2022;1\n16052 Gera;2022;2\n09162 München;2022;3\n"))
    assert figures(reading) == [("16052", 2022, "Wert", 2.0, None)]
    assert [finding.row for finding in reading.findings if finding.severity == "error"] == [2]
    assert errors(reading)[0].startswith("Den Gebietsschlüssel „16099“ gibt es nicht; am nächsten liegt")
    assert reading.facts["dropped"] == "1"


def test_a_file_with_nothing_but_ambiguous_numbers_is_refused_with_the_question(write: Write) -> None:
    with pytest.raises(FileRefused, match="1234 oder 1,234"):
        plain_table.read(write("AGS;Jahr;Wert\n16051;2022;1.234\n16052;2022;5\n"))


@pytest.mark.parametrize(("other", "value"), [("2,5", 1234.0), ("2.5", 1.234), ("1.000.000", 1234.0)])
def test_another_number_of_the_column_decides(write: Write, other: str, value: float) -> None:
    reading = plain_table.read(write(f"AGS;Jahr;Wert\n16051;2022;1.234\n16052;2022;{other}\n"))
    assert reading.rows.column("value").to_pylist()[0] == value
    assert not errors(reading)


def test_a_column_with_two_decimal_signs_is_refused(write: Write) -> None:
    with pytest.raises(FileRefused, match="zwei Schreibweisen"):
        plain_table.read(write("AGS;Jahr;Wert\n16051;2022;1,5\n16052;2022;2.25\n"))


@pytest.mark.parametrize("smallest", [0, 1_000_000])
def test_the_same_figure_twice_is_one_error_that_names_both_rows(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, smallest: int
) -> None:
    monkeypatch.setattr(plain_large.read, "__defaults__", (smallest,))
    path = workshop / "lang.csv"
    rows = ["16051,2022,town_cases,1", "16052,2022,town_cases,2", "16051,2022,town_cases,3"]
    path.write_text("\n".join(["area,year,measure,value", *rows, ""]), encoding="utf-8")
    report = checking.check(path, "town")
    assert [(f.row, f.text) for f in report.findings if f.severity == "error"] == [
        (4, "16051 2022 steht doppelt, schon in Zeile 2.")
    ]


def test_two_units_of_an_indicator_are_not_the_same_figure(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Indikator;Wert;Einheit\n16051;2022;A;1;%\n16051;2022;A;2;Personen\n"))
    assert not errors(reading)
    assert reading.series["A"].unit == "%"


def test_rows_of_single_cases_are_refused(write: Write) -> None:
    rows = "".join(f"16051;2022;{number}\n" for number in range(200))
    with pytest.raises(FileRefused, match=r"200 Zeilen, aber nur ein Gebiet,.*Einzeldaten"):
        plain_table.read(write("AGS;Jahr;Wert\n" + rows))
    with pytest.raises(FileRefused, match="Einzeldaten"):
        plain_large.read(write("AGS;Jahr;Wert\n" + rows), "plain_table", "", smallest=0)


def test_a_few_single_cases_are_refused_with_the_columns_that_tell_them_apart(write: Write) -> None:
    rows = "".join(f"16051;2022;{number};{'mw'[number % 2]};1\n" for number in range(20, 32))
    with pytest.raises(FileRefused, match=r"12 Zeilen.*nicht gelesenen Spalten \(„Alter“, „Geschlecht“\)"):
        plain_table.read(write("AGS;Jahr;Alter;Geschlecht;Wert\n" + rows))


def test_an_unknown_key_is_an_error_that_names_the_nearest(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Wert\n16057;2022;1\n16051;2022;2\n"))
    [text] = errors(reading)
    assert "16057" in text
    assert "16056" in text or "16058" in text or "16055" in text
    assert "Planungsraum" in text


def test_a_name_that_fits_no_area_is_an_error_that_names_the_nearest(write: Write) -> None:
    reading = plain_table.read(write("Kreis;Jahr;Wert\nWeimarer Lande;2022;1\nGera;2022;2\n"))
    assert "Meinten Sie „Weimarer Land“?" in errors(reading)[0]


def test_a_name_like_no_area_is_answered_with_what_there_is(write: Write) -> None:
    reading = plain_table.read(write("Kreis;Jahr;Wert\nQuxbury;2022;1\nGera;2022;2\n"))
    assert "Bekannt sind Erfurt, Gera, Jena und 20 weitere." in errors(reading)[0]
    reading = plain_table.read(write("AGS;Jahr;Wert\n999;2022;1\n16051;2022;2\n"))
    assert (
        "„999“ gibt es nicht. Bekannt sind 16051 (Erfurt), 16052 (Gera), 16053 (Jena) und 20 weitere."
        in (errors(reading)[0])
    )


def test_a_name_like_a_planning_area_is_answered_with_it(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_cells, "_planning_areas", lambda: {"01": "Nordstadt", "02": "Rieth"})
    reading = plain_table.read(write("Gebiet;Jahr;Wert\nNordstad;2022;1\nGera;2022;2\n"))
    assert "Meinten Sie „Nordstadt“?" in errors(reading)[0]
    plain_cells.place_of.cache_clear()


def test_a_town_among_districts_is_the_district_and_among_towns_the_town(write: Write) -> None:
    districts = plain_table.read(write("Gebiet;2022\nThüringen;9\nEichsfeld;1\nGotha;2\nWeimarer Land;3\n"))
    assert [row[0] for row in figures(districts)] == ["16", "16061", "16067", "16071"]
    towns = plain_table.read(write("Gebiet;2022\nIlmenau;1\nGotha;2\nApolda;3\n"))
    assert [row[0] for row in figures(towns)] == ["16070029", "16067029", "16071001"]
    assert not errors(districts)
    assert not errors(towns)
    with pytest.raises(FileRefused, match="nicht eindeutig"):
        plain_table.read(write("Gebiet;2022\nGotha;2\n"))


def test_planning_areas_that_were_handed_in_mend_lost_zeros_and_names(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_cells, "_planning_areas", lambda: {"0101": "Nordstadt", "0102": "Südstadt"})
    reading = plain_table.read(write("Planungsraum;Jahr;Wert\n101;2022;7\nSüdstadt;2022;8\n"))
    assert [row[0] for row in figures(reading)] == ["0101", "0102"]
    [warning] = [finding for finding in reading.findings if "Führende Nullen" in finding.text]
    assert (warning.severity, warning.row) == ("warning", 2)
    undeclared = plain_table.read(write("Gebiet;Jahr;Wert\nNordstadt;2022;7\nSüdstadt;2022;8\n"))
    assert [row[0] for row in figures(undeclared)] == ["0101", "0102"]
    assert set(undeclared.rows.column("level").to_pylist()) == {"planning_area"}
    plain_cells.place_of.cache_clear()


def test_rows_of_other_states_and_sums_are_left_out_and_counted(write: Write) -> None:
    rows = [
        "1001;Flensburg;2022;1",
        "16051;Erfurt;2022;2",
        "16;Thüringen;2022;9",
        ";Landkreise zusammen;2022;4",
        "DG;;2022;9",
    ]
    reading = plain_table.read(write("\n".join(["AGS;Kreis;Jahr;Wert", *rows])))
    assert [row[0] for row in figures(reading)] == ["16051", "16", "DG"]
    assert reading.facts["dropped"] == "1"
    assert reading.facts["totals"] == "1"
    assert reading.rows.column("level").to_pylist() == ["district", "state", "country"]


@pytest.mark.parametrize("smallest", [0, 1_000_000])
def test_a_lost_zero_is_a_warning_with_its_row(write: Write, monkeypatch: pytest.MonkeyPatch, smallest: int) -> None:
    monkeypatch.setattr(plain_large.read, "__defaults__", (smallest,))
    reading = plain_table.read(write("area,year,measure,value\n16051,2022,a,1\n1001,2022,a,2\n"))
    [warning] = [finding for finding in reading.findings if finding.severity == "warning"]
    assert warning.row == 3
    assert warning.text == "Führende Nullen von Gebietsschlüsseln fehlten und wurden ergänzt."


def test_a_heading_that_stands_there_twice_is_refused_with_what_to_do(write: Write) -> None:
    reading = plain_table.read(write("Gebiet;Jahr;Wert;Wert\nErfurt;2022;1;2\nGera;2022;1;2\n"))
    assert errors(reading) == [
        "Die Überschrift „Wert“ steht zweimal da; welche Spalte gilt? Bitte eine umbenennen oder löschen."
    ]


def test_a_header_in_the_middle_of_the_table_is_no_row(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Wert\n16051;2022;1\nAGS;Jahr;Wert\n16052;2022;2\n"))
    assert len(figures(reading)) == 2
    assert "Kopfzeile" in notices(reading)


def test_a_heading_that_stands_there_twice_is_an_error(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Wert;Wert\n16051;2022;1;2\n"))
    assert "zweimal" in errors(reading)[0]


def test_key_and_name_of_two_areas_are_warned_about(write: Write) -> None:
    reading = plain_table.read(write("AGS;Kreis;Jahr;Wert\n16051;Gera;2022;1\n"))
    assert [finding.severity for finding in reading.findings] == ["warning"]


def test_marks_beside_a_number_are_kept(write: Write) -> None:
    reading = plain_table.read(write("AGS;Jahr;Wert\n16051;2022;(5)\n16052;2022;17 p\n16053;2022;12r\n"))
    assert [(r["value"], r["sign"], r["quality"]) for r in reading.rows.to_pylist()] == [
        (5.0, "()", None),
        (17.0, None, "p"),
        (12.0, None, "r"),
    ]


def test_a_table_without_a_year_says_which_row_lacks_it(write: Write) -> None:
    with pytest.raises(FileRefused, match="Jahr oder Stichtag"):
        plain_table.read(write("AGS;Wert\n16051;1\n"))


# --- Planning areas


@pytest.mark.parametrize(
    "content",
    [
        "Schlüssel;Gebiet;Ebene;Jahr;Wert\nPR-01;Nordstadt;Planungsraum;2022;7\nPR-02;Südstadt;Planungsraum;2022;8\n",
        "Planungsraum;Jahr;Wert\nPR-01;2022;7\nPR-02;2022;8\n",
        "Ebene: Planungsräume;;\nSchlüssel;Jahr;Wert\nPR-01;2022;7\nPR-02;2022;8\nSumme;2022;15\n",
        "area,level,year,measure,value\nPR-01,planning_area,2022,Wert,7\nPR-02,planning_area,2022,Wert,8\n",
    ],
)
def test_keys_of_any_text_are_planning_areas_where_the_table_says_so(write: Write, content: str) -> None:
    reading = plain_table.read(write(content))
    assert figures(reading) == [("PR-01", 2022, "Wert", 7.0, None), ("PR-02", 2022, "Wert", 8.0, None)]
    assert set(reading.rows.column("level").to_pylist()) == {"planning_area"}
    assert not errors(reading)


def test_keys_of_any_text_are_errors_where_nobody_declares_planning_areas(write: Write) -> None:
    reading = plain_table.read(write("Schlüssel;Jahr;Wert\nPR-01;2022;7\n16051;2022;8\n"))
    assert "Ebene" in errors(reading)[0]


# --- Our own export


def test_headings_of_the_own_export_are_known() -> None:
    assert list(tables.HEADINGS) == plain_columns.OWN_EXPORT
    assert ["indicator", *tables.JSON_FIELDS] == plain_columns.OWN_INTERNATIONAL


@pytest.mark.parametrize(
    ("indicator", "level"),
    [
        ("sgb2_children_rate", "district"),
        ("population_density_municipal", "municipality"),
        ("asylum_seeker_benefits_rate", "district"),
        ("life_expectancy", "state"),
    ],
)
@pytest.mark.parametrize("shape", ["german", "international"])
@pytest.mark.usefixtures("built_store")
def test_an_export_is_read_back_identically(write: Write, indicator: str, level: str, shape: str) -> None:
    from indicators import answers

    answer = answers.values(indicator, level=level)
    text = tables.german_csv(answer) if shape == "german" else tables.international_csv(answer)
    reading = plain_table.read(write(text.encode("utf-8"), "export.csv"))
    frame = answer.frame
    expected = [
        (row.area, row.year, indicator, tables.known(row.value), tables.known(row.sign) or None)
        for row in frame.itertuples()
    ]
    assert figures(reading) == expected
    assert set(reading.rows.column("level").to_pylist()) == {level}
    assert not errors(reading)


def test_an_export_of_changes_is_not_taken_for_values(write: Write) -> None:
    row = "16051;Erfurt;Landkreise und kreisfreie Städte;2022;Bevölkerung;1,5;Veränderung in 5 Jahren (%);;;;;;;"
    with pytest.raises(FileRefused) as refusal:
        plain_table.read(write(";".join(tables.HEADINGS) + "\n" + row + "\n"))
    assert "Veränderungen" in refusal.value.findings[0].text


# --- Round trips

AREAS = st.sampled_from(["16051", "16052", "16053", "16061", "16077"])
NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(float),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 2)),
)
FIGURES = st.dictionaries(
    st.tuples(AREAS, st.integers(1991, 2024), st.sampled_from(["Kinder", "Ältere; 65+", "„Quote“"])),
    st.one_of(NUMBERS, st.sampled_from([".", "-", "x", "/", "..."])),
    min_size=1,
    max_size=30,
)
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _plain(number: float, decimal: str) -> str:
    return (str(int(number)) if number == int(number) else f"{number:.2f}").replace(".", decimal)


@SETTINGS
@given(
    table=FIGURES,
    separator=st.sampled_from([";", "\t", "|"]),
    decimal=st.sampled_from([",", "."]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_every_long_table_comes_back_as_it_was_written(
    write: Write, table: dict[Any, Any], separator: str, decimal: str, encoding: str
) -> None:
    lines = [separator.join(["Schlüssel", "Jahr", "Indikator", "Wert"])]
    for (area, year, series), value in table.items():
        printed = value if isinstance(value, str) else _plain(value, decimal)
        lines.append(separator.join([area, str(year), f'"{series}"', printed]))
    reading = plain_table.read(write("\r\n".join(lines), encoding=encoding))
    assert figures(reading) == [
        (*key, None, value) if isinstance(value, str) else (*key, value, None) for key, value in table.items()
    ]


@SETTINGS
@given(table=st.dictionaries(AREAS, st.lists(NUMBERS, min_size=3, max_size=3), min_size=1))
def test_every_wide_workbook_comes_back_as_it_was_written(write: Write, table: dict[str, list[float]]) -> None:
    rows: list[list[Any]] = [["AGS", 2019, 2020, 2021], *([area, *values] for area, values in table.items())]
    reading = plain_table.read(write(workbook(rows), "tabelle.xlsx"))
    assert figures(reading) == [
        (area, year, "Wert", value, None)
        for area, values in table.items()
        for year, value in zip((2019, 2020, 2021), values, strict=True)
    ]


# --- Millions of rows


@SETTINGS
@given(table=FIGURES, separator=st.sampled_from([",", ";"]), has_signs=st.booleans())
def test_the_fast_way_reads_what_the_slow_way_reads(
    write: Write, table: dict[Any, Any], separator: str, has_signs: bool
) -> None:
    lines = [separator.join(["area", "year", "measure", "value", *(["sign"] if has_signs else [])])]
    decimal = "." if separator == "," else ","
    for (area, year, series), value in table.items():
        printed = value if isinstance(value, str) else _plain(value, decimal)
        sign = [""] if has_signs else []
        if has_signs and isinstance(value, str):
            printed, sign = "", [value]
        lines.append(separator.join([area, str(year), f'"{series}"', printed, *sign]))
    file = write("\n".join([*lines, ""]))
    fast = plain_large.read(file, plain_table.FORMAT, plain_table.TITLE, smallest=0)
    slow = plain_table.read(file)
    assert fast is not None
    assert fast.rows.to_pylist() == slow.rows.to_pylist()
    assert fast.series == slow.series
    assert errors(fast) == errors(slow)


def test_the_fast_way_finds_unknown_areas_and_years_and_counts_what_it_leaves_out(write: Write) -> None:
    rows = ["16051,2022,a,1", "16999,2022,a,2", "1001,2022,a,3", "16051.0,2022,a,4", "16052,x,a,5", "16053,2022,a,"]
    content = "\n".join(["area,year,measure,value", *rows, ""])
    reading = plain_large.read(write(content), "plain_table", "", smallest=0)
    assert reading is not None
    said = " ".join(errors(reading))
    assert "16999" in said
    assert "„x“ ist weder Jahr noch Stichtag; möglich sind etwa 2024 und 31.12.2024." in said
    assert reading.facts["dropped"] == "1"
    assert reading.facts["empty"] == "1"


def test_the_fast_way_leaves_ambiguous_numbers_to_the_slow_one(write: Write) -> None:
    file = write("AGS;Jahr;Wert\n16051;2022;1,234\n16052;2022;7\n")
    assert plain_large.read(file, "plain_table", "", smallest=0) is None


# --- Broken files


def _seeds() -> list[tuple[str, bytes]]:
    german = (
        "Schlüssel;Gebiet;Jahr;Indikator;Wert;Zeichen\n16051;Erfurt;2022;Kinder;1.234,5;\n16052;Gera;2022;Kinder;;.\n"
    )
    wide = "AGS,2019,2020\n16051,1.5,2\n16052,3,.\n"
    rows: list[list[Any]] = [["AGS", "Jahr", "Wert"], ["16051", 2022, 1.5], ["16052", date(2022, 12, 31), "=A1"]]
    lines = [text_cell("AGS") + text_cell("Jahr") + text_cell("Wert"), text_cell("16052") + number_cell(2023) * 2]
    return [
        ("a.csv", german.encode()),
        ("b.csv", german.encode("utf-16")),
        ("c.csv", wide.encode()),
        ("d.xlsx", workbook(rows)),
        ("e.ods", ods(lines)),
    ]


def mutated(content: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or replaced by something nasty."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(data) + 1)
        match dice.randrange(5):
            case 0:
                data[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del data[place : place + dice.randint(1, 40)]
            case 2:
                data[place:place] = data[place : place + dice.randint(1, 60)]
            case 3:
                data[place:place] = dice.choice(
                    [b"\x00", b'"', b"\n", b";" * 30, b"1e999", b"nan", b"\xff\xfe", b"9" * 400, b"=1+1"]
                )
            case _:
                del data[place:]
        data = data or bytearray(b" ")
    return bytes(data)


@pytest.mark.parametrize(("name", "content"), _seeds(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_file_is_read_or_refused_and_never_crashes(write: Write, name: str, content: bytes) -> None:
    dice = random.Random(20240611)  # noqa: S311  no secret
    for _ in range(150 if name.endswith(".csv") else 20):
        file = write(mutated(content, dice), name)
        plain_table.recognises(file)
        with suppress(FileRefused):
            assert plain_table.read(file).rows.schema == SCHEMA
        with suppress(FileRefused):
            fast = plain_large.read(file, plain_table.FORMAT, plain_table.TITLE, smallest=0)
            assert fast is None or fast.rows.schema == SCHEMA


def test_the_name_of_another_planning_area_beside_a_key_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [SimpleNamespace(key="01", name="Raum 1"), SimpleNamespace(key="02", name="Raum 2")]
    monkeypatch.setattr(plain_rows.geography, "areas", lambda level: known if level == "planning_area" else [])
    remarks = plain_rows.Remarks()
    remarks.compare_name(plain_cells.Place("01", "planning_area", "Raum 2"), 2)
    remarks.compare_name(plain_cells.Place("02", "planning_area", "Raum 2"), 3)
    remarks.compare_name(plain_cells.Place("02", "planning_area", "anders geschrieben"), 4)
    assert [(finding.severity, finding.row) for finding in remarks.listed()] == [("warning", 2)]


def test_persons_far_below_in_a_column_nobody_reads_are_refused_with_its_heading(write: Write) -> None:
    rows = "".join(f"16051;{year};1;\n" for year in range(1900, 2020)) * 20
    persons = "".join(f"160{key};2022;1;{name}\n" for key, name in ((52, "Muster, Anna"), (53, "Probe, Karl")))
    file = write(f"AGS;Jahr;Wert;Bemerkung\n{rows}{persons}16054;2022;1;Beispiel, Jörg\n")
    with pytest.raises(FileRefused, match=r"in der Spalte „Bemerkung“ Werte, die wie Namen von Personen aussehen"):
        plain_table.read(file)


# --- What a workbook shows and what stands in it


def percent_workbook(shown: str, cells: list[float], plain: int = 0) -> bytes:
    """Gera, Jena and so on with shares shown in this number format, the last `plain` of them without it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kreis", 2023])
    for place, (name, cell) in enumerate(zip(("Gera", "Jena", "Suhl"), cells, strict=False)):
        sheet.append([name, cell])
        if place < len(cells) - plain:
            sheet.cell(place + 2, 2).number_format = shown
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("shown", ["0%", "0.00%", "0.0%", '0.0" "%', "[Red]0.0%;-0.0%"])
def test_percentage_cells_are_read_as_they_are_shown(write: Write, shown: str) -> None:
    reading = plain_table.read(write(percent_workbook(shown, [0.177, 0.29]), "quote.xlsx"))
    assert [(row["value"], row["unit"]) for row in reading.rows.to_pylist()] == [(17.7, "%"), (29.0, "%")]
    assert "Prozentzellen wurden in Prozent übernommen: 0,177 als 17,7. (2 Zeilen)" in notices(reading)


@pytest.mark.parametrize("shown", ["0.0", '0.0"%"', "0.0\\%"])
def test_a_percent_sign_that_is_only_printed_multiplies_nothing(write: Write, shown: str) -> None:
    reading = plain_table.read(write(percent_workbook(shown, [17.7]), "quote.xlsx"))
    assert [row["value"] for row in reading.rows.to_pylist()] == [17.7]


def test_a_column_of_percentages_and_plain_numbers_is_asked_about(write: Write) -> None:
    reading = plain_table.read(write(percent_workbook("0.0%", [0.177, 0.2, 12.5], plain=1), "quote.xlsx"))
    assert [text[:49] for text in errors(reading)] == ["Ein Teil der Zahlen dieser Spalte steht in Prozen"]


def test_percentages_of_an_ods_are_read_as_they_are_shown(write: Write) -> None:
    share = '<table:table-cell office:value-type="percentage" office:value="0.177" table:number-columns-repeated="2"/>'
    rows = [text_cell("Kreis") + number_cell(2022) + number_cell(2023), text_cell("Gera") + share]
    reading = plain_table.read(write(ods(rows), "quote.ods"))
    assert [row["value"] for row in reading.rows.to_pylist()] == [17.7, 17.7]


def test_figures_without_a_heading_are_an_error_and_running_numbers_are_not(write: Write) -> None:
    rows: list[list[Any]] = [[None, "Kreis", 2023, None, 2024], [1, "Gera", 10, 11, 12], [2, "Jena", 20, 21, 22]]
    reading = plain_table.read(write(workbook(rows), "halb.xlsx"))
    assert errors(reading) == [
        "Spalte D hat Zahlen, aber keine Überschrift (verbundene Zelle?). Bitte jede Spalte benennen, z. B. "
        "„2023 männlich“."
    ]
    (more,) = errors(plain_table.read(write("Kreis;2023\nGera;10;11\n")))
    assert more.startswith("Spalte C hat Zahlen")


def test_a_computed_column_nobody_reads_is_not_said_to_be_read(write: Write) -> None:
    rows: list[list[Any]] = [["Kreis", 2022, 2023, "Veränderung"], ["Gera", 10, 11, "=C2-B2"], ["Jena", 1, 2, "=C3-B3"]]
    reading = plain_table.read(write(workbook(rows), "wechsel.xlsx"))
    assert "Formel" not in notices(reading)
    assert errors(reading) == []


# --- Two years, no year, and what is said once


@pytest.mark.parametrize(
    "content",
    [
        "Kreis;2022/23;2023/24\nGera;1;2\nJena;3;4\n",
        "Kreis;2022/2023\nGera;1\nJena;3\n",
        "Kreis;Kinder 2022/23;2021\nGera;1;2\nJena;3;4\n",
        "Kreis;Schuljahr;Anzahl\nGera;2022/23;2\nJena;2022/23;2\n",
        "Kinder im Schuljahr 2022/23\nKreis;Wert\nGera;1\nJena;2\n",
    ],
)
def test_a_school_year_is_asked_about_once(write: Write, content: str) -> None:
    try:
        said = errors(plain_table.read(write(content)))
    except FileRefused as problem:
        said = [finding.text for finding in problem.findings if finding.severity == "error"]
    assert len(said) == 1
    assert re.match(r"Schuljahr 2022/(20)?23: Bitte das Jahr nennen, für das die Zahl gilt, z\. B\. 2022\.", said[0])


def test_a_missing_year_is_said_once_with_what_to_do(write: Write) -> None:
    rows = "".join(f"{name};1\n" for name in ("Gera", "Jena", "Suhl"))
    with pytest.raises(FileRefused) as refused:
        plain_table.read(write(f"Kreis;Wert\n{rows}"))
    (finding,) = (finding for finding in refused.value.findings if finding.severity == "error")
    assert finding.text == (
        "Jahr oder Stichtag fehlt. Bitte eine Spalte „Jahr“ ergänzen oder das Jahr in Titelzeile oder Überschrift "
        "schreiben. (so bei 3 Werten)"
    )
    assert finding.row == 2


def test_percent_signs_are_said_once_and_counted(write: Write) -> None:
    (said,) = errors(plain_table.read(write("Kreis;2022;2023\nGera;1,5 %;2,5 %\nJena;3,5 %;4,5 %\nSuhl;1,0;2,0\n")))
    assert said == (
        "„1,5 %“ hat ein Prozentzeichen. Bitte weglassen und in die Spalte „Einheit“ schreiben. (so bei 4 Werten)"
    )


@pytest.mark.parametrize("printed", ["<3", "‹3", "< 5", "unter 3", "≤3"])
def test_a_limit_instead_of_a_number_is_answered_with_a_sign(write: Write, printed: str) -> None:
    (said,) = errors(plain_table.read(write(f"Kreis;2022\nGera;{printed}\nJena;7\n")))
    assert said == (
        f"„{printed}“ ist keine Zahl, sondern eine Grenze. Bitte ein Zeichen eintragen, z. B. „*“ (geheim) oder „.“ "
        "(unbekannt)."
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Landkreise und kreisfreie Städte", "Landkreise", "Kreise", "Landkreis / Stadt", "Gebietskörperschaft",
        "Landkreis bzw. kreisfreie Stadt", "Kommune",
    ],
)  # fmt: skip
def test_common_headings_of_areas_are_known(write: Write, heading: str) -> None:
    assert figures(plain_table.read(write(f"{heading};2023\nGera;7\n"))) == [("16052", 2023, "Wert", 7.0, None)]


def test_a_column_that_counts_municipalities_is_no_column_of_names(write: Write) -> None:
    for content in ("Kreis;Jahr;Gemeinden\nWartburgkreis;2023;40\n", "AGS;Jahr;Gemeinden\n16063;2023;40\n"):
        assert figures(plain_table.read(write(content))) == [("16063", 2023, "Gemeinden", 40.0, None)]


def test_a_sign_or_a_number_typed_as_text_among_percentages_stays_what_it_is(write: Write) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Kreis", 2023], ["Gera", 0.177], ["Jena", "."], ["Suhl", "12,5"]):
        sheet.append(row)
        sheet.cell(sheet.max_row, 2).number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    reading = plain_table.read(write(out.getvalue(), "quote.xlsx"))
    assert [(row["value"], row["sign"]) for row in reading.rows.to_pylist()] == [(17.7, None), (None, ".")]
    assert len(errors(reading)) == 1  # 12,5 may be 12,5 % or 1.250 %


@pytest.mark.parametrize("ask", [plain_table.read, recognising.reader_of])
def test_a_table_without_a_header_is_told_what_one_looks_like(write: Write, ask: Callable[[Delivered], object]) -> None:
    wanted = "Gesucht wird eine Kopfzeile mit einer Gebietsspalte (z. B. „Kreis“) und einem Jahr. Vorlagen gibt es "
    with pytest.raises(FileRefused, match=re.escape(wanted)):
        ask(write("Gera;7\nJena;8\n"))


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("Hinweis", "wird die Spalte „Hinweis“."),
        ("Hinweis;Quelle", "werden die Spalten „Hinweis“, „Quelle“."),
        (
            ";".join(["Hinweis", "Quelle", "Lizenz", "Nr", *12 * ["Notiz"]]).replace("Notiz", "Anmerkung"),
            "werden die Spalten „Hinweis“, „Quelle“, „Lizenz“, „Nr“, „Anmerkung“, „Anmerkung“, „Anmerkung“, "
            "„Anmerkung“, „Anmerkung“, „Anmerkung“ und 6 weitere.",
        ),
    ],
)
def test_columns_that_are_not_read_are_named_in_the_right_number(write: Write, headings: str, said: str) -> None:
    assert f"Nicht gelesen {said}" in notices(plain_table.read(write(f"Kreis;2023;{headings}\nGera;7\n")))


def test_a_large_table_below_a_title_keeps_its_headline(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_large.read, "__defaults__", (0,))
    reading = plain_table.read(write("Hilfefälle 2023\nAGS;Jahr;Wert\n16052;2023;7\n"))
    assert reading.facts["headline"] == "Hilfefälle 2023"
