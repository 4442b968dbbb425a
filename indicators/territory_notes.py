"""What must be known of figures whose territory was computed: Eisenach added, moves estimated, later moves left alone.

The sentences of restated figures are those of `geo.crosswalks.note`; which of them an area needs is told by its mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from geo import areas as geography
from geo import crosswalks
from geo.areas import division_title
from indicators.answer import Answer, Row
from indicators.restating import RESTATED

WITH_EISENACH = "Wartburgkreis bis 2020 rechnerisch einschließlich Eisenach."
_NOTES: dict[str, tuple[str, crosswalks.Kind]] = {
    "estimated": ("2014", "count"),
    "computed_with_eisenach": ("2019", "count"),
    "weighted": ("2014", "weighted"),
    "not_restated": ("2023", "count"),
}
"""Mark of a restated district -> division it was restated from, and how."""


def of_row(row: Row) -> str:
    """The note on a district restated to 2021-07-01; empty where its territory has not changed."""
    if row.mark in _NOTES:
        return crosswalks.note(*_NOTES[row.mark])
    return crosswalks.note("2014", "never") if row.status == "not_comparable" else ""


def of_rows(rows: Iterable[Row]) -> str:
    """The notes on some restated districts, each once, as sentences."""
    return " ".join(dict.fromkeys(filter(None, map(of_row, rows))))


def of_answer(answer: Answer, year: int | None = None) -> str:
    """The notes on an answer, of all its years or one; empty where everything stands as published."""
    years = answer.years if year is None else [year]
    rows = [row for each in years for row in answer.rows[each]]
    if answer.territory == RESTATED and answer.level == "district":
        # What is not comparable in a change may be so for other reasons than a reform.
        return of_rows(row for row in rows if row.known or not answer.is_change)
    return WITH_EISENACH if any(row.mark == "computed_with_eisenach" for row in rows) else ""


def beside_title(answer: Answer, year: int) -> str:
    """`of_answer` where the name of the division stands beside it: empty where that says of Eisenach the same."""
    note = of_answer(answer, year)
    merged = geography.division(answer.rows[year][0].division).merged if answer.level == "district" else {}
    return "" if note == WITH_EISENACH and merged else note


def division_words(row: Row, *, restated: bool) -> str:
    """A district's division as a file names it, with the note where it was restated."""
    title = division_title("district", row.division)
    note = of_row(row) if restated else ""
    return f"{title}. {note}" if note else title
