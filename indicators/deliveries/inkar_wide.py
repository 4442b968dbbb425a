"""INKAR turned wide: `raumbezug;kennziffer;name;zeitbezug` and one column per abbreviation, decimal comma.

A series is the abbreviation alone (`q_PBG_bev`), because the file says no more.
"""

from __future__ import annotations

import re
from typing import Any

from indicators.deliveries import delimited, text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.inkar_areas import area_of
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "inkar_wide"
TITLE = "INKAR, eine Spalte je Indikator (CSV)"

FIRST_COLUMNS = ("raumbezug", "kennziffer", "name", "zeitbezug")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def _is_head(head: list[str]) -> bool:
    small = [name.casefold() for name in head]
    return tuple(small[:4]) == FIRST_COLUMNS and len(head) > 4 and all(head) and "wert" not in small


def recognises(file: Delivered) -> bool:
    """Whether the head begins with the four columns and goes on with others than `Wert`."""
    return any(_is_head(head) for head in delimited.head_of(file))


def read(file: Delivered) -> Reading:
    """The rows of Thuringia and Germany. Raises FileRefused where a row does not fit the head or a year is none."""
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    head = rows[0][1] if rows else []
    if not _is_head(head):
        raise FileRefused(f"„{file.name}“ hat nicht die Spalten {', '.join(FIRST_COLUMNS)} und Kürzel von INKAR.")
    if len({*head}) < len(head):
        raise FileRefused(f"„{file.name}“: Ein Kürzel steht mehrfach im Kopf.")
    delimited.check_width(file, rows[1:], len(head))
    kept = [(line, cells, place) for line, cells in rows[1:] if (place := area_of(cells[0], cells[1]))]
    if not kept:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    decimal = delimited.decimal_sign(file, (cell for _, cells, _ in kept for cell in cells[4:]), usual=",")
    figures: list[dict[str, Any]] = []
    for line, cells, (level, key) in kept:
        if not _YEAR.fullmatch(cells[3]):
            raise FileRefused(f"„{file.name}“, Zeile {line}: „{cells[3]}“ ist kein Jahr.")
        for number in range(4, len(head)):
            if cells[number]:
                value, sign = delimited.figure(cells[number], decimal)
                figures.append(
                    {
                        "area": key, "level": level, "name": cells[2], "period": cells[3], "year": int(cells[3]),
                        "series": head[number], "value": value, "sign": sign, "row": line, "column": head[number],
                    }
                )  # fmt: skip
    facts = shape.facts | {"read": str(len(rows) - 1), "dropped": str(len(rows) - 1 - len(kept))}
    series = {name: Series(name) for name in head[4:]}
    return Reading(FORMAT, TITLE, table_of(figures), series, facts=facts)
