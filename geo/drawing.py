"""From shapes in EPSG:25832 to what a browser fills: path strings on a small grid, label points, arrow keys.

Made when the boundaries are built and kept as JSON, so that the server draws maps without GeoPandas.
Drawings of the whole state share one frame: 1 unit is 200 m, the origin is the north-western corner, y points down.
Planning areas of a town would be lost in it: theirs is as large and shows less (`frame_around`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.arrows import arrows, arrows_over_gaps

WEST, NORTH = 559_400, 5_725_200
"""Corner of the frame in metres of EPSG:25832; Thuringia lies about 8 units inside it on every side."""
METRES_PER_UNIT = 200
WIDTH, HEIGHT = 1000, 820
STEPS_PER_UNIT = 10
"""Coordinates have one decimal: a step of the grid is 20 m, finer than the simplified borders."""
MARGIN = 40
"""Units left free around a set of its own."""
CLOSEST = 4
"""Metres per unit: no frame is narrower than 4 km."""


class Frame(NamedTuple):
    """What a drawing shows: its north-western corner in metres of EPSG:25832, and how many metres a unit has."""

    west: float = WEST
    north: float = NORTH
    metres_per_unit: float = METRES_PER_UNIT


STATE = Frame()


def frame_around(shapes: Sequence[shapely.Geometry]) -> Frame:
    """The frame that shows these shapes in the middle; that of the state where they are about as large as it."""
    west, south, east, north = shapely.total_bounds(shapes)
    metres = math.ceil(max((east - west) / (WIDTH - 2 * MARGIN), (north - south) / (HEIGHT - 2 * MARGIN), CLOSEST))
    if metres > 0.8 * METRES_PER_UNIT:
        return STATE
    return Frame(
        round((west + east) / 2 - metres * WIDTH / 2), round((south + north) / 2 + metres * HEIGHT / 2), metres
    )


def _number(steps: int) -> str:
    """Grid steps as units, as short as SVG allows: 12 -> 1.2, -5 -> -.5, 30 -> 3."""
    sign, steps = ("-" if steps < 0 else ""), abs(steps)
    whole, tenth = divmod(steps, STEPS_PER_UNIT)
    if not tenth:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{tenth}"


def _numbers(values: Iterable[int]) -> str:
    """Numbers of a path command; a minus sign separates as well as a blank does."""
    return " ".join(_number(int(value)) for value in values).replace(" -", "-")


def _on_grid(coordinates: np.ndarray, frame: Frame) -> np.ndarray:
    """Metres (n, 2) -> whole grid steps (n, 2) inside the frame, without repeated points."""
    units = (coordinates - [frame.west, frame.north]) * [1, -1] / frame.metres_per_unit
    steps = np.rint(units * STEPS_PER_UNIT).astype(int)
    moved = np.any(np.diff(steps, axis=0) != 0, axis=1)
    on_grid: np.ndarray = steps[np.concatenate([[True], moved])]
    return on_grid


def _line(coordinates: np.ndarray, closed: bool, frame: Frame) -> str:
    """One ring or line as `M…l…Z` with relative steps; a ring that shrinks to a line on the grid is left out.

    Differences are taken between grid points, so that rounding never adds up and neighbours stay gapless.
    """
    steps = _on_grid(coordinates, frame)
    if len(steps) < (4 if closed else 2):
        return ""
    moves = np.diff(steps, axis=0)
    if closed:
        moves = moves[:-1]
    return f"M{_numbers(steps[0])}l{_numbers(moves.ravel())}" + ("Z" if closed else "")


def path(shape: shapely.Geometry, frame: Frame = STATE) -> str:
    """Polygons with their holes, or lines, as one SVG path."""
    parts = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        parts += [_line(shapely.get_coordinates(ring), part.geom_type == "Polygon", frame) for ring in rings]
    return "".join(parts)


def label_point(shape: shapely.Geometry) -> tuple[float, float]:
    """The point of an area farthest from its border, in metres: inside it also where the area surrounds another."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=10)
    east, north = shapely.get_coordinates(circle)[0]
    return float(east), float(north)


def _border_lines(shapes: Sequence[shapely.Geometry], outline: shapely.Geometry) -> shapely.Geometry:
    """The lines between areas, without the outline around them."""
    edges = shapely.union_all([shape.boundary for shape in shapes])
    return shapely.line_merge(edges.difference(outline.boundary))


def draw(
    level: str,
    division: str,
    names: dict[str, str],
    shapes: Sequence[shapely.Geometry],
    groups: Sequence[str] | None = None,
    frame: Frame = STATE,
) -> dict[str, Any]:
    """The shape file of one level and division, ready for JSON.

    `names` (key -> name) and `shapes` (EPSG:25832, a coverage) are in the same order; `groups` names for each area
    the larger one whose borders are drawn over the map (`borders`): a map of 849 municipalities needs its districts.
    Planning areas may lie apart from each other: there the arrow keys lead across.
    """
    keys = list(names)
    points = {key: label_point(shape) for key, shape in zip(keys, shapes, strict=True)}
    walk = (arrows_over_gaps if level == "planning_area" else arrows)(keys, shapes, points)
    outline = shapely.coverage_union_all(shapes)
    areas = []
    for key, shape in zip(keys, shapes, strict=True):
        ((x, y),) = _on_grid(np.array([points[key]]), frame) / STEPS_PER_UNIT
        areas.append(
            {
                "key": key,
                "name": names[key],
                "path": path(shape, frame),
                "x": float(x),
                "y": float(y),
                "neighbours": walk[key],
            }
        )
    drawing = {
        "level": level,
        "division": division,
        "viewBox": [0, 0, WIDTH, HEIGHT],
        "scale_km_per_unit": frame.metres_per_unit / 1000,
        "outline": path(outline, frame),
    }
    if groups is not None:
        members: dict[str, list[shapely.Geometry]] = {}
        for group, shape in zip(groups, shapes, strict=True):
            members.setdefault(group, []).append(shape)
        larger = [shapely.coverage_union_all(parts) for parts in members.values()]
        drawing["borders"] = path(_border_lines(larger, outline), frame)
    return {**drawing, "areas": areas}
