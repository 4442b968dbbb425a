"""Nine colours that can be told apart, points where their values are, and a matrix coloured only where it may be."""

from __future__ import annotations

import itertools
import math

import pytest

from dashboard import theme
from dashboard.figures import bivariate, correlations, map_series, scatter, side_maps
from dashboard.shapes import addresses
from indicators import correlation_matrix, pairs
from indicators.pairs import Pair
from tests.dashboard.test_theme import SIGHTS, difference, lab

pytestmark = pytest.mark.usefixtures("built_store")

LEAST_BETWEEN_BIVARIATE = 6.0
X, Y = "unemployment_rate", "sgb2_children_rate"


@pytest.fixture(scope="module")
def asked(built_store: str) -> Pair:  # noqa: ARG001
    return pairs.pair(X, Y)


@pytest.mark.parametrize(("sight", "published"), [("normal", 9.3), ("protan", 7.7), ("deutan", 7.3), ("tritan", 6.1)])
def test_the_nine_colours_are_as_far_apart_as_required(sight: str, published: float) -> None:
    assert set(SIGHTS) == {"normal", "protan", "deutan", "tritan"}
    seen = [lab(colour, sight) for colour in theme.BIVARIATE]
    least = min(difference(one, other) for one, other in itertools.combinations(seen, 2))
    assert least >= LEAST_BETWEEN_BIVARIATE
    assert least == pytest.approx(published, abs=0.06)


def test_colours_darken_in_both_directions() -> None:
    light = [lab(colour)[0] for colour in theme.BIVARIATE]
    for row in range(3):
        assert light[3 * row] > light[3 * row + 1] > light[3 * row + 2]
        assert light[row] > light[row + 3] > light[row + 6]


def test_blue_stands_for_high_x_and_green_for_high_y() -> None:
    assert theme.BIVARIATE[bivariate.number_of(2, 0)] == "#6c83b5"
    assert theme.BIVARIATE[bivariate.number_of(0, 2)] == "#73ae80"
    assert theme.BIVARIATE[bivariate.number_of(2, 2)] == "#2a5a5b"


