"""Which series of a file feeds which measure: mapping records, and the source a file belongs to.

`indicators/catalogue/mappings/<source>.yaml` for official publications, `data/own/mappings/<source>.yaml` for one's
own. What no record names is listed for the reader, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import yaml
from pydantic import ValidationError, field_validator

from indicators import versions
from indicators.catalogue import catalogue, nearest
from indicators.catalogue.reading import FOLDER, CatalogueError
from indicators.catalogue.records import Record, Source
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import Reading

PLAIN = "plain_table"
"""Tables of one's own may name the measures themselves; they need no mapping record."""
SHOWN = 12


class MappingRecord(Record):
    """How the files of a source are read into measures."""

    format: str | tuple[str, ...]
    """FORMAT of the reader, or of several whose series are named alike."""
    table: str | tuple[str, ...] | None = None
    """The table a file must say it is (`12411-01-01-4`), or one of several that belong to one publication."""
    series_pattern: str | None = None
    """Regular expression: series it does not find are no business of this source and are not listed as unknown."""
    series: dict[str, str]
    """Series of the file -> measure."""

    @field_validator("series_pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            re.compile(pattern)
        return pattern

    def fits(self, reading: Reading) -> bool:
        """Whether a file has the format and the table of this record."""
        return reading.format in self.formats and (not self.tables or reading.facts.get("table") in self.tables)

    def could_be(self, reading: Reading) -> bool:
        """Whether a file that does not say its table (a renamed flat file) has a series and the statistic of this."""
        statistic = reading.facts.get("statistic", "")
        same = not statistic or any(table.startswith(f"{statistic}-") for table in self.tables)
        knows = bool(set(self.series) & set(reading.series))
        return not reading.facts.get("table") and reading.format in self.formats and knows and same

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats in which the source comes."""
        return (self.format,) if isinstance(self.format, str) else self.format

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the source; none where files do not say."""
        return (self.table,) if isinstance(self.table, str) else self.table or ()


@dataclass(frozen=True)
class Choice:
    """The source of a file and what its series feed."""

    key: str
    source: Source
    measures: Mapping[str, str]
    """Series -> measure, only series that the file has."""
    unknown: tuple[str, ...]
    """Series of the file that feed nothing, in the order of the file."""


def records() -> Mapping[str, MappingRecord]:
    """Source key -> record; one's own override the shipped ones. Raises FileRefused, naming the file that is wrong."""
    folders = (FOLDER / "mappings", versions.own_records() / "mappings")
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    return {key: _record(path, path.stat().st_mtime_ns) for key, path in paths.items()}


def choose(reading: Reading, source: str | None = None) -> Choice:
    """The source that was named, or the only one whose mapping fits the file. Raises FileRefused."""
    sources, written = catalogue().sources, records()
    if source is not None and source not in sources:
        raise FileRefused(
            f"Die Quelle „{source[:60]}“ gibt es nicht. Ähnlich heißen: {', '.join(nearest(source, sources))}."
        )
    key = source or _only_one(reading, written)
    record = written.get(key)
    if record is not None and not record.fits(reading) and not record.could_be(reading):
        raise FileRefused(
            f"Die Datei ({_described(reading)}) gehört nicht zur Quelle „{key}“: Diese erwartet {_expected(record)}."
        )
    if record is None and reading.format != PLAIN:
        raise FileRefused(
            f"Für die Quelle „{key}“ fehlt die Zuordnung der Reihen (data/own/mappings/{key}.yaml). "
            f"Die Datei enthält: {_listed(list(reading.series))}."
        )
    named = record.series if record is not None else _measures_by_name(reading)
    pattern = re.compile(record.series_pattern) if record is not None and record.series_pattern else None
    _refuse_unwritten(key, named)
    return Choice(
        key,
        sources[key],
        {series: named[series] for series in reading.series if series in named},
        tuple(name for name in reading.series if name not in named and (pattern is None or pattern.search(name))),
    )


def _only_one(reading: Reading, written: Mapping[str, MappingRecord]) -> str:
    """The only source whose mapping fits; of several that fit, the only one that knows a series of the file."""
    known = catalogue().sources
    fitting = [key for key, record in written.items() if key in known and record.fits(reading)]
    if not fitting:
        fitting = [key for key, record in written.items() if key in known and record.could_be(reading)]
    if len(fitting) > 1:
        fitting = [key for key in fitting if set(written[key].series) & set(reading.series)] or fitting
        fitting = _by_years(reading, fitting) or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise FileRefused(
            f"Zur Datei ({_described(reading)}) passen mehrere Quellen: {', '.join(fitting)}. "
            "Bitte die Quelle angeben (--source)."
        )
    if reading.format == PLAIN:
        own = [key for key, source in known.items() if not source.published]
        raise FileRefused(
            "Bitte die Quelle der Tabelle angeben (--source). "
            + (f"Eigene Quellen: {', '.join(own)}." if own else "Eigene Quellen beschreibt data/own/README.md.")
        )
    raise FileRefused(
        f"Zur Datei ({_described(reading)}) ist keine Quelle beschrieben. Eine Zuordnung gehört nach "
        f"data/own/mappings/. Die Datei enthält: {_listed(list(reading.series))}."
    )


def _by_years(reading: Reading, keys: Sequence[str]) -> list[str]:
    """Of sources that follow each other, the one in whose years all of the file lies; none where it spans two."""
    extent = pc.min_max(reading.rows.column("year")).as_py()
    starts = sorted((min(catalogue().sources[key].divisions, default=0), key) for key in keys)
    ends = [*(start for start, _ in starts[1:]), 10_000]
    return [
        key
        for (start, key), end in zip(starts, ends, strict=True)
        if extent["min"] is not None and start <= extent["min"] and extent["max"] < end
    ]


def _measures_by_name(reading: Reading) -> dict[str, str]:
    """Series that bear the key of a measure; sums are made here and not delivered."""
    measures = catalogue().measures
    return {name: name for name in reading.series if name in measures and not measures[name].sum_of}


def _refuse_unwritten(key: str, named: Mapping[str, str]) -> None:
    measures = catalogue().measures
    for series, measure in named.items():
        if measure not in measures:
            raise FileRefused(
                f"Die Zuordnung der Quelle „{key}“ nennt für „{series}“ die Kennzahl „{measure}“, die es nicht gibt. "
                f"Ähnlich heißen: {', '.join(nearest(measure, measures))}."
            )


def _described(reading: Reading) -> str:
    table = reading.facts.get("table")
    return f"{reading.title}, Tabelle {table}" if table else reading.title


def _expected(record: MappingRecord) -> str:
    formats, tables = ", ".join(record.formats), " oder ".join(record.tables)
    return f"{formats}, Tabelle {tables}" if tables else formats


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" und {rest} weitere" if rest > 0 else "") if names else "keine Reihe"


@cache
def _record(path: Path, modified: int) -> MappingRecord:  # noqa: ARG001  a changed file is read again
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return MappingRecord(**content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, TypeError, re.error, CatalogueError):
        raise FileRefused(
            f"Die Zuordnung {path.name} ist nicht lesbar. Gebraucht werden format und series (Reihe: Kennzahl)."
        ) from None
