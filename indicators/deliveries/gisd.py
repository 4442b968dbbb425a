"""GISD of the Robert Koch-Institut: one CSV per level, `kreis_id,kreis_name,year,gisd_score`, decimal point.

The files of the whole country and of one state look alike, but the scores are scaled from 0 to 1 within the file:
`facts["table"]` tells them apart (`kreis_thueringen`, `kreis_bund`, else `kreis_auszug`), so that nobody mixes scales.
"""

from __future__ import annotations

import re
from typing import Any

from indicators.deliveries import delimited, text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.naming import STATE
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "gisd"
TITLE = "GISD des Robert Koch-Instituts (CSV)"

LEVELS = {
    "bundesland": ("state", 2),
    "kreis": ("district", 5),
    "gemeindeverband": ("association", 9),
    "gemeinde": ("municipality", 8),
}
"""Word before `_id` -> level, digits of a key."""
LABELS = {
    "gisd_score": "German Index of Socioeconomic Deprivation (GISD)",
    "gisd_5": "GISD, Fünftel",
    "gisd_10": "GISD, Zehntel",
    "gisd_k": "GISD, drei Gruppen",
}
SCALES = {
    "thueringen": "innerhalb Thüringens von 0 bis 1",
    "bund": "innerhalb Deutschlands von 0 bis 1",
    "auszug": "vermutlich ein Auszug der Datei für Deutschland, nicht mit der für Thüringen zu mischen",
}
_YEAR = re.compile(r"(?:19|20)\d{2}")


def _level(head: list[str]) -> str | None:
    word = head[0].removesuffix("_id") if head and head[0].endswith("_id") else ""
    fits = word in LEVELS and "year" in head and f"{word}_name" in head and "gisd_score" in head
    return word if fits else None


def _spans_thuringia(figures: list[dict[str, Any]]) -> bool:
    """Whether the score is 0 somewhere and 1 somewhere in every year, as it is when scaled within the state."""
    years: dict[int, set[float | None]] = {}
    for row in figures:
        if row["series"] == "gisd_score":
            years.setdefault(row["year"], set()).add(row["value"])
    return all({0.0, 1.0} <= values for values in years.values())


def recognises(file: Delivered) -> bool:
    """Whether the head names an area, a year and the score."""
    return any(_level(head) for head in delimited.head_of(file))


def read(file: Delivered) -> Reading:
    """The rows of Thuringia. Raises FileRefused where a column is missing or a row does not fit the head."""
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    head = rows[0][1] if rows else []
    word = _level(head)
    if word is None:
        raise FileRefused(f"„{file.name}“ hat nicht die Spalten des GISD: kreis_id, kreis_name, year, gisd_score.")
    delimited.check_width(file, rows[1:], len(head))
    columns = [(number, name) for number, name in enumerate(head) if name.startswith("gisd_")]
    level, digits = LEVELS[word]
    body = [(line, text.padded_key(cells[0], (digits,)), cells) for line, cells in rows[1:]]
    padded = sum(was_short for _, (_, was_short), _ in body)
    findings = delimited.lost_zeros(padded)
    kept = [(line, key, cells) for line, (key, _), cells in body if len(key) == digits and key.startswith(STATE)]
    if not kept:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    year_at, name_at = head.index("year"), head.index(f"{word}_name")
    decimal = delimited.decimal_sign(file, (cells[number] for _, _, cells in kept for number, _ in columns), usual=".")
    figures: list[dict[str, Any]] = []
    for line, key, cells in kept:
        year = cells[year_at]
        if not _YEAR.fullmatch(year):
            wrong = f"„{year}“ ist kein Jahr. Bitte die Datei noch einmal herunterladen."
            findings_of_line = [Finding("error", wrong, row=line, column="year")]
            raise FileRefused(f"„{file.name}“, Zeile {line}: {wrong}", findings_of_line)
        for number, name in columns:
            if cells[number]:
                value, sign = delimited.figure(cells[number], decimal)
                figures.append(
                    {
                        "area": key, "level": level, "name": cells[name_at], "period": year, "year": int(year),
                        "series": name, "value": value, "sign": sign, "row": line, "column": name,
                    }
                )  # fmt: skip
    scale = "bund" if len(kept) < len(body) else "thueringen" if _spans_thuringia(figures) else "auszug"
    if scale == "auszug":
        findings.append(Finding("warning", "Die Werte reichen nicht in jedem Jahr von 0 bis 1: " + SCALES[scale] + "."))
    facts = shape.facts | {
        "table": f"{word}_{scale}",
        "scale": SCALES[scale],
        "read": str(len(body)),
        "dropped": str(len(body) - len(kept)),
    }
    series = {name: Series(LABELS.get(name, name)) for _, name in columns}
    return Reading(FORMAT, TITLE, table_of(figures), series, tuple(findings), facts)
