"""The Atlas as the server draws it into the first HTML: map, title and sentence, seen before any script has run.

The browser's map takes the picture over and removes the rest (`data-first-page`).
"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.figures import choropleth, map_series
from dashboard.parts import atlas_view
from dashboard.selection import Selection
from geo import boundaries
from indicators import tables


def html_of(query: dict[str, Any]) -> str:
    """HTML for the choice in the address bar."""
    chosen = Selection.of(**query)
    answer, year = chosen.answer(), chosen.year
    series = map_series.payload(answer, chosen.classing)
    level, division = map_series.shape_key(answer, year).split("-")
    picture = choropleth.picture(
        series, boundaries.drawing(level, division), year, label=atlas_view.map_label(answer, year)
    )
    return (
        '<div data-first-page=""><div class="site-header"><span class="site-name">Sozialplanung Thüringen</span></div>'
        f'<div class="page"><h1>{escape(answer.record.title)}</h1>'
        f"<p>{escape(tables.unit_words(answer))}, {year}</p>"
        f'<div class="two-columns"><div class="card"><div id="first-map" class="map"><div class="map-frame">'
        f'<div class="map-canvas">{picture}</div></div></div></div></div></div></div>'
    )
