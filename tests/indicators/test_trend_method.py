"""The recent trend of one area: which years are tested, by which test, and how it is said.

Expected values are published ones (test values of fingertips-open, R's example of `prop.trend.test`, the table of the
Mann-Kendall distribution in Gilbert 1987) or computed by hand; where the folder of expected values lies beside the
repository, every case in it is run as well.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators import trend, trend_tests
from indicators.catalogue.records import BreakKind
from indicators.trend import Trend, latest_run, mann_kendall, proportions_trend, recent_trend, weighted_slope

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
YEARS = [2014, 2015, 2016, 2017, 2018]
RISING: dict[str, Any] = {
    "values": [24.67, 24.6, 28, 30.2, 30.6],
    "lower": [23.16, 23.15, 26.44, 28.63, 28.98],
    "upper": [26.25, 26.19, 29.64, 31.9, 32.25],
}
FLAT: dict[str, Any] = {
    "values": [20.5506, 19.5952, 19.0349, 21.3966, 18.4372],
    "lower": [18.1803, 17.3444, 16.8421, 19.0918, 16.2925],
    "upper": [23.1427, 22.0602, 21.4394, 23.8975, 20.7941],
}
RISING_COUNTS = ([994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701])
FLAT_COUNTS = ([209, 213, 213, 239, 210], [1017, 1087, 1119, 1117, 1139])
# Year, cases, base, value, limits: vaccination in Yorkshire, real and published.
YORKSHIRE = [
    (2020, 57274, 61834, 92.6254, 92.4168, 92.8288),
    (2021, 55865, 60511, 92.3221, 92.1072, 92.5315),
    (2022, 53681, 59074, 90.8708, 90.6358, 91.1004),
    (2023, 51767, 57508, 90.0170, 89.7694, 90.2594),
    (2024, 53185, 59028, 90.1013, 89.8578, 90.3396),
]
# Year, value, limits as Fingertips publishes them for England: new certifications of sight loss from diabetes (per
# 100,000), and deaths from cancer under 75 (per 100,000, standardised). Low is good in both.
DIABETIC_EYE = [
    (2020, 2.935, 2.7841, 3.0919),
    (2021, 1.93028, 1.8085, 2.058),
    (2022, 2.7567, 2.6113, 2.9082),
    (2023, 2.8701, 2.7225, 3.0237),
    (2024, 3.0121, 2.8616, 3.1683),
]
CANCER_UNDER_75 = [
    (2019, 126.9341, 125.9343, 127.94),
    (2020, 125.829, 124.8371, 126.8268),
    (2021, 121.5234, 120.5533, 122.4993),
    (2022, 122.3782, 121.4012, 123.361),
    (2023, 120.0, 119.8035, 121.7507),
]
EXPECTED_DIRECTIONS = {
    "Increasing": "rising",
    "No significant change": "no_change",
}


def fixture(name: str) -> Any:
    """The cases of a file of expected values; the test is skipped where the folder is not beside the repository."""
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"{name} does not lie beside the repository")
    return json.loads(path.read_text(encoding="utf-8"))


def of_counts(
    years: Sequence[int], numerators: Sequence[float], denominators: Sequence[float], **further: Any
) -> Trend:
    """The trend of shares in percent."""
    values = [100 * x / n for x, n in zip(numerators, denominators, strict=True)]
    return recent_trend(years, values, numerators=numerators, denominators=denominators, **further)


def falling_line(first: int, last: int) -> dict[str, Any]:
    """Shares that fall by two points a year, of 10,000 people."""
    years = list(range(first, last + 1))
    numerators = [5000 - 200 * step for step in range(len(years))]
    return {"years": years, "numerators": numerators, "denominators": [10_000] * len(years)}


# --- S-07: the published cases


def test_the_first_published_case_rises() -> None:
    found = recent_trend(YEARS, **RISING, direction="higher_is_better")
    assert found.statistic == pytest.approx(46.76532, abs=5e-6)
    assert found.slope == pytest.approx(1.75157, abs=5e-6)
    assert (found.key, found.is_stable, found.test) == ("rising", True, "slope")
    assert found.sentence == "2014–2018: steigend (günstig)"


def test_the_first_published_case_rises_by_its_counts_too() -> None:
    found = of_counts(YEARS, *RISING_COUNTS)
    assert found.statistic == pytest.approx(47.89668, abs=5e-6)
    assert (found.key, found.words, found.test) == ("rising", "steigend", "proportions")


def test_the_second_published_case_does_not_change() -> None:
    found = recent_trend(YEARS, **FLAT, direction="lower_is_better")
    assert found.statistic == pytest.approx(0.4642, abs=5e-5)
    assert found.key == "no_change"
    assert found.sentence == "2014–2018: keine Änderung erkennbar"
    assert of_counts(YEARS, *FLAT_COUNTS).key == "no_change"


def test_r_finds_the_same_chi_square_in_its_own_example() -> None:
    chi_square = proportions_trend(np.arange(4.0), np.array([83.0, 90, 129, 70]), np.array([86.0, 93, 136, 82]))
    assert chi_square == pytest.approx(8.2249, abs=5e-5)
    assert math.erfc(math.sqrt(chi_square / 2)) == pytest.approx(0.004132, abs=5e-7)


def test_vaccination_in_yorkshire_falls_which_is_bad() -> None:
    years, x, n, values, lower, upper = (list(column) for column in zip(*YORKSHIRE, strict=True))
    by_limits = recent_trend(years, values, lower=lower, upper=upper, direction="higher_is_better")
    assert by_limits.statistic == pytest.approx(418.5366, abs=5e-5)
    by_counts = of_counts(years, x, n, direction="higher_is_better")
    assert by_counts.statistic == pytest.approx(405.0479, abs=5e-5)
    assert by_limits.sentence == by_counts.sentence == "2020–2024: sinkend (ungünstig)"


@pytest.mark.parametrize(
    ("rows", "chi_square", "slope", "sentence"),
    [
        (DIABETIC_EYE, 33.4858, 0.0966, "2020–2024: steigend (ungünstig)"),
        (CANCER_UNDER_75, 117.4888, -1.7963, "2019–2023: sinkend (günstig)"),
    ],
)
def test_the_real_rates_of_england_rise_and_fall_as_published(
    rows: list[tuple[float, ...]], chi_square: float, slope: float, sentence: str
) -> None:
    years, values, lower, upper = (list(column) for column in zip(*rows, strict=True))
    found = recent_trend([int(year) for year in years], values, lower=lower, upper=upper, direction="lower_is_better")
    assert found.statistic == pytest.approx(chi_square, abs=5e-5)
    assert math.copysign(1, found.slope) == math.copysign(1, slope)
    assert found.is_stable
    assert found.sentence == sentence


def test_every_trend_of_the_fixtures_is_met() -> None:
    cases = fixture("trend_cases.json")
    for name in ("case1", "case2"):
        case = cases[name]
        found = recent_trend(case["years"], case["v"], lower=case["lo"], upper=case["hi"])
        assert found.key == EXPECTED_DIRECTIONS[case["expected"]]
        assert found.statistic == pytest.approx(case["chi2_ci"], abs=5e-5)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DiabetesPrevalence", "rising"),
        ("YorkshireMmrCoverage", "falling"),
        ("DiabeticEyeDisease", "rising"),
        ("Under75CancerMortality", "falling"),
    ],
)
def test_every_real_case_has_the_published_direction_by_both_tests(name: str, key: str) -> None:
    case = fixture("fingertips_trend_cases.json")[name]
    columns = {field: [point[field] for point in case["points"]] for field in case["points"][0]}
    by_limits = recent_trend(columns["year"], columns["value"], lower=columns["lo"], upper=columns["hi"])
    by_counts = of_counts(columns["year"], columns["count"], columns["denominator"])
    assert (by_limits.key, by_counts.key) == (key, key)
    assert by_limits.statistic == pytest.approx(case["computed"]["chi2_ci"], abs=5e-5)
    assert by_counts.statistic == pytest.approx(case["computed"]["chi2_prop"], abs=5e-5)


def test_rounded_limits_without_width_give_no_trend_but_their_counts_do() -> None:
    points = fixture("fingertips_trend_cases.json")["EmergencyReadmissions"]["points"]
    columns = {field: [point[field] for point in points] for field in points[0]}
    found = recent_trend(columns["year"], columns["value"], lower=columns["lo"], upper=columns["hi"])
    assert found.sentence == "nicht berechenbar (Intervall ohne Breite)"
    by_counts = of_counts(columns["year"], columns["count"], columns["denominator"])
    assert by_counts.statistic == pytest.approx(0.0351, abs=5e-5)
    assert by_counts.key == "no_change"


def test_the_threshold_is_the_published_one() -> None:
    assert pytest.approx(9.549535706, abs=5e-10) == trend.THRESHOLD


def test_a_slope_just_under_the_threshold_is_no_change_and_just_over_it_is_one() -> None:
    """By hand: five equal errors s, values rising by b a year, so χ² = b² * 10 / s²."""
    for factor, key in ((0.9999, "no_change"), (1.0001, "rising")):
        rise = factor * math.sqrt(9.549535706 / 10)
        values = [50 + rise * step for step in range(5)]
        lower, upper = [value - 1.96 for value in values], [value + 1.96 for value in values]
        found = recent_trend(YEARS, values, lower=lower, upper=upper)
        assert found.statistic == pytest.approx(9.549535706 * factor**2)
        assert found.p == pytest.approx(0.002, rel=2e-3)
        assert found.key == key


def test_the_weighted_slope_is_the_one_computed_by_hand() -> None:
    """Weights 1, 2, 1 at 0, 1, 2 with values 0, 3, 2: mean year 1, spread 2, slope (0 + 0 + 2) / 2 = 1, χ² = 2."""
    slope, chi_square = weighted_slope(np.array([0.0, 1, 2]), np.array([0.0, 3, 2]), np.array([1.0, 2, 1]))
    assert (slope, chi_square) == pytest.approx((1, 2))
    heavier, _ = weighted_slope(np.array([0.0, 1, 2]), np.array([0.0, 3, 2]), np.array([4.0, 2, 1]))
    assert heavier == pytest.approx(19 / 13)  # mean year 4/7, spread 26/7, sum of products 38/7


def test_a_direction_that_hangs_on_one_year_is_no_change() -> None:
    """Without the last year the line falls a little; with it, it rises far beyond the threshold."""
    values = [20.0, 19.9, 19.8, 19.7, 26.0]
    lower, upper = [value - 0.5 for value in values], [value + 0.5 for value in values]
    found = recent_trend(YEARS, values, lower=lower, upper=upper, direction="lower_is_better")
    assert found.statistic > trend.THRESHOLD
    assert (found.key, found.is_stable, found.note) == ("no_change", False, trend.UNSTABLE)
    assert found.words == "keine Änderung erkennbar"


def test_a_direction_that_vanishes_without_one_year_is_no_change() -> None:
    """Without the last year the line is symmetric, so its slope is zero; floats put it a hair to either side."""
    for line in ([913, 20, 20, 913, 786], [841, 802, 802, 841, 84], [422, 623, 623, 422, 893]):
        for order in (1, -1):
            found = of_counts(YEARS, line[::order], [1000] * 5)
            assert (found.key, found.note) == ("no_change", trend.UNSTABLE), line


# --- what cannot be computed


def test_fewer_than_five_years_give_no_trend_and_say_how_many_there_are() -> None:
    found = recent_trend([2022, 2023, 2024], [1, 2, 3], lower=[0, 1, 2], upper=[2, 3, 4])
    assert found.key == "not_computable"
    assert found.sentence == "nicht berechenbar (3 von 5 Jahren)"
    assert found.reason == "3 von 5 Jahren"
    assert (found.start, found.end, found.grounds) == (None, None, "")
    assert recent_trend([], []).words == "nicht berechenbar (0 von 8 Jahren)"
    assert recent_trend([2020], [math.nan], lower=[math.nan], upper=[math.nan]).reason == "0 von 5 Jahren"


def test_a_numerator_equal_to_its_denominator_gives_no_trend() -> None:
    assert of_counts(YEARS, [5] * 5, [5] * 5).reason == "Zähler gleich null oder gleich dem Nenner"
    assert of_counts(YEARS, [3, 4, 5, 4, 3], [5] * 5).key == "not_computable"
    assert of_counts(YEARS, [3, 4, 0, 4, 3], [5] * 5).key == "not_computable"


def test_missing_limits_or_counts_give_no_trend() -> None:
    lower = [*RISING["lower"][:4], math.nan]
    assert recent_trend(YEARS, RISING["values"], lower=lower, upper=RISING["upper"]).reason == "Intervalle fehlen"
    assert recent_trend(YEARS, RISING["values"], lower=lower).reason == "Intervalle fehlen"
    numerators, denominators = [*RISING_COUNTS[0][:4], math.nan], RISING_COUNTS[1]
    found = recent_trend(YEARS, RISING["values"], numerators=numerators, denominators=denominators)
    assert found.reason == "Zähler oder Nenner fehlt"
    assert recent_trend(YEARS, RISING["values"], denominators=denominators).reason == "Zähler oder Nenner fehlt"


def test_limits_without_width_give_no_trend() -> None:
    lower = [*RISING["lower"][:4], RISING["upper"][4]]
    found = recent_trend(YEARS, RISING["values"], lower=lower, upper=RISING["upper"])
    assert found.sentence == "nicht berechenbar (Intervall ohne Breite)"


@pytest.mark.parametrize("obstacle", [trend.OVERLAPPING, trend.RESCALED])
def test_overlapping_periods_and_yearly_rescaling_never_have_a_trend(obstacle: str) -> None:
    found = recent_trend(YEARS, **RISING, obstacle=obstacle)
    assert found.sentence == f"nicht berechenbar ({obstacle})"


def test_a_year_that_repeats_or_a_column_that_is_short_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        recent_trend([2020, 2020], [1, 2])
    with pytest.raises(ValueError, match="one number a year"):
        recent_trend([2020, 2021], [1])


# --- the latest unbroken run


def test_a_break_is_not_crossed_and_the_new_basis_is_named() -> None:
    found = of_counts(**falling_line(2013, 2024), breaks=[2022], direction="lower_is_better")
    assert found.sentence == "2017–2021: sinkend (günstig); seit 2022 neue Basis"
    assert (found.start, found.end, found.limited_by) == (2017, 2021, "seit 2022 neue Basis")


@pytest.mark.parametrize(
    ("kind", "limited_by"),
    [
        ("territory", "seit 2022 neuer Gebietsstand"),
        ("base", "seit 2022 neue Basis"),
        ("method", "seit 2022 neue Methode"),
    ],
)
def test_a_break_says_what_is_new_after_it(kind: BreakKind, limited_by: str) -> None:
    assert of_counts(**falling_line(2013, 2024), breaks={2022: kind}).sentence == f"2017–2021: sinkend; {limited_by}"
    assert of_counts(**falling_line(2020, 2024), breaks={2022: kind}).limited_by == limited_by


def test_a_trend_across_another_population_base_says_so() -> None:
    line = falling_line(2020, 2024)
    assert of_counts(**line, new_bases=[2022]).sentence == (
        "2020–2024: sinkend, über die neue Bevölkerungsbasis 2022 hinweg"
    )
    assert of_counts(**line, new_bases=[2020]).sentence == "2020–2024: sinkend"  # all five years stand on it
    assert of_counts(**line, new_bases=[2025]).sentence == "2020–2024: sinkend"
    both = of_counts(
        **falling_line(2018, 2024), new_bases=[2022], breaks={2024: "territory"}, direction="lower_is_better"
    )
    assert both.sentence == (
        "2019–2023: sinkend (günstig), über die neue Bevölkerungsbasis 2022 hinweg; seit 2024 neuer Gebietsstand"
    )


def test_a_series_without_a_trend_crosses_nothing() -> None:
    assert of_counts(**falling_line(2021, 2024), new_bases=[2022]).sentence == "nicht berechenbar (4 von 5 Jahren)"


def test_the_census_in_the_wartburgkreis_is_no_trend() -> None:
    # The population as first published: 2024 for the first time on the census of 2022 (T-06).
    years, people = [2022, 2023, 2024], [159_539, 159_201, 154_957]
    assert 100 * (people[2] / people[1] - 1) == pytest.approx(-2.7, abs=0.05)
    run, limited_by = latest_run(list(zip(years, map(float, people), strict=True)), {2024: "base"}, at_least=2)
    assert (run, limited_by) == ([2022, 2023], "seit 2024 neue Basis")
    found = recent_trend(years, people, breaks={2024: "base"})
    assert found.sentence == "nicht berechenbar (1 von 8 Jahren); seit 2024 neue Basis"


def test_five_years_since_a_break_are_enough_and_the_break_is_then_not_mentioned() -> None:
    found = of_counts(**falling_line(2013, 2026), breaks=[2022])
    assert found.sentence == "2022–2026: sinkend"


def test_a_run_that_is_too_short_says_what_it_began_with() -> None:
    found = of_counts(**falling_line(2019, 2024), breaks=[2022])
    assert found.sentence == "nicht berechenbar (3 von 5 Jahren); seit 2022 neue Basis"


def test_a_gap_ends_a_run_like_a_break_and_is_named() -> None:
    line = falling_line(2015, 2024)
    line["numerators"][6] = line["numerators"][7] = math.nan  # 2021 and 2022
    assert of_counts(**line).sentence == "2016–2020: sinkend; 2021 und 2022 ohne Wert"
    assert (
        of_counts(**line, breaks=[2022]).sentence == "2016–2020: sinkend; 2021 und 2022 ohne Wert, seit 2022 neue Basis"
    )


def test_a_missing_last_year_is_named() -> None:
    line = falling_line(2015, 2021)
    line["numerators"][6] = math.nan
    assert of_counts(**line).sentence == "2016–2020: sinkend; 2021 ohne Wert"


@pytest.mark.parametrize(
    ("years", "breaks", "at_least", "run", "limited_by"),
    [
        (range(2013, 2025), [2022], 5, (2013, 2021), "seit 2022 neue Basis"),
        (range(2013, 2025), [2020], 5, (2020, 2024), ""),
        (range(2013, 2025), [2013], 5, (2013, 2024), ""),
        (range(2013, 2025), [2019, 2022], 5, (2013, 2018), "seit 2019 neue Basis"),
        (range(2013, 2025), [2017, 2022, 2023], 5, (2017, 2021), "seit 2022 neue Basis"),
        ([2010, 2011, 2012, 2016, 2017], [], 5, (2016, 2017), "2013 bis 2015 ohne Wert"),
        ([2010, 2011, 2012, 2016, 2017], [2016], 5, (2016, 2017), "2013 bis 2015 ohne Wert, seit 2016 neue Basis"),
        ([2010, 2011, 2012, 2014, 2015], [], 3, (2010, 2012), "2013 ohne Wert"),
        ([2010, 2011, 2012], [2030], 3, (2010, 2012), ""),
        ([2019, 2021, 2022], [2019], 5, (2021, 2022), "2020 ohne Wert"),
    ],
)
def test_the_latest_run_long_enough_is_found(
    years: range, breaks: list[int], at_least: int, run: tuple[int, int], limited_by: str
) -> None:
    found, said = latest_run([(year, 1.0) for year in years], breaks, at_least=at_least)
    assert (found[0], found[-1], said) == (*run, limited_by)
    assert found == list(range(run[0], run[1] + 1))


def test_years_may_come_in_any_order() -> None:
    line = falling_line(2013, 2021)
    turned = {name: column[::-1] for name, column in line.items()}
    assert of_counts(**turned) == of_counts(**line)


# --- how it is said


def test_a_direction_is_judged_only_where_the_indicator_has_one_and_cases_are_not_few() -> None:
    line = falling_line(2016, 2020)
    assert of_counts(**line, direction="lower_is_better").words == "sinkend (günstig)"
    assert of_counts(**line, direction="higher_is_better").words == "sinkend (ungünstig)"
    assert of_counts(**line, direction="no_judgement").words == "sinkend"
    few = {"numerators": [60, 40, 25, 15, 9], "denominators": [10_000] * 5}
    found = of_counts(line["years"], **few, direction="lower_is_better")
    assert (found.key, found.words, found.note) == ("falling", "sinkend", "ohne Wertung: zu wenige Fälle")
    enough = {"numerators": [60, 40, 25, 15, 10], "denominators": [10_000] * 5}
    assert of_counts(line["years"], **enough, direction="lower_is_better").words == "sinkend (günstig)"


def test_a_rate_with_few_cases_is_not_judged_either() -> None:
    found = recent_trend(YEARS, **RISING, numerators=[9, 12, 13, 14, 15], direction="lower_is_better")
    assert (found.test, found.words, found.note) == ("slope", "steigend", trend.FEW_TO_JUDGE)


def test_a_trend_names_test_level_and_number_of_years() -> None:
    assert of_counts(YEARS, *RISING_COUNTS).grounds == "Chi-Quadrat-Test auf Trend in Anteilen, Niveau 99,8 %, 5 Jahre"
    assert (
        recent_trend(YEARS, **RISING).grounds == "Steigungstest, nach Intervallbreite gewichtet, Niveau 99,8 %, 5 Jahre"
    )
    given_series = recent_trend(range(2017, 2025), range(8))
    assert given_series.grounds == "Mann-Kendall-Test, veröffentlichte Werte ohne Intervall, Niveau 95 %, 8 Jahre"


# --- S-08: published values without interval


def test_a_published_series_is_tested_from_eight_years_on() -> None:
    assert recent_trend(range(2018, 2025), range(7)).sentence == "nicht berechenbar (7 von 8 Jahren)"
    found = recent_trend(range(2015, 2025), range(10), direction="higher_is_better")
    assert (found.test, found.sentence, found.slope) == ("mann_kendall", "2017–2024: steigend (günstig)", 1)


def test_a_published_series_that_wavers_does_not_change() -> None:
    found = recent_trend(range(2017, 2025), [5.0, 4.0, 6.0, 3.0, 7.0, 2.0, 8.0, 5.5])
    assert found.key == "no_change"


@pytest.mark.parametrize(
    ("n", "score", "one_sided"),
    [
        (4, 6, 0.042),
        (5, 10, 0.0083),
        (8, 0, 0.548),
        (8, 8, 0.199),
        (8, 16, 0.031),
        (8, 18, 0.016),
        (8, 28, 0.000025),
        (9, 20, 0.022),
        (10, 21, 0.036),
    ],
)
def test_the_exact_chances_are_those_of_the_published_table(n: int, score: int, one_sided: float) -> None:
    expected = 1 if score == 0 else 2 * one_sided
    assert trend_tests._exact_p(n, score) == pytest.approx(expected, rel=0.04)


def test_eighteen_of_twenty_eight_pairs_are_needed_to_speak_of_a_direction() -> None:
    """Of eight values, S = 18 has p = 0.031 and S = 16 has p = 0.061."""
    enough = [2, 1, 4, 3, 6, 5, 8, 0]  # by hand: 7 falling pairs end at 0, three more among the pairs turned round
    assert mann_kendall(enough)[0] == 28 - 2 * 10
    for order, score, key in (
        ([1, 0, 3, 2, 5, 4, 7, 6], 20, "rising"),
        ([1, 0, 3, 2, 6, 5, 4, 7], 18, "rising"),
        ([1, 0, 3, 2, 6, 5, 7, 4], 16, "no_change"),
    ):
        assert mann_kendall(order)[0] == score
        assert recent_trend(range(2017, 2025), order).key == key


def test_ties_are_taken_out_of_the_variance() -> None:
    """By hand: S = 28 - 2, variance (8 * 7 * 21 - 2 * 18) / 18 = 63.33, z = 25 / 7.958 = 3.1414."""
    score, p = mann_kendall([1, 2, 2, 3, 4, 4, 5, 6])
    assert score == 26
    assert p == pytest.approx(0.0016814, abs=5e-7)
    assert mann_kendall([3, 3, 3]) == (0, 1.0)
    assert mann_kendall([1, 2, 2, 1]) == (0, 1.0)


def test_the_slope_of_a_published_series_is_the_middle_one_of_all_pairs() -> None:
    found = recent_trend(range(2017, 2025), [0, 1, 2, 3, 4, 5, 6, 100])
    assert (found.slope, found.key, found.is_stable) == (1, "rising", True)


# --- properties

lines = st.lists(st.integers(20, 980), min_size=5, max_size=9)
OPPOSITE = {"rising": "falling", "falling": "rising", "no_change": "no_change", "not_computable": "not_computable"}


def shares_of(numerators: Sequence[int], first: int = 2010) -> Trend:
    return of_counts(list(range(first, first + len(numerators))), list(numerators), [1000] * len(numerators))


@given(lines, st.integers(-500, 500))
def test_the_trend_does_not_depend_on_which_years_they_are(numerators: list[int], later: int) -> None:
    one, other = shares_of(numerators), shares_of(numerators, 2010 + later)
    assert one.key == other.key
    assert other.statistic == pytest.approx(one.statistic, rel=1e-9, abs=1e-9)
    assert other.start == (one.start or 0) + later


@given(st.lists(st.integers(0, 60), min_size=5, max_size=9), st.integers(-40, 40))
def test_raising_all_values_alike_changes_no_slope_and_no_published_trend(values: list[int], more: int) -> None:
    years = range(2010, 2010 + len(values))
    raised = [value + more for value in values]
    one, other = (
        recent_trend(years, line, lower=[value - 5 for value in line], upper=[value + 5 for value in line])
        for line in (values, raised)
    )
    assert (one.key, one.slope) == (other.key, pytest.approx(other.slope, abs=1e-9))
    assert mann_kendall(values) == mann_kendall(raised)


@given(lines)
def test_running_backwards_or_counting_the_others_turns_the_direction_round(numerators: list[int]) -> None:
    numerators = numerators[-5:]
    here = shares_of(numerators)
    for turned in (shares_of(numerators[::-1]), shares_of([1000 - x for x in numerators])):
        assert turned.key == OPPOSITE[here.key]
        assert turned.statistic == pytest.approx(here.statistic, rel=1e-6, abs=1e-9)
        assert turned.slope == pytest.approx(-here.slope, abs=1e-9)


@given(lines, st.integers(2, 20))
def test_a_trend_in_few_people_is_also_one_in_many(numerators: list[int], times: int) -> None:
    few = shares_of(numerators)
    years = list(range(2010, 2010 + len(numerators)))
    many = of_counts(years, [times * x for x in numerators], [1000 * times] * len(numerators))
    assert many.statistic == pytest.approx(times * few.statistic, rel=1e-9, abs=1e-9)
    assert many.key == few.key or few.key == "no_change"


@given(lines)
def test_the_named_direction_is_that_of_the_slope_and_lies_beyond_the_threshold(numerators: list[int]) -> None:
    found = shares_of(numerators)
    if found.key in ("rising", "falling"):
        assert found.statistic >= 9.549535706
        assert (found.slope > 0) == (found.key == "rising")
        assert found.is_stable
        assert found.p <= 0.002


@given(st.permutations(range(8)))
def test_swapping_the_order_of_published_values_mirrors_their_score(values: list[int]) -> None:
    score, p = mann_kendall(values)
    assert mann_kendall(values[::-1]) == (-score, p)
    assert 0 < p <= 1
    assert (score - 28) % 2 == 0


@given(st.lists(st.integers(0, 4), min_size=2, max_size=30))
def test_a_chance_is_a_chance_whatever_the_ties(values: list[int]) -> None:
    score, p = mann_kendall(values)
    assert abs(score) <= len(values) * (len(values) - 1) // 2
    assert 0 <= p <= 1


@given(
    st.lists(st.booleans(), min_size=1, max_size=25),
    st.sets(st.integers(2000, 2025), max_size=4),
    st.integers(1, 8),
)
def test_a_run_holds_no_gap_and_no_break(known: list[bool], breaks: set[int], at_least: int) -> None:
    series = [(2000 + place, 1.0 if there else math.nan) for place, there in enumerate(known)]
    run, _ = latest_run(series, sorted(breaks), at_least=at_least)
    assume(run)
    assert run == list(range(run[0], run[-1] + 1))
    assert all(known[year - 2000] for year in run)
    assert not breaks & set(run[1:])
