"""Impressum: who offers this application."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import settings
from dashboard.parts import legal

PATH = "/impressum"
TITLE = "Impressum"


def layout(**_: object) -> Component:
    """The operator's particulars after § 5 DDG, and where figures, shapes and program come from."""
    entered = settings.current()
    return legal.legal_page(
        TITLE,
        entered,
        ("operator", "imprint"),
        html.H2("Betreiber"),
        html.P("Angaben nach § 5 des Digitale-Dienste-Gesetzes (DDG)"),
        legal.operator_facts(entered),
        html.H2("Verantwortlich für den Inhalt"),
        html.P(legal.lines(entered.imprint.responsible)),
        *legal.paragraphs(entered.imprint.additional),
        html.H2("Zahlen und Karten"),
        html.P(
            "Bei jedem Indikator stehen Quelle, Lizenz und Gebietsstand. Die Kartengrundlage stammt vom Bundesamt für "
            "Kartographie und Geodäsie: © GeoBasis-DE / BKG 2016 (Daten verändert)."
        ),
        html.H2("Programm"),
        html.P("Diese Anwendung ist freie Software unter der European Union Public Licence (EUPL-1.2)."),
    )
