"""One area across all departments: values, comparisons, trends and similar districts, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from indicators import comparison, profile_words, profiles, trend
from indicators.answer import Answer
from indicators.answers import UnknownChoice
from indicators.catalogue import catalogue
from indicators.district_sheets import spread_of
from indicators.profiles import MAY_OVERLAP, Profile, ProfileRow
from indicators.verdicts import A_COUNT

pytestmark = pytest.mark.usefixtures("built_store")


@cache
def of(area: str, *against: str) -> Profile:
    return profiles.profile(area, against or ("state",))


def row(indicator: str, area: str = "16052", *against: str) -> ProfileRow:
    return next(row for row in of(area, *against).rows if row.record.id == indicator)


def test_a_profile_holds_every_indicator_of_districts_in_its_own_latest_year() -> None:
    rows = of("16052").rows
    years = {row.record.id: row.row.year for row in rows}
    assert len(rows) > 130
    assert (years["population"], years["sgb2_children_rate"], years["gisd_score"]) == (2025, 2024, 2021)
    assert "population_density_municipal" not in years


def test_children_in_basic_security_of_gera_stand_clear_above_thuringia() -> None:
    # Gera 31.12.2024: 22.8 of 100 children, Byar's limits 22.00 to 23.71; Thuringia 10.93
    found = row("sgb2_children_rate")
    assert found.row.printed == 22.8
    assert (found.row.lower, found.row.upper) == pytest.approx((22.0048, 23.7132), abs=5e-5)
    held = found.held[0]
    assert held.label == "Thüringen"
    assert held.value == pytest.approx(10.9336, abs=5e-5)
    assert held.verdict.key == "worse"
    assert (found.row.rank, found.row.ranked) == (1, 22)
    # 12,145 children under 15 at the rate of Thuringia would be 1,447 fewer
    assert held.gap == pytest.approx(1447, abs=0.5)


def test_a_published_rate_is_never_called_better_or_worse() -> None:
    found = row("unemployment_rate").held[0]
    assert found.value == pytest.approx(6.385, abs=5e-4)
    assert (found.verdict.key, found.verdict.reason) == ("not_compared", comparison.NO_INTERVAL)


def test_counts_are_not_held_against_the_state_and_not_judged_beside_districts() -> None:
    alone, beside = row("population").held[0], row("population", "16052", "16051").held[0]
    assert (alone.value, alone.verdict.reason) == (None, A_COUNT)
    assert (beside.value, beside.verdict.reason) == (217159.0, A_COUNT)


def test_nothing_without_an_interval_gets_a_verdict_in_any_district() -> None:
    for area in profiles.names():
        for found in of(area).rows:
            held = found.held[0]
            if held.verdict.key != "not_compared":
                assert found.has_limits
                assert held.verdict.method in ("wilson", "byar")
                clear = found.row.lower > held.value or found.row.upper < held.value  # type: ignore[operator]
                assert clear == (held.verdict.key != "similar")


def test_the_distance_counts_standard_deviations_of_the_districts() -> None:
    found = row("sgb2_children_rate")
    assert found.spread is not None
    assert found.distance == pytest.approx((22.84703 - 10.93360) / found.spread.deviation, abs=1e-4)
    assert found.distance == pytest.approx(2.9146, abs=5e-4)
    assert row("population").distance is None


def test_quartiles_are_interpolated_and_the_deviation_divides_by_one_less() -> None:
    # deviations from the mean 4: 3, 2, 1, 0, 6; √(50 / 4)
    spread = spread_of([1, 2, 3, 4, 10])
    assert spread is not None
    assert (spread.low, spread.quarter, spread.median, spread.three_quarters, spread.high) == (1, 2, 3, 4, 10)
    assert spread.deviation == pytest.approx(math.sqrt(12.5))
    assert spread_of([1, 2, 3]) is None


def test_districts_that_are_all_alike_have_no_deviation() -> None:
    spread = spread_of([0.1, 0.1, 0.1, 0.1])
    assert spread is not None
    assert spread.deviation == 0


def test_the_trend_ends_before_the_gap_and_says_so() -> None:
    found = row("sgb2_children_rate").trend
    assert (found.key, found.start, found.end, found.test) == ("falling", 2016, 2020, "slope")
    assert found.sentence == "2016–2020: sinkend (günstig); 2021 und 2022 ohne Wert"


def test_no_trend_crosses_a_break_of_the_area() -> None:
    for area in ("16052", "16061", "16063", "16064", "16066"):
        for found in of(area).rows:
            if found.trend.start is not None and found.trend.end is not None:
                crossed = [at for at in found.breaks if found.trend.start < at <= found.trend.end]
                assert crossed == [], (area, found.record.id)


def test_moving_averages_and_rescaled_scores_have_no_trend() -> None:
    assert row("life_expectancy").trend.reason == MAY_OVERLAP
    assert row("gisd_score").trend.reason == trend.RESCALED


def test_published_series_are_tested_by_mann_kendall_over_eight_years() -> None:
    found = row("unemployment_rate").trend
    assert (found.test, found.start, found.end) == ("mann_kendall", 2018, 2025)


def test_trends_made_of_estimated_years_are_marked() -> None:
    # Kaltennordheim left the Wartburgkreis in 2019: its years before are restated by population factors.
    found = row("share_65_and_over", "16063")
    assert (found.trend.start, found.trend_mark) == (2017, "estimated")
    assert "geschätzt" in profile_words.trend_words(found)
    assert row("share_65_and_over", "16053").trend_mark == ""


def test_similar_districts_are_found_in_the_latest_common_year_with_reasons() -> None:
    found = profiles.similar("16052")
    assert found.year == 2020  # the employment rate ends there
    assert [item.area for item in found.areas] == ["16077", "16062", "16065", "16070", "16064"]
    assert found.areas[0].words == "ähnlich in Einwohnerzahl und Altersaufbau"


def test_the_value_of_similar_districts_is_their_median() -> None:
    # 1742/10159, 1497/10034, 1189/8578, 1416/13087, 1738/12632 in percent: the third is 13.861
    held = row("sgb2_children_rate", "16052", "similar").held[0]
    assert held.label == "Median ähnlicher Kreise"
    assert held.value == pytest.approx(13.8610, abs=5e-5)
    assert held.verdict.key == "worse"


def test_three_areas_can_be_compared_in_the_order_asked_for() -> None:
    found = of("16052", "16053", "16054", "16055")
    assert found.labels == ("Jena", "Suhl", "Weimar")
    assert all(len(row.held) == 3 for row in found.rows)
    assert row("sgb2_children_rate", "16052", "16053", "16054", "16055").held[0].value == pytest.approx(8.8, abs=0.05)


def test_every_district_has_a_profile() -> None:
    assert {len(of(area).rows) for area in profiles.names()} == {len(of("16052").rows)}
    assert len(profiles.names()) == 22


@pytest.mark.parametrize(
    ("area", "against", "said"),
    [
        ("x", ("state",), "Den Kreis „x“ gibt es nicht. Am nächsten: "),
        ("16056", ("state",), "Eisenach (16056) gehört seit dem 01.07.2021 zum Wartburgkreis: bitte 16063 angeben."),
        ("16052", ("16052",), "Ein Gebiet lässt sich nicht mit sich selbst vergleichen."),
        ("16052", (), "Verglichen werden kann mit einem bis drei Werten; angegeben ist keiner."),
        (
            "16052",
            ("state", "similar", "16051", "16053"),
            "Verglichen werden kann mit höchstens drei Werten; angegeben sind vier.",
        ),
        ("16052", ("nowhere",), "Den Kreis „nowhere“ gibt es nicht."),
    ],
)
def test_what_does_not_exist_is_refused_in_german(area: str, against: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        profiles.profile(area, against)
    assert str(refused.value).startswith(said)


def test_a_trend_across_the_census_of_2022_says_so() -> None:
    found = row("sgb2_rate").trend
    assert found.sentence == "2020–2024: steigend (ungünstig), über die neue Bevölkerungsbasis 2022 hinweg"
    assert row("sgb2_children_rate").trend.across == ""  # 2016–2020
    assert row("unemployment_rate").trend.across == ""  # no people of the population update in it


def test_a_move_of_villages_is_a_new_territory_and_the_census_a_new_base() -> None:
    assert row("sgb2_rate", "16063").trend.limited_by == "seit 2024 neuer Gebietsstand"
    assert row("sgb2_rate", "16061").trend.limited_by == "seit 2023 neuer Gebietsstand"
    assert row("sgb2_rate", "16064").trend.limited_by == "seit 2023 neuer Gebietsstand"
    assert row("population").trend.limited_by == "seit 2022 neue Basis"
    assert row("households_with_children_share").trend.limited_by == "seit 2020 neue Methode"


def test_an_unsure_value_gives_no_rank_and_no_trend() -> None:
    # Scheiditz: 0.00 % of its few children in 2021, 33.33 % in 2022 (INKAR, published without a base; D-21).
    shares = {"16074082": (0.0, 33.33), "16074084": (5.0, 6.0), "16074085": (4.0, 7.0)}
    frame = pd.DataFrame(
        {
            "area": area, "name": area, "level": "municipality", "year": year, "value": value,
            "numerator": math.nan, "denominator": math.nan, "lower": math.nan, "upper": math.nan,
            "status": "unreliable" if area == "16074082" else "value", "sign": None, "division": "2021",
            "source": "inkar_labour_2024", "mark": "published",
        }
        for area, values in shares.items()
        for year, value in zip((2021, 2022), values, strict=True)
    )  # fmt: skip
    record = catalogue().indicators["unemployment_rate"]
    answer = Answer(record, frame, "municipality", "2021")
    assert {row.area: row.rank for row in answer.rows[2022]} == {"16074082": 0, "16074084": 2, "16074085": 1}
    assert [row.ranked for row in answer.rows[2022]] == [2, 2, 2]
    line = [replace(answer.rows[2022][1], year=year, value=float(year % 7)) for year in range(2015, 2023)]
    assert profiles.trend_of(record, line, {}).key != "not_computable"
    unsure = [replace(row, status="unreliable") for row in line]
    assert profiles.trend_of(record, unsure, {}).sentence == "nicht berechenbar (0 von 8 Jahren)"
