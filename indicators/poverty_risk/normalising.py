"""Bringing indicators of different units onto one scale, one component (a vector over areas) at a time.

Unknown values are NaN and stay NaN. A component without differences says nothing about areas: all its values become NaN
and the result carries a German warning (I-01). Source: OECD/JRC Handbook (2008), step 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from indicators.measures import Floats
from indicators.poverty_risk.refusing import IndexRefused
from indicators.wording import number

NO_DIFFERENCE = "alle Gebiete haben denselben Wert; daraus folgt kein Unterschied, der Bestandteil zählt nicht mit."
NO_VALUE = "kein Gebiet hat einen bekannten Wert; der Bestandteil zählt nicht mit."


@dataclass(frozen=True, slots=True, eq=False)
class Normalised:
    """Values on the common scale, and what a reader must know of them (empty: nothing)."""

    values: Floats
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What values are measured by: minimum, maximum, mean, sample standard deviation of a year; NaN where unknown."""

    low: float
    high: float
    mean: float
    deviation: float

    @property
    def warning(self) -> str:
        """Why nothing can be measured by it; empty when it can."""
        if math.isnan(self.low):
            return NO_VALUE
        # Relative, because equal values that were computed differ in the last digit.
        same = self.high - self.low <= 1e-12 * max(abs(self.low), abs(self.high))
        return NO_DIFFERENCE if same else ""


def reference_of(values: Floats) -> Reference:
    """Minimum, maximum, mean and sample standard deviation (n - 1) of the known values."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Reference(math.nan, math.nan, math.nan, math.nan)
    deviation = float(known.std(ddof=1)) if known.size > 1 else math.nan
    return Reference(float(known.min()), float(known.max()), float(known.mean()), deviation)


def min_max(
    values: Floats,
    direction: int = 1,
    *,
    reference: Reference | None = None,
    bottom: float = 0.0,
    top: float = 100.0,
) -> Normalised:
    """bottom + (x - min) / (max - min) * (top - bottom), after x and its limits were negated for direction -1.

    With the `reference` of another year values may leave the scale; they are not clipped, so that change shows (I-08).
    """
    base = reference or reference_of(values)
    if base.warning:
        return Normalised(np.full(values.shape, np.nan), base.warning)
    distance = values - base.low if direction > 0 else base.high - values
    return Normalised(bottom + distance / (base.high - base.low) * (top - bottom))


def z_score(values: Floats, direction: int = 1, *, reference: Reference | None = None) -> Normalised:
    """direction * (x - mean) / standard deviation, in sample standard deviations (n - 1) (I-02)."""
    base = reference or reference_of(values)
    if base.warning:
        return Normalised(np.full(values.shape, np.nan), base.warning)
    return Normalised(direction * (values - base.mean) / base.deviation)


def by_rank(values: Floats, direction: int = 1) -> Normalised:
    """100 * (rank - 1) / (n - 1) over the n known values: 0 the least burdened, 100 the most.

    Equal values share the mean of their ranks, so that a tie neither gains nor loses.
    """
    warning = reference_of(values).warning
    result = np.full(values.shape, np.nan)
    if warning:
        return Normalised(result, warning)
    known = ~np.isnan(values)
    turned = direction * values[known]
    _, place, frequency = np.unique(turned, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(frequency) - (frequency - 1) / 2
    result[known] = 100 * (mean_rank[place] - 1) / (turned.size - 1)
    return Normalised(result)


def distance_to_target(
    values: Floats, target: float, direction: int = 1, *, base: float | None = None, capped: bool = True
) -> Floats:
    """(x - base) / (target - base): 0 at the base, 1 at the target (I-04).

    `base`: by default the lowest known value, for direction -1 the highest. `capped`: beyond the target there is no
    more than 1. Raises IndexRefused when the target does not lie beyond the base in the wanted direction.
    """
    if base is None:
        reference = reference_of(values)
        base = reference.low if direction > 0 else reference.high
    if math.isnan(base):
        return np.full(values.shape, np.nan)
    if not direction * (target - base) > 0:
        side = "über" if direction > 0 else "unter"
        raise IndexRefused(f"Das Ziel {number(target, 2)} liegt nicht {side} dem Ausgangswert {number(base, 2)}.")
    reached = (values - base) / (target - base)
    return np.minimum(reached, 1.0) if capped else reached


def goalposts(values: Floats, low: float, high: float, direction: int = 1) -> Floats:
    """(x - low) / (high - low), kept within 0 and 1; for direction -1 one minus that (I-04).

    Raises IndexRefused unless low < high.
    """
    if not low < high:
        raise IndexRefused(f"Der untere Punkt {number(low, 2)} muss unter dem oberen {number(high, 2)} liegen.")
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share if direction > 0 else 1.0 - share


def positive(matrix: Floats) -> Floats:
    """All components moved onto 1 to 100 by one common straight line, so that logarithms exist.

    One line for all (lowest cell of the matrix -> 1, highest -> 100) keeps the proportions between the components,
    which a line for each would even out. Our own choice. A matrix without differences becomes 1 everywhere.
    """
    low, high = float(np.nanmin(matrix)), float(np.nanmax(matrix))
    return 1.0 + 99.0 * (matrix - low) / (high - low) if high > low else np.where(np.isnan(matrix), np.nan, 1.0)
