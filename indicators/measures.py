"""Arithmetic only: ratios, means, ranks, class limits, rounding. Knows neither store nor catalogue."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def round_half_up(value: float, decimals: int) -> Decimal:
    """Kaufmännisch: a five is rounded away from zero.

    Works on the shortest decimal that names the float. A ratio of two whole numbers is the float nearest to the exact
    quotient, so wherever the quotient is an exact tie (10.25) its shortest decimal is that tie.
    """
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(quantum, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no minus zero on the page


def ratio(numerator: Floats, denominator: Floats, factor: float) -> Floats:
    """factor * numerator / denominator, unknown where the denominator is zero or either is unknown.

    Multiplies first: with whole numbers there is then a single rounding, which `round_half_up` relies on.
    """
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = factor * numerator / denominator
    return np.where(denominator > 0, result, np.nan)


def difference(values: Floats | float, earlier: Floats | float) -> Floats:
    """values - earlier, without the dust of binary fractions: 7.88 - 10.93 is -3.05, a tie, not -3.0499999999999994."""
    return _clean(np.asarray(values, float) - np.asarray(earlier, float))


def percent_change(values: Floats, earlier: Floats) -> Floats:
    """Change in percent of what was there; unknown where that was not above zero: no percentage says it then."""
    values, earlier = np.asarray(values, float), np.asarray(earlier, float)
    return ratio(_clean(values - earlier), earlier, 100)


def product_in_percent(values: Floats, shares: Floats) -> Floats:
    """values * shares / 100, again without the dust: 6.5 * 30 / 100 is 1.95."""
    return _clean(np.asarray(values, float) * np.asarray(shares, float) / 100)


def _clean(values: Floats) -> Floats:
    """Twelve decimals: more than any publication has, fewer than where the error of a float begins."""
    return np.round(values, 12)


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Sum of value * weight over the sum of weights; unknown as soon as one value or weight is."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    if values.size == 0 or np.isnan(values).any() or np.isnan(weights).any() or weights.sum() <= 0:
        return float("nan")
    return float((values * weights).sum() / weights.sum())


def harmonic_mean(values: Floats, numerators: Floats) -> float:
    """The rate of a whole from rates of its parts: sum of numerators over the sum of (numerator / rate)."""
    values, numerators = np.asarray(values, float), np.asarray(numerators, float)
    if values.size == 0 or np.isnan(values).any() or np.isnan(numerators).any() or (values <= 0).any():
        return float("nan")
    return float(numerators.sum() / (numerators / values).sum())


def ranks(values: Sequence[float], *, highest_first: bool) -> list[tuple[int, bool] | None]:
    """Rank and whether it is shared, for each value; None where it is unknown. Equal values share the better rank."""
    known = sorted((value for value in values if not np.isnan(value)), reverse=highest_first)
    first: dict[float, int] = {}
    for position, value in enumerate(known, start=1):
        first.setdefault(value, position)
    return [None if np.isnan(value) else (first[value], known.count(value) > 1) for value in values]


def quantile_limits(values: Sequence[float], classes: int) -> list[float]:
    """Inner limits that put about the same number of values into each class (linear interpolation)."""
    known = _known(values)
    if known.size == 0:
        return []
    return _inner([float(limit) for limit in np.quantile(known, np.arange(1, classes) / classes)], known)


def equal_limits(values: Sequence[float], classes: int) -> list[float]:
    """Inner limits that cut the range into equal steps; classes may be empty."""
    known = _known(values)
    if known.size == 0 or known[0] == known[-1]:
        return []
    return [float(limit) for limit in np.linspace(known[0], known[-1], classes + 1)[1:-1]]


def natural_limits(values: Sequence[float], classes: int) -> list[float]:
    """Inner limits of natural breaks after Fisher (1958): the least sum of squared deviations within classes.

    Dynamic programme over the sorted distinct values with their frequencies; a limit is the highest value of its class.
    """
    levels, frequency = np.unique(_known(values), return_counts=True)
    size, classes = len(levels), min(classes, len(levels))
    if classes < 2:
        return []
    weight = np.concatenate([[0], np.cumsum(frequency)]).astype(float)
    total = np.concatenate([[0], np.cumsum(frequency * levels)])
    square = np.concatenate([[0], np.cumsum(frequency * levels**2)])

    def spread(start: NDArray[np.int64], stop: int) -> Floats:
        """Squared deviations of the values start..stop-1 from their mean."""
        return (square[stop] - square[start]) - (total[stop] - total[start]) ** 2 / (weight[stop] - weight[start])

    best = np.full((classes + 1, size + 1), np.inf)
    cut = np.zeros((classes + 1, size + 1), dtype=int)
    best[0, 0] = 0.0
    for number in range(1, classes + 1):
        for stop in range(number, size + 1):
            starts = np.arange(number - 1, stop)
            costs = best[number - 1, starts] + spread(starts, stop)
            choice = int(np.argmin(costs))
            best[number, stop], cut[number, stop] = costs[choice], starts[choice]
    limits, stop = [], size
    for number in range(classes, 1, -1):
        stop = int(cut[number, stop])
        limits.append(float(levels[stop - 1]))
    return limits[::-1]


def deviation_limits(deviations: Sequence[float], classes: int) -> list[float]:
    """Inner limits in equal steps, symmetric around zero, so that the largest deviation still lies inside."""
    reach = max((abs(value) for value in deviations if not np.isnan(value)), default=0.0)
    if reach == 0:
        return []
    return [reach * (2 * step - classes) / classes for step in range(1, classes)]


def tidy_limits(limits: Sequence[float], values: Sequence[float], decimals: int) -> list[float]:
    """Limits rounded as far as the legend prints them, without moving any value into another class.

    Where the rounded limit would move a value, the highest value of the lower class becomes the limit: it has the
    printed precision itself, because values are classed as they are printed. Where there is none, the limit is rounded
    down: no printed number lies between it and where it was.
    """
    known = _known(values)
    tidy: list[float] = []
    for limit in limits:
        lower = [value for value in known if value <= limit]
        upper = [value for value in known if value > limit]
        rounded = float(round_half_up(limit, decimals))
        if (lower and rounded < lower[-1]) or (upper and rounded >= upper[0]):
            rounded = float(lower[-1]) if lower else _round_down(limit, decimals)
        if not tidy or rounded > tidy[-1]:
            tidy.append(rounded)
    return tidy


def rounded_limits(limits: Sequence[float], values: Sequence[float], decimals: int) -> list[float]:
    """Limits of equal steps as the legend prints them; steps finer than that, or beyond all values, fall away."""
    reach = max(abs(value) for value in _known(values))
    rounded = {float(round_half_up(limit, decimals)) for limit in limits}
    return sorted(limit for limit in rounded if abs(limit) < reach)


def class_of(value: float, limits: Sequence[float]) -> int:
    """Number of the class, from 0; a value on a limit belongs to the lower class; -1 for an unknown value."""
    return -1 if math.isnan(value) else bisect_left(limits, value)


def _round_down(value: float, decimals: int) -> float:
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR))


def _known(values: Sequence[float]) -> Floats:
    array = np.asarray(values, float)
    return np.sort(array[~np.isnan(array)])


def _inner(limits: list[float], known: Floats) -> list[float]:
    """Distinct limits that leave a value on both sides: ties make fewer classes rather than empty ones."""
    return sorted({limit for limit in limits if known[0] <= limit < known[-1]})


def quantile_classes(values: ArrayLike, classes: int) -> list[int] | None:
    """Class 1 (lowest values) to `classes` of each value, 0 where unknown; None with fewer known values than classes.

    (q + 1) - ⌈((n + 1) - rank) / (n / q)⌉, equal values sharing the lowest rank. Computed in whole numbers: as a
    float 17 / (17 / 7) comes out above 7 and would open a class 0.
    """
    given = np.asarray(values, float)
    known = np.sort(given[~np.isnan(given)])
    if classes < 1 or known.size < classes:
        return None
    ranks = np.searchsorted(known, given, side="left") + 1
    found = (classes + 1) + (-(known.size + 1 - ranks) * classes) // known.size
    return [0 if math.isnan(value) else int(number) for value, number in zip(given, found, strict=True)]
