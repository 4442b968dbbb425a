"""Shipped figures and deliveries laid over each other in one table `base`, complete for every territory.

A delivery may hold millions of rows: words are kept as enumerations, so that joining and sorting compares numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import duckdb
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from geo import areas as geography
from indicators.catalogue import catalogue
from indicators.catalogue.records import Status
from indicators.refusal import Refused

COLUMNS = ["measure", "level", "area", "year", "value", "sign", "status", "division", "source"]
WORDS = [name for name in COLUMNS if name not in ("year", "value")]
KEY = "measure, level, area, year"
SCHEMA = pa.schema([(name, {"year": pa.int32(), "value": pa.float64()}.get(name, pa.string())) for name in COLUMNS])
OWN_AREAS = "planning_area"
"""The level on which several sets of areas may have figures of the same year."""
LARGE = "level not in ('state', 'country')"
"""Rows on levels that a territory divides."""
_CODED = ", ".join(f"{name}::{name}_word as {name}" if name in WORDS else name for name in COLUMNS)
SPELT = ", ".join(f"{name}::varchar as {name}" if name in WORDS else name for name in COLUMNS)
"""All columns of `base` with words as text."""
_NOT_RECUT = (
    " and not exists (from recut where recut.measure = earlier.measure and recut.level = earlier.level "
    "and recut.year = earlier.year and recut.division = earlier.division)"
)
WORDS_KEY = b"words"
"""Under this key the file of a delivery says which words each of its columns holds; null stands for empty cells."""


class BuildRefused(Refused):
    """The inputs contradict each other; the message is German and names the place."""


@dataclass(frozen=True)
class Part:
    """Rows to be laid into `base`: a table or view, and the words that each of its columns holds (None: empty)."""

    name: str
    words: Mapping[str, Sequence[str | None]]

    @property
    def coded(self) -> str:
        """All columns with words as enumerations; a word that stands in every row is not looked up in each."""
        return ", ".join(self._coded(name) if name in WORDS else name for name in COLUMNS)

    def _coded(self, name: str) -> str:
        words = self.words[name]
        if len(words) == 1 and words[0] is not None:
            return f"{literal(words[0])}::{name}_word as {name}"
        return f"{name}::{name}_word as {name}"


def literal(words: str | Path) -> str:
    """A word or a path as it stands in a statement of SQL, in quotes, where no parameter can stand."""
    doubled = str(words).replace("'", "''")
    return f"'{doubled}'"


def attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Open the file of a version beside others, to be read under a name. Raises duckdb.Error."""
    connection.execute(f"attach {literal(file)} as {name} (read_only)")


def words_in(file: Path) -> dict[str, list[str | None]]:
    """The words in each column of a delivery's file, as it says itself; else they are looked for."""
    written = (parquet.read_schema(file).metadata or {}).get(WORDS_KEY)
    if written is not None:
        return {name: list(words) for name, words in json.loads(written).items()}
    with duckdb.connect() as connection:
        return {
            name: [word for (word,) in connection.execute(question, [str(file)]).fetchall()]
            for name in WORDS
            if (question := f"select distinct {name} from read_parquet(?)")  # noqa: S608  fixed above
        }


def merge(
    connection: duckdb.DuckDBPyConnection, shipped: pd.DataFrame, files: Sequence[Path], tell: Callable[[str], None]
) -> None:
    """Make `base` of the shipped rows and the deliveries, later ones over earlier ones. Raises BuildRefused."""
    connection.register("shipped", as_table(shipped))
    parts = [Part("shipped", {name: [None, *shipped[name].dropna().unique()] for name in WORDS})]
    for number, file in enumerate(files):
        place = literal(file)
        connection.execute(f"create temp view delivery_{number} as select * from read_parquet({place})")  # noqa: S608
        parts.append(Part(f"delivery_{number}", words_in(file)))
    _spell(connection, parts)
    columns = ", ".join(f"{name} {_type_of(name)}" for name in COLUMNS)
    connection.execute(f"create temp table base ({columns})")
    for number, part in enumerate(reversed(parts)):
        if number < len(files):
            tell(f"Lieferung {len(files) - number} von {len(files)} wird eingefügt")
        _lay_under(connection, part, is_first=number == 0)
    if files:
        _fill_gaps(connection)


