"""The 4 x 3 matrix of burden and development, heaviest burden first: properties of the page's component."""

from __future__ import annotations

from typing import Any

from dashboard import theme
from indicators.poverty_risk import DYNAMICS, DYNAMICS_LIMITS, STATUS
from indicators.risk_index import RiskIndex
from indicators.risk_index_tables import AGAINST_AVERAGE, estimate_note, reason
from indicators.wording import listed, number

DYNAMICS_WORDS = {
    "positiv": "Belastung entwickelte sich günstiger als im Mittel der Kreise",
    "stabil": "Belastung entwickelte sich etwa wie im Mittel der Kreise",
    "negativ": "Belastung entwickelte sich ungünstiger als im Mittel der Kreise",
}
"""Measured against the average, never against zero: where the burden fell less than elsewhere, too, it is negative."""


def matrix(found: RiskIndex) -> dict[str, Any]:
    """Rows, columns, the areas of every cell, and those that stand in none with the reason."""
    colours = theme.sequential(len(STATUS))
    rows = list(reversed(list(zip(STATUS, colours, found.matrix.cells, strict=True))))
    return {
        "rows": [{"label": name, "colour": colour} for name, colour, _ in rows],
        "columns": [{"label": name, "note": DYNAMICS_WORDS[name]} for name in DYNAMICS],
        "cells": [[[[area, found.names[area]] for area in cell] for cell in cells] for _, _, cells in rows],
        "rest": [[area, found.names[area], reason(found, area)] for area in found.matrix.not_comparable]
        if found.has_dynamics
        else [],
        "rest_note": "" if found.has_dynamics else no_dynamics(found),
        "caption": caption(found),
    }


def caption(found: RiskIndex) -> str:
    """Which years the rows and columns are about, and whose dynamics rest on estimates."""
    if not found.has_dynamics:
        return f"Belastung {found.year}"
    across = next(filter(None, map(found.across, found.records)), "")
    estimated = [found.names[item.area] for item in found.ranked() if estimate_note(found, item.area)]
    named = f"aus geschätzten Werten bei {listed(estimated)}" if estimated else ""
    return ", ".join(
        filter(None, [f"Belastung {found.year} und Dynamik {found.earlier_year} bis {found.year}", across, named])
    )


def no_dynamics(found: RiskIndex) -> str:
    """Why a whole year has no dynamics, and which years have."""
    years = ", ".join(str(year) for year in found.moving_years)
    instead = f" Eine Dynamik gibt es für {years}." if years else " Eine Dynamik gibt es für kein Jahr."
    return (
        f"Dynamik nicht vergleichbar: Für {found.earlier_year} liegen nicht alle Bestandteile vor, "
        f"deshalb steht kein Gebiet in der Matrix.{instead}"
    )


def limits_note() -> str:
    """Where the limits of the dynamics lie."""
    low, high = (number(limit, 1, signed=True) for limit in DYNAMICS_LIMITS)
    return (
        f"Dynamik: {AGAINST_AVERAGE}. Positiv heißt bis {low}, negativ über {high} "
        "Standardabweichungen (eigene Setzung). Über einen Reihenbruch hinweg gibt es keine Dynamik. Eine neue "
        "Bevölkerungsbasis im Nenner einer Leistungsrate zählt nicht als Bruch, wird aber genannt."
    )
