"""Questions to the store in SQLAlchemy Core, neutral to the dialect; every answer is a frame.

Frames have the columns `measure, area, year, value, sign, status, division, source`, sorted by measure, year, area.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from indicators import store, versions

COLUMNS = ["measure", "area", "year", "value", "sign", "status", "division", "source"]


def version() -> str:
    """Names the file the answers below come from: what is kept of them is kept under this name."""
    return str(versions.path_of(versions.current_version()))


def observations(measures: Iterable[str], levels: Iterable[str]) -> pd.DataFrame:
    """All years and areas of some measures on some levels."""
    table = store.observation
    statement = (
        sa.select(*(table.c[name] for name in COLUMNS))
        .where(table.c.measure.in_(sorted(set(measures))), table.c.level.in_(sorted(set(levels))))
        .order_by(table.c.measure, table.c.year, table.c.area)
    )
    return _frame(statement).astype({"value": "float64"})  # a series without any number has none either


def of_area(area: str, level: str) -> pd.DataFrame:
    """Everything known of one area: all measures, all years."""
    table = store.observation_by_area
    statement = (
        sa.select(*(table.c[name] for name in COLUMNS))
        .where(table.c.area == area, table.c.level == level)
        .order_by(table.c.measure, table.c.year)
    )
    return _frame(statement).astype({"value": "float64"})


def measures_from(sources: Iterable[str]) -> list[str]:
    """Measures with at least one row of these sources."""
    table = store.observation
    statement = sa.select(table.c.measure).where(table.c.source.in_(sorted(set(sources)))).distinct()
    return sorted(_frame(statement)["measure"])


def coverage() -> pd.DataFrame:
    """Per measure and level: first and last year, number of years, of areas and of values."""
    table = store.observation
    statement = (
        sa.select(
            table.c.measure,
            table.c.level,
            sa.func.min(table.c.year).label("first_year"),
            sa.func.max(table.c.year).label("last_year"),
            sa.func.count(table.c.year.distinct()).label("years"),
            sa.func.count(table.c.area.distinct()).label("areas"),
            sa.func.count(table.c.value).label("values"),
        )
        .group_by(table.c.measure, table.c.level)
        .order_by(table.c.measure, table.c.level)
    )
    return _frame(statement)


def by_source() -> pd.DataFrame:
    """Per source, measure and level: first and last year, number of values (without signs)."""
    table = store.observation
    keys = (table.c.source, table.c.measure, table.c.level)
    statement = (
        sa.select(
            *keys,
            sa.func.min(table.c.year).label("first_year"),
            sa.func.max(table.c.year).label("last_year"),
            sa.func.count(table.c.value).label("values"),
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    return _frame(statement)


def _frame(statement: sa.Select) -> pd.DataFrame:
    try:
        with store.engine().connect() as connection:
            result = connection.execute(statement)
            frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    except sa.exc.DBAPIError as error:
        raise store.StoreMissing("die Datei ist beschädigt") from error
    return frame
