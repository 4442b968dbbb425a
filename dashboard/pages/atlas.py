"""The Atlas: one linked view of an indicator as map, ranking, trend and table."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html

from dashboard.parts import atlas_options as options
from dashboard.parts import atlas_view as view
from dashboard.parts.address_notice import address_notice
from dashboard.parts.components import Choice, CopyButton, DataTable, Finder, Map, Ranking, YearSlider
from dashboard.parts.graph import graph
from dashboard.selection import Selection
from dashboard.shapes import addresses

PATH = "/"
TITLE = "Atlas"

# What the reader chose, as it stands in the controls of the page.
CHOICE = {
    "indicator": Input("atlas-indicator", "value"),
    "level": Input("atlas-level", "value"),
    "show": Input("atlas-show", "value"),
    "territory": Input("atlas-territory", "value"),
    "method": Input("atlas-method", "value"),
    "classes": Input("atlas-classes", "value"),
    "basis": Input("atlas-basis", "value"),
}
VIEW = {
    **CHOICE,
    "year": Input("atlas-year", "value"),
    "areas": Input("atlas-map", "selected"),
    "against": Input("atlas-against", "value"),
    "department": Input("atlas-department", "value"),
}
SELECTING = ("atlas-map", "atlas-ranking", "atlas-table")


def layout(**query: Any) -> html.Div:
    """The page for a choice out of the address bar; complete, so that no callback runs before the reader acts."""
    chosen = Selection.of(**query)
    drawn, told = view.drawn(chosen), view.told(chosen)
    return html.Div(
        [
            _toolbar(drawn, options.departments(chosen)),
            address_notice("atlas", chosen),
            html.Div(told["heading"], id="atlas-heading", className="heading"),
            _sentence(told),
            html.P(told["grounds"], id="atlas-grounds", className="hint grounds"),
            html.Div(
                [
                    _map(drawn, told, chosen.year),
                    _card(html.H2("Rangliste"), Ranking(id="atlas-ranking", **told["ranking"])),
                ],
                className="two-columns",
            ),
            _trend(told),
            _table(told),
            html.Section(told["definition"], id="atlas-definition", className="card"),
            html.Div(told["query"], id="atlas-query", hidden=True),
        ],
        className="stack",
    )


def _card(*parts: Any) -> html.Section:
    return html.Section(list(parts), className="card")


def _sentence(told: dict[str, Any]) -> html.Div:
    copied = CopyButton(
        id="atlas-copy",
        label="Satz mit Quelle kopieren",
        parts=["atlas-title", "atlas-sentence", "atlas-grounds", "atlas-source"],
    )
    said = html.P(told["sentence"], id="atlas-sentence", **{"aria-live": "polite"})
    return html.Div([said, copied], className="sentence")


def _map(drawn: dict[str, Any], told: dict[str, Any], year: int) -> html.Section:
    return _card(
        html.H2("Karte"),
        html.P(told["map_note"], id="atlas-map-note", className="hint"),
        YearSlider(id="atlas-year", for_map="atlas-map", label="Jahr", **drawn["year"]),
        Map(id="atlas-map", shapes=addresses(), year=year, **drawn["map"]),
        _map_settings(drawn),
    )


def _trend(told: dict[str, Any]) -> html.Section:
    return _card(
        html.H2("Entwicklung"),
        html.P(told["trend_unit"], id="atlas-trend-unit", className="hint"),
        graph("atlas-trend", told["trend"]),
        html.Div(
            told["caption"],
            id="atlas-trend-caption",
            className="hint",
            **{"data-sources": "/download/sources.txt"},  # where its picture asks for the sources of all years
        ),
    )


def _table(told: dict[str, Any]) -> html.Section:
    return _card(
        html.H2("Tabelle"),
        DataTable(id="atlas-table", **told["table"]),
        html.P(told["table_note"], id="atlas-table-note", className="hint"),
        html.P(told["downloads"], id="atlas-downloads"),
    )


def _toolbar(drawn: dict[str, Any], departments: dict[str, Any]) -> html.Div:
    return html.Div(
        [
            Finder(id="atlas-indicator", label="Indikator", placeholder="z. B. Kinderarmut", **drawn["indicator"]),
            Choice(id="atlas-department", label="Amt", **departments),
            Choice(id="atlas-level", label="Ebene", **drawn["level"]),
            Choice(id="atlas-show", label="Anzeige", **drawn["show"]),
            Choice(id="atlas-against", label="Vergleich mit", **drawn["against"]),
            Choice(id="atlas-territory", label="Gebietsstand", **drawn["territory"]),
            Finder(
                id="atlas-area",
                label="Gebiet suchen",
                placeholder="Name oder Schlüssel",
                clear_after=True,
                **drawn["area"],
            ),
        ],
        className="toolbar",
        role="search",
        **{"aria-label": "Auswahl"},
    )


def _map_settings(drawn: dict[str, Any]) -> html.Details:
    return html.Details(
        [
            html.Summary("Klassen der Karte"),
            html.Div(
                [
                    Choice(id="atlas-method", label="Klassen bilden nach", **drawn["method"]),
                    Choice(id="atlas-classes", label="Zahl der Klassen", **drawn["classes"]),
                    Choice(id="atlas-basis", label="Grenzen aus", **drawn["basis"]),
                ],
                className="toolbar",
            ),
        ]
    )


@callback(
    Output("atlas-map", "series"),
    Output("atlas-map", "label"),
    Output("atlas-map", "year"),
    Output("atlas-year", "years"),
    *(Output(f"atlas-{name}", "value") for name in ("year", "level", "show", "method", "against")),
    *(Output(f"atlas-{name}", "options") for name in ("level", "show", "method")),
    *(Output("atlas-against", key) for key in ("years", "without")),
    *(Output(f"atlas-{name}", "disabled") for name in ("method", "classes", "basis")),
    Output("atlas-territory", "without"),
    inputs={"choice": CHOICE, "year": State("atlas-year", "value"), "against": State("atlas-against", "value")},
    prevent_initial_call=True,
)
def draw(choice: dict[str, Any], year: int, against: str) -> tuple[Any, ...]:
    """Another indicator, level or classing: the map gets all its years at once."""
    given = {**choice, "year": year, "against": against}
    return view.redrawn(Selection.of(**given), given)


@callback(
    Output("atlas-heading", "children"),
    Output("atlas-sentence", "children"),
    Output("atlas-grounds", "children"),
    Output("atlas-map-note", "children"),
    *(Output("atlas-ranking", key) for key in ("bars", "colours", "statuses", "start", "comparison", "caption")),
    Output("atlas-trend", "figure"),
    Output("atlas-trend-unit", "children"),
    Output("atlas-trend-caption", "children"),
    *(Output("atlas-table", key) for key in ("columns", "rows", "row_keys", "foot", "caption")),
    Output("atlas-table-note", "children"),
    Output("atlas-definition", "children"),
    Output("atlas-query", "children"),
    inputs={"choice": VIEW},
    prevent_initial_call=True,
)
def tell(choice: dict[str, Any]) -> tuple[Any, ...]:
    """Another year, area or comparison: ranking, trend, table and words follow."""
    return view.retold(Selection.of(**choice))


@callback(
    Output("atlas-indicator", "options"),
    Output("atlas-indicator", "value"),
    Input("atlas-department", "value"),
    State("atlas-indicator", "value"),
    prevent_initial_call=True,
)
def show_department(department: str, indicator: str) -> tuple[Any, Any]:
    """The menu as one office sees it."""
    return options.menu(department, indicator)


@callback(
    Output("atlas-area", "options"),
    Output("atlas-area", "more"),
    Output("atlas-territory", "options"),
    Input("atlas-level", "value"),
    prevent_initial_call=True,
)
def show_level(level: str) -> tuple[Any, Any, Any]:
    """What can be found on the map that is shown, where the names of the municipalities lie, how its figures came."""
    return options.areas(level), options.more_areas(level), options.territories(level)


# The browser's own: year to map, one selection for map, ranking and table, the choice in the address bar.
clientside_callback(
    ClientsideFunction("atlas", "show_year"),
    Output("atlas-map", "year", allow_duplicate=True),
    Input("atlas-year", "value"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("atlas", "select"),
    *(Output(name, "selected") for name in SELECTING),
    *(Input(name, "selected") for name in SELECTING),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("atlas", "share_rows"),
    Output("atlas-ranking", "rows"),
    Output("atlas-ranking", "row_keys"),
    Input("atlas-table", "rows"),
    Input("atlas-table", "row_keys"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("atlas", "note_areas"),
    Output("atlas-map", "notes"),
    Input("atlas-table", "columns"),
    Input("atlas-table", "rows"),
    Input("atlas-table", "row_keys"),
    Input("atlas-query", "children"),
)
clientside_callback(
    ClientsideFunction("atlas", "find"),
    Output("atlas-map", "goto"),
    Output("atlas-map", "selected", allow_duplicate=True),
    Input("atlas-area", "picked"),
    State("atlas-area", "value"),
    State("atlas-map", "selected"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("atlas", "write_address"),
    Output("atlas-problems", "children"),
    Input("atlas-query", "children"),
    prevent_initial_call=True,
)
