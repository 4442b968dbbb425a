"""Shapes of a level in a division: for joining and exporting as GeoDataFrame or GeoJSON, for the map as drawing.

Shapes come from BKG VG250 (about 2016-01-01), dissolved and simplified by `python -m geo build`, and from files that
were handed in (`geo.delivered`). GeoPandas is imported inside the functions that need it: it costs about two seconds
and 50 MB, and the map works without it.
Frames of shapes have the columns `area` (key, text), `name`, `geometry` (EPSG:25832), sorted by `area`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo import areas, delivered
from geo.areas import BOUNDARIES
from geo.echo import shortened

if TYPE_CHECKING:
    import geopandas
    import pandas

ATTRIBUTION = "© GeoBasis-DE / BKG 2016 (Daten verändert)"
LICENCE = "GeoNutzV"
LICENCE_URL = "https://www.gesetze-im-internet.de/geonutzv/"
EPSG = 25832
DRAWN: dict[str, tuple[str, ...]] = {"district": ("2014", "2014m", "2019", "2021"), "municipality": ("2014",)}
"""Level -> divisions of which there are shipped shapes; `drawn()` also knows those that were handed in."""

KEY_COLUMNS = ("ags", "ars", "rs", "gemeindeschluessel", "kreisschluessel", "schluessel", "key", "area")
TYPE_COLUMNS = ("bez",)
NAME_COLUMNS = ("gen", "name", "gemeindename", "kreisname", "bezeichnung")
LAND = 4
"""BKG's code `GF` for land; other rows of an area are water."""


class BoundaryError(ValueError):
    """Shapes are missing or do not fit; the message is a German sentence for the reader."""


class Credit(NamedTuple):
    """Who must be named beside shapes, and under which licence they may be used."""

    attribution: str
    licence: str
    licence_url: str


def credit(level: str, division: str) -> Credit:
    """The credit of the shapes of a level on a division that has shapes of its own."""
    if division not in areas.DIVISIONS and (known := delivered.find(level, division)):
        return Credit(known.attribution, known.licence, known.licence_url)
    return Credit(ATTRIBUTION, LICENCE, LICENCE_URL)


def drawn() -> dict[str, tuple[str, ...]]:
    """Level -> divisions of which there are shapes, those that were handed in last."""
    found = dict(DRAWN)
    for known in delivered.sets():
        if known.division not in areas.DIVISIONS:
            found[known.level] = (*found.get(known.level, ()), known.division)
    return found


def default_division(level: str) -> str:
    """The division meant where only a level is named: the last shipped one, of planning areas the last handed in."""
    return (DRAWN.get(level) or drawn().get(level) or DRAWN["district"])[-1]


def drawing_division(division: str) -> str:
    """The division whose shapes stand for `division` on a map: `2023` is drawn on `2021`. Raises `UnknownAreaError`."""
    return areas.division(division).drawn_on


def _file(level: str, division: str, pattern: str, own: str) -> Path:
    """Path of a file of one level and division, called `own` where it was handed in.

    Raises `BoundaryError` where there are no such shapes.
    """
    if division not in areas.DIVISIONS and (handed_in := delivered.find(level, division)):
        return handed_in.folder / own
    if division not in DRAWN.get(level, ()):
        known = "; ".join(f"{areas.LEVELS[held]}: {', '.join(areas.offered(keys))}" for held, keys in drawn().items())
        raise BoundaryError(
            f"Für die Ebene „{shortened(areas.LEVELS.get(level, level))}“ auf dem Gebietsstand „{shortened(division)}“ "
            f"gibt es keine Grenzen. Vorhanden sind – {known}."
        )
    found = BOUNDARIES / pattern.format(level=level, division=division)
    if not found.exists():
        raise BoundaryError(f"Die Datei data/boundaries/{found.name} fehlt; „python -m geo build“ erzeugt sie neu.")
    return found


def shapes(level: str, division: str) -> geopandas.GeoDataFrame:
    """The simplified shapes of a level on a division that has shapes of its own (so not `2023`).

    Raises `BoundaryError`.
    """
    import geopandas

    return geopandas.read_parquet(
        _file(level, division, "{level}_{division}.parquet", delivered.SHAPES), columns=["area", "name", "geometry"]
    )


def drawing_file(level: str, division: str) -> Path:
    """Where the drawing lies, to be served as it is. Raises `BoundaryError`."""
    return _file(level, division, "drawing_{level}_{division}.json", delivered.DRAWING)


def drawing(level: str, division: str) -> dict[str, Any]:
    """Path strings, label points and arrow keys of a level on a division (see `geo.drawing`). Needs no GeoPandas.

    Raises `BoundaryError`.
    """
    found: dict[str, Any] = json.loads(drawing_file(level, division).read_text(encoding="utf-8"))
    return found


