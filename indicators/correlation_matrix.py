"""All pairs of a set of indicators at once: each in the latest year in which enough districts have both values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indicators import answers, pairs, relations
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.measures import Floats
from indicators.relations import FEWEST_AREAS, NotRelatable

Method = Literal["pearson", "spearman"]
METHODS: dict[Method, str] = {"pearson": "Pearson r (lineare Nähe)", "spearman": "Spearman ρ (Reihenfolge)"}
MOST_INDICATORS = 40
TWINS = 0.9
CORE, OWN = "core", "own"
_FACTOR = {"pearson": 0.0, "spearman": 0.5}
_EVERYBODY = "sozialplanung"
"""Listed first in every record; it sees everything and orders nothing."""


@dataclass(frozen=True)
class Matrix:
    """Coefficients of all pairs, square; NaN with a number of areas below `FEWEST_AREAS` or a constant column."""

    indicators: tuple[Indicator, ...]
    method: Method
    value: Floats
    lower: Floats
    upper: Floats
    count: NDArray[np.int64]
    year: NDArray[np.int64]
    """0 where two indicators share no year."""

    @property
    def is_clear(self) -> NDArray[np.bool_]:
        """Where the interval lies wholly on one side of zero, or all points on one line."""
        known = ~np.isnan(self.value)
        return known & (np.isnan(self.lower) | (self.lower > 0) | (self.upper < 0))


def lead(record: Indicator) -> str:
    """The office that stands first in a record behind Sozialplanung."""
    return next((key for key in record.departments if key != _EVERYBODY), _EVERYBODY)


def ordered(records: Sequence[Indicator]) -> list[Indicator]:
    """By leading department in the order of the catalogue; within one as in the menu."""
    order = list(catalogue().departments)
    return sorted(records, key=lambda record: order.index(lead(record)))


def sets() -> dict[str, str]:
    """What a matrix can be made of: key -> title. Departments with a single rate are left out."""
    book = catalogue()
    titles = {key: record.title for key, record in book.departments.items() if key != _EVERYBODY}
    return {CORE: "Kernindikatoren", **{key: text for key, text in titles.items() if len(members(key)) > 1}}


def titles() -> dict[str, str]:
    """The sets, and the reader's own choice of single indicators."""
    return {**sets(), OWN: "eigene Auswahl"}


def members(key: str) -> list[Indicator]:
    """The rates and indices of a set, ordered by department; at most `MOST_INDICATORS`. Raises NotRelatable."""
    return ordered(_rates(key)[:MOST_INDICATORS])


def not_shown(key: str) -> int:
    """How many rates of a set find no room."""
    return max(len(_rates(key)) - MOST_INDICATORS, 0)


def pair_count(found: Matrix) -> int:
    """How many pairs have a coefficient."""
    return int((~np.isnan(found.value[np.triu_indices(len(found.indicators), 1)])).sum())


def has_twins(found: Matrix) -> bool:
    """Whether two indicators go together so closely that they may count the same (I-10)."""
    return bool((np.abs(found.value[np.triu_indices(len(found.indicators), 1)]) > TWINS).any())


def matrix(indicator_ids: Sequence[str], method: Method = "pearson") -> Matrix:
    """The matrix of some indicators, asked at the door. Raises UnknownChoice and NotRelatable."""
    if len(indicator_ids) < 2:
        raise NotRelatable("Für eine Korrelationstafel braucht es mindestens zwei Indikatoren.")
    if len(indicator_ids) > MOST_INDICATORS:
        raise NotRelatable(f"Eine Korrelationstafel hat höchstens {MOST_INDICATORS} Indikatoren.")
    parts = [pairs.usable_values(key) for key in indicator_ids]
    years = sorted({year for part, _ in parts for year in part})
    place = {year: number for number, year in enumerate(years)}
    cube = np.full((len(parts), len(years), len(pairs.area_keys())), np.nan)
    for number, (part, values) in enumerate(parts):
        cube[number, [place[year] for year in part]] = values
    value, count, chosen = correlations(cube, method)
    lower, upper = relations.limits(value, count.astype(float), _FACTOR[method])
    known = np.append(np.asarray(years, dtype=np.int64), 0)  # -1 points here
    indicators = tuple(catalogue().indicators[key] for key in indicator_ids)
    return Matrix(indicators, method, value, lower, upper, count, known[chosen])


