"""The trend as a Plotly figure in plain dictionaries: building go.Figure would cost five times as long."""

from __future__ import annotations

from typing import Any

from dashboard import theme
from dashboard.figures import stretches, trend_marks, trend_words
from geo import areas as geography
from indicators import answers
from indicators.answers import Answer

STATE = trend_marks.STATE

# What all lines and marks look like stands once with the chart and does not travel with every choice.
TEMPLATE: dict[str, Any] = {
    "data": {
        "scatter": [
            {
                "mode": "lines+markers",
                "line": {"width": 3},
                "marker": {"size": 7},
                "hovertemplate": "%{y}<extra>%{fullData.name}, %{x}</extra>",
            }
        ]
    },
    "layout": {"shapedefaults": trend_marks.SHAPE, "annotationdefaults": trend_marks.WORD},
}


def figure(answer: Answer, state: Answer | None, selected: tuple[str, ...], year: int) -> dict[str, Any]:
    """Lines of the selected areas and Thuringia; interrupted at breaks and gaps, never bridged.

    Without a selection the district with the first rank of the year stands beside Thuringia. What the axis counts
    stands above the chart (`unit`): a title along the axis is cut where it is longer than the chart is high.
    """
    record = answer.record
    shown = shown_areas(answer, selected, year)
    lines = [_line(answer, area, index) for index, area in enumerate(shown)]
    if state is not None:
        lines.append(_line(state, STATE, -1))
    shapes, words, room = trend_marks.drawn(answer, shown)
    return {
        "data": lines,
        "layout": {
            **theme.CHART_LAYOUT,
            "showlegend": True,  # a single line has a name too
            "template": TEMPLATE,
            "margin": {**theme.CHART_LAYOUT["margin"], "t": room},
            "xaxis": {
                **theme.CHART_LAYOUT["xaxis"],
                "range": [answer.years[0] - 0.5, answer.years[-1] + 0.5],
                "tickangle": 0,
                "tickfont": {"size": 13},
                "tick0": answer.years[-1],
                "dtick": _step(answer),
                "minor": {"dtick": 1, "ticks": "outside", "ticklen": 3, "tickcolor": theme.MARK},
            },
            "yaxis": {
                **theme.CHART_LAYOUT["yaxis"],
                **_scale(answer),
                # Printed values: what the chart shows is what the table shows, to the last digit.
                "hoverformat": f"{'+' if answer.is_change else ''},.{0 if record.ranks_only else record.decimals}f",
                "rangemode": "normal" if record.ranks_only or answer.is_change else "tozero",
            },
            "shapes": shapes,
            "annotations": words,
        },
    }


def shown_areas(answer: Answer, selected: tuple[str, ...], year: int) -> tuple[str, ...]:
    """The areas whose lines are drawn: those selected, else the first of the ranking."""
    return selected or tuple(row.area for row in answers.ranking(answer, year)[:1])


def unit(answer: Answer) -> str:
    """What the axis counts."""
    return trend_words.unit(answer)


def caption(answer: Answer, state: Answer | None, selected: tuple[str, ...], year: int) -> str:
    """The figure in words, stretch by stretch."""
    return trend_words.caption(answer, state, shown_areas(answer, selected, year))


def first_reasons(answer: Answer, selected: tuple[str, ...], year: int) -> list[str]:
    """The marks of the chart, as they are called there, each with a sentence."""
    return trend_words.first_reasons(answer, shown_areas(answer, selected, year))


def reasons(answer: Answer, selected: tuple[str, ...], year: int) -> list[str]:
    """Why lines are interrupted and what the marks stand for, one entry each, in order of time."""
    return trend_words.reasons(answer, shown_areas(answer, selected, year))


def _line(answer: Answer, area: str, index: int) -> dict[str, Any]:
    ranks_only = answer.record.ranks_only
    years: list[float] = []
    numbers: list[float | None] = []
    for stretch in stretches.of_line(answer, area):
        if years:
            # Points without a value interrupt the line: every year of a gap, or one between two years at a break.
            between = [float(year) for year in range(int(years[-1]) + 1, stretch[0].year)] or [stretch[0].year - 0.5]
            years, numbers = [*years, *between], [*numbers, *([None] * len(between))]
        years += [row.year for row in stretch]
        numbers += [row.rank or None if ranks_only else row.printed for row in stretch]
    if area == STATE:
        look = {"line": {"color": theme.STATE_LINE, "dash": "dash", "width": 2}, "marker": {"symbol": "circle-open"}}
        return {"name": "Thüringen", "x": years, "y": numbers, "connectgaps": False, **look}
    colour, symbol = (kinds[index % len(kinds)] for kinds in (theme.SELECTION, theme.SYMBOLS))
    return {
        "name": f"{index + 1} {geography.area(answer.level, area).name}",
        "x": years,
        "y": numbers,
        "connectgaps": False,
        "line": {"color": colour},
        "marker": {"symbol": symbol},
    }


def _scale(answer: Answer) -> dict[str, Any]:
    """Ranks go down from 1, and there is no rank 0; everything else finds its own scale."""
    if not answer.record.ranks_only:
        return {"autorange": True, "range": None, "tickvals": None}
    last = max(row.ranked for rows in answer.rows.values() for row in rows)
    return {"autorange": False, "range": [last + 0.5, 0.5], "tickvals": [1, *range(5, last + 1, 5)]}


def _step(answer: Answer) -> int:
    """Years from one label to the next: on a phone the axis has room for five or six."""
    span = answer.years[-1] - answer.years[0]
    return 1 if span <= 5 else 2 if span <= 9 else 3 if span <= 18 else 5
