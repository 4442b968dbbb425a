"""The ranking as bars, and the table that says the same as the map: properties of the page's components."""

from __future__ import annotations

import math
from typing import Any

from dashboard import theme
from dashboard.figures import classes, map_series
from dashboard.figures.classes import Classing
from indicators import answers, measures, tables, verdicts
from indicators.answers import Answer, Comparison, Row
from indicators.catalogue import catalogue
from indicators.catalogue.records import Term
from indicators.wording import MARK_WORDS, NOT_COMPARABLE_YEAR, STATUS_WORDS, mark_words, number

SHARED = " (geteilt)"
WITHOUT_VALUE = "ohne Angabe"
"""Behind a rank; the table in the browser writes `=` and keeps the word for screen readers."""


def bars(answer: Answer, year: int, classing: Classing, held: Comparison) -> dict[str, Any]:
    """Bars in ranking order and the comparison line, in percent of the axis.

    The axis always holds zero; where values fall below it (`start` > 0), bars begin at zero and go both ways.
    """
    rows = answers.ranking(answer, year)
    known = [*(row.value for row in rows if row.known), 0.0, *([held.value] if held.value is not None else [])]
    low, high = min(known), max(known)
    reach = (high - low) or 1.0
    inner = classes.limits(answer, year, classing)
    if map_series.is_circles(answer):
        colours = [theme.CIRCLE, theme.CIRCLE_NEGATIVE]
        group = {row.area: int(row.value < 0) for row in rows if row.known}
    else:
        colours = [*map_series.palette(len(inner) + 1, classing), theme.BAR]
        group = classes.numbers(answer, year, inner, classing)
    doubtful = classes.statuses(answer, year)
    zero = -low / reach * 100
    return {
        "start": round(zero, 1) + 0.0,
        "colours": colours,
        # Left end, width, colour of every bar; names and numbers come with the rows of the table.
        "bars": [
            [
                round(min(zero, (row.value - low) / reach * 100), 1),
                round(abs(row.value) / reach * 100, 1),
                group.get(row.area, len(colours) - 1),
            ]
            if row.known
            else None
            for row in rows
        ],
        # There is no room for long words beside a bar; the table says why there is no value.
        "statuses": {
            row.area: STATUS_WORDS[row.status] if row.known or row.status == "not_comparable" else WITHOUT_VALUE
            for row in rows
            if row.area in doubtful
        },
        "comparison": None
        if held.value is None
        else {
            "label": told_label(held),
            "width": round((held.value - low) / reach * 100, 1),
            "text": number(held.value, answer.record.decimals, signed=answer.is_change),
        },
    }


def told_label(held: Comparison) -> str:
    """The name of what is compared with, and that its value is an estimate where it is one."""
    return f"{held.label} ({MARK_WORDS['weighted']})" if held.mark == "weighted" else held.label


def rank_number(row: Row) -> str:
    """`3` or `3 (geteilt)`, `–` for an area that is not ranked."""
    return f"{row.rank}{SHARED if row.shared else ''}" if row.rank else "–"


