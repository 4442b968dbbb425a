"""How far chance alone moves a value, and whether a value stands clear of what it is held against.

Arithmetic and German words only: knows neither store nor door. Counts are full counts, not samples; an interval treats
the year's count as one outcome of a process that could have ended a little differently (`ABOUT_INTERVALS` says so to
the reader). Where a value has no interval, nothing is called better or worse.

Sources: APHO Technical Briefing 3, Commonly used public health statistics and their confidence intervals (2008);
Wilson (1927); Breslow and Day, Statistical Methods in Cancer Research II (1987) for Byar's formula; Dobson et al.,
Statistics in Medicine 10 (1991) for standardised rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.catalogue.records import Direction, Indicator
from indicators.measures import Floats

Method = Literal["wilson", "byar", "none"]
Side = Literal["higher", "lower", "similar"]
Key = Literal["better", "worse", "higher", "lower", "similar", "not_compared"]

CONFIDENCE = 0.95
FEW_CASES = 10
"""Below this many cases rates get exact limits (S-03), nothing is judged (S-06) and no standardised rate is shown."""

METHOD_WORDS: dict[Method, str] = {
    "wilson": "Konfidenzintervall nach Wilson",
    "byar": "Konfidenzintervall nach Byar, bei weniger als 10 Fällen exakt nach Poisson",
    "none": "ohne Intervall",
}
KEY_WORDS: dict[Key, str] = {
    "better": "günstiger",
    "worse": "ungünstiger",
    "higher": "höher",
    "lower": "niedriger",
    "similar": "nicht unterscheidbar",
    "not_compared": "nicht vergleichbar",
}
ABOUT_INTERVALS = (
    "Das Konfidenzintervall (KI) beschreibt Zufallsschwankung, nicht Stichprobenfehler: Gezählt wurde vollständig, "
    "doch auch eine vollständige Zählung fällt von Jahr zu Jahr zufällig etwas höher oder niedriger aus. "
    "Der Vergleichswert gilt als fest."
)
# Why two numbers must not be held against each other, besides what a missing value says for itself.
NO_VALUE = "kein Wert"
NO_COMPARISON = "kein Vergleichswert"
NO_INTERVAL = "veröffentlichter Wert ohne Intervall"
COMPUTED = "berechneter Wert ohne Intervall"
"""For the caller: changes, products and differences of counts, which nobody has published."""
FEW = "zu wenige Fälle"
ITSELF = "das Vergleichsgebiet selbst"
OTHER_YEAR = "anderes Jahr"
OTHER_GROUP = "andere Altersgruppe oder anderes Geschlecht"
OTHER_DEFINITION = "andere Definition"
WIDE = "Zufallsschwankung: Das Intervall ist breiter als der Wert selbst."


class NotComputable(ValueError):
    """Numbers a method must not be used on; the message is a German sentence."""


class Limits(NamedTuple):
    """Lower and upper limit, in the shape of the input; NaN where the input is unknown."""

    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Standardised:
    """A standardised rate or ratio with its limits, all in the unit of its factor."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a value stands against a fixed comparison value, in words that name their grounds."""

    key: Key
    words: str
    reason: str = ""
    """Why it is not compared; empty for every other key."""
    method: Method = "none"
    level: float = CONFIDENCE
    note: str = ""
    """`WIDE`, whenever half the interval is more than half the value (S-06)."""

    @property
    def sentence(self) -> str:
        """`nicht vergleichbar (zu wenige Fälle)`: the words with their reason."""
        return f"{self.words} ({self.reason})" if self.reason else self.words

    @property
    def grounds(self) -> str:
        """Method and level behind the words (S-09); empty where nothing was compared."""
        return "" if self.key == "not_compared" else f"{METHOD_WORDS[self.method]}, Niveau {percent(self.level)}"


def percent(level: float) -> str:
    """`99,8 %`: a level as a reader sees it."""
    return f"{100 * level:.6g}".replace(".", ",") + " %"


