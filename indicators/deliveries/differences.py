"""A delivery against the version in use: what is new, what changes, what vanishes, and what leaps (R-01).

Both sides may hold millions of rows and are compared by DuckDB; only counts and examples come out. A figure that the
version in use withholds, or that the next one would, is named without its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from indicators import building, versions
from indicators.assembling import COLUMNS, SCHEMA, SETTINGS, BuildRefused, said_of
from indicators.catalogue import catalogue
from indicators.deliveries import series_checks
from indicators.deliveries.findings import Finding
from indicators.deliveries.observations import FILE
from indicators.deliveries.report import CellChange, MeasureChange
from indicators.merging import words_in
from indicators.wording import STATUS_WORDS, full_number, several

EXAMPLES = 5
KEY = "measure, level, area, year"
SAME = "o.value is not distinct from n.value and o.status = n.status"


def compare(folder: Path, source: str) -> tuple[tuple[Finding, ...], tuple[MeasureChange, ...]]:
    """Warnings and changes of the observations in `folder` against the version in use.

    Raises Refused (own figures that cannot be protected, a disk that is full) and OSError.
    """
    try:
        differences = Differences(folder, source)
        try:
            return differences.findings(), differences.changes()
        finally:
            differences.close()
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem


class Differences:
    """Two versions of the same figures, open for questions; close it when done."""

    def __init__(self, folder: Path, source: str) -> None:
        self._connection = duckdb.connect(config=SETTINGS | {"temp_directory": str(folder)})
        try:
            self._prepare(folder, source)
        except BaseException:
            self.close()
            raise

    def _prepare(self, folder: Path, source: str) -> None:
        place = str(folder / FILE).replace("'", "''")
        if catalogue().sources[source].published:
            # Read from its file as often as it is needed: it may be larger than what memory there is.
            self._connection.execute(f"create temp view new as select * from read_parquet('{place}')")  # noqa: S608
        else:
            self._connection.execute(f"create temp table new as select * from read_parquet('{place}')")  # noqa: S608
            self._withhold(folder / FILE)
        self._attach(folder / FILE)
        self._is_first = self._connection.execute("select count(*) from old").fetchone() == (0,)

    def close(self) -> None:
        """Let go of the version in use."""
        self._connection.close()

    def _attach(self, file: Path) -> None:
        """The rows of the version in use that the delivery is about; none where there is no version."""
        columns = ", ".join(COLUMNS)
        self._connection.register("nothing", SCHEMA.empty_table())
        self._connection.execute("create temp table old as select * from nothing")
        try:
            path = versions.path_of(versions.current_version())
        except versions.StoreMissing:
            return
        place, words = str(path).replace("'", "''"), words_in(file)
        self._connection.execute(f"attach '{place}' as present (read_only)")
        self._connection.execute(
            f"insert into old select {columns} from present.observation "  # noqa: S608  fixed above
            "where measure in (select unnest(?)) and level in (select unnest(?))",
            [words["measure"], words["level"]],
        )
        self._connection.execute("detach present")

    def _withhold(self, file: Path) -> None:
        """Own figures: those that the next version would withhold are secret here already."""
        hidden = building.hidden_by(file)
        self._connection.register("hidden", hidden)
        self._connection.execute(
            "update new set value = null, sign = null, status = 'secret' from hidden "
            "where new.measure = hidden.measure and new.level = hidden.level "
            "and new.area = hidden.area and new.year = hidden.year"
        )

    def changes(self) -> tuple[MeasureChange, ...]:
        """Per measure and level, in the order of their names."""
        if self._is_first:
            return self._first()
        rows = self._connection.execute(
            f"""
            select n.measure, n.level,
              count(*) filter (where o.measure is null and n.value is not null) as new_values,
              count(*) filter (where o.measure is not null and not ({SAME})
                               and not (o.value is not null and n.value is null)) as changed,
              count(*) filter (where o.value is not null and n.value is null) as vanished,
              count(*) filter (where {SAME}) as unchanged,
              count(*) filter (where {SAME} and (o.source <> n.source or o.division <> n.division
                               or o.sign is distinct from n.sign)) as moved,
              count(*) filter (where o.measure is null and n.value is null and n.status = 'secret') as new_secret,
              count(*) filter (where o.measure is null and n.value is null and n.status <> 'secret') as new_unknown
            from new as n left join old as o using ({KEY}) group by all order by all
            """  # noqa: S608  fixed above
        ).fetchall()
        lost = self._left_behind()
        found = []
        for measure, level, new_values, changed, vanished, unchanged, moved, new_secret, new_unknown in rows:
            record = catalogue().measures[measure]
            examples = self._examples(measure, level) if changed or vanished else ()
            gone = lost.get((measure, level), 0)
            added = new_values + new_secret + new_unknown
            found.append(
                MeasureChange(
                    measure, record.label, level, self._new_years(measure, level) if added else (),
                    new_values, changed, vanished + gone, unchanged, moved, examples, new_secret, new_unknown,
                )
            )  # fmt: skip
        return tuple(found)

    def _first(self) -> tuple[MeasureChange, ...]:
        """As `changes`, where the version in use has none of these measures."""
        rows = self._connection.execute(
            "select measure, level, list(year order by year), sum(known)::bigint, sum(hidden)::bigint, "
            "sum(size - known - hidden)::bigint from (select measure, level, year, count(value) as known, "
            "count(*) filter (where value is null and status = 'secret') as hidden, count(*) as size "
            "from new group by all) group by all order by all"
        ).fetchall()
        measures = catalogue().measures
        return tuple(
            MeasureChange(
                measure, measures[measure].label, level, tuple(years), values, 0, 0, 0, 0, (), hidden, unknown
            )
            for measure, level, years, values, hidden, unknown in rows
        )

    def _left_behind(self) -> dict[tuple[str, str], int]:
        """Figures on another territory than the delivery: a year of a measure stands on one territory only."""
        rows = self._connection.execute(
            f"""
            select o.measure, o.level, count(*) from old as o
            anti join new using ({KEY})
            where o.value is not null and (o.measure, o.level, o.year) in (select (measure, level, year) from new)
            and (o.measure, o.level, o.year, o.division) not in (select (measure, level, year, division) from new)
            group by all
            """  # noqa: S608  fixed above
        ).fetchall()
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
            f"""
            select n.area, n.year, o.value, o.status, n.value, n.status from new as n join old as o using ({KEY})
            where n.measure = ? and n.level = ? and not ({SAME})
            order by o.value is not null and n.value is null desc, n.year desc, n.area limit ?
            """,  # noqa: S608  fixed above
            [measure, level, EXAMPLES],
        ).fetchall()
        return tuple(
            CellChange(
                area, series_checks.area_name(level, area), year, *_before_and_after(was, before, now, after),
                vanished=was is not None and now is None,
            )
            for area, year, was, before, now, after in rows
        )  # fmt: skip

    def findings(self) -> tuple[Finding, ...]:
        """Warnings about figures that vanish, and about leaps against the version in use."""
        return () if self._is_first else (*self._vanished(), *self._leaps())

    def _vanished(self) -> Sequence[Finding]:
        rows = self._connection.execute(
            f"""
            select n.measure, n.level, count(*), min(n.year), max(n.year) from new as n join old as o using ({KEY})
            where o.value is not null and n.value is null group by all order by all
            """  # noqa: S608  fixed above
        ).fetchall()
        return [
            Finding(
                "warning",
                f"{catalogue().measures[measure].label}: "
                f"{several(count, 'bisheriger Wert entfällt', 'bisherige Werte entfallen')} "
                f"({first if first == last else f'{first}–{last}'}).",
            )
            for measure, _, count, first, last in rows
        ]

    def _leaps(self) -> Sequence[Finding]:
        """Against the figure of the same year that is replaced, and of the year before the delivery begins."""
        frame = self._connection.execute(
            f"""
            with first as (select measure, level, area, min(year) as year from new group by all),
            pairs as (
              select n.measure, n.level, n.area, n.year, n.value, o.year as year_before, o.value as before
              from new as n join old as o using ({KEY})
              union all
              select n.measure, n.level, n.area, n.year, n.value, o.year, o.value
              from new as n join first using ({KEY})
              join old as o on o.measure = n.measure and o.level = n.level and o.area = n.area and o.year = n.year - 1)
            select * from pairs where abs(value - before) > {series_checks.JUMP} * abs(before)
            order by abs(value - before) / greatest(abs(before), 1e-9) desc, measure, level, area, year
            """  # noqa: S608  fixed above
        ).df()
        if frame.empty:
            return []
        measures = catalogue().measures
        is_count = frame["measure"].map(lambda measure: measures[measure].kind == "count").to_numpy(bool)
        frame = frame[series_checks.jumps(frame["value"].to_numpy(float), frame["before"].to_numpy(float), is_count)]
        most = series_checks.MOST_LEAPS
        found = [
            Finding("warning", _leap(row), leap_of=measures[row.measure].label) for row in frame.head(most).itertuples()
        ]
        if (rest := len(frame) - most) > 0:
            words = several(rest, "weiterer Wert springt", "weitere Werte springen")
            found.append(Finding("warning", f"{words} gegenüber dem Bestand."))
        return found


def _leap(row: object) -> str:
    name = series_checks.area_name(row.level, row.area)  # type: ignore[attr-defined]
    label = catalogue().measures[row.measure].label  # type: ignore[attr-defined]
    before, value = full_number(row.before), full_number(row.value)  # type: ignore[attr-defined]
    if row.year_before == row.year:  # type: ignore[attr-defined]
        return f"{label}, {name} {row.year}: bisher {before}, jetzt {value}. Bitte bestätigen."  # type: ignore[attr-defined]
    return f"{label}, {name}: {row.year_before} {before}, {row.year} {value}. Bitte bestätigen."  # type: ignore[attr-defined]


def _before_and_after(was: float | None, before: str, now: float | None, after: str) -> tuple[str, str]:
    """Both sides in words; where one is secret, the other tells no number either: it would give it away."""
    if "secret" in (before, after):
        return _veiled(before), _veiled(after)
    return _told(was, before), _told(now, after)


def _veiled(status: str) -> str:
    return STATUS_WORDS["secret"] if status == "secret" else "veröffentlicht"


def _told(value: float | None, status: str) -> str:
    return full_number(value) if value is not None else STATUS_WORDS.get(status) or "keine Angabe"
