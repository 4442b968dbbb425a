"""Intervals, standardised rates and the verdict against a fixed value.

Expected values are published ones (APHO Technical Briefing 3, the numbers of PHEindicatormethods and FingertipsNext);
where the folder of expected values lies beside the repository, every case in it is run as well.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators import comparison, measures
from indicators.catalogue import catalogue
from indicators.catalogue.records import Direction, Indicator
from indicators.comparison import Limits, NotComputable, Verdict, verdict

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
ESP_2013 = [5000, *[5500] * 3, *[6000] * 2, 6500, *[7000] * 4, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]
DEATHS = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207]
DIRECTIONS: tuple[Direction, ...] = ("higher_is_better", "lower_is_better", "no_judgement")

bases = st.integers(1, 5_000_000)
confidences = st.floats(0.9, 0.9999)
counts = st.floats(0, 1e7)
shares = st.integers(1, 5_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def fixture(name: str) -> Any:
    """The cases of a file of expected values; the test is skipped where the folder is not beside the repository."""
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"{name} does not lie beside the repository")
    return json.loads(path.read_text(encoding="utf-8"))


def pair(limits: Limits) -> tuple[float, float]:
    return float(limits.lower), float(limits.upper)


def close(limits: Limits, lower: float, upper: float) -> bool:
    return pair(limits) == pytest.approx((lower, upper), abs=1e-9)


# --- S-01 to S-03: intervals


@pytest.mark.parametrize(
    ("x", "n", "confidence", "lower", "upper"),
    [
        (65, 100, 0.95, 0.5525444330, 0.7363575176),
        (1, 100, 0.95, 0.0017674321, 0.0544861962),
        (0, 100, 0.95, 0, 0.0369934982),
        (100, 100, 0.95, 0.9630065018, 1),
        (1045, 5000, 0.95, 0.1979554988, 0.2204913037),
        (65, 100, 0.998, 0.4954946574, 0.7783540614),
        (1045, 5000, 0.998, 0.191793818, 0.227315629),
    ],
)
def test_a_share_has_the_published_wilson_limits(x: int, n: int, confidence: float, lower: float, upper: float) -> None:
    assert close(comparison.wilson(x, n, confidence=confidence), lower, upper)


def test_the_wilson_limits_of_nobody_and_of_everybody_end_exactly_at_the_ends() -> None:
    limits = comparison.wilson([0, 7, 333_333], [10, 7, 333_333], factor=100)
    assert limits.lower[0] == 0
    assert limits.upper[1] == limits.upper[2] == 100
    for hundredths in range(9000, 10_000):
        nobody, everybody = (comparison.wilson(x, 100, confidence=hundredths / 10_000) for x in (0, 100))
        assert (nobody.lower, everybody.upper) == (0, 1)


@pytest.mark.parametrize(
    ("x", "confidence", "lower", "upper"),
    [
        (65, 0.95, 50.1631877105, 82.8491385459),
        (1045, 0.95, 982.5932018073, 1110.3312129857),
        (10, 0.95, 4.7874499140, 18.3914586058),
        (1, 0.95, 0.0130721329, 5.5637555825),
        (65, 0.998, 42.8802614715, 94.0002908443),
        (10, 0.998, 2.9163183747, 24.1937249279),
    ],
)
def test_a_count_has_the_published_byar_limits(x: int, confidence: float, lower: float, upper: float) -> None:
    assert close(comparison.byar(x, confidence=confidence), lower, upper)


@pytest.mark.parametrize(
    ("x", "lower", "upper"),
    [
        (0, 0, 3.6888794541),
        (1, 0.0253178080, 5.5716433909),
        (5, 1.6234863901, 11.6683320793),
        (9, 4.1153730974, 17.0848034515),
    ],
)
def test_a_small_count_has_the_published_exact_limits(x: int, lower: float, upper: float) -> None:
    assert close(comparison.exact_poisson(x), lower, upper)
    assert close(comparison.poisson(x), lower, upper)


def test_limits_change_from_exact_to_byar_exactly_at_ten() -> None:
    limits = comparison.poisson([9, 9.999, 10, 10.001])
    exact, byar = comparison.exact_poisson([9, 9.999]), comparison.byar([10, 10.001])
    assert limits.lower.tolist() == [*exact.lower, *byar.lower]
    assert limits.upper.tolist() == [*exact.upper, *byar.upper]
    assert pair(comparison.poisson(10)) == pair(comparison.byar(10)) != pair(comparison.exact_poisson(10))


def test_every_expected_interval_of_the_fixture_is_met() -> None:
    cases = fixture("stats_cases.json")
    for x, n, confidence, lower, upper in cases["wilson"]:
        assert close(comparison.wilson(x, n, confidence=confidence), lower, upper), (x, n)
    for x, confidence, lower, upper in cases["byar"]:
        assert close(comparison.byar(x, confidence=confidence), lower, upper), x
    for x, confidence, lower, upper in cases["exact_poisson"]:
        assert close(comparison.exact_poisson(x, confidence=confidence), lower, upper), x


def test_an_interval_is_scaled_like_its_value() -> None:
    per_1000 = comparison.wilson(65, 100, factor=1000)
    assert pair(per_1000) == pytest.approx((552.5444330, 736.3575176), abs=1e-6)
    per_100 = comparison.rate(65, 1000, factor=100)
    assert pair(per_100) == pytest.approx((5.01631877105, 8.28491385459), abs=1e-9)


def test_a_rate_may_exceed_its_factor() -> None:
    limits = comparison.rate(250, 220, factor=100_000)
    assert limits.lower < 250 / 220 * 100_000 < limits.upper
    assert pytest.approx(113_636.36, abs=0.005) == 250 / 220 * 100_000
    assert limits.upper > 100_000


def test_arrays_keep_their_shape_and_unknown_numbers_stay_unknown() -> None:
    x, n = [[65, math.nan], [0, 5]], [[100, 100], [100, math.nan]]
    for method in ("wilson", "byar"):
        limits = comparison.limits(method, x, n)
        assert limits.lower.shape == limits.upper.shape == (2, 2)
        assert np.isnan(limits.lower).tolist() == np.isnan(limits.upper).tolist() == [[False, True], [False, True]]
    assert np.isnan(comparison.limits("none", [1, 2], [3, 4])).all()
    assert pair(comparison.limits("byar", 5, 1)) == pair(comparison.exact_poisson(5))
    assert pair(comparison.limits("wilson", 65, 100)) == pair(comparison.wilson(65, 100))


@pytest.mark.parametrize("method", ["wilson", "byar"])
@pytest.mark.parametrize(("x", "n"), [(-1, 100), (1, 0), (1, -5), (math.inf, 5), (1, math.inf)])
def test_impossible_counts_are_an_error_and_not_a_number(method: comparison.Method, x: float, n: float) -> None:
    with pytest.raises(NotComputable, match=r"Zähler|Nenner"):
        comparison.limits(method, [5, x], [10, n])


def test_a_share_of_more_than_everybody_is_an_error() -> None:
    with pytest.raises(NotComputable, match="nicht größer als der Nenner"):
        comparison.wilson(101, 100)


@pytest.mark.parametrize("confidence", [0.0, 0.5, 0.8999, 1.0, 1.5, 95.0, -0.95, math.nan])
def test_a_confidence_outside_its_range_is_an_error(confidence: float) -> None:
    for interval in (comparison.byar, comparison.exact_poisson, comparison.poisson):
        with pytest.raises(NotComputable, match="Konfidenzniveau"):
            interval(5, confidence=confidence)
    with pytest.raises(NotComputable, match="Konfidenzniveau"):
        comparison.wilson(5, 10, confidence=confidence)


@given(shares, confidences)
def test_a_wilson_interval_contains_its_share_and_stays_within_0_and_1(
    share: tuple[int, int], confidence: float
) -> None:
    x, n = share
    lower, upper = pair(comparison.wilson(x, n, confidence=confidence))
    assert 0 <= lower <= x / n <= upper <= 1


@given(shares)
def test_the_wilson_limits_of_the_others_mirror_those_of_the_share(share: tuple[int, int]) -> None:
    x, n = share
    lower, upper = pair(comparison.wilson(x, n))
    assert pair(comparison.wilson(n - x, n)) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)


@given(counts, confidences)
def test_a_count_lies_within_its_limits(x: float, confidence: float) -> None:
    lower, upper = pair(comparison.poisson(x, confidence=confidence))
    assert 0 <= lower <= x < upper


@given(st.integers(0, 1000), st.integers(1000, 100_000), confidences, confidences)
def test_more_confidence_means_a_wider_interval(x: int, n: int, one: float, other: float) -> None:
    assume(abs(one - other) > 1e-3)
    low, high = sorted((one, other))
    for method in ("wilson", "byar"):
        narrow = pair(comparison.limits(method, x, n, confidence=low))
        wide = pair(comparison.limits(method, x, n, confidence=high))
        assert wide[0] <= narrow[0]
        assert wide[1] >= narrow[1]
        assert wide[1] - wide[0] > narrow[1] - narrow[0]


@given(st.integers(0, 1000), st.integers(1000, 100_000), st.integers(2, 50))
def test_the_same_share_of_more_people_has_a_narrower_interval(x: int, n: int, times: int) -> None:
    for method in ("wilson", "byar"):
        small, large = comparison.limits(method, x, n), comparison.limits(method, x * times, n * times)
        assert large.upper - large.lower < small.upper - small.lower


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=1, max_size=30))
def test_an_array_is_computed_like_its_single_numbers(pairs: list[tuple[int, int]]) -> None:
    x, n = [item[0] for item in pairs], [item[1] for item in pairs]
    for method in ("wilson", "byar"):
        together = comparison.limits(method, x, n, factor=100)
        singly = [pair(comparison.limits(method, *item, factor=100)) for item in pairs]
        assert together.lower.tolist() == pytest.approx([lower for lower, _ in singly], rel=1e-12)
        assert together.upper.tolist() == pytest.approx([upper for _, upper in singly], rel=1e-12)


@given(st.integers(10, 100_000))
def test_byar_comes_within_two_thousandths_of_the_exact_limits_from_ten_cases_on(x: int) -> None:
    assert pair(comparison.byar(x)) == pytest.approx(pair(comparison.exact_poisson(x)), rel=0.002)


@pytest.mark.parametrize("x", [1, 5, 9])
def test_the_exact_limits_leave_a_fortieth_on_either_side(x: int) -> None:
    """Summed by hand from the Poisson distribution itself, without the gamma function."""

    def chance_up_to(k: int, mean: float) -> float:
        return sum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(k + 1))

    lower, upper = pair(comparison.exact_poisson(x))
    assert 1 - chance_up_to(x - 1, lower) == pytest.approx(0.025, abs=1e-9)
    assert chance_up_to(x, upper) == pytest.approx(0.025, abs=1e-9)


# --- S-04: standardised rates and quantiles


def test_the_directly_standardised_rate_is_the_published_one() -> None:
    found = comparison.directly_standardised_rate(DEATHS, PEOPLE, ESP_2013)
    assert found is not None
    assert (found.value, found.lower, found.upper) == pytest.approx((10430.24799147, 9717.70906799, 11178.94091548))


def test_the_typed_age_groups_are_those_of_the_fixture() -> None:
    case = fixture("stats_cases.json")["dsr"]
    assert (case["weights_esp2013"], case["x"], case["n"]) == (ESP_2013, DEATHS, PEOPLE)


def test_a_standardised_rate_of_fewer_than_ten_cases_is_not_shown() -> None:
    assert comparison.directly_standardised_rate([4, 5], [100, 200], [1, 1]) is None
    assert comparison.directly_standardised_rate([5, 5], [100, 200], [1, 1]) is not None


def test_with_one_age_group_standardising_changes_nothing() -> None:
    found = comparison.directly_standardised_rate([65], [1000], [7], factor=1000)
    assert found is not None
    assert (found.value, found.lower, found.upper) == pytest.approx((65, 50.1631877105, 82.8491385459))


@pytest.mark.parametrize(
    ("events", "people", "weights"),
    [
        ([5, 5], [10, 10], [1]),
        ([5, 5], [10], [1, 1]),
        ([5, math.nan], [10, 10], [1, 1]),
        ([5, 5], [10, 10], [0, 0]),
        ([5, 5], [10, 10], [2, -1]),
        ([-5, 25], [10, 10], [1, 1]),
        ([5, 5], [0, 10], [1, 1]),
    ],
)
def test_age_groups_that_do_not_fit_are_an_error(
    events: list[float], people: list[float], weights: list[float]
) -> None:
    with pytest.raises(NotComputable):
        comparison.directly_standardised_rate(events, people, weights)


def test_the_indirectly_standardised_ratio_is_the_published_one() -> None:
    found = comparison.indirectly_standardised_ratio(895, 835.8835612312)
    assert (found.value, found.lower, found.upper) == pytest.approx((107.0723, 100.1715, 114.3233), abs=5e-5)
    with pytest.raises(NotComputable):
        comparison.indirectly_standardised_ratio(895, 0)


def test_quantile_classes_follow_the_published_rule() -> None:
    assert measures.quantile_classes(range(1, 11), 5) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # By hand for 7 values in 3 classes, 4 - ceil((8 - rank) / (7 / 3)): 4 - ceil(3, 2.6, 2.1, 1.7, 1.3, 0.9, 0.4).
    assert measures.quantile_classes([10, 20, 30, 40, 50, 60, 70], 3) == [1, 1, 1, 2, 2, 3, 3]
    # As a float 17 / (17 / 7) is above 7, which would put the lowest value into a class 0.
    assert (measures.quantile_classes(range(17), 7) or [0])[0] == 1
    assert measures.quantile_classes([7, 1, 4], 3) == [3, 1, 2]


def test_equal_values_share_the_lowest_class_and_unknown_ones_have_none() -> None:
    assert measures.quantile_classes([5, 5, 5, 9], 4) == [1, 1, 1, 4]
    assert measures.quantile_classes([math.nan, 3, 1, 2], 3) == [0, 3, 1, 2]


def test_fewer_values_than_classes_have_no_classes() -> None:
    assert measures.quantile_classes([1, 2, 3, math.nan], 4) is None
    assert measures.quantile_classes([], 5) is None


@given(st.integers(1, 60), st.integers(1, 12))
def test_different_values_fill_every_class_from_one_to_the_last_almost_evenly(n: int, classes: int) -> None:
    found = measures.quantile_classes(range(n), classes)
    if n < classes:
        assert found is None
    else:
        assert found == sorted(found or [])
        sizes = [(found or []).count(number) for number in range(1, classes + 1)]
        assert sum(sizes) == n
        assert max(sizes) - min(sizes) <= 1


# --- S-05, S-06, S-09: the verdict


def judged(value: float, half: float, against: float, direction: Direction, numerator: float = math.nan) -> Verdict:
    """A value +- half against another, with 95 % limits after Wilson."""
    return verdict(
        value, value - half, value + half, against, direction=direction, method="wilson", numerator=numerator
    )


def test_the_four_published_comparisons_come_out_in_every_polarity() -> None:
    expected = {
        "higher_is_better": ["better", "similar", "similar", "worse"],
        "lower_is_better": ["worse", "similar", "similar", "better"],
        "no_judgement": ["higher", "similar", "similar", "lower"],
    }
    for direction in DIRECTIONS:
        found = [judged(4 - step, 1.1, 1 + step, direction).key for step in range(4)]
        assert found == expected[direction]


def test_every_comparison_of_the_fixture_is_met() -> None:
    polarities: dict[str, Direction] = {
        "HighIsGood": "higher_is_better",
        "LowIsGood": "lower_is_better",
        "NoJudgement": "no_judgement",
    }
    for case in fixture("benchmark_cases.json")["cases"]:
        for name, direction in polarities.items():
            found = verdict(
                case["target"], case["lo"], case["hi"], case["benchmark"], direction=direction, method="byar"
            )
            assert found.key == case[name].lower(), case


def test_the_words_are_those_of_the_house() -> None:
    assert [judged(4, 1, against, "higher_is_better").words for against in (1, 4, 9)] == [
        "günstiger",
        "nicht unterscheidbar",
        "ungünstiger",
    ]
    assert [judged(4, 1, against, "no_judgement").words for against in (1, 4, 9)] == [
        "höher",
        "nicht unterscheidbar",
        "niedriger",
    ]


@pytest.mark.parametrize("against", [3.0, 5.0])
def test_an_interval_that_only_touches_the_comparison_says_nothing(against: float) -> None:
    assert judged(4, 1, against, "higher_is_better").key == "similar"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"method": "none"}, "veröffentlichter Wert ohne Intervall"),
        ({"lower": math.nan, "upper": math.nan}, "veröffentlichter Wert ohne Intervall"),
        ({"obstacle": comparison.ITSELF}, "das Vergleichsgebiet selbst"),
        ({"obstacle": comparison.OTHER_YEAR}, "anderes Jahr"),
        ({"obstacle": comparison.OTHER_GROUP}, "andere Altersgruppe oder anderes Geschlecht"),
        ({"obstacle": comparison.OTHER_DEFINITION}, "andere Definition"),
        ({"numerator": 9}, "zu wenige Fälle"),
        ({"against": None}, "kein Vergleichswert"),
        ({"against": math.nan}, "kein Vergleichswert"),
        ({"against": None, "obstacle": "Für Suhl liegt hier kein Wert vor."}, "Für Suhl liegt hier kein Wert vor."),
        ({"value": math.nan, "lower": math.nan, "upper": math.nan}, "kein Wert"),
    ],
)
def test_what_cannot_be_compared_says_why(changed: dict[str, Any], reason: str) -> None:
    usual: dict[str, Any] = {"value": 4.0, "lower": 3.0, "upper": 5.0, "against": 1.0, "numerator": 40}
    chosen: dict[str, Any] = {"direction": "lower_is_better", "method": "byar"} | usual | changed
    found = verdict(**chosen)
    assert (found.key, found.words, found.reason) == ("not_compared", "nicht vergleichbar", reason)
    assert found.sentence == f"nicht vergleichbar ({reason})"
    assert found.grounds == ""


def test_ten_cases_are_enough_to_judge_and_nine_are_not() -> None:
    assert judged(4, 1, 1, "lower_is_better", numerator=10).key == "worse"
    assert judged(4, 1, 1, "lower_is_better", numerator=9.99).key == "not_compared"


def test_an_interval_wider_than_its_value_is_called_chance() -> None:
    assert judged(4, 2.0, 9, "no_judgement").note == ""
    assert judged(4, 2.01, 9, "no_judgement").note.startswith("Zufallsschwankung")
    assert judged(4, 2.01, 9, "no_judgement", numerator=3).note.startswith("Zufallsschwankung")
    assert verdict(0, 0, 3.7, 9, direction="no_judgement", method="byar").note.startswith("Zufallsschwankung")


def test_a_verdict_names_method_and_level() -> None:
    found = verdict(4, 3, 5, 1, direction="no_judgement", method="wilson", confidence=0.998)
    assert (found.method, found.level) == ("wilson", 0.998)
    assert found.grounds == "Intervall nach Wilson, Niveau 99,8 %"
    assert found.sentence == "höher"
    assert "Byar" in verdict(4, 3, 5, 1, direction="no_judgement", method="byar").grounds


def test_the_reader_is_told_that_the_interval_is_chance_and_not_sampling() -> None:
    assert "beschreibt Zufallsschwankung, nicht Stichprobenfehler" in comparison.ABOUT_INTERVALS


def test_crossed_limits_are_an_error() -> None:
    with pytest.raises(NotComputable, match="untere Grenze"):
        verdict(4, 5, 3, 1, direction="no_judgement", method="byar")


values = st.floats(-1e6, 1e6)
OPPOSITE = {
    "better": "worse",
    "worse": "better",
    "higher": "lower",
    "lower": "higher",
    "similar": "similar",
}


@given(values, st.floats(0, 1e6), values)
def test_turning_the_direction_round_turns_the_judgement_round(value: float, half: float, against: float) -> None:
    good, bad = (judged(value, half, against, direction) for direction in ("higher_is_better", "lower_is_better"))
    assert bad.key == OPPOSITE[good.key]


@given(values, st.floats(0, 1e6), values, st.sampled_from(DIRECTIONS))
def test_mirroring_all_numbers_mirrors_the_verdict(
    value: float, half: float, against: float, direction: Direction
) -> None:
    assert judged(-value, half, -against, direction).key == OPPOSITE[judged(value, half, against, direction).key]


@given(values, st.floats(0, 1e6), st.floats(0, 1e6), values)
def test_a_wider_interval_never_finds_a_difference_that_a_narrower_one_does_not(
    value: float, half: float, more: float, against: float
) -> None:
    wide = judged(value, half + more, against, "no_judgement").key
    assert wide in ("similar", judged(value, half, against, "no_judgement").key)


# --- the record says which interval suits


def record(kind: str, **given_fields: str) -> Indicator:
    """As much of a record as the question needs."""
    return cast(Indicator, SimpleNamespace(kind=kind, **given_fields))


def test_only_a_ratio_whose_record_names_an_interval_has_one() -> None:
    assert comparison.method_of(record("ratio", interval="wilson")) == "wilson"
    assert comparison.method_of(record("ratio", interval="byar")) == "byar"
    assert comparison.method_of(record("ratio")) == "none"
    assert comparison.method_of(record("given", interval="wilson")) == "none"


def test_no_published_rate_of_the_catalogue_has_an_interval() -> None:
    others = [item for item in catalogue().indicators.values() if item.kind != "ratio"]
    assert others
    assert {comparison.method_of(item) for item in others} == {"none"}


def test_reading_the_module_does_not_load_scipy() -> None:
    asked = "import sys, indicators.comparison, indicators.trend, indicators.similarity; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_number_warns_on_its_way() -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        comparison.limits("wilson", [0, math.nan, 5], [5, 5, 5])
        comparison.limits("byar", [0, math.nan, 5, 1e9], [5, 5, math.nan, 5])
    assert warned == []
