"""Pictures and tables to take away, each with everything that must stand beside a number (M-08)."""

from __future__ import annotations

from dashboard.figures import choropleth, map_series
from dashboard.parts.sentence import citation, dated_title, reference
from dashboard.selection import Selection
from geo import boundaries
from geo.areas import division_title
from indicators import changes, territory_notes

BASEMAP = f"Geobasis: {boundaries.ATTRIBUTION}"
"""Under maps on the shipped borders."""


def map_sheet(chosen: Selection) -> str:
    """The map of a view as an SVG file: title, unit, day, legend, class method, territorial status, source, licence."""
    answer, year = chosen.answer(), chosen.year
    series = map_series.payload(answer, chosen.classing)
    shapes = map_series.shape_division(answer, year)
    division = division_title(answer.level, answer.rows[year][0].division)
    base = changes.base_note(answer, year)
    missing = "; ".join(f"{item['label']}: {item['count']}" for item in series["statuses"][str(year)])
    notes = [
        f"{series['legend_title'].replace('{year}', str(year))}, Stand {reference(answer, year)}; {division}.",
        f"{series['note'][str(year)]} {series['legend_note'][0].upper()}{series['legend_note'][1:]}.",
        f"Nicht dargestellt: {missing}." if missing else "",
        territory_notes.beside_title(answer, year),
        f"{base}." if base else "",
        citation(answer, year),
        f"Geobasis: {boundaries.credit(answer.level, shapes).attribution}.",
    ]
    return choropleth.sheet(
        series,
        boundaries.drawing(answer.level, shapes),
        year,
        title=dated_title(answer, year),
        notes=[note for note in notes if note],
    )
