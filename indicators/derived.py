"""Which numbers were worked out here and are not printed by their source: the licences ask to say so beside them.

Told by the mark of a row, not by the kind of its indicator: a count may hold two districts added up, and the state
value beside published rates may be our own sum.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from indicators.answer import Answer, Comparison, Row
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator

CHANGED = "Daten verändert"
OWN_WORK = f"{CHANGED}, eigene Berechnung"
OF_MANY = f"Berechnete und umgerechnete Werte: {CHANGED}."
"""Below many indicators at once, whose values are not named one by one."""
IN_DATA = f"Werte, bei denen „changed“ wahr (true) ist: {OWN_WORK} aus den genannten Quellen."
"""The same for programs, where every value says whether it is one of them."""
AS_PUBLISHED = ("", "published")
MOST_NAMED = 3
"""More areas than these are not named one by one."""


def is_derived(record: Indicator, mark: str, *, is_change: bool = False) -> bool:
    """Whether a known number with this mark is not the one its source prints."""
    if is_change or _is_sum(record):
        return True
    if mark == "not_restated":  # the rate itself may be ours; only its territory was left alone
        return record.kind not in ("given", "count")
    return mark not in AS_PUBLISHED


def of_row(answer: Answer, row: Row) -> bool:
    """Whether the value of a row was worked out here; where there is no value, nothing was."""
    return of_cells(answer.record, row.value, row.mark, is_change=answer.is_change)


def words(answer: Answer, year: int, held: Comparison | None = None) -> str:
    """`Daten verändert, eigene Berechnung`, with the areas where it concerns a few; empty where nothing was.

    `held`: what the values are held against, which may be derived where they are not.
    """
    known = [row for row in answer.rows[year] if row.known]
    ours = [row.name for row in known if of_row(answer, row)]
    beside = held is not None and held.value is not None and is_derived(answer.record, held.mark)
    if ours and (len(ours) == len(known) or len(ours) > MOST_NAMED):
        return OWN_WORK
    concerned: Collection[str] = [*ours, *([held.label] if held is not None and beside else [])]
    return f"{OWN_WORK} ({', '.join(concerned)})" if concerned else ""


def of_cells(record: Indicator, value: float, mark: str, *, is_change: bool = False) -> bool:
    """The same where there is no answer around the value."""
    return not math.isnan(value) and is_derived(record, mark, is_change=is_change)


def _is_sum(record: Indicator) -> bool:
    """Whether the count of an indicator is put together from other counts when the store is built."""
    measures = catalogue().measures
    return record.kind == "count" and any(measures[part.measure].sum_of for part in record.given)
