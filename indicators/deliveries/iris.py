"""BBSR IRIS: one row per association of municipalities, one column per year, two heads, Latin-1.

First head `gemeindeve22;gemeindeve22name;q_einkst_bev98;...` (abbreviation and two digits of the year), second head
`Gebietskennziffer;Name;Einkommensteuer 1998;...`; keys have nine digits.
"""

from __future__ import annotations

import re
from typing import Any

from indicators.deliveries import delimited, text
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.naming import LEVEL_OF_DIGITS, STATE
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "iris"
TITLE = "BBSR, IRIS (CSV mit zwei Kopfzeilen)"

SECOND_HEAD = ("Gebietskennziffer", "Name")
_YEAR_AT_END = re.compile(r"(.*\S)\s+((?:19|20)\d{2})")
_TERRITORY = re.compile(r"(gemeindeve|gemeinde|gem|kreis|krs)(\d{2})")
LENGTHS = {"gemeindeve": 9, "gemeinde": 8, "gem": 8, "kreis": 5, "krs": 5}
"""First word of the first head -> digits of a key."""


def recognises(file: Delivered) -> bool:
    """Whether the two heads are those of IRIS."""
    heads = delimited.head_of(file, 2)
    return len(heads) == 2 and bool(_TERRITORY.fullmatch(heads[0][0])) and tuple(heads[1][:2]) == SECOND_HEAD


def read(file: Delivered) -> Reading:
    """The rows of Thuringia. Raises FileRefused where the heads contradict each other or a row does not fit them."""
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    if len(rows) < 3 or tuple(rows[1][1][:2]) != SECOND_HEAD or not (stated := _TERRITORY.fullmatch(rows[0][1][0])):
        raise FileRefused(f"„{file.name}“ hat nicht die zwei Kopfzeilen von IRIS (Gebietskennziffer; Name; …).")
    delimited.check_width(file, rows[1:], len(rows[0][1]))
    columns, series = _columns(file, rows[0][1], rows[1][1])
    digits = LENGTHS[stated[1]]
    body = [(line, text.padded_key(cells[0], (digits,)), cells) for line, cells in rows[2:]]
    padded = sum(was_short for _, (_, was_short), _ in body)
    findings = delimited.lost_zeros(padded)
    kept = [(line, key, cells) for line, (key, _), cells in body if len(key) == digits and key.startswith(STATE)]
    if not kept:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    decimal = delimited.decimal_sign(file, (cell for _, _, cells in kept for cell in cells[2:]), usual=",")
    figures: list[dict[str, Any]] = []
    for line, key, cells in kept:
        for number, name, year in columns:
            if cells[number]:
                value, sign = delimited.figure(cells[number], decimal)
                figures.append(
                    {
                        "area": key, "level": LEVEL_OF_DIGITS[digits], "name": cells[1], "period": str(year),
                        "year": year, "series": name, "value": value, "sign": sign,
                        "row": line, "column": rows[0][1][number],
                    }
                )  # fmt: skip
    facts = shape.facts | {
        "territory": f"31.12.20{stated[2]}",
        "read": str(len(body)),
        "dropped": str(len(body) - len(kept)),
    }
    return Reading(FORMAT, TITLE, table_of(figures), series, tuple(findings), facts)


def _columns(
    file: Delivered, short: list[str], long: list[str]
) -> tuple[list[tuple[int, str, int]], dict[str, Series]]:
    """(column, series, year), and the label of every series; both heads must mean the same year."""
    columns = []
    series: dict[str, Series] = {}
    for number in range(2, len(short)):
        spelled = _YEAR_AT_END.fullmatch(long[number])
        if spelled is None or not short[number].endswith(spelled[2][2:]):
            raise FileRefused(
                f"„{file.name}“: In Spalte {number + 1} passen die beiden Köpfe nicht zusammen "
                f"(„{short[number]}“ und „{long[number]}“)."
            )
        name = short[number][:-2]
        series.setdefault(name, Series(spelled[1]))
        columns.append((number, name, int(spelled[2])))
    return columns, series
