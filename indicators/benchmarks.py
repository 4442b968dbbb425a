"""What values are held against: Thuringia, Germany, groups of districts, one district; and the gap in persons."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from geo import areas as geography
from indicators import measures, published, series
from indicators.answer import Answer, Comparison, Row, UnknownChoice
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.disclosure import sum_of_selection
from indicators.whole import OWN, whole, whole_change

STATE, COUNTRY = "16", "DG"
GROUP_LABELS = {"rural": "Landkreise", "urban": "kreisfreie Städte"}


def comparison(answer: Answer, against: str, year: int) -> Comparison:
    """What the values of `year` are held against.

    `against`: `state`, `country`, `rural` (Landkreise together), `urban` (kreisfreie Städte together), a district key,
    or `year:2019` for an earlier year of each area's own (that one has no single value).
    """
    record = answer.record
    if answer.is_change:
        return _change_comparison(answer, against, year)
    if against == "state":
        return _single(record.id, "state", STATE, year, answer.territory, "Thüringen")
    if against == "country":
        found = _single(record.id, "country", COUNTRY, year, answer.territory, "Deutschland")
        return found if found.value is not None else replace(found, reason="Für Deutschland liegt hier kein Wert vor.")
    if against in ("rural", "urban"):
        return _group(answer, against, year)
    return _single(record.id, "district", against, year, answer.territory, _name(against))


def state_total(answer: Answer, year: int) -> Row | None:
    """Thuringia's row of a count, what its areas add up to; None for rates, changes, planning areas, or unknown."""
    if answer.record.kind != "count" or answer.is_change or answer.level == OWN:
        return None
    rows = whole(answer.record.id, "state", answer.territory).rows.get(year, [])
    return next((row for row in rows if row.area == STATE and row.known), None)


def gap_in_persons(row: Row, record: Indicator, value: float) -> float | None:
    """How many more (fewer: negative) the numerator holds than it would at the compared rate; None without counts."""
    if record.kind != "ratio" or not row.known or math.isnan(row.numerator) or math.isnan(row.denominator):
        return None
    return float(row.numerator - value * row.denominator / catalogue().units[record.unit].factor)


def _single(indicator_id: str, level: str, area: str, year: int, territory: str, label: str) -> Comparison:
    rows = whole(indicator_id, level, territory).rows.get(year, [])
    row = next((row for row in rows if row.area == area and row.known), None)
    if row is None:
        return Comparison(label, None, reason=f"Für {label} liegt hier kein Wert vor.")
    return Comparison(label, row.value, row.mark)


def _group(answer: Answer, group: str, year: int) -> Comparison:
    """Landkreise or kreisfreie Städte together: from summed counts, else the population-weighted mean, marked."""
    label = GROUP_LABELS[group]
    record = answer.record
    missing = Comparison(f"{label} zusammen", None, reason=f"Für „{label} zusammen“ ist kein Wert berechenbar.")
    districts = whole(record.id, "district", answer.territory).frame
    districts = districts[districts["year"] == year]
    rows = districts[districts["area"].isin(_members(group))]
    if rows.empty or record.kind == "count" or record.ranks_only or rows["value"].isna().any():
        return missing
    if record.kind == "ratio":
        cases, base = (sum_of_selection(rows[name], rows["status"]).value for name in ("numerator", "denominator"))
        if cases is None or not base:
            return missing
        return Comparison(f"{label} zusammen", catalogue().units[record.unit].factor * cases / base, "computed")
    if not any(part.how == "weighted" for part in record.state) and record.state == () and record.kind == "given":
        return missing
    # Published rates stay as published: the weights follow whether Eisenach has a row of its own, not the choice.
    people = series.population(year, "published" if published.EISENACH in set(districts["area"]) else "merged")
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
    rows = (
        whole_change(answer.record.id, level, answer.territory).rows.get(year, [])
        if level and not whole(answer.record.id, level, answer.territory).frame.empty
        else []
    )
    row = next((row for row in rows if row.area == area and row.known), None)
    none = Comparison(label, None, reason=f"Für {label} lässt sich keine Veränderung angeben.")
    return Comparison(label, row.value, "computed") if row else none


def _name(area: str) -> str:
    try:
        return geography.area("district", area).name
    except geography.UnknownAreaError as problem:
        raise UnknownChoice(str(problem)) from problem
