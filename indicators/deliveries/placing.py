"""Where a figure belongs: the division its year stands on, and whether its area exists there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo import areas as geography
from indicators.catalogue import nearest
from indicators.catalogue.records import Source
from indicators.deliveries.codes import Mask, Whole, distinct
from indicators.deliveries.ledger import Ledger
from indicators.wording import several

STORED = ("district", "municipality", "planning_area", "state", "country")
OTHER_LEVELS = {"association": "Gemeindeverbände", "other": "andere Raumgliederungen"}
EARLIEST = 1871


@dataclass(frozen=True)
class Places:
    """Division of every row, and the areas of every level on every division of the source."""

    divisions: list[str]
    division: Whole
    """Per row, a place in `divisions`."""
    known: Mapping[tuple[str, str], Mapping[str, geography.Area]]
    """(level, division) -> key -> area; empty where the level has no shapes on that division."""


def place(ledger: Ledger, source: Source, today: date) -> Places:
    """Give every row its division; refuse rows of areas and years that cannot be, leave out dissolved areas (D-04)."""
    _leave_out_other_levels(ledger)
    _refuse_years(ledger, source, today)
    places = _places(ledger, source)
    _refuse_areas(ledger, places)
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
    ledger.refuse(ahead | (cells.year > today.year), lambda at: f"{cells.year[at]} liegt in der Zukunft.")
    first = min(source.divisions, default=EARLIEST)
    ledger.drop(
        cells.year < first,
        lambda count: (
            f"{several(count, 'Zeile liegt', 'Zeilen liegen')} vor {first}; dafür nennt die Quelle keinen "
            "Gebietsstand. Nicht übernommen."
        ),
        "warning",
    )


def _begins(period: str) -> date:
    """The day of a Stichtag, the first day of any other period."""
    try:
        return date.fromisoformat(period)
    except ValueError:
        year = period[:4]
        return date(int(year), 1, 1) if year.isdecimal() and int(year) >= 1 else date.min


def day_of(period: str) -> date:
    """The day on which an area must exist: the Stichtag, the last day of a year."""
    begins = _begins(period)
    return begins if len(period) == len("2023-12-31") else date(begins.year, 12, 31)


def _places(ledger: Ledger, source: Source) -> Places:
    cells, levels = ledger.cells, ledger.cells.columns["level"]
    years = distinct(cells.year)
    chosen = [[_division(source, level, int(year)) for year in years] for level in levels.words] or [[""] * len(years)]
    divisions = sorted({key for row in chosen for key in row})
    table = np.array([[divisions.index(key) for key in row] for row in chosen], np.int16).reshape(len(chosen), -1)
    known = {(level, key): _areas(level, key) for level in levels.words if level in STORED for key in divisions}
    first = int(years[0]) if years.size else 0
    place = np.zeros(int(years[-1]) - first + 1 if years.size else 1, np.int32)
    place[years - first] = np.arange(len(years))
    return Places(divisions, table[np.maximum(levels.codes, 0), place[cells.year - first]], known)


def _division(source: Source, level: str, year: int) -> str:
    """What the source declares; where that is a set of planning areas, other levels stand as of each year."""
    firsts = [first for first in source.divisions if first <= year]
    declared = source.divisions[max(firsts)] if firsts else ""
    own = declared not in geography.DIVISIONS and level != "planning_area" and not _areas(level, declared)
    return geography.division_of(year) if own and declared else declared


def _areas(level: str, division: str | None) -> Mapping[str, geography.Area]:
    try:
        return {area.key: area for area in geography.areas(level, division)}
    except geography.UnknownAreaError:
        return {}


def _refuse_areas(ledger: Ledger, places: Places) -> None:
    columns = ledger.cells.columns
    areas, levels, names = columns["area"], columns["level"], columns["name"]
    ever = {level: _areas(level, None) for level in levels.words if level in STORED}
    exists = np.zeros((len(levels.words) + 1, len(areas.words) + 1), bool)
    for code, level in enumerate(levels.words):
        exists[code, :-1] = [key in ever.get(level, {}) for key in areas.words]
    unknown = ~exists[levels.codes, areas.codes]

    def said(at: int) -> str:
        level, key, name = levels.word(at) or "", areas.word(at), names.word(at)
        return unknown_area(key, name, ever.get(level, {}))

    ledger.refuse(unknown, said)
    there = _in_division(ledger, places)
    bare = np.isnan(ledger.cells.value)
    gone = ~there | ~_in_force(ledger)
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
    ledger.refuse(~there, lambda at: _stray(ledger, places, at))


def unknown_area(key: str | None, name: str | None, known: Mapping[str, geography.Area]) -> str:
    """Says that an area is unknown and what comes closest to it."""
    told = f"„{(name or key or '')[:60]}“" + (f" ({key[:20]})" if key and name else "")
    if not known:
        return f"Das Gebiet {told} ist unbekannt; für seine Ebene sind keine Gebiete hinterlegt."
    by_name = {area.name: area.key for area in known.values()}
    near = nearest(name, by_name) if name else [known[one].name for one in nearest(key or "", known)]
    return f"Das Gebiet {told} ist unbekannt. Ähnlich: {', '.join(f'{by_name[one]} {one}' for one in near)}."


def title_of(division: str) -> str:
    """How pages name a division; its key where it has no title."""
    known = geography.divisions()
    return known[division].title if division in known else division


def _in_division(ledger: Ledger, places: Places) -> Mask:
    columns = ledger.cells.columns
    areas, levels = columns["area"], columns["level"]
    table = np.zeros((len(places.divisions), len(levels.words) + 1, len(areas.words) + 1), bool)
    for at, division in enumerate(places.divisions):
        for code, level in enumerate(levels.words):
            keys = places.known.get((level, division), {})
            table[at, code, :-1] = [key in keys for key in areas.words]
    return table[places.division, levels.codes, areas.codes]  # type: ignore[no-any-return, unused-ignore]


def _in_force(ledger: Ledger) -> Mask:
    """Whether the area of a row is in force on the day of its period."""
    columns = ledger.cells.columns
    areas, levels, periods = columns["area"], columns["level"], columns["period"]
    table = np.ones((len(areas.words) + 1, len(periods.words) + 1), bool)
    days = [day_of(period) for period in periods.words]
    at = {key: code for code, key in enumerate(areas.words)}
    for level in set(levels.words) & set(STORED):
        for key, area in _areas(level, None).items():
            if (area.valid_from or area.valid_to) and key in at:
                table[at[key], :-1] = [area.exists_on(day) for day in days]
    return table[areas.codes, periods.codes]  # type: ignore[no-any-return, unused-ignore]


def _stray(ledger: Ledger, places: Places, at: int) -> str:
    columns = ledger.cells.columns
    level, key = columns["level"].word(at) or "", columns["area"].word(at) or ""
    division = places.divisions[places.division[at]]
    title = title_of(division)
    if not places.known.get((level, division)):
        what = geography.LEVELS.get(level, level)
        return f"Für „{what}“ sind auf dem Stand „{title}“ keine Gebiete hinterlegt."
    name = _areas(level, None)[key].name
    return (
        f"{key} {name} hat {ledger.cells.year[at]} eine Zahl, die Quelle steht aber auf „{title}“ ohne dieses Gebiet."
    )
