"""Which series of a file feeds which measure: mapping records, and the source a file belongs to.

`indicators/catalogue/mappings/<source>.yaml` for official publications, `data/own/mappings/<source>.yaml` for one's
own. What no record names is listed for the reader, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
from indicators.deliveries.map_levels import nothing_to_show
from indicators.deliveries.reading import Reading
from indicators.wording import number

PLAIN = "plain_table"
"""Tables of one's own may name the measures themselves; they need no mapping record."""
SHOWN = 12
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
            f"Die Datei ({_described(reading)}) gehört nicht zur Quelle „{key}“: "
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
        raise FileRefused(_way_on(reading, file))
    return Choice(
        key,
        sources[key],
        measures,
        tuple(name for name in reading.series if name not in named and (pattern is None or pattern.search(name))),
    )


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
    if not fitting:
        fitting = [key for key, record in written.items() if key in known and record.could_be(reading)]
    if len(fitting) > 1:
        fitting = [key for key in fitting if set(written[key].series) & set(reading.series)]
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
    raise FileRefused(_way_on(reading, file))


def _way_on(reading: Reading, file: Delivered | None) -> str:
    """What to do with a file that was understood and feeds nothing yet."""
    known = "Das Format ist erkannt, aber noch keiner Kennzahl zugeordnet."
    what = f"Erkannt: {_described(reading)}, mit den Reihen: {listed(list(reading.series))}."
    if why := nothing_to_show(reading):
        return f"{known} {why} {what}"
    return (
        f"{known} So geht es weiter: „python -m indicators template --from {_as_typed(file)}“ beschreibt die Reihen "
        f"der Datei in data/own; danach lässt sie sich laden. {what}"
    )


def _as_typed(file: Delivered | None) -> str:
    """The file as it stands in a command: with its folder, unless it was uploaded and lies under another name."""
    if file is None:
        return "DATEI"
    return quoted(str(file.path) if file.path.name == file.name else file.name)


def quoted(words: str) -> str:
    """In quotes where a command line would take them for several, or for something else."""
    return words if re.fullmatch(r"[\w./:\\+,=@%-]+", words) else f'"{words}"'


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


def _described(reading: Reading) -> str:
    table = reading.facts.get("table")
    return f"{reading.title}, Tabelle {table}" if table else reading.title


def _expected(record: MappingRecord) -> str:
    formats = " oder ".join(dict.fromkeys(FORMAT_WORDS.get(name, name) for name in record.formats))
    tables = " oder ".join(record.tables)
    if not tables:
        return formats
    return f"{formats} der Tabelle {tables}" if tables[:1].isdigit() else f"{formats}: {tables}"


def listed(names: Sequence[str]) -> str:
    """The first names of many, and how many more there are."""
    rest = len(names) - SHOWN
    more = f" und {number(rest, 0)} weitere" if rest > 0 else ""
    return ", ".join(names[:SHOWN]) + more if names else "keine Reihe"


@cache
def _record(path: Path, modified: int) -> MappingRecord:  # noqa: ARG001  a changed file is read again
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return MappingRecord(**content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, TypeError, re.error, CatalogueError):
        raise FileRefused(
            f"Die Zuordnung {path.name} ist nicht lesbar. Gebraucht werden format und series (Reihe: Kennzahl)."
        ) from None
