"""What the page of the social index shows for a choice, as properties of its parts; the page only puts them in place.

`drawn` is the repaint after every move of a weight, `estimated` the rank bands that follow, `told` the rest: the
components of the selected areas, the method, the comparison with the GISD.
"""

from __future__ import annotations

from typing import Any

from dash import html, no_update

from dashboard import theme
from dashboard.figures import map_series, risk_map, risk_tables, status_matrix
from dashboard.figures.classes import Classing
from dashboard.parts import risk_index_words as words
from dashboard.parts.entries import labelled, of_indicator
from dashboard.risk_index_selection import FIRST_PRESET, IndexChoice, of_query
from indicators import answers, risk_index
from indicators.catalogue import catalogue
from indicators.risk_index import RiskIndex
from indicators.risk_index_question import (
    AGGREGATIONS,
    NORMALISATIONS,
    OWN,
    PRESETS,
    SPANS,
    Question,
    candidates,
)

SELECTION = {"selection_colours": theme.SELECTION * 4}  # a cell of the matrix may hold all areas
Parts = dict[str, dict[str, Any]]


def shown(choice: IndexChoice) -> RiskIndex:
    """The index on the page; where the choice makes none, the first preset stands (hidden) in its place."""
    return choice.found or risk_index.asked(Question(PRESETS[FIRST_PRESET].weights))


def controls(choice: IndexChoice) -> Parts:
    """Properties of the controls above the result."""
    return {
        "preset": {
            "options": [
                {"label": preset.title, "value": preset.key, "title": preset.note} for preset in PRESETS.values()
            ]
            + [{"label": "eigene Gewichte", "value": OWN}],
            "value": choice.preset,
        },
        "year": year(shown(choice)),
        "span": {"options": [{"label": f"{span} Jahre", "value": span} for span in SPANS], "value": choice.span},
        "normalisation": {"options": labelled(NORMALISATIONS), "value": choice.normalisation},
        "aggregation": {"options": labelled(AGGREGATIONS), "value": choice.aggregation},
        "weights": {
            "components": labels(choice),
            "weights": dict(choice.weights),
            "start": dict(choice.weights),
        },
        "add": {"options": addable(), "value": None},
    }


def drawn(choice: IndexChoice, *, with_bands: bool = False) -> Parts:
    """Map, matrix and table of areas; with the rank bands only where the page is made as a whole."""
    found = shown(choice)
    uncertain = risk_index.bands(found) if with_bands else None
    selected = {"selected": list(choice.areas), **SELECTION}
    return {
        "map": {
            "series": risk_map.series(found, uncertain),
            "year": found.year,
            "label": words.map_label(found),
            **selected,
        },
        "matrix": {**status_matrix.matrix(found), **selected},
        "table": {
            **risk_tables.areas(found, uncertain),
            "caption": words.table_caption(found),
            "selectable": True,
            **selected,
        },
        "bands": {"running": risk_tables.running(uncertain)},
    }


def estimated(recipe: str) -> Any:
    """The rank bands of a recipe, with the recipe they belong to; nothing where it makes no index."""
    choice = of_query(recipe)
    if choice.found is None:
        return no_update
    uncertain = risk_index.bands(choice.found)
    return {
        "recipe": recipe,
        "rows": risk_tables.areas(choice.found, uncertain)["rows"],
        "notes": {str(choice.found.year): risk_map.notes(choice.found, uncertain)},
        "running": risk_tables.running(uncertain),
    }


def told(choice: IndexChoice) -> Parts:
    """What is read rather than seen at a glance."""
    found = shown(choice)
    gisd_year, _ = risk_index.gisd(found.year)
    return {
        "components": {
            **risk_tables.components(found, choice.areas),
            "caption": words.components_caption(found, choice.areas),
        },
        "correlations": {**risk_tables.correlations(found), "caption": "Zusammenhang der Bestandteile (Pearson)"},
        "left_out": {**risk_tables.left_out(found), "caption": "Ohne einen der Bestandteile"},
        "gisd": {
            "series": gisd_series(gisd_year),
            "year": gisd_year,
            "label": f"Karte: GISD {gisd_year} in Thüringen, zum Vergleich mit dem Index",
            "selected": list(choice.areas),
            **SELECTION,
        },
        "text": {
            "facts": words.facts(found),
            "warnings": words.warnings(found),
            "gisd": words.gisd(found),
            "source": words.source(found),
            "query": choice.query(),
        },
    }


