"""Where „Daten verändert“ must stand: beside every number its source does not print."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from indicators import answers, derived, tables
from indicators.answers import Answer

pytestmark = pytest.mark.usefixtures("built_store")

OWN = "Daten verändert, eigene Berechnung"


def german(answer: Answer) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(tables.german_csv(answer).removeprefix("\ufeff")), delimiter=";")
    return {row["Gebietsschlüssel"]: row["Quelle"] for row in rows}


@pytest.mark.parametrize(
    ("indicator", "year", "said"),
    [
        ("sgb2_rate", 2024, OWN),  # a rate made from counts
        ("population", 2015, f"{OWN} (Wartburgkreis)"),  # two districts added up
        ("population", 2024, ""),
        ("unemployment_rate", 2025, ""),
        ("natural_balance", 2024, OWN),  # births minus deaths
        ("disposable_income_relative", 2023, OWN),
    ],
)
def test_the_marks_of_the_rows_tell_not_the_kind_of_the_indicator(indicator: str, year: int, said: str) -> None:
    assert derived.words(answers.values(indicator), year) == said


def test_a_change_is_derived_whatever_it_is_a_change_of() -> None:
    assert derived.words(answers.changes("unemployment_rate"), 2025) == OWN


def test_published_rates_restated_to_another_territory_are_derived() -> None:
    restated = answers.values("unemployment_rate_foreigners", territory="2021")
    moved = [row for row in restated.rows[2016] if row.mark == "weighted"]
    assert moved
    assert all(derived.of_row(restated, row) for row in moved)


def test_a_rate_stays_derived_where_only_its_territory_was_left_alone() -> None:
    rates, given = (answers.values(name).record for name in ("sgb2_rate", "unemployment_rate"))
    assert derived.is_derived(rates, "not_restated")
    assert not derived.is_derived(given, "not_restated")


def test_a_comparison_of_our_own_is_named_beside_published_values() -> None:
    answer = answers.values("unemployment_rate")
    assert derived.words(answer, 2025, answers.comparison(answer, "state", 2025)) == f"{OWN} (Thüringen)"
    assert derived.words(answer, 2018, answers.comparison(answer, "state", 2018)) == ""  # row 16 is printed


def test_the_german_file_says_it_behind_the_source_of_these_rows_alone() -> None:
    found = german(answers.values("population", year=2015))
    behind = f"; Datenstand {answers.data_version()}"
    assert found["16063"].endswith(f"; Daten verändert{behind}")
    assert found["16051"].endswith(f", dl-de/by-2-0{behind}")
    withheld = german(answers.values("gdp_per_person_2021"))
    assert "Daten verändert" not in withheld["16063"]


def test_the_international_file_says_it_in_a_column_beside_the_keys_of_the_sources() -> None:
    rows = csv.DictReader(io.StringIO(tables.international_csv(answers.values("population", year=2015))))
    found = {row["area"]: row for row in rows}
    for area, changed in (("16063", "true"), ("16051", "false")):
        row = found[area]
        assert (row["source"], row["licence"], row["changed"]) == (
            "regional_population_groups",
            "dl-de/by-2-0",
            changed,
        )
        assert row["data_version"] == answers.data_version()


def test_the_json_names_its_sources_in_full_and_what_was_derived(visitor: FlaskClient) -> None:
    asked = "/api/v1/values.json?indicator="
    rates = visitor.get(f"{asked}sgb2_rate&year=2024").get_json()
    assert f": {OWN} aus den genannten Quellen." in rates["note"]
    assert list(rates["sources"]) == ["regional_basic_security", "regional_population_groups"]
    assert "22811-01-01-4, dl-de/by-2-0" in rates["sources"]["regional_basic_security"]
    assert visitor.get(f"{asked}unemployment_rate&year=2025").get_json()["note"] == ""
