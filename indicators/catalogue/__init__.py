"""The catalogue: `catalogue()` holds every written record, and the functions below resolve what a record refers to.

Read once per process; the files are small and do not change while the application runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import TypeVar

from indicators import versions
from indicators.catalogue.reading import Catalogue, CatalogueError, read
from indicators.catalogue.records import Break, Caveat, Event, Indicator, Record

__all__ = [
    "Catalogue",
    "CatalogueError",
    "breaks_of",
    "catalogue",
    "caveats_of",
    "events_of",
    "nearest",
    "new_bases_of",
]

R = TypeVar("R", bound=Record)


@cache
def catalogue() -> Catalogue:
    """All records. Raises CatalogueError, naming the file that is wrong."""
    return read(own=versions.own_records())


def breaks_of(record: Indicator) -> tuple[Break, ...]:
    """The Reihenbrüche of an indicator, earliest first."""
    return tuple(sorted(_resolved(record.breaks, catalogue().breaks), key=lambda item: item.at))


def events_of(record: Indicator) -> tuple[Event, ...]:
    """The dated marks of an indicator, earliest first."""
    return tuple(sorted(_resolved(record.events, catalogue().events), key=lambda item: item.at))


def new_bases_of(record: Indicator) -> tuple[int, ...]:
    """The first years on another population base that do not interrupt the line, of its factors too."""
    written = [record, *(catalogue().indicators[factor] for factor in record.factors)]
    return tuple(sorted({int(item.at[:4]) for part in written for item in events_of(part) if item.new_base}))


def caveats_of(record: Indicator) -> tuple[Caveat, ...]:
    """What a reader must know of some values, in the order of the record."""
    return _resolved(record.caveats, catalogue().caveats)


def nearest(name: str, names: Iterable[str], n: int = 3) -> list[str]:
    """The `n` of `names` that come closest to `name`, closest first, for „meinten Sie“. Numbers count as distances."""
    choices = list(names)
    if name.isdecimal() and all(choice.isdecimal() and len(choice) == len(name) for choice in choices):
        return sorted(choices, key=lambda choice: (abs(int(choice) - int(name)), choice))[:n]
    asked = name.casefold()
    return sorted(choices, key=lambda choice: (-_likeness(asked, choice.casefold()), choice))[:n]


def _likeness(asked: str, choice: str) -> float:
    """Between 0 and 2: alike as sequences, and one more where one contains the other."""
    contained = bool(asked) and (asked in choice or choice in asked)
    return SequenceMatcher(None, asked, choice).ratio() + contained


def _resolved(items: Iterable[str | R], shared: Mapping[str, R]) -> tuple[R, ...]:
    """Keys replaced by what they stand for; the loader has made sure that every key is written."""
    return tuple(shared[item] if isinstance(item, str) else item for item in items)
