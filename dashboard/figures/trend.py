"""The trend as a Plotly figure in plain dictionaries: building go.Figure would cost five times as long."""

from __future__ import annotations

from typing import Any

from dashboard import theme
from geo import areas as geography
from indicators import answers, tables
from indicators.answers import Answer, Row
from indicators.catalogue import events_of
from indicators.wording import MARK_WORDS, number

STATE = "16"
WORD_ROOM = 0.16
"""Share of the axis that a word above a mark needs; on a phone the axis is 200 pixels wide."""


def figure(answer: Answer, state: Answer | None, selected: tuple[str, ...], year: int) -> dict[str, Any]:
    """Lines of the selected areas and Thuringia; interrupted at breaks and gaps, never bridged.

    Without a selection the district with the first rank of the year stands beside Thuringia.
    """
    record = answer.record
    shown = selected or tuple(row.area for row in answers.ranking(answer, year)[:1])
    lines = [_line(answer, area, index) for index, area in enumerate(shown)]
    if state is not None:
        lines.append(_line(state, STATE, -1))
    axis_title = "Rang" if record.ranks_only else tables.unit_words(answer)
    shapes, notes = _marks(answer, shown)
    return {
        "data": lines,
        "layout": {
            **theme.CHART_LAYOUT,
            "xaxis": {
                **theme.CHART_LAYOUT["xaxis"],
                "range": [answer.years[0] - 0.5, answer.years[-1] + 0.5],
                "dtick": _step(answer),
            },
            "yaxis": {
                **theme.CHART_LAYOUT["yaxis"],
                "title": {"text": axis_title},
                "autorange": "reversed" if record.ranks_only else True,
                "rangemode": "normal" if record.ranks_only or answer.is_change else "tozero",
            },
            "shapes": shapes,
            "annotations": notes,
        },
    }


def caption(answer: Answer, state: Answer | None, selected: tuple[str, ...], year: int) -> str:
    """The figure in words: first and last value of every line, and where lines are interrupted."""
    shown = selected or tuple(row.area for row in answers.ranking(answer, year)[:1])
    names = {area.key: area.name for area in geography.areas(answer.level)}
    parts, decimals = [], answer.record.decimals
    for key, name, source in [(key, names.get(key, key), answer) for key in shown] + (
        [(STATE, "Thüringen", state)] if state else []
    ):
        rows = [row for row in _of_area(source, key).values() if row.known]
        if len({row.year for row in rows}) == 1:
            parts.append(f"{name}: {number(rows[0].value, decimals, signed=answer.is_change)} ({rows[0].year})")
        elif rows:
            first, last = (
                f"{number(row.value, decimals, signed=answer.is_change)} ({row.year})" for row in (rows[0], rows[-1])
            )
            parts.append(f"{name}: {first} bis {last}")
        guessed = [row.year for row in rows if row.mark == "weighted"]
        if guessed:
            parts[-1] += f", {guessed[0]} bis {guessed[-1]} {MARK_WORDS['weighted']}"
    text = "; ".join(parts) + "."
    if len(answer.years) == 1:
        text += " Es liegt nur ein Jahr vor, deshalb keine Entwicklung."
    gaps = _gaps(answer)
    if gaps:
        text += f" Keine Werte für {', '.join(gaps)}."
    if answer.record.ranks_only:
        text = "Gezeigt sind Ränge, keine Werte: Der Index wird jedes Jahr neu auf 0 bis 1 gebracht."
    return text


def reasons(answer: Answer, selected: tuple[str, ...], year: int) -> list[str]:
    """Why lines are interrupted and what the marks stand for, one sentence each, in order of time."""
    shown = selected or tuple(row.area for row in answers.ranking(answer, year)[:1])
    first, last = answer.years[0], answer.years[-1]
    found = {
        (item.at, f"Reihenbruch {item.at}: {item.text}")
        for area in (*shown, STATE)
        for item in answers.breaks_at(answer.record, area, answer.territory)
        if first < item.at <= last
    }
    found |= {
        (int(item.at[:4]), f"Ereignis {_german_date(item.at)}: {item.text}")
        for item in events_of(answer.record)
        if first <= int(item.at[:4]) <= last
    }
    return [text for _, text in sorted(found)]


