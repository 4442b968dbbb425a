"""From a printed name to an area: „Stadt Eisenach“, „Erfurt, Stadt“, „Eisenach, krsfr. Stadt“, „16063 Wartburgkreis“.

Built on `geo.areas`. A name that fits several areas fits none: the reader reports it instead of guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from geo import areas
from indicators.wording import first_of

STATE, COUNTRY = "16", "DG"
LEVEL_OF_DIGITS = {2: "state", 5: "district", 8: "municipality", 9: "association"}
"""Length of an official key -> level."""

SUBTOTALS = frozenset(
    "kreisfreiestaedte kreisfreiestaedtezusammen kreisfreiestaedteinsgesamt landkreise landkreisezusammen "
    "landkreiseinsgesamt kreise kreisezusammen kreiseinsgesamt stadtkreise staedte zusammen".split()
)
TOTALS = {
    STATE: frozenset("thueringen landthueringen freistaatthueringen thueringeninsgesamt thueringengesamt".split()),
    COUNTRY: frozenset("deutschland bundesrepublikdeutschland bund deutschlandinsgesamt dg bundesgebiet".split()),
}

# What stands around a name, and which kinds of area it allows; the longer one first.
_CITY, _DISTRICT, _TOWN, _VILLAGE = "kreisfreie Stadt", "Landkreis", "Stadt", "Gemeinde"
_DECORATIONS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"(?:kreisfreie|krsfr\.?|kreisfr\.?|krfr\.?)\s*(?:stadt|st\.)", frozenset({_CITY})),
    (r"(?:stadtkreis|sk)", frozenset({_CITY})),
    (r"(?:landkreis|lkr\.?|lk|kreis|krs\.?)", frozenset({_DISTRICT})),
    (r"(?:landeshauptstadt|universitätsstadt|hansestadt|stadt)", frozenset({_CITY, _TOWN})),
    (r"(?:gemeinde|landgemeinde|markt)", frozenset({_VILLAGE})),
)
_ANY = frozenset({_CITY, _DISTRICT, _TOWN, _VILLAGE})
_FOOTNOTE = re.compile(r"(?:\s*(?:\d{1,2}\)|\*\)?|¹|²|³))+\s*$")
_KEYED = re.compile(r"^(\d{2}|\d{5}|\d{8}|\d{9})(?=\s|$)\s*[-–:]?\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Match:
    """The area a printed name stands for; `key` is None where none or several fit, and `reason` says so in German."""

    name: str
    level: str | None = None
    key: str | None = None
    reason: str = ""


def clean(printed: str) -> str:
    """The name without indentation, line breaks, protected blanks and footnote marks; one blank between words."""
    joined = " ".join(unicodedata.normalize("NFC", printed).replace("\u00ad", "").split())
    return _FOOTNOTE.sub("", joined)


def folded(name: str) -> str:
    """Letters and digits only, small, ä as ae and ß as ss: „Ilm-Kreis“ and „Ilmkreis“ are one name."""
    small = unicodedata.normalize("NFC", name).casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        small = small.replace(umlaut, letters)
    return "".join(letter for letter in unicodedata.normalize("NFKD", small) if letter.isalnum())


def is_subtotal(printed: str) -> bool:
    """Whether the row adds up some districts („Kreisfreie Städte zusammen“) and is no area."""
    return folded(clean(printed)) in SUBTOTALS


ALIKE = 0.7
"""So alike must two names be that one may be meant by the other (1: the same); our own setting."""
SHORTEST, CONTAINED = 4, 0.3
"""A name of so many letters that is part of the other one brings them so much closer."""


def alike(printed: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that may be meant, the likeliest first; none where nothing is like it."""
    asked = folded(undecorated(clean(printed))[0])
    found = [(_likeness(asked, folded(undecorated(name)[0])), name) for name in names]
    return [name for share, name in sorted(found, key=lambda one: (-one[0], one[1])) if share >= ALIKE][:most]


