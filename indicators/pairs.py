"""Two indicators side by side: values of the same districts in the same year, asked at the door.

Both stand on the 22 districts of 2021-07-01 and meet in their latest common year, unless another one is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo import areas as geography
from indicators import answers, measures, relations
from indicators.answer import NOT_RANKED, Answer, Row
from indicators.catalogue.records import Indicator
from indicators.measures import Floats
from indicators.relations import Correlation, Line, NotRelatable
from indicators.restating import RESTATED
from indicators.wording import STATUS_WORDS

TERRITORY = RESTATED


@dataclass(frozen=True, slots=True)
class Point:
    """One area with both values and its class in each: 0 low, 1 middle, 2 high."""

    x: Row
    y: Row
    x_class: int
    y_class: int

    @property
    def area(self) -> str:
        """Key of the area."""
        return self.x.area


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An area that has not both values, and why."""

    area: str
    name: str
    reason: str
    status: str


@dataclass(frozen=True)
class Pair:
    """Two indicators side by side in one year, on the division of 2021-07-01."""

    x: Answer
    y: Answer
    year: int
    years: tuple[int, ...]
    """Years in which some area has both values."""
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...]
    x_limits: tuple[float, ...]
    y_limits: tuple[float, ...]
    """Inner limits of the thirds, as printed."""


@dataclass(frozen=True)
class Relation:
    """How the two of a pair go together."""

    pearson: Correlation
    spearman: Correlation
    line: Line
    outliers: tuple[Point, ...]


def relation(asked: Pair) -> Relation:
    """Coefficients, line and outliers of a pair. Raises NotRelatable for too few areas and constant values."""
    x, y = [point.x.value for point in asked.points], [point.y.value for point in asked.points]
    relations.enough(len(x))
    for values, record in ((x, asked.x.record), (y, asked.y.record)):
        if max(values) == min(values):
            raise NotRelatable(
                f"„{record.short_title}“ hat {asked.year} in allen Gebieten denselben Wert; ein Zusammenhang "
                "lässt sich nicht berechnen."
            )
    fitted = relations.line(x, y)
    return Relation(
        relations.pearson(x, y),
        relations.spearman(x, y),
        fitted,
        tuple(asked.points[place] for place in fitted.outliers),
    )


def pair(x: str, y: str, year: int | None = None) -> Pair:
    """Two indicators from the door; without a year the latest in which enough areas have both values.

    Raises UnknownChoice for an indicator or year there is not, NotRelatable for counts and for two indicators that
    share no year.
    """
    first, second = rate(x), rate(y)
    if x == y:
        raise NotRelatable("Ein Indikator hängt mit sich selbst immer zusammen. Bitte zwei verschiedene wählen.")
    shared = common_years(x, y)
    if not shared:
        raise NotRelatable(no_common_year(first, second))
    if year is None:
        year = latest_year(shared)
    elif year not in shared:
        close = ", ".join(str(known) for known in sorted(shared, key=lambda known: abs(known - year))[:3])
        raise answers.UnknownChoice(
            f"Für {year} liegen „{first.record.short_title}“ und „{second.record.short_title}“ nicht beide vor. "
            f"Am nächsten: {close}."
        )
    return _paired(first, second, year, tuple(shared))


def common_years(x: str, y: str) -> dict[int, int]:
    """Year -> number of areas with both values, ascending; years without any are left out."""
    (first_years, first), (second_years, second) = usable_values(x), usable_values(y)
    found = {}
    for year in sorted(set(first_years) & set(second_years)):
        both = ~np.isnan(first[first_years.index(year)]) & ~np.isnan(second[second_years.index(year)])
        if both.any():
            found[year] = int(both.sum())
    return found


def latest_year(shared: dict[int, int]) -> int:
    """The latest year with at least `relations.FEWEST_AREAS` areas, else the latest of all."""
    return max([year for year, count in shared.items() if count >= relations.FEWEST_AREAS] or shared)


