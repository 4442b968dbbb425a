"""What the Atlas shows for a choice, as properties of its parts; the page only puts them in place.

`drawn` is what changes with indicator, level, classing and territory (the map and the controls), `told` what changes
with year, selected areas and comparison too (ranking, trend, table, words).
"""

from __future__ import annotations

from typing import Any

from dash import Patch, html, no_update

from dashboard import shapes, theme
from dashboard.figures import classes, map_series, ranking, trend
from dashboard.parts import atlas_options as options
from dashboard.parts import atlas_words as words
from dashboard.parts import definition, sentence
from dashboard.parts.entries import labelled
from dashboard.selection import SHOWN, Selection, can_change
from geo import areas as geography
from indicators import answers, tables
from indicators.answers import Answer

SELECTION = {"selection_colours": theme.SELECTION}


def drawn(chosen: Selection) -> dict[str, dict[str, Any]]:
    """Properties of the map and of every control, by control."""
    answer = chosen.answer()
    no_state = answers.comparison(answer, "state", chosen.year).value is None
    fixed = map_series.is_circles(answer)
    return {
        "indicator": {"options": options.indicators(chosen.department), "value": chosen.indicator},
        "level": {
            "options": labelled(options.levels(chosen.indicator)),
            "value": options.level(chosen),
        },
        "show": {
            "options": labelled({key: text for key, text in SHOWN.items() if key == "value" or can_change(chosen)}),
            "value": chosen.show,
        },
        "against": {
            "options": options.against(chosen.level),
            "years": [] if answer.is_change else answer.years,
            "without": options.without(chosen, answer),
            "value": chosen.against,
        },
        "area": {
            "options": options.areas(options.level(chosen)),
            "more": options.more_areas(options.level(chosen)),
            "value": None,
        },
        "year": {"years": answer.years, "value": chosen.year},
        "method": {
            "options": labelled(
                {key: text for key, text in classes.METHODS.items() if key != "deviation" or not no_state}
            ),
            "value": chosen.method,
            "disabled": fixed,
        },
        "classes": {
            "options": [{"label": str(count), "value": count} for count in range(3, 8)],
            "value": chosen.classes,
            "disabled": fixed,
        },
        "basis": {
            "options": labelled(classes.BASES),
            "value": chosen.basis,
            # Where nothing else is possible the field says what holds; the reader's choice comes back afterwards.
            "disabled": classes.BASES["chosen"] if answer.record.ranks_only else fixed,
        },
        "territory": {
            "options": options.territories(options.level(chosen)),
            "without": options.same_territories(chosen),
            "value": chosen.territory,
        },
        "map": {
            "series": map_series.packed(map_series.payload(answer, chosen.classing)) | late_addresses(answer),
            "label": words.map_label(answer, chosen.year),
            "selected": list(chosen.areas),
            **SELECTION,
        },
    }


def told(chosen: Selection) -> dict[str, Any]:
    """Heading, sentence, ranking, trend, table, definition and links for a choice."""
    answer, year = chosen.answer(), chosen.year
    state = state_answer(chosen)
    held, earlier = words.held_against(chosen, answer)
    bars = ranking.bars(answer, year, chosen.classing, held)
    table = ranking.table(answer, year, held, earlier)
    return {
        "heading": words.heading(answer, year, held),
        "sentence": words.spoken(chosen),
        "grounds": words.grounds(chosen),
        "map_note": words.map_note(answer, year),
        "ranking": {
            **bars,
            "rows": table["rows"],
            "row_keys": table["row_keys"],
            "selected": list(chosen.areas),
            **SELECTION,
            "caption": words.ranking_caption(answer, year),
        },
        "trend": trend.figure(answer, state, chosen.areas, year),
        "trend_unit": trend.unit(answer),
        "caption": trend_caption(chosen, answer, state),
        "table": {
            **table,
            "caption": f"{sentence.dated_title(answer, year)}; {tables.unit_words(answer)}",
            "selected": list(chosen.areas),
            "selectable": True,
            **SELECTION,
        },
        "table_note": ranking.table_note(table),
        "definition": definition.card(answer, year, chosen.areas, held),
        "downloads": downloads(chosen),
        "query": "?" + chosen.query(),
    }


