"""The cells of a table of one's own: areas, years, numbers and signs, with what was repaired and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geo import areas
from indicators.deliveries import naming
from indicators.deliveries import text as texts
from indicators.deliveries.plain_grid import Cell

LEVELS = {
    "country": ("deutschland", "bund", "country", "staat"),
    "state": ("thueringen", "land", "bundesland", "bundeslaender", "state", "freistaat"),
    "district": (
        "landkreiseundkreisfreiestaedte landkreisundkreisfreiestadt landkreis landkreise kreis kreise kreisfreiestadt "
        "kreisfreiestaedte stadtkreis district districts kreisundkreisfreiestadt kreiseundkreisfreiestaedte".split()
    ),
    "municipality": ("gemeinde", "gemeinden", "stadt", "municipality", "municipalities", "kommune", "kommunen"),
    "association": ("gemeindeverband", "gemeindeverbaende", "verwaltungsgemeinschaft", "association"),
    "planning_area": (
        "planungsraum planungsraeume planningarea planningareas sozialraum sozialraeume stadtteil stadtteile ortsteil "
        "ortsteile quartier quartiere bezirk bezirke stadtbezirk stadtbezirke statistischerbezirk viertel "
        "planungsregion teilraum".split()
    ),
}
LEVEL_WORDS = {word: level for level, words in LEVELS.items() for word in words}
TOTAL_NAMES = frozenset("summe insgesamt gesamt gesamtsumme zusammen total gesamtstadt gesamtkreis".split())
NO_NUMBERS = re.compile(r"[^\w\s]{1,3}|\( ?\)|[xX]|…|\.{3}|k\. ?A\.|n\. ?v\.|NA|n/a", re.IGNORECASE)
"""Signs instead of a number. What they mean says the record of the source, never this module."""
MARKED = re.compile(r"(?P<number>.*\d)\s*(?P<quality>[prseb])\)?", re.DOTALL)
PERCENT = re.compile(r"[+-]?[\d.,]+\s?%")
LIMITED = re.compile(r"\(\s*(?P<number>[^()]*\d)\s*\)")
FORMULA = re.compile(r"[=@\t\r]|[+-]\s*(?:[^\s\d.,+-]|\d+\s*[-+*/^(])")
IN_TEXT = re.compile(r"[=@]\s*\S|[+-]\s*(?:[^\W\d_]\w*\s*[(|!]|\d+\s*[-+*/^(])")
"""What begins a formula in a column of words, where a dash may also begin a name."""
SCRIPT = re.compile(r"<\s*/?\s*(?:script|iframe|img|svg|object|embed|style|link|meta|a)\b|javascript:", re.IGNORECASE)
LIMIT = re.compile(r"(?:[<‹≤>›≥]\s*=?|unter|über|weniger als|mehr als|kleiner als|höchstens|bis)\s*\d+", re.IGNORECASE)
"""`<3` instead of a number that is kept secret."""
ZEROS = "Führende Nullen von Gebietsschlüsseln fehlten und wurden ergänzt."
BY_NAME = "Gebiete stehen mit Namen statt Schlüssel da und wurden zugeordnet."


@dataclass(frozen=True)
class Place:
    """The area of a row. `key` is None where it is not known; then `problem` says why, in German."""

    key: str | None
    level: str
    name: str
    repaired: str = ""
    problem: str = ""
    elsewhere: bool = False
    """Another state: the row is left out."""
    is_total: bool = False
    """A sum over areas: the row is left out."""


def level_of(printed: str) -> str | None:
    """The level a word stands for: `Landkreise und kreisfreie Städte` -> district; None where it is none."""
    return LEVEL_WORDS.get(naming.folded(printed))


def key_text(cell: Cell) -> tuple[str, bool]:
    """A key as text and whether it came as a number: 16052.0, `16052,0`, `'16052` and `16 0 52` are 16052."""
    if isinstance(cell, float):
        return (str(int(cell)) if cell.is_integer() else repr(cell)), True
    if isinstance(cell, date):
        return cell.isoformat(), False
    printed = (cell or "").lstrip("'").strip()
    if found := re.fullmatch(r"(\d+)[.,]0+", printed):
        return found[1], True
    if re.fullmatch(r"\d[\d ]*\d", printed) and len(compact := printed.replace(" ", "")) in (5, 8, 9, 12):
        return compact, False
    return printed, False


@lru_cache(maxsize=100_000)
def place_of(key: str, name: str, level: str) -> Place:
    """The area of a printed key (see `key_text`) or, without one, of a name. `level` is empty where nobody said it."""
    name = name.removeprefix("'")
    if level == "planning_area" or (not level and key in _planning_areas() and not _exists("municipality", key)):
        return _planned(key, name)
    if key and not any(letter.isdigit() for letter in key) and key not in ("DG", "D"):
        key, name = "", name or key  # names in the column of keys
    if not key:
        return _named(name, level)
    if key in ("DG", "D") or (level == "country" and key in ("0", "00")):
        return Place("DG", "country", name)
    if key.isdigit():
        return _numbered(key, name, level)
    if found := re.match(r"(\d{5}|\d{8})\s+(\S.*)", key):  # `16052 Gera` in one cell
        return _numbered(found[1], name or found[2], level)
    return Place(None, level or "other", name, problem=_unknown(key, level))


def _numbered(key: str, name: str, level: str) -> Place:
    key, was_short = texts.padded_key(key)
    repaired = ZEROS if was_short else ""
    if len(key) == 12:  # Regionalschlüssel: between district and municipality stands the association
        key = key[:5] + key[9:] if key[5:] != "0" * 7 else key[:5]
        repaired = "Zwölfstellige Regionalschlüssel wurden auf Gemeinde- oder Kreisschlüssel gekürzt."
    if len(key) == 8 and key.endswith("000") and (level == "district" or not _exists("municipality", key)):
        key = key[:5]
        repaired = repaired or "Achtstellige Kreisschlüssel (16063000) wurden auf fünf Stellen gekürzt."
    found = naming.LEVEL_OF_DIGITS.get(len(key))
    if found is None:
        return Place(None, level or "other", name, problem=_unknown(key, level))
    if not key.startswith("16"):
        return Place(key, found, name, repaired, elsewhere=True)
    if level and level != found:
        words = areas.LEVELS.get(level, level)
        return Place(None, level, name, problem=f"Der Schlüssel {key} passt nicht zur Ebene „{words}“.")
    is_known = _exists(found, key) or (found == "association" and _exists("district", key[:5]))
    # Municipalities that came into being after 2014 are not in our table; their district must be.
    if not is_known and not (found == "municipality" and _exists("district", key[:5])):
        return Place(None, found, name, problem=_unknown(key, found))
    return Place(key, found, name, repaired)


def _planned(key: str, name: str) -> Place:
    """A planning area: any text is a key; those that were handed in mend lost zeros and names."""
    known, printed = _planning_areas(), key or name
    if naming.folded(printed) in TOTAL_NAMES:
        return Place(None, "planning_area", name or key, is_total=True)
    if printed in known:
        return Place(printed, "planning_area", name if key else known[printed])
    if (
        printed.isdigit()
        and len(fitting := [other for other in known if other.lstrip("0") == printed.lstrip("0")]) == 1
    ):
        return Place(fitting[0], "planning_area", name if key else known[fitting[0]], ZEROS)
    fitting = [other for other, called in known.items() if naming.folded(called) == naming.folded(printed)]
    if len(fitting) == 1 and (not key or not name):
        return Place(fitting[0], "planning_area", printed, BY_NAME)
    problem = "" if printed else "Der Schlüssel fehlt."
    return Place(printed or None, "planning_area", name or key, problem=problem)


def _planning_areas() -> dict[str, str]:
    """Key -> name of the planning areas whose shapes were handed in."""
    return {area.key: area.name for area in areas.areas("planning_area")}


def _named(name: str, level: str) -> Place:
    if not name:
        return Place(None, level or "other", "", problem="Weder Gebietsschlüssel noch Name.")
    if naming.folded(name) in TOTAL_NAMES or naming.is_subtotal(name):
        return Place(None, level or "other", name, is_total=True)
    match = naming.matched(name, level or None)
    if match.key is None:
        planned = _planned("", name)
        if not level and planned.key in _planning_areas():
            return planned
        hint = "" if "nicht eindeutig" in match.reason else f" {_meant(name, level)}"
        return Place(None, level or "other", name, problem=f"{match.reason}{hint} {DECLARE}")
    if match.key.isdigit() and naming.clean(name).startswith(match.key):  # `16052 Gera` in the column of names
        return _numbered(match.key, match.name, level)
    return Place(match.key, match.level or "other", name, BY_NAME)


def _meant(name: str, level: str) -> str:
    """The one that is most like a name, else what there is; of planning areas too, unless another level is said."""
    choices = [area.name for area in areas.areas(level if level in areas.LEVELS else "district")]
    near = naming.alike(name, [*choices, *([] if level else _planning_areas().values())], 1)
    return f"Meinten Sie „{near[0]}“?" if near else naming.existing(choices)


DECLARE = "Eigene Planungsräume brauchen eine Spalte „Ebene“ mit dem Eintrag „Planungsraum“."


def common_level(names: Iterable[str]) -> str:
    """The level of a column of names where all that are clear agree on it: then „Gotha“ among districts is one."""
    levels = {place.level for place in (place_of("", name, "") for name in names) if place.key is not None}
    local = levels - {"state", "country"}
    return next(iter(local)) if len(local) == 1 else ""


def _exists(level: str, key: str) -> bool:
    try:
        areas.area(level, key)
    except areas.UnknownAreaError:
        return False
    return True


def is_in_table(level: str, key: str | None) -> bool:
    """Whether `geo.areas` knows the area; associations are none of its levels."""
    return level not in areas.LEVELS or _exists(level, key or "")


def _unknown(key: str, level: str) -> str:
    listed = {
        area.key: area.name for area in areas.areas(level if level in ("district", "municipality") else "district")
    }
    near = naming.alike_keys(key, listed, 1)
    without = f"Den Gebietsschlüssel „{key[:60]}“ gibt es nicht"
    if near:
        return f"{without}; am nächsten liegt {near[0]} ({listed[near[0]]}). {DECLARE}"
    return f"{without}. {naming.existing([f'{one} ({name})' for one, name in listed.items()])} {DECLARE}"


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number, whatever its decimal sign."""
    if isinstance(cell, str):
        return any(texts.number_of(cell, decimal) is not None for decimal in SIGN_WORDS)
    return isinstance(cell, float)