def quantile_of_normal(confidence: float) -> float:
    """z for a two-sided interval: 1.96 for 0.95. Raises NotComputable outside 0.9 (included) to 1 (excluded)."""
    if not 0.9 <= confidence < 1:
        raise NotComputable(f"Das Konfidenzniveau muss zwischen 90 % und unter 100 % liegen, nicht {confidence}.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def method_of(record: Indicator) -> Method:
    """The interval that suits an indicator: what its record says, and none where it says nothing.

    `wilson` where the numerator is part of the denominator, `byar` where it is not or where events are counted. Only a
    ratio has counts to make an interval from; a published rate, a mean or a difference of counts has none.
    """
    return getattr(record, "interval", "none") if record.kind == "ratio" else "none"


def limits(
    method: Method, numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE
) -> Limits:
    """Limits of factor * numerator / denominator by `method`; all unknown for `none`. Raises NotComputable."""
    if method == "wilson":
        return wilson(numerator, denominator, factor=factor, confidence=confidence)
    if method == "byar":
        return rate(numerator, denominator, factor=factor, confidence=confidence)
    unknown = np.full(np.broadcast(np.asarray(numerator), np.asarray(denominator)).shape, np.nan)
    return Limits(unknown, unknown.copy())


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE
) -> Limits:
    """Limits of a share: factor * (2x + z² -/+ z √(z² + 4x(1 - x/n))) / (2(n + z²)), after Wilson (1927).

    x of n, both in persons or cases, of any shape. Raises NotComputable for x < 0, n <= 0, x > n.
    """
    z, x, n = quantile_of_normal(confidence), _counts(numerator), _bases(denominator)
    if np.any(x > n):
        raise NotComputable("Bei einem Anteil darf der Zähler nicht größer als der Nenner sein.")
    middle, half = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower, upper = (middle - half) / (2 * (n + z**2)), (middle + half) / (2 * (n + z**2))
    # The formula gives exactly 0 and 1 at the ends; floats miss them by their last digit.
    return Limits(factor * np.where(x == 0, 0.0, lower), factor * np.where(x == n, 1.0, upper))


def rate(numerator: ArrayLike, denominator: ArrayLike, *, factor: float = 1, confidence: float = CONFIDENCE) -> Limits:
    """Limits of factor * x / n where x is a count of events or not part of n: limits of x by `poisson`, over n.

    May exceed the factor (250 of 220 is 113.6 per 100). Raises NotComputable for x < 0, n <= 0.
    """
    counted, n = poisson(numerator, confidence=confidence), _bases(denominator)
    return Limits(factor * counted.lower / n, factor * counted.upper / n)


def poisson(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count: exact below ten, Byar from ten on. Raises NotComputable for x < 0."""
    x, found = _counts(count), byar(count, confidence=confidence)
    few = x < FEW_CASES
    if not few.any():
        return found
    exact = exact_poisson(x, confidence=confidence)
    return Limits(np.where(few, exact.lower, found.lower), np.where(few, exact.upper, found.upper))


def byar(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count by Byar: x(1 - 1/9x - z/3√x)³, at least 0, and (x+1)(1 - 1/9(x+1) + z/3√(x+1))³.

    At 95 % within 0.2 % of the exact limits from ten cases on. Raises NotComputable for x < 0.
    """
    z, x = quantile_of_normal(confidence), _counts(count)
    some = np.maximum(x, 1 / 9)  # where the lower limit has long reached 0, and nothing is divided by 0
    lower = some * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0.0) ** 3
    above = x + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return Limits(lower, upper)


