"""The index itself: one score, rank and class per area, with everything a reader needs to check it (I-12)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from indicators.measures import Floats
from indicators.poverty_risk.aggregating import aggregate, coverage, is_covered
from indicators.poverty_risk.classing import STATUS, classes_by, min_ranks, standardised
from indicators.poverty_risk.normalising import Normalised, by_rank, min_max, positive, reference_of, z_score
from indicators.poverty_risk.recipe import MINIMUM_AREAS, MINIMUM_COMPONENTS, Figures, Recipe
from indicators.poverty_risk.refusing import IndexRefused

TOO_LITTLE = "weniger als die Hälfte der Bestandteile bekannt"


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One area; None where there is no index, and `reason` says why."""

    area: str
    score: float | None
    """0 to 100 (min-max, rank), standard deviations (z), 1 to 100 (geometric and harmonic)."""
    standardised: float | None
    """Distance of the score from the mean of the compared areas, in standard deviations: what `status` goes by."""
    rank: int | None
    """1: the heaviest burden."""
    shared: bool
    coverage: float
    """Share of the components that are known, 0 to 1."""
    status: str | None
    """One of `STATUS`."""
    parts: tuple[float | None, ...]
    """The normalised components, in order of the recipe; direction applied, so that high is a burden."""
    reason: str = ""


@dataclass(frozen=True)
class IndexResult:
    """An index of compared areas; never shown without its recipe, coverage and `compared` (I-12)."""

    recipe: Recipe
    shares: tuple[float, ...]
    """Weights that add up to one, in order of the components."""
    areas: tuple[AreaScore, ...]
    warnings: tuple[str, ...]
    """German sentences."""
    compared: int
    """Number of areas with an index: scores are relative to these."""
    by_area: dict[str, AreaScore] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_area", {item.area: item for item in self.areas})


def index(recipe: Recipe, figures: Figures) -> IndexResult:
    """Normalise every component, average them by weight, rank and class the areas.

    An area with fewer than half of the components has no index, else the weights are normalised over what it has
    (I-05). A component without differences counts as missing everywhere, with a warning. Raises IndexRefused when fewer
    than two components or too few areas are left, and ValueError when figures and recipe do not fit.
    """
    if figures.values.shape[1] != len(recipe.components):
        raise ValueError(f"{len(recipe.components)} components, but {figures.values.shape[1]} columns of values")
    shares = recipe.shares
    parts, warnings = normalised(recipe, figures)
    usable = ~np.isnan(parts).all(axis=0) & (shares > 0)
    if usable.sum() < MINIMUM_COMPONENTS:
        raise IndexRefused(
            " ".join(["Es bleiben keine zwei Bestandteile, in denen sich Gebiete unterscheiden.", *warnings])
        )
    covered = coverage(parts, shares)
    scores = np.where(is_covered(covered), aggregate(parts, shares, recipe.aggregation), np.nan)
    known = ~np.isnan(scores)
    if known.sum() < MINIMUM_AREAS:
        raise IndexRefused(
            f"Genügend bekannte Werte haben {known.sum()} Gebiete; der Vergleich braucht mindestens {MINIMUM_AREAS}."
        )
    distances = standardised(scores)
    if np.isnan(distances).all():
        warnings.append("Alle Gebiete haben denselben Indexwert; eine Einteilung in Klassen gibt es nicht.")
    return IndexResult(
        recipe,
        tuple(float(share) for share in shares),
        _areas(recipe, figures, parts, covered, scores, distances),
        tuple(warnings),
        int(known.sum()),
    )


def normalised(recipe: Recipe, figures: Figures) -> tuple[Floats, list[str]]:
    """Components on the scale of the recipe (areas x components, direction applied), and the warnings with labels."""
    found = [_component(recipe, figures, column) for column in range(len(recipe.components))]
    warnings = [
        f"„{item.label}“: {part.warning}" for item, part in zip(recipe.components, found, strict=True) if part.warning
    ]
    matrix = np.column_stack([part.values for part in found])
    if recipe.aggregation != "arithmetic" and recipe.normalisation != "min_max":
        counting = recipe.shares > 0  # what weighs nothing must not shape the scale
        if not np.isnan(matrix[:, counting]).all():
            matrix[:, counting] = positive(matrix[:, counting])
    return matrix, warnings


def _component(recipe: Recipe, figures: Figures, column: int) -> Normalised:
    values, direction = figures.values[:, column], recipe.directions[column]
    if recipe.normalisation == "rank":
        return by_rank(values, direction)
    reference = None
    if recipe.reference_year is not None:
        if figures.reference is None:
            raise IndexRefused(f"Für das Bezugsjahr {recipe.reference_year} liegen keine Werte vor.")
        reference = reference_of(figures.reference[:, column])
    if recipe.normalisation == "z_score":
        return z_score(values, direction, reference=reference)
    # Logarithms and reciprocals need values above zero, hence 1 to 100 instead of 0 to 100.
    return min_max(values, direction, reference=reference, bottom=0.0 if recipe.aggregation == "arithmetic" else 1.0)


def _areas(
    recipe: Recipe, figures: Figures, parts: Floats, covered: Floats, scores: Floats, distances: Floats
) -> tuple[AreaScore, ...]:
    known = ~np.isnan(scores)
    ranks = np.zeros(len(scores), dtype=int)
    ranks[known] = min_ranks(scores[known][np.newaxis, :])[0]
    frequency = np.bincount(ranks)
    classes = classes_by(distances, recipe.status_limits)
    return tuple(
        AreaScore(
            area=area,
            score=or_none(scores[row]),
            standardised=or_none(distances[row]),
            rank=int(ranks[row]) or None,
            shared=bool(known[row] and frequency[ranks[row]] > 1),
            coverage=float(covered[row]),
            status=STATUS[classes[row]] if classes[row] >= 0 else None,
            parts=tuple(or_none(part) for part in parts[row]),
            reason="" if known[row] else TOO_LITTLE,
        )
        for row, area in enumerate(figures.areas)
    )


def or_none(value: float) -> float | None:
    """A plain number, None for NaN: results compare equal to themselves and go into JSON as they are."""
    return None if math.isnan(value) else float(value)
