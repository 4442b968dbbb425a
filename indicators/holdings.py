"""What the store holds, and what it lacks: the sources with their years, and a series as areas x years.

A part of the door for whoever asks about the figures as a whole instead of about an indicator. It reads the store as
everybody does, after the suppression: a value that is withheld is a status here too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from geo import areas as geography
from geo import echo
from indicators import answers, queries, versions
from indicators.answer import UnknownChoice
from indicators.catalogue import catalogue, nearest
from indicators.catalogue.records import Indicator, Source
from indicators.deliveries import journal
from indicators.deliveries.report import spans

NO_ROW = "no_row"
"""There is no row for this area and year, although the area existed."""
NOT_YET = "no_area"
"""The area does not exist on the territorial status of this year."""
ABSENT = (NO_ROW, NOT_YET)
"""Neither a value nor a sign."""
SEPARATE = ("municipality", "planning_area")
TOGETHER = ("country", "state", "district")
"""Levels that are shown below each other."""


@dataclass(frozen=True)
class Holding:
    """One source as it stands in the store."""

    key: str
    source: Source
    first_year: int
    last_year: int
    values: int
    measures: tuple[str, ...]
    levels: tuple[str, ...]
    loaded: str | None
    """ISO time of the last load, None where the figures came with the application."""

    @property
    def references(self) -> tuple[str, ...]:
        """Days and periods the figures of the last year refer to: `31.12.2024`."""
        known = catalogue().measures
        found = (known[name].reference.replace("{year}", str(self.last_year)) for name in self.measures)
        return tuple(dict.fromkeys(found))

    @property
    def divisions(self) -> tuple[str, ...]:
        """Divisions the figures stand on, the oldest first."""
        starts = sorted(self.source.divisions.items())
        ends = [*(year for year, _ in starts[1:]), math.inf]
        used = [key for (year, key), end in zip(starts, ends, strict=True) if year <= self.last_year]
        return tuple(dict.fromkeys(used))


@dataclass(frozen=True)
class Coverage:
    """A series as areas x years: a status for every cell, `no_row` and `no_area` among them."""

    title: str
    level: str
    years: tuple[int, ...]
    areas: tuple[tuple[str, str], ...]
    """Key and name."""
    cells: tuple[tuple[str, ...], ...]
    """One row per area, one status per year."""

    @property
    def counts(self) -> Counter[str]:
        """Status -> number of cells."""
        return Counter(status for row in self.cells for status in row)

    def years_with(self, row: int, statuses: Iterable[str]) -> tuple[int, ...]:
        """The years in which an area has one of these statuses."""
        wanted = set(statuses)
        return tuple(year for year, status in zip(self.years, self.cells[row], strict=True) if status in wanted)

    @property
    def is_whole(self) -> bool:
        """Whether every area has a value in every year in which it existed."""
        return set(self.counts) <= {"value", "zero", NOT_YET}


def holdings() -> list[Holding]:
    """The sources in the store, by title. Sources of which nothing is loaded are not among them."""
    return _holdings(versions.current_version(), _state_of_journal())


def without_figures() -> list[str]:
    """Keys of described sources that have no figures yet: own ones, before their first delivery."""
    held = {one.key for one in holdings()}
    return [key for key, source in catalogue().sources.items() if key not in held and not source.published]


@lru_cache(maxsize=4)
def _holdings(_version: str, _journal: float) -> list[Holding]:
    loaded: dict[str, str] = {}
    for entry in journal.entries():
        if entry.what == "load" and entry.source and entry.load in versions.active_loads():
            loaded.setdefault(entry.source, entry.at)
    frame, sources = queries.by_source(), catalogue().sources
    found = [
        Holding(
            key=str(key),
            source=sources[str(key)],
            first_year=int(rows["first_year"].min()),
            last_year=int(rows["last_year"].max()),
            values=int(rows["values"].sum()),
            measures=tuple(name for name in dict.fromkeys(rows["measure"]) if name in catalogue().measures),
            levels=tuple(level for level in geography.LEVELS if level in set(rows["level"])),
            loaded=loaded.get(str(key)),
        )
        for key, rows in frame.groupby("source")
        if key in sources
    ]
    return sorted(found, key=lambda one: geography.sort_key(f"{one.source.publisher} {one.source.title}"))


def levels_of(series: str) -> list[str]:
    """The levels on which a series is shown: the district level stands for the state and the country too."""
    if series in catalogue().indicators:
        held = answers.levels(series)
    else:
        frame = queries.by_source()
        held = sorted(set(frame[frame["measure"] == series]["level"]))
    if set(held) & set(TOGETHER):
        held = [*held, "district"]
    return [level for level in ("district", *SEPARATE) if level in held]


def is_known(series: str) -> bool:
    """Whether there are figures of an indicator or a measure."""
    if series in catalogue().indicators:
        return _measures(catalogue().indicators[series]) <= _held(versions.current_version())
    return series in catalogue().measures and series in _held(versions.current_version())


@lru_cache(maxsize=4)
def _held(_version: str) -> frozenset[str]:
    """Measures with at least one row."""
    return frozenset(queries.by_source()["measure"])


def coverage(series: str, level: str = "district") -> Coverage:
    """An indicator or a measure as areas x years on a level, as published. Raises UnknownChoice."""
    title, known = _title(series), levels_of(series)
    if level not in known:
        possible = ", ".join(known)
        raise UnknownChoice(f"Die Ebene „{echo.shortened(level)}“ gibt es für „{title}“ nicht. Möglich: {possible}.")
    return _coverage(versions.current_version(), series, level)


def _title(series: str) -> str:
    """What a series with figures is called in a sentence. Raises UnknownChoice for one without."""
    titles = {name: measure.label for name, measure in catalogue().measures.items()}
    titles |= {name: record.short_title for name, record in catalogue().indicators.items()}
    if series not in titles:
        close = ", ".join(nearest(series[: echo.LONGEST], titles))
        raise UnknownChoice(f"Die Reihe „{echo.shortened(series)}“ gibt es nicht. Ähnlich: {close}.")
    if not is_known(series):
        raise UnknownChoice(f"Für die Reihe „{titles[series]}“ sind noch keine Zahlen geladen.")
    return titles[series]


@lru_cache(maxsize=64)
def _coverage(_version: str, series: str, level: str) -> Coverage:
    shown = TOGETHER if level == "district" else (level,)
    book = catalogue()
    if series in book.indicators:
        title, found = book.indicators[series].title, _of_indicator(series, shown)
    else:
        title, found = book.measures[series].label, _of_measure(series, shown)
    held = sorted({year for _, _, year in found})
    years = tuple(range(held[0], held[-1] + 1)) if held else ()
    stands = {(one, year): division for (one, _, year), (division, _) in found.items()}
    rows = {
        (place, name): tuple(_cell(found, stands, place, year) for year in years)
        for place, name in _areas(shown, found).items()
    }
    rows = {area: cells for area, cells in rows.items() if set(cells) != {NOT_YET}}
    return Coverage(title, level, years, tuple((area, name) for (_, area), name in rows), tuple(rows.values()))


Found = dict[tuple[str, str, int], tuple[str, str]]
"""Level, area, year -> division, status."""


def _of_indicator(series: str, levels: Sequence[str]) -> Found:
    found: Found = {}
    for level in set(levels) & set(answers.levels(series)):
        try:
            answer = answers.values(series, level=level, territory="published")
        except UnknownChoice:  # described, but nothing is loaded yet
            continue
        for row in answer.frame.itertuples(index=False):
            found[level, row.area, int(row.year)] = (row.division, row.status)
    return found


def _of_measure(series: str, levels: Sequence[str]) -> Found:
    found: Found = {}
    for level in levels:
        for row in queries.observations([series], [level]).itertuples(index=False):
            found[level, row.area, int(row.year)] = (row.division, row.status)
    return found


def _areas(levels: Sequence[str], found: Found) -> dict[tuple[str, str], str]:
    """Level and key -> name of the areas that have a row or ought to have one."""
    places: dict[tuple[str, str], str] = {}
    for level in levels:
        here = {area for one, area, _ in found if one == level}
        divisions = {division for (one, _, _), (division, _) in found.items() if one == level}
        expected = {area for key in divisions for area in _keys(level, key)} if here else set()
        names = {area.key: area.name for area in geography.areas(level)}
        places |= {(level, area): names.get(area, area) for area in sorted(here | expected)}
    return places


def _cell(found: Found, stands: dict[tuple[str, int], str], place: tuple[str, str], year: int) -> str:
    """The status of a cell; where there is no row, whether there was an area."""
    row = found.get((*place, year))
    if row is not None:
        return row[1]
    level, area = place
    if level == "planning_area":  # sets of several towns lie side by side; without a row they still exist
        return NO_ROW
    division = stands.get((level, year)) or (geography.division_of(year) if level == "district" else "")
    expected = _keys(level, division)
    return NOT_YET if expected and area not in expected else NO_ROW


@lru_cache(maxsize=256)
def _keys(level: str, division: str) -> frozenset[str]:
    """Keys of the areas of a level on a division; empty where it is not known there."""
    try:
        return frozenset(area.key for area in geography.areas(level, division))
    except geography.UnknownAreaError:
        return frozenset()


def periodicity(years: Sequence[int]) -> str:
    """How often there are figures, by the years there are: `jährlich, 2005 bis 2023`."""
    if not years:
        return "noch keine Werte"
    if len(years) == 1:
        return f"nur {years[0]}"
    steps = {later - earlier for earlier, later in pairwise(years)}
    if steps == {1}:
        return f"jährlich, {spans(list(years))}"
    if len(steps) == 1:
        return f"alle {steps.pop()} Jahre, {years[0]} bis {years[-1]}"
    return f"unregelmäßig: {spans(list(years))}"


def sources_of(record: Indicator) -> list[Holding]:
    """The sources an indicator is made of."""
    wanted = _measures(record)
    return [one for one in holdings() if wanted & set(one.measures)]


def _measures(record: Indicator) -> set[str]:
    """Stored measures behind the districts' values of an indicator: sums are taken apart, factors followed."""
    book = catalogue()
    found = {name for factor in record.factors for name in _measures(book.indicators[factor])}
    open_ones = [term.measure for term in record.counts] + [part.measure for part in record.given]
    while open_ones:
        measure = book.measures[name := open_ones.pop()]
        open_ones += [*measure.sum_of, *measure.minus]
        found |= set() if measure.sum_of else {name}
    return found


def records_have_changed() -> bool:
    """Whether records of own series were changed since this version came into use: the next one reads them."""
    return not catalogue.is_current()


def _state_of_journal() -> float:
    try:
        return journal.path().stat().st_mtime
    except OSError:
        return 0.0