def exact_poisson(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Limits of a count from the Poisson distribution: χ²(α/2; 2x)/2 and χ²(1 - α/2; 2x + 2)/2.

    A χ² quantile with 2a degrees of freedom is twice the inverse of the incomplete gamma function of a, so restated
    counts that are not whole have limits too. Raises NotComputable for x < 0.
    """
    from scipy.special import gammainccinv, gammaincinv  # type: ignore[import-untyped, unused-ignore]  # slow to import

    quantile_of_normal(confidence)  # raises for a level outside its range
    x, tail = _counts(count), (1 - confidence) / 2
    some = np.maximum(x, 1e-3)  # far below the count at which the lower limit is 0 to the last digit of a float
    return Limits(gammaincinv(some, tail), gammainccinv(x + 1, tail))


def directly_standardised_rate(
    events: ArrayLike,
    people: ArrayLike,
    weights: ArrayLike,
    *,
    factor: float = 100_000,
    confidence: float = CONFIDENCE,
) -> Standardised | None:
    """Rate an area would have with the age structure of the standard population; limits after Dobson et al. (1991).

    value = Σ w·x/n / Σw; its limits are value + √(Var(value)/X) · (limits of X - X) with X = Σx and
    Var = Σ w²·x/n² / (Σw)². One entry per age group: events, people, standard population. None when X is below ten: not
    shown. Raises NotComputable for x < 0, n <= 0, weights below 0 or all 0, unknown or unequal numbers of groups.
    """
    x, n, w = _counts(events), _bases(people), np.asarray(weights, float)
    if not (x.ndim == 1 and x.shape == n.shape == w.shape):
        raise NotComputable("Fälle, Bevölkerung und Gewichte müssen dieselben Altersgruppen haben.")
    if np.isnan(x).any() or np.isnan(n).any() or not (w >= 0).all() or w.sum() <= 0:
        raise NotComputable("Fälle, Bevölkerung und Gewichte müssen für jede Altersgruppe bekannt sein.")
    total = float(x.sum())
    if total < FEW_CASES:
        return None
    value = float((w * x / n).sum() / w.sum())
    variance = float((w**2 * x / n**2).sum() / w.sum() ** 2)
    scale, counted = math.sqrt(variance / total), poisson(total, confidence=confidence)
    lower, upper = (value + scale * (float(limit) - total) for limit in counted)
    return Standardised(factor * value, factor * lower, factor * upper)


def indirectly_standardised_ratio(
    observed: float, expected: float, *, factor: float = 100, confidence: float = CONFIDENCE
) -> Standardised:
    """Observed over expected cases, 100 meaning as many as expected; limits of the observed count over expected.

    `expected`: Σ people of an age group * rate of the reference population. Raises NotComputable for x < 0 or expected
    <= 0.
    """
    counted = rate(observed, expected, factor=factor, confidence=confidence)
    return Standardised(factor * observed / expected, float(counted.lower), float(counted.upper))


def quantile_classes(values: ArrayLike, classes: int) -> list[int] | None:
    """Class 1 (lowest values) to `classes` of each value, 0 where unknown; None with fewer known values than classes.

    (q + 1) - ⌈((n + 1) - rank) / (n / q)⌉, equal values sharing the lowest rank. Computed in whole numbers: as a
    float 17 / (17 / 7) comes out above 7 and would open a class 0.
    """
    given = np.asarray(values, float)
    known = np.sort(given[~np.isnan(given)])
    if classes < 1 or known.size < classes:
        return None
    ranks = np.searchsorted(known, given, side="left") + 1
    found = (classes + 1) + (-(known.size + 1 - ranks) * classes) // known.size
    return [0 if math.isnan(value) else int(number) for value, number in zip(given, found, strict=True)]


def verdict(
    value: float,
    lower: float,
    upper: float,
    against: float | None,
    *,
    direction: Direction,
    method: Method,
    numerator: float = math.nan,
    obstacle: str = "",
    confidence: float = CONFIDENCE,
) -> Verdict:
    """Where a value with limits stands against a fixed value, all in one unit (S-05, S-06).

    Only an interval that lies wholly above or below says anything; one that touches the comparison does not.
    `obstacle`: a German reason why the two must not be compared (`ITSELF`, `OTHER_YEAR`, that of a missing comparison).
    `numerator`: cases behind the value; NaN where a source prints an interval without them. Raises NotComputable for
    crossed limits.
    """
    if lower > upper:
        raise NotComputable("Die untere Grenze des Intervalls liegt über der oberen.")
    note = WIDE if upper - lower > abs(value) else ""
    has_interval = method != "none" and not math.isnan(upper - lower)
    reason = _reason(value, against, obstacle, numerator, has_interval=has_interval)
    if reason or against is None:
        return Verdict("not_compared", KEY_WORDS["not_compared"], reason, method, confidence, note)
    side: Side = "higher" if lower > against else "lower" if upper < against else "similar"
    key = _judged(side, direction)
    return Verdict(key, KEY_WORDS[key], "", method, confidence, note)


def _reason(value: float, against: float | None, obstacle: str, numerator: float, *, has_interval: bool) -> str:
    """The first reason that forbids a comparison, the plainest one first."""
    if math.isnan(value):
        return NO_VALUE
    if obstacle:
        return obstacle
    if against is None or math.isnan(against):
        return NO_COMPARISON
    if not has_interval:
        return NO_INTERVAL
    return FEW if numerator < FEW_CASES else ""


def _judged(side: Side, direction: Direction) -> Key:
    """Better or worse where the indicator has a direction."""
    if side == "similar" or direction == "no_judgement":
        return side
    return "better" if (side == "higher") == (direction == "higher_is_better") else "worse"


def _counts(count: ArrayLike) -> Floats:
    x = np.asarray(count, float)
    if np.any((x < 0) | np.isinf(x)):
        raise NotComputable("Ein Zähler darf nicht negativ oder unendlich sein.")
    return x


def _bases(denominator: ArrayLike) -> Floats:
    n = np.asarray(denominator, float)
    if np.any((n <= 0) | np.isinf(n)):
        raise NotComputable("Ein Nenner muss größer als null und endlich sein.")
    return n
