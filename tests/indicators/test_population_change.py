"""Growth and decline of the population from one year's end to the next: never across a census or a reform."""

from __future__ import annotations

import math

import pytest

from indicators import answers, terms
from indicators.answers import Row
from indicators.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("built_store")

GROWTH = "population_change"


def row(area: str, year: int, territory: str = "merged", level: str = "district") -> Row:
    found = answers.values(GROWTH, territory=territory, level=level).rows[year]
    return next(item for item in found if item.area == area)


def test_erfurt_lost_three_or_four_of_a_thousand_inhabitants_in_2024() -> None:
    # 12411-02-03-4: 219,549 at the end of 2023, 218,793 a year later; -756 of 219,549 are -0.344 %
    erfurt = row("16051", 2024)
    assert (erfurt.numerator, erfurt.denominator, erfurt.printed) == (-756, 219_549, -0.3)
    assert erfurt.value == pytest.approx(-0.34434, abs=1e-5)
    assert (erfurt.status, erfurt.mark) == ("value", "computed")


def test_thuringia_has_its_own_change_from_the_printed_totals() -> None:
    # 2,114,870 (2023), 2,100,277 (2024)
    thuringia = row("16", 2024, level="state")
    assert (thuringia.numerator, thuringia.denominator) == (-14_593, 2_114_870)
    assert thuringia.value == pytest.approx(-0.69002, abs=1e-5)


def test_in_2021_the_wartburgkreis_is_held_against_itself_with_eisenach() -> None:
    # 117,967 + 41,970 = 159,937 (2020), 158,900 (2021): a loss of 1,037, not a gain of a third
    merged = row("16063", 2021)
    assert (merged.numerator, merged.denominator, merged.mark) == (-1_037, 159_937, "computed_with_eisenach")
    alone = row("16063", 2021, territory="published")
    assert (alone.status, alone.known) == ("not_comparable", False)
    assert row("16056", 2020, territory="published").numerator == -280  # 42,250 to 41,970


def test_nobody_grows_or_shrinks_by_the_census_of_2022() -> None:
    for level, territory in (("district", "merged"), ("district", "2021"), ("state", "merged")):
        found = answers.values(GROWTH, year=2022, level=level, territory=territory).frame
        assert set(found["status"]) == {"not_comparable"}
        assert found[["value", "numerator", "denominator"]].isna().all().all()


@pytest.mark.parametrize(
    ("year", "moved"),
    [
        (2019, {"16054", "16063", "16066", "16070", "16072", "16073"}),
        (2023, {"16061", "16064"}),
        (2024, {"16061", "16063", "16064"}),
        (2025, set()),
    ],
)
def test_districts_that_gained_or_lost_land_have_no_change_in_that_year(year: int, moved: set[str]) -> None:
    without = {item.area for item in answers.values(GROWTH).rows[year] if not item.known}
    assert without == moved
    assert all(math.isnan(row(area, year).numerator) for area in moved)


def test_restated_to_one_territory_the_moves_of_2019_are_no_break() -> None:
    suhl = row("16054", 2019, territory="2021")
    assert (suhl.known, suhl.mark) == (True, "estimated")


def test_the_first_year_has_no_year_before_and_is_left_out() -> None:
    assert answers.values("population").years[0] == 2011
    assert answers.values(GROWTH).years == list(range(2012, 2026))
    told = {entry["id"]: (entry["first_year"], entry["last_year"]) for entry in answers.overview()}
    assert told[GROWTH] == (2012, 2025)


def test_without_the_count_of_one_year_there_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = terms.published.counts("residents", "district", "merged")
    hidden = (counted["area"] == "16052") & (counted["year"] == 2023)
    counted = counted.assign(
        value=counted["value"].mask(hidden),
        status=counted["status"].mask(hidden, "secret"),
        sign=counted["sign"].mask(hidden, "x"),
    )
    monkeypatch.setattr(terms.published, "counts", lambda *_: counted)
    for term in catalogue().indicators[GROWTH].counts:
        found = terms.counts(term, "district", "merged")
        gera = found[found["area"] == "16052"].set_index("year")
        assert gera.loc[[2023, 2024], "value"].isna().all()
        assert gera.loc[[2023, 2024], "status"].tolist() == ["secret", "secret"]
        assert gera.loc[2025, "value"] == (-446 if term.of == "change" else 95_608)


def test_the_landkreise_together_are_the_sum_of_their_changes() -> None:
    answer = answers.values(GROWTH)
    towns = {"16051", "16052", "16053", "16054", "16055"}
    rural = [item for item in answer.rows[2025] if item.area not in towns]
    expected = 100 * sum(item.numerator for item in rural) / sum(item.denominator for item in rural)
    assert answers.comparison(answer, "rural", 2025).value == pytest.approx(expected)
    assert answers.comparison(answer, "rural", 2024).value is None  # three of them have no comparable change
