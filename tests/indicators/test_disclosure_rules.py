"""What may be shown of a single number: thresholds, rates, sums, residuals, zeros, and how exactly sums hold."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from indicators.disclosure import (
    DEFAULT_THRESHOLD,
    SUSPICIOUS_ZEROS,
    THRESHOLDS,
    Additivity,
    DisclosureRefused,
    adds_up,
    amount_may_be_shown,
    decimals_shown,
    is_small,
    rate_may_be_shown,
    residual_may_be_shown,
    rounded_to,
    sum_of_selection,
    threshold,
    tolerance,
    zeros_look_suspicious,
)

# Numerator, denominator, shown: rule of Destatis and BA for SGB II rates; that a real zero is shown is our own rule.
RATE_CASES = [(3, 100, True), (2, 100, False), (3, 99, False), (1, 500, False), (3, None, False), (0, 500, True)]


@pytest.mark.parametrize(
    ("count", "limit", "small"),
    [
        (0, 3, False),
        (1, 3, True),
        (2, 3, True),
        (3, 3, False),
        (4, 5, True),
        (9, 10, True),
        (10, 10, False),
        (2.4, 3, True),
    ],
)
def test_a_count_is_small_above_zero_and_below_the_threshold(count: float, limit: int, small: bool) -> None:
    assert is_small(count, limit) is small


def test_an_unknown_count_is_not_small() -> None:
    assert not is_small(None, 3)
    assert not is_small(math.nan, 3)


@pytest.mark.parametrize("count", [-1, -0.5, math.inf])
def test_what_cannot_be_a_count_is_refused(count: float) -> None:
    with pytest.raises(DisclosureRefused, match="keine Fallzahl"):
        is_small(count, 3)


def test_the_highest_wish_for_a_threshold_holds() -> None:
    assert THRESHOLDS == (3, 5, 10)
    assert threshold() == DEFAULT_THRESHOLD == 3
    assert threshold(None, None) == 3
    assert threshold(5, None) == 5
    assert threshold(5, 10) == 10
    assert threshold(3, 10_000) == 10_000


def test_a_threshold_below_three_needs_an_administrator() -> None:
    with pytest.raises(DisclosureRefused, match="nur nach oben"):
        threshold(5, 2)
    assert threshold(2, administrator=True) == 2


@pytest.mark.parametrize("wish", [1, 0, -3])
def test_a_threshold_that_protects_nobody_is_refused_even_to_an_administrator(wish: int) -> None:
    with pytest.raises(DisclosureRefused, match="schützt niemanden"):
        threshold(wish, administrator=True)
    with pytest.raises(DisclosureRefused, match="schützt niemanden"):
        is_small(1, wish)


@pytest.mark.parametrize("wish", [2.5, "drei", True, math.nan])
def test_a_threshold_that_is_no_whole_number_is_refused(wish: Any) -> None:
    with pytest.raises(DisclosureRefused, match="ganze Zahl"):
        threshold(wish)


@pytest.mark.parametrize(("numerator", "denominator", "shown"), RATE_CASES)
def test_a_rate_is_shown_from_three_cases_in_a_hundred(numerator: int, denominator: int | None, shown: bool) -> None:
    assert rate_may_be_shown(numerator, denominator) is shown


def test_the_rate_rule_agrees_with_the_published_cases(cases: dict[str, Any]) -> None:
    rule = cases["sgb2_rate_rule"]
    for numerator, denominator, shown in rule["cases"]:
        found = rate_may_be_shown(numerator, denominator, smallest_count=rule["num_min"], smallest_base=rule["den_min"])
        assert found is shown


def test_a_zero_that_may_be_secret_gives_no_rate() -> None:
    assert not rate_may_be_shown(0, 500, zero_is_real=False)


def test_a_rate_without_a_numerator_is_not_shown_unless_the_source_prints_it() -> None:
    assert not rate_may_be_shown(None, 500)
    assert not rate_may_be_shown(math.nan, 500)
    assert not rate_may_be_shown(7, math.nan)
    assert rate_may_be_shown(None, None, source_publishes_the_rate=True)


def test_a_raised_threshold_raises_the_rate_rule() -> None:
    assert not rate_may_be_shown(9, 500, smallest_count=10)
    assert rate_may_be_shown(10, 500, smallest_count=10)


def test_a_small_base_gets_one_decimal_at_most() -> None:
    assert decimals_shown(2, 999) == 1
    assert decimals_shown(2, 1000) == 2
    assert decimals_shown(0, 999) == 0
    assert decimals_shown(2, None) == 2
    assert decimals_shown(2, math.nan) == 2


def test_an_amount_goes_by_its_cases() -> None:
    assert amount_may_be_shown(3)
    assert amount_may_be_shown(0)
    assert not amount_may_be_shown(2)
    assert not amount_may_be_shown(None)
    assert not amount_may_be_shown(math.nan)


def test_a_sum_over_a_withheld_cell_is_withheld() -> None:
    assert sum_of_selection([10, 20, 30], ["value", "zero", "value"]).value == 60
    for status in ("secret", "unknown", "zero_or_secret"):
        assert sum_of_selection([10, None, 30], ["value", status, "value"]).value is None
    assert sum_of_selection([10, 2, 30], ["value", "secret", "value"]).value is None
    assert sum_of_selection([10, math.nan], ["value", "later"]).value is None


def test_at_least_is_said_only_of_two_withheld_cells_of_a_pattern_that_stands() -> None:
    values, statuses = [10, None, 30, None], ["value", "secret", "value", "secret"]
    assert sum_of_selection(values, statuses, pattern_stands=True).at_least == 40
    assert sum_of_selection(values, statuses).at_least is None
    assert sum_of_selection(values[:3], statuses[:3], pattern_stands=True).at_least is None
    mixed = ["value", "secret", "value", "unknown"]
    assert sum_of_selection(values, mixed, pattern_stands=True).at_least is None
    assert sum_of_selection([None, None], ["secret", "secret"], pattern_stands=True).at_least is None


def test_a_residual_is_never_shown_beside_a_withheld_child() -> None:
    assert residual_may_be_shown("value", ["value", "zero", "limited"])
    for status in ("secret", "unknown", "zero_or_secret"):
        assert not residual_may_be_shown("value", ["value", status])
        assert not residual_may_be_shown(status, ["value", "value"])


def test_the_residual_of_eichsfeld_is_not_shown() -> None:
    # Case E, TLS GT001650, 2021, class 35,000 to 40,000 Euro: district, published municipalities, what would be left.
    district, published = [3233, 120853, 96320, 13358], [3229, 120696, 96195, 13337]
    assert [a - b for a, b in zip(district, published, strict=True)] == [4, 157, 125, 21]
    assert not residual_may_be_shown("value", ["value", "unknown", "unknown"])
    assert sum_of_selection([*published[:1], None, None], ["value", "unknown", "unknown"]).value is None


def test_zeros_beside_missing_persons_look_suspicious() -> None:
    # Rebuilt after Jena, one-person households 60+: smallest positive count 3, zeros, more persons than counted.
    children = [[0, 12, 3, 0, 7], [5, 0, 9, 4, 0]]
    assert zeros_look_suspicious([25, 19], children)
    assert SUSPICIOUS_ZEROS == "Nullen vermutlich gesperrte 1–2"


def test_zeros_that_add_up_or_stand_beside_ones_look_harmless() -> None:
    children = [[0, 12, 3, 0, 7], [5, 0, 9, 4, 0]]
    assert not zeros_look_suspicious([22, 18], children)  # nothing is missing
    assert not zeros_look_suspicious([25, 18], [[1, 12, 3, 0, 7], children[1]])  # ones are printed
    assert not zeros_look_suspicious([25, 30], [[4, 12, 3], [5, 9, 4]])  # no zeros
    assert not zeros_look_suspicious([1], [[0, 0]])  # nothing positive to judge by
    assert not zeros_look_suspicious([25, 19], children, threshold=5)  # a 3 is printed although 5 is the threshold


@pytest.mark.parametrize(
    ("mode", "parts", "expected"),
    [("exact", 23, 0), ("rounded", 3, 1.5), ("round5", 3, 8), ("round10", 3, 20), ("ckm", 3, math.inf),
     ("sample", 3, math.inf), ("not_additive", 3, math.inf)],
)  # fmt: skip
def test_sums_hold_as_exactly_as_the_source_adds(mode: Additivity, parts: int, expected: float) -> None:
    assert tolerance(mode, parts) == expected


def test_an_unknown_way_of_adding_is_refused() -> None:
    with pytest.raises(DisclosureRefused, match="gibt es nicht"):
        tolerance("ungefähr", 3)  # type: ignore[arg-type]


def test_a_sum_is_checked_by_the_mode_of_its_source() -> None:
    # 73111/2020, LSNW02: the state prints 5,450,776, its parts add up to 5,450,777: rounding, no error.
    parts = [5_450_777 - 2 * 1_000_000, 1_000_000, 1_000_000]
    assert not adds_up(5_450_776, parts, "exact")
    assert adds_up(5_450_776, parts, "rounded")
    assert not adds_up(5_450_775, parts, "rounded")
    assert adds_up(20, [5, 5, 5], "round5")
    assert not adds_up(25, [5, 5, 5], "round5")
    assert adds_up(1, [900], "ckm")


# Destatis, basic social care from 2020: every count on a multiple of five, off by two at most.
FIVES = [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]


def test_counts_are_rounded_to_fives_as_published(cases: dict[str, Any]) -> None:
    assert [rounded_to(count, 5) for count, _ in FIVES] == [rounded for _, rounded in FIVES]
    assert [rounded_to(count, 5) for count, _ in cases["rounding5"]["cases"]] == [
        rounded for _, rounded in cases["rounding5"]["cases"]
    ]


def test_counts_are_rounded_to_tens_with_halves_upwards() -> None:
    assert [rounded_to(count, 10) for count in (0, 4, 5, 14, 15, 99)] == [0, 0, 10, 10, 20, 100]


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Any]:
    """Published expected values; skipped where the folder is absent."""
    path = shared / "fixtures" / "disclosure_cases.json"
    if not path.is_file():
        pytest.skip("disclosure_cases.json is not here")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
