"""The trend: lines that stop at breaks and gaps, and the same in words."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest

from dashboard.figures import trend, trend_marks
from geo import areas as geography
from indicators import answers
from indicators.answers import Answer
from indicators.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("built_store")


def state(indicator: str) -> Answer:
    return answers.values(indicator, level="state")


def figure(indicator: str, *areas: str, **choice: Any) -> dict[str, Any]:
    answer = answers.values(indicator, **choice)
    return trend.figure(answer, state(indicator), areas, answer.years[-1])


def line(shown: dict[str, Any], name: str) -> dict[float, float | None]:
    found = next(part for part in shown["data"] if name in part["name"])
    assert found["connectgaps"] is False
    return dict(zip(found["x"], found["y"], strict=True))


def test_the_gap_of_2021_and_2022_is_visible_and_never_bridged() -> None:
    gera = line(figure("sgb2_children_rate", "16052"), "Gera")
    assert gera[2021] is None
    assert gera[2022] is None
    assert gera[2024] == pytest.approx(22.8, abs=0.05)
    assert "Keine Werte für 2021–2022." in trend.caption(answers.values("sgb2_children_rate"), None, ("16052",), 2024)


@pytest.mark.parametrize(
    ("indicator", "area", "name", "territory", "breaks"),
    [
        ("sgb2_rate", "16070", "Ilm-Kreis", "merged", [2019]),
        ("sgb2_rate", "16063", "Wartburgkreis", "merged", [2019, 2024]),
        ("sgb2_rate", "16063", "Wartburgkreis", "published", [2019, 2021, 2024]),
        ("sgb2_rate", "16061", "Eichsfeld", "merged", [2023, 2024]),
        ("sgb2_rate", "16051", "Erfurt", "merged", []),
        ("population", "16051", "Erfurt", "merged", [2022]),
    ],
)
def test_a_line_is_interrupted_at_its_breaks_and_nowhere_else(
    indicator: str, area: str, name: str, territory: str, breaks: list[int]
) -> None:
    shown = line(figure(indicator, area, territory=territory), name)
    interruptions = [at + 0.5 for at, value in shown.items() if value is None and at % 1]
    assert interruptions == breaks


def test_an_event_is_a_dotted_mark_and_the_line_goes_on() -> None:
    shown = figure("unemployment_rate", "16051")
    erfurt = line(shown, "Erfurt")
    assert erfurt[2021] == pytest.approx(6.1, abs=0.05)
    assert erfurt[2022] == 5.5
    assert None not in erfurt.values()
    assert any(shape["line"]["dash"] == "dot" for shape in shown["layout"]["shapes"])


def test_thuringia_is_a_line_of_its_own() -> None:
    assert line(figure("unemployment_rate", "16051"), "Thüringen")[2025] == pytest.approx(6.4, abs=0.05)


def test_without_a_choice_the_area_with_the_largest_need_is_shown() -> None:
    shown = figure("sgb2_children_rate")
    assert "Gera" in shown["data"][0]["name"]


def test_the_deprivation_index_shows_ranks_and_no_scores() -> None:
    answer = answers.values("gisd_score")
    shown = trend.figure(answer, None, ("16068",), 2021)
    soemmerda = line(shown, "Sömmerda")
    assert soemmerda[2021] == 1  # score 1.0, the highest of 22
    assert all(value == int(value) and 1 <= value <= 22 for value in soemmerda.values() if value is not None)
    assert trend.unit(answer) == "Rang, 1 = größter Bedarf"
    assert "keine Werte" in trend.caption(answer, None, ("16068",), 2021)


def test_the_axis_of_ranks_goes_from_the_last_up_to_1_and_never_to_0() -> None:
    axis = trend.figure(answers.values("gisd_score"), None, ("16068",), 2021)["layout"]["yaxis"]
    assert axis["range"] == [22.5, 0.5]
    assert axis["tickvals"] == [1, 5, 10, 15, 20]
    assert axis["autorange"] is False
    other = figure("unemployment_rate", "16051")["layout"]["yaxis"]
    assert (other["range"], other["tickvals"], other["autorange"]) == (None, None, True)


def test_the_reasons_of_breaks_and_events_are_said_in_order_of_time() -> None:
    said = trend.reasons(answers.values("sgb2_rate"), ("16070",), 2024)
    assert said[0].startswith("Reihenbruch 2019: Gebietsänderung am 01.01.2019")
    assert any(text.startswith("Ereignis 01.06.2022: ") for text in said)
    assert any(text.startswith("Ereignis 01.01.2023: ") for text in said)


def test_the_words_name_first_and_last_value_of_every_line() -> None:
    # Erfurt 9.1 would be 2021; INKAR begins with 19.20 in 2005, the Regionaldatenbank ends with 6.3 in 2025
    text = trend.caption(answers.values("unemployment_rate"), state("unemployment_rate"), ("16051",), 2025)
    assert "Erfurt: 19,2 (2005) bis 6,3 (2025)" in text
    assert "Thüringen: 17,1 (2005) bis 6,4 (2025)" in text


def test_a_single_year_is_said_to_be_no_development() -> None:
    text = trend.caption(answers.values("gdp_per_person_2021"), None, ("16053",), 2021)
    assert text == "Jena: 48.349 (2021). Es liegt nur ein Jahr vor, deshalb keine Entwicklung."


def test_the_caption_names_the_years_in_which_thuringia_is_estimated() -> None:
    text = trend.caption(answers.values("unemployment_rate"), state("unemployment_rate"), ("16051",), 2025)
    assert text.endswith("Thüringen: 17,1 (2005) bis 6,4 (2025), 2005 bis 2014 bevölkerungsgewichtet geschätzt.")


AREAS = [area.key for area in geography.areas("district")]
JOINED = re.compile(r"\((\d{4})\) bis [^;.]*?\((\d{4})\)|(\d{4}) bis (\d{4})")


@pytest.mark.parametrize("territory", answers.TERRITORIES)
def test_no_words_join_two_years_that_a_break_or_a_gap_of_the_line_divides(territory: str) -> None:
    joined = 0
    for indicator in answers.offered():
        if "district" not in answers.levels(indicator):
            continue
        answer = answers.values(indicator, territory=territory)
        for area in AREAS:
            breaks = {item.at for item in answers.breaks_at(answer.record, area, territory)}
            known = {row.year for rows in answer.rows.values() for row in rows if row.area == area and row.known}
            for found in JOINED.findall(trend.caption(answer, None, (area,), answer.years[-1])):
                first, last = sorted(int(year) for year in found if year)
                joined += 1
                assert not any(first < at <= last for at in breaks), (indicator, area, first, last)
                assert known >= set(range(first, last + 1)), (indicator, area, first, last)
    assert joined > 500


def test_every_unbroken_stretch_is_told_with_what_is_new_after_the_break() -> None:
    # Regionaldatenbank: Wartburgkreis as published, reforms of 2019 and 2024, Eisenach joins in 2021
    text = trend.caption(answers.values("sgb2_rate", territory="published"), None, ("16063",), 2020)
    assert text == (
        "Wartburgkreis: 6,0 (2013) bis 4,8 (2018); ab 2019 neuer Gebietsstand: 4,6 (2019) bis 4,3 (2020); "
        "ab 2021 neuer Gebietsstand: 5,7 (2021) bis 6,5 (2023); ab 2024 neuer Gebietsstand: 6,4 (2024)."
    )
    text = trend.caption(answers.values("population"), None, ("16051",), 2025)
    assert text == (
        "Erfurt: 201.952 (2011) bis 213.227 (2021); ab 2022 neue Grundlage: 218.769 (2022) bis 217.159 (2025)."
    )


def test_the_caption_names_exactly_the_years_that_are_estimated() -> None:
    # 2015 to 2020 the state value follows from printed counts
    text = trend.caption(answers.values("long_term_unemployment_rate"), state("long_term_unemployment_rate"), (), 2022)
    assert text.endswith("(2022), 2005 bis 2014 und 2021 bis 2022 bevölkerungsgewichtet geschätzt.")
    assert "durchgehend bevölkerungsgewichtet geschätzt" in trend.caption(
        answers.values("life_expectancy"), state("life_expectancy"), (), 2020
    )


MARKED = [name for name, record in catalogue().indicators.items() if record.breaks or record.events]


@pytest.mark.parametrize("indicator", MARKED)
@pytest.mark.parametrize("axis", [trend_marks.AXIS, 260, 1300])
def test_every_mark_is_dated_and_no_word_lies_on_another(indicator: str, axis: float) -> None:
    answer = answers.values(indicator, territory="published")
    areas = ("16056", "16061", "16063", "16070")
    shown = trend.figure(answer, None, areas, answer.years[-1])["layout"]
    words = shown["annotations"]
    assert len(words) == len(shown["shapes"])
    pixel = axis / (answer.years[-1] - answer.years[0] + 1)
    boxes = []
    for word in words:
        assert re.match(r"\d{4} |\d{2}/\d{2} ", word["text"])
        assert not word["text"].endswith(("Bruch", "Ereignis"))
        at, width = word["x"] * pixel, len(word["text"]) * 6.2
        boxes.append((at, at + width, word["ay"]) if word.get("xanchor") == "left" else (at - width, at, word["ay"]))
    for one, other in combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= trend_marks.ROW
        assert apart


def test_marks_say_what_happened_in_order_of_time() -> None:
    shown = figure("sgb2_rate", "16063")["layout"]
    words = [word["text"] for word in shown["annotations"]]
    assert words == ["2019 Gebiet", "06/22 Ukraine", "12/22 Zensus", "01/23 Bürgergeld", "2024 Gebiet"]
    said = trend.first_reasons(answers.values("sgb2_rate"), ("16063",), 2024)
    assert [text.partition(":")[0] for text in said] == words
    assert (
        said[3]
        == "01/23 Bürgergeld: Das Bürgergeld löst das Arbeitslosengeld II ab; Rechtsgrundlage bleibt das SGB II."
    )


def test_a_single_line_is_named_too() -> None:
    shown = trend.figure(answers.values("population"), None, ("16051",), 2025)
    assert len(shown["data"]) == 1
    assert shown["layout"]["showlegend"] is True


def test_the_unit_stands_above_the_chart_and_not_along_its_axis() -> None:
    answer = answers.values("unemployment_rate_foreigners")
    assert trend.unit(answer) == "% der ausländischen zivilen Erwerbspersonen"
    assert "text" not in trend.figure(answer, None, (), 2025)["layout"]["yaxis"]["title"]
