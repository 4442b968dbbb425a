"""The spine of a profile's row and its sparkline: numbers -> the shapes of small pictures and what they say in words.

The comparison stands in the middle of every spine, so that one line runs down the whole table; right is higher. Each
indicator has its own scale, wide enough for all districts. A picture is a list of shapes: an SVG path and the name of
its look, which the style sheet holds (hundreds of pictures on one page would otherwise each carry their colours).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from indicators.district_sheets import Spread
from indicators.profiles import ProfileRow
from indicators.wording import number

Shapes = list[tuple[str, str]]
WIDTH, HEIGHT, MARGIN = 200, 24, 9
SPARK_WIDTH, SPARK_MARGIN = 90, 4
# Never colour alone: each judgement has a shape of its own.
POINTS = {
    "worse": "M{x} 4l8 8l-8 8l-8-8z",
    "better": "M{x} 5a7 7 0 1 0 .1 0z",
    "higher": "M{left} 19h14l-7-14z",
    "lower": "M{left} 5h14l-7 14z",
    "similar": "M{x} 6a6 6 0 1 0 .1 0z",
    "not_compared": "M{corner} 7h10v10h-10z",
}
POINT_WORDS = {
    "worse": "ungünstiger als der Vergleich",
    "better": "günstiger",
    "higher": "höher (ohne Wertung)",
    "lower": "niedriger (ohne Wertung)",
    "similar": "nicht unterscheidbar",
    "not_compared": "keine Aussage möglich",
}
ARROWS = {"rising": "↗", "falling": "↘", "no_change": "→", "not_computable": ""}


def spine(row: ProfileRow) -> Shapes:
    """The shapes of a row; none where the area or the districts have no values."""
    if row.spread is None or not row.row.known:
        return []
    spread, middle = row.spread, row.held[0].value
    centre = spread.median if middle is None else middle
    ends = [spread.low, spread.high, row.row.value, *(held.value for held in row.held if held.value is not None)]
    reach = max(abs(end - centre) for end in ends) or 1.0

    def at(value: float) -> float:
        place = WIDTH / 2 + (value - centre) / reach * (WIDTH / 2 - MARGIN)
        return round(min(max(place, 0), WIDTH), 1)

    shapes = [
        (f"M{at(spread.low):g} 12H{at(spread.high):g}", "range"),
        (f"M{at(spread.quarter):g} 12H{at(spread.three_quarters):g}", "quartiles"),
    ]
    if middle is not None:
        shapes.append((f"M{WIDTH / 2:g} 0V24", "comparison"))
    shapes += [(f"M{at(held.value):g} 1V23", "further") for held in row.held[1:] if held.value is not None]
    if row.has_limits:
        shapes.append((f"M{at(row.row.lower):g} 12H{at(row.row.upper):g}", "interval"))
    return [*shapes, point(row.held[0].verdict.key, at(row.row.value))]


def spine_words(row: ProfileRow, name: str) -> str:
    """What the spine shows: value, interval, comparisons, range and middle half of the districts."""
    decimals = row.record.decimals
    if row.spread is None or not row.row.known:
        return ""
    interval = ""
    if row.has_limits:
        interval = f" (95-%-Intervall {number(row.row.lower, decimals)} bis {number(row.row.upper, decimals)})"
    held = [f"{item.label} {number(item.value, decimals)}" for item in row.held if item.value is not None]
    parts = [f"{name} {number(row.row.value, decimals)}{interval}", *held, f"Kreise {range_words(row)}"]
    return ", ".join(parts)


def range_words(row: ProfileRow) -> str:
    """`5,2 bis 22,8, mittlere Hälfte 8,1 bis 13,0`: the spread as text."""
    return "" if row.spread is None else _range(row.spread, row.record.decimals)


@lru_cache(maxsize=512)
def _range(spread: Spread, decimals: int) -> str:
    """Kept: the districts' spread stands in the profile of every one of them, twice in each row."""
    low, quarter, upper, high = (
        number(value, decimals) for value in (spread.low, spread.quarter, spread.three_quarters, spread.high)
    )
    return f"{low} bis {high}, mittlere Hälfte {quarter} bis {upper}"


def sparkline(row: ProfileRow) -> Shapes:
    """The area's line over all years, interrupted at breaks and missing years; none below two values.

    What is rescaled every year has no line: its values must not be compared over time.
    """
    known = _line(row)
    if len(known) < 2:
        return []
    years, values = [year for year, _ in known], [value for _, value in known]
    span, low, reach = years[-1] - years[0], min(values), (max(values) - min(values)) or 1.0

    def place(year: int, value: float) -> str:
        x = SPARK_MARGIN + (year - years[0]) / span * (SPARK_WIDTH - 2 * SPARK_MARGIN)
        y = HEIGHT - SPARK_MARGIN - (value - low) / reach * (HEIGHT - 2 * SPARK_MARGIN)
        return f"{round(x, 1):g} {round(y, 1):g}"

    path = ""
    for number_, (year, value) in enumerate(known):
        joined = number_ > 0 and year - years[number_ - 1] == 1 and year not in row.breaks
        # A year that stands alone is a dot: a stroke of no length with round ends.
        path += f"L{place(year, value)}" if joined else f"M{place(year, value)}h0"
    return [(path, "line"), (f"M{place(years[-1], values[-1])}h0", "end")]


def sparkline_words(row: ProfileRow) -> str:
    """First and last value of the line."""
    known = _line(row)
    if len(known) < 2:
        return ""
    return " bis ".join(f"{number(value, row.record.decimals)} ({year})" for year, value in (known[0], known[-1]))


def picture(shapes: Shapes, words: str, width: int = WIDTH) -> dict[str, Any]:
    """Shapes as the properties of a `Drawing`."""
    return {"shapes": shapes, "width": width, "label": words}


def key_to_points() -> list[tuple[dict[str, Any], str]]:
    """The legend: a picture of each point and what it means."""
    return [(picture([point(key, 12)], "", 24), words) for key, words in POINT_WORDS.items()]


def point(key: str, x: float) -> tuple[str, str]:
    """The mark of the area's value, its shape and look by what can be said of it."""
    return POINTS[key].format(x=f"{x:g}", left=f"{x - 7:g}", corner=f"{x - 5:g}"), key


def _line(row: ProfileRow) -> list[tuple[int, float]]:
    if row.record.ranks_only:
        return []
    return [(year, value) for year, value in row.line if value is not None]