def _line(answer: Answer, area: str, index: int) -> dict[str, Any]:
    rows = _of_area(answer, area)
    ranks_only = answer.record.ranks_only
    decimals = 0 if ranks_only else answer.record.decimals
    broken = {item.at for item in answers.breaks_at(answer.record, area, answer.territory)}
    years: list[float] = []
    numbers: list[float | None] = []
    for year in range(answer.years[0], answer.years[-1] + 1):
        if year in broken and years:
            # A point without a value between two years interrupts the line.
            years, numbers = [*years, year - 0.5], [*numbers, None]
        row = rows.get(year)
        value = None if row is None or not row.known else row.rank if ranks_only else row.printed
        years.append(year)
        numbers.append(value)
    is_state, sign = area == STATE, "+" if answer.is_change else ""
    name = "Thüringen" if is_state else geography.area(answer.level, area).name
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name if is_state else f"{index + 1} {name}",
        "x": years,
        "y": numbers,
        # Printed values: what the chart shows is what the table shows, to the last digit.
        "hovertemplate": f"%{{y:{sign},.{decimals}f}}<extra>{name}, %{{x}}</extra>",
        "connectgaps": False,
        "line": {
            "color": theme.STATE_LINE if is_state else theme.SELECTION[index % len(theme.SELECTION)],
            "width": 2 if is_state else 3,
            "dash": "dash" if is_state else "solid",
        },
        "marker": {"symbol": "circle-open" if is_state else theme.SYMBOLS[index % len(theme.SYMBOLS)], "size": 7},
    }


def _of_area(answer: Answer, area: str) -> dict[int, Row]:
    """Year -> row of one area."""
    return {year: row for year, rows in answer.rows.items() for row in rows if row.area == area}


def _marks(answer: Answer, shown: tuple[str, ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Vertical lines: solid for breaks, dotted for events, with a short word on top."""
    first, last = answer.years[0], answer.years[-1]
    breaks = {
        item.at
        for area in (*shown, STATE)
        for item in answers.breaks_at(answer.record, area, answer.territory)
        if first < item.at <= last
    }
    events = {
        _place(item.at, answer.record.reference)
        for item in events_of(answer.record)
        if first <= int(item.at[:4]) <= last
    }
    places = [(year - 0.5, "Bruch", "solid") for year in sorted(breaks)] + [
        (at, "Ereignis", "dot") for at in sorted(events)
    ]
    shapes = [
        {
            "type": "line",
            "x0": x,
            "x1": x,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": theme.MARK, "width": 1.5, "dash": dash},
        }
        for x, _, dash in places
    ]
    notes = [
        {
            "x": x,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": word,
            "showarrow": False,
            "font": {"size": 11, "color": theme.MARK},
        }
        for x, word in _named(places, room=WORD_ROOM * (last - first + 1))
    ]
    return shapes, notes


def _named(places: list[tuple[float, str, str]], room: float) -> list[tuple[float, str]]:
    """Where to write which word: neighbours closer than `room` share one, or their words would lie on each other."""
    groups: list[list[tuple[float, str]]] = []
    for x, word, _ in sorted(places):
        if groups and x - groups[-1][-1][0] < room:
            groups[-1].append((x, word))
        else:
            groups.append([(x, word)])
    return [
        (sum(x for x, _ in group) / len(group), "/".join(dict.fromkeys(word for _, word in group))) for group in groups
    ]


def _gaps(answer: Answer) -> list[str]:
    present = set(answer.years)
    return [str(year) for year in range(answer.years[0], answer.years[-1] + 1) if year not in present]


def _step(answer: Answer) -> int:
    return 1 if answer.years[-1] - answer.years[0] <= 13 else 2 if answer.years[-1] - answer.years[0] <= 18 else 5


def _place(iso: str, reference: str) -> float:
    """Where a date lies on an axis whose year marks are 31 December, or the middle of the year for everything else."""
    year, month, day = (int(part) for part in iso.split("-"))
    passed = (month - 1) / 12 + day / 365
    return year - (1.0 if reference.startswith("31.12.") else 0.5) + passed


def _german_date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
