"""Building shapes from municipalities: nothing is lost, nothing strange gets in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from geo import areas, building
from geo.__main__ import main


def field(column: int, row: int) -> shapely.Geometry:
    """A field of a chessboard over Thuringia, in degrees; neighbours have exactly the same corners."""
    return shapely.box(
        *(round(edge, 2) for edge in (10 + column * 0.08, 50.3 + row * 0.04)),
        *(round(edge, 2) for edge in (10.08 + column * 0.08, 50.34 + row * 0.04)),
    )


def package(folder: Path, leave_out: str = "", rename: str = "") -> Path:
    """A package with the right keys and names on a chessboard, a municipality of another state and a stray entry."""
    entries: list[dict[str, Any]] = [{"type": "FeatureCollection", "features": []}]
    for place, area in enumerate([*areas.areas("municipality", "2014"), None]):
        key, name = (area.key, area.name.split(" (")[0]) if area else ("09162000", "München")
        column, row = place % 30, place // 30
        if key != leave_out:
            entries.append(
                {
                    "type": "Feature",
                    "properties": {"AGS": key, "GEN": "Neustadt" if key == rename else name},
                    "geometry": shapely.geometry.mapping(field(column, row)),
                }
            )
    folder.mkdir(exist_ok=True)
    (folder / "gemeinden.geo.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder


def test_stray_entries_and_other_states_are_skipped(tmp_path: Path) -> None:
    frame = building.read_package(package(tmp_path / "package").parent)
    assert len(frame) == 849
    assert list(frame["area"]) == sorted(frame["area"])


@pytest.mark.parametrize("fault", [{"leave_out": "16077043"}, {"rename": "16077043"}])
def test_a_package_with_other_municipalities_than_the_table_is_refused(tmp_path: Path, fault: dict[str, str]) -> None:
    with pytest.raises(building.BuildError, match=r"differ in 16077043$"):
        building.read_package(package(tmp_path, **fault))


def test_a_folder_without_the_package_is_refused_with_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(tmp_path), "--data", str(tmp_path)]) == 2
    assert "gibt es keine gemeinden.geo.json; gemeint ist das entpackte" in capsys.readouterr().err


def test_land_area_is_measured_on_the_ellipsoid() -> None:
    # A square of 0.01 degrees at 51° north: 0.01 degrees of meridian are 1.11245 km, of the parallel 0.70198 km
    # (GRS80 radii of curvature 6374.2 km along the meridian and 6391.1 km across it).
    frame = geopandas.GeoDataFrame({"area": ["16051000"]}, geometry=[shapely.box(11, 50.995, 11.01, 51.005)], crs=4326)
    assert building.land_areas(frame)["16051000"] == pytest.approx(1.1125 * 0.7020, rel=0.001)


def test_pieces_are_the_districts_of_2014_and_what_was_moved_in_2019() -> None:
    pieces = building.pieces([area.key for area in areas.areas("municipality", "2014")])
    assert pieces["16063102"] == "16063 16063 16066 16066"
    assert pieces["16056000"] == "16056 16063 16056 16063"
    assert len(set(pieces.values())) == 26


def test_simplifying_leaves_no_gap_between_neighbours() -> None:
    wiggly = [(1000 + 30 * (place % 2), 100 * place) for place in range(11)]
    west = shapely.Polygon([(0, 0), *wiggly, (0, 1000)])
    east = shapely.Polygon([(2000, 0), *wiggly, (2000, 1000)])
    simple = building.simplify({"west": west, "east": east}, 150)
    assert shapely.get_num_coordinates(simple["west"]) < shapely.get_num_coordinates(west)
    assert shapely.coverage_is_valid(np.array(list(simple.values())))
    assert simple["west"].area + simple["east"].area == pytest.approx(west.area + east.area, rel=1e-9)


def test_overlapping_shapes_stop_the_build() -> None:
    with pytest.raises(building.BuildError, match="gaps, overlaps"):
        building.simplify({"one": shapely.box(0, 0, 1000, 1000), "other": shapely.box(500, 0, 1500, 1000)}, 10)


def test_a_rebuild_writes_the_same_files_every_time(tmp_path: Path) -> None:
    source = package(tmp_path / "source")
    for target in ("first", "second"):
        main(["build", str(source), "--data", str(tmp_path / target)])
    first = sorted(path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.*"))
    assert len(first) == 12
    for path in first:
        assert (tmp_path / "first" / path).read_bytes() == (tmp_path / "second" / path).read_bytes(), path
