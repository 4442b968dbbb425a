"""Reading the columns of a GENESIS file in pieces: Thuringia and Germany stay, shifted rows refuse the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from indicators.deliveries.cells import SHOWN, shortened
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.genesis import Dimension, Layout, is_area_variable, place_of
from indicators.deliveries.text import Text

BLOCK = 4 << 20
"""Bytes read at a time."""

_STATISTIC = re.compile(r"\d{3,5}[A-Z0-9]{0,2}")


@dataclass(frozen=True)
class Sifted:
    """The rows of Thuringia and Germany, and what was left out.

    `table` has the columns of area, time and values, named by their number, `row` (line in the file) and `combination`:
    the number of an entry of `combinations`, which holds the texts of all other columns that describe a value.
    """

    table: pa.Table
    combinations: tuple[Mapping[int, str], ...]
    area: Dimension
    read: int
    dropped: int
    findings: tuple[Finding, ...]


def sift(file: Delivered, text: Text, layout: Layout) -> Sifted:
    """Read the columns of a layout in pieces. Raises FileRefused for rows that do not fit under the head."""
    area: Dimension | None = None
    pieces: dict[str, list[pa.Array]] = {}
    found: dict[tuple[str, ...], int] = {}
    described: list[int] = []
    kept: list[int] = []
    read = 0
    keys = _Keys()
    for first, batch in _batches(file, text, layout):
        _refuse_shifted(file, batch, layout, first)
        if area is None:
            area = _area_dimension(file, batch, layout)
            kept = [column for column in (area.attribute, area.label, *layout.figures) if column is not None]
            described = [column for column in layout.columns if column not in (*kept, area.variable, layout.statistic)]
        lines = np.arange(first, first + batch.num_rows, dtype=np.int32)
        filled = _filled(batch, layout)
        read += int(filled.sum())
        ours = np.flatnonzero(filled & keys.ours(batch.column(str(area.attribute)), lines))
        part = batch.take(pa.array(ours))
        for column in kept:
            pieces.setdefault(str(column), []).append(part.column(str(column)))
        pieces.setdefault("row", []).append(pa.array(lines[ours]))
        pieces.setdefault("combination", []).append(_numbered(part, described, found))
    if area is None or not read:
        raise FileRefused(f"„{file.name}“ hat einen Kopf, aber keine Zeilen mit Werten.")
    table = pa.table({name: _joined(pieces.pop(name)) for name in list(pieces)})  # column by column: half the memory
    combinations = tuple(dict(zip(described, texts, strict=True)) for texts in found)
    return Sifted(table, combinations, area, read, read - table.num_rows, tuple(keys.findings()))


def _numbered(batch: pa.RecordBatch, columns: list[int], found: dict[tuple[str, ...], int]) -> pa.Array:
    """For each row the number of its combination of texts in these columns; new ones are added to `found`."""
    number = np.zeros(batch.num_rows, dtype=np.int64)
    texts = []
    for column in columns:
        words, index = _words(batch, column)
        texts.append((words, index))
        number = pd.factorize(number * max(len(words), 1) + index)[0].astype(np.int64)
    _, rows = np.unique(number, return_index=True)
    numbers = [found.setdefault(tuple(words[index[row]] for words, index in texts), len(found)) for row in rows]
    return pa.array(np.array(numbers, dtype=np.int32)[number] if numbers else np.zeros(0, dtype=np.int32))


class _Keys:
    """The area keys met so far: which are ours, and what is to be said of the others."""

    def __init__(self) -> None:
        self._padded: dict[str, int] = {}
        self._strange: dict[str, int] = {}

    def ours(self, column: pa.DictionaryArray, lines: np.ndarray) -> np.ndarray:
        """Which rows are about Thuringia or Germany."""
        words = [word.strip() for word in column.dictionary.to_pylist()]
        index = column.indices.to_numpy(zero_copy_only=False)
        places = [place_of(word) for word in words]
        for number, (word, (key, _, padded)) in enumerate(zip(words, places, strict=True)):
            if padded or not (key or word.isdigit() or not word):
                noted = self._padded if padded else self._strange
                noted.setdefault(word, int(lines[int(np.argmax(index == number))]))
        return np.array([key is not None for key, _, _ in places], dtype=bool)[index]

    def findings(self) -> Iterator[Finding]:
        """One for each key that was mended or left out."""
        for word, line in list(self._padded.items())[:SHOWN]:
            text = f"Dem Gebietsschlüssel „{word}“ fehlt die führende Null; gelesen als „0{word}“."
            yield Finding("warning", text, line)
        for word, line in list(self._strange.items())[:SHOWN]:
            text = f"„{shortened(word)}“ ist kein Gebietsschlüssel; die Zeilen wurden ausgelassen."
            yield Finding("notice", text, line)


def _joined(pieces: list[pa.Array]) -> pa.Array:
    """The pieces of a column as one array with one dictionary."""
    column = pa.chunked_array(pieces)
    return column.unify_dictionaries().combine_chunks() if len(pieces) > 1 else pieces[0]


def _batches(file: Delivered, text: Text, layout: Layout) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Line number of the first row and the rows, piece by piece; the columns are named by their number."""
    misfits: list[arrow_csv.InvalidRow] = []

    def misfit(row: arrow_csv.InvalidRow) -> str:
        misfits.append(row)
        return "skip"

    names = [str(number) for number in range(layout.width)]
    wanted = [str(number) for number in layout.columns]
    word = pa.dictionary(pa.int32(), pa.string())
    line = layout.skip + 1
    try:
        reader = arrow_csv.open_csv(
            str(file.path),
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                skip_rows=layout.skip,
                block_size=BLOCK,
                encoding="utf8" if text.encoding == "utf-8" else text.encoding,
                use_threads=False,  # else the number of a row that does not fit is not known
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=text.separator,
                ignore_empty_lines=False,  # else lines are not counted as an editor does
                newlines_in_values=False,
                invalid_row_handler=misfit,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, word), include_columns=wanted, strings_can_be_null=False
            ),
        )
        for batch in reader:
            if misfits:
                break
            yield line, batch
            line += batch.num_rows
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError) as error:
        raise FileRefused(
            f"„{file.name}“ ist ab etwa Zeile {line} nicht zu lesen; vermutlich ist die Datei abgeschnitten oder "
            "beschädigt. Bitte noch einmal herunterladen."
        ) from error
    if misfits:
        row = misfits[0]
        wrong = (
            f"hat {row.actual_columns} statt {row.expected_columns} Felder. Die Datei ist abgeschnitten oder "
            "verschoben; bitte noch einmal herunterladen."
        )
        raise FileRefused(
            f"Zeile {row.number} von „{file.name}“ {wrong}", [Finding("error", f"Die Zeile {wrong}", row=row.number)]
        )


