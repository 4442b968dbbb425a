"""Where a line has been heading lately, or why that cannot be said. Pure functions over the years of one area.

Tested are the latest years of the latest unbroken run: consecutive years without a break of the series between them.
Three tests, by what is known of a value:

- a share with numerator and denominator: χ² test for a trend in proportions over five years,
- any value with 95 % limits: slope weighted by the inverse variance over five years,
- a published value without either: Mann-Kendall over eight years, marked as such.

The two χ² tests speak at 99.8 % (χ² with one degree of freedom >= 9.549535706) and only if the direction stays the same
when any one year is left out; Mann-Kendall, with less power, speaks at 95 %. Overlapping periods (moving averages) and
series that are rescaled every year have no trend: the caller says so by `obstacle`.

The tests are in `indicators.trend_tests`. Source of level, years and stability: Public Health England, Fingertips
technical guidance on trend markers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from indicators.catalogue.records import BreakKind, Direction
from indicators.comparison import percent
from indicators.intervals import FEW_CASES
from indicators.trend_tests import (
    ALL_OR_NONE,
    LEVEL,
    NO_COUNTS,
    NO_INTERVALS,
    NO_WIDTH,
    TESTS,
    THRESHOLD,
    Outcome,
    Test,
    mann_kendall,
    proportions_trend,
    unusable,
    weighted_slope,
)

__all__ = [
    "ALL_OR_NONE",
    "BREAK_WORDS",
    "FEW_TO_JUDGE",
    "KEY_WORDS",
    "LEVEL",
    "NO_COUNTS",
    "NO_INTERVALS",
    "NO_WIDTH",
    "OVERLAPPING",
    "POINTS",
    "RESCALED",
    "TEST_WORDS",
    "THRESHOLD",
    "UNSTABLE",
    "Key",
    "Outcome",
    "Test",
    "Trend",
    "across",
    "latest_run",
    "mann_kendall",
    "proportions_trend",
    "recent_trend",
    "weighted_slope",
]

Key = Literal["rising", "falling", "no_change", "not_computable"]

POINTS: dict[Test, int] = {"proportions": 5, "slope": 5, "mann_kendall": 8}

TEST_WORDS: dict[Test, str] = {
    "proportions": "Chi-Quadrat-Test auf Trend in Anteilen",
    "slope": "Steigungstest, nach Intervallbreite gewichtet",
    "mann_kendall": "Mann-Kendall-Test, veröffentlichte Werte ohne Intervall",
}
BREAK_WORDS: dict[BreakKind, str] = {
    "territory": "neuer Gebietsstand",
    "base": "neue Basis",
    "method": "neue Methode",
}
KEY_WORDS: dict[Key, str] = {
    "rising": "steigend",
    "falling": "sinkend",
    "no_change": "keine Änderung erkennbar",
    "not_computable": "nicht berechenbar",
}
OVERLAPPING = "Zeiträume überlappen sich (gleitendes Mittel)"
RESCALED = "Werte werden jedes Jahr neu skaliert"
UNSTABLE = "nicht stabil: Die Richtung hängt an einem einzelnen Jahr."
FEW_TO_JUDGE = "ohne Wertung: zu wenige Fälle"


@dataclass(frozen=True, slots=True)
class Trend:
    """A direction with the years it was found in, or the reason why there is none."""

    key: Key
    words: str
    """`sinkend (günstig)`, `nicht berechenbar (3 von 5 Jahren)`: without the years."""
    test: Test
    start: int | None = None
    end: int | None = None
    """First and last year tested; None where nothing was."""
    reason: str = ""
    """Why it is not computable; empty otherwise."""
    limited_by: str = ""
    """`seit 2022 neue Basis`, `seit 2024 neuer Gebietsstand`: what ended the run early, or keeps it too short."""
    across: str = ""
    """`über die neue Bevölkerungsbasis 2022 hinweg`: an event inside the years tested that moved the people."""
    note: str = ""
    """`UNSTABLE`, `FEW_TO_JUDGE`."""
    statistic: float = math.nan
    """χ², or S of Mann-Kendall."""
    p: float = math.nan
    slope: float = math.nan
    """Change a year in the unit of the values (rates: Prozentpunkte); by Sen for Mann-Kendall."""
    is_stable: bool = False

    @property
    def sentence(self) -> str:
        """`2017–2021: sinkend (günstig); seit 2022 neue Basis`."""
        named = f"{self.start}–{self.end}: {self.words}" if self.start is not None else self.words
        told = f"{named}, {self.across}" if self.across else named
        return f"{told}; {self.limited_by}" if self.limited_by else told

    @property
    def grounds(self) -> str:
        """Test, level and number of years behind the words (S-09); empty where nothing was tested."""
        if self.key == "not_computable":
            return ""
        return f"{TEST_WORDS[self.test]}, Niveau {percent(LEVEL[self.test])}, {POINTS[self.test]} Jahre"


def recent_trend(
    years: Sequence[int],
    values: Sequence[float],
    *,
    lower: Sequence[float] | None = None,
    upper: Sequence[float] | None = None,
    numerators: Sequence[float] | None = None,
    denominators: Sequence[float] | None = None,
    breaks: Mapping[int, BreakKind] | Sequence[int] = (),
    new_bases: Sequence[int] = (),
    direction: Direction = "no_judgement",
    obstacle: str = "",
) -> Trend:
    """The trend of one area; all sequences run along `years`, NaN where unknown.

    `numerators` and `denominators` for shares, `lower` and `upper` (95 %) for rates, none of them for published values.
    `numerators` beside limits serve only to withhold a judgement on fewer than ten cases (S-06). `breaks`: years `at`
    between which and the year before the series is interrupted, with what is new (a base where not said). `new_bases`:
    years from which people are counted on another base without a break; a trend across them says so. `obstacle`: a
    German reason that forbids any trend.
    Raises ValueError for years that repeat or sequences of unequal length.
    """
    columns = {
        "value": values, "lower": lower, "upper": upper, "numerator": numerators, "denominator": denominators,
    }  # fmt: skip
    test: Test = "proportions" if denominators is not None else "slope" if lower is not None else "mann_kendall"
    if obstacle:
        return _not_computable(test, obstacle)
    table = _by_year(years, columns)
    run, limited_by = latest_run([(year, row["value"]) for year, row in table.items()], breaks, at_least=POINTS[test])
    if len(run) < POINTS[test]:
        return _not_computable(test, f"{len(run)} von {POINTS[test]} Jahren", limited_by)
    window = run[-POINTS[test] :]
    points = {name: np.array([table[year][name] for year in window]) for name in columns}
    reason = unusable(test, points)
    if reason:
        return _not_computable(test, reason, limited_by)
    outcome = TESTS[test](np.array(window, float), points)
    key, words, note = _said(outcome, direction, has_few=bool(np.any(points["numerator"] < FEW_CASES)))
    return Trend(
        key, words, test, window[0], window[-1], "", limited_by, across(new_bases, window[0], window[-1]), note,
        outcome.statistic, outcome.p, outcome.slope, outcome.is_stable,
    )  # fmt: skip


def across(new_bases: Sequence[int], start: int, end: int) -> str:
    """`über die neue Bevölkerungsbasis 2022 hinweg` where one begins after `start` and up to `end`; else nothing."""
    crossed = [str(year) for year in sorted(new_bases) if start < year <= end]
    return f"über die neue Bevölkerungsbasis {' und '.join(crossed)} hinweg" if crossed else ""


def latest_run(
    series: Sequence[tuple[int, float]], breaks: Mapping[int, BreakKind] | Sequence[int], *, at_least: int
) -> tuple[list[int], str]:
    """The latest run of at least `at_least` known consecutive years without a break inside; what limits it, in words.

    The latest run of all where none is long enough. `series`: year and value, years ascending; a break `at` lies
    between `at` - 1 and `at`. What limits a run is what ended it; one that is too short, also what it began with.
    """
    runs: list[list[int]] = []
    for year, value in series:
        if math.isnan(value):
            continue
        if runs and runs[-1][-1] == year - 1 and year not in breaks:
            runs[-1].append(year)
        else:
            runs.append([year])
    if not runs:
        return [], ""
    place = next((place for place in range(len(runs) - 1, -1, -1) if len(runs[place]) >= at_least), len(runs) - 1)
    run, latest = runs[place], series[-1][0]
    following = runs[place + 1][0] if place + 1 < len(runs) else latest + 1
    limited_by = [_without_value(run[-1] + 1, following - 1), _first_break(breaks, run[-1], latest)]
    if len(run) < at_least:
        before = runs[place - 1][-1] if place else run[0] - 1
        limited_by = [_without_value(before + 1, run[0] - 1), _first_break(breaks, before, run[0]), *limited_by]
    return run, ", ".join(filter(None, limited_by))


def _said(outcome: Outcome, direction: Direction, *, has_few: bool) -> tuple[Key, str, str]:
    """Key, words with what they are worth, and note."""
    if not outcome.is_significant:
        return "no_change", KEY_WORDS["no_change"], ""
    if not outcome.is_stable:
        return "no_change", KEY_WORDS["no_change"], UNSTABLE
    key: Key = "rising" if outcome.slope > 0 else "falling"
    if direction == "no_judgement":
        return key, KEY_WORDS[key], ""
    if has_few:
        return key, KEY_WORDS[key], FEW_TO_JUDGE
    is_good = (key == "rising") == (direction == "higher_is_better")
    return key, f"{KEY_WORDS[key]} ({'günstig' if is_good else 'ungünstig'})", ""


def _not_computable(test: Test, reason: str, limited_by: str = "") -> Trend:
    words = f"{KEY_WORDS['not_computable']} ({reason})"
    return Trend("not_computable", words, test, reason=reason, limited_by=limited_by)


def _by_year(years: Sequence[int], columns: dict[str, Sequence[float] | None]) -> dict[int, dict[str, float]]:
    """Year -> column -> number, ascending; a column that was not given is unknown throughout."""
    if len(set(years)) != len(years):
        raise ValueError("a year occurs twice")
    filled = {name: [math.nan] * len(years) if column is None else column for name, column in columns.items()}
    if any(len(column) != len(years) for column in filled.values()):
        raise ValueError("every sequence has one number a year")
    order = sorted(range(len(years)), key=lambda place: years[place])
    return {int(years[place]): {name: float(filled[name][place]) for name in columns} for place in order}


def _without_value(start: int, end: int) -> str:
    """`2021 und 2022 ohne Wert`; nothing where the years follow each other."""
    if start > end:
        return ""
    joint = "" if start == end else f" und {end}" if start == end - 1 else f" bis {end}"
    return f"{start}{joint} ohne Wert"


def _first_break(breaks: Mapping[int, BreakKind] | Sequence[int], after: int, until: int) -> str:
    """`seit 2022 neue Basis` for the first break after a year and up to another."""
    first = next((at for at in sorted(breaks) if after < at <= until), None)
    if first is None:
        return ""
    return f"seit {first} {BREAK_WORDS[breaks[first] if isinstance(breaks, Mapping) else 'base']}"