def trend_caption(chosen: Selection, answer: Answer, state: Answer | None) -> list[Any]:
    """The lines in words, and what the marks of the chart stand for."""
    told = [html.P(trend.caption(answer, state, chosen.areas, chosen.year))]
    marked = trend.first_reasons(answer, chosen.areas, chosen.year)
    return [*told, html.Ul([html.Li(text) for text in marked])] if marked else told


def late_addresses(answer: Answer) -> dict[str, dict[str, str]]:
    """Where the drawings lie that may have been handed in after the reader opened the page."""
    divisions = {map_series.shape_division(answer, year) for year in answer.years} - set(geography.DIVISIONS)
    known = shapes.addresses() if divisions else {}
    keys = [f"{answer.level}-{division}" for division in sorted(divisions)]
    return {"addresses": {key: known[key] for key in keys}} if keys else {}


def state_answer(chosen: Selection) -> Answer | None:
    """Thuringia's own line, where there is one; none beside counts, which it would press to the ground."""
    if map_series.is_circles(chosen.answer()):
        return None
    try:
        ask = answers.changes if chosen.show == "change" else answers.values
        return ask(chosen.indicator, level="state", territory=chosen.territory)
    except answers.UnknownChoice:
        return None


def downloads(chosen: Selection) -> list[Any]:
    """Links that take away exactly what is shown; the browser keeps their query in step with the address bar."""
    query = chosen.query()
    look = "button no-print"
    return [
        html.A("Tabelle herunterladen (CSV)", href=f"/download/table.csv?{query}", className=look, download=""),
        " ",
        html.A("Karte herunterladen (SVG)", href=f"/download/map.svg?{query}", className=look, download=""),
    ]


def redrawn(chosen: Selection, given: dict[str, Any]) -> tuple[Any, ...]:
    """What `drawn` changes after the reader chose something, in the order of the page's callback.

    `given` is the choice as it stood in the controls: a value that stays is not written again, because every written
    value wakes the callbacks that listen to it.
    """
    chosen = chosen.in_a_year_with_values()
    new = drawn(chosen)
    stays = {name: new[name]["value"] == given[name] for name in ("year", "level", "show", "method", "against")}
    value = {name: no_update if stays[name] else new[name]["value"] for name in stays}
    return (
        new["map"]["series"],
        new["map"]["label"],
        chosen.year,
        new["year"]["years"],
        *(value[name] for name in ("year", "level", "show", "method", "against")),
        *(new[name]["options"] for name in ("level", "show", "method")),
        *(new["against"][key] for key in ("years", "without")),
        *(new[name]["disabled"] for name in ("method", "classes", "basis")),
        new["territory"]["without"],
    )


def retold(chosen: Selection) -> tuple[Any, ...]:
    """What `told` changes, in the order of the page's callback."""
    new = told(chosen)
    bars, table = new["ranking"], new["table"]
    return (
        *(new[name] for name in ("heading", "sentence", "grounds", "map_note")),
        *(bars[key] for key in ("bars", "colours", "statuses", "start", "comparison", "caption")),
        trend_patch(new["trend"]),
        *(new[name] for name in ("trend_unit", "caption")),
        *(table[key] for key in ("columns", "rows", "row_keys", "foot", "caption")),
        *(new[name] for name in ("table_note", "definition", "query")),
    )


def trend_patch(figure: dict[str, Any]) -> Patch:
    """Only what differs from one trend to the next: the look of a chart need not travel with every choice."""
    patch, layout = Patch(), figure["layout"]
    patch["data"] = figure["data"]
    patch["layout"]["shapes"], patch["layout"]["annotations"] = layout["shapes"], layout["annotations"]
    for axis, keys in (
        ("margin", ("t",)),
        ("xaxis", ("range", "tick0", "dtick")),
        ("yaxis", ("hoverformat", "rangemode", "autorange", "range", "tickvals")),
    ):
        for key in keys:
            patch["layout"][axis][key] = layout[axis][key]
    return patch
