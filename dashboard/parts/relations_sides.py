"""Two maps side by side with one legend: two indicators in one year, or one indicator in two years."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.figures import side_maps
from dashboard.parts.relations_choice import Choice
from dashboard.parts.sentence import reference
from indicators import answers, pairs
from indicators.answers import Answer

Side = tuple[Answer, int, list[float]]


def sides_view(chosen: Choice) -> dict[str, Any]:
    """Both maps, the legend they share, the choices and a note."""
    book = answers.offered()
    options = [{"label": f"beide Indikatoren{f', {chosen.year}' if chosen.year else ''}", "value": "both"}]
    options += [
        {"label": f"{book[key].short_title} in zwei Jahren", "value": side}
        for side, key in (("x", chosen.x), ("y", chosen.y))
        if not book[key].ranks_only
    ]
    years = chosen.side_years()
    view: dict[str, Any] = {
        "options": options,
        "side": chosen.side,
        "years": [{"label": str(year), "value": year} for year in reversed(years)],
        "other": chosen.other or None,
        "other_disabled": not years,
    }
    if not chosen.year:
        return {**view, **dict.fromkeys(("left", "right", "legend", "left_title", "right_title")), "note": ""}
    left, right = parts(chosen)
    return {
        **view,
        "left": side_maps.payload(*left),
        "right": side_maps.payload(*right),
        "left_title": title(left),
        "right_title": title(right),
        "legend": legend(left, right),
        "note": note(chosen, left, right),
    }


def sides_answer(chosen: Choice) -> tuple[Any, ...]:
    """`sides_view` in the order of the page's callback."""
    view = sides_view(chosen)
    order = "options side years other other_disabled left left_title left_year right right_title right_year legend note"
    view["left_year"] = view["left"]["years"][0] if view["left"] else None
    view["right_year"] = view["right"]["years"][0] if view["right"] else None
    view["left_title"], view["right_title"] = view["left_title"] or "", view["right_title"] or ""
    return tuple(view[key] for key in order.split())


def title(side: Side) -> str:
    """`Arbeitslosenquote, 31.12.2024`: the title of one of the maps."""
    answer, year, _ = side
    return f"{answer.record.short_title}, {reference(answer, year)}"


def legend(left: Side, right: Side) -> html.Table:
    """One line per colour with what it means on both maps and how many areas have it there."""
    same = left[0].record.id == right[0].record.id
    heads = [f"{answer.record.short_title} {year}" for answer, year, _ in (left, right)]
    rows = [
        html.Tr(
            [
                html.Td(html.Span(className="colour-box", style={"backgroundColor": item["colour"]})),
                *(html.Td(_entry(item[side])) for side in ("left", "right")),
            ]
        )
        for item in side_maps.legend(left, right)
    ]
    words = "Eine Legende und dieselben Klassengrenzen für beide Karten" if same else "Eine Legende für beide Karten"
    return html.Table(
        [
            html.Caption(words),
            html.Thead(html.Tr([html.Th("Farbe", scope="col"), *(html.Th(head, scope="col") for head in heads)])),
            html.Tbody(rows),
        ],
        className="side-legend",
    )


def note(chosen: Choice, left: Side, right: Side) -> str:
    """How the classes were made, and what lies between two years."""
    if chosen.side == "both":
        return (
            "Fünf gleich große Gruppen je Indikator; dieselbe Farbe heißt: dieselbe Fünftelgruppe im Land, nicht "
            "derselbe Wert."
        )
    text = "Fünf gleich große Gruppen aus den Werten beider Jahre zusammen."
    first, last = sorted((left[1], right[1]))
    breaks = {
        item.text
        for area in pairs.area_keys()
        for item in answers.breaks_at(left[0].record, area, pairs.TERRITORY)
        if first < item.at <= last
    }
    return f"{text} Dazwischen liegt ein Bruch: {' '.join(sorted(breaks))}" if breaks else text


def _entry(entry: tuple[str, int] | None) -> str:
    if entry is None:
        return ""
    label, count = entry
    return f"{label} ({'1 Gebiet' if count == 1 else f'{count} Gebiete' if count else 'kein Gebiet'})"


def parts(chosen: Choice) -> tuple[Side, Side]:
    """Answer, year and class limits of the left map and of the right one."""
    if chosen.side == "both":
        x, y = (answers.values(key, territory=pairs.TERRITORY) for key in (chosen.x, chosen.y))
        first, second = (pairs.shared_limits([(one, chosen.year)], side_maps.CLASSES) for one in (x, y))
        return (x, chosen.year, first), (y, chosen.year, second)
    answer = chosen.side_answer()
    shown = sorted((chosen.other, chosen.year))
    inner = pairs.shared_limits([(answer, year) for year in shown], side_maps.CLASSES)
    return (answer, shown[0], inner), (answer, shown[1], inner)
