"""The Gebietsprofil: what its page shows for a choice, and what becomes of a strange one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dash import html
from dash._utils import to_json
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.pages import profile
from dashboard.parts import profile_sheet, profile_view
from dashboard.profile_selection import ProfileSelection
from indicators import profiles
from tests.dashboard.component_tree import of_type, words

pytestmark = pytest.mark.usefixtures("visitor")

NOTHING_ELSE = {"area": "16052", "order": "theme", "show": "all"}
ANYTHING = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.lists(st.one_of(st.text(max_size=6), st.none()))
)


def table(**choice: Any) -> dict[str, Any]:
    found: dict[str, Any] = profile_view.told(ProfileSelection.of(**choice))["table"]
    return found


@settings(max_examples=60, deadline=None)
@given(area=ANYTHING, against=ANYTHING, order=ANYTHING, show=ANYTHING)
def test_anything_at_all_becomes_a_choice_that_can_be_shown(area: Any, against: Any, order: Any, show: Any) -> None:
    chosen = ProfileSelection.of(area=area, against=against, order=order, show=show)
    assert chosen.profile().area == chosen.area
    assert all(problem.reason and problem.instead for problem in chosen.problems)
    again = ProfileSelection.of(**dict(part.split("=") for part in chosen.query().split("&")))
    assert again == chosen
    assert again.problems == ()


def test_eisenach_leads_to_the_wartburgkreis_and_nobody_is_compared_with_himself() -> None:
    chosen = ProfileSelection.of(area="16056", against="16063,16051,16051,nowhere")
    assert (chosen.area, chosen.against) == ("16063", ("16051",))


def test_the_address_holds_what_differs_from_the_default() -> None:
    assert ProfileSelection.of(area="16052").query() == "area=16052"
    chosen = ProfileSelection.of(area="16052", against="similar,16051", order="distance", show="core")
    assert chosen.query() == "area=16052&against=similar,16051&order=distance&show=core"


def test_by_theme_every_row_stands_once() -> None:
    found = table(area="16052")
    places = [place for group in found["groups"] for place in group["rows"]]
    assert sorted(places) == list(range(len(found["rows"])))
    assert found["groups"][0]["title"] == "Bevölkerung"


def test_by_department_a_row_stands_under_every_office_that_works_with_it() -> None:
    found = table(area="16052", order="department")
    children = next(place for place, row in enumerate(found["rows"]) if "sgb2_children_rate" in row["href"])
    assert [group["title"] for group in found["groups"] if children in group["rows"]] == [
        "Sozialamt", "Jugendamt", "Jobcenter", "Schulverwaltung",
    ]  # fmt: skip


def test_by_distance_the_farthest_stands_first_and_counts_last() -> None:
    chosen = ProfileSelection.of(area="16052", order="distance")
    rows = chosen.profile().rows
    first, last = profile_view.groups(rows, "distance")
    distances = [rows[place].distance or 0 for place in first["rows"]]
    assert distances == sorted(distances, reverse=True)
    assert all(rows[place].distance is None for place in last["rows"])


def test_the_view_of_an_office_holds_its_indicators_only() -> None:
    everything, office, core = (table(area="16052", show=show)["rows"] for show in ("all", "jobcenter", "core"))
    assert len(core) == 12
    assert len(core) < len(office) < len(everything)


def test_a_row_says_value_comparison_rank_verdict_and_source() -> None:
    found = next(row for row in table(area="16052")["rows"] if "sgb2_children_rate" in row["href"])
    assert found["href"] == "/?indicator=sgb2_children_rate&year=2024&areas=16052"
    assert (found["value"], found["held"], found["rank"], found["key"]) == ("22,8", ["10,9"], "1 von 22", "worse")
    assert (found["verdicts"], found["grounds"]) == (["auffällig hoch (ungünstiger)"], "Intervall nach Byar, 95 %")
    assert found["tested"] == "Steigungstest, 99,8 %, 5 Jahre"
    assert found["trend"] == "↘ 2016–2020: sinkend (günstig); 2021 und 2022 ohne Wert"
    assert found["stand"].startswith("31.12.2024 [")


def test_several_comparisons_each_have_their_verdict() -> None:
    found = next(
        row for row in table(area="16052", against="state,16077")["rows"] if "sgb2_children_rate" in row["href"]
    )
    assert found["held"] == ["10,9", "17,1"]
    assert found["verdicts"] == [
        "Thüringen: auffällig hoch (ungünstiger)",
        "Altenburger Land: auffällig hoch (ungünstiger)",
    ]


def test_the_short_profile_has_its_four_parts() -> None:
    said = words(profile_sheet.sheet(profiles.profile("16052")))
    places = [said.index(part) for part in ("Befund", "Vergleich", "Entwicklung", "Einschränkung", "Quellen")]
    assert places == sorted(places)
    assert "Kinder im SGB II-Bezug: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024), auffällig hoch" in said
    assert "Gebietsstand 01.07.2021 (22 Kreise)" in said


def test_every_verdict_and_trend_of_the_table_names_its_method() -> None:
    rows = table(area="16052", against="state,similar,16051")["rows"]
    judged = [row for row in rows if row["grounds"]]
    assert len(judged) >= 27
    assert {row["grounds"] for row in judged} == {"Intervall nach Byar, 95 %", "Intervall nach Wilson, 95 %"}
    assert all(row["grounds"] for row in rows if row["key"] != "not_compared")
    assert all(bool(row["tested"]) != ("nicht berechenbar" in row["trend"]) for row in rows)
    assert {row["tested"] for row in rows} == {
        "", "Chi-Quadrat-Test, 99,8 %, 5 Jahre", "Steigungstest, 99,8 %, 5 Jahre", "Mann-Kendall-Test, 95 %, 8 Jahre",
    }  # fmt: skip


def test_the_short_profile_names_methods_and_levels() -> None:
    said = words(profile_sheet.sheet(profiles.profile("16052")))
    named = ("Wilson", "Byar", "Chi-Quadrat-Test", "2016–2020: sinkend", "; Steigungstest, 99,8 %.", "Niveau 99,8 %")
    for part in (*named, "Niveau 95 %"):
        assert part in said, part


@pytest.mark.parametrize(
    ("against", "heading"),
    [
        (("16051", "similar", "state"), "Aussage zu Erfurt"),
        (("similar", "16051"), "Aussage zum Median ähnlicher Kreise"),
        (("state",), "Aussage zu Thüringen"),
    ],
)
def test_the_column_of_findings_says_which_comparison_it_is_about(against: tuple[str, ...], heading: str) -> None:
    (sheet,) = of_type(html.Div(profile_sheet.sheet(profiles.profile("16063", against))), "SheetTable")
    assert sheet.finding == heading


def test_differences_of_similar_districts_are_listed_as_one_writes() -> None:
    found = words(html.Div(profile_view.similar(profiles.profile("16051"))))
    assert "verschieden in " in found
    assert not re.search(r"verschieden in \w+ und \w+ und ", found)


def test_one_municipality_is_not_called_municipalities() -> None:
    found = next(row for row in table(area="16051")["rows"] if "indicator=municipalities&" in row["href"])
    assert (found["value"], found["hint"]) == ("1", "Gemeinde")


def test_the_page_opens_complete_for_any_address() -> None:
    for query in ({}, {"area": "nowhere", "against": "x"}, {"area": "16061", "against": "similar,state,16051"}):
        said = words(profile.layout(**query))
        assert "Gebietsprofil" in said
        assert "Ähnliche Kreise" in said


def test_moving_a_control_changes_everything_that_hangs_on_it() -> None:
    heading, sheet, caption, compared, rows, *_ = profile.tell(NOTHING_ELSE | {"area": "16053"}, ["similar", "", ""])
    assert words(heading).startswith("Gebietsprofil kreisfreie Stadt Jena")
    assert "Kurzprofil kreisfreie Stadt Jena" in words(sheet)
    assert caption == f"Jena: {len(rows)} Indikatoren nach Themen"
    assert compared == ["Median ähnlicher Kreise"]
    assert len(rows) > 140


def test_what_a_callback_sends_is_small_and_holds_no_number_that_is_none() -> None:
    sent = to_json(profile.tell(NOTHING_ELSE, ["state", "", ""]))
    assert len(sent) < 260_000
    assert "NaN" not in sent
