"""Indicators made of the shipped figures: numbers a planner can look up, and what must not be made of them.

Expected numbers are printed in the publications or worked out by hand from them; the sums stand beside the numbers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pandas as pd
import pytest

from geo import areas as geography
from indicators import answers, measures, queries, series
from indicators import published as observed
from indicators.catalogue import breaks_of, catalogue, events_of
from indicators.catalogue.records import Part

pytestmark = pytest.mark.usefixtures("built_store")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Tests that invent observations must not meet what others have kept, nor leave anything behind."""
    kept = (observed._counts_in, observed._rows_in, observed._residents_in)
    for cache in kept:
        cache.cache_clear()
    yield
    for cache in kept:
        cache.cache_clear()


def row(indicator: str, area: str, year: int, **choice: str) -> answers.Row:
    found = [item for item in answers.values(indicator, **choice).rows[year] if item.area == area]
    assert len(found) == 1
    return found[0]


def state_value(indicator: str, year: int) -> answers.Comparison:
    return answers.comparison(answers.values(indicator), "state", year)


def state(indicator: str, year: int) -> answers.Row:
    return row(indicator, "16", year, level="state")


def published(measure: str, level: str = "district") -> pd.DataFrame:
    return queries.observations([measure], [level])


# --- unemployment


@pytest.mark.parametrize(("year", "rate"), [(2021, 5.6), (2022, 5.3), (2023, 5.9), (2024, 6.2), (2025, 6.4)])
def test_unemployment_of_thuringia_since_2021_comes_from_the_labour_force_behind_the_rates(
    year: int, rate: float
) -> None:
    found = state("unemployment_rate", year)
    assert found.printed == rate
    assert found.mark == "computed"


@pytest.mark.parametrize(
    ("year", "rate"), [(2015, 7.4), (2016, 6.7), (2017, 6.1), (2018, 5.5), (2019, 5.3), (2020, 6.0)]
)
def test_unemployment_of_thuringia_from_2015_to_2020_is_the_printed_one(year: int, rate: float) -> None:
    found = state("unemployment_rate", year)
    assert (found.value, found.mark, found.source) == (rate, "published", "ba_unemployment_2015_2020")


def test_unemployment_of_thuringia_before_2015_is_weighted_by_population_and_says_so() -> None:
    rows = answers.values("unemployment_rate", level="state").rows
    assert min(rows) == 2005
    for year in range(2005, 2015):
        assert rows[year][0].mark == "weighted"
        assert rows[year][0].known


def test_the_unemployment_rate_changes_its_source_in_2022_and_the_change_is_an_event() -> None:
    # Erfurt: 6.12 (INKAR, 2021), 5.5 (Regionaldatenbank, 2022)
    before, after = row("unemployment_rate", "16051", 2021), row("unemployment_rate", "16051", 2022)
    assert (before.value, before.source) == (6.12, "inkar_labour_2024")
    assert (after.value, after.source) == (5.5, "ba_unemployment_2021_2025")
    record = answers.indicator("unemployment_rate")
    assert [event.at.startswith("2022-") for event in events_of(record) if "Regionaldatenbank" in event.text] == [True]
    assert 2022 not in [item.at for item in breaks_of(record)]


def test_the_long_term_rate_is_rate_times_share() -> None:
    # Erfurt 2021 (INKAR): see both indicators of the same year
    rate, share = row("unemployment_rate", "16051", 2021), row("long_term_unemployed_share", "16051", 2021)
    found = row("long_term_unemployment_rate", "16051", 2021)
    assert found.value == pytest.approx(rate.value * share.value / 100)
    assert found.mark == "computed"


# --- SGB II


def test_wartburgkreis_with_eisenach_has_5_97_recipients_per_100_in_2020_and_4_28_as_published_without() -> None:
    # (3,712 + 3,303) / (18,024 + 68,632 + 6,450 + 24,418) = 7,015 / 117,524; alone 3,712 / 86,656; 2021 6,599 / 116,079
    with_eisenach = row("sgb2_rate", "16063", 2020)
    assert (with_eisenach.numerator, with_eisenach.denominator) == (7015, 117524)
    assert round(with_eisenach.value, 2) == 5.97
    assert with_eisenach.mark == "computed_with_eisenach"
    assert round(row("sgb2_rate", "16063", 2020, territory="published").value, 2) == 4.28
    assert row("sgb2_rate", "16063", 2020, territory="published").mark == "computed"
    assert round(row("sgb2_rate", "16063", 2021).value, 2) == 5.68
    assert row("sgb2_rate", "16063", 2021).mark == "computed"


