"""The door: the only way numbers leave.

Maps, rankings, exports, pages, API, notebooks and the command line all ask here. An answer is a frame beside the record
it belongs to; one row per area and year with `area, name, level, year, value, numerator, denominator, lower, upper,
status, sign, division, source, mark`. An unknown value is NaN, and `status` says why; it is never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd

from geo import areas as geography
from indicators import measures, series, store
from indicators.answer import Answer, Comparison, Row, UnknownChoice
from indicators.catalogue import catalogue, nearest
from indicators.catalogue.records import Indicator
from indicators.changes import CHANGE_YEARS, breaks_at, change

__all__ = [
    "CHANGE_YEARS",
    "LEVELS",
    "TERRITORIES",
    "Answer",
    "Comparison",
    "Row",
    "UnknownChoice",
    "areas_of",
    "breaks_at",
    "change",
    "changes",
    "class_limits",
    "comparison",
    "data_version",
    "deviations",
    "gap_in_persons",
    "indicator",
    "levels",
    "narrowed",
    "newest_ranked",
    "overview",
    "ranking",
    "ranking_values",
    "shortened",
    "state_value",
    "territory_of",
    "values",
    "year_of",
]

LEVELS = ("district", "municipality", "state", "country")
TERRITORIES = ("merged", "published", "2021")
STATE, COUNTRY = "16", "DG"
GROUP_LABELS = {"rural": "Landkreise", "urban": "kreisfreie Städte"}
LONGEST_ECHO = 60
"""How much of what somebody asked for is said back to them."""


def data_version() -> str:
    """The version of the store in use. Raises `store.StoreMissing`."""
    return store.current_version()


def indicator(indicator_id: str) -> Indicator:
    """The record of an indicator. Raises UnknownChoice with the nearest ids."""
    known = catalogue().indicators
    if indicator_id not in known:
        raise UnknownChoice(
            f"Den Indikator „{shortened(indicator_id)}“ gibt es nicht. "
            f"Ähnlich: {', '.join(nearest(indicator_id[:LONGEST_ECHO], known))}."
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
    the 23 districts as published; `2021` restates everything to the 22 districts of 2021-07-01. Raises UnknownChoice
    for an id, level, year or area that does not exist.
    """
    record = indicator(indicator_id)
    if level not in LEVELS:
        raise UnknownChoice(f"Die Ebene „{shortened(level)}“ gibt es nicht. Möglich: {', '.join(LEVELS)}.")
    if territory not in TERRITORIES:
        raise UnknownChoice(
            f"Den Gebietsbezug „{shortened(territory)}“ gibt es nicht. Möglich: {', '.join(TERRITORIES)}."
        )
    whole = _whole(store.current_version(), indicator_id, level, territory)
    frame = whole.frame
    if frame.empty:
        held = ", ".join(levels(indicator_id))
        raise UnknownChoice(f"„{record.short_title}“ liegt auf der Ebene „{level}“ nicht vor. Möglich: {held}.")
    if year is None and areas is None:
        return whole.handed_out()
    if year is not None:
        if year not in whole.rows:
            close = ", ".join(str(known) for known in sorted(whole.rows, key=lambda known: abs(known - year))[:3])
            raise UnknownChoice(f"Das Jahr {year} gibt es für „{record.short_title}“ nicht. Am nächsten: {close}.")
        frame = frame[frame["year"] == year]
    if areas is not None:
        _require(areas, sorted(frame["area"].unique()), "Das Gebiet", record)
        frame = frame[frame["area"].isin(areas)]
    return Answer(record, frame.reset_index(drop=True), level, territory)


def year_of(text: str) -> int:
    """A year out of an address or a command. Raises UnknownChoice for anything but four digits."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise UnknownChoice(f"„{shortened(text)}“ ist keine Jahreszahl; gemeint ist zum Beispiel 2024.")
    return int(text)


def areas_of(text: str) -> list[str]:
    """Area keys out of an address or a command, divided by commas. Raises UnknownChoice when there are none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys:
        raise UnknownChoice("Es ist kein Gebietsschlüssel angegeben; gemeint ist zum Beispiel 16052,16053.")
    return keys


