"""Colours and the look of charts, as plain data: the one place where a colour is chosen.

Every set of colours is tested for readers with and without colour vision deficiency (tests/dashboard/test_theme.py):
classes are at least 7 apart (CIEDE2000, Machado's model of protan, deutan and tritan vision), selections at least 15.
"""

from __future__ import annotations

from typing import Any

# Light is low, dark is high. Up to five classes ColorBrewer's YlGnBu; its six and seven come too close for protan
# eyes (5.8), so those are points on the same ramp, chosen as far apart as the ramp allows (12.6 and 10.9).
SEQUENTIAL: dict[int, list[str]] = {
    1: ["#7fcdbb"],
    2: ["#edf8b1", "#2c7fb8"],
    3: ["#edf8b1", "#7fcdbb", "#2c7fb8"],
    4: ["#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"],
    5: ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"],
    6: ["#e4f4b2", "#94d5b9", "#35a6c2", "#2375b3", "#26449c", "#081d58"],
    7: ["#f0f9b7", "#a2dab8", "#48b8c3", "#1e8ebe", "#2368ad", "#263b97", "#081d58"],
}
# ColorBrewer's PuOr, turned so that orange is above the comparison and violet below; neither is good or bad.
DIVERGING: dict[int, list[str]] = {
    1: ["#f7f7f7"],
    2: ["#998ec3", "#f1a340"],
    3: ["#998ec3", "#f7f7f7", "#f1a340"],
    4: ["#5e3c99", "#b2abd2", "#fdb863", "#e66101"],
    5: ["#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"],
    6: ["#542788", "#998ec3", "#d8daeb", "#fee0b6", "#f1a340", "#b35806"],
    7: ["#542788", "#998ec3", "#d8daeb", "#f7f7f7", "#fee0b6", "#f1a340", "#b35806"],
}
# Green and blue after Joshua Stevens: the set of his that stays apart for readers with colour vision deficiency (M-03).
# Row by row from low y to high y, in a row from low x to high x: x is blue, y is green, both together dark.
BIVARIATE = (
    "#e8e8e8", "#b5c0da", "#6c83b5",
    "#b8d6be", "#90b2b3", "#567994",
    "#73ae80", "#5a9178", "#2a5a5b",
)  # fmt: skip
DARK_INK, LIGHT_INK = "#000000", "#ffffff"

# The six areas a reader can select: 3:1 on white, far from each other, from the map's blues and from the state's line.
SELECTION = ["#830baa", "#ff3100", "#179e69", "#ad6891", "#907dff", "#8c1a1d"]
SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "star"]  # never colour alone

# The ground of a table's cell and the ink on it: judged (as in the profile), without judgement (a pair of blues), and
# the quarters of values without an interval (greys, low to high). "similar" and whatever is not classed stay white.
STANDING: dict[str, tuple[str, str]] = {
    "worse": ("#b35806", "#ffffff"),
    "better": ("#542788", "#ffffff"),
    "similar": ("#ffffff", "#1f2933"),
    "higher": ("#62a8d8", "#1f2933"),
    "lower": ("#c2dcf4", "#1f2933"),
    "quarter_1": ("#dcdcdc", "#1f2933"),
    "quarter_2": ("#bebebe", "#1f2933"),
    "quarter_3": ("#a4a4a4", "#1f2933"),
    "quarter_4": ("#8d8d8d", "#111111"),
}

STATE_LINE = "#3b444d"  # Thuringia, dashed
MARK = "#59636e"  # breaks, events and what is written beside them
CIRCLE = "#2c6e9b"  # counts
CIRCLE_NEGATIVE = "#b35806"  # counts below zero, such as a loss of inhabitants
BAR = "#8fa3b3"  # areas nobody selected
STATUS_GREY = "#e3e6e9"  # ground of every "no value" pattern
STATUS_INK = "#59636e"  # the pattern itself: 4.9:1 on the ground
INK = "#1f2933"
GRID = "#dfe3e7"
PAPER = "#ffffff"
# The font of the page, by name: "inherit" would be lost in a downloaded picture.
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

_AXIS: dict[str, Any] = {
    "exponentformat": "none",  # "10.000", not "10k"
    "gridcolor": GRID,
    "linecolor": MARK,
    "zerolinecolor": MARK,
    "zerolinewidth": 1,
    "ticks": "outside",
    "tickcolor": MARK,
    "fixedrange": True,  # a chart that zooms catches the reader who only wants to scroll past
    "automargin": True,
    "title": {"standoff": 8},
}
CHART_LAYOUT: dict[str, Any] = {
    "font": {"family": FONT, "size": 14, "color": INK},
    "separators": ",.",
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "colorway": SELECTION,
    "hovermode": "closest",
    "hoverlabel": {"bgcolor": PAPER, "bordercolor": MARK, "font": {"family": FONT, "color": INK}},
    "legend": {"orientation": "h", "x": 0, "y": -0.18, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
    "margin": {"l": 56, "r": 16, "t": 28, "b": 40},
    "xaxis": {**_AXIS, "showgrid": False, "separatethousands": False},
    "yaxis": {**_AXIS, "separatethousands": True},
}


def sequential(count: int) -> list[str]:
    """Colours of `count` classes from low to high; 1 to 7, else KeyError."""
    return SEQUENTIAL[count]


def diverging(count: int) -> list[str]:
    """Colours of `count` classes from far below to far above the comparison; 1 to 7, else KeyError."""
    return DIVERGING[count]


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more on a colour (WCAG's relative luminance)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return LIGHT_INK if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else DARK_INK
