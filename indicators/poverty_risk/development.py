"""Development beside level: how the burden changed, and the 4 x 3 matrix of status and dynamics.

After the idea of Berlin's Monitoring Soziale Stadtentwicklung (four components, their level and their change over two
years, standardised over the areas, 4 x 3 classes); limits and details are our own (I-11).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.measures import Floats
from indicators.poverty_risk.aggregating import aggregate, coverage, is_covered
from indicators.poverty_risk.classing import DYNAMICS, DYNAMICS_LIMITS, STATUS, classes_by, standardised
from indicators.poverty_risk.normalising import z_score
from indicators.poverty_risk.recipe import MINIMUM_AREAS, Component, Figures, Recipe
from indicators.poverty_risk.refusing import IndexRefused
from indicators.poverty_risk.scoring import IndexResult, or_none

SPANS = (2, 5)
NOT_COMPARABLE = "nicht vergleichbar"


@dataclass(frozen=True, slots=True)
class AreaDynamics:
    """One area; `dynamics` is one of `DYNAMICS` or `NOT_COMPARABLE`, and then `reason` says why."""

    area: str
    change: float | None
    """In standard deviations over the areas; above zero the burden grew (or grew more than on average)."""
    dynamics: str
    coverage: float
    reason: str = ""


@dataclass(frozen=True)
class DynamicsResult:
    """Dynamics of compared areas over `years` years."""

    years: int
    against_average: bool
    limits: tuple[float, float]
    areas: tuple[AreaDynamics, ...]
    warnings: tuple[str, ...]
    compared: int
    by_area: dict[str, AreaDynamics] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_area", {item.area: item for item in self.areas})


def dynamics(
    recipe: Recipe,
    figures: Figures,
    earlier: Floats,
    *,
    years: int,
    blocked: NDArray[np.bool_] | None = None,
    against_average: bool = True,
    limits: tuple[float, float] = DYNAMICS_LIMITS,
) -> DynamicsResult:
    """Change of every component over `years` years, standardised over the areas and averaged by weight.

    d = direction * (now - earlier); z = (d - mean d) / SD(d) with n - 1; change = Σ w z, divided by its own SD.
    `against_average` False leaves the mean in: then 0 is standstill, not the average development.
    `earlier`: areas x components, `years` before `figures`. `blocked`: the same shape, True where a break lies between
    the two years: such an area is not comparable and shapes no mean (a component weighing nothing blocks nobody).
    Raises IndexRefused for a span that is not 2 or 5 years and for limits that do not ascend around zero, ValueError
    when shapes do not fit. Too few areas to compare make all of them not comparable, with a warning.
    """
    _check(figures, earlier, blocked, years, limits, len(recipe.components))
    shares = recipe.shares
    barred = np.zeros(earlier.shape, bool) if blocked is None else np.asarray(blocked, bool)
    barred = barred & (shares > 0)
    difference = np.where(barred.any(axis=1, keepdims=True), np.nan, figures.values - earlier)
    steps, warnings = _steps(recipe, difference, against_average)
    covered = coverage(steps, shares)
    change = np.where(is_covered(covered), aggregate(steps, shares), np.nan)
    compared = int((~np.isnan(change)).sum())
    if compared < MINIMUM_AREAS:
        warnings.append(
            f"Eine Dynamik gibt es erst ab {MINIMUM_AREAS} vergleichbaren Gebieten; hier sind es {compared}."
        )
        change = np.full(change.shape, np.nan)
    relative = standardised(change) if against_average else _by_own_deviation(change)
    classes = classes_by(relative, limits)
    found = tuple(
        AreaDynamics(
            area=area,
            change=or_none(relative[row]),
            dynamics=DYNAMICS[classes[row]] if classes[row] >= 0 else NOT_COMPARABLE,
            coverage=float(covered[row]),
            reason="" if classes[row] >= 0 else _reason(recipe, barred[row], years),
        )
        for row, area in enumerate(figures.areas)
    )
    return DynamicsResult(years, against_average, limits, found, tuple(warnings), compared)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Status (rows, `STATUS`) x dynamics (columns, `DYNAMICS`): the areas in every cell."""

    cells: tuple[tuple[tuple[str, ...], ...], ...]
    not_comparable: tuple[str, ...]
    """Areas without status or without dynamics."""


def matrix(status: IndexResult, moved: DynamicsResult) -> Matrix:
    """The 4 x 3 matrix; every area of the index stands in exactly one cell or among the not comparable."""
    place = {
        item.area: (item.status, moved.by_area[item.area].dynamics if item.area in moved.by_area else NOT_COMPARABLE)
        for item in status.areas
    }
    cells = tuple(
        tuple(tuple(area for area, found in place.items() if found == (level, direction)) for direction in DYNAMICS)
        for level in STATUS
    )
    placed = {area for row in cells for cell in row for area in cell}
    return Matrix(cells, tuple(area for area in place if area not in placed))


def _steps(recipe: Recipe, difference: Floats, against_average: bool) -> tuple[Floats, list[str]]:
    """Standardised changes, areas x components, above zero where the burden grew; and warnings."""
    found, warnings = [], []
    for column, item in enumerate(recipe.components):
        step = z_score(difference[:, column], item.direction)
        values = step.values
        if not step.warning and not against_average:
            known = difference[~np.isnan(difference[:, column]), column]
            values = item.direction * difference[:, column] / known.std(ddof=1)
        if step.warning:
            warnings.append(f"Veränderung von „{item.label}“: {step.warning}")
        found.append(values)
    return np.column_stack(found), warnings


def _by_own_deviation(change: Floats) -> Floats:
    """The change in its own standard deviations, the mean left in."""
    known = change[~np.isnan(change)]
    deviation = known.std(ddof=1) if known.size > 1 else 0.0
    return change / deviation if deviation > 1e-12 else np.full(change.shape, np.nan)


def _reason(recipe: Recipe, barred: NDArray[np.bool_], years: int) -> str:
    names = [_named(item, years) for item, bar in zip(recipe.components, barred, strict=True) if bar]
    return f"Reihenbruch bei {', '.join(names)}" if names else "zu wenige bekannte Veränderungen"


def _named(item: Component, years: int) -> str:
    return f"„{item.label}“" + (f" zwischen {item.year - years} und {item.year}" if item.year else "")


def _check(
    figures: Figures,
    earlier: Floats,
    blocked: NDArray[np.bool_] | None,
    years: int,
    limits: tuple[Any, ...],
    components: int,
) -> None:
    if years not in SPANS:
        raise IndexRefused(f"Die Dynamik gibt es über zwei oder fünf Jahre, nicht über {years}.")
    if len(limits) != 2 or not limits[0] < 0 < limits[1]:
        raise IndexRefused("Die Grenzen der Dynamik müssen eine Zahl unter null und eine über null sein.")
    expected = (len(figures.areas), components)
    shapes = {figures.values.shape, earlier.shape, expected if blocked is None else blocked.shape}
    if shapes != {expected}:
        raise ValueError(f"figures, earlier and blocked must all be areas x components {expected}, not {shapes}")
    if np.isinf(earlier).any():
        raise IndexRefused("Ein Wert ist unendlich groß; damit lässt sich keine Dynamik berechnen.")
