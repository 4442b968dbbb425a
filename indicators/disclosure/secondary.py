"""Secondary suppression: which further cells must be withheld so that the small ones cannot be computed (D-11, D-12).

1. By counting: an equation with a single withheld cell, or whose withheld parts together are below the threshold, gets
   another one, the cheapest, looking one equation ahead at what that would cost in turn.
2. By attack: for every cell that still falls, the cheapest way is sought in which its count could move by T while all
   published sums stay (a linear programme around the cell); what would have to move is withheld.
3. Until nothing falls, from outside or to a lone person inside (`insiders`).

The loss of a cell is 1 + the square root of its count: few cells and small ones go first, a district total is dear, the
state's the dearest. Zeros are withheld only where nothing else helps: readers often know them, and a map full of
withheld zeros says nothing. Cells that are known anyway never are. Withholding more never narrows an interval, so what
once stands goes on standing; the result is the same on every run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indicators.disclosure.attack import Reach, search
from indicators.disclosure.equations import Cell, Table, checked, small_cells
from indicators.disclosure.insiders import recognised
from indicators.disclosure.moving import cheapest_move
from indicators.disclosure.programme import NoSolution, completed
from indicators.disclosure.rules import DisclosureRefused
from indicators.disclosure.system import Bools, Floats, System, bounds, stands, system_of

ZERO_LOSS = 1000.0
MOST_ROUNDS = 50


@dataclass(frozen=True)
class Pattern:
    """Which cells of a table are withheld, computed once per version and shared by every output (D-14)."""

    withheld: frozenset[Cell]
    primary: frozenset[Cell]
    """Small, or withheld by the table itself."""
    exposed: frozenset[Cell] = frozenset()
    """Withheld here although the public knows them already: published before, no pattern helps."""
    unprotected: frozenset[Cell] = frozenset()
    """Withheld, but there is nothing left to withhold that would hide them."""

    @property
    def complementary(self) -> frozenset[Cell]:
        """Withheld only to protect others."""
        return self.withheld - self.primary


def suppress(table: Table, *, insiders: bool = True) -> Pattern:
    """The pattern of a table: primary and secondary suppression over all its equations at once.

    insiders: protect also against a lone person in a cell who knows that the count is 1. Raises DisclosureRefused for a
    table that contradicts itself, negative counts and unusable thresholds.
    """
    system = system_of(checked(table))
    primary = small_cells(table) | table.withheld
    search_state = _Suppression.begin(system, table, primary)
    search_state.run(insiders)
    found = search_state.unknown & ~system.is_slack & ~system.mask(table.hidden - primary)
    withheld = {system.cells[index] for index in np.flatnonzero(found)} | primary
    return Pattern(
        frozenset(withheld),
        primary,
        exposed=primary & table.known,
        unprotected=frozenset(system.cells[index] for index in search_state.hopeless),
    )


@dataclass
class _Suppression:
    """The pattern as it grows."""

    system: System
    unknown: Bools
    guarded: Bools
    """Unknown cells that must stand; hidden cells that are not small need not."""
    free: Bools
    """Published cells that may still be withheld."""
    loss: Floats
    reached: Reach
    hopeless: set[int]
    discreet: Bools
    """Small cells that no lone person recognises; more withheld cells do not change that."""

    @classmethod
    def begin(cls, system: System, table: Table, primary: frozenset[Cell]) -> _Suppression:
        known, hidden = system.mask(table.known), system.mask(table.hidden)
        guarded = (system.mask(primary) | (~system.given & ~hidden)) & ~known
        unknown = guarded | ((hidden | ~system.given) & ~known) | system.is_slack
        try:
            system = completed(system, unknown)
        except NoSolution as problem:
            raise DisclosureRefused("Die Summen der Tabelle widersprechen einander.") from problem
        loss = np.where(system.value > 0, 1 + np.sqrt(np.maximum(system.value, 0)), ZERO_LOSS)
        reached = Reach(system, system.value.copy(), system.value.copy())
        return cls(system, unknown, guarded, ~unknown & ~known, loss, reached, set(), np.zeros(len(loss), dtype=bool))

    def run(self, insiders: bool) -> None:
        """Suppress, attack, suppress, until the attack fails everywhere or nothing is left to withhold."""
        self.count(range(self.system.rows), insiders)
        for _ in range(MOST_ROUNDS):
            if not (self.guard_from_outside() or (insiders and self.guard_from_inside())):
                return
            self.count(range(self.system.rows), insiders)
        self.hopeless |= set(np.flatnonzero(self.open_cells()).tolist())

    def open_cells(self) -> Bools:
        """Guarded cells not yet seen to stand."""
        self.guarded &= self.unknown
        return search(self.system, self.unknown, self.guarded, self.reached, bounds(self.system, self.unknown))

    def guard_from_outside(self) -> bool:
        """Give every cell that may fall room to move. Returns whether anything more was withheld."""
        before = int(self.unknown.sum())
        for target in np.flatnonzero(self.open_cells()).tolist():
            if target not in self.hopeless and not stands(self.system, self.reached.low, self.reached.high)[target]:
                self.make_room(target, None)
        return int(self.unknown.sum()) > before

    def guard_from_inside(self) -> bool:
        """The same against lone persons."""
        before = int(self.unknown.sum())
        small = self.guarded & self.system.is_small
        pairs = recognised(self.system, self.unknown, small, small & ~self.discreet)
        self.discreet |= small
        self.discreet[[target for _, target in pairs]] = False
        for one, target in pairs:
            if target not in self.hopeless:
                self.make_room(target, one)
        return int(self.unknown.sum()) > before

    def make_room(self, target: int, one: int | None) -> None:
        """Withhold what must be unknown for the target to move by its threshold (while the cell `one` stays)."""
        move = cheapest_move(self.system, self.unknown, self.free, self.loss, target, one)
        if move is None:
            self.hopeless.add(target)
            return
        for moves in move.tables:
            self.withhold(move.chosen[np.abs(moves) > 1e-6].tolist())
            if one is None:
                self.reached.include(move.chosen, moves)

    def withhold(self, variables: Iterable[int]) -> None:
        """Withhold some more cells."""
        for index in variables:
            if self.free[index]:
                self.free[index], self.unknown[index], self.guarded[index] = False, True, True

    def count(self, rows: Iterable[int], insiders: bool) -> None:
        """Withhold by counting until no equation is thin."""
        waiting = deque(rows)
        queued = set(waiting)
        while waiting:
            row = waiting.popleft()
            queued.discard(row)
            while self.is_thin(row, insiders):
                choice = self.cheapest(row)
                if choice is None:
                    break
                self.withhold([choice])
                for other in self.system.rows_of[choice]:
                    if other != row and other not in queued:
                        waiting.append(other)
                        queued.add(other)

    def is_thin(self, row: int, insiders: bool) -> bool:
        """Whether counting alone gives a guarded cell of this equation away."""
        system = self.system
        cells = [index for index in system.variables_of[row] if self.unknown[index] and not system.is_slack[index]]
        guarded = [index for index in cells if self.guarded[index]]
        if not guarded:
            return False
        if len(cells) == 1:
            return True
        signs = {system.signs[row, index] for index in cells}
        together = sum(system.value[index] for index in cells)
        if len(signs) == 1 and together < max(system.threshold[index] for index in guarded):
            return True
        if not insiders or len(cells) > 2 or len(guarded) < 2:
            return False
        first, second = guarded
        someone_alone = 1 in (system.value[first], system.value[second]) and system.is_small[guarded].all()
        same_person = system.person[first] == system.person[second] != -1
        return bool(someone_alone and not same_person)

    def cheapest(self, row: int) -> int | None:
        """The free cell of least loss, counting what its other equations would then need or no longer need."""
        free = [index for index in self.system.variables_of[row] if self.free[index]]
        if not free:
            return None
        return min(free, key=lambda index: (self.loss[index] + self.consequence(index, row), index))

    def consequence(self, index: int, row: int) -> float:
        """What withholding a cell costs in its other equations: a partner where it would be alone."""
        total = 0.0
        for other in self.system.rows_of[index]:
            cells = self.system.variables_of[other]
            hidden = sum(bool(self.unknown[cell]) for cell in cells)
            if other != row and hidden <= 1:
                losses = [float(self.loss[cell]) for cell in cells if self.free[cell] and cell != index]
                partner = min(losses, default=ZERO_LOSS)
                total += partner if hidden == 0 else -partner
        return total
