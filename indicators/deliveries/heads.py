"""Heads of tables in workbooks: merged cells, words divided over lines, footnote marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indicators.deliveries.workbooks import Cell, Sheet, shown

BETWEEN = "|"
CONNECTING = frozenset({"davon", "darunter", "und zwar", "nachrichtlich", "nachrichtlich:"})
"""Words that only say how the next ones belong together."""

_DIVIDED = re.compile(r"(?<=\w)-\s*\n\s*(?!(?:und|oder|bzw)\b)(?=[a-zäöüß])")
_LINE_END_DIVIDED = re.compile(r"(?<=\w)-$")
_FOOTNOTES = re.compile(r"(?:\s*\b\d{1,2}\)|(?<=\w)\d\)|\s*\*\))+\s*$")


def words(cell: Cell) -> str:
    """The text of a head cell on one line: `ins-\\ngesamt` is insgesamt, `Pflegegeld 3)` Pflegegeld."""
    if isinstance(cell, str):
        cell = _FOOTNOTES.sub("", _DIVIDED.sub("", cell.replace("\r", "")))
    return shown(cell)


def joined(first: str, second: str) -> str:
    """Two lines of one label: `Alltags-` and `kompetenz` are one word, other lines stay words of their own."""
    if _LINE_END_DIVIDED.search(first) and second[:1].islower():
        return first[:-1] + second
    return f"{first} {second}".strip()


def head_cells(sheet: Sheet, first: int, last: int) -> dict[tuple[int, int], Cell]:
    """(row, column) -> cell for the rows `first` to `last`; what a merged range says holds for all its columns.

    A range over several rows counts once, in its first row.
    """
    cells: dict[tuple[int, int], Cell] = {
        (row, column): cell
        for row in range(first, last + 1)
        for column, cell in enumerate(sheet.cells[row] if row < len(sheet.cells) else ())
        if cell is not None
    }
    for top, left, bottom, right in sheet.merged:
        if first <= top and bottom <= last and (top, left) in cells:
            for column in range(left + 1, right + 1):
                cells[top, column] = cells[top, left]
    return cells


def label_of(cells: Iterable[str]) -> str:
    """Head cells of one column from top to bottom as one text; connecting and repeated words are left out."""
    parts: list[str] = []
    for cell in cells:
        if cell and cell.casefold() not in CONNECTING and cell not in parts[-1:]:
            parts.append(cell)
    return BETWEEN.join(parts)
