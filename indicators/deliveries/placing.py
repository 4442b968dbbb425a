"""Where a figure belongs: the division its year stands on, and whether its area exists there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo import areas as geography
from indicators.catalogue import catalogue
from indicators.catalogue.records import Source
from indicators.deliveries.area_words import MORE_AREAS, areas_on, title_of, unknown_area, without_areas
from indicators.deliveries.codes import NONE, Mask, Whole, distinct
from indicators.deliveries.ledger import Ledger, so_often
from indicators.deliveries.mapping import Choice
from indicators.deliveries.report import spans
from indicators.wording import several

STORED = ("district", "municipality", "planning_area", "state", "country")
OTHER_LEVELS = {"association": "Gemeindeverbände", "other": "andere Raumgliederungen"}
EARLIEST = 1871
_DAY_IN_REFERENCE = re.compile(r"^(\d{2})\.(\d{2})\.\{year\}$")


@dataclass(frozen=True)
class Places:
    """Division of every row, and the areas of every level on every division of the source."""

    divisions: list[str]
    division: Whole
    """Per row, a place in `divisions`."""
    known: Mapping[tuple[str, str], Mapping[str, geography.Area]]
    """(level, division) -> key -> area; empty where the level has no shapes on that division."""


def place(ledger: Ledger, choice: Choice, today: date) -> Places:
    """Give every row its division; refuse rows of areas and years that cannot be, leave out dissolved areas (D-04)."""
    _leave_out_other_levels(ledger)
    _refuse_years(ledger, choice.source, today)
    days = _days(ledger, choice)
    places = _before_a_reform(ledger, _places(ledger, choice.source), choice.source, days)
    _refuse_areas(ledger, places, days)
    return places


def _leave_out_other_levels(ledger: Ledger) -> None:
    levels = ledger.cells.columns["level"]
    for level, title in OTHER_LEVELS.items():
        mask = levels.told(lambda word, level=level: int(word == level)) == 1  # type: ignore[misc]
        ledger.drop(mask, lambda count, title=title: _not_taken(count, title))  # type: ignore[misc]


def _not_taken(count: int, title: str) -> str:
    return f"{several(count, 'Zeile', 'Zeilen')} für {title} {'wird' if count == 1 else 'werden'} nicht übernommen."


def _refuse_years(ledger: Ledger, source: Source, today: date) -> None:
    cells, periods = ledger.cells, ledger.cells.columns["period"]
    ledger.refuse((cells.year < EARLIEST), lambda at: f"„{periods.word(at) or ''}“ ist kein Jahr und kein Stichtag.")
    ahead = periods.told(lambda word: int(_begins(word) > today)) == 1
    ledger.refuse_alike(ahead | (cells.year > today.year), lambda rows: _ahead(ledger, rows, today))
    first = min(source.divisions, default=EARLIEST)
    ledger.drop(
        cells.year < first,
        lambda count: (
            f"{several(count, 'Zeile liegt', 'Zeilen liegen')} vor {first}; dafür nennt die Quelle keinen "
            "Gebietsstand. Nicht übernommen."
        ),
        "warning",
    )


def _ahead(ledger: Ledger, rows: np.ndarray, today: date) -> str:
    """What lies ahead, by years; by days where the year has begun."""
    years = [int(year) for year in distinct(ledger.cells.year[rows])]
    named = spans(years)
    if years[0] == today.year:
        periods = ledger.cells.columns["period"]
        days = sorted({_begins(periods.word(int(at)) or "") for at in rows if ledger.cells.year[at] == today.year})
        named = f"Der {days[0]:%d.%m.%Y}"
    return (
        f"{named} {'liegen' if len(years) > 1 and years[0] != today.year else 'liegt'} in der Zukunft"
        f"{so_often(len(rows))}. Bitte das Jahr berichtigen; Vorausberechnungen werden nicht übernommen."
    )


def _begins(period: str) -> date:
    """The day of a Stichtag, the first day of any other period."""
    try:
        return date.fromisoformat(period)
    except ValueError:
        year = period[:4]
        return date(int(year), 1, 1) if year.isdecimal() and int(year) >= 1 else date.min


LAST_DAY = (12, 31)
"""Month and day for which a bare year stands where its measure names none."""


def day_of(period: str, stands_for: tuple[int, int] = LAST_DAY) -> date:
    """The day on which an area must exist: the Stichtag; of a bare year the day to which its figures refer."""
    begins = _begins(period)
    return begins if len(period) == len("2023-12-31") else date(begins.year, *stands_for)


@dataclass(frozen=True)
class _Days:
    """To which day every row refers."""

    kind: Whole
    """Per row, a place in `of`: what a bare year stands for in its series."""
    of: list[list[date]]
    """Kind -> day of every word of the periods."""


def _days(ledger: Ledger, choice: Choice) -> _Days:
    measures, columns = catalogue().measures, ledger.cells.columns
    stands = {series: _reference_day(measures[measure].reference) for series, measure in choice.measures.items()}
    kinds = sorted({LAST_DAY, *stands.values()})
    kind: Whole = np.broadcast_to(np.int16(0), ledger.cells.size)
    if len(kinds) > 1:
        kind = columns["series"].told(lambda word: kinds.index(stands.get(word, LAST_DAY)))
    return _Days(kind, [[day_of(period, stands_for) for period in columns["period"].words] for stands_for in kinds])


def _reference_day(reference: str) -> tuple[int, int]:
    """Month and day of `30.06.{year}`."""
    found = _DAY_IN_REFERENCE.match(reference)
    return (int(found[2]), int(found[1])) if found else LAST_DAY


def _places(ledger: Ledger, source: Source) -> Places:
    cells, levels = ledger.cells, ledger.cells.columns["level"]
    years = distinct(cells.year)
    chosen = [[_division(source, level, int(year)) for year in years] for level in levels.words] or [[""] * len(years)]
    divisions = sorted({key for row in chosen for key in row})
    table = np.array([[divisions.index(key) for key in row] for row in chosen], np.int16).reshape(len(chosen), -1)
    known = {(level, key): areas_on(level, key) for level in levels.words if level in STORED for key in divisions}
    first = int(years[0]) if years.size else 0
    place = np.zeros(int(years[-1]) - first + 1 if years.size else 1, np.int32)
    place[years - first] = np.arange(len(years))
    return Places(divisions, table[np.maximum(levels.codes, 0), place[cells.year - first]], known)


def _division(source: Source, level: str, year: int) -> str:
    """What the source declares; where that is a set of planning areas, other levels stand as of each year."""
    firsts = [first for first in source.divisions if first <= year]
    declared = source.divisions[max(firsts)] if firsts else ""
    own = declared not in geography.DIVISIONS and level != "planning_area" and not areas_on(level, declared)
    return geography.division_of(year) if own and declared else declared


def division_on(day: date) -> str:
    """Key of the shipped division in force on a day."""
    ordered = sorted((one for one in geography.DIVISIONS.values() if not one.merged), key=lambda one: one.day)
    if day.year < ordered[1].day.year:
        return ordered[0].key
    begun = [one.key for one in ordered if one.day <= day or (one.key == "2023" and day.year >= 2023)]
    return begun[-1]


def _before_a_reform(ledger: Ledger, places: Places, source: Source, days: _Days) -> Places:
    """Figures of a day on which the division of their year was not yet in force stand on the one before.

    Eisenach merged on 2021-07-01: on 2021-06-30 it has figures of its own. A publication may have added them to the
    Wartburgkreis all the same; so the division before counts where the file has a number of an area that only it has.
    """
    columns = ledger.cells.columns
    levels, areas, periods = columns["level"], columns["area"], columns["period"]
    for code, level in enumerate(levels.words):
        for kind, listed in enumerate(days.of):
            for at, day in enumerate(listed):
                declared = _division(source, level, day.year)
                earlier = _not_yet(source, declared, day)
                if earlier is None:
                    continue
                gone = areas_on(level, earlier).keys() - areas_on(level, declared).keys()
                rows = ledger.open & (levels.codes == code) & (periods.codes == at) & (days.kind == kind)
                found = np.unique(areas.codes[rows & ~np.isnan(ledger.cells.value)])
                keys = {areas.words[one] for one in found if one != NONE}
                if gone & keys:
                    places = _moved(places, rows, level, earlier)
                elif gone and keys & areas_on(level, declared).keys():
                    ledger.add("warning", _without(gone, level, day, declared), int(np.flatnonzero(rows)[0]))
    return places


def _not_yet(source: Source, declared: str, day: date) -> str | None:
    """The division in force on a day on which the declared one, which begins later in that year, was not yet."""
    known = geography.DIVISIONS.get(declared)
    if known is None or known.day.year != day.year or known.day <= day or day.year not in source.divisions:
        return None
    return division_on(day)


def _moved(places: Places, rows: Mask, level: str, division: str) -> Places:
    """The rows on another division."""
    divisions = places.divisions if division in places.divisions else [*places.divisions, division]
    place = np.where(rows, np.int16(divisions.index(division)), places.division)
    return Places(divisions, place, {**places.known, (level, division): areas_on(level, division)})


def _without(gone: Collection[str], level: str, day: date, declared: str) -> str:
    named = ", ".join(f"{key} {areas_on(level, None)[key].name}" for key in sorted(gone))
    return (
        f"Die Zahlen zum {day:%d.%m.%Y} sind älter als der {title_of(declared)} und enthalten doch keine für {named}. "
        "Bitte prüfen, ob sie schon umgerechnet sind."
    )


def _refuse_areas(ledger: Ledger, places: Places, days: _Days) -> None:
    columns = ledger.cells.columns
    areas, levels, names = columns["area"], columns["level"], columns["name"]
    ever = {level: areas_on(level, None) for level in levels.words if level in STORED}
    exists = np.zeros((len(levels.words) + 1, len(areas.words) + 1), bool)
    for code, level in enumerate(levels.words):
        exists[code, :-1] = [key in ever.get(level, {}) for key in areas.words]
    unknown = ~exists[levels.codes, areas.codes]

    told: list[str] = []

    def said(at: int) -> str:
        level, key, name = levels.word(at) or "", areas.word(at), names.word(at)
        sentence = unknown_area(level, key, name, ever.get(level, {}))
        if level != "planning_area" or not ever.get(level) or told:
            return sentence
        told.append(sentence)
        return f"{sentence} {MORE_AREAS}"

    # Where no planning area is known at all, all of them lack the same thing: said once.
    bare_level = np.array([level == "planning_area" and not ever.get(level) for level in (*levels.words, "")])
    ledger.refuse(unknown, said, np.where(bare_level[levels.codes], -2, areas.codes))
    there = _in_division(ledger, places)
    bare = np.isnan(ledger.cells.value)
    gone = ~there | ~_in_force(ledger, days)
    ledger.drop(
        gone & bare,
        lambda count: (
            several(
                count,
                "Zeile ohne Zahl gehört zu einem Gebiet, das",
                "Zeilen ohne Zahl gehören zu Gebieten, die",
            )
            + " es am Stichtag nicht gab: Gebiet aufgelöst."
        ),
    )
    stray = ~there & ledger.open
    if stray.any():
        ledger.refuse(stray, lambda at: _stray(ledger, places, at), _alike(ledger, places))


def _alike(ledger: Ledger, places: Places) -> np.ndarray:
    """Per row a number; rows of a level without any area on their division lack the same thing and share one."""
    levels = ledger.cells.columns["level"]
    words = [*levels.words, ""]
    bare = np.array([[not places.known.get((level, key)) for level in words] for key in places.divisions])
    shared = -1 - (places.division.astype(np.int64) * len(words) + levels.codes)
    return np.where(bare[places.division, levels.codes], shared, np.arange(ledger.cells.size))


def _in_division(ledger: Ledger, places: Places) -> Mask:
    columns = ledger.cells.columns
    areas, levels = columns["area"], columns["level"]
    table = np.zeros((len(places.divisions), len(levels.words) + 1, len(areas.words) + 1), bool)
    for at, division in enumerate(places.divisions):
        for code, level in enumerate(levels.words):
            keys = places.known.get((level, division), {})
            table[at, code, :-1] = [key in keys for key in areas.words]
    return table[places.division, levels.codes, areas.codes]  # type: ignore[no-any-return, unused-ignore]


def _in_force(ledger: Ledger, days: _Days) -> Mask:
    """Whether the area of a row is in force on the day to which it refers."""
    columns = ledger.cells.columns
    areas, levels, periods = columns["area"], columns["level"], columns["period"]
    table = np.ones((len(days.of), len(areas.words) + 1, len(periods.words) + 1), bool)
    at = {key: code for code, key in enumerate(areas.words)}
    for level in set(levels.words) & set(STORED):
        for key, area in areas_on(level, None).items():
            if (area.valid_from or area.valid_to) and key in at:
                table[:, at[key], :-1] = [[area.exists_on(day) for day in listed] for listed in days.of]
    if len(days.of) == 1:
        return table[0][areas.codes, periods.codes]  # type: ignore[no-any-return, unused-ignore]
    return table[days.kind, areas.codes, periods.codes]  # type: ignore[no-any-return, unused-ignore]


def _stray(ledger: Ledger, places: Places, at: int) -> str:
    columns = ledger.cells.columns
    level, key = columns["level"].word(at) or "", columns["area"].word(at) or ""
    division = places.divisions[places.division[at]]
    if not places.known.get((level, division)):
        return without_areas(level, division)
    name, title = areas_on(level, None)[key].name, title_of(division)
    return (
        f"{key} {name} hat {ledger.cells.year[at]} eine Zahl, die Quelle steht aber auf „{title}“ ohne dieses Gebiet."
    )
