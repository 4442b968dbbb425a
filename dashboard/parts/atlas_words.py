"""What the Atlas says about a choice: heading, sentence, method, notes; and what it holds the values against."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.figures import map_series, ranking
from dashboard.parts import definition, sentence
from dashboard.selection import OWN, Selection
from geo import areas as geography
from geo import boundaries
from geo.areas import LEVELS, division_title
from indicators import answers, changes, tables, territory_notes, verdicts
from indicators.answers import Answer, Comparison


def heading(answer: Answer, year: int, held: Comparison | None = None) -> list[Any]:
    """Title of the view with what it is, when, and a mark when it is old."""
    shown = [part for text, look in marks(answer) for part in (" ", html.Span(text, className=look))]
    return [
        html.H1(sentence.title(answer.record), id="atlas-title"),
        html.P(
            [f"{tables.unit_words(answer)}, {sentence.reference(answer, year)}", *shown],
            className="subtitle",
        ),
        # On paper the source stands on the first page, beside the map (M-08).
        html.P(sentence.citation(answer, year, held), className="only-print hint"),
    ]


def marks(answer: Answer) -> list[tuple[str, str]]:
    """The small labels behind the title, with their look: core indicator, old figures."""
    old = definition.age_mark(answer, today())
    return [*([("★ Kernindikator", "mark")] if answer.record.core else []), *([(old, "mark old")] if old else [])]


def spoken(chosen: Selection) -> str:
    """The sentence that says what is seen, and why nothing is compared where that is so."""
    answer, year = chosen.answer(), chosen.year
    held, earlier = held_against(chosen, answer)
    area = chosen.areas[0] if chosen.areas else None
    return sentence.spoken(answer, year, area, held, ranking.comparable(answer, year, earlier))


def grounds(chosen: Selection) -> str:
    """Method, level and points behind the comparison and the interval (S-09)."""
    answer = chosen.answer()
    held, earlier = held_against(chosen, answer)
    return verdicts.grounds(answer, held, other_year=earlier is not None)


def map_label(answer: Answer, year: int) -> str:
    """What the map is, for those who do not see it; the numbers follow as a table."""
    return (
        f"Karte: {answer.record.short_title}, {LEVELS[answer.level]} in Thüringen, {year}. "
        "Mit den Pfeiltasten von Gebiet zu Gebiet; alle Werte stehen auch in der Tabelle."
    )


def map_note(answer: Answer, year: int) -> str:
    """On which territory the figures stand, and the note on Eisenach."""
    rows = answer.rows[year]
    text = division_title(answer.level, rows[0].division)
    shown_on = map_series.shape_division(answer, year)
    if shown_on not in geography.DIVISIONS and answer.level != OWN:
        text += f"; Grenzen: {boundaries.credit(answer.level, shown_on).attribution}"
    if any(row.mark == "estimated" for row in rows):
        text += "; Gebietswechsel von 2019 nach Bevölkerungsanteilen geschätzt"
    later = [row.name for row in rows if row.mark == "not_restated"]
    if later:
        text += f"; {', '.join(later)}: Stand 2023/24, nicht umgerechnet"
    if any(row.mark == "computed_with_eisenach" for row in rows) and not geography.division(rows[0].division).merged:
        text += f"; {territory_notes.WITH_EISENACH.rstrip('.')}"
    base = changes.base_note(answer, year)
    return f"{text}; {base}." if base else f"{text}."


def ranking_caption(answer: Answer, year: int) -> str:
    """In which order the areas stand."""
    need = "ungünstigste Veränderung zuerst" if answer.is_change else "größter Bedarf zuerst"
    order = {"no_judgement": "höchster Wert zuerst"}.get(answer.record.direction, need)
    return f"{order}, {year}, {tables.unit_words(answer)}"


def held_against(chosen: Selection, answer: Answer) -> tuple[Comparison, Answer | None]:
    """The comparison value, and for an earlier year the answer that holds it area by area."""
    if chosen.against.startswith("year:"):
        before = int(chosen.against[5:])
        division = chosen.division or None
        values = answers.values(
            chosen.indicator, year=before, level=chosen.level, territory=chosen.territory, division=division
        )
        return Comparison(f"{before}", None), values
    if not chosen.against:
        return Comparison("", None), None
    return answers.comparison(answer, chosen.against, chosen.year), None


def today() -> date:
    """The day in Germany, whatever the clock of the server is set to."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()
