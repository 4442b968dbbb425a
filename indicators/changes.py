"""Change over years: never without a partner, never across a break."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geo.reforms import strongest
from indicators import measures, own_figures
from indicators.answer import Answer
from indicators.catalogue import breaks_of, catalogue, new_bases_of
from indicators.catalogue.records import Break, Indicator
from indicators.trend import across

CHANGE_YEARS = 5


def change(answer: Answer, years: int = CHANGE_YEARS) -> Answer:
    """Change of every value against `years` earlier: a difference for rates, percent for counts and amounts.

    A value without a partner, or with a break of the series in between, has no change: `not_comparable` with NaN.
    """
    frame = answer.frame
    earlier = frame.assign(year=frame["year"] + years)[["area", "year", "value", "mark"]]
    frame = frame.merge(earlier, on=["area", "year"], how="left", suffixes=("", "_before"))
    frame = frame[frame["year"] >= frame["year"].min() + years]
    difference = _difference(answer.record, frame["value"].to_numpy(), frame["value_before"].to_numpy())
    broken = [
        _breaks_between(answer, area, year - years, year)
        for area, year in zip(frame["area"], frame["year"], strict=True)
    ]
    blocked = pd.Series(broken, index=frame.index, dtype=bool)
    small = own_figures.too_small_to_compare(frame, answer.record)
    known = pd.Series(difference, index=frame.index).notna() & ~blocked & ~small
    pairs = zip(frame["mark"], frame["mark_before"].fillna(""), strict=True)
    marks = [strongest("computed", *pair) for pair in pairs]  # a change is no surer than either of its years
    frame = frame.assign(
        value=pd.Series(difference, index=frame.index).where(known),
        status=frame["status"]
        .where(frame["value"].isna(), "not_comparable")
        .mask(small, "unreliable")
        .mask(known, "value"),
        mark=marks,
        sign=None,
        # A change has no limits and gives no counts away.
        **dict.fromkeys(("numerator", "denominator", "lower", "upper"), float("nan")),
    ).drop(columns=["value_before", "mark_before"])
    # A change in percent of a whole number of persons still deserves a decimal.
    in_percent = catalogue().units[answer.record.unit].change == "percent"
    record = answer.record.model_copy(update={"decimals": 1}) if in_percent else answer.record
    return replace(answer, record=record, frame=frame.reset_index(drop=True), is_change=True)


def base_note(answer: Answer, year: int) -> str:
    """`Veränderung über die neue Bevölkerungsbasis 2022 hinweg`: what must stand beside the changes of a year.

    Empty for values, and for changes whose people were counted on one base.
    """
    if not answer.is_change:
        return ""
    crossed = across(new_bases_of(answer.record), year - CHANGE_YEARS, year)
    return f"Veränderung {crossed}" if crossed else ""


def _difference(record: Indicator, values: measures.Floats, earlier: measures.Floats) -> measures.Floats:
    """Points for rates, percent for counts and amounts, as the indicator's unit says."""
    in_percent = catalogue().units[record.unit].change == "percent"
    return (measures.percent_change if in_percent else measures.difference)(values, earlier)


def breaks_at(record: Indicator, area: str, territory: str) -> list[Break]:
    """The breaks that concern an area's line, by year."""
    found = [
        item for item in breaks_of(record) if (not item.areas or area in item.areas) and territory in item.territories
    ]
    return sorted(found, key=lambda item: item.at)


def _breaks_between(answer: Answer, area: str, start: int, end: int) -> bool:
    return any(start < item.at <= end for item in breaks_at(answer.record, area, answer.territory))
