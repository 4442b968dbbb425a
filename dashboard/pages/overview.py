"""The Übersicht: all districts in all indicators of a theme or an office."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html

from dashboard.figures.overview import variables
from dashboard.overview_selection import OverviewSelection
from dashboard.parts import overview_view as view
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice
from dashboard.parts.overview_table import OverviewTable

PATH = "/uebersicht"
TITLE = "Übersicht"

LABELS = {"group": "Themenfeld oder Amt", "year": "Jahr", "show": "Umfang"}
CHOICE = {name: Input(f"overview-{name}", "value") for name in LABELS}


def layout(**query: Any) -> html.Div:
    """The page for a choice out of the address bar; complete, so that no callback runs before the reader acts."""
    chosen = OverviewSelection.of(**query)
    told, controls = view.told(chosen), view.controls(chosen)
    return html.Div(
        [
            html.Div(
                [Choice(id=f"overview-{name}", label=text, **controls[name]) for name, text in LABELS.items()],
                className="toolbar",
                role="search",
                **{"aria-label": "Auswahl"},
            ),
            address_notice("overview", chosen),
            html.Div(told["heading"], id="overview-heading", className="heading"),
            html.Section(told["findings"], id="overview-findings", className="card", **{"aria-label": "Was auffällt"}),
            html.Section(
                [
                    html.H2("Kreise und Indikatoren", className="no-print"),
                    html.Div(told["legend"], id="overview-legend", className="overview-legend", style=variables()),
                    html.P(view.ABOUT_KEYS, id=view.HINT, className="hint no-print"),
                    OverviewTable(
                        id="overview-table",
                        hint=view.HINT,
                        look=variables(),
                        sort={"column": chosen.sort, "descending": chosen.descending},
                        **told["table"],
                    ),
                    html.P(
                        html.A(
                            "Übersicht herunterladen (CSV)",
                            href=f"/download/overview.csv{told['query']}",
                            className="button",
                            download="",
                        ),
                        id="overview-downloads",
                        className="profile-tools no-print",
                    ),
                ],
                className="card",
            ),
            html.Section(told["sources"], id="overview-sources", className="card"),
            html.Div(told["query"], id="overview-query", hidden=True),
        ],
        className="stack overview",
    )


@callback(
    *(Output(f"overview-{name}", "children") for name in ("heading", "findings", "legend", "sources", "query")),
    *(Output("overview-table", key) for key in ("caption", "areas", "columns")),
    *(Output(f"overview-{name}", key) for name in ("year", "show") for key in ("options", "value")),
    inputs=CHOICE,
    prevent_initial_call=True,
)
def tell(**choice: Any) -> tuple[Any, ...]:
    """Another theme, year or selection: everything follows."""
    return view.retold(OverviewSelection.of(**choice))


clientside_callback(
    ClientsideFunction("overview", "write_address"),
    Output("overview-problems", "children"),
    Input("overview-query", "children"),
    Input("overview-table", "sort"),
    State("overview-table", "columns"),
    prevent_initial_call=True,
)
