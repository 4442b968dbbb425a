"""The catalogue: `catalogue()` holds every written record, and the functions below resolve what a record refers to.

The shipped files do not change while the application runs. Records of one's own may be written at any time; they count
from the next version of the figures on, so that one request sees one catalogue and all that is kept by version fits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
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


State = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of every record of one's own."""
_one_at_a_time = threading.Lock()


class _Shelf:
    """`catalogue()`: all records as they were when the version that is held was first used by this process."""

    def __init__(self) -> None:
        self._newest: tuple[State, Catalogue] | None = None

    def __call__(self) -> Catalogue:
        """Raises CatalogueError, naming the file that is wrong, unless an earlier state could be read."""
        return _noticed(versions.held())[1]

    def is_current(self) -> bool:
        """Whether the records of one's own are still those of this catalogue."""
        return _noticed(versions.held())[0] == _state_of_own()

    def cache_clear(self) -> None:
        """Forget everything, for tests that write records."""
        self._newest = None
        _noticed.cache_clear()

    def look(self) -> tuple[State, Catalogue]:
        """The records as they are now; the last ones that could be read where somebody is still writing."""
        with _one_at_a_time:
            state = _state_of_own()
            if self._newest is None or self._newest[0] != state:
                try:
                    self._newest = state, read(own=versions.own_records())
                except CatalogueError:
                    if self._newest is None or versions.held() is None:
                        raise
                    logging.getLogger(__name__).exception("own records cannot be read; the earlier ones stay")
            return self._newest


@lru_cache(maxsize=4)
def _noticed(version: str | None) -> tuple[State, Catalogue]:  # noqa: ARG001  another version is another look
    return catalogue.look()


catalogue = _Shelf()


def _state_of_own() -> State:
    own = versions.own_records()
    paths = [*own.glob("sources/*.yaml"), *own.glob("indicators/*.yaml"), *own.glob("measures.yaml")]
    return tuple(sorted((str(path), *_time_and_size(path)) for path in paths))


def _time_and_size(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:  # removed in this moment
        return 0, 0
    return found.st_mtime_ns, found.st_size


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