def alike_keys(key: str, keys: Iterable[str], most: int = 3) -> list[str]:
    """The keys as long as this one that begin like it, the nearest number first; none where nothing is like it."""
    start = key[: len(key) // 2 + 1]
    found = [one for one in keys if len(one) == len(key) and one.startswith(start)]
    return sorted(found, key=lambda one: (abs(int(one) - int(key)) if (one + key).isdecimal() else 0, one))[:most]


def existing(names: Sequence[str], most: int = 3) -> str:
    """`Bekannt sind Altenburger Land, Eichsfeld, Eisenach und 20 weitere.`: what there is, where nothing is alike."""
    if len(names) <= most + 1:
        *first, last = names
        return f"Bekannt {'sind ' + ', '.join(first) + ' und' if first else 'ist nur'} {last}."
    return f"Bekannt sind {first_of(names, most)}."


def _likeness(asked: str, name: str) -> float:
    """1 for the same letters, 0 for none; more where one contains the other."""
    shorter, longer = sorted((asked, name), key=len)
    is_part = len(shorter) >= SHORTEST and shorter in longer
    return SequenceMatcher(None, asked, name).ratio() + CONTAINED * is_part


def undecorated(name: str) -> tuple[str, frozenset[str]]:
    """The bare name and the kinds of area that what stood around it allows."""
    bare, allowed = name, _ANY
    for words, kinds in _DECORATIONS:
        for pattern in (rf"^{words}[\s.]+(?=\S)", rf"\s*,\s*{words}$", rf"\s*\({words}\)$"):
            shorter = re.sub(pattern, "", bare, flags=re.IGNORECASE)
            if shorter and shorter != bare:
                bare, allowed = shorter, allowed & kinds
    return bare, allowed


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[areas.Area, ...]]:
    """Folded name -> districts and municipalities that are called so."""
    found: dict[str, dict[tuple[str, str], areas.Area]] = defaultdict(dict)
    for level in ("district", "municipality"):
        for area in areas.areas(level):
            short = re.sub(r"\s*\([^)]*\)$", "", area.name)
            for name in (area.name, area.full_name, short, undecorated(area.full_name)[0]):
                found[folded(name)][area.level, area.key] = area
    return {name: tuple(fitting.values()) for name, fitting in found.items()}


def matched(printed: str, level: str | None = None, day: date | None = None) -> Match:
    """The area a name stands for, among those of `level` and those in force on `day` where these are given.

    Without a level, „Erfurt“ is the district (the municipality has the same territory), „Stadt Gotha“ the town, and
    „Gotha“ nothing: town and district are two areas.
    """
    name = clean(printed)
    if not name:
        return Match("", reason="Der Name fehlt.")
    keyed = _KEYED.match(name)
    if keyed:
        return _with_key(keyed[1], keyed[2], level)
    for key, names in TOTALS.items():
        if folded(name) in names:
            kind = "state" if key == STATE else "country"
            return Match(name, kind, key) if level in (None, kind) else _unknown(name)
    if is_subtotal(name):
        return Match(name, reason=f"„{name}“ ist eine Zwischensumme.")
    return _named(name, level, day)


def _unknown(name: str) -> Match:
    return Match(name, reason=f"„{name}“ ist kein bekanntes Gebiet in Thüringen.")


def _with_key(key: str, rest: str, level: str | None) -> Match:
    """A key printed before the name; the key decides, unless the name belongs to another district."""
    name = clean(rest)
    if name and not name[0].isalpha():
        return _unknown(f"{key} {rest}")  # „11 – 15“ is an age or a size
    found = LEVEL_OF_DIGITS[len(key)]
    if found == "state" and not (folded(name) in TOTALS[key] if key in TOTALS and name else level == "state"):
        return _unknown(f"{key} {rest}".strip())  # „16 bis 18 Jahre“
    if found == "municipality" and level == "district" and key.endswith("000"):
        key, found = key[:5], "district"
    if level is not None and found != level:
        return Match(name, reason=f"Der Schlüssel {key} gehört nicht zur gesuchten Ebene.")
    other = _named(name, "district", None) if found == "district" and name else None
    if other is not None and other.key is not None and other.key != key:
        return Match(name, reason=f"Schlüssel und Name passen nicht zusammen: {key} und „{name}“.")
    return Match(name, found, key)


def _named(name: str, level: str | None, day: date | None) -> Match:
    bare, allowed = undecorated(name)
    fitting = [
        area
        for area in {*_index().get(folded(name), ()), *_index().get(folded(bare), ())}
        if area.type in allowed and level in (None, area.level)
    ]
    if day is not None and any(area.exists_on(day) for area in fitting):
        fitting = [area for area in fitting if area.exists_on(day)]
    if level is None and any(area.level == "district" and area.type == _CITY for area in fitting):
        # A city that is a district of its own: the municipality is the same territory under another key.
        fitting = [area for area in fitting if area.type != _CITY or area.level == "district"]
    if len(fitting) == 1:
        return Match(name, fitting[0].level, fitting[0].key)
    if not fitting:
        return _unknown(name)
    choices = ", ".join(f"{area.key} {area.name}" for area in sorted(fitting, key=lambda area: area.key))
    return Match(name, reason=f"„{name}“ ist nicht eindeutig: {choices}. Bitte den Schlüssel angeben.")
