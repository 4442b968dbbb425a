"""Three tests of a line: a trend in proportions, a slope of values with limits, and Mann-Kendall. Arithmetic only.

- A share with numerator and denominator: χ² test for a trend in proportions.
- Any value with 95 % limits: slope weighted by the inverse variance.
- A published value without either: Mann-Kendall, exact without ties.

Sources: Armitage, Biometrics 11 (1955), and Fleiss, Statistical Methods for Rates and Proportions, for proportions;
Public Health England, Fingertips technical guidance on trend markers, for level and stability; Mann (1945), Kendall,
Rank Correlation Methods (1975), and Sen (1968) for published values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from indicators.measures import Floats

Test = Literal["proportions", "slope", "mann_kendall"]
LEVEL: dict[Test, float] = {"proportions": 0.998, "slope": 0.998, "mann_kendall": 0.95}
THRESHOLD = NormalDist().inv_cdf((1 + LEVEL["slope"]) / 2) ** 2
"""9.549535706: the χ² value with one degree of freedom that chance exceeds twice in a thousand."""
WIDTH_OF_95 = 3.92
"""A 95 % interval is this many standard errors wide."""
NO_INTERVALS = "Intervalle fehlen"
NO_COUNTS = "Zähler oder Nenner fehlt"
NO_WIDTH = "Intervall ohne Breite"
ALL_OR_NONE = "Zähler gleich null oder gleich dem Nenner"


class Outcome(NamedTuple):
    """What a test found."""

    statistic: float
    p: float
    slope: float
    is_significant: bool
    is_stable: bool


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


TESTS: dict[Test, Callable[[Floats, dict[str, Floats]], Outcome]] = {
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


def unusable(test: Test, points: dict[str, Floats]) -> str:
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
