"""Shapes from outside, checked and mended until they are a coverage: valid areas in Thuringia, without overlaps.

What can be mended is mended and said; what cannot is refused. Frames have the columns `area, name, geometry`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas
import numpy as np
import shapely

from geo import boundaries
from geo.boundaries import EPSG, BoundaryError

OUTLINE_SLACK = 1000
"""Metres: the outline of Thuringia kept here is simplified, and official borders are not drawn alike everywhere."""
MOST_OUTSIDE = 0.01
"""Share of an area that may lie farther out."""
MOST_OVERLAP = 0.1
"""Share of the smaller of two areas; more is no slip of drawing but two layers in one."""
GAP_WIDTH = 20
"""Metres: narrower gaps between areas are slips of drawing and are closed."""
SMALLEST = 100
"""Square metres an area must have."""
NAMED_AT_MOST = 5


@dataclass
class Checked:
    """Shapes that fit together, in EPSG:25832, and what had to be done for it."""

    frame: geopandas.GeoDataFrame
    findings: list[str] = field(default_factory=list)


def check(frame: geopandas.GeoDataFrame) -> Checked:
    """Flat, projected, valid, inside Thuringia and a coverage. Raises `BoundaryError`."""
    checked = Checked(_projected(_areas_only(frame)))
    _mend(checked)
    _refuse_outside(checked.frame)
    _fit_together(checked)
    return checked


def named(names: Sequence[str]) -> str:
    """A few names in a sentence, and how many more there are."""
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" und {more} weitere" if more > 0 else "")


def hectares(square_metres: float) -> str:
    """`12,3 ha`."""
    return f"{square_metres / 10_000:.1f} ha".replace(".", ",")


def _labels(frame: geopandas.GeoDataFrame, hit: np.ndarray) -> list[str]:
    return [f"{key} {name}" for key, name in zip(frame["area"][hit], frame["name"][hit], strict=True)]


def _areas_only(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Every row has an area, not a point, a line or nothing."""
    shapes = frame.geometry.to_numpy()
    if (missing := shapely.is_missing(shapes) | shapely.is_empty(shapes)).any():
        raise BoundaryError(f"Ohne Fläche oder mit einer unlesbaren: {named(_labels(frame, missing))}.")
    if (other := ~np.isin(shapely.get_type_id(shapes), [3, 6])).any():
        raise BoundaryError(
            f"Erwartet werden Flächen; Punkte, Linien oder Gemischtes haben: {named(_labels(frame, other))}."
        )
    if not np.isfinite(shapely.bounds(shapes)).all():
        raise BoundaryError("Unter den Koordinaten sind solche, die keine Zahlen sind.")
    return frame.set_geometry(shapely.force_2d(shapes), crs=frame.crs)


def _projected(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """In EPSG:25832. Raises `BoundaryError` when the file does not say what its coordinates are."""
    if frame.crs is None or not (frame.crs.is_geographic or frame.crs.is_projected):
        raise BoundaryError(
            "Das Koordinatensystem ist nicht angegeben (bei einem Shapefile steht es in der Datei mit der Endung .prj)."
        )
    west, south, east, north = frame.total_bounds
    if frame.crs.is_geographic and max(abs(west), abs(south), abs(east), abs(north)) > 360:
        raise BoundaryError(
            "Die Koordinaten sind Meter, nach Angabe der Datei aber Längen- und Breitengrade. "
            "Bitte beim Speichern das Koordinatensystem mitgeben, zum Beispiel EPSG:25832."
        )
    try:
        projected = frame.to_crs(EPSG)
    except (RuntimeError, ValueError):
        raise BoundaryError("Das Koordinatensystem der Datei lässt sich nicht in EPSG:25832 umrechnen.") from None
    if not np.isfinite(projected.total_bounds).all():
        raise BoundaryError("Die Flächen liegen nicht in Thüringen; vermutlich stimmt das Koordinatensystem nicht.")
    return projected


def _mend(checked: Checked) -> None:
    """Rings that cross themselves become areas; what is left must be one."""
    frame = checked.frame
    shapes = frame.geometry.to_numpy()
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        before = shapely.area(shapes)
        shapes[broken] = [_polygons(shape) for shape in shapely.make_valid(shapes[broken])]
        checked.findings.append(
            f"Umrisslinien, die sich selbst kreuzen oder berühren, wurden bereinigt: {named(_labels(frame, broken))}."
        )
        lost = broken & (shapely.area(shapes) < 0.5 * before)
        if lost.any():
            raise BoundaryError(f"Die Umrisslinien sind nicht zu retten: {named(_labels(frame, lost))}.")
    if (tiny := shapely.area(shapes) < SMALLEST).any():
        raise BoundaryError(f"Kleiner als {SMALLEST} m², also keine Fläche zum Planen: {named(_labels(frame, tiny))}.")
    checked.frame = frame.set_geometry(shapes, crs=EPSG)


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a mended shape, without the lines and points that fall off."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def thuringia() -> shapely.Geometry:
    """The outline of the state, holes filled."""
    outline = boundaries.shapes("district", "2021").union_all()
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(outline)])


