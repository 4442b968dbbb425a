"""Classes of a map: every printed value in one, the legend says which, and missing values are named beside them."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard.figures import classes
from dashboard.figures.classes import BASES, METHODS, Classing
from dashboard.parts import atlas_view
from dashboard.selection import Selection
from indicators import answers
from indicators.measures import class_of

pytestmark = pytest.mark.usefixtures("built_store")

INDICATORS = ["sgb2_children_rate", "gisd_score", "disposable_income_per_person", "unemployment_rate_foreigners"]


def german(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


def covers(label: str, value: float) -> bool:
    """Whether a value lies in a class, read from the words of the legend alone."""
    if label == "alle Werte":
        return True
    words = label.split()
    if words[0] == "bis":
        return value <= german(words[1])
    return value > german(words[1]) and (len(words) == 2 or value <= german(words[3]))


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("indicator", INDICATORS)
def test_a_reader_finds_every_printed_value_in_exactly_the_class_it_is_painted_in(
    indicator: str, method: str, basis: str
) -> None:
    answer = answers.values(indicator)
    classing = Classing(method, 5, basis)
    for year in (answer.years[0], answer.years[-1]):
        inner = classes.limits(answer, year, classing)
        numbers = classes.numbers(answer, year, inner, classing)
        legend = classes.legend(answer, year, inner, classing)
        shown = answer.printed(year)
        if method == "deviation":
            shown = dict(zip(shown, answers.deviations(answer, year, list(shown.values())), strict=False))
        assert set(numbers) == set(shown)
        for area, value in shown.items():
            fitting = [index for index, entry in enumerate(legend) if covers(str(entry["label"]), value)]
            assert fitting == [numbers[area]], (area, value, legend)
        assert [entry["count"] for entry in legend] == [
            Counter(numbers.values())[index] for index in range(len(legend))
        ]


def test_a_legend_says_up_to_and_above_and_leaves_both_ends_open() -> None:
    assert classes.labels([5.0, 10.5], 1) == ["bis 5,0", "über 5,0 bis 10,5", "über 10,5"]
    assert classes.labels([21134, 21520], 0) == ["bis 21.134", "über 21.134 bis 21.520", "über 21.520"]
    assert classes.labels([-1.5, 1.5], 1, signed=True) == ["bis −1,5", "über −1,5 bis +1,5", "über +1,5"]
    assert classes.labels([], 1) == ["alle Werte"]


def test_the_newest_year_has_about_as_many_districts_in_every_class() -> None:
    answer = answers.values("sgb2_children_rate")
    inner = classes.limits(answer, 2024, Classing())
    counts = [entry["count"] for entry in classes.legend(answer, 2024, inner, Classing())]
    assert sum(int(str(count)) for count in counts) == 22
    assert all(4 <= int(str(count)) <= 5 for count in counts)


def test_limits_of_the_newest_year_hold_for_all_and_those_of_the_chosen_year_do_not() -> None:
    answer = answers.values("sgb2_children_rate")
    newest = {tuple(classes.limits(answer, year, Classing())) for year in answer.years}
    chosen = {tuple(classes.limits(answer, year, Classing(basis="chosen"))) for year in answer.years}
    pooled = {tuple(classes.limits(answer, year, Classing(basis="all"))) for year in answer.years}
    assert (len(newest), len(chosen), len(pooled)) == (1, 8, 1)


def test_deviation_classes_are_symmetric_around_thuringia() -> None:
    answer = answers.values("sgb2_children_rate")
    inner = classes.limits(answer, 2024, Classing("deviation", 5))
    assert inner == [-limit for limit in reversed(inner)]
    # Gera is 11.9 above Thuringia, more than any district is below: steps of 23.8 / 5 = 4.76
    assert inner == [-7.1, -2.4, 2.4, 7.1]
    assert classes.numbers(answer, 2024, inner, Classing("deviation", 5))["16052"] == class_of(11.9, inner) == 4


def test_missing_values_are_counted_by_kind_and_named_in_words() -> None:
    answer = answers.values("unemployment_rate_foreigners")
    assert classes.status_legend(answer, 2018) == [{"status": "unknown", "label": "unbekannt oder geheim", "count": 23}]
    assert classes.statuses(answer, 2021) == {"16065": "not_applicable"}
    excluded = answers.values("population_density_2022")
    assert classes.status_legend(excluded, 2022) == [
        {"status": "excluded", "label": "nicht ausgewiesen (Fehler in der Quelle)", "count": 2}
    ]


def test_a_zero_is_a_value_and_no_missing_one() -> None:
    answer = answers.values("vocational_school_leavers_per_1000")
    assert "16068" not in classes.statuses(answer, 2022)
    assert classes.numbers(answer, 2022, classes.limits(answer, 2022, Classing()), Classing())["16068"] == 0


def test_a_year_without_any_value_makes_one_class_and_says_so() -> None:
    answer = answers.values("unemployment_rate_foreigners")
    inner = classes.limits(answer, 2018, Classing(basis="chosen"))
    assert inner == []
    assert classes.numbers(answer, 2018, inner, Classing()) == {}
    assert classes.note(answer, inner, Classing(), 2018) == "Für 2018 lässt sich kein Wert zeigen."


def test_limits_come_from_the_newest_year_that_has_values() -> None:
    # the census of 2022 leaves no change of population after 2021
    answer = answers.changes("population")
    assert answers.newest_ranked(answer) == 2021
    assert len(classes.limits(answer, 2021, Classing())) == 4
    assert "gebildet am neuesten Jahr (2021)" in classes.note(answer, [0.0], Classing(), 2021)


def test_the_note_says_how_the_classes_were_made_and_when_ties_left_fewer() -> None:
    answer = answers.values("sgb2_children_rate")
    assert classes.note(answer, [1, 2, 3, 4], Classing(), 2015) == (
        "Klassen: gleich viele Gebiete je Klasse, gebildet am neuesten Jahr (2024)."
    )
    assert classes.note(answer, [-3, -1, 1, 3], Classing("deviation"), 2015).endswith(
        " Abweichungen der gerundeten Werte."  # the table's distances are exact and say so, too
    )
    assert classes.note(answer, [1], Classing("natural", 5, "chosen"), 2015) == (
        "Natürliche Klassen, gebildet am Jahr 2015. Nur 2 statt 5 Klassen, weil Werte gleich sind."
    )


def test_where_each_year_has_a_scale_of_its_own_each_year_has_limits_of_its_own() -> None:
    for wished in ("newest", "all", "chosen"):
        chosen = Selection.of(indicator="gisd_score", year="2005", basis=wished)
        assert chosen.classing.basis == "chosen"
        assert chosen.basis == wished  # it is the reader's again with the next indicator
    answer = chosen.answer()
    inner = classes.limits(answer, 2005, chosen.classing)
    assert inner != classes.limits(answer, 2005, Classing())
    shared = [entry["count"] for entry in classes.legend(answer, 2005, inner, chosen.classing)]
    assert sum(shared) == 22
    assert min(shared) >= 3  # with the limits of 2021 one class of 2005 held a single district, another eight
    assert classes.note(answer, inner, chosen.classing, 2005).endswith("2005 (jedes Jahr eigene Skala).")
    drawn = atlas_view.drawn(chosen)
    assert drawn["basis"]["disabled"] == "gewähltem Jahr"
    assert "1998 (jedes Jahr" in drawn["map"]["series"]["note"]["1998"]
    assert Selection.of(indicator="life_expectancy").classing.basis == "newest"
