"""Which series of a file feeds which measure: mapping records, and the source a file belongs to.

`indicators/catalogue/mappings/<source>.yaml` for official publications, `data/own/mappings/<source>.yaml` for one's
own. What no record names is listed for the reader, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.naming import folded
from indicators.deliveries.plain_columns import HEADINGS, MAYBE_VALUE
from indicators.deliveries.reading import Reading
from indicators.deliveries.way_on import described_as, listed, way_on, which_table

PLAIN = "plain_table"
"""Tables of one's own may name the measures themselves; they need no mapping record."""
NAMELESS = {*HEADINGS["value"], *MAYBE_VALUE} - {"quote", "anteil", "rate"}
"""Series (folded) that only say there are numbers."""
SAYS_NOTHING = {*NAMELESS, *MAYBE_VALUE, "gesamt", "insgesamt", "summe", "maennlich", "weiblich"}
"""Series that any table may have: none of them tells which table it is."""
FORMAT_WORDS = {
    "genesis_flat_new": "GENESIS-Flat-CSV",
    "genesis_flat_old": "GENESIS-Flat-CSV",
    "genesis_table": "GENESIS-Tabelle (CSV)",
    "genesis_cube": "GENESIS-Würfel (CSV)",
    "inkar_web": "INKAR-Export der Webseite (CSV oder XLS)",
    "inkar_bulk": "INKAR-Gesamtdatei (CSV)",
    "inkar_wide": "INKAR-Tabelle mit einer Spalte je Indikator (CSV)",
    "ba_workbook": "Arbeitsmappe der Statistik der BA (XLSX)",
    "tls_report": "Statistischer Bericht des TLS (XLS)",
    "bundeswahlleiterin": "Strukturdaten der Bundeswahlleiterin (CSV)",
    "gisd": "GISD des RKI (CSV)",
    "iris": "IRIS des BBSR (CSV)",
    "plain_table": "eigene Tabelle (CSV, XLSX oder ODS)",
}
"""FORMAT of a reader -> what a planner calls such a file."""


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
    notices: tuple[str, ...] = ()
    """What was concluded from the content of the file and should be looked at."""
    way_on: str = ""
    """Where nothing is fed: what to write where; empty otherwise."""


def records() -> Mapping[str, MappingRecord]:
    """Source key -> record; one's own override the shipped ones. Raises FileRefused, naming the file that is wrong."""
    folders = (FOLDER / "mappings", versions.own_records() / "mappings")
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    return {key: _record(path, path.stat().st_mtime_ns) for key, path in paths.items()}


def choose(reading: Reading, source: str | None = None, file: Delivered | None = None) -> Choice:
    """The source that was named, or the only one whose mapping fits the file. Raises FileRefused.

    `file` is named in what a refusal proposes.
    """
    sources, written = catalogue().sources, records()
    if source is not None and source not in sources:
        raise FileRefused(
            f"Die Quelle „{source[:60]}“ gibt es nicht. Ähnlich heißen: {', '.join(nearest(source, sources))}."
        )
    key = source or _only_one(reading, written, file)
    record = written.get(key)
    if record is not None and not record.fits(reading) and not record.could_be(reading):
        raise FileRefused(
            f"Die Datei ({described_as(reading)}) gehört nicht zur Quelle „{key}“: "
            f"Diese Quelle kommt als {_expected(record)}."
        )
    if record is None and reading.format != PLAIN:
        raise FileRefused(
            f"Für die Quelle „{key}“ fehlt die Zuordnung der Reihen (data/own/mappings/{key}.yaml). "
            f"Die Datei enthält: {listed(list(reading.series))}."
        )
    named = record.series if record is not None else _measures_by_name(reading)
    pattern = re.compile(record.series_pattern) if record is not None and record.series_pattern else None
    _refuse_unwritten(key, named)
    measures = {series: named[series] for series in reading.series if series in named}
    if not measures and reading.format != PLAIN:
        raise FileRefused(way_on(reading, file))
    notices = []
    if source is None and record is not None and not record.fits(reading):
        table = f", Tabelle {' oder '.join(record.tables)}" if record.tables else ""
        notices.append(f"Die Tabelle ist aus dem Inhalt erschlossen: {sources[key].title}{table}. Bitte prüfen.")
    if not measures and (measure := _only_measure(reading, named)):
        measures = dict.fromkeys(reading.series, measure)
        label = catalogue().measures[measure].label
        notices.append(f"Die Tabelle benennt ihre Zahlen nicht; sie gelten als „{label}“. Bitte prüfen.")
    unknown = (name for name in reading.series if name not in named and name not in measures)
    return Choice(
        key,
        sources[key],
        measures,
        tuple(name for name in unknown if pattern is None or pattern.search(name)),
        tuple(notices),
        "" if measures else _line_to_add(key, reading, named),
    )


