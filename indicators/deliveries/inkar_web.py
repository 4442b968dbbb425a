"""INKAR as the website exports it: one row per area, one column per indicator and year; as XLS or CSV.

Two header rows: `Kennziffer`, `Raumeinheit`, `Aggregat`, then the indicator's short name over and over; years below.
The workbook has the sheets Daten, Metadaten and Quellangabe, the CSV is UTF-8 with BOM, every value in quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.deliveries import delimited, text, workbooks
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.inkar_areas import area_of
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "inkar_web"
TITLE = "INKAR, Export der Webseite"
FIRST_COLUMNS = ("Kennziffer", "Raumeinheit", "Aggregat")
DATA, METADATA, CITATION = "Daten", "Metadaten", "Quellangabe"

_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class _Grid:
    """The sheet Daten or the CSV: rows with their numbers, and how a column is called where it is complained about."""

    rows: list[tuple[int, Sequence[workbooks.Cell]]]
    is_workbook: bool
    facts: dict[str, str] = field(default_factory=dict)

    def column(self, number: int, name: str) -> str:
        return workbooks.letters(number) if self.is_workbook else name


def _is_head(cells: Sequence[workbooks.Cell]) -> bool:
    return tuple(workbooks.shown(cell) for cell in cells[:3]) == FIRST_COLUMNS and len(cells) > 3


def recognises(file: Delivered) -> bool:
    """Whether the first row begins with Kennziffer, Raumeinheit, Aggregat."""
    if file.kind in ("xls", "zip"):
        return any(
            sheet.name == DATA and sheet.cells and _is_head(sheet.cells[0]) for sheet in workbooks.sheets_or_none(file)
        )
    if file.kind != "text":
        return False
    first = file.head.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return tuple(cell.strip(' "\r') for cell in first.split(";")[:3]) == FIRST_COLUMNS


def read(file: Delivered) -> Reading:
    """The figures of Thuringia and Germany. Raises FileRefused where the two header rows or a row do not fit."""
    if not recognises(file):
        raise FileRefused(f"„{file.name}“ beginnt nicht mit den Spalten {', '.join(FIRST_COLUMNS)} von INKAR.")
    findings: list[Finding] = []
    series: dict[str, Series] = {}
    if file.kind == "text":
        grid = _text_grid(file)
    else:
        sheets = {sheet.name: sheet for sheet in workbooks.sheets(file)}
        grid = _Grid([(number, row) for number, row in enumerate(sheets[DATA].cells, 1) if row], is_workbook=True)
        series = _documented(sheets.get(METADATA))
        grid.facts.update(_cited(sheets.get(CITATION)))
    columns = _columns(file, grid, findings)
    rows = _rows(file, grid, columns, findings)
    named = {name: series.get(name, Series(name)) for _, name, _ in columns}
    return Reading(FORMAT, TITLE, table_of(rows), named, tuple(findings), grid.facts)


def _text_grid(file: Delivered) -> _Grid:
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    delimited.check_width(file, rows[2:], len(rows[0][1]))
    return _Grid([*rows], is_workbook=False, facts=dict(shape.facts))


def _columns(file: Delivered, grid: _Grid, findings: list[Finding]) -> list[tuple[int, str, int]]:
    """(column, series, year) of every column with figures."""
    names = [workbooks.shown(cell) for cell in grid.rows[0][1]]
    years = [workbooks.shown(cell) for cell in grid.rows[1][1]] if len(grid.rows) > 1 else []
    if len(years) != len(names) or any(years[:3]) or not all(_YEAR.fullmatch(year) for year in years[3:]):
        raise FileRefused(f"„{file.name}“: In der zweiten Zeile steht nicht unter jedem Indikator ein Jahr.")
    if not all(names):
        raise FileRefused(f"„{file.name}“: In der ersten Zeile fehlt ein Indikatorname.")
    seen: Counter[tuple[str, str]] = Counter()
    columns = []
    for number in range(3, len(names)):
        name, year = names[number], years[number]
        seen[name, year] += 1
        if seen[name, year] > 1:
            findings.append(
                Finding(
                    "warning",
                    f"„{name}“ kommt für {year} mehrfach vor; INKAR vergibt Kurznamen mehrfach. Die weitere Spalte "
                    f"heißt hier „{name} ({seen[name, year]})“.",
                    row=grid.rows[0][0],
                    column=grid.column(number, f"{name} {year}"),
                )
            )
            name = f"{name} ({seen[name, year]})"
        columns.append((number, name, int(year)))
    return columns


def _rows(
    file: Delivered, grid: _Grid, columns: list[tuple[int, str, int]], findings: list[Finding]
) -> list[dict[str, Any]]:
    body = grid.rows[2:]
    kept = []
    padded = 0
    for line, cells in body:
        digits, name, aggregate = (workbooks.shown(cell) for cell in (*cells[:3], "", "", "")[:3])
        digits, was_short = text.padded_key(digits)
        padded += was_short
        place = area_of(aggregate, digits)
        if place is not None:
            kept.append((line, cells, name, place))
    if not kept:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    findings += delimited.lost_zeros(padded)
    printed = (cell for _, cells, _, _ in kept for cell in cells[3:] if isinstance(cell, str))
    decimal = delimited.decimal_sign(file, printed, usual=",")  # INKAR writes 2.936,69
    grid.facts.update(read=str(len(body)), dropped=str(len(body) - len(kept)))
    rows = []
    for line, cells, name, (level, key) in kept:
        for number, series, year in columns:
            cell = cells[number] if number < len(cells) else None
            if cell in (None, ""):
                continue
            value = text.number_of(cell, decimal) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]
            rows.append(
                {
                    "area": key, "level": level, "name": name, "period": str(year), "year": year, "series": series,
                    "value": value, "sign": cell if value is None else None,
                    "row": line, "column": grid.column(number, f"{series} {year}"),
                }
            )  # fmt: skip
    return rows


def _documented(sheet: workbooks.Sheet | None) -> dict[str, Series]:
    """Long names from the sheet Metadaten: Indikator, Langname, Quelle, ..."""
    if sheet is None:
        return {}
    found = {}
    for number in range(len(sheet.cells)):
        name, label = sheet.shown(number, 0), sheet.shown(number, 1)
        if name and label and name != "Indikator":
            found[name] = Series(label, "%" if label.endswith(" in %") else "")
    return found


def _cited(sheet: workbooks.Sheet | None) -> dict[str, str]:
    words = sheet.shown(0, 0) if sheet is not None else ""
    edition = re.search(r"Ausgabe \d{4}", words)
    return {"citation": words, **({"edition": edition[0]} if edition else {})} if words else {}
