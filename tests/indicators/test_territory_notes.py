"""What was moved, weighted or left alone is said in every file that leaves the house."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from dashboard.exports import map_sheet
from dashboard.selection import Selection
from indicators import answers, profile_tables, profiles, tables, territory_notes, value_records

pytestmark = pytest.mark.usefixtures("built_store")

EISENACH = "Umgerechnet auf den Gebietsstand 01.07.2021: Eisenach ist zum Wartburgkreis addiert (genau)."
MOVES = "Die Wechsel von Gemeinden zwischen Kreisen am 01.01.2019 sind mit Bevölkerungsanteilen geschätzt"
LATER = "Nicht umgerechnet: Die Gebietswechsel von 2023 und 2024 zwischen Eichsfeld"
NEVER = "Wo sich das Gebiet bis zum 01.07.2021 geändert hat, ist der veröffentlichte Wert nicht vergleichbar."


def division(text: str, area: str) -> str:
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return next(line["Gebietsstand"] for line in lines if line["Gebietsschlüssel"] == area)


def restated(indicator: str, year: int) -> str:
    return tables.german_csv(answers.values(indicator, year=year, territory="2021"))


def test_the_file_says_of_suhl_in_2018_that_it_is_an_estimate_and_of_erfurt_nothing() -> None:
    text = restated("population", 2018)
    assert MOVES in division(text, "16054")
    assert division(text, "16051") == "Gebietsstand 01.07.2021 (22 Kreise)"


def test_eisenach_is_said_to_be_added_exactly_and_no_estimate_is_claimed_for_2020() -> None:
    assert division(restated("population", 2020), "16063") == f"Gebietsstand 01.07.2021 (22 Kreise). {EISENACH}"
    assert "geschätzt" not in division(restated("population", 2020), "16063")


def test_what_was_not_restated_says_so_and_why() -> None:
    assert LATER in division(restated("population", 2024), "16061")


def test_what_stops_at_the_reform_says_so() -> None:
    assert NEVER in division(restated("life_expectancy", 2020), "16063")


def test_the_columns_of_the_file_stay_the_fourteen_agreed_ones() -> None:
    assert restated("population", 2018).split("\r\n")[0].removeprefix("\ufeff").split(";") == tables.HEADINGS
    assert len(tables.HEADINGS) == 14


def test_as_published_nothing_is_added_to_the_division() -> None:
    text = tables.german_csv(answers.values("population", year=2018, territory="published"))
    assert division(text, "16054") == "Gebietsstand bis 31.12.2018 (23 Kreise)"


def test_the_json_has_the_note_and_an_empty_one_where_there_is_nothing_to_say(visitor: FlaskClient) -> None:
    asked = "/api/v1/values.json?indicator=population&year="
    assert MOVES in visitor.get(f"{asked}2018&division=2021").get_json()["note"]
    assert visitor.get(f"{asked}2018").get_json()["note"].startswith(f"{territory_notes.WITH_EISENACH} Werte, ")
    assert visitor.get(f"{asked}2022").get_json()["note"] == ""


def test_the_map_to_take_away_has_the_note_as_lines_of_text() -> None:
    sheet = map_sheet(Selection.of(indicator="sgb2_rate", year=2018, territory="2021"))
    assert "Eisenach ist zum Wartburgkreis addiert (genau)." in sheet
    assert "geschätzt" in sheet
    merged = map_sheet(Selection.of(indicator="sgb2_rate", year=2018))
    assert "Eisenach im Wartburgkreis (22 Kreise)" in merged  # the name of the division says it
    assert territory_notes.WITH_EISENACH not in merged
    assert "Eisenach" not in map_sheet(Selection.of(indicator="sgb2_rate", year=2021))


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/compare.csv?x=sgb2_rate&y=share_under_18&year=2018",
        "/api/v1/compare.json?x=sgb2_rate&y=share_under_18&year=2018",
        "/api/v1/index.csv?weights=sgb2_rate=1,sgb2_children_rate=1&year=2018",
        "/api/v1/index.json?weights=sgb2_rate=1,sgb2_children_rate=1&year=2018",
        "/download/index.svg?weights=sgb2_rate=1,sgb2_children_rate=1&year=2018",
    ],
)
def test_what_combines_indicators_of_2018_says_that_moves_are_estimated(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.text
    assert "mit Bevölkerungsanteilen" in (answer.get_json()["note"] if "json" in address else answer.text)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_overview_says_which_districts_were_not_restated(visitor: FlaskClient, ending: str) -> None:
    answer = visitor.get(f"/api/v1/overview.{ending}?theme=existenzsicherung")
    assert answer.status_code == 200, answer.text
    assert "Nicht umgerechnet: Die Gebietswechsel von 2023 und 2024" in str(
        answer.get_json() if ending == "json" else answer.text
    )


@pytest.mark.parametrize("address", ["/api/v1/profile.csv?area=16061", "/api/v1/profile.json?area=16061"])
def test_the_profile_of_the_eichsfeld_says_what_was_not_restated(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    told = " ".join(row["note"] for row in answer.get_json()["values"]) if "json" in address else answer.text
    assert LATER in told


def test_the_change_of_an_estimated_value_is_an_estimate_and_has_no_limits() -> None:
    changed = answers.changes("population_under_18", territory="2021")
    suhl = next(row for row in changed.rows[2021] if row.area == "16054")
    assert suhl.mark == "estimated"  # 2016 was moved
    rates = answers.changes("sgb2_rate").frame
    assert rates[["lower", "upper", "numerator", "denominator"]].isna().all().all()


@pytest.mark.parametrize(
    ("indicator", "year", "territory", "said"),
    [
        ("sgb2_rate", 2020, "merged", ". Werte: Daten verändert, eigene Berechnung"),
        ("population", 2018, "2021", ". Werte mit Hinweis dahinter: Daten verändert, eigene Berechnung"),
    ],
)
def test_the_terminal_names_no_column_that_it_does_not_show(
    indicator: str, year: int, territory: str, said: str
) -> None:
    told = value_records.origin(answers.values(indicator, year=year, territory=territory))
    assert said in told
    assert "mark" not in told
    assert "„mark“" in value_records.as_json(answers.values(indicator, year=year, territory=territory))["note"]


def test_behind_the_division_a_new_sentence_begins() -> None:
    for year in (2018, 2020, 2024):
        for answer in (answers.values(key, year=year, territory="2021") for key in ("population", "sgb2_rate")):
            for text in (tables.german_csv(answer), value_records.origin(answer)):
                assert "(22 Kreise)" in text
                assert not any(f"; {start}" in text for start in ("Umgerechnet", "Nicht umgerechnet", "Wo sich"))
    profile = profile_tables.german_csv(profiles.profile("16061"))
    assert "(22 Kreise). Nicht umgerechnet: " in profile or "Grenzen von 2021. Nicht umgerechnet: " in profile
