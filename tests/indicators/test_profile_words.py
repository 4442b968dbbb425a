"""What a profile says in German."""

from __future__ import annotations

import re

import pytest

from indicators import profile_words, profiles
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


def test_what_cannot_be_told_apart_says_so_and_counts_no_persons() -> None:
    found = said("live_birth_rate")
    assert "nicht unterscheidbar vom Land" in found
    assert "rund" not in found


@pytest.mark.parametrize(
    ("indicator", "because"),
    [
        ("unemployment_rate", "weil der veröffentlichte Wert kein Intervall hat"),
        ("population", "weil Anzahlen von der Größe des Gebiets abhängen"),
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
    found = profile_words.summary(profiles.profile("16052"))
    assert found.startswith("Im Vergleich (Thüringen) sind von 27 vergleichbaren Indikatoren 7 ungünstiger, ")
    assert "Für 114 von 141 Indikatoren ist keine Aussage möglich: " in found


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
