"""Two indicators on one map: 3 x 3 classes in nine colours, as a payload for the map component and as a legend."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard import theme
from dashboard.figures import classes, map_series
from indicators import relation_words
from indicators.pairs import Pair
from indicators.wording import STATUS_WORDS, number


def number_of(x_class: int, y_class: int) -> int:
    """Place in `theme.BIVARIATE`."""
    return 3 * y_class + x_class


def payload(asked: Pair) -> dict[str, Any]:
    """Series of the single year for the map component; the legend is drawn beside it, as a square."""
    key, x, y = str(asked.year), asked.x.record, asked.y.record
    statuses = Counter(area.status for area in asked.left_out)
    return {
        "indicator": f"{x.id}+{y.id}",
        "level": "district",
        "kind": "fill",
        "title": f"{x.short_title} und {y.short_title}",
        # What follows the number in tooltips; the number itself holds both values.
        "unit": y.unit_text,
        "areas": [point.area for point in asked.points] + [area.area for area in asked.left_out],
        "years": [asked.year],
        "shapes": {key: map_series.shape_key(asked.x, asked.year)},
        "colours": list(theme.BIVARIATE),
        "class": {
            key: [number_of(point.x_class, point.y_class) for point in asked.points]
            + [map_series.NO_VALUE for _ in asked.left_out]
        },
        "text": {
            key: [
                f"{x.short_title}: {number(point.x.printed, x.decimals)} {x.unit_text}; "
                f"{y.short_title}: {number(point.y.printed, y.decimals)}"
                for point in asked.points
            ]
            + ["" for _ in asked.left_out]
        },
        "notes": {key: {point.area: class_words(asked, point.x_class, point.y_class) for point in asked.points}},
        "rank": {key: []},
        "ranked": {key: len(asked.points)},
        "status": {key: {area.area: area.status for area in asked.left_out}},
        "statuses": {
            key: [
                {"status": status, "label": STATUS_WORDS.get(status) or status, "count": count}
                for status, count in sorted(statuses.items())
            ]
        },
        "legend": {key: []},
        "legend_title": "Farben: siehe Farbtafel ({year})",
        "legend_note": "",
        "note": {key: note(asked)},
    }


def note(asked: Pair) -> str:
    """How the classes were made."""
    text = "Klassen: je Indikator drei gleich große Gruppen von Kreisen (Terzile)."
    fewer = [
        one.record.short_title
        for one, limits in ((asked.x, asked.x_limits), (asked.y, asked.y_limits))
        if len(limits) < 2
    ]
    if fewer:
        text += f" Weniger als drei Klassen, weil Werte gleich sind: {', '.join(fewer)}."
    return text


def class_words(asked: Pair, x_class: int, y_class: int) -> str:
    """`Arbeitslosenquote hoch, Kinder im SGB II-Bezug mittel`."""
    words = relation_words.CLASS_WORDS
    return f"{asked.x.record.short_title} {words[x_class]}, {asked.y.record.short_title} {words[y_class]}"


def square(asked: Pair) -> list[list[dict[str, Any]]]:
    """Cells of the legend, the row of high y first: colour, ink, number of areas, words."""
    counts = Counter((point.x_class, point.y_class) for point in asked.points)
    return [
        [
            {
                "colour": (colour := theme.BIVARIATE[number_of(x_class, y_class)]),
                "ink": theme.ink_on(colour),
                "count": counts[x_class, y_class],
                "words": class_words(asked, x_class, y_class),
            }
            for x_class in range(3)
        ]
        for y_class in (2, 1, 0)
    ]


def entries(asked: Pair) -> list[dict[str, Any]]:
    """The nine colours as lines of a legend, in the order of `theme.BIVARIATE`."""
    counts = Counter((point.x_class, point.y_class) for point in asked.points)
    return [
        {"label": class_words(asked, x_class, y_class), "count": counts[x_class, y_class]}
        for y_class in range(3)
        for x_class in range(3)
    ]


def ranges(limits: tuple[float, ...], decimals: int) -> list[str]:
    """What low, middle and high mean in numbers; empty text for a class that ties have left out."""
    words = classes.labels(limits, decimals)
    return {1: ["", *words, ""], 2: [words[0], "", words[-1]], 3: words}[len(words)]
