"""All districts and the indicators of a theme or an office at once: where each value stands, and on what grounds.

Where a value has an interval it is held against Thuringia as everywhere else (`profiles.held`). Where it has none,
only the quarter of the districts it lies in is named, and that is no statement about chance. All figures are restated
to the 22 districts of 2021-07-01.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo import areas as geography
from indicators import answers, profiles
from indicators.answers import Answer, Comparison, Row, UnknownChoice
from indicators.catalogue import catalogue, nearest
from indicators.catalogue.records import Indicator
from indicators.comparison import CONFIDENCE
from indicators.district_sheets import Sheet, Spread, sheets, spread_of
from indicators.profiles import Held
from indicators.wording import reference

Kind = Literal["theme", "department"]
Show = Literal["all", "rates", "core"]
Class = Literal[
    "worse",
    "better",
    "higher",
    "lower",
    "similar",
    "quarter_1",
    "quarter_2",
    "quarter_3",
    "quarter_4",
    "not_compared",
    "plain",
    "count",
    "no_value",
]
SHOWS: tuple[Show, ...] = ("all", "rates", "core")
QUARTERS: tuple[Class, ...] = ("quarter_1", "quarter_2", "quarter_3", "quarter_4")
COMPARED = frozenset({"worse", "better", "higher", "lower", "similar"})


@dataclass(frozen=True, slots=True)
class Group:
    """A theme or an office, and how much of it is shown."""

    kind: Kind
    key: str
    show: Show = "all"

    @property
    def title(self) -> str:
        """`Existenzsicherung`, `Jugendamt`."""
        book = catalogue()
        return book.themes[self.key].title if self.kind == "theme" else book.departments[self.key].title


@dataclass(frozen=True, slots=True)
class Cell:
    """One district in one indicator."""

    row: Row | None
    held: Held | None
    """Against Thuringia of the same year; None only where there is no row."""
    key: Class


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator in one year, the cells in the order of the overview's areas."""

    answer: Answer
    year: int
    has_values: bool
    """Whether any district has a value in this year; without one all cells are `no_value`."""
    years: tuple[int, ...]
    """The years in which there are values."""
    state: Comparison
    spread: Spread | None
    cells: tuple[Cell, ...]

    @property
    def record(self) -> Indicator:
        """What the column shows."""
        return self.answer.record

    @property
    def reference(self) -> str:
        """The day or period of the values: `31.12.2024`."""
        return reference(self.record, self.year)

    @property
    def is_judged(self) -> bool:
        """Whether more or less of it is good or bad."""
        return self.record.direction != "no_judgement"


