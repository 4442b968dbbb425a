"""What figures say about each other: gaps, jumps, sums, suspicious zeros, and their territory (R-01, D-30)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from indicators import comparison, disclosure
from indicators.catalogue import catalogue
from indicators.catalogue.records import Source
from indicators.deliveries import known_leaps
from indicators.deliveries.area_words import area_name, title_of
from indicators.deliveries.codes import NONE, Floats, Long, Mask
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.observations import Observations, Stretch
from indicators.deliveries.placing import Places, division_on
from indicators.deliveries.reading import Reading
from indicators.deliveries.signing import CODE
from indicators.disclosure.additivity import DUST, NOT_ADDITIVE
from indicators.wording import first_of, full_number, number, several

JUMP = 0.3
WIDTHS = 3
MOST_LEAPS = 1_000
"""Leaps of a file that are found one by one; the rest is counted."""
PIECE = 1_000_000
PARENTS = {
    "district": (("state", "parent"),),
    "municipality": (("district", "parent"),),
    "planning_area": (("municipality", "parent"), ("district", "district")),
}
"""Level -> levels whose areas it adds up to, each with the attribute that names them."""
NAMED = 5
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def jumps(value: Floats, before: Floats, is_count: Mask) -> Mask:
    """Whether values moved by more than 30 %, and counts also by more than three widths of their interval (Byar)."""
    moved = np.abs(value - before)
    found = moved > JUMP * np.abs(before)
    counted = np.flatnonzero(found & is_count & (before >= 0))
    if counted.size:
        limits = comparison.byar(before[counted])
        found[counted] = moved[counted] > WIDTHS * (limits.upper - limits.lower)
    return found  # type: ignore[no-any-return, unused-ignore]


def _in_pieces(value: Floats, before: Floats, is_count: Mask) -> Mask:
    """As `jumps`, a million rows at a time: what is only needed on the way would double the memory."""
    pieces = [slice(at, at + PIECE) for at in range(0, len(value), PIECE)]
    return np.concatenate([jumps(value[piece], before[piece], is_count[piece]) for piece in pieces])


def warn_of_jumps(ledger: Ledger, made: Observations) -> None:
    """Jumps from year to year within the file, the greatest first; not those that stand in the version in use."""
    if made.size < 2:
        return
    units = catalogue().measures
    is_count = made.measure.told(lambda word: int(units[word].kind == "count")) == 1
    before = np.concatenate(([np.nan], made.value[:-1]))
    before[made.starts_new()] = np.nan
    places = np.flatnonzero(_in_pieces(made.value, before, is_count))
    places = places[~known_leaps.stand_already(made, places)]
    share = np.abs(made.value[places] - before[places]) / np.maximum(np.abs(before[places]), 1e-9)
    places = places[np.argsort(-share, kind="stable")]
    for at in places[:MOST_LEAPS]:
        reform = made.division.codes[at] != made.division.codes[at - 1]
        label = _label(made.measure.word(at))
        ledger.add(
            "warning",
            f"{label}, {_name(made, at)}: "
            f"{leap(float(before[at]), int(made.year[at - 1]), float(made.value[at]), int(made.year[at]))}"
            f"{' (dazwischen wechselt der Gebietsstand)' if reform else ''}. Bitte bestätigen.",
            int(made.at[at]),
            leap_of=label,
        )
    if (rest := places.size - MOST_LEAPS) > 0:
        ledger.add("warning", f"Von Jahr zu Jahr springen {several(rest, 'weiterer Wert', 'weitere Werte')}.")


def leap(before: float, year_before: int, value: float, year: int) -> str:
    """`Sprung von 622 (2023) auf 2 (2024)`."""
    return f"Sprung von {full_number(before)} ({year_before}) auf {full_number(value)} ({year})"


def warn_of_gaps(ledger: Ledger, made: Observations, places: Places) -> None:
    """Areas without a row in years for which others have one."""
    for stretch in made.stretches():
        rows = stretch.rows
        if stretch.level not in PARENTS:
            continue
        earliest = int(made.year[rows].min())
        year = made.year[rows] - earliest
        counts = np.bincount(year)
        last = np.zeros(len(counts), np.int64)
        last[year] = np.arange(stretch.start, stretch.end)
        lacking: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at in np.flatnonzero(counts):
            known = places.known.get((stretch.level, made.division.word(int(last[at])) or ""), {})
            if counts[at] < len(known):
                there = {made.area.words[code] for code in made.area.codes[rows][year == at]}
                gone = sorted(set(known) - there)
                lacking[tuple(known[key].name for key in gone)].append(earliest + int(at))
        for missing, when in lacking.items():
            ledger.add(
                "warning",
                f"{_label(stretch.measure)}, {_years(when)}: "
                f"{several(len(missing), 'Gebiet fehlt', 'Gebiete fehlen')} ({first_of(missing, NAMED)}). "
                "Wo es bisher einen Wert gab, gilt er weiter.",
            )


def check_sums(ledger: Ledger, made: Observations, places: Places, source: Source) -> Observations:
    """Printed totals against their parts (D-30); zeros that hide counts become `zero_or_secret` (D-05)."""
    if source.additivity in NOT_ADDITIVE:
        return made
    status, value = made.status, made.value
    stretches = list(made.stretches())
    by_place = {(stretch.measure, stretch.level): stretch for stretch in stretches}
    families = [
        (stretch, totals_of(made, stretch, by_place[stretch.measure, level], attribute, places, source))
        for stretch in stretches
        for level, attribute in PARENTS.get(stretch.level, ())
        if (stretch.measure, level) in by_place and catalogue().measures[stretch.measure].kind == "count"
    ]
    for stretch, totals in families:
        zeros = _suspicious_zeros(made, stretch, totals)
        if zeros is not None:
            status, value = (status.copy(), value.copy()) if status is made.status else (status, value)
            status[zeros], value[zeros] = CODE["zero_or_secret"], np.nan
            count = several(zeros.size, "Null", "Nullen")
            ledger.add(
                "warning",
                f"{_label(stretch.measure)}: {disclosure.SUSPICIOUS_ZEROS} ({count}, kein Wert von 1 oder 2, "
                "und die Summe ist größer als ihre Teile). Sie werden als „null oder geheim“ geführt.",
                int(made.at[zeros[0]]),
            )
        elif catalogue().measures[stretch.measure].state_is_sum:
            _warn_of_sums(ledger, made, stretch, totals)
    return made if status is made.status else replace(made, status=status, value=value)


@dataclass(frozen=True)
class Totals:
    """Printed totals all of whose parts are there: row of the total, sum and number of its parts, what may differ."""

    at: Long
    sums: Floats
    parts: Long
    tolerance: Floats
    family: Long
    """Per row of the children, the place of its total in the arrays above, NONE where it has none."""


def totals_of(
    made: Observations, children: Stretch, parents: Stretch, attribute: str, places: Places, source: Source
) -> Totals:
    """The totals among `parents` all of whose parts stand with a number among `children`."""
    inside, above = children.rows, parents.rows
    years = np.unique(made.year[inside])
    parent, expected = _parents(made, children.level, attribute, places)
    division = made.division.codes[inside]
    of_child = parent[division, made.area.codes[inside]]
    size = len(made.area.words) * len(years)
    group = np.where(of_child == NONE, size, of_child * len(years) + np.searchsorted(years, made.year[inside]))
    gaps = np.isnan(made.value[inside])
    sums = np.bincount(group, np.where(gaps, 0.0, made.value[inside]), minlength=size + 1)
    parts, unknown = np.bincount(group, minlength=size + 1), np.bincount(group, gaps, minlength=size + 1)
    stands_on = np.zeros(size + 1, np.int64)
    stands_on[group] = division
    known = np.isin(made.year[above], years) & ~np.isnan(made.value[above])
    at = np.flatnonzero(known) + parents.start
    total = made.area.codes[at].astype(np.int64) * len(years) + np.searchsorted(years, made.year[at])
    complete = (parts[total] == expected[stands_on[total], made.area.codes[at]]) & (unknown[total] == 0)
    at, total = at[complete & (parts[total] > 0)], total[complete & (parts[total] > 0)]
    place = np.full(size + 1, NONE)
    place[total] = np.arange(len(at))
    allowed = {int(k): disclosure.tolerance(source.additivity, int(k)) for k in np.unique(parts[total])}
    tolerance = np.array([allowed[int(k)] for k in parts[total]], float)
    return Totals(at, sums[total], parts[total], tolerance, place[group])


def _parents(made: Observations, level: str, attribute: str, places: Places) -> tuple[Long, Long]:
    """Per division and area: the place of the area it lies in (NONE if not in the file), and how many lie in it."""
    at = {key: code for code, key in enumerate(made.area.words)}
    parent = np.full((len(made.division.words), len(at)), NONE, np.int64)
    inside = np.zeros_like(parent)
    for division, name in enumerate(made.division.words):
        for key, area in places.known.get((level, name), {}).items():
            above = at.get(getattr(area, attribute))
            if above is not None:
                inside[division, above] += 1
                if key in at:
                    parent[division, at[key]] = above
    return parent, inside


def _suspicious_zeros(made: Observations, stretch: Stretch, totals: Totals) -> Long | None:
    """Rows of zeros that are probably counts of 1 or 2; None where nothing points to it.

    What was set to zero lies below 3, whatever threshold holds in this house.
    """
    values = made.value[stretch.rows]
    zeros = np.flatnonzero((values == 0) & (made.sign.codes[stretch.rows] == NONE))
    positive = values[values > 0]
    if not zeros.size or not positive.size or positive.min() < disclosure.DEFAULT_THRESHOLD:
        return None
    parents = made.value[totals.at] - totals.tolerance
    groups = [values[totals.family == at].tolist() for at in range(len(parents))]
    suspicious = disclosure.zeros_look_suspicious(parents.tolist(), groups, disclosure.DEFAULT_THRESHOLD)
    return zeros + stretch.start if suspicious else None


def _warn_of_sums(ledger: Ledger, made: Observations, stretch: Stretch, totals: Totals) -> None:
    wrong = np.flatnonzero(np.abs(made.value[totals.at] - totals.sums) > totals.tolerance + DUST)
    for at in wrong[:NAMED]:
        row = int(totals.at[at])
        ledger.add(
            "warning",
            f"{_label(stretch.measure)} {made.year[row]}, {_name(made, row)}: veröffentlicht "
            f"{full_number(made.value[row])}, {parts_give(int(totals.parts[at]))} {full_number(totals.sums[at])}.",
            int(made.at[row]),
        )
    if wrong.size > NAMED:
        rest = several(wrong.size - NAMED, "weitere Summe weicht ab", "weitere Summen weichen ab")
        ledger.add("warning", f"{_label(stretch.measure)}: {rest}.")


def warn_of_division(ledger: Ledger, made: Observations, reading: Reading) -> None:
    """The territory that the file prints against the one its source declares (T-10)."""
    printed = reading.facts.get("territory", "")
    day = _day_in(printed)
    if day is None or not made.size:
        return
    found = division_on(day)
    if found not in made.division.words:
        titles = [title_of(key) for key in made.division.words]
        ledger.add(
            "warning",
            f"Die Datei nennt den Gebietsstand „{printed[:80]}“, die Quelle steht auf {' und '.join(titles)}.",
        )


def _day_in(text: str) -> date | None:
    german, iso = _GERMAN_DAY.search(text), _ISO_DAY.search(text)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def small_counts(made: Observations, source: Source) -> int:
    """Own figures: counts above zero and below the threshold, which will be withheld."""
    measures = catalogue().measures
    is_count = made.measure.told(lambda word: int(measures[word].kind == "count")) == 1
    return 0 if source.published else int((is_count & (made.value > 0) & (made.value < source.threshold)).sum())


def _label(measure: str | None) -> str:
    return catalogue().measures[measure or ""].label


def _name(made: Observations, at: int) -> str:
    return area_name(made.level.word(at) or "", made.area.word(at) or "")


def _years(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{min(years)} bis {max(years)} ({len(years)} Jahre)"


def parts_give(count: int) -> str:
    """`die 22 Teile ergeben`."""
    return "der eine Teil ergibt" if count == 1 else f"die {number(count, 0)} Teile ergeben"
