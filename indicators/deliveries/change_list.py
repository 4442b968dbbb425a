"""Every figure that a delivery would change, as a German CSV: old and new, what is withheld as words only.

DuckDB writes it a part at a time, so that millions of lines need no memory here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from indicators.catalogue import catalogue
from indicators.deliveries.area_words import areas_on
from indicators.deliveries.report import NO_NUMBER, VEILED
from indicators.merging import literal
from indicators.tables import as_text, german_file
from indicators.wording import STATUS_WORDS

FILE = "changes.csv"
HEADINGS = ("Gebietsschlüssel", "Gebiet", "Jahr", "Größe", "alt", "neu")
PIECE = 1 << 20  # bytes


class ChangeList:
    """The list while it grows, in a folder of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, levels: Iterable[str | None]) -> None:
        """Begin the list with its headings. Raises OSError."""
        self._connection = connection
        self._file, self._part = folder / FILE, folder / f"{FILE}.part"
        self._file.write_text(german_file(HEADINGS, ()), encoding="utf-8", newline="")
        self._file.chmod(0o600)
        named = {level: areas_on(level, None) for level in levels if level}
        names = [(level, key, as_text(one.name)) for level, known in named.items() for key, one in known.items()]
        self._register("area_names", ("level", "area", "name"), names)
        labels = [(key, as_text(record.label)) for key, record in catalogue().measures.items()]
        self._register("measure_labels", ("measure", "label"), labels)
        self._register("status_words", ("status", "words"), list(STATUS_WORDS.items()))

    def _register(self, name: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        """A small table of words."""
        cells = [pa.array([row[at] for row in rows], pa.string()) for at in range(len(columns))]
        self._connection.register(name, pa.table(cells, names=list(columns)))

    def add(self) -> None:
        """Add what the view `listed` holds (see `differences`). Raises duckdb.Error, OSError."""
        self._connection.execute(
            f"""
            copy (
              select l.area, coalesce(n.name, l.area), l.year, coalesce(m.label, l.measure),
                {_told("l.was", "l.before", "o.words")}, {_told("l.value", "l.status", "w.words")}
              from listed as l
              left join area_names as n on n.level = l.level and n.area = l.area
              left join measure_labels as m on m.measure = l.measure
              left join status_words as o on o.status = l.before
              left join status_words as w on w.status = l.status
              order by l.measure, l.level, l.year, l.area
            ) to {literal(self._part)} (format csv, header false, delimiter ';')
            """  # noqa: S608  fixed above
        )
        try:
            with open(self._part, "rb") as part, open(self._file, "ab") as whole:
                while piece := part.read(PIECE):
                    whole.write(piece.replace(b"\n", b"\r\n"))
        finally:
            self._part.unlink()


def _told(value: str, status: str, words: str) -> str:
    """One side of a change as `report.before_and_after` words it; where one is secret, neither tells its number."""
    return (
        f"case when 'secret' in (l.before, l.status) then "
        f"case when {status} = 'secret' then {literal(STATUS_WORDS['secret'])} else {literal(VEILED)} end "
        f"when {value} is null then coalesce(nullif({words}, ''), {literal(NO_NUMBER)}) "
        f"when {value} = trunc({value}) and abs({value}) < 1e15 then {value}::bigint::varchar "
        f"when contains({value}::varchar, 'e') then "
        f"rtrim(rtrim(replace(printf('%.20f', {value}), '.', ','), '0'), ',') "
        f"else replace({value}::varchar, '.', ',') end"
    )
