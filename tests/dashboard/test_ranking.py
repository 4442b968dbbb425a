"""Bars and table: the map's twins, with the same numbers in the order of need."""

from __future__ import annotations

import pytest

from dashboard.figures import ranking
from dashboard.figures.classes import Classing
from indicators import answers
from indicators.answers import Comparison

pytestmark = pytest.mark.usefixtures("built_store")

NOTHING = Comparison("", None)


def column(table: dict, key: str) -> list[str]:  # type: ignore[type-arg]
    place = [item["key"] for item in table["columns"]].index(key)
    return [row[place] for row in table["rows"]]


def test_gera_stands_first_with_its_children_and_its_distance_to_thuringia() -> None:
    answer = answers.values("sgb2_children_rate")
    table = ranking.table(answer, 2024, answers.comparison(answer, "state", 2024))
    assert table["row_keys"][0] == "16052"
    assert [column(table, key)[0] for key in ("rank", "name", "value", "gap", "numerator", "denominator")] == [
        "1", "Gera", "22,8", "+11,9", "2.775", "12.146",
    ]  # fmt: skip
    assert len(table["rows"]) == len(set(table["row_keys"])) == 22


def test_the_table_says_the_same_as_the_answer() -> None:
    for indicator in ("sgb2_children_rate", "gisd_score", "gdp_per_person_2021"):
        answer = answers.values(indicator)
        year = answer.years[-1]
        table = ranking.table(answer, year, NOTHING)
        ordered = answers.ranking(answer, year)
        assert table["row_keys"] == [row.area for row in ordered]
        shown = [text.replace(".", "").replace(",", ".") for text in column(table, "value")]
        assert [float(text) for text in shown if text] == [row.printed for row in ordered if row.known]


def test_the_value_stands_beside_the_name_under_a_short_head() -> None:
    answer = answers.values("sgb2_children_rate")
    columns = ranking.table(answer, 2024, NOTHING)["columns"]
    assert [(item["key"], item["label"]) for item in columns[:3]] == [
        ("name", "Gebiet"), ("value", "je 100"), ("rank", "Rang"),
    ]  # fmt: skip
    assert ranking.value_head(answers.changes("sgb2_rate")) == "Änderung (Punkte je 100)"
    assert ranking.value_head(answers.values("population")) == "Personen"


def test_counts_have_the_total_of_thuringia_below_and_rates_have_none() -> None:
    people = answers.values("population")
    table = ranking.table(people, 2015, NOTHING)
    foot = dict(zip([item["key"] for item in table["columns"]], table["foot"], strict=True))
    assert (foot["name"], foot["value"], foot["rank"]) == ("Thüringen", "2.170.714", "–")  # printed row 16 of 2015
    assert "16" not in table["row_keys"]
    assert ranking.table(answers.values("sgb2_rate"), 2024, NOTHING)["foot"] is None
    assert ranking.table(answers.changes("sgb2_recipients"), 2024, NOTHING)["foot"] is None


def test_a_note_says_what_a_shared_rank_looks_like_and_that_distances_are_exact() -> None:
    answer = answers.values("unemployment_rate")
    held = answers.comparison(answer, "state", 2025)
    assert ranking.table_note(ranking.table(answer, 2025, held)) == (
        "„=“ heißt: Rang geteilt. Abstände aus ungerundeten Werten."
    )
    assert ranking.table_note(ranking.table(answers.values("population"), 2024, NOTHING)) == ""


def test_the_end_of_a_scale_is_not_called_exactly_zero() -> None:
    table = ranking.table(answers.values("gisd_score"), 2021, NOTHING)
    jena = table["row_keys"].index("16053")
    assert (column(table, "value")[jena], column(table, "status")[jena]) == ("0,00", "")


def test_shared_ranks_say_so_and_areas_without_a_value_have_none() -> None:
    answer = answers.values("unemployment_rate", year=2025)
    ranks = dict(
        zip(
            ranking.table(answer, 2025, NOTHING)["row_keys"],
            column(ranking.table(answer, 2025, NOTHING), "rank"),
            strict=True,
        )
    )
    assert ranks["16063"] == ranks["16076"]  # 6.0 both
    assert ranks["16063"].endswith(" (geteilt)")
    excluded = ranking.table(answers.values("gdp_per_person_2021"), 2021, NOTHING)
    assert excluded["row_keys"][-1] == "16063"
    assert (column(excluded, "rank")[-1], column(excluded, "value")[-1]) == ("–", "")
    assert column(excluded, "status")[-1] == "nicht ausgewiesen (Fehler in der Quelle)"


