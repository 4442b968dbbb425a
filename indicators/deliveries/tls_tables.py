"""Tables on a sheet of a TLS report: where the head is, which rows are areas, what stands in a cell.

A table lists districts by name, or it is a series of years for Thuringia with the features as row labels. A sheet may
hold several (`Noch: 2.1 ...` begins a new one with a head of its own).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators.deliveries import heads, naming, text
from indicators.deliveries.workbooks import Cell, Sheet, shown

TERRITORY = re.compile(r"Gebietsstand:?\s*(?:vom\s*|am\s*)?([^;()\n]+)")
"""The territorial status; its date is not that of the figures."""
_CONTINUED = re.compile(r"\s*Noch:?\s", re.IGNORECASE)
_RULE = re.compile(r"_{3,}|-{5,}")
_DAY = re.compile(r"\b(\d{1,2}\.\d{1,2}\.(?:19|20)\d{2})\b")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SEVERAL_YEARS = re.compile(r"(?:19|20)\d{2}\s*(?:bis|-|–|und|,)\s*(?:19|20)\d{2}")
_NOTED = re.compile(r"(.*?\S)\s*((?:\d{1,2}\)\s*)+)")
_LIMITED = re.compile(r"\(\s*([\d .,+-]+?)\s*\)")
_QUALITY = re.compile(r"(.*\d)\s*([prse])")
_HUNDRED_PERCENT = re.compile(r"\d+\s*%")


@dataclass(frozen=True)
class Figure:
    """What a cell holds; value null where there is only a sign."""

    value: float | None
    sign: str | None = None
    quality: str | None = None
    notes: tuple[str, ...] = ()


def figure_of(cell: Cell) -> Figure | None:
    """A cell of a table; None where it is empty.

    A number is itself, a zero shown as `-` by its number format too (it is exactly zero). Text may be a number with
    blanks between thousands, a footnote (`     76 967 1)`), brackets (limited) or a letter (p, r), or it is a sign.
    """
    if isinstance(cell, (int, float)):
        return Figure(float(cell))
    printed = text.clean(shown(cell))
    if not printed:
        return None
    plain, noted = printed, _NOTED.fullmatch(printed)
    notes: tuple[str, ...] = ()
    if noted and text.number_of(noted[1], ",") is not None:
        plain, notes = noted[1], tuple(re.findall(r"\d+(?=\))", noted[2]))
    quality = None
    if (found := _QUALITY.fullmatch(plain)) and text.number_of(found[1], ",") is not None:
        plain, quality = found[1], found[2]
    if (found := _LIMITED.fullmatch(plain)) and (limited := text.number_of(found[1], ",")) is not None:
        return Figure(limited, "()", quality, notes)
    value = text.number_of(plain, ",")
    return Figure(value, None if value is not None else printed, quality, notes)


@dataclass
class Table:
    """Rows `head` to `end` (from 0, `end` not included) of a sheet that belong together."""

    sheet: Sheet
    head: int
    first: int
    end: int
    label: int
    """Column of the names; in a series of years the first of several with indented labels."""
    titles: tuple[str, ...]
    areas: dict[int, naming.Match] = field(default_factory=dict)
    """Row -> area; empty where the whole table is about Thuringia."""
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Column -> head as one text, period."""
    missing_period: bool = False


def tables_of(sheet: Sheet) -> Iterator[Table]:
    """The tables of districts, and the series of years for Thuringia, on one sheet."""
    starts = [
        0,
        *(n for n in range(1, len(sheet.cells)) if any(_CONTINUED.match(shown(c)) for c in sheet.cells[n][:2])),
    ]
    for start, end in zip(starts, [*starts[1:], len(sheet.cells)], strict=True):
        end = next((n for n in range(start, end) if _RULE.match(sheet.shown(n, 0))), end)
        table = _areas_table(sheet, start, end) or _years_table(sheet, start, end)
        if table is not None and table.columns:
            yield table


def notes_of(sheet: Sheet) -> dict[str, str]:
    """Footnote number -> text, from below the rules that end the tables."""
    lines: list[str] = []
    below = False
    for number in range(len(sheet.cells)):
        printed = sheet.shown(number, 0)
        if _RULE.match(printed) or _CONTINUED.match(printed):
            below = bool(_RULE.match(printed))
        elif below and printed:
            lines.append(printed)
    words = ""
    for line in lines:
        words = heads.joined(words, line)
    parts = re.split(r"(?:^|\s-?\s*)(\d{1,2})\)\s", words)
    return {number: note.strip() for number, note in zip(parts[1::2], parts[2::2], strict=False)}


