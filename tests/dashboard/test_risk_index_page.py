"""The page of the social index: what a choice becomes, what callbacks answer, what the interface refuses."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from dash import no_update
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import theme
from dashboard.figures import risk_map, risk_tables, status_matrix
from dashboard.pages import risk_index as page
from dashboard.parts import risk_index_view as view
from dashboard.risk_index_selection import IndexChoice, of_query
from indicators import risk_index
from indicators.risk_index_question import PRESETS, Question
from tests.dashboard.component_tree import of_type, words

pytestmark = pytest.mark.usefixtures("built_store")

EXAMPLE = "sgb2_children_rate=2,unemployment_rate=1"
MSS = dict(PRESETS["mss"].weights)
CONTROLS: dict[str, Any] = {
    "preset": "mss", "weights": MSS, "year": 2020, "span": 2, "normalisation": "z_score", "aggregation": "arithmetic",
}  # fmt: skip
BEFORE = "preset=mss&year=2020"
DRAWN = (
    "series map_year label rows columns cells rest rest_note caption table_columns table_rows row_keys table_caption "
    "heading sentence running components weights start preset years year problem problem_hidden result recipe"
).split()


def drawn(before: str = BEFORE, **changed: Any) -> dict[str, Any]:
    return dict(zip(DRAWN, page.draw({**CONTROLS, **changed}, before), strict=True))


def mss() -> risk_index.RiskIndex:
    return risk_index.asked(Question(PRESETS["mss"].weights))


def test_the_page_opens_on_the_first_preset_and_says_what_it_is_not() -> None:
    shown = page.layout()
    text = words(shown)
    assert "Armutsrisiken im Vergleich, keine Armutsgefährdungsquote" in text
    assert "Belastung 2020, Dynamik 2018 bis 2020; Gebietsstand 01.07.2021 (22 Kreise)" in text
    assert "2020 sind 4 der 22 verglichenen Gebiete sehr hoch belastet: Gera, Kyffhäuserkreis, Nordhausen" in text
    for heading in ("Bestandteile", "Normierung", "Zusammenfassung", "Deckung", "Rangspanne", "Aussage"):
        assert heading in [words(term) for term in of_type(shown, "Dt")]
    assert "relativ zu den 22 verglichenen Gebieten" in text
    assert "Quelle: " in text
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


def test_the_tooltip_shows_the_rank_with_its_band() -> None:
    found = mss()
    series = risk_map.series(found, risk_index.bands(found))
    assert series["notes"]["2020"]["16053"] == "Rang 9 (8–11)"
    assert series["text"]["2020"][series["areas"].index("16052")] == "Belastung sehr hoch, Dynamik positiv"
    assert [item["count"] for item in series["legend"]["2020"]] == [8, 7, 3, 4]
    assert series["colours"] == theme.sequential(4)
    assert risk_map.series(found)["notes"]["2020"]["16053"] == "Rang 9 (Unsicherheit wird berechnet …)"


def test_the_matrix_puts_the_heaviest_burden_first() -> None:
    found = status_matrix.matrix(mss())
    assert [row["label"] for row in found["rows"]] == ["sehr hoch", "hoch", "mittel", "gering"]
    assert [column["label"] for column in found["columns"]] == ["positiv", "stabil", "negativ"]
    assert found["cells"][0][0] == [["16052", "Gera"], ["16077", "Altenburger Land"]]
    assert found["cells"][2][2] == [["16068", "Sömmerda"]]


def test_the_heads_of_the_matrix_are_true_where_the_burden_fell_less_than_elsewhere() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights, span=5))
    heads = {column["label"]: column["note"] for column in status_matrix.matrix(found)["columns"]}
    assert heads == {
        "positiv": "Belastung entwickelte sich günstiger als im Mittel der Kreise",
        "stabil": "Belastung entwickelte sich etwa wie im Mittel der Kreise",
        "negativ": "Belastung entwickelte sich ungünstiger als im Mittel der Kreise",
    }
    wartburg = next(item for item in found.moved.areas if item.area == "16063")
    assert wartburg.dynamics == "negativ"
    assert (wartburg.change or 0) > 0  # above the average
    assert all((found.change("16063", record.id) or 0) < 0 for record in found.records)  # and yet it fell
    shown = words(page.layout(preset="mss", span=5))
    assert "auch ein Rückgang ist „negativ“" in shown
    assert not re.search(r"Belastung (stieg|fiel|ging zurück)", shown)


def test_two_components_say_that_none_is_left_out() -> None:
    said = "bei zwei Bestandteilen wird keiner weggelassen"
    two = risk_index.asked(Question((("sgb2_children_rate", 2), ("unemployment_rate", 1)), 2020))
    uncertain = risk_index.bands(two)
    assert not uncertain.leaves_out
    assert said in risk_tables.running(uncertain)
    assert said in words(view.told(IndexChoice.of(weights=EXAMPLE, year=2020))["text"]["facts"])
    assert {row[2] for row in risk_tables.areas(two, uncertain)["rows"]} >= {"1", "22"}
    assert said not in risk_tables.running(risk_index.bands(mss()))
    assert said not in words(view.told(IndexChoice.of(preset="mss"))["text"]["facts"])
    assert f"ab drei Bestandteilen mit je einem weggelassenen; {said}" in words(page.layout(preset="mss"))


def test_dynamics_from_estimated_values_are_marked_on_the_page_and_the_map(visitor: FlaskClient) -> None:
    found, note = mss(), "Dynamik aus geschätzten Werten (2018)"
    rows = {row[1]: row[-1] for row in risk_tables.areas(found)["rows"]}
    assert (rows["Suhl"], rows["Gera"]) == (note, "")
    assert risk_map.notes(found, None)["16054"].endswith(f". {note}")
    assert ", aus geschätzten Werten bei " in status_matrix.caption(found)
    assert "Suhl" in status_matrix.caption(found)
    parts = {row[1]: row[-1] for row in risk_tables.components(found, ["16054"])["rows"]}
    assert parts["Kinder im SGB II-Bezug"].endswith("Wert 2018 auf den Gebietsstand 01.07.2021 umgerechnet, geschätzt")
    source = words(view.told(IndexChoice.of(preset="mss"))["text"]["source"])
    for text in (source, visitor.get("/download/index.svg?preset=mss").text):
        assert "Werte von 2018 in der Dynamik" in text
        assert "geschätzt" in text


def test_the_matrix_of_a_year_without_dynamics_says_why() -> None:
    found = status_matrix.matrix(
        risk_index.asked(Question((("sgb2_children_rate", 2), ("unemployment_rate", 1)), 2024))
    )
    assert "Für 2022 liegen nicht alle Bestandteile vor" in found["rest_note"]
    assert "2017, 2018, 2019, 2020" in found["rest_note"]
    assert found["cells"] == [[[], [], []]] * 4


def test_moving_a_weight_repaints_at_once_and_says_that_the_bands_are_computed() -> None:
    found = drawn(weights={**MSS, "sgb2_children_rate": 3})
    assert found["series"]["notes"]["2020"]["16052"] == "Rang 1 (Unsicherheit wird berechnet …)"
    assert found["running"] == "Unsicherheit wird berechnet …"
    assert found["table_rows"][0][:3] == ["1", "Gera", "…"]
    assert (found["preset"], found["problem"], found["result"]) == ("own", "", "stack")
    assert found["weights"] is no_update  # the slider is where the reader holds it
    assert dict(parse_qsl(found["recipe"]))["weights"].endswith("sgb2_children_rate=3")
    bands = page.estimate(found["recipe"])
    assert bands["recipe"] == found["recipe"]
    assert bands["notes"]["2020"]["16052"] == "Rang 1 (fest)"
    assert bands["rows"][0][2] == "1"
    assert bands["running"].startswith("Rangspannen aus 1.000 Ziehungen")


def test_a_preset_brings_its_weights_and_its_year() -> None:
    found = drawn(preset="equal")
    assert found["weights"] == found["start"] == dict(PRESETS["equal"].weights)
    assert (found["year"], found["preset"]) == (2022, "equal")
    assert found["heading"].startswith("Belastung 2022, Dynamik 2020 bis 2022")
    back = drawn(before="preset=equal&year=2022", preset="mss", weights=dict(PRESETS["equal"].weights), year=2022)
    assert (back["weights"], back["year"]) == (MSS, 2020)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (dict.fromkeys(MSS, 0), "Alle Gewichte sind null. Ohne Gewicht gibt es keinen Index."),
        ({**MSS, "sgb2_rate": -3}, "Das Gewicht von „SGB II-Bezug je 100 Einwohner unter 65“ ist negativ."),
        ({**MSS, "sgb2_rate": None}, "Das Gewicht von „SGB II-Bezug je 100 Einwohner unter 65“ ist keine Zahl."),
        (
            dict.fromkeys(MSS, 1e308),
            "Das Gewicht von „Arbeitslosenquote“ ist zu groß. Möglich sind Zahlen bis 1.000.000.",
        ),
        ({"sgb2_rate": 1}, "Ein Index braucht mindestens zwei Bestandteile mit einem Gewicht über null."),
        ({"sgb2_rate_2017": 1, "median_income": 1}, "Es gibt kein Jahr, für das alle Bestandteile vorliegen"),
    ],
)
def test_weights_that_make_no_index_leave_the_sliders_and_a_sentence(weights: dict[str, Any], sentence: str) -> None:
    found = drawn(weights=weights)
    assert sentence in found["problem"]
    assert (found["problem_hidden"], found["result"]) == (False, "stack refused")
    assert found["series"] is no_update
    assert found["weights"] is no_update
    assert page.estimate(found["recipe"]) is no_update
    *rest, query = page.tell(found["recipe"], [], 2020)
    assert set(rest) == {no_update}
    assert query == found["recipe"]


def test_an_address_with_unknown_components_falls_back_with_a_sentence() -> None:
    shown = page.layout(weights="foo=1", year="1900", areas="1,16051", span="x")
    assert "Den Indikator „foo“ gibt es nicht" in words(shown)
    chosen = IndexChoice.of(weights="foo=1", year="1900", areas="1,16051", span="x")
    assert (chosen.preset, chosen.areas, chosen.span) == ("mss", ("16051",), 2)
    assert chosen.found is not None
    assert chosen.found.year == 2020


def test_the_address_gives_the_same_choice_again() -> None:
    chosen = IndexChoice.of(weights=EXAMPLE, year=2018, span=5, normalisation="min_max", areas=["16052", "16051"])
    query = chosen.query()
    assert query == f"weights={EXAMPLE}&year=2018&span=5&normalisation=min_max&areas=16052,16051"
    again = of_query(query)
    assert (again.weights, again.areas, again.query()) == (chosen.weights, chosen.areas, query)
    assert IndexChoice.of(preset="equal").recipe() == "preset=equal&year=2022"


def test_the_components_of_selected_areas_are_told() -> None:
    columns, rows, caption, *rest = page.tell(BEFORE, ["16068"], 2020)
    assert caption == "Sömmerda"
    assert [row[1] for row in rows] == [
        "Arbeitslosenquote",
        "Langzeitarbeitslosenquote",
        "SGB II-Bezug je 100 Einwohner unter 65",
        "Kinder im SGB II-Bezug",
    ]
    assert len(columns) == len(rows[0])
    assert rest[-1] == f"{BEFORE}&areas=16068"
    assert rest[4] is no_update  # the GISD of that year is there already


def test_a_component_across_a_break_is_not_comparable() -> None:
    found = risk_index.asked(Question((("sgb2_rate", 1.0), ("unemployment_rate", 1.0)), 2024))
    rows = risk_tables.components(found, ["16063"])["rows"]
    assert [row[6] for row in rows] == ["nicht vergleichbar", "nicht vergleichbar"]


def test_the_table_says_rank_band_class_stability_and_gisd() -> None:
    found = mss()
    table = risk_tables.areas(found, risk_index.bands(found))
    keys = [column["key"] for column in table["columns"]]
    jena = dict(zip(keys, next(row for row in table["rows"] if row[1] == "Jena"), strict=True))
    assert (jena["rank"], jena["band"], jena["status"], jena["stays"], jena["gisd"]) == (
        "9", "8–11", "mittel", "100 %", "22",
    )  # fmt: skip
    assert len(table["rows"]) == len(set(table["row_keys"])) == 22


def test_components_that_say_the_same_are_named() -> None:
    warned = words(view.told(IndexChoice.of())["text"]["warnings"])
    assert "„Arbeitslosenquote“ und „Langzeitarbeitslosenquote“ messen fast dasselbe (r = 0,95)" in warned
    assert view.told(IndexChoice.of())["text"]["gisd"].endswith(
        "Am weitesten auseinander: Sonneberg, Rang 21 im Index, Rang 4 im GISD."
    )


def test_the_interface_answers_and_refuses(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/api/v1/index.json?weights={EXAMPLE}&year=2020")
    assert answer.status_code == 200
    found = json.loads(answer.text, parse_constant=lambda name: pytest.fail(name))
    assert (found["areas"][0]["name"], found["areas"][0]["rank_band"]) == ("Gera", [1, 1])
    table = visitor.get(f"/api/v1/index.csv?weights={EXAMPLE}&year=2020")
    assert table.mimetype == "text/csv"
    assert table.data.startswith(b"\xef\xbb\xbf")
    picture = visitor.get("/download/index.svg?preset=mss")
    assert picture.text.count('class="area"') == 22
    assert "relativ zu den 22 verglichenen Gebieten" in picture.text


@pytest.mark.parametrize(
    "query",
    [
        "", "weights=sgb2_rate=0,unemployment_rate=0", "weights=sgb2_rate=-1,unemployment_rate=1",
        "weights=sgb2_rate=x,unemployment_rate=1", "weights=sgb2_rate=1", "weights=foo=1,sgb2_rate=1",
        f"weights={EXAMPLE}&year=1900", f"weights={EXAMPLE}&year=x", f"weights={EXAMPLE}&color=red",
        "preset=mss&preset=equal", "preset=none", "preset=mss&span=3", "preset=mss&normalisation=%00",
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_gets_400_and_a_sentence(visitor: FlaskClient, query: str) -> None:
    for address in ("/api/v1/index.json", "/api/v1/index.csv", "/download/index.svg"):
        answer = visitor.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert json.loads(answer.text)["error"].strip().endswith((".", ")."))


junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.text(max_size=6)),
    st.sampled_from([EXAMPLE, "sgb2_rate=nan,unemployment_rate=1", "mss", "equal", "own", "2020", 2020]),
    st.dictionaries(
        st.sampled_from([*MSS, "foo", "gisd_score"]), st.one_of(st.floats(), st.none(), st.text(max_size=4))
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*CONTROLS, "areas", "before"]), junk))
def test_anything_from_the_browser_becomes_an_index_or_a_sentence(raw: dict[str, Any]) -> None:
    chosen = IndexChoice.of(**raw)
    assert (chosen.found is not None) or chosen.problem
    assert len(page.draw({**CONTROLS, **{key: raw[key] for key in raw if key in CONTROLS}}, BEFORE)) == len(DRAWN)
    assert all(problem.reason and problem.instead for problem in chosen.problems)
    again = IndexChoice.of(**dict(parse_qsl(chosen.query())))
    assert (again.areas, again.problems) == (chosen.areas, ())


def test_dynamics_across_the_census_say_so_wherever_they_stand() -> None:
    crossed = "Dynamik 2020 bis 2022, über die neue Bevölkerungsbasis 2022 hinweg"
    found = drawn(preset="equal")
    assert found["heading"].startswith(f"Belastung 2022, {crossed}; ")
    index = risk_index.asked(Question(PRESETS["equal"].weights))
    assert status_matrix.caption(index) == f"Belastung 2022 und {crossed}"
    hints = {row[1]: row[-1] for row in risk_tables.components(index, [])["rows"]}
    assert hints["SGB II-Bezug je 100 Einwohner unter 65"].endswith(
        "Veränderung über die neue Bevölkerungsbasis 2022 hinweg"
    )
    assert hints["Arbeitslosenquote"] == ""
    shown = words(page.layout(preset="equal"))
    assert "Der Zensus 2022 unterbricht Bevölkerungszahlen und Altersanteile, Leistungsraten nicht" in shown
