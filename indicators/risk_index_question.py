"""What may be asked of the social index: components, presets, weights, year and method, out of text or by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from indicators import answers, poverty_risk
from indicators.answers import UnknownChoice
from indicators.catalogue.records import Indicator

SPANS = (2, 5)
SPAN = 2
NORMALISATIONS: dict[str, str] = {"z_score": "z-Werte", "min_max": "Min-Max (0 bis 100)", "rank": "Ränge"}
AGGREGATIONS: dict[str, str] = {
    "arithmetic": "arithmetisch (Ausgleich möglich)",
    "geometric": "geometrisch (wenig Ausgleich)",
}
LONGEST_PIECE = 80
"""Letters of one `kennung=gewicht`; more is a mistake."""
EXAMPLE = "sgb2_children_rate=2,unemployment_rate=1"


@dataclass(frozen=True, slots=True)
class Preset:
    """A documented set of components with weights."""

    key: str
    title: str
    weights: tuple[tuple[str, float], ...]
    note: str


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "mss",
            "angelehnt an MSS Berlin, Fassung bis 2017",
            (
                ("unemployment_rate", 1.0),
                ("long_term_unemployment_rate", 1.0),
                ("sgb2_rate", 1.0),
                ("sgb2_children_rate", 1.0),
            ),
            "Vier Bestandteile mit gleichem Gewicht: Arbeitslosigkeit, Langzeitarbeitslosigkeit, Transferbezug und "
            "Kinderarmut. Berlin zählt beim Transferbezug nur Menschen, die nicht arbeitslos sind, und auch die "
            "Sozialhilfe; dafür steht hier näherungsweise der SGB II-Bezug je 100 Einwohner unter 65 Jahren, in dem "
            "Arbeitslose enthalten sind. Arbeitslosigkeit zählt dadurch mehrfach. Berlin vergleicht Planungsräume, "
            "diese Seite Kreise; die Klassengrenzen sind eine eigene Setzung.",
        ),
        Preset(
            "equal",
            "gleichgewichtet",
            (
                ("unemployment_rate", 1.0),
                ("long_term_unemployment_rate", 1.0),
                ("sgb2_rate", 1.0),
                ("sgb2_children_rate_under_18", 1.0),
                ("disposable_income_per_person", 1.0),
            ),
            "Fünf Bestandteile mit gleichem Gewicht aus drei Themenfeldern: Arbeit (Arbeitslosenquote, "
            "Langzeitarbeitslosenquote), Existenzsicherung (SGB II-Bezug, nicht erwerbsfähige Leistungsberechtigte je "
            "100 unter 18-Jährige als Reihe ohne Lücke) und Einkommen (verfügbares Einkommen, entlastend). Gewählt, "
            "weil alle fünf bis 2022 in jedem Jahr vorliegen; die Auswahl ist eine eigene Setzung.",
        ),
    )
}
OWN = "own"


def preset_of(weights: tuple[tuple[str, float], ...]) -> str:
    """The preset with these components and weights, in any order; else `OWN`."""
    chosen = {key: weight for key, weight in weights if weight != 0}
    return next((preset.key for preset in PRESETS.values() if dict(preset.weights) == chosen), OWN)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; weights as given, checked when the question is answered."""

    weights: tuple[tuple[str, float], ...]
    year: int | None = None
    span: int = SPAN
    normalisation: str = "z_score"
    aggregation: str = "arithmetic"


def candidates() -> dict[str, Indicator]:
    """Every indicator that may be a component, in the order of the menu: a rate with a direction, for districts."""
    return {record.id: record for record in answers.offered().values() if not _unfit(record)}


def component(key: str) -> Indicator:
    """The record of a component. Raises UnknownChoice for an unknown id and for what cannot be one."""
    record = answers.indicator(key)
    reason = _unfit(record)
    if reason:
        raise UnknownChoice(f"„{record.short_title}“ kann kein Bestandteil sein, weil {reason}.")
    return record


def weights_of(text: str) -> tuple[tuple[str, float], ...]:
    """`sgb2_children_rate=2,unemployment_rate=1` as pairs. Raises UnknownChoice with a German sentence."""
    if any(len(piece) > LONGEST_PIECE for piece in text.split(",")):
        raise UnknownChoice(f"Die Gewichte sind nicht lesbar; gemeint ist zum Beispiel {EXAMPLE}.")
    with refusing():
        found = tuple(poverty_risk.weights_from_text(text, called).items())
    for key, _ in found:
        component(key)
    return found


def question_of(
    *,
    weights: str | None = None,
    preset: str | None = None,
    year: str | None = None,
    span: str | None = None,
    normalisation: str | None = None,
    aggregation: str | None = None,
) -> Question:
    """A question out of a command or an address. Raises UnknownChoice with a German sentence."""
    if (weights is None) == (preset is None):
        raise UnknownChoice(
            f"Gebraucht werden entweder Gewichte (weights, zum Beispiel {EXAMPLE}) oder eine Vorlage "
            f"(preset: {', '.join(PRESETS)})."
        )
    return Question(
        weights_of(weights) if weights is not None else PRESETS[_one_of(preset, PRESETS, "Die Vorlage")].weights,
        None if year is None else answers.year_of(year),
        span_of(span or str(SPAN)),
        _one_of(normalisation or "z_score", NORMALISATIONS, "Die Normierung"),
        _one_of(aggregation or "arithmetic", AGGREGATIONS, "Die Zusammenfassung"),
    )


def span_of(text: str) -> int:
    """The years the dynamics reach back. Raises UnknownChoice."""
    if text not in {str(item) for item in SPANS}:
        raise UnknownChoice(f"Die Dynamik gibt es über zwei oder fünf Jahre, nicht über „{answers.shortened(text)}“.")
    return int(text)


def called(key: str) -> str:
    """What a reader calls a component: its short title where there is one."""
    record = answers.offered().get(key)
    return record.short_title if record else answers.shortened(key)


def weights_text(weights: tuple[tuple[str, float], ...]) -> str:
    """The inverse of `weights_of`."""
    return ",".join(f"{key}={weight:g}" for key, weight in weights)


def _one_of(text: str | None, known: dict[str, Any], what: str) -> str:
    if text not in known:
        raise UnknownChoice(f"{what} „{answers.shortened(text or '')}“ gibt es nicht. Möglich: {', '.join(known)}.")
    return str(text)


def _unfit(record: Indicator) -> str:
    """Why an indicator cannot be a component, as a subordinate clause; empty when it can."""
    if record.ranks_only:
        return "er jedes Jahr neu skaliert wird und selbst ein Index ist. Er steht zum Vergleich daneben"
    if record.kind == "count":
        return "eine Anzahl von der Größe des Gebiets abhängt"
    if "district" not in record.levels:
        return "er nicht für Kreise vorliegt"
    if record.direction == "no_judgement":
        return "er nicht gewertet wird: Es fehlt, ob ein hoher Wert belastet"
    return ""


@contextmanager
def refusing() -> Iterator[Any]:
    """What `poverty_risk` refuses becomes the refusal everybody here knows how to show."""
    try:
        yield
    except poverty_risk.IndexRefused as problem:
        raise UnknownChoice(str(problem)) from problem
