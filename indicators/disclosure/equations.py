"""Tables as cells and additive equations: everything a reader may subtract from something else.

A cell is one count of one area; an equation says `total = sum of weight * part`. Area hierarchies, characteristics,
groups of areas, the old and the new division, differences and the previous version are all just equations over the same
cells, so that the suppression sees at once what a reader sees at once (D-11, D-15, D-16).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from indicators.disclosure.additivity import DUST, Additivity, tolerance
from indicators.disclosure.rules import DEFAULT_THRESHOLD, DisclosureRefused, checked_threshold, is_small


class Cell(NamedTuple):
    """Where a count stands; `division` and `version` are empty for the division and version that is being built."""

    area: str
    measure: str
    year: int = 0
    division: str = ""
    version: str = ""


@dataclass(frozen=True)
class Equation:
    """`total` = sum of `weights` * `parts` within `tolerance` (units of the count); no weights: all 1."""

    total: Cell
    parts: tuple[Cell, ...]
    weights: tuple[float, ...] = ()
    tolerance: float = 0.0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Total first, then the parts."""
        return (self.total, *self.parts)

    @property
    def coefficients(self) -> tuple[float, ...]:
        """-1 for the total, the weights for the parts: coefficients * values = 0."""
        return (-1.0, *(self.weights or (1.0,) * len(self.parts)))


@dataclass(frozen=True)
class Table:
    """Cells with their counts and everything that ties them together.

    values: the true counts; None where nobody in this house knows the count, because the source withheld it.
    threshold: 0 < n < threshold is small; `thresholds` gives single cells a higher one.
    known: cells the public knows anyway (published before, structural zeros): never of use as a complement.
    hidden: cells that are never published, but that a reader gets by subtracting (total minus under 15).
    withheld: cells to withhold whatever their count (carried over from the previous version, decided by an office).
    """

    values: Mapping[Cell, float | None]
    equations: tuple[Equation, ...]
    threshold: int = DEFAULT_THRESHOLD
    thresholds: Mapping[Cell, int] = field(default_factory=dict)
    known: frozenset[Cell] = frozenset()
    hidden: frozenset[Cell] = frozenset()
    withheld: frozenset[Cell] = frozenset()

    def threshold_of(self, cell: Cell) -> int:
        """The threshold of a cell: its own where it is higher than that of the table."""
        return max(self.threshold, self.thresholds.get(cell, 0))


@dataclass(frozen=True)
class Release:
    """A version that is already out: its table and what was withheld in it."""

    version: str
    table: Table
    withheld: frozenset[Cell]


def checked(table: Table) -> Table:
    """The table itself. Raises DisclosureRefused for thresholds, counts, cells or sums that cannot be right."""
    for limit in {table.threshold, *table.thresholds.values()}:
        checked_threshold(limit)
    for equation in table.equations:
        for cell in equation.cells:
            if cell not in table.values:
                raise DisclosureRefused(f"{name_of(cell)} steht in einer Summe, aber nicht in der Tabelle.")
        if len(set(equation.cells)) < len(equation.cells) or not equation.parts:
            raise DisclosureRefused(f"Die Summe {name_of(equation.total)} nennt eine Zelle doppelt oder keine.")
    for equation in contradictions(table)[:1]:
        raise DisclosureRefused(f"Die Summe {name_of(equation.total)} ist nicht die Summe ihrer Teile.")
    return table


def contradictions(table: Table) -> tuple[Equation, ...]:
    """Equations whose known counts do not add up within their tolerance."""
    found = []
    for equation in table.equations:
        counts = [table.values[cell] for cell in equation.cells]
        known = [count for count in counts if count is not None]
        if len(known) == len(counts):
            gap = math.fsum(a * b for a, b in zip(equation.coefficients, known, strict=True))
            if abs(gap) > equation.tolerance + DUST:
                found.append(equation)
    return tuple(found)


def small_cells(table: Table) -> frozenset[Cell]:
    """Primary suppression: the cells with 0 < n < threshold (D-10)."""
    return frozenset(cell for cell, count in table.values.items() if is_small(count, table.threshold_of(cell)))


def name_of(cell: Cell) -> str:
    """A cell as a German message names it."""
    return " ".join(str(item) for item in cell if item)


def sums(
    groups: Mapping[str, Iterable[str]], measures: Iterable[str], *, year: int = 0, mode: Additivity = "exact"
) -> list[Equation]:
    """Area sums: each group (district, state, region) is the sum of its areas, in every measure."""
    found = []
    members = {group: tuple(areas) for group, areas in groups.items()}
    for measure in measures:
        for group, areas in members.items():
            parts = tuple(Cell(area, measure, year) for area in areas)
            found.append(Equation(Cell(group, measure, year), parts, (), tolerance(mode, len(parts))))
    return _checkable(found)


