"""How far ranks and classes depend on the choices behind them: many indices with other choices, and what they agree on.

Source: OECD/JRC Handbook (2008), step 7; the table of nominal, mean, median, 5 % and 95 % rank has the form of COINr's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indicators.measures import Floats
from indicators.poverty_risk.classing import STATUS, classes_by, min_ranks, standardised
from indicators.poverty_risk.normalising import positive
from indicators.poverty_risk.recipe import NORMALISATIONS, Figures, Recipe
from indicators.poverty_risk.refusing import IndexRefused
from indicators.poverty_risk.scoring import IndexResult, index, normalised
from indicators.wording import number

MINIMUM_DRAWS = 1000
SEED = 20210701
SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class AreaUncertainty:
    """Ranks of one area over all draws; all None and `stays` None where the area has no index."""

    area: str
    nominal: int | None
    """The rank by the chosen recipe."""
    mean: float | None
    median: float | None
    q5: float | None
    q95: float | None
    stays: float | None
    """Share of the draws in which the area has the class of the chosen recipe, 0 to 1; None without a class."""

    @property
    def band(self) -> tuple[int, int] | None:
        """The band as whole ranks, rounded outwards: what is shown, and what comparisons go by."""
        if self.q5 is None or self.q95 is None:
            return None
        return math.floor(self.q5), math.ceil(self.q95)

    @property
    def is_inside(self) -> bool:
        """Whether the rank of the chosen recipe lies in its own band; if not, it hangs on that very recipe."""
        return self.band is not None and self.nominal is not None and self.band[0] <= self.nominal <= self.band[1]

    @property
    def text(self) -> str:
        """`Rang 4 (2–9)`, `Rang 1 (fest)`, and said plainly when the rank lies outside."""
        if self.band is None:
            return "ohne Rang"
        if not self.is_inside:
            return f"Rang {self.nominal} ({self.band_words}), außerhalb der Spanne: hängt am gewählten Verfahren"
        return f"Rang {self.nominal} ({'fest' if self.band[0] == self.band[1] else self.band_words})"

    @property
    def band_words(self) -> str:
        """`2–9`, `4` where the band is a single rank; empty without one."""
        if self.band is None:
            return ""
        low, high = self.band
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class UncertaintyResult:
    """Rank bands of compared areas; equal recipe, figures and seed give equal results to the last bit."""

    areas: tuple[AreaUncertainty, ...]
    draws: int
    seed: int
    spread: float
    leaves_out: bool
    """Whether draws leave a component out: only from three on, because one alone is no index."""
    by_area: dict[str, AreaUncertainty] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_area", {item.area: item for item in self.areas})


def not_distinguishable(a: AreaUncertainty, b: AreaUncertainty) -> bool:
    """Whether the rank bands overlap: then neither area may be called better than the other (I-07).

    Areas without a rank are not distinguishable from any.
    """
    if a.band is None or b.band is None:
        return True
    return a.band[0] <= b.band[1] and b.band[0] <= a.band[1]


def uncertainty(
    recipe: Recipe, figures: Figures, *, draws: int = MINIMUM_DRAWS, seed: int = SEED, spread: float = SPREAD
) -> UncertaintyResult:
    """Ranks and classes over `draws` random recipes.

    Every draw takes weights w_i * U(1 - spread, 1 + spread), one of three normalisations (min-max, z, rank), the
    arithmetic or the geometric mean, and leaves out none or one of the components, all with equal chances. Which areas
    have an index is decided once, by the chosen recipe. Draws do not depend on the areas, so their order does not
    matter. Ranks are numbered from 1, quantiles interpolated linearly. Raises IndexRefused for fewer than 1000 draws, a
    spread outside 0 to below 1, and what `index` refuses.
    """
    if draws < MINIMUM_DRAWS:
        raise IndexRefused(
            f"Die Rangspanne braucht mindestens {number(MINIMUM_DRAWS, 0)} Ziehungen, nicht {number(draws, 0)}."
        )
    if not 0 <= spread < 1:
        raise IndexRefused("Die Spanne der Gewichte muss mindestens 0 und kleiner als 1 sein.")
    chosen = index(recipe, figures)
    ranked = np.array([item.rank is not None for item in chosen.areas])
    scales = _scales(recipe, figures)
    usable = (recipe.shares > 0) & ~np.isnan(scales[0]).all(axis=0)
    weights, normalisation, is_geometric, leaves_out = _choices(recipe.shares[usable], draws, seed, spread)
    scores = np.empty((draws, int(ranked.sum())))
    for kind, scale in enumerate(scales):
        # Above zero, so that both means can take them: one straight line for all changes no arithmetic rank.
        cells = positive(scale[np.ix_(ranked, usable)])
        for geometric in (False, True):
            taken = (normalisation == kind) & (is_geometric == geometric)
            scores[taken] = _means(np.log(cells) if geometric else cells, weights[taken])
    # The exponential of the geometric mean matters for the classes only, ranks are the same without it.
    scores[is_geometric] = np.exp(scores[is_geometric])
    return UncertaintyResult(_areas(chosen, ranked, scores), draws, seed, spread, leaves_out)


def _scales(recipe: Recipe, figures: Figures) -> list[Floats]:
    """The components on each scale, areas x components."""
    found = []
    for kind in NORMALISATIONS:
        year = None if kind == "rank" else recipe.reference_year
        variant = replace(recipe, normalisation=kind, aggregation="arithmetic", reference_year=year)
        cells, _ = normalised(variant, figures)
        if kind == "rank":
            # Without differences this year, though not in the reference year: all areas stand in the middle.
            same = np.isnan(cells).all(axis=0) & ~np.isnan(figures.values)
            cells = np.where(same, 50.0, cells)
        found.append(cells)
    return found


def _choices(
    shares: Floats, draws: int, seed: int, spread: float
) -> tuple[Floats, NDArray[np.int64], NDArray[np.bool_], bool]:
    """Weights (draws x components, 0 for the one left out), normalisation, is geometric, whether any is left out."""
    random = np.random.default_rng(seed)
    weights = shares * random.uniform(1 - spread, 1 + spread, (draws, len(shares)))
    normalisation = random.integers(len(NORMALISATIONS), size=draws)
    is_geometric = random.integers(2, size=draws).astype(bool)
    leaves_out = len(shares) > 2
    if leaves_out:
        left = random.integers(len(shares) + 1, size=draws)  # the last number: none
        weights[np.arange(len(shares)) == left[:, np.newaxis]] = 0.0
    return weights, normalisation, is_geometric, leaves_out


def _means(cells: Floats, weights: Floats) -> Floats:
    """Weighted means over the known cells, draws x areas.

    Adds component by component instead of multiplying matrices: the order of additions is then the same everywhere, and
    with it the last bit.
    """
    total = np.zeros((len(weights), len(cells)))
    weighing = np.zeros_like(total)
    for column in range(cells.shape[1]):
        known = ~np.isnan(cells[:, column])
        total += weights[:, column, np.newaxis] * np.where(known, cells[:, column], 0.0)
        weighing += weights[:, column, np.newaxis] * known
    return np.asarray(total / weighing)


def _areas(chosen: IndexResult, ranked: NDArray[np.bool_], scores: Floats) -> tuple[AreaUncertainty, ...]:
    ranks = min_ranks(scores)
    classes = classes_by(standardised(scores), chosen.recipe.status_limits)
    middle = ranks.mean(axis=0)
    q5, median, q95 = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    columns = np.cumsum(ranked) - 1
    found = []
    for item, has_rank, column in zip(chosen.areas, ranked, columns, strict=True):
        if not has_rank:
            found.append(AreaUncertainty(item.area, None, None, None, None, None, None))
            continue
        stays = float((classes[:, column] == STATUS.index(item.status)).mean()) if item.status else None
        mean, half, low, high = (float(values[column]) for values in (middle, median, q5, q95))
        found.append(AreaUncertainty(item.area, item.rank, mean, half, low, high, stays))
    return tuple(found)