def _number_columns(sheet: Sheet, row: int, after: int) -> list[int]:
    cells = sheet.cells[row]
    return [column for column in range(after, len(cells)) if figure_of(cells[column]) is not None]


def _matches(sheet: Sheet, start: int, end: int, column: int) -> dict[int, naming.Match]:
    """Rows whose cell in `column` names a district or Thuringia; a name divided over two rows counts in the second."""
    found: dict[int, naming.Match] = {}
    before = ""
    for row in range(start, end):
        cell = sheet.cell(row, column)
        printed = str(cell) if isinstance(cell, str) else ""
        if printed.strip() and _number_columns(sheet, row, column + 1):
            for name in (printed, f"{before} {printed}"):
                match = naming.matched(name)
                if match.level != "state":
                    match = naming.matched(name, "district")
                if match.key is not None:
                    found[row] = match
                    break
        before = printed if not _number_columns(sheet, row, column + 1) else ""
    return found


def _areas_table(sheet: Sheet, start: int, end: int) -> Table | None:
    matches = {column: _matches(sheet, start, end, column) for column in range(min(3, sheet.width))}
    label = max(matches, key=lambda column: len(matches[column]), default=0)
    areas = matches.get(label, {})
    if len({match.key for match in areas.values()}) < 2:
        return None
    first = min(areas)
    head = next((row for row in range(start, first) if _filled(sheet, row) > 1), first)
    # A row of heads is followed by gaps or a block's name („männlich“); heads end at the last row with several cells.
    last = max((row for row in range(head, first) if _filled(sheet, row) > 1), default=head)
    table = Table(sheet, head, last + 1, end, label, _titles(sheet, start, head), areas)
    wanted = sorted({column for row in areas for column in _number_columns(sheet, row, label + 1)})
    _name_columns(table, last, wanted)
    return table


def _years_table(sheet: Sheet, start: int, end: int) -> Table | None:
    for row in range(start, end):
        periods = {column: _period(cell) for column, cell in enumerate(sheet.cells[row]) if column and shown(cell)}
        # All of them and in order: 1981 in the middle of a table may be a number of people.
        dated = [period for period in periods.values() if period]
        if len(periods) >= 2 and dated == sorted({*dated}) and len(dated) == len(periods) and sheet.shown(row, 0):
            table = Table(sheet, row, row + 1, end, 0, _titles(sheet, start, row))
            table.columns = {column: ("", period) for column, period in periods.items() if period}
            return table
    return None


def _filled(sheet: Sheet, row: int) -> int:
    return sum(bool(shown(cell)) for cell in sheet.cells[row])


def _titles(sheet: Sheet, start: int, head: int) -> tuple[str, ...]:
    return tuple(shown(cell) for row in range(start, head) for cell in sheet.cells[row] if shown(cell))


def _period(cell: Cell) -> str | None:
    """The period a head cell is, if it is one: a day, or a year as number or text."""
    printed = shown(cell)
    return text.period_of(printed) if _YEAR.fullmatch(printed) or _DAY.fullmatch(printed) or "-" in printed else None


def _name_columns(table: Table, last: int, wanted: list[int]) -> None:
    rows = [row for row in range(table.head, last + 1) if not _counts_columns(table.sheet, row)]
    cells = heads.head_cells(table.sheet, table.head, last)
    common = _common_period(table.titles)
    for column in wanted:
        stacked = [(row, cells.get((row, column))) for row in rows]
        period = next((found for _, cell in stacked if (found := _period(cell))), common)
        words = [_head_words(cell, cells, row) for row, cell in stacked if not _period(cell)]
        if any(word.casefold().startswith("lfd") for word in words):
            continue
        if period is None:
            table.missing_period = True
            continue
        table.columns[column] = (heads.label_of(words), period)


def _counts_columns(sheet: Sheet, row: int) -> bool:
    """A row that only numbers the columns: 1, 2, 3, ..."""
    numbers = [cell for cell in sheet.cells[row] if shown(cell)]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _head_words(cell: Cell, cells: dict[tuple[int, int], Cell], row: int) -> str:
    """A head; a bare 1 among percentages is 100 % whose percent sign is number format."""
    if cell == 1 and any(_HUNDRED_PERCENT.search(shown(other)) for (at, _), other in cells.items() if at == row):
        return "100 %"
    return heads.words(cell)


def _common_period(titles: tuple[str, ...]) -> str | None:
    """The day, else the year, the titles name; None where they name several."""
    words = " ".join(TERRITORY.sub(" ", title) for title in titles)
    days = {text.period_of(day) for day in _DAY.findall(words)}
    if days:
        return days.pop() if len(days) == 1 else None
    years = set(_YEAR.findall(words))
    return years.pop() if len(years) == 1 and not _SEVERAL_YEARS.search(words) else None
