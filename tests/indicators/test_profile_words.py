"""What a profile says in German."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from indicators import profile_words, profiles
from indicators.district_sheets import Spread
from indicators.profiles import ProfileRow

pytestmark = pytest.mark.usefixtures("built_store")


def row(indicator: str, area: str = "16052", *against: str) -> ProfileRow:
    found = profiles.profile(area, against or ("state",))
    return next(row for row in found.rows if row.record.id == indicator)


def said(indicator: str, area: str = "16052", *against: str) -> str:
    found = row(indicator, area, *against)
    return profile_words.sentence(found, found.held[0])


def test_a_conspicuous_value_is_said_with_comparison_rank_and_persons() -> None:
    assert said("sgb2_children_rate") == (
        "Kinder im SGB II-Bezug: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024), auffällig hoch und ungünstiger als "
        "Thüringen (10,9); Rang 1 von 22. Das sind rund 1.450 Kinder mehr, als es beim Landeswert wären."
    )


def test_what_stands_clear_but_not_in_the_outer_quarter_is_only_lower() -> None:
    found = said("sgb2_children_rate", "16053")
    assert found.startswith("Kinder im SGB II-Bezug: 8,8 je 100")
    assert ", niedriger und günstiger als Thüringen (10,9); Rang" in found


@pytest.mark.parametrize("value", [6.0, 5.9])
def test_only_the_outer_quarter_above_is_conspicuously_high(value: float) -> None:
    """Quarters 2, 4, 6 of the districts: what lies between the median and the upper quarter is only higher."""
    real = row("sgb2_children_rate")
    spread = Spread(low=1.0, quarter=2.0, median=4.0, three_quarters=6.0, high=8.0, deviation=2.0)
    shown = replace(real, row=replace(real.row, value=value, printed=value), spread=spread)
    held = replace(real.held[0], value=3.0)
    assert profile_words.headline(shown, held) == ("auffällig hoch" if value == 6 else "höher als Thüringen")


def test_a_value_between_median_and_upper_quarter_is_higher_and_not_conspicuous() -> None:
    clear = [
        (row, row.held[0])
        for area in profiles.names()
        for row in profiles.profile(area).rows
        if row.held[0].verdict.key in ("worse", "better", "higher") and row.spread and row.held[0].value is not None
        and row.row.value > row.held[0].value
    ]  # fmt: skip
    between = [(row, held) for row, held in clear if row.spread.median < row.row.printed < row.spread.three_quarters]  # type: ignore[union-attr]
    assert between
    assert {profile_words.headline(row, held) for row, held in between} == {"höher als Thüringen"}


def test_what_cannot_be_told_apart_says_so_and_counts_no_persons() -> None:
    found = said("live_birth_rate")
    assert "nicht unterscheidbar vom Land" in found
    assert "rund" not in found


@pytest.mark.parametrize(
    ("indicator", "because"),
    [
        ("unemployment_rate", "weil der veröffentlichte Wert kein Intervall hat"),
        ("population", "weil Mengen von der Größe des Gebiets abhängen"),
        ("area_km2", "weil Mengen von der Größe des Gebiets abhängen"),
        ("old_age_dependency_ratio", "weil der berechnete Wert kein Intervall hat"),
        ("gisd_score", "weil kein Vergleichswert vorliegt"),
    ],
)
def test_why_nothing_can_be_said_is_said(indicator: str, because: str) -> None:
    assert f"keine Aussage möglich, {because}" in said(indicator)


def test_an_excluded_value_is_no_number() -> None:
    found = said("gdp_per_person_2021", "16063")
    assert "nicht ausgewiesen (Fehler in der Quelle)" in found
    assert "weil kein Wert ausgewiesen ist" in found
    assert "ohne Rang" in found


def test_the_summary_counts_every_indicator_once() -> None:
    profile = profiles.profile("16052")
    found = profile_words.summary(profile)
    assert found.startswith("Im Vergleich (Thüringen) sind von 27 vergleichbaren Indikatoren 7 ungünstiger, ")
    total = len(profile.rows)
    assert total > 140
    assert f"Für {total - 27} von {total} Indikatoren ist keine Aussage möglich: " in found
    assert " Mengenangaben, " in found


def test_findings_begin_with_the_core_and_hold_two_of_a_theme_at_most() -> None:
    rows = profile_words.outstanding(profiles.profile("16052").rows)
    assert rows[0].record.core
    themes = [row.record.theme for row in rows]
    assert max(themes.count(theme) for theme in themes) == 2
    assert all(row.held[0].verdict.key in profile_words.OUTSTANDING for row in rows)


def test_limitations_name_the_reforms_of_the_area_and_no_others() -> None:
    eichsfeld, gera = (profiles.profile(area) for area in ("16061", "16052"))
    found = profile_words.limitations(eichsfeld, eichsfeld.rows)
    assert any("Teile von Anrode und Dünwald" in text for text in found)
    assert "nicht umgerechnet" in found[0]
    assert not any("Anrode" in text for text in profile_words.limitations(gera, gera.rows))


def test_comparing_with_similar_districts_warns_of_what_they_share_by_construction() -> None:
    found = profiles.profile("16052", ("similar",))
    assert profile_words.ABOUT_SIMILARITY in profile_words.limitations(found, found.rows)


def test_no_sentence_of_any_district_holds_a_number_that_is_none() -> None:
    for area in profiles.names():
        for found in profiles.profile(area).rows:
            text = profile_words.sentence(found, found.held[0]) + profile_words.trend_words(found)
            assert not re.search(r"\b(nan|None|inf)\b", text), text


def test_the_median_of_similar_districts_is_named_as_one_says_it() -> None:
    found = row("minimum_security_rate", "16063", "similar")
    assert profile_words.headline(found, found.held[0]) == "höher als der Median ähnlicher Kreise"
    assert profile_words.short_headline(found, found.held[0]) == "höher (ungünstiger)"
    assert profile_words.sentence(found, found.held[0]) == (
        "Mindestsicherungsquote: 6,2 % der Einwohner (31.12.2024), höher und ungünstiger als der Median ähnlicher "
        "Kreise (5,6); Rang 13 von 22. Das sind rund 830 Personen mehr, als es beim Median ähnlicher Kreise wären."
    )
    alike = row("sgb2_children_rate", "16063", "similar")
    assert profile_words.headline(alike, alike.held[0]) == "nicht unterscheidbar vom Median ähnlicher Kreise"


def test_a_conspicuous_value_without_a_direction_is_not_called_better_or_worse() -> None:
    assert ", auffällig hoch gegenüber Thüringen (11,0); Rang 1 von 22." in said("old_age_and_disability_rate")


def test_a_value_that_cannot_be_judged_names_the_comparison_and_the_reason() -> None:
    assert ", Thüringen 6,4; keine Aussage möglich, weil " in said("unemployment_rate")


def test_test_level_and_points_stand_behind_every_trend() -> None:
    assert profile_words.trend_grounds(row("share_65_and_over")) == "Chi-Quadrat-Test, 99,8 %, 5 Jahre"
    assert profile_words.trend_grounds(row("sgb2_children_rate")) == "Steigungstest, 99,8 %, 5 Jahre"
    assert profile_words.trend_grounds(row("population")) == "Mann-Kendall-Test, 95 %, 8 Jahre"
    none = row("sgb2_rate_2017")
    assert (none.trend.key, profile_words.trend_grounds(none)) == ("not_computable", "")


def test_interval_and_level_stand_behind_every_verdict() -> None:
    assert profile_words.verdict_grounds(row("sgb2_children_rate")) == "Intervall nach Byar, 95 %"
    assert profile_words.verdict_grounds(row("share_under_18")) == "Intervall nach Wilson, 95 %"
    assert profile_words.verdict_grounds(row("unemployment_rate")) == ""


def test_the_limitations_name_every_method_with_its_level() -> None:
    said = " ".join(profile_words.limitations(profiles.profile("16052"), profiles.profile("16052").rows))
    for part in (
        "Verfahren: Wilson (Anteile), Byar (Raten; unter 10 Fällen exakt nach Poisson), Niveau 95 %",
        "Entwicklungen: fünf Jahre",
        "Chi-Quadrat-Test (Anteile) oder gewichteter Steigungstest (Raten), Niveau 99,8 %",
        "Mann-Kendall-Test, Niveau 95 %",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("label", "heading"),
    [
        ("Thüringen", "Aussage zu Thüringen"),
        ("Erfurt", "Aussage zu Erfurt"),
        ("Median ähnlicher Kreise", "Aussage zum Median ähnlicher Kreise"),
        ("Wartburgkreis", "Aussage zum Wartburgkreis"),
        ("Altenburger Land", "Aussage zum Altenburger Land"),
    ],
)
def test_a_column_of_findings_names_whom_it_is_about(label: str, heading: str) -> None:
    assert profile_words.finding_heading(label) == heading


@pytest.mark.parametrize(
    ("indicator", "said_so"),
    [
        ("sgb2_rate", "SGB II-Bezug je 100 Einwohner unter 65: 15,3 (31.12.2024), "),
        ("sgb2_employable_rate", "Erwerbsfähige (SGB II) je 100 15- bis 64-J.: 13,"),
        ("living_allowance_rate", "Hilfe zum Lebensunterhalt je 1.000: 2,7 je 1.000 Einwohner (31.12.2024), "),
        ("live_births", "Lebendgeborene: 573 (2024); "),
        ("population_15_to_17", "Jugendliche von 15 bis 17 Jahren: 2.667 (31.12.2024); "),
        ("sgb2_rate_2017", "SGB II-Quote (INKAR), 2017: "),
        ("municipalities", "Gemeinden: 1 (30.06."),
        ("sgb2_children_rate", "Kinder im SGB II-Bezug: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024), "),
    ],
)
def test_a_sentence_says_unit_and_year_once(indicator: str, said_so: str) -> None:
    assert said(indicator).startswith(said_so)
    assert "(2017)" not in said(indicator)
