"""Zusammenhänge: two indicators of different departments on one map, as a cloud of points, and all pairs of a set."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html

from dashboard.parts import relations_matrix as matrices
from dashboard.parts import relations_sides as sides
from dashboard.parts import relations_view as view
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice as Select
from dashboard.parts.components import CopyButton, DataTable, Finder, Map
from dashboard.parts.graph import graph
from dashboard.parts.pair_table import PairTable, TickList
from dashboard.parts.relations_choice import Choice, district_options
from dashboard.shapes import addresses
from indicators.correlation_matrix import METHODS, MOST_INDICATORS, titles

PATH = "/vergleich"
TITLE = "Zusammenhänge"

PAIR = {
    "x": Input("relations-x", "value"),
    "y": Input("relations-y", "value"),
    "year": Input("relations-year", "value"),
}
AREAS = {"areas": Input("relations-map", "selected")}
SIDES = {"side": Input("relations-side", "value"), "other": Input("relations-other", "value")}
AXES = (("x", "Erster Indikator", "z. B. Arbeitslosigkeit"), ("y", "Zweiter Indikator", "z. B. Kinderarmut"))
MATRIX = {"group": Input("relations-group", "value"), "method": Input("relations-method", "value")}
OWN = {"members": Input("relations-members", "value")}
SELECTING = ("relations-map", "relations-table", "relations-left", "relations-right")


def layout(**query: Any) -> html.Div:
    """The page for a choice out of the address bar; complete, so that no callback runs before the reader acts."""
    chosen = Choice.of(**query)
    pair = view.pair_view(chosen)
    return html.Div(
        [
            _toolbar(chosen, pair),
            address_notice("relations", chosen),
            html.Div(pair["heading"], id="relations-heading", className="heading", tabIndex="-1"),
            html.P(
                pair["notice"], id="relations-notice", className="notice warning", hidden=pair["notice_hidden"],
                role="status",
            ),
            html.Div(_results(chosen, pair), id="relations-results", className="stack", hidden=pair["hidden"]),
            _matrix(chosen),
        ],
        className="stack relations",
    )  # fmt: skip


def _toolbar(chosen: Choice, pair: dict[str, Any]) -> html.Div:
    options = view.indicator_options()
    return html.Div(
        [
            *(
                Finder(
                    id=f"relations-{axis}", label=label, placeholder=example, options=options,
                    value=getattr(chosen, axis),
                )
                for axis, label, example in AXES
            ),
            Select(id="relations-year", label="Gemeinsames Jahr", options=pair["years"], value=pair["year"]),
            Finder(
                id="relations-area", label="Gebiet suchen", placeholder="Name oder Schlüssel",
                clear_after=True, options=district_options(), value=None,
            ),
        ],
        className="toolbar",
        role="search",
        **{"aria-label": "Auswahl"},
    )  # fmt: skip


def _results(chosen: Choice, pair: dict[str, Any]) -> list[Any]:
    selection = {"selected": list(chosen.areas), **view.SELECTION}
    return [
        html.Div(
            [
                html.P(pair["sentence"], id="relations-sentence", **{"aria-live": "polite"}),
                CopyButton(
                    id="relations-copy",
                    label="Satz mit Quelle kopieren",
                    parts=["relations-title", "relations-sentence", "relations-source"],
                ),
            ],
            className="sentence",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.H2("Karte beider Indikatoren"),
                        html.P(pair["map_note"], id="relations-map-note", className="hint"),
                        Map(
                            id="relations-map", shapes=addresses(), series=pair["series"], year=chosen.year,
                            label=pair["label"], **selection,
                        ),
                        html.Div(pair["legend"], id="relations-legend"),
                    ],
                    className="card",
                ),
                html.Section(
                    [
                        html.H2("Streudiagramm"),
                        graph("relations-scatter", pair["figure"], file_name="zusammenhang"),
                        html.P(pair["caption"], id="relations-caption", className="hint"),
                        html.Div(pair["facts"], id="relations-facts"),
                    ],
                    className="card",
                ),
            ],
            className="two-columns",
        ),
        html.Section(
            [
                html.H2("Tabelle"),
                DataTable(id="relations-table", selectable=True, **pair["table"], **selection),
                html.P(pair["downloads"], className="relations-downloads"),
            ],
            className="card",
        ),
        _side_by_side(chosen, selection),
        html.Section(pair["definitions"], id="relations-definitions", className="card"),
    ]  # fmt: skip


def _side_by_side(chosen: Choice, selection: dict[str, Any]) -> html.Section:
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


def _matrix(chosen: Choice) -> html.Section:
    matrix = matrices.matrix_view(chosen)
    return html.Section(
        [
            html.H2("Korrelationstafel"),
            html.P("Nach Ämtern geordnet. Ein Klick auf eine Zahl öffnet das Paar oben.", className="hint"),
            html.Div(
                [
                    Select(id="relations-group", label="Indikatoren", options=_options(titles()), value=chosen.group),
                    Select(id="relations-method", label="Maß", options=_options(METHODS), value=chosen.method),
                ],
                className="toolbar",
            ),
            html.Details(
                [
                    html.Summary("Indikatoren der eigenen Auswahl (bis zu 40)"),
                    TickList(
                        id="relations-members", label="Indikatoren der Tafel", options=matrices.member_options(),
                        value=matrix["own"][1], most=MOST_INDICATORS,
                    ),
                ],
                id="relations-own", hidden=matrix["own"][0], open=True,
            ),
            html.Div(
                [PairTable(id="relations-matrix", **matrix["table"]), matrices.matrix_legend()],
                id="relations-matrix-shown", hidden=matrix["hidden"],
            ),
            html.P(matrix["note"], id="relations-matrix-note", className="hint", role="status"),
            html.P(
                matrix["downloads"], id="relations-matrix-downloads", className="relations-downloads",
                hidden=matrix["hidden"],
            ),
        ],
        className="card",
    )  # fmt: skip


def _options(words: Any) -> list[dict[str, str]]:
    return [{"label": text, "value": key} for key, text in words.items()]


@callback(
    *(Output("relations-year", key) for key in ("options", "value")),
    *(Output("relations-notice", key) for key in ("children", "hidden")),
    Output("relations-results", "hidden"),
    Output("relations-heading", "children"),
    Output("relations-sentence", "children"),
    *(Output("relations-map", key) for key in ("series", "label")),
    Output("relations-map-note", "children"),
    Output("relations-legend", "children"),
    Output("relations-scatter", "figure"),
    *(Output(f"relations-{name}", "children") for name in ("caption", "facts")),
    *(Output("relations-table", key) for key in ("columns", "rows", "row_keys", "caption")),
    Output("relations-definitions", "children"),
    Output("relations-map", "year"),
    inputs={"choice": {**PAIR, **AREAS}},
    prevent_initial_call=True,
)
def relate(choice: dict[str, Any]) -> tuple[Any, ...]:
    """Another pair, year or selection: map, scatter, words and table follow."""
    chosen = Choice.of(**choice)
    return (*view.pair_answer(chosen), chosen.year)


@callback(
    *(Output("relations-side", key) for key in ("options", "value")),
    *(Output("relations-other", key) for key in ("options", "value", "disabled")),
    *(
        Output(f"relations-{name}", key)
        for side in ("left", "right")
        for name, key in ((side, "series"), (f"{side}-title", "children"), (side, "year"))
    ),
    *(Output(f"relations-side-{name}", "children") for name in ("legend", "note")),
    inputs={"choice": {**PAIR, **SIDES}},
    prevent_initial_call=True,
)
def set_beside(choice: dict[str, Any]) -> tuple[Any, ...]:
    """Two indicators in one year, or one in two years."""
    return sides.sides_answer(Choice.of(**choice))


@callback(
    *(Output("relations-matrix", key) for key in ("columns", "groups", "cells", "sign", "caption")),
    Output("relations-matrix-note", "children"),
    *(Output(f"relations-matrix-{name}", "hidden") for name in ("shown", "downloads")),
    Output("relations-own", "hidden"),
    Output("relations-members", "value"),
    inputs={"choice": {**MATRIX, **OWN}},
    prevent_initial_call=True,
)
def tabulate(choice: dict[str, Any]) -> tuple[Any, ...]:
    """Another set of indicators or another coefficient."""
    return matrices.matrix_answer(Choice.of(**choice))


# The browser's own: one selection everywhere, a click on the matrix, the choice in the address bar.
clientside_callback(
    ClientsideFunction("relations", "select"),
    *(Output(name, "selected") for name in SELECTING),
    Output("relations-scatter", "clickData"),
    *(Input(name, "selected") for name in SELECTING),
    Input("relations-scatter", "clickData"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("relations", "find"),
    Output("relations-map", "goto"),
    Output("relations-map", "selected", allow_duplicate=True),
    Input("relations-area", "picked"),
    State("relations-area", "value"),
    State("relations-map", "selected"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("relations", "open_pair"),
    Output("relations-x", "value"),
    Output("relations-y", "value"),
    Output("relations-year", "value", allow_duplicate=True),
    Input("relations-matrix", "pair"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("relations", "write_address"),
    Output("relations-matrix", "current"),
    Output("relations-problems", "children"),
    *PAIR.values(),
    *AREAS.values(),
    *SIDES.values(),
    *MATRIX.values(),
    *OWN.values(),
    prevent_initial_call=True,
)
