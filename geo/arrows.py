"""Walking a map with the arrow keys: for every area the neighbour above, to the right, below and to the left.

Made when the boundaries are built. The walk is checked there: from every area every other one can be reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise, product

import numpy as np
import shapely

DIRECTIONS: dict[str, tuple[int, int]] = {"up": (0, 1), "right": (1, 0), "down": (0, -1), "left": (-1, 0)}
"""Direction -> unit vector, y pointing north."""

AHEAD, BESIDE, STRAIGHT = 1.5, 3.0, 1.0
"""Largest tolerated way beside a direction for one step along it."""

SHARED_BORDER = "F***1****"
"""DE-9IM: interiors apart, boundaries share a line; a common corner alone makes no neighbour."""

Point = tuple[float, float]
Walk = dict[str, dict[str, str]]


def adjacent(keys: Sequence[str], shapes: Sequence[shapely.Geometry]) -> dict[str, set[str]]:
    """Key -> keys of the areas with which it shares a border line."""
    geometries = np.asarray(shapes, dtype=object)
    one, other = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    shared = shapely.relate_pattern(geometries[one], geometries[other], SHARED_BORDER)
    neighbours: dict[str, set[str]] = {key: set() for key in keys}
    for first, second in zip(one[shared], other[shared], strict=True):
        neighbours[keys[first]].add(keys[second])
    return neighbours


def _offset(here: Point, there: Point, direction: str) -> tuple[float, float]:
    """How far `there` lies from `here` along a direction, and how far beside it; the latter never negative."""
    east, north = there[0] - here[0], there[1] - here[1]
    x, y = DIRECTIONS[direction]
    return east * x + north * y, abs(east * y) + abs(north * x)


def _best(key: str, candidates: set[str], points: Mapping[str, Point], direction: str, steep: float) -> str | None:
    """The candidate ahead: near and little off the direction; `steep` is the largest tolerated beside : along."""
    costs = []
    for candidate in sorted(candidates - {key}):
        along, beside = _offset(points[key], points[candidate], direction)
        if along > 0 and beside <= steep * along:
            costs.append((along + 2 * beside, candidate))
    return min(costs)[1] if costs else None


def _reached(targets: Mapping[str, set[str]], start: str) -> set[str]:
    """Every area that can be come to from `start` by steps to `targets`."""
    seen, ahead = {start}, deque([start])
    while ahead:
        fresh = targets[ahead.popleft()] - seen
        seen |= fresh
        ahead.extend(fresh)
    return seen


def cut_off(walk: Walk) -> tuple[set[str], set[str]]:
    """Areas that cannot be reached from the first one, and areas from which it cannot be reached; best both empty."""
    forth = {key: set(steps.values()) for key, steps in walk.items()}
    back: dict[str, set[str]] = {key: set() for key in walk}
    for key, targets in forth.items():
        for target in targets:
            back[target].add(key)
    start = min(walk)
    return set(walk) - _reached(forth, start), set(walk) - _reached(back, start)


def _connect(walk: Walk, neighbours: Mapping[str, set[str]], points: Mapping[str, Point]) -> None:
    """Turn single steps towards areas no step leads to (an enclave is nobody's nearest) until all can be reached.

    Each time the one change that helps most is made, rather in a free direction, rather to a near area.
    """
    while any(lost := cut_off(walk)):
        options = []
        for key in sorted(walk):
            for target, direction in product(sorted(neighbours[key]), DIRECTIONS):
                along, beside = _offset(points[key], points[target], direction)
                crossing = any((key in part) != (target in part) for part in lost)
                if crossing and along > 0:
                    still_lost = cut_off({**walk, key: {**walk[key], direction: target}})
                    cost = along + 2 * beside
                    options.append((sum(map(len, still_lost)), direction in walk[key], cost, key, direction, target))
        best = min(options, default=None)
        if best is None or best[0] >= sum(map(len, lost)):
            raise ValueError(f"arrow keys cannot reach all areas: {', '.join(sorted(lost[0] | lost[1]))}")
        walk[best[3]][best[4]] = best[5]


def _steps(key: str, neighbours: Mapping[str, set[str]], points: Mapping[str, Point]) -> dict[str, str]:
    """Where the arrows lead from one area: to the neighbour ahead, else to one rather beside that no arrow leads to
    yet, else to a neighbour's neighbour, so that an enclave is left in every direction."""
    near = neighbours[key]
    further = {beyond for neighbour in near for beyond in neighbours[neighbour]}
    steps: dict[str, str] = {}
    for candidates, steep, only_new in ((near, AHEAD, False), (near, BESIDE, True), (further, STRAIGHT, False)):
        for direction in DIRECTIONS:
            if direction not in steps:
                target = _best(key, candidates - set(steps.values() if only_new else ()), points, direction, steep)
                if target is not None:
                    steps[direction] = target
    return {direction: steps[direction] for direction in DIRECTIONS if direction in steps}


def arrows(keys: Sequence[str], shapes: Sequence[shapely.Geometry], points: Mapping[str, Point]) -> Walk:
    """Key -> direction -> key of the area an arrow leads to; a direction without an area ahead is left out.

    `points` are the label points in a system whose y points north. Areas across the border come first; an enclave is
    left in every direction. Raises `ValueError` when some area cannot be reached from all others.
    """
    neighbours = adjacent(keys, shapes)
    walk = {key: _steps(key, neighbours, points) for key in keys}
    _connect(walk, neighbours, points)
    return walk


def arrows_over_gaps(keys: Sequence[str], shapes: Sequence[shapely.Geometry], points: Mapping[str, Point]) -> Walk:
    """The same for areas that need not touch: an area without a border to the others has the nearest as neighbours."""
    neighbours = adjacent(keys, shapes)
    if len(keys) > 1 and len(_reached(neighbours, keys[0])) < len(keys):
        for one, other in _near(keys, points):
            neighbours[one].add(other)
            neighbours[other].add(one)
    walk = {key: _steps(key, neighbours, points) for key in keys}
    try:
        _connect(walk, neighbours, points)
    except ValueError:
        # Rather a plain row from west to east than an area no key leads to.
        row = sorted(keys, key=lambda key: (points[key], key))
        walk = {key: {} for key in keys}
        for west, east in pairwise(row):
            walk[west]["right"], walk[east]["left"] = east, west
    return walk


def _near(keys: Sequence[str], points: Mapping[str, Point]) -> list[tuple[str, str]]:
    """Pairs of areas with nothing between them: the edges of Delaunay's triangles over the label points."""
    at = {points[key]: key for key in keys}
    edges = shapely.get_parts(shapely.delaunay_triangles(shapely.MultiPoint(list(at)), only_edges=True))
    pairs = [tuple(map(tuple, shapely.get_coordinates(edge))) for edge in edges]
    return [(at[one], at[other]) for one, other in pairs if one in at and other in at]
