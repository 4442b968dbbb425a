"""The attack: can a reader who takes all published numbers together find out what was withheld? (D-12)

For every withheld cell the smallest and the largest count that agree with all published equations are sought, counts
being >= 0. The cell stands if that interval reaches down to 0 or up to the threshold T, and is at least T wide.
Complementary cells must stand as well, because nobody outside can tell them from the small ones.

What is settled by counting is not given to the solver. For the rest a search looks for tables that agree with all that
is published: two such tables that differ by T in a cell prove that the cell stands. Only cells for which it finds
none get linear programmes of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indicators.disclosure.equations import Cell, Table, checked
from indicators.disclosure.programme import NoSolution, Programme, completed, programme_of
from indicators.disclosure.rules import DisclosureRefused
from indicators.disclosure.system import (
    Bools,
    Bounds,
    Floats,
    Integers,
    System,
    bounds,
    neighbourhood,
    stands,
    system_of,
)

PATIENCE = 3
"""So many searches in a row may prove nothing before single cells get programmes of their own."""
LARGE_PART = 2000
NEAR = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """What the attack finds out about a withheld cell: its count lies between `low` and `high`."""

    cell: Cell
    low: float
    high: float
    stands: bool


@dataclass(frozen=True)
class Attack:
    """All findings in the order of the cells."""

    findings: tuple[Finding, ...]

    @property
    def stood(self) -> int:
        """How many withheld cells stand."""
        return sum(finding.stands for finding in self.findings)

    @property
    def fell(self) -> int:
        """How many were found out."""
        return len(self.findings) - self.stood

    @property
    def fallen(self) -> tuple[Cell, ...]:
        """The cells that were found out."""
        return tuple(finding.cell for finding in self.findings if not finding.stands)

    def interval(self, cell: Cell) -> tuple[float, float]:
        """The interval of a cell."""
        return next((finding.low, finding.high) for finding in self.findings if finding.cell == cell)


def attack(table: Table, withheld: Iterable[Cell], *, exact: bool = True) -> Attack:
    """Attack a pattern: `withheld` cells are unknown to the reader, all other cells of the table are published.

    exact: the interval of every cell by two linear programmes where counting does not settle it. Otherwise intervals
    are only as wide as needed to see that a cell stands (those of fallen cells are always exact): fast enough for a
    whole version. Counts of withheld cells may be None; where they are given they only speed up the search. Raises
    DisclosureRefused for a table that contradicts itself.
    """
    system, targets, unknown = as_published(table, withheld)
    counted = bounds(system, unknown)
    reached = Reach(system, system.value.copy(), system.value.copy())
    if exact:
        reached.take(counted, targets & counted.exact)
        open_cells = targets & ~counted.exact
    else:
        open_cells = search(system, unknown, targets, reached, counted)
    settle(system, unknown, open_cells, reached, counted)
    low, high = reached.rounded()
    firm = stands(system, reached.low, reached.high)
    return Attack(
        tuple(
            Finding(system.cells[index], float(low[index]), float(high[index]), bool(firm[index]))
            for index in np.flatnonzero(targets)
        )
    )


def as_published(table: Table, withheld: Iterable[Cell]) -> tuple[System, Bools, Bools]:
    """What a reader sees: the system with some count for every cell, the withheld cells, all unknown variables.

    Raises DisclosureRefused for a table that contradicts itself.
    """
    system = system_of(checked(table))
    targets = system.mask(frozenset(withheld) - table.known)
    unknown = targets | system.is_slack | system.mask(table.hidden - table.known) | ~system.given
    try:
        return completed(system, unknown), targets, unknown
    except NoSolution as problem:
        raise DisclosureRefused("Die veröffentlichten Summen widersprechen einander.") from problem


@dataclass
class Reach:
    """Per variable the smallest and largest count in the tables found so far that agree with all that is published."""

    system: System
    low: Floats
    high: Floats

    def include(self, chosen: Integers, moves: Floats) -> None:
        """One more table: `moves` of the `chosen` variables, everything else as it is."""
        found = self.system.value[chosen] + moves
        self.low[chosen] = np.minimum(self.low[chosen], found)
        self.high[chosen] = np.maximum(self.high[chosen], found)

    def take(self, counted: Bounds, where: Bools) -> None:
        """Intervals that counting has settled."""
        self.low[where], self.high[where] = counted.low[where], counted.high[where]

    def rounded(self) -> tuple[Floats, Floats]:
        """The intervals, drawn in to whole numbers where all counts are whole."""
        if self.system.whole:
            return np.ceil(self.low - 1e-6) + 0.0, np.floor(self.high + 1e-6) + 0.0
        return self.low, self.high


def search(
    system: System, unknown: Bools, targets: Bools, reached: Reach, counted: Bounds, *, insider: bool = False
) -> Bools:
    """Widen `reached` until every target is seen to stand or patience ends. Returns the targets that are still open.

    Small connected parts are put into one programme, because the solver is slow to start; a large part is searched in
    the neighbourhoods of its open targets, because it is slow to finish.
    """
    reached.take(counted, targets & counted.exact)
    surely_fallen = ~stands(system, counted.low, counted.high, insider=insider)
    open_cells = targets & ~stands(system, reached.low, reached.high, insider=insider)
    hopeful = open_cells & ~counted.exact & ~surely_fallen
    size = np.bincount(counted.part, unknown)[counted.part]
    together = hopeful & (size <= LARGE_PART)
    if together.any():
        parts = np.unique(counted.part[together])
        _push(programme_of(system, np.flatnonzero(unknown & np.isin(counted.part, parts))), together, reached, insider)
    for centre in np.flatnonzero(hopeful & (size > LARGE_PART)).tolist():
        if not stands(system, reached.low, reached.high, insider=insider)[centre]:
            near = neighbourhood(system, unknown, centre, len(unknown), NEAR)
            _push(programme_of(system, near), hopeful, reached, insider)
    return open_cells & ~stands(system, reached.low, reached.high, insider=insider)


def _push(programme: Programme, targets: Bools, reached: Reach, insider: bool) -> None:
    """Push the targets of a programme up and down at random (fixed seed) until all stand or patience ends."""
    system, chosen = reached.system, programme.chosen
    chance = np.random.default_rng(0)
    wanted = targets[chosen]
    step = failures = 0
    while failures < PATIENCE:
        wanted &= ~stands(system, reached.low, reached.high, insider=insider)[chosen]
        before = int(wanted.sum())
        if not before:
            return
        direction = np.array([1.0, -1.0])[step] if step < 2 else chance.choice([-1.0, 1.0], len(chosen))
        wish = np.where(wanted, direction * chance.uniform(0.5, 1.5, len(chosen)), 0.0)
        limit = 2 * float(system.threshold[chosen][wanted].max()) + 1
        moves = programme.best(wish, limit)
        if moves is not None:
            reached.include(chosen, moves)
        wanted &= ~stands(system, reached.low, reached.high, insider=insider)[chosen]
        failures = failures + 1 if int(wanted.sum()) == before else 0
        step += 1


def settle(system: System, unknown: Bools, targets: Bools, reached: Reach, counted: Bounds) -> None:
    """The exact intervals of `targets`, each by two linear programmes over the connected part it belongs to."""
    part = -1
    programme: Programme | None = None
    for target in sorted(np.flatnonzero(targets).tolist(), key=lambda index: (counted.part[index], index)):
        if counted.exact[target]:
            reached.low[target], reached.high[target] = counted.low[target], counted.high[target]
            continue
        if programme is None or counted.part[target] != part:
            part = int(counted.part[target])
            programme = programme_of(system, np.flatnonzero(unknown & (counted.part == part)))
        wish = (programme.chosen == target).astype(float)
        place = int(np.flatnonzero(wish)[0])
        ends = []
        for sign in (-1.0, 1.0):
            moves = programme.best(sign * wish)
            ends.append(sign * np.inf if moves is None else system.value[target] + moves[place])
            if moves is not None:
                reached.include(programme.chosen, moves)
        reached.low[target], reached.high[target] = ends
