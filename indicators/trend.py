"""Where a line has been heading lately, or why that cannot be said. Pure functions over the years of one area.

Tested are the latest years of the latest unbroken run: consecutive years without a break of the series between them.
Three tests, by what is known of a value:

- a share with numerator and denominator: χ² test for a trend in proportions over five years,
- any value with 95 % limits: slope weighted by the inverse variance over five years,
- a published value without either: Mann-Kendall over eight years, marked as such.

The two χ² tests speak at 99.8 % (χ² with one degree of freedom >= 9.549535706) and only if the direction stays the same
when any one year is left out; Mann-Kendall, with less power, speaks at 95 %. Overlapping periods (moving averages) and
series that are rescaled every year have no trend: the caller says so by `obstacle`.

Sources: Armitage, Biometrics 11 (1955), and Fleiss, Statistical Methods for Rates and Proportions, for proportions;
Public Health England, Fingertips technical guidance on trend markers, for level, years and stability; Mann (1945),
Kendall, Rank Correlation Methods (1975), and Sen (1968) for published values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from indicators.catalogue.records import Direction
from indicators.comparison import FEW_CASES, percent
from indicators.measures import Floats

Key = Literal["rising", "falling", "no_change", "not_computable"]
Test = Literal["proportions", "slope", "mann_kendall"]

LEVEL: dict[Test, float] = {"proportions": 0.998, "slope": 0.998, "mann_kendall": 0.95}
POINTS: dict[Test, int] = {"proportions": 5, "slope": 5, "mann_kendall": 8}
THRESHOLD = NormalDist().inv_cdf((1 + LEVEL["slope"]) / 2) ** 2
"""9.549535706: the χ² value with one degree of freedom that chance exceeds twice in a thousand."""
WIDTH_OF_95 = 3.92
"""A 95 % interval is this many standard errors wide."""

TEST_WORDS: dict[Test, str] = {
    "proportions": "Chi-Quadrat-Test auf Trend in Anteilen",
    "slope": "Steigungstest, nach Intervallbreite gewichtet",
    "mann_kendall": "Mann-Kendall-Test, veröffentlichte Werte ohne Intervall",
}
KEY_WORDS: dict[Key, str] = {
    "rising": "steigend",
    "falling": "sinkend",
    "no_change": "keine Änderung erkennbar",
    "not_computable": "nicht berechenbar",
}
OVERLAPPING = "Zeiträume überlappen sich (gleitendes Mittel)"
RESCALED = "Werte werden jedes Jahr neu skaliert"
NO_INTERVALS = "Intervalle fehlen"
NO_COUNTS = "Zähler oder Nenner fehlt"
NO_WIDTH = "Intervall ohne Breite"
ALL_OR_NONE = "Zähler gleich null oder gleich dem Nenner"
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
    """`seit 2022 neue Basis`: what ended the run before the latest year, or keeps it too short."""
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
        return f"{named}; {self.limited_by}" if self.limited_by else named

    @property
    def grounds(self) -> str:
        """Test, level and number of years behind the words (S-09); empty where nothing was tested."""
        if self.key == "not_computable":
            return ""
        return f"{TEST_WORDS[self.test]}, Niveau {percent(LEVEL[self.test])}, {POINTS[self.test]} Jahre"


class Outcome(NamedTuple):
    """What a test found."""

    statistic: float
    p: float
    slope: float
    is_significant: bool
    is_stable: bool


def recent_trend(
    years: Sequence[int],
    values: Sequence[float],
    *,
    lower: Sequence[float] | None = None,
    upper: Sequence[float] | None = None,
    numerators: Sequence[float] | None = None,
    denominators: Sequence[float] | None = None,
    breaks: Sequence[int] = (),
    direction: Direction = "no_judgement",
    obstacle: str = "",
) -> Trend:
    """The trend of one area; all sequences run along `years`, NaN where unknown.

    `numerators` and `denominators` for shares, `lower` and `upper` (95 %) for rates, none of them for published values.
    `numerators` beside limits serve only to withhold a judgement on fewer than ten cases (S-06). `breaks`: years `at`
    between which and the year before the series is interrupted. `obstacle`: a German reason that forbids any trend.
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
    reason = _unusable(test, points)
    if reason:
        return _not_computable(test, reason, limited_by)
    outcome = _TESTS[test](np.array(window, float), points)
    key, words, note = _said(outcome, direction, has_few=bool(np.any(points["numerator"] < FEW_CASES)))
    return Trend(
        key, words, test, window[0], window[-1], "", limited_by, note,
        outcome.statistic, outcome.p, outcome.slope, outcome.is_stable,
    )  # fmt: skip


def latest_run(series: Sequence[tuple[int, float]], breaks: Sequence[int], *, at_least: int) -> tuple[list[int], str]:
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


def weighted_slope(years: Floats, values: Floats, weights: Floats) -> tuple[float, float]:
    """Least-squares slope a year and its χ²: b = Σw(t - t̄)v / Σw(t - t̄)², χ² = b² Σw(t - t̄)².

    The χ² holds for weights that are inverse variances.
    """
    centred = years - (weights * years).sum() / weights.sum()
    spread = float((weights * centred**2).sum())
    slope = float((weights * centred * values).sum()) / spread
    return slope, slope**2 * spread


