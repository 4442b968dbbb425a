"""Levels that have a map, and what is said of a file that has figures for none of them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from indicators.deliveries.reading import Reading

SHOWN_LEVELS = ("district", "municipality", "planning_area")
OTHERS = {
    "country": "Deutschland",
    "state": "Thüringen",
    "association": "Gemeindeverbände",
    "other": "andere Gebiete wie Wahlkreise",
}
"""Levels without a map -> what a reader calls them."""


def nothing_to_show(reading: Reading) -> str:
    """Why nothing of a file could be seen on a map, as a sentence; empty where something could."""
    if reading.facts.get("unmapped"):
        return ""  # rows were left out on the way; what they are about is not known here
    rows = reading.rows
    levels = set(pc.unique(rows["level"].cast(pa.string())).drop_null().to_pylist())
    if not levels:
        return "Die Datei enthält keine Werte für Gebiete."
    if levels & set(SHOWN_LEVELS):
        numbers = rows.filter(pc.is_in(rows["level"].cast(pa.string()), value_set=pa.array(SHOWN_LEVELS)))["value"]
        if numbers.null_count < len(numbers):
            return ""
        return "Die Datei enthält für Kreise, Gemeinden und Planungsräume keine Zahl, nur Zeichen."
    named = " und ".join(words for level, words in OTHERS.items() if level in levels)
    return (
        f"Die Datei hat keine Werte für Kreise, Gemeinden oder Planungsräume, nur für {named}; "
        "im Atlas ließe sich nichts davon zeigen."
    )
