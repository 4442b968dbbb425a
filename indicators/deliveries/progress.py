"""How far long work has come: one line that is rewritten on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TextIO

from indicators.wording import number

MEGABYTE = 1_000_000


class Voice(Protocol):
    """To whom work says what it does."""

    def __call__(self, text: str) -> None:
        """A line that stays."""

    def progress(self, done: int, total: int | None) -> None:
        """Bytes that are here, of how many; called often, said rarely."""


class Lines:
    """A voice on a text stream."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._terminal = stream.isatty()
        self._pause = 0.2 if self._terminal else 15.0
        self._started: tuple[float, int] | None = None
        self._said = 0.0
        self._width = 0

    def __call__(self, text: str) -> None:
        """A line that stays."""
        self.end()
        self._stream.write(f"{text}\n")
        self._stream.flush()
        self._started = None

    def progress(self, done: int, total: int | None) -> None:
        """Says how far it is, if the last time is long enough ago."""
        now = self._clock()
        if self._started is None:
            self._started, self._said = (now, done), now
        if now - self._said < self._pause:
            return
        self._said = now
        since, before = self._started
        text = how_far(done, total, (done - before) / max(now - since, 1e-9))
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
