"""The door: what every answer promises, comparisons, changes, ranks, and what is said to a wrong question."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from geo import areas as geography
from indicators import answers, series
from indicators.answers import UnknownChoice
from indicators.catalogue import breaks_of, catalogue

pytestmark = pytest.mark.usefixtures("built_store")

Everything = dict[tuple[str, str, str], pd.DataFrame]
WITH_VALUE = {"value", "zero", "rounded_zero", "unreliable", "limited"}
WITHOUT_VALUE = {
    "secret", "unknown", "no_record", "zero_or_secret", "later", "unreliable", "not_applicable", "not_comparable",
    "excluded",
}  # fmt: skip
MARKS = {"", "published", "computed", "computed_with_eisenach", "weighted"}
RESTATED = "2021"
"""On this territory some areas keep the division they were published on; its marks have their own tests."""
CITIES = {"16051", "16052", "16053", "16054", "16055", "16056"}


def row(answer: answers.Answer, area: str, year: int) -> answers.Row:
    return next(item for item in answer.rows[year] if item.area == area)


def test_every_indicator_answers_on_every_level_its_record_names(everything: Everything) -> None:
    assert len(catalogue().indicators) >= 90
    for record in catalogue().indicators.values():
        for level in record.levels:
            assert (record.id, level, "merged") in everything, (record.id, level)


def test_a_value_and_its_status_never_contradict_each_other_in_any_answer(everything: Everything) -> None:
    for question, frame in everything.items():
        known = frame["value"].notna()
        assert set(frame.loc[known, "status"]) <= WITH_VALUE, question
        assert set(frame.loc[~known, "status"]) <= WITHOUT_VALUE, question
        assert np.isfinite(frame.loc[known, "value"]).all(), question
        # a zero says that it is one, and nothing unknown ever turns into one
        doubted = frame["status"].eq("limited")  # a printed zero of which nobody can say whether it is one
        if not catalogue().indicators[question[0]].ranks_only:  # there, nought is only the end of the scale
            assert (frame["value"].eq(0) == (frame["status"].eq("zero") | doubted)).all(), question
        if question[2] != RESTATED:
            assert set(frame["mark"]) <= MARKS, question


def test_every_row_carries_name_division_and_known_sources(everything: Everything) -> None:
    for question, frame in everything.items():
        assert frame["name"].map(bool).all(), question
        assert list(frame.columns) == series.COLUMNS, question
        assert not frame.duplicated(["area", "year"]).any(), question
        assert frame[["year", "area"]].apply(tuple, axis=1).is_monotonic_increasing, question
        for source in frame["source"].unique():
            assert set(source.split("+")) <= set(catalogue().sources), question
        for _, rows in frame.groupby("year") if question[2] != RESTATED else ():
            assert len(set(rows["division"])) == 1, question


def test_every_year_has_exactly_the_areas_of_its_division(everything: Everything) -> None:
    for (indicator, level, territory), frame in everything.items():
        named = frame.assign(division=RESTATED) if territory == RESTATED else frame
        for (year, division), rows in named.groupby(["year", "division"]):
            if level in ("state", "country"):
                expected = ["16" if level == "state" else "DG"]
            else:
                expected = [area.key for area in geography.areas(level, division)]
            assert rows["area"].tolist() == expected, (indicator, level, territory, year)


def test_a_rate_made_of_counts_is_the_quotient_of_the_counts_beside_it(everything: Everything) -> None:
    for (indicator, level, territory), frame in everything.items():
        record = catalogue().indicators[indicator]
        if record.kind == "ratio":
            factor = catalogue().units[record.unit].factor
            rows = frame[frame["value"].notna()]
            again = factor * rows["numerator"] / rows["denominator"]
            assert np.allclose(rows["value"], again, rtol=1e-12), (indicator, level, territory)
            if record.unit != "per_km2":
                assert (rows["denominator"] >= 100).all(), indicator
            if record.terms[0].of != "change":  # one inhabitant more or less than a year ago is nobody's secret
                assert not rows["numerator"].abs().between(0, 3, inclusive="neither").any()
        elif record.kind in ("given", "count"):
            assert frame[["numerator", "denominator"]].isna().all().all(), indicator


def test_ranks_count_the_areas_that_are_ranked_and_follow_the_printed_values(everything: Everything) -> None:
    for indicator, level, territory in everything:
        if level != "district" or territory != "merged":
            continue
        answer = answers.values(indicator)
        ordered = answers.ranking(answer, answer.years[-1])
        placed = [item for item in ordered if item.rank]
        assert all(item.ranked == len(placed) for item in ordered), indicator
        assert [item.rank for item in placed] == sorted(item.rank for item in placed)
        highest_first = answer.record.direction != "higher_is_better"
        shown = [item.printed for item in placed]
        assert shown == sorted(shown, reverse=highest_first), indicator
        for item in placed:
            assert item.shared == (shown.count(item.printed) > 1)


def test_the_list_of_contents_tells_first_and_last_year_of_what_is_there(everything: Everything) -> None:
    told = {entry["id"]: (entry["first_year"], entry["last_year"]) for entry in answers.overview()}
    assert set(told) == set(catalogue().indicators)
    for indicator, years in told.items():
        found = pd.concat(
            everything[indicator, level, "merged"]["year"]
            for level in ("district", "municipality")
            if (indicator, level, "merged") in everything
        )
        assert years == (found.min(), found.max()), indicator


# --- ranks


def test_need_stands_first_where_there_is_a_direction_and_the_highest_elsewhere() -> None:
    children = answers.ranking(answers.values("sgb2_children_rate"), 2024)
    assert children[0].name == "Gera"  # 22.8 is the highest and the worst
    income = answers.ranking(answers.values("disposable_income_per_person"), 2023)
    assert income[0].value == min(item.value for item in income)  # the lowest income first
    asylum = answers.ranking(answers.values("asylum_seeker_benefits_rate"), 2024)
    assert asylum[0].name == "Suhl"  # no direction: 345 of 34,685 are the most per 1,000


def test_areas_that_print_the_same_number_share_a_rank() -> None:
    # unemployment 2025: 6.0 Wartburgkreis and Greiz; 6.2 Sömmerda and Saalfeld-Rudolstadt; 6.3 Erfurt and Weimar
    answer = answers.values("unemployment_rate", year=2025)
    for areas in (("16063", "16076"), ("16068", "16073"), ("16051", "16055")):
        pair = [row(answer, area, 2025) for area in areas]
        assert pair[0].rank == pair[1].rank
        assert all(item.shared for item in pair)
    assert (row(answer, "16052", 2025).rank, row(answer, "16052", 2025).shared) == (1, False)  # Gera 10.3
    assert row(answer, "16077", 2025).rank == 2  # Altenburger Land 9.3


@pytest.mark.parametrize("status", ["unreliable", "excluded"])
def test_a_number_that_is_not_sound_is_neither_ranked_nor_does_it_shape_the_classes(status: str) -> None:
    answer = answers.values("sgb2_children_rate", year=2024)
    frame = answer.frame.assign(status=answer.frame["status"].mask(answer.frame["area"] == "16052", status))
    doubtful = answers.Answer(answer.record, frame)
    gera = row(doubtful, "16052", 2024)
    assert (gera.value, gera.rank, gera.ranked) == (row(answer, "16052", 2024).value, 0, 21)
    assert 22.8 not in answers.ranking_values(doubtful, 2024)
    assert answers.ranking(doubtful, 2024)[-1].area == "16052"


# --- comparisons


def test_a_group_of_districts_is_compared_by_its_sums_and_not_by_the_mean_of_its_rates() -> None:
    # 31.12.2024. Cities: 3,733 + 2,775 + 1,229 + 335 + 1,069 = 9,141 of 28,129 + 12,146 + 13,948 + 3,595 + 8,595
    # = 66,413 are 13.764 (mean of the five rates: 13.337). Landkreise: 28,846 - 9,141 of 263,829 - 66,413.
    answer = answers.values("sgb2_children_rate")
    urban, rural = (answers.comparison(answer, group, 2024) for group in ("urban", "rural"))
    assert urban.value == pytest.approx(13.764, abs=5e-4)
    assert rural.value == pytest.approx(9.981, abs=5e-4)
    assert (urban.label, rural.label) == ("kreisfreie Städte zusammen", "Landkreise zusammen")
    assert urban.mark == rural.mark == "computed"


def test_published_rates_of_a_group_are_weighted_with_the_people_of_the_same_territory() -> None:
    # Life expectancy 2020, weighted with inhabitants of 31.12.2020; the figures know Eisenach as a city of its own.
    answer = answers.values("life_expectancy")
    urban, rural = (answers.comparison(answer, group, 2020) for group in ("urban", "rural"))
    assert urban.value == pytest.approx(81.0602, abs=5e-5)
    assert rural.value == pytest.approx(80.4272, abs=5e-5)
    assert urban.mark == rural.mark == "weighted"


@pytest.mark.parametrize("territory", answers.TERRITORIES)
def test_the_weights_of_a_group_do_not_change_with_what_the_reader_chose(territory: str) -> None:
    # INKAR's unemployment of 2020 counts Eisenach in the Wartburgkreis: five cities, 6.72157
    answer = answers.values("unemployment_rate", territory=territory)
    assert answers.comparison(answer, "urban", 2020).value == pytest.approx(6.72157, abs=5e-6)
    other = answers.values("unemployment_rate", territory="merged")
    assert answers.comparison(answer, "rural", 2020) == answers.comparison(other, "rural", 2020)


def test_a_group_without_a_sensible_value_says_so() -> None:
    for indicator, year in (
        ("median_income", 2021),
        ("gisd_score", 2021),
        ("population", 2024),
        ("gdp_per_person_2021", 2021),
    ):
        found = answers.comparison(answers.values(indicator), "rural", year)
        assert found.value is None
        assert found.reason == "Für „Landkreise zusammen“ ist kein Wert berechenbar."


def test_what_is_known_for_municipalities_only_has_no_group_to_compare_with() -> None:
    answer = answers.values("population_density_municipal", level="municipality")
    for against in ("rural", "urban", "state", "country"):
        assert answers.comparison(answer, against, 2014).value is None


def test_a_district_is_compared_by_its_own_value() -> None:
    # Jena 2024: 1,229 of 13,948
    found = answers.comparison(answers.values("sgb2_children_rate"), "16053", 2024)
    assert (found.label, round(found.value or 0, 1)) == ("Jena", 8.8)


def test_germany_is_compared_where_it_is_published_and_else_the_reason_is_said() -> None:
    found = answers.comparison(answers.values("foreign_population_share_2022"), "country", 2022)
    assert (found.label, found.value) == ("Deutschland", 14.6)
    missing = answers.comparison(answers.values("sgb2_rate"), "country", 2024)
    assert (missing.value, missing.reason) == (None, "Für Deutschland liegt hier kein Wert vor.")


def test_a_comparison_with_nothing_known_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownChoice, match="99999"):
        answers.comparison(answers.values("sgb2_rate"), "99999", 2024)


def test_a_gap_in_persons_is_known_for_rates_made_of_counts_only() -> None:
    record = answers.indicator("unemployment_rate")
    assert answers.gap_in_persons(row(answers.values("unemployment_rate"), "16051", 2024), record, 6.2) is None


# --- changes over five years


def test_rates_change_by_points() -> None:
    # Erfurt: 17,058 / 165,624 = 10.2992 (2019), 13,818 / 167,481 = 8.2505 (2024)
    changed = answers.changes("sgb2_rate")
    found = row(changed, "16051", 2024)
    assert found.value == pytest.approx(-2.0487, abs=5e-5)
    assert (found.printed, found.mark, found.status) == (-2.0, "computed", "value")
    assert changed.is_change
    assert min(changed.years) == 2018


def test_counts_and_euro_change_in_percent() -> None:
    # Erfurt: 17,058 recipients in 2019, 13,818 in 2024, -3,240 / 17,058; 13,741 and 15,183 euro, 1,442 / 13,741
    assert row(answers.changes("sgb2_recipients"), "16051", 2024).value == pytest.approx(-18.994, abs=5e-4)
    assert row(answers.changes("disposable_income_per_person"), "16051", 2005).value == pytest.approx(10.494, abs=5e-4)


def test_a_change_of_two_published_rates_is_printed_as_worked_out_on_paper() -> None:
    # Suhl, INKAR: 6.39 (2016), 5.84 (2021): -0.55 is printed -0.6; Weimar 9.36 (2012), 6.51 (2017): -2.85 is -2.9
    changed = answers.changes("unemployment_rate")
    assert row(changed, "16054", 2021).printed == -0.6
    assert row(changed, "16055", 2017).printed == -2.9


def test_no_change_is_told_across_a_break() -> None:
    # census 2022: population; reform of 2019: Ilm-Kreis; neither touches benefits in Erfurt
    for indicator, area, year in (
        ("population", "16052", 2024),
        ("sgb2_rate", "16070", 2021),
        ("sgb2_rate", "16063", 2024),
    ):
        found = row(answers.changes(indicator), area, year)
        assert math.isnan(found.value)
        assert (found.status, found.rank) == ("not_comparable", 0)
    assert row(answers.changes("population"), "16052", 2021).known


def test_no_change_is_told_without_an_earlier_value() -> None:
    # foreigners' rate of Erfurt: `.` in 2017 and 2018, numbers in 2022 and 2023
    changed = answers.changes("unemployment_rate_foreigners")
    for year in (2022, 2023):
        assert math.isnan(row(changed, "16051", year).value)
        assert row(changed, "16051", year).status == "not_comparable"
    assert row(changed, "16051", 2024).known  # 2019 is printed


def test_an_unknown_value_keeps_its_reason_instead_of_a_change() -> None:
    # Kyffhäuserkreis 2021: `x`
    assert row(answers.changes("unemployment_rate_foreigners"), "16065", 2021).status == "not_applicable"


def test_a_change_in_percent_is_told_only_where_there_was_something_before() -> None:
    for record in catalogue().indicators.values():
        if catalogue().units[record.unit].change != "percent" or record.ranks_only:
            continue
        level = answers.levels(record.id)[0]
        frame = answers.changes(record.id, level=level).frame
        assert np.isfinite(frame["value"].dropna()).all(), record.id
    # inhabitants born and died: a balance below zero has no percentage
    assert answers.changes("natural_balance").frame["value"].notna().sum() == 0


def test_an_index_that_is_rescaled_every_year_has_no_change() -> None:
    with pytest.raises(UnknownChoice, match="jedes Jahr neu skaliert"):
        answers.changes("gisd_score")


def test_the_change_of_a_value_is_compared_with_the_change_of_the_state() -> None:
    # 31.12.: (119,424 / 1,573,843) 7.588 in 2019, (114,772 / 1,511,273) 7.594 in 2024
    found = answers.comparison(answers.changes("sgb2_rate"), "state", 2024)
    assert found.value == pytest.approx(0.006, abs=5e-4)
    assert found.label == "Thüringen"


@pytest.mark.parametrize("against", ["rural", "urban", "country", "16063"])
def test_a_comparison_that_has_no_change_says_so(against: str) -> None:
    found = answers.comparison(answers.changes("sgb2_rate"), against, 2024)
    assert found.value is None
    assert found.reason.endswith("lässt sich keine Veränderung angeben.")


def test_breaks_of_the_reform_of_2019_concern_six_districts_only() -> None:
    record = answers.indicator("sgb2_rate")
    broken = {
        area.key
        for area in geography.areas("district", "2021")
        if 2019 in [item.at for item in answers.breaks_at(record, area.key, "merged")]
    }
    assert broken == {"16063", "16066", "16070", "16054", "16073", "16072"}


def test_eisenach_breaks_the_line_of_the_wartburgkreis_only_where_it_stands_alone() -> None:
    record = answers.indicator("sgb2_rate")
    assert 2021 in [item.at for item in answers.breaks_at(record, "16063", "published")]
    assert 2021 not in [item.at for item in answers.breaks_at(record, "16063", "merged")]
    assert 2021 not in [item.at for item in answers.breaks_at(record, "16051", "published")]


def test_the_census_breaks_population_and_age_shares_but_not_benefits() -> None:
    for indicator in ("population", "share_65_and_over", "population_under_18"):
        assert 2022 in [item.at for item in breaks_of(answers.indicator(indicator))]
    assert 2022 not in [item.at for item in breaks_of(answers.indicator("sgb2_rate"))]


# --- classes


def test_the_classes_of_the_newest_year_hold_for_all_years() -> None:
    answer = answers.values("sgb2_children_rate")
    limits = [answers.class_limits(answer, year, method="quantile", classes=5) for year in answer.years]
    assert all(found == limits[-1] for found in limits)
    assert answers.class_limits(answer, 2015, method="quantile", classes=5, basis="chosen") != limits[-1]


def test_a_deviation_is_the_difference_of_the_printed_numbers() -> None:
    answer = answers.values("sgb2_children_rate")
    found = answers.deviations(answer, 2024, [22.8, 10.9, 8.8])
    assert found == [11.9, 0.0, -2.1]


def test_without_a_state_value_there_are_no_deviations() -> None:
    answer = answers.values("median_income")
    assert answers.deviations(answer, 2021, [3023.0]) == []
    assert answers.class_limits(answer, 2021, method="deviation", classes=5) == []


# --- questions


def test_an_unknown_indicator_is_answered_with_the_nearest_ids() -> None:
    with pytest.raises(UnknownChoice) as refused:
        answers.values("unemployment_rat")
    assert "„unemployment_rat“" in str(refused.value)
    assert "unemployment_rate," in str(refused.value)


def test_an_unknown_year_is_answered_with_the_nearest_years() -> None:
    with pytest.raises(
        UnknownChoice, match=r"Das Jahr 2022 gibt es für „Kinder im SGB II-Bezug“ nicht\. .*2023, 2020, 2024"
    ):
        answers.values("sgb2_children_rate", year=2022)


def test_an_unknown_area_is_answered_with_the_nearest_keys() -> None:
    with pytest.raises(UnknownChoice, match=r"„16056“ .*16055"):
        answers.values("sgb2_children_rate", year=2024, areas=["16051", "16056"])


def test_an_unknown_level_or_one_without_figures_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownChoice, match="district, municipality, state, country"):
        answers.values("sgb2_rate", level="village")
    with pytest.raises(UnknownChoice, match="Möglich: district, state"):
        answers.values("sgb2_rate", level="municipality")
    with pytest.raises(UnknownChoice, match="merged, published"):
        answers.values("sgb2_rate", territory="both")


def test_a_question_of_any_length_is_answered_in_a_short_sentence() -> None:
    for question in ("x" * 100_000, "\n\r\t\0" * 50, "<script>alert(1)</script>" * 100, ""):
        with pytest.raises(UnknownChoice) as refused:
            answers.values(question)
        assert len(str(refused.value)) < 400
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "abc", "20240", "-1", "２０２４", "2024.0", "0x7e", " 2024"])
def test_a_year_has_four_digits(text: str) -> None:
    with pytest.raises(UnknownChoice, match="keine Jahreszahl"):
        answers.year_of(text)


def test_keys_are_divided_by_commas_and_at_least_one_is_needed() -> None:
    assert answers.areas_of("16051, 16052,") == ["16051", "16052"]
    for text in ("", ",", " , ,"):
        with pytest.raises(UnknownChoice, match="kein Gebietsschlüssel"):
            answers.areas_of(text)


def test_an_answer_of_some_areas_and_a_year_holds_nothing_else() -> None:
    answer = answers.values("sgb2_rate", year=2024, areas=["16053", "16052"])
    assert answer.frame[["area", "year"]].to_numpy().tolist() == [["16052", 2024], ["16053", 2024]]
    assert answer.years == [2024]
    narrow = answers.narrowed(answers.values("sgb2_rate"), 2024)
    assert narrow.years == [2024]
    assert len(narrow.frame) == 22


@pytest.mark.usefixtures("built_store")
def test_a_record_names_exactly_the_levels_it_answers_on() -> None:
    for record in catalogue().indicators.values():
        held = [level for level in answers.LEVELS if not series.of(record, level, "merged").empty]
        assert answers.levels(record.id) == held, record.id


@pytest.mark.usefixtures("built_store")
def test_what_a_notebook_does_to_a_frame_does_not_come_back_to_others() -> None:
    mine = answers.values("unemployment_rate")
    mine.frame["value"] = 0.0
    assert answers.values("unemployment_rate").frame["value"].max() > 19
