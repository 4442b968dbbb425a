"""Levels, area keys, names, types, parents and successors, and the divisions a figure can stand on.

The table `data/boundaries/areas.csv` is kept by hand: names and types follow BKG VG250 (about 2016-01-01), dates and
successors the reforms of 2019 and 2021. It holds Germany, Thuringia, 23 districts, the 849 municipalities of 2014 and
the two municipalities that came into being when an area changed its district. Other mergers of municipalities are not
in it, so municipalities can be listed for the division `2014` only.
An area is identified by level and key together; keys are text (`16051`, `16051000`), never numbers.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

BOUNDARIES = Path(__file__).resolve().parents[1] / "data" / "boundaries"

LEVELS: dict[str, str] = {
    "district": "Landkreise und kreisfreie Städte",
    "municipality": "Gemeinden",
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

MUNICIPALITIES_TITLE = "Gebietsstand 31.12.2014 (849 Gemeinden)"


def division_of(year: int) -> str:
    """Key of the division in force on 31 December of `year`, as published figures "as of each year" stand on it."""
    if year < 2019:
        return "2014"
    if year < 2021:
        return "2019"
    return "2021" if year < 2023 else "2023"


def division(key: str) -> Division:
    """The division of that key; raises `UnknownAreaError`."""
    if key not in DIVISIONS:
        raise UnknownAreaError(f"Den Gebietsstand „{key}“ gibt es nicht; bekannt sind {', '.join(DIVISIONS)}.")
    return DIVISIONS[key]


def division_title(level: str, key: str) -> str:
    """How pages and exports name the territorial status of figures of `level` on the division `key`."""
    title = division(key).title
    return MUNICIPALITIES_TITLE if level == "municipality" else title


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


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise UnknownAreaError(f"Die Ebene „{level}“ gibt es nicht; bekannt sind {', '.join(LEVELS)}.")


def area(level: str, key: str) -> Area:
    """One area by level and key; raises `UnknownAreaError`."""
    _check_level(level)
    found = _table().get((level, key))
    if found is None:
        raise UnknownAreaError(f"Auf der Ebene „{LEVELS[level]}“ gibt es kein Gebiet mit dem Schlüssel {key}.")
    return found


def areas(level: str, division_key: str | None = None) -> tuple[Area, ...]:
    """The areas of a level, by key: all that ever were, or those of one division (Eisenach is none in `2014m`).

    Raises `UnknownAreaError`, also for municipalities on another division than `2014`.
    """
    _check_level(level)
    everything = tuple(area for area in _table().values() if area.level == level)
    if division_key is None:
        return everything
    wanted = division(division_key)
    if level == "municipality" and wanted.key != "2014":
        raise UnknownAreaError("Gemeinden liegen nur auf dem Gebietsstand 2014 vor.")
    return tuple(area for area in everything if area.exists_on(wanted.day) and area.key not in wanted.merged)


def successor(level: str, key: str, day: date) -> str:
    """Key of the area that holds all of the area `key` on `day`: itself, or what it has become part of by then."""
    found = area(level, key)
    while found.successor and found.valid_to is not None and found.valid_to < day:
        found = area(level, found.successor)
    return found.key


def district_of(municipality: str, division_key: str) -> str:
    """Key of the district a municipality lies in on a division: Kaltennordheim (16063102) is in 16066 from 2019 on."""
    wanted = division(division_key)
    district = area("municipality", successor("municipality", municipality, wanted.day)).parent
    return wanted.merged.get(district, district)


def sort_key(name: str) -> str:
    """Order of German names as in DIN 5007-1: ä like a, ß like ss, capitals and small letters alike.

    `sorted(names, key=sort_key)`; names that differ in an umlaut only keep the order they came in.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split())