def _words(batch: pa.RecordBatch, column: int) -> tuple[list[str], np.ndarray]:
    """The different words of a column and which of them stands in each row."""
    coded = batch.column(str(column))
    return [word.strip() for word in coded.dictionary.to_pylist()], coded.indices.to_numpy(zero_copy_only=False)


def _filled(batch: pa.RecordBatch, layout: Layout) -> np.ndarray:
    """Rows that are not empty lines."""
    filled = np.zeros(batch.num_rows, dtype=bool)
    for column in (layout.time, *layout.columns):
        if not filled.all():
            words, index = _words(batch, column)
            filled |= np.array([bool(word) for word in words], dtype=bool)[index]
    return filled


def _refuse_shifted(file: Delivered, batch: pa.RecordBatch, layout: Layout, first: int) -> None:
    """Rows whose first cell is no statistic lie beside their head: refused, with the first of them."""
    if layout.statistic is None:
        return
    words, index = _words(batch, layout.statistic)
    wrong = np.array([not _STATISTIC.fullmatch(word) for word in words], dtype=bool)[index]
    wrong &= _filled(batch, layout)
    if wrong.any():
        place = int(np.argmax(wrong))
        wrong = (
            "passen die Werte nicht unter den Kopf: Wo der Code der Statistik stehen muss, steht "
            f"„{shortened(words[index[place]])}“. Der Server hat die Datei verschoben geliefert; bitte noch einmal "
            "oder in einem anderen Format herunterladen."
        )
        raise FileRefused(
            f"Ab Zeile {first + place} von „{file.name}“ {wrong}",
            [Finding("error", f"Ab dieser Zeile {wrong}", row=first + place)],
        )


def _area_dimension(file: Delivered, batch: pa.RecordBatch, layout: Layout) -> Dimension:
    """The first dimension that holds areas. Raises FileRefused where there is none."""
    for dimension in layout.dimensions:
        if isinstance(dimension.variable, str):
            codes = [dimension.variable]
        else:
            codes = [word for word in _words(batch, dimension.variable)[0] if word]
        if codes and all(is_area_variable(code) for code in codes):
            return dimension
    raise FileRefused(f"„{file.name}“ nennt keine Gebiete (kein Merkmal wie KREISE, GEMEIN oder DINSG).")