def proportions_trend(years: Floats, numerators: Floats, denominators: Floats) -> float:
    """χ² for a trend in proportions: N(NΣxt - XΣnt)² / (X(N - X)(NΣnt² - (Σnt)²)) with X = Σx, N = Σn."""
    x, n, t = numerators, denominators, years - years.mean()  # centred: calendar years squared lose digits
    cases, base = x.sum(), n.sum()
    slope = base * (x * t).sum() - cases * (n * t).sum()
    spread = base * (n * t**2).sum() - (n * t).sum() ** 2
    return float(base * slope**2 / (cases * (base - cases) * spread))


def mann_kendall(values: Sequence[float]) -> tuple[int, float]:
    """S, the rising pairs minus the falling ones, and its two-sided p.

    Exact without ties, from the number of orders with each number of inversions; with ties the normal approximation
    with (|S| - 1) / √Var(S) and Var(S) = (n(n - 1)(2n + 5) - Σ t(t - 1)(2t + 5)) / 18 over groups of t equal values.
    """
    given = np.asarray(values, float)
    n, score = given.size, int(np.sign(given[None, :] - given[:, None])[np.triu_indices(given.size, 1)].sum())
    tied = np.unique(given, return_counts=True)[1]
    if tied.max() == 1:
        return score, _exact_p(n, abs(score))
    variance = (n * (n - 1) * (2 * n + 5) - float((tied * (tied - 1) * (2 * tied + 5)).sum())) / 18
    if variance == 0 or score == 0:
        return score, 1.0
    return score, math.erfc((abs(score) - 1) / math.sqrt(2 * variance))


@cache
def _exact_p(n: int, score: int) -> float:
    """Chance that |S| of n values in random order reaches `score`: inversions counted value by value."""
    orders = [1]
    for length in range(2, n + 1):
        orders = [
            sum(orders[max(0, found - length + 1) : found + 1]) for found in range(len(orders) + length - 1)
        ]  # fmt: skip
    pairs = n * (n - 1) // 2
    reached = sum(count for inversions, count in enumerate(orders) if abs(pairs - 2 * inversions) >= score)
    return reached / math.factorial(n)


def _test_proportions(years: Floats, points: dict[str, Floats]) -> Outcome:
    x, n = points["numerator"], points["denominator"]
    chi_square = proportions_trend(years, x, n)
    # The slope weighted by n has the sign of NΣxt - XΣnt: direction and test cannot disagree.
    slope, is_stable = _slope_and_stability(years, points["value"], n)
    return Outcome(chi_square, _p_of(chi_square), slope, chi_square >= THRESHOLD, is_stable)


def _test_slope(years: Floats, points: dict[str, Floats]) -> Outcome:
    weights = (WIDTH_OF_95 / (points["upper"] - points["lower"])) ** 2
    chi_square = weighted_slope(years, points["value"], weights)[1]
    slope, is_stable = _slope_and_stability(years, points["value"], weights)
    return Outcome(chi_square, _p_of(chi_square), slope, chi_square >= THRESHOLD, is_stable)


def _test_mann_kendall(years: Floats, points: dict[str, Floats]) -> Outcome:
    """A significant S of eight points is larger than any one point can turn, so it is stable of itself."""
    values = points["value"]
    score, p = mann_kendall(values.tolist())
    first, second = np.triu_indices(values.size, 1)
    slope = float(np.median((values[second] - values[first]) / (years[second] - years[first])))
    return Outcome(score, p, slope, p <= 1 - LEVEL["mann_kendall"], abs(score) > values.size - 1)


_TESTS: dict[Test, Callable[[Floats, dict[str, Floats]], Outcome]] = {
    "proportions": _test_proportions,
    "slope": _test_slope,
    "mann_kendall": _test_mann_kendall,
}


def _slope_and_stability(years: Floats, values: Floats, weights: Floats) -> tuple[float, bool]:
    """The slope, and whether it keeps its sign when any one year is left out."""
    slope = weighted_slope(years, values, weights)[0]
    # A weight of zero leaves a year out.
    others = [weighted_slope(years, values, np.where(years == left, 0.0, weights))[0] for left in years]
    # A slope that vanishes has no sign to keep; in floats it may come out a hair beside zero.
    return slope, all(other * slope > 1e-9 * slope**2 for other in others)


def _p_of(chi_square: float) -> float:
    """Chance of a χ² with one degree of freedom at least this large."""
    return math.erfc(math.sqrt(chi_square / 2))


def _unusable(test: Test, points: dict[str, Floats]) -> str:
    """What in the tested years forbids the test, or nothing."""
    if test == "proportions":
        x, n = points["numerator"], points["denominator"]
        if np.isnan(x).any() or np.isnan(n).any():
            return NO_COUNTS
        return ALL_OR_NONE if np.any((x <= 0) | (x >= n)) else ""
    if test == "slope":
        width = points["upper"] - points["lower"]
        if np.isnan(width).any():
            return NO_INTERVALS
        return NO_WIDTH if np.any(width <= 0) else ""
    return ""


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


def _first_break(breaks: Sequence[int], after: int, until: int) -> str:
    """`seit 2022 neue Basis` for the first break after a year and up to another."""
    return next((f"seit {at} neue Basis" for at in sorted(breaks) if after < at <= until), "")
