"""A generated delivery to try confidentiality on: 849 municipalities in 23 districts, 20 measures, two versions.

Nobody's figures: counts are drawn with a fixed seed around a share of a drawn population, so that most municipalities
are small and many counts are 1 or 2. Twelve measures cross age and sex with all their sums, eight are two totals with
three parts each. The second version revises about one municipality in fifty; its sums are added up anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

import numpy as np

from geo import areas as geography
from indicators.disclosure import Cell, Equation, Table, characteristics, hierarchy

YEAR = 2024
DIVISION = "2014"
STATE = "16"
VERSIONS = ("first", "second")
AGES, SEXES = ("under_15", "15_to_64", "65_and_over"), ("women", "men")
SPLITS = (
    ("recipients", AGES),
    ("recipients", SEXES),
    *((age, tuple(f"{age}_{sex}" for sex in SEXES)) for age in AGES),
    *((sex, tuple(f"{age}_{sex}" for age in AGES)) for sex in SEXES),
    ("households", ("households_single", "households_couple", "households_lone_parent")),
    ("care", ("care_at_home", "care_outpatient", "care_residential")),
)
SHARES = {
    "under_15_women": 0.012, "under_15_men": 0.013, "15_to_64_women": 0.028, "15_to_64_men": 0.026,
    "65_and_over_women": 0.009, "65_and_over_men": 0.005,
    "households_single": 0.02, "households_couple": 0.006, "households_lone_parent": 0.008,
    "care_at_home": 0.03, "care_outpatient": 0.012, "care_residential": 0.005,
}  # fmt: skip
"""Inner measures and the share of the population they count; everything else is their sum."""
MEASURES = tuple(sorted({measure for whole, parts in SPLITS for measure in (whole, *parts)}))
REVISED = 0.02
CANARY = 7919
"""A prime that stands in the canary cell and must be found in no output (D-14)."""
CANARY_CELL = Cell("16077001", "under_15_women", YEAR)


@dataclass(frozen=True)
class Delivery:
    """One version as it comes in: counts of all areas and measures, and the equations a reader can set up."""

    version: str
    counts: Mapping[Cell, int]
    parents: Mapping[str, str] = field(repr=False)

    @property
    def equations(self) -> tuple[Equation, ...]:
        """Municipalities to districts to the state in every measure, every split in every area."""
        areas = sorted({cell.area for cell in self.counts})
        measures = sorted({cell.measure for cell in self.counts})
        splits = [(whole, parts) for whole, parts in SPLITS if whole in measures]
        return (*hierarchy(self.parents, measures, year=YEAR), *characteristics(areas, splits, year=YEAR))

    def table(self, threshold: int = 3) -> Table:
        """What the suppression works on."""
        return Table(self.counts, self.equations, threshold)

    def rows(self) -> list[tuple[str, int, str, str, str]]:
        """Rows of a figures file: area, year, measure, value, sign; sorted by measure, year, area."""
        ordered = sorted(self.counts.items(), key=lambda item: (item[0].measure, item[0].year, item[0].area))
        return [(cell.area, cell.year, cell.measure, str(count), "") for cell, count in ordered]


@lru_cache(maxsize=8)
def delivery(version: str = "first", *, districts: int = 23, canary: bool = False, seed: int = 16) -> Delivery:
    """A version of the delivery; `districts` fewer for quick tests. With `canary`, one cell is 7919."""
    chosen = {area.key for area in geography.areas("district", DIVISION)[-districts:]}
    places = [area for area in geography.areas("municipality", DIVISION) if area.parent in chosen]
    chance = np.random.default_rng(seed)
    size = {area.key: _population(area.type, chance) for area in places}
    inner = {
        (area.key, measure): int(chance.poisson(size[area.key] * share))
        for area, (measure, share) in product(places, SHARES.items())
    }
    if version == VERSIONS[1]:
        _revise(inner, [area.key for area in places], chance)
    if canary:
        inner[CANARY_CELL.area, CANARY_CELL.measure] = CANARY
    parents = {area.key: area.parent for area in places} | dict.fromkeys(sorted(chosen), STATE)
    return Delivery(version, _summed(inner, parents), parents)


def _population(kind: str, chance: np.random.Generator) -> float:
    """Inhabitants: towns of the size of a kreisfreie Stadt, else mostly villages of some hundred."""
    return float(chance.uniform(35_000, 200_000) if kind == "kreisfreie Stadt" else 80 + chance.lognormal(6.4, 1.2))


def _revise(inner: dict[tuple[str, str], int], places: list[str], chance: np.random.Generator) -> None:
    """Some municipalities report late or correct themselves: their counts change by a few."""
    for area in places:
        if chance.random() < REVISED:
            for measure in SHARES:
                inner[area, measure] = max(0, inner[area, measure] + int(chance.integers(-2, 4)))


def _summed(inner: Mapping[tuple[str, str], int], parents: Mapping[str, str]) -> dict[Cell, int]:
    """All cells: splits added up until nothing is missing, then districts and the state."""
    local: dict[tuple[str, str], int] = dict(inner)
    areas = sorted({area for area, _ in inner})
    for area in areas:
        for whole, parts in [*SPLITS[2:], *SPLITS[:2]]:
            local[area, whole] = sum(local[area, part] for part in parts)
    counts: dict[Cell, int] = {}
    for (area, measure), count in local.items():
        for place in (area, parents[area], STATE):
            cell = Cell(place, measure, YEAR)
            counts[cell] = counts.get(cell, 0) + count
    return counts
