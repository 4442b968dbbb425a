"""The Gebietsprofil: one area across all departments."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, html

from dashboard.parts import profile_view as view
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice
from dashboard.parts.profile_table import ProfileTable
from dashboard.profile_selection import ProfileSelection

PATH = "/profil"
TITLE = "Gebietsprofil"

CHOICE = {name: Input(f"profile-{name}", "value") for name in ("area", "order", "show")}
COMPARED = [Input(f"profile-{name}", "value") for name in ("first", "second", "third")]
LABELS = {
    "area": "Gebiet",
    "first": "Vergleich mit",
    "second": "außerdem mit",
    "third": "und mit",
    "order": "Reihenfolge",
    "show": "Auswahl",
}


def layout(**query: Any) -> html.Div:
    """The page for a choice out of the address bar; complete, so that no callback runs before the reader acts."""
    chosen = ProfileSelection.of(**query)
    told, controls = view.told(chosen), view.controls(chosen)
    return html.Div(
        [
            html.Div(
                [Choice(id=f"profile-{name}", label=text, **controls[name]) for name, text in LABELS.items()],
                className="toolbar",
                role="search",
                **{"aria-label": "Auswahl"},
            ),
            address_notice("profile", chosen),
            html.Div(told["heading"], id="profile-heading", className="heading no-print"),
            html.Section(told["sheet"], id="profile-sheet", className="card profile-sheet"),
            html.P(
                [
                    html.Button("Kurzprofil drucken (A4)", id="profile-print", className="button", type="button"),
                    html.A(
                        "Profil herunterladen (CSV)",
                        href=f"/download/profile.csv{told['query']}",
                        className="button",
                        download="",
                    ),
                ],
                id="profile-downloads",
                className="profile-tools no-print",
            ),
            html.Section(
                [
                    html.H2("Alle Ämter"),
                    view.marks(),
                    html.P(told["legend"], id="profile-legend", className="hint"),
                    ProfileTable(id="profile-table", **told["table"]),
                ],
                className="card no-print",
            ),
            html.Section(told["similar"], id="profile-similar", className="card no-print"),
            html.Section(told["sources"], id="profile-sources", className="card no-print"),
            html.Div(told["query"], id="profile-query", hidden=True),
        ],
        className="stack profile",
    )


@callback(
    Output("profile-heading", "children"),
    Output("profile-sheet", "children"),
    *(Output("profile-table", key) for key in ("caption", "compared", "rows", "groups")),
    *(Output(f"profile-{name}", "children") for name in ("legend", "similar", "sources", "query")),
    *(Output(f"profile-{name}", key) for name in ("first", "second", "third") for key in ("without", "value")),
    inputs={"choice": CHOICE, "against": COMPARED},
    prevent_initial_call=True,
)
def tell(choice: dict[str, Any], against: list[str]) -> tuple[Any, ...]:
    """Another area, comparison, order or selection: everything follows."""
    return view.retold(ProfileSelection.of(against=against, **choice))


clientside_callback(
    ClientsideFunction("profile", "write_address"),
    Output("profile-problems", "children"),
    Input("profile-query", "children"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("profile", "print"),
    Output("profile-print", "data-printed"),
    Input("profile-print", "n_clicks"),
    prevent_initial_call=True,
)
