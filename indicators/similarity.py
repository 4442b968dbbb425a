"""Which districts are built alike: the nearest in a fixed set of structural indicators, and in what they are alike.

Distance after Euclid over z-scores (value - mean, over the standard deviation with n - 1); every indicator counts once.
The set describes size, density, age, labour market and income, and holds no benefits: how many people draw benefits is
what similar districts are compared in. Unemployment and income are in the set, so similar districts are alike in them
by construction; a page that compares these two among similar districts should say so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.comparison import NotComputable
from indicators.measures import Floats
from indicators.wording import listed

CLOSE = 0.5
"""Standard deviations up to which two areas are called alike in a topic."""
FAR = 1.0
"""Standard deviations from which on they are called different."""
FEWEST_AREAS = 3
FEWEST_DIMENSIONS = 3
FEWEST_SHARED = 0.6
"""Part of the indicators that both areas must have for a distance."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Dimension:
    """A structural indicator, the topic under which a reader meets it, and whether its logarithm is compared."""

    indicator: str
    title: str
    topic: str
    is_logarithmic: bool = False


STRUCTURE = (
    # Twice as many people is the same step from 40,000 as from 100,000, hence the logarithm; density likewise.
    Dimension("population", "Einwohnerzahl", "Einwohnerzahl", is_logarithmic=True),
    Dimension("population_density_inkar", "Einwohnerdichte", "Dichte", is_logarithmic=True),
    Dimension("share_under_18", "Anteil unter 18 Jahren", "Altersaufbau"),
    Dimension("share_65_and_over", "Anteil ab 65 Jahren", "Altersaufbau"),
    Dimension("unemployment_rate", "Arbeitslosenquote", "Arbeitsmarktlage"),
    Dimension("employment_rate", "Beschäftigtenquote", "Arbeitsmarktlage"),
    Dimension("disposable_income_per_person", "verfügbares Einkommen je Person", "Einkommen"),
)


@dataclass(frozen=True, slots=True)
class SimilarArea:
    """An area, how far it is, and in what it is alike."""

    area: str
    distance: float
    """In standard deviations over all dimensions; 0 is equal in everything."""
    words: str
    """`ähnlich in Dichte und Altersaufbau`; `am ehesten ähnlich in ...` where fewer than two topics are close."""
    alike: tuple[str, ...]
    """The two or three topics in which the areas are closest, closest first."""
    different: tuple[str, ...]
    """Other topics in which they lie at least one standard deviation apart, farthest first."""
    gaps: dict[str, float]
    """Topic -> root mean square of the differences of its z-scores; topics both areas have values of."""
    compared: int
    """How many indicators both areas have."""


def similar_areas(
    frame: pd.DataFrame, area: str, *, n: int = 5, dimensions: Sequence[Dimension] = STRUCTURE
) -> list[SimilarArea]:
    """The `n` areas most like `area`, nearest first.

    `frame`: areas x indicators (columns named by `Dimension.indicator`, each in its own unit), all of one year and on
    one division; NaN where unknown. distance = √(K/k · Σ (z_i - z_j)²) over the k of K dimensions that both areas have:
    a missing value is taken to lie as far off as the known ones do. Areas that share too few dimensions are left out,
    and so are dimensions that too few areas have. Raises NotComputable, in German, for an unknown area, too few areas
    or dimensions, and an indicator that is the same everywhere.
    """
    if n < 1:
        raise NotComputable("Es muss mindestens ein ähnliches Gebiet gesucht werden.")
    if area not in frame.index:
        raise NotComputable(f"Das Gebiet „{area}“ ist unter den verglichenen Gebieten nicht dabei.")
    scores, used = standardised(frame, dimensions)
    own = scores[frame.index.get_loc(area)]
    needed = max(FEWEST_DIMENSIONS, math.ceil(FEWEST_SHARED * len(used)))
    if np.count_nonzero(~np.isnan(own)) < needed:
        raise NotComputable(f"Für das Gebiet „{area}“ liegen zu wenige Strukturmerkmale vor (nötig: {needed}).")
    found = [
        _held_against(str(key), row - own, used)
        for key, row in zip(frame.index, scores, strict=True)
        if key != area and np.count_nonzero(~np.isnan(row - own)) >= needed
    ]
    return sorted(found, key=lambda item: (item.distance, item.area))[:n]


def standardised(
    frame: pd.DataFrame, dimensions: Sequence[Dimension] = STRUCTURE
) -> tuple[Floats, tuple[Dimension, ...]]:
    """z-scores (areas x used dimensions, NaN where unknown) and the dimensions that enough areas have values of.

    z = (value - mean) / standard deviation with n - 1, over the known values. Raises NotComputable as `similar_areas`.
    """
    if len(frame) < FEWEST_AREAS:
        raise NotComputable(
            f"Für einen Vergleich braucht es mindestens {FEWEST_AREAS} Gebiete, hier sind es {len(frame)}."
        )
    used = tuple(
        item for item in dimensions if item.indicator in frame and frame[item.indicator].notna().sum() >= FEWEST_AREAS
    )
    if len(used) < FEWEST_DIMENSIONS:
        raise NotComputable(
            f"Für einen Vergleich braucht es mindestens {FEWEST_DIMENSIONS} Strukturmerkmale, hier sind es {len(used)}."
        )
    return np.column_stack([_scores(frame[item.indicator].to_numpy(dtype=float), item) for item in used]), used


def _scores(values: Floats, dimension: Dimension) -> Floats:
    """z-scores of one indicator."""
    if np.isinf(values).any() or (dimension.is_logarithmic and np.any(values <= 0)):
        raise NotComputable(f"„{dimension.title}“ enthält Werte, mit denen sich nicht rechnen lässt.")
    scaled = np.log(values) if dimension.is_logarithmic else values
    known = scaled[~np.isnan(scaled)]
    # Judged on the range: the deviation of equal floats from their mean need not be exactly zero.
    if known.max() == known.min():
        raise NotComputable(f"„{dimension.title}“ ist in allen Gebieten gleich und unterscheidet sie nicht.")
    return (scaled - known.mean()) / known.std(ddof=1)


def _held_against(area: str, differences: Floats, dimensions: Sequence[Dimension]) -> SimilarArea:
    """One area with its distance and the reasons, from the differences of its z-scores."""
    squares: dict[str, list[float]] = {}
    for dimension, difference in zip(dimensions, differences, strict=True):
        if not math.isnan(difference):
            squares.setdefault(dimension.topic, []).append(float(difference) ** 2)
    gaps = {topic: math.sqrt(sum(parts) / len(parts)) for topic, parts in squares.items()}
    compared = sum(len(parts) for parts in squares.values())
    distance = math.sqrt(len(dimensions) / compared * sum(sum(parts) for parts in squares.values()))
    nearest_first = sorted(gaps, key=lambda topic: gaps[topic])
    close = [topic for topic in nearest_first if gaps[topic] <= CLOSE]
    alike = tuple(close[:MOST_REASONS] if len(close) > 1 else nearest_first[:2])
    different = tuple(topic for topic in reversed(nearest_first) if gaps[topic] >= FAR and topic not in alike)
    words = f"{'ähnlich' if len(close) > 1 else 'am ehesten ähnlich'} in {listed(alike)}"
    return SimilarArea(area, distance, words, alike, different, gaps, compared)
