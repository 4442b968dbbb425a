"""What the Atlas shows for a choice, as properties of its parts; the page only puts them in place.

`drawn` is what changes with indicator, level, classing and territory (the map and the controls), `told` what changes
with year, selected areas and comparison too (ranking, trend, table, words).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import Patch, html, no_update

from dashboard import shapes, theme
from dashboard.figures import classes, map_series, ranking, trend
from dashboard.parts import atlas_options as options
from dashboard.parts import definition, sentence
from dashboard.parts.atlas_options import labelled
from dashboard.selection import OWN, SHOWN, Selection, can_change
from geo import areas as geography
from geo import boundaries
from geo.areas import LEVELS, division_title
from indicators import answers, tables, verdicts
from indicators import trend as trend_method
from indicators.answers import Answer, Comparison
from indicators.catalogue import new_bases_of

TERRITORY_WORDS = {
    "merged": "mit Eisenach im Wartburgkreis",
    "published": "veröffentlicht (Eisenach kreisfrei)",
    "2021": "umgerechnet auf den 01.07.2021",
}
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
        "basis": {"options": labelled(classes.BASES), "value": chosen.basis, "disabled": fixed},
        "territory": {
            "options": labelled(TERRITORY_WORDS),
            "value": chosen.territory,
            "disabled": not options.territory_matters(chosen, answer),
        },
        "map": {
            "series": map_series.packed(map_series.payload(answer, chosen.classing)) | late_addresses(answer),
            "label": map_label(answer, chosen.year),
            "selected": list(chosen.areas),
            **SELECTION,
        },
    }


def told(chosen: Selection) -> dict[str, Any]:
    """Heading, sentence, ranking, trend, table, definition and links for a choice."""
    answer, year = chosen.answer(), chosen.year
    state = state_answer(chosen)
    held, earlier = held_against(chosen, answer)
    bars = ranking.bars(answer, year, chosen.classing, held)
    table = ranking.table(answer, year, held, earlier)
    return {
        "heading": heading(answer, year, held),
        "sentence": spoken(chosen),
        "grounds": grounds(chosen),
        "map_note": map_note(answer, year),
        "ranking": {
            **bars,
            "rows": table["rows"],
            "row_keys": table["row_keys"],
            "selected": list(chosen.areas),
            **SELECTION,
            "caption": ranking_caption(answer, year),
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


def shape_addresses() -> dict[str, str]:
    """Every drawing the map may need, by key, named after its content."""
    return shapes.addresses()


def heading(answer: Answer, year: int, held: Comparison | None = None) -> list[Any]:
    """Title of the view with what it is, when, and a mark when it is old."""
    shown = [part for text, look in marks(answer) for part in (" ", html.Span(text, className=look))]
    return [
        html.H1(answer.record.title, id="atlas-title"),
        html.P(
            [f"{tables.unit_words(answer)}, {sentence.reference(answer, year)}", *shown],
            className="subtitle",
        ),
        # On paper the source stands on the first page, beside the map (M-08).
        html.P(sentence.citation(answer, year, held), className="only-print hint"),
    ]


def marks(answer: Answer) -> list[tuple[str, str]]:
    """The small labels behind the title, with their look: core indicator, old figures."""
    old = definition.age_mark(answer, today())
    return [*([("★ Kernindikator", "mark")] if answer.record.core else []), *([(old, "mark old")] if old else [])]


def spoken(chosen: Selection) -> str:
    """The sentence that says what is seen, and why nothing is compared where that is so."""
    answer, year = chosen.answer(), chosen.year
    held, earlier = held_against(chosen, answer)
    area = chosen.areas[0] if chosen.areas else None
    return sentence.spoken(answer, year, area, held, ranking.comparable(answer, year, earlier))


def grounds(chosen: Selection) -> str:
    """Method, level and points behind the comparison and the interval (S-09)."""
    answer = chosen.answer()
    held, earlier = held_against(chosen, answer)
    return verdicts.grounds(answer, held, other_year=earlier is not None)


def map_label(answer: Answer, year: int) -> str:
    """What the map is, for those who do not see it; the numbers follow as a table."""
    return (
        f"Karte: {answer.record.short_title}, {LEVELS[answer.level]} in Thüringen, {year}. "
        "Mit den Pfeiltasten von Gebiet zu Gebiet; alle Werte stehen auch in der Tabelle."
    )


def map_note(answer: Answer, year: int) -> str:
    """On which territory the figures stand, and the note on Eisenach."""
    rows = answer.rows[year]
    text = division_title(answer.level, rows[0].division)
    shown_on = map_series.shape_division(answer, year)
    if shown_on not in geography.DIVISIONS and answer.level != OWN:
        text += f"; Grenzen: {boundaries.credit(answer.level, shown_on).attribution}"
    if any(row.mark == "estimated" for row in rows):
        text += "; Gebietswechsel von 2019 nach Bevölkerungsanteilen geschätzt"
    later = [row.name for row in rows if row.mark == "not_restated"]
    if later:
        text += f"; {', '.join(later)}: Stand 2023/24, nicht umgerechnet"
    if any(row.mark == "computed_with_eisenach" for row in rows):
        text += "; Wartburgkreis bis 2020 rechnerisch einschließlich Eisenach"
    if answer.is_change:
        crossed = trend_method.across(new_bases_of(answer.record), year - answers.CHANGE_YEARS, year)
        text += f"; Veränderung {crossed}" if crossed else ""
    return f"{text}."


def ranking_caption(answer: Answer, year: int) -> str:
    """In which order the areas stand."""
    need = "ungünstigste Veränderung zuerst" if answer.is_change else "größter Bedarf zuerst"
    order = {"no_judgement": "höchster Wert zuerst"}.get(answer.record.direction, need)
    return f"{order}, {year}, {tables.unit_words(answer)}"


def held_against(chosen: Selection, answer: Answer) -> tuple[Comparison, Answer | None]:
    """The comparison value, and for an earlier year the answer that holds it area by area."""
    if chosen.against.startswith("year:"):
        before = int(chosen.against[5:])
        division = chosen.division or None
        values = answers.values(
            chosen.indicator, year=before, level=chosen.level, territory=chosen.territory, division=division
        )
        return Comparison(f"{before}", None), values
    if not chosen.against:
        return Comparison("", None), None
    return answers.comparison(answer, chosen.against, chosen.year), None


def today() -> date:
    """The day in Germany, whatever the clock of the server is set to."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


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
        *(new[name]["disabled"] for name in ("method", "classes", "basis", "territory")),
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
        ("yaxis", ("hoverformat", "rangemode", "autorange")),
    ):
        for key in keys:
            patch["layout"][axis][key] = layout[axis][key]
    return patch