def table(answer: Answer, year: int, held: Comparison, earlier: Answer | None = None) -> dict[str, Any]:
    """The twin of map and ranking: columns and display rows, in ranking order."""
    record = answer.record
    rows = answers.ranking(answer, year)
    with_counts = record.kind == "ratio" and not answer.is_change
    # The value stands beside the name: on a phone nothing else may fit. The unit in full is in the caption.
    columns = [
        {"key": "name", "label": "Gebiet", "numeric": False},
        {"key": "value", "label": value_head(answer), "numeric": True},
        {"key": "rank", "label": "Rang", "numeric": True},
    ]
    if verdicts.has_intervals(answer):
        columns.append({"key": "interval", "label": verdicts.INTERVAL, "numeric": True})
    before = comparable(answer, year, earlier)
    found = [verdicts.against(answer, row, held, other_year=earlier is not None) for row in rows]
    if before is not None or held.value is not None:
        whom = verdicts.to_whom(held.label)
        distance = f"Abstand zu {whom}".replace("zu dem ", "zum ")
        columns.append({"key": "gap", "label": f"{distance} ({tables.gap_unit(answer)})", "numeric": True})
        if verdicts.say_anything(found):
            columns.append({"key": "verdict", "label": f"Vergleich mit {whom}", "numeric": False})
    if with_counts and record.numerator and record.denominator:
        columns.append({"key": "numerator", "label": record.numerator.label, "numeric": True})
        columns.append({"key": "denominator", "label": record.denominator.label, "numeric": True})
    columns.append({"key": "status", "label": "Hinweis", "numeric": False})
    shown = []
    for row, verdict in zip(rows, found, strict=True):
        base = held.value if before is None else before.get(row.area)
        gap = (
            None
            if base is None or math.isnan(row.value) or math.isnan(base)
            else float(measures.difference(row.value, base))
        )
        cells = {
            "rank": rank_number(row),
            "name": row.name,
            "value": number(row.value, record.decimals, signed=answer.is_change),
            "interval": verdicts.interval(answer, row),
            "verdict": verdicts.words(verdict),
            "gap": number(gap, record.decimals, signed=True),
            "numerator": count_beside(record.numerator, row.numerator),
            "denominator": count_beside(record.denominator, row.denominator),
            "status": ", ".join(
                filter(None, (mark_words(row.status, row.mark, row.sign), verdicts.chance(answer, row)))
            ),
        }
        if before is not None and row.known and row.area not in before:
            note = f"{held.label}: {NOT_COMPARABLE_YEAR}"
            cells["status"] = f"{cells['status']}; {note}" if cells["status"] else note
        shown.append([cells[str(column["key"])] for column in columns])
    return {
        "columns": columns,
        "rows": shown,
        "row_keys": [row.area for row in rows],
        "foot": foot(answer, year, columns),
    }


def count_beside(term: Term | None, count: float) -> str:
    """A numerator or denominator as it stands beside its rate, exactly enough to make the rate of them."""
    if term is None:
        return ""
    book = catalogue()
    return number(count, book.units[book.measures[term.measure].unit].decimals)


def value_head(answer: Answer) -> str:
    """`je 100`, `%`, `Personen`, `Änderung (%)`: as short as a narrow column needs it."""
    if answer.is_change:
        return f"Änderung ({tables.change_unit(answer)})"
    return catalogue().units[answer.record.unit].short or "Wert"


def foot(answer: Answer, year: int, columns: list[dict[str, Any]]) -> list[str] | None:
    """Thuringia's total under the counts of the areas, not ranked; None for rates and where there is no total."""
    total = answers.state_total(answer, year)
    if total is None:
        return None
    cells = {"name": "Thüringen", "value": number(total.value, answer.record.decimals), "rank": "–"}
    cells["status"] = mark_words(total.status, total.mark, total.sign)
    return [cells.get(str(column["key"]), "") for column in columns]


def table_note(table: dict[str, Any]) -> str:
    """What must be known to read the table: what its signs stand for, and from which values distances are."""
    keys = [column["key"] for column in table["columns"]]
    place = keys.index("rank")
    shared = any(row[place].endswith(SHARED) for row in table["rows"])
    said = ["„=“ heißt: Rang geteilt."] if shared else []
    return " ".join([*said, *(["Abstände aus ungerundeten Werten."] if "gap" in keys else [])])


def comparable(answer: Answer, year: int, earlier: Answer | None) -> dict[str, float] | None:
    """Area -> value of an earlier year, without those that a break of the series separates from `year`.

    None without an earlier year; empty where each year has a scale of its own.
    """
    if earlier is None:
        return None
    return {
        row.area: row.value
        for before, rows in earlier.rows.items()
        for row in rows
        if row.known and not answer.record.ranks_only and not _broken(answer, row.area, before, year)
    }


def _broken(answer: Answer, area: str, one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return any(first < item.at <= last for item in answers.breaks_at(answer.record, area, answer.territory))
