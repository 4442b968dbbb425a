"""What the reader chose on the page of the social index <-> the address bar.

`IndexChoice.of` turns whatever the browser sent into something that can be shown: either an index, or the German
sentence that says why there is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboard.parameters import several, whole
from dashboard.problems import Problem, Problems, plain, refusal, said
from geo import areas as geography
from indicators import answers, profiles, risk_index
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
    called,
    component,
    preset_of,
    span_of,
    weights_of,
    weights_text,
)

Weights = tuple[tuple[str, float], ...]
FIRST_PRESET = "mss"
MOST_COMPONENTS = 12
"""Sliders that can still be surveyed; further ones are left out with a sentence."""


@dataclass(frozen=True)
class IndexChoice:
    """Weights, year and method as chosen; `found` is None where they make no index, and `refusal` says why."""

    weights: Weights
    span: int
    normalisation: str
    aggregation: str
    areas: tuple[str, ...]
    found: RiskIndex | None
    refusal: str = ""
    problems: tuple[Problem, ...] = ()
    """What was wrong with the address, or with the components chosen on the page."""

    @classmethod
    def of(cls, /, **raw: Any) -> IndexChoice:
        """The nearest sensible choice for anything at all.

        `before`: the query of the choice before this one. A preset that differs from the one before brings its own
        weights and opens on its own year; otherwise the weights count.
        """
        before = dict(parse_qsl(raw["before"].lstrip("?"))) if isinstance(raw.get("before"), str) else {}
        preset, year = raw.get("preset"), whole(raw.get("year"), None)
        problems = Problems()
        if _brings_weights(preset, raw, before):
            weights, year = PRESETS[str(preset)].weights, None if before else year
        else:
            weights = _weights(raw.get("weights"), problems)
            shown = f"Gezeigt wird: {_preset_title(weights)}."
            titles = {key: f"„{one.title}“" for key, one in PRESETS.items()}
            problems.one_of(preset, {**titles, OWN: "eigene Gewichte"}, FIRST_PRESET, "Die Vorlage", shown)
        span = _span(raw.get("span"), problems)
        normalisation = problems.one_of(
            raw.get("normalisation"), NORMALISATIONS, "z_score", "Die Normierung", "Gezeigt werden z-Werte."
        )
        aggregation = problems.one_of(
            raw.get("aggregation"),
            AGGREGATIONS,
            "arithmetic",
            "Die Zusammenfassung",
            "Gezeigt wird das arithmetische Mittel.",
        )
        found, reason = _found(Question(weights, None, span, normalisation, aggregation), year)
        if found and not before:
            _check_year(raw.get("year"), found, problems)
        areas = _areas(raw.get("areas"), problems)
        return cls(weights, span, normalisation, aggregation, areas, found, reason, problems.found)

    @property
    def problem(self) -> str:
        """Everything that is wrong, while the reader moves the weights."""
        return " ".join(
            dict.fromkeys([*(problem.sentence for problem in self.problems), *filter(None, [self.refusal])])
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


def _weights(value: Any, problems: Problems) -> Weights:
    """Known components with their weights, NaN for what is no number; the first preset where nothing is left."""
    found: dict[str, float] = {}
    given = [key for key, _ in _pairs(value)]
    for key, weight in _pairs(value):
        reason = refusal(lambda key=key: component(key))  # type: ignore[misc]
        if not reason:
            found.setdefault(key, _number(weight))
            continue
        left = any(not refusal(lambda other=other: component(other)) for other in given)  # type: ignore[misc]
        instead = (
            "Gezeigt wird der Index ohne ihn." if left else f"Gezeigt wird die Vorlage „{PRESETS[FIRST_PRESET].title}“."
        )
        problems.add(reason, instead)
    for key in dict.fromkeys(key for key in found if given.count(key) > 1):
        problems.add(f"„{called(key)}“ ist doppelt angegeben.", "Gezeigt wird der Index mit dem ersten der Gewichte.")
    if isinstance(value, str) and not given:
        problems.add(refusal(lambda: weights_of(value)), f"Gezeigt wird die Vorlage „{PRESETS[FIRST_PRESET].title}“.")
    if len(found) > MOST_COMPONENTS:
        problems.add(
            f"Ein Index hat hier höchstens {MOST_COMPONENTS} Bestandteile.",
            f"Gezeigt werden die ersten {MOST_COMPONENTS} Bestandteile.",
        )
    return tuple(found.items())[:MOST_COMPONENTS] or PRESETS[FIRST_PRESET].weights


def _preset_title(weights: Weights) -> str:
    preset = preset_of(weights)
    return "eigene Gewichte" if preset == OWN else PRESETS[preset].title


def _span(value: Any, problems: Problems) -> int:
    span = whole(value, SPAN)
    span = span if span in SPANS else SPAN
    if value is not None and str(value) != str(span):
        problems.add(refusal(lambda: span_of(plain(value))), f"Gezeigt wird die Dynamik über {span} Jahre.")
    return span


def _check_year(value: Any, found: RiskIndex, problems: Problems) -> None:
    """A year the index has is shown; any other is a problem."""
    if value is None or str(value) == str(found.year):
        return
    asked = found.question
    again = replace(asked, year=whole(value, None))
    reason = refusal(lambda: answers.year_of(plain(value))) or refusal(lambda: risk_index.asked(again))
    problems.add(reason or f"Das Jahr {said(value)} gibt es nicht.", f"Gezeigt wird {found.year}.")


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


def _found(question: Question, year: int | None) -> tuple[RiskIndex | None, str]:
    """The index of the year where there is one, else of its opening year; None with a sentence."""
    try:
        opening = risk_index.asked(question)
        if year is None or year == opening.year or year not in opening.years:
            return opening, ""
        return risk_index.asked(replace(question, year=year)), ""
    except UnknownChoice as problem:
        return None, str(problem)


def _areas(value: Any, problems: Problems) -> tuple[str, ...]:
    known = {area.key for area in geography.areas("district", "2021")}
    asked = several(value)
    problems.areas(asked, known, len(known), lambda area: refusal(lambda: profiles.area_of(area)))
    return tuple(dict.fromkeys(area for area in asked if area in known))
