"""How exactly the sums of a publication hold, by source (D-30)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from indicators.disclosure.rules import DisclosureRefused

Additivity = Literal["exact", "rounded", "round5", "round10", "ckm", "sample", "not_additive"]
NOT_ADDITIVE = ("ckm", "sample", "not_additive")
NOTE = "Summen können abweichen"
"""What is said beside a table whose sums are not checked (cell-key method, samples)."""
DUST = 1e-6


def tolerance(mode: Additivity, parts: int) -> float:
    """By how much a printed total may differ from the sum of `parts` printed parts, in units of the count.

    exact: 0; rounded: 0.5 k; round5: 2 (k + 1); round10: 5 (k + 1); ckm, sample and not_additive: infinite, no check.
    k is the number of parts; source: acceptance rule D-30 after the rounding rules of Destatis and BA. Raises
    DisclosureRefused for an unknown mode.
    """
    if mode in NOT_ADDITIVE:
        return math.inf
    rules = {"exact": 0.0, "rounded": 0.5 * parts, "round5": 2.0 * (parts + 1), "round10": 5.0 * (parts + 1)}
    if mode not in rules:
        raise DisclosureRefused(
            f"Die Additivität „{mode}“ gibt es nicht. Möglich: {', '.join([*rules, *NOT_ADDITIVE])}."
        )
    return rules[mode]


def adds_up(total: float, parts: Sequence[float], mode: Additivity = "exact") -> bool:
    """Whether the total is the sum of its parts within the tolerance of the mode; true where sums do not count."""
    return abs(total - math.fsum(parts)) <= tolerance(mode, len(parts)) + DUST


def rounded_to(count: int, step: int) -> int:
    """A count as publications round it: to the nearest multiple of `step` (5 or 10), a half upwards (D-01)."""
    return (2 * count + step) // (2 * step) * step
