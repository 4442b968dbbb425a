"""Rules for single numbers: which counts are small, which rates, sums and residuals may be shown.

Sources: the thresholds and signs of the Statistik der Bundesagentur für Arbeit (values of 1 or 2, and whatever lets one
conclude on them, are withheld) and the rule of Destatis and BA for SGB II rates (numerator at least 3, base at least
100).
Counts are numbers of persons or cases; `None` and NaN stand for unknown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEFAULT_THRESHOLD = 3
THRESHOLDS = (3, 5, 10)
"""What a picker offers. Any whole number from 3 up is taken; 2 only from an administrator; 1 would protect nobody."""
SMALLEST_BASE = 100
BASE_FOR_DECIMALS = 1000
UNKNOWN_STATUSES = frozenset({"secret", "unknown", "zero_or_secret"})
"""Statuses behind which a small count may stand: no sum, mean or residual may look through them."""
SUSPICIOUS_ZEROS = "Nullen vermutlich gesperrte 1–2"


class DisclosureRefused(ValueError):
    """The rules of confidentiality cannot be applied to this input; the message is a German sentence."""


def threshold(*wishes: int | None, administrator: bool = False) -> int:
    """The threshold that holds when source and indicator wish for one each: the highest, never below 3 (D-10).

    Raises DisclosureRefused for a wish that is no whole number, below 2, or below 3 without an administrator's right.
    """
    asked = [checked_threshold(wish) for wish in wishes if wish is not None]
    if administrator:
        return max(asked, default=DEFAULT_THRESHOLD)
    for wish in asked:
        if wish < DEFAULT_THRESHOLD:
            raise DisclosureRefused(
                f"Die Schwelle {wish} liegt unter {DEFAULT_THRESHOLD}; sie lässt sich nur nach oben setzen."
            )
    return max([DEFAULT_THRESHOLD, *asked])


def checked_threshold(wish: object) -> int:
    """A threshold as a whole number of at least 2. Raises DisclosureRefused."""
    if isinstance(wish, bool) or not isinstance(wish, int):
        raise DisclosureRefused(f"Die Schwelle muss eine ganze Zahl sein, nicht „{wish}“.")
    if wish < 2:
        raise DisclosureRefused(f"Die Schwelle {wish} schützt niemanden; möglich ist mindestens 2, üblich ist 3.")
    return wish


def is_small(count: float | None, threshold: int) -> bool:
    """0 < count < threshold (D-10). A zero says that nobody is concerned and is shown; an unknown count is not small.

    Raises DisclosureRefused for a negative or infinite count.
    """
    checked_threshold(threshold)
    if count is None or math.isnan(count):
        return False
    if count < 0 or math.isinf(count):
        raise DisclosureRefused(f"„{count:g}“ ist keine Fallzahl.")
    return 0 < count < threshold


def rate_may_be_shown(
    numerator: float | None,
    denominator: float | None,
    *,
    smallest_count: int = DEFAULT_THRESHOLD,
    smallest_base: int = SMALLEST_BASE,
    zero_is_real: bool = True,
    source_publishes_the_rate: bool = False,
) -> bool:
    """Whether a rate may leave the house: numerator >= 3 and base >= 100, both known (D-20).

    A zero numerator passes where the source marks it as a real zero, which is our own rule. A rate that the source
    publishes itself is shown as published.
    """
    if source_publishes_the_rate:
        return True
    if numerator is None or denominator is None or math.isnan(numerator) or math.isnan(denominator):
        return False
    enough = numerator >= smallest_count or (numerator == 0 and zero_is_real)
    return enough and denominator >= smallest_base


def decimals_shown(decimals: int, denominator: float | None) -> int:
    """Decimals of a rate: at most one where the base is below 1,000, so that nobody computes the count back (D-21)."""
    if denominator is None or math.isnan(denominator) or denominator >= BASE_FOR_DECIMALS:
        return decimals
    return min(decimals, 1)


def amount_may_be_shown(cases: float | None, threshold: int = DEFAULT_THRESHOLD) -> bool:
    """Whether a sum of amounts (Euro) may be shown: contributions are not known, so its cases decide (D-17)."""
    return cases is not None and not math.isnan(cases) and not is_small(cases, threshold)


@dataclass(frozen=True)
class Sum:
    """A sum over a selection: the value, or nothing; `at_least` where a lower bound may be said."""

    value: float | None
    at_least: float | None = None


def sum_of_selection(values: Sequence[float | None], statuses: Sequence[str], *, pattern_stands: bool = False) -> Sum:
    """The sum over a selection, withheld as soon as one part is (D-13).

    "mindestens ..." is the sum of the shown parts and is said only where at least two parts are withheld and the attack
    on the whole pattern has failed (`pattern_stands`).
    """
    shown: list[float] = []
    for value, status in zip(values, statuses, strict=True):
        if value is not None and not math.isnan(value) and status not in UNKNOWN_STATUSES:
            shown.append(value)
    gaps = len(values) - len(shown)
    if not gaps:
        return Sum(math.fsum(shown))
    secret = sum(status == "secret" for status in statuses)
    speaks = pattern_stands and secret >= 2 and secret == gaps and bool(shown)
    return Sum(None, math.fsum(shown) if speaks else None)


def residual_may_be_shown(parent_status: str, children_statuses: Iterable[str]) -> bool:
    """Whether "parent minus children" may be shown, exported or stand in a tooltip: only if none is withheld (D-12)."""
    return not UNKNOWN_STATUSES.intersection([parent_status, *children_statuses])


def zeros_look_suspicious(
    parents: Sequence[float], children: Sequence[Sequence[float]], threshold: int = DEFAULT_THRESHOLD
) -> bool:
    """Whether the zeros of a delivery are probably counts of 1 or 2 that somebody set to zero (D-05).

    `parents[i]` is the printed sum of `children[i]`. True if the smallest positive child of the whole delivery is at
    least `threshold`, there are zeros, and some parent is more than its children: then warn with `SUSPICIOUS_ZEROS`,
    give the zeros the status `zero_or_secret` and never show the residual.
    """
    flat = [value for group in children for value in group]
    positive = [value for value in flat if value > 0]
    if not positive or len(positive) == len(flat) or min(positive) < threshold:
        return False
    return any(parent > math.fsum(group) + 1e-9 for parent, group in zip(parents, children, strict=True))
