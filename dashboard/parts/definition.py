"""What an indicator means, what it must not be taken for, and where it comes from: the card under every figure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from dash import dcc, html

from dashboard.data_selection import page_of
from dashboard.figures import trend
from dashboard.parts.sentence import citation, reference
from indicators.answers import Answer, Comparison
from indicators.catalogue import catalogue, caveats_of

OLD_AFTER_YEARS = 3
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def card(
    answer: Answer, year: int, selected: tuple[str, ...], held: Comparison | None = None
) -> list[html.Div | html.P | html.H2 | html.Ul | html.Dl]:
    """Definition, reading, breaks, caveats of this view, source with licence and territorial status.

    `held`: what the page compares with.
    """
    record, book = answer.record, catalogue()
    words = record.on_levels.get(answer.level, record)  # figures of another publication are told in its words
    terms = [
        ("Zähler", record.numerator.label if record.numerator else None),
        ("Nenner", record.denominator.label if record.denominator else None),
        ("Einheit", record.unit_text),
        ("Stand", reference(answer, year)),
        ("Beleg der Definition", words.definition_source),
        ("Themenfeld", book.themes[record.theme].title),
        ("Ämter", ", ".join(book.departments[key].title for key in record.departments)),
    ]
    rows = [part for name, text in terms if text for part in (html.Dt(name), html.Dd(text))]
    notes = [*trend.reasons(answer, selected, year), *caveats(answer, year)]
    return [
        html.H2("Definition"),
        html.P(words.definition),
        html.Dl(rows, className="facts"),
        html.H3("Was der Wert sagt und was nicht"),
        html.P(words.reading),
        *(
            [html.H3("Brüche, Ereignisse, Einschränkungen"), html.Ul([html.Li(text) for text in notes])]
            if notes
            else []
        ),
        html.H3("Quelle"),
        html.P(citation(answer, year, held), id="atlas-source"),
        html.P(dcc.Link("Beschreibung, Quellen und Lücken dieses Indikators", href=page_of(record.id))),
    ]


def caveats(answer: Answer, year: int) -> list[str]:
    """What must be known of the values of the whole series, those of the shown year first, with the areas concerned."""
    names = {row.area: row.name for rows in answer.rows.values() for row in rows}
    if answer.level != "municipality":
        names["16"] = "Thüringen"  # stands beside the districts as comparison and line
    found = []
    for caveat in caveats_of(answer.record):
        areas = [names[area] for area in caveat.areas if area in names]
        if caveat.areas and not areas:
            continue
        now = any(caveat.concerns(area, year) for area in names)
        named = all(area in caveat.text for area in areas)  # true without areas, too
        found.append((not now, caveat.text if named else f"{', '.join(areas)}: {caveat.text}"))
    return [text for _, text in sorted(found, key=lambda item: item[0])]


def age_mark(answer: Answer, today: date) -> str:
    """`Daten älter als 3 Jahre` where even the newest year is: more than three years after its last day."""
    last = last_day(reference(answer, answer.years[-1]), answer.years[-1])
    is_old = (today.year - last.year, today.month, today.day) > (OLD_AFTER_YEARS, last.month, last.day)
    return f"Daten älter als {OLD_AFTER_YEARS} Jahre" if is_old else ""


def last_day(period: str, year: int) -> date:
    """The day a period of a year ends: `01.03.2023`, `August 2023` as they say; of anything else, the year's end."""
    if found := _DAY.fullmatch(period):
        return date(int(found[3]), int(found[2]), int(found[1]))
    month = next((place for place, name in enumerate(MONTHS, 1) if period == f"{name} {year}"), 12)
    return date(year, month, monthrange(year, month)[1])
