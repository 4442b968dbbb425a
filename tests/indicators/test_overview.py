"""The overview: where every district stands in every indicator, by hand and against the profile."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from indicators import answers, comparison, overview, overview_tables, overview_words, profiles
from indicators.__main__ import main
from indicators.answers import Answer, Comparison, Row, UnknownChoice
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.district_sheets import Spread, spread_of
from indicators.overview import Cell, Column, Group, Overview, Standing

pytestmark = pytest.mark.usefixtures("built_store")

EXISTENCE = Group("theme", "existenzsicherung")
# Eight districts with 1 to 8: quartiles 2.75, 4.5 and 6.25 by linear interpolation.
EIGHT = spread_of([1, 2, 3, 4, 5, 6, 7, 8])


def row(value: float, lower: float = math.nan, upper: float = math.nan, **more: Any) -> Row:
    cells: dict[str, Any] = {
        "area": "16052", "name": "Gera", "year": 2024, "value": value, "printed": value, "numerator": math.nan,
        "denominator": math.nan, "lower": lower, "upper": upper, "status": "value", "sign": None, "division": "2021",
        "source": "regional_basic_security", "mark": "computed", "rank": 1, "ranked": 22,
    }  # fmt: skip
    return Row(**cells | more)


def share(cases: int, people: int) -> Row:
    """A share in percent with its Wilson limits, made of counts."""
    lower, upper = (float(limit) for limit in comparison.wilson(cases, people, factor=100))
    return row(100 * cases / people, lower, upper, numerator=cases, denominator=people)


def classed(record: Indicator, item: Row | None, state: float | None, spread: Spread | None = EIGHT) -> str:
    held = None if item is None else profiles.held(record, item, "Thüringen", state)
    return overview.class_of(record, item, held, spread)


def record(name: str) -> Indicator:
    return catalogue().indicators[name]


def column(keys: str, name: str = "sgb2_rate") -> Column:
    """A column of made-up classes: w worse, b better, h higher, l lower, s similar, q a quarter."""
    words = {"w": "worse", "b": "better", "h": "higher", "l": "lower", "s": "similar", "q": "quarter_1"}
    cells = tuple(Cell(row(1.0), None, words[key]) for key in keys)  # type: ignore[arg-type]
    answer = Answer(record(name), pd.DataFrame())
    return Column(answer, 2024, True, (2023, 2024), Comparison("Thüringen", 1.0), EIGHT, cells)


def made(*columns: Column, names: str = "Gera Jena Suhl") -> Overview:
    return Overview(EXISTENCE, None, tuple((name, name) for name in names.split()), columns)


def test_only_an_interval_clear_of_thuringia_is_better_or_worse() -> None:
    # 30 of 200 are 15 %; Wilson, by hand: 10.71 to 20.61.
    assert (share(30, 200).lower, share(30, 200).upper) == pytest.approx((10.714, 20.606), abs=1e-3)
    assert [classed(record("sgb2_rate"), share(30, 200), state) for state in (10.7, 10.8, 15.0, 20.6, 20.7)] == [
        "worse", "similar", "similar", "similar", "better",
    ]  # fmt: skip


def test_without_a_direction_a_value_is_higher_or_lower_and_nothing_else() -> None:
    assert [classed(record("share_under_18"), share(30, 200), state) for state in (10.0, 15.0, 21.0)] == [
        "higher", "similar", "lower",
    ]  # fmt: skip


def test_few_cases_and_a_missing_comparison_are_not_compared_although_there_is_an_interval() -> None:
    assert classed(record("sgb2_rate"), share(9, 200), 20.0) == "not_compared"
    assert classed(record("sgb2_rate"), share(30, 200), None) == "not_compared"


def test_published_rates_fall_into_quarters_whose_limit_belongs_below() -> None:
    found = [classed(record("unemployment_rate"), row(value), 4.0) for value in (1, 2, 3, 4, 5, 6, 7, 8)]
    assert found == [f"quarter_{number}" for number in (1, 1, 2, 2, 3, 3, 4, 4)]
    assert overview.quarter_of(2.75, EIGHT) == "quarter_1"
    assert overview.quarter_of(2.76, EIGHT) == "quarter_2"
    assert overview.quarter_of(6.25, EIGHT) == "quarter_3"


def test_too_few_or_equal_values_have_no_quarter() -> None:
    assert classed(record("unemployment_rate"), row(3.0), 4.0, spread_of([3, 3, 3, 3])) == "plain"
    assert classed(record("unemployment_rate"), row(3.0), 4.0, spread_of([1, 2, 3])) == "plain"


def test_counts_unreliable_and_missing_values_are_kept_out_of_every_scale() -> None:
    assert classed(record("unemployed"), row(3000.0), None) == "count"
    assert classed(record("unemployment_rate"), row(3.0, rank=0, status="unreliable"), 4.0) == "not_compared"
    assert classed(record("unemployment_rate"), row(math.nan, status="secret", rank=0), 4.0) == "no_value"
    assert classed(record("unemployment_rate"), None, 4.0) == "no_value"


def test_gera_and_the_ilm_kreis_stand_where_their_published_counts_put_them() -> None:
    found = overview.overview(EXISTENCE)
    children = next(one for one in found.columns if one.record.id == "sgb2_children_rate")
    cells = {name: cell for (_, name), cell in zip(found.areas, children.cells, strict=True)}
    assert {name: (cells[name].row.printed, cells[name].key) for name in ("Gera", "Ilm-Kreis", "Jena")} == {
        "Gera": (22.8, "worse"),
        "Ilm-Kreis": (10.8, "similar"),
        "Jena": (8.8, "better"),
    }
    # Published: 2,775 of 12,146 children; Byar by hand: 2,672.7 to 2,880.2 cases.
    assert (cells["Gera"].row.lower, cells["Gera"].row.upper) == pytest.approx((22.005, 23.713), abs=1e-3)
    assert overview_words.cell_words(children, cells["Gera"], "Gera") == (
        "Gera: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024); 95-%-Intervall nach Byar 22,0 bis 23,7; "
        "Thüringen 10,9; ungünstiger als Thüringen"
    )


def test_a_missing_value_says_its_reason_and_an_empty_column_does_not_guess_at_one() -> None:
    (column, *_) = overview.overview(EXISTENCE, 2024).columns
    gap = row(math.nan, status="no_record", sign=".")
    cell = replace(column.cells[0], row=gap, key="no_value")
    assert overview_words.cell_words(column, cell, "Gera") == f"Gera: kein Nachweis vorhanden ({column.reference})"
    assert overview_words.short_status(cell) == "kein Nachweis vorhanden"
    empty = replace(column, has_values=False, years=())
    assert overview_words.cell_words(empty, cell, "Gera") == "Gera: 2024: in keinem Jahr ein Wert"


def test_the_overview_and_the_profile_say_the_same() -> None:
    found = overview.overview(Group("department", "sozialplanung"))
    place = [area for area, _ in found.areas].index("16052")
    told = {one.record.id: one.held[0].verdict.key for one in profiles.profile("16052").rows}
    for one in found.columns:
        key = one.cells[place].key
        assert (key if key in overview.COMPARED else "not_compared") == told[one.record.id]


def test_every_indicator_stands_in_its_own_year_unless_a_common_one_is_chosen() -> None:
    latest = overview.overview(EXISTENCE)
    assert {one.year for one in latest.columns} == {2017, 2023, 2024}
    assert all(one.has_values for one in latest.columns)
    common = overview.overview(EXISTENCE, 2020)
    assert {one.year for one in common.columns} == {2020}
    assert [one.has_values for one in common.columns] == [True] * 17 + [False] * 6
    assert {cell.key for cell in common.columns[-1].cells} == {"no_value"}
    assert "Gemeinsames Jahr 2020; 6 Indikatoren haben dafür keinen Wert." in overview_words.territory(common)
    # Thuringia, too, is that of 2020: 29,134 of 323,874 children and young people under 18.
    children = next(one for one in common.columns if one.record.id == "sgb2_children_rate_under_18")
    assert children.state.value == pytest.approx(100 * 29_134 / 323_874)


def test_a_year_counts_the_indicators_that_have_values_in_it() -> None:
    assert overview.years(Group("theme", "finanzen"))[2020] == 1
    found = overview.years(EXISTENCE)
    assert list(found) == sorted(found, reverse=True)
    assert (found[2020], found[2014]) == (17, 15)


def test_core_and_rates_leave_out_the_rest() -> None:
    core = overview.overview(Group("theme", "existenzsicherung", "core"))
    assert [one.record.id for one in core.columns] == ["sgb2_children_rate", "minimum_security_rate", "sgb2_rate"]
    rates = overview.overview(Group("theme", "existenzsicherung", "rates"))
    assert len(rates.columns) == 16
    assert all(one.record.kind != "count" for one in rates.columns)


def test_one_in_twenty_comparisons_is_expected_by_chance() -> None:
    assert overview.comparisons(overview.overview(EXISTENCE)) == 220  # 10 indicators with intervals, 22 districts
    assert overview.by_chance(220) == pytest.approx(11)
    said = overview_words.chance(overview.overview(EXISTENCE))
    assert said.startswith("Hier stehen 220 Vergleiche mit Thüringen.")
    assert "etwa jeder zwanzigste Vergleich allein durch Zufall auf, also rund 11." in said
    assert overview_words.chance(overview.overview(Group("theme", "wohnen"))) == ""


def test_standings_count_judged_and_unjudged_indicators_apart() -> None:
    found = made(column("wbs"), column("wwq"), column("hls", "share_under_18"))
    assert overview.standings(found) == [
        Standing("Gera", "Gera", {"worse": 2}, {"higher": 1}),  # type: ignore[arg-type]
        Standing("Jena", "Jena", {"better": 1, "worse": 1}, {"lower": 1}),  # type: ignore[arg-type]
        Standing("Suhl", "Suhl", {"similar": 1}, {"similar": 1}),  # type: ignore[arg-type]
    ]


def test_the_sentence_names_who_stands_out_and_in_how_many_indicators() -> None:
    found = made(column("wbs"), column("wbs"), column("sbs"))
    assert overview_words.findings(found) == [
        "Gera liegt bei 2 von 3 vergleichbaren Indikatoren mit Wertung ungünstiger als Thüringen.",
        "Jena liegt bei allen 3 vergleichbaren Indikatoren mit Wertung günstiger als Thüringen.",
    ]
    shared = made(column("wwb"), column("wwb"))
    assert overview_words.findings(shared)[0] == (
        "Gera und Jena liegen bei beiden vergleichbaren Indikatoren mit Wertung ungünstiger als Thüringen."
    )
    nobody = made(column("sss"))
    assert overview_words.findings(nobody)[0] == (
        "Kein Kreis liegt bei einem vergleichbaren Indikator ungünstiger als Thüringen."
    )


def test_without_directions_the_sentence_says_how_often_a_district_differs() -> None:
    found = made(column("hls", "share_under_18"), column("lss", "share_under_18"))
    assert overview_words.findings(found) == [
        "Gera unterscheidet sich bei beiden vergleichbaren Indikatoren ohne Wertung von Thüringen "
        "(1 höher, 1 niedriger)."
    ]


def test_without_intervals_the_sentence_says_that_nothing_can_be_said() -> None:
    said = overview_words.findings(overview.overview(Group("theme", "bildung")))
    assert len(said) == 1
    assert said[0].startswith("Kein Wert dieser Übersicht hat ein 95-%-Intervall")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ((None, None), "Bitte ein Themenfeld (theme) oder ein Amt (department) angeben, nicht beides."),
        (("bildung", "jugendamt"), "Bitte ein Themenfeld (theme) oder ein Amt (department) angeben, nicht beides."),
        (("bildungg", None), "Das Themenfeld „bildungg“ gibt es nicht. Am nächsten: bildung"),
        ((None, "jugend"), "Das Amt „jugend“ gibt es nicht. Am nächsten: jugendamt"),
        (("bildung", None, "some"), "„some“ lässt sich nicht zeigen. Möglich: all, rates, core."),
    ],
)
def test_a_group_that_does_not_exist_is_refused_in_a_sentence(question: tuple[Any, ...], said: str) -> None:
    with pytest.raises(UnknownChoice) as problem:
        overview.group_of(*question)
    assert str(problem.value).startswith(said)


def test_a_year_or_a_core_that_does_not_exist_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnknownChoice, match="Für 1990 hat kein Indikator unter „Existenzsicherung“ einen Wert"):
        overview.overview(EXISTENCE, 1990)
    with pytest.raises(UnknownChoice, match=r"Unter „Wohnen und Mobilität“ gibt es .* keine Kernindikatoren"):
        overview.overview(Group("theme", "wohnen", "core"))


def test_the_file_has_a_line_for_every_district_and_indicator() -> None:
    text = overview_tables.german_csv(overview.overview(EXISTENCE))
    head, *lines = text.removeprefix("\ufeff").splitlines()
    assert head.startswith("Gebietsschlüssel;Gebiet;Indikator;Themenfeld;Jahr;Stand;Wert;Einheit;Hinweis;KI untere")
    assert len(lines) == 23 * 22
    gera = next(line for line in lines if line.startswith("16052;Gera;"))
    assert ";Existenzsicherung;2024;31.12.2024;22,8" in gera
    assert ";ungünstiger als Thüringen;Intervall nach Byar, bei weniger als 10 Fällen exakt" in gera
    assert ", Niveau 95 %;8,725;9,8;13,075;Gebietsstand 01.07.2021 (22 Kreise);" in gera
    assert "nan" not in text.lower().replace("finanz", "")


def test_the_plain_data_know_no_nan_and_name_comparisons_and_classes() -> None:
    found = overview_tables.as_json(overview.overview(Group("department", "jugendamt"), 2022))
    json.dumps(found, allow_nan=False)
    assert (found["department"], found["year"], found["division"]) == ("jugendamt", 2022, "2021")
    assert found["comparisons"] == sum(value["class"] in overview.COMPARED for value in found["values"])
    assert found["expected_by_chance"] == pytest.approx(found["comparisons"] / 20, abs=0.06)
    assert (
        overview_tables.file_name(overview.overview(EXISTENCE, 2020), "csv") == "uebersicht_existenzsicherung_2020.csv"
    )


def test_the_command_prints_sentences_districts_and_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overview", "--theme", "existenzsicherung", "--show", "core"]) == 0
    out = capsys.readouterr().out
    assert "liegen bei allen 3 vergleichbaren Indikatoren mit Wertung" in out
    assert any(
        line.split() == ["16052", "Gera", "22,8", "ungünstiger", "als", "Thüringen"] for line in out.splitlines()
    )
    assert out.splitlines()[-1].startswith("Quellen: Statistische Ämter des Bundes und der Länder: ")
    assert out.endswith(f" Daten verändert. Datenstand {answers.data_version()}.\n")
    assert main(["overview", "--department", "jugendamt", "--year", "2020", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["year"] == 2020
    assert main(["overview"]) == 2
    assert capsys.readouterr().err.startswith("Bitte ein Themenfeld (theme)")
    assert main(["overview", "--theme", "bildung", "--year", "abc"]) == 2
    assert capsys.readouterr().err.startswith("„abc“ ist keine Jahreszahl")
