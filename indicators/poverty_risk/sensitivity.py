"""What a single component does to the index: left out, and compared with the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indicators.measures import Floats
from indicators.poverty_risk.recipe import Component, Figures, Recipe
from indicators.poverty_risk.refusing import IndexRefused
from indicators.poverty_risk.scoring import IndexResult, index, or_none
from indicators.wording import number

HIGH_CORRELATION = 0.9


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The index without one component."""

    key: str
    label: str
    ranks: tuple[int | None, ...]
    """Rank of every area without the component, in the order of the figures."""
    largest_shift: int
    """The most ranks any area moves."""
    shifted: tuple[str, ...]
    """The areas that move that far; empty when none moves."""
    new_status: tuple[str, ...]
    """The areas whose class changes."""
    reason: str = ""
    """Why there is no index without it."""


def leave_one_out(recipe: Recipe, figures: Figures) -> tuple[LeftOut, ...]:
    """Ranks and classes with every component left out in turn; nothing with two, because one alone is no index."""
    chosen = index(recipe, figures)
    counting = [item for item in recipe.components if item.weight > 0]
    return tuple(_without(recipe, figures, chosen, item) for item in counting) if len(counting) > 2 else ()


def _without(recipe: Recipe, figures: Figures, chosen: IndexResult, left: Component) -> LeftOut:
    rest = tuple(replace(item, weight=0.0) if item.key == left.key else item for item in recipe.components)
    try:
        other = index(replace(recipe, components=rest), figures)
    except IndexRefused as refusal:
        return LeftOut(left.key, left.label, (None,) * len(figures.areas), 0, (), (), str(refusal))
    shifts = {
        now.area: abs(now.rank - then.rank)
        for now, then in zip(other.areas, chosen.areas, strict=True)
        if now.rank is not None and then.rank is not None
    }
    largest = max(shifts.values(), default=0)
    return LeftOut(
        left.key,
        left.label,
        tuple(item.rank for item in other.areas),
        largest,
        tuple(area for area, shift in shifts.items() if shift == largest > 0),
        tuple(now.area for now, then in zip(other.areas, chosen.areas, strict=True) if now.status != then.status),
    )


@dataclass(frozen=True, slots=True)
class Correlations:
    """Pearson correlations of the normalised components; None where fewer than three areas share values."""

    keys: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    with_whole: tuple[float | None, ...]
    """Of every component with the index it is part of."""
    warnings: tuple[str, ...]
    """German sentences (I-10)."""


def correlations(result: IndexResult) -> Correlations:
    """Correlation of the components with each other and with the index, direction applied.

    Warns where two say nearly the same (|r| > 0.9, as COINr's correlation flags) and where one runs against the index.
    Components that weigh nothing are shown but not warned of.
    """
    parts = np.array([[np.nan if part is None else part for part in area.parts] for area in result.areas], float)
    scores = np.array([np.nan if area.score is None else area.score for area in result.areas], float)
    size = parts.shape[1]
    found = [[pearson(parts[:, row], parts[:, column]) for column in range(size)] for row in range(size)]
    whole = [pearson(parts[:, column], scores) for column in range(size)]
    return Correlations(
        tuple(item.key for item in result.recipe.components),
        tuple(tuple(or_none(value) for value in row) for row in found),
        tuple(or_none(value) for value in whole),
        tuple(_warnings(result, found, whole)),
    )


def pearson(x: Floats, y: Floats) -> float:
    """Σ dx dy / sqrt(Σ dx² Σ dy²), dx and dy the distances from the means, over pairs with both known.

    NaN below three pairs or without spread.
    """
    both = ~np.isnan(x) & ~np.isnan(y)
    if both.sum() < 3:
        return float("nan")
    dx, dy = x[both] - x[both].mean(), y[both] - y[both].mean()
    spread = float(np.sqrt((dx**2).sum() * (dy**2).sum()))
    return float(np.clip((dx * dy).sum() / spread, -1.0, 1.0)) if spread > 1e-12 else float("nan")


def _warnings(result: IndexResult, matrix: list[list[float]], whole: list[float]) -> list[str]:
    labels = [item.label for item in result.recipe.components]
    counting = [place for place, share in enumerate(result.shares) if share > 0]
    alike = [
        f"„{labels[one]}“ und „{labels[other]}“ messen fast dasselbe (r = {number(matrix[one][other], 2)})"
        " und zählen dadurch doppelt."
        for place, one in enumerate(counting)
        for other in counting[place + 1 :]
        if abs(matrix[one][other]) > HIGH_CORRELATION
    ]
    against = [
        f"„{labels[place]}“ läuft dem Index entgegen (r = {number(whole[place], 2)}). Richtung prüfen."
        for place in counting
        if whole[place] < 0
    ]
    return alike + against
