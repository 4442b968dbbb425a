"""Rates and changes made of figures that no office has published: shown only where they tell of more than a few people.

The counts themselves have passed `indicators.guarding` when the version was built; here it is about what is made of
them. Figures that an office has published are left alone.
"""

from __future__ import annotations

import pandas as pd

from indicators import measures
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.disclosure import decimals_shown, rate_may_be_shown

SMALL_CASES = 10
"""A change of fewer cases than these is chance more than news (S-06, D-16c)."""


def are_own(sources: pd.Series) -> pd.Series:
    """Which rows have at least one source whose figures no office has published (`a+b` stands for two sources)."""
    own = {key for key, source in catalogue().sources.items() if not source.published}
    found = [bool(own.intersection(str(keys).split("+"))) for keys in sources] if own else False
    return pd.Series(found, index=sources.index, dtype=bool)


def guarded_rates(frame: pd.DataFrame, record: Indicator) -> pd.DataFrame:
    """Own rates only of enough cases among enough people (D-20), of a small base with at most one decimal (D-21).

    `frame`: numerator, denominator, value, status (of the numerator), source. A rate that is not shown is `unreliable`.
    """
    own = frame[are_own(frame["source"]) & frame["value"].notna()]
    if own.empty:
        return frame
    cells = list(zip(own["numerator"], own["denominator"], own["status"], strict=True))
    shown = [_may_be_shown(record, *cell) for cell in cells]
    hidden = own.index[[not may for may in shown]]
    rounded = [
        float(measures.round_half_up(value, decimals))
        if (decimals := decimals_shown(record.decimals, base)) < record.decimals
        else value
        for value, base in zip(own["value"], own["denominator"], strict=True)
    ]
    frame.loc[own.index, "value"] = rounded
    frame.loc[hidden, "value"] = float("nan")
    frame.loc[hidden, "status"] = "unreliable"
    return frame


def _may_be_shown(record: Indicator, numerator: float, denominator: float, status: str) -> bool:
    wishes = record.disclosure
    return rate_may_be_shown(
        numerator,
        denominator,
        smallest_count=wishes.smallest_count,
        smallest_base=wishes.smallest_base,
        zero_is_real=status == "zero",
    )


def too_small_to_compare(frame: pd.DataFrame, record: Indicator) -> pd.Series:
    """Own counts whose change says nothing, because there are fewer than ten cases in one of the years.

    `frame`: value, value_before, source. Rates are guarded by their own rule before.
    """
    pair = frame[["value", "value_before"]]
    few = pair.notna().all(axis=1) & pair.lt(SMALL_CASES).any(axis=1)
    return are_own(frame["source"]) & few & (record.kind == "count")
