"""The map of the social index: four classes of burden, the rank band in the words of every area."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard import theme
from geo import boundaries
from indicators.poverty_risk import STATUS, UncertaintyResult
from indicators.risk_index import RiskIndex
from indicators.risk_index_tables import estimate_note, reason
from indicators.wording import number

RUNNING = "Unsicherheit wird berechnet …"
NO_INDEX = "kein Index (zu wenige bekannte Werte)"


def series(found: RiskIndex, uncertain: UncertaintyResult | None = None) -> dict[str, Any]:
    """The payload of the one map component for a single year."""
    year = str(found.year)
    areas = list(found.figures.areas)
    scores = [found.result.by_area[area] for area in areas]
    classes = [STATUS.index(item.status) if item.status else -1 for item in scores]
    counts = Counter(classes)
    missing = counts.pop(-1, 0)
    return {
        "indicator": f"index-{_fingerprint(found)}",
        "level": "district",
        "kind": "fill",
        "title": "Sozialindex",
        "unit": "",
        "legend_title": "Belastung",
        "legend_note": f"relativ zu den {found.result.compared} verglichenen Gebieten; keine Armutsgefährdungsquote",
        "areas": areas,
        "years": [found.year],
        "shapes": {year: f"district-{boundaries.drawing_division('2021')}"},
        "colours": theme.sequential(len(STATUS)),
        "class": {year: classes},
        "text": {year: [place(found, area) for area in areas]},
        "status": {year: {item.area: "missing" for item in scores if not item.status}},
        "statuses": {year: [{"status": "missing", "label": NO_INDEX, "count": missing}] if missing else []},
        "legend": {year: [{"label": name, "count": counts.get(place, 0)} for place, name in enumerate(STATUS)]},
        "note": {year: class_note(found)},
        "notes": {year: notes(found, uncertain)},
    }


def class_note(found: RiskIndex) -> str:
    """Where the limits of the classes lie."""
    low, middle, high = (number(limit, 1, signed=True) for limit in found.recipe.status_limits)
    return f"Klassengrenzen: {low}, {middle} und {high} Standardabweichungen vom Mittel (eigene Setzung)."


def place(found: RiskIndex, area: str) -> str:
    """`Belastung hoch, Dynamik stabil`; empty for an area without an index."""
    status = found.result.by_area[area].status
    return f"Belastung {status}, Dynamik {found.moved.by_area[area].dynamics}" if status else ""


def notes(found: RiskIndex, uncertain: UncertaintyResult | None) -> dict[str, str]:
    """Area -> `Rang 4 (2–9)`; until the bands are known it says that they are being computed."""
    return {item.area: _note(found, item.area, uncertain) for item in found.result.areas if item.rank}


def _note(found: RiskIndex, area: str, uncertain: UncertaintyResult | None) -> str:
    rank = f"Rang {found.result.by_area[area].rank} ({RUNNING})"
    words = uncertain.by_area[area].text if uncertain else rank
    why, estimated = reason(found, area), estimate_note(found, area)
    if why:
        return f"{words}. Keine Dynamik: {why}"
    return f"{words}. {estimated}" if estimated else words


def _fingerprint(found: RiskIndex) -> str:
    """Different for different weights and methods, so that a painted map says which one it shows."""
    question = found.question
    weights = ",".join(f"{key}={weight:g}" for key, weight in question.weights)
    return f"{weights};{question.span};{question.normalisation};{question.aggregation}"
