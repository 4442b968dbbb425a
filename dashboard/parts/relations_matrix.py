"""The correlation matrix of the page Zusammenhänge: a set of indicators, a department's or the reader's own."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.figures import correlations
from dashboard.parts.relations_choice import Choice
from geo.areas import division_title
from indicators import answers, correlation_matrix, pairs, relation_tables, relation_words
from indicators.wording import several

FEWEST = 2
TOO_FEW = "Für die Tafel in der Liste mindestens zwei Indikatoren ankreuzen."
NOTHING: dict[str, Any] = {"columns": [], "groups": [], "cells": [], "sign": "r", "caption": "Keine Paare",
                           "colours": correlations.palette()}  # fmt: skip


def matrix_view(chosen: Choice) -> dict[str, Any]:
    """The matrix of the chosen set, with its caption, note and download."""
    records = chosen.matrix_records()
    if len(records) < FEWEST:
        nothing = {**NOTHING, "current": [chosen.x, chosen.y]}
        return {
            "table": nothing, "note": TOO_FEW, "downloads": downloads(chosen), "own": own(chosen), "hidden": True,
            "sources": [],
        }  # fmt: skip
    found = correlation_matrix.matrix([record.id for record in records], chosen.method)
    title = correlation_matrix.titles()[chosen.group]
    return {
        "own": own(chosen),
        "hidden": False,
        "table": {
            **correlations.table(found),
            "caption": f"{title}: {correlation_matrix.METHODS[chosen.method]}, jedes Paar im letzten gemeinsamen Jahr",
            "current": [chosen.x, chosen.y],
        },
        "note": matrix_note(chosen, found),
        "sources": sources(found),
        "downloads": downloads(chosen),
    }


def downloads(chosen: Choice) -> list[Any]:
    """The matrix to take away."""
    return [
        html.A(
            "Korrelationstafel herunterladen (CSV)",
            href=f"/download/correlations.csv?{chosen.query()}",
            className="button no-print",
            download="",
        )
    ]


def matrix_note(chosen: Choice, found: correlation_matrix.Matrix) -> str:
    """What is in the matrix and what is not, and how many pairs chance alone would colour."""
    pair_count = correlation_matrix.pair_count(found)
    missing = left_out(chosen.group)
    counted = "1 Paar" if pair_count == 1 else f"{pair_count} Paare"
    by_chance = round(pair_count * 0.05)
    expected = f"rund {by_chance} davon wären" if by_chance > 1 else "höchstens eines davon wäre"
    text = f"{counted} mit Wert; {expected} schon durch Zufall farbig (5 von 100). {relation_words.NO_CAUSE}"
    if correlation_matrix.has_twins(found):
        text += " Über 0,9 zählen zwei Indikatoren oft dasselbe; das ist dann kein Fund."
    if missing:
        text += f" Nicht dabei: {missing}."
    return text


def sources(found: correlation_matrix.Matrix) -> list[Any]:
    """Territorial status and data version in a line, sources and what was done to the territory in a closed list."""
    cited, notes = relation_tables.matrix_sources(found)
    told = [*cited, *notes]
    counted = several(len(cited), "Quelle", "Quellen")
    return [
        html.P(
            f"{division_title('district', pairs.TERRITORY)}. Eigene Berechnung aus {counted}. "
            f"Datenstand {answers.data_version()}.",
            className="hint",
        ),
        html.Details(
            [html.Summary("Quellen und Umrechnung der Tafel"), html.Ul([html.Li(text) for text in told])],
            className="hint no-print",
        ),
        html.Ul([html.Li(text) for text in told], className="only-print hint"),
    ]


def left_out(group: str) -> str:
    """Which Kernindikatoren have no place in the matrix; of departments how many rates did not fit."""
    if group == correlation_matrix.OWN:
        return ""
    if group == correlation_matrix.CORE:
        counts = [one.short_title for one in answers.offered().values() if one.core and not pairs.is_offered(one)]
        return f"{', '.join(counts)}, weil Anzahlen überall groß sind, wo viele Menschen leben" if counts else ""
    more = correlation_matrix.not_shown(group)
    return f"{more} weitere Indikatoren, weil die Tafel sonst zu groß wird" if more else ""


def matrix_legend() -> html.Ul:
    """Colours of the matrix in words."""
    return html.Ul(
        [
            html.Li(
                [html.Span(className="colour-box", style={"backgroundColor": item["colour"]}), item["label"]],
                className="legend-entry",
            )
            for item in correlations.legend()
        ],
        className="legend-list",
    )


def matrix_answer(chosen: Choice) -> tuple[Any, ...]:
    """`matrix_view` in the order of the page's callback."""
    view = matrix_view(chosen)
    table = [view["table"][key] for key in ("columns", "groups", "cells", "sign", "caption")]
    return (*table, view["note"], view["hidden"], view["hidden"], *view["own"], view["sources"])


def own(chosen: Choice) -> tuple[bool, list[str]]:
    """Whether the list to choose from is hidden, and what is ticked in it."""
    return chosen.group != correlation_matrix.OWN, [record.id for record in chosen.matrix_records()]


def member_options() -> list[dict[str, str]]:
    """Every rate and index that may be chosen, by leading department."""
    records = correlation_matrix.ordered([one for one in answers.offered().values() if pairs.is_offered(one)])
    return [{"label": record.short_title, "value": record.id, "title": record.title} for record in records]
