"""The card under every figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.parts import definition
from indicators import answers
from indicators.catalogue import catalogue, events_of
from tests.dashboard.component_tree import texts

pytestmark = pytest.mark.usefixtures("built_store")


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("unemployment_rate", "Thüringen: Ab 2021 ist kein Landeswert veröffentlicht."),
        ("living_allowance_rate", "Für Thüringen gilt der veröffentlichte Landeswert."),
        ("disposable_income_per_person", "Thüringen: Veröffentlicht ist der Landeswert nur für 2022."),
    ],
)
def test_what_must_be_known_of_the_state_value_stands_beside_the_districts(indicator: str, words: str) -> None:
    answer = answers.values(indicator)
    assert any(text.startswith(words) for text in definition.caveats(answer, answer.years[-1]))


def test_caveats_of_the_shown_year_come_first() -> None:
    found = definition.caveats(answers.values("net_migration_rate"), 2018)
    assert found[0].startswith("Wartburgkreis: Veröffentlicht ist 0,00.")


def test_an_area_is_not_named_twice_in_a_caveat() -> None:
    answer = answers.values("unemployment_rate_foreigners")
    hidden = (
        "Für den Kyffhäuserkreis ist die Quote 2019 bis 2022 nicht angegeben, weil die Aussage nicht sinnvoll wäre."
    )
    assert hidden in definition.caveats(answer, 2021)
    vocational = answers.values("vocational_school_leavers_per_1000")
    assert definition.caveats(vocational, 2022) == ["Sömmerda: Veröffentlicht ist „–“, das heißt genau null."]


@pytest.mark.parametrize("indicator", ["sgb2_rate", "unemployment_rate_foreigners", "population"])
def test_an_event_does_not_repeat_its_date(indicator: str) -> None:
    for item in events_of(catalogue().indicators[indicator]):
        year, month, day = item.at.split("-")
        assert f"{day}.{month}.{year}" not in item.text


def test_municipalities_have_the_definition_and_evidence_of_their_own_publication() -> None:
    for level, evidence, has_census in (
        ("municipality", "Gemeindeverzeichnis, Stand 31.12.2014", False),
        ("district", "Regionaldatenbank, Tabelle 12411-02-03-4", True),
    ):
        answer = answers.values("population", level=level)
        said = texts(definition.card(answer, answer.years[-1], ()))
        assert any(text.endswith(evidence) for text in said)
        assert any("Zensus" in text for text in said) == has_census


def test_the_source_says_that_only_the_value_of_thuringia_was_derived() -> None:
    answer = answers.values("unemployment_rate")
    held = answers.comparison(answer, "state", 2025)
    source = next(part for part in texts(definition.card(answer, 2025, (), held)) if part.startswith("Quelle: "))
    assert "; Daten verändert, eigene Berechnung (Thüringen). " in source


@pytest.mark.parametrize(
    ("indicator", "last_young_day"),
    [
        ("employment_rate", date(2023, 12, 31)),  # a year: 2020
        ("sgb2_children_rate", date(2027, 12, 31)),  # 31.12.2024
        ("childcare_rate_under_3", date(2026, 3, 1)),  # 01.03.2023
        ("employees_per_1000_2023", date(2026, 6, 30)),  # 30.06.2023
        ("sgb2_recipients_per_1000_august_2023", date(2026, 8, 31)),
        ("unemployment_rate_october_2023", date(2026, 10, 31)),
    ],
)
def test_figures_are_old_from_the_day_three_years_after_their_last(indicator: str, last_young_day: date) -> None:
    answer = answers.values(indicator)
    assert definition.age_mark(answer, last_young_day) == ""
    assert definition.age_mark(answer, last_young_day + timedelta(days=1)) == "Daten älter als 3 Jahre"


def test_the_last_day_of_a_period_is_read_from_its_words() -> None:
    assert definition.last_day("Februar 2024", 2024) == date(2024, 2, 29)
    assert definition.last_day("Jahresdurchschnitt 2025", 2025) == date(2025, 12, 31)
