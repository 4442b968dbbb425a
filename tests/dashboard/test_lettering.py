"""Words on a sheet stay on the sheet: of every indicator, in the years whose titles, notes and legends differ most."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from dashboard import exports
from dashboard.figures import choropleth
from dashboard.figures.lettering import width, wrapped
from dashboard.selection import Selection
from indicators import answers

pytestmark = pytest.mark.usefixtures("built_store")

SIZES = {"title": choropleth.TITLE, "small": choropleth.SMALL}
SVG = "{http://www.w3.org/2000/svg}"


def ends(sheet: ET.Element) -> dict[str, float]:
    """Text -> where it ends, those in the middle of the scale left out."""
    found = {}
    for parent in sheet.iter():
        left = float(parent.get("transform", "translate(0").partition("(")[2].split()[0].rstrip(")"))
        for text in parent.findall(f"{SVG}text"):
            if text.get("text-anchor") != "middle":
                bold, words = text.get("class") == "title", text.text or ""
                size = SIZES.get(text.get("class", ""), choropleth.TEXT)
                found[words] = left + float(text.get("x", "0")) + width(words, size, bold=bold)
    return found


def sheets() -> list[tuple[str, ET.Element]]:
    found = []
    for indicator in answers.offered():
        for level in {"district", "municipality"} & set(answers.levels(indicator)):
            years = answers.values(indicator, level=level).years
            for year in {years[0], years[-1], *(year for year in years if year == 2018)}:
                drawn = exports.map_sheet(Selection.of(indicator=indicator, level=level, year=year))
                found.append((f"{indicator} {level} {year}", ET.fromstring(drawn)))  # noqa: S314  written here
    return found


def test_no_word_on_any_sheet_runs_over_its_edge_or_is_left_out() -> None:
    for name, sheet in sheets():
        edge = float(sheet.attrib["width"])
        assert {text: end for text, end in ends(sheet).items() if end > edge} == {}, name
        lines = [text.text or "" for text in sheet.iter(f"{SVG}text") if text.get("class") == "title"]
        assert " ".join(lines) == sheet.attrib["aria-label"], name


def test_entries_of_a_legend_do_not_touch_each_other() -> None:
    series = {
        "kind": "fill",
        "colours": ["#fff"] * 4,
        "legend": {"2024": [{"label": "über 1.000.000,0 bis 2.000.000,0 Einwohner", "count": 5}] * 4},
        "statuses": {"2024": []},
    }
    assert width("über 1.000.000,0 bis 2.000.000,0 Einwohner (5 Gebiete)", choropleth.TEXT) > 470  # wider than half
    markup, height = choropleth._legend(series, 2024, top=0, room=1400)
    sheet = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{markup}</svg>')  # noqa: S314  written here
    placed = [
        (*(float(part) for part in group.attrib["transform"][10:-1].split()), words.text or "")
        for group in sheet.iter(f"{SVG}g")
        if (words := group.find(f"{SVG}text")) is not None and group.get("transform") and words.get("class") is None
    ]
    assert len(placed) == 4
    assert len({left for left, _, _ in placed}) == 2
    assert choropleth._legend(series, 2024, top=0, room=1000)[1] > height  # one below the other where two do not fit
    for left, top, words in placed:
        for other, same, _ in placed:
            if same == top and other > left:
                assert left + 44 + width(words, choropleth.TEXT) < other


def test_a_bracket_in_the_title_is_not_followed_by_another() -> None:
    drawn = exports.map_sheet(Selection.of(indicator="unemployment_rate", year=2025))
    assert ">Arbeitslosenquote (alle zivilen Erwerbspersonen), Jahresdurchschnitt 2025</title>" in drawn


def test_lines_are_broken_at_blanks_and_lose_no_word() -> None:
    text = "Kinder im SGB II-Bezug je 100 Kinder unter 15 Jahren und ein sehr langer Zusatz " * 4
    lines = wrapped(text, 400, 18)
    assert all(width(line, 18) <= 400 for line in lines)
    assert " ".join(lines) == " ".join(text.split())
    assert wrapped("Sozialversicherungspflichtig Beschäftigte", 10, 18) == [
        "Sozialversicherungspflichtig",
        "Beschäftigte",
    ]
