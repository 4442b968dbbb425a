"""What is wrong with an address: why a part of it cannot be shown, and what is shown instead, as German sentences.

A part that is absent is no problem. Pages show the nearest view and say so; files refuse (`dashboard.asking.sound`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from geo import areas as geography
from geo.areas import LEVELS
from indicators.answers import shortened
from indicators.catalogue import catalogue
from indicators.refusal import Refused

_CHOICES = re.compile(r"(Ähnlich|Möglich|Am nächsten): ([^.]+)\.")
_NO_SUCH_AREA = ("Das Gebiet „", "Den Kreis „")
"""How an area that does not exist is refused."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One part of an address that cannot be shown."""

    reason: str
    """„Den Kreis „99999“ gibt es nicht. Am nächsten: …“"""
    instead: str
    """„Gezeigt wird: Erfurt.“"""
    on_page: str = ""
    """The reason with titles in the place of keys; what a file is refused with keeps the keys an address takes."""

    @property
    def sentence(self) -> str:
        """Both, for a page."""
        return f"{self.on_page or self.reason} {self.instead}"


class Problems:
    """Gathers what is wrong while a choice is read."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, reason: str, instead: str, titles: Mapping[str, str] | None = None, on_page: str = "") -> None:
        """Note a problem; the same one is noted once. `titles` of keys that the catalogue does not know.

        `on_page`: the reason where other words than titles are needed for a reader.
        """
        self._found[Problem(reason, instead, on_page or in_titles(reason, titles or {}))] = None

    def area(self, key: str, reason: str, instead: str) -> None:
        """Note an area that cannot be shown; a page calls it by its name where it has one anywhere."""
        self.add(reason, instead, on_page=in_names(reason, key))

    def one_of(self, value: Any, known: Collection[str], usual: str, what: str, instead: str) -> str:
        """`value` where it is known, else `usual`; `what` as in „Die Ebene“. `known` may be key -> title."""
        if isinstance(value, str) and value in known:
            return value
        if value is not None:
            possible = ", ".join(filter(None, known))
            self.add(f"{what} „{said(value)}“ gibt es nicht. Möglich: {possible}.", instead, _texts(known))
        return usual

    def areas(self, asked: Collection[str], known: Collection[str], most: int, reason: Callable[[str], str]) -> None:
        """Note the first of the areas that does not exist, in the words of `reason`, and when there are too many."""
        strange = [area for area in asked if area and area not in known]
        if strange:
            self.area(strange[0], reason(strange[0]), "Gezeigt wird die Auswahl ohne dieses Gebiet.")
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


def in_titles(reason: str, titles: Mapping[str, str]) -> str:
    """„… Ähnlich: „Arbeitslose (Anzahl)“, „Bevölkerung“.“: the choices as a reader of a page knows them."""
    book = catalogue()

    def title(key: str) -> str:
        if key in titles:
            return titles[key]
        named = book.indicators[key].short_title if key in book.indicators else None
        named = book.measures[key].label if named is None and key in book.measures else named
        if named is not None:
            return f"„{named}“"
        kind = next((part for part in (book.themes, book.departments) if key in part), None)
        return kind[key].title if kind is not None else LEVELS.get(key, key)

    return _CHOICES.sub(lambda found: f"{found[1]}: {', '.join(map(title, found[2].split(', ')))}.", reason)


def in_names(reason: str, key: str) -> str:
    """The refusal of an area for a reader of a page: `… Am nächsten: Altenburger Land (16077), Greiz (16076).`"""
    if not reason.startswith(_NO_SUCH_AREA):
        return f"{reason.partition(': bitte ')[0].rstrip('.')}."
    names = _area_names()
    told = f"Den {area_words(key)} gibt es nicht."
    if key in names:
        told = f"{names[key]} ({key}) steht in dieser Ansicht nicht zur Wahl."
    choices = _CHOICES.search(reason)
    if choices is None:
        return told
    # The choices are keys, or keys with names behind them.
    titles = {words: f"{name} ({key})" for key, name in names.items() for words in (key, f"{key} {name}")}
    return f"{told} {in_titles(choices[0], titles)}"


def area_words(key: str) -> str:
    """`Gebiet Eisenach (16056)`, `Gebietsschlüssel 16999`: an area out of an address, behind an article."""
    if name := _area_names().get(key):
        return f"Gebiet {name} ({key})"
    told = said(key)
    return f"Gebietsschlüssel {told if told.isdecimal() else f'„{told}“'}"


def _area_names() -> dict[str, str]:
    """The names of all areas any division knows; of a key on several levels, as the districts call it."""
    return {area.key: area.name for level in reversed(LEVELS) for area in geography.areas(level)}


def _texts(known: Collection[str]) -> dict[str, str]:
    return {key: text for key, text in known.items() if isinstance(text, str)} if isinstance(known, Mapping) else {}


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
