"""Text as offices write it: encodings, separators, decimal signs, days, lost zeros; what is unclear is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from indicators.deliveries import text as texts
from indicators.deliveries.cells import cells_of, unclear, wrong_cells
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused

LINES = "Kreis;Jahr;Wert\nSömmerda;2023;1,5\nGreiz;2023;2,5\n"


def written(folder: Path, content: bytes, name: str = "probe.csv") -> Delivered:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return Delivered(path, name)


@pytest.mark.parametrize(
    ("content", "encoding", "bom", "said"),
    [
        (LINES.encode(), "utf-8", False, "UTF-8"),
        (LINES.encode("utf-8-sig"), "utf-8", True, "UTF-8 mit BOM"),
        (LINES.encode("latin-1"), "latin-1", False, "Latin-1 (ISO 8859-1)"),
        (LINES.replace("Greiz", "„Greiz“").encode("cp1252"), "cp1252", False, "Windows-1252"),
        (LINES.encode("utf-16"), "utf-16", True, "UTF-16"),
    ],
)
def test_the_encoding_is_found_and_said(tmp_path: Path, content: bytes, encoding: str, bom: bool, said: str) -> None:
    file = written(tmp_path, content)
    text = texts.text_of(file)
    assert (text.encoding, text.bom, text.facts["encoding"]) == (encoding, bom, said)
    assert [row[0] for _, row in texts.rows_of(file, text)][:2] == ["Kreis", "Sömmerda"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_and_line_ends_are_found(tmp_path: Path, separator: str, end: str) -> None:
    rows = [["Kreis", "Jahr", "Wert"], ["Sonneberg, Kreis", "2023", "1.5"], ["Greiz, Kreis", "2023", "2.5"]]
    quoted = end.join(separator.join(f'"{cell}"' for cell in row) for row in rows) + end
    text = texts.text_of(written(tmp_path, quoted.encode()))
    assert (text.separator, text.line_end) == (separator, end)


@pytest.mark.parametrize(
    ("content", "word"), [(b"<!doctype html><html>", "Internetseite"), (b'{"Status": 98}', "JSON"), (b" \n", "leer")]
)
def test_what_is_no_text_is_refused_with_a_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(FileRefused, match=word):
        texts.text_of(written(tmp_path, content))


def test_an_endless_field_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    file = written(tmp_path, b'Kreis;Wert\n"' + b"x" * 200_000)
    with pytest.raises(FileRefused, match="zu lang"):
        list(texts.rows_of(file, texts.text_of(file)))


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1,5", "2,25"], ","),
        (["1.5", "2.25"], "."),
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["1.234", "7,5"], ","),
        (["1.234", "7.5"], "."),
        (["1.234", "0.125"], "."),
        (["1 234,5"], ","),
        (["12", "-", "x"], ","),
    ],
)
def test_the_whole_column_decides_the_decimal_sign(cells: list[str], decimal: str) -> None:
    assert texts.decimal_sign_of(cells) == decimal


def test_a_column_that_can_be_read_in_two_ways_is_asked_about_and_not_guessed() -> None:
    with pytest.raises(texts.Ambiguous, match=r"„1\.234“ ist mehrdeutig: Sind es 1234 oder 1,234"):
        texts.decimal_sign_of(["1.234", "12", "345.678"])
    with pytest.raises(texts.Ambiguous, match="mehrdeutig"):
        texts.decimal_sign_of(["1.234"], usual=",")
    with pytest.raises(texts.Ambiguous, match="mischt zwei Schreibweisen"):
        texts.decimal_sign_of(["7,5", "7.5"])
    assert texts.decimal_sign_of(["1,234"], usual=",") == ","


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        ("84669326", ",", 84_669_326),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1 234 567", ",", 1_234_567),
        ("-3,4", ",", -3.4),
        ("−3,4", ",", -3.4),
        (",5", ",", 0.5),
        ("12.34", ",", None),
        ("1 23", ",", None),
        ("-", ",", None),
        ("", ",", None),
        ("1e5", ".", None),
        ("nan", ".", None),
    ],
)
def test_numbers_are_read_in_full_or_not_at_all(cell: str, decimal: str, number: float | None) -> None:
    assert texts.number_of(cell, decimal) == number


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", " ", "\u2009"])
def test_every_blank_may_stand_between_thousands(blank: str) -> None:
    assert texts.number_of(texts.clean(f" 2{blank}122{blank}335 "), ",") == 2_122_335


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("31.12.2023", "2023-12-31"),
        ("2023-12-31", "2023-12-31"),
        ("2023-12-31 00:00:00", "2023-12-31"),
        ("45291", "2023-12-31"),
        ("45291.0", "2023-12-31"),
        ("2023", "2023"),
        ("2023-10P6M", "2023-10P6M"),
        ("2022/23", "2022/23"),
        ("31.02.2023", None),
        ("16063", None),
        ("Wartburgkreis", None),
        ("", None),
    ],
)
def test_days_in_three_notations_become_one(cell: str, period: str | None) -> None:
    assert texts.period_of(cell) == period


def test_a_period_belongs_to_the_year_it_begins_in() -> None:
    assert [texts.year_of(period) for period in ("2023-10P6M", "2022/23", "2023-12-31")] == [2023, 2022, 2023]


def test_a_lost_zero_is_put_back_and_said() -> None:
    assert texts.padded_key("1001") == ("01001", True)
    assert texts.padded_key("1001000") == ("01001000", True)
    assert texts.padded_key("16063") == ("16063", False)


def test_cells_keep_signs_as_printed_and_name_what_is_neither() -> None:
    column = pa.array(["12", "-", ".", "x", "/", "...", "(7,5)", "123p", "?", "", "viele", "=1+1", "12", "2\u00a0122"])
    cells = cells_of(column)
    assert cells.sign.to_pylist() == [None, "-", ".", "x", "/", "...", "()", None, "?", None, None, None, None, None]
    expected = [12, *[np.nan] * 5, 7.5, 123, *[np.nan] * 4, 12, 2122]
    np.testing.assert_array_equal(cells.value, expected)
    assert cells.quality.to_pylist()[7] == "p"
    assert np.flatnonzero(cells.empty).tolist() == [9]
    said = list(wrong_cells(cells, column, np.arange(2, 16), "Wert"))
    assert [(finding.row, finding.column) for finding in said] == [(12, "Wert"), (13, "Wert")]
    assert said[0].text.startswith("„viele“ ist weder eine Zahl noch ein Zeichen")


def test_a_question_names_the_row_of_the_doubtful_cell() -> None:
    column = pa.array(["12", "1.234"])
    with pytest.raises(texts.Ambiguous) as asked:
        cells_of(column)
    finding = unclear(asked.value, column, np.array([5, 6]), "Wert")
    assert (finding.severity, finding.row, finding.column) == ("error", 6, "Wert")
    assert cells_of(column, decimal=",").value.tolist() == [12, 1234]
    assert cells_of(column, decimal=".").value.tolist() == [12, 1.234]


def test_a_number_in_the_other_notation_is_wrong_once_the_sign_is_settled() -> None:
    cells = cells_of(pa.array(["7.5", "12", "7,25"]), decimal=",")
    assert cells.wrong.tolist() == [True, False, False]
    np.testing.assert_array_equal(cells.value, [np.nan, 12, 7.25])
