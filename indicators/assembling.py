"""One version's file from its parts: shipped figures, loaded deliveries, derived sums, the pattern of what is withheld.

Loads may hold millions of rows and are therefore put together by DuckDB; only what is derived or guarded passes
through frames. The file is written beside the others under a temporary name and synced before it gets its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from indicators import guarding, versions
from indicators.catalogue import catalogue
from indicators.merging import COLUMNS, KEY, SCHEMA, SPELT, BuildRefused, add, attach, literal, merge, of_measures

__all__ = ["COLUMNS", "SCHEMA", "SETTINGS", "BuildRefused", "derived", "hidden_by", "is_running", "said_of", "write"]

ORDERS = {"observation": "measure, year, area", "observation_by_area": "area, measure, year"}
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "500MB", "preserve_insertion_order": False}


def write(
    version: str, shipped: pd.DataFrame, loads: Sequence[str] = (), say: Callable[[str], None] | None = None
) -> None:
    """Write the file of a version and its facts. `shipped` has COLUMNS; loads are ids.

    Raises BuildRefused, OSError.
    """
    tell = say or (lambda _: None)
    folder = versions.folder()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    made_from = versions.input_version()
    fresh = folder / f"{version}.{os.getpid()}.building"
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(fresh), config=SETTINGS) as connection:
            _assemble(connection, shipped, loads, tell)
            connection.execute("create table version as select ? as version", [version])
            tell("Datei wird geschrieben")
            connection.execute("checkpoint")
        with open(fresh, "rb") as file:
            os.fsync(file.fileno())
        versions.adopt(fresh, version, loads, made_from)
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem
    finally:
        for rest in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            rest.unlink(missing_ok=True)


def hidden_by(shipped: pd.DataFrame, loads: Sequence[str], more: Path) -> pa.Table:
    """Keys of what a version of the loads and of `more` (a Parquet file with COLUMNS) would withhold; writes nothing.

    Raises BuildRefused, OSError.
    """
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            _gather(connection, shipped, [*map(_file_of, loads), more], lambda _: None)
            return connection.sql(f"select {KEY} from base where status = 'secret'").to_arrow_table()  # noqa: S608
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem


def repeats(delivery: Path, loads: Sequence[str]) -> bool:
    """Whether these loads, later ones over earlier ones, say every row of `delivery` (Parquet, COLUMNS) already.

    Compares what was delivered, not what is shown of it. Raises BuildRefused, OSError.
    """
    columns = ", ".join(COLUMNS)
    said = " union all ".join(
        f"select {columns}, {number} as number from read_parquet({literal(_file_of(load))})"  # noqa: S608
        for number, load in enumerate(loads)
    )
    if not said:
        return False
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            connection.execute(f"create temp view delivered as from read_parquet({literal(delivery)})")
            rest = connection.execute(
                f"select 1 from (select {columns} from delivered except "  # noqa: S608  fixed above
                f"select {columns} from (select said.* from ({said}) as said semi join delivered using ({KEY}) "
                f"qualify row_number() over (partition by {KEY} order by number desc) = 1)) limit 1"
            ).fetchone()
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem
    return rest is None


def same_rows(one: str, other: str, levels: Sequence[str]) -> bool:
    """Whether two versions hold the same rows on these levels. Raises BuildRefused."""
    rows = [
        f"(select {SPELT} from {name}.observation where level in (select unnest($levels)))"  # noqa: S608  fixed above
        for name in ("one", "other")
    ]
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            for name, version in (("one", one), ("other", other)):
                attach(connection, versions.path_of(version), name)
            found = connection.execute(
                f"select 1 from ((from {rows[0]} except all from {rows[1]}) union all "  # noqa: S608  fixed above
                f"(from {rows[1]} except all from {rows[0]})) limit 1",
                {"levels": list(levels)},
            ).fetchone()
    except duckdb.Error as problem:
        raise BuildRefused(said_of(problem)) from problem
    return found is None


def _assemble(
    connection: duckdb.DuckDBPyConnection, shipped: pd.DataFrame, loads: Sequence[str], tell: Callable[[str], None]
) -> None:
    _gather(connection, shipped, [_file_of(load) for load in loads], tell)
    for number, (table, order) in enumerate(ORDERS.items(), start=1):
        tell(f"Zahlen werden sortiert ({number} von {len(ORDERS)})")
        connection.execute(f"create table {table} as from base order by {order}")


def _gather(
    connection: duckdb.DuckDBPyConnection, shipped: pd.DataFrame, files: Sequence[Path], tell: Callable[[str], None]
) -> None:
    """The table `base`: every observation of a version, guarded."""
    merge(connection, shipped, files, tell)
    tell("Summen werden gebildet")
    add(connection, derived(_of_measures(connection, _parts_of_sums())))
    tell("Geheimhaltung wird geprüft")
    _withhold(connection)


def _file_of(load: str) -> Path:
    file = versions.load_folder(load) / "observations.parquet"
    if not file.exists():
        raise BuildRefused(f"Die Lieferung {load} fehlt im Ordner der Lieferungen.")
    return file


def _parts_of_sums() -> list[str]:
    records = catalogue().measures.values()
    return sorted({part for record in records for part in (*record.sum_of, *record.minus)})


def _of_measures(connection: duckdb.DuckDBPyConnection, measures: Sequence[str]) -> pd.DataFrame:
    return of_measures(connection, measures)


def _withhold(connection: duckdb.DuckDBPyConnection) -> None:
    """What must not leave the house loses its value before it is stored; nothing behind this line knows it (D-14).

    What was delivered without a value has none to lose and keeps its sign and its status.
    """
    own = guarding.own_sources()
    concerned = connection.execute(
        "select distinct measure from base where source in (select unnest(?))", [own]
    ).fetchall()
    if not concerned:
        return
    around = guarding.measures_around(measure for (measure,) in concerned)
    secret = guarding.withheld(_of_measures(connection, around), _published_before(connection, around))
    connection.register("secret", pa.Table.from_pandas(secret, preserve_index=False))
    connection.execute(
        "update base set value = null, sign = null, status = 'secret' from secret where base.value is not null "
        "and base.measure = secret.measure and base.level = secret.level "
        "and base.area = secret.area and base.year = secret.year"
    )


def _published_before(connection: duckdb.DuckDBPyConnection, measures: Sequence[str]) -> pd.DataFrame | None:
    """What the version in use shows of these measures, and beside what it withholds the count that this house knows.

    None where there is no version that can be read.
    """
    try:
        version = versions.current_version()
        loads = versions.facts_of(version).loads
    except versions.StoreMissing:
        return None
    attach(connection, versions.path_of(version), "out")
    question = f"select {SPELT} from out.observation where measure in (select unnest(?))"  # noqa: S608
    shown = connection.execute(question, [list(measures)]).df()
    connection.execute("detach out")
    files = [str(file) for load in loads if (file := versions.load_folder(load) / "observations.parquet").exists()]
    keys = KEY.split(", ")
    delivered = [
        connection.execute(
            f"select {KEY}, value as count from read_parquet(?) where measure in (select unnest(?))",  # noqa: S608
            [file, list(measures)],
        ).df()
        for file in files
    ]
    if not delivered:
        return shown
    counts = pd.concat(delivered).drop_duplicates(keys, keep="last")
    shown = shown.merge(counts, on=keys, how="left")
    withheld = shown["status"].eq("secret")
    return shown.assign(value=shown["value"].mask(withheld, shown["count"])).drop(columns="count")


def derived(rows: pd.DataFrame) -> pd.DataFrame:
    """The exact sums of measures.yaml, in every area and year that has a row for all parts."""
    result: list[pd.DataFrame] = []
    for name, record in catalogue().measures.items():
        if not record.sum_of:
            continue
        signs = dict.fromkeys(record.sum_of, 1) | dict.fromkeys(record.minus, -1)
        parts = rows[rows["measure"].isin(signs)]
        keys = ["level", "area", "year"]
        complete = parts.groupby(keys)["measure"].transform("size") == len(signs)
        parts = parts[complete]
        if parts.empty:
            continue
        parts = parts.assign(value=parts["value"] * parts["measure"].map(signs))
        # An unknown part makes the sum unknown, with the status and sign of that part.
        sums = parts.groupby(keys, as_index=False).agg(
            value=("value", lambda column: column.sum(skipna=False)),
            division=("division", "first"),
            source=("source", "first"),
        )
        gaps = parts[parts["value"].isna()].groupby(keys)[["status", "sign"]].first()
        sums = sums.join(gaps, on=keys)
        sums["status"] = sums["status"].where(sums["value"].isna(), "value").mask(sums["value"].eq(0), "zero")
        sums["sign"] = sums["sign"].where(sums["value"].isna(), None)
        result.append(sums.assign(measure=name))
    return pd.concat(result, ignore_index=True) if result else pd.DataFrame(columns=COLUMNS)


def said_of(problem: duckdb.Error) -> str:
    """What a person can do about it; DuckDB says it in English."""
    if "No space left" in str(problem) or "Could not write" in str(problem) or "File too large" in str(problem):
        return "Der Datenträger ist voll; der bisherige Datenbestand gilt weiter. Bitte Platz schaffen und wiederholen."
    return "Der neue Datenbestand ließ sich nicht schreiben; der bisherige gilt weiter."


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed left behind."""
    for leftover in folder.glob("*.building*"):
        if is_running(leftover.name.split(".")[1]):
            continue
        if leftover.is_dir():  # where DuckDB lays down what memory does not hold
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def is_running(process: str) -> bool:
    """Whether a process that may still be writing its file exists."""
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
