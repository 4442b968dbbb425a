"""Classes of scores: burden by standard deviations, and quantiles as the GISD uses them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indicators.measures import Floats
from indicators.poverty_risk.refusing import IndexRefused

STATUS = ("gering", "mittel", "hoch", "sehr hoch")
DYNAMICS = ("positiv", "stabil", "negativ")
STATUS_LIMITS = (-0.5, 0.5, 1.0)
"""Standard deviations of the scores. Our own choice, shown and adjustable: the limits of the Berlin monitoring could
not be traced to a source (I-11). Of normally distributed scores these put 31, 38, 15 and 16 % into the classes."""
DYNAMICS_LIMITS = (-1.0, 1.0)
"""Standard deviations of the changes. Our own choice: wide, because small changes are noise."""

DIGITS = 9
"""Scores are ranked and classed to this many decimals: areas with equal figures tie whatever the last bits say."""


def standardised(scores: Floats) -> Floats:
    """(score - mean) / sample standard deviation along the last axis, NaN where unknown or where nothing differs.

    Takes a vector over areas or a matrix of draws x areas.
    """
    known = ~np.isnan(scores)
    count = known.sum(axis=-1, keepdims=True)
    mean = np.where(known, scores, 0.0).sum(axis=-1, keepdims=True) / np.maximum(count, 1)
    distance = np.where(known, scores - mean, 0.0)
    deviation = np.sqrt((distance**2).sum(axis=-1, keepdims=True) / np.maximum(count - 1, 1))
    differs = deviation > 1e-12 * np.maximum(np.abs(mean), 1.0)
    result = np.round(distance / np.where(differs, deviation, 1.0), DIGITS)
    return np.where(known & differs, result, np.nan)


def classes_by(values: Floats, limits: Sequence[float]) -> NDArray[np.int64]:
    """Number of the class from 0; a value on a limit belongs to the lower class (M-02); -1 where unknown. Any shape."""
    found = np.searchsorted(np.asarray(limits, float), values, side="left")
    return np.where(np.isnan(values), -1, found)


def quantile_classes(values: Floats, classes: int) -> NDArray[np.int64]:
    """Quantile class of each value, 0 (lowest) to classes - 1, -1 where unknown: quintiles with 5, deciles with 10.

    Limits are sample quantiles of type 9 (Hyndman & Fan 1996), as in the RKI's script for the GISD (I-09): position
    p (n + 1/4) + 3/8. Ties make fewer classes. Raises IndexRefused for fewer than two classes.
    """
    if classes < 2:
        raise IndexRefused("Eine Einteilung braucht mindestens zwei Klassen.")
    known = values[~np.isnan(values)]
    if known.size == 0:
        return np.full(values.shape, -1)
    limits = np.quantile(known, np.arange(1, classes) / classes, method="normal_unbiased")
    return classes_by(values, list(limits))


def min_ranks(scores: Floats) -> NDArray[np.int64]:
    """Rank along the last axis of draws x areas, 1 for the highest score; equal scores share the better rank."""
    rounded = np.round(scores, DIGITS)
    order = np.argsort(-rounded, axis=1, kind="stable")
    descending = np.take_along_axis(rounded, order, axis=1)
    place = np.broadcast_to(np.arange(1, scores.shape[1] + 1), scores.shape).copy()
    place[:, 1:][descending[:, 1:] == descending[:, :-1]] = 0
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(place, axis=1), axis=1)
    return ranks
