"""Figures on planning areas of one's own are shown, compared and given away like those of districts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from flask.testing import FlaskClient
from geopandas import GeoDataFrame

from dashboard import first_view, shapes
from dashboard.exports import map_sheet
from dashboard.pages import atlas
from dashboard.parts import atlas_options, atlas_view
from dashboard.selection import DEFAULT_INDICATOR, Selection
from geo import boundaries, delivered, keeping, planning_areas
from geo.areas import division_title
from indicators import answers, building, versions
from indicators.__main__ import main
from indicators.answers import UnknownChoice
from indicators.catalogue import catalogue
from tests.application import application
from tests.geo.delivered_files import frame, geojson, square

SURVEY, SHARE, LONELY = "jena_survey", "own_share_of_minors", "own_survey_rate"
JENA, GERA = "planung-jena", "planung-gera"
# Squares in Jena: of 200, 400, 500 and 1,000 inhabitants 20, 100, 100 and 300 are minors.
MINORS = {"01": (20, 200), "02": (100, 400), "03": (100, 500), "04": (300, 1000)}
GERA_MINORS = {"G1": (50, 500), "G2": (30, 600)}


def record(**more: Any) -> dict[str, Any]:
    """A ratio of one's own, made of two measures."""
    return {
        "short_title": "Minderjährige", "theme": "bevoelkerung", "departments": ["jugendamt"],
        "definition": "Erfunden.", "kind": "ratio", "unit": "percent", "unit_text": "%", "decimals": 1,
        "direction": "lower_is_better", "reference": "31.12.{year}", "reading": "Erfunden.", **more,
    }  # fmt: skip


