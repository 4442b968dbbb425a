"""What is taken from a delivery: one row per measure, level, area and year, sorted, ready to be written.

The same figures give the same rows and the same id, in whatever order and file they came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from indicators.deliveries.codes import NONE, Column, Floats, Long, Whole, combined, small
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.mapping import Choice
from indicators.deliveries.placing import Places
from indicators.deliveries.signing import STATUSES, Signed
from indicators.merging import COLUMNS, WORDS_KEY

FILE = "observations.parquet"
ROW_GROUP = 250_000
"""Rows between two notes of which measures stand there, so that a question about one reads little."""
LATEST = 9_999
DENSE = 4
"""Up to so many possible keys for each that is there, rows are seated instead of sorted."""


@dataclass(frozen=True)
class Stretch:
    """Rows of one measure on one level: `start` to `end` (excluded) of the observations, by area and year."""

    measure: str
    level: str
    start: int
    end: int

    @property
    def rows(self) -> slice:
        """The rows themselves."""
        return slice(self.start, self.end)


@dataclass(frozen=True)
class Observations:
    """Sorted by measure, level, area, year; `at` leads back to the row of the reading."""

    source: str
    measure: Column
    level: Column
    area: Column
    sign: Column
    division: Column
    year: Whole
    value: Floats
    status: Whole
    """Places in STATUSES."""
    at: Long

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.value)

    def stretches(self) -> Iterator[Stretch]:
        """The rows cut where measure or level changes."""
        if not self.size:
            return
        changes = np.zeros(self.size - 1, bool)
        for codes in (self.measure.codes, self.level.codes):
            changes |= codes[1:] != codes[:-1]
        cuts = [0, *(np.flatnonzero(changes) + 1), self.size]
        for start, end in pairwise(cuts):
            yield Stretch(
                self.measure.words[self.measure.codes[start]],
                self.level.words[self.level.codes[start]],
                int(start),
                int(end),
            )

    def starts_new(self) -> np.ndarray:
        """Per row, whether the row before it belongs to another measure, level or area (or there is none)."""
        new = np.ones(self.size, bool)
        for codes in (self.measure.codes, self.level.codes, self.area.codes):
            new[1:] &= codes[1:] == codes[:-1]
        new[0:1] = False
        return ~new

    def load_id(self) -> str:
        """Twelve hex digits of the content."""
        digest = hashlib.sha256(self.source.encode())
        for column in (self.measure, self.level, self.area, self.sign, self.division):
            digest.update(json.dumps(column.words).encode())
            digest.update(column.codes.tobytes())
        for numbers in (self.year, self.value, self.status):
            digest.update(numbers.tobytes())
        return digest.hexdigest()[:12]

    def write(self, folder: Path) -> Path:
        """`observations.parquet` in `folder`, with the columns of a version, and the words in each beside them."""
        path = folder / FILE
        columns = {
            "measure": self.measure,
            "level": self.level,
            "area": self.area,
            "sign": self.sign,
            "status": _used(list(STATUSES), self.status),
            "division": self.division,
            "source": Column([self.source], np.zeros(self.size, np.int16)),
        }
        words = {name: [*column.words, *([None] if column.has_gaps else [])] for name, column in columns.items()}
        numbers = {
            "year": pa.array(self.year, pa.int32()),
            "value": pa.array(self.value, pa.float64(), from_pandas=True),
        }
        arrays = {name: _words(column) for name, column in columns.items()} | numbers
        table = pa.table({name: arrays[name] for name in COLUMNS}, metadata={WORDS_KEY: json.dumps(words)})
        parquet.write_table(table, path, compression="lz4", write_statistics=["measure"], row_group_size=ROW_GROUP)
        path.chmod(0o600)
        return path


@dataclass(frozen=True)
class Order:
    """The open rows of a ledger by measure, level, area, year: `at` leads to the row."""

    measures: list[str]
    measure: Whole
    """Per row of the reading, a place in `measures`."""
    at: Long
    repeated: Long
    """Places in `at` whose row has the same measure, level, area and year as the one before."""


def in_order(ledger: Ledger, choice: Choice) -> Order:
    """Sort the open rows."""
    cells, columns = ledger.cells, ledger.cells.columns
    measures = sorted(set(choice.measures.values()))
    place = {series: measures.index(measure) for series, measure in choice.measures.items()}
    measure = columns["series"].told(lambda word: place.get(word, NONE))
    at = np.flatnonzero(ledger.open)
    parts = [measure, columns["level"].codes, columns["area"].codes, cells.year]
    if len(at) < cells.size:
        parts = [part[at] for part in parts]
    first = int(parts[3].min(initial=LATEST))
    parts[3] = parts[3] - first
    sizes = (len(measures), len(columns["level"].words), len(columns["area"].words), int(parts[3].max(initial=0)))
    return Order(measures, measure, *_sorted(at, combined(*zip(parts, sizes, strict=True))))


def _sorted(at: Long, key: Whole) -> tuple[Long, Long]:
    """Rows by their keys, and the places of those that have the same key as the one before."""
    if np.any(key[1:] < key[:-1]):
        highest = int(key.max(initial=0)) + 1
        if highest <= DENSE * len(key) and (row_of := _seated(key, highest)) is not None:
            return at[row_of], np.zeros(0, np.int64)
        order = np.argsort(key, kind="stable")
        at, key = at[order], key[order]
    return at, np.flatnonzero(key[1:] == key[:-1]) + 1


def _seated(key: Whole, highest: int) -> Long | None:
    """The order of keys of which nearly every possible one is there: each row takes its seat; None if two want one."""
    seats = np.full(highest, NONE, np.int32)
    seats[key] = np.arange(len(key), dtype=np.int32)
    seats = seats[seats != NONE]
    return seats if len(seats) == len(key) else None


def observe(ledger: Ledger, order: Order, choice: Choice, places: Places, signed: Signed) -> Observations:
    """The open rows of the ledger, as they are stored."""
    columns, at = ledger.cells.columns, order.at
    level, area = columns["level"], columns["area"]
    return Observations(
        source=choice.key,
        measure=_used(order.measures, order.measure[at]),
        level=_used(level.words, level.codes[at]),
        area=_used(area.words, area.codes[at]),
        sign=_used(columns["sign"].words, columns["sign"].codes[at]),
        division=_used(places.divisions, places.division[at]),
        year=ledger.cells.year[at],
        value=signed.value[at],
        status=signed.status[at],
        at=at,
    )


def _used(words: list[str], codes: Whole) -> Column:
    """Without the words that no row uses, so that what was left out leaves no trace in the id."""
    used = np.zeros(len(words) + 1, bool)
    used[codes] = True
    used = used[:NONE]
    if used.all():
        return Column(list(words), codes)
    places = small(np.append(np.cumsum(used) - 1, NONE).astype(np.int32))
    return Column([word for word, is_used in zip(words, used, strict=True) if is_used], places[codes])


def _words(column: Column) -> pa.DictionaryArray:
    gaps = column.codes == NONE if column.has_gaps else None
    return pa.DictionaryArray.from_arrays(pa.array(column.codes, mask=gaps), pa.array(column.words, pa.string()))
