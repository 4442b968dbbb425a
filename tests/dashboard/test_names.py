"""The names of the municipalities: found on both maps, and not part of any page."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from dashboard import names
from dashboard.pages import atlas
from dashboard.parts import atlas_options
from indicators import answers
from indicators.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("built_store")


def entry(name: str) -> tuple[str, str]:
    return next((item["value"], item["note"]) for item in names.in_districts() if item["label"] == name)


@pytest.mark.parametrize(
    ("name", "value", "note"),
    [
        ("Mühlhausen/Thüringen", "16064", "(im Unstrut-Hainich-Kreis)"),
        ("Heilbad Heiligenstadt", "16061", "(im Landkreis Eichsfeld)"),
        ("Eisenach", "16056,16063", "(seit 01.07.2021 im Wartburgkreis)"),
        ("Kaltennordheim", "16066", "(seit 01.01.2019 im Landkreis Schmalkalden-Meiningen)"),
        ("Gehlberg", "16054", "(seit 01.01.2019 in Suhl)"),
    ],
)
def test_a_municipality_leads_to_the_district_it_lies_in_today(name: str, value: str, note: str) -> None:
    assert entry(name) == (value, note)


def test_a_city_that_is_a_district_is_not_offered_twice() -> None:
    # 849 municipalities without Erfurt, Gera, Jena, Suhl and Weimar
    assert len(names.in_districts()) == 844
    assert "Erfurt" not in {item["label"] for item in names.in_districts()}


def test_eisenach_is_found_by_its_old_and_its_new_key() -> None:
    for entries in (names.in_districts(), names.municipalities()):
        eisenach = next(item for item in entries if item["label"] == "Eisenach")
        assert {"16056000", "16063105"} <= set(eisenach["words"])
        # who came to another town is not that town
        assert [item["label"] for item in entries if "16072013" in item["words"]] == ["Neuhaus am Rennweg"]


def test_no_gap_denies_what_an_indicator_is_found_by() -> None:
    words = {
        word.casefold()
        for record in answers.offered().values()
        for text in (record.title, *record.search_words)
        for word in re.findall(r"\w+", text)
    }
    for gap in catalogue().gaps:
        if len(gap.title.split()) == 1:
            assert gap.beyond or gap.title.casefold() not in words, gap.title


def test_the_lists_lie_under_addresses_that_change_with_their_content(visitor: FlaskClient) -> None:
    found = names.addresses()
    assert set(found) == {"district", "municipality"}
    for address in found.values():
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert len(json.loads(visitor.get(found["municipality"]).text)) == 849
    assert visitor.get("/names/district-000000000000.json").status_code == 404


def test_no_name_of_a_municipality_travels_with_a_page_or_a_change_of_level(visitor: FlaskClient) -> None:
    for query in ("", "?indicator=population&level=municipality"):
        assert "Heiligenstadt" not in visitor.get(f"/{query}").text
    assert atlas.show_level("municipality")[:2] == ([], names.addresses()["municipality"])
    options, more, _ = atlas.show_level("district")
    assert (len(options), more) == (22, names.addresses()["district"])


def test_the_search_knows_what_is_missing_here_and_leads_to_the_page_about_it() -> None:
    found = {item["label"]: item for item in atlas_options.indicators("") if "href" in item}
    assert found["Wohngeld"]["note"] == "liegt hier nicht vor – Was hier fehlt"
    # some figures about it are here: what is missing beside them does not deny them
    assert found["Weitere Zahlen zur Pflege"]["note"].startswith("fehlen hier")
    assert found["Alleinerziehende in Bedarfsgemeinschaften"]["note"].startswith("liegen hier nicht vor")
    assert {item["href"] for item in found.values()} == {"/was-fehlt"}
    # whichever office looks
    assert {item["label"] for item in atlas_options.indicators("jugendamt") if "href" in item} == set(found)
