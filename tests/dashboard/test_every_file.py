"""No file and no address of the interface answers a question it did not understand: all of them, as they are served."""

from __future__ import annotations

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
    "/download/table.csv": ("", api.OF_PAGE),
    "/download/template.csv": LEVEL,
    "/download/template.ods": LEVEL,
    "/download/template.xlsx": LEVEL,
}
"""Address -> what it needs to answer at all, and the parameters it knows."""
QUESTIONS = [(address, needed, name) for address, (needed, names) in FILES.items() for name in names]
# Read only together with another parameter, which the page leaves out too.
NEEDS = {"other": "side=x&", "members": "group=own&"}


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
    answer = visitor.get(f"{address}?{others}&{NEEDS.get(name, '')}{name}={value}")
    assert answer.status_code == 400, answer.text[:200]
    said = answer.get_json()["error"]
    assert said.endswith(".")
    assert "Gezeigt w" not in said
