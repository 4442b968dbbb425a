"""The social index of real figures: components, years, reference year, dynamics, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import answers, risk_index, risk_index_tables
from indicators.__main__ import main
from indicators.answers import UnknownChoice
from indicators.risk_index import RiskIndex
from indicators.risk_index_question import PRESETS, Question, candidates, preset_of, question_of, weights_of

pytestmark = pytest.mark.usefixtures("built_store")

GERA, JENA, ALTENBURG, SOEMMERDA = "16052", "16053", "16077", "16068"
EXAMPLE = "sgb2_children_rate=2,unemployment_rate=1"
BROKEN_2024 = ("16061", "16063", "16064")  # Eichsfeld, Wartburgkreis, Unstrut-Hainich-Kreis moved in 2023 and 2024


def index_of(weights: str, **more: str) -> RiskIndex:
    return risk_index.asked(question_of(weights=weights, **more))


def test_the_index_is_the_weighted_mean_of_z_scores_of_the_published_figures() -> None:
    found = index_of(EXAMPLE, year="2020")
    # (2 z(children) + z(unemployment)) / 3 over 22 districts; Gera 22.78 children per 100 and 8.57 %.
    assert found.result.by_area[GERA].score == pytest.approx(2.579543, abs=1e-6)
    assert [item.area for item in found.ranked()[:4]] == [GERA, "16062", "16051", "16065"]
    assert [item.rank for item in found.ranked()[:4]] == [1, 2, 3, 4]
    assert found.result.compared == 22
    assert found.now[GERA, "unemployment_rate"].value == 8.57


def test_other_years_are_measured_by_the_opening_year() -> None:
    found = index_of(EXAMPLE, year="2016")
    assert found.recipe.reference_year == 2020
    # (2 * (children 2016 - mean 2020) / SD 2020 + the same of unemployment) / 3
    assert found.result.by_area[GERA].score == pytest.approx(3.254214, abs=1e-6)
    assert index_of(EXAMPLE, year="2016", normalisation="rank").recipe.reference_year is None
    assert index_of(EXAMPLE, year="2016", aggregation="geometric").recipe.reference_year is None


def test_what_relieves_counts_against_the_burden() -> None:
    found = risk_index.asked(Question(PRESETS["equal"].weights))
    income = [record.id for record in found.records].index("disposable_income_per_person")
    # Gera's income lies 1.179 standard deviations below the mean of 2022: that is a burden.
    assert found.result.by_area[GERA].parts[income] == pytest.approx(1.1790, abs=1e-4)
    assert found.result.by_area["16061"].parts[income] == pytest.approx(-1.1812, abs=1e-4)


@pytest.mark.parametrize(("preset", "span", "year"), [("mss", 2, 2020), ("mss", 5, 2020), ("equal", 2, 2022)])
def test_a_preset_opens_on_the_latest_year_that_all_components_have_twice(preset: str, span: int, year: int) -> None:
    found = risk_index.asked(Question(PRESETS[preset].weights, span=span))
    assert (found.year, found.earlier_year) == (year, year - span)
    assert found.has_dynamics
    assert year == max(found.moving_years)


def test_every_preset_is_made_of_possible_components_and_says_what_it_is() -> None:
    for preset in PRESETS.values():
        assert {key for key, _ in preset.weights} <= set(candidates())
        assert preset_of(tuple(reversed(preset.weights))) == preset.key
    assert "näherungsweise" in PRESETS["mss"].note
    assert preset_of((("sgb2_rate", 1.0), ("unemployment_rate", 2.0))) == "own"


def test_change_is_standardised_over_the_districts() -> None:
    moved = index_of(EXAMPLE, year="2020").moved.by_area
    assert moved[ALTENBURG].change == pytest.approx(-3.1854, abs=1e-4)
    assert moved[SOEMMERDA].change == pytest.approx(1.3893, abs=1e-4)
    assert (moved[ALTENBURG].dynamics, moved[SOEMMERDA].dynamics, moved[GERA].dynamics) == (
        "positiv",
        "negativ",
        "stabil",
    )


def test_dynamics_never_cross_a_break() -> None:
    found = index_of("sgb2_rate=2,unemployment_rate=1", year="2024")
    assert found.matrix.not_comparable == BROKEN_2024
    assert found.moved.by_area["16063"].dynamics == "nicht vergleichbar"
    assert "Reihenbruch" in risk_index_tables.reason(found, "16063")
    assert found.change("16063", "sgb2_rate") is None
    assert found.change(GERA, "sgb2_rate") is not None
    assert found.result.by_area["16063"].status is not None  # the level stands, only its change does not


def test_half_of_the_components_in_the_earlier_year_make_no_dynamics() -> None:
    found = index_of(EXAMPLE, year="2024")  # no children under 15 by district in 2022
    assert not found.has_dynamics
    assert len(found.matrix.not_comparable) == 22
    assert risk_index_tables.reason(found, GERA) == "für 2022 liegen nicht alle Bestandteile vor"
    assert risk_index_tables.as_json(found)["dynamics_since"] is None


def test_every_area_stands_in_exactly_one_cell_or_is_not_comparable() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights))
    placed = [area for row in found.matrix.cells for cell in row for area in cell]
    assert sorted([*placed, *found.matrix.not_comparable]) == sorted(found.figures.areas)
    assert [len(cell) for row in found.matrix.cells for cell in row] == [0, 8, 0, 0, 6, 1, 0, 3, 0, 2, 2, 0]


def test_the_gisd_stands_beside_with_its_own_year_and_ranks() -> None:
    year, rows = risk_index.gisd(2020)
    assert (year, rows[GERA].rank, rows["16072"].rank) == (2020, 3, 4)
    assert risk_index.gisd(2024)[0] == 2021
    found = risk_index.asked(Question(PRESETS["mss"].weights))
    assert risk_index.furthest_from_gisd(found) == ("16072", 21, 4)


def test_bands_come_from_a_thousand_draws_and_stay_the_same() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights))
    uncertain = risk_index.bands(found)
    assert uncertain.draws >= 1000
    assert uncertain.by_area[GERA].text == "Rang 1 (fest)"
    assert uncertain.by_area[JENA].text == "Rang 9 (8–11)"


def test_what_weighs_nothing_is_no_component_and_decides_no_year() -> None:
    found = index_of("sgb2_rate=1,unemployment_rate=1,median_income=0")
    assert [record.id for record in found.records] == ["sgb2_rate", "unemployment_rate"]
    assert found.year == 2024


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("sgb2_rate=0,unemployment_rate=0", "Alle Gewichte sind null"),
        ("sgb2_rate=-1,unemployment_rate=1", "negativ"),
        ("sgb2_rate=viel,unemployment_rate=1", "keine Zahl"),
        ("sgb2_rate=nan,unemployment_rate=1", "keine Zahl"),
        ("sgb2_rate=inf,unemployment_rate=1", "keine Zahl"),
        ("sgb2_rate=1", "mindestens zwei Bestandteile"),
        ("sgb2_rate=1,sgb2_rate=2", "doppelt"),
        ("", "kennung=2"),
        ("x" * 5000, "nicht lesbar"),
        ("sgb2_rat=1,unemployment_rate=1", "gibt es nicht"),
        ("gisd_score=1,unemployment_rate=1", "selbst ein Index"),
        ("share_65_and_over=1,unemployment_rate=1", "nicht gewertet"),
        ("unemployed=1,unemployment_rate=1", "Größe des Gebiets"),
        ("sgb2_rate_2017=1,median_income=1", "Es gibt kein Jahr"),
    ],
)
def test_weights_that_make_no_index_are_refused_with_a_sentence(
    weights: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "--weights", weights]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said) < 400


@pytest.mark.parametrize(
    "more",
    [
        {"year": "2022"},
        {"year": "zwanzig"},
        {"span": "3"},
        {"normalisation": "x"},
        {"aggregation": "x"},
        {"preset": "mss"},
    ],
)
def test_years_and_methods_that_do_not_exist_are_refused(more: dict[str, str]) -> None:
    with pytest.raises(UnknownChoice):
        index_of(EXAMPLE, **more)


def test_the_command_line_prints_rank_bands_and_what_stands_beside_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "--weights", EXAMPLE, "--year", "2020"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Sozialindex 2020: Armutsrisiken im Vergleich, keine Armutsgefährdungsquote"
    assert lines[1].split() == "16052 Gera +2,58 sehr hoch Dynamik stabil Rang 1 (fest)".split()
    told = "\n".join(lines[23:])
    for heading in ("Bestandteile", "Normierung", "Zusammenfassung", "Deckung", "Rangspanne", "Aussage", "Quelle"):
        assert f"{heading}: " in told
    assert "relativ zu den 22 verglichenen Gebieten" in told


def test_json_holds_every_area_and_no_value_that_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "--preset", "mss", "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(name))
    assert (found["year"], found["reference_year"], len(found["areas"])) == (2020, 2020, 22)
    assert [part["share"] for part in found["components"]] == [0.25] * 4
    assert found["areas"][0]["rank_band"] == [1, 1]


def test_the_file_holds_index_band_components_and_method_in_every_row() -> None:
    text = risk_index_tables.german_csv(index_of(EXAMPLE, year="2020"))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 22
    gera = rows[0]
    assert (gera["Gebiet"], gera["Rang"], gera["Rang von"], gera["Belastung"]) == ("Gera", "1", "1", "sehr hoch")
    assert gera["Index"].startswith("2,57954")
    for row in rows:
        assert all(row[heading] for heading in ("Bestandteile", "Normierung", "Deckung", "Aussage", "Quelle", "Lizenz"))
        assert row["Gebietsstand"].startswith("Gebietsstand 01.07.2021 (22 Kreise). Umgerechnet auf")
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


numbers = st.floats(min_value=0, max_value=100)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(candidates())), numbers, min_size=1, max_size=5), st.sampled_from([2, 5]))
def test_any_weights_give_a_complete_index_or_a_sentence(weights: dict[str, float], span: int) -> None:
    try:
        found = risk_index.asked(Question(tuple(weights.items()), span=span))
    except UnknownChoice:
        return
    assert sum(found.result.shares) == pytest.approx(1)
    for item in found.result.areas:
        assert (item.rank is None) == (item.score is None) == bool(item.reason)
        assert item.score is None or math.isfinite(item.score)


def test_weights_out_of_text_keep_their_order() -> None:
    assert weights_of("unemployment_rate=0.5,sgb2_rate") == (("unemployment_rate", 0.5), ("sgb2_rate", 1.0))


def test_the_change_of_a_component_is_later_minus_earlier() -> None:
    found = index_of(EXAMPLE, year="2020")
    # Gera: 22.78 children per 100 in 2020, 24.97 in 2018; unemployment 8.57 % and 8.82 %.
    assert found.change(GERA, "sgb2_children_rate") == pytest.approx(-2.1918, abs=1e-4)
    assert found.change(GERA, "unemployment_rate") == pytest.approx(-0.25, abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "is_broken"), [(2021, 2023, False), (2022, 2024, True), (2023, 2024, True), (2024, 2025, False)]
)
def test_a_break_of_the_catalogue_blocks_from_its_own_year_on(start: int, end: int, is_broken: bool) -> None:
    record = answers.indicator("unemployment_rate")  # 16063: Hallungen left on 01.01.2024
    rows = answers.values(record.id, territory="2021", areas=["16063"]).rows
    # On one division, so that only the written break can say so.
    before, now = (replace(rows[year][0], division="2021") for year in (start, end))
    assert risk_index._broken(record, now, before) is is_broken
    product = answers.indicator("long_term_unemployment_rate")
    assert risk_index._broken(product, now, before) is is_broken  # the breaks of its factors are its own


def test_dynamics_across_the_census_of_2022_name_the_components_they_carry_across() -> None:
    found = risk_index.asked(Question(PRESETS["equal"].weights))
    assert (found.earlier_year, found.year) == (2020, 2022)
    note = risk_index_tables.base_note(found)
    assert note.startswith(
        "Dynamik 2020 bis 2022 bei „SGB II-Bezug je 100 Einwohner unter 65“ und „Nicht Erwerbsfähige (SGB II) je 100 "
        "unter 18“ über die neue Bevölkerungsbasis 2022 hinweg"
    )
    told = risk_index_tables.as_json(found)
    assert told["dynamics_note"] == told["method"]["Neue Bevölkerungsbasis"] == note
    parts = {part["indicator"]: part["change_note"] for part in told["areas"][0]["components"]}
    assert parts["sgb2_rate"] == "über die neue Bevölkerungsbasis 2022 hinweg"
    assert parts["unemployment_rate"] == ""
    text = risk_index_tables.german_csv(found).lstrip("\ufeff")
    assert {row["Neue Bevölkerungsbasis"] for row in csv.DictReader(io.StringIO(text), delimiter=";")} == {note}


def test_dynamics_before_the_census_carry_no_note() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights))
    assert (found.earlier_year, found.year) == (2018, 2020)
    assert risk_index_tables.base_note(found) == ""
    assert "Neue Bevölkerungsbasis" not in risk_index_tables.described(found, None)


MOVED_2019 = ("16054", "16063", "16066", "16070", "16072", "16073")
"""Suhl, Wartburgkreis, Schmalkalden-Meiningen, Ilm-Kreis, Sonneberg, Saalfeld-Rudolstadt: part of 2018 by share."""


def test_dynamics_that_start_from_an_estimate_say_so_in_every_form() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights))
    assert (found.earlier_year, found.year) == (2018, 2020)
    note = "Wert 2018 auf den Gebietsstand 01.07.2021 umgerechnet, geschätzt"
    told = risk_index_tables.as_json(found)
    assert "Werte von 2018 in der Dynamik: Umgerechnet auf den Gebietsstand 01.07.2021: " in told["note"]
    assert "mit Bevölkerungsanteilen geschätzt" in told["note"]
    marked = {area["area"] for area in told["areas"] if area["dynamics_note"]}
    assert marked == set(MOVED_2019)
    for area in told["areas"]:
        changes = {part["indicator"]: part["change_note"] for part in area["components"]}
        assert (changes["sgb2_rate"] == note) == (area["area"] in MOVED_2019)
    text = risk_index_tables.german_csv(found).removeprefix("\ufeff")
    rows = {row["Gebietsschlüssel"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    heading = "SGB II-Bezug je 100 Einwohner unter 65, Hinweis"
    assert {area for area, row in rows.items() if note in row[heading]} == set(MOVED_2019)
    assert rows["16054"]["Grund"] == "Dynamik aus geschätzten Werten (2018)"
    assert rows[GERA]["Grund"] == ""
    assert "Werte von 2018 in der Dynamik" in rows[GERA]["Gebietsstand"]


def test_without_dynamics_nothing_is_said_of_the_earlier_year() -> None:
    found = index_of(EXAMPLE, year="2024")
    assert "in der Dynamik" not in risk_index_tables.territory_note(found)
    assert risk_index_tables.YARDSTICK not in risk_index_tables.described(found, None)
    assert not any(risk_index_tables.estimate_note(found, area) for area in found.figures.areas)


def test_dynamics_are_said_to_be_measured_against_the_average_in_every_form() -> None:
    found = risk_index.asked(Question(PRESETS["mss"].weights, span=5))
    wartburg = "16063"
    assert found.moved.by_area[wartburg].dynamics == "negativ"
    assert all((found.change(wartburg, record.id) or 0) < 0 for record in found.records)  # every burden fell
    said = "auch ein Rückgang ist „negativ“, wenn er deutlich kleiner ist als im Mittel"
    assert said in risk_index_tables.as_json(found)["method"]["Maßstab der Dynamik"]
    assert said in risk_index_tables.german_csv(found).split("\r\n")[1]
    assert any(said in line for line in risk_index_tables.lines(found))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("sgb2_children_rate=a,unemployment_rate=1", "Das Gewicht von „Kinder im SGB II-Bezug“ ist keine Zahl: „a“."),
        ("sgb2_children_rate=-1,unemployment_rate=1", "Das Gewicht von „Kinder im SGB II-Bezug“ ist negativ."),
        (
            "gisd_score=1,unemployment_rate=1",
            "„Deprivation (GISD)“ kann kein Bestandteil sein, weil er jedes Jahr neu skaliert wird und selbst ein "
            "Index ist. Er steht zum Vergleich daneben.",
        ),
        (
            "population=1,unemployment_rate=1",
            "„Bevölkerung“ kann kein Bestandteil sein, weil eine Anzahl von der Größe",
        ),
    ],
)
def test_refusals_name_components_as_readers_know_them(weights: str, said: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        question_of(weights=weights)
    assert str(refused.value).startswith(said)
