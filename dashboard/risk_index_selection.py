"""What the reader chose on the page of the social index <-> the address bar.

`IndexChoice.of` turns whatever the browser sent into something that can be shown: either an index, or the German
sentence that says why there is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geo import areas as geography
from indicators import risk_index
from indicators.answers import UnknownChoice
from indicators.risk_index import RiskIndex
from indicators.risk_index_question import (
    AGGREGATIONS,
    NORMALISATIONS,
    OWN,
    PRESETS,
    SPAN,
    SPANS,
    Question,
    component,
    preset_of,
    weights_text,
)

Weights = tuple[tuple[str, float], ...]
FIRST_PRESET = "mss"
MOST_COMPONENTS = 12
"""Sliders that can still be surveyed; further ones are left out with a sentence."""


@dataclass(frozen=True)
class IndexChoice:
    """Weights, year and method as chosen; `found` is None where they make no index, and `problem` says why."""

    weights: Weights
    span: int
    normalisation: str
    aggregation: str
    areas: tuple[str, ...]
    found: RiskIndex | None
    problem: str

    @classmethod
    def of(cls, /, **raw: Any) -> IndexChoice:
        """The nearest sensible choice for anything at all.

        `before`: the query of the choice before this one. A preset that differs from the one before brings its own
        weights and opens on its own year; otherwise the weights count.
        """
        before = dict(parse_qsl(raw["before"].lstrip("?"))) if isinstance(raw.get("before"), str) else {}
        preset, year = raw.get("preset"), _year(raw.get("year"))
        problems: list[str] = []
        if _brings_weights(preset, raw, before):
            weights, year = PRESETS[str(preset)].weights, None if before else year
        else:
            weights = _weights(raw.get("weights"), problems)
        span = _one_of(_year(raw.get("span")), SPANS, SPAN)
        normalisation = _one_of(raw.get("normalisation"), NORMALISATIONS, "z_score")
        aggregation = _one_of(raw.get("aggregation"), AGGREGATIONS, "arithmetic")
        found = _found(Question(weights, None, span, normalisation, aggregation), year, problems)
        return cls(
            weights,
            span,
            normalisation,
            aggregation,
            _areas(raw.get("areas")),
            found,
            " ".join(dict.fromkeys(problems)),
        )

    @property
    def preset(self) -> str:
        """The preset these weights are, or `OWN`."""
        return preset_of(self.weights)

    def recipe(self) -> str:
        """What the index depends on, as a query the API understands."""
        chosen: dict[str, Any] = (
            {"weights": weights_text(self.weights)} if self.preset == OWN else {"preset": self.preset}
        )
        if self.found:
            chosen["year"] = self.found.year
        defaults = {"span": SPAN, "normalisation": "z_score", "aggregation": "arithmetic"}
        chosen |= {name: getattr(self, name) for name, usual in defaults.items() if getattr(self, name) != usual}
        return urlencode(chosen, safe=",:=")

    def query(self) -> str:
        """For the address bar: the recipe and the selected areas."""
        return self.recipe() + (f"&areas={','.join(self.areas)}" if self.areas else "")


def of_query(query: Any, **more: Any) -> IndexChoice:
    """The choice of a query."""
    return IndexChoice.of(**{**dict(parse_qsl(str(query or "").lstrip("?"))), **more})


def _brings_weights(preset: Any, raw: Mapping[str, Any], before: Mapping[str, str]) -> bool:
    if not isinstance(preset, str) or preset not in PRESETS:
        return False
    return before.get("preset") != preset if before else "weights" not in raw


def _weights(value: Any, problems: list[str]) -> Weights:
    """Known components with their weights, NaN for what is no number; the first preset where nothing is left."""
    found: dict[str, float] = {}
    for key, weight in _pairs(value):
        try:
            found[component(key).id] = _number(weight)
        except UnknownChoice as problem:
            problems.append(str(problem))
    if len(found) > MOST_COMPONENTS:
        problems.append(f"Gezeigt werden die ersten {MOST_COMPONENTS} Bestandteile.")
    if problems and not found:
        problems.append(f"Gezeigt wird die Vorlage „{PRESETS[FIRST_PRESET].title}“.")
    return tuple(found.items())[:MOST_COMPONENTS] or PRESETS[FIRST_PRESET].weights


def _pairs(value: Any) -> list[tuple[str, Any]]:
    """From the sliders a mapping, from the address bar a text."""
    if isinstance(value, Mapping):
        return [(key, weight) for key, weight in value.items() if isinstance(key, str)]
    if not isinstance(value, str):
        return []
    pieces = [piece.strip() for piece in value.split(",") if piece.strip()]
    return [
        (key.strip(), weight if equals else 1) for key, equals, weight in (piece.partition("=") for piece in pieces)
    ]


def _number(value: Any) -> float:
    try:
        return math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _found(question: Question, year: int | None, problems: list[str]) -> RiskIndex | None:
    """The index of the year where there is one, else of its opening year; None with a sentence."""
    try:
        opening = risk_index.asked(question)
        if year is None or year == opening.year or year not in opening.years:
            return opening
        return risk_index.asked(
            Question(question.weights, year, question.span, question.normalisation, question.aggregation)
        )
    except UnknownChoice as problem:
        problems.append(str(problem))
        return None


def _areas(value: Any) -> tuple[str, ...]:
    known = {area.key for area in geography.areas("district", "2021")}
    asked = value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(area for area in asked if isinstance(area, str) and area in known))


def _year(value: Any) -> int | None:
    try:
        return int(str(value)[:9])
    except ValueError:
        return None


def _one_of(value: Any, known: Any, usual: Any) -> Any:
    return value if isinstance(value, (str, int)) and value in known else usual
