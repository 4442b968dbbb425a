"""The cells of a workbook (xls, xlsx, ods), read in a process of its own so that no file can bring this one down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused

PROCESS = Path(__file__).with_name("workbook_process.py")
MOST_CELLS = 4_000_000
MOST_MEMORY = 1 << 30
MOST_SECONDS = 60

Cell = str | float | int | bool | date | None


@dataclass(frozen=True)
class Sheet:
    """A worksheet; `cells[row][column]` from 0, rows without the empty cells at their end, empty cells None."""

    name: str
    cells: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    """First row, first column, last row, last column of each merged range."""

    def cell(self, row: int, column: int) -> Cell:
        """The cell, or None outside of what is filled."""
        if not 0 <= row < len(self.cells):
            return None
        cells = self.cells[row]
        return cells[column] if column < len(cells) else None

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max((len(row) for row in self.cells), default=0)

    def shown(self, row: int, column: int) -> str:
        """The text of a cell on one line; whole numbers without `.0`."""
        return shown(self.cell(row, column))


def shown(cell: Cell) -> str:
    """A cell as text on one line: blanks and line breaks joined, whole numbers without `.0`, days as 2015-12-15."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def letters(column: int) -> str:
    """Name of a column as Excel shows it: 0 -> A, 27 -> AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheets(file: Delivered) -> tuple[Sheet, ...]:
    """All worksheets of a workbook. Raises FileRefused where it is damaged, protected or too large."""
    stat = file.path.stat()
    found = _opened(str(file.path.resolve()), stat.st_size, stat.st_mtime_ns)
    if isinstance(found, str):
        raise FileRefused(f"„{file.name}“ {found}")
    return found


def sheets_or_none(file: Delivered) -> tuple[Sheet, ...]:
    """The worksheets, or none at all where the workbook cannot be read; for `recognises`."""
    try:
        return sheets(file)
    except (FileRefused, OSError):
        return ()


def percentages(file: Delivered) -> Mapping[str, Mapping[str, Sequence[tuple[int, int]]]] | None:
    """Sheet of an xls -> number format with a percent sign -> row and column (from 0) of the numbers shown so.

    None where the formats cannot be read; the numbers may be readable all the same.
    """
    done = _run(str(file.path.resolve()), "percentages")
    try:
        found = json.loads(done.stdout) if done is not None and done.returncode == 0 else None
    except ValueError:
        return None
    if found is None:
        return None
    return {
        sheet: {code: [(row, column) for row, column in places] for code, places in codes.items()}
        for sheet, codes in found.items()
    }


def _run(path: str, what: str) -> subprocess.CompletedProcess[bytes] | None:
    """The process that has looked into a workbook; None where it took too long."""
    limits = [str(MOST_CELLS), str(MOST_MEMORY), str(MOST_SECONDS)]
    try:
        return subprocess.run(  # noqa: S603  our own interpreter, our own program, no shell
            [sys.executable, "-I", str(PROCESS), path, *limits, what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


@lru_cache(maxsize=2)  # every reader of workbooks looks at the same file before one of them reads it
def _opened(path: str, size: int, changed: int) -> tuple[Sheet, ...] | str:  # noqa: ARG001  what tells files apart
    """The worksheets, or the end of a sentence about why not."""
    done = _run(path, "cells")
    if done is None:
        return "ließ sich nicht in angemessener Zeit öffnen. Bitte als CSV speichern und noch einmal laden."
    if done.returncode == 3:
        return (
            f"hat mehr als {MOST_CELLS // 1_000_000} Millionen Zellen. "
            "Bitte nur das nötige Blatt behalten oder als CSV speichern."
        )
    if done.returncode == 5:
        return "ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern und noch einmal laden."
    try:
        read = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        read = None
    if read is None:
        return "ist beschädigt oder keine Arbeitsmappe. Bitte noch einmal herunterladen oder neu speichern."
    return tuple(
        Sheet(
            name=sheet["name"],
            cells=tuple(tuple(_cell(cell) for cell in row) for row in sheet["cells"]),
            merged=tuple((area[0], area[1], area[2], area[3]) for area in sheet["merged"]),
        )
        for sheet in read
    )


def _cell(cell: str | float | list[str] | None) -> Cell:
    return date.fromisoformat(cell[1]) if isinstance(cell, list) else cell
