"""Where an area stands against a chosen comparison, in the words of sentence, table and tooltip."""

from __future__ import annotations

import dataclasses
import math

import pytest

from dashboard.figures import ranking
from indicators import answers, verdicts
from indicators.answers import Answer, Comparison, Row

pytestmark = pytest.mark.usefixtures("built_store")

STATE = Comparison("Thüringen", 10.0)


def row_of(answer: Answer, area: str, year: int) -> Row:
    return next(row for row in answer.rows[year] if row.area == area)


def made(answer: Answer, *, value: float, lower: float, upper: float, numerator: float = 100.0) -> Row:
    row = row_of(answer, "16052", 2024)
    return dataclasses.replace(row, value=value, lower=lower, upper=upper, numerator=numerator)


@pytest.mark.parametrize(
    ("value", "lower", "upper", "said"),
    [
        (12.0, 10.1, 14.0, "ungünstiger"),
        (12.0, 10.0, 14.0, "nicht unterscheidbar"),
        (8.0, 6.0, 9.9, "günstiger"),
        (8.0, 6.0, 10.0, "nicht unterscheidbar"),
    ],
)
def test_only_an_interval_clear_of_the_comparison_says_something(
    value: float, lower: float, upper: float, said: str
) -> None:
    answer = answers.values("sgb2_children_rate")
    row = made(answer, value=value, lower=lower, upper=upper)
    assert verdicts.words(verdicts.against(answer, row, STATE)) == said


def test_without_a_direction_it_is_only_higher_or_lower() -> None:
    answer = answers.values("share_under_18")
    row = made(answer, value=12.0, lower=11.0, upper=13.0)
    assert verdicts.words(verdicts.against(answer, row, STATE)) == "höher"
    assert verdicts.words(verdicts.against(answer, row, Comparison("Thüringen", 14.0))) == "niedriger"


def test_nine_cases_are_never_called_better_or_worse_and_ten_are() -> None:
    answer = answers.values("sgb2_children_rate")
    nine = made(answer, value=90.0, lower=80.0, upper=99.0, numerator=9.0)
    ten = dataclasses.replace(nine, numerator=10.0)
    assert verdicts.words(verdicts.against(answer, nine, STATE)) == "kein Vergleich, weil es zu wenige Fälle sind"
    assert verdicts.words(verdicts.against(answer, ten, STATE)) == "ungünstiger"


def test_half_an_interval_of_more_than_half_the_value_is_called_chance() -> None:
    answer = answers.values("sgb2_children_rate")
    assert verdicts.chance(answer, made(answer, value=10.0, lower=5.0, upper=15.0)) == ""
    assert verdicts.chance(answer, made(answer, value=10.0, lower=5.0, upper=15.1)) == "Zufallsschwankung"
    assert verdicts.chance(answers.values("unemployment_rate"), made(answer, value=1, lower=0, upper=9)) == ""


@pytest.mark.parametrize(
    ("indicator", "against", "said"),
    [
        ("unemployment_rate", "state", "–"),
        ("population", "16051", "kein Vergleich, weil Mengen von der Größe des Gebiets abhängen"),
        ("sgb2_children_rate", "16052", "kein Vergleich, weil es das Vergleichsgebiet selbst ist"),
        ("sgb2_children_rate", "rural", "ungünstiger"),
        ("life_expectancy", "rural", "–"),
    ],
)
def test_gera_is_compared_or_it_is_said_why_not(indicator: str, against: str, said: str) -> None:
    answer = answers.values(indicator)
    year = answer.years[-1]
    held = answers.comparison(answer, against, year)
    assert verdicts.words(verdicts.against(answer, row_of(answer, "16052", year), held)) == said


def test_a_change_and_another_year_are_not_tested() -> None:
    changed = answers.changes("sgb2_rate")
    held = answers.comparison(changed, "state", 2024)
    assert verdicts.words(verdicts.against(changed, changed.rows[2024][0], held)) == "–"
    answer = answers.values("sgb2_rate")
    other = verdicts.against(answer, answer.rows[2024][0], Comparison("2019", None), other_year=True)
    assert verdicts.words(other) == "–"


def test_the_sentence_puts_the_comparison_behind_its_verdict() -> None:
    answer = answers.values("sgb2_children_rate")
    worse = verdicts.against(answer, made(answer, value=12, lower=11, upper=13), STATE)
    alike = verdicts.against(answer, made(answer, value=12, lower=9, upper=13), STATE)
    few = verdicts.against(answer, made(answer, value=12, lower=9, upper=13, numerator=9), STATE)
    assert verdicts.sentence(worse, "Thüringen", "10,0") == "ungünstiger als Thüringen (10,0)"
    assert verdicts.sentence(alike, "Thüringen", "10,0") == "nicht unterscheidbar von Thüringen (10,0)"
    assert verdicts.sentence(few, "Thüringen", "10,0") == (
        "Thüringen 10,0, kein Vergleich, weil es zu wenige Fälle sind"
    )


def test_several_districts_are_named_as_a_sentence_needs_them() -> None:
    answer = answers.values("sgb2_children_rate")
    rural = Comparison("Landkreise zusammen", 10.0, "computed")
    worse = verdicts.against(answer, made(answer, value=12, lower=11, upper=13), rural)
    alike = verdicts.against(answer, made(answer, value=12, lower=9, upper=13), rural)
    assert verdicts.sentence(worse, rural.label, "10,0") == "ungünstiger als die Landkreise zusammen (10,0)"
    assert verdicts.sentence(alike, rural.label, "10,0") == "nicht unterscheidbar von den Landkreisen zusammen (10,0)"
    assert verdicts.in_sentence("kreisfreie Städte zusammen (bevölkerungsgewichtet geschätzt)")[1] == (
        "den kreisfreien Städten zusammen (bevölkerungsgewichtet geschätzt)"
    )
    assert [verdicts.whose(held) for held in (STATE, rural, Comparison("Jena", 1.0))] == [
        "beim Landeswert", "bei deren Wert", "beim Wert für Jena",
    ]  # fmt: skip
    assert "mit dem Wert für die Landkreise zusammen, der" in verdicts.grounds(answer, rural)


