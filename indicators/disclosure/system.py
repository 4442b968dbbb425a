"""A table as arrays: variables, rows, what is unknown to the public, and what follows from it by counting alone.

Every cell is a variable x >= 0; an equation with a tolerance has one more variable, its slack. A row reads
sum of coefficient * x = 0. What the public knows is fixed, the rest is unknown. Intervals that follow from single rows
are pushed through all rows until nothing moves; in a connected part without cycles that already gives the exact answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.equations import Cell, Table

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]

DUST = 1e-6
ROUNDS = 60


@dataclass(frozen=True)
class System:
    """Arrays over variables (cells first, in sorted order, then slacks) and over the non-zero entries of the rows."""

    cells: tuple[Cell, ...]
    value: Floats
    """The true count; 0 where `given` is false."""
    given: Bools
    lower: Floats
    upper: Floats
    threshold: Floats
    whole: bool
    """All counts are whole numbers, so that intervals may be tightened to whole numbers."""
    entry_row: Integers
    entry_variable: Integers
    entry_coefficient: Floats
    rows: int

    @cached_property
    def position(self) -> dict[Cell, int]:
        """Where a cell stands among the variables."""
        return {cell: index for index, cell in enumerate(self.cells)}

    @cached_property
    def is_slack(self) -> Bools:
        """Variables that are no cells."""
        return np.arange(len(self.value)) >= len(self.cells)

    @cached_property
    def is_small(self) -> Bools:
        """0 < n < threshold."""
        return self.given & ~self.is_slack & (self.value > 0) & (self.value < self.threshold)

    @cached_property
    def person(self) -> Integers:
        """Cells of 1 that hold the same person share a number: a total of 1 and its part of 1. Elsewhere -1."""
        one = self.given & ~self.is_slack & (self.value == 1)
        found = np.where(one, np.arange(len(one)), -1)
        for variables, row in zip(self.variables_of, range(self.rows), strict=True):
            alike = [index for index in variables if one[index]]
            if len({self.signs[row, index] for index in alike}) == 2:
                numbers = found[alike]
                found[np.isin(found, numbers)] = numbers.min()
        return found

    @cached_property
    def variables_of(self) -> list[list[int]]:
        """The variables of every row."""
        return _grouped(self.entry_row, self.entry_variable, self.rows)

    @cached_property
    def rows_of(self) -> list[list[int]]:
        """The rows of every variable."""
        return _grouped(self.entry_variable, self.entry_row, len(self.value))

    @cached_property
    def signs(self) -> dict[tuple[int, int], bool]:
        """(row, variable) -> whether the coefficient is positive."""
        places = zip(self.entry_row.tolist(), self.entry_variable.tolist(), strict=True)
        return dict(zip(places, (self.entry_coefficient > 0).tolist(), strict=True))

    @cached_property
    def residual(self) -> Floats:
        """By how much every row is out: 0, unless a count is not given."""
        terms = self.entry_coefficient * self.value[self.entry_variable]
        return -np.asarray(np.bincount(self.entry_row, terms, self.rows), dtype=float)

    def mask(self, cells: frozenset[Cell]) -> Bools:
        """The variables of some cells."""
        found = np.zeros(len(self.value), dtype=bool)
        found[[self.position[cell] for cell in cells]] = True
        return found


def system_of(table: Table) -> System:
    """The arrays of a table whose sums have been checked; their order in the table does not matter."""
    equations = sorted(dict.fromkeys(table.equations), key=lambda item: (item.cells, item.weights, item.tolerance))
    cells = tuple(sorted(table.values))
    position = {cell: index for index, cell in enumerate(cells)}
    counts = [table.values[cell] for cell in cells]
    given = np.array([count is not None for count in counts], dtype=bool)
    value = np.array([count or 0.0 for count in counts], dtype=float)
    loose = [row for row, equation in enumerate(equations) if equation.tolerance]
    slack = np.array([equations[row].tolerance for row in loose], dtype=float)
    entries = [
        (row, position[cell], coefficient)
        for row, equation in enumerate(equations)
        for cell, coefficient in zip(equation.cells, equation.coefficients, strict=True)
    ]
    entries += [(row, len(cells) + index, 1.0) for index, row in enumerate(loose)]
    entries.sort()
    row, variable, coefficient = (
        (np.array(column) for column in zip(*entries, strict=True)) if entries else ([], [], [])
    )
    rows, variables = np.asarray(row, dtype=np.int64), np.asarray(variable, dtype=np.int64)
    factors = np.asarray(coefficient, dtype=float)
    value = np.concatenate([value, np.zeros(len(loose))])
    gaps = -np.bincount(rows, factors * value[variables], len(equations)) if entries else np.zeros(0)
    value[len(cells) :] = np.clip(gaps[loose], -slack, slack) if loose else 0.0
    return System(
        cells=cells,
        value=value,
        given=np.concatenate([given, np.ones(len(loose), dtype=bool)]),
        lower=np.concatenate([np.zeros(len(cells)), -slack]),
        upper=np.concatenate([np.full(len(cells), np.inf), slack]),
        threshold=np.array([*(table.threshold_of(cell) for cell in cells), *([1.0] * len(loose))], dtype=float),
        whole=not (value % 1).any() and not (factors % 1).any(),
        entry_row=rows,
        entry_variable=variables,
        entry_coefficient=factors,
        rows=len(equations),
    )


def neighbourhood(system: System, allowed: Bools, target: int, distance: int, most: int) -> Integers:
    """The allowed variables at most `distance` equations from the target, nearest first until `most` are found."""
    found, edge = {target}, [target]
    for _ in range(distance):
        rows = sorted({row for index in edge for row in system.rows_of[index]})
        near = {index for row in rows for index in system.variables_of[row] if allowed[index]}
        edge = sorted(near - found)
        found.update(edge)
        if not edge or len(found) >= most:
            break
    return np.array(sorted(found), dtype=np.int64)


@dataclass(frozen=True)
class Bounds:
    """What single rows say: outer intervals of all variables, the part each belongs to, and where that is exact."""

    low: Floats
    high: Floats
    part: Integers
    """Number of the connected part of unknown variables; known variables are parts of their own."""
    exact: Bools
    """The part of the variable has no cycle, so that the interval is what a linear programme would find."""


def bounds(system: System, unknown: Bools) -> Bounds:
    """Intervals by counting and propagation: x is what its row leaves between the extremes of the other unknowns."""
    active = unknown[system.entry_variable]
    row, variable, factor = system.entry_row[active], system.entry_variable[active], system.entry_coefficient[active]
    rest = system.entry_coefficient[~active] * system.value[system.entry_variable[~active]]
    target = -np.bincount(system.entry_row[~active], rest, system.rows)
    low = np.where(unknown, system.lower, system.value)
    high = np.where(unknown, system.upper, system.value)
    moving = np.zeros(len(low), dtype=bool)
    for _ in range(ROUNDS):
        before_low, before_high = low.copy(), high.copy()
        ends = np.where(factor > 0, 1.0, -1.0)
        small, large = (
            np.where(ends > 0, low[variable], high[variable]),
            np.where(ends > 0, high[variable], low[variable]),
        )
        most = target[row] - _others(row, factor * small, system.rows, -np.inf)
        least = target[row] - _others(row, factor * large, system.rows, np.inf)
        np.maximum.at(low, variable, np.where(ends > 0, least, most) / factor)
        np.minimum.at(high, variable, np.where(ends > 0, most, least) / factor)
        low, high = (low, high) if not system.whole else (np.ceil(low - DUST), np.floor(high + DUST))
        moving = (np.abs(_finite(low) - _finite(before_low)) > DUST) | (
            np.abs(_finite(high) - _finite(before_high)) > DUST
        )
        if not moving.any():
            break
    part, tree = _parts(system, unknown, row, variable)
    settled = np.bincount(part, moving, len(tree)) == 0
    return Bounds(low, high, part, (tree & settled)[part])


def stands(system: System, low: Floats, high: Floats, *, insider: bool = False) -> Bools:
    """The criterion of D-12 for intervals of all variables: T or wider, and reaching down to 0 or up to T.

    Against an insider, who knows one count of 1 for sure, it is enough that the interval is not inside [1, T - 1].
    """
    if system.whole:
        low, high = np.ceil(low - DUST), np.floor(high + DUST)
    escapes = (low <= DUST) | (high >= system.threshold - DUST)
    return escapes if insider else escapes & (high - low >= system.threshold - DUST)


def _others(row: Integers, terms: Floats, rows: int, infinity: float) -> Floats:
    """Per entry the sum of the other terms of its row, infinite as soon as one of them is."""
    endless = np.isinf(terms)
    finite = np.where(endless, 0.0, terms)
    total, count = np.bincount(row, finite, rows), np.bincount(row, endless, rows)
    return np.where(count[row] - endless > 0, infinity, total[row] - finite)


def _finite(values: Floats) -> Floats:
    return np.nan_to_num(values, posinf=1e15, neginf=-1e15)


def _parts(system: System, unknown: Bools, row: Integers, variable: Integers) -> tuple[Integers, Bools]:
    """The connected part of every variable, and which parts have no cycle."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped, unused-ignore]  # slow to import
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped, unused-ignore]

    size = len(unknown) + system.rows
    links = coo_array((np.ones(len(row)), (variable, len(unknown) + row)), shape=(size, size))
    count, label = connected_components(links, directed=False)
    part = np.asarray(label, dtype=np.int64)
    nodes = np.bincount(part, minlength=count)
    edges = np.bincount(part[variable], minlength=count)
    return part[: len(unknown)], edges == nodes - 1


def _grouped(keys: Integers, items: Integers, size: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for key, item in zip(keys.tolist(), items.tolist(), strict=True):
        found[key].append(item)
    return found
