"""The Kurzprofil: one page to read and to print, in four parts: Befund, Vergleich, Entwicklung, Einschränkung."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.figures import spine
from dashboard.parts.profile_table import SheetTable
from geo import areas as geography
from indicators import answers, profile_words
from indicators.profiles import Profile, ProfileRow
from indicators.wording import listed, number

MOST_FINDINGS, MOST_TRENDS = 4, 5
NO_FINDING = "Bei keinem Indikator hebt sich das Gebiet durch sein 95-%-Intervall vom Vergleich ab."
NO_TREND = "Bei diesen Indikatoren ist keine Richtung erkennbar oder berechenbar."


def sheet(profile: Profile) -> list[Any]:
    """The children of the sheet."""
    core = [row for row in profile.rows if row.record.core]
    found = profile_words.outstanding(profile.rows, MOST_FINDINGS)
    shown = [*core, *(row for row in found if row not in core)]
    return [
        html.H2(f"Kurzprofil {geography.area('district', profile.area).full_name}"),
        html.P(
            f"Verglichen mit: {listed(profile.labels)}. Datenstand {answers.data_version()}. "
            f"{profile_words.ABOUT_RANKS}",
            className="hint",
        ),
        html.H3("Befund"),
        html.P(profile_words.summary(profile)),
        _list([profile_words.sentence(row, row.held[0]) for row in found], NO_FINDING),
        html.H3("Vergleich"),
        SheetTable(
            id="profile-core",
            compared=list(profile.labels),
            rows=[compared(profile, row) for row in core],
            label="Kernindikatoren im Vergleich",
            finding=profile_words.finding_heading(profile.labels[0]),
        ),
        html.H3("Entwicklung"),
        _list(_trends(shown, core), NO_TREND),
        html.H3("Einschränkung"),
        _list(profile_words.limitations(profile, shown), ""),
        html.P(profile_words.sources(shown), className="hint"),
    ]


def compared(profile: Profile, row: ProfileRow) -> dict[str, Any]:
    """A Kernindikator: value, comparison, range of the districts, rank, what can be said."""
    decimals = row.record.decimals
    return {
        "title": row.record.short_title,
        "reference": row.reference,
        "value": number(row.row.value, decimals) or "–",
        "held": [number(held.value, decimals) or "–" for held in row.held],
        "spine": spine.spine(row),
        "said": spine.spine_words(row, profile.name),
        "rank": f"{row.row.rank} von {row.row.ranked}" if row.row.rank else "–",
        "verdict": profile_words.short_headline(row, row.held[0]),
    }


def _trends(rows: Sequence[ProfileRow], core: Sequence[ProfileRow]) -> list[str]:
    """What rises or falls, and which Kernindikatoren stand still or cannot be said."""
    moving = profile_words.moving(rows)[:MOST_TRENDS]
    said = [
        f"{row.record.short_title}: {profile_words.trend_words(row)}; {profile_words.trend_test(row)}."
        for row in moving
    ]
    still = [f"„{row.record.short_title}“" for row in core if row.trend.key == "no_change"]
    none = [f"„{row.record.short_title}“" for row in core if row.trend.key == "not_computable"]
    if still:
        said.append(f"Keine Änderung erkennbar: {listed(still)}{_across(core)}.")
    if none:
        said.append(f"Nicht berechenbar: {listed(none)}.")
    return said


def _across(core: Sequence[ProfileRow]) -> str:
    """Which of those that stand still were looked at across another population base."""
    found: dict[str, list[str]] = {}
    for row in core:
        if row.trend.key == "no_change" and row.trend.across:
            found.setdefault(row.trend.across, []).append(f"„{row.record.short_title}“")
    return "".join(f"; {listed(titles)} {across}" for across, titles in found.items())


def _list(sentences: Sequence[str], nothing: str) -> html.Ul | html.P:
    return html.Ul([html.Li(text) for text in sentences]) if sentences else html.P(nothing)
