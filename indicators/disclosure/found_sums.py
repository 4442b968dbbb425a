"""Sums that nobody has written down, found by their numbers: the total is women plus men in every row (D-11, D-15).

A reader with a spreadsheet finds them as well. Tried are single columns, all pairs, all triples of few columns, columns
that stand beside each other, and groups whose names begin alike. A sum counts as found when unrelated numbers would
agree that often in fewer than one of a thousand tables: two counts near n differ by about the square root of n, so a
row in which a sum of n holds exactly tells log2(1 + sqrt(n)) bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.additivity import DUST

Floats = NDArray[np.float64]

MOST_FOR_TRIPLES, MOST_FOR_PAIRS = 40, 250
SAMPLE = 24
"""Rows in which all sums are tried; the few that hold there are tried in all rows."""
MISSES = 0.1
"""In such a share of the rows a sum may fail: one mistyped row hides no sum from a reader."""
SURE = 10.0
"""Bits: one in a thousand."""


class Found(NamedTuple):
    """`total` is the sum of `parts`."""

    total: str
    parts: tuple[str, ...]


def found_sums(
    columns: Mapping[str, Sequence[float]],
    *,
    labels: Mapping[str, str] | None = None,
    known: Iterable[Mapping[str, float]] = (),
    tolerance: Callable[[int], float] = lambda _: 0.0,
) -> list[Found]:
    """Which columns are sums of others. Rows are areas, columns measures in the order of their records; NaN: not given.

    known: sums that are written down (coefficients that add up to 0); they and what follows from them are not told
    again. tolerance: by how much a printed sum of so many parts may be out.
    """
    names = [name for name, counts in columns.items() if np.isfinite(np.asarray(counts, dtype=float)).any()]
    if len(names) < 2:
        return []
    rows = np.column_stack([np.asarray(columns[name], dtype=float) for name in names])
    tried = _candidates(names, labels or {})
    needed = SURE + float(np.log2(sum(len(names) - len(parts) for parts in tried)))
    sample = rows[_telling(rows)[:SAMPLE]]
    sums = _sums(sample, tried)
    loose = np.array([tolerance(len(parts)) + DUST for parts in tried])
    basis = _Basis(names)
    for weights in known:
        basis.adds(weights)
    hits = [(at, total) for total in range(len(names)) for at in _holding(sums, sample[:, total], loose)]
    found = []
    for at, total in sorted(hits, key=lambda hit: (len(tried[hit[0]]), hit)):
        parts = tried[at]
        if total in parts or _bits(rows[:, total], rows[:, list(parts)], float(loose[at])) < needed:
            continue
        if basis.adds({names[total]: -1.0} | {names[part]: 1.0 for part in parts}):
            found.append(Found(names[total], tuple(names[part] for part in parts)))
    return found


def _candidates(names: Sequence[str], labels: Mapping[str, str]) -> list[tuple[int, ...]]:
    """Sets of columns whose sum may be another column."""
    every = range(len(names))
    found: list[tuple[int, ...]] = [(at,) for at in every]
    if len(names) <= MOST_FOR_PAIRS:
        found += combinations(every, 2)
        found += [tuple(range(start, end)) for start in every for end in range(start + 3, len(names) + 1)]
    if len(names) <= MOST_FOR_TRIPLES:
        found += combinations(every, 3)
    for words in ([name.split("_") for name in names], [re.findall(r"\w+", labels.get(name, "")) for name in names]):
        for group in _alike(words):
            found += [group, *(tuple(at for at in group if at != one) for one in group)]
    return [parts for parts in dict.fromkeys(found) if 0 < len(parts) < len(names)]


def _alike(words: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """Columns whose names begin with the same words; first of all, every column."""
    groups: dict[tuple[str, ...], list[int]] = {(): list(range(len(words)))}
    for at, name in enumerate(words):
        for length in range(1, len(name) + 1):
            groups.setdefault(tuple(name[:length]), []).append(at)
    return [tuple(group) for group in groups.values() if len(group) > 2]


def _telling(rows: Floats) -> NDArray[np.int64]:
    """Rows in which most is given, the ones with large counts first: there a sum holds least often by chance."""
    given = np.isfinite(rows)
    return np.lexsort((-np.where(given, rows, 0.0).sum(axis=1), -given.sum(axis=1)))


def _sums(sample: Floats, tried: Sequence[tuple[int, ...]]) -> Floats:
    """Candidates x rows; NaN where a part is not given."""
    by_column = np.ascontiguousarray(sample.T)
    return np.array([by_column[list(parts)].sum(axis=0) for parts in tried])


def _holding(sums: Floats, total: Floats, loose: Floats) -> list[int]:
    """Candidates that miss the total in few of the sampled rows."""
    alive = np.arange(len(sums))
    missed = np.zeros(len(sums), dtype=int)
    allowed = int(MISSES * len(total))
    for row, count in enumerate(total):
        if np.isfinite(count):
            missed[alive] += np.abs(sums[alive, row] - count) > loose[alive]  # False beside NaN
            alive = alive[missed[alive] <= allowed]
    return alive.tolist()


def _bits(total: Floats, parts: Floats, loose: float) -> float:
    """How surely this sum is no chance; 0 where it fails too often. Rows where only one part counts tell nothing."""
    apart = np.abs(parts.sum(axis=1) - total)
    fails = apart > loose
    tells = np.isfinite(apart) & ((parts > 0).sum(axis=1) >= min(2, parts.shape[1]))
    if fails.sum() > MISSES * tells.sum():
        return 0.0
    chance = (1 + 2 * np.floor(loose)) / (1 + np.sqrt(np.maximum(total[tells & ~fails], 0)))
    return float(-np.log2(np.minimum(chance, 1)).sum())


class _Basis:
    """Sums as vectors over the columns, to see which follow from others."""

    def __init__(self, names: Sequence[str]) -> None:
        self._place = {name: at for at, name in enumerate(names)}
        self._rows = np.zeros((0, len(names)))

    def adds(self, weights: Mapping[str, float]) -> bool:
        """Take in one more sum; whether it says anything new. One about other columns too says nothing here."""
        if not weights.keys() <= self._place.keys():
            return False
        row = np.zeros(len(self._place))
        for name, weight in weights.items():
            row[self._place[name]] = weight
        row /= np.linalg.norm(row)
        for _ in range(2):
            row = row - self._rows.T @ (self._rows @ row)
        length = float(np.linalg.norm(row))
        if length < 1e-6:
            return False
        self._rows = np.vstack([self._rows, row / length])
        return True
