"""What the pages with the operator's particulars share: the notice of what is missing, contacts, lines of text."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.settings import Settings

NOT_ENTERED = "(noch nicht eingetragen)"


def legal_page(title: str, settings: Settings, sections: tuple[str, ...], *content: Any) -> Component:
    """A page of running text under its heading; what `sections` of the settings lack is said before the text."""
    return html.Article(
        [html.H1(title), *missing_notice(settings, *sections), *content],
        className="card prose",
    )


def missing_notice(settings: Settings, *sections: str) -> list[Component]:
    """One notice naming the mandatory entries that are empty in `sections`, or nothing."""
    missing = settings.missing(*sections)
    if not missing:
        return []
    return [
        html.P(
            f"Diese Angaben muss der Betreiber noch eintragen: {', '.join(missing)}. "
            "Wie das geht, steht in der Datei „dashboard/settings.toml“.",
            className="notice warning",
        )
    ]


def operator_facts(settings: Settings) -> Component:
    """Name, address and contact of the operator."""
    operator = settings.operator
    return facts(
        ("Name", lines(operator.name)),
        ("Anschrift", lines(operator.address)),
        ("Vertreten durch", lines(operator.represented_by)),
        ("E-Mail", email(operator.email)),
        ("Telefon", lines(operator.phone)),
    )


def facts(*pairs: tuple[str, Any]) -> Component:
    """A definition list of terms and what they are."""
    return html.Dl(
        [item for term, description in pairs for item in (html.Dt(term), html.Dd(description))], className="facts"
    )


def lines(text: str) -> list[Any]:
    """`text` with its line breaks kept; says so when nothing was entered."""
    parts: list[Any] = []
    for line in (text or NOT_ENTERED).splitlines():
        parts += [html.Br(), line.strip()] if parts else [line.strip()]
    return parts


def paragraphs(text: str) -> list[Component]:
    """One paragraph per block of an operator's free text; none for an empty one."""
    return [html.P(lines(block)) for block in text.split("\n\n") if block.strip()]


def email(address: str) -> Any:
    """A link that opens the reader's mail program."""
    return html.A(address, href=f"mailto:{address}") if address else NOT_ENTERED


def german_date(day: date | None) -> str:
    """31.03.2026"""
    return f"{day:%d.%m.%Y}" if day else NOT_ENTERED
