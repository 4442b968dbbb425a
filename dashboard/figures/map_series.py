"""What the map on the screen gets: all years of an indicator, formatted and classed, so that the browser only paints.

The form is described at `payload`. Everything a reader sees in it was rounded, ranked and worded here.
"""

from __future__ import annotations

import math
from typing import Any

from dashboard import theme
from dashboard.figures import classes
from dashboard.figures.classes import Classing
from geo import boundaries
from indicators import measures, tables
from indicators.answers import Answer, Row
from indicators.wording import DIRECTION_WORDS, number

LARGEST_RADIUS = 62.0
"""Of the circle of the largest count, in units of the drawing (1000 wide)."""
NO_VALUE, NO_AREA = -1, -2
PLAIN = str.maketrans({".": None, ",": ".", "−": "-", "+": None})
"""From a number as a German page prints it to one a program reads."""


def is_circles(answer: Answer) -> bool:
    """Counts are circles with area in proportion, never a fill (M-06); their change in percent may be a fill."""
    return answer.record.kind == "count" and not answer.is_change


def payload(answer: Answer, classing: Classing) -> dict[str, Any]:
    """Series for the map component.

    `class`, `text`, `rank`, `size` hold per year one entry per area of `areas`: the number of the class (-1 no value,
    -2 the area does not exist that year), the printed number, the rank (0 none, negative shared; of `ranked`), the
    radius of a circle. `status` is sparse. Names come with the drawing.
    """
    years = answer.years
    keys = sorted({row.area for year in years for row in answer.rows[year]})
    circles = is_circles(answer)
    # Only limits of the chosen year differ from year to year.
    shared = None if circles or classing.basis == "chosen" else classes.limits(answer, years[-1], classing)
    by_year = {year: _year(answer, year, keys, classing, shared) for year in years}
    return {
        "indicator": answer.record.id,
        "level": answer.level,
        "kind": "circle" if circles else "fill",
        "title": answer.record.short_title,
        "unit": tables.unit_words(answer),
        "legend_title": legend_title(answer, classing),
        "areas": keys,
        "years": years,
        "shapes": {str(year): shape_key(answer, year) for year in years},
        "colours": colours(by_year, classing, circles=circles),
        "legend_note": DIRECTION_WORDS[answer.record.direction],
        **{key: {str(year): by_year[year][key] for year in years} for key in by_year[years[0]]},
    }


def legend_title(answer: Answer, classing: Classing) -> str:
    """What the classes count: the unit, or the distance to Thuringia in it; a `{year}` in it is the year's place."""
    if is_circles(answer) or classing.method != "deviation":
        return answer.record.legend or tables.unit_words(answer)
    return f"{classes.METHODS['deviation']} ({tables.gap_unit(answer)})"


def shape_key(answer: Answer, year: int) -> str:
    """Which drawing a year's values belong on: `district-2014m`."""
    return f"{answer.level}-{shape_division(answer, year)}"


def shape_division(answer: Answer, year: int) -> str:
    """The division on which a year's values are drawn."""
    return boundaries.drawing_division(answer.rows[year][0].division)


def colours(by_year: dict[int, dict[str, Any]], classing: Classing, *, circles: bool) -> list[str]:
    """As many colours as the year with most classes needs."""
    if circles:
        return [theme.CIRCLE, theme.CIRCLE_NEGATIVE]
    return palette(max(1, *(len(part["legend"]) for part in by_year.values())), classing)


def palette(count: int, classing: Classing) -> list[str]:
    """Sequential, or diverging for deviations."""
    return theme.diverging(count) if classing.method == "deviation" else theme.sequential(count)


def _year(answer: Answer, year: int, keys: list[str], classing: Classing, shared: list[float] | None) -> dict[str, Any]:
    """One year's part of the payload; `shared`: the limits of all years, None where each has its own."""
    rows = {row.area: row for row in answer.rows[year]}
    decimals, signed = answer.record.decimals, answer.is_change
    part: dict[str, Any] = {
        "text": [number(rows[key].value, decimals, signed=signed) if key in rows else "" for key in keys],
        "rank": [-row.rank if row and row.shared else row.rank if row else 0 for row in map(rows.get, keys)],
        "ranked": answer.rows[year][0].ranked,
        "status": classes.statuses(answer, year),
        "statuses": classes.status_legend(answer, year),
    }
    if is_circles(answer):
        part["class"] = [_circle_class(rows.get(key)) for key in keys]
        part["size"] = _radii(answer, rows, keys)
        part["legend"] = circle_legend(answer, year)
        part["note"] = circle_note(answer, year)
        return part
    inner = classes.limits(answer, year, classing) if shared is None else shared
    group = classes.numbers(answer, year, inner, classing)
    if answer.printed(year) and not group:
        # A year without a value of Thuringia has nothing to deviate from.
        part["status"] = {key: part["status"].get(key, "not_comparable") for key in rows}
        label = "nicht vergleichbar (kein Wert für Thüringen)"
        part["statuses"] = [{"status": "not_comparable", "label": label, "count": len(rows)}]
    part["class"] = [group.get(key, NO_VALUE) if key in rows else NO_AREA for key in keys]
    part["legend"] = classes.legend(answer, year, inner, classing, group)
    part["note"] = classes.note(answer, inner, classing, year)
    return part


