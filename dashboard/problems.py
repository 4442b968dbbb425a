"""What is wrong with an address: why a part of it cannot be shown, and what is shown instead, as German sentences.

A part that is absent is no problem. Pages show the nearest view and say so; files refuse (`dashboard.asking.sound`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from indicators.answers import shortened
from indicators.refusal import Refused


@dataclass(frozen=True, slots=True)
class Problem:
    """One part of an address that cannot be shown."""

    reason: str
    """„Den Kreis „99999“ gibt es nicht. Am nächsten: …“"""
    instead: str
    """„Gezeigt wird: Erfurt.“"""

    @property
    def sentence(self) -> str:
        """Both, for a page."""
        return f"{self.reason} {self.instead}"


class Problems:
    """Gathers what is wrong while a choice is read."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, reason: str, instead: str) -> None:
        """Note a problem; the same one is noted once."""
        self._found[Problem(reason, instead)] = None

    def one_of(self, value: Any, known: Collection[str], usual: str, what: str, instead: str) -> str:
        """`value` where it is known, else `usual`; `what` as in „Die Ebene“."""
        if isinstance(value, str) and value in known:
            return value
        if value is not None:
            possible = ", ".join(filter(None, known))
            self.add(f"{what} „{said(value)}“ gibt es nicht. Möglich: {possible}.", instead)
        return usual

    def areas(self, asked: Collection[str], known: Collection[str], most: int, reason: Callable[[str], str]) -> None:
        """Note the first of the areas that does not exist, in the words of `reason`, and when there are too many."""
        strange = [area for area in asked if area and area not in known]
        if strange:
            self.add(reason(strange[0]), "Gezeigt wird die Auswahl ohne dieses Gebiet.")
        count = len({area for area in asked if area in known})
        if count > most:
            self.add(
                f"Ausgewählt werden können höchstens {most} Gebiete, nicht {count}.",
                f"Gezeigt werden die ersten {most}.",
            )

    @property
    def found(self) -> tuple[Problem, ...]:
        """All of them, in the order in which they were met."""
        return tuple(self._found)


def plain(value: Any) -> str:
    """What was asked for as text; several values of one parameter beside each other."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def said(value: Any) -> str:
    """What was asked for, short enough for a sentence."""
    return shortened(plain(value))


def refusal(ask: Callable[[], object]) -> str:
    """The sentence a question is refused with; empty where it is answered."""
    try:
        ask()
    except Refused as problem:
        return str(problem)
    return ""
