"""A reading as whole numbers: every word stands once, in order, and a row names it by its place.

Millions of rows are checked by looking things up in short lists of words instead of comparing texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Whole = npt.NDArray[np.signedinteger]
"""Small numbers are kept small (16 bits where they fit): there are millions of them."""
Long = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NONE = -1
SMALL = 1 << 15
"""The code of an empty cell."""
CODED = ("area", "level", "name", "period", "series", "unit", "sign", "quality", "column")


@dataclass(frozen=True)
class Column:
    """A column of words: `words` sorted and each once, `codes` their places, NONE where the cell is empty."""

    words: list[str]
    codes: Whole

    @property
    def has_gaps(self) -> bool:
        """Whether cells are empty."""
        return bool(self.codes.size) and self.codes.min() == NONE

    def word(self, row: int) -> str | None:
        """What stands in a row."""
        code = int(self.codes[row])
        return None if code == NONE else self.words[code]

    def told(self, meaning: Callable[[str], int]) -> Whole:
        """`meaning` of every row's word, NONE for empty cells."""
        return self.looked_up([meaning(word) for word in self.words])

    def looked_up(self, by_word: list[int] | Whole) -> Whole:
        """One number per word -> one per row, NONE for empty cells."""
        numbers = small(np.append(np.asarray(by_word, np.int32), np.int32(NONE)))
        if self.codes.size and self.codes.strides == (0,):
            return np.broadcast_to(numbers[self.codes[0]], self.codes.shape)
        return numbers[self.codes]


@dataclass(frozen=True)
class Coded:
    """The rows of a reading; all arrays have one entry per row, in the order of the file."""

    columns: Mapping[str, Column]
    year: Whole
    """NONE where the file says none."""
    value: Floats
    """NaN where there is only a sign, or nothing."""
    row: Whole
    """Line of the file, 0 where unknown."""

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.value)


def coded(rows: pa.Table) -> Coded:
    """A table of `reading.SCHEMA` as numbers."""
    return Coded(
        {name: _column(rows.column(name)) for name in CODED},
        _numbers(rows.column("year"), NONE).astype(np.int32, copy=False),
        _numbers(rows.column("value"), np.nan).astype(np.float64, copy=False),
        _numbers(rows.column("row"), 0).astype(np.int32, copy=False),
    )


def small(numbers: Whole) -> Whole:
    """The same numbers in 16 bits where they fit."""
    fits = not numbers.size or (numbers.min() > -SMALL and numbers.max() < SMALL)
    return numbers.astype(np.int16) if fits else numbers


def distinct(numbers: Whole) -> Whole:
    """Each number once, sorted; quick where they lie close together, as years do."""
    if not numbers.size:
        return numbers
    first = int(numbers.min())
    if int(numbers.max()) - first > SMALL:
        return np.unique(numbers)
    return np.flatnonzero(np.bincount(numbers - first)) + first


def combined(*parts: tuple[Whole, int]) -> Whole:
    """One whole number for each row from several, each with the number of its possible values; order is kept."""
    is_short = math.prod(size + 1 for _, size in parts) < np.iinfo(np.int32).max
    rows = len(parts[0][0])
    key: Whole = np.zeros(rows, np.int32) if is_short else np.zeros(rows, np.int64)
    for codes, size in parts:
        key *= size + 1
        key += codes
        key += 1
    return key


def _numbers(column: pa.ChunkedArray, empty: float) -> npt.NDArray[np.generic]:
    return column.fill_null(pa.scalar(empty, column.type)).to_numpy()  # type: ignore[no-any-return, unused-ignore]


def _column(column: pa.ChunkedArray) -> Column:
    chunks = column.unify_dictionaries().chunks
    if not chunks:
        return Column([], np.zeros(0, np.int32))
    written = [word or "" for word in chunks[0].dictionary.to_pylist()]
    words = sorted(set(written))
    place = {word: at for at, word in enumerate(words)}
    # A reader may hold a word twice in its dictionary; sorted and single, the same figures give the same numbers.
    places = small(np.append(np.array([place[word] for word in written], np.int32), np.int32(NONE)))
    if len(words) <= 1 and column.null_count in (0, len(column)):  # the same in all rows: one number is enough
        return Column(words, np.broadcast_to(np.int16(NONE if column.null_count else 0), len(column)))
    found = [places[chunk.indices.fill_null(NONE).to_numpy()] for chunk in chunks]
    return Column(words, found[0] if len(found) == 1 else np.concatenate(found))
