"""Parts of the spoken sentence: how a value and its place are named, and why there is none."""

from __future__ import annotations

from dashboard.figures.ranking import SHARED
from indicators import answers, tables
from indicators.answers import Answer, Comparison, Row
from indicators.catalogue import catalogue
from indicators.wording import STATUS_WORDS, number

SEVERAL = {"district": "Kreise", "municipality": "Gemeinden", "planning_area": "Planungsräume"}
"""What the areas of a level are called together."""
BECAUSE = {
    "not_applicable": "nicht ausgewiesen, weil die Angabe nicht sinnvoll wäre",
    "excluded": "nicht ausgewiesen, weil die Quelle einen Fehler enthält",
    "unreliable": "nicht ausgewiesen, weil die Fallzahl zu klein ist",
}
"""Status -> why there is no value, where a sentence says it better than the word of the legend."""
CHANGED = {"territory": "der Gebietsstand", "base": "die Grundlage", "method": "die Methode"}
"""What is another one after a break, by its kind."""


def opening(answer: Answer, row: Row, day: str) -> str:
    """Name, value and place: `Gera: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024), höchster Wert von 22`.

    `day`: what stands in brackets. A change names its two years instead; a score that is rescaled every year is told
    by its rank.
    """
    record = answer.record
    value = number(row.value, record.decimals, signed=answer.is_change)
    if record.ranks_only and row.rank:
        return f"{row.name}: {_rank(row)} ({day}; Indexwert {value} auf der Skala von 0 bis 1 dieses Jahres)"
    if answer.is_change:
        said = f"{row.name}: {value} {tables.change_unit(answer)} {span(row.year, ' bis ', 'von ')}"
    else:
        said = f"{row.name}: {value} {record.unit_text} ({day})"
    return f"{said}, {place(answer, row)}" if row.rank else said


def span(year: int, joint: str = " bis ", opening: str = "") -> str:
    """The two years of a change: `2018 bis 2023`."""
    return f"{opening}{year - answers.CHANGE_YEARS}{joint}{year}"


def place(answer: Answer, row: Row) -> str:
    """`höchster Wert von 22`, `geringster Zuwachs der 22 Kreise`, or the rank.

    Growth and decline are only spoken of where all changes go that way. Among values all below zero the first is no
    „höchster Wert“: its rank is told.
    """
    if row.shared or row.rank not in (1, row.ranked):
        return _rank(row)
    is_highest = (row.rank == 1) == (answer.record.direction != "higher_is_better")
    printed = [other.printed for other in answer.rows[row.year] if other.rank]
    all_above, all_below = min(printed) > 0, max(printed) < 0
    if answer.is_change and (all_above or all_below):
        size = "stärkster" if is_highest == all_above else "geringster"
        what = "Zuwachs" if all_above else "Rückgang"
        return f"{size} {what} der {number(row.ranked, 0)} {SEVERAL.get(answer.level, 'Gebiete')}"
    if all_below:
        return _rank(row)
    return f"{'höchster' if is_highest else 'niedrigster'} Wert von {row.ranked}"


def absent(answer: Answer, row: Row, held: Comparison, reference: str, *, is_chosen: bool) -> str:
    """Why an area has no value, and the value it would be held against.

    `is_chosen`: the reader asked for this area; else it stands for all, because none has a value.
    """
    who = row.name if is_chosen else f"Alle {len(answer.rows[row.year])} {SEVERAL.get(answer.level, 'Gebiete')}"
    when = span(row.year) if answer.is_change else reference
    reason = BECAUSE.get(row.status, STATUS_WORDS.get(row.status, STATUS_WORDS["missing"]))
    if row.status == "not_comparable":
        changed = _not_comparable(answer, row, is_chosen=is_chosen) if answer.is_change else ""
        reason = changed or f"{reason}{_broken(answer, row, 1)}"
    said = f"{who}, {when}: {reason}."
    if held.value is None or held.label == row.name:
        return said
    short = catalogue().units[answer.record.unit].short
    unit = tables.change_unit(answer) if answer.is_change else short if short == "%" else answer.record.unit_text
    value = number(held.value, answer.record.decimals, signed=answer.is_change)
    return f"{said} {held.label}: {value} {unit}."


def no_comparison(held: Comparison, *, is_known: bool) -> str:
    """Why nothing is compared; „auch“ where the area itself has no value."""
    return held.reason if is_known or not held.reason.startswith("Für ") else f"Auch f{held.reason[1:]}"


def _rank(row: Row) -> str:
    return f"Rang {row.rank}{SHARED if row.shared else ''} von {row.ranked}"


def _not_comparable(answer: Answer, row: Row, *, is_chosen: bool) -> str:
    """`nicht vergleichbar, weil 2022 die Grundlage wechselt (Zensus 2022); letzte vergleichbare Veränderung: …`."""
    start = row.year - answers.CHANGE_YEARS
    why = _broken(answer, row, answers.CHANGE_YEARS) or _no_partner(answer, row.area, start)
    years = [
        year
        for year, rows in answer.rows.items()
        if any(other.known and (other.area == row.area or not is_chosen) for other in rows)
    ]
    last = f"; letzte vergleichbare Veränderung: {span(years[-1])}" if years else ""
    return f"nicht vergleichbar{why}{last}"


def _broken(answer: Answer, row: Row, years: int) -> str:
    """`, weil 2022 die Grundlage wechselt (Zensus 2022)`; empty where no break lies in the last `years` years."""
    start = row.year - years
    crossed = [
        item for item in answers.breaks_at(answer.record, row.area, answer.territory) if start < item.at <= row.year
    ]
    if not crossed:
        return ""
    item = ([item for item in crossed if not item.areas] or crossed)[0]  # rather one for all areas, so for this one too
    named = f" ({item.short} {item.at})" if item.kind == "base" and item.short else ""
    return f", weil {item.at} {CHANGED[item.kind]} wechselt{named}"


def _no_partner(answer: Answer, area: str, start: int) -> str:
    """Why there is nothing to count a change from, where no break forbids it."""
    if answer.level == "planning_area":  # whose sets have figures of their own
        return ""
    levels = answers.values(answer.record.id, level=answer.level, territory=answer.territory)
    earlier = next((row for row in levels.rows.get(start, []) if row.area == area and row.known), None)
    if earlier is None:
        return f", weil für {start} kein Wert vorliegt"
    return f", weil der Wert von {start} nicht über null liegt" if earlier.value <= 0 else ""
