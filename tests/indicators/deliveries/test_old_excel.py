"""Percentages in workbooks of the old Excel format, which says 0.177 and shows 17,7 %."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indicators.deliveries import checking, plain_table, workbooks
from indicators.deliveries.files import Delivered
from indicators.deliveries.reading import Reading

from .old_excel import Cell, old_workbook

ROWS: list[list[Cell]] = [["Kreis", 2023.0], ["Gera", 0.177], ["Jena", 0.29]]
CELLS = ((1, 1), (2, 1))
DAMAGED = 20
"""Copies; every one is opened by two processes."""


def handed_in(folder: Path, shown: str, cells: tuple[tuple[int, int], ...] = CELLS) -> Delivered:
    path = folder / "quote.xls"
    path.write_bytes(old_workbook(ROWS, dict.fromkeys(cells, shown)))
    return Delivered(path, "quote.xls")


def values(reading: Reading) -> list[tuple[float, str | None]]:
    return [(row["value"], row["unit"]) for row in reading.rows.to_pylist()]


@pytest.mark.parametrize("shown", ["0%", "0.00%", "0.0%", '0.0" "%', "[Red]0.0%;-0.0%"])
def test_percentage_cells_of_an_xls_are_read_as_they_are_shown(tmp_path: Path, shown: str) -> None:
    reading = plain_table.read(handed_in(tmp_path, shown))
    assert values(reading) == [(17.7, "%"), (29.0, "%")]
    assert "Prozentzellen wurden in Prozent übernommen: 0,177 als 17,7. (2 Zeilen)" in {
        finding.text for finding in reading.findings
    }


@pytest.mark.parametrize("shown", ["0.0", '0.0"%"', "0.0\\%", "0.0_%", "#,##0.0_%_);\\(#,##0.0\\)_%", "0.0*%"])
def test_a_percent_sign_that_an_xls_only_prints_multiplies_nothing(tmp_path: Path, shown: str) -> None:
    assert values(plain_table.read(handed_in(tmp_path, shown))) == [(0.177, None), (0.29, None)]


def test_a_column_of_an_xls_with_percentages_and_plain_numbers_is_asked_about(tmp_path: Path) -> None:
    reading = plain_table.read(handed_in(tmp_path, "0%", CELLS[:1]))
    errors = [finding for finding in reading.findings if finding.severity == "error"]
    assert [(error.text[:49], error.row) for error in errors] == [
        ("Ein Teil der Zahlen dieser Spalte steht in Prozen", 3)
    ]


def test_an_xls_whose_number_formats_cannot_be_read_is_to_be_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = handed_in(tmp_path, "0%")
    monkeypatch.setattr(workbooks, "percentages", lambda _: None)
    reading = plain_table.read(file)
    assert values(reading) == [(0.177, None), (0.29, None)]
    (warning,) = (finding for finding in reading.findings if finding.severity == "warning")
    assert warning.text.endswith("hundertmal zu klein. Bitte prüfen oder als XLSX speichern.")


def test_formats_of_a_file_that_is_no_workbook_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "quote.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert workbooks.percentages(Delivered(path, "quote.xls")) is None


def test_damaged_old_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    dice = random.Random(17)  # noqa: S311  no secret
    whole = old_workbook(ROWS, dict.fromkeys(CELLS, "0.0%"))
    for _ in range(DAMAGED):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 8)):  # the compound file, then the records; the rest is empty
            content[dice.randrange(2_200)] = dice.randrange(256)
        file = handed_in(tmp_path, "0%")
        file.path.write_bytes(content[: dice.choice([len(content), dice.randrange(600, len(content))])])
        report = checking.check(file)
        assert report.count("error"), "no source was named"
