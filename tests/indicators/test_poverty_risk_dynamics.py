"""Development: change standardised over the areas, never across a break, and the 4 x 3 matrix."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from indicators.poverty_risk import Component, Figures, IndexRefused, Recipe, dynamics, index, matrix

NAN = math.nan
AREAS = tuple("ABCDEF")
CHILDREN = Component("sgb2_children_rate", "Kinder in Grundsicherung", 1, 1.0, 2020)
WORK = Component("unemployment_rate", "Arbeitslosenquote", 1, 1.0, 2020)
RECIPE = Recipe((CHILDREN, WORK))
EARLIER = np.array([[10.0, 5], [12, 6], [14, 7], [16, 8], [18, 9], [20, 10]])
STEPS = np.array([[-2.0, -2], [-1, -1], [0, 0], [0, 0], [1, 1], [2, 2]])
NOW = Figures(AREAS, EARLIER + STEPS)


def test_a_growing_burden_is_a_negative_development() -> None:
    found = dynamics(RECIPE, NOW, EARLIER, years=2)
    # Changes -2, -1, 0, 0, 1, 2: deviation sqrt(10 / 5).
    assert [item.change for item in found.areas] == pytest.approx(
        [step / math.sqrt(2) for step in (-2, -1, 0, 0, 1, 2)]
    )
    assert [item.dynamics for item in found.areas] == ["positiv", "stabil", "stabil", "stabil", "stabil", "negativ"]
    assert (found.years, found.compared, found.warnings) == (2, 6, ())


def test_growth_of_what_relieves_is_a_positive_development() -> None:
    relieving = Recipe((replace(CHILDREN, direction=-1), replace(WORK, direction=-1)))
    assert dynamics(relieving, NOW, EARLIER, years=5).by_area["F"].dynamics == "positiv"


def test_development_is_measured_against_the_average_or_against_standstill() -> None:
    worse = Figures(AREAS, EARLIER + STEPS + 3)
    average = dynamics(RECIPE, worse, EARLIER, years=2)
    assert [item.change for item in average.areas] == pytest.approx(
        [item.change for item in dynamics(RECIPE, NOW, EARLIER, years=2).areas]
    )
    standstill = dynamics(RECIPE, worse, EARLIER, years=2, against_average=False)
    # Changes 1, 2, 3, 3, 4, 5 in deviations of sqrt(2): only the first stays below one deviation.
    assert [item.change for item in standstill.areas] == pytest.approx(
        [step / math.sqrt(2) for step in (1, 2, 3, 3, 4, 5)]
    )
    assert [item.dynamics for item in standstill.areas] == ["stabil", *["negativ"] * 5]


def test_no_development_crosses_a_break() -> None:
    blocked = np.zeros(EARLIER.shape, dtype=bool)
    blocked[5, 1] = True
    found = dynamics(RECIPE, NOW, EARLIER, years=2, blocked=blocked)
    assert found.by_area["F"].dynamics == "nicht vergleichbar"
    assert found.by_area["F"].change is None
    assert found.by_area["F"].reason == "Reihenbruch bei „Arbeitslosenquote“ zwischen 2018 und 2020"
    # The blocked area shapes no mean: the others are what they would be without it.
    alone = dynamics(RECIPE, Figures(AREAS[:5], NOW.values[:5]), EARLIER[:5], years=2)
    assert found.areas[:5] == alone.areas
    assert found.compared == 5


def test_a_break_in_a_component_that_weighs_nothing_blocks_nobody() -> None:
    third = Recipe((CHILDREN, WORK, Component("x", "X", 1, 0.0)))
    now, before = (np.column_stack([matrix, matrix[:, 0]]) for matrix in (NOW.values, EARLIER))
    blocked = np.zeros(now.shape, dtype=bool)
    blocked[:, 2] = True
    found = dynamics(third, Figures(AREAS, now), before, years=2, blocked=blocked)
    assert [item.dynamics for item in found.areas] == [
        item.dynamics for item in dynamics(RECIPE, NOW, EARLIER, years=2).areas
    ]


def test_a_break_everywhere_leaves_nobody_comparable() -> None:
    found = dynamics(RECIPE, NOW, EARLIER, years=2, blocked=np.ones(EARLIER.shape, dtype=bool))
    assert {item.dynamics for item in found.areas} == {"nicht vergleichbar"}
    assert "erst ab 5 vergleichbaren Gebieten; hier sind es 0" in found.warnings[-1]
    assert matrix(index(RECIPE, NOW), found).not_comparable == AREAS


def test_too_few_known_changes_are_not_comparable() -> None:
    three = Recipe((CHILDREN, WORK, Component("x", "X", 1, 1.0, 2020)))
    now, before = (np.column_stack([matrix, matrix[:, 0] ** 2]) for matrix in (NOW.values, EARLIER))
    before[0, :2] = NAN
    before[1, 2] = NAN
    found = dynamics(three, Figures(AREAS, now), before, years=2)
    assert (found.areas[0].dynamics, found.areas[0].reason) == (
        "nicht vergleichbar",
        "zu wenige bekannte Veränderungen",
    )
    assert found.areas[0].coverage == pytest.approx(1 / 3)
    assert found.areas[1].coverage == pytest.approx(2 / 3)
    assert found.areas[1].dynamics in ("positiv", "stabil")


def test_a_change_that_is_the_same_everywhere_warns_and_does_not_count() -> None:
    now = EARLIER + STEPS
    now[:, 1] = EARLIER[:, 1] + 1
    found = dynamics(RECIPE, Figures(AREAS, now), EARLIER, years=2)
    assert found.warnings[0].startswith("Veränderung von „Arbeitslosenquote“: alle Gebiete haben denselben Wert")
    assert found.areas[0].coverage == 0.5


def test_the_matrix_holds_every_area_exactly_once() -> None:
    blocked = np.zeros(EARLIER.shape, dtype=bool)
    blocked[2] = True
    found = matrix(index(RECIPE, NOW), dynamics(RECIPE, NOW, EARLIER, years=2, blocked=blocked))
    assert [len(line) for line in found.cells] == [3, 3, 3, 3]
    assert sorted([area for line in found.cells for cell in line for area in cell] + ["C"]) == list(AREAS)
    assert found.not_comparable == ("C",)
    assert "A" in found.cells[0][0]  # gering, positiv
    assert "F" in found.cells[3][2]  # sehr hoch, negativ


@pytest.mark.parametrize("years", [0, 1, 3, 4, 10])
def test_only_two_or_five_years_are_offered(years: int) -> None:
    with pytest.raises(IndexRefused, match="zwei oder fünf Jahre"):
        dynamics(RECIPE, NOW, EARLIER, years=years)


@pytest.mark.parametrize("limits", [(1.0, -1.0), (0.5, 1.0), (-1.0, 0.0), (NAN, 1.0)])
def test_limits_that_do_not_enclose_zero_are_refused(limits: tuple[float, float]) -> None:
    with pytest.raises(IndexRefused, match="Grenzen der Dynamik"):
        dynamics(RECIPE, NOW, EARLIER, years=2, limits=limits)


def test_earlier_figures_must_fit_and_be_finite() -> None:
    with pytest.raises(ValueError, match="areas x components"):
        dynamics(RECIPE, NOW, EARLIER[:5], years=2)
    with pytest.raises(ValueError, match="areas x components"):
        dynamics(RECIPE, NOW, EARLIER, years=2, blocked=np.zeros((6, 3), dtype=bool))
    with pytest.raises(IndexRefused, match="unendlich"):
        dynamics(RECIPE, NOW, np.where(EARLIER == 10, math.inf, EARLIER), years=2)