@dataclass(frozen=True)
class Number:
    """What a cell of a value column holds."""

    value: float | None = None
    sign: str | None = None
    quality: str | None = None
    problem: str = ""
    once: str = ""
    """What kind of problem it is where the same one stands in every cell of a column; see `Remarks.error`."""


def number_of(cell: Cell, decimal: str) -> Number:
    """A cell of a value column as number or sign; text that is neither is a problem, a formula is never computed."""
    if cell is None:
        return Number()
    if isinstance(cell, float):
        return Number(cell) if abs(cell) < 1e300 else Number(problem="Die Zahl ist zu groß.")
    if isinstance(cell, date):
        return Number(problem=f"Hier steht ein Datum ({cell.isoformat()}) statt einer Zahl; wohl von Excel umgedeutet.")
    if (value := texts.number_of(cell, decimal)) is not None:
        return Number(value) if abs(value) < 1e300 else Number(problem="Die Zahl ist zu groß.")
    if NO_NUMBERS.fullmatch(cell):
        return Number(sign=cell)
    for pattern, sign in ((LIMITED, "()"), (MARKED, None)):
        found = pattern.fullmatch(cell)
        if found and (value := texts.number_of(found["number"].strip(), decimal)) is not None:
            return Number(value, sign, found["quality"] if sign is None else None)
    once = "percent" if PERCENT.fullmatch(cell) else "limit" if LIMIT.fullmatch(cell) else ""
    return Number(problem=f"„{cell[:60]}“ {_why_no_number(cell, decimal)}", once=once)


