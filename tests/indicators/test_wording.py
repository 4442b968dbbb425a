"""Numbers and states in German."""

from __future__ import annotations

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.wording import (
    STATUS_WORDS,
    about,
    first_of,
    full_number,
    listed,
    local_time,
    mark_words,
    number,
    plain_number,
    several,
    span,
    with_unit,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (10.25, 1, "10,3"),
        (0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-1234.5, 1, "−1.234,5"),
        (999.95, 1, "1.000,0"),
        (0.98277, 2, "0,98"),
        (math.nan, 1, ""),
        (None, 1, ""),
    ],
)
def test_a_number_is_written_as_in_german_print(value: float | None, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(219_549, "219.549"), (1234.25, "1.234,25"), (12.300000000000001, "12,3"), (-0.5, "−0,5"), (1e-5, "0,00001"),
     (100.0, "100"), (1e15, "1.000.000.000.000.000")],
)  # fmt: skip
def test_a_number_in_a_sentence_has_all_its_decimals_and_no_others(value: float, text: str) -> None:
    assert full_number(value) == text


def test_one_thing_is_said_in_the_singular() -> None:
    assert [several(count, "Zeile", "Zeilen") for count in (0, 1, 2, 1200)] == [
        "0 Zeilen", "1 Zeile", "2 Zeilen", "1.200 Zeilen",
    ]  # fmt: skip


def test_a_moment_is_told_as_the_clock_in_germany_shows_it() -> None:
    assert local_time(datetime.fromisoformat("2026-11-22T12:19:00+00:00")) == "22.11.2026, 13:19 Uhr"
    assert local_time(datetime.fromisoformat("2026-07-01T22:05:00+00:00")) == "02.07.2026, 00:05 Uhr"


def test_a_change_shows_its_sign_and_no_change_has_none() -> None:
    assert [number(value, 1, signed=True) for value in (1.25, -1.25, 0.0, -0.04)] == ["+1,3", "−1,3", "0,0", "0,0"]


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_a_written_number_reads_back_as_the_rounded_one(value: float, decimals: int) -> None:
    text = number(value, decimals)
    groups = text.removeprefix("−").split(",")[0].split(".")
    assert 1 <= len(groups[0]) <= 3
    assert all(len(group) == 3 for group in groups[1:])
    back = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-12 * abs(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (22.5, "22,5"),
        (24314.0, "24314"),
        (-3.4, "-3,4"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-05, "0,00001"),
        (math.nan, ""),
        (None, ""),
    ],
)
def test_a_number_for_a_file_has_a_comma_no_points_and_no_exponent(value: float | None, text: str) -> None:
    assert plain_number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_for_a_file_loses_nothing(value: float) -> None:
    assert float(plain_number(value).replace(",", ".")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(1447.0, "rund 1.450"), (-1447.0, "rund 1.450"), (12.4, "rund 12"), (25.0, "rund 30"), (123456.0, "rund 123.500")],
)
def test_a_number_of_persons_is_said_roughly(value: float, text: str) -> None:
    assert about(value) == text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("zero", "genau null"),
        ("secret", "geheim gehalten"),
        ("unknown", "unbekannt oder geheim"),
        ("no_record", "kein Nachweis vorhanden"),
        ("missing", "keine Angabe"),
        ("later", "noch nicht veröffentlicht"),
        ("unreliable", "unsicher (kleine Fallzahl)"),
        ("not_comparable", "nicht vergleichbar"),
        ("excluded", "nicht ausgewiesen (Fehler in der Quelle)"),
        ("dissolved", "Gebiet aufgelöst"),
    ],
)
def test_a_status_is_said_in_the_words_of_the_house(status: str, words: str) -> None:
    assert STATUS_WORDS[status] == words


def test_a_plain_published_value_needs_no_words_and_others_say_what_they_are() -> None:
    assert mark_words("value", "published") == ""
    assert mark_words("value", "weighted") == "bevölkerungsgewichtet geschätzt"
    assert mark_words("value", "computed_with_eisenach") == "berechnet, bis 2020 rechnerisch einschließlich Eisenach"
    assert mark_words("value", "published", "p") == "vorläufig"
    assert mark_words("value", "computed", "r") == "berechnet, berichtigt"


def test_a_missing_value_is_not_said_to_be_computed() -> None:
    assert mark_words("unknown", "computed", ".") == "unbekannt oder geheim"
    assert mark_words("no_record", "computed", ".") == "kein Nachweis vorhanden"
    assert mark_words("not_comparable", "computed") == "nicht vergleichbar"
    assert mark_words("excluded", "weighted") == "nicht ausgewiesen (Fehler in der Quelle)"
    assert mark_words("zero", "computed") == "genau null, berechnet"


def test_a_single_one_is_counted_in_the_singular() -> None:
    assert with_unit(1.0, 0, "Gemeinden") == "1 Gemeinde"
    assert with_unit(-1.0, 0, "Personen") == "−1 Person"
    assert with_unit(1.0, 1, "Personen") == "1,0 Personen"
    assert with_unit(21.0, 0, "Gemeinden") == "21 Gemeinden"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["Dichte"], "Dichte"),
        (["Dichte", "Altersaufbau"], "Dichte und Altersaufbau"),
        (["Dichte", "Altersaufbau", "Einkommen"], "Dichte, Altersaufbau und Einkommen"),
    ],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_of_many_names_the_first_are_given_and_the_others_counted() -> None:
    assert first_of(["A", "B"], 2) == "A, B"
    assert first_of([f"A{number}" for number in range(2_991)], 3) == "A0, A1, A2 und 2.988 weitere"


def test_a_span_of_one_year_is_that_year() -> None:
    assert [span(2015, 2020), span(2020, 2020)] == ["2015–2020", "2020"]
