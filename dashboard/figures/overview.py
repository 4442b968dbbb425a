"""How the cells of an overview look, and its legend: an overview -> plain data; knows no Dash."""

from __future__ import annotations

from typing import Any

from dashboard import theme
from indicators import overview
from indicators.overview import Class, Overview
from indicators.overview_words import CLASS_WORDS, WITHOUT_STATEMENT

# Never colour alone: every class has a sign of its own, those of the Gebietsprofil where it has them too.
SIGNS: dict[Class, str] = {
    "worse": "◆",
    "better": "●",
    "higher": "▲",
    "lower": "▼",
    "similar": "○",
    "quarter_1": "▁",
    "quarter_2": "▃",
    "quarter_3": "▅",
    "quarter_4": "▇",
    "not_compared": "□",
    "plain": "",
    "count": "",
    "no_value": "",
}
WITH_INTERVAL = "Gegenüber Thüringen, nach 95-%-Intervall"
PARTS: tuple[tuple[str, tuple[Class, ...], bool | None], ...] = (
    (f"{WITH_INTERVAL} (Indikatoren mit Wertung)", ("worse", "similar", "better"), True),
    (f"{WITH_INTERVAL} (Indikatoren ohne Wertung)", ("higher", "similar", "lower"), False),
    (f"Werte ohne Intervall: Lage unter den Kreisen, {WITHOUT_STATEMENT}", overview.QUARTERS, None),
    ("Nicht eingestuft", ("count", "plain", "not_compared", "no_value"), None),
)
"""Heading, classes, and whether only indicators with (True) or without (False) a direction count."""
LONGER: dict[Class, str] = {"count": "Anzahl (ohne Farbe, weil von der Größe des Kreises abhängig)"}


def variables() -> dict[str, str]:
    """Custom properties of the style sheet: `--worse` is the ground of a class, `--worse-ink` what is written on it."""
    found = {"--hatch": theme.STATUS_GREY, "--hatch-ink": theme.STATUS_INK}
    for key, (ground, ink) in theme.STANDING.items():
        found |= {f"--{key.replace('_', '-')}": ground, f"--{key.replace('_', '-')}-ink": ink}
    return found


def style_name(key: Class) -> str:
    """The class name of a cell: `cell-quarter-1`."""
    return f"cell-{key.replace('_', '-')}"


def legend(found: Overview) -> list[dict[str, Any]]:
    """`{title, entries}`, an entry being `{key, sign, label, count}`; what does not occur at all is left out.

    The classes of a scale all stand there as soon as one of them occurs.
    """
    counted = overview.counted(found)
    parts = []
    for title, keys, judged in PARTS:
        sides = (True, False) if judged is None else (judged,)
        counts = {key: sum(counted[key, side] for side in sides) for key in keys}
        is_scale = keys[0] != "count"
        entries = [
            {"key": key, "sign": SIGNS[key], "label": LONGER.get(key, CLASS_WORDS[key]), "count": count}
            for key, count in counts.items()
            if count or is_scale
        ]
        if any(counts.values()):
            parts.append({"title": title, "entries": entries})
    return parts
