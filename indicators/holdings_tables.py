"""The gaps of a series as rows to take away."""

from __future__ import annotations

import csv
import io

from geo.areas import LEVELS
from indicators.holdings import NO_ROW, NOT_YET, Coverage
from indicators.tables import as_text
from indicators.wording import STATUS_WORDS

HEADINGS = ("Gebietsschlüssel", "Gebiet", "Ebene", "Jahr", "Reihe", "Stand")
WORDS = STATUS_WORDS | {
    "value": "Wert",
    NO_ROW: "keine Zahl vorhanden",
    NOT_YET: "Gebiet besteht in diesem Jahr nicht",
}
"""Status -> what a reader is told of a cell."""


def german_csv(found: Coverage) -> str:
    """UTF-8 with BOM, semicolon, CRLF; one row per area and year, without any figure."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for (key, name), cells in zip(found.areas, found.cells, strict=True):
        for year, status in zip(found.years, cells, strict=True):
            level = {"16": "state", "DG": "country"}.get(key, found.level)
            writer.writerow([key, as_text(name), LEVELS[level], year, as_text(found.title), WORDS[status]])
    return out.getvalue()