def _only_measure(reading: Reading, named: Mapping[str, str]) -> str | None:
    """What a plain table with one series without a name feeds, where its source has one measure."""
    fed, series = set(named.values()), list(reading.series)
    if reading.format != PLAIN or len(fed) != 1 or len(series) != 1 or folded(series[0]) not in NAMELESS:
        return None
    return fed.pop()


def _line_to_add(key: str, reading: Reading, named: Mapping[str, str]) -> str:
    """How a plain table whose series its source does not know can be taken."""
    first = next(iter(reading.series), "")
    if not first or not named:
        return ""
    known = list(dict.fromkeys(named.values()))
    line = f"{json.dumps(first, ensure_ascii=False)}: {known[0]}"
    others = f" (oder eine andere Größe der Quelle: {listed(known[1:])})" if known[1:] else ""
    return f"Gehört die Reihe dazu, in data/own/mappings/{key}.yaml unter „series“ ergänzen: {line}{others}."


def wanted(source: str | None = None) -> Callable[[str], Callable[[str, str], bool] | None]:
    """For a format: which series (key, label) any load could take, so that a reader of gigabytes keeps no others."""

    def of_format(name: str) -> Callable[[str, str], bool]:
        taken: set[str] = set()
        for key, record in records().items():
            if name in record.formats and source in (None, key):
                taken |= set(record.series)
        return lambda series, _: series in taken

    return of_format


def _only_one(reading: Reading, written: Mapping[str, MappingRecord], file: Delivered | None) -> str:
    """The only source whose mapping fits; of several that fit, the only one that knows a series of the file."""
    known = catalogue().sources
    fitting = [key for key, record in written.items() if key in known and record.fits(reading)]
    if reading.format == PLAIN:
        fitting = [key for key in fitting if _telling(written[key].series) & _telling(reading.series)]
    elif len(fitting) > 1:
        fitting = [key for key in fitting if set(written[key].series) & set(reading.series)]
    if len(fitting) > 1:
        fitting = _by_years(reading, fitting) or fitting
    if not fitting and reading.format != PLAIN:
        fitting = [key for key, record in written.items() if key in known and record.could_be(reading)]
        if len({record.tables for key, record in written.items() if key in fitting}) == 1:
            fitting = _by_years(reading, fitting) or fitting
        # Years tell two editions of a table apart, but not two tables of a statistic: then somebody must know.
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise FileRefused(_which_source(reading, fitting, written))
    if reading.format == PLAIN:
        own = {
            key: source.title for key, source in known.items() if not source.published or _is_plain(written.get(key))
        }
        raise FileRefused(which_table(reading, own, file))
    raise FileRefused(way_on(reading, file))


def _which_source(reading: Reading, keys: Sequence[str], written: Mapping[str, MappingRecord]) -> str:
    """Asks for one of several sources, by the names it has on the page and on the command line."""
    known, named = catalogue().sources, []
    for key in keys:
        table = f", Tabelle {' oder '.join(written[key].tables)}" if written[key].tables else ""
        named.append(f"„{known[key].title}, {known[key].edition}“{table} (--source {key})")
    return (
        f"Zur Datei ({described_as(reading)}) passen mehrere Quellen: {'; '.join(named)}. Bitte die richtige angeben."
    )


def _is_plain(record: MappingRecord | None) -> bool:
    return record is not None and PLAIN in record.formats


def says_something(series: str) -> bool:
    """Whether a series has a name of its own: „Wert“ and „insgesamt“ stand in any table."""
    return folded(series) not in SAYS_NOTHING


def _telling(series: Iterable[str]) -> set[str]:
    return set(filter(says_something, series))


def _by_years(reading: Reading, keys: Sequence[str]) -> list[str]:
    """Of sources that follow each other, the one in whose years all of the file lies; none where it spans two."""
    if len(keys) < 2:
        return []
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


def _expected(record: MappingRecord) -> str:
    formats = " oder ".join(dict.fromkeys(FORMAT_WORDS.get(name, name) for name in record.formats))
    tables = " oder ".join(record.tables)
    if not tables:
        return formats
    return f"{formats} der Tabelle {tables}" if tables[:1].isdigit() else f"{formats}: {tables}"


@cache
def _record(path: Path, modified: int) -> MappingRecord:  # noqa: ARG001  a changed file is read again
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return MappingRecord(**content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, TypeError, re.error, CatalogueError):
        raise FileRefused(
            f"Die Zuordnung {path.name} ist nicht lesbar. Gebraucht werden format und series (Reihe: Kennzahl)."
        ) from None
