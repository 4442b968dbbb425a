"""Two indicators side by side, and the matrix of many, as data to take away: German CSV and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.areas import division_title
from indicators import answers, relation_words, tables, territory_notes
from indicators.answer import Answer, Row
from indicators.catalogue import catalogue
from indicators.correlation_matrix import Matrix, lead
from indicators.derived import OWN_WORK
from indicators.pairs import TERRITORY, Pair, Relation, relation
from indicators.relations import FEWEST_AREAS, Correlation, NotRelatable
from indicators.wording import number, plain_number

HEADINGS = (
    "Gebietsschlüssel;Gebiet;Jahr;Indikator 1;Wert 1;Einheit 1;Klasse 1;Indikator 2;Wert 2;Einheit 2;Klasse 2;"
    "Abstand von der Ausgleichsgeraden;Hinweis;Zusammenhang;Gebietsstand;Quelle;Lizenz;Datenstand"
).split(";")
MATRIX_HEADINGS = (
    "Indikator 1;Amt 1;Indikator 2;Amt 2;Jahr;Kreise;Koeffizient;Wert;95-%-Intervall unten;95-%-Intervall oben;Hinweis;"
    "Aussage;Gebietsstand;Quelle;Lizenz;Datenstand"
).split(";")


def computed(asked: Pair) -> tuple[Relation | None, str]:
    """The relation of a pair, or the German reason why there is none."""
    try:
        return relation(asked), ""
    except NotRelatable as problem:
        return None, str(problem)


def german_csv(asked: Pair) -> str:
    """One line per area, areas without both values last."""
    found, reason = computed(asked)
    left = relation_words.residuals(asked, found) if found else {}
    summary = f"{relation_words.measures_of(asked, found)} {relation_words.NO_CAUSE}" if found else reason
    common = [
        summary,
        f"{relation_words.territory(asked)} {territory_note(asked)}".strip(),
        tables.as_text(citation(asked)),
        tables.licences(sources(asked)),
        answers.data_version(),
    ]
    lines = []
    for area, name, rows in areas_of(asked):
        cells: list[Any] = [area, tables.as_text(name), asked.year]
        for answer, row, third in zip((asked.x, asked.y), rows, classes_of(asked, area), strict=True):
            value = plain_number(row.value) if row else ""
            cells += [tables.as_text(answer.record.title), value, tables.as_text(answer.record.unit_text), third]
        cells += [plain_number(round(left[area], 12)) if area in left else "", relation_words.hint(*rows), *common]
        lines.append(cells)
    return tables.german_file(HEADINGS, lines)


def citation(asked: Pair) -> str:
    """How the sources of both indicators must be named; classes, distances and coefficients are our own work."""
    return f"{tables.citations(sources(asked))}; {OWN_WORK}"


def territory_note(asked: Pair) -> str:
    """What was moved or weighted to bring both indicators to the districts of 2021-07-01."""
    return territory_notes.of_rows(row for point in asked.points for row in (point.x, point.y))


def as_json(asked: Pair) -> dict[str, Any]:
    """The pair with its coefficients, outliers and values; what is not known is None. Raises NotRelatable."""
    found = relation(asked)
    left = relation_words.residuals(asked, found)
    return {
        "x": _described(asked.x),
        "y": _described(asked.y),
        "year": asked.year,
        "years": list(asked.years),
        "territory": TERRITORY,
        "n": len(asked.points),
        "pearson": coefficient(found.pearson),
        "spearman": coefficient(found.spearman),
        "line": {"slope": found.line.slope, "intercept": found.line.intercept, "deviation": found.line.deviation},
        "outliers": [
            {"area": point.area, "name": point.x.name, "residual": left[point.area]} for point in found.outliers
        ],
        "left_out": [{"area": area.area, "name": area.name, "reason": area.reason} for area in asked.left_out],
        "class_limits": {"x": list(asked.x_limits), "y": list(asked.y_limits)},
        "finding": relation_words.finding(asked, found),
        "note": f"{relation_words.NO_CAUSE} {relation_words.NO_PERSONS} {territory_note(asked)}".strip(),
        "source": citation(asked),
        "licence": tables.licences(sources(asked)),
        "data_version": answers.data_version(),
        "values": [
            {
                "area": point.area,
                "name": point.x.name,
                "x": point.x.value,
                "y": point.y.value,
                "x_class": point.x_class,
                "y_class": point.y_class,
                "x_mark": point.x.mark,
                "y_mark": point.y.mark,
                "residual": left[point.area],
            }
            for point in asked.points
        ],
    }


def json_text(asked: Pair) -> str:
    """`as_json` as the command line prints it."""
    return json.dumps(as_json(asked), ensure_ascii=False, indent=2, allow_nan=False)


def lines(asked: Pair, found: Relation) -> list[str]:
    """The comparison as text: finding, coefficients, who is missing, a line per area, and the sources."""
    x, y = asked.x.record, asked.y.record
    left = relation_words.residuals(asked, found)
    text = [
        f"{x.title} ({x.unit_text}) und {y.title} ({y.unit_text})",
        relation_words.common_year(asked),
        relation_words.finding(asked, found),
        relation_words.measures_of(asked, found),
        relation_words.outliers(asked, found),
        f"{relation_words.NO_CAUSE} {relation_words.territory(asked)} {relation_words.left_out(asked)}".strip(),
    ]
    for point in asked.points:
        values = f"{number(point.x.value, x.decimals):>12}{number(point.y.value, y.decimals):>12}"
        distance = number(left[point.area], y.decimals, signed=True)
        note = relation_words.hint(point.x, point.y)
        text.append(f"{point.area:<6} {point.x.name:<28}{values}{distance:>10}  {note}".rstrip())
    return [*text, f"Quelle: {citation(asked)}. Datenstand {answers.data_version()}."]


def matrix_csv(found: Matrix) -> str:
    """One line per pair, in the order of the matrix, with what it stands on."""
    titles, version, on = catalogue().departments, answers.data_version(), grounds_of(found)
    lines = []
    for first, x in enumerate(found.indicators):
        for second in range(first + 1, len(found.indicators)):
            y = found.indicators[second]
            lines.append(
                [
                    *(cell for one in (x, y) for cell in (tables.as_text(one.title), titles[lead(one)].title)),
                    int(found.year[first, second]) or "",
                    int(found.count[first, second]),
                    {"pearson": "Pearson r", "spearman": "Spearman ρ"}[found.method],
                    *(
                        plain_number(round(float(part[first, second]), 6))
                        for part in (found.value, found.lower, found.upper)
                    ),
                    why_empty(found, first, second),
                    relation_words.NO_CAUSE,
                    *_grounds(on, [(one.id, int(found.year[first, second])) for one in (x, y)]),
                    version,
                ]
            )
    return tables.german_file(MATRIX_HEADINGS, lines)


Grounds = dict[tuple[str, int], tuple[list[str], list[str]]]
"""(Indicator, year) -> keys of the sources and territorial notes of its values."""


def grounds_of(found: Matrix) -> Grounds:
    """What the values of every indicator stand on, in every year in which one of its pairs meets."""
    told: Grounds = {}
    for place, record in enumerate(found.indicators):
        rows = answers.values(record.id, territory=TERRITORY).rows
        others = np.arange(len(found.indicators)) != place
        for year in sorted({int(year) for year in found.year[place][others]} - {0}):
            known = [row for row in rows[year] if row.known]
            keys = dict.fromkeys(key for row in known for key in row.source.split("+"))
            notes = dict.fromkeys(filter(None, map(territory_notes.of_row, known)))
            told[record.id, year] = (list(keys), list(notes))
    return told


def matrix_sources(found: Matrix) -> tuple[list[str], list[str]]:
    """The citations of everything in the matrix, and what must be known of its territory; each once."""
    told = grounds_of(found).values()
    keys = dict.fromkeys(key for part, _ in told for key in part)
    return [tables.citations(key) for key in keys], list(dict.fromkeys(note for _, notes in told for note in notes))


def _grounds(told: Grounds, meeting: Sequence[tuple[str, int]]) -> tuple[str, str, str]:
    """Territorial status, sources and licences of a pair; without sources where the two do not meet."""
    parts = [told[one] for one in meeting if one in told]
    notes = dict.fromkeys(note for _, notes in parts for note in notes)
    division = f"{division_title('district', TERRITORY)}. {' '.join(notes)}".strip()
    source = "+".join(dict.fromkeys(key for keys, _ in parts for key in keys))
    if not source:
        return division, "", ""
    return division, tables.as_text(f"{tables.citations(source)}; {OWN_WORK}"), tables.licences(source)


def why_empty(found: Matrix, first: int, second: int) -> str:
    """Why a pair has no coefficient, empty where it has one."""
    if not math.isnan(found.value[first, second]):
        return ""
    if not found.year[first, second]:
        return "kein gemeinsames Jahr"
    if found.count[first, second] < FEWEST_AREAS:
        return f"nur {found.count[first, second]} Kreise mit beiden Werten"
    return "überall derselbe Wert"


def file_name(asked: Pair, ending: str) -> str:
    """`unemployment_rate_sgb2_children_rate_2024.csv`."""
    return f"{asked.x.record.id}_{asked.y.record.id}_{asked.year}.{ending}"


def sources(asked: Pair) -> str:
    """Keys of all sources of both indicators in the year, joined by `+`."""
    keys = [key for one in (asked.x, asked.y) for row in one.rows[asked.year] for key in row.source.split("+")]
    return "+".join(dict.fromkeys(keys))


def areas_of(asked: Pair) -> list[tuple[str, str, tuple[Row | None, Row | None]]]:
    """Every area with its two rows: first those with both values, then those left out."""
    first, second = ({row.area: row for row in one.rows[asked.year]} for one in (asked.x, asked.y))
    named = [(point.area, point.x.name) for point in asked.points] + [(one.area, one.name) for one in asked.left_out]
    return [(area, name, (first.get(area), second.get(area))) for area, name in named]


def classes_of(asked: Pair, area: str) -> tuple[str, str]:
    """`niedrig`, `mittel`, `hoch` in both indicators, empty for an area left out."""
    point = next((point for point in asked.points if point.area == area), None)
    if point is None:
        return "", ""
    return relation_words.CLASS_WORDS[point.x_class], relation_words.CLASS_WORDS[point.y_class]


def coefficient(found: Correlation) -> dict[str, float | None]:
    """A coefficient with its limits."""
    return {"value": found.value, "lower": found.lower, "upper": found.upper}


def _described(answer: Answer) -> dict[str, str]:
    record = answer.record
    return {"id": record.id, "title": record.title, "unit": record.unit_text, "department": lead(record)}
