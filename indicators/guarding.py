"""Which cells of one's own deliveries must not leave the house, worked out once when a version is built (D-14).

What an office has published is shown as published and is known to every reader; figures of a source with
`published: false` are guarded. Per year everything a reader can add up is one table: municipalities to districts to
the state, own planning areas to what they lie in, measures to those they are divided into (said in their records, or
plain from the numbers), old to new districts, and the version that is out already. `indicators.disclosure` finds the
pattern; here it is only told what there is.
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
    Found,
    Table,
    attack,
    found_sums,
    threshold,
    tolerance,
)
from indicators.disclosure.additivity import NOT_ADDITIVE, Additivity
from indicators.disclosure.rules import DisclosureRefused
from indicators.guarding_divisions import Grounds, filled_in, grounds_of
from indicators.guarding_gaps import areas_of, pattern_of, release_of, with_doubted_zeros
from indicators.refusal import Refused

KEYS = ["measure", "level", "area", "year"]
BEFORE = "before"
REST = "rest:"


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
    """The cells of own sources that no reader may know: a frame of measure, level, area, year.

    Those that were delivered without a number are among them: nobody prints it, but somebody might reckon it. `rows`
    are a version's observations of all measures around the own ones (`measures_around`), `before` the same of the
    version that is out. Raises CannotBeProtected and DisclosureRefused.
    """
    found: list[tuple[str, str, str, int]] = []
    for year, of_year in _counts(rows).groupby("year"):
        if not of_year["source"].isin(own_sources()).any():
            continue
        out = None if before is None else _counts(before, year=int(year))
        grounds = grounds_of(of_year, out)
        sums = found_splits(of_year) if out is None else [*found_splits(of_year), *found_splits(out)]
        release = None
        if out is None or out.empty:
            table = table_of(of_year, grounds, sums)
        else:
            published = table_of(out, grounds, sums)
            table = table_of(of_year, grounds, sums, beside=published)
            secret = _own_cells(out[out["status"].eq("secret")], grounds)
            release = release_of(BEFORE, published, _unknown_cells(out, grounds), frozenset(secret), table)
        try:
            pattern = pattern_of(table, release)
        except DisclosureRefused as problem:
            raise CannotBeProtected(f"{year}: {problem}") from problem
        if pattern.unprotected:
            raise CannotBeProtected(_unprotected(pattern.unprotected))
        own = _own_cells(of_year, grounds)
        found += [own[cell] for cell in sorted(pattern.withheld) if cell in own]
    return pd.DataFrame(found, columns=KEYS)


def attacked(rows: pd.DataFrame) -> Attack:
    """The attack on a version as it stands in the store: what can be found out of each unknown own cell (D-12)."""
    findings: list[Finding] = []
    for _, of_year in _counts(rows).groupby("year"):
        grounds = grounds_of(of_year)
        unknown = _unknown_cells(of_year, grounds)
        if unknown:
            table = table_of(of_year, grounds, found_splits(of_year))
            findings += attack(table, unknown.intersection(table.values) | table.withheld, exact=False).findings
    return Attack(tuple(findings))


def table_of(
    rows: pd.DataFrame, grounds: Grounds | None = None, sums: Iterable[Found] = (), *, beside: Table | None = None
) -> Table:
    """One year's counts with every equation a reader can set up; what is not from an own source is known to all.

    `sums`: those that no record names. `beside`: the version that is out; its districts on another division are put
    beside the new ones. Sums that do not hold are loosened by what they miss.
    """
    grounds = grounds or grounds_of(rows)
    cells = _cells(rows, grounds)
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
    if beside is not None:
        seen = values.keys() | beside.hidden
        values |= {cell: n for cell, n in dict(beside.values).items() if cell.division and cell not in seen}
    equations = _area_sums(rows, grounds)
    for measure, year in rows[["measure", "year"]].drop_duplicates().itertuples(index=False):
        equations += grounds.equations(str(measure), int(year))
    # Areas that nobody delivered are one unknown rest of what lies above them; there is nothing in it to guard.
    rests = {cell for equation in equations for cell in equation.parts if cell.area.startswith(REST)}
    # Nobody prints the districts of another division either, but whoever adds up their parts has them.
    reckoned = {cell for equation in equations for cell in equation.cells} - values.keys() - rests
    values |= dict.fromkeys([*rests, *reckoned])
    equations += _measure_sums(values, rows, sums)
    values = filled_in(values, equations, reckoned)
    loosened = dict.fromkeys(_loosened(equation, values) for equation in equations)
    table = Table(values, tuple(loosened), thresholds=limits, known=known, hidden=frozenset(rests | reckoned))
    doubted = rows[rows["status"].eq("zero_or_secret")]
    return with_doubted_zeros(table, _cells(doubted, grounds), _own_cells(doubted, grounds))


def found_splits(rows: pd.DataFrame) -> list[Found]:
    """Sums among own measures of one year that no record names, but that anyone sees who adds the columns up."""
    own = rows[rows["source"].isin(own_sources())]
    modes = [catalogue().sources[source].additivity for source in own["source"].unique()]
    found: list[Found] = []
    for _, group in own.groupby("level"):
        found += sums_among(group.pivot_table(index="area", columns="measure", values="value", aggfunc="first"), modes)
    return list(dict.fromkeys(found))


def sums_among(counts: pd.DataFrame, modes: Iterable[Additivity]) -> list[Found]:
    """The same for one table: rows are areas of a level, columns measures, whose sources print sums in these ways."""
    loose = set(modes).difference(NOT_ADDITIVE)
    if not loose:
        return []
    book = catalogue().measures
    written = [
        {name: -1.0} | {part: -1.0 if part in record.minus else 1.0 for part in parts}
        for name, record in book.items()
        for parts in _splits(record)
    ]
    return found_sums(
        {name: counts[name].to_numpy(dtype=float) for name in book if name in counts.columns},
        labels={name: book[name].label for name in counts.columns},
        known=written,
        tolerance=lambda parts: max(tolerance(mode, parts) for mode in loose),
    )


def _counts(rows: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    kinds = {name for name, record in catalogue().measures.items() if record.kind == "count"}
    delivered = rows["value"].notna() | rows["sign"].notna() | rows["status"].isin(["secret", "zero_or_secret"])
    rows = rows[delivered & rows["measure"].isin(kinds) & rows["level"].ne("country")]
    return rows if year is None else rows[rows["year"] == year]


def _cells(rows: pd.DataFrame, grounds: Grounds) -> list[Cell]:
    keys = zip(rows["level"], rows["area"], rows["measure"], rows["year"], rows["division"], strict=True)
    return [grounds.cell(*key) for key in keys]


def _own_cells(rows: pd.DataFrame, grounds: Grounds) -> dict[Cell, tuple[str, str, str, int]]:
    own = rows[rows["source"].isin(own_sources())]
    keys = zip(own["measure"], own["level"], own["area"], own["year"].astype(int), strict=True)
    return dict(zip(_cells(own, grounds), keys, strict=True))


def _unknown_cells(rows: pd.DataFrame, grounds: Grounds) -> frozenset[Cell]:
    """Own cells that the reader of a version does not know: withheld, or delivered without a number."""
    return frozenset(_own_cells(rows[rows["status"].eq("secret") | rows["value"].isna()], grounds))


def _threshold(measure: str, source: str) -> int:
    """The highest wish of the source and of the indicators that show the measure (D-10)."""
    wishes = [
        record.disclosure.smallest_count
        for record in catalogue().indicators.values()
        if measure in {*(part.measure for part in record.given), *(term.measure for term in record.counts)}
    ]
    return threshold(catalogue().sources[source].threshold, *wishes)


def _area_sums(rows: pd.DataFrame, grounds: Grounds) -> list[Equation]:
    """Every area is the sum of the areas whose parent it is; those without a row are a rest that nobody knows."""
    found: list[Equation] = []
    for (measure, year), group in rows.groupby(["measure", "year"]):
        name, when = str(measure), int(year)
        present = {(row.level, row.area): (row.source, row.division) for row in group.itertuples()}
        for level, division in {(row.level, row.division) for row in group.itertuples() if row.level != "state"}:
            children: dict[tuple[str, str], list[str]] = {}
            for area in geography.areas(level, division):
                if parent := _parent(area, present, grounds):
                    children.setdefault(parent, []).append(area.key)
            for (above, key), parts in children.items():
                here = [part for part in parts if (level, part) in present]
                if here:
                    mode = catalogue().sources[present[level, here[0]][0]].additivity
                    cells = [grounds.cell(level, part, name, when, division) for part in here]
                    if len(here) < len(parts):
                        cells.append(Cell(f"{REST}{level}:{key}", name, when))
                    on = division if division in grounds.divisions else present.get((above, key), ("", ""))[1]
                    total, loose = grounds.cell(above, key, name, when, on), tolerance(mode, len(parts))
                    found += [Equation(total, tuple(cells), (), loose)] if loose < float("inf") else []
    return found


def _parent(
    area: geography.Area, present: dict[tuple[str, str], tuple[str, str]], grounds: Grounds
) -> tuple[str, str] | None:
    """The nearest area above that has a row, or would have one on the division of its parts."""
    above = {"municipality": ["district"], "district": ["state"], "planning_area": ["municipality", "district"]}
    keys = [area.parent, getattr(area, "district", "")]
    near = ((level, key) for level in above.get(area.level, []) for key in keys)
    return next((one for one in near if one in present or (one[0] == "district" and one[1] in grounds.moved)), None)


def _measure_sums(values: dict[Cell, float | None], rows: pd.DataFrame, sums: Iterable[Found] = ()) -> list[Equation]:
    """In every area a measure is the sum of those it is divided into, less what is taken away from it."""
    found = []
    places = sorted({cell._replace(measure="") for cell in values})
    present = set(rows["measure"])
    written = [
        (name, parts, record.minus) for name, record in catalogue().measures.items() for parts in _splits(record)
    ]
    for name, parts, minus in [*written, *((total, parts, ()) for total, parts in sums)]:
        if not {name, *parts} <= present:
            continue
        weights = tuple(-1.0 if part in minus else 1.0 for part in parts) if minus else ()
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
    terms = [(weight, values[cell]) for cell, weight in zip(equation.cells, equation.coefficients, strict=True)]
    gap = sum(weight * count for weight, count in terms if count is not None)
    unknown = {weight > 0 for weight, count in terms if count is None}
    if unknown == {True, False} or (unknown and (gap < 0) == (True in unknown)):
        return equation  # what is unknown can make up for it
    if abs(gap) <= equation.tolerance:
        return equation
    return Equation(equation.total, equation.parts, equation.weights, abs(gap))


def _unprotected(cells: Iterable[Cell]) -> str:
    first = min(cells)
    label = catalogue().measures[first.measure].label
    return (
        f"„{label}“ {first.year}, Gebiet {areas_of(first)}: Diese kleine Zahl ließe sich aus bereits "
        "veröffentlichten Zahlen errechnen. Die Lieferung wird so nicht übernommen."
    )
