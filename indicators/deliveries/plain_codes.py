"""Columns of words as codes and a dictionary: millions of rows are understood by looking at each distinct word once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from indicators.deliveries import text as texts
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.plain_cells import Place, key_text, level_of, place_of
from indicators.deliveries.plain_rows import Remarks, are_single_cases, single_cases
from indicators.deliveries.plain_years import period_of, why_no_period

MOST_FLAGS = 64_000_000


def places_of(key: pa.Array, level: pa.Array | None, remarks: Remarks) -> tuple[list[Place], np.ndarray]:
    """The distinct areas and, for each row, the number of its area in that list, below zero where it is left out."""
    keys = [*key.dictionary.to_pylist(), ""]
    codes = codes_of(key, len(key), nothing=len(keys) - 1)
    printed = [(word, "") for word in keys]
    if level is not None:
        levels = [*level.dictionary.to_pylist(), ""]
        pairs = codes.astype(np.int64) * len(levels) + codes_of(level, len(key), nothing=len(levels) - 1)
        distinct, codes = np.unique(pairs, return_inverse=True)
        printed = [(keys[pair // len(levels)], levels[pair % len(levels)]) for pair in distinct.tolist()]
    places = [_place(*words) for words in printed]
    first: dict[tuple[str, str | None], int] = {}
    target = np.empty(len(places), dtype=np.int32)
    for number, place in enumerate(places):
        is_taken = place.key is not None and not place.elsewhere and not place.is_total
        # Two spellings of a key, 16052 and 16052.0, are one area.
        target[number] = first.setdefault((place.level, place.key), number) if is_taken else -2 - number
        if place.repaired and (row := first_row(codes, number)):
            remarks.mended(place, row)
        if place.problem and not place.is_total and (row := first_row(codes, number)):
            remarks.error(place.problem, row)
    return places, target[codes]


def _place(printed: str, word: str) -> Place:
    level = level_of(word) if word else ""
    if level is None:
        return Place(None, "other", "", problem=f"Die Ebene „{word[:40]}“ gibt es nicht.")
    return place_of(key_text(texts.clean(printed))[0], "", level)


def periods_of(column: pa.Array, remarks: Remarks) -> tuple[list[str], np.ndarray]:
    """The distinct periods and, for each row, the number of its period in that list; -1 where there is none."""
    found = [period_of(texts.clean(word)) for word in column.dictionary.to_pylist()]
    listed = sorted({word for word in found if word is not None})
    numbers: dict[str | None, int] = {word: number for number, word in enumerate(listed)}
    target = np.array([*(numbers.get(word, -1) for word in found), -1], dtype=np.int32)
    words = codes_of(column, len(column), nothing=-1)
    codes: np.ndarray = target[words]
    strange, first, times = np.unique(words[codes < 0], return_index=True, return_counts=True)
    rows = np.flatnonzero(codes < 0)
    for word, at, met in zip(strange.tolist(), first.tolist(), times.tolist(), strict=True):
        printed = texts.clean(column.dictionary[word].as_py()) if word >= 0 else ""
        text, once = why_no_period(printed or None)
        remarks.error(text, int(rows[at]) + 2, once=once, times=met)
    return listed, codes


def codes_of(column: pa.Array | None, size: int, nothing: int = 0) -> np.ndarray:
    """Place of each row's word in the dictionary of the column; `nothing` where there is none."""
    if column is None:
        return np.zeros(size, dtype=np.int32)
    indices = column.indices.fill_null(nothing) if column.null_count else column.indices
    codes: np.ndarray = indices.to_numpy(zero_copy_only=False)
    return codes


def words_of(codes: np.ndarray, words: list[str]) -> pa.Array:
    """A column of SCHEMA from codes, each word once in its dictionary; any word where a row will be left out."""
    distinct = list(dict.fromkeys(words))
    if len(distinct) < len(words) or codes.min() < 0:
        numbers = {word: number for number, word in enumerate(distinct)}
        target = np.array([numbers[word] for word in words], dtype=np.int32)
        codes = target[np.maximum(codes, 0)]
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(distinct, type=pa.string()))


def first_row(codes: np.ndarray, code: int) -> int | None:
    """Row in the file (the header is 1) of the first row with this code; None where no row has it."""
    for start in range(0, len(codes), 1 << 16):
        hits = np.flatnonzero(codes[start : start + (1 << 16)] == code)
        if len(hits):
            return int(start + hits[0]) + 2
    return None


def refuse_single_cases(file: Delivered, codes: tuple[np.ndarray, ...], kept: np.ndarray) -> None:
    """Raises FileRefused where most figures stand there again and again; a few are told by the checks.

    `codes`: area, period, series and unit. Only rows of `kept` count.
    """
    sizes = [int(column.max(initial=0)) + 1 for column in codes]
    is_small = np.prod(sizes, dtype=np.float64) < 2**31
    joined: np.ndarray = np.zeros(len(kept), dtype=np.int32 if is_small else np.int64)
    for column, size in zip(codes, sizes, strict=True):
        np.multiply(joined, size, out=joined)
        np.add(joined, column, out=joined)
    joined = joined if kept.all() else joined[kept]
    if not _has_repeated(joined, int(np.prod(sizes, dtype=np.float64))):
        return
    ordered = np.sort(joined)
    repeated = int(np.count_nonzero(ordered[1:] == ordered[:-1]))
    if are_single_cases(repeated, len(joined)):
        raise FileRefused(single_cases(file.name, len(joined), len(np.unique(codes[0]))))


def _has_repeated(joined: np.ndarray, size: int) -> bool:
    if size <= MOST_FLAGS:
        flags = np.zeros(size, dtype=bool)
        flags[joined] = True
        return int(np.count_nonzero(flags)) < len(joined)
    ordered = np.sort(joined)
    return bool((ordered[1:] == ordered[:-1]).any())
