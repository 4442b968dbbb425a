"""Zusammenhänge: any choice becomes one that can be shown, and the page and its addresses say what they cannot show."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.pages import relations as page
from dashboard.parts import relations_matrix, relations_sides, relations_view
from dashboard.parts.relations_choice import Choice
from indicators import answers, correlation_matrix
from tests.dashboard.component_tree import of_type, words
from tests.layouts import assert_house_configuration

pytestmark = pytest.mark.usefixtures("built_store")

X, Y = "unemployment_rate", "sgb2_children_rate"
JSON, CSV = "/api/v1/compare.json", "/api/v1/compare.csv"


def test_the_first_view_is_complete_before_any_callback(visitor: FlaskClient) -> None:  # noqa: ARG001  pages need an app
    layout = page.layout()
    assert len(of_type(layout, "Map")) == 3
    assert assert_house_configuration(layout) == 1
    said = words(layout)
    for part in ("n = 22", "Zusammenhang ist keine Ursache.", "Spearman ρ", "Letztes gemeinsames Jahr: 2024"):
        assert part in said
    assert not {"nan", "NaN", "None"} & set(said.replace(",", " ").split())


def test_nothing_and_nonsense_become_the_first_view() -> None:
    standard = Choice.of()
    assert (standard.x, standard.y, standard.year) == (X, Y, 2024)
    nonsense = Choice.of(x=["a"], y="population", year="x", areas={"a": 1}, side=3, other=None, group="-", method=[])
    assert nonsense == standard
    assert standard.problems == ()
    assert len(nonsense.problems) == 6


def test_a_year_that_is_not_shared_becomes_the_nearest_that_is() -> None:
    assert Choice.of(year=2021).year == 2020
    assert Choice.of(year=2022).year == 2023
    assert Choice.of(year=1).year == 2015
    assert Choice.of(y="life_expectancy").year == 2020


def test_the_choice_survives_the_address_bar() -> None:
    chosen = Choice.of(x=Y, y="life_expectancy", year=2018, areas="16052,16053,x", side="x", other=2016, group="bauen",
                       method="spearman")  # fmt: skip
    assert chosen.query() == (
        "x=sgb2_children_rate&y=life_expectancy&year=2018&areas=16052,16053&side=x&other=2016&group=bauen"
        "&method=spearman"
    )
    assert Choice.of().query() == f"x={X}&y={Y}&year=2024"


def test_a_score_scaled_every_year_is_not_set_beside_itself() -> None:
    chosen = Choice.of(x="gisd_score", side="x")
    assert chosen.side == "both"
    options = [option["value"] for option in relations_sides.sides_view(chosen)["options"]]
    assert options == ["both", "y"]


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        ("childcare_rate_under_3", "life_expectancy", "kein gemeinsames Jahr"),
        (X, X, "Bitte zwei verschiedene wählen"),
    ],
)
def test_a_pair_that_cannot_be_shown_says_so_and_hides_the_rest(x: str, y: str, sentence: str) -> None:
    view = relations_view.pair_view(Choice.of(x=x, y=y))
    assert sentence in view["notice"]
    assert view["hidden"] is True
    assert view["notice_hidden"] is False
    answer = page.relate({"x": x, "y": y, "year": 2020, "areas": []})
    assert len(answer) == 20
    page.layout(x=x, y=y)


def test_two_indicators_of_one_theme_are_warned_of() -> None:
    close = relations_view.pair_view(Choice.of(x="sgb2_rate", y=Y))
    assert "womöglich teils dieselben Menschen" in words(close["facts"])
    assert "womöglich" not in words(relations_view.pair_view(Choice.of())["facts"])


def test_the_callbacks_answer_in_the_order_of_their_outputs() -> None:
    answer = page.relate({"x": X, "y": Y, "year": 2019, "areas": ["16052"]})
    assert answer[1] == answer[-1] == 2019
    assert answer[2:5] == ("", True, False)
    assert answer[7]["years"] == [2019]
    beside = page.set_beside({"x": X, "y": Y, "year": 2019, "side": "y", "other": 2016})
    assert (beside[1], beside[3], beside[5]["years"], beside[8]["years"]) == ("y", 2016, [2016], [2019])
    assert beside[6] == "Kinder im SGB II-Bezug, 31.12.2016"
    matrix = page.tabulate({"group": "bauen", "method": "spearman"})
    assert matrix[3] == "ρ"
    assert len(matrix[2]) == len(matrix[0]) == len(correlation_matrix.members("bauen"))
    assert "Gebietsstand 01.07.2021 (22 Kreise). Eigene Berechnung aus " in words(matrix[10])


def test_the_matrix_says_how_much_chance_alone_would_colour() -> None:
    view = relations_matrix.matrix_view(Choice.of())
    assert view["note"].startswith("47 Paare mit Wert; rund 2 davon wären schon durch Zufall farbig (5 von 100).")
    assert "Über 0,9 zählen zwei Indikatoren oft dasselbe" in view["note"]
    assert "Bevölkerung, weil Anzahlen" in view["note"]


def test_beside_the_matrix_stand_its_division_and_every_source() -> None:
    said = words(relations_matrix.matrix_view(Choice.of())["sources"])
    assert said.startswith("Gebietsstand 01.07.2021 (22 Kreise). Eigene Berechnung aus ")
    assert f"Datenstand {answers.data_version()}." in said
    for part in ("Tabelle 22811-01-01-4", "Statistik der Bundesagentur für Arbeit", "INKAR", "Nicht umgerechnet: "):
        assert part in said, part
    assert relations_matrix.matrix_view(Choice.of(group="own", members="median_income"))["sources"] == []
    alone = words(
        relations_matrix.matrix_view(Choice.of(group="own", members="life_expectancy,median_income"))["sources"]
    )
    assert "22811-01-01-4" not in alone  # only what is in it


def test_a_matrix_of_single_indicators_is_held_by_the_address_bar() -> None:
    chosen = Choice.of(group="own", members="median_income,life_expectancy,population,x,median_income")
    assert chosen.members == ("median_income", "life_expectancy")  # a count and nonsense have no place
    assert chosen.query().endswith("&group=own&members=median_income,life_expectancy")
    assert Choice.of(group="core", members="median_income").members == ()
    view = relations_matrix.matrix_view(chosen)
    assert {column["id"] for column in view["table"]["columns"]} == {"median_income", "life_expectancy"}
    assert view["own"][0] is False
    assert "eigene Auswahl" in view["table"]["caption"]


def test_an_own_matrix_begins_with_the_core_indicators_and_needs_two() -> None:
    begun = Choice.of(group="own")
    assert "sgb2_children_rate" in begun.members
    for members in ("", "median_income"):
        alone = Choice.of(group="own", members=members)
        assert alone.query().endswith(f"&members={members}")
        view = relations_matrix.matrix_view(alone)
        assert view["note"] == "Für die Tafel in der Liste mindestens zwei Indikatoren ankreuzen."
        assert (view["table"]["cells"], view["hidden"]) == ([], True)
        told = page.tabulate({"group": "own", "method": "pearson", "members": list(alone.members)})
        assert told[6:8] == (True, True)  # neither an empty table nor a file of nothing
    two = page.tabulate({"group": "own", "method": "pearson", "members": ["median_income", "life_expectancy"]})
    assert two[6:8] == (False, False)
    assert two[5].startswith("1 Paar mit Wert; höchstens eines davon wäre schon durch Zufall farbig (5 von 100).")
    assert relations_matrix.NOTHING["colours"]  # they do not travel again with the first pair


def test_a_matrix_of_one_is_no_file_but_a_sentence(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/correlations.csv?group=own&members=median_income")
    assert answer.status_code == 400
    assert "mindestens zwei Indikatoren" in answer.get_json()["error"]
    full = visitor.get("/download/correlations.csv?group=own&members=median_income,life_expectancy")
    assert full.text.count("\r\n") == 2  # heading and one pair


def test_the_map_of_both_indicators_is_a_file_with_nine_classes_finding_and_sources(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/download/relations.svg?x={X}&y={Y}&year=2018")
    assert answer.mimetype == "image/svg+xml"
    for part in (
        "Arbeitslosenquote und Kinder im SGB II-Bezug, 2018",
        "Arbeitslosenquote hoch, Kinder im SGB II-Bezug hoch",
        "#2a5a5b",
        "Zusammenhang ist keine Ursache.",
        "mit Bevölkerungsanteilen",
        "GeoBasis-DE",
        "dl-de/by-2-0",
    ):
        assert part in answer.text, part


@pytest.mark.parametrize(("which", "title"), [("left", "Arbeitslosenquote, "), ("right", "Kinder im SGB II-Bezug, ")])
def test_each_of_the_two_maps_side_by_side_is_a_file(visitor: FlaskClient, which: str, title: str) -> None:
    answer = visitor.get(f"/download/relations.svg?x={X}&y={Y}&year=2019&map={which}")
    assert f"<title>{title}" in answer.text
    assert "(4 Gebiete)" in answer.text or "(5 Gebiete)" in answer.text
    assert visitor.get("/download/relations.svg?x=childcare_rate_under_3&y=life_expectancy").status_code == 400


anything = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.lists(st.text(max_size=6), max_size=3))


@settings(deadline=None, max_examples=40)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys("x y year areas side other group method members".split(), anything)
    )
)
def test_no_choice_whatsoever_breaks_the_page(raw: dict[str, Any]) -> None:
    chosen = Choice.of(**raw)
    assert all(problem.reason and problem.instead for problem in chosen.problems)
    assert Choice.of(**dict(parse_qsl(chosen.query(), keep_blank_values=True))).problems == ()
    assert relations_view.pair_view(chosen)["hidden"] in (True, False)
    assert relations_sides.sides_view(chosen)["options"]


def test_the_interface_answers_with_coefficients_and_every_area(visitor: FlaskClient) -> None:
    answer = visitor.get(f"{JSON}?x={X}&y=life_expectancy")
    told = json.loads(answer.text, parse_constant=pytest.fail)
    assert (answer.status_code, told["n"], told["year"], told["territory"]) == (200, 21, 2020, "2021")
    assert told["spearman"]["value"] == pytest.approx(-0.24237, abs=5e-6)
    assert told["left_out"] == [
        {"area": "16063", "name": "Wartburgkreis", "reason": "Lebenserwartung: nicht vergleichbar"}
    ]
    assert len(told["values"]) == 21
    assert told["note"].startswith("Zusammenhang ist keine Ursache.")
    table = visitor.get(f"{CSV}?x={X}&y={Y}&year=2019")
    assert len(list(csv.reader(io.StringIO(table.text), delimiter=";"))) == 23
    assert table.headers["Content-Disposition"] == f'attachment; filename="{X}_{Y}_2019.csv"'


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"x={X}",
        f"x={X}&y=nothing",
        f"x={X}&y=population",
        f"x={X}&y={X}",
        f"x={X}&y={Y}&year=99",
        f"x={X}&y={Y}&year=2022",
        f"x={X}&y={Y}&z=1",
        f"x={X}&x={Y}&y={Y}",
        "x=childcare_rate_under_3&y=life_expectancy",
    ],
)
def test_a_bad_question_gets_400_and_a_sentence(visitor: FlaskClient, query: str) -> None:
    for address in (JSON, CSV):
        answer = visitor.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["error"].endswith(".")


def test_the_downloads_take_away_the_view(visitor: FlaskClient) -> None:
    pair = visitor.get(f"/download/relations.csv?x={X}&y=life_expectancy&year=2020")
    rows = list(csv.DictReader(io.StringIO(pair.text.removeprefix("\ufeff")), delimiter=";"))
    assert {row["Jahr"] for row in rows} == {"2020"}
    matrix = visitor.get("/download/correlations.csv?group=core&method=spearman")
    cells = list(csv.DictReader(io.StringIO(matrix.text.removeprefix("\ufeff")), delimiter=";"))
    assert len(cells) == 55
    assert sum(not cell["Wert"] for cell in cells) == 8
    assert all(cell["Hinweis"] for cell in cells if not cell["Wert"])
    assert {cell["Aussage"] for cell in cells} == {"Zusammenhang ist keine Ursache."}
    assert {cell["Datenstand"] for cell in cells} == {answers.data_version()}
    assert all(cell["Gebietsstand"].startswith("Gebietsstand 01.07.2021 (22 Kreise).") for cell in cells)
    for cell in (cell for cell in cells if cell["Jahr"]):
        assert cell["Quelle"].endswith("; Daten verändert, eigene Berechnung")
        assert cell["Lizenz"]
    titles = [f"{cell['Indikator 1']} {cell['Indikator 2']}" for cell in cells]
    children = cells[
        next(place for place, text in enumerate(titles) if text.startswith("Mindest") and "Kinder" in text)
    ]
    assert "Tabelle 22811-01-01-4" in children["Quelle"]
    assert "Nicht umgerechnet: Die Gebietswechsel von 2023 und 2024" in children["Gebietsstand"]
    life = next(cell for cell, text in zip(cells, titles, strict=True) if "Lebenserwartung" in text and cell["Jahr"])
    assert "INKAR" in life["Quelle"]
    assert visitor.get("/download/relations.csv?x=childcare_rate_under_3&y=life_expectancy").status_code == 400
