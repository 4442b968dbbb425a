"""Which territories have answers of their own, held against all the answers there are."""

from __future__ import annotations

import pytest

from dashboard.parts import atlas_options
from dashboard.selection import Selection
from indicators import answers

pytestmark = pytest.mark.usefixtures("built_store")

MERGED, PUBLISHED, RESTATED = answers.TERRITORIES


def told(indicator: str, territory: str) -> list[tuple[str, int, str, str]]:
    """Area, year, value and status of every row."""
    rows = answers.values(indicator, territory=territory).rows.values()
    return [(row.area, row.year, repr(row.value), row.status) for year in rows for row in year]


def test_a_territory_is_offered_exactly_where_it_shows_something_else() -> None:
    for indicator in answers.offered():
        if "district" in answers.levels(indicator):
            usual = told(indicator, MERGED)
            other = [key for key in (PUBLISHED, RESTATED) if told(indicator, key) != usual]
            assert answers.differing(indicator, "district") == (MERGED, *other), indicator


@pytest.mark.parametrize(
    ("indicator", "level", "left"),
    [
        ("sgb2_rate", "district", []),
        ("deaths", "district", [RESTATED]),  # from 2020: nothing but Eisenach to add
        ("life_expectancy", "district", [PUBLISHED]),  # Eisenach stands apart in every year
        ("unemployment_rate_foreigners", "district", [PUBLISHED]),
        ("gisd_score", "district", [PUBLISHED, RESTATED]),  # 22 districts as published
        ("population", "municipality", [PUBLISHED, RESTATED]),
    ],
)
def test_the_menu_leaves_out_what_would_show_the_same(indicator: str, level: str, left: list[str]) -> None:
    assert atlas_options.same_territories(Selection.of(indicator=indicator, level=level)) == left


def test_a_link_claims_no_territory_that_is_the_same_as_another() -> None:
    assert "territory" not in Selection.of(indicator="gisd_score", territory=PUBLISHED).query()
    assert "territory=published" in Selection.of(indicator="sgb2_rate", territory=PUBLISHED).query()
