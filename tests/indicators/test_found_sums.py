"""Sums that no record names, found by their numbers alone, and none where it could be chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure import Found, found_sums

NAN = float("nan")
ROWS = 22


def drawn(count: int, rows: int = ROWS, seed: int = 3) -> dict[str, np.ndarray]:
    """Unrelated counts, all about proportional to the size of their area."""
    chance = np.random.default_rng(seed)
    size = chance.lognormal(6, 1, rows)
    shares = chance.uniform(0.02, 0.2, count)
    return {f"m{at:03}": chance.poisson(size * share).astype(float) for at, share in enumerate(shares)}


def test_a_total_of_women_and_men_is_found_whatever_the_columns_are_called() -> None:
    columns = drawn(8)
    columns["x"] = columns["m002"] + columns["m005"]
    assert found_sums(columns) == [Found("x", ("m002", "m005"))]


def test_unrelated_counts_are_no_sums() -> None:
    assert found_sums(drawn(60)) == []
    assert found_sums(drawn(60, rows=5)) == []
    assert found_sums(drawn(200, rows=3)) == []


@pytest.mark.parametrize("parts", [3, 4, 17])
def test_columns_beside_each_other_add_up_to_the_column_before_or_after_them(parts: int) -> None:
    columns = drawn(parts, rows=40)
    whole = sum(columns.values())
    other = drawn(1, rows=40, seed=9)["m000"]
    for table in ({"x": other, "all": whole} | columns, columns | {"all": whole, "x": other}):
        assert found_sums(table) == [Found("all", tuple(columns))]


def test_a_group_that_is_named_alike_is_found_among_others() -> None:
    ages, others = drawn(5), drawn(50, seed=4)
    names = [f"children_{at}_to_{at + 2}" for at in range(0, 15, 3)]
    columns: dict[str, np.ndarray] = {}
    for name, age, at in zip(names, ages.values(), range(5), strict=True):  # never beside each other
        columns |= {name: age} | {f"x{at}_{key}": others[key] for key in list(others)[10 * at : 10 * at + 10]}
    columns["young"] = sum(ages.values())
    assert found_sums(columns) == [Found("young", tuple(names))]
    renamed = dict(zip([f"k{at}" for at in range(len(columns))], columns.values(), strict=True))
    labels = dict(zip(renamed, columns, strict=True))
    assert found_sums(renamed) == []
    labels = {key: label.replace("_", " ") for key, label in labels.items()}
    assert [len(one.parts) for one in found_sums(renamed, labels=labels)] == [5]


def test_what_is_written_down_and_what_follows_from_it_is_not_told_again() -> None:
    columns = drawn(4)
    columns["left"], columns["right"] = columns["m000"] + columns["m001"], columns["m002"] + columns["m003"]
    columns["all"] = columns["left"] + columns["right"]
    written = [{"left": -1.0, "m000": 1.0, "m001": 1.0}, {"right": -1.0, "m002": 1.0, "m003": 1.0}]
    assert [one.total for one in found_sums(columns)] == ["left", "right", "all"]
    assert found_sums(columns, known=written) == [Found("all", ("left", "right"))]
    assert found_sums(columns, known=[*written, {"all": -1.0, "left": 1.0, "right": 1.0}]) == []


def test_one_mistyped_row_and_some_withheld_ones_hide_no_sum() -> None:
    columns = drawn(6)
    columns["all"] = columns["m000"] + columns["m004"]
    columns["all"][3] += 7
    columns["m000"] = np.where(np.arange(ROWS) % 5 == 1, NAN, columns["m000"])
    assert found_sums(columns) == [Found("all", ("m000", "m004"))]
    columns["all"][[6, 7, 8, 9]] += 7
    assert found_sums(columns) == []


def test_a_rounded_sum_needs_more_rows_to_be_no_chance() -> None:
    columns = {name: 40 * counts for name, counts in drawn(3, rows=60, seed=8).items()}
    for at, name in enumerate(columns):
        columns[name] = columns[name] + np.arange(60) * (at + 1) % 7
    columns["all"] = columns["m000"] + columns["m001"]
    columns = {name: 5 * np.round(counts / 5) for name, counts in columns.items()}
    assert Found("all", ("m000", "m001")) not in found_sums(columns)
    assert Found("all", ("m000", "m001")) in found_sums(columns, tolerance=lambda parts: 2.0 * (parts + 1))
    three = {"a": [1000, 2000, 1500], "b": [500, 700, 900], "all": [1505, 2700, 2395]}
    assert found_sums(three, tolerance=lambda parts: 2.0 * (parts + 1)) == []
    assert found_sums(three | {"all": [1500, 2700, 2400]}) == [Found("all", ("a", "b"))]


def test_two_rows_that_agree_may_be_chance() -> None:
    assert found_sums({"a": [50, 40], "b": [60, 45], "all": [110, 85]}) == []


def test_a_column_that_is_another_one_is_found() -> None:
    columns = drawn(4)
    assert found_sums(columns | {"again": columns["m001"]}) == [Found("again", ("m001",))]


def test_rows_in_which_nobody_or_only_one_part_counts_prove_nothing() -> None:
    zero = np.zeros(50)
    assert found_sums({"a": zero, "b": zero, "c": zero}) == []
    one = np.arange(50.0)
    found = found_sums({"a": one, "b": zero, "c": one})
    assert [one.parts for one in found] == [("a",)] or [one.parts for one in found] == [("c",)]


def test_nothing_is_found_in_nothing() -> None:
    assert found_sums({}) == []
    assert found_sums({"a": np.full(5, NAN), "b": np.ones(5)}) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(20, 900), st.integers(20, 900)), min_size=8, max_size=40))
def test_what_is_told_holds_in_nearly_every_row(pairs: list[tuple[int, int]]) -> None:
    left, right = np.array(pairs, dtype=float).T
    columns = {"left": left, "right": right, "all": left + right}
    for total, parts in found_sums(columns):
        holds = sum(columns[part] for part in parts) == columns[total]
        assert np.mean(holds) >= 0.9
    assert found_sums(columns)
