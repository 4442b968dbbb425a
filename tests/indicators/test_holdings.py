"""What is loaded and what is missing, against what is known of the shipped figures."""

from __future__ import annotations

import csv
import io

import pytest

from indicators import holdings, holdings_tables
from indicators.answer import UnknownChoice
from indicators.catalogue import catalogue
from indicators.holdings import NO_ROW, NOT_YET

pytestmark = pytest.mark.usefixtures("built_store")


def holding(key: str) -> holdings.Holding:
    return next(one for one in holdings.holdings() if one.key == key)


def test_every_shipped_source_is_listed_with_its_years_and_values() -> None:
    held = {one.key for one in holdings.holdings()}
    assert held >= {key for key, source in catalogue().sources.items() if source.published}
    found = holding("regional_basic_security")
    assert (found.first_year, found.last_year) == (2013, 2024)
    assert found.values == 2269  # 2,272 rows, three of them with a sign only
    assert found.references == ("31.12.2024",)
    assert found.divisions == ("2014", "2019", "2021", "2023")
    assert found.levels == ("district", "state")


def test_the_years_of_a_division_that_no_figure_stands_on_are_not_named() -> None:
    assert holding("ba_unemployment_2015_2020").divisions == ("2014", "2019")
    assert holding("destatis_population_by_age_2015_2020").references == ("31.12.2020",)


def test_a_year_without_figures_between_two_others_is_shown_as_missing() -> None:
    found = holdings.coverage("sgb2_children_rate")
    assert found.years == tuple(range(2015, 2025))
    erfurt = [key for key, _ in found.areas].index("16051")
    assert found.years_with(erfurt, [NO_ROW]) == (2021, 2022)
    assert found.years_with(erfurt, ["value"]) == (*range(2015, 2021), 2023, 2024)
    assert not found.is_whole


def test_an_area_that_was_dissolved_is_not_missing() -> None:
    found = holdings.coverage("unemployed")
    eisenach = [key for key, _ in found.areas].index("16056")
    assert found.years_with(eisenach, ["value"]) == tuple(range(2015, 2021))
    assert found.years_with(eisenach, [NOT_YET]) == tuple(range(2021, 2026))
    assert found.is_whole


def test_planning_areas_of_another_town_are_missing_rather_than_dissolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "_keys", lambda _level, _division: frozenset({"jena_1"}))
    stands = {("planning_area", 2023): "jena"}
    found = {("planning_area", "jena_1", 2023): ("jena", "value")}
    assert holdings._cell(found, stands, ("planning_area", "jena_1"), 2023) == "value"
    assert holdings._cell(found, stands, ("planning_area", "erfurt_1"), 2023) == NO_ROW


def test_an_area_that_never_existed_on_the_territory_of_a_series_has_no_row() -> None:
    assert "16056" not in {key for key, _ in holdings.coverage("unemployment_rate").areas}


def test_municipalities_are_a_level_of_their_own() -> None:
    assert holdings.levels_of("residents") == ["district", "municipality"]
    assert len(holdings.coverage("residents", "municipality").areas) == 849


@pytest.mark.parametrize(
    ("series", "level"), [("nowhere", "district"), ("", "district"), ("unemployed", "municipality"), ("residents", "x")]
)
def test_what_does_not_exist_is_refused_in_german(series: str, level: str) -> None:
    with pytest.raises(UnknownChoice, match=r"gibt es"):
        holdings.coverage(series, level)


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((), "noch keine Werte"),
        ((2023,), "nur 2023"),
        ((2015, 2016, 2017), "jährlich, 2015 bis 2017"),
        ((2015, 2017, 2019), "alle 2 Jahre, 2015 bis 2019"),
        ((2015, 2016, 2019), "unregelmäßig: 2015 bis 2016, 2019"),
    ],
)
def test_how_often_there_are_figures_is_read_off_the_years(years: tuple[int, ...], words: str) -> None:
    assert holdings.periodicity(years) == words


def test_the_sources_of_an_indicator_are_those_of_its_numerator_and_denominator() -> None:
    found = {one.key for one in holdings.sources_of(catalogue().indicators["sgb2_children_rate"])}
    assert found == {
        "regional_basic_security",
        "destatis_population_by_age_2015_2020",
        "regional_population_by_age_2023_2024",
    }


def test_the_gaps_can_be_taken_away_without_any_figure() -> None:
    text = holdings_tables.german_csv(holdings.coverage("sgb2_children_rate"))
    assert text.startswith("\ufeffGebietsschlüssel;Gebiet;Ebene;Jahr;Reihe;Stand;Datenstand\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 24 * 10
    erfurt = {row["Jahr"]: row["Stand"] for row in rows if row["Gebiet"] == "Erfurt"}
    assert (erfurt["2020"], erfurt["2021"]) == ("Wert", "keine Zahl vorhanden")
