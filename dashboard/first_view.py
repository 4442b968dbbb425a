"""The Atlas as the server draws it into the first HTML: map, title and sentence, seen before any script has run.

The browser's map takes the picture over and removes the rest (`data-first-page`). Controls stand in it as empty fields
of the same height, so that nothing moves when the real ones arrive.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import Any

from dashboard.figures import choropleth, map_series
from dashboard.index_page import TITLE
from dashboard.parts import atlas_words, sentence
from dashboard.parts.address_notice import HEADING as ADDRESS_HEADING
from dashboard.parts.frame import MENU
from dashboard.selection import Selection
from geo import boundaries
from indicators import tables
from indicators.answers import Answer

CONTROLS = ("Indikator", "Amt", "Ebene", "Anzeige", "Vergleich mit", "Gebietsstand", "Gebiet suchen")
"""The labels of the toolbar of `pages.atlas`, in its order."""


def html_of(query: dict[str, Any]) -> str:
    """HTML for the choice in the address bar."""
    chosen = Selection.of(**query)
    answer, year = chosen.answer(), chosen.year
    series = map_series.payload(answer, chosen.classing)
    drawing = boundaries.drawing(answer.level, map_series.shape_division(answer, year))
    picture = choropleth.picture(series, drawing, year, label=atlas_words.map_label(answer, year))
    return (
        f'<div data-first-page="">{_header()}<div class="page"><div class="stack">{_toolbar()}{_notice(chosen)}'
        f'<div class="heading"><h1>{escape(sentence.title(answer.record))}</h1><p class="subtitle">'
        f"{escape(tables.unit_words(answer))}, {escape(sentence.reference(answer, year))} {_marks(answer)}</p></div>"
        f'<div class="sentence"><p>{escape(atlas_words.spoken(chosen))}</p>'
        '<span class="copy"><span class="button">Satz mit Quelle kopieren</span></span></div>'
        f'<p class="hint grounds">{escape(atlas_words.grounds(chosen))}</p>'
        '<div class="two-columns"><div class="card"><h2>Karte</h2>'
        f'<p class="hint">{escape(atlas_words.map_note(answer, year))}</p>{_years(answer.years, year)}'
        f'<div id="first-map" class="map"><div class="map-frame"><div class="map-canvas">{picture}</div>'
        "</div></div></div></div></div></div></div>"
    )


def _header() -> str:
    # The current entry is bold and wider; a narrow screen would break the line elsewhere without it.
    entries = "".join(
        f"<li><a{' aria-current=page' if path == '/' else ''}>{escape(title)}</a></li>" for title, path in MENU
    )
    return (
        f'<div class="site-header"><span class="site-name">{TITLE}</span>'
        f'<div class="site-nav" aria-hidden="true"><ul>{entries}</ul></div></div>'
    )


def _toolbar() -> str:
    fields = "".join(
        f'<div class="choice"><label>{escape(label)}</label><select disabled></select></div>' for label in CONTROLS
    )
    return f'<div class="toolbar" aria-hidden="true">{fields}</div>'


def _notice(chosen: Selection) -> str:
    """What is wrong with the address, as `parts.address_notice` says it; mostly nothing."""
    sentences = "".join(f"<p>{escape(problem.sentence)}</p>" for problem in chosen.problems)
    heading = f"<p><strong>{ADDRESS_HEADING}</strong></p>"
    return f'<div class="notice warning address-notice">{heading}{sentences}</div>' if sentences else ""


def _marks(answer: Answer) -> str:
    return " ".join(f'<span class="{look}">{escape(text)}</span>' for text, look in atlas_words.marks(answer))


def _years(years: list[int], year: int) -> str:
    """The room of the year slider, with the line below it that names missing years."""
    sign = '<span class="button button-sign"></span>'
    gap = '<p class="hint">&nbsp;</p>' if any(after - before > 1 for before, after in pairwise(years)) else ""
    return (
        f'<div class="year-slider" aria-hidden="true"><label>Jahr <output class="year-now">{year}</output></label>'
        f'<div class="year-row">{sign}<div class="year-track"><input type="range" disabled '
        f'max="{len(years) - 1}" value="{years.index(year)}">'
        f'<div class="year-ticks"></div></div>{sign * (2 if len(years) > 1 else 1)}</div>{gap}</div>'
    )
