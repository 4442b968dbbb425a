"""The figures of a measure as they are published, and the exact sums of counts: Eisenach with the Wartburgkreis, and
the districts for Thuringia. One row per area and year; `value` is NaN where there is none and `status` says why.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from indicators import queries
from indicators.catalogue import catalogue
from indicators.restating import RESTATED, restated

EISENACH, WARTBURGKREIS, STATE = "16056", "16063", "16"
KEYS = ["area", "year"]
# What a year's division is called once Eisenach is counted with the Wartburgkreis: 2019 plus the merger is 2021.
MERGED_DIVISION = {"2014": "2014m", "2019": "2021"}
# The register's inhabitants weight published rates that are restated, INKAR's where there are no others.
RESIDENTS = ("residents", "population_inkar")


def counts(measure: str, level: str, territory: str) -> pd.DataFrame:
    """A count on a level; for the state the printed row, else the exact sum of the districts."""
    return _counts_in(queries.version(), measure, level, territory).copy(deep=False)


@lru_cache(maxsize=1024)
def _counts_in(_version: str, measure: str, level: str, territory: str) -> pd.DataFrame:
    """Kept by version: the same inhabitants stand under many rates."""
    if level != "state":
        frame = rows_of(measure, [level])
        if level == "district" and territory == RESTATED:
            return restated(frame, "count", frame)
        return with_eisenach(frame) if level == "district" and territory == "merged" else frame
    printed = rows_of(measure, ["state"])
    if not catalogue().measures[measure].state_is_sum:
        return printed
    return pd.concat([printed, sum_of_districts(measure, without=set(printed["year"]))])


def rows_of(measure: str, levels: list[str]) -> pd.DataFrame:
    """Observations of a measure on some levels, as they are published."""
    return _rows_in(queries.version(), measure, tuple(levels)).copy(deep=False)


@lru_cache(maxsize=1024)
def _rows_in(_version: str, measure: str, levels: tuple[str, ...]) -> pd.DataFrame:
    """Kept by version, as `counts` are."""
    frame = queries.observations([measure], list(levels)).drop(columns="measure")
    return frame.assign(mark="published", numerator=float("nan"), denominator=float("nan"))


def sum_of_districts(measure: str, without: set[int]) -> pd.DataFrame:
    """Exact sum over the districts of a year, withheld as soon as one of them is unknown."""
    districts = rows_of(measure, ["district"])
    years = districts[~districts["year"].isin(without)].groupby("year")
    # A sum with an unknown part is unknown, never a little too small.
    complete = years["value"].count() == years.size()
    rows = years[["division", "source"]].first().assign(value=years["value"].sum().where(complete)).reset_index()
    status = rows["value"].isna().map({True: "unknown", False: "value"}).mask(rows["value"].eq(0), "zero")
    return rows.assign(
        area=STATE, sign=None, status=status, mark="computed", numerator=float("nan"), denominator=float("nan")
    )


def with_eisenach(frame: pd.DataFrame) -> pd.DataFrame:
    """16056 and 16063 as one area in every year that has both: an exact sum, unknown as soon as one of them is."""
    years = set(frame.loc[frame["area"] == EISENACH, "year"])
    if not years:
        return frame
    early = frame["year"].isin(years)
    own = frame[early & (frame["area"] == WARTBURGKREIS)].set_index("year")
    town = frame[early & (frame["area"] == EISENACH)].set_index("year").loc[own.index]
    value = own["value"] + town["value"]
    # What is unknown says why; a number carries no sign of one of its parts, such as the "-" beside a five.
    known, unknown_town = value.notna() & value.ne(0), town["value"].isna()
    own["status"] = own["status"].mask(unknown_town, town["status"]).mask(known, "value")
    own["sign"] = own["sign"].mask(unknown_town, town["sign"]).mask(known, None)
    own["value"], own["mark"] = value, "computed_with_eisenach"
    rest = frame[~(early & frame["area"].isin([EISENACH, WARTBURGKREIS]))]
    result = pd.concat([rest, own.reset_index()[frame.columns]], ignore_index=True)
    early = result["year"].isin(years)
    result.loc[early, "division"] = result.loc[early, "division"].replace(MERGED_DIVISION)
    return result.astype({"year": "int64", "value": "float64"})


def residents() -> pd.DataFrame:
    """Inhabitants of the districts by division; INKAR's stand on one division for all years."""
    return _residents_in(queries.version())


@lru_cache(maxsize=2)
def _residents_in(_version: str) -> pd.DataFrame:
    frame = pd.concat([rows_of(measure, ["district"]) for measure in RESIDENTS])
    return frame.drop_duplicates([*KEYS, "division"])
