"""The profile over HTTP."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

JSON, CSV = "/api/v1/profile.json", "/api/v1/profile.csv"


def test_the_json_holds_value_comparison_and_finding(visitor: FlaskClient) -> None:
    answer = visitor.get(f"{JSON}?area=16052")
    assert answer.status_code == 200
    found = json.loads(answer.text, parse_constant=lambda name: pytest.fail(name))
    children = next(row for row in found["values"] if row["indicator"] == "sgb2_children_rate")
    assert children["value"] == pytest.approx(22.84703, abs=5e-6)
    assert children["compared"][0]["verdict"] == "worse"
    assert children["compared"][0]["value"] == pytest.approx(10.93360, abs=5e-6)
    assert children["trend"]["start"] == 2016
    assert children["finding"].startswith("Kinder im SGB II-Bezug: 22,8 je 100 Kinder")
    assert found["similar"]["year"] == 2020


def test_the_file_is_the_one_of_the_page(visitor: FlaskClient) -> None:
    asked = visitor.get(f"{CSV}?area=16052&against=similar,16051")
    shown = visitor.get("/download/profile.csv?area=16052&against=similar,16051&order=distance&show=core")
    assert asked.status_code == shown.status_code == 200
    assert asked.data == shown.data
    assert asked.headers["Content-Disposition"] == 'attachment; filename="profil_16052.csv"'
    assert asked.data.startswith("\ufeffGebietsschlüssel;".encode())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Der Parameter „area“ fehlt, zum Beispiel area=16052."),
        ("area=x", "Den Kreis „x“ gibt es nicht."),
        ("area=16056", "Eisenach (16056) gehört seit dem 01.07.2021 zum Wartburgkreis"),
        ("area=16052&against=16052", "Ein Gebiet lässt sich nicht mit sich selbst vergleichen."),
        ("area=16052&against=", "Verglichen werden kann mit einem bis drei Werten; angegeben ist keiner."),
        ("area=16052&year=2020", "Unbekannter Parameter: year. Möglich: area, against."),
        ("area=16052&area=16053", "Mehr als einmal angegeben: area."),
        ("area=%00%ff%3Cscript%3E", "Den Kreis"),
    ],
)
@pytest.mark.parametrize("address", [JSON, CSV])
def test_a_bad_question_gets_400_and_a_sentence(visitor: FlaskClient, address: str, query: str, said: str) -> None:
    answer = visitor.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith(said)


def test_the_download_of_a_strange_address_is_refused_and_not_another_area(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/profile.csv?area=nowhere&against=&order=7")
    assert answer.status_code == 400
    said = answer.get_json()["error"]
    assert said.startswith("Den Kreis „nowhere“ gibt es nicht.")
    assert "Die Reihenfolge „7“ gibt es nicht." in said
    assert "Erfurt" in visitor.get("/download/profile.csv").text
