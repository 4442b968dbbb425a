"""Daten: what is loaded, where figures are missing, what every indicator means, and the intake of new files."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html

from dashboard import roles
from dashboard.data_selection import DataSelection
from dashboard.parts import data_help, data_indicator, data_intake
from dashboard.parts import data_view as view
from dashboard.parts.address_notice import AddressNotice, address_notice
from dashboard.parts.components import Choice, DataTable, Finder
from dashboard.parts.data_parts import GapMatrix

PATH = "/daten"
TITLE = "Daten"


def layout(**query: Any) -> html.Div:
    """The whole page, or the description of the one indicator the address names."""
    chosen = DataSelection.of(**query)
    notice = address_notice("data", chosen)
    return data_indicator.page(chosen.indicator, notice) if chosen.indicator else overview(chosen, notice)


def overview(chosen: DataSelection, notice: AddressNotice) -> html.Div:
    """Sources, gaps, descriptions, intake."""
    return html.Div(
        [
            notice,
            html.Div(
                [
                    html.H1(TITLE),
                    html.Div(view.summary(), id="data-summary"),
                    html.P(html.A("Dateien laden", href="#annahme"), className="hint"),
                ],
                className="heading",
            ),
            html.Section([html.H2("Quellen"), html.Div(view.sources(), id="data-sources")], className="card"),
            html.Section([html.H2("Wo Zahlen fehlen"), *_gaps(chosen)], className="card"),
            html.Section([html.H2("Alle Indikatoren"), *view.descriptions()], className="card descriptions"),
            html.Section(
                [
                    html.H2("Dateien laden", id="annahme"),
                    html.Div(data_intake.panel(roles.session()), id="intake-panel"),
                    html.Div(data_help.help_lines(), className="intake-help"),
                ],
                className="card intake",
            ),
            dcc.Store(id="intake-acted"),
            html.Div(f"?{chosen.query()}", id="data-query", hidden=True),
        ],
        className="stack data-page",
    )


def _gaps(chosen: DataSelection) -> list[Any]:
    found = chosen.coverage()
    return [
        html.Div(
            [
                Finder(
                    id="data-series",
                    label="Reihe",
                    options=view.series_options(),
                    value=chosen.series,
                    hint=view.SERIES_HINT,
                ),
                Choice(id="data-level", label="Ebene", options=view.level_options(chosen.series), value=chosen.level),
            ],
            className="toolbar",
            role="search",
            **{"aria-label": "Auswahl der Reihe"},
        ),
        html.P(view.gaps_sentence(found), id="data-sentence", className="sentence", **{"aria-live": "polite"}),
        GapMatrix(id="data-matrix", **view.matrix(found)),
        html.Details([html.Summary("Dasselbe als Tabelle"), DataTable(id="data-twin", **view.twin(found))]),
        html.P(view.tools(chosen), id="data-tools", className="profile-tools"),
    ]


@callback(
    Output("data-sentence", "children"),
    *(Output("data-matrix", key) for key in ("caption", "years", "areas", "cells", "statuses")),
    *(Output("data-twin", key) for key in ("columns", "rows", "row_keys", "caption")),
    *(Output("data-level", key) for key in ("options", "value")),
    Output("data-tools", "children"),
    Output("data-query", "children"),
    Input("data-series", "value"),
    Input("data-level", "value"),
    prevent_initial_call=True,
)
def show(series: str, level: str) -> tuple[Any, ...]:
    """Another series: matrix, table, links and address follow."""
    return view.redrawn(DataSelection.of(series=series, level=level))


@callback(
    Output("intake-panel", "children"),
    Output("data-sources", "children"),
    Output("data-summary", "children"),
    Input("intake-acted", "data"),
    prevent_initial_call=True,
)
@roles.administrator_only
def redraw(_: int) -> tuple[Any, ...]:
    """Something has happened at the desk."""
    return data_intake.panel(roles.session()), view.sources(), view.summary()


clientside_callback(
    ClientsideFunction("data", "write_address"),
    Output("data-problems", "children"),
    Input("data-query", "children"),
    prevent_initial_call=True,
)
