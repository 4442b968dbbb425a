"""Shapes cover Thuringia without gaps, have the published size, and take no figure they have no place for."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas
import pandas
import pyarrow.parquet
import pytest
import shapely

from geo import areas, boundaries
from geo.areas import BOUNDARIES

EVERY_SHAPE = [(level, division) for level, divisions in boundaries.DRAWN.items() for division in divisions]
NEWER = Path(__file__).resolve().parents[3] / "shared" / "boundaries"

# Strukturdaten zur Europawahl 2024 (Bundeswahlleiterin), area in km² on 2023-12-31
PUBLISHED_KM2 = {
    "16051": 269.9,
    "16052": 152.2,
    "16053": 114.8,
    "16054": 141.6,
    "16055": 84.5,
    "16062": 713.9,
    "16063": 1371.2,
    "16065": 1037.9,
    "16066": 1251.2,
    "16067": 936.1,
    "16068": 806.9,
    "16069": 938.4,
    "16070": 805.1,
    "16071": 804.5,
    "16072": 460.8,
    "16073": 1008.8,
    "16074": 815.3,
    "16075": 1151.3,
    "16076": 845.9,
    "16077": 569.4,
}


def land_areas(division: str) -> dict[str, float]:
    """Unsimplified land areas of the districts in km², added up from the municipalities."""
    sums: dict[str, float] = {}
    with (BOUNDARIES.parent / "figures" / "bkg_areas_2016.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            district = areas.district_of(row["area"], division)
            sums[district] = sums.get(district, 0) + float(row["value"])
    return sums


def kept_areas(division: str) -> dict[str, float]:
    """Unsimplified land areas of the districts in km², as the build has kept them."""
    with (BOUNDARIES / "district_areas_km2.csv").open(encoding="utf-8") as file:
        return {row["area"]: float(row["land_area_km2"]) for row in csv.DictReader(file) if row["division"] == division}


def test_dissolved_districts_have_the_published_area_but_for_16061_and_16064_whose_published_one_is_after_2023() -> (
    None
):
    kept = kept_areas("2021")
    assert kept.keys() - PUBLISHED_KM2.keys() == {"16061", "16064"}
    for district, published in PUBLISHED_KM2.items():
        assert kept[district] == pytest.approx(published, rel=0.005), district


def test_the_two_districts_left_out_have_the_published_area_together() -> None:
    kept = kept_areas("2021")
    assert kept["16061"] + kept["16064"] == pytest.approx(991.1 + 931.6, rel=0.005)


def test_thuringia_has_the_same_area_on_every_division_and_as_published() -> None:
    for division in boundaries.DRAWN["district"]:
        assert sum(kept_areas(division).values()) == pytest.approx(16202.3, rel=0.001)


@pytest.mark.parametrize("division", boundaries.DRAWN["district"])
def test_district_areas_are_the_sums_of_their_municipalities(division: str) -> None:
    assert kept_areas(division) == pytest.approx(land_areas(division), abs=0.01)


@pytest.mark.parametrize(
    ("old", "new", "share"),
    # shares of area in the conversion table of districts 2018 -> 2020 of the BBSR; our shapes are those of a map
    # 1 : 250,000, in which Gehlberg and Schmiedefeld together are 1.2 km² larger than in the land register
    [("16063", "16066", 0.030961), ("16070", "16054", 0.045749), ("16073", "16072", 0.026302)],
)
def test_the_moves_of_2019_carry_the_share_of_area_the_bbsr_publishes(old: str, new: str, share: float) -> None:
    before, after = kept_areas("2014"), kept_areas("2019")
    assert (before[old] - after[old]) / before[old] == pytest.approx(share, abs=0.002)
    assert after[new] - before[new] == pytest.approx(before[old] - after[old], abs=0.001)


@pytest.mark.parametrize(("level", "division"), EVERY_SHAPE)
def test_shapes_are_those_of_the_areas_of_the_division(level: str, division: str) -> None:
    frame = boundaries.shapes(level, division)
    assert list(frame.columns) == ["area", "name", "geometry"]
    assert frame.crs.to_epsg() == 25832
    assert list(zip(frame["area"], frame["name"], strict=True)) == [
        (area.key, area.name) for area in areas.areas(level, division)
    ]


@pytest.mark.parametrize(("level", "division"), EVERY_SHAPE)
def test_shapes_are_valid_and_cover_thuringia_without_gaps_or_overlaps(level: str, division: str) -> None:
    shapes = boundaries.shapes(level, division).geometry
    assert shapes.is_valid.all()
    assert shapely.coverage_is_valid(shapes.to_numpy())
    thuringia = shapes.union_all()
    assert thuringia.geom_type == "Polygon"
    # The only hole is true: 17 ha of Finne (Saxony-Anhalt) lie inside Rastenberg.
    (finne,) = (shapely.Polygon(ring) for ring in thuringia.interiors)
    assert finne.distance(shapely.Point(670_751, 5_674_635)) < 100
    assert finne.area < 170_000
    assert shapes.area.sum() == pytest.approx(thuringia.area, rel=1e-9)


@pytest.mark.parametrize("division", boundaries.DRAWN["district"])
def test_simplifying_hardly_changes_the_size_of_a_district(division: str) -> None:
    frame = boundaries.shapes("district", division)
    simple = dict(zip(frame["area"], frame.geometry.area / 1e6, strict=True))
    assert simple == pytest.approx(kept_areas(division), rel=0.02)


def shape_of(division: str, district: str) -> shapely.Geometry:
    frame = boundaries.shapes("district", division)
    return frame.geometry[frame["area"] == district].item()


def test_eisenach_lies_in_the_wartburgkreis_in_the_merged_division_and_since_2021() -> None:
    eisenach = shape_of("2014", "16056")
    assert shape_of("2014m", "16063").equals(shape_of("2014", "16063").union(eisenach))
    assert shape_of("2021", "16063").equals(shape_of("2019", "16063").union(shape_of("2019", "16056")))
    assert shape_of("2021", "16063").contains(eisenach)
    assert not shape_of("2019", "16063").contains(eisenach.representative_point())


def test_districts_no_reform_touched_have_the_same_shape_on_every_division() -> None:
    untouched = {area.key for area in areas.areas("district", "2021")} - {
        "16054",
        "16063",
        "16066",
        "16070",
        "16072",
        "16073",
    }
    first = boundaries.shapes("district", "2014").set_index("area").geometry
    for division in ("2014m", "2019", "2021"):
        other = boundaries.shapes("district", division).set_index("area").geometry
        for district in untouched:
            assert other[district].equals(first[district])


@pytest.mark.parametrize(("level", "division"), EVERY_SHAPE)
def test_shape_files_are_geoparquet_1_1_with_everything_a_reader_needs(level: str, division: str) -> None:
    described = pyarrow.parquet.read_metadata(BOUNDARIES / f"{level}_{division}.parquet").metadata
    geo = json.loads(described[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 25832}
    assert set(column["geometry_types"]) <= {"Polygon", "MultiPolygon"}
    assert len(column["bbox"]) == 4
    assert "bbox" in column["covering"]


def test_all_boundaries_together_are_small_enough_for_the_repository() -> None:
    assert sum(file.stat().st_size for file in BOUNDARIES.iterdir()) < 1_000_000
    assert sum(file.stat().st_size for file in BOUNDARIES.glob("*.parquet")) < 500_000


@pytest.mark.parametrize(("level", "division"), EVERY_SHAPE)
def test_geojson_is_in_degrees_with_four_decimals_and_still_without_gaps(level: str, division: str) -> None:
    collection = boundaries.geojson(level, division)
    assert collection["attribution"] == "© GeoBasis-DE / BKG 2016 (Daten verändert)"
    assert collection["territory"] == areas.division_title(level, division)
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]
    points = shapely.get_coordinates(shapes)
    assert (points == points.round(4)).all()
    assert 9.8 < points[:, 0].min() < points[:, 0].max() < 12.7
    assert 50.2 < points[:, 1].min() < points[:, 1].max() < 51.7
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert all(part.exterior.is_ccw for shape in shapes for part in shapely.get_parts(shape))
    assert [feature["id"] for feature in collection["features"]] == [area.key for area in areas.areas(level, division)]


def test_weimar_lies_where_it_lies() -> None:
    features = {feature["id"]: feature for feature in boundaries.geojson("district", "2021")["features"]}
    market_square = shapely.Point(11.3295, 50.9795)
    assert shapely.geometry.shape(features["16055"]["geometry"]).contains(market_square)
    assert features["16055"]["properties"]["full_name"] == "kreisfreie Stadt Weimar"


def figures(division: str) -> pandas.DataFrame:
    keys = [area.key for area in areas.areas("district", division)]
    return pandas.DataFrame({"area": keys, "value": range(len(keys))}).iloc[::-1]


def test_figures_of_2023_are_joined_with_the_shapes_of_2021() -> None:
    joined = boundaries.join(figures("2023"), "district", "2023")
    assert isinstance(joined, geopandas.GeoDataFrame)
    assert joined.crs.to_epsg() == 25832
    assert list(joined.columns) == ["area", "value", "geometry"]
    assert joined.set_index("area")["value"]["16077"] == 21
    assert joined.set_index("area").geometry["16063"].equals(shape_of("2021", "16063"))


def test_a_row_without_a_shape_is_named() -> None:
    with pytest.raises(boundaries.BoundaryError, match=r"01\.07\.2021 .*Ohne Grenzen: 16056 Eisenach"):
        boundaries.join(figures("2019"), "district", "2021")


def test_a_shape_without_a_row_is_named() -> None:
    with pytest.raises(boundaries.BoundaryError, match=r"01\.01\.2019 .*Ohne Zeile: 16056 Eisenach"):
        boundaries.join(figures("2021"), "district", "2019")


def test_two_rows_for_one_area_are_refused() -> None:
    twice = pandas.concat([figures("2021"), figures("2021").head(1)])
    with pytest.raises(boundaries.BoundaryError, match="Mehr als eine Zeile haben 16077 Altenburger Land"):
        boundaries.join(twice, "district", "2021")


def test_shapes_that_cannot_be_built_are_refused_in_german() -> None:
    assert boundaries.drawing_division("2023") == "2021"
    for level, division in (("district", "2023"), ("municipality", "2021"), ("state", "2021")):
        with pytest.raises(boundaries.BoundaryError, match="gibt es keine Grenzen"):
            boundaries.shapes(level, division)


def test_a_missing_shape_file_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(boundaries, "BOUNDARIES", tmp_path)
    with pytest.raises(boundaries.BoundaryError, match=r"district_2021\.parquet fehlt; „python -m geo build“"):
        boundaries.shapes("district", "2021")


def test_a_geopackage_can_be_read_back_as_official_shapes_are(tmp_path: Path) -> None:
    file = tmp_path / "kreise.gpkg"
    boundaries.write_geopackage(boundaries.shapes("district", "2019"), file, "kreise_2019")
    boundaries.write_geopackage(boundaries.shapes("district", "2021"), file, "kreise_2021")
    assert list(geopandas.list_layers(file)["name"]) == ["kreise_2021"]
    assert file.read_bytes()[68:72] == b"GPKG"
    again = boundaries.read(file)
    assert list(again["area"]) == [area.key for area in areas.areas("district", "2021")]
    assert again.crs.to_epsg() == 25832
    assert again.geometry.is_valid.all()


def test_a_layer_name_that_gis_programs_trip_over_is_refused(tmp_path: Path) -> None:
    for layer in ("Kreise 2021", "Gebäude", ""):
        with pytest.raises(boundaries.BoundaryError, match="Layername"):
            boundaries.write_geopackage(boundaries.shapes("district", "2021"), tmp_path / "kreise.gpkg", layer)


def square(east: int) -> shapely.Geometry:
    return shapely.box(600_000 + east, 5_600_000, 601_000 + east, 5_601_000)


def write(path: Path, **columns: list[object]) -> Path:
    size = len(next(iter(columns.values())))
    shapes = [square(1000 * place) for place in range(size)]
    geopandas.GeoDataFrame(columns, geometry=shapes, crs=25832).to_file(path, driver="GPKG")
    return path


def test_official_shapes_are_understood_whatever_their_columns_are_called(tmp_path: Path) -> None:
    file = write(
        tmp_path / "official.gpkg",
        ARS=["160635051105", "160510000000", "160510000000", "091620000000"],
        Gen=["Eisenach", "Erfurt, Stadt", "Erfurt, Stadt", "München"],
        GF=[4, 4, 2, 4],
    )
    frame = boundaries.read(file)
    assert list(frame["area"]) == ["16051000", "16063105"]
    assert list(frame["name"]) == ["Erfurt", "Eisenach"]
    assert frame.geometry.iloc[1].equals(square(0))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"GEN": ["Erfurt"]}, "fehlt eine Spalte"),
        ({"AGS": ["16051"]}, "fehlt eine Spalte"),
        ({"AGS": ["16051", "16051000"], "GEN": ["Erfurt", "Erfurt"]}, "alle mit 5 oder alle mit 8"),
        ({"AGS": ["09162"], "GEN": ["München"]}, "Thüringer Schlüssel"),
        ({"AGS": ["16051", "16051"], "GEN": ["Erfurt", "Erfurt"]}, "Mehr als eine Zeile haben 16051"),
    ],
)
def test_files_that_are_no_official_shapes_are_refused(
    tmp_path: Path, columns: dict[str, list[object]], sentence: str
) -> None:
    with pytest.raises(boundaries.BoundaryError, match=sentence):
        boundaries.read(write(tmp_path / "odd.gpkg", **columns))


@pytest.mark.parametrize(("name", "count"), [("municipalities_2022.geojson", 631), ("districts_2024.geojson", 22)])
def test_newer_official_shapes_can_be_read(name: str, count: int) -> None:
    if not (NEWER / name).exists():
        pytest.skip(f"the newer official shapes ({name}) are not on this machine")
    frame = boundaries.read(NEWER / name)
    assert len(frame) == count
    assert list(frame.columns) == ["area", "name", "geometry"]
    assert frame.crs.to_epsg() == 25832
    assert frame["name"][0] == "Erfurt"
    assert frame.geometry.is_valid.all()
    assert frame.geometry.area.sum() / 1e6 == pytest.approx(16202.3, rel=0.001)


def test_our_districts_lie_where_the_newer_official_ones_lie() -> None:
    if not (NEWER / "districts_2024.geojson").exists():
        pytest.skip("the newer official shapes (districts_2024.geojson) are not on this machine")
    official = boundaries.read(NEWER / "districts_2024.geojson").set_index("area").geometry
    ours = boundaries.shapes("district", "2021").set_index("area").geometry
    moved_in_2023 = {"16061", "16064"}
    for district in set(ours.index) - moved_in_2023:
        differing = ours[district].symmetric_difference(official[district]).area
        # the official ones are far simpler (1 : 5,000,000); small Weimar differs most
        assert differing < 0.06 * official[district].area, district
