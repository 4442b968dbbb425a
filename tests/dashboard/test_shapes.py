"""Shapes for others as GeoJSON, and for the map under addresses that name their content."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from dashboard import shapes

GEOJSON = "/api/v1/boundaries.geojson"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 22),
        ("?level=district&division=2021", 22),
        ("?level=district&division=2014", 23),
        ("?level=district&division=2019", 23),
        ("?level=district&division=2014m", 22),
        ("?level=district&division=2023", 22),
        ("?level=municipality&division=2014", 849),
        ("?level=municipality", 849),
        ("?level=district", 22),
    ],
)
def test_every_division_there_is_can_be_fetched(visitor: FlaskClient, query: str, count: int) -> None:
    answer = visitor.get(f"{GEOJSON}{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    found = json.loads(answer.text)
    assert len(found["features"]) == count
    assert found["attribution"] == "© GeoBasis-DE / BKG 2016 (Daten verändert)"
    assert ("16056" in {feature["id"] for feature in found["features"]}) == (count == 23)


@pytest.mark.parametrize(
    "query",
    [
        "level=municipality&division=2021",
        "level=state",
        "level=country&division=2014",
        "division=2022",
        "division=",
        "level=",
        "level=../../etc&division=passwd",
        "level=district&division=" + "9" * 5000,
    ],
)
def test_shapes_that_do_not_exist_are_refused_with_a_sentence(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"{GEOJSON}?{query}")
    assert answer.status_code == 400
    assert json.loads(answer.text)["error"].endswith(".")


@pytest.mark.parametrize("query", ["division=2022", "level=municipality&division=2021"])
def test_a_refusal_names_only_divisions_that_were_in_force(visitor: FlaskClient, query: str) -> None:
    said = json.loads(visitor.get(f"{GEOJSON}?{query}").text)["error"]
    assert "2014, 2019, 2021" in said
    assert "2014m" not in said


def test_the_division_of_2023_says_that_it_is_drawn_on_the_shapes_of_2021(visitor: FlaskClient) -> None:
    assert json.loads(visitor.get(f"{GEOJSON}?division=2023").text)["division"] == "2021"


def test_a_drawing_lies_under_an_address_that_changes_with_its_content(visitor: FlaskClient) -> None:
    found = shapes.addresses()
    assert set(found) == {"district-2014", "district-2014m", "district-2019", "district-2021", "municipality-2014"}
    assert len(set(found.values())) == 5
    for key, address in found.items():
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert json.loads(answer.text)["division"] == key.split("-")[1]


@pytest.mark.parametrize("name", ["district-2021.json", "district-2021-000000000000.json", "..%2F..%2Fapp.py", "x"])
def test_a_drawing_under_another_name_is_not_found(visitor: FlaskClient, name: str) -> None:
    assert visitor.get(f"/shapes/{name}").status_code == 404
