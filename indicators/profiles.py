"""The profile of a district: everything known of one area, each value held against others, with its trend.

All figures are restated to the 22 districts of 2021-07-01. Each indicator stands in its own latest year, which is
named; the similar districts are found in the latest year that all structural indicators share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from geo import areas as geography
from indicators import answers, comparison, trend, verdicts
from indicators.answer import NOT_RANKED
from indicators.answers import Row, UnknownChoice
from indicators.catalogue import nearest, new_bases_of
from indicators.catalogue.records import BreakKind, Indicator
from indicators.comparison import Verdict
from indicators.district_sheets import Sheet, Spread, sheets
from indicators.restating import RESTATED
from indicators.similarity import STRUCTURE, SimilarArea, similar_areas
from indicators.trend import Trend
from indicators.wording import number_word, reference

MOST_REFERENCES = 3
SIMILAR_AREAS = 5
STATE, SIMILAR = "state", "similar"
STATE_LABEL, SIMILAR_LABEL = "Thüringen", "Median ähnlicher Kreise"
MAY_OVERLAP = "Zeiträume überlappen sich möglicherweise (gleitendes Mittel)"
AVERAGED = frozenset({"life_expectancy"})
"""Indicators whose source may average over several years (see their caveats): no trend is claimed (S-08)."""


@dataclass(frozen=True, slots=True)
class Held:
    """One value the area is held against, and where the area stands."""

    label: str
    value: float | None
    verdict: Verdict
    gap: float | None
    """How many more (fewer: negative) the numerator holds than at the compared rate; None without counts."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One indicator of the area in the indicator's latest year."""

    record: Indicator
    row: Row
    spread: Spread | None
    held: tuple[Held, ...]
    trend: Trend
    trend_mark: str
    """`estimated`, `weighted` or nothing: the strongest mark of the years the trend was found in."""
    line: tuple[tuple[int, float | None], ...]
    """Year -> printed value of the area; None where there is none."""
    breaks: tuple[int, ...]
    distance: float | None
    """From the first comparison, in standard deviations of the districts; None without a comparison."""

    @property
    def reference(self) -> str:
        """The day or period of the value: `31.12.2024`."""
        return reference(self.record, self.row.year)

    @property
    def has_limits(self) -> bool:
        """Whether there is a 95 % interval around the value."""
        return not math.isnan(self.row.lower)