def threat_in(cell: Cell) -> str:
    """What a cell of a column of words holds instead of words, as a sentence; empty for words."""
    if isinstance(cell, str) and SCRIPT.search(cell):
        return "Hier steht Programmtext (HTML oder JavaScript). Er wird nie ausgeführt und nicht übernommen."
    if isinstance(cell, str) and IN_TEXT.match(cell.lstrip("'")):
        return "Hier steht eine Formel. Sie wird nie berechnet und nicht übernommen."
    return ""


def _why_no_number(cell: str, decimal: str) -> str:
    if FORMULA.match(cell):
        return "ist eine Formel. Formeln werden nie berechnet; bitte die Zahl selbst eintragen."
    if PERCENT.fullmatch(cell):
        return "hat ein Prozentzeichen. Bitte weglassen und in die Spalte „Einheit“ schreiben."
    if LIMIT.fullmatch(cell):
        return (
            "ist keine Zahl, sondern eine Grenze. Bitte ein Zeichen eintragen, z. B. „*“ (geheim) oder „.“ (unbekannt)."
        )
    if texts.number_of(cell, "." if decimal == "," else ",") is not None:
        return f"passt nicht zu den anderen Zahlen der Spalte, die {SIGN_WORDS[decimal]} haben."
    return "ist weder eine Zahl noch ein Zeichen. Bitte die Zahl eintragen oder die Zelle leer lassen."


SIGN_WORDS = {",": "ein Dezimalkomma", ".": "einen Dezimalpunkt"}


def decimal_signs(columns: Sequence[Iterable[Cell]], usual: str | None) -> list[str | texts.Ambiguous]:
    """The decimal sign of each column, decided by all of them together where they agree, else one by one.

    `usual` is known for the tables this application writes itself.
    """
    printed = [[_bare(cell) for cell in column if isinstance(cell, str)] for column in columns]
    try:
        together = texts.decimal_sign_of((cell for column in printed for cell in column), usual)
    except texts.Ambiguous:
        return [_sign_or_question(column, usual) for column in printed]
    return [together] * len(columns)


def _bare(cell: str) -> str:
    """The number inside `(1,5)` and `1,5 p`."""
    found = LIMITED.fullmatch(cell) or MARKED.fullmatch(cell)
    return found["number"].strip() if found else cell


def _sign_or_question(cells: list[str], usual: str | None) -> str | texts.Ambiguous:
    try:
        return texts.decimal_sign_of(cells, usual)
    except texts.Ambiguous as question:
        return question
