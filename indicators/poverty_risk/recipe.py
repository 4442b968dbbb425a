"""What goes into an index: components with direction and weight, the method, and the figures; checked once, here."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

import numpy as np

from indicators.measures import Floats
from indicators.poverty_risk.classing import STATUS, STATUS_LIMITS
from indicators.poverty_risk.refusing import IndexRefused

Normalisation = Literal["min_max", "z_score", "rank"]
Aggregation = Literal["arithmetic", "geometric", "harmonic"]
NORMALISATIONS: tuple[Normalisation, ...] = ("min_max", "z_score", "rank")
AGGREGATIONS: tuple[Aggregation, ...] = ("arithmetic", "geometric", "harmonic")

LARGEST_WEIGHT = 1_000_000.0
"""Only the proportions count, and no number of people could tell more of them apart."""
MINIMUM_COMPONENTS = 2
MINIMUM_AREAS = 5
"""Our own choice: below this, mean, spread and ranks describe single areas rather than a comparison."""


@dataclass(frozen=True, slots=True)
class Component:
    """One indicator in the index."""

    key: str
    label: str
    direction: int = 1
    """+1: a high value raises the burden; -1: a high value lowers it."""
    weight: float = 1.0
    """Any number from 0 to `LARGEST_WEIGHT`; only the proportions count."""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which components are combined and how. Raises IndexRefused for what cannot be an index."""

    components: tuple[Component, ...]
    normalisation: Normalisation = "z_score"
    aggregation: Aggregation = "arithmetic"
    reference_year: int | None = None
    """The year whose minimum and maximum (mean and standard deviation) hold for all years; None: every year its own."""
    status_limits: tuple[float, ...] = STATUS_LIMITS
    """In standard deviations of the scores, ascending; see `classing`."""

    def __post_init__(self) -> None:
        weight_shares(
            [item.weight for item in self.components],
            [item.label for item in self.components],
            at_least=MINIMUM_COMPONENTS,
        )
        keys = [item.key for item in self.components]
        for item in self.components:
            if keys.count(item.key) > 1:
                raise IndexRefused(f"„{item.label}“ ist doppelt gewählt. Jeder Bestandteil zählt nur einmal.")
            if item.direction not in (-1, 1):
                raise IndexRefused(f"Für „{item.label}“ fehlt die Richtung: Belastet ein hoher Wert oder entlastet er?")
        _check_method(self)

    @property
    def shares(self) -> Floats:
        """The weights, adding up to one."""
        return weight_shares([item.weight for item in self.components], [item.label for item in self.components])

    @property
    def directions(self) -> tuple[int, ...]:
        """Direction of each component."""
        return tuple(item.direction for item in self.components)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The values an index is made of: areas in rows, components in columns, NaN where a value is unknown or withheld.

    A withheld value must already be NaN here: what never enters cannot be computed back out of the index (I-05).
    `reference`: the same for the reference year. Raises IndexRefused for too few areas, a double area or an infinite
    value, ValueError when the shape does not fit.
    """

    areas: tuple[str, ...]
    values: Floats
    reference: Floats | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", np.asarray(self.values, float))
        if self.values.ndim != 2 or self.values.shape[0] != len(self.areas):
            raise ValueError(f"values must be areas x components, not {self.values.shape} for {len(self.areas)} areas")
        if self.reference is not None and self.reference.shape != self.values.shape:
            raise ValueError(f"reference has shape {self.reference.shape}, values have {self.values.shape}")
        if len(set(self.areas)) < len(self.areas):
            raise IndexRefused("Ein Gebiet ist doppelt gewählt. Jedes Gebiet zählt nur einmal.")
        if len(self.areas) < MINIMUM_AREAS:
            raise IndexRefused(f"Der Vergleich braucht mindestens {MINIMUM_AREAS} Gebiete; gewählt: {len(self.areas)}.")
        if np.isinf(self.values).any() or (self.reference is not None and np.isinf(self.reference).any()):
            raise IndexRefused("Ein Wert ist unendlich groß; damit lässt sich kein Index berechnen.")


def weight_shares(weights: Sequence[object], names: Sequence[str] | None = None, *, at_least: int = 1) -> Floats:
    """Weights divided by their sum: w_i / Σ w.

    `names`: how a weight is called in the refusal. Raises IndexRefused for a weight that is negative, above
    `LARGEST_WEIGHT` or not a number, and when fewer than `at_least` weights are above zero.
    """
    names = names if names is not None else [f"Bestandteil {place}" for place in range(1, len(weights) + 1)]
    checked = [_weight(name, weight) for name, weight in zip(names, weights, strict=True)]
    if not checked or max(checked) == 0:
        raise IndexRefused("Alle Gewichte sind null. Ohne Gewicht gibt es keinen Index.")
    # Dividing by the largest first keeps the tiniest weights apart from zero.
    scaled = np.asarray(checked, float) / max(checked)
    if np.count_nonzero(scaled) < at_least:
        raise IndexRefused("Ein Index braucht mindestens zwei Bestandteile mit einem Gewicht über null.")
    return np.asarray(scaled / scaled.sum(), float)


def weights_from_text(text: str, called: Callable[[str], str] = str) -> dict[str, float]:
    """`sgb2_children_rate=2,unemployment_rate=1` as key -> weight; a key alone weighs 1.

    `called`: how a refusal names a key. Raises IndexRefused for an empty text, a weight that is no number, and a key
    that stands there twice.
    """
    found: dict[str, float] = {}
    for piece in text.split(","):
        key, separator, weight = (part.strip() for part in piece.partition("="))
        if not key:
            raise IndexRefused("Gewichte werden so angegeben: kennung=2,andere_kennung=1 (Dezimalzeichen: Punkt).")
        if key in found:
            raise IndexRefused(f"„{called(key)}“ ist doppelt angegeben. Jeder Bestandteil zählt nur einmal.")
        try:
            found[key] = float(weight) if separator else 1.0
        except ValueError:
            raise IndexRefused(f"Das Gewicht von „{called(key)}“ ist keine Zahl: „{weight}“.") from None
    weight_shares(list(found.values()), [called(key) for key in found], at_least=MINIMUM_COMPONENTS)
    return found


def burden_direction(direction: str, label: str) -> int:
    """+1 or -1 from a catalogue direction: where lower is better, a high value is a burden.

    Raises IndexRefused for an indicator without a judgement: somebody has to say which way it counts.
    """
    if direction == "no_judgement":
        raise IndexRefused(f"„{label}“ wird nicht gewertet. Für den Index fehlt, ob ein hoher Wert belastet.")
    return {"lower_is_better": 1, "higher_is_better": -1}[direction]


def latest_common_year(years: Mapping[str, Collection[int]], gap: int = 0) -> int:
    """The latest year for which every component has values, and had them `gap` years before.

    `years`: component label -> its years. Raises IndexRefused when there is none.
    """
    both = [{year for year in known if year - gap in known} for known in years.values()]
    common = set.intersection(*both) if both else set()
    if not common:
        before = f" und auch {gap} Jahre davor" if gap else ""
        raise IndexRefused(f"Es gibt kein Jahr, für das alle Bestandteile{before} vorliegen.")
    return max(common)


def _weight(name: str, weight: object) -> float:
    is_number = isinstance(weight, (int, float, np.integer, np.floating)) and not isinstance(weight, bool)
    if not is_number or not math.isfinite(float(cast(float, weight))):
        raise IndexRefused(f"Das Gewicht von „{name}“ ist keine Zahl.")
    found = float(cast(float, weight))
    if found < 0:
        raise IndexRefused(f"Das Gewicht von „{name}“ ist negativ. Möglich sind Zahlen ab 0.")
    if found > LARGEST_WEIGHT:
        raise IndexRefused(f"Das Gewicht von „{name}“ ist zu groß. Möglich sind Zahlen bis 1.000.000.")
    return found


def _check_method(recipe: Recipe) -> None:
    if recipe.normalisation not in NORMALISATIONS:
        raise IndexRefused(
            f"Die Normierung „{recipe.normalisation}“ gibt es nicht. Möglich: {', '.join(NORMALISATIONS)}."
        )
    if recipe.aggregation not in AGGREGATIONS:
        raise IndexRefused(
            f"Die Zusammenfassung „{recipe.aggregation}“ gibt es nicht. Möglich: {', '.join(AGGREGATIONS)}."
        )
    if recipe.reference_year is not None and recipe.normalisation == "rank":
        raise IndexRefused("Ränge lassen sich nicht an einem Bezugsjahr festmachen. Möglich: Min-Max oder z-Werte.")
    if recipe.reference_year is not None and recipe.normalisation == "z_score" and recipe.aggregation != "arithmetic":
        # Moving z-scores above zero needs the lowest value of the very year: the scale would differ from year to year.
        raise IndexRefused("Mit festem Bezugsjahr lassen sich z-Werte nur arithmetisch zusammenfassen.")
    limits = recipe.status_limits
    ascending = all(low < high for low, high in pairwise(limits))
    if len(limits) != len(STATUS) - 1 or not ascending or not all(math.isfinite(limit) for limit in limits):
        raise IndexRefused("Die Grenzen der Belastungsklassen müssen drei aufsteigende Zahlen sein.")