SGB2_QUOTA_2017 = {
    "16051": 12.3, "16052": 16.8, "16053": 8.4, "16054": 8.0, "16055": 11.0, "16056": 12.4, "16061": 5.3, "16062": 11.6,
    "16063": 5.2, "16064": 10.7, "16065": 12.3, "16066": 5.9, "16067": 8.6, "16068": 7.8, "16069": 4.5, "16070": 8.8,
    "16071": 7.4, "16072": 5.5, "16073": 8.3, "16074": 6.4, "16075": 6.8, "16076": 7.5, "16077": 13.1,
}  # fmt: skip


def test_our_rate_of_2017_agrees_with_the_published_quota_to_the_tenth_in_all_23_districts() -> None:
    ours = answers.values("sgb2_rate", year=2017, territory="published")
    assert ours.printed(2017) == SGB2_QUOTA_2017


def test_one_in_four_and_a_half_children_of_gera_lives_on_benefits_the_most_of_22_districts() -> None:
    # 2,775 / (1,868 + 2,364 + 3,413 + 4,501 = 12,146); Thuringia 28,846 / 263,829
    gera = row("sgb2_children_rate", "16052", 2024)
    assert (gera.numerator, gera.denominator) == (2775, 12146)
    assert (gera.printed, gera.rank, gera.shared, gera.ranked) == (22.8, 1, False, 22)
    thuringia = state("sgb2_children_rate", 2024)
    assert (thuringia.numerator, thuringia.denominator, thuringia.printed) == (28846, 263829, 10.9)
    # 2,775 - 12,146 * 28,846 / 263,829 = 2,775 - 1,328.0
    more = answers.gap_in_persons(gera, answers.indicator("sgb2_children_rate"), thuringia.value)
    assert more == pytest.approx(1447.0, abs=0.1)


def test_children_on_benefits_are_known_for_the_years_with_ages_only() -> None:
    assert answers.values("sgb2_children_rate").years == [2015, 2016, 2017, 2018, 2019, 2020, 2023, 2024]
    assert answers.values("sgb2_children_rate_under_18").years == list(range(2013, 2025))


# --- state values


@pytest.mark.parametrize(
    ("indicator", "year", "printed", "sum_of_districts"),
    [
        ("living_allowance_recipients", 2013, 3117, 3104),
        ("living_allowance_recipients", 2024, 3620, 3530),
        ("old_age_and_disability_recipients", 2013, 16086, 15683),
        ("old_age_and_disability_recipients", 2016, 15643, None),
        ("old_age_and_disability_recipients", 2024, 19505, 19555),
        ("asylum_seeker_recipients", 2020, 8135, 8140),
        ("asylum_seeker_recipients", 2021, 8065, 8055),
        ("minimum_security_recipients", 2016, 184018, None),
    ],
)
def test_the_state_value_of_rounded_benefits_is_the_printed_row_and_never_a_sum(
    indicator: str, year: int, printed: int, sum_of_districts: int | None
) -> None:
    found = state(indicator, year)
    assert (found.value, found.mark) == (printed, "published")
    districts = answers.values(indicator, year=year).frame["value"]
    if sum_of_districts is not None:
        assert districts.sum() == sum_of_districts != printed


@pytest.mark.parametrize("measure", ["sgb2_recipients", "residents", "live_births", "deaths"])
def test_exact_counts_of_the_districts_add_up_to_the_printed_row(measure: str) -> None:
    printed = published(measure, "state").set_index("year")["value"]
    sums = published(measure).groupby("year")["value"].sum()
    assert len(printed) >= 5
    assert sums[printed.index].tolist() == printed.tolist()


def test_yearly_means_of_the_districts_differ_from_the_printed_row_by_at_most_3() -> None:
    printed = published("unemployed", "state").set_index("year")["value"]
    sums = published("unemployed").groupby("year")["value"].sum()
    assert (sums[printed.index] - printed).abs().max() <= 3


@pytest.mark.parametrize("indicator", ["median_income", "gisd_score"])
def test_what_cannot_be_averaged_has_no_state_value(indicator: str) -> None:
    year = answers.values(indicator).years[-1]
    assert state_value(indicator, year).value is None
    assert state_value(indicator, year).reason == "Für Thüringen liegt hier kein Wert vor."