def test_numbers_in_the_legend_can_be_read_on_every_colour() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (*theme.BIVARIATE, *correlations.COLOURS):
        light, dark = sorted((luminance(colour), luminance(theme.ink_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


def test_the_map_shows_classes_both_values_and_the_areas_left_out(asked: Pair) -> None:
    series = bivariate.payload(asked)
    place = series["areas"].index("16052")
    assert series["class"]["2024"][place] == 8
    assert series["text"]["2024"][place] == (
        "Arbeitslosenquote: 9,9 % aller zivilen Erwerbspersonen; Kinder im SGB II-Bezug: 22,8"
    )
    assert series["notes"]["2024"]["16052"] == "Arbeitslosenquote hoch, Kinder im SGB II-Bezug hoch"
    assert series["shapes"]["2024"] == "district-2021"
    assert series["shapes"]["2024"] in addresses()
    partial = bivariate.payload(pairs.pair(X, "life_expectancy"))
    assert partial["class"]["2020"][partial["areas"].index("16063")] == map_series.NO_VALUE
    assert partial["statuses"]["2020"] == [{"status": "not_comparable", "label": "nicht vergleichbar", "count": 1}]


def test_the_square_counts_every_area_once_with_high_y_on_top(asked: Pair) -> None:
    rows = bivariate.square(asked)
    assert sum(cell["count"] for row in rows for cell in row) == 22
    assert rows[0][2] == {
        "colour": "#2a5a5b", "ink": "#ffffff", "count": 5,
        "words": "Arbeitslosenquote hoch, Kinder im SGB II-Bezug hoch",
    }  # fmt: skip
    assert rows[2][0]["colour"] == "#e8e8e8"
    assert bivariate.ranges(asked.x_limits, 1) == ["bis 5,6", "über 5,6 bis 6,3", "über 6,3"]
    assert bivariate.ranges((4.0,), 0) == ["bis 4", "", "über 4"]
    assert bivariate.ranges((), 0) == ["", "alle Werte", ""]


def test_points_stand_at_their_printed_values_in_the_colour_of_the_map(asked: Pair) -> None:
    figure = scatter.figure(asked, pairs.relation(asked), ("16053",))
    points = {
        data[0]: (x, y)
        for trace in figure["data"]
        if trace["mode"] == "markers+text"
        for data, x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True)
    }
    assert len(points) == 22
    assert points["16052"] == (9.9, 22.8)
    names = [trace["name"] for trace in figure["data"]]
    assert names == ["Kreise", "Ausgleichsgerade", "weit von der Geraden", "1 Jena"]
    assert figure["data"][2]["customdata"] == [["16071", "Weimarer Land"]]
    first = figure["data"][0]
    gera = [data[0] for data in first["customdata"]].index("16052")
    assert first["marker"]["color"][gera] == "#2a5a5b"


def test_names_do_not_lie_on_each_other_and_special_ones_always_stand(asked: Pair) -> None:
    places, wide_only = scatter.label_places(asked.points, ["16074", "16066"])
    assert {"16074", "16066"} <= set(places)
    assert len(places) >= 12
    assert set(places.values()) <= set(scatter.PLACES)
    assert wide_only <= {"16074", "16066"}
    assert scatter.label_places((), []) == ({}, set())


def test_a_name_without_room_on_a_phone_stands_among_those_a_phone_does_not_show(asked: Pair) -> None:
    # Weimarer Land lies left of a cloud of points: 235 pixels hold no free place for its name.
    assert scatter.label_places(asked.points, ["16071"])[1] == {"16071"}
    plain, _, outlier = scatter.figure(asked, pairs.relation(asked), ())["data"]
    assert plain["text"].count("Weimarer Land") == 1
    assert outlier["text"] == [""]
    assert [data[0] for data in outlier["customdata"]] == ["16071"]
    chosen = scatter.figure(asked, pairs.relation(asked), ("16071",))["data"][-1]
    assert (chosen["text"], chosen["textposition"]) == (["<b>1</b>"], ["middle center"])


def test_the_title_below_the_points_is_broken_for_a_phone(asked: Pair) -> None:
    layout = scatter.figure(asked, None, ())["layout"]
    lines = layout["xaxis"]["title"]["text"].split("<br>")
    assert max(map(len, lines)) <= 30
    assert " ".join(lines) == "Arbeitslosenquote (% aller zivilen Erwerbspersonen)"


def test_the_table_says_what_map_and_points_show(asked: Pair) -> None:
    table = scatter.table(asked, pairs.relation(asked))
    assert len(table["rows"]) == len(table["row_keys"]) == 22
    assert table["rows"][0] == ["Gera", "9,9", "hoch", "22,8", "hoch", "+3,4", ""]
    without = scatter.table(pairs.pair(X, "life_expectancy"), None)
    assert without["rows"][-1] == ["Wartburgkreis", "", "", "", "", "", "Lebenserwartung: nicht vergleichbar"]


def test_the_matrix_is_coloured_only_where_the_interval_leaves_zero_out() -> None:
    found = correlation_matrix.matrix([X, Y, "life_expectancy", "childcare_rate_under_3"])
    table = correlations.table(found)
    assert table["cells"][0][0] is None
    assert table["cells"][0][1] == ["0,91", 6, 2024, 22, "0,78", "0,96"]
    assert table["cells"][0][2][:2] == ["−0,29", -1]
    assert table["cells"][3][2] == ["kein gemeinsames Jahr"]
    assert sum(group["count"] for group in table["groups"]) == 4
    assert not any(math.isnan(part) for row in table["cells"] for cell in row if cell for part in cell[1:4])


def test_two_years_of_one_indicator_wear_the_same_colours_for_the_same_values() -> None:
    answer = pairs.pair(X, Y).x
    inner = pairs.shared_limits([(answer, 2010), (answer, 2024)], side_maps.CLASSES)
    left, right = (side_maps.payload(answer, year, inner) for year in (2010, 2024))
    assert left["colours"] == right["colours"]
    legend = side_maps.legend((answer, 2010, inner), (answer, 2024, inner))
    assert [item["left"][0] for item in legend] == [item["right"][0] for item in legend]
    assert sum(item["left"][1] for item in legend) == sum(item["right"][1] for item in legend) == 22
