"""Similar districts: distances computed by hand, reasons in words, and what happens when figures are missing."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import catalogue
from indicators.comparison import NotComputable
from indicators.similarity import STRUCTURE, Dimension, SimilarArea, similar_areas, standardised

THREE = tuple(Dimension(name, name, name.upper()) for name in ("a", "b", "c"))
KEYS = [dimension.indicator for dimension in STRUCTURE]
ROUND = pd.DataFrame(
    {"a": [1.0, 2.0, 3.0], "b": [10.0, 30.0, 20.0], "c": [5.0, 5.0, 8.0]}, index=["16051", "16052", "16053"]
)
"""Standard deviations with n - 1, by hand: 1, 10 and √3."""


def districts(seed: int = 1, areas: int = 22) -> pd.DataFrame:
    """Made-up districts with every structural indicator."""
    drawn = np.random.default_rng(seed).lognormal(3, 0.5, (areas, len(KEYS)))
    return pd.DataFrame(drawn, index=[f"16{number:03}" for number in range(51, 51 + areas)], columns=KEYS)


def found_by_area(found: list[SimilarArea]) -> dict[str, SimilarArea]:
    return {item.area: item for item in found}


def test_the_distance_is_the_one_computed_by_hand() -> None:
    """16051 to 16052: √(1² + 2² + 0²) = √5; to 16053: √(2² + 1² + √3²) = √8."""
    first, second = similar_areas(ROUND, "16051", dimensions=THREE)
    assert (first.area, first.distance) == ("16052", pytest.approx(math.sqrt(5)))
    assert (second.area, second.distance) == ("16053", pytest.approx(math.sqrt(8)))
    assert first.gaps == pytest.approx({"A": 1, "B": 2, "C": 0})
    assert first.compared == 3


def test_scores_have_mean_zero_and_a_standard_deviation_of_one_with_n_minus_1() -> None:
    scores, used = standardised(districts())
    assert used == STRUCTURE
    assert scores.mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert scores.std(axis=0, ddof=1) == pytest.approx(1)


def test_twice_as_many_people_is_the_same_step_in_small_and_in_large_areas() -> None:
    dimensions = (Dimension("a", "a", "Größe", is_logarithmic=True), *THREE[1:])
    frame = pd.DataFrame(
        {"a": [100.0, 200.0, 400.0], "b": [0.0, 1.0, 0.0], "c": [1.0, 0.0, 1.0]}, index=["one", "two", "four"]
    )
    gaps = {item.area: item.gaps["Größe"] for item in similar_areas(frame, "two", dimensions=dimensions)}
    assert gaps["one"] == pytest.approx(gaps["four"])


def test_two_indicators_of_one_topic_give_one_reason_by_their_root_mean_square() -> None:
    dimensions = (Dimension("a", "a", "Alter"), Dimension("b", "b", "Alter"), Dimension("c", "c", "Geld"))
    first = found_by_area(similar_areas(ROUND, "16051", dimensions=dimensions))["16052"]
    assert first.gaps == pytest.approx({"Alter": math.sqrt((1 + 4) / 2), "Geld": 0})


def test_the_reasons_are_the_closest_topics_in_words() -> None:
    frame = districts()
    alike = frame.loc["16051"].copy()
    alike[["population", "disposable_income_per_person"]] *= 5
    alike["unemployment_rate"] *= 1.1
    frame.loc["16060"] = alike
    found = found_by_area(similar_areas(frame, "16051", n=21))["16060"]
    assert set(found.alike[:2]) == {"Dichte", "Altersaufbau"}
    assert found.words.startswith(f"ähnlich in {found.alike[0]}")
    assert found.words.endswith(f" und {found.alike[-1]}")
    assert set(found.different) == {"Einwohnerzahl", "Einkommen"}


def test_at_most_three_reasons_are_named() -> None:
    frame = districts()
    frame.loc["16060"] = frame.loc["16051"] * 1.001
    first = similar_areas(frame, "16051", n=1)[0]
    assert first.area == "16060"
    assert len(first.alike) == 3
    assert first.different == ()


def test_areas_that_are_close_in_nothing_are_called_similar_only_at_best() -> None:
    first, second = similar_areas(ROUND, "16051", dimensions=THREE)
    assert second.words == "am ehesten ähnlich in B und C"
    assert second.different == ("A",)
    # Close in C alone: one topic is not enough to call two areas similar.
    assert (first.alike, first.words) == (("C", "A"), "am ehesten ähnlich in C und A")


def test_what_sets_two_areas_apart_is_named_farthest_first() -> None:
    dimensions = (*THREE, Dimension("d", "d", "D"))
    first = similar_areas(ROUND.assign(d=ROUND["c"]), "16051", n=1, dimensions=dimensions)[0]
    assert first.alike == ("C", "D")
    assert first.different == ("B", "A")


def test_as_many_areas_as_asked_come_nearest_first_and_never_the_area_itself() -> None:
    frame = districts()
    found = similar_areas(frame, "16055", n=5)
    assert len(found) == 5
    distances = [item.distance for item in found]
    assert distances == sorted(distances)
    every = similar_areas(frame, "16055", n=99)
    assert {item.area for item in every} == set(frame.index) - {"16055"}
    assert every[:5] == found


# --- missing figures


def test_a_missing_value_is_taken_to_lie_as_far_off_as_the_known_ones() -> None:
    """By hand: over A, B, C and D, with D unknown, the squares of the three known ones count 4/3 times."""
    dimensions = (*THREE, Dimension("d", "d", "D"))
    frame = ROUND.assign(d=[1.0, math.nan, 3.0])
    frame.loc["16054"] = [4.0, 40.0, 9.0, 9.0]
    complete = found_by_area(similar_areas(frame.drop(columns="d"), "16051", dimensions=THREE))["16052"]
    partly = found_by_area(similar_areas(frame, "16051", dimensions=dimensions))["16052"]
    assert partly.compared == 3
    assert partly.distance == pytest.approx(math.sqrt(4 / 3) * complete.distance)
    assert "D" not in partly.gaps


def test_an_area_with_too_few_figures_is_left_out_and_cannot_be_asked_for() -> None:
    frame = districts()
    frame.loc["16060", KEYS[:4]] = math.nan
    assert "16060" not in found_by_area(similar_areas(frame, "16051", n=99))
    with pytest.raises(NotComputable, match="zu wenige Strukturmerkmale"):
        similar_areas(frame, "16060")


def test_an_indicator_that_hardly_any_area_has_is_left_out() -> None:
    frame = districts()
    frame["employment_rate"] = math.nan
    without = frame.drop(columns="employment_rate")
    assert similar_areas(frame, "16051") == similar_areas(without, "16051")
    assert similar_areas(without, "16051")[0].compared == len(STRUCTURE) - 1


@pytest.mark.parametrize(
    ("frame", "area", "words"),
    [
        (districts(areas=2), "16051", "mindestens 3 Gebiete, hier sind es 2"),
        (districts()[["population"]], "16051", "mindestens 3 Strukturmerkmale, hier sind es 1"),
        (districts() * math.nan, "16051", "mindestens 3 Strukturmerkmale, hier sind es 0"),
        (districts().assign(share_under_18=15.1), "16051", "„Anteil unter 18 Jahren“ ist in allen Gebieten gleich"),
        (districts().assign(population=0.0), "16051", "„Einwohnerzahl“ enthält Werte"),
        (districts().assign(employment_rate=math.inf), "16051", "„Beschäftigtenquote“ enthält Werte"),
        (districts(), "16099", "Das Gebiet „16099“"),
    ],
)
def test_what_cannot_be_compared_is_said_in_german(frame: pd.DataFrame, area: str, words: str) -> None:
    with pytest.raises(NotComputable, match=words):
        similar_areas(frame, area)


def test_no_similar_area_cannot_be_asked_for() -> None:
    with pytest.raises(NotComputable, match="mindestens ein"):
        similar_areas(districts(), "16051", n=0)


def test_every_structural_indicator_stands_in_the_catalogue() -> None:
    assert set(KEYS) <= set(catalogue().indicators)


# --- properties

frames = st.builds(districts, st.integers(0, 10_000), st.integers(3, 25))


@settings(max_examples=40)
@given(frames)
def test_being_similar_is_mutual_and_distances_take_no_detour(frame: pd.DataFrame) -> None:
    one, two, three = frame.index[:3]
    from_one, from_two = (found_by_area(similar_areas(frame, area, n=99)) for area in (one, two))
    assert from_one[two].distance == pytest.approx(from_two[one].distance)
    assert from_one[two].gaps == pytest.approx(from_two[one].gaps)
    assert from_one[three].distance <= from_one[two].distance + from_two[three].distance + 1e-9


@settings(max_examples=40)
@given(frames, st.floats(0.01, 1000), st.floats(-500, 500))
def test_other_units_change_nothing(frame: pd.DataFrame, factor: float, shift: float) -> None:
    changed = frame * factor
    linear = [dimension.indicator for dimension in STRUCTURE if not dimension.is_logarithmic]
    changed[linear] += shift
    here, there = (found_by_area(similar_areas(item, "16051", n=99)) for item in (frame, changed))
    for area, found in here.items():
        assert there[area].distance == pytest.approx(found.distance, rel=1e-6)


@settings(max_examples=40)
@given(frames)
def test_a_twin_is_at_distance_zero_and_comes_first(frame: pd.DataFrame) -> None:
    frame.loc["twin"] = frame.loc["16051"]
    first = similar_areas(frame, "16051", n=1)[0]
    assert (first.area, first.distance) == ("twin", 0)
