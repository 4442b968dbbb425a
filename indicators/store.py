"""The store: one DuckDB file per version, built from the shipped figures, opened read-only by everybody else.

A version is a file of its own (`data/store/<version>.duckdb`) and `data/store/current` names the one in use, because a
file replaced under its own name keeps serving old data to processes that hold it open. The version is a hash of all
inputs, so the same inputs give the same version and a rebuild of a fresh store does nothing.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, QueuePool

from indicators.refusal import Refused

DATA = Path(__file__).resolve().parent.parent / "data"
KEPT_VERSIONS = 5
READ_ONLY = {"read_only": True, "config": {"threads": 1, "enable_external_access": False}}

metadata = sa.MetaData()


def _observation_table(name: str) -> sa.Table:
    """One row per measure, area and year; `value` is null where the publication prints only a sign."""
    return sa.Table(
        name,
        metadata,
        sa.Column("measure", sa.String, primary_key=True),
        sa.Column("level", sa.String, primary_key=True),
        sa.Column("area", sa.String, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.Double),
        sa.Column("sign", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("division", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
    )


# The same rows twice: clustered for "one series, one year, all areas" and for "one area, everything".
observation = _observation_table("observation")
observation_by_area = _observation_table("observation_by_area")


class StoreMissing(Refused):
    """There is no store, or it cannot be read; the message is German and says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Der Datenbestand ist nicht verfügbar ({reason}). Bitte „python -m indicators build“ ausführen "
            "oder die Anwendung mit „make run“ neu starten."
        )


def folder() -> Path:
    """Where the built versions lie; `SOZIALPLANUNG_STORE` moves it out of the checkout."""
    return Path(os.environ.get("SOZIALPLANUNG_STORE") or DATA / "store")


def inputs() -> list[Path]:
    """Every file the store is built from, and the code that builds it, in a fixed order."""
    here = Path(__file__).resolve().parent
    return sorted(
        [
            *DATA.glob("figures/*.csv"),
            *DATA.glob("boundaries/areas*.csv"),
            *DATA.glob("boundaries/crosswalk*.csv"),
            *here.glob("catalogue/sources/*.yaml"),
            here / "catalogue" / "shared" / "measures.yaml",
            here / "building.py",
            here / "store.py",
        ]
    )


def input_version() -> str:
    """Twelve hex digits that change whenever an input changes."""
    digest = hashlib.sha256()
    for path in inputs():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def path_of(version: str) -> Path:
    """The file of a version."""
    return folder() / f"{version}.duckdb"


def current_version() -> str:
    """The version in use. Raises StoreMissing when there is none or its file cannot be read."""
    try:
        version = (folder() / "current").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreMissing("es wurde noch keiner gebaut") from None
    try:
        facts = path_of(version).stat()
    except (OSError, ValueError):  # ValueError: a pointer full of zeros after a power failure
        raise StoreMissing("die Datei fehlt") from None
    if not _is_sound(path_of(version), facts.st_mtime_ns, facts.st_size):
        raise StoreMissing("die Datei ist beschädigt")
    return version


def is_fresh() -> bool:
    """Whether the version in use was built from the present inputs and can be read."""
    try:
        return current_version() == input_version()
    except StoreMissing:
        return False


def publish(version: str) -> None:
    """Make `version` the one in use, atomically, and remove all but the last few."""
    pointer = folder() / "current"
    fresh = pointer.with_name(f"current.{os.getpid()}")
    with open(fresh, "w", encoding="ascii") as file:
        file.write(version)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, pointer)
    built = sorted(folder().glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in built if path.stem != version][KEPT_VERSIONS - 1 :]:
        old.unlink(missing_ok=True)


@lru_cache(maxsize=8)
def _is_sound(path: Path, modified: int, size: int) -> bool:  # noqa: ARG001  a changed file is looked at again
    """Whether a file can be opened and read to its end; DuckDB compares the checksum of every block it reads."""
    once = sa.create_engine(f"duckdb:///{path}", connect_args=READ_ONLY, poolclass=NullPool)
    try:
        with once.connect() as connection:
            for table in (observation, observation_by_area):
                connection.execute(sa.select(*(sa.func.max(column) for column in table.c))).all()
    except sa.exc.DBAPIError:
        return False
    finally:
        once.dispose()
    return True


@lru_cache(maxsize=2)
def _engine(path: Path, _process: int) -> sa.Engine:
    """A read-only engine; the process id is part of the key, because connections do not survive a fork."""
    return sa.create_engine(
        f"duckdb:///{path}",
        connect_args=READ_ONLY,
        poolclass=QueuePool,
        pool_size=4,
    )


def engine() -> sa.Engine:
    """The engine of the version in use. Raises StoreMissing when there is none."""
    return _engine(path_of(current_version()), os.getpid())