@dataclass(frozen=True, slots=True)
class Overview:
    """Districts by name, indicators in the order of the menu; those without values in the chosen year come last."""

    group: Group
    year: int | None
    """The common year the reader chose; None: every indicator in its own latest year."""
    areas: tuple[tuple[str, str], ...]
    """Key and name."""
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a district stands where: only what has an interval is counted."""

    area: str
    name: str
    judged: Counter[str]
    """`worse`, `better` and `similar` among the indicators with a direction."""
    neutral: Counter[str]
    """`higher`, `lower` and `similar` among those without."""


def overview(group: Group, year: int | None = None) -> Overview:
    """Every district in every indicator of the group, each in its latest year or all in `year`.

    Raises UnknownChoice for a group without indicators and for a year in which none of them has a value.
    """
    return _overview(answers.data_version(), group, year)


def group_of(theme: str | None, department: str | None, show: str = "all") -> Group:
    """A group out of an address or a command. Raises UnknownChoice."""
    if (theme is None) == (department is None):
        raise UnknownChoice("Bitte ein Themenfeld (theme) oder ein Amt (department) angeben, nicht beides.")
    if show not in SHOWS:
        raise UnknownChoice(f"„{answers.shortened(show)}“ lässt sich nicht zeigen. Möglich: {', '.join(SHOWS)}.")
    kind: Kind = "department" if theme is None else "theme"
    key = theme or department or ""
    known = catalogue().themes if kind == "theme" else catalogue().departments
    if key not in known:
        what = "Das Themenfeld" if kind == "theme" else "Das Amt"
        close = ", ".join(nearest(answers.shortened(key), known))
        raise UnknownChoice(f"{what} „{answers.shortened(key)}“ gibt es nicht. Am nächsten: {close}.")
    return Group(kind, key, next(item for item in SHOWS if item == show))


def groups() -> list[Group]:
    """The themes and offices that have indicators, in the order of the menu."""
    return list(_groups(answers.data_version()))


def years(group: Group) -> dict[int, int]:
    """Year -> how many indicators of the group have values in it, the latest first."""
    counted = Counter(year for sheet in members(group) for year in _years(sheet))
    return dict(sorted(counted.items(), reverse=True))


def members(group: Group) -> list[Sheet]:
    """The indicators of a group, in the order of the menu."""
    return [sheet for sheet in sheets().values() if _belongs(sheet.answer.record, group)]


def class_of(record: Indicator, row: Row | None, held: Held | None, spread: Spread | None) -> Class:
    """The class of a value: the verdict where there is an interval, else its quarter, else why there is neither."""
    if row is None or held is None or not row.known:
        return "no_value"
    if record.kind == "count":
        return "count"
    if held.verdict.key != "not_compared":
        return held.verdict.key
    if not math.isnan(row.lower) or not row.rank:  # too few cases, nothing to compare with, not reliable
        return "not_compared"
    return quarter_of(row.printed, spread)


def quarter_of(printed: float, spread: Spread | None) -> Class:
    """The quarter of the districts a printed value lies in; a limit belongs to the quarter below it.

    `plain` below four values and where all are alike.
    """
    if spread is None or spread.low == spread.high:
        return "plain"
    limits = (spread.quarter, spread.median, spread.three_quarters)
    return QUARTERS[sum(printed > limit for limit in limits)]


def counted(found: Overview) -> Counter[tuple[Class, bool]]:
    """How many cells there are of every class, those of indicators with a direction (True) and without apart."""
    return Counter((cell.key, column.is_judged) for column in found.columns for cell in column.cells)


def comparisons(found: Overview) -> int:
    """How many values are held against Thuringia by an interval."""
    return sum(cell.key in COMPARED for column in found.columns for cell in column.cells)


def by_chance(comparisons: int) -> float:
    """How many of so many comparisons would stand clear by chance if no district differed: 5 of 100."""
    return comparisons * (1 - CONFIDENCE)


def standings(found: Overview) -> list[Standing]:
    """Where every district stands, in the order of the areas."""
    result = []
    for place, (area, name) in enumerate(found.areas):
        judged: Counter[str] = Counter()
        neutral: Counter[str] = Counter()
        for column in found.columns:
            key = column.cells[place].key
            if key in COMPARED:
                (judged if column.is_judged else neutral)[key] += 1
        result.append(Standing(area, name, judged, neutral))
    return result


@lru_cache(maxsize=32)
def _overview(_version: str, group: Group, year: int | None) -> Overview:
    chosen = members(group)
    if not chosen:
        held = {"core": "keine Kernindikatoren", "rates": "nur Anzahlen"}.get(group.show, "keine Indikatoren")
        raise UnknownChoice(f"Unter „{group.title}“ gibt es auf der Ebene der Kreise {held}.")
    if year is not None and year not in years(group):
        close = sorted(sorted(years(group), key=lambda known: abs(known - year))[:3])
        raise UnknownChoice(
            f"Für {year} hat kein Indikator unter „{group.title}“ einen Wert. "
            f"Am nächsten: {', '.join(str(item) for item in close)}."
        )
    found = sorted(profiles.names().items(), key=lambda item: geography.sort_key(item[1]))
    columns = [_column(sheet, year, [area for area, _ in found]) for sheet in chosen]
    return Overview(group, year, tuple(found), tuple(sorted(columns, key=lambda column: not column.has_values)))


def _column(sheet: Sheet, year: int | None, areas: Sequence[str]) -> Column:
    record, shown = sheet.answer.record, sheet.year if year is None else year
    rows = {row.area: row for row in sheet.answer.rows.get(shown, [])}
    spread = spread_of([row.printed for row in rows.values() if row.rank])
    state = sheet.state_in(shown)
    cells = tuple(_cell(record, rows.get(area), state, spread) for area in areas)
    has_values = any(row.known for row in rows.values())
    return Column(sheet.answer, shown, has_values, _years(sheet), state, spread, cells)


def _cell(record: Indicator, row: Row | None, state: Comparison, spread: Spread | None) -> Cell:
    held = None
    if row is not None:
        # The count of the whole state is no measure for that of a district.
        held = profiles.held(record, row, state.label, None if record.kind == "count" else state.value)
    return Cell(row, held, class_of(record, row, held, spread))


def _years(sheet: Sheet) -> tuple[int, ...]:
    return tuple(year for year, rows in sheet.answer.rows.items() if any(row.known for row in rows))


def _belongs(record: Indicator, group: Group) -> bool:
    if group.show == "core" and not record.core:
        return False
    if group.show == "rates" and record.kind == "count":
        return False
    return record.theme == group.key if group.kind == "theme" else group.key in record.departments


@lru_cache(maxsize=2)
def _groups(_version: str) -> tuple[Group, ...]:
    found = [Group("theme", key) for key in catalogue().themes]
    found += [Group("department", key) for key in catalogue().departments]
    return tuple(group for group in found if members(group))
