"""Workbooks of the statistics of the Federal Employment Agency: one row per district, merged heads, dates in the last.

Rows 3 to 5 are titles (row 4 names the territorial status), 9 to 13 the head, the data begin in row 14; column A holds
key and name (`16063 Wartburgkreis`). `*` (1 or 2, or to be calculated back) and `.` (no record) stay signs. A series is
the sheet and the head above the dates: `SvB_Kreise_WO_Anzahl|Insgesamt`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from indicators.deliveries import heads, naming, text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.workbooks import Cell, Sheet, letters, sheets, sheets_or_none, shown

FORMAT = "ba_workbook"
TITLE = "Statistik der Bundesagentur für Arbeit (Arbeitsmappe)"

OWNER = "Statistik der Bundesagentur für Arbeit"
_KEYED = re.compile(r"\d{2}(?:\d{3}(?:\d{3})?)?\s+\S")
_REGION = re.compile(r"Region|Kreis|Gebiet|Gemeinde|Land", re.IGNORECASE)
_AS_OF = re.compile(r"Datenstand:?\s*([^,;)]+)")
_CREATED = re.compile(r"Erstellungsdatum:?\s*([\d.]+)")


@dataclass(frozen=True)
class _Table:
    """A sheet with figures: rows `first` to `last` (from 0) are areas; `columns` maps a column to series and period."""

    sheet: Sheet
    first: int
    last: int
    titles: tuple[str, ...]
    columns: dict[int, tuple[str, str]]

    @property
    def title(self) -> str:
        """The first title without footnote marks, else the name of the sheet."""
        return re.sub(r"\d\)", " ", self.titles[0]) if self.titles else self.sheet.name


def recognises(file: Delivered) -> bool:
    """Whether a workbook names the agency's statistics and has a sheet with keyed districts under dates."""
    if file.kind not in ("zip", "xls"):
        return False
    found = sheets_or_none(file)
    return any(OWNER in words for sheet in found for words in _texts(sheet)) and any(
        _table_of(sheet) for sheet in found
    )


def read(file: Delivered) -> Reading:
    """The rows of Thuringia and Germany on every sheet with figures. Raises FileRefused."""
    opened = sheets(file)
    tables = [table for sheet in opened if (table := _table_of(sheet))]
    if not tables:
        raise FileRefused(
            f"„{file.name}“ hat kein Blatt mit Gebieten wie „16063 Wartburgkreis“ unter Stichtagen, wie es die "
            "Statistik der Bundesagentur für Arbeit liefert."
        )
    findings: list[Finding] = []
    counts: Counter[str] = Counter()
    rows = [row for table in tables for row in _rows(table, findings, counts)]
    if not rows:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    series = {
        name: Series(f"{table.title}: {name.partition(heads.BETWEEN)[2].replace(heads.BETWEEN, ' – ')}")
        for table in tables
        for name, _ in table.columns.values()
    }
    return Reading(FORMAT, TITLE, table_of(rows), series, tuple(findings), _facts(opened, tables, counts))


def _texts(sheet: Sheet) -> Iterator[str]:
    return (cell for row in sheet.cells for cell in row if isinstance(cell, str))


def _period(cell: Cell) -> str | None:
    printed = shown(cell)
    return text.period_of(printed) if not isinstance(cell, float) or 1900 <= cell <= 2100 else None


def _table_of(sheet: Sheet) -> _Table | None:
    """The table on a sheet, or None where there is none: keyed rows under a row of days or years."""
    keyed = [number for number in range(len(sheet.cells)) if _KEYED.match(sheet.shown(number, 0))]
    head = next((n for n in range(min(keyed, default=0)) if _is_head(sheet, n)), None)
    if head is None:
        return None
    dated = [n for n in range(head, keyed[0]) if sum(_period(cell) is not None for cell in sheet.cells[n][1:]) > 0]
    if not dated:
        return None
    first = next(number for number in range(dated[-1] + 1, keyed[0] + 1) if sheet.shown(number, 0))
    cells = heads.head_cells(sheet, head, dated[-1])
    columns = {}
    for column in range(1, sheet.width):
        period = _period(sheet.cell(dated[-1], column))
        if period is not None:
            label = heads.label_of(heads.words(cells.get((row, column))) for row in range(head, dated[-1]))
            columns[column] = (heads.BETWEEN.join(part for part in (sheet.name, label) if part), period)
    titles = tuple(heads.words(sheet.cell(row, 0)) for row in range(head) if sheet.shown(row, 0))
    return _Table(sheet, first, keyed[-1], titles, columns)


def _is_head(sheet: Sheet, row: int) -> bool:
    """The row whose first cell says that areas follow below and which has heads beside it."""
    return bool(_REGION.match(sheet.shown(row, 0))) and any(cell is not None for cell in sheet.cells[row][1:])


def _rows(table: _Table, findings: list[Finding], counts: Counter[str]) -> Iterator[dict[str, Any]]:
    sheet = table.sheet
    for number in range(table.first, table.last + 1):
        printed = sheet.shown(number, 0)
        if not printed or not any(sheet.cell(number, column) is not None for column in table.columns):
            continue
        counts["read"] += 1
        match = naming.matched(printed)
        if match.key is None or not match.key.startswith((naming.STATE, naming.COUNTRY)):
            counts["dropped"] += 1
            if match.key is None and printed.startswith(naming.STATE):
                findings.append(Finding("warning", match.reason, row=number + 1, column="A", sheet=sheet.name))
            continue
        for column, (series, period) in table.columns.items():
            cell = sheet.cell(number, column)
            if cell is None or cell == "":
                continue
            value, sign = _figure(cell)
            yield {
                "area": match.key, "level": match.level, "name": match.name, "period": period,
                "year": text.year_of(period), "series": series, "value": value, "sign": sign,
                "row": number + 1, "column": letters(column),
            }  # fmt: skip


def _figure(cell: Cell) -> tuple[float | None, str | None]:
    """Value and sign of a cell; a number written as text is a number."""
    if isinstance(cell, (int, float)):
        return float(cell), None
    printed = text.clean(shown(cell))
    value = text.number_of(printed, ",")
    return value, printed if value is None else None


def _facts(opened: tuple[Sheet, ...], tables: list[_Table], counts: Counter[str]) -> dict[str, str]:
    facts = {"sheets": ", ".join(table.sheet.name for table in tables)}
    facts |= {key: str(counts[key]) for key in ("read", "dropped")}
    titles = [title for table in tables for title in table.titles]
    territory = re.search(r"Gebietsstand[^()]*", " ".join(title for title in titles if "Gebietsstand" in title))
    if territory:
        facts["territory"] = territory[0].strip()
    for key, pattern in (("as_of", _AS_OF), ("created", _CREATED)):
        found = next((match for sheet in opened for words in _texts(sheet) if (match := pattern.search(words))), None)
        if found:
            facts[key] = found[1].strip()
    notes = {
        words: None
        for table in tables
        for words in _texts(table.sheet)
        if re.match(r"\d{1,2}\)\s|[.*x/-]\s+\S", words) and not _KEYED.match(words)
    }
    if notes:
        facts["footnotes"] = "\n".join(" ".join(words.split()) for words in notes)
    return facts
