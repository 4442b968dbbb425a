"""The linear programme of the attack: what a reader finds who solves all published sums at once.

One sparse matrix per set of connected parts, solved again and again with another objective (HiGHS through scipy). The
variables are moves y = x - value, because a table's counts run from 1 to millions and its moves do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from indicators.disclosure.system import DUST, Bools, Floats, Integers, System

OPTIMAL, UNBOUNDED = 0, 3


class NoSolution(ArithmeticError):
    """The solver found no feasible point although there must be one; the message names the state it reported."""


@dataclass(frozen=True)
class Programme:
    """Moves of some unknown variables (`chosen`) under the rows they stand in; every other variable stays."""

    chosen: Integers
    matrix: Any
    lower: Floats
    upper: Floats

    def best(self, objective: Floats, reach: float = np.inf) -> Floats | None:
        """The moves that make objective * y largest, none longer than `reach`; None if nothing limits it."""
        still = np.zeros(self.matrix.shape[0])
        lower, upper = np.maximum(self.lower, -reach), np.minimum(self.upper, reach)
        return solve(-objective, equal=self.matrix, right=still, lower=lower, upper=upper)


def programme_of(system: System, chosen: Integers) -> Programme:
    """The programme of the variables `chosen`: all unknown variables of some connected parts."""
    matrix, _ = matrix_of(system, chosen)
    value = system.value[chosen]
    return Programme(chosen, matrix, system.lower[chosen] - value, system.upper[chosen] - value)


def completed(system: System, unknown: Bools) -> System:
    """The system with some count for every cell whose count nobody in this house knows, such that all rows hold.

    Any such table serves as a starting point, because the attack looks at what is possible, not at what is true. Raises
    NoSolution where there is none.
    """
    rows = np.flatnonzero(np.abs(system.residual) > DUST)
    if not len(rows):
        return system
    free = np.flatnonzero(unknown)
    matrix, touched = matrix_of(system, free)
    if not np.isin(rows, touched).all():
        raise NoSolution("a row without unknown variables does not hold")
    shift = system.value[free]
    moves = solve(
        np.zeros(len(free)),
        equal=matrix,
        right=system.residual[touched],
        lower=system.lower[free] - shift,
        upper=system.upper[free] - shift,
    )
    if moves is None:
        raise NoSolution("nothing is asked for, yet there is no end to it")
    value = system.value.copy()
    value[free] += moves
    return replace(system, value=value)


def matrix_of(system: System, chosen: Integers) -> tuple[Any, Integers]:
    """The sparse matrix of some variables with the rows they stand in, and the numbers of these rows."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped, unused-ignore]  # slow to import

    column = np.full(len(system.value), -1)
    column[chosen] = np.arange(len(chosen))
    active = column[system.entry_variable] >= 0
    rows, row = np.unique(system.entry_row[active], return_inverse=True)
    entries = (system.entry_coefficient[active], (row, column[system.entry_variable[active]]))
    return csr_array(entries, shape=(len(rows), len(chosen))), rows


def solve(
    cost: Floats,
    *,
    equal: Any,
    right: Floats,
    lower: Floats,
    upper: Floats,
    above: Any = None,
    least: Floats | None = None,
) -> Floats | None:
    """The point of lowest cost with `equal` x = `right` and `above` x >= `least`; None if cost falls without end.

    Raises NoSolution where there is no such point.
    """
    from scipy.optimize import linprog  # type: ignore[import-untyped, unused-ignore]  # slow to import

    found = linprog(
        cost,
        A_eq=equal if equal.shape[0] else None,
        b_eq=right if equal.shape[0] else None,
        A_ub=None if above is None else -above,
        b_ub=None if least is None else -least,
        bounds=np.column_stack([lower, upper]),
        method="highs",
    )
    if found.status == UNBOUNDED:
        return None
    if found.status != OPTIMAL:
        raise NoSolution(f"linprog status {found.status}")
    return np.asarray(found.x, dtype=float)