def geojson(level: str, division: str, decimals: int | None = None) -> dict[str, Any]:
    """A FeatureCollection in EPSG:4326, longitude first, outer rings anticlockwise (RFC 7946).

    4 decimals, as of districts and municipalities, are about 10 m, 5 of planning areas 1 m. Every point is rounded
    alike, so neighbours stay gapless; with fewer decimals some shapes may touch themselves. Raises `BoundaryError`.
    """
    import numpy
    import shapely

    places = decimals if decimals is not None else 5 if level == "planning_area" else 4
    frame = shapes(level, division).to_crs(4326)
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda points: numpy.round(points, places))
    rounded = shapely.orient_polygons(shapely.remove_repeated_points(rounded))
    features, credited = [], credit(level, division)
    known_areas = {known.key: known for known in areas.areas(level, division)}
    for key, shape in zip(frame["area"], rounded, strict=True):
        known = known_areas[key]
        features.append(
            {
                "type": "Feature",
                "id": key,
                "properties": {"area": key, "name": known.name, "full_name": known.full_name, "type": known.type},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
        )
    return {
        "type": "FeatureCollection",
        "level": level,
        "division": division,
        "territory": areas.division_title(level, division),
        "attribution": credited.attribution,
        "licence": credited.licence,
        "licence_url": credited.licence_url,
        "features": features,
    }


def _named(keys: set[str]) -> str:
    """Keys with the names the table of areas knows for them, on whatever level: `16056 Eisenach, DG Deutschland`."""
    names = {area.key: area.name for level in areas.LEVELS for area in areas.areas(level)}
    return ", ".join(f"{key} {names.get(key, '')}".strip() for key in sorted(keys))


def join(frame: pandas.DataFrame, level: str, division: str) -> geopandas.GeoDataFrame:
    """Figures with the shapes they are drawn on: the columns of `frame`, which has one row per `area`, and `geometry`.

    `2023` is drawn on the shapes of `2021`. Raises `BoundaryError` naming the areas when a row has no shape in its
    division, a shape has no row, or an area has several rows.
    """
    import geopandas

    ground = shapes(level, drawing_division(division))
    title = areas.division_title(level, division)
    rows, drawn = list(frame["area"]), set(ground["area"])
    if repeated := {key for key in rows if rows.count(key) > 1}:
        raise BoundaryError(f"{title}: Mehr als eine Zeile haben {_named(repeated)}.")
    if homeless := set(rows) - drawn:
        raise BoundaryError(f"{title}: Ohne Grenzen: {_named(homeless)}.")
    if empty := drawn - set(rows):
        raise BoundaryError(f"{title}: Ohne Zeile: {_named(empty)}.")
    joined = ground[["area", "geometry"]].merge(frame.drop(columns="geometry", errors="ignore"), on="area")
    return geopandas.GeoDataFrame(joined[[*frame.columns.drop("geometry", errors="ignore"), "geometry"]])


def _column(frame: geopandas.GeoDataFrame, candidates: tuple[str, ...]) -> str | None:
    """The column whose name is the first of the candidates, capitals aside."""
    lowered = {str(column).casefold(): str(column) for column in frame.columns}
    return next((lowered[name] for name in candidates if name in lowered), None)


def _short_key(text: str) -> str:
    """A regional key of 12 digits (ARS) without the digits of the municipal association; other keys as they are."""
    return text[:5] + text[9:] if len(text) == 12 else text


def read(path: Path, layer: str | None = None) -> geopandas.GeoDataFrame:
    """Official shapes of districts or municipalities (GeoJSON, GeoPackage, Shapefile, zipped too), Thuringia only.

    Raises `BoundaryError` for a file that cannot be read or has several layers and none was named; see `official`.
    """
    from geo.opening import opened

    with opened(path) as source:
        return official(source.read(layer), path.name)[["area", "name", "geometry"]]


def official(raw: geopandas.GeoDataFrame, file: str) -> geopandas.GeoDataFrame:
    """Rows of an official layer as frame of shapes, with the column `type` (BEZ; empty where the file has none).

    Finds the key in AGS, ARS or the like and the name in GEN or the like, drops water areas (`GF`) and the addition
    ", Stadt". Raises `BoundaryError` for rows without keys, names, reference system or Thuringian areas, with keys
    of mixed levels, or with several rows for an area.
    """
    import geopandas

    key, name, kind = (_column(raw, names) for names in (KEY_COLUMNS, NAME_COLUMNS, TYPE_COLUMNS))
    if key is None or name is None:
        raise BoundaryError(f"{file}: Es fehlt eine Spalte mit Gebietsschlüssel (AGS) oder Namen (GEN).")
    if raw.crs is None:
        raise BoundaryError(f"{file}: Das Koordinatensystem ist nicht angegeben.")
    if (surface := _column(raw, ("gf",))) is not None:
        raw = raw[raw[surface] == LAND]
    frame = geopandas.GeoDataFrame(
        {
            "area": [_short_key(str(text)) for text in raw[key]],
            "name": [str(text).split(",")[0] for text in raw[name]],
            "type": ["" if kind is None else str(text) for text in raw[kind or name]],
        },
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    frame = frame[frame["area"].str.startswith("16")].sort_values("area", ignore_index=True).to_crs(EPSG)
    lengths = {len(text) for text in frame["area"]}
    if lengths not in ({5}, {8}):
        raise BoundaryError(f"{file}: Erwartet werden Thüringer Schlüssel, alle mit 5 oder alle mit 8 Stellen.")
    if repeated := sorted(set(frame["area"][frame["area"].duplicated()])):
        raise BoundaryError(f"{file}: Mehr als eine Zeile haben {', '.join(repeated)}.")
    frame["geometry"] = frame.geometry.make_valid()
    return frame


def write_geopackage(frame: geopandas.GeoDataFrame, path: Path, layer: str) -> None:
    """Write shapes, usually joined with figures, as one layer in EPSG:25832; an existing file is replaced.

    Raises `BoundaryError` when the layer's name is anything but letters, digits and underscores: GIS programs trip.
    """
    if not layer.replace("_", "a").isalnum() or not layer.isascii():
        named = shortened(layer)
        raise BoundaryError(f"Der Layername „{named}“ darf nur Buchstaben, Ziffern und Unterstriche enthalten.")
    path.unlink(missing_ok=True)
    frame.to_crs(EPSG).to_file(path, layer=layer, driver="GPKG")
