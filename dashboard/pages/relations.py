"""Zusammenhänge: two indicators of different departments on one map, as a cloud of points, and all pairs of a set."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html

from dashboard.parts import relations_matrix as matrices
from dashboard.parts import relations_sections as sections
from dashboard.parts import relations_sides as sides
from dashboard.parts import relations_view as view
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice as Select
from dashboard.parts.components import CopyButton, DataTable, Finder, Map
from dashboard.parts.entries import districts
from dashboard.parts.graph import graph
from dashboard.parts.relations_choice import Choice
from dashboard.shapes import addresses

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
            sections.matrix(chosen),
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
                clear_after=True, options=districts(), value=None,
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
        sections.side_by_side(chosen, selection),
        html.Section(pair["definitions"], id="relations-definitions", className="card"),
    ]  # fmt: skip


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
    Output("relations-matrix-sources", "children"),
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
