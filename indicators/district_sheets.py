"""Every indicator for the 22 districts of 2021-07-01 at once, for what looks across departments.

Asking the door for all indicators takes some seconds. Its answers are therefore kept in one file beside the store,
named after the version of the figures and the code and records that made the answers: whatever changes, the file is
another one. A store that cannot be written to is no obstacle, only slow.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from indicators import answers, sheet_files, versions
from indicators.answers import Answer, Comparison, Row, UnknownChoice
from indicators.catalogue import catalogue
from indicators.restating import RESTATED

NO_STATE = Comparison("Thüringen", None, reason="Für Thüringen liegt hier kein Wert vor.")


@dataclass(frozen=True, slots=True)
class Spread:
    """Lowest, quartiles and highest of the districts that are ranked, as printed; linear interpolation."""

    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float
    deviation: float
    """Standard deviation (n - 1); 0 where all districts are alike."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator: its latest year, the line of every district, and Thuringia in every year."""

    answer: Answer
    year: int
    latest: dict[str, Row]
    lines: dict[str, list[Row]]
    spread: Spread | None
    states: dict[int, Comparison]

    @property
    def state(self) -> Comparison:
        """Thuringia in the latest year."""
        return self.state_in(self.year)

    def state_in(self, year: int) -> Comparison:
        """The value of Thuringia in a year, or why there is none."""
        return self.states.get(year, NO_STATE)


def sheets() -> dict[str, Sheet]:
    """Indicator -> sheet, in the order of the menu; indicators of municipalities alone are left out."""
    return _sheets(answers.data_version())


def make(version: str) -> None:
    """Ask for the answers of a version, which need not be in use, and keep them."""
    with versions.steady(version):
        _keep(_asked(), sheet_files.place_of(version))


def spread_of(values: Sequence[float]) -> Spread | None:
    """Quartiles by linear interpolation and the standard deviation with n - 1; None below four values."""
    if len(values) < 4:
        return None
    low, quarter, median, upper, high = (float(limit) for limit in np.quantile(values, (0, 0.25, 0.5, 0.75, 1)))
    return Spread(low, quarter, median, upper, high, float(np.std(values, ddof=1)) if high > low else 0.0)


@lru_cache(maxsize=2)
def _sheets(version: str) -> dict[str, Sheet]:
    place = sheet_files.place_of(version)
    frame = _read(place)
    if frame is None:
        frame = _asked()
        _keep(frame, place)
    found = {}
    records = catalogue().indicators
    for indicator, rows in frame.groupby("indicator", sort=False):
        parts = {level: part.drop(columns="indicator") for level, part in rows.groupby("level")}
        found[str(indicator)] = _sheet(Answer(records[str(indicator)], parts["district"], territory=RESTATED), parts)
    return found


def _sheet(answer: Answer, parts: dict[str, pd.DataFrame]) -> Sheet:
    known = [year for year, rows in answer.rows.items() if any(row.known for row in rows)]
    year = max(known, default=answer.years[-1])  # a delivery may be withheld from end to end
    lines: dict[str, list[Row]] = {}
    for rows in answer.rows.values():
        for row in rows:
            lines.setdefault(row.area, []).append(row)
    spread = spread_of(answers.ranking_values(answer, year))
    latest = {row.area: row for row in answer.rows[year]}
    return Sheet(answer, year, latest, lines, spread, _states(parts.get("state")))


def _states(frame: pd.DataFrame | None) -> dict[int, Comparison]:
    if frame is None:
        return {}
    known = frame[frame["value"].notna()]
    return {int(row.year): Comparison("Thüringen", float(row.value), row.mark) for row in known.itertuples()}


def _asked() -> pd.DataFrame:
    """All answers of the door for districts and the state, one below the other."""
    frames = []
    for record in catalogue().indicators.values():
        if "district" not in answers.levels(record.id):  # asking all the same would take its time
            continue
        try:
            frames.append(answers.values(record.id, territory=RESTATED).frame.assign(indicator=record.id))
            state = answers.values(record.id, level="state", territory=RESTATED).frame
            frames.append(state.assign(indicator=record.id))
        except UnknownChoice:  # an indicator of municipalities alone, or one without a value of the state
            continue
    # Rows without a value may lack numerator and denominator altogether, which pandas would warn about.
    return pd.concat([frame.astype({"sign": "object"}) for frame in frames], ignore_index=True)


def _read(place: Path) -> pd.DataFrame | None:
    try:
        return pd.read_parquet(place)
    except (OSError, ValueError):  # not there, or cut short
        return None


def _keep(frame: pd.DataFrame, place: Path) -> None:
    """Written aside and moved into place, so that nobody ever reads half of it."""
    fresh = place.with_suffix(f".{os.getpid()}")
    try:
        frame.to_parquet(fresh, compression="zstd")
        os.replace(fresh, place)
        old = sorted(place.parent.glob("districts-*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in old[sheet_files.KEPT_FILES :]:
            path.unlink(missing_ok=True)
    except OSError:
        fresh.unlink(missing_ok=True)
