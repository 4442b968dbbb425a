"""A file that stops inside its last line is refused or asked about, in every text format (F-10, R)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.deliveries import last_line, recognising
from indicators.deliveries.checking import check
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.report import Report

from . import samples

FORMATS = Path(__file__).resolve().parents[4] / "shared" / "formats"
Write = Callable[..., Delivered]
LONG = "AGS;Gebiet;Jahr;Wert\n16051;Erfurt;2022;123\n16052;Gera;2022;124"
AFTER_THE_FIGURE = {"inkar_metadaten.csv"}
"""Samples whose last cell is no figure and may be cut without loss."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with some content, as somebody would hand it in."""

    def written(content: str | bytes, name: str = "tabelle.csv") -> Delivered:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Delivered(path, name)

    return written


def said(file: Delivered) -> list[tuple[str, int | None]]:
    return [(finding.text, finding.row) for finding in last_line.findings_of(file, "plain_table")]


def refusal(file: Delivered) -> tuple[str, int | None]:
    with pytest.raises(FileRefused) as refused:
        last_line.findings_of(file, "plain_table")
    return str(refused.value), refused.value.findings[0].row


def test_a_number_that_may_be_cut_off_is_asked_about_with_its_row(write: Write) -> None:
    question = "Die letzte Zeile hat kein Zeilenende; ihr letzter Wert ist 12. Ist die Datei vollständig?"
    assert said(write(LONG[:-1])) == [(question, 3)]
    assert said(write(LONG + "\n")) == []


def test_a_check_of_a_cut_off_table_of_ones_own_warns_of_its_last_value(workshop: Path) -> None:
    path = workshop / "lang.csv"
    path.write_text("area,year,measure,value\n16051,2022,town_cases,500\n16052,2022,town_cases,4", "utf-8")
    found = [finding for finding in check(path, "town").findings if "Zeilenende" in finding.text]
    assert [(finding.severity, finding.row) for finding in found] == [("warning", 3)]
    assert "ihr letzter Wert ist 4." in found[0].text


def test_a_last_line_with_fewer_columns_is_refused(write: Write) -> None:
    text, row = refusal(write(LONG[:-4]))
    assert "„tabelle.csv“ ist abgeschnitten: Zeile 3 hat 3 statt 4 Spalten und kein Zeilenende." in text
    assert row == 3
    assert refusal(write(LONG[:-12]))[1] == 3  # inside the name
    assert refusal(write("AGS;Jahr;Wert\n16051;20"))[1] == 2


def test_a_cut_off_table_of_ones_own_never_becomes_a_load(workshop: Path) -> None:
    path = workshop / "lang.csv"
    path.write_text("area,year,measure,value\n16051,2022,town_cases,500\n16052,2022,town", "utf-8")
    report: Report = check(path, "town")
    assert not report.may_be_loaded
    assert [finding.row for finding in report.findings if finding.severity == "error"] == [3]


def test_an_open_quotation_mark_is_refused_and_a_closed_one_is_whole(write: Write) -> None:
    quoted = 'AGS;Jahr;Wert\n"16051";"2022";"1,5"\n"16052";"2022";"2,5"'
    assert "In Zeile 3 fehlt das schließende Anführungszeichen" in refusal(write(quoted[:-1]))[0]
    assert "Anführungszeichen" in refusal(write(quoted[:-4]))[0]  # right behind the opening one
    assert said(write(quoted)) == []


def test_rows_of_several_widths_prove_nothing(write: Write) -> None:
    ragged = "AGS;Jahr;Wert;Bemerkung\n16051;2022;5\n16052;2022;6;vorläufig\n16053;2022;7"
    assert [row for _, row in said(write(ragged))] == [4]


@pytest.mark.parametrize("note", ["Quelle: Amt", "© Amt 2024", "* geschätzt", "1) vorläufig", "Stand: 31.12.2022"])
def test_a_note_below_the_table_is_no_row_that_could_be_cut_off(write: Write, note: str) -> None:
    assert said(write(f"{LONG}\n{note}")) == []
    assert said(write(f"{LONG}\n\nZahlen des Jugendamts")) == []


def test_titles_above_the_table_are_no_rows_to_compare_with(write: Write) -> None:
    assert refusal(write("Meine Zahlen\nStand 2022\n" + LONG[:-5]))[1] == 5


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_end_is_found_in_every_encoding_and_with_every_line_end(write: Write, codec: str, end: str) -> None:
    content = LONG.replace("Gera", "Mühlhausen").replace("\n", end)
    assert [row for _, row in said(write(content.encode(codec)))] == [3]
    assert said(write((content + end).encode(codec))) == []
    assert refusal(write(content[:-4].encode(codec)))[1] == 3


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_the_end_of_a_long_file_is_looked_at_without_reading_all_of_it(write: Write, codec: str) -> None:
    content = "AGS;Jahr;Wert\n" + "16051;2022;1234\n" * 20_000
    assert [row for _, row in said(write(content[:-2].encode(codec)))] == [20_001]
    assert refusal(write(content[:-6].encode(codec)))[1] == 20_001


@pytest.mark.parametrize("name", samples.TEXTS)
def test_every_text_format_is_refused_or_asked_about_when_its_end_is_missing(write: Write, name: str) -> None:
    content = samples.TEXTS[name]()
    whole = recognising.read(write(content, name))
    assert not [finding for finding in whole.findings if "Zeilenende" in finding.text]
    width = 2 if content.startswith((b"\xff\xfe", b"\xfe\xff")) else 1
    bare = content[: -2 * width] if content.endswith(b"\r\n") else content[:-width]
    for cut in (width, 2 * width, 3 * width):
        if name in AFTER_THE_FIGURE or whole.format in ("genesis_cube", "genesis_table"):
            continue  # behind their last figure stand other columns, or a note
        try:
            warned = recognising.read(write(bare[:-cut], name)).findings
        except FileRefused:
            continue
        is_note = bare.decode("utf-16" if width == 2 else "latin-1").splitlines()[-1].startswith("Quelle")
        assert is_note or any("Zeilenende" in finding.text for finding in warned), cut


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the folder with samples is not here")
def test_no_official_file_is_asked_about_for_the_way_its_format_ends() -> None:
    read = []
    for path in sorted(FORMATS.glob("*.csv")):
        file = Delivered(path, path.name)
        if "KAPUTT" not in path.name and file.kind == "text":
            format_ = recognising.reader_of(file).FORMAT
            assert last_line.findings_of(file, format_) == [], path.name
            read.append(format_)
    assert "genesis_cube" in read  # ends without a line end
    assert len(read) > 15