def correlations(cube: Floats, method: Method) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Coefficient, number of areas and place of the year for every pair, from values (indicators x years x areas).

    The year of a pair is the latest with at least `FEWEST_AREAS` areas that have both values, else the latest with any,
    else -1. NaN are unknown values.
    """
    known = ~np.isnan(cube)
    counts = np.einsum("iya,jya->yij", known.astype(float), known.astype(float)).astype(np.int64)
    chosen = np.where((counts >= FEWEST_AREAS).any(0), _last(counts >= FEWEST_AREAS), _last(counts > 0))
    value, count = np.full(chosen.shape, np.nan), np.zeros(chosen.shape, dtype=np.int64)
    for year in np.unique(chosen[chosen >= 0]):
        here = chosen == year
        value[here] = masked_correlations(cube[:, year, :], method)[here]
        count[here] = counts[year][here]
    return value, count, chosen


def masked_correlations(values: Floats, method: Method) -> Floats:
    """Coefficients of all pairs of rows (indicators x areas), each over the areas where both are known.

    r = Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²) with means over the shared areas; for `spearman` of ranks among them.
    NaN below `FEWEST_AREAS` areas and where one of the two is constant.
    """
    known = ~np.isnan(values)
    both = (known[:, None, :] & known[None, :, :]).astype(float)  # i, j, area
    count = both.sum(axis=2)
    own = _ranks_within(values, both) if method == "spearman" else np.broadcast_to(values[:, None, :], both.shape)
    own = np.where(both > 0, own, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = own.sum(axis=2) / count
        centred = np.where(both > 0, own - mean[:, :, None], 0.0)
        reach = np.abs(centred).max(axis=2)
        scaled = centred / reach[:, :, None]
        products = np.einsum("ija,jia->ij", scaled, scaled)
        squares = np.einsum("ija,ija->ij", scaled, scaled)
        result = products / np.sqrt(squares * squares.T)
    # Judged on the range: equal floats need not lie exactly on their mean.
    highest = np.where(both > 0, own, -np.inf).max(axis=2)
    lowest = np.where(both > 0, own, np.inf).min(axis=2)
    is_flat = ~(highest > lowest)
    return np.where((count < FEWEST_AREAS) | is_flat | is_flat.T, np.nan, np.clip(result, -1, 1))


def _rates(key: str) -> list[Indicator]:
    """All rates of a set; those with longer series first, so that what is cut off is what meets few others."""
    records = answers.offered().values()
    if key != CORE and key not in catalogue().departments:
        raise NotRelatable("Diese Auswahl von Indikatoren gibt es nicht.")
    found = [one for one in records if pairs.is_offered(one) and (one.core if key == CORE else key in one.departments)]
    return sorted(found, key=lambda one: one.id.rpartition("_")[2].isdecimal())


def _ranks_within(values: Floats, both: Floats) -> Floats:
    """Mean ranks of row i among the areas it shares with row j: i, j, area."""
    with np.errstate(invalid="ignore"):
        above = (values[:, :, None] > values[:, None, :]).astype(float)  # i, area, other area
        equal = (values[:, :, None] == values[:, None, :]).astype(float)
    shared = both.transpose(0, 2, 1)  # i, other area, j
    ranks = above @ shared + (equal @ shared + 1) / 2  # i, area, j
    return ranks.transpose(0, 2, 1)


def _last(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Place of the last True along the first axis, -1 where there is none."""
    turned = marks[::-1]
    return np.where(marks.any(0), len(marks) - 1 - turned.argmax(0), -1)
