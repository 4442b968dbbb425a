"""Official boundaries of a day (BKG VG250 as GeoPackage or shapefile, zipped or not) become a division of their own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas

from geo import areas, boundaries, checking, preparing
from geo.areas import Area
from geo.boundaries import BoundaryError, Credit
from geo.building import land_areas
from geo.checking import named
from geo.opening import Geodata, opened
from geo.preparing import Origin, Prepared

LAYERS = {"krs": "district", "gem": "municipality"}
"""What an official layer's name contains -> its level."""
WORDS = {"district": "Kreise", "municipality": "Gemeinden"}
DEFAULT_TYPES = {"district": "Landkreis", "municipality": "Gemeinde"}
LICENCE = ("dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0")
FIRST_DAY = date(1994, 7, 1)
"""The districts of today were formed then."""
LEAST_COVERED = 0.98
"""Share of Thuringia that official boundaries must cover; both are simplified, each in its way."""
SAME_SIZE = 0.02
"""A district whose land area differs by more than this share from that of 2021-07-01 has changed."""


def prepare(path: Path, *, day: date, file: str = "") -> list[Prepared]:
    """Read and check official boundaries of a day, districts and municipalities as far as the file has them.

    Nothing is written. Raises `BoundaryError`.
    """
    if not FIRST_DAY <= day <= datetime.now(UTC).date():
        raise BoundaryError(
            f"Der {day:%d.%m.%Y} kann nicht der Stand der Grenzen sein; erwartet wird ein Tag seit 01.07.1994."
        )
    file = file or path.name
    sha256 = preparing.digest(path) if path.is_file() else ""
    with opened(path, file) as source:
        found = dict(_levels(source, file))
    return [_prepared(level, frame, day, file, sha256) for level, frame in sorted(found.items())]


def division_key(day: date) -> str:
    """`2025` for 2025-12-31, as figures "of a year" mean it; the whole date for another day or where a shipped division
    has that key."""
    year = str(day.year)
    return year if (day.month, day.day) == (12, 31) and year not in areas.DIVISIONS else day.isoformat()


def _levels(source: Geodata, file: str) -> Iterator[tuple[str, geopandas.GeoDataFrame]]:
    """The layers with districts and municipalities, Thuringia only. Raises `BoundaryError`."""
    layers = source.layers()
    wanted = {layer: level for layer in layers for part, level in LAYERS.items() if part in layer.lower()}
    if len(wanted) > 1 and len(set(wanted.values())) < len(wanted):
        raise BoundaryError(f"„{file}“ enthält mehrere Ebenen für dieselben Gebiete: {', '.join(wanted)}.")
    if not wanted and len(layers) > 1:
        raise BoundaryError(f"In „{file}“ ist keine Ebene mit Kreisen (KRS) oder Gemeinden (GEM): {', '.join(layers)}.")
    for layer in wanted or layers:
        frame = boundaries.official(source.read(layer), file)
        level = "district" if len(frame["area"][0]) == 5 else "municipality"
        if layer in wanted and wanted[layer] != level:
            raise BoundaryError(f"Die Ebene „{layer}“ in „{file}“ hat Schlüssel der falschen Länge.")
        yield level, frame


def _prepared(level: str, frame: geopandas.GeoDataFrame, day: date, file: str, sha256: str) -> Prepared:
    checked = checking.check(frame)
    frame = checked.frame
    _refuse_incomplete(frame, level)
    rows = [_row(level, *cells) for cells in zip(frame["area"], _unlike(frame, level), frame["type"], strict=True)]
    origin = Origin(
        level=level,
        division=division_key(day),
        title=f"Gebietsstand {day:%d.%m.%Y} ({len(frame)} {WORDS[level]})",
        day=day,
        file=file,
        sha256=sha256,
        credit=Credit(f"© GeoBasis-DE / BKG {day.year} (Daten verändert)", *LICENCE),
    )
    changed, notes = _changed(level, frame)
    return preparing.prepared(origin, frame, rows, [*checked.findings, *notes], changed)


def _refuse_incomplete(frame: geopandas.GeoDataFrame, level: str) -> None:
    state = checking.thuringia()
    covered = frame.geometry.union_all().intersection(state).area / state.area
    if covered < LEAST_COVERED:
        raise BoundaryError(
            f"Die {WORDS[level]} bedecken nur {covered * 100:.0f} % von Thüringen; die Datei ist unvollständig."
        )


def _known(level: str, key: str) -> Area | None:
    try:
        return areas.area(level, key)
    except areas.UnknownAreaError:
        return None


def _unlike(frame: geopandas.GeoDataFrame, level: str) -> list[str]:
    """Names as they are already known here, else those of the file, with the district behind those that occur twice."""
    plain = list(frame["name"])
    names = []
    for key, name in zip(frame["area"], plain, strict=True):
        known = _known(level, key)
        if known and known.name.split(" (")[0] == name.split(" (")[0]:
            names.append(known.name)
        elif plain.count(name) > 1 and level == "municipality":
            names.append(f"{name} ({_district_name(key)})")
        else:
            names.append(name)
    pairs = zip(frame["area"], names, strict=True)
    return [f"{name} [{key}]" if names.count(name) > 1 else name for key, name in pairs]


def _district_name(municipality: str) -> str:
    known = _known("district", municipality[:5])
    return known.name if known else municipality[:5]


def _row(level: str, key: str, name: str, official_type: str) -> dict[str, str]:
    known = _known(level, key)
    if known and known.name == name:
        full, kind = known.full_name, known.type
    else:
        kind = {"Kreisfreie Stadt": "kreisfreie Stadt"}.get(official_type, official_type) or DEFAULT_TYPES[level]
        full = name if "kreis" in name.lower() else f"{kind} {name}"
    parent = "16" if level == "district" else key[:5]
    return {"key": key, "name": name, "full_name": full, "type": kind, "parent": parent, "district": ""}


def _changed(level: str, frame: geopandas.GeoDataFrame) -> tuple[list[str], list[str]]:
    """Districts that are not as large as on 2021-07-01, and sentences on what is new and what is gone."""
    if level != "district":
        return [], []
    with (areas.BOUNDARIES / "district_areas_km2.csv").open(encoding="utf-8", newline="") as file:
        before = {row["area"]: float(row["land_area_km2"]) for row in csv.DictReader(file) if row["division"] == "2021"}
    land = land_areas(frame)
    changed = [key for key in land if key in before and abs(land[key] - before[key]) > SAME_SIZE * before[key]]
    notes = []
    if changed:
        notes.append(f"Anders groß als am 01.07.2021: {named([f'{key} {_district_name(key)}' for key in changed])}.")
    if new := sorted(set(land) - set(before)):
        notes.append(f"Am 01.07.2021 gab es noch nicht: {named(new)}.")
    if gone := sorted(set(before) - set(land)):
        notes.append(f"Gegenüber dem 01.07.2021 fehlen: {named(gone)}.")
    return changed, notes