def test_an_earlier_year_is_compared_area_by_area() -> None:
    answer = answers.values("sgb2_recipients")
    table = ranking.table(answer, 2024, NOTHING, answers.values("sgb2_recipients", year=2019))
    gaps = dict(zip(table["row_keys"], column(table, "gap"), strict=True))
    assert gaps["16051"] == "−3.240"  # Erfurt: 17,058 to 13,818


def test_no_distance_is_given_across_a_break() -> None:
    people = answers.values("population")
    table = ranking.table(people, 2024, Comparison("2019", None), answers.values("population", year=2019))
    assert set(column(table, "gap")) == {""}  # the census of 2022 lies between
    assert all("2019: kein vergleichbarer Wert" in text for text in column(table, "status"))
    index = answers.values("gisd_score")
    assert ranking.comparable(index, 2021, answers.values("gisd_score", year=2020)) == {}


def test_an_estimated_comparison_is_called_one() -> None:
    answer = answers.values("unemployment_rate")
    held = answers.comparison(answer, "state", 2010)
    assert ranking.bars(answer, 2010, Classing(), held)["comparison"]["label"] == (
        "Thüringen (bevölkerungsgewichtet geschätzt)"
    )


def test_bars_are_as_long_as_their_values_and_the_longest_fills_the_axis() -> None:
    answer = answers.values("sgb2_children_rate")
    held = answers.comparison(answer, "state", 2024)
    bars = ranking.bars(answer, 2024, Classing(), held)
    assert bars["start"] == 0
    widths = [bar[1] for bar in bars["bars"]]
    assert widths[0] == 100
    assert widths == sorted(widths, reverse=True)
    # Thuringia 10.934 of Gera's 22.847
    assert bars["comparison"]["width"] == pytest.approx(47.9, abs=0.05)
    assert bars["comparison"]["text"] == "10,9"


def test_bars_of_values_below_zero_begin_at_zero_and_go_left() -> None:
    bars = ranking.bars(answers.values("natural_balance"), 2024, Classing(), NOTHING)
    assert bars["start"] == 100
    assert all(left + width == pytest.approx(100, abs=0.11) for left, width, _ in bars["bars"])


def test_an_area_without_a_value_has_no_bar_but_a_word() -> None:
    bars = ranking.bars(answers.values("gdp_per_person_2021"), 2021, Classing(), NOTHING)
    assert bars["bars"][-1] is None
    assert bars["statuses"] == {"16063": "ohne Angabe"}


def labels(table: dict) -> list[str]:  # type: ignore[type-arg]
    return [item["label"] for item in table["columns"]]


def test_the_heads_decline_what_is_compared_with() -> None:
    answer = answers.values("sgb2_children_rate")
    for against, gap, verdict in (
        ("state", "Abstand zu Thüringen (Punkte je 100)", "Vergleich mit Thüringen"),
        ("rural", "Abstand zu den Landkreisen zusammen (Punkte je 100)", "Vergleich mit den Landkreisen zusammen"),
        ("urban", "Abstand zu den kreisfreien Städten zusammen (Punkte je 100)",
         "Vergleich mit den kreisfreien Städten zusammen"),
        ("16063", "Abstand zum Wartburgkreis (Punkte je 100)", "Vergleich mit dem Wartburgkreis"),
    ):  # fmt: skip
        shown = labels(ranking.table(answer, 2024, answers.comparison(answer, against, 2024)))
        assert {gap, verdict} <= set(shown)
    before = answers.values("sgb2_children_rate", year=2020)
    assert "Abstand zum Jahr 2020 (Punkte je 100)" in labels(
        ranking.table(answer, 2024, Comparison("2020", None), before)
    )


def test_two_changes_in_percent_lie_percentage_points_apart() -> None:
    for indicator in ("disposable_income_per_person", "sgb2_recipients"):
        answer = answers.changes(indicator)
        year = answer.years[-1]
        shown = labels(ranking.table(answer, year, answers.comparison(answer, "state", year)))
        assert shown[1] == "Änderung (%)"
        assert "Abstand zu Thüringen (Prozentpunkte)" in shown
    euro = answers.values("disposable_income_per_person")
    shown = labels(ranking.table(euro, 2023, answers.comparison(euro, "state", 2023)))
    assert "Abstand zu Thüringen (Euro)" in shown


def test_numerator_and_denominator_are_printed_exactly_enough_to_make_the_rate() -> None:
    # Hermsdorf: 7,681 inhabitants at the end of 2014 on 7.41 km²
    table = ranking.table(answers.values("population_density_municipal", level="municipality"), 2014, NOTHING)
    place = column(table, "name").index("Hermsdorf")
    people, land, density = (column(table, key)[place] for key in ("numerator", "denominator", "value"))
    assert (people, land) == ("7.681", "7,41")
    assert density == "1.036,5"
    assert abs(7681 / float(land.replace(",", ".")) - 1036.5) < 1
