"""Pictures and tables to take away, each with everything that must stand beside a number (M-08)."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.figures import choropleth, map_series, trend
from dashboard.parts.atlas_view import state_answer
from dashboard.parts.sentence import citation, dated_title, reference
from dashboard.selection import Selection
from geo import boundaries
from geo.areas import division_title
from indicators import answers, changes, derived, tables, territory_notes
from indicators.answers import Answer, Row
from indicators.wording import span

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


def line_sources(chosen: Selection) -> str:
    """What must stand beside the lines of a view: every source and territory with its years, the data version.

    The sentence beside the map names those of one year only.
    """
    answer, state = chosen.answer(), state_answer(chosen)
    shown = trend.shown_areas(answer, chosen.areas, chosen.year)
    local = _known(answer, shown)
    rows = local + (_known(state, [trend.STATE]) if state is not None else [])
    if not rows:
        return f"Für diese Auswahl liegt kein Wert vor. Datenstand {answers.data_version()}."
    sources = _spans(
        ((tables.citations(key), row.year) for _, row in rows for key in row.source.split("+")), "{text} ({years})"
    )
    divisions = _spans(
        ((division_title(answer.level, row.division), row.year) for _, row in local or rows), "{years}: {text}"
    )
    own_work = f"; {derived.OWN_WORK}" if any(derived.of_row(of, row) for of, row in rows) else ""
    told = f"{'Quelle' if len(sources) == 1 else 'Quellen'}: {'; '.join(sources)}{own_work}. {'; '.join(divisions)}."
    bases = dict.fromkeys(changes.base_note(answer, year) for year in answer.years)
    return " ".join([told, *(f"{base}." for base in bases if base), f"Datenstand {answers.data_version()}."])


def _known(answer: Answer, areas: Iterable[str]) -> list[tuple[Answer, Row]]:
    """The rows of some areas that have a value, each with the answer it stands in."""
    return [(answer, row) for year in answer.years for row in answer.rows[year] if row.known and row.area in areas]


def _spans(named: Iterable[tuple[str, int]], dated: str) -> list[str]:
    """Every text once, the earliest first, and as `dated` writes it where it does not hold for all years."""
    held: dict[str, set[int]] = {}
    for text, year in named:
        held.setdefault(text, set()).add(year)
    everywhere = set[int]().union(*held.values())
    ordered = sorted(held.items(), key=lambda item: min(item[1]))
    return [
        text if years == everywhere else dated.format(text=text, years=span(min(years), max(years)))
        for text, years in ordered
    ]
