"""What must hold for any figures: hypothesis looks for the ones it does not hold for."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.measures import Floats
from indicators.poverty_risk import (
    Component,
    Figures,
    IndexRefused,
    Recipe,
    aggregate,
    by_rank,
    coverage,
    dynamics,
    index,
    matrix,
    min_max,
    not_distinguishable,
    quantile_classes,
    uncertainty,
    z_score,
)
from indicators.poverty_risk.classing import min_ranks
from indicators.poverty_risk.recipe import AGGREGATIONS, NORMALISATIONS

settings.register_profile("index", deadline=None, max_examples=60)
quick = settings(settings.get_profile("index"))
# Rates with one decimal, as sources publish them; some unknown, some tied.
rates = st.integers(0, 400).map(lambda tenths: tenths / 10)
gappy = st.one_of(rates, rates, rates, rates, st.just(math.nan))


@st.composite
def columns(draw: st.DrawFn) -> Floats:
    return np.array(draw(st.lists(rates, min_size=3, max_size=25)))


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[float] = rates) -> Floats:
    areas, components = draw(st.integers(5, 12)), draw(st.integers(2, 6))
    lines = st.lists(st.lists(cells, min_size=components, max_size=components), min_size=areas, max_size=areas)
    return np.array(draw(lines), float)


def recipe_for(values: Floats, weights: list[float] | None = None, **method: object) -> Recipe:
    weights = weights or [1.0] * values.shape[1]
    parts = tuple(
        Component(f"c{place}", f"C{place}", -1 if place % 3 == 2 else 1, weights[place])
        for place in range(values.shape[1])
    )
    return Recipe(parts, **method)  # type: ignore[arg-type]


def figures(values: Floats) -> Figures:
    return Figures(tuple(f"A{place}" for place in range(len(values))), values)


@quick
@given(columns(), st.floats(0.1, 50), st.floats(-1000, 1000))
def test_normalising_does_not_care_for_the_unit(values: Floats, factor: float, offset: float) -> None:
    for method in (min_max, z_score):
        plain, turned = method(values).values, method(factor * values + offset).values
        assert turned == pytest.approx(plain, abs=1e-6, nan_ok=True)
        assert method(-factor * values + offset, -1).values == pytest.approx(plain, abs=1e-6, nan_ok=True)


@quick
@given(columns())
def test_ranks_care_for_the_order_only(values: Floats) -> None:
    assert by_rank(np.exp(values / 40)).values == pytest.approx(by_rank(values).values, nan_ok=True)
    known = by_rank(values).values
    assert np.isnan(known).all() or (known.min() >= 0 and known.max() <= 100)


@quick
@given(tables(gappy), st.data())
def test_means_lie_between_the_extremes_and_in_their_order(values: Floats, data: st.DataObject) -> None:
    size = values.shape[1]
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=size, max_size=size))
    above = values + 1
    known = ~np.isnan(above).all(axis=1)
    low, middle, high = (aggregate(above, weights, method)[known] for method in ("harmonic", "geometric", "arithmetic"))
    assert (low <= middle + 1e-9).all()
    assert (middle <= high + 1e-9).all()
    assert (low >= np.nanmin(above[known], axis=1) - 1e-9).all()
    assert (high <= np.nanmax(above[known], axis=1) + 1e-9).all()


@quick
@given(tables(), st.floats(0.01, 1000), st.data())
def test_only_the_proportions_of_the_weights_count(values: Floats, factor: float, data: st.DataObject) -> None:
    size = values.shape[1]
    weights = data.draw(st.lists(st.integers(1, 20).map(float), min_size=size, max_size=size))
    try:
        plain = index(recipe_for(values, weights), figures(values))
    except IndexRefused:
        assume(False)
    scaled = index(recipe_for(values, [factor * weight for weight in weights]), figures(values))
    assert [item.score for item in scaled.areas] == pytest.approx([item.score for item in plain.areas])
    assert [item.rank for item in scaled.areas] == [item.rank for item in plain.areas]


@quick
@given(tables(gappy), st.randoms(use_true_random=False))
def test_the_order_of_the_areas_does_not_matter(values: Floats, random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    given_figures = figures(values)
    turned = Figures(tuple(given_figures.areas[place] for place in order), values[order])
    recipe = recipe_for(values)
    try:
        plain, plain_bands = index(recipe, given_figures), uncertainty(recipe, given_figures)
    except IndexRefused:
        with pytest.raises(IndexRefused):
            index(recipe, turned)
        return
    moved, moved_bands = index(recipe, turned), uncertainty(recipe, turned)
    for area in given_figures.areas:
        one, other = plain.by_area[area], moved.by_area[area]
        assert (one.rank, one.shared, one.coverage, one.reason) == (
            other.rank,
            other.shared,
            other.coverage,
            other.reason,
        )
        assert one.score == pytest.approx(other.score)
        assert plain_bands.by_area[area].band == moved_bands.by_area[area].band


@quick
@given(tables(gappy), st.data())
def test_a_missing_value_never_raises_coverage(values: Floats, data: st.DataObject) -> None:
    weights = [1.0] * values.shape[1]
    row = data.draw(st.integers(0, values.shape[0] - 1))
    cell = data.draw(st.integers(0, values.shape[1] - 1))
    fewer = values.copy()
    fewer[row, cell] = math.nan
    assert (coverage(fewer, weights) <= coverage(values, weights)).all()
    assert 0 <= coverage(fewer, weights).min() <= coverage(fewer, weights).max() <= 1


@quick
@given(tables(gappy), st.sampled_from(NORMALISATIONS), st.sampled_from(AGGREGATIONS))
def test_an_index_is_complete_or_refused_but_never_half_a_number(
    values: Floats, normalisation: str, aggregation: str
) -> None:
    try:
        result = index(recipe_for(values, normalisation=normalisation, aggregation=aggregation), figures(values))
    except IndexRefused:
        return  # what is refused, and in which words, is tested with the index
    for item in result.areas:
        held = (item.score, item.rank)
        assert (None in held) == (held == (None, None)) == (item.coverage < 0.5)
        assert all(part is None or math.isfinite(part) for part in (item.score, item.standardised, *item.parts))
    ranks = sorted(item.rank for item in result.areas if item.rank)
    assert ranks[0] == 1
    assert ranks[-1] <= result.compared == len(ranks)


@quick
@given(tables(gappy), st.sampled_from(NORMALISATIONS), st.sampled_from(AGGREGATIONS))
def test_a_band_holds_the_rank_or_says_that_it_does_not(values: Floats, normalisation: str, aggregation: str) -> None:
    try:
        found = uncertainty(recipe_for(values, normalisation=normalisation, aggregation=aggregation), figures(values))
    except IndexRefused:
        return  # what is refused, and in which words, is tested with the index
    for item in found.areas:
        if item.band is None:
            assert item.text == "ohne Rang"
            continue
        assert item.nominal is not None
        assert item.q5 is not None
        assert item.median is not None
        assert item.q95 is not None
        assert item.q5 <= item.median <= item.q95
        assert item.is_inside == (item.band[0] <= item.nominal <= item.band[1])
        assert item.is_inside != ("außerhalb" in item.text)
        assert item.stays is None or 0 <= item.stays <= 1
        assert not_distinguishable(item, item)


@quick
@given(tables(gappy))
def test_a_withheld_value_leaves_the_index_to_the_known_ones(values: Floats) -> None:
    recipe = recipe_for(values, normalisation="min_max")
    try:
        result = index(recipe, figures(values))
    except IndexRefused:
        assume(False)
    for item in result.areas:
        known = [part for part in item.parts if part is not None]
        assert item.score is None or item.score == pytest.approx(sum(known) / len(known))


@quick
@given(tables(), tables())
def test_backwards_in_time_every_development_turns_round(now: Floats, before: Floats) -> None:
    areas, size = min(len(now), len(before)), min(now.shape[1], before.shape[1])
    now, before = now[:areas, :size], before[:areas, :size]
    recipe = recipe_for(now)
    forth = dynamics(recipe, figures(now), before, years=2)
    back = dynamics(recipe, figures(before), now, years=2)
    turned = {"positiv": "negativ", "negativ": "positiv"}
    for one, other in zip(forth.areas, back.areas, strict=True):
        assume(one.change is None or abs(abs(one.change) - 1) > 1e-6)  # on a limit the lower class wins both ways
        assert turned.get(one.dynamics, one.dynamics) == other.dynamics


@quick
@given(tables(gappy), st.data())
def test_a_blocked_area_is_never_given_a_direction(values: Floats, data: st.DataObject) -> None:
    blocked = np.array(
        data.draw(st.lists(st.booleans(), min_size=values.size, max_size=values.size)), dtype=bool
    ).reshape(values.shape)
    recipe = recipe_for(values)
    found = dynamics(recipe, figures(values), values[::-1].copy(), years=5, blocked=blocked)
    for item, bars in zip(found.areas, blocked, strict=True):
        assert not bars.any() or (item.dynamics == "nicht vergleichbar" and "Reihenbruch" in item.reason)
    try:
        level = index(recipe, figures(values))
    except IndexRefused:
        return
    held = matrix(level, found)
    placed = [area for line in held.cells for cell in line for area in cell]
    assert sorted([*placed, *held.not_comparable]) == sorted(figures(values).areas)


@quick
@given(columns(), st.integers(2, 10))
def test_quantile_classes_keep_the_order(values: Floats, classes: int) -> None:
    found = quantile_classes(values, classes)
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert 0 <= found.min() <= found.max() <= classes - 1


@quick
@given(columns())
def test_ranks_in_draws_are_one_plus_the_number_above(values: Floats) -> None:
    expected = [1 + sum(other > value for other in values) for value in values]
    assert min_ranks(values[np.newaxis, :])[0].tolist() == expected


@quick
@given(tables())
def test_an_unweighted_component_can_be_anything(values: Floats) -> None:
    recipe = recipe_for(values)
    extra = replace(recipe, components=(*recipe.components, Component("extra", "Extra", 1, 0.0)))
    wider = np.column_stack([values, np.linspace(1e6, -1e6, len(values))])
    try:
        plain = index(recipe, figures(values))
    except IndexRefused:
        with pytest.raises(IndexRefused):
            index(extra, figures(wider))
        return
    assert [item.rank for item in index(extra, figures(wider)).areas] == [item.rank for item in plain.areas]
