"""A profile as rows to take away: German CSV and JSON, unrounded."""

from __future__ import annotations

from typing import Any

from indicators import answers, derived, profile_words, territory_notes
from indicators.catalogue import catalogue
from indicators.profiles import Held, Profile, ProfileRow
from indicators.tables import DATA_VERSION, as_text, cited, credited, german_file, known, licences
from indicators.wording import mark_words, plain_number

HEADINGS = (
    "Gebietsschlüssel;Gebiet;Indikator;Themenfeld;Ämter;Jahr;Stand;Wert;Einheit;Hinweis;KI untere Grenze;"
    "KI obere Grenze;Rang;Gebiete mit Rang;Kleinster Wert;Unteres Quartil;Median;Oberes Quartil;Größter Wert"
).split(";")
ENDINGS = (
    f"Abstand in Standardabweichungen;Entwicklung;Verfahren der Entwicklung;Gebietsstand;Quelle;Lizenz;{DATA_VERSION}"
).split(";")


def file_name(profile: Profile, ending: str) -> str:
    """`profil_16052.csv`."""
    return f"profil_{profile.area}.{ending}"


def german_csv(profile: Profile) -> str:
    """One line per indicator; four columns for every comparison."""
    compared = [
        as_text(f"{word} {label}")
        for label in profile.labels
        for word in ("Vergleichswert", "Aussage zu", "Verfahren zu", "Abstand in Personen zu")
    ]
    version = answers.data_version()
    return german_file([*HEADINGS, *compared, *ENDINGS], ([*_cells(profile, row), version] for row in profile.rows))


def as_json(profile: Profile) -> dict[str, Any]:
    """The profile as plain data; what is not known is None."""
    return {
        "area": profile.area,
        "name": profile.name,
        "division": "2021",
        "data_version": answers.data_version(),
        "against": [{"key": key, "label": label} for key, label in zip(profile.against, profile.labels, strict=True)],
        "similar": {
            "year": profile.similar.year,
            "areas": [
                {"area": item.area, "distance": item.distance, "words": item.words, "different": list(item.different)}
                for item in profile.similar.areas
            ],
        },
        "summary": profile_words.summary(profile),
        "sources": cited(row.row.source for row in profile.rows),
        "changed": derived.IN_DATA,
        "values": [_record(row) for row in profile.rows],
    }


def _cells(profile: Profile, row: ProfileRow) -> list[Any]:
    item, record, spread = row.row, row.record, row.spread
    quartiles = (
        [spread.low, spread.quarter, spread.median, spread.three_quarters, spread.high] if spread else [None] * 5
    )
    compared = [cell for held in row.held for cell in _compared(held)]
    return [
        profile.area,
        as_text(profile.name),
        as_text(record.title),
        catalogue().themes[record.theme].title,
        ", ".join(profile_words.department_titles(row)),
        item.year,
        row.reference,
        plain_number(item.value),
        as_text(record.unit_text),
        mark_words(item.status, item.mark, item.sign),
        plain_number(item.lower),
        plain_number(item.upper),
        item.rank or "",
        item.ranked,
        *(plain_number(limit) for limit in quartiles),
        *compared,
        plain_number(row.distance),
        profile_words.trend_words(row),
        row.trend.grounds,
        territory_notes.division_words(item, restated=True),
        as_text(credited(item.source, is_derived=derived.of_cells(record, item.value, item.mark))),
        licences(item.source),
    ]


def _compared(held: Held) -> list[str]:
    found = held.verdict
    return [plain_number(held.value), profile_words.verdict_words(found), found.grounds, plain_number(held.gap)]


def _record(row: ProfileRow) -> dict[str, Any]:
    item, spread, trend = row.row, row.spread, row.trend
    return {
        "indicator": row.record.id,
        "title": row.record.title,
        "theme": row.record.theme,
        "departments": list(row.record.departments),
        "unit": row.record.unit_text,
        "year": item.year,
        "reference": row.reference,
        "value": known(item.value),
        "lower": known(item.lower),
        "upper": known(item.upper),
        "status": item.status,
        "sign": item.sign,
        "mark": item.mark,
        "changed": derived.of_cells(row.record, item.value, item.mark),
        "division": item.division,
        "note": territory_notes.of_row(item),
        "source": item.source,
        "rank": item.rank or None,
        "ranked": item.ranked,
        "spread": None
        if spread is None
        else {
            "low": spread.low,
            "quarter": spread.quarter,
            "median": spread.median,
            "three_quarters": spread.three_quarters,
            "high": spread.high,
        },
        "compared": [
            {
                "label": held.label,
                "value": known(held.value),
                "verdict": held.verdict.key,
                "words": profile_words.verdict_words(held.verdict),
                "grounds": held.verdict.grounds,
                "note": held.verdict.note,
                "gap_in_persons": known(held.gap),
            }
            for held in row.held
        ],
        "distance": known(row.distance),
        "trend": {
            "key": trend.key,
            "words": profile_words.trend_words(row),
            "start": trend.start,
            "end": trend.end,
            "reason": trend.reason,
            "limited_by": trend.limited_by,
            "across": trend.across,
            "grounds": trend.grounds,
        },
        "finding": profile_words.sentence(row, row.held[0]),
    }
