"""Where the value of an area stands against a chosen comparison, and how that is said in tables and sentences.

The rules are those of `indicators.comparison.verdict`; here they meet rows and records: counts, changes and other years
are never judged, and a published value without an interval says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from indicators import comparison
from indicators.answer import Answer, Comparison, Row
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.comparison import Method, Verdict, percent
from indicators.whole import OWN
from indicators.wording import number

A_COUNT = "Menge, abhängig von der Größe des Gebiets"
BECAUSE = {
    comparison.NO_VALUE: "weil kein Wert ausgewiesen ist",
    comparison.NO_COMPARISON: "weil kein Vergleichswert vorliegt",
    comparison.NO_INTERVAL: "weil der veröffentlichte Wert kein Intervall hat",
    comparison.COMPUTED: "weil der berechnete Wert kein Intervall hat",
    comparison.FEW: "weil es zu wenige Fälle sind",
    comparison.ITSELF: "weil es das Vergleichsgebiet selbst ist",
    comparison.OTHER_YEAR: "weil es ein anderes Jahr ist",
    A_COUNT: "weil Mengen von der Größe des Gebiets abhängen",
}
"""Reason of a missing verdict -> subordinate clause."""
UNCOMPARED = "kein Vergleich"
WITHOUT = "–"
"""In a row where nothing is tested; `grounds` says once why."""
UNTESTED = (comparison.NO_INTERVAL, comparison.COMPUTED, comparison.OTHER_YEAR)
"""Here the two numbers may stand side by side, but nothing says whether they differ by more than chance."""
NOTHING_SAID = (*UNTESTED, comparison.NO_VALUE, comparison.NO_COMPARISON, comparison.ITSELF)
WITH_ARTICLE = ("kreis", "-Kreis", " Land", "Eichsfeld")
"""How the names of districts end that are said with an article: `dem Ilm-Kreis`, `dem Weimarer Land`."""
CHANCE = "Zufallsschwankung"
INTERVAL = f"{percent(comparison.CONFIDENCE).replace(' ', '-')}-Intervall"
METHOD_NAMES: dict[Method, str] = {
    "wilson": "Wilson",
    "byar": f"Byar (unter {comparison.FEW_CASES} Fällen exakt nach Poisson)",
    "none": "",
}
NO_SAMPLE = "beschreibt Zufallsschwankung, nicht Stichprobenfehler"
GROUPS = {
    "Landkreise zusammen": ("die Landkreise zusammen", "den Landkreisen zusammen"),
    "kreisfreie Städte zusammen": ("die kreisfreien Städte zusammen", "den kreisfreien Städten zusammen"),
}
"""How several districts are named in a sentence: as who or what, and to whom."""


def verdict_of(record: Indicator, row: Row, value: float | None, *, obstacle: str = "") -> Verdict:
    """A row of a level (not of a change) against a value; `obstacle` as in `comparison.verdict`."""
    method = comparison.method_of(record)
    if record.kind == "count":
        obstacle = obstacle or A_COUNT
    elif method == "none" and record.kind != "given" and value is not None:
        obstacle = obstacle or comparison.COMPUTED
    return comparison.verdict(
        row.value,
        row.lower,
        row.upper,
        value,
        direction=record.direction,
        method=method,
        numerator=row.numerator,
        obstacle=obstacle,
    )


def against(answer: Answer, row: Row, held: Comparison, *, other_year: bool = False) -> Verdict:
    """A row of an answer against what the reader chose to hold it against."""
    if other_year:
        return verdict_of(answer.record, row, held.value, obstacle=comparison.OTHER_YEAR)
    if answer.is_change:
        return verdict_of(answer.record, row, held.value, obstacle=comparison.COMPUTED)
    obstacle = comparison.ITSELF if held.label == row.name else ""
    return verdict_of(answer.record, row, held.value, obstacle=obstacle)


def words(found: Verdict) -> str:
    """`ungünstiger`, `–` where nothing is tested, `kein Vergleich, weil es zu wenige Fälle sind`."""
    if found.key != "not_compared":
        return found.words
    if found.reason in UNTESTED:
        return WITHOUT
    return f"{UNCOMPARED}, {BECAUSE.get(found.reason, f'Grund: {found.reason}')}"


def sentence(found: Verdict, label: str, value: str) -> str:
    """`ungünstiger als Thüringen (10,9)`, `nicht unterscheidbar von den Landkreisen zusammen (7,1)`."""
    if found.key == "not_compared":
        return f"{label} {value}" if found.reason in UNTESTED else f"{label} {value}, {words(found)}"
    who, whom = in_sentence(label)
    return f"{found.words} {f'von {whom}' if found.key == 'similar' else f'als {who}'} ({value})"


def in_sentence(label: str) -> tuple[str, str]:
    """A comparison as a sentence names it, in nominative and dative: groups of districts with their article."""
    plain, opening, rest = label.partition(" (")  # behind the name may stand that the value is estimated
    who, whom = GROUPS.get(plain, (plain, plain))
    return f"{who}{opening}{rest}", f"{whom}{opening}{rest}"


def to_whom(label: str) -> str:
    """A comparison behind `zu` or `mit`: `den Landkreisen zusammen`, `dem Wartburgkreis`, `dem Jahr 2018`, `Gera`."""
    if label.isdecimal():
        return f"dem Jahr {label}"
    return f"dem {label}" if label.endswith(WITH_ARTICLE) else in_sentence(label)[1]


def say_anything(found: Iterable[Verdict]) -> bool:
    """Whether a column of verdicts would hold more than dashes and reasons why single rows have none."""
    return any(one.key != "not_compared" or one.reason not in NOTHING_SAID for one in found)


def whose(held: Comparison) -> str:
    """What a gap in persons is counted from: `beim Landeswert`, `bei deren Wert`, `beim Wert für Jena`."""
    if held.label in GROUPS:
        return "bei deren Wert"
    return {"Thüringen": "beim Landeswert"}.get(held.label, f"beim Wert für {held.label}")


def interval(answer: Answer, row: Row) -> str:
    """`22,1 bis 23,6`; empty where there is none."""
    if answer.is_change or math.isnan(row.lower) or math.isnan(row.upper):
        return ""
    return " bis ".join(number(limit, answer.record.decimals) for limit in (row.lower, row.upper))


def has_intervals(answer: Answer) -> bool:
    """Whether the values of an answer come with 95 % limits."""
    return not answer.is_change and comparison.method_of(answer.record) != "none"


def chance(answer: Answer, row: Row) -> str:
    """`Zufallsschwankung` where half the interval is more than half the value (S-06), else nothing."""
    if not has_intervals(answer) or not row.known:
        return ""
    return CHANCE if verdict_of(answer.record, row, None).note else ""


def grounds(answer: Answer, held: Comparison, *, other_year: bool = False) -> str:
    """Method, level and points behind the words, in a line (S-09); empty where nothing is compared and no interval."""
    method = comparison.method_of(answer.record)
    compared = held.value is not None or other_year
    if has_intervals(answer):
        line = f"{INTERVAL} nach {METHOD_NAMES[method]}; {NO_SAMPLE}."
        if other_year:
            return f"{line} Zwei Jahre werden nicht auf Unterschied geprüft."
        told = f" Verglichen wird mit dem Wert für {in_sentence(held.label)[0]}, der dabei als fest gilt."
        return line + (told if compared else "")
    if not compared or (answer.record.kind == "count" and not answer.is_change):
        return ""
    return f"Für {_untested_words(answer)} lässt sich nicht sagen, ob der Unterschied zufällig ist."


def _untested_words(answer: Answer) -> str:
    """What it is that has no interval."""
    if answer.is_change:
        return "Veränderungen"
    if answer.record.kind != "given":
        return "berechnete Werte ohne Intervall"
    in_percent = catalogue().units[answer.record.unit].short.startswith(("%", "je 1"))
    printed = "gelieferte" if answer.level == OWN else "veröffentlichte"
    return f"{printed} {'Quoten' if in_percent else 'Werte'}"
