"""Rates and changes made of figures that no office has published: shown only where they tell of more than a few people.

The counts themselves have passed `indicators.guarding` when the version was built; here it is about what is made of them.
Figures that an office has published are left alone.
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
    own = are_own(frame["source"]) & frame["value"].notna()
    for at in frame.index[own]:
        top, bottom, status = (frame.at[at, name] for name in ("numerator", "denominator", "status"))
        shown = rate_may_be_shown(
            top,
            bottom,
            smallest_count=record.disclosure.smallest_count,
            smallest_base=record.disclosure.smallest_base,
            zero_is_real=status == "zero",
        )
        if not shown:
            frame.loc[at, ["value", "status"]] = [float("nan"), "unreliable"]
        elif (decimals := decimals_shown(record.decimals, bottom)) < record.decimals:
            frame.at[at, "value"] = float(measures.round_half_up(frame.at[at, "value"], decimals))
    return frame


def too_small_to_compare(frame: pd.DataFrame, record: Indicator) -> pd.Series:
    """Own counts whose change says nothing, because there are fewer than ten cases in one of the years.

    `frame`: value, value_before, source. Rates are guarded by their own rule before.
    """
    pair = frame[["value", "value_before"]]
    few = pair.notna().all(axis=1) & pair.lt(SMALL_CASES).any(axis=1)
    return are_own(frame["source"]) & few & (record.kind == "count")
