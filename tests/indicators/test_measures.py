"""Arithmetic: rounding, ratios, means, ranks, class limits. Expected numbers are hand calculations or publications."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import measures

NAN = math.nan
# German Index of Socioeconomic Deprivation 2021: 22 districts of Thuringia on the scale of Germany (RKI, GISD 2025).
GISD_2021 = [
    0.62155, 0.76333, 0.33083, 0.711, 0.56082, 0.60766, 0.71771, 0.55212, 0.75829, 0.73544, 0.65372,
    0.68467, 0.77092, 0.64601, 0.63339, 0.62057, 0.7134, 0.67993, 0.57374, 0.67176, 0.62375, 0.69568,
]  # fmt: skip
printed_values = st.lists(st.integers(-5000, 5000).map(lambda tenths: tenths / 10), min_size=1, max_size=30)
several_values = st.lists(st.integers(-300, 300).map(lambda tenths: tenths / 10), min_size=2, max_size=25)


def counts(values: list[float], limits: list[float]) -> list[int]:
    """How many values lie in each class."""
    classes = [measures.class_of(value, limits) for value in values]
    return [classes.count(number) for number in range(len(limits) + 1)]


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (41 / 400 * 100, 1, "10.3"),  # 10.25 exactly
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (1.005, 2, "1.01"),
        (10.15, 1, "10.2"),
        (-0.04, 1, "0.0"),
        (24314.49, 0, "24314"),
        (1e21, 0, "1000000000000000000000"),
    ],
)
def test_a_five_is_rounded_away_from_zero(value: float, decimals: int, rounded: str) -> None:
    assert str(measures.round_half_up(value, decimals)) == rounded


@given(st.integers(0, 3_000_000), st.integers(100, 3_000_000), st.sampled_from([1, 100, 1000]), st.integers(0, 2))
def test_a_ratio_of_counts_is_rounded_like_the_exact_quotient(
    top: int, bottom: int, factor: int, decimals: int
) -> None:
    quotient = Fraction(factor * top, bottom)
    scaled = quotient * 10**decimals
    exact = Decimal(math.floor(scaled + Fraction(1, 2))).scaleb(-decimals)
    ratio = float(measures.ratio(np.array([float(top)]), np.array([float(bottom)]), factor)[0])
    assert measures.round_half_up(ratio, decimals) == exact


@given(st.integers(0, 400), st.integers(1, 40))
def test_an_exact_tie_among_ratios_is_rounded_up(half_steps: int, forties: int) -> None:
    bottom = 2000 * forties
    top = (2 * half_steps + 1) * forties  # 100 * top / bottom = (2k + 1) / 20 lies exactly between two tenths
    ratio = float(measures.ratio(np.array([float(top)]), np.array([float(bottom)]), 100)[0])
    tie = Decimal(2 * half_steps + 1) / 20
    assert measures.round_half_up(ratio, 1) == tie.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) > tie


def test_a_ratio_with_an_unknown_part_or_nothing_below_is_unknown() -> None:
    found = measures.ratio(np.array([1.0, NAN, 3.0, 4.0]), np.array([2.0, 2.0, NAN, 0.0]), 100)
    assert found[0] == 50
    assert np.isnan(found[1:]).all()


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_difference_of_published_rates_is_rounded_like_the_difference_on_paper(new: int, old: int) -> None:
    found = measures.difference(np.array([new / 100]), np.array([old / 100]))[0]
    on_paper = Decimal(new - old).scaleb(-2).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert measures.round_half_up(found, 1) == on_paper


def test_the_unemployment_rate_of_suhl_fell_by_zero_point_six_points_from_2016_to_2021() -> None:
    # INKAR: 6.39 (2016), 5.84 (2021); the difference is -0.55, in binary fractions -0.5499999999999998.
    found = measures.difference(np.array([5.84]), np.array([6.39]))[0]
    assert measures.round_half_up(found, 1) == Decimal("-0.6")


def test_a_change_in_percent_needs_something_to_start_from() -> None:
    found = measures.percent_change(
        np.array([150.0, 50.0, 5.0, -150.0, NAN]), np.array([100.0, 100.0, 0.0, -100.0, 3.0])
    )
    assert list(found[:2]) == [50, -50]
    assert np.isnan(found[2:]).all()


@given(st.integers(0, 300), st.integers(0, 1000))
def test_a_rate_times_a_share_is_rounded_like_the_product_on_paper(rate: int, share: int) -> None:
    found = float(measures.product_in_percent(np.array([rate / 10]), np.array([share / 10]))[0])
    on_paper = (Decimal(rate * share) / 10000).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert measures.round_half_up(found, 1) == on_paper


def test_a_weighted_mean_counts_people_and_not_districts() -> None:
    # (10 * 1000 + 20 * 3000) / 4000 = 17.5; the plain mean would be 15
    assert measures.weighted_mean(np.array([10.0, 20.0]), np.array([1000.0, 3000.0])) == 17.5


def test_the_rate_of_a_whole_comes_from_the_people_behind_the_rates() -> None:
    # 60 unemployed at 6 % are 1000, 20 at 10 % are 200: 80 of 1200 are 6.67 %
    assert measures.harmonic_mean(np.array([6.0, 10.0]), np.array([60.0, 20.0])) == pytest.approx(6.667, abs=5e-4)


@pytest.mark.parametrize("mean", [measures.weighted_mean, measures.harmonic_mean])
def test_a_mean_with_an_unknown_part_is_unknown(mean) -> None:
    assert math.isnan(mean(np.array([1.0, NAN]), np.array([1.0, 1.0])))
    assert math.isnan(mean(np.array([1.0, 2.0]), np.array([1.0, NAN])))
    assert math.isnan(mean(np.array([]), np.array([])))


@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(1, 1e6)), min_size=1, max_size=22))
def test_a_mean_lies_between_the_lowest_and_the_highest_part(parts: list[tuple[float, float]]) -> None:
    values, weights = (np.array(column) for column in zip(*parts, strict=True))
    for mean in (measures.weighted_mean(values, weights), measures.harmonic_mean(values, weights)):
        assert min(values) * (1 - 1e-9) <= mean <= max(values) * (1 + 1e-9)


def test_equal_values_share_the_better_rank_and_the_next_rank_is_left_out() -> None:
    assert measures.ranks([5.0, 7.0, 5.0, NAN, 1.0], highest_first=True) == [
        (2, True),
        (1, False),
        (2, True),
        None,
        (4, False),
    ]
    assert measures.ranks([5.0, 7.0, 5.0, NAN, 1.0], highest_first=False) == [
        (2, True),
        (4, False),
        (2, True),
        None,
        (1, False),
    ]


@given(printed_values, st.booleans())
def test_a_rank_is_one_more_than_the_number_of_better_values(values: list[float], highest_first: bool) -> None:
    for value, place in zip(values, measures.ranks(values, highest_first=highest_first), strict=True):
        better = sum(other > value if highest_first else other < value for other in values)
        assert place == (better + 1, values.count(value) > 1)


@pytest.mark.parametrize(
    ("rule", "limits", "in_each"),
    [
        (measures.quantile_limits, [0.61024, 0.63844, 0.68277, 0.71685], [5, 4, 4, 4, 5]),
        (measures.equal_limits, [0.41885, 0.50687, 0.59488, 0.6829], [1, 0, 3, 9, 9]),
        (measures.natural_limits, [0.33083, 0.57374, 0.65372, 0.71771], [1, 3, 7, 7, 4]),
    ],
)
def test_the_deprivation_index_of_2021_falls_into_the_known_classes(rule, limits, in_each) -> None:
    # acceptance M-01: limits and counts computed with another program
    found = rule(GISD_2021, 5)
    assert found == pytest.approx(limits, abs=5e-6)
    assert counts(GISD_2021, found) == in_each


def test_ties_make_fewer_classes_and_none_that_is_empty() -> None:
    # acceptance M-02
    values = [0.0, 0.0, 0.0, 0.0, 5.0, 10.0]
    assert measures.quantile_limits(values, 5) == [0, 5]
    assert counts(values, measures.natural_limits(values, 5)) == [4, 1, 1]


@pytest.mark.parametrize("rule", [measures.quantile_limits, measures.natural_limits, measures.equal_limits])
def test_equal_values_make_a_single_class(rule) -> None:
    assert rule([3.0, 3.0, 3.0], 5) == []


def test_unknown_values_do_not_shape_the_classes() -> None:
    assert measures.equal_limits([0.0, NAN, 10.0], 5) == [2, 4, 6, 8]
    assert measures.class_of(NAN, [2, 4]) == -1


def test_deviations_are_cut_symmetrically_around_zero() -> None:
    assert measures.deviation_limits([-2.0, 10.0], 5) == [-6, -2, 2, 6]
    assert measures.deviation_limits([0.0, 0.0], 5) == []


@given(st.lists(st.integers(0, 40).map(float), min_size=2, max_size=9), st.integers(2, 4))
def test_natural_breaks_are_the_best_of_all_ways_to_divide(values: list[float], classes: int) -> None:
    levels = sorted(set(values))
    classes = min(classes, len(levels))

    def spread(limits: tuple[float, ...]) -> float:
        groups: dict[int, list[float]] = {}
        for value in values:
            groups.setdefault(sum(value > limit for limit in limits), []).append(value)
        return sum(sum((value - sum(group) / len(group)) ** 2 for value in group) for group in groups.values())

    best = min(spread(limits) for limits in itertools.combinations(levels[:-1], classes - 1))
    found = measures.natural_limits(values, classes)
    assert len(found) == classes - 1
    assert spread(tuple(found)) == pytest.approx(best, abs=1e-9)


RULES = [measures.quantile_limits, measures.natural_limits, measures.equal_limits, measures.deviation_limits]


@given(several_values, st.integers(3, 7))
def test_rounded_steps_stay_equal_and_symmetric_and_leave_no_class_beyond_all_values(values, classes) -> None:
    reach = max(abs(value) for value in values)
    exact = measures.deviation_limits(values, classes)
    found = measures.rounded_limits(exact, values, 1)
    assert found == [-limit if limit else limit for limit in reversed(found)]
    assert len(found) < classes
    for limit in found:
        assert abs(limit) < reach
        assert min(abs(limit - step) for step in exact) <= 0.05 + 1e-9


def test_steps_of_a_legend_are_equal_although_a_value_lies_just_above_one() -> None:
    # Steps of 4.76; 2.4 lies above 2.38 and on the rounded limit, so it belongs to the class below
    values = [-2.1, 1.5, 2.4, 11.9]
    assert measures.rounded_limits(measures.deviation_limits(values, 5), values, 1) == [-7.1, -2.4, 2.4, 7.1]


@given(several_values, st.integers(3, 7), st.sampled_from(RULES))
def test_every_value_lies_in_exactly_one_class_and_the_legend_says_which(values, classes, rule) -> None:
    limits = measures.tidy_limits(rule(values, classes), values, 1)
    assert limits == sorted(set(limits))
    assert len(limits) < classes
    for value in values:
        number = measures.class_of(value, limits)
        assert number == 0 or value > limits[number - 1]
        assert number == len(limits) or value <= limits[number]


@given(several_values, st.integers(3, 7), st.sampled_from(RULES))
def test_rounding_a_limit_moves_no_value_and_every_limit_is_a_printed_number(values, classes, rule) -> None:
    exact = rule(values, classes)
    tidy = measures.tidy_limits(exact, values, 1)
    for limit in tidy:
        assert float(measures.round_half_up(limit, 1)) == limit
    together = {value: measures.class_of(value, exact) for value in values}
    for low, high in itertools.pairwise(sorted(together)):
        same_before = together[low] == together[high]
        same_after = measures.class_of(low, tidy) == measures.class_of(high, tidy)
        assert same_before == same_after


def test_a_limit_that_would_swallow_the_lowest_value_of_the_class_above_is_moved_down() -> None:
    assert measures.tidy_limits([0.96], [0.9, 1.0, 2.0], 1) == [0.9]
    assert measures.tidy_limits([-1.04], [-1.0, 1.0], 1) == [-1.1]


def test_a_value_on_a_limit_belongs_to_the_class_below() -> None:
    assert [measures.class_of(value, [1.0, 2.0]) for value in (0.9, 1.0, 1.1, 2.0, 2.1)] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("rule", [measures.quantile_limits, measures.equal_limits, measures.natural_limits])
def test_where_everything_is_missing_there_are_no_limits_and_no_error(
    rule: Callable[[list[float], int], list[float]],
) -> None:
    assert rule([], 5) == []
    assert rule([math.nan, math.nan], 5) == []


def test_a_limit_is_rounded_where_no_value_minds_and_else_is_the_highest_value_below() -> None:
    assert measures.tidy_limits([10.44], [10.0, 11.0], 1) == [10.4]
    assert measures.tidy_limits([10.44], [10.44, 11.0], 1) == [10.44]  # 10.4 would move 10.44 into the upper class
    assert measures.tidy_limits([10.96], [10.0, 11.0], 0) == [10.0]  # 11 would move 11 into the lower class
