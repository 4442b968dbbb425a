"""What to do with a file that was understood and belongs nowhere yet, as sentences with the next command."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from indicators.deliveries.files import Delivered
from indicators.deliveries.reading import Reading
from indicators.wording import first_of

SHOWN = 12
"""So many names stand in a sentence."""
SHOWN_LEVELS = ("district", "municipality", "planning_area")
"""Levels that have a map."""
OTHERS = {
    "country": "Deutschland",
    "state": "Thüringen",
    "association": "Gemeindeverbände",
    "other": "andere Gebiete wie Wahlkreise",
}
"""Levels without a map -> what a reader calls them."""


def which_table(reading: Reading, own: Mapping[str, str], file: Delivered | None) -> str:
    """What to do with a table of one's own of which nothing says where it belongs; `own`: key -> title of a source."""
    headline = reading.facts.get("headline", "")
    known = listed([f"„{title}“ (--source {key})" for key, title in own.items()])
    return " ".join(
        [
            "Bitte die Quelle der Tabelle angeben.",
            *([f"Über der Tabelle steht: „{headline}“."] if headline else []),
            f"Neue Tabelle: „python -m indicators template --from {_as_typed(file)} --source NAME --title "
            '"…"“ beschreibt sie in data/own.',
            *([f"Bekannte Quellen: {known}."] if own else []),
        ]
    )


def way_on(reading: Reading, file: Delivered | None) -> str:
    """What to do with a file that was understood and feeds nothing yet."""
    known = "Das Format ist erkannt, aber noch keiner Kennzahl zugeordnet."
    what = f"Erkannt: {described_as(reading)}, mit den Reihen: {listed(list(reading.series))}."
    if why := nothing_to_show(reading):
        return f"{known} {why} {what}"
    return (
        f"{known} So geht es weiter: „python -m indicators template --from {_as_typed(file)}“ beschreibt die Reihen "
        f"der Datei in data/own; danach lässt sie sich laden. {what}"
    )


def _as_typed(file: Delivered | None) -> str:
    """The file as it stands in a command: with its folder, unless it was uploaded and lies under another name."""
    if file is None:
        return "DATEI"
    return quoted(str(file.path) if file.path.name == file.name else file.name)


def quoted(words: str) -> str:
    """In quotes where a command line would take them for several, or for something else."""
    return words if re.fullmatch(r"[\w./:\\+,=@%-]+", words) else f'"{words}"'


def described_as(reading: Reading) -> str:
    table = reading.facts.get("table")
    return f"{reading.title}, Tabelle {table}" if table else reading.title


def listed(names: Sequence[str]) -> str:
    """The first names of many, and how many more there are."""
    return first_of(names, SHOWN) if names else "keine Reihe"


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
