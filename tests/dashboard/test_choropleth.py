"""The one map writer: what is painted where, what lies over it, and what a page of its own carries."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any, get_args

import pytest
from bs4 import BeautifulSoup

from dashboard.figures import choropleth, map_series
from dashboard.figures.classes import Classing
from geo import boundaries
from indicators import answers
from indicators.catalogue.records import Status

pytestmark = pytest.mark.usefixtures("built_store")

SVG = "{http://www.w3.org/2000/svg}"


def drawn(indicator: str, year: int, **choice: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    series = map_series.payload(answers.values(indicator, **choice), Classing())
    level, division = series["shapes"][str(year)].split("-")
    return series, boundaries.drawing(level, division)


def fills(markup: str) -> dict[str, str]:
    """Area -> fill, read from the picture."""
    root = ET.fromstring(f"<svg>{markup}</svg>")  # noqa: S314  written here
    return {path.attrib["data-area"]: path.attrib["fill"] for path in root.iter("path") if "data-area" in path.attrib}


def test_every_district_is_painted_in_the_colour_of_its_class() -> None:
    series, drawing = drawn("sgb2_children_rate", 2024)
    painted = fills(choropleth.groups(series, drawing, 2024))
    assert len(painted) == 22
    for area, number in zip(series["areas"], series["class"]["2024"], strict=True):
        assert painted[area] == series["colours"][number]


def test_an_excluded_value_has_a_pattern_and_never_the_lightest_colour() -> None:
    series, drawing = drawn("gdp_per_person_2021", 2021)
    painted = fills(choropleth.groups(series, drawing, 2021))
    assert painted["16063"] == "url(#map-pattern-excluded)"
    assert painted["16063"] not in series["colours"]


def test_every_kind_of_missing_value_has_a_pattern_of_its_own() -> None:
    # What may be null or secret is hatched like a secret; what is still a number keeps the colour of its class.
    alike = {"zero_or_secret", "value", "zero", "rounded_zero", "limited", "unreliable"}
    kinds = sorted({"missing", *get_args(Status)} - alike)
    assert "no_record" in kinds
    assert len({choropleth.PATTERNS[kind] for kind in kinds}) == len(kinds)
    definitions = choropleth.pattern_definitions()
    for kind in kinds:
        assert choropleth.status_fill(kind) == f"url(#map-pattern-{kind})"
        assert f'id="map-pattern-{kind}"' in definitions
    assert choropleth.status_fill("dissolved") == "none"
    assert choropleth.status_fill("a status of tomorrow") == "url(#map-pattern-missing)"


def test_counts_are_circles_on_unfilled_shapes_and_the_largest_lies_below() -> None:
    series, drawing = drawn("population", 2024)
    markup = choropleth.groups(series, drawing, 2024)
    assert set(fills(markup).values()) == {choropleth.UNFILLED}
    root = ET.fromstring(f"<svg>{markup}</svg>")  # noqa: S314  written here
    radii = [float(circle.attrib["r"]) for circle in root.iter("circle")]
    assert len(radii) == 22
    assert radii == sorted(radii, reverse=True)


def test_the_picture_on_the_page_says_what_it_is() -> None:
    series, drawing = drawn("sgb2_children_rate", 2024)
    picture = BeautifulSoup(choropleth.picture(series, drawing, 2024, label='Karte <&"> 2024'), "html.parser").svg
    assert picture is not None
    assert (picture["role"], picture["aria-label"]) == ("img", 'Karte <&"> 2024')
    assert len(picture.select("path.area")) == 22


def test_text_on_a_sheet_stays_text_whatever_it_says() -> None:
    series, drawing = drawn("sgb2_children_rate", 2024)
    nasty = "<img src=x onerror=alert(1)>\"><script>${7*7}'); DROP TABLE x;--"
    root = ET.fromstring(choropleth.sheet(series, drawing, 2024, title=nasty, notes=[nasty]))  # noqa: S314
    assert not list(root.iter(f"{SVG}script")) + list(root.iter(f"{SVG}img"))
    assert root.attrib["aria-label"] == nasty


def test_a_long_title_takes_as_many_lines_as_it_needs_and_the_map_moves_down() -> None:
    series, drawing = drawn("sgb2_children_rate", 2024)
    title = "Kinder im SGB II-Bezug je 100 Kinder unter 15 Jahren und ein sehr langer Zusatz " * 4
    short, long = (
        ET.fromstring(choropleth.sheet(series, drawing, 2024, title=text, notes=[]))  # noqa: S314
        for text in ("Kinder", title)
    )
    lines = [text.text or "" for text in long.iter(f"{SVG}text") if text.get("class") == "title"]
    assert " ".join(lines) == title.strip()
    assert float(long.attrib["height"]) == float(short.attrib["height"]) + 30 * (len(lines) - 1)
