"""The store: one DuckDB file per version (see `indicators.versions`), opened read-only by everybody but its builder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from indicators.versions import StoreMissing, current_version, path_of

__all__ = ["StoreMissing", "engine", "metadata", "observation", "observation_by_area"]

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
