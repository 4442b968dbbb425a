"""The table export of GENESIS and the Regionaldatenbank: head block, several rows of column heads, footnotes.

The file carries no codes but those of the areas, so a series is named by its column heads (`Arbeitslose|Ausländer`),
followed by the labels a row has beside its area (`Insgesamt|unter 3 Jahre`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from indicators.deliveries.cells import SHOWN, cells_of, coded, unclear, words_of, wrong_cells
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.genesis import DECIMALS, place_of, times_of
from indicators.deliveries.genesis_heads import Heads, heads_of
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.text import Ambiguous, Text, clean, rows_of, start_of, text_of

FORMAT = "genesis_table"
TITLE = "GENESIS-Tabelle (CSV)"

_FIRST_LINE = re.compile(r'"?(?:GENESIS-)?Tabelle:\s*([0-9A-Z-]+)')
_AS_OF = re.compile(r"Stand:\s*(\d{2}\.\d{2}\.\d{4})")
_TERRITORY = re.compile(r"Gebietsstand:?\s*((?:\d{2}\.\d{2}\.)?\d{4})")
_END = "____"


@dataclass
class _Parts:
    """The lines of the file, sorted by what they are; figures of other states are only counted."""

    above: list[tuple[int, list[str]]] = field(default_factory=list)
    figures: list[tuple[int, list[str]]] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    code: int = -1
    """The column of the area keys."""
    read: int = 0
    ended: bool = False
    keyless: list[int] = field(default_factory=list)
    """Lines among the figures without an area key."""


def recognises(file: Delivered) -> bool:
    """Whether the first line says `GENESIS-Tabelle: ...`."""
    return file.kind == "text" and bool(_FIRST_LINE.match(start_of(file).lstrip()))


def read(file: Delivered, *, decimal: str | None = None) -> Reading:
    """All values of Thuringia and Germany; `decimal` answers the question which sign it is. Raises FileRefused."""
    text = text_of(file)
    parts = _parts(file, text)
    heads = heads_of(file.name, parts.above, parts.figures[0][1], parts.code)
    findings = list(_about(parts, heads, file))
    rows = [(line, row) for line, row in parts.figures if place_of(row[parts.code])[0]]
    if not rows:
        raise FileRefused(f"„{file.name}“ hat keine Zeile für Thüringen oder Deutschland.")
    table, series, decimals = _figures(rows, heads, parts.code, findings, decimal)
    facts = {
        **text.facts,
        **_said(parts),
        "rows": str(parts.read),
        "dropped": str(parts.read - len(rows)),
        **({"decimal": ", ".join(sorted(decimals))} if decimals else {}),
    }
    return Reading(FORMAT, TITLE, table, series, tuple(findings), facts)


def _parts(file: Delivered, text: Text) -> _Parts:
    """Sort the lines: above the figures, figures, below them. Raises FileRefused where there are no figures."""
    parts = _Parts()
    for line, row in rows_of(file, text):
        if parts.ended or (row and row[0].startswith(_END)):
            parts.below.extend([] if not parts.ended else [" ".join(cell for cell in row if cell)])
            parts.ended = True
        elif not any(cell.strip() for cell in row):
            continue
        elif parts.code < 0 and (code := _code_column(row)) < 0:
            parts.above.append((line, row))
        else:
            parts.code = parts.code if parts.code >= 0 else code
            parts.read += 1
            key = row[parts.code].strip() if len(row) > parts.code else ""
            if not key:
                parts.keyless.append(line)
            elif not parts.figures or place_of(key)[0] or len(row) < len(parts.figures[0][1]):
                parts.figures.append((line, row))
    if not parts.figures:
        raise FileRefused(f"„{file.name}“ hat keine Zeile mit einem Gebietsschlüssel und Werten.")
    return parts


def _code_column(row: list[str]) -> int:
    """Where a row of figures has its area key, a name beside it; -1 in any other row."""
    for place, (cell, beside) in enumerate(pairwise(row[:4])):
        is_key = cell.strip() == "DG" or (cell.strip().isdigit() and len(cell.strip()) in (2, 5, 8))
        if is_key and re.search(r"[^\W\d_]{2}", beside):
            return place
    return -1


def _about(parts: _Parts, heads: Heads, file: Delivered) -> Iterator[Finding]:
    """What is wrong with the lines. Raises FileRefused where one is too short or too long."""
    for line, row in parts.figures:
        if len(row) < heads.width or any(cell.strip() for cell in row[heads.width :]):
            wrong = (
                f"hat {len(row)} statt {heads.width} Felder. Die Datei ist abgeschnitten oder verschoben; bitte noch "
                "einmal herunterladen."
            )
            raise FileRefused(
                f"Zeile {line} von „{file.name}“ {wrong}", [Finding("error", f"Die Zeile {wrong}", row=line)]
            )
    for line in parts.keyless[:SHOWN]:
        yield Finding("notice", "Die Zeile hat keinen Gebietsschlüssel und wurde ausgelassen.", row=line)
    if not parts.ended:
        yield Finding("warning", "Der Schluss mit Fußnoten und Stand fehlt; vielleicht ist die Datei abgeschnitten.")
    yield from heads.findings


def _said(parts: _Parts) -> dict[str, str]:
    """Table, title, state and footnotes in the words of the file."""
    titles = [clean(" ".join(cell for cell in row if cell)) for _, row in parts.above if row[0].strip()]
    found = _FIRST_LINE.match(titles[0]) if titles else None
    below = "\n".join(line for line in parts.below if line.strip())
    as_of, territory = _AS_OF.search(below), _TERRITORY.search(" ".join(titles))
    facts = {
        "table": found[1] if found else "",
        "title": " ".join(titles[1:]),
        "as_of": as_of[1] if as_of else "",
        "territory": territory[1] if territory else "",
        "footnotes": below,
    }
    return {key: value for key, value in facts.items() if value}


def _figures(
    rows: list[tuple[int, list[str]]], heads: Heads, code: int, findings: list[Finding], decimal: str | None
) -> tuple[pa.Table, dict[str, Series], set[str]]:
    """The table of SCHEMA, its series and the decimal signs found."""
    lines = np.array([line for line, _ in rows], dtype=np.int32)
    keys, key = words_of(pa.array([row[code] for _, row in rows]))
    places = [place_of(each) for each in keys]
    shared = {
        "area": coded([area for area, _, _ in places], key),
        "level": coded([level for _, level, _ in places], key),
        "name": coded(*words_of(pa.array([row[code + 1] for _, row in rows]))),
        "row": lines,
    }
    labels, label = words_of(pa.array(["".join(f"|{clean(row[place])}" for place in heads.labels) for _, row in rows]))
    in_rows = None
    if heads.time is not None:
        in_rows = times_of(pa.array([row[heads.time] for _, row in rows]), lines, findings)
    series: dict[str, Series] = {}
    decimals: set[str] = set()
    pieces, order = [], []
    for head in heads.columns:
        printed = pa.array([row[head.place] for _, row in rows])
        name = " – ".join(head.texts) or head.series
        try:
            cells = cells_of(printed, usual=",", decimal=decimal)
        except Ambiguous as error:
            findings.append(unclear(error, printed, lines, name))
            continue
        findings.extend(wrong_cells(cells, printed, lines, name))
        decimals |= {DECIMALS[cells.decimal]} if cells.has_decimals else set()
        times = in_rows or times_of(pa.array([head.period] * len(rows), pa.string()), lines, findings)
        own = [head.series + each for each in labels]
        for each, words in zip(labels, own, strict=True):
            series.setdefault(words, Series(", ".join([*head.texts, *each.split("|")[1:]]) or head.series, head.unit))
        taken = np.flatnonzero(times.known & ~cells.wrong & ~cells.empty)
        same = np.zeros(len(rows), dtype=np.int32)
        columns = {
            **shared,
            "period": times.period,
            "year": times.year,
            "series": coded(own, label),
            "unit": coded([head.unit], same),
            "value": pa.array(cells.value, from_pandas=True),
            "sign": cells.sign,
            "quality": cells.quality,
            "column": coded([name], same),
        }
        pieces.append(table_of(columns).take(taken))
        order.append(taken)
    if not pieces:
        return table_of([]), series, decimals
    table = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
    return table.take(np.argsort(np.concatenate(order), kind="stable")), series, decimals
