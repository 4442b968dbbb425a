"""Numerators and denominators: the counts of a year, of the year before, or what came to them in between.

What reaches back a year stops at a break of the series: a census or a reform is no growth.
"""

from __future__ import annotations

import pandas as pd

from geo.reforms import strongest
from indicators import measures, published
from indicators.catalogue.records import Indicator, Term
from indicators.changes import breaks_at

COUNTS = ["numerator", "denominator"]


def reaches_back(record: Indicator) -> bool:
    """Whether a ratio needs the counts of the year before."""
    return any(term.of != "year" for term in record.counts)


def counts(term: Term, level: str, territory: str) -> pd.DataFrame:
    """The counts a term stands for, one row per area and year; areas and years without a year before have none."""
    rows = published.counts(term.measure, level, territory).drop(columns=COUNTS)
    if term.of == "year":
        return rows
    before = rows.assign(year=rows["year"] + 1)[[*published.KEYS, "value", "status", "sign", "mark"]]
    both = rows.merge(before, on=published.KEYS, suffixes=("", "_before"))
    now, then = both["value"], both["value_before"]
    value = pd.Series(measures.difference(now.to_numpy(), then.to_numpy()), index=both.index)
    # Without the count of either year there is nothing to show; the one that is missing says why.
    lacking = then.isna() & now.notna()
    both["status"] = both["status"].mask(lacking, both["status_before"]).mask(value.notna(), "value")
    both["status"] = both["status"].mask(value.eq(0), "zero")
    both["sign"] = both["sign"].mask(lacking, both["sign_before"]).mask(value.notna(), None)
    both["mark"] = [strongest(*pair) for pair in zip(both["mark"], both["mark_before"], strict=True)]
    both["value"] = value if term.of == "change" else then.where(now.notna())
    return both[rows.columns]


def stopped_at_breaks(frame: pd.DataFrame, record: Indicator, territory: str) -> pd.DataFrame:
    """Without the values that a break of the series separates from the year before."""
    if not reaches_back(record):
        return frame
    broken = [
        any(item.at == year for item in breaks_at(record, area, territory))
        for area, year in zip(frame["area"], frame["year"], strict=True)
    ]
    frame.loc[broken, ["value", *COUNTS]] = float("nan")
    frame.loc[broken, ["status", "sign"]] = ["not_comparable", None]
    return frame