def add(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Add rows to `base`, unless it holds a row of the same measure, level, area and year."""
    connection.register("more", as_table(frame))
    connection.execute(
        f"insert into base select * from (select {_CODED} from more) anti join "  # noqa: S608  fixed above
        f"(select {KEY} from base where measure in (select measure::measure_word from more)) using ({KEY})"
    )
    connection.unregister("more")


def of_measures(connection: duckdb.DuckDBPyConnection, measures: Iterable[str]) -> pd.DataFrame:
    """The rows of `base` of some measures."""
    question = f"select {SPELT} from base where measure in (select try_cast(unnest(?) as measure_word))"  # noqa: S608
    return connection.execute(question, [list(measures)]).df()


def as_table(frame: pd.DataFrame) -> pa.Table:
    """A frame with COLUMNS as DuckDB reads it fastest."""
    return pa.Table.from_pandas(frame[COLUMNS], schema=SCHEMA, preserve_index=False)


def _type_of(name: str) -> str:
    return f"{name}_word" if name in WORDS else {"year": "integer", "value": "double"}[name]


def _spell(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """An enumeration per column of words, with every word that may come up until the version is finished."""
    more: dict[str, Iterable[str]] = {
        "measure": catalogue().measures,
        "level": geography.LEVELS,
        "area": (area.key for level in geography.LEVELS for area in geography.areas(level)),
        "sign": ["-"],
        "status": get_args(Status),
        "division": geography.divisions(),
        "source": catalogue().sources,
    }
    for name in WORDS:
        words = {*more[name], *(word for part in parts for word in part.words[name] if word is not None)}
        connection.execute(f"create type {name}_word as enum ({', '.join(map(literal, sorted(words)))})")


def _lay_under(connection: duckdb.DuckDBPyConnection, part: Part, *, is_first: bool) -> None:
    """Add the rows of an earlier part that no later part has replaced.

    A part that stands on another territory replaces the whole year of a measure: two territories do not mix. Sets of
    planning areas lie beside each other, unless they share areas: then one is a new cut of the other.
    """
    rows = f"(select {part.coded} from {part.name}) as earlier"  # noqa: S608  fixed above
    if is_first:
        connection.execute(f"insert into base select * from {rows}")  # noqa: S608
        return
    connection.execute(
        f"create temp table later as select {KEY}, division from base "  # noqa: S608  fixed above
        "where measure in (select try_cast(unnest(?) as measure_word))",
        [list(part.words["measure"])],
    )
    connection.execute(
        "create temp table covered as select distinct measure, level, year, division from later "  # noqa: S608
        f"where level <> '{OWN_AREAS}'"
    )
    has_own = OWN_AREAS in part.words["level"]
    if has_own:
        connection.execute(
            f"create temp table recut as select distinct measure, level, year, earlier.division from {rows} "  # noqa: S608
            f"join later using ({KEY}) where level = '{OWN_AREAS}' and earlier.division <> later.division"
        )
    connection.execute(
        f"insert into base select * from {rows} where not exists (from later where later.measure = earlier.measure "  # noqa: S608
        "and later.level = earlier.level and later.area = earlier.area and later.year = earlier.year) "
        "and not exists (from covered where covered.measure = earlier.measure and covered.level = earlier.level "
        "and covered.year = earlier.year and covered.division <> earlier.division)" + (_NOT_RECUT if has_own else "")
    )
    for table in ("later", "covered", "recut"):
        connection.execute(f"drop table if exists {table}")


def _fill_gaps(connection: duckdb.DuckDBPyConnection) -> None:
    """An area without a row where others have one gets one that says so; one without a shape stops the build."""
    connection.execute(f"create temp table there as select distinct level, division, area from base where {LARGE}")  # noqa: S608
    pairs = connection.execute("select distinct level, division from there").fetchall()
    known = [(level, division, area.key) for level, division in pairs for area in geography.areas(level, division)]
    names = ("level", "division", "area")
    connection.register("known_words", pa.table({name: [row[at] for row in known] for at, name in enumerate(names)}))
    coded = ", ".join(f"{name}::{name}_word as {name}" for name in names)
    connection.execute(f"create temp table known as select {coded} from known_words")  # noqa: S608
    stray = connection.execute(
        "select measure, year, base.area, base.division from base join "
        "(from there anti join known using (level, division, area)) using (level, division, area) "
        "order by all limit 1"
    ).fetchone()
    if stray is not None:
        raise BuildRefused(f"{stray[0]} {stray[1]}, Gebietsstand {stray[3]}: ohne Fläche: {stray[2]}.")
    connection.execute(
        "create temp table wanting as select g.* exclude (present) from "  # noqa: S608  fixed above
        "(select measure, level, year, division, max(source) as source, count(*) as present from base "
        f"where {LARGE} group by measure, level, year, division) as g join "
        "(select level, division, count(*) as wanted from known group by all) using (level, division) "
        "where present < wanted"
    )
    connection.execute(
        "insert into base select w.measure, w.level, known.area, w.year, null, null, 'unknown', w.division, w.source "
        "from wanting as w join known using (level, division) "
        "where not exists (from base where base.measure = w.measure and base.level = w.level "
        "and base.year = w.year and base.area = known.area)"
    )
