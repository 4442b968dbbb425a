"""All files and addresses of the interface, as they are served.

None answers a question it did not understand, and all that hold figures say where these come from.
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Collection

import pytest
from flask.testing import FlaskClient

from dashboard import (
    api,
    data_api,
    overview_api,
    profile_api,
    relations_api,
    risk_index_api,
    shapes,
)
from indicators import answers

VALUES = ("indicator=sgb2_rate&", api.PARAMETERS)
PAIR = ("x=sgb2_rate&y=unemployment_rate&", relations_api.PARAMETERS)
INDEX = ("preset=mss&", risk_index_api.PARAMETERS)
LEVEL = ("", ("level",))
FILES: dict[str, tuple[str, Collection[str]]] = {
    "/api/v1/attack.csv": ("", ()),
    "/api/v1/attack.json": ("", ()),
    "/api/v1/boundaries.geojson": ("", shapes.PARAMETERS),
    "/api/v1/compare.csv": PAIR,
    "/api/v1/compare.json": PAIR,
    "/api/v1/index.csv": INDEX,
    "/api/v1/index.json": INDEX,
    "/api/v1/indicators.json": ("", ()),
    "/api/v1/overview.csv": ("theme=bildung&", overview_api.PARAMETERS),
    "/api/v1/overview.json": ("theme=bildung&", overview_api.PARAMETERS),
    "/api/v1/profile.csv": ("area=16052&", profile_api.PARAMETERS),
    "/api/v1/profile.json": ("area=16052&", profile_api.PARAMETERS),
    "/api/v1/values.csv": (VALUES[0], (*VALUES[1], "format")),
    "/api/v1/values.json": VALUES,
    "/download/correlations.csv": ("", relations_api.OF_PAGE),
    "/download/coverage.csv": ("", data_api.OF_PAGE),
    "/download/index.svg": INDEX,
    "/download/map.svg": ("", api.OF_PAGE),
    "/download/overview.csv": ("", overview_api.OF_PAGE),
    "/download/profile.csv": ("", profile_api.OF_PAGE),
    "/download/relations.csv": ("", relations_api.OF_PAGE),
    "/download/relations.svg": ("", (*relations_api.OF_PAGE, "map")),
    "/download/sources.txt": ("", api.OF_PAGE),
    "/download/table.csv": ("", api.OF_PAGE),
    "/download/template.csv": LEVEL,
    "/download/template.ods": LEVEL,
    "/download/template.xlsx": LEVEL,
}
"""Address -> what it needs to answer at all, and the parameters it knows."""
QUESTIONS = [(address, needed, name) for address, (needed, names) in FILES.items() for name in names]
OWN_WORK = "Daten verändert, eigene Berechnung"
FIGURES = ("Wert", "Wert 1", "Index")
"""The columns of which one holds the figure of a line."""
TABLES = {
    "/api/v1/compare.csv": PAIR[0],
    "/api/v1/index.csv": INDEX[0],
    "/api/v1/overview.csv": "theme=existenzsicherung",
    "/api/v1/profile.csv": "area=16052",
    "/api/v1/values.csv": VALUES[0],
    "/download/correlations.csv": "",
    "/download/overview.csv": "",
    "/download/profile.csv": "",
    "/download/relations.csv": "",
    "/download/table.csv": "",
}
RECORDS = {
    "/api/v1/compare.json": PAIR[0],
    "/api/v1/index.json": INDEX[0],
    "/api/v1/overview.json": "theme=existenzsicherung",
    "/api/v1/profile.json": "area=16052",
    "/api/v1/values.json": VALUES[0],
}
PICTURES = [
    f"/download/index.svg?{INDEX[0]}",
    "/download/map.svg",
    "/download/relations.svg",
    "/download/relations.svg?map=left&x=sgb2_rate",
]
WITHOUT_FIGURES = {
    "/api/v1/attack.csv",
    "/api/v1/attack.json",
    "/api/v1/boundaries.geojson",
    "/api/v1/indicators.json",
    "/download/coverage.csv",
    "/download/sources.txt",
    "/download/template.csv",
    "/download/template.ods",
    "/download/template.xlsx",
}


def test_every_address_that_hands_something_out_is_looked_at_here(visitor: FlaskClient) -> None:
    served = {rule.rule for rule in visitor.application.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {rule for rule in served if rule.startswith(("/api/", "/download/"))} == set(FILES)


@pytest.mark.parametrize("address", FILES)
def test_an_unknown_parameter_is_refused_with_a_sentence(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(f"{address}?{FILES[address][0]}unsinn=1")
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("Unbekannter Parameter: unsinn.")


@pytest.mark.parametrize(("address", "needed", "name"), QUESTIONS)
@pytest.mark.parametrize("value", ["nix", "-1", "%00"])
def test_a_value_that_makes_no_sense_is_refused_with_a_sentence(
    visitor: FlaskClient, address: str, needed: str, name: str, value: str
) -> None:
    others = "&".join(part for part in needed.split("&") if part and not part.startswith(f"{name}="))
    answer = visitor.get(f"{address}?{others}&{name}={value}")
    assert answer.status_code == 400, answer.text[:200]
    said = answer.get_json()["error"]
    assert said.endswith(".")
    assert "Gezeigt w" not in said


def test_every_address_with_figures_is_looked_at_for_what_must_stand_beside_them() -> None:
    pictures = {address.partition("?")[0] for address in PICTURES}
    assert {*TABLES, *RECORDS, *pictures, *WITHOUT_FIGURES} == set(FILES)


@pytest.mark.parametrize("address", TABLES)
def test_every_line_of_a_table_names_source_licence_territory_and_data_version(
    visitor: FlaskClient, address: str
) -> None:
    text = visitor.get(f"{address}?{TABLES[address]}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    held = [row for row in rows if any(row.get(name) for name in FIGURES)]  # the others hold a reason instead
    assert len(held) >= 20
    assert all(row["Quelle"] for row in held)
    rows = [row for row in rows if row["Quelle"]]
    version = answers.data_version()
    for row in rows:
        assert row["Lizenz"]
        assert row["Gebietsstand"].startswith("Gebietsstand ")
        assert version in (row["Datenstand"] if "Datenstand" in row else row["Quelle"])
    assert any("Daten verändert" in row["Quelle"] for row in rows)


@pytest.mark.parametrize("address", RECORDS)
def test_every_answer_for_programs_names_sources_with_licences_changes_and_data_version(
    visitor: FlaskClient, address: str
) -> None:
    answer = visitor.get(f"{address}?{RECORDS[address]}")
    found = answer.get_json()
    assert found["data_version"] == answers.data_version()
    cited = found["sources"].values() if "sources" in found else [found["source"]]
    assert all("dl-de/by-2-0" in text or "CC BY 4.0" in text for text in cited)
    assert OWN_WORK in " ".join(str(found.get(key, "")) for key in ("note", "source", "changed"))
    assert "division" in answer.text or "territory" in found


@pytest.mark.parametrize("address", ["/api/v1/overview.json?theme=arbeit", "/api/v1/profile.json?area=16052"])
def test_values_beside_each_other_say_one_by_one_whether_they_were_changed(visitor: FlaskClient, address: str) -> None:
    values = visitor.get(address).get_json()["values"]
    changed = {row["indicator"]: row["changed"] for row in values if row.get("area", "16052") == "16052"}
    assert changed["unemployment_rate"] is False  # as the employment agency prints it
    assert changed["long_term_unemployment_rate"] is True


@pytest.mark.parametrize("address", PICTURES)
def test_every_map_names_source_licence_territory_changes_and_data_version(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 200
    texts = ET.fromstring(answer.data).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  written here
    said = " ".join(text.text or "" for text in texts)
    for part in ("Quelle: ", "dl-de/by-2-0", "Gebietsstand ", f"Datenstand {answers.data_version()}", OWN_WORK):
        assert part in said, part


def test_shapes_name_their_source_licence_territory_and_that_they_were_changed(visitor: FlaskClient) -> None:
    found = visitor.get("/api/v1/boundaries.geojson").get_json()
    assert found["attribution"] == "© GeoBasis-DE / BKG 2016 (Daten verändert)"
    assert found["licence"]
    assert found["licence_url"].startswith("https://")
    assert found["territory"] == "Gebietsstand 01.07.2021 (22 Kreise)"


def test_files_without_figures_name_the_data_version_they_count_in(visitor: FlaskClient) -> None:
    text = visitor.get("/download/coverage.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert {row["Datenstand"] for row in rows} == {answers.data_version()}
    assert visitor.get("/api/v1/attack.json").get_json()["data_version"] == answers.data_version()
