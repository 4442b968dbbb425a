"""A delivery against the version in use: what is new, what changes, what vanishes, and what leaps (R-01).

Both sides may hold millions of rows and are compared by DuckDB; only counts and examples come out. A figure that the
version in use withholds, or that the next one would, is named without its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd
from pyarrow import parquet

from indicators import building, versions
from indicators.assembling import SETTINGS, BuildRefused, said_of
from indicators.catalogue import catalogue
from indicators.deliveries import change_list, series_checks
from indicators.deliveries import leaps as leaps_told
from indicators.deliveries.area_words import area_name
from indicators.deliveries.findings import Finding
from indicators.deliveries.observations import FILE
from indicators.deliveries.report import CellChange, MeasureChange, before_and_after
from indicators.merging import OWN_AREAS, SPELT, attach, literal, words_in
from indicators.wording import number, several, span

EXAMPLES = 5
FEWEST_FOR_A_BASIS, SHARE_OF_A_BASIS = 5, 0.8
"""So many, and such a share of the figures of a year, change when a file stands on another basis: our own setting."""
POPULATION = re.compile(r"residents|population|einwohner|bevölkerung", re.IGNORECASE)
"""Names and labels of measures that rest on a census."""
TOGETHER = 500_000
"""Rows of the delivery that are compared at a time."""
KEY = "measure, level, area, year"
SAME = "o.value is not distinct from n.value and o.status = n.status"


def compare(
    folder: Path, source: str, *, listed: bool = False
) -> tuple[tuple[Finding, ...], tuple[MeasureChange, ...]]:
    """Warnings and changes of the observations in `folder` against the version in use.

    `listed`: every figure that changes or vanishes is written to `change_list.FILE` beside them.
    Raises Refused (own figures that cannot be protected, a disk that is full) and OSError.
    """
    try:
        with duckdb.connect(config=SETTINGS | {"temp_directory": str(folder)}) as connection:
            differences = Differences(connection, folder / FILE, source)
            if listed:
                differences.list_to(folder)
            return ((), differences.first()) if differences.is_first else differences.compared()
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem


class Differences:
    """Two versions of the same figures, laid side by side some measures at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path, source: str) -> None:
        self._connection = connection
        connection.execute(f"create temp view delivered as select * from read_parquet({literal(file)})")  # noqa: S608
        self._words = words_in(file)
        self._rows = parquet.read_metadata(file).num_rows
        self._list: change_list.ChangeList | None = None
        self._is_own = not catalogue().sources[source].published
        if self._is_own:
            connection.register("hidden_keys", building.hidden_by(file))
            connection.execute("create temp table hidden as from hidden_keys")
        self.is_first = not self._attach()

    def _attach(self) -> bool:
        """Open the version in use; whether it has anything that the delivery is about."""
        try:
            path = versions.path_of(versions.current_version())
        except versions.StoreMissing:
            return False
        attach(self._connection, path, "present")
        measures = self._words["measure"]
        found = self._connection.execute(
            f"select 1 from present.observation where {_among(measures)} limit 1",  # noqa: S608  only question marks
            measures,
        )
        return bool(found.fetchall())  # an open result would keep the connection busy

    def list_to(self, folder: Path) -> None:
        """Write every figure that changes or vanishes while they are compared. Raises OSError."""
        self._list = change_list.ChangeList(self._connection, folder, self._words["level"])

    def first(self) -> tuple[MeasureChange, ...]:
        """All changes, where the version in use has none of these measures."""
        if self._is_own:
            self._take([str(measure) for measure in self._words["measure"]])
        rows = self._connection.execute(
            "select measure, level, list(year order by year), sum(known)::bigint, sum(hidden)::bigint, "  # noqa: S608
            "sum(size - known - hidden)::bigint from (select measure, level, year, count(value) as known, "
            "count(*) filter (where value is null and status = 'secret') as hidden, count(*) as size "
            f"from {'new' if self._is_own else 'delivered'} group by all) group by all order by all"
        ).fetchall()
        measures = catalogue().measures
        return tuple(
            MeasureChange(
                measure, measures[measure].label, level, tuple(years), values, 0, 0, 0, 0, (), hidden, unknown
            )
            for measure, level, years, values, hidden, unknown in rows
        )

    def compared(self) -> tuple[tuple[Finding, ...], tuple[MeasureChange, ...]]:
        """Warnings, the greatest leaps at their end, and the changes per measure and level, sorted by name."""
        vanished: list[Finding] = []
        changes: list[MeasureChange] = []
        leaps: list[pd.DataFrame] = []
        measures = sorted(str(measure) for measure in self._words["measure"])
        together = max(1, TOGETHER * len(measures) // max(self._rows, 1))
        for at in range(0, len(measures), together):
            self._take(measures[at : at + together])
            self._lay_beside()
            vanished += [*self._vanished(), *self._other_basis()]
            changes += self._changes()
            leaps.append(self._leaps())
            if self._list is not None:
                self._list.add()
        return (*vanished, *leaps_told.said_of(pd.concat(leaps))), tuple(changes)

    def _take(self, measures: list[str]) -> None:
        """The tables `new` and `old`: what the delivery and the version in use say of some measures."""
        execute = self._connection.execute
        execute(f"create or replace temp table new as from delivered where {_among(measures)}", measures)
        if self._is_own:
            execute(
                "update new set value = null, sign = null, status = 'secret' from hidden where new.value is not null "
                "and new.measure = hidden.measure and new.level = hidden.level "
                "and new.area = hidden.area and new.year = hidden.year"
            )
        if not self.is_first:
            execute(
                f"create or replace temp table old as select {SPELT} from present.observation "  # noqa: S608
                f"where {_among(measures)} and level in (select distinct level from new)",
                measures,
            )

    def _lay_beside(self) -> None:
        """Lay every row of `new` beside what there was instead of it.

        `pair` holds both sides; `gone` the figures on another territory than the delivery: a year of a measure stands
        on one territory only, but sets of planning areas lie beside each other, unless they share areas (see
        `indicators.merging`); `listed` whatever is told figure by figure.
        """
        self._connection.execute(
            f"""
            create or replace temp table pair as
            select n.measure, n.level, n.area, n.year, n.value, n.status, o.value as was, o.status as before,
              o.measure is null as is_new, coalesce({SAME}, false) as is_same,
              o.source <> n.source or o.division <> n.division or o.sign is distinct from n.sign as is_moved
            from new as n left join old as o using ({KEY})
            """  # noqa: S608  fixed above
        )
        self._connection.execute(
            f"""
            create or replace temp table gone as
            with other as (
              select * from old semi join new using (measure, level, year)
              anti join new using (measure, level, year, division)),
            recut as (from old semi join new using ({KEY}))
            select measure, level, area, year, value as was, status as before from other anti join new using ({KEY})
            where value is not null and (level <> '{OWN_AREAS}' or exists (from recut where
              recut.measure = other.measure and recut.level = other.level
              and recut.year = other.year and recut.division = other.division))
            """  # noqa: S608  fixed above
        )
        self._connection.execute(
            """
            create or replace temp view listed as
            select measure, level, area, year, was, before, value, status, was is not null and value is null as is_gone
            from pair where not is_new and not is_same
            union all select measure, level, area, year, was, before, null, 'missing', true from gone
            """
        )

    def _changes(self) -> list[MeasureChange]:
        rows = self._connection.execute(
            """
            select measure, level,
              count(*) filter (where is_new and value is not null) as new_values,
              count(*) filter (where not is_new and not is_same and not (was is not null and value is null)) as changed,
              count(*) filter (where was is not null and value is null) as vanished,
              count(*) filter (where not is_new and is_same) as unchanged,
              count(*) filter (where not is_new and is_same and is_moved) as moved,
              count(*) filter (where is_new and value is null and status = 'secret') as new_secret,
              count(*) filter (where is_new and value is null and status <> 'secret') as new_unknown
            from pair group by all order by all
            """
        ).fetchall()
        lost = self._left_behind()
        found = []
        for measure, level, new_values, changed, vanished, unchanged, moved, new_secret, new_unknown in rows:
            record = catalogue().measures[measure]
            gone = lost.get((measure, level), 0)
            examples = self._examples(measure, level) if changed or vanished or gone else ()
            added = new_values + new_secret + new_unknown
            found.append(
                MeasureChange(
                    measure, record.label, level, self._new_years(measure, level) if added else (),
                    new_values, changed, vanished + gone, unchanged, moved, examples, new_secret, new_unknown,
                )
            )  # fmt: skip
        return found

    def _left_behind(self) -> dict[tuple[str, str], int]:
        rows = self._connection.execute("select measure, level, count(*) from gone group by all").fetchall()
        return {(measure, level): count for measure, level, count in rows}

    def _new_years(self, measure: str, level: str) -> tuple[int, ...]:
        rows = self._connection.execute(
            "select distinct year from new where measure = ? and level = ? "
            "and year not in (select year from old where measure = ? and level = ?) order by 1",
            [measure, level, measure, level],
        ).fetchall()
        return tuple(year for (year,) in rows)

    def _examples(self, measure: str, level: str) -> tuple[CellChange, ...]:
        rows = self._connection.execute(
            "select area, year, was, before, value, status, is_gone from listed where measure = ? and level = ? "
            "order by is_gone desc, year desc, area limit ?",
            [measure, level, EXAMPLES],
        ).fetchall()
        return tuple(
            CellChange(area, area_name(level, area), year, *before_and_after(was, before, now, after), is_gone)
            for area, year, was, before, now, after, is_gone in rows
        )

    def _vanished(self) -> list[Finding]:
        rows = self._connection.execute(
            "select measure, level, count(*), min(year), max(year) from pair "
            "where was is not null and value is null group by all order by all"
        ).fetchall()
        return [
            Finding(
                "warning",
                f"{catalogue().measures[measure].label}: "
                f"{several(count, 'bisheriger Wert entfällt', 'bisherige Werte entfallen')} "
                f"({span(first, last)}).",
            )
            for measure, _, count, first, last in rows
        ]

    def _other_basis(self) -> list[Finding]:
        """Nearly all figures of a year differ a little: an older file, or another basis such as a census (T-06)."""
        rows = self._connection.execute(
            "select measure, level, year, count(*) filter (where value <> was) as changed, "  # noqa: S608  numbers above
            "count(*) as size "
            "from pair where was is not null and value is not null group by all "
            f"having changed >= {FEWEST_FOR_A_BASIS} and changed >= {SHARE_OF_A_BASIS} * size order by all"
        ).fetchall()
        return [
            Finding(
                "warning",
                f"{catalogue().measures[measure].label}: {number(changed, 0)} von {number(size, 0)} Werten {year} "
                f"ändern sich. {_why_other(measure, catalogue().measures[measure].label)}",
            )
            for measure, _, year, changed, size in rows
        ]

    def _leaps(self) -> pd.DataFrame:
        """Against the figure of the same year that is replaced, and of the year before the delivery begins."""
        frame = self._connection.execute(
            f"""
            with first as (select measure, level, area, min(year) as year from new group by all),
            leap as (
              select measure, level, area, year, value, year as year_before, was from pair where was is not null
              union all
              select n.measure, n.level, n.area, n.year, n.value, o.year, o.value
              from first join pair as n using ({KEY})
              join old as o on not n.is_same and o.measure = n.measure and o.level = n.level and o.area = n.area
                and o.year = n.year - 1)
            select *, abs(value - was) / greatest(abs(was), 1e-9) as share from leap
            where abs(value - was) > {series_checks.JUMP} * abs(was)
            """  # noqa: S608  fixed above
        ).df()
        measures = catalogue().measures
        is_count = frame["measure"].map(lambda measure: measures[measure].kind == "count").to_numpy(bool)
        is_leap = series_checks.jumps(frame["value"].to_numpy(float), frame["was"].to_numpy(float), is_count)
        return leaps_told.greatest(frame[is_leap].assign(count=1))


def _why_other(measure: str, label: str) -> str:
    """What to ask where nearly all figures of a year change: only numbers of residents are counted anew by a census."""
    if POPULATION.search(f"{measure} {label}"):
        return "Ist die Datei älter als der Bestand, oder beruht sie auf einem anderen Zensus?"
    return "Ist die Datei älter als der Bestand?"


def _among(measures: Sequence[object]) -> str:
    """A condition with a question mark per measure: only so are parts of the file passed over unread."""
    return f"measure in ({', '.join('?' * len(measures))})"
