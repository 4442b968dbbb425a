"""Leaps of a delivery against the version in use, in words: the greatest one by one, the others counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indicators.catalogue import catalogue
from indicators.deliveries import series_checks
from indicators.deliveries.area_words import area_name
from indicators.deliveries.findings import Finding
from indicators.wording import full_number, several


def greatest(leaps: pd.DataFrame) -> pd.DataFrame:
    """The greatest leaps; `count` of the last one also counts those that are left away."""
    ordered = leaps.sort_values(["share", "measure", "level", "area", "year"], ascending=[False, *[True] * 4])
    kept = ordered.head(series_checks.MOST_LEAPS + 1).copy()
    if len(kept) < len(ordered):
        kept.iloc[-1, kept.columns.get_loc("count")] += ordered["count"].iloc[len(kept) :].sum()
    return kept


def said_of(leaps: pd.DataFrame) -> list[Finding]:
    measures, most = catalogue().measures, series_checks.MOST_LEAPS
    ordered = greatest(leaps)
    found = [
        Finding("warning", _leap(row), leap_of=measures[row.measure].label) for row in ordered.head(most).itertuples()
    ]
    if rest := int(leaps["count"].sum()) - len(found):
        words = several(rest, "weiterer Wert springt", "weitere Werte springen")
        found.append(Finding("warning", f"{words} gegenüber dem Bestand."))
    return found


def _leap(row: Any) -> str:
    name, label = area_name(row.level, row.area), catalogue().measures[row.measure].label
    if row.year_before == row.year:
        told = f"{label}, {name} {row.year}: bisher {full_number(row.was)}, jetzt {full_number(row.value)}"
    else:
        told = f"{label}, {name}: {series_checks.leap(row.was, row.year_before, row.value, row.year)}"
    return f"{told}. Bitte bestätigen."
