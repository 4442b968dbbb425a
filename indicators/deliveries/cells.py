"""The cells of one column: number, published sign or neither; each different cell is looked at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicators.deliveries.findings import Finding
from indicators.deliveries.text import ASKED, Ambiguous, clean, decimal_sign_of, number_of
from indicators.wording import several

LIMITED = "()"
"""The sign of a number in brackets, whose value counts but says little."""
SHOWN = 50
"""So many findings of one kind are listed, the rest is counted."""

_WHOLE = r"^-?[0-9]{1,15}$"
_CERTAIN = {sign: rf"^-?[0-9]{{1,15}}{re.escape(sign)}(?:[0-9]{{1,2}}|[0-9]{{4,15}})$" for sign in (",", ".")}
"""Numbers that need no second look, by their decimal sign: most of a column, read without a loop."""
_SIGN = re.compile(r"[^\w\s\"']{1,3}|[A-Za-z]|\(\s*\)")
_BRACKETED = re.compile(r"\(\s*(.+?)\s*\)")
_QUALIFIED = re.compile(r"(.*\d)\s?([bprse])")


@dataclass(frozen=True)
class Cells:
    """A column read; all arrays have its length."""

    value: np.ndarray
    """float64, NaN where there is no number."""
    sign: pa.DictionaryArray
    """The printed sign, null beside a plain number and in an empty cell."""
    quality: pa.DictionaryArray
    """A letter printed behind the number (`123p`), else null."""
    empty: np.ndarray
    wrong: np.ndarray
    """bool: neither a number nor anything that looks like a sign."""
    decimal: str
    has_decimals: bool


def words_of(column: pa.Array | pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The different texts of a column, clean, and which of them stands in each row."""
    words, index = _different(column)
    return [clean(word) for word in words.to_pylist()], index


def _different(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """The different texts of a column as printed, and which of them stands in each row; null is an empty text."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # a column without a single chunk stays one
        return pa.array([], pa.string()), np.zeros(0, dtype=np.int32)
    words = coded.dictionary.cast(pa.string())
    if coded.null_count:
        index = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        return pa.concat_arrays([words, pa.array([""])]), index
    return words, coded.indices.to_numpy(zero_copy_only=False)


def coded(words: Sequence[str | None], index: np.ndarray) -> pa.DictionaryArray:
    """The texts `words[index]` as a dictionary array in which every word stands once; None becomes null."""
    once = {word: number for number, word in enumerate(dict.fromkeys(word for word in words if word is not None))}
    places = np.array([-1 if word is None else once[word] for word in words], dtype=np.int32)
    taken = places[index] if len(words) else np.zeros(0, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(taken, mask=taken < 0), pa.array(list(once), pa.string()))


def cells_of(column: pa.Array | pa.ChunkedArray, *, usual: str | None = None, decimal: str | None = None) -> Cells:
    """Read a column of texts. `usual`: see `decimal_sign_of`; `decimal` answers its question beforehand.

    Raises Ambiguous.
    """
    printed, index = _different(column)
    whole, with_comma, with_point = (_matching(printed, pattern) for pattern in (_WHOLE, *_CERTAIN.values()))
    odd = np.flatnonzero(~(whole | with_comma | with_point))
    words = [clean(word) for word in printed.take(pa.array(odd)).to_pylist()]
    bare = [_bare(word) for word in words]
    certain = [printed[int(np.argmax(found))].as_py() for found in (with_comma, with_point) if found.any()]
    sign = decimal or decimal_sign_of(chain(certain, (number for number, _, _ in bare)), usual)
    values = np.full(len(printed), np.nan)
    signs: list[str | None] = [None] * len(printed)
    letters: list[str | None] = [None] * len(printed)
    wrong = with_point.copy() if sign == "," else with_comma.copy()
    empty = np.zeros(len(printed), dtype=bool)
    for plain, mark in ((whole, ""), (with_comma, ","), (with_point, ".")):
        if mark in ("", sign) and plain.any():
            texts = printed.filter(pa.array(plain))
            values[plain] = pc.cast(pc.replace_substring(texts, ",", ".") if mark == "," else texts, pa.float64())
    for place, word, (number, mark_beside, letter) in zip(odd, words, bare, strict=True):
        value = number_of(number, sign)
        empty[place] = not word
        if value is not None:
            values[place], signs[place], letters[place] = value, mark_beside, letter
        elif _SIGN.fullmatch(word):
            signs[place] = LIMITED if word.startswith("(") else word
        else:
            wrong[place] = bool(word)
    return Cells(
        value=values[index],
        sign=coded(signs, index),
        quality=coded(letters, index),
        empty=empty[index],
        wrong=wrong[index],
        decimal=sign,
        has_decimals=bool(np.any(values[np.isfinite(values)] % 1)),
    )


def _matching(printed: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(printed, pattern).to_numpy(zero_copy_only=False)


def _bare(word: str) -> tuple[str, str | None, str | None]:
    """The number of a cell without the brackets or the letter printed around it, and these."""
    if found := _BRACKETED.fullmatch(word):
        return found[1], LIMITED, None
    if found := _QUALIFIED.fullmatch(word):
        return found[1], None, found[2]
    return word, None, None


def wrong_cells(cells: Cells, texts: pa.Array | pa.ChunkedArray, rows: np.ndarray, column: str) -> Iterable[Finding]:
    """One error per cell that is neither number nor sign, with its row (`rows`: line numbers) and column."""
    places = np.flatnonzero(cells.wrong)
    for place in places[:SHOWN]:
        word = clean(texts[int(place)].as_py())
        text = f"„{shortened(word)}“ ist weder eine Zahl noch ein Zeichen der Statistik."
        yield Finding("error", text, row=int(rows[place]), column=column)
    if len(places) > SHOWN:
        yield Finding("error", _more_wrong(len(places) - SHOWN), column=column)


def _more_wrong(count: int) -> str:
    return several(
        count, "weiterer Wert dieser Spalte ist keine Zahl.", "weitere Werte dieser Spalte sind keine Zahlen."
    )


def shortened(word: str) -> str:
    """A text of the file for a sentence: never more than a line of it."""
    return word if len(word) <= 40 else f"{word[:40]}…"


def unclear(error: Ambiguous, cells: pa.Array | pa.ChunkedArray, rows: np.ndarray, column: str) -> Finding:
    """The question a column raises, at the first row where the doubtful cell stands."""
    words, index = words_of(cells)
    spoken = np.array([error.example in word for word in words], dtype=bool)[index]
    row = int(rows[int(np.argmax(spoken))]) if spoken.any() else None
    return Finding("error", str(error), row=row, column=column, asks=ASKED)
