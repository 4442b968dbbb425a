"""The social index: weights to move, a map with rank bands, burden x development, and how it is made."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html

from dashboard.parts import risk_index_view as view
from dashboard.parts import risk_index_words
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice, CopyButton, DataTable, Finder, Map, StatusMatrix, Weights
from dashboard.risk_index_selection import IndexChoice, of_query
from dashboard.shapes import addresses

PATH = "/sozialindex"
TITLE = "Sozialindex"

CHOICE = {
    "preset": Input("index-preset", "value"),
    "weights": Input("index-weights", "weights"),
    "year": Input("index-year", "value"),
    "span": Input("index-span", "value"),
    "normalisation": Input("index-normalisation", "value"),
    "aggregation": Input("index-aggregation", "value"),
}
SELECTING = ("index-map", "index-matrix", "index-table", "index-gisd")


def layout(**query: Any) -> html.Div:
    """The page for a choice out of the address bar; complete, so that no callback runs before the reader acts."""
    chosen = IndexChoice.of(**{name: value for name, value in query.items() if name != "before"})
    controls, drawn, told = view.controls(chosen), view.drawn(chosen, with_bands=True), view.told(chosen)
    return html.Div(
        [
            html.Div(
                [html.H1(TITLE), html.P(risk_index_words.SUBTITLE, className="subtitle")],
                className="heading",
            ),
            _toolbar(controls),
            address_notice("index", chosen),
            html.P(
                chosen.refusal,
                id="index-problem",
                className="notice warning",
                role="alert",
                hidden=not chosen.refusal,
            ),
            html.Div(
                [
                    _sentence(chosen),
                    html.Div(
                        [
                            _sliders(controls),
                            html.Div([_map(chosen, drawn), _matrix(drawn)], className="index-left"),
                            html.Div([_gisd(told), _beside(told)], className="index-right"),
                        ],
                        className="index-columns",
                    ),
                    *_tables(chosen, drawn, told),
                    _method(told),
                ],
                id="index-result",
                className=view.result_class(chosen),
            ),
            dcc.Store(id="index-bands"),
            html.Div(chosen.recipe(), id="index-recipe", hidden=True),
            html.Div(told["text"]["query"], id="index-query", hidden=True),
        ],
        className="stack",
    )


def _toolbar(controls: view.Parts) -> html.Div:
    return html.Div(
        [
            Choice(id="index-preset", label="Vorlage", className="whole-row", **controls["preset"]),
            Choice(id="index-year", label="Jahr", **controls["year"]),
            Choice(id="index-span", label="Dynamik über", **controls["span"]),
            Choice(id="index-normalisation", label="Normierung", **controls["normalisation"]),
            Choice(id="index-aggregation", label="Mittel", **controls["aggregation"]),
        ],
        className="toolbar",
        role="search",
        **{"aria-label": "Auswahl"},
    )


def _sentence(chosen: IndexChoice) -> html.Div:
    parts = ["index-sentence", "index-heading", "index-facts", "index-source"]
    words = risk_index_words.sentence(view.shown(chosen))
    return html.Div(
        [
            html.P(words, id="index-sentence", **{"aria-live": "polite"}),
            CopyButton(id="index-copy", label="Satz mit Quelle kopieren", parts=parts),
        ],
        className="sentence index-shown",
    )


def _sliders(controls: view.Parts) -> html.Section:
    finder = {"placeholder": "z. B. Einkommen", "clear_after": True, **controls["add"]}
    return html.Section(
        [
            html.H2("Gewichte"),
            Weights(id="index-weights", **controls["weights"]),
            Finder(id="index-add", label="Bestandteil hinzufügen", **finder),
        ],
        className="card index-weights-card",
    )


def _map(chosen: IndexChoice, drawn: view.Parts) -> html.Section:
    return html.Section(
        [
            html.H2("Karte"),
            html.P(risk_index_words.heading(view.shown(chosen)), id="index-heading", className="hint"),
            Map(id="index-map", shapes=addresses(), **drawn["map"]),
            html.P(drawn["bands"]["running"], id="index-running", className="hint", role="status"),
        ],
        className="card index-shown",
    )


def _gisd(told: view.Parts) -> html.Section:
    return html.Section(
        [
            html.H2("Zum Vergleich: GISD"),
            html.P(told["text"]["gisd"], id="index-gisd-text"),
            Map(id="index-gisd", shapes=addresses(), **told["gisd"]),
        ],
        className="card index-shown",
    )


def _matrix(drawn: view.Parts) -> html.Section:
    return html.Section(
        [
            html.H2("Belastung und Dynamik"),
            StatusMatrix(id="index-matrix", **drawn["matrix"]),
            html.P(risk_index_words.dynamics_note(), id="index-matrix-note", className="hint"),
        ],
        className="card index-shown",
    )


def _beside(told: view.Parts) -> html.Section:
    return html.Section(
        [
            html.H2("Was neben dem Index stehen muss"),
            html.Dl(told["text"]["facts"], id="index-facts", className="facts"),
            html.Ul(told["text"]["warnings"], id="index-warnings"),
            html.P(told["text"]["source"], id="index-source"),
        ],
        className="card index-shown",
    )


def _tables(chosen: IndexChoice, drawn: view.Parts, told: view.Parts) -> list[html.Section]:
    components = [html.H2("Bestandteile"), DataTable(id="index-components", **told["components"])]
    areas = [
        html.H2("Alle Gebiete"),
        DataTable(id="index-table", **drawn["table"]),
        html.P(view.downloads(chosen), id="index-downloads"),
    ]
    return [html.Section(part, className="card index-shown") for part in (components, areas)]


def _method(told: view.Parts) -> html.Section:
    return html.Section(
        [
            html.H2("So wird gerechnet"),
            html.Ol([html.Li(step) for step in risk_index_words.METHOD], className="definition"),
            html.P(risk_index_words.LIMITS, className="definition"),
            html.Details(
                [
                    html.Summary("Was ein Bestandteil ausmacht"),
                    DataTable(id="index-left-out", **told["left_out"]),
                    DataTable(id="index-correlations", **told["correlations"]),
                ]
            ),
        ],
        className="card index-shown",
    )


@callback(
    *(Output("index-map", key) for key in ("series", "year", "label")),
    *(Output("index-matrix", key) for key in ("rows", "columns", "cells", "rest", "rest_note", "caption")),
    *(Output("index-table", key) for key in ("columns", "rows", "row_keys", "caption")),
    *(Output(f"index-{name}", "children") for name in ("heading", "sentence", "running")),
    *(Output("index-weights", key) for key in ("components", "weights", "start")),
    Output("index-preset", "value"),
    *(Output("index-year", key) for key in ("options", "value")),
    Output("index-problem", "children"),
    Output("index-problem", "hidden"),
    Output("index-result", "className"),
    Output("index-recipe", "children"),
    inputs={"choice": CHOICE, "before": State("index-recipe", "children")},
    prevent_initial_call=True,
)
def draw(choice: dict[str, Any], before: str) -> tuple[Any, ...]:
    """Another weight, preset, year or method: map, matrix and table at once, without the rank bands."""
    return view.redrawn(IndexChoice.of(before=before, **choice), choice["weights"])


@callback(Output("index-bands", "data"), Input("index-recipe", "children"), prevent_initial_call=True)
def estimate(recipe: str) -> Any:
    """The rank bands follow, while the page says that they are being computed."""
    return view.estimated(recipe)


@callback(
    *(Output("index-components", key) for key in ("columns", "rows", "caption")),
    *(Output("index-correlations", key) for key in ("columns", "rows")),
    *(Output("index-left-out", key) for key in ("columns", "rows")),
    *(Output("index-gisd", key) for key in ("series", "year", "label")),
    *(Output(f"index-{name}", "children") for name in ("facts", "warnings", "gisd-text", "source", "query")),
    Input("index-recipe", "children"),
    Input("index-map", "selected"),
    State("index-gisd", "year"),
    prevent_initial_call=True,
)
def tell(recipe: str, areas: list[str], gisd_year: int) -> tuple[Any, ...]:
    """Components of the selected areas, method, comparison with the GISD, address."""
    return view.retold(of_query(recipe, areas=areas), gisd_year)


# The browser's own: bands to the index they belong to, one selection everywhere, the choice in the address bar.
clientside_callback(
    ClientsideFunction("risk_index", "join"),
    Output("index-map", "series", allow_duplicate=True),
    Output("index-table", "rows", allow_duplicate=True),
    Output("index-running", "children", allow_duplicate=True),
    Input("index-bands", "data"),
    State("index-recipe", "children"),
    State("index-map", "series"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("risk_index", "select"),
    *(Output(name, "selected") for name in SELECTING),
    *(Input(name, "selected") for name in SELECTING),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("risk_index", "add"),
    Output("index-weights", "weights", allow_duplicate=True),
    Input("index-add", "picked"),
    State("index-add", "value"),
    State("index-weights", "weights"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("risk_index", "write_address"),
    Output("index-problems", "children"),
    Input("index-query", "children"),
    prevent_initial_call=True,
)
