"""The Übersicht: what its page shows for a choice, how its cells look, and what becomes of a strange address."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from dash._utils import to_json
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import theme
from dashboard.figures import overview as figure
from dashboard.overview_selection import OverviewSelection
from dashboard.pages import overview as page
from dashboard.parts import overview_view
from indicators import overview
from indicators.overview import Group
from tests.dashboard.component_tree import of_type, words
from tests.dashboard.test_theme import LEAST_BETWEEN_CLASSES, SIGHTS, contrast, nearest

pytestmark = pytest.mark.usefixtures("visitor")

JSON, CSV = "/api/v1/overview.json", "/api/v1/overview.csv"
ANYTHING = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.lists(st.one_of(st.text(max_size=6), st.none())),
    st.sampled_from(["core", "rates", "jugendamt", "wohnen", "theme:bildung", "2020", "-name", "-sgb2_rate"]),
)  # fmt: skip


def columns(**choice: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = overview_view.told(OverviewSelection.of(**choice))["table"]["columns"]
    return found


@settings(max_examples=60, deadline=None)
@given(theme=ANYTHING, department=ANYTHING, group=ANYTHING, show=ANYTHING, year=ANYTHING, sort=ANYTHING)
def test_anything_at_all_becomes_a_choice_that_can_be_shown(**raw: Any) -> None:
    chosen = OverviewSelection.of(**raw)
    assert chosen.overview().columns
    assert all(problem.reason and problem.instead for problem in chosen.problems)
    again = OverviewSelection.of(**dict(part.split("=") for part in chosen.query().split("&")))
    assert again == chosen
    assert again.problems == ()


def test_the_address_holds_what_differs_from_the_default() -> None:
    assert OverviewSelection.of().query() == "theme=existenzsicherung"
    chosen = OverviewSelection.of(department="jugendamt", show="core", year="2020", sort="-sgb2_children_rate")
    assert chosen.query() == "department=jugendamt&show=core&year=2020&sort=-sgb2_children_rate"
    assert OverviewSelection.of(group="department:jugendamt", theme="wohnen").group.key == "jugendamt"


def test_what_cannot_be_shown_gives_way_to_the_nearest_view() -> None:
    chosen = OverviewSelection.of(theme="wohnen", show="core", year="1990", sort="sgb2_rate")
    assert (chosen.group, chosen.year, chosen.sort) == (Group("theme", "wohnen"), None, "name")


@pytest.mark.parametrize("sight", SIGHTS)
def test_classes_of_cells_can_be_told_apart_in_every_sight(sight: str) -> None:
    assert nearest([ground for ground, _ in theme.STANDING.values()], sight) >= LEAST_BETWEEN_CLASSES


def test_what_is_written_in_a_cell_can_be_read() -> None:
    assert min(contrast(ground, ink) for ground, ink in theme.STANDING.values()) >= 4.5


def test_never_colour_alone() -> None:
    signs = [figure.SIGNS[key] for key in theme.STANDING]  # type: ignore[index]
    assert all(signs)
    assert len(set(signs)) == len(signs)
    for one, other in itertools.combinations(overview.QUARTERS, 2):
        assert figure.SIGNS[one] < figure.SIGNS[other]  # the taller the bar, the higher the quarter


def test_the_style_sheet_knows_every_class_and_no_colour_of_its_own(visitor: FlaskClient) -> None:
    style = visitor.get("/assets/style.css").text
    for key in figure.SIGNS:
        assert f".{figure.style_name(key)}" in style
    for name in figure.variables():
        assert f"var({name})" in style or name.startswith("--similar")


def test_the_legend_counts_every_cell_once() -> None:
    for group in (Group("theme", "existenzsicherung"), Group("theme", "gesundheit"), Group("department", "jugendamt")):
        found = overview.overview(group)
        entries = [entry for part in figure.legend(found) for entry in part["entries"]]
        assert sum(entry["count"] for entry in entries) == 22 * len(found.columns)


def test_the_legend_keeps_judgement_neutral_comparison_and_quarters_apart() -> None:
    parts = figure.legend(overview.overview(Group("theme", "existenzsicherung")))
    assert [[entry["label"] for entry in part["entries"]] for part in parts[:2]] == [
        ["ungünstiger", "nicht unterscheidbar", "günstiger"],
        ["höher", "nicht unterscheidbar", "niedriger"],
    ]
    assert [entry["count"] for entry in parts[0]["entries"]] == [51, 11, 92]
    assert parts[2]["title"].endswith("ohne Signifikanzaussage")
    assert [part["title"] for part in figure.legend(overview.overview(Group("theme", "wohnen")))] == [parts[2]["title"]]


def test_a_cell_shows_value_sign_and_words_and_leads_to_the_atlas() -> None:
    found = overview_view.told(OverviewSelection.of())["table"]
    place = [area["name"] for area in found["areas"]].index("Gera")
    children = next(one for one in found["columns"] if one["id"] == "sgb2_children_rate")
    assert (children["texts"][place], children["numbers"][place]) == ("22,8", 22.8)
    assert (children["looks"][place], children["signs"][place]) == ("cell-worse", "◆")
    assert children["words_of"][place].endswith("Thüringen 10,9; ungünstiger als Thüringen")
    assert children["href"] == "/?indicator=sgb2_children_rate&year=2024&territory=2021"
    assert (children["state"], children["year"]) == ("10,9", "2024")


def test_a_published_rate_is_grey_and_says_that_this_is_no_statement() -> None:
    rate = next(one for one in columns(theme="arbeit") if one["id"] == "unemployment_rate")
    assert all(look.startswith("cell-quarter-") for look in rate["looks"])
    assert all("ohne Signifikanzaussage" in text for text in rate["words_of"])


def test_a_count_has_no_colour_and_is_not_held_against_the_count_of_the_state() -> None:
    found = overview_view.told(OverviewSelection.of())["table"]
    place = [area["name"] for area in found["areas"]].index("Gera")
    count = next(one for one in found["columns"] if one["id"] == "sgb2_employable")
    assert (count["looks"][place], count["signs"][place]) == ("cell-count", "")
    assert count["words_of"][place] == ("Gera: 7.553 Personen (31.12.2024); Menge, abhängig von der Größe des Gebiets")


def test_a_missing_value_is_hatched_and_carries_the_word_of_its_status() -> None:
    found = overview_view.told(OverviewSelection.of(theme="gesundheit"))["table"]
    life = found["columns"][0]
    place = [area["name"] for area in found["areas"]].index("Wartburgkreis")
    assert (life["id"], life["texts"][place], life["looks"][place]) == (
        "life_expectancy", "nicht vergleichbar", "cell-no-value",
    )  # fmt: skip
    assert life["numbers"][place] is None


def test_a_column_without_the_common_year_says_so_and_stands_last() -> None:
    found = columns(theme="einkommen", year="2013")
    assert [one["missing"] for one in found] == [False] * 3 + [True] * 3
    assert found[-1]["year"] == "2013 ohne Wert"
    assert found[-1]["words_of"][0] == "Altenburger Land: 2013 ohne Wert, vorhanden 2021"
    said = words(overview_view.told(OverviewSelection.of(theme="einkommen", year="2013"))["sources"])
    assert "Ohne Wert für 2013, in Klammern die vorhandenen Jahre: " in said


def test_every_indicator_has_a_closed_entry_with_source_territory_and_limits() -> None:
    parts = overview_view.told(OverviewSelection.of())["sources"]
    entries = of_type(parts, "Details")
    assert len(entries) == 23
    assert not any(getattr(entry, "open", False) for entry in entries)
    said = words(entries[0])
    assert "Quelle: Statistische Ämter des Bundes und der Länder: Regionaldatenbank Deutschland" in said
    assert "Gebietsstand 01.07.2021 (22 Kreise)" in said


def test_the_box_of_extents_offers_only_what_there_is() -> None:
    boxes = overview_view.controls(OverviewSelection.of(theme="wohnen"))
    assert [option["disabled"] for option in boxes["show"]["options"]] == [False, False, True]
    first, second = boxes["year"]["options"][:2]
    assert (first["value"], second["label"]) == ("latest", "2023")
    assert second["title"] == "2 von 9 Indikatoren haben Werte für 2023."


def test_the_page_opens_complete_for_any_address() -> None:
    for query in ({}, {"theme": "nowhere", "year": "x"}, {"department": "jugendamt", "show": "core", "sort": "-name"}):
        said = words(page.layout(**query))
        wrong = query.get("theme") == "nowhere"
        assert said.startswith("Hinweis zur Adresse Das Themenfeld „nowhere“" if wrong else "Übersicht: ")
        assert "Übersicht: " in said
        assert "Gebietsstand 01.07.2021 (22 Kreise)" in said
        assert not re.search(r"\b(nan|None)\b", to_json(page.layout(**query)).replace("none", ""))


def test_another_choice_changes_everything_that_hangs_on_it() -> None:
    heading, findings, legend, sources, query, caption, areas, found, *boxes = page.tell(
        group="department:jugendamt", year="2020", show="core"
    )
    assert words(heading).startswith("Übersicht: Jugendamt")
    assert "Gemeinsames Jahr 2020" in words(heading)
    assert words(findings)
    assert "ungünstiger" in words(legend)
    assert of_type(sources, "Details")
    assert query == "?department=jugendamt&show=core&year=2020"
    assert caption == f"Jugendamt: 22 Kreise, {len(found)} Indikatoren, Jahr 2020"
    assert len(areas) == 22
    assert (boxes[1], boxes[3]) == ("2020", "core")


def test_the_interface_gives_the_same_as_data_and_as_a_file(visitor: FlaskClient) -> None:
    data = visitor.get(f"{JSON}?theme=existenzsicherung&year=2020").get_json()
    assert (data["theme"], data["year"], len(data["indicators"]), len(data["values"])) == (
        "existenzsicherung", 2020, 23, 23 * 22,
    )  # fmt: skip
    answer = visitor.get(f"{CSV}?department=jugendamt&show=core")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="uebersicht_jugendamt_core.csv"'
    assert answer.get_data().startswith(b"\xef\xbb\xbfGebietsschl")


def test_methods_and_level_stand_on_the_page_and_behind_every_compared_value() -> None:
    shown = page.layout(theme="existenzsicherung")
    said = words(shown)
    assert "Verfahren: Wilson (Anteile), Byar (Raten; unter 10 Fällen exakt nach Poisson), Niveau 95 %." in said
    assert "Vergleich mit Thüringen: Intervall nach Byar, bei weniger als 10 Fällen exakt" in said
    assert "Vergleich mit Thüringen: Intervall nach Wilson, Niveau 95 %." in said
    assert "Ohne Intervall: Viertel der Kreise (lineare Interpolation), ohne Signifikanzaussage." in said
    columns = overview_view.told(OverviewSelection.of(theme="existenzsicherung"))["table"]["columns"]
    compared = [
        text
        for column in columns
        for text in column["words_of"]
        if any(word in text for word in (" als Thüringen", "von Thüringen"))
    ]
    assert compared
    assert all("95-%-Intervall nach Byar " in text or "95-%-Intervall nach Wilson " in text for text in compared)


def test_a_source_names_the_day_or_year_once() -> None:
    heads = [
        words(head)
        for theme_key in ("existenzsicherung", "bildung", "arbeit")
        for head in of_type(page.layout(theme=theme_key), "Summary")
    ]
    assert "SGB II-Quote (INKAR), 2017" in heads
    assert "Ausländeranteil im SGB II, August 2023" in heads
    assert "Kinder im SGB II-Bezug (31.12.2024)" in heads
    assert not [head for head in heads if re.search(r"(\w+ )?(20\d\d) \(\1\2\)", head)]


def test_one_municipality_is_said_in_the_singular() -> None:
    columns = overview_view.told(OverviewSelection.of(theme="bevoelkerung"))["table"]["columns"]
    found = next(column for column in columns if column["id"] == "municipalities")
    assert any(text.startswith("Erfurt: 1 Gemeinde (") for text in found["words_of"])
    assert not any(" 1 Gemeinden" in text for text in found["words_of"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Bitte ein Themenfeld (theme) oder ein Amt (department) angeben, nicht beides."),
        ("theme=bildung&department=jugendamt", "Bitte ein Themenfeld (theme)"),
        ("theme=nowhere", "Das Themenfeld „nowhere“ gibt es nicht."),
        ("theme=bildung&year=1800", "Für 1800 hat kein Indikator unter „Bildung und Kinderbetreuung“ einen Wert."),
        ("theme=bildung&year=x", "„x“ ist keine Jahreszahl"),
        (
            "theme=wohnen&show=core",
            "Unter „Wohnen und Mobilität“ gibt es auf der Ebene der Kreise keine Kernindikatoren.",
        ),
        ("theme=bildung&area=16052", "Unbekannter Parameter: area. Möglich: theme, department, year, show."),
        ("theme=bildung&theme=wohnen", "Mehr als einmal angegeben: theme."),
    ],
)
@pytest.mark.parametrize("address", [JSON, CSV])
def test_a_bad_question_gets_400_and_a_sentence(visitor: FlaskClient, address: str, query: str, said: str) -> None:
    answer = visitor.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith(said)


def test_the_download_of_a_strange_address_is_refused_with_every_reason(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/overview.csv?theme=nowhere&year=-1&show=7")
    assert answer.status_code == 400
    for said in (
        "Das Themenfeld „nowhere“ gibt es nicht.",
        "„-1“ ist keine Jahreszahl",
        "„7“ lässt sich nicht zeigen.",
    ):
        assert said in answer.get_json()["error"]
    assert visitor.get("/download/overview.csv").status_code == 200
