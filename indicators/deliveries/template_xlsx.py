"""The template as an XLSX workbook, in a module of its own: a load need not wait for openpyxl."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

WIDTHS = (18, 34, 14, 12, 30, 12, 10, 14)


def book(columns: Sequence[str], rows: Sequence[Sequence[object]], explanation: Sequence[tuple[str, str]]) -> bytes:
    """The sheet to fill in below its headings, and beside it one that explains; a cell is None, text, or a number."""
    made = Workbook()
    sheet = made.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    sheet.title = "Daten"
    sheet.append(columns)
    for row in rows:
        sheet.append(row)
    for cell in sheet["A"]:
        cell.number_format = "@"  # text, so that no zero is lost and no key becomes a number
    for column in range(1, len(columns) + 1):
        heading = sheet.cell(1, column)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E6ECF2")
        sheet.column_dimensions[heading.column_letter].width = WIDTHS[column - 1]
    sheet.freeze_panes = "A2"
    _explain(made.create_sheet("Erklärung"), explanation)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _explain(sheet: Worksheet, explanation: Sequence[tuple[str, str]]) -> None:
    for line in explanation:
        sheet.append(line)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90
    for row in sheet.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