def _circle_class(row: Row | None) -> int:
    """0 for a count, 1 for one below zero."""
    if row is None:
        return NO_AREA
    return int(row.value < 0) if row.known else NO_VALUE


def _largest(answer: Answer, is_below: bool | None = None) -> float:
    """The largest count of all years, of one sign or both; 1 where all are zero, NaN where none is known."""
    values = answer.frame["value"]
    of_sign = values if is_below is None else values[values < 0] if is_below else values[~(values < 0)]
    return float(of_sign.abs().max()) or 1.0


def _radii(answer: Answer, rows: dict[str, Row], keys: list[str]) -> list[float]:
    """Radii with area in proportion, on one scale for all years."""
    largest = _largest(answer)
    values = {area: row.value for area, row in rows.items() if row.known}
    return [_radius(values.get(key, 0.0), largest) for key in keys]


def circle_legend(answer: Answer, year: int) -> list[dict[str, Any]]:
    """Circles to read the sizes by, of the signs and in the colours that the year shows.

    A round number near the largest of its sign, a quarter and (where there is one sign only) a twentieth of it.
    """
    largest = _largest(answer)
    if math.isnan(largest):  # withheld from end to end
        return []
    below = _signs(answer, year)
    parts = (1, 4) if len(below) > 1 else (1, 4, 20)
    return [
        {"label": number(size, answer.record.decimals), "size": _radius(size, largest)}
        | ({"colour": theme.CIRCLE_NEGATIVE} if is_below else {})
        for is_below in below
        for size in ((-1 if is_below else 1) * _round_down(_largest(answer, is_below)) / part for part in parts)
    ]


def circle_note(answer: Answer, year: int) -> str:
    """What the size of a circle says, and its colour where one is below zero."""
    below = _signs(answer, year)
    told = {1: " Orange: unter null." if below[0] else "", 2: " Blau: über null, orange: unter null."}[len(below)]
    return f"Je größer die Fläche des Symbols, desto größer die Anzahl.{told}"


def _signs(answer: Answer, year: int) -> tuple[bool, ...]:
    """Whether the circles of a year are not below zero (False), below it (True), or both."""
    printed = answer.printed(year).values()
    found = [any(value > 0 for value in printed), any(value < 0 for value in printed)]
    return tuple(is_below for is_below in (False, True) if found[is_below]) or (False,)


def _radius(value: float, largest: float) -> float:
    return round(LARGEST_RADIUS * math.sqrt(abs(value) / largest), 1)


def _round_down(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that does not exceed the value."""
    power = 10 ** math.floor(math.log10(value))
    return float(max(step * power for step in (1, 2, 5) if step * power <= value))


def packed(series: dict[str, Any]) -> dict[str, Any]:
    """The payload as it travels: what is the same in every year stands once, what is empty does not travel.

    `assets/map_series.js` unpacks it. Labels of the legend come apart from their counts, because only these differ.
    """
    light = dict(series)
    if series["kind"] == "fill":
        light["legend"] = {
            year: [[item["label"] for item in items], [item["count"] for item in items]]
            for year, items in series["legend"].items()
        }
        light["labels"] = _once({year: parts[0] for year, parts in light["legend"].items()})
        light["legend"] = {year: parts[1] for year, parts in light["legend"].items()}
    for highest_first in (True, False):
        if all(_ranks_told(series["text"][year], highest_first) == ranks for year, ranks in series["rank"].items()):
            # The printed numbers tell their ranks; only what would say something else has to travel.
            light["rank"] = "highest" if highest_first else "lowest"
    for key in ("shapes", "note", "ranked", *(["legend"] if series["kind"] == "circle" else [])):
        light[key] = _once(series[key])
    for key in ("status", "statuses"):
        light[key] = {year: part for year, part in series[key].items() if part}
    return light


def _ranks_told(texts: list[str], highest_first: bool) -> list[int]:
    """The ranks a reader of the printed numbers would give, as in the payload; as `map_series.js` works them out."""
    printed = [float(text.translate(PLAIN)) if text else math.nan for text in texts]
    found = measures.ranks(printed, highest_first=highest_first)
    return [0 if place is None else -place[0] if place[1] else place[0] for place in found]


def _once(by_year: dict[str, Any]) -> dict[str, Any]:
    """`{"": value}` where all years have the same value."""
    first = next(iter(by_year.values()))
    return {"": first} if all(value == first for value in by_year.values()) else by_year
