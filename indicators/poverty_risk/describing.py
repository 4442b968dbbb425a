"""What must stand beside every index (I-12), as pairs of a heading and a German sentence."""

from __future__ import annotations

from indicators.poverty_risk.rank_bands import UncertaintyResult
from indicators.poverty_risk.recipe import Recipe
from indicators.poverty_risk.scoring import IndexResult
from indicators.wording import number

NONE_LEFT_OUT = "bei zwei Bestandteilen wird keiner weggelassen"
NORMALISATION_WORDS = {
    "min_max": "Min-Max",
    "z_score": "z-Werte (Stichproben-Standardabweichung)",
    "rank": "Ränge",
}
AGGREGATION_WORDS = {
    "arithmetic": "gewichtetes arithmetisches Mittel",
    "geometric": "gewichtetes geometrisches Mittel",
    "harmonic": "gewichtetes harmonisches Mittel",
}
BURDEN_WORDS = {1: "hoher Wert belastet", -1: "hoher Wert entlastet"}


def description(result: IndexResult, uncertain: UncertaintyResult | None = None) -> tuple[tuple[str, str], ...]:
    """Components with year, direction and weight, method, coverage, rank band, and that all is relative."""
    recipe = result.recipe
    components = "; ".join(
        f"{item.label}{f' ({item.year})' if item.year else ''}: {BURDEN_WORDS[item.direction]},"
        f" Gewicht {number(100 * share, 1)} %"
        for item, share in zip(recipe.components, result.shares, strict=True)
    )
    return (
        ("Bestandteile", components),
        ("Normierung", f"{NORMALISATION_WORDS[recipe.normalisation]}, {_reference(recipe)}"),
        ("Zusammenfassung", AGGREGATION_WORDS[recipe.aggregation]),
        ("Deckung", _coverage(result)),
        ("Rangspanne", _band(uncertain)),
        ("Belastungsklassen", _classes(recipe)),
        ("Aussage", f"relativ zu den {result.compared} verglichenen Gebieten; keine Armutsgefährdungsquote"),
    )


def _reference(recipe: Recipe) -> str:
    if recipe.reference_year is not None:
        return f"Maßstab fest aus dem Jahr {recipe.reference_year}; Werte verschiedener Jahre sind vergleichbar"
    return "Maßstab jedes Jahr neu; über Jahre sind nur Klasse und Rang vergleichbar, nicht die Indexwerte"


def _coverage(result: IndexResult) -> str:
    without = len(result.areas) - result.compared
    partial = [item.coverage for item in result.areas if item.rank and item.coverage < 1]
    complete = result.compared - len(partial)
    text = f"{complete} von {len(result.areas)} Gebieten mit allen Bestandteilen"
    if partial:
        text += f", {len(partial)} mit einem Teil davon (mindestens {number(100 * min(partial), 0)} %)"
    return text + (f", {without} ohne Index (zu wenige bekannte Werte)" if without else "")


def _band(uncertain: UncertaintyResult | None) -> str:
    if uncertain is None:
        return "noch nicht berechnet"
    spread = number(100 * uncertain.spread, 0)
    left_out = ", kein oder ein Bestandteil weggelassen" if uncertain.leaves_out else f"; {NONE_LEFT_OUT}"
    return (
        f"5 bis 95 % aus {number(uncertain.draws, 0)} Ziehungen: Gewichte ± {spread} %, Normierung"
        f" (Min-Max, z-Werte, Ränge), Mittel (arithmetisch, geometrisch){left_out}; fester Startwert {uncertain.seed}"
    )


def _classes(recipe: Recipe) -> str:
    low, middle, high = (number(limit, 2, signed=True) for limit in recipe.status_limits)
    return (
        f"gering bis {low}, mittel bis {middle}, hoch bis {high}, darüber sehr hoch"
        " (Standardabweichungen vom Mittel; eigene Setzung)"
    )
