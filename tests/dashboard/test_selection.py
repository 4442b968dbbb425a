"""Whatever the browser sends becomes the nearest sensible choice."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.classes import BASES, METHODS
from dashboard.selection import GROUPS, MOST_AREAS, Selection
from geo import areas as geography
from indicators import answers

pytestmark = pytest.mark.usefixtures("built_store")

INDICATORS = [
    "sgb2_children_rate", "population", "gisd_score", "median_income", "unemployment_rate_foreigners",
    "population_density_municipal", "life_expectancy", "gdp_per_person_2021",
]  # fmt: skip
junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=5),
    st.lists(st.one_of(st.text(max_size=6), st.integers(), st.none(), st.just("16052")), max_size=9),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def or_junk(*sensible: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from(sensible), st.sampled_from(sensible), junk)


choices = st.fixed_dictionaries(
    {"indicator": or_junk(*INDICATORS)},
    optional={
        "level": or_junk("district", "municipality", "state"),
        "year": or_junk(2024, "2021", "2020", "1", -1, "9" * 30, "2024.5"),
        "areas": or_junk("16052", "16052,16053,16052", ["16054", "16055"], "16051000", ",,", "16056"),
        "show": or_junk("change", "value"),
        "territory": or_junk("published", "merged"),
        "method": or_junk("deviation", "natural", "equal", "quantile"),
        "classes": or_junk(3, "7", 99, "-4"),
        "basis": or_junk("newest", "chosen", "all"),
        "against": or_junk("country", "rural", "16052", "year:2019", "year:2", "year:0000020190", "year:", "16056"),
        "department": or_junk("jugendamt", "nobody"),
        "cls": junk,
        "self": junk,
        "x" * 20: junk,
    },
)


@settings(deadline=None, max_examples=150)
@given(choices)
def test_anything_at_all_becomes_a_choice_that_can_be_shown(raw: dict[str, Any]) -> None:
    chosen = Selection.of(**raw)
    answer = chosen.answer()
    assert chosen.year in answer.years
    assert chosen.level in ("district", "municipality")
    assert chosen.method in METHODS
    assert chosen.basis in BASES
    assert 3 <= chosen.classes <= 7
    assert len(chosen.areas) == len(set(chosen.areas)) <= MOST_AREAS
    assert set(chosen.areas) <= {area.key for area in geography.areas(chosen.level)}
    if chosen.method == "deviation":
        assert answers.comparison(answer, "state", chosen.year).value is not None
    if chosen.against.startswith("year:"):
        assert int(chosen.against[5:]) in answer.years
        assert not answer.is_change
    elif chosen.against:
        answers.comparison(answer, chosen.against, chosen.year)  # raises for what cannot be compared


@settings(deadline=None, max_examples=150)
@given(choices)
def test_a_copied_address_shows_the_same_picture(raw: dict[str, Any]) -> None:
    chosen = Selection.of(**raw)
    again = Selection.of(**dict(parse_qsl(chosen.query(), keep_blank_values=True)))
    assert again == chosen
    assert all(problem.reason and problem.instead for problem in chosen.problems)
    assert again.problems == ()
    assert again.query() == chosen.query()


def test_the_atlas_opens_on_children_on_benefits_in_the_newest_year() -> None:
    chosen = Selection.of()
    assert (chosen.indicator, chosen.level, chosen.year) == ("sgb2_children_rate", "district", 2024)
    assert (chosen.method, chosen.classes, chosen.basis, chosen.against) == ("quantile", 5, "newest", "state")
    assert chosen.query() == "indicator=sgb2_children_rate&year=2024"


@pytest.mark.parametrize(
    ("asked", "shown"), [("2022", 2023), ("2021", 2020), ("1990", 2015), ("2100", 2024), ("soon", 2024), (None, 2024)]
)
def test_a_year_without_figures_becomes_the_closest_that_has_some(asked: str | None, shown: int) -> None:
    assert Selection.of(indicator="sgb2_children_rate", year=asked).year == shown


def test_six_areas_can_be_chosen_and_each_once() -> None:
    keys = "16051,16052,16051,99999,16053,16054,16055,16061,16062"
    assert Selection.of(areas=keys).areas == ("16051", "16052", "16053", "16054", "16055", "16061")
    assert Selection.of(areas=["16052", 7, None]).areas == ("16052",)


def test_deviation_from_thuringia_is_off_where_thuringia_has_no_value() -> None:
    assert Selection.of(indicator="median_income", method="deviation").method == "quantile"
    assert Selection.of(indicator="sgb2_rate", method="deviation").method == "deviation"


def test_a_change_is_off_where_no_year_has_a_partner_five_years_before() -> None:
    for indicator in ("gisd_score", "median_income", "gdp_per_person_2021"):
        assert Selection.of(indicator=indicator, show="change").show == "value"
    changed = Selection.of(indicator="sgb2_rate", show="change", against="year:2019")
    assert changed.show == "change"
    assert changed.against in GROUPS


def test_a_count_is_not_held_against_the_whole_state() -> None:
    assert Selection.of(indicator="population", against="state").against == ""
    assert Selection.of(indicator="population", against="16052").against == "16052"
    assert Selection.of(indicator="population", against="year:2015").against == "year:2015"


def test_a_level_without_figures_becomes_one_that_has_some() -> None:
    assert Selection.of(indicator="sgb2_rate", level="municipality").level == "district"
    assert Selection.of(indicator="population_density_municipal", level="district").level == "municipality"
    assert Selection.of(indicator="population", level="municipality").year == 2014


def test_changes_open_on_the_newest_year_that_has_some_unless_the_address_names_one() -> None:
    # the census of 2022 leaves no change of population after 2021
    assert Selection.of(indicator="population", show="change").year == 2021
    named = Selection.of(indicator="population", show="change", year="2025")
    assert named.year == 2025
    assert named.in_a_year_with_values().year == 2021
    assert Selection.of(indicator="population", year="2025").in_a_year_with_values().year == 2025
    assert Selection.of(indicator="population", show="change", year="2019").in_a_year_with_values().year == 2019