def write_records(own: Path) -> None:
    for name in ("sources", "indicators"):
        (own / name).mkdir(parents=True)
    source = {
        "publisher": "Stadt Jena", "title": "Befragung", "edition": "2024", "licence": "dl_de_by_2_0",
        "citation": "Stadt Jena: Befragung 2024", "territory": "Planungsräume", "signs": {}, "additivity": "exact",
        "divisions": {2000: JENA},
    }  # fmt: skip
    (own / "sources" / f"{SURVEY}.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
    measures = {
        name: {"label": name, "unit": "persons", "kind": "count", "reference": "31.12.{year}"}
        for name in ("asked", "content")
    }
    (own / "measures.yaml").write_text(yaml.safe_dump(measures, allow_unicode=True), encoding="utf-8")
    indicators = {
        SHARE: record(
            title="Anteil der Minderjährigen",
            numerator={"measure": "residents_under_18", "label": "unter 18"},
            denominator={"measure": "residents", "label": "alle"},
            levels=["district", "planning_area", "state"],
        ),
        LONELY: record(
            title="Zufriedene",
            numerator={"measure": "content", "label": "zufrieden"},
            denominator={"measure": "asked", "label": "befragt"},
            levels=["planning_area"],
        ),
    }
    for name, content in indicators.items():
        (own / "indicators" / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def lay_down(load: str, minors: dict[str, tuple[int, int]], division: str, years: tuple[int, int]) -> None:
    """A confirmed load: two measures for both years, and the survey for the second."""
    rows = [
        (measure, "planning_area", area, year, float(count), None, "value", division, SURVEY)
        for area, counts in minors.items()
        for year, names in ((years[0], SHARE_PARTS), (years[1], SHARE_PARTS), (years[1], ("content", "asked")))
        for measure, count in zip(names, counts, strict=True)
    ]
    place = versions.load_folder(load)
    place.mkdir(parents=True)
    columns = "measure level area year value sign status division source".split()
    table = pd.DataFrame(rows, columns=columns).astype({"sign": "object"})
    table.to_parquet(place / "observations.parquet")
    (place / "record.json").write_text(json.dumps({"load": load, "source": SURVEY}), encoding="utf-8")


SHARE_PARTS = ("residents_under_18", "residents")


def add_set(folder: Path, title: str, content: GeoDataFrame | None = None) -> None:
    keeping.keep(planning_areas.prepare(geojson(folder, content), name=title.lower(), title=title))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The application on a store with one set of planning areas."""
    folder = tmp_path_factory.mktemp("planning")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOZIALPLANUNG_STORE", str(folder / "store"))
        patch.setenv("SOZIALPLANUNG_OWN", str(folder / "own"))
        write_records(folder / "own")
        catalogue.cache_clear()
        add_set(folder, "Jena")
        lay_down("aaaaaaaaaaaa", MINORS, JENA, (2020, 2024))
        building.build(loads=["aaaaaaaaaaaa"])
        yield application().test_client()
    catalogue.cache_clear()


@pytest.fixture
def second_set(client: FlaskClient, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001  Jena comes first
    """Gera beside Jena while the application runs; the store goes back to Jena alone."""
    gera = [square(25, -1), square(26, -1)]
    add_set(tmp_path, "Gera", frame(gera, nr=list(GERA_MINORS), name=["Gera West", "Gera Ost"]))
    lay_down("bbbbbbbbbbbb", GERA_MINORS, GERA, (2019, 2023))
    building.build(loads=["aaaaaaaaaaaa", "bbbbbbbbbbbb"])
    yield
    building.build(loads=["aaaaaaaaaaaa"])
    delivered.record_path("planning_area", GERA).unlink()
    shutil.rmtree(versions.load_folder("bbbbbbbbbbbb"))


@pytest.mark.usefixtures("client")
def test_the_atlas_offers_planning_areas_where_there_are_figures() -> None:
    assert atlas_options.levels(SHARE) == {
        "district": "Landkreise und kreisfreie Städte",
        "planning_area": "Planungsräume",
    }
    assert atlas_options.levels(LONELY) == {"planning_area": "Planungsräume"}
    assert "planning_area" not in atlas_options.levels("sgb2_children_rate")
    assert Selection.of(indicator=LONELY).level == "planning_area"
    assert Selection.of(indicator=SHARE).level == "district"


@pytest.mark.usefixtures("client")
def test_map_ranking_and_table_show_the_planning_areas() -> None:
    chosen = Selection.of(indicator=SHARE, level="planning_area", areas="04,16051,99")
    assert (chosen.year, chosen.areas, chosen.division) == (2024, ("04",), JENA)
    drawn, told = atlas_view.drawn(chosen), atlas_view.told(chosen)
    series = drawn["map"]["series"]
    assert series["areas"] == ["01", "02", "03", "04"]
    assert series["shapes"] == {"": "planning_area-planung-jena"}
    # 20 of 200, 100 of 400, 100 of 500, 300 of 1,000
    assert series["text"]["2024"] == ["10,0", "25,0", "20,0", "30,0"]
    assert series["rank"] == "highest"  # from the numbers the browser reads 4, 2, 3, 1
    assert sum(series["legend"]["2024"]) == 4
    assert told["ranking"]["row_keys"] == ["04", "02", "03", "01"]
    assert [row[0] for row in told["table"]["rows"]][:2] == ["Raum 4", "Raum 2"]
    assert told["sentence"].startswith("Raum 4: 30,0 % (31.12.2024), höchster Wert von 4; Thüringen 15,")
    assert told["map_note"] == division_title("planning_area", JENA) + "."
    assert drawn["territory"]["without"] == ["published", "2021"]  # nothing to choose
    assert drawn["territory"]["options"][0]["alone"] == "wie geliefert"
    districts = atlas_view.drawn(Selection.of(indicator=SHARE))
    assert districts["territory"]["options"][0]["alone"] == "wie veröffentlicht"


@pytest.mark.usefixtures("client")
def test_the_menu_of_territories_changes_its_words_with_the_level() -> None:
    levels = {
        "planning_area": "wie geliefert",
        f"planning_area:{JENA}": "wie geliefert",
        "district": "wie veröffentlicht",
    }
    assert {level: atlas.show_level(level)[2][0]["alone"] for level in levels} == levels


@pytest.mark.usefixtures("client")
def test_planning_areas_are_walked_with_the_arrow_keys() -> None:
    series = atlas_view.drawn(Selection.of(indicator=SHARE, level="planning_area"))["map"]["series"]
    walk = {area["key"]: area["neighbours"] for area in boundaries.drawing("planning_area", JENA)["areas"]}
    assert set(walk) == set(series["areas"])
    assert walk["01"] == {"up": "03", "right": "02"}


@pytest.mark.usefixtures("client")
def test_planning_areas_are_compared_with_the_state_and_the_town_they_lie_in_where_these_have_values() -> None:
    chosen = Selection.of(indicator=SHARE, level="planning_area", against="16053")
    assert chosen.against == "16053"
    assert "Jena" in atlas_view.told(chosen)["sentence"]
    assert Selection.of(indicator=SHARE, level="planning_area", against="16051").against == "state"
    hidden = atlas_view.drawn(chosen)["against"]["without"]
    assert "16053" not in hidden
    assert {"16051", ""} <= set(hidden)


@pytest.mark.usefixtures("client")
def test_nothing_is_compared_where_the_state_has_no_value() -> None:
    chosen = Selection.of(indicator=LONELY, against="state", method="deviation")
    assert (chosen.against, chosen.method) == ("", "quantile")
    drawn = atlas_view.drawn(chosen)
    assert {"state", "country", "rural", "urban", "16053"} <= set(drawn["against"]["without"])
    assert "" not in drawn["against"]["without"]
    assert "deviation" not in {option["value"] for option in drawn["method"]["options"]}
    told = atlas_view.told(chosen)
    assert told["sentence"] == "Raum 4: 30,0 % (31.12.2024), höchster Wert von 4."
    assert told["trend"]["data"]


@pytest.mark.usefixtures("client")
def test_changes_and_earlier_years_are_shown_for_planning_areas() -> None:
    chosen = Selection.of(indicator=SHARE, level="planning_area", against="year:2020")
    assert chosen.against == "year:2020"
    assert "2020: 30,0" in atlas_view.told(chosen)["sentence"]


@pytest.mark.usefixtures("client")
def test_the_first_view_and_the_picture_to_take_away_are_drawn_on_the_server() -> None:
    page = first_view.html_of({"indicator": SHARE, "level": "planning_area"})
    assert 'data-area="04"' in page
    sheet = map_sheet(Selection.of(indicator=SHARE, level="planning_area"))
    assert "Eigene Planungsräume: Jena" in sheet
    assert "Geobasis: eigene Planungsräume: Jena." in sheet


def test_every_page_of_the_choice_and_its_downloads_answer(client: FlaskClient) -> None:
    query = f"indicator={SHARE}&level=planning_area"
    assert client.get(f"/?{query}").status_code == 200
    table = client.get(f"/download/table.csv?{query}").data.decode("utf-8-sig")
    assert "04;Raum 4;Planungsräume;2024;" in table
    assert "Eigene Planungsräume: Jena (Stand" in table
    assert client.get(f"/download/map.svg?{query}").status_code == 200


def test_shapes_are_served_under_an_address_that_names_their_content(client: FlaskClient) -> None:
    address = shapes.addresses()["planning_area-planung-jena"]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert json.loads(answer.text) == boundaries.drawing("planning_area", JENA)
    found = json.loads(client.get(f"/api/v1/boundaries.geojson?level=planning_area&division={JENA}").text)
    assert [feature["id"] for feature in found["features"]] == ["01", "02", "03", "04"]
    assert found["attribution"] == "eigene Planungsräume: Jena"
    assert client.get("/api/v1/boundaries.geojson?level=planning_area&division=2021").status_code == 400
    assert client.get(f"/api/v1/boundaries.geojson?level=district&division={JENA}").status_code == 400


def test_the_interface_gives_values_of_planning_areas(client: FlaskClient) -> None:
    address = f"/api/v1/values.json?indicator={SHARE}&level=planning_area&year=2024"
    found = json.loads(client.get(address).text)["values"]
    assert [(row["area"], row["name"], row["value"], row["division"]) for row in found] == [
        ("01", "Raum 1", 10, JENA),
        ("02", "Raum 2", 25, JENA),
        ("03", "Raum 3", 20, JENA),
        ("04", "Raum 4", 30, JENA),
    ]
    assert client.get(f"{address}&division={JENA}").status_code == 200
    assert main(["values", SHARE, "--level", "planning_area", "--division", JENA, "--json"]) == 0
    for territory in ("published", "2021"):
        moved = client.get(f"{address}&territory={territory}")
        assert moved.status_code == 400
        assert "stehen da wie geliefert und werden nicht umgerechnet" in json.loads(moved.text)["error"]
    assert client.get(f"{address}&territory=merged").status_code == 200
    refused = client.get(f"{address}&division=2021")
    assert refused.status_code == 400
    assert json.loads(refused.text)["error"].endswith(f"Möglich: {JENA}.")
    without = client.get("/api/v1/values.json?indicator=sgb2_children_rate&level=planning_area")
    assert without.status_code == 400


@pytest.mark.usefixtures("second_set")
def test_every_set_of_planning_areas_is_a_map_of_its_own(client: FlaskClient) -> None:
    assert list(atlas_options.levels(SHARE)) == ["district", "planning_area:planung-gera", "planning_area:planung-jena"]
    newest = Selection.of(indicator=SHARE, level="planning_area")
    assert (newest.division, newest.year) == (GERA, 2023)
    assert {row.area for row in newest.answer().rows[2023]} == {"G1", "G2"}
    given = {"indicator": SHARE, "level": "planning_area:planung-jena"}
    chosen = Selection.of(**given)
    assert (chosen.division, atlas_options.level(chosen)) == (JENA, "planning_area:planung-jena")
    assert Selection.of(**dict(item.split("=") for item in chosen.query().split("&"))) == chosen
    assert {row.area for row in chosen.answer().rows[2024]} == set(MINORS)
    assert [option["value"] for option in atlas.show_level("planning_area:planung-gera")[0]] == ["G2", "G1"]
    assert atlas_view.drawn(newest)["map"]["series"]["shapes"] == {"": "planning_area-planung-gera"}
    values = json.loads(client.get(f"/api/v1/values.json?indicator={SHARE}&level=planning_area&division={JENA}").text)
    assert {row["area"] for row in values["values"]} == set(MINORS)


@pytest.mark.usefixtures("second_set")
def test_a_page_that_was_open_before_learns_where_new_shapes_lie(client: FlaskClient) -> None:
    series = atlas_view.drawn(Selection.of(indicator=SHARE, level="planning_area"))["map"]["series"]
    (address,) = series["addresses"].values()
    assert client.get(address).status_code == 200
    assert "addresses" not in atlas_view.drawn(Selection.of())["map"]["series"]


@pytest.mark.usefixtures("client")
def test_the_town_stands_beside_a_planning_area_in_the_search() -> None:
    assert atlas.show_level("planning_area")[0][0] == {
        "label": "Raum 1", "value": "01", "group": "Jena", "words": ["01"],
    }  # fmt: skip


@pytest.mark.usefixtures("client")
def test_only_planning_areas_come_in_sets() -> None:
    with pytest.raises(UnknownChoice, match="Es gibt dort keine"):
        answers.values(SHARE, division=JENA)
    with pytest.raises(UnknownChoice, match=f"Möglich: {JENA}"):
        answers.values(SHARE, level="planning_area", division="planung-nichts")


@pytest.mark.usefixtures("client")
def test_without_their_shapes_figures_of_planning_areas_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("geo.delivered.folder", lambda: tmp_path / "nothing")
    assert Selection.of(indicator=LONELY).indicator == DEFAULT_INDICATOR
    assert Selection.of(indicator=SHARE, level="planning_area").level == "district"
    with pytest.raises(UnknownChoice, match="liegt auf der Ebene „planning_area“ nicht vor"):
        answers.values(LONELY, level="planning_area")
