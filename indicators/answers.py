"""The door: the only way numbers leave.

Maps, rankings, exports, pages, API, notebooks and the command line all ask here. An answer is a frame beside the record
it belongs to; one row per area and year with `area, name, level, year, value, numerator, denominator, lower, upper,
status, sign, division, source, mark`. An unknown value is NaN, and `status` says why; it is never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from geo import areas as geography
from indicators import measures, series, store
from indicators.catalogue import breaks_of, catalogue, nearest
from indicators.catalogue.records import Break, Indicator

LEVELS = ("district", "municipality", "state", "country")
TERRITORIES = ("merged", "published")
STATE, COUNTRY = "16", "DG"
NOT_RANKED = ("excluded", "unreliable")
CHANGE_YEARS = 5


class UnknownChoice(ValueError):
    """A question for something that does not exist; the message is a German sentence naming the nearest valid choices."""


@dataclass(frozen=True, slots=True)
class Row:
    """One area in one year, as pages walk it; NaN where a number is unknown, rank 0 where the area is not ranked."""

    area: str
    name: str
    year: int
    value: float
    printed: float
    numerator: float
    denominator: float
    status: str
    sign: str | None
    division: str
    source: str
    mark: str
    rank: int = 0
    shared: bool = False
    ranked: int = 0
    """How many areas are ranked in this year: „von 22“ comes from here."""

    @classmethod
    def of(cls, cells: Any, decimals: int) -> Row:
        """From a row of the frame."""
        printed = math.nan if math.isnan(cells.value) else float(measures.round_half_up(cells.value, decimals))
        sign = cells.sign if isinstance(cells.sign, str) else None
        return cls(
            cells.area, cells.name, int(cells.year), cells.value, printed, cells.numerator, cells.denominator,
            cells.status, sign, cells.division, cells.source, cells.mark,
        )  # fmt: skip

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Answer:
    """A frame and the record that says what it means."""

    record: Indicator
    frame: pd.DataFrame
    level: str = "district"
    territory: str = "merged"
    is_change: bool = False
    """The values are changes over `CHANGE_YEARS` years, not levels."""

    @property
    def years(self) -> list[int]:
        """Years that have at least one row, ascending."""
        return list(self.rows)

    @cached_property
    def rows(self) -> dict[int, list[Row]]:
        """The rows of every year in order of the area key, with printed value and rank: made once, walked often."""
        found: dict[int, list[Row]] = {}
        for cells in self.frame.itertuples(index=False):
            found.setdefault(int(cells.year), []).append(Row.of(cells, self.record.decimals))
        highest_first = self.record.direction != "higher_is_better"
        return {year: _placed(rows, highest_first) for year, rows in sorted(found.items())}

    def of_year(self, year: int) -> pd.DataFrame:
        """The rows of one year, in order of the area key."""
        return self.frame[self.frame["year"] == year].reset_index(drop=True)

    def printed(self, year: int) -> dict[str, float]:
        """Area -> value of a year as it is printed (rounded): what ranks and classes go by."""
        return {row.area: row.printed for row in self.rows[year] if not math.isnan(row.printed)}


@dataclass(frozen=True)
class Comparison:
    """What values are held against: a label and a value, or the reason why there is none."""

    label: str
    value: float | None
    mark: str = "published"
    reason: str = ""


def data_version() -> str:
    """The version of the store in use. Raises `store.StoreMissing`."""
    return store.current_version()


def indicator(indicator_id: str) -> Indicator:
    """The record of an indicator. Raises UnknownChoice with the nearest ids."""
    known = catalogue().indicators
    if indicator_id not in known:
        raise UnknownChoice(
            f"Den Indikator „{indicator_id}“ gibt es nicht. Ähnlich: {', '.join(nearest(indicator_id, known))}."
        )
    return known[indicator_id]


def values(
    indicator_id: str,
    *,
    year: int | None = None,
    level: str = "district",
    areas: Sequence[str] | None = None,
    territory: str = "merged",
) -> Answer:
    """Values of an indicator on a level, of one year or all, of some areas or all.

    `territory`: `merged` counts Eisenach with the Wartburgkreis before 2021 wherever counts allow it; `published` gives
    the 23 districts as published. Raises UnknownChoice for an id, level, year or area that does not exist.
    """
    record = indicator(indicator_id)
    if level not in LEVELS:
        raise UnknownChoice(f"Die Ebene „{level}“ gibt es nicht. Möglich: {', '.join(LEVELS)}.")
    if territory not in TERRITORIES:
        raise UnknownChoice(f"Den Gebietsbezug „{territory}“ gibt es nicht. Möglich: {', '.join(TERRITORIES)}.")
    whole = _whole(store.current_version(), indicator_id, level, territory)
    frame = whole.frame
    if frame.empty:
        raise UnknownChoice(f"„{record.short_title}“ liegt auf der Ebene „{level}“ nicht vor.")
    if year is None and areas is None:
        return whole
    if year is not None:
        _require([str(year)], [str(known) for known in sorted(frame["year"].unique())], "Das Jahr", record)
        frame = frame[frame["year"] == year]
    if areas is not None:
        _require(areas, sorted(frame["area"].unique()), "Das Gebiet", record)
        frame = frame[frame["area"].isin(areas)]
    return Answer(record, frame.reset_index(drop=True), level, territory)


def levels(indicator_id: str) -> list[str]:
    """The levels an indicator has values on."""
    version = store.current_version()
    return [level for level in LEVELS if not _whole(version, indicator_id, level, "merged").frame.empty]


def state_value(indicator_id: str, year: int, territory: str = "merged") -> Comparison:
    """The value of Thuringia, or the reason why there is none."""
    return _single(indicator_id, "state", STATE, year, territory, "Thüringen")


def comparison(answer: Answer, against: str, year: int) -> Comparison:
    """What the values of `year` are held against.

    `against`: `state`, `country`, `rural` (Landkreise together), `urban` (kreisfreie Städte together), a district's key, or
    `year:2019` for an earlier year of each area's own (that one has no single value).
    """
    record = answer.record
    if answer.is_change:
        return _change_comparison(answer, against, year)
    if against == "state":
        return state_value(record.id, year, answer.territory)
    if against == "country":
        found = _single(record.id, "country", COUNTRY, year, answer.territory, "Deutschland")
        return found if found.value is not None else replace(found, reason="Für Deutschland liegt hier kein Wert vor.")
    if against in ("rural", "urban"):
        return _group(answer, against, year)
    return _single(record.id, "district", against, year, answer.territory, _name(against))


def ranking(answer: Answer, year: int) -> list[Row]:
    """The rows of a year in ranking order: largest need first where the indicator has a direction, else highest first.

    Ranks go by the printed values, so that two areas that show the same number share a rank; excluded and unreliable
    values are not ranked and stand last.
    """
    return sorted(answer.rows[year], key=lambda row: (row.rank or math.inf, geography.sort_key(row.name)))


@lru_cache(maxsize=256)
def _whole_change(version: str, indicator_id: str, level: str, territory: str) -> Answer:
    return change(_whole(version, indicator_id, level, territory))


def changes(indicator_id: str, *, level: str = "district", territory: str = "merged") -> Answer:
    """Changes over `CHANGE_YEARS` years of all areas; see `change`."""
    values(indicator_id, level=level, territory=territory)  # raises for what does not exist
    return _whole_change(store.current_version(), indicator_id, level, territory)


def change(answer: Answer, years: int = CHANGE_YEARS) -> Answer:
    """Change of every value against `years` earlier: a difference for rates, percent for counts and amounts.

    A value without a partner, or with a break of the series in between, has no change: `not_comparable` with NaN.
    """
    unit = catalogue().units[answer.record.unit]
    frame = answer.frame
    earlier = frame.assign(year=frame["year"] + years)[["area", "year", "value"]]
    frame = frame.merge(earlier, on=["area", "year"], how="left", suffixes=("", "_before"))
    frame = frame[frame["year"] >= frame["year"].min() + years]
    if unit.change == "percent":
        difference = 100 * (frame["value"] / frame["value_before"] - 1)
    else:
        difference = frame["value"] - frame["value_before"]
    broken = [_breaks_between(answer, area, year - years, year) for area, year in zip(frame["area"], frame["year"], strict=True)]
    blocked = pd.Series(broken, index=frame.index, dtype=bool)
    known = difference.notna() & ~blocked
    frame = frame.assign(
        value=difference.where(known),
        status=frame["status"].where(frame["value"].isna(), "not_comparable").mask(known, "value"),
        mark="computed",
        sign=None,
        numerator=float("nan"),
        denominator=float("nan"),
    ).drop(columns="value_before")
    return replace(answer, frame=frame.reset_index(drop=True), is_change=True)


def breaks_at(record: Indicator, area: str, territory: str) -> list[Break]:
    """The breaks that concern an area's line, by year."""
    found = [
        item
        for item in breaks_of(record)
        if (not item.areas or area in item.areas) and (item.territory == "any" or territory == "published")
    ]
    return sorted(found, key=lambda item: item.at)


