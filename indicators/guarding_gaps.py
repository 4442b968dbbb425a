"""Cells that were delivered without a number, in the table of what a reader can add up: in this version and the last.

A sign says nothing of a count, so such a cell is unknown like one that is withheld, and no sum may give it away. A zero
that may stand for a 1 or a 2 is more: its status tells that it is below 3, so what several of them are together must
not be reckoned either; 4 in two such cells is 2 in each (D-05).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection
from dataclasses import replace

from indicators.disclosure import Cell, Equation, Pattern, Release, Table, after, suppress
from indicators.disclosure.additivity import DUST
from indicators.disclosure.rules import DisclosureRefused
from indicators.guarding_divisions import known_to_all

ZEROS = "zeros:"


def with_doubted_zeros(table: Table, doubted: Collection[Cell], own: Collection[Cell]) -> Table:
    """The table with what is left of each sum in the place of its doubted zeros.

    What is left for the `own` ones among them is guarded where it is more than nothing. Each sum has a rest of its own,
    because the sums of a file in which counts were set to zero need not agree about them.
    """
    if not doubted:
        return table
    among, guarded, counts = frozenset(doubted), frozenset(own), dict(table.values)
    values = {cell: count for cell, count in counts.items() if cell not in among}
    thresholds = {cell: limit for cell, limit in table.thresholds.items() if cell not in among}
    withheld, hidden, equations = set(table.withheld), set(table.hidden - among), []
    for equation in table.equations:
        zeros = [cell for cell in equation.cells if cell in among]
        if not zeros:
            equations.append(equation)
            continue
        is_plain = not equation.weights and equation.total not in among
        rests = {zero: _rest(equation, zeros if is_plain else [zero]) for zero in zeros}
        left = _left(table, equation, among) if is_plain else None
        cells = list(dict.fromkeys(rests.get(cell, cell) for cell in equation.cells))
        loose = equation.tolerance if left is None else max(equation.tolerance, -left)
        equations.append(replace(equation, total=cells[0], parts=tuple(cells[1:]), tolerance=loose))
        others = set(cells).difference(rests.values())
        tells = left is not None and left > equation.tolerance + DUST and not table.known.issuperset(others)
        for zero, rest in rests.items():
            values[rest] = None if left is None else max(left, 0.0)
            thresholds[rest] = max(table.threshold_of(zero), thresholds.get(rest, 0))
            (withheld if tells and not guarded.isdisjoint(zeros) else hidden).add(rest)
    return replace(
        table,
        values=values,
        equations=tuple(equations),
        thresholds=thresholds,
        hidden=frozenset(hidden - withheld),
        withheld=frozenset(withheld),
    )


def areas_of(cell: Cell) -> str:
    """The area of a cell, or those of the zeros in whose place it stands."""
    return cell.area.rpartition(":")[2] if cell.area.startswith(ZEROS) else cell.area


def release_of(
    version: str, published: Table, unknown: frozenset[Cell], secret: frozenset[Cell], table: Table
) -> Release:
    """The version that is out, with the own cells that its reader does not know.

    What was withheld (`secret`) stays withheld in `table`. A number that was only lacking may be shown once it is
    delivered; until then the reader knows it no better than the others.
    """
    then, now = dict(published.values), dict(table.values)
    arrived = {cell for cell in unknown - secret if now.get(cell) is not None}
    hidden = published.hidden | {cell for cell in arrived if cell in then}
    return Release(version, replace(published, hidden=hidden), (unknown - arrived) | published.withheld)


def pattern_of(table: Table, release: Release | None) -> Pattern:
    """The pattern of a table beside the version that is out.

    A count that is given in neither is taken for the same in both, unless the sums of the two say that it changed.
    Raises DisclosureRefused.
    """
    if release is None:
        return suppress(known_to_all(table))
    try:
        return suppress(_without_told(known_to_all(after(table, release))))
    except DisclosureRefused:
        return suppress(_without_told(known_to_all(after(table, _set_apart(release, table)))))


def _without_told(table: Table) -> Table:
    """What a version has told of doubted zeros, before anybody doubted them, no pattern takes back."""
    unknown = ([cell for cell in equation.cells if cell not in table.known] for equation in table.equations)
    told = frozenset(cells[0] for cells in unknown if len(cells) == 1 and cells[0].area.startswith(ZEROS))
    return replace(table, known=table.known | told, withheld=table.withheld - told)


def _rest(equation: Equation, zeros: Collection[Cell]) -> Cell:
    """Named after the sum and the cells in whose place it stands: the same in two versions where these are."""
    total = equation.total
    names = sorted(" ".join([zero.area, zero.division, zero.measure.replace(total.measure, "")]) for zero in zeros)
    listed = ", ".join(" ".join(name.split()) for name in names)
    of_sum = zlib.crc32(repr(equation.cells).encode())
    return Cell(f"{ZEROS}{of_sum:08x}:{listed}", total.measure, total.year)


def _left(table: Table, equation: Equation, doubted: frozenset[Cell]) -> float | None:
    """What a total is more than its parts without the doubted ones; None where one of them is not known either."""
    terms = zip(equation.cells, equation.coefficients, strict=True)
    counts = [(weight, table.values[cell]) for cell, weight in terms if cell not in doubted]
    known = [-weight * count for weight, count in counts if count is not None]
    return math.fsum(known) if len(known) == len(counts) else None


def _set_apart(release: Release, table: Table) -> Release:
    """The release with cells of its own for what neither it nor the table gives a count."""
    now = dict(table.values)
    apart = {
        cell: cell._replace(version=release.version)
        for cell, count in release.table.values.items()
        if count is None and now.get(cell) is None
    }

    def moved(cells: Collection[Cell]) -> frozenset[Cell]:
        return frozenset(apart.get(cell, cell) for cell in cells)

    old = release.table
    renamed = replace(
        old,
        values={apart.get(cell, cell): count for cell, count in old.values.items()},
        equations=tuple(
            replace(
                one, total=apart.get(one.total, one.total), parts=tuple(apart.get(cell, cell) for cell in one.parts)
            )
            for one in old.equations
        ),
        thresholds={apart.get(cell, cell): limit for cell, limit in old.thresholds.items()},
        known=moved(old.known),
        hidden=moved(old.hidden),
        withheld=moved(old.withheld),
    )
    return Release(release.version, renamed, moved(release.withheld))
