"""The maps of the page Zusammenhänge as files: both indicators in nine colours, or one of the two maps side by side."""

from __future__ import annotations

from typing import Any

from dashboard.figures import bivariate, choropleth, classes, side_maps
from dashboard.parts.relations_choice import Choice
from dashboard.parts.relations_sides import Side, parts, title
from dashboard.parts.sentence import citation
from geo import boundaries
from indicators import answers, relation_tables, relation_words, tables, territory_notes

WHICH = ("both", "left", "right")


def map_sheet(chosen: Choice, which: str) -> tuple[str, str]:
    """The SVG of a map and the name of its file. Raises NotRelatable where the two share no year."""
    asked = chosen.pair()
    if which == "both":
        found, reason = relation_tables.computed(asked)
        notes = [
            f"{relation_words.finding(asked, found)} {relation_words.measures_of(asked, found)}" if found else reason,
            relation_words.NO_CAUSE,
            relation_words.common_year(asked),
            bivariate.note(asked),
            relation_words.territory(asked),
            relation_tables.territory_note(asked),
            citation(asked.x, asked.year),
            citation(asked.y, asked.year),
        ]
        heading = f"{asked.x.record.short_title} und {asked.y.record.short_title}, {asked.year}"
        series = {**bivariate.payload(asked), "legend": {str(asked.year): bivariate.entries(asked)}}
        return _sheet(series, asked.year, heading, notes), relation_tables.file_name(asked, "svg")
    side = parts(chosen)[which == "right"]
    answer, year, inner = side
    heading = f"{title(side)}, {answer.record.unit_text}"
    notes = [
        "Fünf gleich große Gruppen; dieselben Klassen wie auf der Karte daneben."
        if chosen.side != "both"
        else "Fünf gleich große Gruppen von Kreisen.",
        territory_notes.of_answer(answer, year),
        citation(answer, year),
    ]
    series = {**side_maps.payload(answer, year, inner), "legend": {str(year): _legend(side)}}
    return _sheet(series, year, heading, notes), tables.file_name(answers.narrowed(answer, year), "svg")


def _legend(side: Side) -> list[dict[str, Any]]:
    answer, year, inner = side
    placed = list(side_maps.numbers(answer, year, inner).values())
    words = classes.labels(inner, answer.record.decimals)
    return [{"label": word, "count": placed.count(place)} for place, word in enumerate(words)]


def _sheet(series: dict[str, Any], year: int, heading: str, notes: list[str]) -> str:
    level, division = series["shapes"][str(year)].split("-")
    told = [note for note in (*notes, f"Geobasis: {boundaries.credit(level, division).attribution}.") if note]
    return choropleth.sheet(series, boundaries.drawing(level, division), year, title=heading, notes=told)
