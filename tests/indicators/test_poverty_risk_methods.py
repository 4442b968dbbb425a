"""Normalising, averaging and classing: every expected number is published or computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indicators.measures import Floats
from indicators.poverty_risk import (
    IndexRefused,
    Node,
    aggregate,
    aggregate_tree,
    by_rank,
    coverage,
    distance_to_target,
    goalposts,
    loading_shares,
    min_max,
    quantile_classes,
    reference_of,
    weight_shares,
    z_score,
)

NAN = math.nan
# GISD 2025 v1.0 (RKI, CC BY 4.0), score 2021 against all of Germany -> brought to 0..1 over Thuringia's 22 districts.
GISD_2021 = {
    "16051": (0.62155, 0.66061),
    "16052": (0.76333, 0.98277),
    "16053": (0.33083, 0.0),
    "16054": (0.711, 0.86385),
    "16055": (0.56082, 0.5226),
    "16063": (0.55212, 0.50283),
    "16068": (0.77092, 1.0),
}
# ASEM index of Switzerland, from its eight pillars up (COINr, vignette).
SWITZERLAND = {
    "ConEcFin": 32.8718,
    "Instit": 85.943,
    "P2P": 56.9331,
    "Physical": 63.4092,
    "Political": 74.7828,
    "Environ": 77.2119,
    "Social": 87.8477,
    "SusEcFin": 56.8789,
}
ASEM = Node(
    "Index",
    members=(
        Node("Conn", members=tuple(Node(key) for key in ("ConEcFin", "Instit", "P2P", "Physical", "Political"))),
        Node("Sust", members=tuple(Node(key) for key in ("Environ", "Social", "SusEcFin"))),
    ),
)


def column(*values: float) -> Floats:
    return np.array(values, float)


def row(*values: float) -> Floats:
    return np.array([values], float)


def test_min_max_brings_the_gisd_of_thuringia_onto_nought_to_one() -> None:
    scores = column(*(score for score, _ in GISD_2021.values()))
    expected = column(*(share for _, share in GISD_2021.values()))
    assert min_max(scores, top=1.0).values == pytest.approx(expected, abs=2e-5)


def test_min_max_runs_from_nought_to_a_hundred_and_keeps_the_unknown_unknown() -> None:
    assert min_max(column(2, NAN, 4, 10)).values == pytest.approx([0, NAN, 25, 100], nan_ok=True)


def test_min_max_turns_round_what_relieves() -> None:
    assert min_max(column(2, 4, 10), -1).values == pytest.approx([100, 75, 0])


def test_min_max_can_start_at_one_for_means_that_need_logarithms() -> None:
    assert min_max(column(2, 6, 10), bottom=1.0).values == pytest.approx([1, 50.5, 100])


def test_z_scores_divide_by_the_deviation_of_a_sample() -> None:
    # Mean 4, squared distances 4 + 0 + 4 = 8, divided by n - 1 = 2: deviation 2.
    assert z_score(column(2, 4, 6)).values == pytest.approx([-1, 0, 1])
    assert z_score(column(2, 4, 6), -1).values == pytest.approx([1, 0, -1])
    assert z_score(column(1, 2, 3, NAN, 4)).values[0] == pytest.approx(-1.5 / math.sqrt(5 / 3))


def test_ranks_share_the_mean_place_and_run_from_nought_to_a_hundred() -> None:
    # Places 1, 2.5, 2.5, 4, 5 of five known values.
    assert by_rank(column(3, 7, 7, 9, NAN, 20)).values == pytest.approx([0, 37.5, 37.5, 75, NAN, 100], nan_ok=True)
    assert by_rank(column(3, 7, 9), -1).values == pytest.approx([100, 50, 0])


@pytest.mark.parametrize("method", [min_max, z_score, by_rank])
def test_a_column_without_differences_becomes_unknown_and_warns(method) -> None:  # type: ignore[no-untyped-def]
    for values in (column(3, 3, 3), column(0, 0, 0), column(0.3, 0.1 + 0.2, NAN)):
        result = method(values)
        assert np.isnan(result.values).all()
        assert "denselben Wert" in result.warning
    assert "keinen bekannten" not in method(column(1, 2, 3)).warning
    assert "kein Gebiet" in method(column(NAN, NAN)).warning


def test_the_limits_of_a_reference_year_hold_for_other_years() -> None:
    year_2015 = reference_of(column(10, 20, 30))
    assert (year_2015.low, year_2015.high, year_2015.mean, year_2015.deviation) == (10, 30, 20, 10)
    assert min_max(column(5, 20, 40), reference=year_2015).values == pytest.approx([-25, 50, 150])
    assert min_max(column(5, 20, 40), -1, reference=year_2015).values == pytest.approx([125, 50, -50])
    assert z_score(column(5, 20, 40), reference=year_2015).values == pytest.approx([-1.5, 0, 2])


def test_a_year_measured_anew_says_nothing_about_change_but_a_fixed_year_does() -> None:
    before, after = column(10, 20, 30), column(20, 40, 60)
    assert min_max(after).values == pytest.approx(min_max(before).values)
    assert (min_max(after, reference=reference_of(before)).values > min_max(before).values).all()


def test_distance_to_target_is_one_at_the_target() -> None:
    assert distance_to_target(column(0, 5, 11), 10, capped=False) == pytest.approx([0, 0.5, 1.1])
    assert distance_to_target(column(0, 5, 11), 10) == pytest.approx([0, 0.5, 1])
    assert distance_to_target(column(20, 15, 9), 10, -1, capped=False) == pytest.approx([0, 0.5, 1.1])
    assert distance_to_target(column(4, 6), 10, base=2) == pytest.approx([0.25, 0.5])
    assert np.isnan(distance_to_target(column(NAN, NAN), 10)).all()


@pytest.mark.parametrize(("target", "direction"), [(0.0, 1), (-3.0, 1), (11.0, -1), (NAN, 1)])
def test_a_target_behind_the_base_is_refused(target: float, direction: int) -> None:
    with pytest.raises(IndexRefused, match="Das Ziel"):
        distance_to_target(column(0, 5, 11), target, direction)


def test_goalposts_end_at_nought_and_one() -> None:
    assert goalposts(column(1, 11, -1), 0, 10) == pytest.approx([0.1, 1, 0])
    assert goalposts(column(1), 0, 10, -1) == pytest.approx([0.9])
    assert goalposts(column(60, 40), 20, 100) == pytest.approx([0.5, 0.25])
    with pytest.raises(IndexRefused, match="muss unter dem oberen"):
        goalposts(column(1), 10, 10)


def test_the_geometric_mean_has_its_published_values() -> None:
    assert aggregate(row(1, 2, 3), [1, 1, 1], "geometric")[0] == pytest.approx(1.8171205928, abs=1e-10)
    assert aggregate(row(1, 2, 3), [1, 1, 2], "geometric")[0] == pytest.approx(2.0597671439, abs=1e-10)


def test_the_harmonic_mean_has_its_published_value() -> None:
    assert aggregate(row(1, 2, 3), [2, 1, 1], "harmonic")[0] == pytest.approx(1.4117647059, abs=1e-10)


def test_the_arithmetic_mean_weighs_by_proportion() -> None:
    assert aggregate(row(1, 2, 3), [1, 1, 2])[0] == pytest.approx(2.25)
    assert aggregate(row(1, 2, 3), [10, 10, 20])[0] == pytest.approx(2.25)


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_values_that_are_not_above_zero_have_no_geometric_or_harmonic_mean(method) -> None:  # type: ignore[no-untyped-def]
    for values in (row(1, 0, 3), row(1, -2, 3)):
        with pytest.raises(IndexRefused, match="nur aus Werten über null"):
            aggregate(values, [1, 1, 1], method)
    assert aggregate(row(2, 0, 2), [1, 0, 1], method)[0] == pytest.approx(2)


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic"])
def test_weights_are_spread_over_what_is_known(method) -> None:  # type: ignore[no-untyped-def]
    values = np.array([[1, NAN, 3], [NAN, NAN, NAN], [NAN, 5, NAN]])
    found = aggregate(values, [1, 7, 3], method)
    assert found[0] == pytest.approx(aggregate(row(1, 3), [1, 3], method)[0])
    assert np.isnan(found[1])
    assert found[2] == pytest.approx(5)


def test_coverage_counts_only_what_weighs_something() -> None:
    values = np.array([[1, NAN, 3, NAN], [1, 2, 3, NAN], [NAN, NAN, NAN, 4]])
    assert coverage(values, [1, 1, 1, 0]) == pytest.approx([2 / 3, 1, 0])


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([0, 0], "Alle Gewichte sind null"),
        ([], "Alle Gewichte sind null"),
        ([1, -1], "negativ"),
        ([1, NAN], "keine Zahl"),
        ([1, math.inf], "keine Zahl"),
        ([1, "2"], "keine Zahl"),
        ([1, None], "keine Zahl"),
        ([1, True], "keine Zahl"),
        ([1, 1_000_001], "zu groß. Möglich sind Zahlen bis 1.000.000."),
        ([1e308, 1e308], "zu groß"),
    ],
)
def test_weights_that_are_none_are_refused(weights: list[object], words: str) -> None:
    with pytest.raises(IndexRefused, match=words):
        weight_shares(weights)


def test_one_component_alone_is_no_index() -> None:
    for weights in ([3.0], [3.0, 0.0]):
        with pytest.raises(IndexRefused, match="mindestens zwei"):
            weight_shares(weights, at_least=2)
    assert weight_shares([3.0, 1.0], at_least=2) == pytest.approx([0.75, 0.25])


def test_the_largest_and_the_tiniest_weights_have_their_shares() -> None:
    assert weight_shares([1e6, 1e6, 1e6]) == pytest.approx([1 / 3] * 3)
    assert weight_shares([5e-324, 5e-324]) == pytest.approx([1 / 2] * 2)


def test_switzerland_leads_the_asem_index_over_three_levels() -> None:
    levels = aggregate_tree(ASEM, {key: column(value) for key, value in SWITZERLAND.items()})
    assert levels.values["Conn"][0] == pytest.approx(62.788, abs=1e-4)
    assert levels.values["Sust"][0] == pytest.approx(73.9795, abs=1e-4)
    assert levels.values["Index"][0] == pytest.approx(68.3837, abs=1e-4)
    assert levels.coverage["Index"][0] == 1


def test_a_tree_weighs_within_every_branch() -> None:
    tree = Node("whole", members=(Node("a", 3, (Node("x", 1), Node("y", 3))), Node("z", 1)))
    levels = aggregate_tree(tree, {"x": column(4), "y": column(8), "z": column(1)})
    assert levels.values["a"][0] == pytest.approx(7)  # (4 + 3 * 8) / 4
    assert levels.values["whole"][0] == pytest.approx(5.5)  # (3 * 7 + 1) / 4


def test_a_branch_with_too_little_known_has_no_value_and_neither_has_the_whole() -> None:
    tree = Node("whole", members=(Node("a", 1, (Node("x"), Node("y"), Node("v"))), Node("z", 1)))
    leaves = {"x": column(4, 4), "y": column(NAN, 6), "v": column(NAN, NAN), "z": column(1, 1)}
    levels = aggregate_tree(tree, leaves)
    assert levels.coverage["a"] == pytest.approx([1 / 3, 2 / 3])
    assert levels.values["a"] == pytest.approx([NAN, 5], nan_ok=True)
    # First area: two of four indicators and one of two branches are just enough.
    assert levels.values["whole"] == pytest.approx([1, 3])
    leaves["z"] = column(NAN, NAN)
    assert aggregate_tree(tree, leaves).values["whole"] == pytest.approx([NAN, 5], nan_ok=True)


def test_half_of_the_members_and_half_of_the_indicators_must_be_known() -> None:
    many = tuple(Node(f"x{place}") for place in range(9))
    tree = Node("whole", members=(Node("a", 1, many), Node("b", 1, (Node("y"),)), Node("c", 1, (Node("z"),))))
    few = {item.key: column(NAN) for item in many} | {"y": column(1), "z": column(1)}  # 2 of 3, but 2 of 11
    assert np.isnan(aggregate_tree(tree, few).values["whole"][0])
    lonely = {item.key: column(1) for item in many} | {"y": column(NAN), "z": column(NAN)}  # 9 of 11, but 1 of 3
    assert np.isnan(aggregate_tree(tree, lonely).values["whole"][0])
    assert aggregate_tree(tree, lonely | {"z": column(3)}).values["whole"][0] == pytest.approx(2)


def test_a_tree_that_names_what_is_not_there_is_refused() -> None:
    with pytest.raises(IndexRefused, match="liegen keine Werte vor"):
        aggregate_tree(ASEM, {"ConEcFin": column(1)})
    twice = Node("a", members=(Node("a", members=(Node("x"),)), Node("x")))
    with pytest.raises(IndexRefused, match="kommt doppelt vor"):
        aggregate_tree(Node("w", members=(twice, twice)), {"x": column(1)})


@pytest.mark.parametrize(
    ("loadings", "published"),
    [
        ((-0.71, 0.71, 0.67), (34.3, 34.3, 31.4)),
        ((-0.83, 0.58, 0.84), (39.5, 19.5, 40.9)),
        ((0.92, 0.92, -0.63), (40.3, 40.8, 18.9)),
    ],
)
def test_the_shares_of_the_gisd_follow_from_its_published_loadings(
    loadings: tuple[float, ...], published: tuple[float, ...]
) -> None:
    # Loadings are published with two digits, hence half a point of slack.
    assert 100 * loading_shares(loadings) == pytest.approx(published, abs=0.6)


def test_quantile_classes_cut_where_type_nine_cuts() -> None:
    # n = 6: position p * 6.25 + 0.375 gives the limits 1.625, 2.875, 4.125 and 5.375.
    assert quantile_classes(column(1, 2, 3, 4, 5, 6), 5).tolist() == [0, 1, 2, 2, 3, 4]
    assert quantile_classes(column(6, NAN, 1, 2, 3, 4, 5), 5).tolist() == [4, -1, 0, 1, 2, 2, 3]


def test_quantile_classes_bear_ties_and_emptiness() -> None:
    assert quantile_classes(column(3, 3, 3), 5).tolist() == [0, 0, 0]
    assert quantile_classes(column(NAN, NAN), 5).tolist() == [-1, -1]
    with pytest.raises(IndexRefused, match="mindestens zwei Klassen"):
        quantile_classes(column(1, 2), 1)
