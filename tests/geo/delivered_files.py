"""Small files as somebody might hand them in: squares in and around Jena, and all of Thuringia cut into pieces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import shapely

from geo import boundaries

EAST, NORTH = 680_000, 5_643_000
"""South-western corner of the first square, in Jena, in metres of EPSG:25832."""
SIDE = 1500


def square(column: int, row: int = 0, *, side: int = SIDE) -> shapely.Geometry:
    """A square of the grid over Jena."""
    west, south = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(west, south, west + side, south + side)


def frame(shapes: Sequence[shapely.Geometry] | None = None, **columns: Any) -> geopandas.GeoDataFrame:
    """Four squares in two rows, or the given shapes, with the columns `nr` and `name` or the given ones."""
    shapes = [square(0), square(1), square(0, 1), square(1, 1)] if shapes is None else list(shapes)
    given = columns or {
        "nr": [f"0{number}" for number in range(1, len(shapes) + 1)],
        "name": [f"Raum {number}" for number in range(1, len(shapes) + 1)],
    }
    return geopandas.GeoDataFrame(given, geometry=shapes, crs=25832)


def geojson(folder: Path, content: geopandas.GeoDataFrame | None = None, *, epsg: int = 4326) -> Path:
    """The squares as GeoJSON."""
    path = folder / "räume.geojson"
    (frame() if content is None else content).to_crs(epsg).to_file(path, driver="GeoJSON")
    return path


def geopackage(folder: Path, content: geopandas.GeoDataFrame | None = None, name: str = "raeume.gpkg") -> Path:
    """The squares as GeoPackage, with the triggers and the index GDAL writes."""
    path = folder / name
    (frame() if content is None else content).to_file(path, driver="GPKG", layer="raeume")
    return path


def official_districts() -> geopandas.GeoDataFrame:
    """Districts as BKG writes them: our own shapes under official columns, a water area and another state beside."""
    shapes = boundaries.shapes("district", "2021")
    rows = {
        "AGS": [*shapes["area"], "16051", "09471"],
        "GEN": [*shapes["name"], "Erfurt", "Bamberg"],
        "BEZ": [*("Kreisfreie Stadt" if key < "16061" else "Landkreis" for key in shapes["area"]), "", "Landkreis"],
        "GF": [4] * len(shapes) + [2, 4],
    }
    return geopandas.GeoDataFrame(rows, geometry=[*shapes.geometry, square(0), square(9, -200)], crs=25832)


def official_municipalities() -> geopandas.GeoDataFrame:
    """Municipalities likewise; one of them has got another name."""
    shapes = boundaries.shapes("municipality", "2014")
    names = [name.split(" (")[0] for name in shapes["name"]]
    names[0] = "Erfurt an der Gera"
    rows = {"AGS": shapes["area"], "GEN": names, "BEZ": ["Gemeinde"] * len(shapes), "GF": [4] * len(shapes)}
    return geopandas.GeoDataFrame(rows, geometry=list(shapes.geometry), crs=25832)
