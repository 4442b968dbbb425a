"""What the map on the screen gets: formatted and classed, the same numbers as the answers."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from dashboard import theme
from dashboard.figures import map_series
from dashboard.figures.classes import METHODS, Classing
from dashboard.figures.map_series import LARGEST_RADIUS, NO_AREA, NO_VALUE
from geo import boundaries
from indicators import answers

pytestmark = pytest.mark.usefixtures("built_store")

PER_AREA = ("class", "text", "rank")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "indicator", ["sgb2_children_rate", "gisd_score", "population", "unemployment_rate_foreigners", "natural_balance"]
)
def test_every_year_has_an_entry_for_every_area_and_a_colour_for_every_class(indicator: str, method: str) -> None:
    answer = answers.values(indicator)
    series = map_series.payload(answer, Classing(method))
    assert series["years"] == answer.years
    for year in map(str, series["years"]):
        for key in PER_AREA:
            assert len(series[key][year]) == len(series["areas"])
        assert max(series["class"][year]) < len(series["colours"])
        assert len(series["legend"][year]) <= max(len(series["colours"]), 3)
    json.dumps(series, allow_nan=False)


@pytest.mark.parametrize("territory", answers.TERRITORIES)
@pytest.mark.parametrize("indicator", ["sgb2_rate", "life_expectancy", "unemployment_rate", "population"])
def test_the_drawing_of_a_year_has_exactly_the_areas_that_have_a_row_in_it(indicator: str, territory: str) -> None:
    series = map_series.payload(answers.values(indicator, territory=territory), Classing())
    for year in map(str, series["years"]):
        level, division = series["shapes"][year].split("-")
        drawn = {shape["key"] for shape in boundaries.drawing(level, division)["areas"]}
        there = {area for area, number in zip(series["areas"], series["class"][year], strict=True) if number != NO_AREA}
        assert there == drawn


def test_gera_is_shown_with_22_8_as_first_of_22() -> None:
    series = map_series.payload(answers.values("sgb2_children_rate"), Classing())
    gera = series["areas"].index("16052")
    assert series["text"]["2024"][gera] == "22,8"
    assert (series["rank"]["2024"][gera], series["ranked"]["2024"]) == (1, 22)
    assert series["class"]["2024"][gera] == 4
    assert (series["kind"], series["unit"]) == ("fill", "je 100 Kinder unter 15 Jahren")
    assert series["legend_note"] == "höherer Wert = ungünstiger"


def test_the_gap_of_2021_and_2022_is_no_year_of_the_slider() -> None:
    years = map_series.payload(answers.values("sgb2_children_rate"), Classing())["years"]
    assert years == [2015, 2016, 2017, 2018, 2019, 2020, 2023, 2024]


def test_a_missing_value_has_no_class_no_text_and_no_rank_but_a_status() -> None:
    series = map_series.payload(answers.values("gdp_per_person_2021"), Classing())
    place = series["areas"].index("16063")
    assert (series["class"]["2021"][place], series["text"]["2021"][place], series["rank"]["2021"][place]) == (
        NO_VALUE,
        "",
        0,
    )
    assert series["status"]["2021"] == {"16063": "excluded"}


def test_eisenach_does_not_exist_on_the_map_after_2020() -> None:
    series = map_series.payload(answers.values("sgb2_rate", territory="published"), Classing())
    place = series["areas"].index("16056")
    assert series["class"]["2020"][place] >= 0
    assert [series["class"][str(year)][place] for year in (2021, 2024)] == [NO_AREA, NO_AREA]


def test_counts_are_circles_with_area_in_proportion_on_one_scale_for_all_years() -> None:
    series = map_series.payload(answers.values("population"), Classing())
    assert series["kind"] == "circle"
    # Erfurt 31.12.2024: 218,793; Suhl 34,685
    erfurt, suhl = (series["size"]["2024"][series["areas"].index(area)] for area in ("16051", "16054"))
    assert (erfurt / suhl) ** 2 == pytest.approx(218793 / 34685, rel=0.01)
    largest = max(max(sizes) for sizes in series["size"].values())
    assert largest == LARGEST_RADIUS


def test_circles_of_the_legend_are_drawn_to_the_same_scale() -> None:
    series = map_series.payload(answers.values("population"), Classing())
    legend = series["legend"]["2024"]
    assert [entry["label"] for entry in legend] == ["200.000", "50.000", "10.000"]
    radii = [entry["size"] for entry in legend]
    assert radii[0] / radii[1] == pytest.approx(2, rel=0.01)
    assert radii[0] / radii[2] == pytest.approx(math.sqrt(20), rel=0.01)


def test_the_legend_of_circles_shows_the_signs_and_colours_of_the_year() -> None:
    series = map_series.payload(answers.values("natural_balance"), Classing())
    legend = series["legend"]["2024"]
    assert [entry["label"] for entry in legend] == ["−1.000", "−250", "−50"]
    assert {entry["colour"] for entry in legend} == {theme.CIRCLE_NEGATIVE}
    assert series["note"]["2024"] == ("Je größer die Fläche des Symbols, desto größer die Anzahl. Orange: unter null.")
    assert map_series.packed(series)["legend"] == {"": legend}
    plain = map_series.payload(answers.values("population"), Classing())
    assert plain["note"]["2024"] == "Je größer die Fläche des Symbols, desto größer die Anzahl."


def test_the_legend_of_circles_shows_both_colours_where_both_signs_occur() -> None:
    answer = answers.values("natural_balance")
    frame = answer.of_year(2024)
    frame.loc[frame["area"] == "16051", "value"] = 430.0
    mixed = replace(answer, frame=frame)
    legend = map_series.circle_legend(mixed, 2024)
    assert [entry["label"] for entry in legend] == ["200", "50", "−1.000", "−250"]
    assert [entry.get("colour", theme.CIRCLE) for entry in legend] == [
        *[theme.CIRCLE] * 2, *[theme.CIRCLE_NEGATIVE] * 2
    ]  # fmt: skip
    assert map_series.circle_note(mixed, 2024).endswith("Blau: über null, orange: unter null.")


def test_a_year_without_any_value_has_no_classes_in_its_legend() -> None:
    # the census of 2022 leaves no change of population after 2021
    series = map_series.payload(answers.changes("population"), Classing())
    assert series["legend"]["2025"] == []
    assert len(series["legend"]["2021"]) == 5
    assert series["note"]["2025"] == "Für 2025 lässt sich kein Wert zeigen."
    json.dumps(map_series.packed(series), allow_nan=False)


def test_a_count_below_zero_has_a_colour_of_its_own() -> None:
    # every district had more deaths than births in 2024
    series = map_series.payload(answers.values("natural_balance"), Classing())
    assert set(series["class"]["2024"]) == {1}
    assert len(series["colours"]) == 2


def test_the_change_of_a_count_is_a_fill_with_signs() -> None:
    series = map_series.payload(answers.changes("sgb2_recipients"), Classing())
    assert series["kind"] == "fill"
    erfurt = series["areas"].index("16051")
    assert series["text"]["2024"][erfurt] == "−19,0"  # 17,058 to 13,818: -18.99 %


def test_what_is_the_same_in_every_year_travels_once_and_what_is_empty_not_at_all() -> None:
    full = map_series.payload(answers.values("unemployment_rate"), Classing())
    light = map_series.packed(full)
    assert light["note"] == {"": "Klassen: gleich viele Gebiete je Klasse, gebildet am neuesten Jahr (2025)."}
    assert light["ranked"] == {"": 22}
    assert light["status"] == {}
    assert light["labels"][""] == [item["label"] for item in full["legend"]["2010"]]
    assert light["legend"]["2010"] == [item["count"] for item in full["legend"]["2010"]]


def test_what_differs_between_years_travels_for_every_year() -> None:
    full = map_series.payload(answers.values("unemployment_rate"), Classing(basis="chosen"))
    light = map_series.packed(full)
    assert set(light["labels"]) == set(light["note"]) == {str(year) for year in range(2005, 2026)}


def test_the_legend_of_deviations_says_that_it_counts_distances() -> None:
    answer = answers.values("minimum_security_rate")
    assert map_series.legend_title(answer, Classing()) == "% der Einwohner"
    assert map_series.legend_title(answer, Classing(method="deviation")) == "Abweichung von Thüringen (Prozentpunkte)"
