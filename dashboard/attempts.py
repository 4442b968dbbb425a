"""Failed sign-ins and ended sessions, in a small file beside the store that all workers share.

Of callers only a keyed mark is kept, and nothing for longer than half an hour.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicators import versions

PERIOD = 15 * 60
"""Seconds after which a failure is forgotten, and for which a lock lasts."""
MOST_OF_ONE, MOST_OF_ALL = 5, 30
"""Failures of one caller, and of all together, that lock the door."""
PATIENCE = 2.0
"""Seconds to wait while somebody else's password is being compared."""


class TooMany(Exception):
    """Too many attempts; the message is German."""


@dataclass
class Book:
    """What is written in the file: failures (time, mark of the caller) and sessions that were ended (until when)."""

    failures: list[tuple[float, str]] = field(default_factory=list)
    ended: dict[str, float] = field(default_factory=dict)

    def refuse_if_locked(self, caller: str) -> None:
        """Raises TooMany."""
        own = [at for at, mark in self.failures if mark == caller]
        if len(own) >= MOST_OF_ONE or len(self.failures) >= MOST_OF_ALL:
            raise TooMany("Zu viele Fehlversuche. Bitte in einer Viertelstunde noch einmal versuchen.")

    def failed(self, caller: str) -> None:
        """One more."""
        self.failures.append((time.time(), caller))

    def succeeded(self, caller: str) -> None:
        """The caller starts anew."""
        self.failures = [(at, mark) for at, mark in self.failures if mark != caller]

    def end(self, session: str, lasting: float) -> None:
        """A session that somebody has left."""
        self.ended[session] = time.time() + lasting


@contextmanager
def one_at_a_time() -> Iterator[Book]:
    """The book, for one request alone; it is written when the block ends, however it ends. Raises TooMany, OSError.

    Only one password is compared at a time: it costs much memory on purpose, and counting must not be raced.
    """
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(handle)
        book = _read(path)
        try:
            yield book
        finally:
            _write(path, book)
    finally:
        os.close(handle)


def has_ended(session: str) -> bool:
    """Whether somebody has left this session."""
    return session in _read(_path()).ended


def _path() -> Path:
    return versions.folder() / "sign-in.json"


def _wait_for(handle: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TooMany("Gerade meldet sich schon jemand an. Bitte gleich noch einmal versuchen.") from None
            time.sleep(0.05)
        else:
            return


def _read(path: Path) -> Book:
    """Without what has run out. A file that cannot be understood locks for a while instead of forgetting."""
    now = time.time()
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        failures = [(float(at), str(mark)) for at, mark in content["failures"]]
        ended = {str(key): float(until) for key, until in content["ended"].items()}
    except FileNotFoundError:
        return Book()
    except (ValueError, TypeError, KeyError, AttributeError):
        return Book([(path.stat().st_mtime, "")] * MOST_OF_ALL if path.stat().st_mtime > now - PERIOD else [])
    return Book(
        [(at, mark) for at, mark in failures if at > now - PERIOD],
        {key: until for key, until in ended.items() if until > now},
    )


def _write(path: Path, book: Book) -> None:
    fresh = path.with_suffix(".new")  # one writer at a time, see above
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="ascii") as file:
        json.dump({"failures": book.failures, "ended": book.ended}, file)
    os.replace(fresh, path)
