"""Old and new districts in one table: what a reader gets who subtracts a figure from itself on another division (D-16).

A district whose territory is the same on every division of a table is one cell, whatever the division. Any other is a
cell per division, and the crosswalk says how these hang together: a new district is the sum of the old ones that lie in
it whole. Where a district was divided, the piece that moved is a count too, although nobody prints it: old less new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations

import pandas as pd

from geo import crosswalks
from geo.crosswalks import Crosswalk
from indicators.disclosure import Cell, Equation, Table, restated

STANDARD_LEVELS = ("municipality", "district", "state")
HUB = "2021"
"""The division to which every other leads."""


@dataclass(frozen=True)
class Grounds:
    """The divisions of one year's figures that lead to each other."""

    walks: tuple[Crosswalk, ...] = ()
    divisions: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    """Districts that are not the same on all of them."""

    def cell(self, level: str, area: str, measure: str, year: int, division: str) -> Cell:
        """Keys of districts, municipalities and the state differ; planning areas may be called anything."""
        if level == "district" and area in self.moved:
            return Cell(area, measure, int(year), division)
        return Cell(area if level in STANDARD_LEVELS else f"{level}:{area}", measure, int(year))

    def equations(self, measure: str, year: int) -> list[Equation]:
        """What ties the districts of one division to those of another."""
        return [equation for walk in self.walks for equation in self._along(walk, measure, year)]

    def _along(self, walk: Crosswalk, measure: str, year: int) -> list[Equation]:
        old, new = walk.from_division, walk.to_division
        together = walk.not_restated
        exact = {
            area: dict(shares)
            for area, shares in walk.parts.items()
            if area in self.moved and area not in together and self._is_sum(walk, area)
        }
        found = restated(exact, [measure], old=old, new=new, year=year)
        for area, shares in walk.parts.items():
            if area not in exact and area not in together and len(shares) > 1:
                pieces = tuple(_piece(walk, source, area, measure, year) for source, _ in shares)
                found.append(Equation(Cell(area, measure, year, new), pieces))
        for source, targets in walk.shares.items():
            if len(targets) > 1:
                pieces = tuple(_piece(walk, source, area, measure, year) for area in targets)
                found.append(Equation(Cell(source, measure, year, old), pieces))
        if together:  # who moved between these stayed among them
            first, *others = sorted(together)
            before = [Cell(area, measure, year, old) for area in others]
            after = [Cell(area, measure, year, new) for area in [first, *others]]
            weights = (-1.0,) * len(before) + (1.0,) * len(after)
            found.append(Equation(Cell(first, measure, year, old), (*before, *after), weights))
        return found

    @staticmethod
    def _is_sum(walk: Crosswalk, area: str) -> bool:
        return all(len(walk.shares[source]) == 1 for source, _ in walk.parts[area])


def grounds_of(*frames: pd.DataFrame | None) -> Grounds:
    """The divisions of some observations (columns level, division) of one year."""
    found = {
        str(division)
        for frame in frames
        if frame is not None
        for division in frame.loc[frame["level"].isin(["district", "municipality"]), "division"].unique()
    }
    found = {key for key in found if key == HUB or _walks([key, HUB])}
    if len(found) < 2:
        return Grounds()
    if len(walks := _walks(found)) < len(found) * (len(found) - 1) / 2:
        walks = _walks(found | {HUB})
    divisions = frozenset(key for walk in walks for key in (walk.from_division, walk.to_division))
    return Grounds(tuple(walks), divisions, frozenset[str]().union(*(walk.changed for walk in walks)))


def _walks(divisions: Iterable[str]) -> list[Crosswalk]:
    """The direct ways between divisions; sets of municipalities or planning areas lead nowhere."""
    found = []
    for old, new in permutations(sorted(divisions), 2):
        try:
            found.append(crosswalks.crosswalk(old, new))
        except ValueError:  # no way leads there, or the division has no districts
            continue
    return found


def _piece(walk: Crosswalk, source: str, area: str, measure: str, year: int) -> Cell:
    """What of an old district lies in a new one: all of the one or the other, or a piece that nobody prints."""
    if len(walk.shares[source]) == 1:
        return Cell(source, measure, year, walk.from_division)
    if len(walk.parts[area]) == 1:
        return Cell(area, measure, year, walk.to_division)
    return Cell(f"{source}>{area}", measure, year, f"{walk.from_division}>{walk.to_division}")


def filled_in(
    values: Mapping[Cell, float | None], equations: Iterable[Equation], wanted: Collection[Cell]
) -> dict[Cell, float | None]:
    """With the `wanted` counts, which nobody delivered, as far as they follow from the others; never below 0."""
    found = dict(values)
    for target, equation in _following(equations, wanted, lambda cell: found[cell] is not None):
        terms = dict(zip(equation.cells, equation.coefficients, strict=True))
        weight = terms.pop(target)
        known = sum(factor * count for cell, factor in terms.items() if (count := found[cell]) is not None)
        found[target] = max(0.0, -known / weight)
    return found


def known_to_all(table: Table) -> Table:
    """Cells that nobody prints and that follow from known ones alone are known themselves: no pattern hides them."""
    known = set(table.known)
    for target, _ in _following(table.equations, table.hidden, lambda cell: cell in known):
        known.add(target)
    return replace(table, known=frozenset(known))


def _following(
    equations: Iterable[Equation], wanted: Collection[Cell], is_settled: Callable[[Cell], bool]
) -> Iterator[tuple[Cell, Equation]]:
    """One after the other, wanted cells that are the last open one of an equation; who asks settles each."""
    among = frozenset(wanted)
    waiting = [equation for equation in equations if not among.isdisjoint(equation.cells)]
    moving = True
    while moving:
        moving = False
        for equation in waiting:
            unsettled = [cell for cell in equation.cells if not is_settled(cell)]
            if len(unsettled) == 1 and unsettled[0] in among:
                moving = True
                yield unsettled[0], equation
