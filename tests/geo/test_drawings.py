"""What the browser fills: small, gapless, and walkable with the arrow keys."""

from __future__ import annotations

import json
import re
from collections import Counter

import brotli
import numpy as np
import pytest
import shapely

from geo import areas, boundaries, drawing
from geo.arrows import adjacent, arrows, cut_off

EVERY_DRAWING = [(level, division) for level, divisions in boundaries.DRAWN.items() for division in divisions]


def rings(path: str) -> list[list[tuple[int, int]]]:
    """Corners of a path's rings in tenths of a unit, read as a browser reads it."""
    assert re.fullmatch(r"(M[-\d. ]+l[-\d. ]+Z)+", path)
    found = []
    for ring in path.removesuffix("Z").split("Z"):
        start, moves = ring.removeprefix("M").split("l")
        numbers = [round(float(number) * 10) for number in re.findall(r"-?\d*\.?\d+", f"{start} {moves}")]
        steps = np.array(numbers).reshape(-1, 2).cumsum(axis=0)
        found.append([(int(x), int(y)) for x, y in steps])
    return found


def edges(path: str) -> Counter[frozenset[tuple[int, int]]]:
    """Edges of a path, without direction."""
    return Counter(frozenset(pair) for ring in rings(path) for pair in zip(ring, [*ring[1:], ring[0]], strict=True))


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_drawings_travel_light(level: str, division: str) -> None:
    limit = {"district": 20_000, "municipality": 180_000}[level]
    assert len(brotli.compress(boundaries.drawing_file(level, division).read_bytes())) < limit
    collection = json.dumps(boundaries.geojson(level, division), ensure_ascii=False).encode()
    assert len(brotli.compress(collection)) < limit


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_drawings_are_made_from_the_shapes_that_lie_beside_them(level: str, division: str) -> None:
    frame = boundaries.shapes(level, division)
    names = dict(zip(frame["area"], frame["name"], strict=True))
    groups = [areas.district_of(key, division) for key in names] if level == "municipality" else None
    drawn = drawing.draw(level, division, names, list(frame.geometry), groups)
    assert boundaries.drawing(level, division) == json.loads(json.dumps(drawn))


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_drawings_name_every_area_of_their_division(level: str, division: str) -> None:
    found = boundaries.drawing(level, division)
    assert (found["level"], found["division"]) == (level, division)
    assert [(area["key"], area["name"]) for area in found["areas"]] == [
        (area.key, area.name) for area in areas.areas(level, division)
    ]
    assert ("borders" in found) == (level == "municipality")


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_every_edge_on_the_map_is_shared_by_two_areas_or_lies_on_the_outline(level: str, division: str) -> None:
    found = boundaries.drawing(level, division)
    seen: Counter[frozenset[tuple[int, int]]] = Counter()
    for area in found["areas"]:
        seen += edges(area["path"])
    assert set(seen.values()) == {1, 2}
    assert {edge for edge, times in seen.items() if times == 1} == set(edges(found["outline"]))


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_every_label_point_lies_inside_its_area_and_the_map_inside_its_frame(level: str, division: str) -> None:
    found = boundaries.drawing(level, division)
    left, top, width, height = found["viewBox"]
    for area in found["areas"]:
        x, y = round(area["x"] * 10), round(area["y"] * 10)
        parity = sum(shapely.Polygon(ring).contains(shapely.Point(x, y)) for ring in rings(area["path"])) % 2
        assert parity == 1, area["name"]
        for ring in rings(area["path"]):
            assert all(left < px / 10 < left + width and top < py / 10 < top + height for px, py in ring)


def test_the_scale_of_the_drawing_is_true() -> None:
    # Straight-line distance between the middles of Erfurt and Gera is about 76 km; the label points are near them.
    found = boundaries.drawing("municipality", "2014")
    at = {area["key"]: np.array([area["x"], area["y"]]) for area in found["areas"]}
    kilometres = np.linalg.norm(at["16051000"] - at["16052000"]) * found["scale_km_per_unit"]
    assert kilometres == pytest.approx(75, abs=3)


