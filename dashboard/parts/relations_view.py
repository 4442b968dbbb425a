"""What the page Zusammenhänge shows for a choice, as properties of its parts.

`pair_view`: map, square legend, scatter, words and table of the two indicators. The correlation matrix is made in
`relations_matrix`, the two maps side by side in `relations_sides`.
"""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import theme
from dashboard.figures import bivariate, scatter
from dashboard.parts import definition, sentence
from dashboard.parts.entries import of_indicator
from dashboard.parts.graph import EMPTY
from dashboard.parts.relations_choice import Choice
from indicators import answers, correlation_matrix, pairs, relation_words
from indicators.catalogue import catalogue
from indicators.pairs import Pair, Relation
from indicators.wording import DIRECTION_WORDS

SELECTION = {"selection_colours": theme.SELECTION}
EMPTY_TABLE: dict[str, Any] = {"columns": [], "rows": [], "row_keys": [], "caption": ""}


def indicator_options() -> list[dict[str, Any]]:
    """Rates and indices by leading department, with the words each may be found by."""
    book = catalogue()
    records = correlation_matrix.ordered([one for one in book.indicators.values() if pairs.is_offered(one)])
    return [of_indicator(record, book.departments[correlation_matrix.lead(record)].title) for record in records]


def pair_view(chosen: Choice) -> dict[str, Any]:
    """Everything about the two indicators; without a common year only the sentence that says so."""
    asked, found, reason = chosen.related()
    years = [{"label": str(year), "value": year} for year in reversed(asked.years)] if asked else []
    view: dict[str, Any] = {
        "years": years,
        "year": chosen.year or None,
        "notice": reason,
        "notice_hidden": not reason,
        "hidden": asked is None,
        "heading": heading(chosen, asked),
        "downloads": downloads(chosen),
    }
    if asked is None:
        nothing = ("series", "label", "map_note", "legend", "caption", "facts", "definitions", "sentence")
        return {**view, **dict.fromkeys(nothing), "figure": EMPTY, "table": EMPTY_TABLE}
    x, y = asked.x.record, asked.y.record
    return {
        **view,
        "sentence": spoken(asked, found),
        "series": bivariate.payload(asked),
        "label": f"Karte: {x.short_title} und {y.short_title} in neun Klassen, {asked.year}. Mit den Pfeiltasten von "
        "Gebiet zu Gebiet; alle Werte stehen auch in der Tabelle.",
        "map_note": relation_words.territory(asked),
        "legend": square(asked),
        "figure": scatter.figure(asked, found, chosen.areas),
        "caption": caption(asked, found),
        "facts": facts(asked, found),
        "table": {
            **scatter.table(asked, found),
            "caption": f"{x.short_title} und {y.short_title}, {asked.year}",
        },
        "definitions": definitions(asked),
    }


def heading(chosen: Choice, asked: Pair | None) -> list[Any]:
    """Both titles, and the year they meet in."""
    book = answers.offered()
    title = f"{book[chosen.x].short_title} und {book[chosen.y].short_title}"
    text = relation_words.common_year(asked) if asked else "Bitte einen anderen Indikator wählen."
    return [
        html.H1(["Zusammenhänge: ", title], id="relations-title"),
        html.P(text, id="relations-scatter-unit", className="subtitle"),
    ]


def spoken(asked: Pair, found: Relation | None) -> str:
    """The finding, its numbers, and what it is not."""
    if found is None:
        return ""
    return (
        f"{relation_words.finding(asked, found)} {relation_words.measures_of(asked, found)} {relation_words.NO_CAUSE}"
    )


