"""How two quantities go together over areas: correlation with its interval, line and outliers, thirds of values.

Arithmetic and its refusals only: knows neither store nor door (`indicators.pairs` asks it). Every area counts once,
however many people live there.

Sources: Fisher (1921) for the interval of Pearson's r; Bonett and Wright, Psychometrika 65 (2000), 23-28 for the one of
Spearman's ρ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from indicators import measures
from indicators.measures import Floats
from indicators.refusal import Refused

CONFIDENCE = 0.95
FEWEST_AREAS = 5
"""With fewer the interval reaches nearly from -1 to 1."""
FAR = 2.0
"""Residual standard deviations from which on an area is an outlier."""
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


class NotRelatable(Refused, ValueError):
    """Two indicators that cannot be set against each other; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient between -1 and 1 with its 95 % limits; None where all points lie on one line."""

    value: float
    lower: float | None
    upper: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.lower is None or self.upper is None or self.lower > 0 or self.upper < 0


@dataclass(frozen=True, slots=True)
class Line:
    """y = intercept + slope * x after least squares, and what it leaves: one residual per point, in units of y."""

    slope: float
    intercept: float
    residuals: tuple[float, ...]
    deviation: float
    """√(Σ residual² / (n - 2))."""

    @property
    def outliers(self) -> list[int]:
        """Numbers of the points more than `FAR` residual standard deviations off, the farthest first."""
        far = [place for place, left in enumerate(self.residuals) if abs(left) > FAR * self.deviation]
        return sorted(far, key=lambda place: -abs(self.residuals[place]))


def pearson(x: Sequence[float], y: Sequence[float]) -> Correlation:
    """Pearson's r with Fisher's interval: tanh(atanh r ± 1.96 / √(n - 3)). Raises NotRelatable."""
    return _correlation(*_checked(x, y), factor=0.0)


def spearman(x: Sequence[float], y: Sequence[float]) -> Correlation:
    """Spearman's ρ: Pearson's r of the ranks, equal values sharing the mean rank.

    The interval is that of Bonett and Wright: tanh(atanh ρ ± 1.96 √((1 + ρ²/2) / (n - 3))). Raises NotRelatable.
    """
    first, second = _checked(x, y)
    return _correlation(mean_ranks(first), mean_ranks(second), factor=0.5)


def limits(coefficient: Floats, n: Floats, factor: float) -> tuple[Floats, Floats]:
    """95 % limits of coefficients of `n` points each, in the same shape; NaN where n < 4 or all lie on one line.

    The variance after Fisher's transformation is (1 + factor * r²) / (n - 3).
    """
    coefficient, n = np.asarray(coefficient, float), np.asarray(n, float)
    usable = (n > 3) & (1 - np.abs(coefficient) > 1e-12)
    inner = np.where(usable, coefficient, 0.0)
    error = _Z * np.sqrt((1 + factor * inner**2) / np.where(usable, n - 3, 1.0))
    centre = np.arctanh(inner)
    return np.where(usable, np.tanh(centre - error), np.nan), np.where(usable, np.tanh(centre + error), np.nan)


def line(x: Sequence[float], y: Sequence[float]) -> Line:
    """Least squares of y on x: slope Σ(x - x̄)(y - ȳ) / Σ(x - x̄)². Raises NotRelatable."""
    first, second = _checked(x, y)
    centred = first - first.mean()
    slope = float((centred * (second - second.mean())).sum() / (centred**2).sum())
    intercept = float(second.mean() - slope * first.mean())
    residuals = second - intercept - slope * first
    # What a straight line leaves of its own rounding is no distance from it.
    residuals = np.where(np.abs(residuals) < 1e-9 * np.ptp(second), 0.0, residuals)
    return Line(
        slope, intercept, tuple(map(float, residuals)), math.sqrt(float((residuals**2).sum()) / (len(first) - 2))
    )


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, lowest first; equal values share the mean of their ranks."""
    values = np.asarray(values, float)
    below = (values[:, None] > values[None, :]).sum(axis=1)
    equal = (values[:, None] == values[None, :]).sum(axis=1)
    return below + (equal + 1) / 2


def third_limits(printed: Sequence[float], decimals: int) -> tuple[float, ...]:
    """The two inner limits that cut printed values into thirds; fewer where values tie, none where all are equal."""
    if len(set(printed)) < 2:
        return ()
    return tuple(measures.tidy_limits(measures.quantile_limits(printed, 3), printed, decimals))


def third_of(value: float, inner: Sequence[float]) -> int:
    """0 low, 1 middle, 2 high; with one limit there is no middle, without any everything is middle."""
    if not inner:
        return 1
    return measures.class_of(value, inner) * (2 if len(inner) == 1 else 1)


def _correlation(x: Floats, y: Floats, *, factor: float) -> Correlation:
    # Scaled by the largest distance from the mean, so that squares neither overflow nor vanish.
    first, second = (part - part.mean() for part in (x, y))
    first, second = first / np.abs(first).max(), second / np.abs(second).max()
    value = float((first * second).sum() / math.sqrt((first**2).sum() * (second**2).sum()))
    value = min(max(value, -1.0), 1.0)
    lower, upper = (float(limit) for limit in limits(np.array(value), np.array(len(x)), factor))
    return Correlation(value, None if math.isnan(lower) else lower, None if math.isnan(upper) else upper)


def _checked(x: Sequence[float], y: Sequence[float]) -> tuple[Floats, Floats]:
    """Both as arrays that a coefficient can be computed of."""
    first, second = np.asarray(x, float), np.asarray(y, float)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError("x and y hold one number per area")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("what is unknown is left out before")
    enough(len(first))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        raise NotRelatable(
            "Einer der Indikatoren hat in allen Gebieten denselben Wert; das ergibt keinen Zusammenhang."
        )
    return first, second


def enough(count: int) -> None:
    """Raises NotRelatable for fewer than `FEWEST_AREAS` areas."""
    if count < FEWEST_AREAS:
        raise NotRelatable(
            f"Für einen Zusammenhang braucht es mindestens {FEWEST_AREAS} Gebiete mit beiden Werten; "
            f"hier sind es {count}."
        )
