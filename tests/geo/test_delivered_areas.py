"""Planning areas and official boundaries that are handed in stand beside the shipped ones, or are refused."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo import areas, boundaries, crosswalks, delivered, keeping, official, planning_areas, reforms
from geo.__main__ import main
from geo.arrows import cut_off
from geo.boundaries import BoundaryError
from tests.geo.delivered_files import (
    frame,
    geojson,
    geopackage,
    official_districts,
    official_municipalities,
    square,
)

ROOT = Path(__file__).resolve().parents[2]
NEWER = ROOT.parent / "shared" / "boundaries"
DAY = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))


def prepare(path: Path, name: str = "jena", **options: Any) -> Any:
    return planning_areas.prepare(path, **{"name": name, "title": "Jena", "day": DAY} | options)


def add(path: Path, name: str = "jena", **options: Any) -> delivered.AreaSet:
    return keeping.keep(prepare(path, name, **options))[0]


def refused(path: Path, **options: Any) -> str:
    """The sentence a file is refused with; nothing may have been written."""
    with pytest.raises(BoundaryError) as stopped:
        add(path, **options)
    assert delivered.sets() == ()
    sentence = str(stopped.value)
    assert sentence.endswith((".", ")"))
    return sentence


# What is handed in is known at once, everywhere


def test_planning_areas_are_known_as_soon_as_they_are_added(tmp_path: Path) -> None:
    assert areas.areas("planning_area") == ()
    add(geojson(tmp_path))
    (first, *_) = found = areas.areas("planning_area", "planung-jena")
    assert [area.key for area in found] == ["01", "02", "03", "04"]
    assert (first.name, first.type, first.parent, first.district) == ("Raum 1", "Planungsraum", "16053000", "16053")
    assert areas.area("planning_area", "04").name == "Raum 4"
    assert areas.division_title("planning_area", "planung-jena") == "Eigene Planungsräume: Jena (Stand 31.12.2025)"
    assert areas.division("planung-jena").day == DAY
    assert boundaries.drawn()["planning_area"] == ("planung-jena",)
    assert boundaries.drawing_division("planung-jena") == "planung-jena"
    assert boundaries.credit("planning_area", "planung-jena").attribution == "eigene Planungsräume: Jena"


def test_shapes_are_kept_where_they_were_drawn_and_as_large(tmp_path: Path) -> None:
    record = add(geojson(tmp_path))
    shapes = boundaries.shapes("planning_area", "planung-jena")
    assert list(shapes.columns) == ["area", "name", "geometry"]
    assert shapes.crs.to_epsg() == 25832
    assert shapes.geometry[0].symmetric_difference(square(0)).area < 3 * SIDE_ERROR
    # 1.5 km x 1.5 km on the plane; on the ellipsoid up to 0.1 % more or less
    assert [row["land_area_km2"] for row in record.areas] == pytest.approx([2.25] * 4, rel=0.001)
    found = boundaries.geojson("planning_area", "planung-jena")
    assert found["territory"] == "Eigene Planungsräume: Jena (Stand 31.12.2025)"
    inside = shapely.geometry.shape(found["features"][0]["geometry"])
    assert inside.contains(shapely.Point(11.57, 50.917))


SIDE_ERROR = 6000.0
"""Square metres of a strip one metre wide around a square of 1.5 km: coordinates are rounded to metres."""


@pytest.mark.parametrize(
    "kind", ["geojson", "geojson in metres", "geopackage", "shapefile", "zip", "zipped geopackage"]
)
def test_the_same_areas_are_the_same_set_whatever_file_they_come_in(tmp_path: Path, kind: str) -> None:
    first = add(geojson(tmp_path))
    folder = tmp_path / "other"
    folder.mkdir()
    if kind.startswith("geojson"):
        path = geojson(folder, epsg=25832 if "metres" in kind else 4326)
    elif kind == "geopackage":
        path = geopackage(folder)
    else:
        frame().to_file(folder / "raeume.shp")
        path = folder / "raeume.shp"
    if "zip" in kind:
        if "geopackage" in kind:
            geopackage(folder)
        path = tmp_path / "raeume.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.glob("*.gpkg" if "geopackage" in kind else "*"):
                archive.write(part, f"daten/{part.name}")
    record, is_new = keeping.keep(prepare(path))
    assert (record.content, is_new) == (first.content, False)


def test_a_zipped_geojson_is_read_as_well(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "raeume.zip", "w") as archive:
        archive.write(geojson(tmp_path), "raeume.geojson")
    assert add(tmp_path / "raeume.zip").keys == ("01", "02", "03", "04")


def test_the_drawing_of_a_town_fills_its_frame_and_says_how_large_a_unit_is(tmp_path: Path) -> None:
    add(geojson(tmp_path))
    found = boundaries.drawing("planning_area", "planung-jena")
    assert found["viewBox"] == [0, 0, 1000, 820]
    # 3 km in 740 units (820 less a margin of 40 on both sides) are 4.05 m a unit, rounded up
    assert found["scale_km_per_unit"] == 0.005
    assert found["areas"][0]["path"] == "M200 410l300 0 0 300-300 0Z"
    assert {area["key"]: area["neighbours"] for area in found["areas"]}["01"] == {"up": "03", "right": "02"}
    assert "borders" not in found  # all in one municipality


def test_the_borders_of_municipalities_are_drawn_over_planning_areas_of_several(tmp_path: Path) -> None:
    shapes = boundaries.shapes("district", "2021").set_index("area").geometry
    pieces = [shapes["16053"], shapes["16052"]]
    add(geojson(tmp_path, frame(pieces, nr=["J", "G"], name=["Jena", "Gera"])))
    assert "borders" in boundaries.drawing("planning_area", "planung-jena")
    assert [area.district for area in areas.areas("planning_area", "planung-jena")] == ["16052", "16053"]


@pytest.mark.parametrize(
    "places",
    [
        [(0, 0), (3, 0), (0, 3), (3, 3), (1, 5)],  # islands everywhere
        [(0, 0), (1, 0), (3, 0), (4, 0)],  # two groups in one row
        [(0, 0), (4, 0)],
        [(0, 0)],
    ],
)
def test_arrow_keys_lead_across_to_areas_that_touch_no_other(tmp_path: Path, places: list[tuple[int, int]]) -> None:
    add(geojson(tmp_path, frame([square(*place) for place in places])))
    drawn = boundaries.drawing("planning_area", "planung-jena")["areas"]
    assert cut_off({area["key"]: area["neighbours"] for area in drawn}) == (set(), set())


def test_keys_that_are_numbers_become_text_without_a_point(tmp_path: Path) -> None:
    record = add(geojson(tmp_path, frame(id=[1.0, 2.0, 10.0, 11.0], name=["a", "b", "c", "d"])))
    assert record.keys == ("1", "10", "11", "2")


def test_columns_with_other_names_can_be_told(tmp_path: Path) -> None:
    path = geojson(tmp_path, frame(Bezirk=["a", "b", "c", "d"], Anzeige=["Nord", "Süd", "Ost", "Ost"]))
    record = add(path, key="bezirk", label="Anzeige")
    assert [row["name"] for row in record.areas] == ["Nord", "Süd", "Ost (c)", "Ost (d)"]


# What is not quite right is mended and said


def test_a_ring_that_crosses_itself_is_mended_and_named(tmp_path: Path) -> None:
    west, south = square(0).bounds[:2]
    spike = [(0, 0), (1500, 0), (1500, 1500), (700, 1500), (700, 1600), (720, 1400), (0, 1500), (0, 0)]
    crossing = shapely.Polygon([(west + x, south + y) for x, y in spike])
    assert not crossing.is_valid
    record = add(geojson(tmp_path, frame([crossing, square(1)])))
    assert any("selbst kreuzen" in finding and "01 Raum 1" in finding for finding in record.findings)
    assert boundaries.shapes("planning_area", "planung-jena").geometry.is_valid.all()


def test_slivers_between_neighbours_are_closed_and_said(tmp_path: Path) -> None:
    moved = shapely.affinity.translate(square(1), 8, 0)
    overlapping = shapely.affinity.translate(square(0, 1), 0, -9)
    record = add(geojson(tmp_path, frame([square(0), moved, overlapping, square(1, 1)])))
    (overlaps,) = [finding for finding in record.findings if "überlappten" in finding]
    assert overlaps.startswith("Nachbarn überlappten sich um zusammen 1,3 ha, am meisten 01 und 03;")
    shapes = boundaries.shapes("planning_area", "planung-jena").geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"


def test_a_hole_no_planning_area_covers_stays_and_is_said(tmp_path: Path) -> None:
    ring = [square(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    record = add(geojson(tmp_path, frame(ring)))
    assert "1 Lücke zwischen Flächen bleibt leer (225,0 ha)." in record.findings
    assert shapely.union_all(boundaries.shapes("planning_area", "planung-jena").geometry).area / 1e6 == pytest.approx(
        18
    )


# What is wrong is refused with a sentence


def test_a_file_without_keys_names_its_columns(tmp_path: Path) -> None:
    sentence = refused(geojson(tmp_path, frame(bezirk=list("abcd"), name=list("abcd"))))
    assert "Spalte mit dem Schlüssel" in sentence
    assert "bezirk, name" in sentence
    assert "--key" in sentence


def test_a_file_without_names_says_so(tmp_path: Path) -> None:
    assert "--label" in refused(geojson(tmp_path, frame(nr=list("abcd"))))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"nr": ["1", "2", "2", "3"], "name": list("abcd")}, "Mehr als eine Fläche haben die Schlüssel 2;"),
        ({"nr": ["1", None, "", "3"], "name": list("abcd")}, "Ohne Schlüssel sind die Flächen Nr. 2, 3."),
        ({"nr": list("abcd"), "name": ["x", " ", None, "y"]}, "Ohne Namen sind die Flächen mit den Schlüsseln b, c."),
        ({"nr": ["a", "b,c", "d", "e"], "name": list("abcd")}, "Als Schlüssel nicht brauchbar: „b,c“"),
        ({"nr": ["a", '"><script>', "d", "e"], "name": list("abcd")}, "Als Schlüssel nicht brauchbar"),
        ({"nr": ["16", "b", "c", "d"], "name": list("abcd")}, "Als Schlüssel nicht brauchbar: „16“"),
        ({"nr": list("abcd"), "name": ["=1+1", "b", "c", "d"]}, "Zeichen, die in Namen nicht vorkommen"),
        ({"nr": list("abcd"), "name": ["a", "<b>", "c", "d" * 500]}, "Name zum Schlüssel b, d"),
    ],
)
def test_keys_and_names_nobody_could_use_are_refused(tmp_path: Path, columns: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(geojson(tmp_path, frame(**columns)))


@pytest.mark.parametrize(
    ("shapes", "sentence"),
    [
        ([square(0).centroid, square(1)], "Punkte, Linien oder Gemischtes haben: 01 Raum 1"),
        ([square(0).exterior, square(1)], "Erwartet werden Flächen"),
        ([None, square(1)], "Ohne Fläche oder mit einer unlesbaren: 01 Raum 1"),
        ([square(0), shapely.affinity.translate(square(0), 500, 0)], "Flächen liegen übereinander: 01 und 02"),
        ([square(0, side=5), square(1)], "Kleiner als 100 m²"),
        ([square(0), square(200)], "Nicht oder nicht ganz in Thüringen liegen: 02 Raum 2"),
        ([square(200), square(201)], "Keine der Flächen liegt in Thüringen"),
        ([square(0), square(300, -2000)], "in Thüringen"),
    ],
)
def test_shapes_that_are_no_planning_areas_are_refused(tmp_path: Path, shapes: list[Any], sentence: str) -> None:
    assert sentence in refused(geojson(tmp_path, frame(shapes)))


def test_more_than_a_thousand_areas_are_refused(tmp_path: Path) -> None:
    many = [square(0, side=20)] * 1001
    assert "1001 Flächen; höchstens 1000" in refused(geojson(tmp_path, frame(many)))


def test_a_wrong_or_missing_reference_system_is_refused(tmp_path: Path) -> None:
    wrong = frame().set_crs(32601, allow_override=True)  # the same metres in the Pacific
    assert "Koordinatensystem" in refused(geojson(tmp_path, wrong, epsg=32601))
    frame().to_file(tmp_path / "ohne.shp")
    (tmp_path / "ohne.prj").unlink()
    assert "Endung .prj" in refused(tmp_path / "ohne.shp")
    text = geojson(tmp_path, epsg=25832).read_text(encoding="utf-8")
    found = json.loads(text)
    del found["crs"]
    (tmp_path / "meter.geojson").write_text(json.dumps(found), encoding="utf-8")
    assert "Die Koordinaten sind Meter" in refused(tmp_path / "meter.geojson")
    for name in ("EPSG:999999", "/etc/passwd", "+proj=utm +zone=32", 7, None):
        found["crs"] = {"type": "name", "properties": {"name": name}}
        (tmp_path / "meter.geojson").write_text(json.dumps(found), encoding="utf-8")
        assert "Koordinatensystem" in refused(tmp_path / "meter.geojson")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ist leer"),
        (b"Sehr geehrte Damen und Herren", "weder GeoJSON noch GeoPackage noch Shapefile"),
        (b"<!doctype html><html></html>", "weder GeoJSON noch"),
        (b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "weder GeoJSON noch"),
        (b'{"type": "FeatureCollection", "features": [', "kein gültiges JSON"),
        (b'{"type": "FeatureCollection"}', "kein GeoJSON mit Flächen"),
        (b'{"type": "FeatureCollection", "features": []}', "keine einzige Fläche"),
        (b'{"type": "FeatureCollection", "features": [7]}', "Der Eintrag 1 ist keine"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}', "kein GeoJSON mit Flächen"),
        (b'{"error": "not found", "status": 404}', "kein GeoJSON mit Flächen"),
        (b"{" * 200_000, "kein gültiges JSON"),
        (b"PK\x03\x04rest", "kein lesbares ZIP-Archiv"),
        (b"SQLite format 3\x00", "abgeschnitten"),
        (b"\x00\x00\x27\x0a" + bytes(96), "nur ein Teil eines Shapefiles"),
    ],
)
def test_files_that_hold_no_areas_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "räume.geojson"
    path.write_bytes(content)
    assert sentence in refused(path)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[11.5, 50.9], [11.6, 50.9], [11.6, 51.0]]]},  # not closed
        {"type": "Polygon", "coordinates": [[["x", 50.9], [11.6, 50.9], [11.6, 51.0], ["x", 50.9]]]},
        {"type": "Polygon", "coordinates": [[[11.5, 50.9], [11.5, 50.9]]]},
        {"type": "Polygon", "coordinates": 7},
        {"type": "Nonsense"},
        "Polygon",
    ],
)
def test_a_ring_that_is_none_is_refused_with_its_number(tmp_path: Path, geometry: Any) -> None:
    found = json.loads(geojson(tmp_path).read_text(encoding="utf-8"))
    found["features"][2]["geometry"] = geometry
    (tmp_path / "ring.geojson").write_text(json.dumps(found), encoding="utf-8")
    assert "Die Fläche Nr. 3 hat keine brauchbare Umrisslinie" in refused(tmp_path / "ring.geojson")


def test_coordinates_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    text = geojson(tmp_path).read_text(encoding="utf-8")
    number = json.loads(text)["features"][0]["geometry"]["coordinates"][0][1][0]
    (tmp_path / "unendlich.geojson").write_text(text.replace(str(number), "1e999"), encoding="utf-8")
    assert "keine brauchbare Umrisslinie" in refused(tmp_path / "unendlich.geojson")


def test_files_that_claim_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.gpkg"
    with open(huge, "wb") as file:
        file.write(b"SQLite format 3\x00")
        file.truncate(2_000_000_000)  # sparse: takes no room
    assert "2000 MB" in refused(huge)
    claiming = geopackage(tmp_path)
    with open(claiming, "r+b") as file:
        file.seek(28)
        file.write((500_000).to_bytes(4, "big"))  # pages of 4096 bytes: 2 GB
    assert "2.048.000.000 Byte" in refused(claiming)
    archive = tmp_path / "claim.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("raeume.geojson", "{}")
    content = bytearray(archive.read_bytes())
    place = content.rindex(b"PK\x01\x02") + 24  # uncompressed size in the directory
    content[place : place + 4] = (2_000_000_000).to_bytes(4, "little")
    archive.write_bytes(content)
    assert "2,0 GB" in refused(archive)


def test_an_archive_that_grows_beyond_measure_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("raeume.geojson", b" " * 100_000_000)
    assert "keine Geodaten" in refused(tmp_path / "bombe.zip")


@pytest.mark.parametrize(
    "member", ["../../raeume.geojson", "/etc/raeume.geojson", "..\\raeume.geojson", "C:/raeume.geojson"]
)
def test_an_archive_with_a_path_out_of_its_folder_is_refused(tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "pfad.zip", "w") as archive:
        archive.write(geojson(tmp_path), "gut.geojson")
        archive.writestr(member, "{}")
    assert "will aus seinem Ordner heraus schreiben" in refused(tmp_path / "pfad.zip")


def test_an_archive_with_a_link_or_without_geodata_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("raeume.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "Verknüpfung" in refused(tmp_path / "link.zip")
    with zipfile.ZipFile(tmp_path / "text.zip", "w") as archive:
        archive.writestr("liesmich.txt", "leer")
    assert "weder ein GeoPackage noch" in refused(tmp_path / "text.zip")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("create trigger spy after insert on raeume begin delete from raeume; end", "enthält einen Auslöser („spy“)"),
        ("create virtual table notes using fts5(text)", "fremden Code"),
        (
            "insert into gpkg_extensions values (null, null, 'evil_extension', '', 'read-write')",
            "die Erweiterung „evil_ext",
        ),
        ("drop table gpkg_contents", "kein GeoPackage"),
    ],
)
def test_a_geopackage_with_a_mind_of_its_own_is_refused(tmp_path: Path, statement: str, sentence: str) -> None:
    path = geopackage(tmp_path)
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()
    before = path.read_bytes()
    assert sentence in refused(path)
    assert path.read_bytes() == before


def test_a_view_is_no_layer(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    database = sqlite3.connect(path)
    database.execute("create view shown as select * from raeume")
    database.execute(
        "insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('shown', 'features', 'x', 25832)"
    )
    database.execute("insert into gpkg_geometry_columns values ('shown', 'geom', 'POLYGON', 25832, 0, 0)")
    database.commit()
    database.close()
    assert add(path).keys == ("01", "02", "03", "04")


def test_a_damaged_geopackage_is_refused(tmp_path: Path) -> None:
    content = bytearray(geopackage(tmp_path).read_bytes())
    noise = np.random.default_rng(16).integers(0, 256, len(content) - 200, dtype=np.uint8).tobytes()
    (tmp_path / "kaputt.gpkg").write_bytes(content[:200] + noise)
    assert "beschädigt" in refused(tmp_path / "kaputt.gpkg")
    (tmp_path / "kurz.gpkg").write_bytes(content[: len(content) // 2])
    assert "abgeschnitten" in refused(tmp_path / "kurz.gpkg")


def test_a_file_with_several_layers_asks_for_one(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    frame().to_file(path, driver="GPKG", layer="andere", mode="a")
    assert "andere, raeume" in refused(path)
    assert "gibt es in" in refused(path, layer="dritte")
    assert add(path, layer="andere").keys == ("01", "02", "03", "04")


@pytest.mark.parametrize("name", ["Jena", "jena 2026", "", "../jena", "j" * 31, "jena-", "2021/x"])
def test_a_name_that_fits_no_address_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BoundaryError, match="Der Kurzname"):
        prepare(geojson(tmp_path), name)


@pytest.mark.parametrize("title", ["", "  ", "<b>Jena</b>", "=Jena", "J" * 200, "Je\nna"])
def test_a_title_nobody_can_show_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(BoundaryError, match="Der Titel"):
        prepare(geojson(tmp_path), title=title)


def test_mutated_files_are_read_or_refused_and_never_crash(tmp_path: Path) -> None:
    frame().to_file(tmp_path / "r.shp")
    with zipfile.ZipFile(tmp_path / "r.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(tmp_path / f"r.{ending}", f"r.{ending}")
    seeds = [path.read_bytes() for path in (geojson(tmp_path), geopackage(tmp_path), tmp_path / "r.zip")]
    chance, outcomes, longest = np.random.default_rng(16), set(), 0
    for turn in range(240):
        content = bytearray(seeds[turn % len(seeds)])
        for place in chance.integers(0, len(content), int(chance.choice([1, 4, 40]))):
            content[place] = int(chance.integers(0, 256))
        path = tmp_path / "mutated"
        path.write_bytes(content[: int(chance.integers(1, len(content)))] if turn % 5 == 0 else content)
        try:
            prepare(path)
            outcomes.add("read")
        except BoundaryError as refusal:
            outcomes.add("refused")
            longest = max(longest, len(str(refusal)))
    assert outcomes == {"read", "refused"}
    assert longest < 600
    assert delivered.sets() == ()


# Nothing old is lost


def test_a_set_keeps_its_areas_and_another_cut_needs_another_name(tmp_path: Path) -> None:
    first = add(geojson(tmp_path))
    other = geojson(tmp_path, frame([square(0), square(1)], nr=["01", "09"], name=["a", "b"]))
    with pytest.raises(BoundaryError, match=r"„jena“ gibt es schon mit anderen Flächen \(02, 03, 04, 09\)"):
        add(other)
    assert delivered.sets()[0].content == first.content
    assert add(geojson(tmp_path, frame([square(0), square(1)])), "jena-2026").keys == ("01", "02")


def test_better_borders_of_the_same_areas_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    first = add(geojson(tmp_path))
    wider = frame([square(0), square(1), square(0, 1), square(1, 1).union(square(2, 1))])
    second, is_new = keeping.keep(prepare(geojson(tmp_path, wider)))
    assert is_new
    assert [known.content for known in delivered.sets()] == [second.content]
    assert boundaries.shapes("planning_area", "planung-jena").geometry[3].area / 1e6 == pytest.approx(4.5, rel=0.01)
    assert (first.folder / delivered.SHAPES).exists()
    assert json.loads((first.folder / "record.json").read_text(encoding="utf-8"))["file"] == "räume.geojson"


def test_a_key_means_the_same_place_in_every_set(tmp_path: Path) -> None:
    add(geojson(tmp_path))
    elsewhere = geojson(tmp_path, frame([square(-20), square(-21)]))
    with pytest.raises(BoundaryError, match="Die Schlüssel 01, 02 bezeichnen schon andere Orte"):
        add(elsewhere, "weimar")


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    prepared = prepare(geojson(tmp_path))
    with keeping._locked(delivered.folder()), pytest.raises(BoundaryError, match="gleich noch einmal"):
        keeping.keep(prepared)
    assert delivered.sets() == ()


def test_a_writer_that_was_killed_leaves_nothing_anybody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared, calls = prepare(geojson(tmp_path)), 0

    def die_after(count: int) -> Any:
        def sync(_: Path) -> None:
            nonlocal calls
            calls += 1
            if calls > count:
                raise KeyboardInterrupt

        return sync

    for step in range(7):
        calls = 0
        monkeypatch.setattr(keeping, "_sync", die_after(step))
        with pytest.raises(KeyboardInterrupt):
            keeping.keep(prepared)
        assert [known.division for known in delivered.sets()] in ([], ["planung-jena"])
    monkeypatch.undo()
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))
    keeping.keep(prepared)
    assert [known.division for known in delivered.sets()] == ["planung-jena"]
    assert list(delivered.folder().glob(".*.building")) == []


def test_a_full_disk_changes_nothing_and_is_said(tmp_path: Path) -> None:
    path = geojson(tmp_path)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from geo.__main__ import main; sys.exit(main(['add-areas', sys.argv[1], '--name', 'jena', '--title', 'Jena']))"
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", limited, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr == "Der Datenträger ist voll; es wurde nichts verändert. Bitte Platz schaffen.\n"
    assert delivered.sets() == ()


def test_a_record_or_shapes_that_are_damaged_are_left_out_and_named(tmp_path: Path) -> None:
    record = add(geojson(tmp_path))
    (delivered.folder() / "planning_area_planung-kaputt.json").write_text("{", encoding="utf-8")
    assert [known.division for known in delivered.sets()] == ["planung-jena"]
    assert delivered.damaged() == ["planning_area_planung-kaputt.json"]
    shutil.rmtree(record.folder)
    os.utime(delivered.record_path("planning_area", "planung-jena"))
    assert delivered.sets() == ()


def test_asking_for_sets_opens_no_file_until_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(geojson(tmp_path))
    assert delivered.sets()
    monkeypatch.setattr(delivered, "_record", lambda path: pytest.fail(f"{path} was read again"))
    assert delivered.sets()[0].keys == ("01", "02", "03", "04")


def test_areas_are_listed_without_loading_anything_heavy(tmp_path: Path) -> None:
    add(geojson(tmp_path))
    asked = (
        "import json, sys; from geo import areas, boundaries; areas.areas('planning_area', 'planung-jena');"
        "boundaries.drawing('planning_area', 'planung-jena');"
        "print(json.dumps([name for name in ('pandas', 'geopandas', 'shapely', 'numpy') if name in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []


# Official boundaries become a division


def test_official_boundaries_become_a_division_with_all_the_levels_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "DE_VG250.gpkg"
    official_districts().to_file(path, driver="GPKG", layer="vg250_krs")
    official_municipalities().to_file(path, driver="GPKG", layer="vg250_gem", mode="a")
    frame().to_file(path, driver="GPKG", layer="vg250_vwg", mode="a")
    for prepared in official.prepare(path, day=DAY):
        keeping.keep(prepared)
    assert boundaries.drawn()["district"][-1] == boundaries.drawn()["municipality"][-1] == "2025"
    assert areas.division_title("district", "2025") == "Gebietsstand 31.12.2025 (22 Kreise)"
    assert areas.division_title("municipality", "2025") == "Gebietsstand 31.12.2025 (849 Gemeinden)"
    assert areas.division("2025").drawn_on == "2025"
    assert areas.areas("district", "2025")[0].full_name == "kreisfreie Stadt Erfurt"
    towns = {area.key: area for area in areas.areas("municipality", "2025")}
    assert len(towns) == 849
    assert (towns["16051000"].name, towns["16051000"].full_name) == (
        "Erfurt an der Gera",
        "Gemeinde Erfurt an der Gera",
    )
    shipped = {area.key: area.name for area in areas.areas("municipality", "2014")}
    assert {key: area.name for key, area in towns.items() if key != "16051000"} == {
        key: name for key, name in shipped.items() if key != "16051000"
    }
    assert areas.district_of("16063102", "2025") == "16063"  # as the file says, whatever became of it in 2019
    assert areas.area("municipality", "16051000").name == "Erfurt"
    assert "borders" in boundaries.drawing("municipality", "2025")
    assert boundaries.credit("district", "2025") == (
        "© GeoBasis-DE / BKG 2025 (Daten verändert)",
        "dl-de/by-2-0",
        "https://www.govdata.de/dl-de/by-2-0",
    )
    shapes = boundaries.shapes("district", "2025").geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() / 1e6 == pytest.approx(16202.3, rel=0.005)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 12, 31), "2025"),
        (date(2025, 1, 1), "2025-01-01"),
        (date(2023, 12, 31), "2023-12-31"),  # `2023` is a shipped division that is drawn on the borders of 2021
        (date(2018, 12, 31), "2018"),
    ],
)
def test_a_division_is_called_after_its_year_where_that_is_free(day: date, key: str) -> None:
    assert official.division_key(day) == key


def add_districts(folder: Path, day: date = DAY) -> None:
    official_districts().to_file(folder / "VG250_KRS.shp")
    for prepared in official.prepare(folder / "VG250_KRS.shp", day=day):
        keeping.keep(prepared)


def test_figures_on_a_division_that_was_handed_in_can_be_restated_as_those_of_2023(tmp_path: Path) -> None:
    add_districts(tmp_path)
    walk = crosswalks.crosswalk("2025")
    assert walk.not_restated == crosswalks.MOVED_SINCE_2021
    assert all(walk.is_whole(key) for key in walk.parts)
    assert reforms.division_from_text("Quelle; Gebietsstand 31.12.2025 (22 Kreise)") == "2025"


def test_municipalities_are_asked_for_on_the_divisions_that_have_them(tmp_path: Path) -> None:
    add_districts(tmp_path)
    with pytest.raises(areas.UnknownAreaError, match="nur auf dem Gebietsstand 2014 vor"):
        areas.areas("municipality", "2025")
    with pytest.raises(areas.UnknownAreaError, match="Planungsräume gibt es auf dem Gebietsstand „2025“ nicht"):
        areas.areas("planning_area", "2025")
    add(geojson(tmp_path))
    with pytest.raises(areas.UnknownAreaError, match="Landkreise und kreisfreie Städte gibt es auf dem Gebietsstand"):
        areas.areas("district", "planung-jena")
    with pytest.raises(BoundaryError, match="Planungsräume: planung-jena"):
        boundaries.shapes("planning_area", "2021")


def test_half_of_thuringia_is_no_division(tmp_path: Path) -> None:
    official_districts().iloc[:12].to_file(tmp_path / "krs.gpkg", driver="GPKG")
    with pytest.raises(BoundaryError, match=r"bedecken nur \d\d % von Thüringen"):
        official.prepare(tmp_path / "krs.gpkg", day=DAY)


def test_own_areas_are_no_official_boundaries(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match="AGS"):
        official.prepare(geojson(tmp_path), day=DAY)
    with pytest.raises(BoundaryError, match="kann nicht der Stand"):
        official.prepare(geojson(tmp_path), day=date(1990, 1, 1))
    with pytest.raises(BoundaryError, match="kann nicht der Stand"):
        official.prepare(geojson(tmp_path), day=date(9999, 12, 31))


@pytest.mark.parametrize(("name", "count"), [("districts_2024.geojson", 22), ("municipalities_2022.geojson", 631)])
def test_the_newer_official_shapes_become_a_division(name: str, count: int) -> None:
    if not (NEWER / name).exists():
        pytest.skip(f"the newer official shapes ({name}) are not on this machine")
    (prepared,) = official.prepare(NEWER / name, day=date(2024, 1, 1))
    record, _ = keeping.keep(prepared)
    assert len(areas.areas(record.level, "2024-01-01")) == count
    assert len({area.name for area in areas.areas(record.level, "2024-01-01")}) == count
    assert boundaries.shapes(record.level, "2024-01-01").geometry.area.sum() / 1e6 == pytest.approx(16202.3, rel=0.003)
    if count == 22:
        # the moves of 2023 and 2024 between them
        assert {"16061", "16064"} <= set(record.changed)


# The command line


def test_the_command_line_adds_and_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["add-areas", str(geojson(tmp_path)), "--name", "jena", "--title", "Jena", "--day", "2025-12-31"]
    main(command)
    assert capsys.readouterr().out == (
        "Eigene Planungsräume: Jena (Stand 31.12.2025): 4 Flächen aufgenommen, Gebietsstand „planung-jena“.\n"
    )
    main(command)
    assert "4 Flächen sind schon so vorhanden" in capsys.readouterr().out
    official_districts().to_file(tmp_path / "VG250_KRS.shp")
    main(["add-division", str(tmp_path / "VG250_KRS.shp"), "--day", "2025-12-31"])
    assert "22 Flächen aufgenommen, Gebietsstand „2025“" in capsys.readouterr().out
    main(["list"])
    listed = capsys.readouterr().out
    assert "district       2025                     Gebietsstand 31.12.2025 (22 Kreise)" in listed
    assert "planning_area  planung-jena             Eigene Planungsräume: Jena (Stand 31.12.2025)" in listed


def test_the_command_line_refuses_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, sentence in (
        (["add-areas", str(tmp_path / "nichts.geojson"), "--name", "jena", "--title", "Jena"], "gibt es nicht."),
        (["add-areas", str(geojson(tmp_path)), "--name", "Jena", "--title", "Jena"], "Der Kurzname"),
        (["add-division", str(geojson(tmp_path)), "--day", "2025-12-31"], "AGS"),
    ):
        assert main(arguments) == 2
        told = capsys.readouterr()
        assert sentence in told.err
        assert told.err.count("\n") == 1
        assert told.out == ""
