"""The gaps of a series as rows to take away."""

from __future__ import annotations

from geo.areas import LEVELS
from indicators import answers
from indicators.holdings import NO_ROW, NOT_YET, Coverage
from indicators.tables import DATA_VERSION, as_text, german_file
from indicators.wording import STATUS_WORDS

HEADINGS = ("Gebietsschlüssel", "Gebiet", "Ebene", "Jahr", "Reihe", "Stand", DATA_VERSION)
WORDS = STATUS_WORDS | {
    "value": "Wert",
    NO_ROW: "keine Zahl vorhanden",
    NOT_YET: "Gebiet besteht in diesem Jahr nicht",
}
"""Status -> what a reader is told of a cell."""


def german_csv(found: Coverage) -> str:
    """One row per area and year, without any figure: nothing here needs a source or a licence."""
    version = answers.data_version()
    lines = []
    for (key, name), cells in zip(found.areas, found.cells, strict=True):
        level = LEVELS[{"16": "state", "DG": "country"}.get(key, found.level)]
        for year, status in zip(found.years, cells, strict=True):
            lines.append([key, as_text(name), level, year, as_text(found.title), WORDS[status], version])
    return german_file(HEADINGS, lines)
