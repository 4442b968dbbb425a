"""The skeleton every page shares: skip link, header with navigation, main landmark, footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
from dash import ClientsideFunction, Input, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import failures
from dashboard.index_page import TITLE as PRODUCT

CONTENT_ID = "inhalt"
MENU = (
    ("Atlas", "/"),
    ("Übersicht", "/uebersicht"),
    ("Gebietsprofil", "/profil"),
    ("Zusammenhänge", "/vergleich"),
    ("Sozialindex", "/sozialindex"),
    ("Daten", "/daten"),
    ("Was hier fehlt", "/was-fehlt"),
)
LEGAL = (("Barrierefreiheit", "/barrierefreiheit"), ("Impressum", "/impressum"), ("Datenschutz", "/datenschutz"))
LICENCE_URL = "https://spdx.org/licenses/EUPL-1.2.html"
GEODATA_LICENCE_URL = "https://sg.geodatenzentrum.de/web_public/gdz/lizenz/geonutzv.pdf"


def page_title(title: str) -> str:
    """What the browser's tab says: `Impressum – Sozialplanung Thüringen`. `assets/page_title.js` adds what is shown."""
    return f"{title} – {PRODUCT}"


def frame(content: Any, menu: Sequence[tuple[str, str]] = MENU) -> Component:
    """`content` (usually `dash.page_container`) inside the shared skeleton. Needs an existing Dash app for addresses.

    `menu` lists title and path of the pages in the header. Which of them is current is marked in the browser by
    `assets/navigation.js`, because Dash changes pages without asking for this skeleton again.
    """
    return html.Div(
        [
            html.A("Zum Inhalt springen", href=f"#{CONTENT_ID}", className="skip-link"),
            html.Header(
                [
                    dcc.Link(PRODUCT, href=address("/"), className="site-name"),
                    navigation(menu, "Seiten", id="frame-menu", className="site-nav"),
                ],
                className="site-header",
            ),
            # tabIndex lets the skip link and a change of page move the focus here
            html.Main(content, id=CONTENT_ID, className="page", tabIndex="-1"),
            html.Footer(
                [navigation(LEGAL, "Rechtliches", id="frame-legal"), html.P(_origins(), className="hint")],
                className="footer",
            ),
        ]
    )


def navigation(entries: Sequence[tuple[str, str]], label: str, **properties: Any) -> Component:
    """A named landmark with one link per (title, path)."""
    links = [html.Li(dcc.Link(title, href=address(path))) for title, path in entries]
    named: dict[str, Any] = {"aria-label": label, **properties}
    return html.Nav(html.Ul(links), **named)


def address(path: str) -> str:
    """`path` as this installation serves it, below the prefix of its Dash app."""
    return str(dash.get_relative_path(path))


def _origins() -> list[Any]:
    """What is shown and under which terms; without a store the version is left out."""
    version = failures.data_version()
    return [
        *([f"Datenstand {version} · "] if version else []),
        "Geobasis: ",
        html.A("© GeoBasis-DE / BKG 2016 (Daten verändert)", href=GEODATA_LICENCE_URL),
        " · Programm: ",
        html.A("EUPL-1.2", href=LICENCE_URL),
    ]


clientside_callback(
    ClientsideFunction(namespace="navigation", function_name="page_changed"),
    Input("_pages_location", "pathname"),  # the location inside dash.page_container
)
clientside_callback(
    ClientsideFunction(namespace="page_title", function_name="start"),
    Input(CONTENT_ID, "id"),  # once, as soon as the frame stands
)
