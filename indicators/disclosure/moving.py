"""The cheapest way to let a withheld count move: what must be unknown so that two tables differ by T in one cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.disclosure.programme import NoSolution, matrix_of, solve
from indicators.disclosure.system import DUST, Bools, Floats, Integers, System, neighbourhood

EVERYWHERE = 10**9
STEPS = ((8, False), (8, True), (EVERYWHERE, False), (EVERYWHERE, True))
"""How many equations away partners are sought, and whether zeros may be withheld.

Eight, because the cheapest way often leads through the other version and back; with two, state totals were withheld.
"""
MOST_NEAR = 3000
UNKNOWN_LOSS = 1e-3
RESERVE = 2.0
"""Fractions are drawn in to whole numbers at both ends; this much more width always makes up for it."""


@dataclass(frozen=True)
class Move:
    """Tables that agree with all published sums once every moved cell is withheld: moves of the variables `chosen`."""

    chosen: Integers
    tables: tuple[Floats, ...]


def cheapest_move(
    system: System, unknown: Bools, free: Bools, loss: Floats, target: int, insider: int | None = None
) -> Move | None:
    """The move of least total loss, or None if no set of `free` cells lets the target move far enough.

    From outside the target must range over its threshold T (two tables, y_up - y_down >= T). Against a person who is
    the only one in cell `insider`, that cell stays, and the target must be able to be 0 or T.
    Formula: min sum loss * |y| subject to A y = 0, value + y >= 0; loss of what is unknown anyway is next to nothing.
    """
    tried: set[tuple[int, bool]] = set()
    for distance, zeros in STEPS:
        allowed = unknown | (free & (zeros | (system.value > 0)))
        chosen = neighbourhood(system, allowed, target, distance, MOST_NEAR if distance < EVERYWHERE else EVERYWHERE)
        chosen = chosen[chosen != insider] if insider is not None else chosen
        if (len(chosen), zeros) in tried:
            continue
        tried.add((len(chosen), zeros))
        price = np.where(unknown[chosen], UNKNOWN_LOSS, loss[chosen])
        found = _ranging(system, chosen, price, target) if insider is None else escaping(system, chosen, price, target)
        if found is not None:
            return Move(chosen, found)
    return None


def _ranging(system: System, chosen: Integers, price: Floats, target: int) -> tuple[Floats, ...] | None:
    """Two tables in which the target differs by its threshold."""
    place = int(np.searchsorted(chosen, target))
    need = float(system.threshold[target])
    found = _solved(system, chosen, price, place, need, 2)
    if found is None or not system.whole:
        return found
    ends = system.value[target] + np.array([moves[place] for moves in found])
    if np.floor(ends.max() + DUST) - np.ceil(ends.min() - DUST) >= need:
        return found
    return _solved(system, chosen, price, place, need + RESERVE, 2)


def escaping(system: System, chosen: Integers, price: Floats, target: int) -> tuple[Floats, ...] | None:
    """One table in which the target is T, or else 0; None if the variables `chosen` allow neither."""
    place = int(np.searchsorted(chosen, target))
    for need in (system.threshold[target] - system.value[target], -system.value[target]):
        found = _solved(system, chosen, price, place, need, 1)
        if found is not None:
            return found
    return None


def _solved(
    system: System, chosen: Integers, price: Floats, place: int, need: float, tables: int
) -> tuple[Floats, ...] | None:
    """Cheapest moves of one table that move the target by `need`, or of two that differ there by `need`."""
    from scipy.sparse import block_diag, csr_array, hstack  # type: ignore[import-untyped, unused-ignore]

    matrix, _ = matrix_of(system, chosen)
    split = hstack([matrix, -matrix], format="csr")
    size = len(chosen)
    value = system.value[chosen]
    upper = np.concatenate([system.upper[chosen] - value, value - system.lower[chosen]])
    difference = np.zeros(2 * size * tables)
    for table in range(tables):
        sign = 1.0 if table == 0 else -1.0
        difference[2 * size * table + place] = sign
        difference[2 * size * table + size + place] = -sign
    direction = np.sign(need)
    try:
        found = solve(
            np.tile(price, 2 * tables),
            equal=block_diag([split] * tables, format="csr"),
            right=np.zeros(split.shape[0] * tables),
            lower=np.zeros(2 * size * tables),
            upper=np.tile(upper, tables),
            above=csr_array(direction * difference[None, :]),
            least=np.array([abs(need)]),
        )
    except NoSolution:
        return None
    if found is None:  # no cost is negative, so it cannot fall without end
        return None
    parts = found.reshape(tables, 2, size)
    return tuple(parts[table, 0] - parts[table, 1] for table in range(tables))
