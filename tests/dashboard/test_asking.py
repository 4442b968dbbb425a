"""What all addresses of the interface refuse alike, and how."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

ADDRESSES = {
    "/api/v1/values.json": "indicator=sgb2_rate&year=2024",
    "/api/v1/values.csv": "indicator=sgb2_rate&year=2024",
    "/api/v1/profile.json": "area=16052",
    "/api/v1/profile.csv": "area=16052",
    "/api/v1/compare.json": "x=sgb2_rate&y=share_under_18",
    "/api/v1/compare.csv": "x=sgb2_rate&y=share_under_18",
    "/api/v1/index.json": "preset=equal",
    "/api/v1/index.csv": "preset=equal",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unknown_parameter_is_named_beside_the_possible_ones(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(f"{address}?{ADDRESSES[address]}&colour=red")
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("Unbekannter Parameter: colour. Möglich: ")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_parameter_given_twice_is_refused_and_not_chosen_from(visitor: FlaskClient, address: str) -> None:
    query = ADDRESSES[address]
    answer = visitor.get(f"{address}?{query}&{query.split('&')[0]}")
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith(f"Mehr als einmal angegeben: {query.split('=')[0]}.")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_long_strange_name_is_not_said_back_in_full(visitor: FlaskClient, address: str) -> None:
    said = visitor.get(f"{address}?{'q' * 5000}=1").get_json()["error"]
    assert "q" * 60 + "…" in said
    assert len(said) < 300


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_store_no_address_blames_the_question(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    answer = visitor.get(f"{address}?{ADDRESSES[address]}")
    assert answer.status_code == 503
    assert answer.get_json()["error"].startswith("Der Datenbestand fehlt")


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address.endswith(".csv")])
def test_a_file_comes_with_a_name_and_as_utf_8(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(f"{address}?{ADDRESSES[address]}")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
