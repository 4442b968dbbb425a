"""Which cells of one's own deliveries must not leave the house, worked out once when a version is built (D-14).

What an office has published is shown as published and is known to every reader; figures of a source with
`published: false` are guarded. Per year everything a reader can add up is one table: municipalities to districts to
the state, own planning areas to what they lie in, measures to the measures they are divided into, and the version that
is out already. `indicators.disclosure` finds the pattern; here it is only told what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from geo import areas as geography
from indicators.catalogue import catalogue
from indicators.catalogue.records import Measure
from indicators.disclosure import (
    Attack,
    Cell,
    Equation,
    Finding,
    Release,
    Table,
    after,
    attack,
    suppress,
    threshold,
    tolerance,
)
from indicators.disclosure.rules import DisclosureRefused
from indicators.refusal import Refused

KEYS = ["measure", "level", "area", "year"]
BEFORE = "before"
REST = "rest:"
STANDARD_LEVELS = ("municipality", "district", "state")


class CannotBeProtected(Refused):
    """A count that must be withheld could be computed from what is out already; the message is German."""


def own_sources() -> list[str]:
    """Sources whose figures no office has published and which are therefore guarded here."""
    return sorted(key for key, source in catalogue().sources.items() if not source.published)


def measures_around(measures: Iterable[str]) -> list[str]:
    """These measures and all that is tied to them by a sum."""
    found, edge = set(measures), set(measures)
    groups = [{name, *parts} for name, record in catalogue().measures.items() for parts in _splits(record)]
    while edge:
        edge = {name for group in groups if group & edge for name in group} - found
        found |= edge
    return sorted(found)


def withheld(rows: pd.DataFrame, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """The cells of own sources to withhold: a frame of measure, level, area, year.

    `rows` are a version's observations of all measures around the own ones (`measures_around`), `before` the same of
    the version that is out. Raises CannotBeProtected and DisclosureRefused.
    """
    found: list[tuple[str, str, str, int]] = []
    for year, of_year in _counts(rows).groupby("year"):
        table = table_of(of_year, complete=True)
        if not _is_guarded(table):
            continue
        if before is not None and (out := _counts(before, year=int(year))) is not None and not out.empty:
            table = after(table, Release(BEFORE, table_of(out), _secret_cells(out)))
        try:
            pattern = suppress(table)
        except DisclosureRefused as problem:
            raise CannotBeProtected(f"{year}: {problem}") from problem
        if pattern.unprotected:
            raise CannotBeProtected(_unprotected(pattern.unprotected))
        own = _own_cells(of_year)
        found += [own[cell] for cell in sorted(pattern.withheld) if cell in own]
    return pd.DataFrame(found, columns=KEYS)


def attacked(rows: pd.DataFrame) -> Attack:
    """The attack on a version as it stands in the store: what can be found out of each withheld cell (D-12)."""
    findings: list[Finding] = []
    for _, of_year in _counts(rows).groupby("year"):
        secret = _secret_cells(of_year)
        if secret:
            findings += attack(table_of(of_year), secret, exact=False).findings
    return Attack(tuple(findings))


def table_of(rows: pd.DataFrame, *, complete: bool = False) -> Table:
    """One year's counts with every equation a reader can set up; what is not from an own source is known to all.

    `complete`: the counts are still the delivered ones, so sums that do not hold are loosened by what they miss.
    """
    cells = [_cell(*key) for key in zip(rows["level"], rows["area"], rows["measure"], rows["year"], strict=True)]
    values = {cell: None if pd.isna(value) else float(value) for cell, value in zip(cells, rows["value"], strict=True)}
    own = set(own_sources())
    known = frozenset(
        cell
        for cell, source, value in zip(cells, rows["source"], rows["value"], strict=True)
        if source not in own and pd.notna(value)
    )
    limits = {
        cell: _threshold(cell.measure, source)
        for cell, source in zip(cells, rows["source"], strict=True)
        if source in own
    }
    equations = [*_area_sums(rows), *_measure_sums(values, rows)]
    # Areas that nobody delivered are one unknown rest of what lies above them; there is nothing in it to guard.
    rests = frozenset(cell for equation in equations for cell in equation.parts if cell.area.startswith(REST))
    values |= dict.fromkeys(rests)
    if complete:
        equations = [_loosened(equation, values) for equation in equations]
    return Table(values, tuple(dict.fromkeys(equations)), thresholds=limits, known=known, hidden=rests)


def _counts(rows: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    kinds = {name for name, record in catalogue().measures.items() if record.kind == "count"}
    delivered = rows["value"].notna() | rows["sign"].notna() | rows["status"].eq("secret")
    rows = rows[delivered & rows["measure"].isin(kinds) & rows["level"].ne("country")]
    return rows if year is None else rows[rows["year"] == year]


def _is_guarded(table: Table) -> bool:
    return len(table.known) < len(table.values)


def _cell(level: str, area: str, measure: str, year: int) -> Cell:
    """Keys of districts, municipalities and the state differ; planning areas may be called anything."""
    return Cell(area if level in STANDARD_LEVELS else f"{level}:{area}", measure, int(year))


def _own_cells(rows: pd.DataFrame) -> dict[Cell, tuple[str, str, str, int]]:
    own = rows[rows["source"].isin(own_sources())]
    keys = zip(own["measure"], own["level"], own["area"], own["year"], strict=True)
    return {_cell(level, area, measure, year): (measure, level, area, int(year)) for measure, level, area, year in keys}


def _secret_cells(rows: pd.DataFrame) -> frozenset[Cell]:
    hidden = rows[rows["status"].eq("secret") & rows["source"].isin(own_sources())]
    return frozenset(_own_cells(hidden))


def _threshold(measure: str, source: str) -> int:
    """The highest wish of the source and of the indicators that show the measure (D-10)."""
    wishes = [
        record.disclosure.smallest_count
        for record in catalogue().indicators.values()
        if measure in {*(part.measure for part in record.given), *(term.measure for term in record.counts)}
    ]
    return threshold(catalogue().sources[source].threshold, *wishes)


def _area_sums(rows: pd.DataFrame) -> list[Equation]:
    """Every area is the sum of the areas whose parent it is; those without a row are a rest that nobody knows."""
    found: list[Equation] = []
    for (measure, year), group in rows.groupby(["measure", "year"]):
        present = {(level, area): source for level, area, source in group[["level", "area", "source"]].to_numpy()}
        for level, division in {(row.level, row.division) for row in group.itertuples() if row.level != "state"}:
            children: dict[tuple[str, str], list[str]] = {}
            for area in geography.areas(level, division):
                if parent := _parent(area, present):
                    children.setdefault(parent, []).append(area.key)
            for (above, key), parts in children.items():
                here = [part for part in parts if (level, part) in present]
                if here:
                    mode = catalogue().sources[present[level, here[0]]].additivity
                    cells = [_cell(level, part, str(measure), int(year)) for part in here]
                    if len(here) < len(parts):
                        cells.append(Cell(f"{REST}{level}:{key}", str(measure), int(year)))
                    total, loose = _cell(above, key, str(measure), int(year)), tolerance(mode, len(parts))
                    found += [Equation(total, tuple(cells), (), loose)] if loose < float("inf") else []
    return found


def _parent(area: geography.Area, present: dict[tuple[str, str], str]) -> tuple[str, str] | None:
    """The nearest area above that has a row."""
    above = {"municipality": ["district"], "district": ["state"], "planning_area": ["municipality", "district"]}
    keys = [area.parent, getattr(area, "district", "")]
    return next(((level, key) for level in above.get(area.level, []) for key in keys if (level, key) in present), None)


def _measure_sums(values: dict[Cell, float | None], rows: pd.DataFrame) -> list[Equation]:
    """In every area a measure is the sum of those it is divided into, less what is taken away from it."""
    found = []
    places = sorted({cell._replace(measure="") for cell in values})
    present = set(rows["measure"])
    for name, record in catalogue().measures.items():
        for parts in _splits(record):
            if not {name, *parts} <= present:
                continue
            weights = tuple(-1.0 if part in record.minus else 1.0 for part in parts) if record.minus else ()
            for place in places:
                cells = [place._replace(measure=measure) for measure in (name, *parts)]
                if all(cell in values for cell in cells):
                    found.append(Equation(cells[0], tuple(cells[1:]), weights))
    return found


def _splits(record: Measure) -> Sequence[tuple[str, ...]]:
    own = [(*record.sum_of, *record.minus)] if record.sum_of else []
    return [*own, *record.splits]


def _loosened(equation: Equation, values: dict[Cell, float | None]) -> Equation:
    """A sum that misses its total by more than its source allows still tells a reader nearly everything."""
    counts = [values[cell] for cell in equation.cells]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return equation
    gap = abs(sum(a * b for a, b in zip(equation.coefficients, known, strict=True)))
    if gap <= equation.tolerance:
        return equation
    return Equation(equation.total, equation.parts, equation.weights, gap)


def _unprotected(cells: Iterable[Cell]) -> str:
    first = min(cells)
    label = catalogue().measures[first.measure].label
    return (
        f"„{label}“ {first.year}, Gebiet {first.area}: Diese kleine Zahl ließe sich aus bereits "
        "veröffentlichten Zahlen errechnen. Die Lieferung wird so nicht übernommen."
    )
