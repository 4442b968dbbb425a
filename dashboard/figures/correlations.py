"""The correlation matrix as a table: each coefficient a number, coloured only where it stands clear of zero."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

from dashboard import theme
from dashboard.theme import ink_on
from indicators.catalogue import catalogue
from indicators.correlation_matrix import Matrix, lead
from indicators.measures import class_of, round_half_up
from indicators.relation_tables import why_empty
from indicators.wording import number

LIMITS = (-0.7, -0.5, -0.3, 0.3, 0.5, 0.7)
"""Of the printed coefficient; the middle class can be clear of zero only with many areas."""
COLOURS = tuple(theme.diverging(len(LIMITS) + 1))
SIGNS = {"pearson": "r", "spearman": "ρ"}


def table(found: Matrix) -> dict[str, Any]:
    """Properties of the table: groups of columns by department, headings, and a row of cells per indicator.

    A cell is [text, colour number or -1, year, number of areas, lower, upper]; [reason] where there is no coefficient;
    None on the diagonal.
    """
    titles = catalogue().departments
    size = range(len(found.indicators))
    return {
        "columns": [
            {"id": record.id, "label": record.short_title, "title": record.title} for record in found.indicators
        ],
        "groups": [
            {"label": titles[key].title, "count": len(list(part))} for key, part in groupby(found.indicators, key=lead)
        ],
        "cells": [[None if row == column else _cell(found, row, column) for column in size] for row in size],
        "colours": palette(),
        "sign": SIGNS[found.method],
    }


def palette() -> list[list[str]]:
    """Background and ink of every class."""
    return [[colour, ink_on(colour)] for colour in COLOURS]


def legend() -> list[dict[str, str]]:
    """Colours of coefficients in words, from far below zero to far above, and the cell without colour.

    The class around zero is left out: so near to it no coefficient of 22 areas stands clear of it.
    """
    words = {
        0: "−1,0 bis −0,7",
        1: "über −0,7 bis −0,5",
        2: "über −0,5 bis −0,3",
        4: "über 0,3 bis 0,5",
        5: "über 0,5 bis 0,7",
        6: "über 0,7 bis 1,0",
    }
    coloured = [{"colour": COLOURS[place], "label": label} for place, label in words.items()]
    return [*coloured, {"colour": theme.PAPER, "label": "nicht von null unterscheidbar (Intervall schließt null ein)"}]


def _cell(found: Matrix, row: int, column: int) -> list[Any]:
    value = float(found.value[row, column])
    if math.isnan(value):
        return [why_empty(found, row, column)]
    lower, upper = float(found.lower[row, column]), float(found.upper[row, column])
    group = class_of(float(round_half_up(value, 2)), LIMITS) if found.is_clear[row, column] else -1
    year, count = int(found.year[row, column]), int(found.count[row, column])
    return [number(value, 2), group, year, count, number(lower, 2), number(upper, 2)]