@dataclass(frozen=True, slots=True)
class Similar:
    """The districts built most alike, nearest first, and the year they were compared in."""

    year: int
    areas: tuple[SimilarArea, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One area across all departments, in the order of the menu."""

    area: str
    name: str
    against: tuple[str, ...]
    labels: tuple[str, ...]
    """What the comparisons are called, in the order of every row's `held`."""
    rows: tuple[ProfileRow, ...]
    similar: Similar


def profile(area: str, against: Sequence[str] = (STATE,)) -> Profile:
    """The profile of a district of 2021-07-01. Raises UnknownChoice for an area or comparison that does not exist.

    `against`: one to three of `state`, `similar` and district keys.
    """
    return _profile(answers.data_version(), area_of(area), checked(area, against))


def area_of(text: str) -> str:
    """A district key out of an address or a command. Raises UnknownChoice."""
    known = names()
    if text in known:
        return text
    if text == "16056":
        raise UnknownChoice("Eisenach (16056) gehört seit dem 01.07.2021 zum Wartburgkreis: bitte 16063 angeben.")
    close = ", ".join(f"{key} {known[key]}" for key in nearest(answers.shortened(text), known))
    raise UnknownChoice(f"Den Kreis „{answers.shortened(text)}“ gibt es nicht. Am nächsten: {close}.")


def against_of(text: str) -> tuple[str, ...]:
    """Comparisons out of an address or a command: `state`, `similar`, district keys, divided by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def names() -> dict[str, str]:
    """The 22 districts of 2021-07-01: key -> name."""
    return {area.key: area.name for area in geography.areas("district", RESTATED)}


def similar(area: str) -> Similar:
    """The districts built most alike in the latest common year of all structural indicators."""
    return _similar(answers.data_version(), area_of(area))


def held(record: Indicator, row: Row, label: str, value: float | None) -> Held:
    """Where a value stands against another of the same year. Counts depend on the size of the area: no verdict."""
    found = verdicts.verdict_of(record, row, value)
    gap = None if value is None else answers.gap_in_persons(row, record, value)
    return Held(label, value, found, gap)


def trend_of(record: Indicator, rows: Sequence[Row], breaks: Mapping[int, BreakKind]) -> Trend:
    """The recent trend of one area by the test that suits the indicator."""
    obstacle = trend.RESCALED if record.ranks_only else MAY_OVERLAP if record.id in AVERAGED else ""
    method = comparison.method_of(record)
    columns: dict[str, list[float]] = {}
    if method != "none":
        columns["numerators"] = [row.numerator for row in rows]
    if method == "wilson":
        columns["denominators"] = [row.denominator for row in rows]
    if method == "byar":
        columns |= {"lower": [row.lower for row in rows], "upper": [row.upper for row in rows]}
    return trend.recent_trend(
        [row.year for row in rows],
        [math.nan if row.status in NOT_RANKED else row.value for row in rows],  # of an unsure value no direction
        breaks=breaks,
        new_bases=new_bases_of(record),
        direction=record.direction,
        obstacle=obstacle,
        **columns,
    )


@lru_cache(maxsize=128)
def _profile(version: str, area: str, against: tuple[str, ...]) -> Profile:
    alike = _similar(version, area)
    peers = [item.area for item in alike.areas]
    rows = [_row(version, sheet, area, against, peers) for sheet in sheets().values() if area in sheet.latest]
    labels = tuple(_label(item) for item in against)
    return Profile(area, names()[area], against, labels, tuple(rows), alike)


def _row(version: str, sheet: Sheet, area: str, against: Sequence[str], peers: Sequence[str]) -> ProfileRow:
    record, row = sheet.answer.record, sheet.latest[area]
    found, mark, breaks = _trend(version, record.id, area)
    compared = tuple(held(record, row, _label(item), _reference(sheet, item, peers)) for item in against)
    line = tuple((item.year, item.printed if item.known else None) for item in sheet.lines[area])
    return ProfileRow(
        record, row, sheet.spread, compared, found, mark, line, breaks, _distance(row, compared[0], sheet.spread)
    )


def _reference(sheet: Sheet, against: str, peers: Sequence[str]) -> float | None:
    """The value an area is held against in the same year; the median of similar districts needs all of them."""
    if against == STATE:
        return None if sheet.answer.record.kind == "count" else sheet.state.value
    rows = [sheet.latest.get(key) for key in (peers if against == SIMILAR else [against])]
    values = [row.value for row in rows if row is not None and row.known]
    return float(np.median(values)) if values and len(values) == len(rows) else None


def _distance(row: Row, first: Held, spread: Spread | None) -> float | None:
    if first.value is None or not row.known or spread is None or spread.deviation == 0:
        return None
    return abs(row.value - first.value) / spread.deviation


def _label(against: str) -> str:
    if against == STATE:
        return STATE_LABEL
    return SIMILAR_LABEL if against == SIMILAR else names()[against]


def checked(area: str, against: Sequence[str]) -> tuple[str, ...]:
    """One to three different comparisons, none with the area itself. Raises UnknownChoice."""
    chosen = tuple(dict.fromkeys(against))
    if not 1 <= len(chosen) <= MOST_REFERENCES:
        given = f"angegeben sind {number_word(len(chosen))}" if chosen else "angegeben ist keiner"
        raise UnknownChoice(f"Verglichen werden kann mit {_allowed(len(chosen))} Werten; {given}.")
    for item in chosen:
        if item not in (STATE, SIMILAR):
            area_of(item)
    if area in chosen:
        raise UnknownChoice("Ein Gebiet lässt sich nicht mit sich selbst vergleichen.")
    return chosen


def _allowed(given: int) -> str:
    most = number_word(MOST_REFERENCES)
    return f"höchstens {most}" if given else f"einem bis {most}"


@lru_cache(maxsize=8192)
def _trend(_version: str, indicator: str, area: str) -> tuple[Trend, str, tuple[int, ...]]:
    """The trend of an area, the strongest mark among its years, and the breaks of its line."""
    sheet = sheets()[indicator]
    breaks = {item.at: item.kind for item in answers.breaks_at(sheet.answer.record, area, RESTATED)}
    found = trend_of(sheet.answer.record, sheet.lines[area], breaks)
    tested = [row.mark for row in sheet.lines[area] if found.start and found.start <= row.year <= (found.end or 0)]
    mark = next((mark for mark in ("estimated", "weighted") if mark in tested), "")
    return found, mark, tuple(breaks)


@lru_cache(maxsize=64)
def _similar(version: str, area: str) -> Similar:
    year, frame = _structure(version)
    return Similar(year, tuple(similar_areas(frame, area, n=SIMILAR_AREAS)))


@lru_cache(maxsize=2)
def _structure(_version: str) -> tuple[int, pd.DataFrame]:
    """The latest year all structural indicators have, and their values by district."""
    found = {item.indicator: sheets()[item.indicator].answer for item in STRUCTURE}
    year = max(set.intersection(*(set(answer.years) for answer in found.values())))
    columns = {
        key: {row.area: row.value if row.known else math.nan for row in answer.rows[year]}
        for key, answer in found.items()
    }
    return year, pd.DataFrame(columns).sort_index()
