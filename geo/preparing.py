"""From checked shapes to a set that can be kept: parents, land areas, simplified borders, drawing, record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from geo import areas, boundaries, delivered, drawing
from geo.boundaries import EPSG, BoundaryError
from geo.building import TOLERANCE, BuildError, land_areas, simplify
from geo.delivered import AreaSet

COARSENESS = 25
"""A planning area as wide as this many times the tolerance keeps its shape on the screen."""
FINEST, COARSEST = 5, 250
"""Metres; see `geo.building.TOLERANCE`."""


@dataclass(frozen=True)
class Prepared:
    """A set ready to be kept, or to be shown to somebody who decides."""

    record: AreaSet
    frame: geopandas.GeoDataFrame
    """`area, name, geometry`: simplified, EPSG:25832, sorted by key."""
    drawing: dict[str, Any]

    @property
    def is_kept(self) -> bool:
        """Whether exactly this set is in use already."""
        known = delivered.find(self.record.level, self.record.division)
        return known is not None and known.content == self.record.content


@dataclass(frozen=True)
class Origin:
    """Where a set comes from and what it is called."""

    level: str
    division: str
    title: str
    day: date
    file: str
    sha256: str
    credit: boundaries.Credit


def prepared(
    origin: Origin,
    frame: geopandas.GeoDataFrame,
    rows: Sequence[Mapping[str, Any]],
    findings: Sequence[str],
    changed: Sequence[str] = (),
) -> Prepared:
    """Simplify and draw checked shapes. `rows`: the table of areas, in the order of `frame`. Raises `BoundaryError`."""
    keys = [str(row["key"]) for row in rows]
    names = {str(row["key"]): str(row["name"]) for row in rows}
    land = land_areas(frame)
    table = tuple({**row, "land_area_km2": round(land[str(row["key"])], 4)} for row in rows)
    simple = _simplified(origin.level, dict(zip(keys, frame.geometry, strict=True)))
    parents = [str(row["parent"]) for row in rows]
    groups = None if origin.level == "district" or len(set(parents)) < 2 else parents
    around = drawing.frame_around(simple) if origin.level == "planning_area" else drawing.STATE
    try:
        picture = drawing.draw(origin.level, origin.division, names, simple, groups, around)
    except ValueError:
        raise BoundaryError("Die Flächen hängen nicht zusammen; es fehlen wohl welche.") from None
    said = json.dumps([origin.level, origin.division, origin.title, origin.day.isoformat(), table, list(origin.credit)])
    content = hashlib.sha256(said.encode() + b"".join(shapely.to_wkb(simple))).hexdigest()[:12]
    record = AreaSet(
        level=origin.level,
        division=origin.division,
        title=origin.title,
        day=origin.day,
        content=content,
        added=datetime.now(UTC).isoformat(timespec="microseconds"),
        file=origin.file,
        sha256=origin.sha256,
        attribution=origin.credit.attribution,
        licence=origin.credit.licence,
        licence_url=origin.credit.licence_url,
        areas=table,
        changed=tuple(sorted(changed)),
        findings=tuple(findings),
    )
    shapes = geopandas.GeoDataFrame({"area": keys, "name": list(names.values())}, geometry=simple, crs=EPSG)
    return Prepared(record, shapes, picture)


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def largest_overlap(shapes: np.ndarray, level: str, division: str) -> list[str]:
    """For each shape the key of the area of a level that holds most of it; the nearest one where none holds any."""
    ground = boundaries.shapes(level, division)
    outlines, keys = ground.geometry.to_numpy(), list(ground["area"])
    tree = shapely.STRtree(outlines)
    one, other = tree.query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[one], outlines[other]))
    best: dict[int, tuple[float, str]] = {}
    for shape, target, size in zip(one, other, common, strict=True):
        best[int(shape)] = max(best.get(int(shape), (0.0, "")), (float(size), keys[target]))
    found = [best.get(place, (0.0, ""))[1] for place in range(len(shapes))]
    return [key or keys[int(tree.nearest(shape))] for key, shape in zip(found, shapes, strict=True)]


def municipal_division() -> str:
    """The newest division of which there are shapes of municipalities."""
    newest = max(delivered.of_level("municipality"), key=lambda known: known.day, default=None)
    return newest.division if newest else "2014"


def _simplified(level: str, shapes: Mapping[str, shapely.Geometry]) -> list[shapely.Geometry]:
    """Borders as coarse as the map allows; finer where areas are so small that they would get lost."""
    width = float(np.median(np.sqrt(shapely.area(list(shapes.values())))))
    tolerance = TOLERANCE.get(level) or min(max(width / COARSENESS, FINEST), COARSEST)
    for share in (1.0, 0.5, 0.25, 0.1):
        try:
            simple = list(simplify(shapes, tolerance * share).values())
        except BuildError:
            continue
        if (shapely.area(simple) > 0.5 * shapely.area(list(shapes.values()))).all():
            return simple
    raise BoundaryError("Die Grenzen lassen sich nicht vereinfachen, ohne dass Flächen verloren gehen.")


def municipality_now(key: str) -> str:
    """What a municipality of the newest shapes has become part of since, as far as that is known here."""
    try:
        return areas.successor("municipality", key, datetime.now(UTC).date())
    except areas.UnknownAreaError:
        return key