def gap_in_persons(row: Row, record: Indicator, value: float) -> float | None:
    """How many more (fewer: negative) the numerator holds than it would at the compared rate; None without counts."""
    if record.kind != "ratio" or not row.known or math.isnan(row.numerator) or math.isnan(row.denominator):
        return None
    return float(row.numerator - value * row.denominator / catalogue().units[record.unit].factor)


def class_limits(answer: Answer, year: int, *, method: str, classes: int, basis: str = "newest") -> list[float]:
    """Inner class limits of the printed values, rounded as the legend prints them; fewer where values tie.

    `method`: `quantile`, `natural`, `equal`, `deviation` (from Thuringia, symmetric). `basis`: `newest`, `chosen` or `all`
    years. Values that are not ranked do not shape the classes.
    """
    years = {"newest": [answer.years[-1]], "chosen": [year], "all": answer.years}[basis]
    pool = [value for item in years for value in ranking_values(answer, item, deviation=method == "deviation")]
    if len(set(pool)) < 2:
        return []
    rule = {
        "quantile": measures.quantile_limits,
        "natural": measures.natural_limits,
        "equal": measures.equal_limits,
        "deviation": measures.deviation_limits,
    }[method]
    return measures.tidy_limits(rule(pool, classes), pool, answer.record.decimals)