def redrawn(choice: IndexChoice, weights: Any) -> tuple[Any, ...]:
    """What a move of a weight changes, in the order of the page's callback."""
    problem = (choice.problem, not choice.problem, result_class(choice))
    kept = weights_kept(choice, weights)
    control = (labels(choice), *kept, choice.preset)
    if choice.found is None:
        return (*(no_update,) * 16, *control, *(no_update,) * 2, *problem, choice.recipe())
    new = drawn(choice)
    table, matrix = new["table"], new["matrix"]
    return (
        *(new["map"][key] for key in ("series", "year", "label")),
        *(matrix[key] for key in ("rows", "columns", "cells", "rest", "rest_note", "caption")),
        *(table[key] for key in ("columns", "rows", "row_keys", "caption")),
        words.heading(choice.found),
        words.sentence(choice.found),
        new["bands"]["running"],
        *control,
        *(year(choice.found)[key] for key in ("options", "value")),
        *problem,
        choice.recipe(),
    )


def retold(choice: IndexChoice, gisd_year: int) -> tuple[Any, ...]:
    """What `told` changes, in the order of the page's callback; a GISD that is there already is not sent again."""
    if choice.found is None:
        return (*(no_update,) * 14, choice.query())
    new = told(choice)
    return (
        *(new["components"][key] for key in ("columns", "rows", "caption")),
        *(new["correlations"][key] for key in ("columns", "rows")),
        *(new["left_out"][key] for key in ("columns", "rows")),
        *(no_update if new["gisd"]["year"] == gisd_year else new["gisd"][key] for key in ("series", "year", "label")),
        *(new["text"][key] for key in ("facts", "warnings", "gisd", "source", "query")),
    )


def result_class(choice: IndexChoice) -> str:
    """How the result stands on the page: without an index only the sliders stay, so that it can be mended."""
    return "stack" if choice.found else "stack refused"


def weights_kept(choice: IndexChoice, weights: Any) -> tuple[Any, Any]:
    """Weights and start for the sliders: untouched while the reader moves them, new ones when a preset was chosen."""
    mine = dict(choice.weights)
    # Weights that cannot be used stay in their fields, so that they can be seen and mended.
    if isinstance(weights, dict) and list(weights) == list(mine) and choice.preset == OWN:
        return no_update, no_update
    if weights == mine:
        return no_update, mine if choice.preset != OWN else no_update
    return mine, mine


def year(found: RiskIndex) -> dict[str, Any]:
    """The years that can be shown, the latest first; those without dynamics say so."""
    return {
        "options": [
            {"label": str(item) if item in found.moving_years else f"{item} (ohne Dynamik)", "value": item}
            for item in reversed(found.years)
        ],
        "value": found.year,
    }


def labels(choice: IndexChoice) -> list[dict[str, str]]:
    """The components as the sliders name them."""
    records = [answers.indicator(key) for key, _ in choice.weights]
    notes = {"higher_is_better": "entlastet"}
    return [
        {"key": record.id, "label": record.short_title, "note": notes.get(record.direction, "")} for record in records
    ]


def addable() -> list[dict[str, Any]]:
    """Indicators that can be components, by theme."""
    return [of_indicator(record, catalogue().themes[record.theme].title) for record in candidates().values()]


def gisd_series(of_year: int) -> dict[str, Any]:
    """The GISD of one year on the districts of 2021-07-01."""
    answer = answers.values(risk_index.GISD, territory="2021")
    return map_series.payload(answers.narrowed(answer, of_year), Classing())


def downloads(choice: IndexChoice) -> list[Any]:
    """Links that take away exactly what is shown; the browser keeps their query in step with the choice."""
    query = choice.recipe()
    links = (("Tabelle herunterladen (CSV)", "/api/v1/index.csv"), ("Karte herunterladen (SVG)", "/download/index.svg"))
    return [
        part
        for text, address in links
        for part in (html.A(text, href=f"{address}?{query}", className="button", download=""), " ")
    ]
