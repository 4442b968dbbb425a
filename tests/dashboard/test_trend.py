"""The trend: lines that stop at breaks and gaps, and the same in words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dashboard.figures import trend
from indicators import answers
from indicators.answers import Answer

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
    assert "Keine Werte für 2021, 2022." in trend.caption(answers.values("sgb2_children_rate"), None, ("16052",), 2024)


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
    assert shown["layout"]["yaxis"]["title"]["text"] == "Rang"
    assert "keine Werte" in trend.caption(answer, None, ("16068",), 2021)


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


@pytest.mark.parametrize("indicator", ["sgb2_rate", "unemployment_rate", "population", "minimum_security_rate"])
def test_words_above_breaks_and_events_never_lie_on_each_other(indicator: str) -> None:
    answer = answers.values(indicator)
    shown = figure(indicator, "16061", "16063", "16070")["layout"]
    places = [note["x"] for note in shown["annotations"]]
    room = trend.WORD_ROOM * (answer.years[-1] - answer.years[0] + 1)
    assert all(right - left >= room for left, right in pairwise(places))
    assert len(shown["shapes"]) >= len(places) > 0