def hierarchy(
    parents: Mapping[str, str], measures: Iterable[str], *, year: int = 0, mode: Additivity = "exact"
) -> list[Equation]:
    """The same from area -> parent: municipality -> district, district -> state."""
    children: dict[str, list[str]] = {}
    for area, parent in parents.items():
        children.setdefault(parent, []).append(area)
    return sums(children, measures, year=year, mode=mode)


def characteristics(
    areas: Iterable[str], splits: Iterable[tuple[str, Sequence[str]]], *, year: int = 0, mode: Additivity = "exact"
) -> list[Equation]:
    """In every area a measure is the sum of others: total = under 15 + 15 and over. One measure may be split often."""
    splits = list(splits)
    found = []
    for area in areas:
        for whole, pieces in splits:
            parts = tuple(Cell(area, piece, year) for piece in pieces)
            found.append(Equation(Cell(area, whole, year), parts, (), tolerance(mode, len(parts))))
    return _checkable(found)


def restated(
    origins: Mapping[str, Mapping[str, float]], measures: Iterable[str], *, old: str, new: str, year: int = 0
) -> list[Equation]:
    """Old and new division together: a new area is the weighted sum of old ones, weight 1 for a whole area (D-16)."""
    found = []
    for measure in measures:
        for area, shares in origins.items():
            parts = tuple(Cell(origin, measure, year, old) for origin in shares)
            weights = tuple(shares.values())
            plain = all(weight == 1 for weight in weights)
            found.append(Equation(Cell(area, measure, year, new), parts, () if plain else weights))
    return found


def with_difference(table: Table, whole: str, part: str) -> Table:
    """The table with what a reader gets by subtracting `part` from `whole` in every area, as hidden cells (D-15).

    Raises DisclosureRefused where the part is more than the whole.
    """
    values, equations, hidden = dict(table.values), list(table.equations), set(table.hidden)
    for cell in [cell for cell in table.values if cell.measure == whole]:
        other = cell._replace(measure=part)
        if other not in table.values:
            continue
        rest = cell._replace(measure=f"{whole} ohne {part}")
        minuend, subtrahend = table.values[cell], table.values[other]
        values[rest] = None if minuend is None or subtrahend is None else minuend - subtrahend
        if (values[rest] or 0) < 0:
            raise DisclosureRefused(f"{name_of(other)} ist mehr als {name_of(cell)}.")
        equations.append(Equation(cell, (other, rest)))
        hidden.add(rest)
    return replace(table, values=values, equations=tuple(equations), hidden=frozenset(hidden))


def after(table: Table, release: Release) -> Table:
    """The table together with a version that is already out, so that neither opens the other (D-16).

    A count that did not change is the same unknown in both: published then, it stays known; withheld then, it stays
    withheld. A count that changed is two cells that share no value, but both stand in the equations of their version.
    Where the store no longer holds a withheld count (None), it counts as unchanged as long as its old sums allow that.
    """
    moved: dict[Cell, Cell] = {}
    values = dict(table.values)
    known, withheld = set(table.known), set(table.withheld)
    for cell, count in _completed(release, table).items():
        same = cell in table.values and table.values[cell] == count
        moved[cell] = cell if same else cell._replace(version=cell.version or release.version)
        values[moved[cell]] = count
        if cell in release.table.known:
            known.add(moved[cell])
        elif cell in release.withheld:
            withheld.add(moved[cell])
        elif cell not in release.table.hidden and count is not None:
            known.add(moved[cell])
    printed = table.values.keys() - table.hidden  # what was only reckoned then may be printed now
    hidden = table.hidden | {moved[cell] for cell in release.table.hidden if moved[cell] not in printed}
    old = [
        replace(equation, total=moved[equation.total], parts=tuple(moved[part] for part in equation.parts))
        for equation in release.table.equations
    ]
    fresh = [equation for equation in old if not known.issuperset(equation.cells)]
    thresholds = dict(table.thresholds)
    for cell in release.table.values:
        thresholds[moved[cell]] = max(release.table.threshold_of(cell), thresholds.get(moved[cell], 0))
    return replace(
        table,
        values=values,
        equations=tuple(dict.fromkeys([*table.equations, *fresh])),
        thresholds=thresholds,
        known=frozenset(known),
        hidden=hidden,
        withheld=frozenset(withheld - known),
    )


def _completed(release: Release, table: Table) -> dict[Cell, float | None]:
    """The counts of a release, its forgotten ones taken from the new table where the old sums then still hold."""
    old = release.table.values
    guess = {cell: table.values.get(cell) if old[cell] is None else old[cell] for cell in old}
    wrong = contradictions(replace(release.table, values=guess))
    doubtful = {cell for equation in wrong for cell in equation.cells if old[cell] is None}
    return {cell: None if cell in doubtful else count for cell, count in guess.items()}


def _checkable(equations: list[Equation]) -> list[Equation]:
    """Without the equations whose sums nobody can rely on (cell-key method, samples)."""
    return [equation for equation in equations if math.isfinite(equation.tolerance)]
