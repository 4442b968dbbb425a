"""What to do with a file that was understood and belongs nowhere yet, as sentences with the next command."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicators.deliveries.files import Delivered
from indicators.deliveries.map_levels import nothing_to_show
from indicators.deliveries.reading import Reading
from indicators.wording import number

SHOWN = 12


def which_table(reading: Reading, own: Sequence[str], file: Delivered | None) -> str:
    """What to do with a table of one's own of which nothing says where it belongs."""
    headline = reading.facts.get("headline", "")
    return " ".join(
        [
            "Bitte die Quelle der Tabelle angeben.",
            *([f"Über der Tabelle steht: „{headline}“."] if headline else []),
            f"Neue Tabelle: „python -m indicators template --from {_as_typed(file)} --source NAME --title "
            '"…"“ beschreibt sie in data/own.',
            *([f"Bekannte Quellen: {listed([f'--source {key}' for key in own])}."] if own else []),
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
    rest = len(names) - SHOWN
    more = f" und {number(rest, 0)} weitere" if rest > 0 else ""
    return ", ".join(names[:SHOWN]) + more if names else "keine Reihe"
