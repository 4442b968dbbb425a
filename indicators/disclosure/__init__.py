"""Confidentiality: small counts never leave the house.

`rules` says what may be shown of a single number, `equations` describes tables by everything that can be added up,
`suppress` finds the pattern that holds in all of them at once, and `attack` tries to break it.
"""

from indicators.disclosure.additivity import NOTE, Additivity, adds_up, rounded_to, tolerance
from indicators.disclosure.attack import Attack, Finding, attack
from indicators.disclosure.equations import (
    Cell,
    Equation,
    Release,
    Table,
    after,
    characteristics,
    contradictions,
    hierarchy,
    restated,
    small_cells,
    sums,
    with_difference,
)
from indicators.disclosure.found_sums import Found, found_sums
from indicators.disclosure.insiders import insider_attack
from indicators.disclosure.rules import (
    DEFAULT_THRESHOLD,
    SUSPICIOUS_ZEROS,
    THRESHOLDS,
    UNKNOWN_STATUSES,
    DisclosureRefused,
    Sum,
    amount_may_be_shown,
    decimals_shown,
    is_small,
    rate_may_be_shown,
    residual_may_be_shown,
    sum_of_selection,
    threshold,
    zeros_look_suspicious,
)
from indicators.disclosure.secondary import Pattern, suppress

__all__ = [
    "DEFAULT_THRESHOLD",
    "NOTE",
    "SUSPICIOUS_ZEROS",
    "THRESHOLDS",
    "UNKNOWN_STATUSES",
    "Additivity",
    "Attack",
    "Cell",
    "DisclosureRefused",
    "Equation",
    "Finding",
    "Found",
    "Pattern",
    "Release",
    "Sum",
    "Table",
    "adds_up",
    "after",
    "amount_may_be_shown",
    "attack",
    "characteristics",
    "contradictions",
    "decimals_shown",
    "found_sums",
    "hierarchy",
    "insider_attack",
    "is_small",
    "rate_may_be_shown",
    "residual_may_be_shown",
    "restated",
    "rounded_to",
    "small_cells",
    "sum_of_selection",
    "sums",
    "suppress",
    "threshold",
    "tolerance",
    "with_difference",
    "zeros_look_suspicious",
]
