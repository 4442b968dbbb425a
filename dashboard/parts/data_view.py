"""What the page „Daten“ shows of the store: sources, gaps, descriptions; the page only puts it in place."""

from __future__ import annotations

from datetime import UTC, datetime
from string import ascii_lowercase, digits
from typing import Any

from dash import dcc, html

from dashboard.data_selection import LEVEL_WORDS, DataSelection, page_of
from geo.areas import LEVELS
from indicators import answers, holdings, versions
from indicators.catalogue import catalogue
from indicators.deliveries.report import spans
from indicators.holdings import Coverage, Holding
from indicators.holdings_tables import WORDS
from indicators.wording import first_of, number, span

PLACES = digits + ascii_lowercase
WITH_NUMBER = ("value", "zero", "rounded_zero", "limited", "unreliable")
LOOKS: dict[str, tuple[str, str]] = {
    "value": ("value", ""),
    "zero": ("value", "0"),
    "rounded_zero": ("value", "0"),
    "limited": ("value", "e"),
    "unreliable": ("hatched", "u"),
    "secret": ("secret", "g"),
    "unknown": ("hatched", "."),
    "no_record": ("hatched", "kN"),
    "zero_or_secret": ("secret", "z"),
    "later": ("hatched", "s"),
    "not_applicable": ("hatched", "x"),
    "not_comparable": ("hatched", "n"),
    "excluded": ("hatched", "f"),
    "missing": ("hatched", "k"),
    "dissolved": ("none", "–"),
    holdings.NO_ROW: ("missing", ""),
    holdings.NOT_YET: ("none", "–"),
}
"""Status -> look of a cell and the letter in it, in the order of the legend."""
SERIES_HINT = "Indikator, oder eine einzelne Größe, wie die Quelle sie liefert."
ABOUT_LOADED = "„mitgeliefert“: Die Zahlen kamen mit dem Programm."
RESTART = (
    "Die Beschreibungen eigener Reihen wurden geändert. Sie gelten ab der nächsten Lieferung oder dem nächsten Start."
)


def summary() -> list[Any]:
    """How much there is, and which version it is."""
    held = holdings.holdings()
    values = sum(one.values for one in held)
    years = (min(one.first_year for one in held), max(one.last_year for one in held)) if held else (0, 0)
    text = (
        f"{number(values, 0)} Zahlen aus {len(held)} Quellen, {years[0]} bis {years[1]}. "
        f"Datenstand {answers.data_version()}{_built()}."
    )
    return [
        html.P(text, className="sentence"),
        *([html.P(RESTART, className="notice warning")] if holdings.records_have_changed() else []),
    ]


def _built() -> str:
    try:
        return f", gebaut am {day(versions.facts_of(answers.data_version()).built)}"
    except versions.StoreMissing:
        return ""


