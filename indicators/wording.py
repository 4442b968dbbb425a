"""How numbers, signs and territories are said in German, the same in maps, tables, exports and on the command line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from indicators.measures import round_half_up

if TYPE_CHECKING:  # the command line words its first sentence without the catalogue
    from indicators.catalogue.records import Indicator

STATUS_WORDS = {
    "value": "",
    "zero": "genau null",
    "rounded_zero": "mehr als null, gerundet null",
    "secret": "geheim gehalten",
    "unknown": "unbekannt oder geheim",
    "no_record": "kein Nachweis vorhanden",
    "zero_or_secret": "null oder geheim gehalten",
    "later": "noch nicht veröffentlicht",
    "unreliable": "unsicher (kleine Fallzahl)",
    "limited": "Aussagewert eingeschränkt",
    "not_applicable": "nicht ausgewiesen (Angabe nicht sinnvoll)",
    "not_comparable": "nicht vergleichbar",
    "excluded": "nicht ausgewiesen (Fehler in der Quelle)",
    "missing": "keine Angabe",
    "dissolved": "Gebiet aufgelöst",
}
MARK_WORDS = {
    "": "",
    "published": "",
    "computed": "berechnet",
    "computed_with_eisenach": "berechnet, bis 2020 rechnerisch einschließlich Eisenach",
    "weighted": "bevölkerungsgewichtet geschätzt",
    "estimated": "auf den Gebietsstand 01.07.2021 umgerechnet, geschätzt",
    "not_restated": "Gebietsstand 2023/24, nicht umgerechnet",
}
WITHOUT_NUMBER = {
    "secret", "unknown", "no_record", "later", "not_applicable", "not_comparable", "excluded", "missing", "dissolved",
}  # fmt: skip
HOW_COMPUTED = {"computed", "computed_with_eisenach", "weighted"}
SIGN_WORDS = {"p": "vorläufig", "r": "berichtigt"}
DIRECTION_WORDS = {
    "lower_is_better": "höherer Wert = ungünstiger",
    "higher_is_better": "höherer Wert = günstiger",
    "no_judgement": "ohne Wertung",
}
NOT_COMPARABLE_YEAR = "kein vergleichbarer Wert"
MINUS = "−"
SINGULAR = {"Gemeinden": "Gemeinde", "Personen": "Person"}
"""Units of counts that can be one."""
LOCAL = ZoneInfo("Europe/Berlin")
MOST_DECIMALS = 10
"""More than these are dust of binary fractions: 12.300000000000001."""


def number(value: float | Decimal | None, decimals: int, *, signed: bool = False) -> str:
    """`1.234,5`: thousands by point, decimals by comma, commercially rounded; empty for an unknown value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    rounded = round_half_up(float(value), decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def plain_number(value: float | None) -> str:
    """A number for a German data file: full precision, comma, no thousands, ASCII minus; empty when unknown."""
    if value is None or math.isnan(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(repr(float(value))):f}".replace(".", ",")  # never 1e-05


def full_number(value: float) -> str:
    """`219.549,25`: a number for a sentence, with all the decimals it has."""
    if not math.isfinite(value):
        return str(value)
    exponent = Decimal(repr(round(float(value), MOST_DECIMALS))).normalize().as_tuple().exponent
    return number(value, max(0, -int(exponent)))


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    """`22,8 je 100 Kinder`, `1 Gemeinde`: a value with its unit, which for a single one is a singular."""
    text = number(value, decimals)
    return f"{text} {SINGULAR.get(unit, unit) if text.removeprefix(MINUS) == '1' else unit}"


def several(count: int, one: str, many: str) -> str:
    """`1 Zeile`, `1.200 Zeilen`: how many there are of something, with its noun."""
    return f"{number(count, 0)} {one if count == 1 else many}"


def span(first: int, last: int) -> str:
    """`2015–2020`, a single year or rank alone."""
    return str(first) if first == last else f"{first}–{last}"


def first_of(names: Sequence[str], most: int) -> str:
    """`A, B, C und 2.988 weitere`: the first names of many, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" und {number(rest, 0)} weitere" if rest > 0 else "")


def listed(words: Sequence[str]) -> str:
    """`Dichte, Altersaufbau und Einkommen`."""
    return " und ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def reference(record: Indicator, year: int) -> str:
    """The day or period a year's value refers to: `31.12.2024`."""
    return record.reference.replace("{year}", str(year))


def local_time(at: datetime) -> str:
    """`22.11.2026, 13:19 Uhr`: a moment as the clock in Germany shows it."""
    return at.astimezone(LOCAL).strftime("%d.%m.%Y, %H:%M Uhr")


def number_word(count: int) -> str:
    """`vier`: small numbers of things as a word, larger ones in figures."""
    words = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
    return words[count] if 0 <= count < len(words) else number(count, 0)


def about(value: float) -> str:
    """`rund 1.450`: the size of a number of persons without pretending to count heads that were never counted."""
    size = abs(value)
    step = 1 if size < 20 else 10 if size < 10_000 else 100
    return f"rund {number(float(round_half_up(size / step, 0)) * step, 0)}"


def mark_words(status: str, mark: str, sign: str | None = None) -> str:
    """Status, mark and published sign in one phrase, empty for a plain published value."""
    if status in WITHOUT_NUMBER and mark in HOW_COMPUTED:
        mark = ""  # nothing was computed where there is no number
    words = [STATUS_WORDS.get(status, status), MARK_WORDS.get(mark, mark), SIGN_WORDS.get(sign or "", "")]
    return ", ".join(word for word in words if word)
