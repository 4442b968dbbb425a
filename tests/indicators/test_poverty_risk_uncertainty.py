"""Rank bands: checked against a slow calculation draw by draw, repeatable to the last bit, and fast."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest

from indicators.measures import Floats
from indicators.poverty_risk import (
    AreaUncertainty,
    Component,
    Figures,
    IndexRefused,
    Recipe,
    aggregate,
    by_rank,
    index,
    min_max,
    not_distinguishable,
    uncertainty,
    z_score,
)
from indicators.poverty_risk.classing import min_ranks
from indicators.poverty_risk.rank_bands import SEED, SPREAD, _choices

NAN = math.nan
# Rates of seven invented areas: three that agree, one lonely peak, one area with a gap.
VALUES = np.array(
    [
        [21.0, 9.1, 24.0, 3.1],
        [18.2, 8.0, 24.9, 2.2],
        [17.9, 8.6, 25.8, NAN],
        [14.0, 9.4, 26.1, 2.6],
        [11.5, 5.2, 27.5, 1.9],
        [12.0, 4.9, 27.1, 1.2],
        [8.8, 5.0, 29.4, 1.4],
    ]
)
AREAS = tuple("ABCDEFG")
DIRECTIONS = (1, 1, -1, 1)
RECIPE = Recipe(
    tuple(
        Component(key, key.upper(), direction, weight)
        for key, direction, weight in zip("wxyz", DIRECTIONS, (2.0, 1, 1, 1), strict=True)
    ),
)
FIGURES = Figures(AREAS, VALUES)


def shifted(cells: Floats) -> Floats:
    low, high = np.nanmin(cells), np.nanmax(cells)
    return 1 + 99 * (cells - low) / (high - low)


def slow_ranks(draws: int) -> Floats:
    """Every draw as an index of its own, by the published formulas, one after the other."""
    weights, normalisation, is_geometric, _ = _choices(RECIPE.shares, draws, SEED, SPREAD)
    scales = [
        shifted(np.column_stack([method(VALUES[:, place], turned).values for place, turned in enumerate(DIRECTIONS)]))
        for method in (min_max, z_score, by_rank)
    ]
    found = []
    for weight, scale, geometric in zip(weights, normalisation, is_geometric, strict=True):
        scores = aggregate(scales[scale], weight, "geometric" if geometric else "arithmetic")
        found.append([1 + sum(other > score + 1e-9 for other in scores) for score in scores])
    return np.array(found, float)


def test_the_fast_way_gives_the_ranks_of_the_slow_way() -> None:
    ranks = slow_ranks(1000)
    for place, item in enumerate(uncertainty(RECIPE, FIGURES).areas):
        own = ranks[:, place]
        assert item.mean == pytest.approx(own.mean())
        assert item.median == pytest.approx(np.median(own))
        assert (item.q5, item.q95) == pytest.approx((np.quantile(own, 0.05), np.quantile(own, 0.95)))
        assert item.nominal == index(RECIPE, FIGURES).areas[place].rank


def test_the_draws_cover_all_choices_in_equal_shares() -> None:
    weights, normalisation, is_geometric, leaves_out = _choices(RECIPE.shares, 3000, SEED, SPREAD)
    assert leaves_out
    assert np.bincount(normalisation) / 3000 == pytest.approx([1 / 3] * 3, abs=0.03)
    assert is_geometric.mean() == pytest.approx(0.5, abs=0.03)
    assert (weights == 0).mean(axis=0) == pytest.approx([0.2] * 4, abs=0.03)
    assert ((weights == 0).sum(axis=1) == 0).mean() == pytest.approx(0.2, abs=0.03)
    kept = np.where(weights == 0, np.nan, weights / RECIPE.shares)
    assert (np.nanmin(kept), np.nanmax(kept)) == pytest.approx((0.75, 1.25), abs=0.001)


def test_a_second_run_is_identical_to_the_last_bit() -> None:
    first, second = uncertainty(RECIPE, FIGURES), uncertainty(RECIPE, FIGURES)
    assert first == second
    assert repr(first) == repr(second)
    assert uncertainty(RECIPE, FIGURES, seed=1) != first


def test_an_area_that_leads_everywhere_always_leads() -> None:
    values = np.column_stack([np.arange(6.0), np.arange(6.0) ** 2, np.sqrt(np.arange(6.0))])
    recipe = Recipe(tuple(Component(key, key, 1) for key in "abc"))
    found = uncertainty(recipe, Figures(tuple("ABCDEF"), values))
    assert [(item.nominal, item.mean, item.band) for item in found.areas] == [
        (rank, rank, (rank, rank)) for rank in (6, 5, 4, 3, 2, 1)
    ]
    assert found.by_area["F"].stays == 1
    assert (found.by_area["F"].text, found.by_area["F"].band_words) == ("Rang 1 (fest)", "1")


def test_two_mirrored_areas_share_the_lead_and_are_not_distinguishable() -> None:
    values = np.array([[10.0, 6], [6, 10], [4, 4], [3, 3], [2, 2], [1, 1]])
    recipe = Recipe((Component("a", "A"), Component("b", "B")))
    found = uncertainty(recipe, Figures(tuple("ABCDEF"), values))
    a, b, c = found.areas[:3]
    assert not found.leaves_out
    assert (a.band, b.band, c.band) == ((1, 2), (1, 2), (3, 3))
    assert a.mean == pytest.approx(1.5, abs=0.05)
    assert a.mean is not None
    assert b.mean == pytest.approx(3 - a.mean)
    assert not_distinguishable(a, b)
    assert not_distinguishable(b, a)
    assert not not_distinguishable(a, c)
    assert not not_distinguishable(c, a)


def test_bands_that_touch_are_not_distinguishable() -> None:
    first = AreaUncertainty("A", 1, 1.5, 1.0, 1.0, 2.3, 0.9)
    second = AreaUncertainty("B", 3, 3.2, 3.0, 3.0, 4.0, 0.8)
    third = AreaUncertainty("C", 5, 5.0, 5.0, 4.5, 5.0, 0.8)
    assert (first.band, second.band, third.band) == ((1, 3), (3, 4), (4, 5))
    assert not_distinguishable(first, second)
    assert not_distinguishable(second, first)
    assert not_distinguishable(second, third)
    assert not not_distinguishable(first, third)
    assert not_distinguishable(first, AreaUncertainty("D", None, None, None, None, None, None))


def test_a_rank_outside_its_band_says_so() -> None:
    outside = AreaUncertainty("BGR", 30, 27.59, 28.0, 24.0, 29.0, 0.4)
    assert not outside.is_inside
    assert outside.text == "Rang 30 (24–29), außerhalb der Spanne: hängt am gewählten Verfahren"
    inside = AreaUncertainty("AUT", 7, 7.0, 7.0, 5.95, 9.0, 0.9)
    assert inside.text == "Rang 7 (5–9)"


def test_an_area_without_an_index_has_no_band() -> None:
    values = np.vstack([VALUES, [1.0, NAN, NAN, NAN]])
    found = uncertainty(RECIPE, Figures((*AREAS, "H"), values))
    assert found.by_area["H"] == AreaUncertainty("H", None, None, None, None, None, None)
    assert found.by_area["H"].text == "ohne Rang"
    assert not found.by_area["H"].is_inside
    assert max(item.q95 or 0 for item in found.areas) <= 7


def test_wider_weights_never_make_surer() -> None:
    narrow = uncertainty(RECIPE, FIGURES, spread=0.0)
    wide = uncertainty(RECIPE, FIGURES, spread=0.9)
    width = [sum((item.q95 or 0) - (item.q5 or 0) for item in result.areas) for result in (narrow, wide)]
    assert width[0] <= width[1]
    assert (narrow.spread, wide.spread) == (0.0, 0.9)


def test_a_component_that_differed_only_in_the_reference_year_does_no_harm() -> None:
    recipe = replace(RECIPE, normalisation="min_max", reference_year=2015)
    same_now = VALUES.copy()
    same_now[:, 0] = 12.0
    found = uncertainty(recipe, Figures(AREAS, same_now, VALUES))
    assert all(item.mean is not None and 1 <= item.mean <= 7 for item in found.areas)
    same_then = VALUES.copy()
    same_then[:, 0] = 12.0
    again = uncertainty(recipe, Figures(AREAS, VALUES, same_then))
    assert all(item.mean is not None and 1 <= item.mean <= 7 for item in again.areas)


@pytest.mark.parametrize("draws", [-1, 0, 999])
def test_fewer_than_a_thousand_draws_are_refused(draws: int) -> None:
    with pytest.raises(IndexRefused, match=r"mindestens 1\.000 Ziehungen"):
        uncertainty(RECIPE, FIGURES, draws=draws)


@pytest.mark.parametrize("spread", [-0.1, 1.0, NAN])
def test_a_spread_that_could_turn_weights_negative_is_refused(spread: float) -> None:
    with pytest.raises(IndexRefused, match="Spanne der Gewichte"):
        uncertainty(RECIPE, FIGURES, spread=spread)


def test_equal_scores_share_the_better_rank_in_every_draw() -> None:
    scores = np.array([[3.0, 1.0, 3.0 + 1e-12, 2.0], [0.0, 0.0, 0.0, 1.0], [4.0, 3.0, 2.0, 1.0]])
    assert min_ranks(scores).tolist() == [[1, 4, 1, 3], [2, 2, 2, 1], [1, 2, 3, 4]]


def test_a_thousand_draws_of_twelve_components_take_less_than_half_a_second() -> None:
    random = np.random.default_rng(5)
    recipe = Recipe(tuple(Component(f"c{place}", f"C{place}") for place in range(12)))
    given = Figures(tuple(str(place) for place in range(22)), random.normal(10, 3, (22, 12)))
    uncertainty(recipe, given)
    start = time.perf_counter()
    uncertainty(recipe, given)
    assert time.perf_counter() - start < 0.5
