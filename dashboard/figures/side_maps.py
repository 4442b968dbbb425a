"""Two maps with one legend: the same indicator in two years in the same classes, or two indicators in one year."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard import theme
from dashboard.figures import classes, map_series
from indicators import measures
from indicators.answers import Answer
from indicators.wording import number

CLASSES = 5


def payload(answer: Answer, year: int, inner: list[float]) -> dict[str, Any]:
    """Series of one year in given classes; the legend stands between the maps."""
    key, record = str(year), answer.record
    rows = answer.rows[year]
    group = numbers(answer, year, inner)
    return {
        "indicator": record.id,
        "level": answer.level,
        "kind": "fill",
        "title": record.short_title,
        "unit": record.unit_text,
        "areas": [row.area for row in rows],
        "years": [year],
        "shapes": {key: map_series.shape_key(answer, year)},
        "colours": theme.sequential(len(inner) + 1),
        "class": {key: [group.get(row.area, map_series.NO_VALUE) for row in rows]},
        "text": {key: [number(row.value, record.decimals) for row in rows]},
        "rank": {key: [-row.rank if row.shared else row.rank for row in rows]},
        "ranked": {key: rows[0].ranked},
        "status": {key: classes.statuses(answer, year)},
        "statuses": {key: classes.status_legend(answer, year)},
        "legend": {key: []},
        "legend_title": f"{record.short_title}, {record.unit_text},",
        "legend_note": "",
        "note": {key: ""},
    }


def numbers(answer: Answer, year: int, inner: list[float]) -> dict[str, int]:
    """Area -> class of its printed value."""
    return {area: measures.class_of(value, inner) for area, value in answer.printed(year).items()}


def legend(left: tuple[Answer, int, list[float]], right: tuple[Answer, int, list[float]]) -> list[dict[str, Any]]:
    """One line per colour: what it means and how many areas have it, on the left map and on the right."""
    sides = []
    for answer, year, inner in (left, right):
        counts = Counter(numbers(answer, year, inner).values())
        words = classes.labels(inner, answer.record.decimals)
        sides.append([(word, counts.get(place, 0)) for place, word in enumerate(words)])
    # Colours go by the number of classes; two indicators with different numbers of classes have a line each.
    if len(sides[0]) == len(sides[1]):
        colours = theme.sequential(len(sides[0]))
        return [
            {"colour": colour, "left": one, "right": other} for colour, one, other in zip(colours, *sides, strict=True)
        ]
    return [
        {"colour": colour, "left": entry if side == 0 else None, "right": entry if side == 1 else None}
        for side, entries in enumerate(sides)
        for colour, entry in zip(theme.sequential(len(entries)), entries, strict=True)
    ]