def usable_values(indicator_id: str) -> tuple[tuple[int, ...], Floats]:
    """Years, and values (years x 22 districts in order of their keys) with NaN for what must not be compared."""
    return _usable_values(answers.data_version(), indicator_id)


def shared_limits(parts: Sequence[tuple[Answer, int]], classes: int) -> list[float]:
    """Inner class limits that hold for several years of one indicator: quantiles of all their printed values."""
    pool = [value for answer, year in parts for value in answers.ranking_values(answer, year)]
    if len(set(pool)) < 2:
        return []
    return measures.tidy_limits(measures.quantile_limits(pool, classes), pool, parts[0][0].record.decimals)


def area_keys() -> tuple[str, ...]:
    """The 22 districts of 2021-07-01."""
    return tuple(sorted(area.key for area in geography.areas("district", TERRITORY)))


def is_offered(record: Indicator) -> bool:
    """Rates, means and indices of districts; a count is large where many people live, and so is every other (M-04)."""
    return record.kind != "count" and "district" in record.levels


def no_common_year(x: Answer, y: Answer) -> str:
    """Why two indicators cannot meet, with the years of each."""
    spans = [
        f"„{one.record.short_title}“ "
        + (f"nur {one.years[0]}" if len(one.years) == 1 else f"{one.years[0]} bis {one.years[-1]}")
        for one in (x, y)
    ]
    return f"Es gibt kein gemeinsames Jahr mit Werten: {' und '.join(spans)}. Bitte einen anderen Indikator wählen."


@lru_cache(maxsize=512)
def _usable_values(_version: str, indicator_id: str) -> tuple[tuple[int, ...], Floats]:
    answer = answers.values(indicator_id, territory=TERRITORY)
    place = {area: number for number, area in enumerate(area_keys())}
    found: NDArray[np.float64] = np.full((len(answer.years), len(place)), np.nan)
    for line_number, year in enumerate(answer.years):
        for row in answer.rows[year]:
            if _is_usable(row) and row.area in place:
                found[line_number, place[row.area]] = row.value
    found.flags.writeable = False  # shared by everybody who asks
    return tuple(answer.years), found


def _is_usable(row: Row | None) -> bool:
    return row is not None and row.known and row.status not in NOT_RANKED


def rate(indicator_id: str) -> Answer:
    """The answer of an indicator that may be set against another. Raises UnknownChoice, NotRelatable for counts."""
    record = answers.indicator(indicator_id)
    if record.kind == "count":
        raise NotRelatable(
            f"„{record.short_title}“ ist eine Anzahl. Anzahlen sind überall dort groß, wo viele Menschen leben; "
            "verglichen werden deshalb nur Anteile, Raten und Indizes."
        )
    return answers.values(indicator_id, territory=TERRITORY)


def _paired(x: Answer, y: Answer, year: int, years: tuple[int, ...]) -> Pair:
    rows = [{row.area: row for row in one.rows[year]} for one in (x, y)]
    x_limits, y_limits = (
        relations.third_limits([row.printed for row in one.rows[year] if _is_usable(row)], one.record.decimals)
        for one in (x, y)
    )
    points, left_out = [], []
    for area in area_keys():
        first, second = (part.get(area) for part in rows)
        if first and second and _is_usable(first) and _is_usable(second):
            thirds = relations.third_of(first.printed, x_limits), relations.third_of(second.printed, y_limits)
            points.append(Point(first, second, *thirds))
        else:
            left_out.append(_left_out(area, (x, first), (y, second)))
    return Pair(x, y, year, years, tuple(points), tuple(left_out), x_limits, y_limits)


def _left_out(area: str, *parts: tuple[Answer, Row | None]) -> LeftOut:
    """Which of the two is missing in an area, in words."""
    missing = [(one.record, row.status if row else "missing") for one, row in parts if not _is_usable(row)]
    reason = "; ".join(f"{record.short_title}: {STATUS_WORDS.get(status) or 'kein Wert'}" for record, status in missing)
    return LeftOut(area, geography.area("district", area).name, reason, missing[0][1])
