"""What was wrong with the address a page was opened with, above the page: the twin of `assets/address_notice.js`."""

from __future__ import annotations

from typing import Protocol

from dash import html

from dashboard.parts.components import _Part
from dashboard.problems import Problem

HEADING = "Hinweis zur Adresse"


class Chosen(Protocol):
    """The choice of a page, as its selection module reads it out of the address bar."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...

    def query(self) -> str:
        """What the address should have said."""
        ...


class AddressNotice(_Part):
    """Sentences in a box that is read out; nothing without children. Corrects the address bar when it appears.

    children: the sentences, taken away by the reader's next choice
    address: what stands in the address bar from then on, `?` included; None leaves it as it is
    """

    _namespace = "dashboard_parts"
    _type = "AddressNotice"
    _properties = "children address"


def address_notice(page: str, chosen: Chosen) -> AddressNotice:
    """The notice of a page for the choice it was opened with."""
    if not chosen.problems:
        return AddressNotice(id=f"{page}-problems")
    sentences = [html.P(problem.sentence) for problem in chosen.problems]
    told = [html.P(html.Strong(HEADING)), *sentences]
    return AddressNotice(id=f"{page}-problems", children=told, address=f"?{chosen.query().removeprefix('?')}")
