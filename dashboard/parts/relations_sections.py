"""The lower sections of the page Zusammenhänge: two maps side by side, and the matrix of correlations."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.parts import relations_matrix as matrices
from dashboard.parts import relations_sides as sides
from dashboard.parts import relations_view as view
from dashboard.parts.components import Choice as Select
from dashboard.parts.components import Map
from dashboard.parts.entries import labelled
from dashboard.parts.pair_table import PairTable, TickList
from dashboard.parts.relations_choice import Choice
from dashboard.shapes import addresses
from indicators.correlation_matrix import METHODS, MOST_INDICATORS, titles


def side_by_side(chosen: Choice, selection: dict[str, Any]) -> html.Section:
    """Two maps with one legend, and what stands on them."""
    side = sides.sides_view(chosen)
    maps = [
        html.Div(
            [
                html.H3(side[f"{name}_title"], id=f"relations-{name}-title"),
                Map(
                    id=f"relations-{name}", shapes=addresses(), series=side[name],
                    label=f"Karte: {side[f'{name}_title']}", year=side[name]["years"][0] if side[name] else None,
                    **selection,
                ),
            ]
        )
        for name in ("left", "right")
    ]  # fmt: skip
    return html.Section(
        [
            html.H2("Zwei Karten nebeneinander"),
            html.Div(
                [
                    Select(id="relations-side", label="Nebeneinander", options=side["options"], value=side["side"]),
                    Select(
                        id="relations-other", label="Zweites Jahr", options=side["years"], value=side["other"],
                        disabled=side["other_disabled"],
                    ),
                ],
                className="toolbar",
            ),
            html.Div(maps, className="side-by-side"),
            html.Div(side["legend"], id="relations-side-legend"),
            html.P(side["note"], id="relations-side-note", className="hint"),
            html.P(
                [
                    view.svg("Linke Karte herunterladen (SVG)", chosen.query(), "left"),
                    " ",
                    view.svg("Rechte Karte herunterladen (SVG)", chosen.query(), "right"),
                ],
                className="relations-downloads",
            ),
        ],
        className="card",
    )  # fmt: skip


def matrix(chosen: Choice) -> html.Section:
    """All pairs of a set, the choice of the set, and the list to make one's own."""
    found = matrices.matrix_view(chosen)
    return html.Section(
        [
            html.H2("Korrelationstafel"),
            html.P("Nach Ämtern geordnet. Ein Klick auf eine Zahl öffnet das Paar oben.", className="hint"),
            html.Div(
                [
                    Select(id="relations-group", label="Indikatoren", options=labelled(titles()), value=chosen.group),
                    Select(id="relations-method", label="Maß", options=labelled(METHODS), value=chosen.method),
                ],
                className="toolbar",
            ),
            html.Details(
                [
                    html.Summary("Indikatoren der eigenen Auswahl (bis zu 40)"),
                    TickList(
                        id="relations-members", label="Indikatoren der Tafel", options=matrices.member_options(),
                        value=found["own"][1], most=MOST_INDICATORS,
                    ),
                ],
                id="relations-own", hidden=found["own"][0], open=True,
            ),
            html.Div(
                [PairTable(id="relations-matrix", **found["table"]), matrices.matrix_legend()],
                id="relations-matrix-shown", hidden=found["hidden"],
            ),
            html.P(found["note"], id="relations-matrix-note", className="hint", role="status"),
            html.Div(found["sources"], id="relations-matrix-sources"),
            html.P(
                found["downloads"], id="relations-matrix-downloads", className="relations-downloads",
                hidden=found["hidden"],
            ),
        ],
        className="card",
    )  # fmt: skip
