"""The smallest page that goes through everything every page goes through: served alone, to test the frame itself."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, dcc, html

from dashboard import theme
from dashboard.index_page import INDEX_STRING, TITLE, UPDATE_TITLE, GermanDash
from dashboard.parts.graph import graph
from dashboard.serving import harden
from tests.browser.server import ROOT


def line(values: list[float]) -> dict[str, Any]:
    """A figure as pages make it: plain data."""
    return {"data": [{"type": "scatter", "x": [2023, 2024, 2025], "y": values}], "layout": theme.CHART_LAYOUT}


def create_app() -> GermanDash:
    """A page with a heading, a switch, a chart from the layout and a chart from a callback."""
    app = GermanDash(
        "small",
        assets_folder=str(ROOT / "dashboard" / "assets"),
        assets_ignore="^(?!charts).*",  # of the dashboard's own scripts only the one that loads charts
        assets_path_ignore=["vendor"],
        index_string=INDEX_STRING,
        title=TITLE,
        update_title=UPDATE_TITLE,
    )
    app.layout = html.Main(
        [
            html.H1("Kleine Seite"),
            html.P("noch nichts", id="small-words"),
            html.Button("Mehr", id="small-button", n_clicks=0),
            graph("small-chart", line([1, 2, 12345.5]), file_name="kleine-seite"),
            html.Div(id="small-place"),
            dcc.Store(id="small-store", data=1),
        ]
    )

    @app.callback(Output("small-place", "children"), Input("small-button", "n_clicks"))
    def draw(clicks: int) -> dcc.Graph:
        return graph("small-second-chart", line([clicks, 2, 3]))

    app.clientside_callback(
        "function (clicks) { return clicks + ' mal gedrückt'; }",
        Output("small-words", "children"),
        Input("small-button", "n_clicks"),
    )

    @app.server.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("a secret path /etc/passwd")

    harden(app, ["/"], data_version=lambda: "small")
    return app


app = create_app()
server = app.server
