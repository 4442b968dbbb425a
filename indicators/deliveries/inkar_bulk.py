"""INKAR as one CSV of several gigabytes: streamed, only Thuringia and Germany are kept, and only series somebody wants.

Columns `Bereich;ID;Kuerzel;Indikator;Raumbezug;Kennziffer;Name;Zeitbezug;Wert`, quoted or not, decimal comma, with or
without BOM; the edition of 2021 has no `Kuerzel`. A series is `ID:Kuerzel`, because the abbreviation alone stands for
different indicators (`q_newfBGu15_bev` is 14439 and, with another numerator, 160020).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.inkar_areas import LEVELS, area_of
from indicators.deliveries.reading import SCHEMA, Reading, Series, table_of

FORMAT = "inkar_bulk"
TITLE = "INKAR, Gesamtdatei (CSV)"

COLUMNS = ("Bereich", "ID", "Kuerzel", "Indikator", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert")
OPTIONAL = "Kuerzel"
BLOCK = 1 << 20  # bytes parsed at once; small, because several blocks are in memory together
TOGETHER = 50_000  # kept rows that are turned into columns of SCHEMA together
BETWEEN = "\x1f"  # joins what belongs together; cannot occur in the file's words

Progress = Callable[[int], None]
Wanted = Callable[[str, str], bool]
"""Whether the series of this key and label is wanted."""

_UNEVEN = re.compile(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+): (.*)")
_NUMBER = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"
_POINT = r"^[+-]?\d+\.(\d{1,2}|\d{4,})$"


class _Counted(io.RawIOBase):
    """A file read from start to end that knows how far it is."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__()
        self.file = file
        self.position = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.position += len(piece)
        return piece


def _head(file: Delivered) -> tuple[str, list[str]]:
    """Encoding and names of the columns. Raises UnicodeDecodeError, csv.Error."""
    encoding = "utf-8-sig"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(file.head)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = file.head.decode(encoding)
    first = text.split("\n", 1)[0].strip("\r")
    return encoding, next(csv.reader([first], delimiter=";"), [])


def recognises(file: Delivered) -> bool:
    """Whether the first line names the columns of INKAR's long form."""
    if file.kind != "text":
        return False
    try:
        _, names = _head(file)
    except (UnicodeDecodeError, csv.Error):
        return False
    return {*COLUMNS} - {OPTIONAL} <= {*names}


def read(file: Delivered, progress: Progress | None = None, wanted: Wanted | None = None) -> Reading:
    """Everything about Thuringia and Germany; `progress` is called with the bytes read so far.

    Of series that are not `wanted` no row is kept (facts `unmapped` counts them); `series` names all that were met.

    Memory stays far below the size of the file: a block is parsed, its rows of Thuringia are kept, the rest is dropped.
    Raises FileRefused where a line has too few or too many columns, or nothing is left.
    """
    if not recognises(file):
        raise FileRefused(f"„{file.name}“ hat nicht die Spalten der INKAR-Gesamtdatei: {'; '.join(COLUMNS)}.")
    encoding, names = _head(file)
    collected = _Collected(OPTIONAL in names, wanted)
    try:
        with open(file.path, "rb") as raw:
            counted = _Counted(raw)
            for batch in _batches(counted, encoding, names):
                collected.take(batch)
                if progress is not None:
                    progress(counted.position)
    except (pa.ArrowInvalid, UnicodeDecodeError) as fault:
        raise _refusal(file, fault) from fault
    return collected.reading(file, encoding)


