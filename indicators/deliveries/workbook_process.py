"""A process of its own that opens a workbook and prints what it holds; started by `workbooks`, imported by nobody.

A damaged or malicious workbook can abort the process that reads it or ask for more memory than there is; here that
costs only this process. Usage: `python workbook_process.py FILE MOST_CELLS MOST_MEMORY_BYTES MOST_SECONDS WHAT`, where
WHAT is `cells`, or `percentages` for the number formats of an xls. Exit code 0 with JSON on stdout, 3 when it has more
cells than allowed, 4 when it cannot be read, 5 when it is protected by a password; anything else is an abort.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

TOO_MANY_CELLS, UNREADABLE, PROTECTED = 3, 4, 5


def plain(cell: Any) -> Any:
    """A cell as JSON can carry it: empty cells null, days as `["date", "2015-12-15"]`."""
    if cell == "":
        return None
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return ["date", cell.date().isoformat()] if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell


def trimmed(row: list[Any]) -> list[Any]:
    """A row without the empty cells at its end."""
    size = len(row)
    while size and row[size - 1] is None:
        size -= 1
    return row[:size]


def sheets(path: str, most_cells: int) -> list[dict[str, Any]]:
    """Every worksheet of the workbook, hidden ones too, positions counted from A1."""
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    left = most_cells
    found = []
    for entry in workbook.sheets_metadata:
        if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(entry.name)
        left -= (sheet.end[0] + 1) * (sheet.end[1] + 1) if sheet.end else 0
        if left < 0:
            raise OverflowError
        cells = [trimmed([plain(cell) for cell in row]) for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
        found.append({"name": entry.name, "cells": cells, "merged": merged})
    return found


def percentages(path: str) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Sheet of an xls -> number format with a percent sign -> row and column (from 0) of the numbers shown so."""
    import xlrd  # type: ignore[import-untyped]

    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    with open(os.devnull, "w") as nowhere:  # it grumbles on stdout about what Excel does not mind
        book = xlrd.open_workbook(path, logfile=nowhere, formatting_info=True, ragged_rows=True)
    codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
    for sheet in book.sheets():
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                code = codes[sheet.cell_xf_index(row, column)] if kind == xlrd.XL_CELL_NUMBER else ""
                if "%" in code:
                    found.setdefault(sheet.name, {}).setdefault(code, []).append((row, column))
    return found


def main(path: str, most_cells: int, most_memory: int, most_seconds: int, what: str) -> int:
    """Limits this process, prints what is asked for; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found: Any = percentages(path) if what == "percentages" else sheets(path, most_cells)
    except OverflowError:
        return TOO_MANY_CELLS
    except python_calamine.PasswordError:
        return PROTECTED
    except BaseException:  # noqa: BLE001  a panic of the Rust library is no Exception
        return UNREADABLE
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    limits = [int(limit) for limit in sys.argv[2:5]]
    sys.exit(main(sys.argv[1], limits[0], limits[1], limits[2], sys.argv[5]))
