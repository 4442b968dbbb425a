"""Geodata somebody handed in: GeoJSON, GeoPackage or shapefile, zipped or not, recognised by content, never by name.

`opened` looks at a file before any library does and gives its layers to be read as frames with the file's own columns.
GeoJSON is read here; GeoPackage and shapefile go to GDAL once it is sure that they are what they say.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import archives, geopackages
from geo.boundaries import BoundaryError

if TYPE_CHECKING:
    import geopandas

MOST_BYTES = 1_000_000_000
MOST_JSON = 100_000_000
ZIP, SHAPEFILE = b"PK\x03\x04", b"\x00\x00\x27\x0a"
NAMED_CRS = re.compile(r"(urn:ogc:def:crs:)?(EPSG:[\d.]*:?\d{4,6}|OGC:[\d.]*:?CRS84|CRS84)", re.IGNORECASE)
DEGREES = 4326
"""RFC 7946: a GeoJSON that says nothing is in longitude and latitude."""


@dataclass(frozen=True)
class Geodata:
    """One opened file: the names of its layers, and where each of them is."""

    name: str
    places: dict[str, tuple[Path, str | None, str | None]]
    """Layer -> file, table in it (GeoPackage), member of the archive that still has to be unpacked."""
    room: Path
    """A folder that is removed when the file is closed."""

    def layers(self) -> list[str]:
        """Names of the layers."""
        return list(self.places)

    def read(self, layer: str | None = None) -> geopandas.GeoDataFrame:
        """All rows of a layer with their columns; without one, of the only layer there is. Raises `BoundaryError`."""
        if layer is None and len(self.places) == 1:
            (layer,) = self.places
        if layer not in self.places:
            raise BoundaryError(
                f"„{self.name}“ hat die Ebenen {', '.join(self.places) or 'keine'}; bitte eine davon nennen."
                if layer is None
                else f"Die Ebene „{layer}“ gibt es in „{self.name}“ nicht; vorhanden: {', '.join(self.places)}."
            )
        path, table, member = self.places[layer]
        if member is not None:
            room = Path(tempfile.mkdtemp(dir=self.room))
            inner = archives.unpack(path, member, room, self.name)
            path, table, _ = _places(inner, Path(member).name).get(layer) or (inner, table, None)
        return _geojson(path, self.name) if _kind(path) == "json" else _by_gdal(path, table, self.name)


@contextmanager
def opened(path: Path, name: str = "") -> Iterator[Geodata]:
    """A file, looked at and ready to be read. Raises `BoundaryError` with what is wrong with it.

    `name`: what the file was called when it was handed in.
    """
    name = name or path.name
    with tempfile.TemporaryDirectory(prefix="areas-") as room:
        if not path.is_file():
            raise BoundaryError(f"Die Datei „{name}“ gibt es nicht.")
        if not os.access(path, os.R_OK):
            raise BoundaryError(f"Die Datei „{name}“ darf nicht gelesen werden.")
        if _kind(path) != "zip":
            yield Geodata(name, _places(path, name), Path(room))
            return
        places: dict[str, tuple[Path, str | None, str | None]] = {}
        for inner, member in archives.members(path, name).items():
            if inner.lower().endswith(".gpkg"):
                # A GeoPackage has to be unpacked to see what is in it; there is hardly ever more than one.
                folder = Path(tempfile.mkdtemp(dir=room))
                places |= _places(archives.unpack(path, member, folder, name), inner)
            else:
                places[Path(inner).stem] = (path, None, member)
        yield Geodata(name, places, Path(room))


def _kind(path: Path) -> str:
    with open(path, "rb") as file:
        head = file.read(64)
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(geopackages.MAGIC):
        return "geopackage"
    if head.startswith(SHAPEFILE):
        return "shapefile"
    return "json" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "other"


def _places(path: Path, name: str) -> dict[str, tuple[Path, str | None, str | None]]:
    """Layers of a file that is no archive. Raises `BoundaryError`."""
    size, kind = path.stat().st_size, _kind(path)
    if size == 0:
        raise BoundaryError(f"„{name}“ ist leer.")
    most = MOST_JSON if kind == "json" else MOST_BYTES
    if size > most:
        sizes = f"{size // 1_000_000} MB groß; gelesen werden höchstens {most // 1_000_000} MB"
        raise BoundaryError(f"„{name}“ ist {sizes}.")
    if kind == "geopackage":
        found = geopackages.layers(path, name)
        if not found:
            raise BoundaryError(f"Das GeoPackage „{name}“ enthält keine Ebene mit Flächen.")
        return {layer: (path, layer, None) for layer in found}
    if kind == "shapefile":
        if path.suffix.lower() != ".shp" or not all(_part(path, ending) for ending in (".dbf", ".shx")):
            raise BoundaryError(
                f"„{name}“ ist nur ein Teil eines Shapefiles; dazu gehören auch .dbf, .shx und .prj. "
                "Am einfachsten alle zusammen als ZIP übergeben."
            )
        return {Path(name).stem: (path, None, None)}
    if kind == "json":
        return {Path(name).stem: (path, None, None)}
    raise BoundaryError(f"„{name}“ ist weder GeoJSON noch GeoPackage noch Shapefile.")


def _part(path: Path, ending: str) -> bool:
    return path.with_suffix(ending).exists() or path.with_suffix(ending.upper()).exists()


def _by_gdal(path: Path, table: str | None, name: str) -> geopandas.GeoDataFrame:
    """A layer of a GeoPackage or shapefile. Raises `BoundaryError`."""
    import geopandas
    import shapely

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL warns of is looked at by ourselves: rings, encodings, sizes
            frame = geopandas.read_file(path, layer=table, engine="pyogrio", on_invalid="ignore")
    except (shapely.errors.GEOSException, OSError, ValueError, RuntimeError):
        raise BoundaryError(f"„{name}“ lässt sich nicht lesen; die Datei ist beschädigt oder unvollständig.") from None
    if "geometry" not in frame.columns:
        raise BoundaryError(f"„{name}“ enthält eine Tabelle, aber keine Flächen.")
    return frame


def _geojson(path: Path, name: str) -> geopandas.GeoDataFrame:
    """A FeatureCollection with the columns its features have. Raises `BoundaryError`, naming the feature."""
    import geopandas

    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BoundaryError(f"„{name}“ beginnt wie ein GeoJSON, ist aber kein gültiges JSON in UTF-8.") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise BoundaryError(f"„{name}“ ist kein GeoJSON mit Flächen (FeatureCollection).")
    shapes, rows = [], []
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise BoundaryError(f"„{name}“: Der Eintrag {number} ist keine Fläche (Feature).")
        properties = feature.get("properties")
        row = {str(key): value for key, value in properties.items()} if isinstance(properties, dict) else {}
        if "id" in feature:
            row.setdefault("id", feature["id"])
        rows.append(row)
        shapes.append(_shape(feature.get("geometry"), number, name))
    columns = list(dict.fromkeys(key for row in rows for key in row if key != "geometry"))
    values = {key: [row.get(key) for row in rows] for key in columns}
    try:
        return geopandas.GeoDataFrame(values, geometry=shapes, crs=_crs(found.get("crs"), name))
    except RuntimeError:  # the register has no such number
        raise BoundaryError(f"„{name}“ nennt ein Koordinatensystem, das es nicht gibt.") from None


def _shape(geometry: Any, number: int, name: str) -> Any:
    """A geometry out of its JSON; None where the feature has none. Raises `BoundaryError`."""
    import shapely

    if geometry is None:
        return None
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError):
        raise BoundaryError(
            f"„{name}“: Die Fläche Nr. {number} hat keine brauchbare Umrisslinie. "
            "Eine Linie muss geschlossen sein und mindestens vier Punkte aus Zahlen haben."
        ) from None


def _crs(given: Any, name: str) -> Any:
    """The reference system a GeoJSON names, else longitude and latitude. Raises `BoundaryError`."""
    if given is None:
        return DEGREES
    properties = given.get("properties") if isinstance(given, dict) else None
    text = properties.get("name") if isinstance(properties, dict) else None
    # Only a name from the register: anything else could be a file or a formula.
    if not isinstance(text, str) or not NAMED_CRS.fullmatch(text.replace("::", ":")):
        raise BoundaryError(f"„{name}“ nennt ein Koordinatensystem, das hier niemand kennt; üblich ist EPSG:25832.")
    return DEGREES if "CRS84" in text.upper() else f"EPSG:{text.rsplit(':', 1)[1]}"