def sources() -> html.Div:
    """One row per source."""
    heads = ("Quelle", "Jahre", "Stichtag oder Zeitraum", "Gebietsstand", "Lizenz", "Zahlen", "Geladen")
    waiting = [catalogue().sources[key].title for key in holdings.without_figures()]
    table = html.Table(
        [
            html.Caption("Was geladen ist"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody([_source_row(one) for one in holdings.holdings()]),
        ]
    )
    note = f" Beschrieben, aber noch ohne Zahlen: {', '.join(waiting)}." if waiting else ""
    return html.Div(
        [
            html.Div(
                table, className="data-table sources-table", role="region", tabIndex="0", **{"aria-label": "Quellen"}
            ),
            html.P(f"{ABOUT_LOADED}{note}", className="hint"),
        ]
    )


def _source_row(one: Holding) -> html.Tr:
    source = one.source
    about = ", ".join(
        filter(None, (source.publisher, f"Tabelle {source.table}" if source.table else "", source.edition))
    )
    levels = ", ".join(LEVELS[level] for level in one.levels)
    return html.Tr(
        [
            html.Th([link(source.title, source.url), html.Span(about, className="source-note")], scope="row"),
            html.Td(span(one.first_year, one.last_year), className="numeric"),
            html.Td(references(one)),
            html.Td([source.territory, html.Span(levels, className="source-note")]),
            html.Td(licence(source.licence)),
            html.Td(number(one.values, 0), className="numeric"),
            html.Td(day(one.loaded) if one.loaded else "mitgeliefert"),
        ]
    )


def references(one: Holding) -> str:
    """Some of the days and periods of the last year."""
    return first_of(one.references, 3)


def licence(key: str) -> Any:
    """The short title of a licence as a link."""
    found = catalogue().licences[key]
    return link(found.short_title, found.url, title=found.title)


def link(text: str, url: str | None, **properties: Any) -> Any:
    """A link where the address is one of the web, plain text otherwise (own records may say anything)."""
    if url and url.startswith(("https://", "http://")):
        return html.A(text, href=url, **properties)
    return text


def day(text: str) -> str:
    """An ISO time as a German day; in UTC, as it is written down."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%d.%m.%Y")


def series_options() -> list[dict[str, Any]]:
    """Indicators by theme, then measures by source."""
    book = catalogue()
    shown = [
        {
            "label": record.title,
            "value": record.id,
            "group": book.themes[record.theme].title,
            "words": [record.short_title, *record.search_words],
            "star": record.core,
        }
        for record in book.indicators.values()
        if holdings.is_known(record.id)
    ]
    return shown + [
        {"label": book.measures[name].label, "value": name, "group": f"Größen aus: {one.source.title}", "note": name}
        for one in holdings.holdings()
        for name in one.measures
    ]


def level_options(series: str) -> list[dict[str, str]]:
    """The levels of a series."""
    return [{"label": LEVEL_WORDS[level], "value": level} for level in holdings.levels_of(series)]


def matrix(found: Coverage) -> dict[str, Any]:
    """Properties of the matrix."""
    used = [status for status in LOOKS if found.counts[status]]
    return {
        "caption": f"{found.title}: {LEVELS[found.level]} und Jahre",
        "years": list(found.years),
        "areas": [list(area) for area in found.areas],
        "cells": ["".join(PLACES[used.index(status)] for status in row) for row in found.cells],
        "statuses": [
            {
                "look": LOOKS[status][0],
                "letter": LOOKS[status][1],
                "label": WORDS[status],
                "count": number(found.counts[status], 0),
            }
            for status in used
        ],
    }


def twin(found: Coverage) -> dict[str, Any]:
    """The same as a table of words: per area the years with a number, with a sign, and without anything."""
    signs = [status for status in LOOKS if status not in (*WITH_NUMBER, "dissolved", *holdings.ABSENT)]
    rows = []
    for i, (_, name) in enumerate(found.areas):
        told = [
            f"{spans(found.years_with(i, [status]))} {WORDS[status]}"
            for status in signs
            if found.years_with(i, [status])
        ]
        rows.append(
            [
                name,
                spans(found.years_with(i, WITH_NUMBER)) or "keine",
                "; ".join(told) or "–",
                spans(found.years_with(i, [holdings.NO_ROW])) or "–",
            ]
        )
    columns = [
        {"key": "name", "label": "Gebiet"},
        {"key": "values", "label": "Jahre mit Wert"},
        {"key": "signs", "label": "mit Zeichen statt Wert"},
        {"key": "none", "label": "ohne Zahl"},
    ]
    return {
        "columns": columns,
        "rows": rows,
        "row_keys": [key for key, _ in found.areas],
        "caption": f"{found.title}: für welche Jahre es Werte gibt",
    }


def gaps_sentence(found: Coverage) -> str:
    """What the matrix shows, in a sentence."""
    counts = found.counts
    if not counts:
        return "Für diese Reihe ist noch nichts geladen."
    lacking = counts[holdings.NO_ROW]
    signs = sum(
        count for status, count in counts.items() if status not in (*WITH_NUMBER, *holdings.ABSENT, "dissolved")
    )
    if not lacking and not signs:
        return f"{found.title}: {span(found.years[0], found.years[-1])} ohne Lücke."
    values = sum(counts[status] for status in WITH_NUMBER)
    parts = [f"{number(values, 0)} Werte"]
    parts += [f"{number(signs, 0)}-mal ein Zeichen statt des Werts"] if signs else []
    parts += [f"{number(lacking, 0)}-mal keine Zahl"] if lacking else []
    return f"{found.title}, {span(found.years[0], found.years[-1])}: {', '.join(parts)}."


def tools(chosen: DataSelection) -> list[Any]:
    """Where to go from a series."""
    links: list[Any] = [
        html.A(
            "Lücken herunterladen (CSV)",
            href=f"/download/coverage.csv?{chosen.query()}",
            className="button",
            download="",
        )
    ]
    if chosen.series in catalogue().indicators:
        links.append(dcc.Link("Beschreibung des Indikators", href=page_of(chosen.series), className="button"))
    return links


def redrawn(chosen: DataSelection) -> tuple[Any, ...]:
    """What another series changes, in the order of the page's callback."""
    found = chosen.coverage()
    drawn, told = matrix(found), twin(found)
    return (
        gaps_sentence(found),
        *(drawn[name] for name in ("caption", "years", "areas", "cells", "statuses")),
        *(told[name] for name in ("columns", "rows", "row_keys", "caption")),
        level_options(chosen.series),
        chosen.level,
        tools(chosen),
        f"?{chosen.query()}",
    )


def descriptions() -> list[html.Details]:
    """A link to the description of every indicator, by theme."""
    book = catalogue()
    return [
        html.Details(
            [
                html.Summary(theme.title),
                html.Ul(
                    [
                        html.Li(dcc.Link(record.title, href=page_of(record.id)))
                        for record in book.indicators.values()
                        if record.theme == key
                    ]
                ),
            ]
        )
        for key, theme in book.themes.items()
    ]
