"""The same numbers over HTTP, and what is said to a question that makes no sense."""

from __future__ import annotations

import json
import math
import sys

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.__main__ import main
from indicators.catalogue import catalogue

FIELDS = "area name year value numerator denominator lower upper status sign division source mark".split()
JSON, CSV = "/api/v1/values.json", "/api/v1/values.csv"


def rows(visitor: FlaskClient, query: str) -> list[dict[str, object]]:
    answer = visitor.get(f"{JSON}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    found: list[dict[str, object]] = json.loads(answer.text, parse_constant=lambda name: pytest.fail(name))["values"]
    return found


def test_every_row_has_exactly_the_agreed_fields(visitor: FlaskClient) -> None:
    found = rows(visitor, "indicator=sgb2_rate&year=2024&level=district")
    assert len(found) == 22
    assert all(list(row) == sorted(FIELDS) or list(row) == FIELDS for row in found)
    # Gera 31.12.2024: 10,328 recipients, 14,813 + 52,563 inhabitants under 65
    gera = next(row for row in found if row["area"] == "16052")
    # Byar's 95 % limits of 10,328 cases, worked out by hand
    assert float(str(gera.pop("lower"))) == pytest.approx(15.0347, abs=5e-5)
    assert float(str(gera.pop("upper"))) == pytest.approx(15.6274, abs=5e-5)
    assert gera == {
        "area": "16052", "name": "Gera", "year": 2024, "value": 100 * 10328 / 67376, "numerator": 10328.0,
        "denominator": 67376.0, "status": "value", "sign": None, "division": "2023",
        "source": "regional_basic_security+regional_population_groups", "mark": "computed",
    }  # fmt: skip


def test_published_numbers_keep_their_precision(visitor: FlaskClient) -> None:
    found = rows(visitor, "indicator=unemployment_rate&year=2021&areas=16051,16052")
    assert [(row["name"], row["value"], row["mark"]) for row in found] == [
        ("Erfurt", 6.12, "published"), ("Gera", 7.88, "published"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "status", "sign"),
    [
        ("indicator=unemployment_rate_foreigners&year=2021&areas=16065", "not_applicable", "x"),
        ("indicator=unemployment_rate_foreigners&year=2018&areas=16051", "unknown", "."),
        ("indicator=gdp_per_person_2021&areas=16063", "excluded", None),
    ],
)
def test_what_is_not_known_is_null_and_the_status_says_why(
    visitor: FlaskClient, query: str, status: str, sign: str | None
) -> None:
    (row,) = rows(visitor, query)
    assert (row["value"], row["status"], row["sign"]) == (None, status, sign)


def test_state_country_and_municipalities_can_be_asked_for(visitor: FlaskClient) -> None:
    assert rows(visitor, "indicator=foreign_population_share_2022&level=country")[0]["value"] == 14.6
    assert rows(visitor, "indicator=sgb2_recipients&level=state&year=2024")[0]["value"] == 114772
    assert len(rows(visitor, "indicator=population&level=municipality&year=2014")) == 849
    assert len(rows(visitor, "indicator=sgb2_rate&year=2020&territory=published")) == 23


def test_the_list_names_every_indicator_with_its_years(visitor: FlaskClient) -> None:
    listed = json.loads(visitor.get("/api/v1/indicators.json").text)["indicators"]
    assert [entry["id"] for entry in listed] == list(catalogue().indicators)
    children = next(entry for entry in listed if entry["id"] == "sgb2_children_rate")
    assert (children["first_year"], children["last_year"], children["core"]) == (2015, 2024, True)


@pytest.mark.parametrize(("option", "ending"), [("--csv", ""), ("--csv-intl", "&format=intl")])
def test_the_file_is_the_one_of_the_command_line_byte_by_byte(
    visitor: FlaskClient, capfdbinary: pytest.CaptureFixture[bytes], option: str, ending: str
) -> None:
    main(["values", "sgb2_children_rate", "--year", "2024", option])
    sys.stdout.flush()
    printed = capfdbinary.readouterr().out
    answer = visitor.get(f"{CSV}?indicator=sgb2_children_rate&year=2024&level=district{ending}")
    assert answer.data == printed
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sgb2_children_rate_2024_district.csv"'


@pytest.mark.parametrize("address", [JSON, CSV])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "„indicator“ fehlt"),
        ("year=2024", "„indicator“ fehlt"),
        ("indicator=", "gibt es nicht"),
        ("indicator=unemployment_rat", "unemployment_rate"),
        ("indicator=sgb2_rate&year=-1", "keine Jahreszahl"),
        ("indicator=sgb2_rate&year=", "keine Jahreszahl"),
        ("indicator=sgb2_rate&year=2012", "Am nächsten: 2013"),
        ("indicator=sgb2_rate&year=20240", "keine Jahreszahl"),
        ("indicator=sgb2_rate&level=county", "Möglich: district, municipality, state, country"),
        ("indicator=sgb2_rate&level=country", "Möglich: district, state"),
        ("indicator=sgb2_rate&areas=", "kein Gebietsschlüssel"),
        ("indicator=sgb2_rate&areas=16056", "16055"),
        ("indicator=sgb2_rate&areas=16052;16053", "Am nächsten"),
        ("indicator=sgb2_rate&territory=old", "Möglich: merged, published"),
        ("indicator=sgb2_rate&territory=old&division=2021", "Möglich: merged, published"),
        ("indicator=sgb2_rate&territory=published&division=2021", "Bitte entweder Gebietsbezug (territory) oder"),
        ("indicator=sgb2_rate&division=2020", "Möglich: 2021"),
        ("indicator=population&level=municipality&division=2021", "Umgerechnet werden nur Kreise und das Land"),
        ("indicator=sgb2_rate&level=country&division=2021", "Möglich: district, state"),
        ("indicator=sgb2_rate&yaer=2024", "Unbekannter Parameter: yaer"),
        ("indicator=sgb2_rate&indicator=population", "Mehr als einmal angegeben: indicator"),
        ("indicator=sgb2_rate&year=2024&year=2023", "Mehr als einmal angegeben: year"),
        ("indicator=sgb2_rate%27%3B+DROP+TABLE+observation%3B--", "gibt es nicht"),
        ("indicator=%3Cscript%3Ealert(1)%3C/script%3E", "gibt es nicht"),
        ("indicator=..%2F..%2Fetc%2Fpasswd", "gibt es nicht"),
        ("indicator=%00", "gibt es nicht"),
        ("indicator=" + "x" * 20000, "gibt es nicht"),
        ("indicator=sgb2_rate&areas=" + "9" * 20000, "Am nächsten"),
        ("a" * 20000 + "=1", "Unbekannter Parameter"),
    ],
)
def test_a_bad_question_is_answered_with_400_and_a_short_german_sentence(
    visitor: FlaskClient, address: str, query: str, said: str
) -> None:
    answer = visitor.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/json"
    sentence = json.loads(answer.text)["error"]
    assert said in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 400


