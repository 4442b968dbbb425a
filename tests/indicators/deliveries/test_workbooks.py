"""Workbooks: how they are opened, and the reports of the employment agency and of the Thuringian statistical office."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.deliveries import ba_workbook, heads, tls_report, workbooks
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import SCHEMA, Reading
from indicators.deliveries.tls_tables import Figure, figure_of

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "formats"
Rows = Sequence[Sequence[Any]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Delivered]:
    def write(sheets: dict[str, Rows], merged: dict[str, Sequence[str]] | None = None) -> Delivered:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row, 1):
                    sheet.cell(number, column, cell)
            for area in (merged or {}).get(name, ()):
                sheet.merge_cells(area)
        path = tmp_path / "mappe.xlsx"
        book.save(path)
        return Delivered(path, path.name)

    return write


def cells(reading: Reading) -> dict[tuple[str, str, str], Any]:
    """(area, series, period) -> value, or the sign where there is no value."""
    assert reading.rows.schema == SCHEMA
    found = {
        (row["area"], row["series"], row["period"]): row["sign"] if row["value"] is None else row["value"]
        for row in reading.rows.to_pylist()
    }
    assert len(found) == reading.rows.num_rows
    return found


def sample(name: str) -> Delivered:
    if not (SAMPLES / name).exists():
        pytest.skip("the samples of ../shared/formats are not here")
    return Delivered(SAMPLES / name, name)


def expected(name: str) -> Any:
    sample(name)
    return json.loads((SAMPLES / "erwartung.json").read_text(encoding="utf-8"))[name]


# --- Opening


def test_cells_come_as_text_numbers_days_and_nothing(workbook: Callable[..., Delivered]) -> None:
    noon = datetime(2019, 6, 30, 12)  # noqa: DTZ001  as Excel has it
    rows = [["  a ", 1.5, 2, None, date(2019, 6, 30), True], [], [None, "x", noon]]
    file = workbook({"Blatt": rows}, {"Blatt": ["C2:D2"]})
    (sheet,) = workbooks.sheets(file)
    assert [*sheet.cells[0]] == ["  a ", 1.5, 2.0, None, date(2019, 6, 30), True]
    assert [*sheet.cells[2]] == [None, "x", "2019-06-30 12:00:00"]
    assert (sheet.shown(0, 2), sheet.cell(9, 9), sheet.width) == ("2", None, 6)
    assert sheet.merged == ((1, 2, 1, 3),)


def test_columns_are_named_as_excel_names_them() -> None:
    assert [workbooks.letters(number) for number in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"a;b\n1;2\n"])
def test_what_is_no_workbook_is_refused_and_never_recognised(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "datei.xlsx"
    path.write_bytes(content)
    file = Delivered(path, path.name)
    with pytest.raises(FileRefused, match="beschädigt oder keine Arbeitsmappe"):
        workbooks.sheets(file)
    assert not ba_workbook.recognises(file)
    assert not tls_report.recognises(file)


def test_a_workbook_that_claims_billions_of_cells_costs_this_process_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, "a")
    sheet.cell(1_048_576, 16_384, "b")
    path = tmp_path / "riesig.xlsx"
    book.save(path)
    with pytest.raises(FileRefused):
        workbooks.sheets(Delivered(path, path.name))


def test_a_workbook_with_more_cells_than_allowed_is_refused_by_number(
    workbook: Callable[..., Delivered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 8)
    workbooks._opened.cache_clear()
    with pytest.raises(FileRefused, match="Zellen"):
        workbooks.sheets(workbook({"Blatt": [["a", "b", "c"]] * 3}))


def test_damaged_workbooks_are_read_or_refused_and_nothing_else(workbook: Callable[..., Delivered]) -> None:
    whole = workbook({"Tab 1": TLS}).path.read_bytes()
    chance = random.Random(4)  # noqa: S311
    path = workbook({"Tab 1": TLS}).path
    for _ in range(12):
        content = bytearray(whole[: chance.choice([len(whole), len(whole) // 2])])
        for _ in range(chance.choice([1, 5, 50])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
        file = Delivered(path, path.name)
        for module in (ba_workbook, tls_report):
            try:
                reading = module.read(file)
            except FileRefused as refused:
                assert str(refused)  # noqa: PT017  a mutated file may be refused or be read
            else:
                assert reading.rows.num_rows > 0


# --- Heads


def test_words_divided_over_lines_are_put_together() -> None:
    assert heads.words("ins-\ngesamt") == "insgesamt"
    assert heads.words("Tages-\nund/oder Nachtpflege") == "Tages- und/oder Nachtpflege"
    assert heads.words("Saale-\nOrla-Kreis") == "Saale- Orla-Kreis"
    assert heads.words("Pflegegeld 3)") == "Pflegegeld"
    assert heads.joined("Alltags-", "kompetenz") == "Alltagskompetenz"


# --- Federal Employment Agency

BA: list[list[Any]] = [
    [],
    [],
    ["Beschäftigte am Wohnort 1)"],
    ["Kreise (Gebietsstand des jeweiligen Stichtags)"],
    ["Datenstand: Februar 2022"],
    [],
    [],
    [],
    ["Region (Wohnort)", "Insgesamt", None, "davon"],
    [None, None, None, "1 Ohne Abschluss"],
    [],
    [None, date(2018, 6, 30), date(2019, 6, 30), date(2018, 6, 30), date(2019, 6, 30)],
    [None, 1, 2, 3, 4],
    ["Deutschland", 1000, 1001, 10, 11],
    ["01001 Flensburg, Stadt", 500, 501, 5, 6],
    ["16056 Eisenach, Stadt", 170, 171, "*", "."],
    ["16063 Wartburgkreis", 533, 487, 0, None],
    ["Erstellungsdatum: 23.02.2022, Auftragsnummer 1", None, None, None, "© Statistik der Bundesagentur für Arbeit"],
    [],
    ["1) Eine Fußnote."],
    [". kein Nachweis vorhanden."],
]
BA_MERGED = {"SvB": ["B9:C11", "D9:E9", "D10:E11", "A9:A13"]}


def test_the_agency_s_workbook_gives_thuringia_under_heads_and_dates(workbook: Callable[..., Delivered]) -> None:
    file = workbook({"Impressum": [["Impressum"]], "SvB": BA}, BA_MERGED)
    assert ba_workbook.recognises(file)
    assert not tls_report.recognises(file)
    reading = ba_workbook.read(file)
    assert cells(reading) == {
        ("DG", "SvB|Insgesamt", "2018-06-30"): 1000.0,
        ("DG", "SvB|Insgesamt", "2019-06-30"): 1001.0,
        ("DG", "SvB|1 Ohne Abschluss", "2018-06-30"): 10.0,
        ("DG", "SvB|1 Ohne Abschluss", "2019-06-30"): 11.0,
        ("16056", "SvB|Insgesamt", "2018-06-30"): 170.0,
        ("16056", "SvB|Insgesamt", "2019-06-30"): 171.0,
        ("16056", "SvB|1 Ohne Abschluss", "2018-06-30"): "*",
        ("16056", "SvB|1 Ohne Abschluss", "2019-06-30"): ".",
        ("16063", "SvB|Insgesamt", "2018-06-30"): 533.0,
        ("16063", "SvB|Insgesamt", "2019-06-30"): 487.0,
        ("16063", "SvB|1 Ohne Abschluss", "2018-06-30"): 0.0,
    }
    assert reading.facts["territory"] == "Gebietsstand des jeweiligen Stichtags"
    assert reading.facts["as_of"] == "Februar 2022"
    assert reading.facts["footnotes"].splitlines() == ["1) Eine Fußnote.", ". kein Nachweis vorhanden."]
    assert (reading.facts["read"], reading.facts["dropped"]) == ("4", "1")
    assert [(row["row"], row["column"]) for row in reading.rows.to_pylist()][:2] == [(14, "B"), (14, "C")]


def test_a_workbook_without_thuringia_or_without_dates_is_refused(workbook: Callable[..., Delivered]) -> None:
    elsewhere = [
        [str(cell).replace("16", "09") if index == 0 and cell else cell for index, cell in enumerate(row)] for row in BA
    ]
    del elsewhere[13]
    with pytest.raises(FileRefused, match="keine Zeile für Thüringen"):
        ba_workbook.read(workbook({"SvB": elsewhere}, BA_MERGED))
    undated = [[None if isinstance(cell, date) else cell for cell in row] for row in BA]
    with pytest.raises(FileRefused, match="kein Blatt"):
        ba_workbook.read(workbook({"SvB": undated}, BA_MERGED))


def test_a_row_of_thuringia_whose_name_contradicts_its_key_is_reported(workbook: Callable[..., Delivered]) -> None:
    rows = [[("16063 Erfurt, Stadt" if cell == "16063 Wartburgkreis" else cell) for cell in row] for row in BA]
    reading = ba_workbook.read(workbook({"SvB": rows}, BA_MERGED))
    assert [(finding.severity, finding.row) for finding in reading.findings] == [("warning", 17)]


def test_the_agency_s_sample_gives_exactly_the_expected_values() -> None:
    name = "ba_statistik_kreise_wo_zeitreihe_auftrag326108.xlsx"
    file, wanted = sample(name), expected(name)
    assert ba_workbook.recognises(file)
    reading = ba_workbook.read(file)
    found = cells(reading)
    series = f"{wanted['blatt']}|Insgesamt"
    for year, value in wanted["SvB_16063"].items():
        assert found["16063", series, f"{year}-06-30"] == value
    assert found["16056", series, "2019-06-30"] == wanted["SvB_16056_2019"]
    first = "SvB_Kreise_WO_Anzahl|1 Ohne Berufsausbildung / Ohne Berufsabschluss|"
    assert found["16076", f"{first}Ohne Berufsausbildung", "2002-06-30"] == 3315
    assert found["16076", f"{first}Ohne Berufsabschluss", "2021-06-30"] == 2116
    assert (reading.facts["read"], reading.facts["dropped"], reading.rows.num_rows) == ("954", "906", 4320)
    assert ". kein Nachweis vorhanden." in reading.facts["footnotes"]


# --- Thuringian statistical office

IMPRINT = [["Impressum"], ["Herausgeber: Thüringer Landesamt für Statistik, 99091 Erfurt"]]
TLS: list[list[Any]] = [
    ["1.2 Pflegebedürftige am 15.12.2015 nach Kreisen"],
    ["Gebietsstand: 31.12.2020"],
    ["Kreisfreie Stadt\nLandkreis\nLand", "Pflegebedürftige 1)", None, "Davon"],
    [None, "ins-\ngesamt", "je 1000 Einwohner 2)", "Pflege-\ngeld 3)"],
    [None, 1, 2, 3],
    [],
    ["Stadt Erfurt", 100, 35.8, 0],
    ["   Stadt Eisenach", "      1 910 1)", "(45,0)", "."],
    ["Kreisfreie Städte", 2010, 1, 2],
    [],
    ["Eichsfeld", "7 p", "-", "x"],
    ["Schmalkalden-"],
    ["Meiningen", 8, "/", "..."],
    ["Nirgendwo", 9, 9, 9],
    ["Landkreise", 15, 1, 2],
    ["Thüringen", 2025, 43.4, 3],
    ["darunter weiblich", 1, 1, 1],
    ["__________"],
    ["1) Empfänger von Pflege-"],
    ["geld. - 2) bezogen auf die Bevölkerung - 3) ohne andere"],
]
TLS_MERGED = {"Tab 1": ["B3:C3", "A3:A4"]}


def test_cells_of_a_report_are_numbers_footnotes_brackets_letters_or_signs() -> None:
    assert figure_of("     76 967 1)") == Figure(76967.0, notes=("1",))
    assert figure_of("76\u202f967") == Figure(76967.0)
    assert figure_of("1 234,5 1) 2)") == Figure(1234.5, notes=("1", "2"))
    assert figure_of("(45,0)") == Figure(45.0, "()")
    assert figure_of("7 p") == Figure(7.0, quality="p")
    assert figure_of(0.0) == Figure(0.0)
    assert figure_of(".") == Figure(None, ".")
    assert figure_of("-") == Figure(None, "-")
    assert figure_of("  ") is None
    assert figure_of(None) is None


def test_a_report_gives_districts_by_name_without_sub_totals(workbook: Callable[..., Delivered]) -> None:
    file = workbook({"Impressum": IMPRINT, "Tab 1": TLS}, TLS_MERGED)
    assert tls_report.recognises(file)
    assert not ba_workbook.recognises(file)
    reading = tls_report.read(file)
    total, rate, money = (
        "Tab 1|Pflegebedürftige|insgesamt",
        "Tab 1|Pflegebedürftige|je 1000 Einwohner",
        "Tab 1|Pflegegeld",
    )
    assert cells(reading) == {
        ("16051", total, "2015-12-15"): 100.0,
        ("16051", rate, "2015-12-15"): 35.8,
        ("16051", money, "2015-12-15"): 0.0,
        ("16056", total, "2015-12-15"): 1910.0,
        ("16056", rate, "2015-12-15"): 45.0,
        ("16056", money, "2015-12-15"): ".",
        ("16061", total, "2015-12-15"): 7.0,
        ("16061", rate, "2015-12-15"): "-",
        ("16061", money, "2015-12-15"): "x",
        ("16066", total, "2015-12-15"): 8.0,
        ("16066", rate, "2015-12-15"): "/",
        ("16066", money, "2015-12-15"): "...",
        ("16", total, "2015-12-15"): 2025.0,
        ("16", rate, "2015-12-15"): 43.4,
        ("16", money, "2015-12-15"): 3.0,
    }
    rows = {(row["area"], row["series"]): row for row in reading.rows.to_pylist()}
    assert rows["16056", rate]["sign"] == "()"
    assert rows["16061", total]["quality"] == "p"
    assert (rows["16056", total]["row"], rows["16056", total]["column"]) == (8, "B")
    assert reading.facts["subtotals"] == "2"


def test_a_report_says_what_it_left_out_and_what_the_footnotes_mean(workbook: Callable[..., Delivered]) -> None:
    reading = tls_report.read(workbook({"Impressum": IMPRINT, "Tab 1": TLS}, TLS_MERGED))
    said = [(finding.severity, finding.row, finding.sign) for finding in reading.findings]
    assert said == [("notice", 8, "1)"), ("warning", 14, None), ("notice", 17, None)]
    assert "Empfänger von Pflegegeld." in reading.findings[0].text
    assert "Nirgendwo" in reading.findings[1].text
    assert reading.facts["footnotes"].splitlines()[1] == "Tab 1: 2) bezogen auf die Bevölkerung"


def test_a_footnote_at_many_figures_is_said_once_with_their_number(workbook: Callable[..., Delivered]) -> None:
    rows = [["Stadt Erfurt", "100 1)", "35,8 1)", "0 2)"] if row[:1] == ["Stadt Erfurt"] else row for row in TLS]
    reading = tls_report.read(workbook({"Impressum": IMPRINT, "Tab 1": rows}, TLS_MERGED))
    noted = [(finding.row, finding.text) for finding in reading.findings if finding.text.startswith("Zahl mit")]
    assert noted == [
        (7, "Zahl mit Fußnote 1: Empfänger von Pflegegeld. (so bei 3 Zahlen)"),
        (7, "Zahl mit Fußnote 2: bezogen auf die Bevölkerung"),
    ]


def test_the_territorial_status_comes_from_the_file_and_not_from_the_year_of_the_data(
    workbook: Callable[..., Delivered],
) -> None:
    assert tls_report.read(workbook({"Impressum": IMPRINT, "Tab 1": TLS})).facts["territory"] == "31.12.2020"
    silent = [row for row in TLS if row[:1] != ["Gebietsstand: 31.12.2020"]]
    reading = tls_report.read(workbook({"Impressum": IMPRINT, "Tab 1": silent}))
    assert "territory" not in reading.facts
    assert "mit Eisenach" in reading.findings[-1].text


def test_a_table_goes_on_after_noch_with_a_head_of_its_own(workbook: Callable[..., Delivered]) -> None:
    rows: list[list[Any]] = [
        ["2 Schulen 2020 nach Kreisen"],
        ["Kreis", "Grundschulen", "Regelschulen"],
        ["Stadt Erfurt", 1, 2],
        ["Stadt Gera", 3, 4],
        ["Noch: 2 Schulen 2020 nach Kreisen"],
        ["Kreis", "Gymnasien"],
        ["Stadt Erfurt", 5],
        ["Stadt Gera", 6],
    ]
    found = cells(tls_report.read(workbook({"Impressum": IMPRINT, "Tab2": rows})))
    assert found["16051", "Tab2|Grundschulen", "2020"] == 1.0
    assert found["16052", "Tab2|Gymnasien", "2020"] == 6.0


def test_blocks_that_list_all_districts_again_are_series_of_their_own(workbook: Callable[..., Delivered]) -> None:
    rows: list[list[Any]] = [
        ["3 Personen am 31.12.2020"],
        ["Kreis", "bis 17", "ab 18"],
        [],
        ["männlich"],
        ["Stadt Erfurt", 1, 2],
        ["Stadt Gera", 3, 4],
        ["weiblich"],
        ["Stadt Erfurt", 5, 6],
        ["Stadt Gera", 7, 8],
    ]
    found = cells(tls_report.read(workbook({"Impressum": IMPRINT, "T": rows})))
    assert found["16051", "T|männlich|bis 17", "2020-12-31"] == 1.0
    assert found["16051", "T|weiblich|bis 17", "2020-12-31"] == 5.0


def test_years_beside_each_other_are_figures_of_thuringia_with_indented_labels(
    workbook: Callable[..., Delivered],
) -> None:
    rows: list[list[Any]] = [
        ["1.1 Pflege 2013 bis 2015"],
        ["Merkmal", None, None, date(2013, 12, 15), date(2015, 12, 15)],
        ["Pflegebedürftige", None, None, "     86 889 1)", 94280],
        [None, "davon"],
        [None, "mit eingeschränkter Alltags-"],
        [None, None, "kompetenz", 0, 40740],
        [None, "weiblich", None, 1980, 1981],
    ]
    reading = tls_report.read(workbook({"Impressum": IMPRINT, "Tab1": rows}))
    assert cells(reading) == {
        ("16", "Tab1|Pflegebedürftige", "2013-12-15"): 86889.0,
        ("16", "Tab1|Pflegebedürftige", "2015-12-15"): 94280.0,
        ("16", "Tab1|Pflegebedürftige|mit eingeschränkter Alltagskompetenz", "2013-12-15"): 0.0,
        ("16", "Tab1|Pflegebedürftige|mit eingeschränkter Alltagskompetenz", "2015-12-15"): 40740.0,
        ("16", "Tab1|Pflegebedürftige|weiblich", "2013-12-15"): 1980.0,
        ("16", "Tab1|Pflegebedürftige|weiblich", "2015-12-15"): 1981.0,
    }


def test_columns_without_a_year_are_left_out_and_reported(workbook: Callable[..., Delivered]) -> None:
    rows: list[list[Any]] = [["Schulen nach Kreisen"], ["Kreis", "a", 2020], ["Stadt Gera", 1, 2], ["Stadt Suhl", 3, 4]]
    reading = tls_report.read(workbook({"Impressum": IMPRINT, "T": rows}))
    assert {period for _, _, period in cells(reading)} == {"2020"}
    assert reading.findings[0].severity == "warning"


def test_a_title_with_two_years_gives_no_period(workbook: Callable[..., Delivered]) -> None:
    rows = [["Schulen 2019; Schüler 2020"], ["Kreis", "a"], ["Stadt Gera", 1], ["Stadt Suhl", 3]]
    with pytest.raises(FileRefused):
        tls_report.read(workbook({"Impressum": IMPRINT, "T": rows}))


def test_a_workbook_of_the_office_without_districts_is_refused(workbook: Callable[..., Delivered]) -> None:
    file = workbook(
        {
            "Impressum": IMPRINT,
            "T": [["Alter 2020", "a", "b"], *([f"{age} - {age + 4}", 1, 2] for age in range(1, 40, 5))],
        }
    )
    assert not tls_report.recognises(file)
    with pytest.raises(FileRefused, match="keine Tabelle mit Kreisen"):
        tls_report.read(file)


def test_the_office_s_sample_gives_exactly_the_expected_values() -> None:
    name = "tls_statistischer_bericht_10402_2015_01_pflege.xls"
    file, wanted = sample(name), expected(name)
    assert tls_report.recognises(file)
    reading = tls_report.read(file)
    found = cells(reading)
    series = f"{wanted['blatt']}|Pflegebedürftige|insgesamt"
    values = {area: value for (area, which, _), value in found.items() if which == series}
    assert values["16056"] == wanted["Stadt Eisenach"]
    assert values["16063"] == wanted["Wartburgkreis"]
    assert values["16"] == wanted["Thüringen"]
    assert sum(value for area, value in values.items() if area != "16") == wanted["summe_23"]
    assert len(values) == 24
    assert found["16", "Tab.1.1|Pflegebedürftige insgesamt", "2009-12-15"] == wanted["textzahl"][1]
    noted = [finding for finding in reading.findings if finding.sheet == "Tab.1.1" and finding.sign == "1)"]
    assert (noted[0].row, noted[0].column) == (13, "F")
    assert "teilstationärer Pflege" in noted[0].text
    zero = "Tab.2.4|mehrgliedrige Pflege-einrichtungen|zusammen"
    assert found["16051", zero, "2015-12-15"] == 0.0
    assert found["16075", "Tab.2.6|Davon Pflegestufe|darunter Härtefälle", "2015-12-15"] == 0.0
    assert found["16077", "Tab.3.6|Personal insgesamt", "2015-12-15"] == 918
    assert reading.rows.num_rows == 30 * 5 + 24 * (7 + 7 + 6 + 6 + 6 + 6 + 6 + 7 + 6)
