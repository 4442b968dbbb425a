"""A table of one's own: CSV, XLSX or ODS, long or wide, for districts, municipalities or own planning areas.

Long means one number per row (area, year, indicator, value, sign), wide one column per year or per indicator. The
German CSV this application writes is read back as it is: `series` is then the id of the indicator.
"""

from __future__ import annotations

from collections.abc import Iterator

from indicators.deliveries import plain_large
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.no_table import NO_HEADER
from indicators.deliveries.personal_data import refuse_personal_columns
from indicators.deliveries.plain_cells import DECLARE, place_of
from indicators.deliveries.plain_columns import Layout, heading_of, is_header, layout_of
from indicators.deliveries.plain_grid import Grid, cell_at, grids
from indicators.deliveries.plain_rows import Collected, Remarks
from indicators.deliveries.plain_sheet import SheetReader
from indicators.deliveries.plain_years import period_of
from indicators.deliveries.reading import Reading

FORMAT = "plain_table"
TITLE = "Eigene Tabelle"
LARGEST = 100_000_000
"""Larger text files are read only where their columns are as simple as those of `plain_large`."""


def recognises(file: Delivered) -> bool:
    """Whether there is a header with an area column and at least one column of figures."""
    try:
        found, _ = grids(file, is_header, head_only=True)
        return any(_layout(grid) is not None for grid in found)
    except (FileRefused, OSError, ValueError, LookupError):
        return False


def read(file: Delivered, *, decimal: str | None = None) -> Reading:
    """Everything in the file; `decimal` answers the question which sign it is. Raises FileRefused."""
    if (large := plain_large.read(file, FORMAT, TITLE, decimal=decimal)) is not None:
        return large
    if file.kind == "text" and file.size > LARGEST:
        raise FileRefused(
            f"„{file.name}“ ist für eine frei aufgebaute Tabelle zu groß. Große Dateien bitte als CSV mit genau den "
            "Spalten area,year,measure,value,sign liefern (Dezimalpunkt, eine Zahl je Zeile)."
        )
    place_of.cache_clear()  # planning areas may have been handed in since
    found, facts = grids(file, is_header)
    remarks, collected = Remarks(), Collected()
    sheets = [(grid, layout) for grid in found if (layout := _layout(grid)) is not None]
    if not sheets:
        raise FileRefused(f"In „{file.name}“ fehlt die Kopfzeile. {NO_HEADER}")
    dated = [(grid, layout) for grid, layout in sheets if _has_period(grid, layout)] or sheets
    for grid, layout in dated:
        refuse_personal_columns(file.name, _columns_of_words(grid, layout), grid.sheet)
        SheetReader(grid, layout, remarks, collected, decimal).read()
    collected.refuse_single_cases(file.name, [heading for _, layout in dated for heading in layout.unread])
    if not collected.area:
        raise FileRefused(_nothing_taken(file, collected, remarks), remarks.listed())
    facts |= {"layout": ", ".join(dict.fromkeys(_layout_words(layout) for _, layout in dated))} | collected.facts()
    if headline := dated[0][1].title:
        facts["headline"] = headline
    return Reading(FORMAT, TITLE, collected.table(), collected.series, remarks.listed(), facts)


def _nothing_taken(file: Delivered, collected: Collected, remarks: Remarks) -> str:
    words = f"In „{file.name}“ steht keine Zahl, die übernommen werden kann."
    if collected.dropped:
        return f"{words} Die Schlüssel gehören zu anderen Ländern. {DECLARE}"
    first = next((finding for finding in remarks.listed() if finding.severity == "error"), None)
    return f"{words} {first.place}: {first.text}" if first is not None and first.place else words


def _columns_of_words(grid: Grid, layout: Layout) -> Iterator[tuple[str, list[str]]]:
    """Heading and cells of the columns that hold names, and of those that nobody reads."""
    figures = {*(value.index for value in layout.values), *(layout.roles.get(role) for role in ("key", "period"))}
    below = grid.rows[layout.first_row :]
    for index in range(max((len(cells) for _, cells in below), default=0)):
        if index not in figures:
            heading = layout.headings[index] if index < len(layout.headings) else ""
            yield heading or f"{index + 1}", [heading_of(cell_at(cells, index)) for _, cells in below]


def _has_period(grid: Grid, layout: Layout) -> bool:
    """Sheets that explain columns may look like a table, but of no year."""
    is_dated = any(value.period for value in layout.values)
    return is_dated or "period" in layout.roles or bool(layout.period or period_of(grid.sheet))


def _layout(grid: Grid) -> Layout | None:
    layout = layout_of(grid)
    return layout if layout is not None and layout.values else None


def _layout_words(layout: Layout) -> str:
    if layout.is_own_export:
        return "Export dieser Anwendung"
    if any(value.period for value in layout.values):
        return "breit, eine Spalte je Jahr"
    return "breit, eine Spalte je Indikator" if layout.values[0].series else "lang, eine Zahl je Zeile"
