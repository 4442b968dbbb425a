"""Two indicators as a cloud of points: one point per district, in the colour it has on the map."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from html import escape
from typing import Any

from dashboard import theme
from dashboard.figures import bivariate
from indicators import relation_words
from indicators.catalogue.records import Indicator
from indicators.pairs import Pair, Point, Relation
from indicators.wording import number

WIDTH, HEIGHT = 480.0, 360.0  # pixels of the plot that labels are placed for; wider only gives them more room
NARROW = 235.0  # the same on a phone, where only selected areas and outliers keep their names
LETTER, BOLD_LETTER, LINE = 6.2, 8.6, 15.0
PLACES = {  # where a label stands to its point: left end in label widths, middle in lines
    "middle right": (0.0, 0.0),
    "middle left": (-1.0, 0.0),
    "top center": (-0.5, 1.0),
    "bottom center": (-0.5, -1.0),
    "top right": (0.0, 0.8),
    "top left": (-1.0, 0.8),
    "bottom right": (0.0, -0.8),
    "bottom left": (-1.0, -0.8),
}
SIGN = 19  # pixels of a sign that holds a number
LONGEST_TITLE = {"xaxis": 30, "yaxis": 44}  # letters in a line: a phone is narrow, the plot is always as high
Box = tuple[float, float, float, float]


def figure(asked: Pair, found: Relation | None, selected: tuple[str, ...]) -> dict[str, Any]:
    """Points with names, the line of least squares, outliers and selected areas above the others.

    A name that would lie on another one is left out, those of selected areas and outliers last; hovering shows it. The
    names of the first trace are not shown on a phone: those that find room only on a wide plot stand there.
    """
    special = {point.area for point in found.outliers} if found else set()
    number_of = {area: place + 1 for place, area in enumerate(selected)}
    names = {point.area: _name(point, number_of.get(point.area)) for point in asked.points}
    at, wide_only = label_places(asked.points, [*selected, *special], set(selected))
    on_phones = {area: name for area, name in names.items() if area in at and area not in wide_only}
    first = [point for point in asked.points if not {point.area} & (special | set(selected)) or point.area in wide_only]
    outlying = [point for point in asked.points if point.area in special - set(selected)]
    # Behind a sign that holds the number a name needs none, and begins where the sign ends.
    behind = {point.area: f"<b>{escape(point.x.name)}</b>" for point in first if point.area in number_of}
    traces = [_points(asked, first, {**names, **behind}, at, "Kreise", size=10), *_line(asked, found)]
    # Plotly makes signs of several sizes transparent unless told otherwise.
    traces[0]["marker"] |= {"size": [SIGN if point.area in behind else 10 for point in first], "opacity": 1}
    if outlying:
        traces.append(_points(asked, outlying, on_phones, at, "weit von der Geraden", size=12, ring=3))
    by_area = {point.area: point for point in asked.points}
    for place, area in enumerate(selected):
        if area in by_area:
            traces.append(_selected(asked, by_area[area], on_phones, at, place))
    return {
        "data": traces,
        "layout": {
            **theme.CHART_LAYOUT,
            "showlegend": False,
            "height": 460,
            "margin": {"l": 64, "r": 16, "t": 16, "b": 84},
            "clickmode": "event",
            "xaxis": _axis("xaxis", asked.x.record, [point.x.printed for point in asked.points]),
            "yaxis": _axis("yaxis", asked.y.record, [point.y.printed for point in asked.points]),
        },
    }


def table(asked: Pair, found: Relation | None) -> dict[str, Any]:
    """The twin of map and scatter: columns and display rows, areas without both values last."""
    x, y = asked.x.record, asked.y.record
    columns: list[dict[str, Any]] = [
        {"key": "name", "label": "Gebiet", "numeric": False},
        {"key": "x", "label": f"{x.short_title} ({x.unit_text})", "numeric": True},
        {"key": "x_class", "label": "Klasse", "numeric": False},
        {"key": "y", "label": f"{y.short_title} ({y.unit_text})", "numeric": True},
        {"key": "y_class", "label": "Klasse ", "numeric": False},
        {"key": "residual", "label": "Abstand von der Geraden", "numeric": True},
        {"key": "hint", "label": "Hinweis", "numeric": False},
    ]
    left = relation_words.residuals(asked, found) if found else {}
    words = relation_words.CLASS_WORDS
    highest_first = sorted(asked.points, key=lambda point: -point.y.value)
    rows = [
        [
            point.x.name,
            number(point.x.value, x.decimals),
            words[point.x_class],
            number(point.y.value, y.decimals),
            words[point.y_class],
            number(left.get(point.area), y.decimals, signed=True),
            relation_words.hint(point.x, point.y),
        ]
        for point in highest_first
    ]
    rows += [[area.name, "", "", "", "", "", area.reason] for area in asked.left_out]
    keys = [*(point.area for point in highest_first), *(area.area for area in asked.left_out)]
    return {"columns": columns, "rows": rows, "row_keys": keys}


def label_places(
    points: tuple[Point, ...], first: list[str], numbered: AbstractSet[str] = frozenset()
) -> tuple[dict[str, str], set[str]]:
    """Area -> where its name stands, for the names that find room; and those of `first` that a phone has no room for.

    Those of `first` choose before the others, on a phone where they can: what is free there is free on any wider plot.
    `numbered`: areas whose names are bold and carry a number.
    """
    special = [point for point in points if point.area in first]
    plain = [point for point in points if point.area not in first]
    narrow = _free_places(points, special, {}, numbered, NARROW)
    late = [point for point in special if point.area not in narrow]
    found = narrow | _free_places(points, late, narrow, numbered, WIDTH)
    for point in late:
        side = "middle left" if _scaled(point.x.printed, [one.x.printed for one in points]) > 0.5 else "middle right"
        found.setdefault(point.area, side)
    return found | _free_places(points, plain, found, numbered, WIDTH), {point.area for point in late}


def _free_places(
    points: tuple[Point, ...], named: list[Point], standing: dict[str, str], numbered: AbstractSet[str], width: float
) -> dict[str, str]:
    """Area -> place for the names of `named` that lie on no point and no other name in a plot of this width."""
    xs, ys = ([getattr(point, side).printed for point in points] for side in "xy")
    spots = {
        point.area: (_scaled(x, xs) * width, _scaled(y, ys) * HEIGHT)
        for point, x, y in zip(points, xs, ys, strict=True)
    }
    long = {
        point.area: BOLD_LETTER * (len(point.x.name) + 4)
        if point.area in numbered
        else LETTER * (len(point.x.name) + 2)
        for point in points
    }
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots.values()]
    taken += [_box(spots[area], long[area], place) for area, place in standing.items()]
    found: dict[str, str] = {}
    for point in named:
        for place in PLACES:
            box = _box(spots[point.area], long[point.area], place)
            if box[0] > 0 and box[2] < width and not any(_overlap(box, other) for other in taken):
                found[point.area] = place
                taken.append(box)
                break
    return found


def _box(spot: tuple[float, float], long: float, place: str) -> Box:
    """Left, lower, right and upper edge of a name of so many pixels that stands at `place` of a point."""
    (x, y), (left, middle) = spot, PLACES[place]
    start = x + left * long + (8 if left == 0 else -8 if left == -1 else 0)
    centre = y + middle * LINE
    return start, centre - LINE / 2, start + long, centre + LINE / 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scaled(value: float, values: list[float]) -> float:
    low, high = min(values), max(values)
    return 0.5 if low == high else 0.06 + 0.88 * (value - low) / (high - low)


def _axis(key: str, record: Indicator, values: list[float]) -> dict[str, Any]:
    """An axis that shows the cloud with a margin, titled by indicator and unit on lines that fit."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    reach = (high - low) or abs(high) or 1.0
    return {
        **theme.CHART_LAYOUT[key],
        "title": {"text": _wrapped(f"{record.short_title} ({record.unit_text})", LONGEST_TITLE[key]), "standoff": 8},
        "range": [low - 0.07 * reach, high + 0.07 * reach],
        "zeroline": False,
        "separatethousands": True,
        "showgrid": True,
    }


