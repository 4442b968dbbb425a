"""Two indicators from the door in their latest common year, what is refused, and the files they leave in."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest

from indicators import answers, pairs, relation_tables, relation_words
from indicators.__main__ import main
from indicators.answer import UnknownChoice
from indicators.relations import NotRelatable

pytestmark = pytest.mark.usefixtures("built_store")

UNEMPLOYED, CHILDREN, LIFE = "unemployment_rate", "sgb2_children_rate", "life_expectancy"


def test_two_indicators_meet_in_their_latest_common_year_on_22_districts() -> None:
    asked = pairs.pair(UNEMPLOYED, CHILDREN)
    assert (asked.year, len(asked.points), asked.left_out) == (2024, 22, ())
    assert asked.years == (2015, 2016, 2017, 2018, 2019, 2020, 2023, 2024)
    gera = next(point for point in asked.points if point.area == "16052")
    assert (gera.x.printed, gera.y.printed, gera.x_class, gera.y_class) == (9.9, 22.8, 2, 2)
    assert relation_words.common_year(asked) == (
        "Letztes gemeinsames Jahr: 2024 (Stand Jahresdurchschnitt 2024 und 31.12.2024)."
    )


def test_thirds_put_seven_or_eight_districts_into_each_class() -> None:
    asked = pairs.pair(UNEMPLOYED, CHILDREN)
    for side in ("x_class", "y_class"):
        sizes = [sum(getattr(point, side) == third for point in asked.points) for third in range(3)]
        assert sum(sizes) == 22
        assert min(sizes) >= 6


def test_an_area_without_both_values_is_left_out_and_named() -> None:
    asked = pairs.pair(UNEMPLOYED, LIFE)
    assert (asked.year, len(asked.points)) == (2020, 21)
    assert relation_words.left_out(asked) == "Nicht dabei: Wartburgkreis (Lebenserwartung: nicht vergleichbar)."
    income = pairs.pair("gdp_per_person_2021", UNEMPLOYED)
    assert [(area.area, area.status) for area in income.left_out] == [("16063", "excluded")]


def test_areas_on_a_younger_territory_are_named() -> None:
    assert relation_words.territory(pairs.pair(UNEMPLOYED, CHILDREN)) == (
        "Gebietsstand 01.07.2021 (22 Kreise); Eichsfeld, Wartburgkreis, Unstrut-Hainich-Kreis auf dem Stand 2023/24, "
        "nicht umgerechnet."
    )
    assert relation_words.territory(pairs.pair(UNEMPLOYED, CHILDREN, 2018)) == (
        "Gebietsstand 01.07.2021 (22 Kreise); Suhl, Wartburgkreis, Schmalkalden-Meiningen, Ilm-Kreis, Sonneberg, "
        "Saalfeld-Rudolstadt auf diesen Stand umgerechnet, geschätzt."
    )
    assert relation_words.territory(pairs.pair(UNEMPLOYED, LIFE)) == "Gebietsstand 01.07.2021 (22 Kreise)."


def test_the_relation_agrees_with_the_plain_formula() -> None:
    asked = pairs.pair(UNEMPLOYED, CHILDREN)
    x, y = [point.x.value for point in asked.points], [point.y.value for point in asked.points]
    mean_x, mean_y = sum(x) / 22, sum(y) / 22
    products = sum((one - mean_x) * (other - mean_y) for one, other in zip(x, y, strict=True))
    squares = sum((one - mean_x) ** 2 for one in x) * sum((one - mean_y) ** 2 for one in y)
    found = pairs.relation(asked)
    assert found.pearson.value == pytest.approx(products / math.sqrt(squares), abs=1e-12)
    assert found.pearson.value == pytest.approx(0.9062, abs=5e-5)
    assert [point.x.name for point in found.outliers] == ["Weimarer Land"]
    assert relation_words.outliers(asked, found).endswith("Weimarer Land (+3,8).")


def test_the_words_go_by_both_intervals_and_never_name_a_cause() -> None:
    asked = pairs.pair(UNEMPLOYED, CHILDREN)
    found = pairs.relation(asked)
    assert relation_words.finding(asked, found) == (
        "Wo „Arbeitslosenquote“ höher ist, ist 2024 meist auch „Kinder im SGB II-Bezug“ höher."
    )
    assert relation_words.measures_of(asked, found).endswith("n = 22.")
    none = pairs.pair(UNEMPLOYED, LIFE)
    assert "kein Zusammenhang zu erkennen" in relation_words.finding(none, pairs.relation(none))
    falling = pairs.pair(UNEMPLOYED, "disposable_income_per_person")
    assert relation_words.finding(falling, pairs.relation(falling)).endswith("meist niedriger.")


@pytest.mark.parametrize(
    ("x", "y", "year", "words"),
    [
        (UNEMPLOYED, "population", None, "„Bevölkerung“ ist eine Anzahl"),
        (UNEMPLOYED, UNEMPLOYED, None, "zwei verschiedene"),
        ("childcare_rate_under_3", LIFE, None, "kein gemeinsames Jahr .*nur 2023.*2005 bis 2020"),
        (UNEMPLOYED, CHILDREN, 2022, "Für 2022 liegen .* nicht beide vor. Am nächsten: 2023, 2020, 2024"),
        (UNEMPLOYED, "<b>", None, "gibt es nicht"),
        (UNEMPLOYED, "population_density_municipal", None, "liegt auf der Ebene „district“ nicht vor"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_german_sentence(x: str, y: str, year: int | None, words: str) -> None:
    with pytest.raises((UnknownChoice, NotRelatable), match=words):
        pairs.pair(x, y, year)


def test_a_pair_of_too_few_areas_or_a_constant_one_is_refused() -> None:
    asked = pairs.pair(UNEMPLOYED, CHILDREN)
    few = pairs.Pair(asked.x, asked.y, asked.year, asked.years, asked.points[:4], (), (), ())
    with pytest.raises(NotRelatable, match="mindestens 5 Gebiete"):
        pairs.relation(few)
    same = tuple(pairs.Point(asked.points[0].x, point.y, 1, 1) for point in asked.points)
    with pytest.raises(NotRelatable, match="„Arbeitslosenquote“ hat 2024 in allen Gebieten denselben Wert"):
        pairs.relation(pairs.Pair(asked.x, asked.y, asked.year, asked.years, same, (), (), ()))


def test_two_years_of_one_indicator_share_limits_of_all_their_values() -> None:
    answer = pairs.pair(UNEMPLOYED, CHILDREN).x
    shared = pairs.shared_limits([(answer, 2005), (answer, 2024)], 5)
    pool = sorted(row.printed for year in (2005, 2024) for row in answer.rows[year])
    assert len(shared) == 4
    assert shared == sorted(shared)
    # A fifth of 44 values lies at or below the first limit.
    assert 8 <= sum(value <= shared[0] for value in pool) <= 10


def test_the_german_file_holds_both_values_the_classes_and_the_summary() -> None:
    text = relation_tables.german_csv(pairs.pair(UNEMPLOYED, LIFE))
    assert text.startswith("\ufeffGebietsschlüssel;Gebiet;Jahr;Indikator 1;Wert 1")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 22
    assert rows[-1]["Gebiet"] == "Wartburgkreis"
    assert (rows[-1]["Wert 2"], rows[-1]["Klasse 1"], rows[-1]["Hinweis"]) == ("", "", "nicht vergleichbar")
    assert rows[0]["Zusammenhang"].endswith("n = 21. Zusammenhang ist keine Ursache.")
    assert "NaN" not in text
    assert "nan" not in text


def test_the_command_line_prints_saves_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", UNEMPLOYED, CHILDREN, "--year", "2019"]) == 0
    out = capsys.readouterr().out
    assert "Gewähltes gemeinsames Jahr: 2019" in out
    assert "n = 22." in out
    assert out.endswith(f"; Daten verändert, eigene Berechnung. Datenstand {answers.data_version()}.\n")
    assert main(["compare", UNEMPLOYED, LIFE, "--json"]) == 0
    told = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (told["n"], told["year"], told["left_out"][0]["area"]) == (21, 2020, "16063")
    assert told["pearson"]["value"] == pytest.approx(-0.29264, abs=5e-6)
    for arguments in (["population", CHILDREN], [CHILDREN, CHILDREN], [UNEMPLOYED, CHILDREN, "--year", "20x4"]):
        assert main(["compare", *arguments]) == 2
        assert capsys.readouterr().err.strip().endswith(".")