def test_north_is_up_and_east_is_right() -> None:
    at = {area["name"]: (area["x"], area["y"]) for area in boundaries.drawing("district", "2021")["areas"]}
    assert at["Nordhausen"][1] < at["Erfurt"][1] < at["Sonneberg"][1]
    assert at["Wartburgkreis"][0] < at["Erfurt"][0] < at["Altenburger Land"][0]


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_arrow_keys_lead_from_every_area_to_every_other_one(level: str, division: str) -> None:
    walk = {area["key"]: area["neighbours"] for area in boundaries.drawing(level, division)["areas"]}
    assert all(walk.values())
    start, *others = walk
    for targets in (walk, turned_round(walk)):
        seen, ahead = {start}, [start]
        while ahead:
            fresh = set(targets[ahead.pop()].values()) - seen
            seen |= fresh
            ahead += fresh
        assert seen == {start, *others}


def turned_round(walk: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Who leads to an area, by the area."""
    return {key: {other: other for other, steps in walk.items() if key in steps.values()} for key in walk}


@pytest.mark.parametrize(("level", "division"), EVERY_DRAWING)
def test_an_arrow_never_leads_backwards(level: str, division: str) -> None:
    at = {area["key"]: area for area in boundaries.drawing(level, division)["areas"]}
    for area in at.values():
        for direction, target in area["neighbours"].items():
            east, south = at[target]["x"] - area["x"], at[target]["y"] - area["y"]
            ahead = {"up": -south, "down": south, "right": east, "left": -east}[direction]
            assert ahead >= 0, (area["name"], direction)


def test_erfurt_has_the_neighbours_a_map_of_thuringia_shows() -> None:
    walk = {area["key"]: area["neighbours"] for area in boundaries.drawing("district", "2021")["areas"]}
    assert walk["16051"] == {"up": "16068", "right": "16071", "down": "16070", "left": "16067"}


def test_weimar_is_left_and_entered_though_one_district_surrounds_it() -> None:
    frame = boundaries.shapes("district", "2021")
    assert adjacent(list(frame["area"]), list(frame.geometry))["16055"] == {"16071"}
    walk = {area["key"]: area["neighbours"] for area in boundaries.drawing("district", "2021")["areas"]}
    assert len(walk["16055"]) == 4
    assert "16055" in walk["16071"].values()


def test_a_common_corner_makes_no_neighbour() -> None:
    corners = [shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(1, 0, 2, 1)]
    assert adjacent(["a", "b", "c"], corners) == {"a": {"c"}, "b": {"c"}, "c": {"a", "b"}}


def test_an_enclave_that_is_nobodys_nearest_is_still_entered() -> None:
    enclave = shapely.box(25, 20, 26, 22)
    around = shapely.box(0, 0, 30, 30).difference(enclave)
    shapes = [around, enclave, shapely.box(30, 0, 34, 30), shapely.box(0, 30, 30, 34)]
    points = {"around": (18.0, 13.0), "enclave": (25.5, 21.0), "east": (32.0, 15.0), "north": (18.0, 32.0)}
    walk = arrows(list(points), shapes, points)
    # up was north, the nearest; north is reached over the enclave now
    assert walk["around"] == {"up": "enclave", "right": "east"}
    assert walk["enclave"]["up"] == "north"
    assert cut_off(walk) == (set(), set())


def test_islands_no_arrow_can_reach_stop_the_build() -> None:
    points = {"here": (0.5, 0.5), "there": (9.5, 0.5)}
    with pytest.raises(ValueError, match="arrow keys cannot reach"):
        arrows(list(points), [shapely.box(0, 0, 1, 1), shapely.box(9, 0, 10, 1)], points)


def test_path_numbers_are_as_short_as_svg_allows() -> None:
    # 200 m are a unit: a square of 1 km with its north-western corner 10.5 units right of and below the frame's
    east, north = drawing.WEST + 2100, drawing.NORTH - 2100
    ring = shapely.Polygon(
        [(east, north), (east + 1000, north), (east + 1000, north - 1000), (east + 100, north - 1000)]
    )
    assert drawing.path(ring) == "M10.5 10.5l5 0 0 5-4.5 0Z"
    assert drawing.path(shapely.LineString([(east, north), (east - 20, north + 100)])) == "M10.5 10.5l-.1-.5"


def test_an_area_too_small_for_the_grid_leaves_no_broken_path() -> None:
    speck = shapely.box(drawing.WEST, drawing.NORTH - 5, drawing.WEST + 5, drawing.NORTH)
    assert drawing.path(speck) == ""