def shortened(text: str) -> str:
    """What somebody asked for, to be said back to them on one line."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= LONGEST_ECHO else f"{line[:LONGEST_ECHO]}…"


def territory_of(territory: str, division: str | None) -> str:
    """The territory a question means: `division` asks for restated figures and can only be 2021-07-01."""
    if division is None:
        return territory
    if division != "2021":
        raise UnknownChoice(f"Auf den Gebietsstand „{shortened(division)}“ wird nicht umgerechnet. Möglich: 2021.")
    return division


def narrowed(answer: Answer, year: int) -> Answer:
    """The answer of one of its years."""
    return replace(answer, frame=answer.of_year(year))


def overview() -> list[dict[str, Any]]:
    """Every indicator with what a list of contents says of it, in the order of the menu."""
    book, spans = catalogue(), series.years_by_indicator()
    return [
        {
            "id": record.id,
            "title": record.title,
            "unit": record.unit_text,
            "theme": book.themes[record.theme].title,
            "core": record.core,
            "first_year": spans[record.id][0],
            "last_year": spans[record.id][1],
        }
        for record in book.indicators.values()
        if record.id in spans
    ]


def levels(indicator_id: str) -> list[str]:
    """The levels an indicator has values on, as its record says (a test holds the record to it)."""
    return list(indicator(indicator_id).levels)


def state_value(indicator_id: str, year: int, territory: str = "merged") -> Comparison:
    """The value of Thuringia, or the reason why there is none."""
    return _single(indicator_id, "state", STATE, year, territory, "Thüringen")


def comparison(answer: Answer, against: str, year: int) -> Comparison:
    """What the values of `year` are held against.

    `against`: `state`, `country`, `rural` (Landkreise together), `urban` (kreisfreie Städte together), a district key,
    or `year:2019` for an earlier year of each area's own (that one has no single value).
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
    record = values(indicator_id, level=level, territory=territory).record  # raises for what does not exist
    if record.ranks_only:
        raise UnknownChoice(f"„{record.short_title}“ wird jedes Jahr neu skaliert; eine Veränderung gibt es nicht.")
    return _whole_change(store.current_version(), indicator_id, level, territory)


def gap_in_persons(row: Row, record: Indicator, value: float) -> float | None:
    """How many more (fewer: negative) the numerator holds than it would at the compared rate; None without counts."""
    if record.kind != "ratio" or not row.known or math.isnan(row.numerator) or math.isnan(row.denominator):
        return None
    return float(row.numerator - value * row.denominator / catalogue().units[record.unit].factor)


def class_limits(answer: Answer, year: int, *, method: str, classes: int, basis: str = "newest") -> list[float]:
    """Inner class limits of the printed values, rounded as the legend prints them; fewer where values tie.

    `method`: `quantile`, `natural`, `equal`, `deviation` (from Thuringia, symmetric). `basis`: `newest`, `chosen` or
    `all` years. Values that are not ranked do not shape the classes.
    """
    years = {"newest": [newest_ranked(answer)], "chosen": [year], "all": answer.years}[basis]
    pool = [value for item in years for value in ranking_values(answer, item, deviation=method == "deviation")]
    if len(set(pool)) < 2:
        return []
    rule = {
        "quantile": measures.quantile_limits,
        "natural": measures.natural_limits,
        "equal": measures.equal_limits,
        "deviation": measures.deviation_limits,
    }[method]
    if method in ("equal", "deviation"):
        # Steps are nobody's data: they are rounded first and hold as rounded, or they would no longer be equal.
        return measures.rounded_limits(rule(pool, classes), pool, answer.record.decimals)
    return measures.tidy_limits(rule(pool, classes), pool, answer.record.decimals)


