"""An answer as files: German CSV, international CSV, records for JSON."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from indicators import answers, tables, value_records
from indicators.answers import Answer

pytestmark = pytest.mark.usefixtures("built_store")

HEAD = (
    "Gebietsschlüssel;Gebiet;Ebene;Jahr;Indikator;Wert;Einheit;Status;Zeichen;Zähler;Nenner;Gebietsstand;Quelle;Lizenz"
)


def read_german(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def german_number(text: str) -> float | None:
    assert "." not in text
    return float(text.replace(",", ".")) if text else None


def with_names(answer: Answer, name: str) -> Answer:
    return Answer(answer.record, answer.frame.assign(name=name), answer.level, answer.territory)


def test_the_german_file_has_one_heading_the_agreed_columns_and_windows_line_ends() -> None:
    text = tables.german_csv(answers.values("sgb2_rate", year=2024))
    assert text.startswith("\ufeff" + HEAD + "\r\n")
    assert text.count("\r\n") == text.count("\n") == 23


def test_the_row_of_gera_says_all_there_is_to_say() -> None:
    # 31.12.2024: 10,328 recipients, 14,813 + 52,563 inhabitants under 65
    rows = read_german(tables.german_csv(answers.values("sgb2_rate", year=2024, areas=["16052"])))
    assert len(rows) == 1
    row = rows[0]
    assert (row["Gebietsschlüssel"], row["Gebiet"], row["Jahr"]) == ("16052", "Gera", "2024")
    assert row["Ebene"] == "Landkreise und kreisfreie Städte"
    assert (row["Zähler"], row["Nenner"]) == ("10328", "67376")
    assert german_number(row["Wert"]) == 100 * 10328 / 67376
    assert (row["Status"], row["Zeichen"]) == ("berechnet", "")
    assert row["Gebietsstand"] == "Gebietsstand 2023/24, gezeichnet auf den Grenzen von 2021"
    assert "22811-01-01-4" in row["Quelle"]
    assert "12411-02-03-4" in row["Quelle"]
    assert row["Lizenz"] == "dl-de/by-2-0"


def test_an_unknown_value_is_empty_and_its_status_and_sign_say_why() -> None:
    rows = read_german(tables.german_csv(answers.values("unemployment_rate_foreigners", year=2021)))
    hidden = next(row for row in rows if row["Gebietsschlüssel"] == "16065")
    assert (hidden["Wert"], hidden["Zeichen"]) == ("", "x")
    assert hidden["Status"] == "nicht ausgewiesen (Angabe nicht sinnvoll)"
    assert "nan" not in tables.german_csv(answers.values("unemployment_rate_foreigners")).lower()


def test_an_excluded_value_leaves_no_number_in_any_file() -> None:
    answer = answers.values("gdp_per_person_2021")
    wartburgkreis = next(row for row in read_german(tables.german_csv(answer)) if row["Gebietsschlüssel"] == "16063")
    assert (wartburgkreis["Wert"], wartburgkreis["Status"]) == ("", "nicht ausgewiesen (Fehler in der Quelle)")
    assert "21996" not in tables.german_csv(answer) + tables.international_csv(answer) + str(tables.records(answer))


def test_a_zero_is_written_as_a_zero() -> None:
    rows = read_german(tables.german_csv(answers.values("vocational_school_leavers_per_1000", areas=["16068"])))
    assert (rows[0]["Wert"], rows[0]["Status"], rows[0]["Zeichen"]) == ("0", "genau null", "–")


@pytest.mark.parametrize(
    "indicator", ["sgb2_children_rate", "unemployment_rate_foreigners", "natural_balance", "gisd_score"]
)
def test_a_german_file_read_back_is_the_answer(indicator: str) -> None:
    frame = answers.values(indicator).frame
    rows = read_german(tables.german_csv(answers.values(indicator)))
    assert [row["Gebietsschlüssel"] for row in rows] == frame["area"].tolist()
    assert [int(row["Jahr"]) for row in rows] == frame["year"].tolist()
    for column, heading in (("value", "Wert"), ("numerator", "Zähler"), ("denominator", "Nenner")):
        back = pd.Series([german_number(row[heading]) for row in rows], dtype=float)
        pd.testing.assert_series_equal(back, frame[column], check_names=False, rtol=0, atol=0)


def test_the_international_file_has_points_no_mark_of_byte_order_and_the_fields_of_the_json_answer() -> None:
    answer = answers.values("sgb2_rate", year=2024, areas=["16052"])
    text = tables.international_csv(answer)
    head, row = text.splitlines()
    assert head == (
        "indicator,area,name,year,value,numerator,denominator,lower,upper,status,sign,division,source,mark,"
        "licence,changed,data_version"
    )
    assert "\r" not in text
    frame = pd.read_csv(io.StringIO(text), dtype={"area": str})
    assert frame["value"].iloc[0] == 100 * 10328 / 67376
    assert row.startswith("sgb2_rate,16052,Gera,2024,15.3")


def test_published_numbers_leave_as_published_and_computed_ones_unrounded() -> None:
    assert tables.records(answers.values("unemployment_rate", year=2021, areas=["16051"]))[0]["value"] == 6.12
    computed = tables.records(answers.values("sgb2_rate", year=2024, areas=["16052"]))[0]
    assert computed["value"] == 100 * 10328 / 67376


def test_records_know_only_numbers_text_and_none() -> None:
    for indicator in ("unemployment_rate_foreigners", "sgb2_rate", "vocational_school_leavers_per_1000"):
        for record in tables.records(answers.values(indicator)):
            assert list(record) == (
                "area name year value numerator denominator lower upper status sign division source mark".split()
            )
            for key, cell in record.items():
                expected = int if key == "year" else float if key in NUMBERS else str
                assert cell is None or (type(cell) is expected and cell == cell), (key, cell)


NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "\t=1", "=HYPERLINK(1)", "\0=1", "\r=1"]
)
def test_text_that_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    answer = with_names(answers.values("sgb2_rate", year=2024, areas=["16052"]), text)
    assert tables.as_text(text) == f"'{text}"
    row = next(csv.reader(io.StringIO(tables.german_csv(answer).split("\r\n", 1)[1], newline=""), delimiter=";"))
    assert row[1].startswith("'")
    assert f"'{text[:1]}" in tables.international_csv(answer)


def test_a_negative_number_stays_a_number() -> None:
    # Gera 2020: 714 births, 1,436 deaths
    rows = read_german(tables.german_csv(answers.values("natural_balance", year=2020, areas=["16052"])))
    assert rows[0]["Wert"] == "-722"


def test_separators_and_quotes_in_a_name_do_not_move_the_columns() -> None:
    answer = with_names(answers.values("sgb2_rate", year=2024, areas=["16052"]), 'A;"B"\n,C')
    row = read_german(tables.german_csv(answer))[0]
    assert row["Gebiet"] == 'A;"B"\n,C'
    assert row["Jahr"] == "2024"


def test_a_file_is_called_after_indicator_years_and_level() -> None:
    assert tables.file_name(answers.values("sgb2_rate", year=2024), "csv") == "sgb2_rate_2024_district.csv"
    assert tables.file_name(answers.values("sgb2_rate", level="state"), "csv") == "sgb2_rate_2013-2024_state.csv"
    changed = answers.narrowed(answers.changes("sgb2_rate"), 2024)
    assert tables.file_name(changed, "svg") == "sgb2_rate_veraenderung_2024_district.svg"


def test_a_change_says_in_its_unit_what_kind_of_change_it_is() -> None:
    assert tables.unit_words(answers.changes("unemployment_rate")) == "Veränderung in 5 Jahren (Prozentpunkte)"
    assert tables.unit_words(answers.changes("sgb2_recipients")) == "Veränderung in 5 Jahren (%)"
    assert tables.unit_words(answers.values("sgb2_rate")) == "je 100 Einwohner unter 65 Jahren"


def test_a_change_across_a_new_population_base_says_so_behind_its_division_and_in_the_note() -> None:
    told = "Veränderung über die neue Bevölkerungsbasis 2022 hinweg."
    changed = answers.changes("sgb2_rate")
    rows = {row["Jahr"]: row for row in read_german(tables.german_csv(changed)) if row["Gebietsschlüssel"] == "16052"}
    assert rows["2024"]["Gebietsstand"] == f"Gebietsstand 2023/24, gezeichnet auf den Grenzen von 2021. {told}"
    assert [year for year, row in rows.items() if told in row["Gebietsstand"]] == ["2022", "2023", "2024"]
    assert value_records.note(changed).count(told) == 1
    # unemployment is set against the employment agency's own base, and values are not changes
    assert "Bevölkerungsbasis" not in tables.german_csv(answers.changes("unemployment_rate"))
    assert "Bevölkerungsbasis" not in tables.german_csv(answers.values("sgb2_rate"))
    assert "Bevölkerungsbasis" not in value_records.note(answers.values("sgb2_rate"))


def test_two_sources_are_both_named_and_a_shared_licence_once() -> None:
    both = "regional_basic_security+regional_population_groups"
    assert tables.citations(both).count("; ") == 1
    assert tables.licences(both) == "dl-de/by-2-0"
    assert tables.licences("rki_gisd_2025+regional_population_groups") == "CC BY 4.0; dl-de/by-2-0"