def test_method_level_and_points_stand_in_one_line() -> None:
    shares, rates = answers.values("share_under_18"), answers.values("sgb2_children_rate")
    assert verdicts.grounds(shares, STATE) == (
        "95-%-Intervall nach Wilson; beschreibt Zufallsschwankung, nicht Stichprobenfehler. "
        "Verglichen wird mit dem Wert für Thüringen, der dabei als fest gilt."
    )
    assert verdicts.grounds(rates, Comparison("", None)) == (
        "95-%-Intervall nach Byar (unter 10 Fällen exakt nach Poisson); "
        "beschreibt Zufallsschwankung, nicht Stichprobenfehler."
    )
    assert verdicts.grounds(rates, Comparison("2019", None), other_year=True).endswith(
        "Zwei Jahre werden nicht auf Unterschied geprüft."
    )
    assert verdicts.grounds(answers.values("unemployment_rate"), STATE) == (
        "Für veröffentlichte Quoten lässt sich nicht sagen, ob der Unterschied zufällig ist."
    )
    assert verdicts.grounds(answers.values("life_expectancy"), STATE).startswith("Für veröffentlichte Werte lässt")
    assert verdicts.grounds(answers.changes("sgb2_rate"), STATE).startswith("Für Veränderungen lässt sich")
    assert verdicts.grounds(answers.values("old_age_dependency_ratio"), STATE).startswith("Für berechnete Werte ohne")
    assert verdicts.grounds(answers.values("population"), STATE) == ""


def test_the_table_has_interval_and_verdict_in_columns_of_their_own() -> None:
    answer = answers.values("sgb2_children_rate")
    shown = ranking.table(answer, 2024, answers.comparison(answer, "state", 2024))
    labels = [column["label"] for column in shown["columns"]]
    assert labels[3] == "95-%-Intervall"
    assert "Vergleich mit Thüringen" in labels
    gera = dict(zip(labels, shown["rows"][0], strict=True))
    # Byar's limits of 2,775 children over 12,146
    assert (gera["95-%-Intervall"], gera["Vergleich mit Thüringen"]) == ("22,0 bis 23,7", "ungünstiger")
    words = [row[labels.index("Vergleich mit Thüringen")] for row in shown["rows"]]
    assert set(words) == {"ungünstiger", "nicht unterscheidbar", "günstiger"}


def test_published_rates_have_no_column_of_intervals_and_none_of_verdicts() -> None:
    answer = answers.values("unemployment_rate")
    for against in ("state", "16052"):
        shown = ranking.table(answer, 2025, answers.comparison(answer, against, 2025))
        keys = [column["key"] for column in shown["columns"]]
        assert "gap" in keys
        assert not {"interval", "verdict"} & set(keys)
    excluded = answers.values("gdp_per_person_2021")  # one district has no value at all
    table = ranking.table(excluded, 2021, answers.comparison(excluded, "state", 2021))
    assert "verdict" not in [column["key"] for column in table["columns"]]


def test_an_earlier_year_and_changes_are_compared_without_verdicts() -> None:
    rates = answers.values("sgb2_rate")
    table = ranking.table(rates, 2024, Comparison("2020", None), answers.values("sgb2_rate", year=2020))
    assert "verdict" not in [column["key"] for column in table["columns"]]
    changes = answers.changes("sgb2_rate")
    table = ranking.table(changes, 2024, answers.comparison(changes, "state", 2024))
    assert "verdict" not in [column["key"] for column in table["columns"]]


def test_counts_say_in_every_row_why_they_are_not_compared() -> None:
    people = answers.values("population")
    table = ranking.table(people, 2024, answers.comparison(people, "16052", 2024))
    place = [column["key"] for column in table["columns"]].index("verdict")
    assert "Größe des Gebiets" in table["rows"][0][place]


@pytest.mark.parametrize(
    ("label", "whom"),
    [
        ("Thüringen", "Thüringen"), ("Deutschland", "Deutschland"), ("Gera", "Gera"), ("Greiz", "Greiz"),
        ("Landkreise zusammen", "den Landkreisen zusammen"),
        ("kreisfreie Städte zusammen", "den kreisfreien Städten zusammen"),
        ("2018", "dem Jahr 2018"),
        ("Wartburgkreis", "dem Wartburgkreis"), ("Ilm-Kreis", "dem Ilm-Kreis"),
        ("Weimarer Land", "dem Weimarer Land"), ("Eichsfeld", "dem Eichsfeld"),
    ],
)  # fmt: skip
def test_what_is_compared_with_is_declined(label: str, whom: str) -> None:
    assert verdicts.to_whom(label) == whom


def test_an_area_without_a_value_is_not_compared() -> None:
    answer = answers.values("sgb2_children_rate")
    nothing = dataclasses.replace(answer.rows[2024][0], value=math.nan, lower=math.nan, upper=math.nan)
    assert verdicts.words(verdicts.against(answer, nothing, STATE)) == "kein Vergleich, weil kein Wert ausgewiesen ist"
    assert verdicts.interval(answer, nothing) == ""