def _refuse_outside(frame: geopandas.GeoDataFrame) -> None:
    shapes = frame.geometry.to_numpy()
    beyond = shapely.area(shapely.difference(shapes, thuringia().buffer(OUTLINE_SLACK)))
    outside = beyond > MOST_OUTSIDE * shapely.area(shapes)
    if outside.all():
        raise BoundaryError("Keine der Flächen liegt in Thüringen; vermutlich stimmt das Koordinatensystem nicht.")
    if outside.any():
        raise BoundaryError(f"Nicht oder nicht ganz in Thüringen liegen: {named(_labels(frame, outside))}.")


def _fit_together(checked: Checked) -> None:
    """Neighbours share one border: small overlaps and narrow gaps go, larger ones are refused or named."""
    frame, shapes = checked.frame, checked.frame.geometry.to_numpy()
    overlapping, worst = _overlaps(frame, shapes)
    gaps = _gaps(shapes)
    clean = shapely.coverage_clean(shapes, gap_width=GAP_WIDTH)
    if (gone := shapely.area(clean) < 0.5 * shapely.area(shapes)).any():
        raise BoundaryError(f"Unter anderen Flächen verschwinden: {named(_labels(frame, gone))}.")
    if overlapping > SMALLEST:
        checked.findings.append(
            f"Nachbarn überlappten sich um zusammen {hectares(overlapping)}, am meisten {worst}; "
            "jede Stelle gehört jetzt zu einer von beiden."
        )
    left = _gaps(clean)
    open_before, open_now = (sum(gap.area for gap in found) for found in (gaps, left))
    if open_before - open_now > SMALLEST:
        checked.findings.append(
            f"Schmale Lücken zwischen Flächen wurden geschlossen (zusammen {hectares(open_before - open_now)})."
        )
    if left:
        count = "1 Lücke zwischen Flächen bleibt" if len(left) == 1 else f"{len(left)} Lücken zwischen Flächen bleiben"
        checked.findings.append(f"{count} leer ({hectares(open_now)}).")
    # The same areas are the same set in whatever direction a program wrote their rings.
    checked.frame = frame.set_geometry(shapely.normalize(clean), crs=EPSG)


def _overlaps(frame: geopandas.GeoDataFrame, shapes: np.ndarray) -> tuple[float, str]:
    """Square metres that lie in two areas, and the two that share most. Raises `BoundaryError` where it is too much."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    areas = shapely.area(shapes)
    keys = list(frame["area"])
    pairs = np.array([f"{keys[a]} und {keys[b]}" for a, b in zip(one, other, strict=True)], dtype=object)
    worst = common > MOST_OVERLAP * np.minimum(areas[one], areas[other])
    if worst.any():
        raise BoundaryError(
            f"Flächen liegen übereinander: {named(list(pairs[worst]))}. Jede Stelle darf nur zu einer Fläche gehören; "
            "vielleicht stehen zwei Ebenen in einer Datei."
        )
    return float(common.sum()), str(pairs[common.argmax()]) if len(pairs) else ""


def _gaps(shapes: np.ndarray) -> list[shapely.Geometry]:
    """Holes in what all areas cover together."""
    together = shapely.union_all(shapes)
    return [shapely.Polygon(ring) for part in shapely.get_parts(together) for ring in part.interiors]
