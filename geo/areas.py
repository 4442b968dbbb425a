"""Levels, area keys, names, types, parents and successors, and the divisions a figure can stand on.

The table `data/boundaries/areas.csv` is kept by hand: names and types follow BKG VG250 (about 2016-01-01), dates and
successors the reforms of 2019 and 2021. It holds Germany, Thuringia, 23 districts, the 849 municipalities of 2014 and
the two municipalities that came into being when an area changed its district. Other mergers of municipalities are not
in it, so of the shipped divisions only `2014` lists municipalities. Divisions and planning areas that were handed in
(`geo.delivered`) stand beside the table, known from the moment they are added.
An area is identified by level and key together; keys are text (`16051`, `16051000`), never numbers.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from geo import delivered
from geo.delivered import AreaSet
from geo.echo import shortened

BOUNDARIES = Path(__file__).resolve().parents[1] / "data" / "boundaries"

LEVELS: dict[str, str] = {
    "district": "Landkreise und kreisfreie Städte",
    "municipality": "Gemeinden",
    "planning_area": "Planungsräume",
    "state": "Thüringen",
    "country": "Deutschland",
}
"""Level -> what a reader calls it."""


class UnknownAreaError(ValueError):
    """A level, division or area that does not exist; the message is a German sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Area:
    """One row of the table; empty `valid_from`: before the first figures, empty `valid_to`: no end known here."""

    level: str
    key: str
    name: str
    """Short and unique within its level: `Eichsfeld`, `Rohrbach (Weimarer Land)`."""
    full_name: str
    """As in a letter: `Landkreis Eichsfeld`."""
    type: str
    """Landkreis, kreisfreie Stadt, Stadt, Gemeinde, Land, Staat."""
    parent: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    """Key of the area of the same level that holds all of this one from the day after `valid_to`."""
    district: str = ""
    """Of a planning area: the district most of it lies in; its parent is the municipality."""

    def exists_on(self, day: date) -> bool:
        """Whether the area is in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Division:
    """A territorial status: which districts there are and how far they reach."""

    key: str
    title: str
    """How pages and exports name it."""
    day: date
    """A day on which it is in force; validity and successors are read on that day."""
    drawn_on: str
    """The division whose shapes stand for it on a map."""
    merged: dict[str, str] = field(default_factory=dict)
    """Districts shown inside another one before they really became part of it."""


DIVISIONS: dict[str, Division] = {
    division.key: division
    for division in (
        Division("2014", "Gebietsstand bis 31.12.2018 (23 Kreise)", date(2014, 12, 31), "2014"),
        Division(
            "2014m",
            "Gebietsstand bis 31.12.2018, Eisenach im Wartburgkreis (22 Kreise)",
            date(2014, 12, 31),
            "2014m",
            {"16056": "16063"},
        ),
        Division("2019", "Gebietsstand 01.01.2019 (23 Kreise)", date(2019, 1, 1), "2019"),
        Division("2021", "Gebietsstand 01.07.2021 (22 Kreise)", date(2021, 7, 1), "2021"),
        # The moves of 2023 and 2024 split municipalities, so no shapes of that status can be built from those of 2016.
        Division("2023", "Gebietsstand 2023/24, gezeichnet auf den Grenzen von 2021", date(2024, 1, 1), "2021"),
    )
}
"""The shipped ones; `divisions()` also knows those that were handed in."""

MUNICIPALITIES_TITLE = "Gebietsstand 31.12.2014 (849 Gemeinden)"


def division_of(year: int) -> str:
    """Key of the division in force on 31 December of `year`, as published figures "as of each year" stand on it."""
    if year < 2019:
        return "2014"
    if year < 2021:
        return "2019"
    return "2021" if year < 2023 else "2023"


def divisions() -> dict[str, Division]:
    """Key -> division: the shipped ones and those that were handed in, each drawn on itself."""
    found = dict(DIVISIONS)
    # The title of districts is that of the division, whichever of its levels came first.
    for known in sorted(delivered.sets(), key=lambda known: known.level):
        found.setdefault(known.division, Division(known.division, known.title, known.day, known.division))
    return found


def division(key: str) -> Division:
    """The division of that key; raises `UnknownAreaError`."""
    if key in DIVISIONS:
        return DIVISIONS[key]
    known = divisions()
    if key not in known:
        named = ", ".join(offered(known))
        raise UnknownAreaError(f"Den Gebietsstand „{shortened(key)}“ gibt es nicht; bekannt sind {named}.")
    return known[key]


def offered(keys: Iterable[str]) -> list[str]:
    """The divisions a reader is told of: those that were in force, not the ones made for drawing (`2014m`)."""
    return [key for key in keys if key not in DIVISIONS or not DIVISIONS[key].merged]


def division_title(level: str, key: str) -> str:
    """How pages and exports name the territorial status of figures of `level` on the division `key`."""
    if key not in DIVISIONS and (known := delivered.find(level, key)):
        return known.title
    title = division(key).title
    return MUNICIPALITIES_TITLE if level == "municipality" and key in DIVISIONS else title


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], Area]:
    """(level, key) -> area, in the order of the file: by level, then key."""

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with (BOUNDARIES / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {
            (row["level"], row["key"]): Area(
                level=row["level"],
                key=row["key"],
                name=row["name"],
                full_name=row["full_name"],
                type=row["type"],
                parent=row["parent"],
                valid_from=day(row["valid_from"]),
                valid_to=day(row["valid_to"]),
                successor=row["successor"],
            )
            for row in rows
        }


@lru_cache(maxsize=64)
def _areas_of(known: AreaSet) -> dict[str, Area]:
    """Key -> area of a set that was handed in."""
    texts = ("key", "name", "full_name", "type", "parent", "district")
    rows = [{name: str(row[name]) for name in texts} for row in known.areas]
    return {row["key"]: Area(known.level, valid_from=None, valid_to=None, successor="", **row) for row in rows}


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise UnknownAreaError(f"Die Ebene „{shortened(level)}“ gibt es nicht; bekannt sind {', '.join(LEVELS)}.")


def area(level: str, key: str) -> Area:
    """One area by level and key; raises `UnknownAreaError`."""
    _check_level(level)
    found = _table().get((level, key)) or _handed_in(level).get(key)
    if found is None:
        named = shortened(key)
        raise UnknownAreaError(f"Auf der Ebene „{LEVELS[level]}“ gibt es kein Gebiet mit dem Schlüssel {named}.")
    return found


def _handed_in(level: str) -> dict[str, Area]:
    """Key -> area of all sets of a level; where several have a key, as the newest calls it."""
    return {key: area for known in delivered.of_level(level) for key, area in _areas_of(known).items()}


def areas(level: str, division_key: str | None = None) -> tuple[Area, ...]:
    """The areas of a level, by key: all that ever were, or those of one division (Eisenach is none in `2014m`).

    Raises `UnknownAreaError`, also where a division is known but not on this level.
    """
    _check_level(level)
    shipped = {area.key: area for area in _table().values() if area.level == level}
    if division_key is None:
        everything = _handed_in(level) | shipped
        return tuple(everything[key] for key in sorted(everything))
    wanted = division(division_key)
    if division_key not in DIVISIONS and (known := delivered.find(level, division_key)):
        return tuple(_areas_of(known).values())
    if level == "municipality" and wanted.key != "2014":
        held = ", ".join(["2014", *(known.division for known in delivered.of_level(level))])
        raise UnknownAreaError(f"Gemeinden liegen nur auf dem Gebietsstand {held} vor.")
    if level == "planning_area" or (level == "district" and division_key not in DIVISIONS):
        raise UnknownAreaError(f"{LEVELS[level]} gibt es auf dem Gebietsstand „{division_key}“ nicht.")
    return tuple(area for area in shipped.values() if area.exists_on(wanted.day) and area.key not in wanted.merged)


def successor(level: str, key: str, day: date) -> str:
    """Key of the area that holds all of the area `key` on `day`: itself, or what it has become part of by then."""
    found = area(level, key)
    while found.successor and found.valid_to is not None and found.valid_to < day:
        found = area(level, found.successor)
    return found.key


def district_of(municipality: str, division_key: str) -> str:
    """Key of the district a municipality lies in on a division: Kaltennordheim (16063102) is in 16066 from 2019 on."""
    wanted = division(division_key)
    known = delivered.find("municipality", division_key) if division_key not in DIVISIONS else None
    if known and municipality in (here := _areas_of(known)):
        return here[municipality].parent
    district = area("municipality", successor("municipality", municipality, wanted.day)).parent
    return wanted.merged.get(district, district)


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Order of German names as in DIN 5007-1: ä like a, ß like ss, capitals and small letters alike.

    `sorted(names, key=sort_key)`; names that differ in an umlaut only keep the order they came in.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split())
