"""Whether a value stands clear of what it is held against, in German words that name their grounds.

The limits come from `indicators.intervals`. Counts are full counts, not samples (`ABOUT_INTERVALS` says so to the
reader). Where a value has no interval, nothing is called better or worse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from indicators.catalogue.records import Direction, Indicator
from indicators.intervals import (
    CONFIDENCE,
    FEW_CASES,
    Limits,
    Method,
    NotComputable,
    Standardised,
    byar,
    directly_standardised_rate,
    exact_poisson,
    indirectly_standardised_ratio,
    limits,
    poisson,
    quantile_of_normal,
    rate,
    wilson,
)

__all__ = [
    "CONFIDENCE",
    "FEW_CASES",
    "KEY_WORDS",
    "METHOD_WORDS",
    "Key",
    "Limits",
    "Method",
    "NotComputable",
    "Side",
    "Standardised",
    "Verdict",
    "byar",
    "directly_standardised_rate",
    "exact_poisson",
    "indirectly_standardised_ratio",
    "limits",
    "method_of",
    "percent",
    "poisson",
    "quantile_of_normal",
    "rate",
    "verdict",
    "wilson",
]

Side = Literal["higher", "lower", "similar"]
Key = Literal["better", "worse", "higher", "lower", "similar", "not_compared"]

METHOD_WORDS: dict[Method, str] = {
    "wilson": "Intervall nach Wilson",
    "byar": "Intervall nach Byar, bei weniger als 10 Fällen exakt nach Poisson",
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
    "Das 95-%-Intervall beschreibt Zufallsschwankung, nicht Stichprobenfehler: Gezählt wurde vollständig, "
    "doch auch eine vollständige Zählung fällt von Jahr zu Jahr zufällig etwas höher oder niedriger aus. "
    "Der Vergleichswert gilt als fest."
)
METHOD_NAMES: dict[Method, str] = {"wilson": "Wilson", "byar": "Byar", "none": ""}
"""For a cell; a value compared has ten cases or more, so that `byar` is never the exact limits there."""
ABOUT_METHODS = (
    f"Verfahren: Wilson (Anteile), Byar (Raten; unter 10 Fällen exakt nach Poisson), Niveau {100 * CONFIDENCE:.0f} %."
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


def method_of(record: Indicator) -> Method:
    """The interval that suits an indicator: what its record says, and none where it says nothing.

    `wilson` where the numerator is part of the denominator, `byar` where it is not or where events are counted. Only a
    ratio has counts to make an interval from; a published rate, a mean or a difference of counts has none.
    """
    return getattr(record, "interval", "none") if record.kind == "ratio" else "none"


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
