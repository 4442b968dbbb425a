"""What every reader returns: the figures of a file in one form, whatever form they came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from indicators.deliveries.findings import Finding

WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("area", WORD),  # key as in geo.areas: `16`, `DG`, `16063`, `16063105`; null where a name matches no area
        ("level", WORD),  # country, state, district, municipality, association, planning_area, other
        ("name", WORD),  # as printed, without padding
        ("period", WORD),  # as published, in ISO form: `2023-12-31`, `2023`, `2023-10P6M`
        ("year", pa.int32()),
        ("series", WORD),  # what the file calls the quantity; a mapping file says which measure it feeds
        ("unit", WORD),
        ("value", pa.float64()),  # null where there is only a sign
        ("sign", WORD),  # the printed sign, null beside a plain number
        ("quality", WORD),  # p, r, s, e and the like; null where the file says nothing
        ("row", pa.int32()),  # line or row in the file, from 1
        ("column", WORD),  # name or letter of the column where a row holds several values
    ]
)


@dataclass(frozen=True)
class Series:
    """A quantity of a file in its own words."""

    label: str
    unit: str = ""


@dataclass(frozen=True)
class Reading:
    """The figures of one file (`rows`: a table of SCHEMA, in the order of the file) and what was noticed on the way.

    `facts` say what was understood: `encoding`, `separator`, `table` (12411-01-01-4), `as_of`, `territory`
    (Gebietsstand as printed), `footnotes`, ...; keys are English, values are what is shown to the reader.
    """

    format: str
    title: str
    rows: pa.Table
    series: Mapping[str, Series]
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def table_of(rows: Iterable[Mapping[str, Any]] | Mapping[str, Any] | pa.Table) -> pa.Table:
    """Rows (a list of mappings, a mapping of columns, or a table) as a table of SCHEMA; absent columns are null."""
    if isinstance(rows, pa.Table):
        given = {name: rows.column(name) for name in rows.column_names}
    elif isinstance(rows, Mapping):
        given = dict(rows)
    else:
        listed = list(rows)
        given = {item.name: [row.get(item.name) for row in listed] for item in SCHEMA}
    size = max((len(column) for column in given.values()), default=0)
    columns = []
    for item in SCHEMA:
        column = given.get(item.name)
        if column is None:
            columns.append(pa.nulls(size, item.type))
        elif isinstance(column, (pa.Array, pa.ChunkedArray)):
            columns.append(column.cast(item.type))
        else:
            columns.append(pa.array(column, type=item.type))
    return pa.table(columns, schema=SCHEMA)