def square(asked: Pair) -> html.Div:
    """The legend of nine colours as a table of 3 x 3 with arrows and words (M-04)."""
    x, y = asked.x.record, asked.y.record
    words = relation_words.CLASS_WORDS
    across, upwards = bivariate.ranges(asked.x_limits, x.decimals), bivariate.ranges(asked.y_limits, y.decimals)
    body = [
        html.Tr(
            [
                html.Th([words[2 - line], html.Span(upwards[2 - line], className="range")], scope="row"),
                *(
                    html.Td(
                        [
                            html.Span(f"{cell['words']}: ", className="visually-hidden"),
                            f"{cell['count']}",
                        ],
                        title=cell["words"],
                        style={"backgroundColor": cell["colour"], "color": cell["ink"]},
                    )
                    for cell in cells
                ),
            ]
        )
        for line, cells in enumerate(bivariate.square(asked))
    ]
    foot = html.Tr(
        [
            html.Td(),
            *(html.Th([words[place], html.Span(across[place], className="range")], scope="col") for place in range(3)),
        ]
    )
    return html.Div(
        [
            html.P(f"↑ {y.short_title} ({y.unit_text})", className="square-up"),
            html.Table(
                [
                    html.Caption("Farbtafel: Zahl der Gebiete je Klasse", className="visually-hidden"),
                    html.Tbody([*body, foot]),
                ]
            ),
            html.P(f"{x.short_title} ({x.unit_text}) →", className="square-right"),
            html.P("Farbtafel: In jedem Feld steht, wie viele Gebiete die Farbe haben.", className="hint"),
        ],
        className="square-legend",
    )


def caption(asked: Pair, found: Relation | None) -> str:
    """The scatter in words."""
    if found is None:
        return ""
    return (
        f"Jeder Punkt ist ein Kreis oder eine kreisfreie Stadt, in der Farbe der Karte; gestrichelt die "
        f"Ausgleichsgerade. {relation_words.outliers(asked, found)}"
    )


def facts(asked: Pair, found: Relation | None) -> list[Any]:
    """Coefficients, number of areas, who is missing, and how to read it."""
    left_out, close = relation_words.left_out(asked), relation_words.closeness(asked.x.record, asked.y.record)
    terms: list[tuple[str, Any]] = [
        ("Gebiete", f"{len(asked.points)}. {left_out}" if left_out else str(len(asked.points)))
    ]
    if found:
        terms = [
            ("Pearson r", relation_words.coefficient(found.pearson)),
            ("Spearman ρ", relation_words.coefficient(found.spearman)),
            *terms,
        ]
    return [
        html.Dl([part for name, text in terms for part in (html.Dt(name), html.Dd(text))], className="facts"),
        html.P([html.Strong(relation_words.NO_CAUSE), " ", relation_words.NO_PERSONS]),
        *([html.P(close, className="notice warning")] if close else []),
        html.P(relation_words.METHOD, className="hint"),
    ]


def definitions(asked: Pair) -> list[Any]:
    """What both indicators mean, with source, limits and the way to the Atlas."""
    parts: list[Any] = []
    for answer in (asked.x, asked.y):
        record = answer.record
        notes = definition.caveats(answer, asked.year)
        parts += [
            html.H3(record.title),
            html.P(record.definition),
            html.P([html.Strong("Was der Wert sagt und was nicht: "), record.reading]),
            *([html.Ul([html.Li(text) for text in notes])] if notes else []),
            html.P(
                f"Einheit: {record.unit_text}; {DIRECTION_WORDS[record.direction]}.",
                className="hint",
            ),
        ]
    sources = ". ".join(f"{one.record.short_title}: {sentence.credit(one, asked.year)}" for one in (asked.x, asked.y))
    told = f"Quellen: {sources}. Ausgleichsgerade und Koeffizienten: eigene Berechnung."
    stand = f"{relation_words.territory(asked)} Datenstand {answers.data_version()}."
    return [
        html.H2("Definitionen und Quellen"),
        *parts,
        html.H3("Quellen"),
        html.P(f"{told} {stand}", id="relations-source"),
    ]


def downloads(chosen: Choice) -> list[Any]:
    """What is shown, to take away."""
    query = chosen.query()
    return [
        html.A(
            "Beide Indikatoren herunterladen (CSV)",
            href=f"/download/relations.csv?{query}",
            className="button no-print",
            download="",
        ),
        " ",
        svg("Karte herunterladen (SVG)", query),
    ]


def svg(words: str, query: str, which: str = "both") -> html.A:
    """A link to one of the maps as a file; the browser keeps its query in step with the address bar."""
    look = "button no-print"
    return html.A(
        words, href=f"/download/relations.svg?{query}&map={which}", className=look, download="", **{"data-map": which}
    )


def pair_answer(chosen: Choice) -> tuple[Any, ...]:
    """`pair_view` in the order of the page's callback."""
    view = pair_view(chosen)
    order = "years year notice notice_hidden hidden heading sentence series label map_note legend figure caption facts"
    table = [view["table"][key] for key in ("columns", "rows", "row_keys", "caption")]
    return (*(view[key] for key in order.split()), *table, view["definitions"])
