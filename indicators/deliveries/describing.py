"""What the series of a file are as measures: unit, kind, reference day, levels, as far as the file shows it.

Nothing is decided for good here: what is found goes into records that somebody reads and corrects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from indicators.deliveries.plausibility import UNIT_WORDS, WHOLE_UNITS
from indicators.deliveries.publications import publication_of
from indicators.deliveries.reading import Reading
from indicators.deliveries.report import one_line
from indicators.deliveries.way_on import SHOWN_LEVELS

_SUMS = (*WHOLE_UNITS, "thousand_persons", "thousand_euro", "km2")
"""Units of what may be added up over areas."""
_UNITS = {
    word: unit for unit, words in UNIT_WORDS.items() if unit not in ("births", "deaths") for word in words
}  # of the units counted as „Anzahl“ the last one, `count`, claims no more than the file says
_IN_LABEL: tuple[tuple[str, str], ...] = (
    (r"in %|\(%\)|in Prozent\b", "percent"),
    (r"je 1[. ]?000\b(?![. ]?\d)", "per_1000"),
    (r"je 100\b(?![. ]?\d)", "per_100"),
    (r"je km²", "per_km2"),
    (r"in (?:1[. ]?000|Tsd\.?) (?:€|Euro|EUR)\b", "thousand_euro"),
    (r"in (?:€|Euro|EUR)(?!\w)", "euro"),
)
"""What a label says of its unit where the file has no column for it."""


@dataclass(frozen=True)
class Described:
    """A series of a file as a measure."""

    series: str
    label: str
    printed_unit: str
    """As the file says it; empty where it says nothing."""
    unit: str
    """Key of units.yaml; `count` (a number without a word) where the file does not say which."""
    kind: str
    """count or given."""
    reference: str
    decimals: int
    levels: tuple[str, ...]
    years: tuple[int, int]
    beyond: bool
    """A percentage with values below 0 or above 100."""


def described(reading: Reading) -> tuple[Described, ...]:
    """Every series with a number on a level that has a map, in the order of the file."""
    rows = _shown(reading.rows)
    if not rows.num_rows:
        return ()
    value = rows["value"].combine_chunks()
    table = pa.table(
        {
            "series": rows["series"].cast(pa.string()),
            "level": rows["level"].cast(pa.string()),
            "unit": pc.fill_null(rows["unit"].cast(pa.string()), ""),
            "day": _days(rows["period"]),
            "year": rows["year"],
            "value": value,
            "whole": pc.equal(value, pc.floor(value)),
        }
    )
    found = table.group_by("series", use_threads=False).aggregate(
        [("value", "count"), ("value", "min"), ("value", "max"), ("year", "min"), ("year", "max"), ("whole", "all")]
    )
    extents = {row["series"]: row for row in found.to_pylist() if row["value_count"]}
    levels, units, days = (_most_frequent(table, column) for column in ("level", "unit", "day"))
    return tuple(
        _described(reading, extents[name], levels[name], units[name], days[name])
        for name in reading.series
        if name in extents
    )


def _described(
    reading: Reading, extent: Mapping[str, object], levels: list[str], units: list[str], days: list[str]
) -> Described:
    name = str(extent["series"])
    words = reading.series[name]
    low, high = float(str(extent["value_min"])), float(str(extent["value_max"]))
    printed = " ".join((words.unit or units[0]).split())
    unit = _UNITS.get(printed.casefold()) or _unit_in(printed) or _unit_in(words.label)
    whole = bool(extent["whole_all"])
    # Nobody has looked at one's own figures before: whole numbers without a known unit are taken for counts, because
    # only counts are guarded.
    counted = unit in _SUMS or (not unit and whole and not publication_of(reading).published)
    adds_up = counted and low >= 0 and (whole or unit not in WHOLE_UNITS)
    return Described(
        series=name,
        label=one_line(" ".join((words.label or name).split())),
        printed_unit=one_line(printed),
        unit=unit or "count",
        kind="count" if adds_up else "given",
        reference=f"{days[0]}{{year}}",
        decimals=0 if whole else 1,
        levels=tuple(level for level in SHOWN_LEVELS if level in levels),
        years=(int(str(extent["year_min"])), int(str(extent["year_max"]))),
        beyond=unit == "percent" and not 0 <= low <= high <= 100,
    )


def _shown(rows: pa.Table) -> pa.Table:
    return rows.filter(pc.is_in(rows["level"].cast(pa.string()), value_set=pa.array(SHOWN_LEVELS)))


def _days(periods: pa.ChunkedArray) -> pa.Array:
    """`31.12.` of `2023-12-31`, nothing of a year or a span."""
    coded = periods.combine_chunks()
    words = [word or "" for word in coded.dictionary.to_pylist()]
    days = [f"{word[8:]}.{word[5:7]}." if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) else "" for word in words]
    return pc.fill_null(pa.array(days, pa.string()).take(coded.indices), "")


def _most_frequent(table: pa.Table, column: str) -> dict[str, list[str]]:
    """Per series the words of a column, the most frequent first; of equals the later."""
    counted = table.group_by(["series", column], use_threads=False).aggregate([("year", "count")]).to_pylist()
    counted.sort(key=lambda row: (row["year_count"], row[column]), reverse=True)
    words: dict[str, list[str]] = {}
    for row in counted:
        words.setdefault(row["series"], []).append(row[column])
    return words


def _unit_in(words: str) -> str:
    return next((unit for pattern, unit in _IN_LABEL if re.search(pattern, words, re.IGNORECASE)), "")
