"""The Kurzprofil: one page to read and to print, in four parts: Befund, Vergleich, Entwicklung, Einschränkung."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.figures import spine
from dashboard.parts.profile_table import Drawing
from geo import areas as geography
from indicators import answers, profile_words, tables
from indicators.profiles import Profile, ProfileRow
from indicators.similarity import listed
from indicators.wording import number

MOST_FINDINGS, MOST_TRENDS = 4, 5
NO_FINDING = "Bei keinem Indikator hebt sich das Gebiet durch sein Konfidenzintervall vom Vergleich ab."
NO_TREND = "Bei diesen Indikatoren ist keine Richtung erkennbar oder berechenbar."


def sheet(profile: Profile) -> list[Any]:
    """The children of the sheet."""
    core = [row for row in profile.rows if row.record.core]
    found = profile_words.outstanding(profile.rows, MOST_FINDINGS)
    shown = [*core, *(row for row in found if row not in core)]
    return [
        html.H2(f"Kurzprofil {geography.area('district', profile.area).full_name}"),
        html.P(f"Verglichen mit: {listed(profile.labels)}. Datenstand {answers.data_version()}.", className="hint"),
        html.H3("Befund"),
        html.P(profile_words.summary(profile)),
        _list([profile_words.sentence(row, row.held[0]) for row in found], NO_FINDING),
        html.H3("Vergleich"),
        comparison_table(profile, core),
        html.H3("Entwicklung"),
        _list(_trends(shown, core), NO_TREND),
        html.H3("Einschränkung"),
        _list(profile_words.limitations(profile, shown), ""),
        html.P(sources(shown), className="hint"),
    ]


def comparison_table(profile: Profile, rows: Sequence[ProfileRow]) -> html.Div:
    """The Kernindikatoren: value, comparison, range of the districts, rank, what can be said."""
    heads = [
        "Kernindikator",
        "Wert",
        *profile.labels,
        "Lage unter den Kreisen",
        "Rang",
        "Aussage",
    ]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
                html.Tbody([_compared(profile, row) for row in rows]),
            ]
        ),
        className="data-table",
        role="region",
        tabIndex="0",
        **{"aria-label": "Kernindikatoren im Vergleich"},
    )


def sources(rows: Sequence[ProfileRow]) -> str:
    """Every source of the rows, once; the citation names the licence."""
    keys = dict.fromkeys(key for row in rows for key in row.row.source.split("+"))
    named = "; ".join(dict.fromkeys(tables.citations(key) for key in keys))
    return f"Quellen: {named}. Raten: Daten verändert, eigene Berechnung."


def _compared(profile: Profile, row: ProfileRow) -> html.Tr:
    decimals = row.record.decimals
    picture = spine.picture(spine.spine(row), spine.spine_words(row, profile.name))
    return html.Tr(
        [
            html.Th([row.record.short_title, html.Span(row.reference, className="profile-hint")], scope="row"),
            html.Td(number(row.row.value, decimals) or "–", className="numeric"),
            *(html.Td(number(held.value, decimals) or "–", className="numeric") for held in row.held),
            html.Td(Drawing(id=f"profile-spine-{row.record.id}", **picture)),
            html.Td(f"{row.row.rank} von {row.row.ranked}" if row.row.rank else "–", className="numeric"),
            html.Td(profile_words.short_headline(row, row.held[0])),
        ]
    )


def _trends(rows: Sequence[ProfileRow], core: Sequence[ProfileRow]) -> list[str]:
    """What rises or falls, and which Kernindikatoren stand still or cannot be said."""
    moving = profile_words.moving(rows)[:MOST_TRENDS]
    said = [f"{row.record.short_title}: {profile_words.trend_words(row)}." for row in moving]
    still = [row.record.short_title for row in core if row.trend.key == "no_change"]
    none = [row.record.short_title for row in core if row.trend.key == "not_computable"]
    if still:
        said.append(f"Keine Änderung erkennbar: {listed(still)}.")
    if none:
        said.append(f"Nicht berechenbar: {listed(none)}.")
    return said


def _list(sentences: Sequence[str], nothing: str) -> html.Ul | html.P:
    return html.Ul([html.Li(text) for text in sentences]) if sentences else html.P(nothing)
