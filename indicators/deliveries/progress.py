"""How far long work has come: one line that is rewritten on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from indicators.wording import number

MEGABYTE = 1_000_000
SILENCE = 2.5
"""Seconds of work after which it is said that it still goes on."""


class Voice(Protocol):
    """To whom work says what it does."""

    def __call__(self, text: str) -> None:
        """A line that stays."""

    def progress(self, done: int, total: int | None) -> None:
        """Bytes that are here, of how many; called often, said rarely."""


class _Beating:
    """A voice that repeats its last sentence with the seconds since, as long as nothing new is said."""

    def __init__(self, say: Callable[[str], None], silence: float) -> None:
        self._say, self._silence = say, silence
        self._repeat: Callable[[str], None] = getattr(say, "still", say)
        self._one_at_a_time, self._ended = threading.Lock(), threading.Event()
        self._text, self._since = "", 0.0
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def __call__(self, text: str) -> None:
        with self._one_at_a_time:
            self._text, self._since = text, time.monotonic()
            self._say(text)

    def end(self) -> None:
        """Nothing is said after this."""
        self._ended.set()
        self._thread.join()
        clear: Callable[[], None] = getattr(self._say, "end", lambda: None)
        clear()

    def _beat(self) -> None:
        while not self._ended.wait(self._silence):
            with self._one_at_a_time, suppress(OSError):  # the work itself will meet the full disk and say so
                seconds = time.monotonic() - self._since
                if self._text and seconds >= self._silence:
                    self._repeat(f"{self._text} (seit {number(seconds, 0)} s)")


@contextmanager
def never_silent(say: Callable[[str], None] | None, silence: float = SILENCE) -> Iterator[Callable[[str], None]]:
    """A voice for work some of whose steps cannot say how far they are: it is heard that they still go on.

    A voice may have a method `still` for what is only said on the way, and `end` to take that away.
    """
    if say is None or isinstance(say, _Beating):
        yield say or (lambda _: None)
        return
    beating = _Beating(say, silence)
    try:
        yield beating
    finally:
        beating.end()


class Lines:
    """A voice on a text stream."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._terminal = stream.isatty()
        self._pause = 0.2 if self._terminal else 15.0
        self._started: tuple[float, int] | None = None
        self._still_since: float | None = None
        self._said = 0.0
        self._width = 0

    def __call__(self, text: str) -> None:
        """A line that stays."""
        self.end()
        self._stream.write(f"{text}\n")
        self._stream.flush()
        self._started = self._still_since = None

    def progress(self, done: int, total: int | None) -> None:
        """Says how far it is, if the last time is long enough ago."""
        now = self._clock()
        if self._started is None:
            self._started, self._said = (now, done), now
        if now - self._said < self._pause:
            return
        self._said = now
        since, before = self._started
        self._rewrite(how_far(done, total, (done - before) / max(now - since, 1e-9)))

    def still(self, text: str) -> None:
        """Says on the way that something goes on, if the last time is long enough ago."""
        now = self._clock()
        is_first = self._still_since is None
        if self._still_since is None:
            self._still_since = now
        if (self._terminal and is_first) or now - self._still_since >= self._pause:
            self._still_since = now
            self._rewrite(f"  {text}")

    def _rewrite(self, text: str) -> None:
        if self._terminal:
            self._stream.write(f"\r{text:<{self._width}}")
            self._width = len(text)
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def end(self) -> None:
        """Takes the rewritten line away, so that somebody else can write."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def how_far(done: int, total: int | None, speed: float) -> str:
    """`  120,5 von 433,0 MB (28 %), 5,2 MB/s, noch 1 min`; speed in bytes per second."""
    text = f"  {number(done / MEGABYTE, 1)}"
    text += f" von {number(total / MEGABYTE, 1)} MB ({done * 100 // max(total, 1)} %)" if total else " MB"
    if speed <= 0:
        return text
    text += f", {number(speed / MEGABYTE, 1)} MB/s"
    if total:
        left = max(total - done, 0) / speed
        text += f", noch {max(round(left), 1)} s" if left < 90 else f", noch {round(left / 60)} min"
    return text
