"""The small pictures of a profile, measured."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboard.figures import spine
from indicators import profiles
from indicators.district_sheets import Spread
from indicators.profiles import ProfileRow

pytestmark = pytest.mark.usefixtures("built_store")


def row(indicator: str = "sgb2_children_rate", area: str = "16052", *against: str) -> ProfileRow:
    found = profiles.profile(area, against or ("state",))
    return next(row for row in found.rows if row.record.id == indicator)


def simple(**changes: object) -> ProfileRow:
    """Value 20 with limits 18 to 22, comparison 10, districts from 5 over 8 and 12 to 15: a reach of 10."""
    real = row()
    held = replace(real.held[0], value=10.0)
    cells = replace(real.row, value=20.0, printed=20.0, lower=18.0, upper=22.0)
    made = replace(real, row=cells, held=(held,), spread=Spread(5, 8, 10, 12, 15, 3))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_comparison_is_the_middle_and_the_farthest_value_the_edge() -> None:
    # 91 units for a reach of 10: 20 lies at 191, 5 at 54.5, 15 at 145.5, 8 at 81.8, 12 at 118.2
    shapes = {look: path for path, look in spine.spine(simple())}
    assert shapes["comparison"] == "M100 0V24"
    assert shapes["range"] == "M54.5 12H145.5"
    assert shapes["quartiles"] == "M81.8 12H118.2"
    assert shapes["worse"].startswith("M191 ")
    assert shapes["interval"] == "M172.8 12H200"  # 22 lies beyond the edge


def test_a_count_has_no_comparison_line_and_stands_around_the_median() -> None:
    looks = [look for _, look in spine.spine(row("population"))]
    assert looks == ["range", "quartiles", "not_compared"]


def test_further_areas_are_drawn_as_lines_of_their_own() -> None:
    looks = [look for _, look in spine.spine(row("sgb2_children_rate", "16052", "state", "16053", "16054"))]
    assert looks.count("comparison") == 1
    assert looks.count("further") == 2


def test_an_area_without_a_value_has_no_picture_and_no_words() -> None:
    found = row("gdp_per_person_2021", "16063")
    assert spine.spine(found) == []
    assert spine.spine_words(found, "Wartburgkreis") == ""


def test_no_picture_holds_a_place_that_is_no_number() -> None:
    for area in profiles.names():
        for found in profiles.profile(area, ("similar", "state")).rows:
            for path, _ in spine.spine(found) + spine.sparkline(found):
                assert re.fullmatch(r"[MLHVhlvaz0-9 .\-]+", path), path


def test_every_look_has_a_shape_of_its_own() -> None:
    paths = [spine.point(key, 0)[0] for key in spine.POINTS]
    assert len({path.split(" ", 1)[1] for path in paths}) == len(paths) == 6
    assert set(spine.POINT_WORDS) == set(spine.POINTS)


def test_the_words_say_value_interval_comparison_and_districts() -> None:
    assert spine.spine_words(row(), "Gera") == (
        "Gera 22,8 (95-%-Intervall 22,0 bis 23,7), Thüringen 10,9, Kreise 5,7 bis 22,8, mittlere Hälfte 8,7 bis 13,1"
    )


def test_the_sparkline_stops_at_gaps_and_breaks() -> None:
    (path, look), end = spine.sparkline(row())
    assert look == "line"
    assert path.count("M") == 2  # 2015 to 2020, then 2023 and 2024
    assert end[0].startswith("M86 ")
    broken = replace(row(), breaks=(2018,))
    assert spine.sparkline(broken)[0][0].count("M") == 3


def test_the_line_of_a_rescaled_score_is_not_drawn() -> None:
    assert spine.sparkline(row("gisd_score")) == []
    assert spine.sparkline_words(row("gisd_score")) == ""


def test_first_and_last_value_stand_beside_the_line() -> None:
    assert spine.sparkline_words(row()) == "22,9 (2015) bis 22,8 (2024)"
