"""The form of an answer: a frame beside the record it belongs to, and its rows with their ranks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from indicators import measures
from indicators.catalogue.records import Indicator
from indicators.refusal import Refused

NOT_RANKED = ("excluded", "unreliable")


class UnknownChoice(Refused, ValueError):
    """A question for something that does not exist; the German message names the nearest valid choices."""


@dataclass(frozen=True, slots=True)
class Row:
    """One area in one year, as pages walk it; NaN where a number is unknown, rank 0 where the area is not ranked."""

    area: str
    name: str
    year: int
    value: float
    printed: float
    numerator: float
    denominator: float
    lower: float
    upper: float
    status: str
    sign: str | None
    division: str
    source: str
    mark: str
    rank: int = 0
    shared: bool = False
    ranked: int = 0
    """How many areas are ranked in this year: „von 22“ comes from here."""

    @classmethod
    def of(cls, cells: Any, decimals: int) -> Row:
        """From a row of the frame."""
        printed = math.nan if math.isnan(cells.value) else float(measures.round_half_up(cells.value, decimals))
        sign = cells.sign if isinstance(cells.sign, str) else None
        return cls(
            cells.area, cells.name, int(cells.year), cells.value, printed, cells.numerator, cells.denominator,
            cells.lower, cells.upper, cells.status, sign, cells.division, cells.source, cells.mark,
        )  # fmt: skip

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Answer:
    """A frame and the record that says what it means."""

    record: Indicator
    frame: pd.DataFrame
    level: str = "district"
    territory: str = "merged"
    is_change: bool = False
    """The values are changes over `CHANGE_YEARS` years, not levels."""

    @property
    def years(self) -> list[int]:
        """Years that have at least one row, ascending."""
        return list(self.rows)

    @cached_property
    def rows(self) -> dict[int, list[Row]]:
        """The rows of every year in order of the area key, with printed value and rank: made once, walked often."""
        found: dict[int, list[Row]] = {}
        for cells in self.frame.itertuples(index=False):
            found.setdefault(int(cells.year), []).append(Row.of(cells, self.record.decimals))
        highest_first = self.record.direction != "higher_is_better"
        return {year: _placed(rows, highest_first) for year, rows in sorted(found.items())}

    def handed_out(self) -> Answer:
        """The same answer with a frame of its own: what a notebook does to it does not come back to others."""
        copy = replace(self, frame=self.frame.copy(deep=False))
        copy.__dict__["rows"] = self.rows  # made once, read by everybody
        return copy

    def of_year(self, year: int) -> pd.DataFrame:
        """The rows of one year, in order of the area key."""
        return self.frame[self.frame["year"] == year].reset_index(drop=True)

    def printed(self, year: int) -> dict[str, float]:
        """Area -> value of a year as it is printed (rounded): what ranks and classes go by."""
        return {row.area: row.printed for row in self.rows[year] if not math.isnan(row.printed)}


@dataclass(frozen=True)
class Comparison:
    """What values are held against: a label and a value, or the reason why there is none."""

    label: str
    value: float | None
    mark: str = "published"
    reason: str = ""


def _placed(rows: list[Row], highest_first: bool) -> list[Row]:
    """The rows of a year with their ranks."""
    compared = [math.nan if row.status in NOT_RANKED else row.printed for row in rows]
    places = measures.ranks(compared, highest_first=highest_first)
    ranked = sum(place is not None for place in places)
    return [
        replace(row, rank=place[0], shared=place[1], ranked=ranked) if place else replace(row, ranked=ranked)
        for row, place in zip(rows, places, strict=True)
    ]