def newest_ranked(answer: Answer) -> int:
    """The newest year that has ranked values: behind a break all changes of the newest year may be missing."""
    return next((year for year in reversed(answer.years) if ranking_values(answer, year)), answer.years[-1])


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


def _single(indicator_id: str, level: str, area: str, year: int, territory: str, label: str) -> Comparison:
    rows = _whole(store.current_version(), indicator_id, level, territory).rows.get(year, [])
    row = next((row for row in rows if row.area == area and row.known), None)
    if row is None:
        return Comparison(label, None, reason=f"Für {label} liegt hier kein Wert vor.")
    return Comparison(label, row.value, row.mark)


def _group(answer: Answer, group: str, year: int) -> Comparison:
    """Landkreise or kreisfreie Städte together: from summed counts, else the population-weighted mean, marked."""
    label = GROUP_LABELS[group]
    record = answer.record
    missing = Comparison(f"{label} zusammen", None, reason=f"Für „{label} zusammen“ ist kein Wert berechenbar.")
    districts = _whole(store.current_version(), record.id, "district", answer.territory).frame
    districts = districts[districts["year"] == year]
    rows = districts[districts["area"].isin(_members(group))]
    if rows.empty or record.kind == "count" or record.ranks_only or rows["value"].isna().any():
        return missing
    if record.kind == "ratio":
        factor = catalogue().units[record.unit].factor
        value = factor * rows["numerator"].sum() / rows["denominator"].sum()
        return Comparison(f"{label} zusammen", float(value), "computed")
    if not any(part.how == "weighted" for part in record.state) and record.state == () and record.kind == "given":
        return missing
    # Published rates stay as published: the weights follow whether Eisenach has a row of its own, not the choice.
    people = series.population(year, "published" if series.EISENACH in set(districts["area"]) else "merged")
    mean = measures.weighted_mean(rows["value"].to_numpy(), rows["area"].map(people).to_numpy(dtype=float))
    return missing if pd.isna(mean) else Comparison(f"{label} zusammen", mean, "weighted")


def _members(group: str) -> set[str]:
    """Keys of the districts of a group."""
    kind = "Landkreis" if group == "rural" else "kreisfreie Stadt"
    return {area.key for area in geography.areas("district") if area.type == kind}


def _change_comparison(answer: Answer, against: str, year: int) -> Comparison:
    """The change of the compared area itself; groups have none, because their parts may be broken differently."""
    level, area, label = {
        "state": ("state", STATE, "Thüringen"),
        "country": ("country", COUNTRY, "Deutschland"),
        "rural": ("", "", "die Landkreise zusammen"),
        "urban": ("", "", "die kreisfreien Städte zusammen"),
    }.get(against) or ("district", against, _name(against))
    try:
        changed = changes(answer.record.id, level=level, territory=answer.territory) if level else None
    except UnknownChoice:
        changed = None
    rows = changed.rows.get(year, []) if changed else []
    row = next((row for row in rows if row.area == area and row.known), None)
    none = Comparison(label, None, reason=f"Für {label} ist keine Veränderung berechenbar.")
    return Comparison(label, row.value, "computed") if row else none


def _name(area: str) -> str:
    try:
        return geography.area("district", area).name
    except geography.UnknownAreaError as problem:
        raise UnknownChoice(str(problem)) from problem


@lru_cache(maxsize=512)
def _whole(_version: str, indicator_id: str, level: str, territory: str) -> Answer:
    """All years and areas, cached by version: a new version is a new key, so nobody is served old numbers."""
    record = catalogue().indicators[indicator_id]
    return Answer(record, series.of(record, level, territory), level, territory)


def _require(asked: Iterable[str], known: Sequence[str], what: str, record: Indicator) -> None:
    for item in asked:
        if item not in known:
            close = ", ".join(nearest(item[:LONGEST_ECHO], known))
            raise UnknownChoice(
                f"{what} „{shortened(item)}“ gibt es für „{record.short_title}“ nicht. Am nächsten: {close}."
            )