def _wrapped(text: str, longest: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > longest:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(escape(line) for line in lines)


def _name(point: Point, number_of: int | None) -> str:
    """The name of an area as it stands beside its point; of a selected one with its number."""
    name = escape(point.x.name)
    return name if number_of is None else f"<b>{number_of} {name}</b>"


def _points(
    asked: Pair,
    points: list[Point],
    names: dict[str, str],
    at: dict[str, str],
    title: str,
    *,
    size: int,
    ring: float = 1.2,
) -> dict[str, Any]:
    texts = [names.get(point.area, "") if point.area in at else "" for point in points]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": title,
        "x": [point.x.printed for point in points],
        "y": [point.y.printed for point in points],
        "text": texts,
        "textposition": [at.get(point.area, "top center") for point in points],
        "textfont": {"size": [13 if text.startswith("<b>") else 11 for text in texts]},
        "customdata": [[point.area, escape(point.x.name)] for point in points],
        "hovertemplate": _hover(asked),
        "cliponaxis": False,
        "marker": {
            "size": size,
            "color": [theme.BIVARIATE[bivariate.number_of(point.x_class, point.y_class)] for point in points],
            "line": {"color": theme.INK, "width": ring},
        },
    }


def _selected(asked: Pair, point: Point, names: dict[str, str], at: dict[str, str], place: int) -> dict[str, Any]:
    """A selected area: its own colour, sign and number, as on the map.

    Where a phone has no room for its name the number stands in the sign, and the name among those of the first trace.
    """
    trace = _points(asked, [point], names, at, f"{place + 1} {escape(point.x.name)}", size=15, ring=2)
    trace["marker"] = {
        **trace["marker"],
        "color": theme.SELECTION[place % len(theme.SELECTION)],
        "symbol": theme.SYMBOLS[place % len(theme.SYMBOLS)],
    }
    if point.area not in names:
        trace |= {"text": [f"<b>{place + 1}</b>"], "textposition": ["middle center"]}
        trace["textfont"] = {"size": [11], "color": theme.PAPER}
        trace["marker"]["size"] = SIGN
    return trace


def _line(asked: Pair, found: Relation | None) -> list[dict[str, Any]]:
    """The line of least squares over the span of x."""
    if found is None:
        return []
    ends = [min(point.x.value for point in asked.points), max(point.x.value for point in asked.points)]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "Ausgleichsgerade",
            "x": ends,
            "y": [found.line.intercept + found.line.slope * end for end in ends],
            "hoverinfo": "skip",
            "line": {"color": theme.STATE_LINE, "width": 2, "dash": "dash"},
        }
    ]


def _hover(asked: Pair) -> str:
    x, y = asked.x.record, asked.y.record
    return (
        f"<b>%{{customdata[1]}}</b><br>{escape(x.short_title)}: %{{x:,.{x.decimals}f}}"
        f"<br>{escape(y.short_title)}: %{{y:,.{y.decimals}f}}<extra></extra>"
    )
