"""Rates and changes of our own making: shown only where they tell of more than a few people.

What an office has published, counts and rates, is shown as published; own counts have passed `indicators.guarding` when
the version was built. Here it is about what is made of either: a rate that the app reckons is nobody's publication,
whoever published its counts, so every such rate needs enough cases among enough people (D-20).
"""

from __future__ import annotations

import pandas as pd

from indicators import measures
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.disclosure import decimals_shown

REAL_ZEROS = ("zero", "value")
"""Statuses beside which a zero says that nobody is concerned."""
SMALL_CASES = 10
"""A change of fewer cases than these is chance more than news (S-06, D-16c)."""


def are_own(sources: pd.Series) -> pd.Series:
    """Which rows have at least one source whose figures no office has published (`a+b` stands for two sources)."""
    own = {key for key, source in catalogue().sources.items() if not source.published}
    found = [bool(own.intersection(str(keys).split("+"))) for keys in sources] if own else False
    return pd.Series(found, index=sources.index, dtype=bool)


def guarded_rates(frame: pd.DataFrame, record: Indicator) -> pd.DataFrame:
    """Rates only of enough cases among enough people (D-20); own ones of a small base with at most one decimal (D-21).

    `frame`: numerator, denominator, value, status (of the numerator), source. A rate that is not shown is `unreliable`;
    what is secret or unknown says so, however small the base. Balances and densities set both limits to 0.
    """
    made = frame[frame["value"].notna()]
    hidden = made.index[~_may_be_shown(made, record)]
    own = made[are_own(made["source"])]
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


def _may_be_shown(made: pd.DataFrame, record: Indicator) -> pd.Series:
    """The rule of `disclosure.rate_may_be_shown` for whole columns: only a zero that the source means is a zero."""
    wishes = record.disclosure
    few = made["numerator"].abs().lt(wishes.smallest_count)  # a balance may be negative; its limit is 0
    real_zero = made["numerator"].eq(0) & made["status"].isin(REAL_ZEROS)
    return made["denominator"].ge(wishes.smallest_base) & (~few | real_zero)


def too_small_to_compare(frame: pd.DataFrame, record: Indicator) -> pd.Series:
    """Own counts whose change says nothing, because there are fewer than ten cases in one of the years.

    `frame`: value, value_before, source. Rates are guarded by their own rule before.
    """
    pair = frame[["value", "value_before"]]
    few = pair.notna().all(axis=1) & pair.lt(SMALL_CASES).any(axis=1)
    return are_own(frame["source"]) & few & (record.kind == "count")
