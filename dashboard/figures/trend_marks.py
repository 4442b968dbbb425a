"""Breaks and events in a chart over years: dated words on lines of their own, never on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard import theme
from indicators import answers
from indicators.answers import Answer
from indicators.catalogue import events_of
from indicators.catalogue.records import Break, Event

STATE = "16"
AXIS = 170.0
"""Pixels: the length of the axis on the smallest phone (320 wide). Words that do not meet there meet nowhere."""
LETTER = 6.4
"""Pixels: a letter of the marks, in the wider of the usual fonts, with a little air."""
ROW = 17
"""Pixels: from one row of words to the next."""

# What all marks look like stands once in the template of the chart and does not travel with every choice.
SHAPE: dict[str, Any] = {
    "type": "line",
    "y0": 0,
    "y1": 1,
    "yref": "paper",
    "line": {"color": theme.MARK, "width": 1.5},
}
WORD: dict[str, Any] = {
    "y": 1,
    "yref": "paper",
    "ax": 0,
    "xanchor": "right",
    "yanchor": "middle",
    "showarrow": True,  # the mark's line, up to its word
    "arrowhead": 0,
    "arrowwidth": 1.5,
    "arrowcolor": theme.MARK,
    "bgcolor": theme.PAPER,
    "borderpad": 1,
    "font": {"size": 11, "color": theme.MARK},
}


@dataclass(frozen=True, order=True)
class Mark:
    """A place on the axis of years with its word."""

    x: float
    text: str
    dash: str
    row: int = 0
    """Rows above the chart, 0 the lowest."""
    is_right: bool = False
    """The word goes to the right of its line, because there is no room to the left."""

    @property
    def width(self) -> float:
        """Pixels that the word needs."""
        return len(self.text) * LETTER


def drawn(answer: Answer, shown: tuple[str, ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Lines (solid for breaks, dotted for events), their words, and the room in pixels the words need above."""
    marks = staggered(of(answer, shown), answer.years[0] - 0.5, answer.years[-1] + 0.5)
    shapes = [{"x0": mark.x, "x1": mark.x, "line": {"dash": mark.dash}} for mark in marks]
    words = [
        {"x": mark.x, "text": mark.text, "ay": -10 - ROW * mark.row} | ({"xanchor": "left"} if mark.is_right else {})
        for mark in marks
    ]
    return shapes, words, 12 + ROW * (1 + max((mark.row for mark in marks), default=0))


def of(answer: Answer, shown: tuple[str, ...]) -> list[Mark]:
    """The marks of the lines of some areas and Thuringia, from left to right."""
    breaks, events = marked(answer, shown)
    lines = {Mark(item.at - 0.5, break_word(item), "solid") for item in breaks}
    dots = {Mark(round(_place(item.at, answer.record.reference), 3), event_word(item), "dot") for item in events}
    return sorted(lines | dots)


def marked(answer: Answer, shown: tuple[str, ...]) -> tuple[list[Break], list[Event]]:
    """The breaks of the lines of some areas and Thuringia, some of them more than once, and the events beside them."""
    first, last = answer.years[0], answer.years[-1]
    breaks = [
        item
        for area in (*shown, STATE)
        for item in answers.breaks_at(answer.record, area, answer.territory)
        if first < item.at <= last
    ]
    return breaks, [item for item in events_of(answer.record) if first <= int(item.at[:4]) <= last]


def break_word(item: Break) -> str:
    """`2022 Zensus`."""
    return f"{item.at} {item.short or 'Bruch'}"


def event_word(item: Event) -> str:
    """`06/22 Ukraine`."""
    return f"{item.at[5:7]}/{item.at[2:4]} {item.short or 'Ereignis'}"


def staggered(marks: list[Mark], start: float, end: float) -> list[Mark]:
    """Every mark with the lowest row in which its word meets neither another word nor the line of another mark.

    Words go to the left of their line as long as there is room: then no line rises through the word of another.
    """
    pixel = AXIS / (end - start)

    def span(mark: Mark) -> tuple[float, float]:
        at = (mark.x - start) * pixel
        return (at, at + mark.width) if mark.is_right else (at - mark.width, at)

    sides = [Mark(mark.x, mark.text, mark.dash, 0, (mark.x - start) * pixel < mark.width) for mark in sorted(marks)]
    placed: list[Mark] = []
    for mark in [one for one in sides if not one.is_right] + [one for one in reversed(sides) if one.is_right]:
        left, right = span(mark)
        taken = {-1}
        for other in placed:
            at, (low, high) = (other.x - start) * pixel, span(other)
            if left < high and low < right:
                taken.add(other.row)
            if left < at < right or at == (mark.x - start) * pixel:
                taken |= set(range(other.row + 1))
        row = next(row for row in range(len(placed) + 1) if row not in taken)
        placed.append(Mark(mark.x, mark.text, mark.dash, row, mark.is_right))
    return sorted(placed)


def _place(iso: str, reference: str) -> float:
    """Where a date lies on an axis whose year marks are 31 December, or the middle of the year for everything else."""
    year, month, day = (int(part) for part in iso.split("-"))
    passed = (month - 1) / 12 + day / 365
    return year - (1.0 if reference.startswith("31.12.") else 0.5) + passed
