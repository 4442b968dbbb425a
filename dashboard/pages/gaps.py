"""Was hier fehlt: what planners look for and these figures do not hold, with who holds it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from dash import html
from dash.development.base_component import Component

from dashboard.parts.legal import facts
from indicators.catalogue import catalogue
from indicators.catalogue.records import Gap

PATH = "/was-fehlt"
TITLE = "Was hier fehlt"
INTRODUCTION = (
    "Diese Anwendung enthält nur Zahlen, die frei veröffentlicht sind und für ganz Thüringen vorliegen. "
    "Für vieles, was die Sozialplanung außerdem braucht, steht hier, warum es fehlt und wer es hat."
)


def layout(**_: object) -> Component:
    """One card per gap of the catalogue, in its order."""
    return html.Div(
        [
            html.Div([html.H1(TITLE), html.P(INTRODUCTION)], className="prose"),
            *(card(gap) for gap in catalogue().gaps),
        ],
        className="stack",
    )


def card(gap: Gap) -> Component:
    """What is missing, why, who holds it and where to ask."""
    where: list[Any] = [gap.where]
    if gap.url:
        where += [" ", html.A(urlsplit(gap.url).netloc.removeprefix("www."), href=gap.url)]
    return html.Section(
        [
            html.H2(gap.title),
            html.P(gap.why),
            facts(("Wer die Zahlen hat", gap.holder), ("Wo danach fragen", where)),
        ],
        className="card prose",
    )
