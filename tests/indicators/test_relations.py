"""Correlation, line, outliers and thirds against textbook numbers and numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import relations
from indicators.relations import NotRelatable

# Anscombe, The American Statistician 27 (1973): four clouds with the same line; the third holds one outlier.
ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE_1 = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
ANSCOMBE_3 = [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]
# The textbook example of ranks: hours of television against IQ, ρ = -29/165.
IQ = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
HOURS = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]


def test_pearson_and_its_interval_are_those_of_the_textbook() -> None:
    found = relations.pearson(ANSCOMBE_X, ANSCOMBE_1)
    assert found.value == pytest.approx(0.8164205, abs=5e-8)
    # atanh 0.8164205 = 1.145988; 1.959964 / √8 = 0.692952
    assert found.lower == pytest.approx(0.42439, abs=1e-5)
    assert found.upper == pytest.approx(0.95069, abs=1e-5)
    assert found.is_clear


def test_spearman_and_its_interval_are_those_worked_out_by_hand() -> None:
    found = relations.spearman(IQ, HOURS)
    assert found.value == pytest.approx(-29 / 165, abs=1e-12)
    # √((1 + 0.030891 / 2) / 7) = 0.380872; tanh(-0.177602 ± 0.746496)
    assert found.lower == pytest.approx(-0.72783, abs=2e-5)
    assert found.upper == pytest.approx(0.51455, abs=2e-5)
    assert not found.is_clear


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    assert relations.mean_ranks(np.array([1.0, 2, 2, 3, 4])).tolist() == [1, 2.5, 2.5, 4, 5]
    # deviations of ranks (-2, -0.5, -0.5, 1, 2) and (-2, 0, -1, 2, 1): 8.5 / √(9.5 · 10)
    assert relations.spearman([1, 2, 2, 3, 4], [1, 3, 2, 5, 4]).value == pytest.approx(0.8720816, abs=5e-8)


def test_turning_one_indicator_round_turns_sign_and_limits() -> None:
    found = relations.pearson(ANSCOMBE_X, [-value for value in ANSCOMBE_1])
    assert found.value == pytest.approx(-0.8164205, abs=5e-8)
    assert found.lower == pytest.approx(-0.95069, abs=1e-5)
    assert found.upper == pytest.approx(-0.42439, abs=1e-5)


def test_the_line_is_that_of_least_squares() -> None:
    found = relations.line(ANSCOMBE_X, ANSCOMBE_1)
    assert found.slope == pytest.approx(0.5000909, abs=5e-8)
    assert found.intercept == pytest.approx(3.0000909, abs=5e-8)
    assert found.deviation == pytest.approx(1.236603, abs=5e-7)
    assert found.outliers == []


def test_a_point_more_than_two_deviations_off_the_line_is_an_outlier() -> None:
    found = relations.line(ANSCOMBE_X, ANSCOMBE_3)
    assert found.outliers == [2]
    # 12.74 - (3.002455 + 0.4997273 · 13), against a deviation of 1.236311
    assert found.residuals[2] == pytest.approx(3.24109, abs=1e-5)
    assert found.deviation == pytest.approx(1.236311, abs=1e-6)


def test_points_on_one_line_have_no_interval_and_no_outlier() -> None:
    found = relations.pearson([1, 2, 3, 4, 5], [3, 5, 7, 9, 11])
    assert (found.value, found.lower, found.upper) == (pytest.approx(1), None, None)
    assert found.is_clear
    assert relations.line([0.1, 0.2, 0.3, 0.4, 0.7], [0.3, 0.6, 0.9, 1.2, 2.1]).outliers == []


def test_a_constant_column_is_refused_in_german() -> None:
    for x, y in (([1, 2, 3, 4, 5], [7] * 5), ([7] * 5, [1, 2, 3, 4, 5])):
        for method in (relations.pearson, relations.spearman, relations.line):
            with pytest.raises(NotRelatable, match="in allen Gebieten denselben Wert"):
                method(x, y)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_areas_are_refused_in_german(count: int) -> None:
    with pytest.raises(NotRelatable, match=f"mindestens 5 Gebiete mit beiden Werten; hier sind es {count}"):
        relations.pearson(list(range(count)), list(range(count)))


def test_unknown_values_and_unequal_lengths_are_mistakes_of_the_caller() -> None:
    with pytest.raises(ValueError, match="left out before"):
        relations.pearson([1, 2, 3, 4, math.nan], [1, 2, 3, 4, 5])
    with pytest.raises(ValueError, match="one number per area"):
        relations.pearson([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6])


def test_thirds_hold_equally_many_areas_and_no_printed_value_lies_between_two_classes() -> None:
    limits = relations.third_limits([float(value) for value in range(1, 10)], 0)
    assert limits == (3, 6)
    assert [relations.third_of(float(value), limits) for value in range(1, 10)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_ties_make_fewer_thirds_that_are_still_called_low_and_high() -> None:
    limits = relations.third_limits([0.0, 0, 0, 0, 0, 0, 4, 5], 1)
    assert len(limits) == 1
    assert [relations.third_of(value, limits) for value in (0.0, 4.0, 5.0)] == [0, 2, 2]
    assert relations.third_limits([2.0, 2, 2, 2, 2], 1) == ()
    assert relations.third_of(2.0, ()) == 1


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(numbers, numbers), min_size=5, max_size=30))
def test_whatever_is_computed_is_a_number_inside_its_interval(points: list[tuple[float, float]]) -> None:
    x, y = ([point[side] for point in points] for side in (0, 1))
    if len(set(x)) == 1 or len(set(y)) == 1:
        with pytest.raises(NotRelatable):
            relations.pearson(x, y)
        return
    for found in (relations.pearson(x, y), relations.spearman(x, y)):
        assert -1 <= found.value <= 1
        if found.lower is not None and found.upper is not None:
            assert -1 <= found.lower <= found.value <= found.upper <= 1
    assert relations.pearson(y, x).value == pytest.approx(relations.pearson(x, y).value, abs=1e-9)
    assert math.isfinite(relations.line(x, y).deviation)
