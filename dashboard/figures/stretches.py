"""The unbroken stretches of an area's line: what may be joined by a line in a chart, or by „bis“ in a sentence."""

from __future__ import annotations

from indicators import answers
from indicators.answers import Answer, Row
from indicators.catalogue.records import Break


def rows_of(answer: Answer, area: str) -> list[Row]:
    """The rows of an area that have a value, by year."""
    return [row for year in answer.years for row in answer.rows[year] if row.area == area and row.known]


def of_line(answer: Answer, area: str) -> list[list[Row]]:
    """The line of an area in stretches: consecutive years with values and no break of the series between them."""
    return cut(rows_of(answer, area), answers.breaks_at(answer.record, area, answer.territory))


def cut(rows: list[Row], breaks: list[Break]) -> list[list[Row]]:
    """Rows with values, by year, cut wherever a year is missing or the series breaks."""
    starts = {item.at for item in breaks}
    found: list[list[Row]] = []
    for row in rows:
        if found and found[-1][-1].year == row.year - 1 and row.year not in starts:
            found[-1].append(row)
        else:
            found.append([row])
    return found