def _batches(counted: _Counted, encoding: str, names: list[str]) -> Iterator[pa.RecordBatch]:
    wanted = [name for name in COLUMNS if name in names]
    yield from pa.csv.open_csv(
        pa.PythonFile(counted, mode="r"),
        read_options=pa.csv.ReadOptions(block_size=BLOCK, encoding="utf8" if encoding == "utf-8-sig" else encoding),
        parse_options=pa.csv.ParseOptions(delimiter=";", newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )


def _refusal(file: Delivered, fault: Exception) -> FileRefused:
    if found := _UNEVEN.search(str(fault)):
        row = int(found[1]) if found[1] else None
        text = (
            f"Eine Zeile hat {found[3]} statt {found[2]} Spalten: „{found[4][:80]}“. "
            "Die Datei ist unvollständig oder beschädigt; bitte noch einmal herunterladen."
        )
        return FileRefused(f"„{file.name}“: {text}", [Finding("error", text, row=row)])
    what = "Zeichen, die in keiner der erwarteten Kodierungen stehen" if "UTF8" in str(fault) else "unlesbare Zeilen"
    return FileRefused(f"„{file.name}“ enthält {what}. Bitte die Datei noch einmal herunterladen.")


class _Collected:
    """What has been kept so far, in columns whose words are stored once."""

    def __init__(self, with_abbreviation: bool, wanted: Wanted | None) -> None:
        self.with_abbreviation = with_abbreviation
        self.wanted = wanted
        self.read = self.unmapped = 0
        self.waiting: list[pa.RecordBatch] = []
        self.tables: list[pa.Table] = []
        self.series: dict[str, Series] = {}
        self.other_periods: set[str] = set()
        self.points: list[str] = []
        self.empty = 0
        self.findings: list[Finding] = []

    def take(self, batch: pa.RecordBatch) -> None:
        """Keeps the rows whose key begins with 16 or that are about Germany."""
        country = pa.array([name for name, level in LEVELS.items() if level == "country"])
        mask = pc.or_(
            pc.starts_with(batch.column("Kennziffer"), "16"),
            pc.is_in(pc.utf8_lower(batch.column("Raumbezug")), value_set=country),
        )
        lines = pc.add(pc.cast(pc.indices_nonzero(mask), pa.int64()), self.read + 2)
        self.waiting.append(batch.filter(mask).append_column("line", lines))
        self.read += batch.num_rows
        if sum(part.num_rows for part in self.waiting) >= TOGETHER:
            self.settle()

    def settle(self) -> None:
        """Turns the waiting rows into a table of SCHEMA."""
        rows = pa.Table.from_batches(self.waiting).combine_chunks() if self.waiting else None
        self.waiting = []
        if rows is None or not rows.num_rows:
            return
        found = _by_word(
            pc.binary_join_element_wise(rows["Raumbezug"], rows["Kennziffer"], BETWEEN),
            lambda pair: BETWEEN.join(area_of(*pair.split(BETWEEN)) or ()) or None,
        )
        rows = rows.append_column("place", found).filter(pc.is_valid(found))
        filled = rows.filter(pc.not_equal(pc.utf8_trim_whitespace(rows["Wert"]), ""))
        self.empty += rows.num_rows - filled.num_rows
        rows = self._of_wanted(filled)
        if rows.num_rows:
            self.tables.append(self._settled(rows))

    def _of_wanted(self, rows: pa.Table) -> pa.Table:
        """The rows of wanted series, with a column `series`; every series is noted."""
        series = rows["ID"]
        if self.with_abbreviation:
            series = pc.binary_join_element_wise(rows["ID"], rows["Kuerzel"], ":")
        labels = pc.binary_join_element_wise(series, rows["Indikator"], rows["Bereich"], BETWEEN)
        for joined in labels.unique().to_pylist():
            key, label, theme = joined.split(BETWEEN)
            self.series.setdefault(key, Series(f"{label} ({theme})" if theme else label))
        rows = rows.append_column("series", series)
        if self.wanted is None:
            return rows
        taken = [key for key, item in self.series.items() if self.wanted(key, item.label)]
        kept = rows.filter(pc.is_in(rows["series"], value_set=pa.array(taken, pa.string())))
        self.unmapped += rows.num_rows - kept.num_rows
        return kept

    def _settled(self, rows: pa.Table) -> pa.Table:
        series = rows["series"]
        printed = pc.utf8_trim_whitespace(rows["Wert"])
        numeric = pc.match_substring_regex(printed, _NUMBER)
        self.points += printed.filter(pc.match_substring_regex(printed, _POINT)).slice(0, 1).to_pylist()
        plain = pc.replace_substring(pc.replace_substring(printed, ".", ""), ",", ".")
        nothing = pa.scalar(None, pa.string())
        return table_of(
            {
                "area": _by_word(rows["place"], lambda place: place.split(BETWEEN)[1]),
                "level": _by_word(rows["place"], lambda place: place.split(BETWEEN)[0]),
                "name": pc.utf8_trim_whitespace(rows["Name"]).combine_chunks().dictionary_encode(),
                "period": rows["Zeitbezug"].combine_chunks().dictionary_encode(),
                "year": pc.cast(_by_word(rows["Zeitbezug"], self._year), pa.int32()),
                "series": series.combine_chunks().dictionary_encode(),
                "value": pc.cast(pc.if_else(numeric, plain, nothing), pa.float64()),
                "sign": pc.if_else(numeric, nothing, printed),
                "row": pc.cast(rows["line"], pa.int32()),
            }
        )

    def _year(self, period: str) -> str | None:
        """The year of a period; of several years (`2019-2021`) the last one."""
        digits = period.strip()[-4:]
        is_year = len(digits) == 4 and digits.isascii() and digits.isdigit()
        if digits != period or not is_year:
            self.other_periods.add(period)
        return digits if is_year else None

    def reading(self, file: Delivered, encoding: str) -> Reading:
        """Everything kept as one Reading. Raises FileRefused where there is nothing, or decimal points."""
        self.settle()
        if not self.tables and not self.unmapped:
            raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
        if self.points:
            raise FileRefused(
                f"„{file.name}“ enthält Zahlen mit Dezimalpunkt („{self.points[0]}“); INKAR schreibt ein Komma. "
                "Bitte die Datei im Original laden, nicht aus Excel gespeichert."
            )
        rows = _unified(self.tables or [table_of([])])
        if self.other_periods:
            shown = ", ".join(sorted(self.other_periods)[:5])
            text = f"Zeitbezug, der kein einzelnes Jahr ist ({shown}): Es gilt das letzte genannte Jahr."
            self.findings.append(Finding("notice", text))
        facts = {
            "encoding": "UTF-8" if encoding == "utf-8-sig" else "Windows-1252",
            "separator": ";",
            "read": str(self.read),
            "dropped": str(self.read - self.empty - self.unmapped - rows.num_rows),
            "empty": str(self.empty),
            **({"unmapped": str(self.unmapped)} if self.unmapped else {}),
            "kept": "Thüringen (Land, Kreise, Gemeindeverbände, Gemeinden) und Deutschland",
        }
        if not self.with_abbreviation:
            facts["edition"] = "Ausgabe ohne Spalte „Kuerzel“"
        return Reading(FORMAT, TITLE, rows, dict(sorted(self.series.items())), tuple(self.findings), facts)


def _by_word(column: pa.ChunkedArray, meaning: Callable[[str], str | None]) -> pa.Array:
    """`meaning` of every value, asked once per different value."""
    coded = column.combine_chunks().dictionary_encode()
    return pa.array([meaning(word) for word in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _unified(tables: list[pa.Table]) -> pa.Table:
    """The tables as one with one dictionary per column; the parts are given up on the way to save memory."""
    whole = pa.concat_tables(tables)
    tables.clear()
    columns = []
    for item in SCHEMA:
        column = whole.column(0)
        whole = whole.remove_column(0)
        columns.append(column.unify_dictionaries() if pa.types.is_dictionary(item.type) else column)
    return pa.table(columns, schema=SCHEMA)
