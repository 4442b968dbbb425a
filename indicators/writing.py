"""Who may write: one process, one thread at a time builds versions, loads deliveries or returns to an earlier version.

The lock is that of an empty SQLite file beside the versions: every system knows it, and it ends with its process.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indicators import versions
from indicators.refusal import Refused

PATIENCE = 60.0
"""Seconds that a second writer waits before it is refused."""
_PAUSE = 0.05

_held = threading.local()


class Busy(Refused):
    """Somebody else is writing; the message is German."""

    def __init__(self) -> None:
        super().__init__(
            "Gerade wird ein anderer Datenbestand gebaut oder eine andere Lieferung geladen. "
            "Bitte in einigen Minuten noch einmal versuchen."
        )


@contextmanager
def only_writer(patience: float = PATIENCE, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the lock; a thread that holds it already just goes on. Raises Busy after `patience` seconds, OSError."""
    if getattr(_held, "depth", 0):
        _held.depth += 1
        try:
            yield
        finally:
            _held.depth -= 1
        return
    connection = _locked(patience, say)
    _held.depth = 1
    try:
        yield
    finally:
        _held.depth = 0
        connection.close()


def _locked(patience: float, say: Callable[[str], None] | None) -> sqlite3.Connection:
    folder = versions.folder()
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / "writing.lock", timeout=0, isolation_level=None)
    until, told = time.monotonic() + patience, False
    try:
        while True:
            try:
                connection.execute("pragma journal_mode = off")  # nothing is ever written, even on a full disk
                connection.execute("begin exclusive")
                return connection
            except sqlite3.OperationalError as problem:
                if "locked" not in str(problem):
                    number = errno.ENOSPC if "full" in str(problem) or "I/O" in str(problem) else errno.EIO
                    raise OSError(number, str(problem)) from problem
            if time.monotonic() >= until:
                raise Busy
            if say is not None and not told:
                told = True
                say("Eine andere Lieferung wird gerade geladen; es wird gewartet")
            time.sleep(_PAUSE)
    except BaseException:
        connection.close()
        raise
