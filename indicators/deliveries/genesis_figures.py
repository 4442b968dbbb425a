"""From the columns of a GENESIS file to a Reading: series by code, periods in ISO form, signs as printed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from indicators.deliveries.cells import (
    LIMITED,
    Cells,
    cells_of,
    coded,
    unclear,
    words_of,
    wrong_cells,
)
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import Finding
from indicators.deliveries.genesis import DECIMALS, REPLACING, TOTALS, Dimension, Layout, Quantity, place_of, times_of
from indicators.deliveries.genesis_columns import Sifted, sift
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.text import Ambiguous, Text
from indicators.wording import several


def reading_of(
    file: Delivered,
    text: Text,
    layout: Layout,
    *,
    kind: tuple[str, str],
    facts: Mapping[str, str],
    decimal: str | None = None,
) -> Reading:
    """Everything of a file with this layout; `kind`: format and title. Raises FileRefused."""
    sifted = sift(file, text, layout)
    table = sifted.table
    lines = table.column("row").to_numpy()
    findings = list(sifted.findings)
    times = times_of(table.column(str(layout.time)), lines, findings)
    shared = {**_areas(table, sifted.area), "period": times.period, "year": times.year, "row": lines}
    combination = table.column("combination").to_numpy()
    names = _Names(layout, sifted)
    series: dict[str, Series] = {}
    pieces: list[pa.Table] = []
    places: list[np.ndarray] = []
    decimals: set[str] = set()
    empty = 0
    for quantity in layout.quantities:
        column = table.column(str(quantity.column))
        try:
            cells = cells_of(column, usual=layout.usual, decimal=decimal)
        except Ambiguous as error:
            findings.append(unclear(error, column, lines, quantity.name))
            continue
        findings.extend(wrong_cells(cells, column, lines, quantity.name))
        decimals |= {DECIMALS[cells.decimal]} if cells.has_decimals else set()
        value, sign, quality = _marked(table, quantity, cells)
        bare = cells.empty & sign.is_null().to_numpy(zero_copy_only=False)
        empty += int(bare.sum())
        taken = np.flatnonzero(times.known & ~cells.wrong & ~bare)
        words, units = names.of(quantity, series)
        columns = {
            **shared,
            "series": coded(words, combination),
            "unit": coded(units, combination),
            "value": pa.array(value, from_pandas=True),
            "sign": sign,
            "quality": quality,
            "column": coded([quantity.name], np.zeros(len(lines), dtype=np.int32)),
        }
        pieces.append(table_of(columns).take(taken))
        places.append(taken)
    if empty:
        findings.append(
            Finding("notice", f"Ohne Wert und ausgelassen: {several(empty, 'Feld', 'Felder')}; leer heißt nicht null.")
        )
    said = {**text.facts, **facts, "rows": str(sifted.read), "dropped": str(sifted.dropped)}
    if decimals:
        said["decimal"] = ", ".join(sorted(decimals))
    return Reading(*kind, _in_file_order(pieces, places), series, tuple(findings), said)


def _in_file_order(pieces: list[pa.Table], places: list[np.ndarray]) -> pa.Table:
    """The quantities of one row beside each other again, as they are printed."""
    if not pieces:
        return table_of([])
    if len(pieces) == 1:
        return pieces[0]
    order = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_tables(pieces).unify_dictionaries().combine_chunks().take(order)


def _areas(table: pa.Table, area: Dimension) -> dict[str, pa.Array]:
    """Columns area, level and name."""
    words, index = words_of(table.column(str(area.attribute)))
    found = [place_of(word) for word in words]
    columns = {
        "area": coded([key for key, _, _ in found], index),
        "level": coded([level for _, level, _ in found], index),
    }
    if area.label is not None:
        columns["name"] = coded(*words_of(table.column(str(area.label))))
    return columns


def _marked(table: pa.Table, quantity: Quantity, cells: Cells) -> tuple[np.ndarray, pa.Array, pa.Array]:
    """Value, sign and quality, with what other columns of the quantity say about them.

    In cubes a sign that replaces the value stands in the quality column, and a locked value must not be shown.
    """
    if quantity.quality is None:
        return cells.value, cells.sign, cells.quality
    words, index = words_of(table.column(str(quantity.quality)))
    replaced = np.array([word in REPLACING for word in words], dtype=bool)
    quality = coded([None if not word or gone else word for word, gone in zip(words, replaced, strict=True)], index)
    marks = [word if gone else "" for word, gone in zip(words, replaced, strict=True)]
    rows = np.array(marks, dtype=object)[index]
    if quantity.locked is not None:
        locks, places = words_of(table.column(str(quantity.locked)))
        locked = np.array(["" if word in ("0", "N") else word for word in locks], dtype=object)[places]
        rows = np.where(locked != "", locked, rows)
    spoken = rows != ""
    if not spoken.any():
        return cells.value, cells.sign, quality
    signs = np.array(cells.sign.to_pylist(), dtype=object)
    signs[spoken] = rows[spoken]
    value = np.where(spoken & (rows != LIMITED), np.nan, cells.value)
    return value, pa.array(signs, pa.string()).dictionary_encode(), quality


class _Names:
    """How the series of a file are called: per quantity and combination of attributes."""

    def __init__(self, layout: Layout, sifted: Sifted) -> None:
        self._others = tuple(dimension for dimension in layout.dimensions if dimension is not sifted.area)
        self._combinations = sifted.combinations
        units: dict[str, set[str]] = {}
        for quantity in layout.quantities:
            for texts in sifted.combinations:
                units.setdefault(_text(quantity.code, texts), set()).add(_text(quantity.unit, texts))
        # an index and its change may have one code: told apart by their units
        self._doubled = {code for code, several in units.items() if len(several) > 1}

    def of(self, quantity: Quantity, series: dict[str, Series]) -> tuple[list[str], list[str]]:
        """Series and unit of each combination; what is new is written into `series`."""
        words, units = [], []
        for texts in self._combinations:
            code, unit = _text(quantity.code, texts), _text(quantity.unit, texts)
            name, label = f"{code}@{unit}" if code in self._doubled else code, _text(quantity.label, texts)
            for dimension in self._others:
                attribute = _text(dimension.attribute, texts)
                if attribute.upper() not in TOTALS:
                    name += f"|{_text(dimension.variable, texts)}={attribute}"
                    label += f", {attribute if dimension.label is None else _text(dimension.label, texts)}"
            series.setdefault(name, Series(label, unit))
            words.append(name)
            units.append(unit)
        return words, units


def _text(place: int | str, texts: Mapping[int, str]) -> str:
    """What stands in a column (a number), or a text that is the same in every row."""
    return place if isinstance(place, str) else texts[place]