def test_income_of_thuringia_in_2022_is_24314_euro_as_printed_and_as_computed_from_the_districts() -> None:
    assert state("disposable_income_per_person", 2022).value == 24314
    assert state("disposable_income_per_person", 2022).mark == "published"
    per_person, thousand = (
        frame[frame["year"] == 2022]["value"].to_numpy()
        for frame in (published("disposable_income_per_person_vgr"), published("disposable_income_thousand"))
    )
    assert round(measures.harmonic_mean(per_person, thousand)) == 24314


def test_a_state_sum_of_published_counts_is_computed_and_complete() -> None:
    # 31.12.2024 under 3: the sum of the 22 districts
    found = state("population_under_3", 2024)
    assert (found.value, found.mark) == (39209, "computed")


def test_a_state_sum_with_an_unknown_district_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def three_years(_: list[str], levels: list[str]) -> pd.DataFrame:
        cells = [(2022, 5.0), (2022, math.nan), (2023, 5.0), (2023, 7.0), (2024, 0.0), (2024, 0.0)]
        rows = [("live_births", "16051", year, value, None, "", "2023", "a_source") for year, value in cells]
        return pd.DataFrame(rows if levels == ["district"] else [], columns=queries.COLUMNS)

    monkeypatch.setattr(queries, "observations", three_years)
    frame = series.of(answers.indicator("live_births"), "state", "merged").set_index("year")
    assert frame["value"].tolist()[1:] == [12, 0]
    assert math.isnan(frame["value"].iloc[0])
    assert frame["status"].tolist() == ["unknown", "value", "zero"]


def test_life_expectancy_of_thuringia_is_weighted_by_population() -> None:
    # 2020, 23 districts weighted with inhabitants of 31.12.2020: 80.594; the plain mean would be 80.519
    found = state("life_expectancy", 2020)
    assert round(found.value, 3) == 80.594
    assert found.mark == "weighted"


def test_a_weighted_state_value_with_an_unknown_district_is_unknown() -> None:
    # `x` for the Kyffhäuserkreis in 2021 and 2022
    assert state_value("unemployment_rate_foreigners", 2021).value is None
    assert state_value("unemployment_rate_foreigners", 2017).value == 21.1  # printed


def test_a_state_value_of_a_rate_lies_between_the_lowest_and_the_highest_district(
    everything: dict[tuple[str, str, str], pd.DataFrame],
) -> None:
    compared = 0
    for record in catalogue().indicators.values():
        thuringia = everything.get((record.id, "state", "merged"))
        if record.kind == "count" or thuringia is None or (record.id, "district", "merged") not in everything:
            continue
        districts = everything[record.id, "district", "merged"].groupby("year")["value"].agg(["min", "max"])
        both = thuringia.set_index("year").join(districts, how="inner").dropna(subset=["value", "min"])
        # Printed rates are rounded to the tenth on both sides.
        assert (both["value"] >= both["min"] - 0.06).all(), record.id
        assert (both["value"] <= both["max"] + 0.06).all(), record.id
        compared += len(both)
    assert compared > 500


# --- what must stay empty


@pytest.mark.parametrize(
    ("indicator", "areas"),
    [
        ("disposable_income_per_person_2021_revision_2019", {"16063"}),
        ("gdp_per_person_2021", {"16063"}),
        ("population_density_2022", {"16061", "16064"}),
    ],
)
def test_a_wrong_published_value_is_not_shown_not_ranked_and_shapes_no_class(indicator: str, areas: set[str]) -> None:
    answer = answers.values(indicator)
    year = answer.years[-1]
    taken_out = {item.area for item in answer.rows[year] if item.status == "excluded"}
    assert taken_out == areas
    for item in answer.rows[year]:
        assert item.ranked == 22 - len(areas)
        if item.area in areas:
            assert math.isnan(item.value)
            assert item.rank == 0
    assert len(answers.ranking_values(answer, year)) == 22 - len(areas)


def test_the_classes_of_income_2021_begin_at_the_lowest_true_value() -> None:
    # 20,747 (Kyffhäuserkreis) to 22,680 (Saalfeld-Rudolstadt) in five steps of 386.6; 17,116 would make them 1,112.8
    answer = answers.values("disposable_income_per_person_2021_revision_2019")
    limits = answers.class_limits(answer, 2021, method="equal", classes=5)
    assert limits == [21134, 21520, 21907, 22293]


