"""INKAR's list of indicators: no figures, but what every `ID:Kuerzel` of the bulk file means."""

from __future__ import annotations

from indicators.deliveries import delimited, text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "inkar_metadata"
TITLE = "INKAR, Verzeichnis der Indikatoren (CSV)"

COLUMNS = frozenset({"merk_id", "bereich", "kuerzel", "kurzname", "name"})


def recognises(file: Delivered) -> bool:
    """Whether the head names the indicators' identifiers, abbreviations and names."""
    return any({*head} >= COLUMNS for head in delimited.head_of(file))


def read(file: Delivered) -> Reading:
    """No rows; `series` holds the indicators as the bulk file names them. Raises FileRefused."""
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    head = rows[0][1] if rows else []
    if not {*head} >= COLUMNS:
        raise FileRefused(f"„{file.name}“ hat nicht die Spalten des Verzeichnisses: {', '.join(sorted(COLUMNS))}.")
    delimited.check_width(file, rows[1:], len(head))
    entries = [dict(zip(head, cells, strict=True)) for _, cells in rows[1:]]
    series = {
        f"{entry['merk_id']}:{entry['kuerzel']}": Series(
            f"{entry['kurzname']} ({entry['bereich']}): {entry['name']}", "%" if entry["name"].endswith(" in %") else ""
        )
        for entry in entries
    }
    about = Finding("notice", "Das Verzeichnis beschreibt Indikatoren und enthält keine Werte für Gebiete.")
    facts = shape.facts | {"read": str(len(entries)), "dropped": "0"}
    return Reading(FORMAT, TITLE, table_of([]), series, (about,), facts)
