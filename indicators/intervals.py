"""How far chance alone moves a count, a share or a rate: limits by Wilson, Byar and Poisson, standardised rates.

Arithmetic only. Counts are full counts, not samples; an interval treats the year's count as one outcome of a process
that could have ended a little differently.

Sources: APHO Technical Briefing 3, Commonly used public health statistics and their confidence intervals (2008);
Wilson (1927); Breslow and Day, Statistical Methods in Cancer Research II (1987) for Byar's formula; Dobson et al.,
Statistics in Medicine 10 (1991) for standardised rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.measures import Floats

Method = Literal["wilson", "byar", "none"]
CONFIDENCE = 0.95
FEW_CASES = 10
"""Below this many cases rates get exact limits (S-03), nothing is judged (S-06) and no standardised rate is shown."""


class NotComputable(ValueError):
    """Numbers a method must not be used on; the message is a German sentence."""


class Limits(NamedTuple):
    """Lower and upper limit, in the shape of the input; NaN where the input is unknown."""

    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Standardised:
    """A standardised rate or ratio with its limits, all in the unit of its factor."""

    value: float
    lower: float
    upper: float


def quantile_of_normal(confidence: float) -> float:
    """z for a two-sided interval: 1.96 for 0.95. Raises NotComputable outside 0.9 (included) to 1 (excluded)."""
    if not 0.9 <= confidence < 1:
        raise NotComputable(f"Das Konfidenzniveau muss zwischen 90 % und unter 100 % liegen, nicht {confidence}.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def limits(
    method: Method, numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE
) -> Limits:
    """Limits of factor * numerator / denominator by `method`; all unknown for `none`. Raises NotComputable."""
    if method == "wilson":
        return wilson(numerator, denominator, factor=factor, confidence=confidence)
    if method == "byar":
        return rate(numerator, denominator, factor=factor, confidence=confidence)
    unknown = np.full(np.broadcast(np.asarray(numerator), np.asarray(denominator)).shape, np.nan)
    return Limits(unknown, unknown.copy())


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE
) -> Limits:
    """Limits of a share: factor * (2x + z² -/+ z √(z² + 4x(1 - x/n))) / (2(n + z²)), after Wilson (1927).

    x of n, both in persons or cases, of any shape. Raises NotComputable for x < 0, n <= 0, x > n.
    """
    z, x, n = quantile_of_normal(confidence), _counts(numerator), _bases(denominator)
    if np.any(x > n):
        raise NotComputable("Bei einem Anteil darf der Zähler nicht größer als der Nenner sein.")
    middle, half = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower, upper = (middle - half) / (2 * (n + z**2)), (middle + half) / (2 * (n + z**2))
    # The formula gives exactly 0 and 1 at the ends; floats miss them by their last digit.
    return Limits(factor * np.where(x == 0, 0.0, lower), factor * np.where(x == n, 1.0, upper))


def rate(numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE) -> Limits:
    """Limits of factor * x / n where x is a count of events or not part of n: limits of x by `poisson`, over n.

    May exceed the factor (250 of 220 is 113.6 per 100). Raises NotComputable for x < 0, n <= 0.
    """
    counted, n = poisson(numerator, confidence=confidence), _bases(denominator)
    return Limits(factor * counted.lower / n, factor * counted.upper / n)


def poisson(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count: exact below ten, Byar from ten on. Raises NotComputable for x < 0."""
    x, found = _counts(count), byar(count, confidence=confidence)
    few = x < FEW_CASES
    if not few.any():
        return found
    exact = exact_poisson(x, confidence=confidence)
    return Limits(np.where(few, exact.lower, found.lower), np.where(few, exact.upper, found.upper))


def byar(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count by Byar: x(1 - 1/9x - z/3√x)³, at least 0, and (x+1)(1 - 1/9(x+1) + z/3√(x+1))³.

    At 95 % within 0.2 % of the exact limits from ten cases on. Raises NotComputable for x < 0.
    """
    z, x = quantile_of_normal(confidence), _counts(count)
    some = np.maximum(x, 1 / 9)  # where the lower limit has long reached 0, and nothing is divided by 0
    lower = some * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0.0) ** 3
    above = x + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return Limits(lower, upper)


def exact_poisson(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count from the Poisson distribution: χ²(α/2; 2x)/2 and χ²(1 - α/2; 2x + 2)/2.

    A χ² quantile with 2a degrees of freedom is twice the inverse of the incomplete gamma function of a, so restated
    counts that are not whole have limits too. Raises NotComputable for x < 0.
    """
    from scipy.special import gammainccinv, gammaincinv  # type: ignore[import-untyped, unused-ignore]  # slow to import

    quantile_of_normal(confidence)  # raises for a level outside its range
    x, tail = _counts(count), (1 - confidence) / 2
    some = np.maximum(x, 1e-3)  # far below the count at which the lower limit is 0 to the last digit of a float
    return Limits(gammaincinv(some, tail), gammainccinv(x + 1, tail))


def directly_standardised_rate(
    events: ArrayLike,
    people: ArrayLike,
    weights: ArrayLike,
    *,
    factor: float = 100_000,
    confidence: float = CONFIDENCE,
) -> Standardised | None:
    """Rate an area would have with the age structure of the standard population; limits after Dobson et al. (1991).

    value = Σ w·x/n / Σw; its limits are value + √(Var(value)/X) · (limits of X - X) with X = Σx and
    Var = Σ w²·x/n² / (Σw)². One entry per age group: events, people, standard population. None when X is below ten: not
    shown. Raises NotComputable for x < 0, n <= 0, weights below 0 or all 0, unknown or unequal numbers of groups.
    """
    x, n, w = _counts(events), _bases(people), np.asarray(weights, float)
    if not (x.ndim == 1 and x.shape == n.shape == w.shape):
        raise NotComputable("Fälle, Bevölkerung und Gewichte müssen dieselben Altersgruppen haben.")
    if np.isnan(x).any() or np.isnan(n).any() or not (w >= 0).all() or w.sum() <= 0:
        raise NotComputable("Fälle, Bevölkerung und Gewichte müssen für jede Altersgruppe bekannt sein.")
    total = float(x.sum())
    if total < FEW_CASES:
        return None
    value = float((w * x / n).sum() / w.sum())
    variance = float((w**2 * x / n**2).sum() / w.sum() ** 2)
    scale, counted = math.sqrt(variance / total), poisson(total, confidence=confidence)
    lower, upper = (value + scale * (float(limit) - total) for limit in counted)
    return Standardised(factor * value, factor * lower, factor * upper)


def indirectly_standardised_ratio(
    observed: float, expected: float, *, factor: float = 100, confidence: float = CONFIDENCE
) -> Standardised:
    """Observed over expected cases, 100 meaning as many as expected; limits of the observed count over expected.

    `expected`: Σ people of an age group * rate of the reference population. Raises NotComputable for x < 0 or expected
    <= 0.
    """
    counted = rate(observed, expected, factor=factor, confidence=confidence)
    return Standardised(factor * observed / expected, float(counted.lower), float(counted.upper))


def _counts(count: ArrayLike) -> Floats:
    x = np.asarray(count, float)
    if np.any((x < 0) | np.isinf(x)):
        raise NotComputable("Ein Zähler darf nicht negativ oder unendlich sein.")
    return x


def _bases(denominator: ArrayLike) -> Floats:
    n = np.asarray(denominator, float)
    if np.any((n <= 0) | np.isinf(n)):
        raise NotComputable("Ein Nenner muss größer als null und endlich sein.")
    return n
