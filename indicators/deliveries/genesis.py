"""What the files of GENESIS share: areas in one dimension, quantities by code, totals by an empty code.

A reader describes where things stand in its file (`Layout`); `genesis_columns` reads the columns, `genesis_figures`
turns them into a Reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from indicators.deliveries.cells import SHOWN, coded, shortened, words_of
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import Finding
from indicators.deliveries.text import Text, clean, padded_key, period_of, rows_of, start_of, year_of

AREA_VARIABLES = frozenset({"DINSG", "DG", "DLAND", "LAND", "REGBEZ", "KREISE", "KREIS", "GEMEIN", "GEMEINDE", "VBGEM"})
"""Codes of dimensions that hold areas; those of the census begin with GEO (GEODL1, GEOLK1, GEOGM1)."""
TOTALS = frozenset({"", "INSGESAMT", "TOTAL"})
"""Attribute codes that stand for all of a dimension."""
LEVELS = {2: "state", 5: "district", 8: "municipality", 9: "association"}
REPLACING = frozenset({"-", ".", "...", "…", "/", "x", "X", "()"})
"""Marks that stand in the quality column of a cube instead of the value."""

DECIMALS = {",": "Dezimalkomma", ".": "Dezimalpunkt"}
"""Decimal sign -> what a reader calls it."""

_TERRITORY = re.compile(r"Gebietsstand:? (\d{2}\.\d{2}\.\d{4})")
_TABLE = re.compile(r"\d{5}-(?:\d{2}-\d{2}-\d(?:-B)?|\d{4}|[A-Z]-\d{2})|\d{4}[A-Z]-\d{4}")


@dataclass(frozen=True)
class Dimension:
    """A dimension: where its code stands (or the code itself), and where those of its attributes do."""

    variable: int | str
    attribute: int
    label: int | None = None


@dataclass(frozen=True)
class Quantity:
    """A column of values; code, unit and label stand in a column or are known."""

    column: int
    name: str
    code: int | str
    unit: int | str
    label: int | str
    quality: int | None = None
    locked: int | None = None


@dataclass(frozen=True)
class Layout:
    """Where everything stands in a file; columns count from 0, `skip` lines lie above the first row of figures."""

    width: int
    skip: int
    time: int
    dimensions: tuple[Dimension, ...]
    quantities: tuple[Quantity, ...]
    statistic: int | None = None
    """Column with the code of the statistic, by which shifted rows are told."""
    usual: str | None = None
    """The decimal sign of the language the file is written in."""

    @property
    def figures(self) -> list[int]:
        """The columns whose content differs from row to row: time, values and what is said of each value."""
        parts = [self.time]
        for quantity in self.quantities:
            parts += [part for part in (quantity.column, quantity.quality, quantity.locked) if part is not None]
        return parts

    @property
    def columns(self) -> list[int]:
        """All that are needed."""
        parts: list[int | str | None] = [*self.figures, self.statistic]
        for dimension in self.dimensions:
            parts += [dimension.variable, dimension.attribute, dimension.label]
        for quantity in self.quantities:
            parts += [quantity.code, quantity.unit, quantity.label]
        return sorted({part for part in parts if isinstance(part, int)})


def header_of(file: Delivered) -> list[str]:
    """The cells of the first row that is not empty, in small letters; cheap, never raises."""
    if file.kind != "text":
        return []
    first = next((line for line in start_of(file).splitlines() if line.strip(" ;,\t")), "")
    separator = max(";,\t", key=first.count)
    return [cell.strip().strip('"').lower() for cell in first.split(separator)]


def head_of(file: Delivered, text: Text) -> tuple[int, list[str]]:
    """Line number and cells of the first row that is not empty."""
    rows = rows_of(file, text, limit=len(file.head))
    return next(
        ((line, [cell.strip() for cell in row]) for line, row in rows if any(cell.strip() for cell in row)), (0, [])
    )


def is_area_variable(code: str) -> bool:
    """Whether a dimension of this code holds areas."""
    return code in AREA_VARIABLES or code.startswith("GEO")


def table_code(name: str, statistic: str) -> str | None:
    """The code of the table, which flat files carry in their name only: `12411-01-01-4`."""
    return next((code for code in _TABLE.findall(name) if statistic and code.startswith(statistic)), None)


def place_of(code: str) -> tuple[str | None, str, bool]:
    """Key, level and whether a lost zero was put back; the key is None for areas outside Thuringia but Germany."""
    if code in ("DG", "DE"):
        return "DG", "country", False
    code, padded = padded_key(code)
    if not code.startswith("16") or not code.isdigit():
        return None, "other", padded
    if len(code) == 12:  # the long regional key: association digits between district and municipality
        return code[:5] + code[9:], "municipality", padded
    return code, LEVELS.get(len(code), "other"), padded


def statistic_facts(file: Delivered, text: Text) -> dict[str, str]:
    """Statistic, title and territory of a flat file as its first row says; the table, which only its name says."""
    rows = (row for _, row in rows_of(file, text, limit=len(file.head)) if any(cell.strip() for cell in row))
    next(rows, None)
    statistic, title = [*(clean(cell) for cell in next(rows, [])[:2]), "", ""][:2]
    territory = _TERRITORY.search(title)
    facts = {
        "statistic": statistic,
        "table": table_code(file.name, statistic) or "",
        "title": title,
        "territory": territory[1] if territory else "",
    }
    return {key: value for key, value in facts.items() if value}


@dataclass(frozen=True)
class Times:
    """Columns period and year of some rows, and which of the rows have them."""

    period: pa.DictionaryArray
    year: pa.Array
    known: np.ndarray


def times_of(printed: pa.Array | pa.ChunkedArray, lines: np.ndarray, findings: list[Finding]) -> Times:
    """The days and periods of a column; what is none is added to the findings as an error."""
    words, index = words_of(printed)
    periods = [period_of(word) for word in words]
    years = np.array([year_of(period) if period else 0 for period in periods], dtype=np.int32)[index]
    known = np.array([period is not None for period in periods], dtype=bool)[index]
    for place in np.flatnonzero(~known)[:SHOWN]:
        text = f"„{shortened(words[index[place]])}“ ist keine Zeitangabe."
        findings.append(Finding("error", text, row=int(lines[place]), column="Zeit"))
    if any(len(word) == 5 and word.isdigit() and period for word, period in zip(words, periods, strict=True)):
        findings.append(Finding("notice", "Die Tage stehen als Excel-Tageszahl in der Datei und wurden umgerechnet."))
    return Times(coded(periods, index), pa.array(years, mask=~known), known)