@pytest.mark.parametrize(
    ("indicator", "area", "year", "status", "sign"),
    [
        ("minimum_security_rate", "16072", 2016, "unknown", "."),
        ("old_age_and_disability_rate", "16072", 2016, "unknown", "."),
        ("minimum_security_rate_without_asylum", "16072", 2016, "unknown", "."),
        ("unemployment_rate_foreigners", "16051", 2018, "unknown", "."),
        ("unemployment_rate_foreigners", "16065", 2022, "not_applicable", "x"),
        ("employees_agriculture_share_2023", "16053", 2023, "unknown", "."),
    ],
)
def test_a_hidden_number_stays_hidden_in_everything_made_of_it(
    indicator: str, area: str, year: int, status: str, sign: str
) -> None:
    found = row(indicator, area, year)
    assert math.isnan(found.value)
    assert (found.status, found.sign, found.rank) == (status, sign, 0)


def test_a_printed_zero_that_may_be_none_is_not_called_exactly_zero() -> None:
    rows = answers.values("net_migration_rate", year=2018, areas=["16063"]).rows[2018]
    assert [(row.value, row.status) for row in rows] == [(0, "limited")]


def test_a_dash_of_the_structural_figures_is_a_zero_that_is_ranked() -> None:
    found = row("vocational_school_leavers_per_1000", "16068", 2022)
    assert (found.value, found.status, found.sign) == (0, "zero", "–")
    assert found.rank > 0


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (3.0, 100.0, True),
        (2.0, 100.0, False),
        (3.0, 99.0, False),
        (1.0, 500.0, False),
        (3.0, None, False),
        (0.0, 500.0, True),
    ],
)
def test_a_rate_of_a_few_is_withheld(
    monkeypatch: pytest.MonkeyPatch, numerator: float, denominator: float | None, shown: bool
) -> None:
    # acceptance D-20: at least 3 of at least 100; a true zero may be shown
    def two_counts(measures: list[str], _: list[str]) -> pd.DataFrame:
        value = numerator if measures == ["sgb2_recipients"] else denominator
        status = "unknown" if value is None else "zero" if value == 0 else "value"
        cells = [measures[0], "16051", 2024, value, "." if value is None else None, status, "2023", "some_source"]
        return pd.DataFrame([cells], columns=queries.COLUMNS).astype({"value": float})

    monkeypatch.setattr(queries, "observations", two_counts)
    frame = series.of(answers.indicator("sgb2_rate"), "district", "published")
    assert len(frame) == 1
    assert frame["value"].notna().iloc[0] == shown
    expected = "zero" if numerator == 0 else "value" if shown else "unknown" if denominator is None else "unreliable"
    assert frame["status"].iloc[0] == expected


# --- territory


def test_eisenach_is_counted_with_the_wartburgkreis_by_default_and_stands_alone_when_asked() -> None:
    merged, separate = answers.values("sgb2_rate"), answers.values("sgb2_rate", territory="published")
    for year in range(2013, 2025):
        assert len(merged.rows[year]) == 22
        assert len(separate.rows[year]) == (23 if year <= 2020 else 22)
        assert all(item.ranked == len(merged.rows[year]) for item in merged.rows[year])
    marks = {(item.area, item.mark) for year in range(2013, 2021) for item in merged.rows[year]}
    assert {area for area, mark in marks if mark == "computed_with_eisenach"} == {"16063"}


def test_merged_figures_are_drawn_on_divisions_without_eisenach() -> None:
    merged = {year: rows[0].division for year, rows in answers.values("sgb2_rate").rows.items()}
    separate = {
        year: rows[0].division for year, rows in answers.values("sgb2_rate", territory="published").rows.items()
    }
    assert [merged[year] for year in (2013, 2018, 2019, 2020, 2021, 2022, 2023, 2024)] == [
        "2014m", "2014m", "2021", "2021", "2021", "2021", "2023", "2023",
    ]  # fmt: skip
    assert [separate[year] for year in (2013, 2018, 2019, 2020, 2021, 2023)] == [
        "2014", "2014", "2019", "2019", "2021", "2023",
    ]  # fmt: skip


def test_merging_moves_people_but_loses_none() -> None:
    for indicator in ("population", "sgb2_recipients", "live_births", "population_under_3"):
        merged, separate = answers.values(indicator), answers.values(indicator, territory="published")
        assert merged.years == separate.years
        for year in merged.years:
            assert merged.of_year(year)["value"].sum() == separate.of_year(year)["value"].sum(), (indicator, year)


