"""Delimited files in which every row has as many cells as the head: read whole, cut off ones refused."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.deliveries import text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.wording import several

Row = tuple[int, list[str]]
"""Line number from 1, clean cells."""


def rows_of(file: Delivered, shape: text.Text) -> list[Row]:
    """All rows that are not empty. Raises FileRefused where the file cannot be cut into rows."""
    rows = ((line, [text.clean(cell) for cell in cells]) for line, cells in text.rows_of(file, shape))
    return [(line, cells) for line, cells in rows if any(cells)]


def check_width(file: Delivered, rows: Iterable[Row], width: int) -> None:
    """Refuse the file where a row has more or fewer cells than the head."""
    for line, cells in rows:
        if len(cells) != width:
            wrong = (
                f"hat {len(cells)} statt {width} Spalten. Die Datei ist unvollständig oder beschädigt; bitte noch "
                "einmal herunterladen."
            )
            found = Finding("error", f"Die Zeile {wrong}", row=line)
            raise FileRefused(f"„{file.name}“: Zeile {line} {wrong}", [found])


def lost_zeros(count: int) -> list[Finding]:
    """A warning where keys came without their leading zero (F-10): a spreadsheet has taken them for numbers."""
    if not count:
        return []
    text_ = f"Bei {several(count, 'Schlüssel', 'Schlüsseln')} fehlte die führende Null; sie wurde ergänzt."
    return [Finding("warning", text_)]


def decimal_sign(file: Delivered, cells: Iterable[str], usual: str) -> str:
    """The decimal sign of the whole file. Raises FileRefused where it cannot be told."""
    try:
        return text.decimal_sign_of(cells, usual=usual)
    except text.Ambiguous as doubt:
        raise FileRefused(f"„{file.name}“: {doubt}") from doubt


def head_of(file: Delivered, lines: int = 1) -> list[list[str]]:
    """Cells of the first lines as `recognises` needs them; never raises, unreadable letters are replaced."""
    if file.kind != "text":
        return []
    start = file.head.decode("utf-8-sig", errors="replace").splitlines()[:lines]
    if not start:
        return []
    separator = text.separator_of(start[-1])
    return [[cell.strip(' "') for cell in line.split(separator)] for line in start]


def figure(cell: str, decimal: str) -> tuple[float | None, str | None]:
    """Value and sign of a clean cell that is not empty."""
    value = text.number_of(cell, decimal)
    return value, cell if value is None else None
