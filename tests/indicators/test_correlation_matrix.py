"""All pairs at once: the same numbers as pair by pair, missing values and all, and fast."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest

from indicators import correlation_matrix, pairs, relations
from indicators.correlation_matrix import Matrix, Method
from indicators.relations import NotRelatable

pytestmark = pytest.mark.usefixtures("built_store")


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_rows_with_gaps_are_correlated_over_the_areas_both_have(method: Method) -> None:
    values = np.array(
        [
            [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5, 99],
            [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68, math.nan],
            [math.nan, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73, 1],
        ]
    )
    found = correlation_matrix.masked_correlations(values, method)
    one = relations.pearson if method == "pearson" else relations.spearman
    assert found[0, 1] == pytest.approx(one(values[0, :11], values[1, :11]).value, abs=1e-12)
    assert found[2, 0] == pytest.approx(one(values[2, 1:], values[0, 1:]).value, abs=1e-12)
    assert found[1, 2] == pytest.approx(one(values[1, 1:11], values[2, 1:11]).value, abs=1e-12)
    if method == "pearson":
        assert found[0, 1] == pytest.approx(0.8164205, abs=5e-8)  # Anscombe


def test_constant_rows_and_fewer_than_five_areas_have_no_coefficient() -> None:
    values = np.array([[1.0, 2, 3, 4, 5, 6], [0.1] * 6, [1, 2, 3, 4, math.nan, math.nan]])
    for method in ("pearson", "spearman"):
        found = correlation_matrix.masked_correlations(values, method)  # type: ignore[arg-type]
        assert np.isnan([found[0, 1], found[0, 2], found[1, 2], found[1, 1]]).all()
        assert found[0, 0] == pytest.approx(1)


def test_a_pair_meets_in_the_latest_year_with_enough_areas() -> None:
    cube = np.full((2, 3, 6), math.nan)
    cube[:, 0] = [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]]
    cube[:, 1] = [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7]]
    cube[:, 2, :3] = [[1, 2, 3], [3, 2, 1]]
    value, count, year = correlation_matrix.correlations(cube, "spearman")
    assert (value[0, 1], count[0, 1], year[0, 1]) == (pytest.approx(1), 6, 1)
    value, count, year = correlation_matrix.correlations(cube[:, 2:], "pearson")
    assert (math.isnan(value[0, 1]), count[0, 1], year[0, 1]) == (True, 3, 0)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_every_cell_is_what_the_page_shows_for_the_pair(method: Method) -> None:
    ids = [record.id for record in correlation_matrix.members("core")]
    found = correlation_matrix.matrix(ids, method)
    compared = 0
    for first, second in itertools.combinations(range(len(ids)), 2):
        try:
            asked = pairs.pair(ids[first], ids[second])
        except NotRelatable:
            assert math.isnan(found.value[first, second])
            assert found.year[first, second] == 0
            continue
        one = getattr(pairs.relation(asked), method)
        assert found.value[first, second] == pytest.approx(one.value, abs=1e-9)
        assert found.lower[first, second] == pytest.approx(one.lower, abs=1e-9)
        assert found.year[second, first] == asked.year
        assert found.count[first, second] == len(asked.points)
        compared += 1
    assert compared == correlation_matrix.pair_count(found) == 47


def test_the_sets_hold_rates_only_in_the_order_of_the_departments() -> None:
    assert [record.id for record in correlation_matrix.members("core")][:3] == [
        "old_age_dependency_ratio", "minimum_security_rate", "disposable_income_per_person",
    ]  # fmt: skip
    for key in correlation_matrix.sets():
        records = correlation_matrix.members(key)
        leads = [correlation_matrix.lead(record) for record in records]
        assert [lead for lead, _ in itertools.groupby(leads)] == list(dict.fromkeys(leads))
        assert all(record.kind != "count" for record in records)
        assert 2 <= len(records) <= correlation_matrix.MOST_INDICATORS
    assert correlation_matrix.not_shown("core") == 0


def test_indicators_that_count_nearly_the_same_are_noticed() -> None:
    assert correlation_matrix.has_twins(correlation_matrix.matrix(["sgb2_rate", "sgb2_children_rate"]))
    assert not correlation_matrix.has_twins(correlation_matrix.matrix(["unemployment_rate", "life_expectancy"]))


def test_forty_indicators_are_computed_in_a_blink() -> None:
    ids = [record.id for record in correlation_matrix.members("jobcenter")]
    assert len(ids) == 40
    correlation_matrix.matrix(ids)  # values are read once
    for method in ("pearson", "spearman"):
        spans = []
        for _ in range(5):
            start = time.perf_counter()
            correlation_matrix.matrix(ids, method)  # type: ignore[arg-type]
            spans.append(time.perf_counter() - start)
        assert min(spans) < 0.1  # about 0.01 s; the shortest of five, because the machine may be shared


def test_too_few_and_too_many_indicators_are_refused_in_german() -> None:
    with pytest.raises(NotRelatable, match="mindestens zwei"):
        correlation_matrix.matrix(["unemployment_rate"])
    with pytest.raises(NotRelatable, match="höchstens 40"):
        correlation_matrix.matrix(["unemployment_rate"] * 41)
    with pytest.raises(NotRelatable, match="gibt es nicht"):
        correlation_matrix.members("planet")


def test_only_an_interval_on_one_side_of_zero_is_clear() -> None:
    def one(value: float, lower: float, upper: float) -> bool:
        cells = (np.array([[number]]) for number in (value, lower, upper))
        found = Matrix((), "pearson", *cells, count=np.array([[22]]), year=np.array([[2024]]))
        return bool(found.is_clear[0, 0])

    assert one(0.6, 0.2, 0.8)
    assert one(-0.6, -0.8, -0.2)
    assert not one(0.3, -0.1, 0.6)
    assert not one(-0.3, -0.6, 0.1)
    assert one(1.0, np.nan, np.nan)  # all points on one line
    assert not one(np.nan, np.nan, np.nan)