def ranking_values(answer: Answer, year: int, *, deviation: bool = False) -> list[float]:
    """The printed values of a year that may be ranked, or their deviations from Thuringia's printed value."""
    found = [row.printed for row in answer.rows[year] if row.rank]
    return deviations(answer, year, found) if deviation else found


def deviations(answer: Answer, year: int, printed: Sequence[float]) -> list[float]:
    """Printed values minus Thuringia's printed value of the year; empty when there is none.

    Subtracting printed numbers gives a printed number: what a reader computes by hand.
    """
    state = comparison(answer, "state", year).value
    if state is None:
        return []
    decimals = answer.record.decimals
    base = float(measures.round_half_up(state, decimals))
    return [float(measures.round_half_up(value - base, decimals)) for value in printed]


def _placed(rows: list[Row], highest_first: bool) -> list[Row]:
    """The rows of a year with their ranks."""
    compared = [math.nan if row.status in NOT_RANKED else row.printed for row in rows]
    places = measures.ranks(compared, highest_first=highest_first)
    ranked = sum(place is not None for place in places)
    return [
        replace(row, rank=place[0], shared=place[1], ranked=ranked) if place else replace(row, ranked=ranked)
        for row, place in zip(rows, places, strict=True)
    ]


def _breaks_between(answer: Answer, area: str, start: int, end: int) -> bool:
    return any(start < item.at <= end for item in breaks_at(answer.record, area, answer.territory))


def _single(indicator_id: str, level: str, area: str, year: int, territory: str, label: str) -> Comparison:
    rows = _whole(store.current_version(), indicator_id, level, territory).rows.get(year, [])
    row = next((row for row in rows if row.area == area and row.known), None)
    if row is None:
        return Comparison(label, None, reason=f"Für {label} liegt hier kein Wert vor.")
    return Comparison(label, row.value, row.mark)


def _group(answer: Answer, group: str, year: int) -> Comparison:
    """Landkreise or kreisfreie Städte together: from summed counts, else the population-weighted mean, marked."""
    label = "Landkreise" if group == "rural" else "kreisfreie Städte"
    kinds = {area.key: area.type for area in geography.areas("district")}
    rows = values(answer.record.id, year=year, territory=answer.territory).frame
    rows = rows[rows["area"].map(kinds) == ("Landkreis" if group == "rural" else "kreisfreie Stadt")]
    record = answer.record
    missing = Comparison(f"{label} zusammen", None, reason=f"Für „{label} zusammen“ ist kein Wert berechenbar.")
    if record.kind == "count" or record.ranks_only or rows["value"].isna().any():
        return missing
    if record.kind == "ratio":
        factor = catalogue().units[record.unit].factor
        value = factor * rows["numerator"].sum() / rows["denominator"].sum()
        return Comparison(f"{label} zusammen", float(value), "computed")
    if not any(part.how == "weighted" for part in record.state) and record.state == () and record.kind == "given":
        return missing
    people = series.population(year, answer.territory)
    mean = measures.weighted_mean(rows["value"].to_numpy(), rows["area"].map(people).to_numpy(dtype=float))
    return missing if pd.isna(mean) else Comparison(f"{label} zusammen", mean, "weighted")


def _change_comparison(answer: Answer, against: str, year: int) -> Comparison:
    """The change of the compared area itself."""
    level, area, label = {
        "state": ("state", STATE, "Thüringen"),
        "country": ("country", COUNTRY, "Deutschland"),
    }.get(against, ("district", against, _name(against)))
    none = Comparison(label, None, reason=f"Für {label} ist keine Veränderung berechenbar.")
    try:
        changed = change(values(answer.record.id, level=level, areas=[area], territory=answer.territory))
    except UnknownChoice:
        return none
    row = next((row for row in changed.rows.get(year, []) if row.known), None)
    return Comparison(label, row.value, "computed") if row else none


def _name(area: str) -> str:
    try:
        return geography.area("district", area).name
    except geography.UnknownAreaError as problem:
        raise UnknownChoice(str(problem)) from problem


@lru_cache(maxsize=512)
def _whole(version: str, indicator_id: str, level: str, territory: str) -> Answer:
    """All years and areas, cached by version: a new version is a new key, so nobody is served old numbers."""
    record = catalogue().indicators[indicator_id]
    return Answer(record, series.of(record, level, territory), level, territory)


def _require(asked: Iterable[str], known: Sequence[str], what: str, record: Indicator) -> None:
    for item in asked:
        if item not in known:
            close = ", ".join(nearest(item, known))
            raise UnknownChoice(f"{what} {item} gibt es für „{record.short_title}“ nicht. Am nächsten: {close}.")