def test_a_format_is_known_to_files_only_and_only_two_of_them(visitor: FlaskClient) -> None:
    assert visitor.get(f"{CSV}?indicator=sgb2_rate&year=2024&format=de").status_code == 200
    assert visitor.get(f"{CSV}?indicator=sgb2_rate&year=2024&format=xlsx").status_code == 400
    assert visitor.get(f"{JSON}?indicator=sgb2_rate&year=2024&format=intl").status_code == 400


def test_values_can_be_read_but_not_written(visitor: FlaskClient) -> None:
    for answer in (visitor.post(JSON), visitor.put(CSV), visitor.delete(JSON)):
        assert answer.status_code == 405


def test_without_a_store_programs_get_503_and_a_sentence(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    answer = visitor.get(f"{JSON}?indicator=sgb2_rate")
    assert answer.status_code == 503
    assert "Datenbestand" in json.loads(answer.text)["error"]


names = st.one_of(
    st.sampled_from(
        ["indicator", "year", "level", "areas", "territory", "format", "show", "method", "against", "classes"]
    ),
    st.text(max_size=8),
)
texts = st.one_of(
    st.sampled_from(
        [
            "sgb2_children_rate",
            "population",
            "gisd_score",
            "2024",
            "2019",
            "district",
            "municipality",
            "state",
            "published",
        ]
    ),
    st.sampled_from(
        ["change", "deviation", "all", "year:2019", "rural", "16052", "16056,16063", "'; --", "\0", "9" * 40]
    ),
    st.text(max_size=12),
)


@settings(deadline=None, max_examples=120)
@given(
    st.sampled_from([JSON, CSV, "/api/v1/boundaries.geojson", "/download/table.csv"]),
    st.lists(st.tuples(names, texts), max_size=5),
)
def test_no_question_whatever_makes_the_server_stumble(
    visitor: FlaskClient, address: str, query: list[tuple[str, str]]
) -> None:
    answer = visitor.get(address, query_string=query)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert json.loads(answer.text)["error"]
    else:
        assert not address.startswith("/download") or answer.data.startswith(b"\xef\xbb\xbf")


def test_no_number_of_any_answer_is_infinite_or_not_a_number(visitor: FlaskClient) -> None:
    for indicator in ("unemployment_rate_foreigners", "natural_balance_rate", "disposable_income_relative"):
        for row in rows(visitor, f"indicator={indicator}"):
            assert row["value"] is None or math.isfinite(float(str(row["value"])))