def test_a_published_rate_stays_as_published_whatever_the_territory() -> None:
    for indicator in ("life_expectancy", "employment_rate"):
        merged, separate = answers.values(indicator), answers.values(indicator, territory="published")
        pd.testing.assert_frame_equal(merged.frame, separate.frame)
        assert {len(rows) for rows in merged.rows.values()} == {23}


def test_income_stands_on_the_territory_of_2023_in_all_years() -> None:
    frame = answers.values("disposable_income_per_person").frame
    assert set(frame["division"]) == {"2023"}
    assert len(frame) == 22 * 24


# --- one quantity, one definition


def test_two_indicators_never_share_the_same_stretch_of_a_published_series() -> None:
    seen: dict[str, list[tuple[int, int, str]]] = {}
    for record in catalogue().indicators.values():
        for part in record.given if record.kind in ("given", "count") else ():
            seen.setdefault(part.measure, []).append(span(part, record.id))
    for measure, stretches in seen.items():
        for (start, end, one), (other_start, other_end, other) in itertools.combinations(stretches, 2):
            assert end < other_start or other_end < start, (measure, one, other)


def span(part: Part, indicator: str) -> tuple[int, int, str]:
    return part.since or 0, part.until or 9999, indicator


def test_a_line_made_of_two_series_never_has_two_values_for_a_year() -> None:
    for record in catalogue().indicators.values():
        if len(record.given) > 1:
            frame = answers.values(record.id).frame
            assert not frame.duplicated(["area", "year"]).any(), record.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("disposable_income_per_person", "disposable_income_per_person_2021_revision_2019"),
        ("unemployment_rate", "unemployment_rate_october_2023"),
        ("unemployment_rate", "unemployment_rate_dependent_labour_force"),
        ("sgb2_rate", "sgb2_recipients_per_1000_august_2023"),
        ("foreign_population_share", "foreign_population_share_2022"),
        ("population", "population_inkar"),
        ("population_density_inkar", "population_density_2022"),
    ],
)
def test_series_with_different_definitions_are_different_indicators_without_a_common_measure(
    one: str, other: str
) -> None:
    first, second = (answers.indicator(name) for name in (one, other))
    names = [{part.measure for part in record.given} for record in (first, second)]
    assert not names[0] & names[1]
    assert first.title != second.title


# --- sources that must agree


@pytest.mark.parametrize("year", [*range(2015, 2021), 2023, 2024])
def test_ages_add_up_to_the_population_groups_in_every_district(year: int) -> None:
    def of_year(*names: str) -> pd.Series:
        parts = [published(name) for name in names]
        return sum(part[part["year"] == year].set_index("area")["value"] for part in parts)  # type: ignore[return-value]

    assert of_year("residents_by_age_total").tolist() == of_year("residents").tolist()
    assert of_year("residents_under_15", "residents_15_to_17").tolist() == of_year("residents_under_18").tolist()
    assert of_year("residents_65_to_74", "residents_75_and_over").tolist() == of_year("residents_65_and_over").tolist()
    groups = of_year("residents_under_18", "residents_18_to_64", "residents_65_and_over")
    assert groups.tolist() == of_year("residents").tolist()
    assert len(groups) == (23 if year <= 2020 else 22)


def test_the_foreign_share_of_the_structural_file_is_that_of_inkar_rounded() -> None:
    inkar, structural = (
        answers.values("foreign_population_share", year=2022),
        answers.values("foreign_population_share_2022"),
    )
    theirs = {item.area: item.value for item in structural.rows[2022]}
    for item in inkar.rows[2022]:
        # INKAR's two decimals are rounded themselves: 6.35 may have been 6.346, which rounds to 6.3
        assert abs(item.value - theirs[item.area]) <= 0.055, item.area


def test_the_gisd_has_one_district_at_0_and_one_at_1_in_every_year() -> None:
    for year, rows in answers.values("gisd_score").rows.items():
        assert min(item.value for item in rows) == 0, year
        assert max(item.value for item in rows) == 1, year


def test_births_minus_deaths_is_the_natural_balance() -> None:
    # Gera 2020: 714 - 1,436
    assert row("natural_balance", "16052", 2020).value == -722


def test_every_area_of_an_answer_is_called_as_the_table_of_areas_calls_it() -> None:
    for level in ("district", "municipality"):
        names = {area.key: area.name for area in geography.areas(level)}
        frame = answers.values("population", level=level).frame
        assert frame["name"].tolist() == frame["area"].map(names).tolist()
    assert len(answers.values("population", level="municipality").rows[2014]) == 849
