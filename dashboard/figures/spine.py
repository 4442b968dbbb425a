"""The spine of a profile's row and its sparkline: numbers -> small SVG pictures and what they say in words.

The comparison stands in the middle of every spine, so that one line runs down the whole table; right is higher. Each
indicator has its own scale, wide enough for all districts.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dashboard import theme
from indicators.profiles import ProfileRow
from indicators.wording import number

WIDTH, HEIGHT, MARGIN = 200, 24, 9
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 90, 24, 4
RANGE, QUARTILES = "#dfe3e7", "#a9b6c2"
WORSE, BETTER = "#b35806", "#542788"  # the ends of the map's diverging scale: no red, no green
# Never colour alone: each judgement has a shape of its own around (x, 12).
SHAPES = {
    "worse": ("M{x} 4l8 8l-8 8l-8-8z", WORSE),
    "better": ("M{x} 5a7 7 0 1 0 .1 0z", BETTER),
    "higher": ("M{l} 19h14l-7-14z", theme.CIRCLE),
    "lower": ("M{l} 5h14l-7 14z", theme.CIRCLE),
}
OPEN = {"similar": "M{x} 6a6 6 0 1 0 .1 0z", "not_compared": "M{k} 7h10v10h-10z"}
UNCHANGED = " <>='/:;,.()-+"
"""Characters a browser reads in such an address as they are; `#` is not among them."""
ARROWS = {"rising": "↗", "falling": "↘", "no_change": "→", "not_computable": ""}


def spine(row: ProfileRow) -> str:
    """The picture of a row; empty where the area or the districts have no values."""
    if row.spread is None or not row.row.known:
        return ""
    spread, middle = row.spread, row.held[0].value
    centre = spread.median if middle is None else middle
    ends = [spread.low, spread.high, row.row.value, *(held.value for held in row.held if held.value is not None)]
    reach = max(abs(end - centre) for end in ends) or 1.0

    def at(value: float) -> float:
        return round(WIDTH / 2 + (value - centre) / reach * (WIDTH / 2 - MARGIN), 1)

    low, quarter, upper, high = (
        at(value) for value in (spread.low, spread.quarter, spread.three_quarters, spread.high)
    )
    parts = [
        f"<path d='M{low} 12H{high}' stroke='{RANGE}' stroke-width='10'/>",
        f"<path d='M{quarter} 12H{upper}' stroke='{QUARTILES}' stroke-width='10'/>",
    ]
    if middle is not None:
        parts.append(f"<path d='M{WIDTH / 2:g} 0V24' stroke='{theme.INK}' stroke-width='2'/>")
    for held in row.held[1:]:
        if held.value is not None:
            parts.append(f"<path d='M{at(held.value)} 1V23' stroke='{theme.INK}' stroke-dasharray='3 2'/>")
    if row.row.lower == row.row.lower:  # known, not NaN; values without counts have no limits
        first, last = (min(max(at(limit), 0), WIDTH) for limit in (row.row.lower, row.row.upper))
        parts.append(f"<path d='M{first} 12H{last}' stroke='{theme.INK}' stroke-width='2'/>")
    return _svg(WIDTH, HEIGHT, [*parts, _point(row.held[0].verdict.key, at(row.row.value))])


def spine_words(row: ProfileRow, name: str) -> str:
    """What the spine shows: value, comparison, range and middle half of the districts."""
    decimals, spread = row.record.decimals, row.spread
    if spread is None or not row.row.known:
        return ""
    held = [f"{item.label} {number(item.value, decimals)}" for item in row.held if item.value is not None]
    parts = [f"{name} {number(row.row.value, decimals)}", *held, f"Kreise {range_words(row)}"]
    return ", ".join(parts)


def range_words(row: ProfileRow) -> str:
    """`5,2 bis 22,8, mittlere Hälfte 8,1 bis 13,0`: the spread as text."""
    if row.spread is None:
        return ""
    low, quarter, upper, high = (
        number(value, row.record.decimals)
        for value in (row.spread.low, row.spread.quarter, row.spread.three_quarters, row.spread.high)
    )
    return f"{low} bis {high}, mittlere Hälfte {quarter} bis {upper}"


def sparkline(row: ProfileRow) -> str:
    """The area's line over all years, interrupted at breaks and missing years; empty below two values."""
    known = [(year, value) for year, value in row.line if value is not None]
    if len(known) < 2 or row.record.ranks_only:
        return ""
    years, values = [year for year, _ in known], [value for _, value in known]
    span, low, reach = years[-1] - years[0], min(values), (max(values) - min(values)) or 1.0

    def point(year: int, value: float) -> str:
        x = SPARK_MARGIN + (year - years[0]) / span * (SPARK_WIDTH - 2 * SPARK_MARGIN)
        y = SPARK_HEIGHT - SPARK_MARGIN - (value - low) / reach * (SPARK_HEIGHT - 2 * SPARK_MARGIN)
        return f"{x:.4g} {y:.3g}"

    drawn = []
    for place, (year, value) in enumerate(known):
        joined = place > 0 and year - years[place - 1] == 1 and year not in row.breaks
        drawn.append(f"{'L' if joined else 'M'}{point(year, value)}{'' if joined else 'h0'}")
    end = point(years[-1], values[-1]).split()
    path = f"<path d='{''.join(drawn)}' fill='none' stroke='{theme.MARK}' stroke-width='2' stroke-linecap='round'/>"
    return _svg(SPARK_WIDTH, SPARK_HEIGHT, [path, f"<circle cx='{end[0]}' cy='{end[1]}' r='3.5' fill='{theme.INK}'/>"])


def sparkline_words(row: ProfileRow) -> str:
    """First and last value of the line."""
    known = [(year, value) for year, value in row.line if value is not None]
    if len(known) < 2 or row.record.ranks_only:
        return ""
    return " bis ".join(f"{number(value, row.record.decimals)} ({year})" for year, value in (known[0], known[-1]))


def key_to_shapes() -> list[tuple[str, str]]:
    """The legend: a picture of each mark and what it means."""
    words = {
        "worse": "ungünstiger als der Vergleich",
        "better": "günstiger",
        "higher": "höher (ohne Wertung)",
        "lower": "niedriger (ohne Wertung)",
        "similar": "nicht unterscheidbar",
        "not_compared": "keine Aussage möglich",
    }
    return [(address(_svg(24, 24, [_point(key, 12)])), text) for key, text in words.items()]


def address(svg: str) -> str:
    """A picture as an address that an image can show."""
    return f"data:image/svg+xml,{quote(svg, safe=UNCHANGED)}" if svg else ""


def _point(key: str, x: float) -> str:
    places = {"x": f"{x:g}", "l": f"{x - 7:g}", "k": f"{x - 5:g}"}
    if key in SHAPES:
        path, colour = SHAPES[key]
        return f"<path d='{path.format(**places)}' fill='{colour}' stroke='#fff'/>"
    return f"<path d='{OPEN[key].format(**places)}' fill='#fff' stroke='{theme.INK}' stroke-width='2'/>"


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    size = f"width='{width}' height='{height}' viewBox='0 0 {width} {height}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{''.join(parts)}</svg>"
