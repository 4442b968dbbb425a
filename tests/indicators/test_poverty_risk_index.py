"""The index: scores, ranks, classes, coverage, what it refuses and what it says about itself."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from indicators.poverty_risk import (
    Component,
    Figures,
    IndexRefused,
    Recipe,
    burden_direction,
    correlations,
    description,
    index,
    latest_common_year,
    leave_one_out,
    uncertainty,
    weights_from_text,
)

NAN = math.nan
AREAS = ("16051", "16052", "16053", "16054", "16055")
CHILDREN = Component("sgb2_children_rate", "Kinder in Grundsicherung", 1, 2.0, 2020)
WORK = Component("unemployment_rate", "Arbeitslosenquote", 1, 1.0, 2020)
INCOME = Component("disposable_income_per_person", "Verfügbares Einkommen", -1, 1.0, 2020)
TWO = Recipe((CHILDREN, WORK), "min_max")
# Min-max of the columns: 100, 50, 0, 25, 75 and 0, 50, 100, 50, 25.
VALUES = [[20, 4], [15, 6], [10, 8], [12.5, 6], [17.5, 5]]


def figures(values: list[list[float]], reference: list[list[float]] | None = None) -> Figures:
    return Figures(AREAS[: len(values)], np.array(values, float), None if reference is None else np.array(reference))


def test_an_index_is_the_weighted_mean_of_normalised_components() -> None:
    result = index(TWO, figures(VALUES))
    assert result.shares == pytest.approx((2 / 3, 1 / 3))
    assert [item.score for item in result.areas] == pytest.approx([200 / 3, 50, 100 / 3, 100 / 3, 175 / 3])
    assert [(item.rank, item.shared) for item in result.areas] == [
        (1, False),
        (3, False),
        (4, True),
        (4, True),
        (2, False),
    ]
    assert result.by_area["16052"].parts == pytest.approx((50, 50))
    assert result.compared == 5
    assert result.warnings == ()


def test_what_relieves_lowers_the_index() -> None:
    relieved = replace(TWO, components=(CHILDREN, replace(WORK, direction=-1)))
    assert index(relieved, figures(VALUES)).by_area["16051"].score == pytest.approx(100)


def test_classes_go_by_standard_deviations_of_the_scores() -> None:
    # Scores 0, 25, 50, 75, 100: deviation 39.53, distances -1.265, -0.632, 0, 0.632, 1.265.
    values = [[step, step] for step in (0, 1, 2, 3, 4)]
    statuses = [item.status for item in index(TWO, figures(values)).areas]
    assert statuses == ["gering", "gering", "mittel", "hoch", "sehr hoch"]
    adjusted = replace(TWO, status_limits=(-1.0, 1.0, 1.5))
    assert [item.status for item in index(adjusted, figures(values)).areas] == [
        "gering",
        "mittel",
        "mittel",
        "mittel",
        "hoch",
    ]


def test_a_score_on_a_limit_belongs_to_the_lower_class() -> None:
    values = [[step, step] for step in (0, 1, 2, 3, 4)]
    limit = index(TWO, figures(values)).areas[3].standardised
    assert limit is not None
    assert index(replace(TWO, status_limits=(-1.0, 0.0, limit)), figures(values)).areas[3].status == "hoch"
    assert index(replace(TWO, status_limits=(-1.0, 0.0, limit)), figures(values)).areas[2].status == "mittel"


def test_the_z_index_standardises_every_component() -> None:
    recipe = Recipe((replace(CHILDREN, weight=1.0), INCOME))
    values = [[1, 30], [2, 20], [3, 10], [4, 20], [5, 20]]
    # First column: deviation sqrt(10 / 4); second: 10, 0, -10, 0, 0 with deviation sqrt(200 / 4), turned round.
    first, second = -2 / math.sqrt(2.5), -10 / math.sqrt(50)
    assert index(recipe, figures(values)).areas[0].score == pytest.approx((first + second) / 2)


def test_half_of_the_components_are_enough_and_less_are_not() -> None:
    recipe = Recipe(tuple(replace(CHILDREN, key=key, label=key, weight=1.0) for key in "abcd"), "min_max")
    values = [[0.0] * 4, [1.0] * 4, [2.0] * 4, [3.0] * 4, [4.0] * 4, [4.0, 2.0, NAN, NAN], [4.0, NAN, NAN, NAN]]
    result = index(recipe, Figures(tuple("ABCDEFG"), np.array(values)))
    assert (result.by_area["F"].coverage, result.by_area["F"].score) == pytest.approx((0.5, 75))
    assert (result.by_area["G"].coverage, result.by_area["G"].score, result.by_area["G"].rank) == (0.25, None, None)
    assert "weniger als die Hälfte" in result.by_area["G"].reason
    assert result.by_area["G"].status is None
    assert result.compared == 6


def test_a_component_that_weighs_nothing_changes_nothing() -> None:
    three = Recipe((CHILDREN, WORK, replace(INCOME, weight=0.0)), "z_score", "geometric")
    two = Recipe((CHILDREN, WORK), "z_score", "geometric")
    with_third = figures([[*line, NAN if place else 99.0] for place, line in enumerate(VALUES)])
    spread_third = figures([[*line, 7.0**place] for place, line in enumerate(VALUES)])
    for given in (with_third, spread_third):
        for one, other in zip(index(three, given).areas, index(two, figures(VALUES)).areas, strict=True):
            assert (one.score, one.rank, one.coverage, one.status) == (
                pytest.approx(other.score),
                other.rank,
                other.coverage,
                other.status,
            )
    assert uncertainty(three, spread_third).areas == uncertainty(two, figures(VALUES)).areas


def test_a_column_without_differences_drops_out_with_a_warning() -> None:
    recipe = Recipe((CHILDREN, WORK, INCOME), "min_max")
    result = index(recipe, figures([[*line, 5.0] for line in VALUES]))
    assert result.warnings == (
        "„Verfügbares Einkommen“: alle Gebiete haben denselben Wert; daraus folgt kein Unterschied,"
        " der Bestandteil zählt nicht mit.",
    )
    assert result.areas[0].coverage == pytest.approx(2 / 3)
    assert result.areas[0].score == pytest.approx(200 / 3)


def test_a_fixed_reference_year_shows_change_and_a_year_of_its_own_does_not() -> None:
    later = [[2 * value for value in line] for line in VALUES]
    fixed = replace(TWO, reference_year=2015)
    assert [item.score for item in index(TWO, figures(later)).areas] == pytest.approx(
        [item.score for item in index(TWO, figures(VALUES)).areas]
    )
    # 40 in 2020 against 10 to 20 in 2015 is 300; 8 against 4 to 8 is 100.
    assert index(fixed, figures(later, VALUES)).areas[0].score == pytest.approx((2 * 300 + 100) / 3)
    # The same in standard deviations of 2015: (40 - 15) / 3.953 and (8 - 5.8) / 1.483.
    scores = index(replace(fixed, normalisation="z_score"), figures(later, VALUES)).areas
    assert scores[0].score == pytest.approx((2 * 25 / math.sqrt(15.625) + 2.2 / math.sqrt(2.2)) / 3)


def test_the_geometric_index_lives_between_one_and_a_hundred() -> None:
    result = index(replace(TWO, aggregation="geometric"), figures(VALUES))
    # First area: 100 and 1 with weights 2/3 and 1/3.
    assert result.areas[0].score == pytest.approx(100 ** (2 / 3))
    harmonic = index(replace(TWO, aggregation="harmonic"), figures(VALUES))
    assert harmonic.areas[0].score == pytest.approx(1 / (2 / 3 / 100 + 1 / 3))


def test_z_scores_are_moved_above_zero_by_one_line_for_all_components() -> None:
    result = index(Recipe((CHILDREN, WORK), "z_score", "geometric"), figures(VALUES))
    parts = np.array([item.parts for item in result.areas], float)
    assert (parts.min(), parts.max()) == pytest.approx((1, 100))
    # z from -1.265 to 1.265 in the first column, to 1.483 in the second: 1 + 99 * 2.530 / 2.748 = 92.13.
    assert (parts[:, 0].max(), parts[:, 1].max()) == pytest.approx((92.13, 100), abs=0.01)


def test_a_value_far_below_the_reference_year_has_no_geometric_index() -> None:
    recipe = replace(TWO, aggregation="geometric", reference_year=2015)
    low = [[1.0, 4.0], *VALUES[1:]]
    with pytest.raises(IndexRefused, match="bei festem Bezugsjahr"):
        index(recipe, figures(low, VALUES))


@pytest.mark.parametrize(
    ("components", "words"),
    [
        ((CHILDREN,), "mindestens zwei"),
        ((), "Alle Gewichte sind null"),
        ((CHILDREN, replace(WORK, weight=0.0)), "mindestens zwei"),
        ((replace(CHILDREN, weight=0.0), replace(WORK, weight=0.0)), "Alle Gewichte sind null"),
        ((CHILDREN, replace(WORK, weight=-1.0)), "„Arbeitslosenquote“ ist negativ"),
        ((CHILDREN, replace(WORK, weight=NAN)), "„Arbeitslosenquote“ ist keine Zahl"),
        ((CHILDREN, CHILDREN), "doppelt"),
        ((CHILDREN, replace(WORK, direction=0)), "fehlt die Richtung"),
    ],
)
def test_components_that_make_no_index_are_refused(components: tuple[Component, ...], words: str) -> None:
    with pytest.raises(IndexRefused, match=words):
        Recipe(components)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"normalisation": "box_cox"}, "Die Normierung „box_cox“ gibt es nicht"),
        ({"aggregation": "median"}, "Die Zusammenfassung „median“ gibt es nicht"),
        ({"normalisation": "rank", "reference_year": 2015}, "Bezugsjahr"),
        ({"normalisation": "z_score", "aggregation": "geometric", "reference_year": 2015}, "nur arithmetisch"),
        ({"status_limits": (1.0, 0.0, 2.0)}, "drei aufsteigende Zahlen"),
        ({"status_limits": (0.0, 1.0)}, "drei aufsteigende Zahlen"),
        ({"status_limits": (0.0, 1.0, NAN)}, "drei aufsteigende Zahlen"),
    ],
)
def test_methods_that_do_not_go_together_are_refused(choice: dict[str, object], words: str) -> None:
    with pytest.raises(IndexRefused, match=words):
        replace(TWO, **choice)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (VALUES[:4], "mindestens 5 Gebiete"),
        ([[NAN, NAN]] * 5, "keine zwei Bestandteile"),
        ([[1.0, 2.0]] * 5, "keine zwei Bestandteile"),
        ([[step, 2.0] for step in range(5)], "keine zwei Bestandteile"),
        ([[1, 2], [2, 3], [NAN, NAN], [NAN, NAN], [NAN, NAN]], "Genügend bekannte Werte haben 2 Gebiete"),
        ([[math.inf, 2], *VALUES[1:]], "unendlich"),
    ],
)
def test_figures_that_carry_no_index_are_refused(values: list[list[float]], words: str) -> None:
    with pytest.raises(IndexRefused, match=words):
        index(TWO, figures(values))


def test_a_double_area_and_a_missing_reference_year_are_refused() -> None:
    with pytest.raises(IndexRefused, match="Ein Gebiet ist doppelt"):
        Figures(("16051",) * 5, np.array(VALUES, float))
    with pytest.raises(IndexRefused, match="Für das Bezugsjahr 2015 liegen keine Werte vor"):
        index(replace(TWO, reference_year=2015), figures(VALUES))


def test_figures_of_the_wrong_shape_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="areas x components"):
        Figures(AREAS, np.zeros((4, 2)))
    with pytest.raises(ValueError, match="2 components, but 3 columns"):
        index(TWO, figures([[*line, 1.0] for line in VALUES]))
    with pytest.raises(ValueError, match="reference has shape"):
        figures(VALUES, VALUES[:4])


def test_opposite_components_leave_nobody_in_a_class() -> None:
    equal = Recipe((CHILDREN, replace(WORK, weight=2.0)), "min_max")
    result = index(equal, figures([[step, 4 - step] for step in range(5)]))
    assert {item.status for item in result.areas} == {None}
    assert {item.rank for item in result.areas} == {1}
    assert "denselben Indexwert" in result.warnings[0]


def test_weights_are_read_from_the_command_line_and_refused_in_german() -> None:
    assert weights_from_text("sgb2_children_rate=2, unemployment_rate") == {
        "sgb2_children_rate": 2.0,
        "unemployment_rate": 1.0,
    }
    for text, words in (
        ("", "Gewichte werden so angegeben"),
        ("a=1,,b=2", "Gewichte werden so angegeben"),
        ("a=1,a=2", "doppelt"),
        ("a=1,b=viel", "keine Zahl: „viel“"),
        ("a=1,b=nan", "keine Zahl"),
        ("a=1", "mindestens zwei"),
        ("a=0,b=0", "Alle Gewichte sind null"),
        ("a=1,b=-2", "negativ"),
    ):
        with pytest.raises(IndexRefused, match=words):
            weights_from_text(text)


def test_a_burden_is_what_the_catalogue_would_rather_have_lower() -> None:
    assert burden_direction("lower_is_better", "x") == 1
    assert burden_direction("higher_is_better", "x") == -1
    with pytest.raises(IndexRefused, match="nicht gewertet"):
        burden_direction("no_judgement", "Ausländeranteil")


def test_the_latest_common_year_needs_every_component_in_both_years() -> None:
    years = {"a": [2015, 2017, 2018, 2020], "b": [2013, 2015, 2016, 2018, 2020, 2022]}
    assert latest_common_year(years) == 2020
    assert latest_common_year(years, 2) == 2020
    assert latest_common_year(years, 5) == 2020
    assert latest_common_year({"a": [2018, 2020], "b": [2020, 2015]}) == 2020
    with pytest.raises(IndexRefused, match="auch 2 Jahre davor"):
        latest_common_year({"a": [2018, 2020], "b": [2020, 2015]}, 2)
    with pytest.raises(IndexRefused, match="kein Jahr"):
        latest_common_year({})


def test_an_index_carries_its_whole_description() -> None:
    result = index(TWO, figures([*VALUES[:4], [17.5, NAN]][:5]))
    told = dict(description(result))
    assert told["Bestandteile"] == (
        "Kinder in Grundsicherung (2020): hoher Wert belastet, Gewicht 66,7 %;"
        " Arbeitslosenquote (2020): hoher Wert belastet, Gewicht 33,3 %"
    )
    assert told["Deckung"] == "4 von 5 Gebieten mit allen Bestandteilen, 1 mit einem Teil davon (mindestens 50 %)"
    assert "relativ zu den 5 verglichenen Gebieten" in told["Aussage"]
    assert "keine Armutsgefährdungsquote" in told["Aussage"]
    assert "jedes Jahr neu" in told["Normierung"]
    assert told["Rangspanne"] == "noch nicht berechnet"
    fixed = index(replace(TWO, reference_year=2015), figures(VALUES, VALUES))
    assert "fest aus dem Jahr 2015" in dict(description(fixed))["Normierung"]
    band = dict(description(result, uncertainty(TWO, figures(VALUES))))["Rangspanne"]
    assert "1.000 Ziehungen: Gewichte ± 25 %" in band
    assert "; bei zwei Bestandteilen wird keiner weggelassen; " in band
    assert dict(description(result))["Belastungsklassen"].startswith(
        "gering bis −0,50, mittel bis +0,50, hoch bis +1,00"
    )


def test_components_that_say_the_same_are_warned_of() -> None:
    values = [[1, 1, 9], [2, 2, 1], [3, 3, 7], [4, 4, 3], [5, 6, 5]]
    found = correlations(index(Recipe((CHILDREN, WORK, INCOME)), figures(values)))
    # Distances -2..2 and -2.2, -1.2, -0.2, 0.8, 2.8: 12 / sqrt(10 * 14.8).
    assert found.matrix[0][1] == pytest.approx(12 / math.sqrt(148))
    assert found.matrix[0][0] == pytest.approx(1)
    assert "„Kinder in Grundsicherung“ und „Arbeitslosenquote“ messen fast dasselbe (r = 0,99)" in found.warnings[0]
    assert len(found.warnings) == 1
    # Whatever the scale: min-max leaves means other than zero, and the same correlation.
    other = correlations(index(Recipe((CHILDREN, WORK, INCOME), "min_max"), figures(values)))
    assert other.matrix[0][1] == pytest.approx(12 / math.sqrt(148))


def test_a_component_that_runs_against_the_index_is_warned_of() -> None:
    values = [[step, step] for step in range(5)]
    recipe = Recipe((CHILDREN, replace(WORK, direction=-1, weight=1.0)))
    found = correlations(index(recipe, figures(values)))
    assert found.with_whole == pytest.approx((1, -1))
    assert "„Arbeitslosenquote“ läuft dem Index entgegen (r = −1,00). Richtung prüfen." in found.warnings
    assert found.matrix[0][1] == pytest.approx(-1)
    assert "messen fast dasselbe (r = −1,00)" in found.warnings[0]


def test_leaving_out_a_component_names_who_moves() -> None:
    recipe = Recipe((CHILDREN, WORK, INCOME), "min_max")
    values = [[5, 5, 1], [4, 4, 2], [3, 3, 3], [2, 2, 4], [1, 1, 0]]
    # Burden 1: highest in the first two, and income relieves most in the fourth, least in the fifth.
    left = {item.key: item for item in leave_one_out(recipe, figures(values))}
    assert set(left) == {"sgb2_children_rate", "unemployment_rate", "disposable_income_per_person"}
    assert left["disposable_income_per_person"].ranks == (1, 2, 3, 4, 5)
    whole = [item.rank for item in index(recipe, figures(values)).areas]
    assert whole == [1, 2, 3, 5, 4]
    assert left["disposable_income_per_person"].largest_shift == 1
    assert left["disposable_income_per_person"].shifted == ("16054", "16055")
    assert left["disposable_income_per_person"].new_status == ()
    # Whole: distances 1.4, 0.6, -0.2, -1, -0.8; without the children's rate 1.34, 0.45, -0.45, -1.34, 0.
    assert left["sgb2_children_rate"].new_status == ("16052", "16055")


def test_nothing_is_left_out_of_two_components() -> None:
    assert leave_one_out(TWO, figures(VALUES)) == ()


def test_leaving_out_says_why_when_nothing_remains() -> None:
    values = [[*line, 5.0] for line in VALUES]
    left = leave_one_out(Recipe((CHILDREN, WORK, INCOME), "min_max"), figures(values))
    assert "keine zwei Bestandteile" in left[0].reason
    assert left[2].reason == ""
