"""What those know who are counted: the only person in a cell knows that the cell is 1 (case C of D-12).

With that knowledge nobody may be able to tell that another withheld count is small: no interval of a small cell may
then lie inside [1, T - 1]. What a cell and a sum of 1 say of the same person is no news to that person.

To try every pair of a lone person and a small cell would take long, so half of the lone persons are first assumed to
talk to each other, in turns such that every pair is separated at least once: who learns nothing together learns nothing
alone. Only small cells that are open after that are tried person by person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from indicators.disclosure.attack import NEAR, Reach, as_published, search
from indicators.disclosure.equations import Cell, Table
from indicators.disclosure.moving import escaping
from indicators.disclosure.system import DUST, Bools, Integers, System, bounds, neighbourhood


def insider_attack(table: Table, withheld: Iterable[Cell]) -> tuple[tuple[Cell, Cell], ...]:
    """All pairs (cell with one person in it, small cell only this person recognises as small), in order of the cells.

    A cell that everybody recognises is the business of `attack`. Raises DisclosureRefused as that does.
    """
    system, targets, unknown = as_published(table, withheld)
    pairs = recognised(system, unknown, targets & system.is_small)
    return tuple((system.cells[one], system.cells[other]) for one, other in pairs)


def recognised(system: System, unknown: Bools, targets: Bools, asked: Bools | None = None) -> list[tuple[int, int]]:
    """Pairs of variables (lone person, target) where the person recognises the target; `asked`: only these targets."""
    alone = np.flatnonzero(targets & (system.person >= 0))
    if not len(alone):
        return []
    part = bounds(system, unknown | (system.person >= 0)).part
    doubtful = np.zeros(len(targets), dtype=bool)
    for talking, looked_at in _halves(system, alone, targets, part):
        doubtful |= _open_against(system, unknown, looked_at & (targets if asked is None else asked), talking)
    pairs = []
    for target in np.flatnonzero(doubtful).tolist():
        here = np.flatnonzero(unknown & (part == part[target]))
        pairs += [(one, target) for one in _who_learns(system, here, alone, target)]
    return sorted(pairs)


def _who_learns(system: System, here: Integers, alone: Integers, target: int) -> list[int]:
    """Who of those alone in a cell of this part recognises the target: the person's first cell.

    Where a table is found in which the target is 0 or T, everybody whose cell it leaves as it is learns nothing.
    """
    moved = _moved(system, here, target)
    if moved is None:  # everybody recognises it: the business of the attack from outside
        return []
    persons = np.where(np.isin(np.arange(len(system.value)), alone), system.person, -1)
    persons[persons == system.person[target]] = -1
    suspects = persons[moved]
    found = []
    for person in np.unique(suspects[suspects >= 0]).tolist():
        cells = here[persons[here] == person]
        if _moved(system, np.setdiff1d(here, cells), target) is None:
            found.append(int(cells[0]))
    return found


def _moved(system: System, chosen: Integers, target: int) -> Integers | None:
    """The cells that differ in some table in which the target is 0 or T; None if there is no such table."""
    allowed = np.zeros(len(system.value), dtype=bool)
    allowed[chosen] = True
    for variables in (neighbourhood(system, allowed, target, len(chosen), NEAR), chosen):
        table = escaping(system, variables, np.ones(len(variables)), target)
        if table is not None:
            return variables[np.abs(table[0]) > DUST]
    return None


def _halves(system: System, alone: Integers, targets: Bools, part: Integers) -> Iterator[tuple[Integers, Bools]]:
    """Who talks and whom they look at: all at the others, then by every binary digit of their number in their part."""
    others = targets.copy()
    others[alone] = False
    yield alone, others
    persons, which = np.unique(system.person[alone], return_inverse=True)
    home = part[persons]
    order = np.argsort(home, kind="stable")
    _, first, size = np.unique(home[order], return_index=True, return_counts=True)
    number = np.empty(len(persons), dtype=np.int64)
    number[order] = np.arange(len(persons)) - np.repeat(first, size)
    for digit in range(int(number.max()).bit_length()):
        for side in (0, 1):
            talking = (number[which] >> digit & 1) == side
            looked_at = np.zeros(len(targets), dtype=bool)
            looked_at[alone[~talking]] = True
            yield alone[talking], looked_at


def _open_against(system: System, unknown: Bools, targets: Bools, talking: Integers) -> Bools:
    """The targets that are not seen to stand when the `talking` cells are known."""
    known = unknown.copy()
    known[talking] = False
    reached = Reach(system, system.value.copy(), system.value.copy())
    return search(system, known, targets, reached, bounds(system, known), insider=True)
