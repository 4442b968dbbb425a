"""Restated figures: people are moved, none is lost, nothing is counted twice, and what cannot be carried says so."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import areas
from geo.crosswalks import (
    TABLE,
    Crosswalk,
    ReformError,
    UnassignedAreas,
    changed_areas,
    compose,
    crosswalk,
    identity,
    note,
    of_rows,
    read,
)
from geo.reforms import (
    CountedTwice,
    division_from_text,
    division_on,
    refuse_double_counting,
    restate,
    restate_given,
    stop_at_reform,
    strongest,
)
from indicators import measures

DATA = Path(__file__).resolve().parents[2] / "data"
EISENACH, WARTBURGKREIS, SCHMALKALDEN_MEININGEN = "16056", "16063", "16066"
MERGER = of_rows([("a", "x", 1), ("b", "x", 1), ("c", "c", 1)])
SPLIT = of_rows([("a", "x", 0.75), ("a", "y", 0.25), ("b", "y", 1)])


def counts(cells: dict[str, float | None], year: int = 2017, **columns: Any) -> pd.DataFrame:
    """A frame of one year; a None is a value kept secret."""
    return pd.DataFrame(
        {
            "area": list(cells),
            "year": year,
            "value": [math.nan if value is None else float(value) for value in cells.values()],
            "status": ["secret" if value is None else "value" if value else "zero" for value in cells.values()],
            "sign": ["*" if value is None else None for value in cells.values()],
            **columns,
        }
    )


def every(keys: Iterable[str], value: float = 100.0, **others: float | None) -> dict[str, float | None]:
    """The same value for every area but `others`."""
    return {key: others.get(f"d{key}", value) for key in keys}


def cell(frame: pd.DataFrame, area: str, column: str = "value") -> Any:
    found = frame.loc[frame["area"] == area, column]
    assert len(found) == 1
    return found.iloc[0]


def residents(year: int, source: str = "regional_population_groups", measure: str = "residents") -> dict[str, float]:
    """Published inhabitants of the districts on 31 December."""
    with (DATA / "figures" / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["measure"] == measure and row["year"] == str(year) and row["value"] and row["area"] != "16"
        }


def bbsr(shared: Path, name: str, year: int, share: str = "pop_conv") -> Crosswalk:
    """A table of the BBSR as its own columns name it."""
    path = shared / "fixtures" / f"bbsr_umstieg_{name}.csv"
    return read(path, from_column="ags_xw", to_column="ags20", share_column=share, where={"year_xw": str(year)})


# --- crosswalks


def test_shares_that_do_not_add_up_to_one_are_refused() -> None:
    with pytest.raises(ReformError, match=r"a ergeben 0\.999000 statt 1"):
        of_rows([("a", "x", 0.5), ("a", "y", 0.499)])
    with pytest.raises(ReformError, match="statt 1"):
        of_rows([("a", "x", 1 + 2e-9)])
    of_rows([("a", "x", 1 + 1e-10)])


def test_a_negative_share_is_refused_even_where_the_sum_is_one() -> None:
    with pytest.raises(ReformError, match="keine Zahl ab null"):
        of_rows([("a", "x", 1.5), ("a", "y", -0.5)])


@pytest.mark.parametrize("share", [math.nan, math.inf])
def test_a_share_that_is_no_number_is_refused(share: float) -> None:
    with pytest.raises(ReformError, match="keine Zahl ab null"):
        of_rows([("a", "x", share)])


def test_a_pair_that_stands_twice_is_refused() -> None:
    with pytest.raises(ReformError, match="a nach x doppelt"):
        of_rows([("a", "x", 0.5), ("a", "x", 0.5)])


def test_unknown_areas_on_either_side_are_refused_and_named() -> None:
    with pytest.raises(ReformError, match=r"unbekannte Gebiete: b\."):
        of_rows([("a", "x", 1), ("b", "x", 1)], known_from=["a"], known_to=["x"])
    with pytest.raises(ReformError, match=r"unbekannte Gebiete: x\."):
        of_rows([("a", "x", 1)], known_from=["a"], known_to=["y"])
    with pytest.raises(UnassignedAreas, match=r"fehlen: b\."):
        of_rows([("a", "x", 1)], known_from=["a", "b"], known_to=["x"])


def test_keys_are_text_because_a_number_loses_its_leading_zero() -> None:
    number: Any = 1001
    with pytest.raises(ReformError, match="kein Text"):
        of_rows([(number, "01001", 1)])
    with pytest.raises(ReformError, match="kein Text"):
        restate(counts({"a": 1}).assign(area=1001), identity(["01001"]))
    result = restate(counts({"01001": 5}), identity(["01001"]))
    assert list(result["area"]) == ["01001"]


def test_two_reforms_after_each_other_multiply_their_shares() -> None:
    first = of_rows([("a", "m", 0.6), ("a", "n", 0.4), ("b", "n", 1)])
    second = of_rows([("m", "x", 1), ("n", "x", 0.5), ("n", "y", 0.5)])
    both = compose(first, second)
    assert both.shares["a"] == pytest.approx({"x": 0.8, "y": 0.2})
    assert both.shares["b"] == pytest.approx({"x": 0.5, "y": 0.5})
    with pytest.raises(UnassignedAreas, match=r"Nur in einem .* stehen: n\."):
        compose(first, of_rows([("m", "x", 1)]))
    with pytest.raises(UnassignedAreas, match=r"Nur in einem .* stehen: o\."):
        compose(first, of_rows([("m", "x", 1), ("n", "x", 1), ("o", "x", 1)]))
    with pytest.raises(ReformError, match="passen nicht aneinander"):
        compose(crosswalk("2019", "2021"), crosswalk("2014", "2019"))


# T-03: population, area, employees
@pytest.mark.parametrize(
    ("source", "target", "shares"),
    [
        ("16063", "16066", (0.026816, 0.030961, 0.016684)),
        ("16070", "16054", (0.019496, 0.045749, 0.007740)),
        ("16073", "16072", (0.020817, 0.026302, 0.015071)),
    ],
)
def test_the_shares_of_2019_are_those_of_the_bbsr(source: str, target: str, shares: tuple[float, ...]) -> None:
    for weights, share in zip(("population", "area", "employees"), shares, strict=True):
        found = crosswalk("2014", "2021", weights).shares[source]
        assert found == {source: pytest.approx(1 - share, abs=1e-12), target: share}


def test_the_shares_agree_with_the_five_municipalities_that_moved() -> None:
    # inhabitants and areas of 2014 from the municipal directory and the map, shares of 2018 from the BBSR
    people = residents(2014, "municipal_directory_2014")
    land = residents(2014, "bkg_areas_2016", "land_area_km2")
    moved = {"16063": ["16063102"], "16070": ["16070017", "16070046"], "16073": ["16073049", "16073066"]}
    for district, municipalities in moved.items():
        (target,) = {areas.district_of(key, "2019") for key in municipalities}
        for weights, figures, tolerance in (("population", people, 0.0015), ("area", land, 0.0015)):
            whole = sum(value for key, value in figures.items() if key.startswith(district))
            share = sum(figures[key] for key in municipalities) / whole
            assert crosswalk("2014", "2021", weights).shares[district][target] == pytest.approx(share, abs=tolerance)


def test_eisenach_goes_into_the_wartburgkreis_whole_on_every_division_that_has_it() -> None:
    assert crosswalk("2019").shares[EISENACH] == {WARTBURGKREIS: 1.0}
    assert crosswalk("2014").shares[EISENACH] == {WARTBURGKREIS: 1.0}
    assert EISENACH not in crosswalk("2014m").shares


def test_the_share_of_the_wartburgkreis_with_eisenach_is_smaller_because_eisenach_stayed() -> None:
    # 31.12.2018: 123,025 without and 42,370 in Eisenach; 0.026816 * 123025 / 165395 = 0.019946
    assert crosswalk("2014m").shares[WARTBURGKREIS][SCHMALKALDEN_MEININGEN] == 0.019946
    assert residents(2018)[WARTBURGKREIS] == 123025
    assert residents(2018)[EISENACH] == 42370
    # 0.030961 * 1306.1857 / (1306.1857 + 104.4823) = 0.028668
    assert crosswalk("2014m", weights="area").shares[WARTBURGKREIS][SCHMALKALDEN_MEININGEN] == 0.028668
    with pytest.raises(ReformError, match="ist kein Anteil"):
        crosswalk("2014m", weights="employees")


@pytest.mark.parametrize("division", ["2014", "2014m", "2019", "2021", "2023"])
def test_every_division_leads_to_the_22_districts_of_2021(division: str) -> None:
    found = crosswalk(division)
    assert set(found.shares) == {area.key for area in areas.areas("district", division)}
    assert set(found.parts) == {area.key for area in areas.areas("district", "2021")}
    assert len(found.parts) == 22


def test_no_way_leads_back_in_time() -> None:
    with pytest.raises(ReformError, match="führt kein Umstiegsschlüssel"):
        crosswalk("2021", "2014")
    with pytest.raises(areas.UnknownAreaError):
        crosswalk("1994")


def test_the_shipped_table_names_its_source_and_says_what_is_estimated() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            split = row["population"] != "1"
            assert ("BBSR Umstiegsschlüssel" in row["basis"]) == split
            assert ("dl-de/by-2-0" in row["basis"] and row["basis"].endswith("geschätzt")) == split
            assert (row["from_area"] == EISENACH and row["to_area"] == WARTBURGKREIS) == ("genau" in row["basis"])


def test_between_two_divisions_exactly_the_areas_of_the_reform_change() -> None:
    moved = {"16054", "16063", "16066", "16070", "16072", "16073"}
    assert changed_areas("2014", "2019") == moved
    assert changed_areas("2019", "2021") == {EISENACH, WARTBURGKREIS}
    assert changed_areas("2014", "2021") == changed_areas("2021", "2014") == moved | {EISENACH}
    assert changed_areas("2021", "2023") == {"16061", "16063", "16064"}
    assert changed_areas("2021", "2021") == frozenset()


def test_notes_say_what_was_added_exactly_estimated_weighted_or_left() -> None:
    assert "dl-de/by-2-0" in note("2014", "count")
    assert "geschätzt" in note("2014", "count")
    assert "geschätzt" not in note("2019", "count")
    assert "genau" in note("2019", "count")
    assert "nach Bevölkerung gewichtet (geschätzt)" in note("2019", "weighted")
    assert "nicht vergleichbar" in note("2019", "never")
    assert note("2021", "count") == ""
    assert note("2023", "count").startswith("Nicht umgerechnet")


# --- counts


@st.composite
def crosswalks_and_counts(draw: st.DrawFn) -> tuple[Crosswalk, Crosswalk, pd.DataFrame]:
    """Two crosswalks that follow each other, and counts on the division of the first."""

    def walk(sources: int, targets: int, names: str) -> Crosswalk:
        rows = []
        for source in range(sources):
            parts = draw(st.lists(st.integers(0, 1000), min_size=targets, max_size=targets).filter(any))
            total = sum(parts)
            rows += [(f"{names[0]}{source}", f"{names[1]}{target}", part / total) for target, part in enumerate(parts)]
        return of_rows(rows)

    sources, between, targets = (draw(st.integers(1, 6)) for _ in range(3))
    first = walk(sources, between, "am")
    second = walk(between, targets, "mz")
    used = [(key, target, share) for key in first.parts for target, share in second.shares[key].items()]
    people = [draw(st.integers(0, 10**7)) for _ in range(sources)]
    return first, of_rows(used), counts({f"a{number}": float(value) for number, value in enumerate(people)})


@settings(deadline=None, max_examples=200, database=None)
@given(crosswalks_and_counts())
def test_restating_moves_people_but_loses_none(case: tuple[Crosswalk, Crosswalk, pd.DataFrame]) -> None:
    first, second, frame = case
    before = frame["value"].sum()
    between = restate(frame, first)
    after = restate(between, second)
    assert between["value"].sum() == pytest.approx(before, rel=1e-6)
    assert after["value"].sum() == pytest.approx(before, rel=1e-6)
    at_once = restate(frame, compose(first, second))
    assert list(at_once["area"]) == list(after["area"])
    assert at_once["value"].tolist() == pytest.approx(after["value"].tolist(), rel=1e-9, abs=1e-6)


def test_the_inhabitants_of_2018_are_moved_and_none_is_lost() -> None:
    before = residents(2018)
    after = restate(counts(before, 2018, division="2014"), crosswalk("2014"))  # type: ignore[arg-type]
    assert after["value"].sum() == pytest.approx(sum(before.values()), rel=1e-6)
    # 123025 * 0.973184 + 42370 = 162095.96; 122347 + 123025 * 0.026816 = 125646.04
    assert cell(after, WARTBURGKREIS) == pytest.approx(162095.96, abs=0.01)
    assert cell(after, SCHMALKALDEN_MEININGEN) == pytest.approx(125646.04, abs=0.01)
    assert set(after["division"]) == {"2021"}
    estimated = set(after.loc[after["mark"] == "estimated", "area"])
    assert estimated == changed_areas("2014", "2021") - {EISENACH}
    assert set(after.loc[after["mark"] != "estimated", "mark"]) == {"published"}


def test_eisenach_alone_is_added_exactly() -> None:
    before = residents(2020)
    after = restate(counts(before, 2020, division="2019"), crosswalk("2019"))  # type: ignore[arg-type]
    assert cell(after, WARTBURGKREIS) == 117967 + 41970
    assert cell(after, WARTBURGKREIS, "mark") == "computed"
    assert set(after.loc[after["area"] != WARTBURGKREIS, "mark"]) == {"published"}


def test_figures_on_the_territory_of_2023_keep_their_division_where_it_differs_from_2021() -> None:
    keys = [area.key for area in areas.areas("district", "2023")]
    after = restate(counts(every(keys), 2024, division="2023"), crosswalk("2023"))
    left = after[after["mark"] == "not_restated"]
    assert set(left["area"]) == {"16061", "16063", "16064"}
    assert set(left["division"]) == {"2023"}
    rest = after[after["mark"] != "not_restated"]
    assert set(rest["division"]) == {"2021"}
    assert set(after["value"]) == {100.0}


def test_a_sum_with_an_unknown_part_is_unknown_and_never_a_little_too_small() -> None:
    result = restate(counts({"a": None, "b": 7, "c": 5}), MERGER)
    assert math.isnan(cell(result, "x"))
    assert (cell(result, "x", "status"), cell(result, "x", "sign"), cell(result, "x", "mark")) == ("secret", "*", "")
    assert cell(result, "c") == 5


def test_a_number_beside_the_status_secret_is_never_used() -> None:
    frame = counts({"a": 2, "b": 7, "c": 5})
    frame.loc[0, "status"] = "secret"
    assert math.isnan(cell(restate(frame, MERGER), "x"))


def test_a_part_that_was_not_delivered_makes_the_sum_unknown() -> None:
    result = restate(counts({"b": 7, "c": 5}), MERGER)
    assert math.isnan(cell(result, "x"))
    assert cell(result, "x", "status") == "unknown"


def test_an_area_none_of_whose_parts_was_delivered_gets_no_row() -> None:
    assert list(restate(counts({"c": 5}), MERGER)["area"]) == ["c"]


def test_an_unknown_part_spoils_every_area_it_has_a_share_in_but_no_other() -> None:
    result = restate(counts({"a": None, "b": 4}), SPLIT)
    assert result["value"].isna().tolist() == [True, True]
    result = restate(counts({"a": 4, "b": None}), SPLIT)
    assert cell(result, "x") == 3
    assert math.isnan(cell(result, "y"))


def test_a_share_of_zero_neither_moves_nor_spoils_anything() -> None:
    walk = of_rows([("a", "x", 1.0), ("a", "y", 0.0), ("b", "y", 1.0)])
    result = restate(counts({"a": None, "b": 4}), walk)
    assert (cell(result, "y"), cell(result, "y", "mark")) == (4, "published")


def test_statuses_of_parts_go_on_and_zeros_only_make_a_zero_together() -> None:
    def status(*statuses: str) -> str:
        values = [0.0 if "zero" in one else 3.0 for one in statuses]
        frame = pd.DataFrame({"area": ["a", "b"], "year": 2020, "value": values, "status": statuses})
        return str(cell(restate(frame, MERGER), "x", "status"))

    assert status("zero", "zero") == "zero"
    assert status("zero", "rounded_zero") == "rounded_zero"
    assert status("zero", "value") == "value"
    assert status("value", "limited") == "limited"


def test_exact_and_estimated_sums_are_marked_apart_and_a_renamed_area_stays_as_published() -> None:
    assert cell(restate(counts({"a": 1, "b": 2, "c": 3}), MERGER), "x", "mark") == "computed"
    assert set(restate(counts({"a": 1, "b": 2}), SPLIT)["mark"]) == {"estimated"}
    renamed = restate(counts({"a": 1}), of_rows([("a", "b", 1)]))
    assert (cell(renamed, "b"), cell(renamed, "b", "mark")) == (1, "published")


def test_an_estimate_stays_an_estimate_through_a_second_exact_reform() -> None:
    once = restate(counts({"a": 4, "b": 4}), SPLIT)
    twice = restate(once, of_rows([("x", "z", 1), ("y", "z", 1)]))
    assert (cell(twice, "z"), cell(twice, "z", "mark")) == (8, "estimated")
    assert strongest("published", "estimated", "computed") == "estimated"
    assert strongest("published", "invented") == "invented"


def test_a_sum_names_all_sources_of_its_parts_once() -> None:
    frame = counts({"a": 1, "b": 2, "c": 3}, source=["one+two", "two", "three"])
    result = restate(frame, MERGER)
    assert (cell(result, "x", "source"), cell(result, "c", "source")) == ("one+two", "three")


def test_an_area_without_an_entry_is_named_and_nothing_is_lost_silently() -> None:
    with pytest.raises(UnassignedAreas, match=r"stehen nicht im Umstiegsschlüssel: 16056, 99999\."):
        restate(counts({"16056": 1, "16063": 2, "99999": 1}), identity(["16063"]))


def test_figures_of_another_division_are_refused_whatever_their_year() -> None:
    keys = [area.key for area in areas.areas("district", "2021")]
    with pytest.raises(ReformError, match="„2023“, der Umstiegsschlüssel auf „2021“"):
        restate(counts(every(keys), 2020, division="2023"), crosswalk("2021"))


def test_levels_are_never_mixed() -> None:
    with pytest.raises(ReformError, match="Gebietsebenen"):
        restate(counts({"a": 1, "b": 2}, level=["district", "municipality"]), MERGER)


def test_an_area_that_stands_twice_in_a_year_is_refused() -> None:
    twice = pd.concat([counts({"a": 1, "b": 2}), counts({"a": 1})])
    with pytest.raises(CountedTwice, match="a steht 2017 doppelt"):
        restate(twice, MERGER)
    two_years = pd.concat([counts({"a": 1, "b": 2}), counts({"a": 3, "b": 4}, 2018)])
    assert restate(two_years, MERGER)["value"].tolist() == [3, 7]


@pytest.mark.parametrize(
    "keys",
    [
        ["05334", "05313", "05354"],  # Städteregion Aachen beside its parts
        ["05334", "05313"],
        ["16", "16051"],  # a state beside its districts
        ["DG", "16"],
        ["DG", "16051"],
        ["16063", "16063101"],  # a district beside its municipalities
        ["16063000", "16063101"],  # the same with the eight digits of INKAR
        ["02", "02000000"],  # Hamburg under two names
        ["16063", "16063000"],
    ],
)
def test_an_area_beside_its_parts_is_refused(keys: list[str]) -> None:
    with pytest.raises(CountedTwice, match="doppelt gezählt"):
        refuse_double_counting(keys, 2020)
    with pytest.raises(CountedTwice):
        restate(counts(every(keys), 2020), identity(keys))


def test_neighbours_that_only_look_alike_are_no_double_counting() -> None:
    for keys in (["02", "11", "16051", "16052", "05313", "05354"], ["16051000", "16052000", "16063101", "16063102"]):
        assert refuse_double_counting(keys, 2020) is None  # type: ignore[func-returns-value]


# --- ratios, published rates, and what stops


# BA, employees by vocational qualification: Eisenach and Wartburgkreis without it; the result is what INKAR publishes
@pytest.mark.parametrize(
    ("year", "without", "employees", "rate"),
    [
        (2013, (1002, 2716), (15866, 53817), 5.34),
        (2019, (1642, 2969), (17002, 48738), 7.01),
        (2020, (1682, 3087), (16592, 50226), 7.14),
        (2021, (1750, 3272), (16513, 49879), 7.56),
    ],
)
def test_a_ratio_is_made_from_restated_counts_and_never_from_ratios(
    year: int, without: tuple[int, int], employees: tuple[int, int], rate: float
) -> None:
    walk = of_rows([(EISENACH, WARTBURGKREIS, 1), (WARTBURGKREIS, WARTBURGKREIS, 1)])
    top, bottom = (
        restate(counts(dict(zip((EISENACH, WARTBURGKREIS), pair, strict=True)), year), walk)["value"].to_numpy()
        for pair in (without, employees)
    )
    assert measures.ratio(top, bottom, 100) == pytest.approx([rate], abs=0.005)
    mean_of_ratios = sum(100 * above / below for above, below in zip(without, employees, strict=True)) / 2
    assert mean_of_ratios != pytest.approx(rate, abs=0.1)
    if year == 2019:
        assert mean_of_ratios == pytest.approx(7.88, abs=0.01)


def test_the_sums_of_2011_are_those_the_rki_uses() -> None:
    walk = of_rows([(EISENACH, WARTBURGKREIS, 1), (WARTBURGKREIS, WARTBURGKREIS, 1)])
    assert restate(counts({EISENACH: 1148, WARTBURGKREIS: 3570}), walk)["value"].tolist() == [4718]
    assert restate(counts({EISENACH: 2133, WARTBURGKREIS: 4936}), walk)["value"].tolist() == [7069]


# T-05: persons in Bedarfsgemeinschaften per 1,000 and inhabitants on 31.12.2022 (INKAR 2024; Destatis 12411)
STATES = {
    "01": (66.35, 2953270), "02": (98.72, 1892122), "03": (66.14, 8140242), "04": (143.85, 684864),
    "05": (87.42, 18139116), "06": (64.18, 6391360), "07": (53.06, 4159150), "08": (40.77, 11280257),
    "09": (32.06, 13369393), "10": (81.28, 992666), "11": (125.36, 3755251), "12": (58.46, 2573135),
    "13": (70.09, 1628378), "14": (60.15, 4086152), "15": (81.13, 2186643), "16": (54.77, 2126846),
}  # fmt: skip
DISTRICTS = {
    "16051": (72.2, 214969), "16052": (93.48, 93634), "16053": (52.33, 111191), "16054": (45.53, 37009),
    "16055": (71.08, 65620), "16061": (33.7, 100091), "16062": (78.36, 82444), "16063": (46.43, 159539),
    "16064": (66.51, 102256), "16065": (75.52, 73690), "16066": (35.15, 123939), "16067": (50.5, 134941),
    "16068": (52.09, 69646), "16069": (28.76, 61926), "16070": (56.46, 106776), "16071": (47.22, 83179),
    "16072": (36.95, 56922), "16073": (50.48, 101494), "16074": (37.23, 83234), "16075": (41.67, 79178),
    "16076": (40.04, 96381), "16077": (72.18, 88787),
}  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "whole", "exact", "published", "unweighted"),
    [(DISTRICTS, "16", 54.765, 54.77, 53.81), (STATES, "DG", 64.966, 64.97, 73.99)],
)
def test_a_published_rate_of_a_whole_is_the_population_weighted_mean_of_its_parts(
    parts: dict[str, tuple[float, int]], whole: str, exact: float, published: float, unweighted: float
) -> None:
    rates = counts({key: rate for key, (rate, _) in parts.items()}, 2022)
    people = counts({key: float(number) for key, (_, number) in parts.items()}, 2022)
    result = restate_given(rates, people, of_rows((key, whole, 1.0) for key in parts))
    assert cell(result, whole) == pytest.approx(exact, abs=0.0005)
    assert round(cell(result, whole), 2) == published
    assert cell(result, whole, "mark") == "weighted"
    assert cell(result, whole) == pytest.approx(measures.weighted_mean(rates["value"], people["value"]))  # type: ignore[arg-type]
    assert round(rates["value"].mean(), 2) == unweighted


def test_the_numbers_typed_here_are_those_of_the_fixture(shared: Path) -> None:
    with (shared / "fixtures" / "pbg_thueringen_2022.csv").open(encoding="utf-8", newline="") as file:
        rows = {
            row["ags"]: (float(row["q_PBG_bev"]), int(row["bevoelkerung_31_12_2022"])) for row in csv.DictReader(file)
        }
    rows.pop("DG")
    assert rows == STATES | DISTRICTS


def test_a_published_rate_is_weighted_by_the_residents_that_move() -> None:
    rates, people = counts({"a": 10, "b": 20}), counts({"a": 400, "b": 100})
    result = restate_given(rates, people, SPLIT)
    # y: a quarter of the 400 of a, and the 100 of b: (100 * 10 + 100 * 20) / 200
    assert result["value"].tolist() == [10, 15]
    assert set(result["mark"]) == {"weighted"}


def test_a_published_rate_without_residents_is_not_comparable_and_without_a_rate_unknown() -> None:
    result = restate_given(counts({"a": 10, "b": 20, "c": 5}), counts({"a": 400, "b": None, "c": 1}), MERGER)
    assert math.isnan(cell(result, "x"))
    assert (cell(result, "x", "status"), cell(result, "x", "mark")) == ("not_comparable", "")
    assert (cell(result, "c"), cell(result, "c", "mark")) == (5, "published")
    result = restate_given(counts({"a": 10, "b": None, "c": 5}), counts({"a": 400, "b": 100, "c": 1}), MERGER)
    assert cell(result, "x", "status") == "secret"
    one = restate_given(counts({"a": 10, "b": 20}), counts({"a": 400}), MERGER)
    assert cell(one, "x", "status") == "not_comparable"
    nobody = restate_given(counts({"a": 10, "b": 20}), counts({"a": 0, "b": 0}), MERGER)
    assert cell(nobody, "x", "status") == "not_comparable"


def test_two_populations_of_an_area_in_a_year_are_refused() -> None:
    people = pd.concat([counts({"a": 400, "b": 100}), counts({"a": 390})])
    with pytest.raises(CountedTwice, match="zwei Bevölkerungszahlen"):
        restate_given(counts({"a": 10, "b": 20}), people, MERGER)


def test_medians_and_indices_stop_where_the_reform_changed_an_area_and_only_there() -> None:
    keys = [area.key for area in areas.areas("district", "2014")]
    result = stop_at_reform(counts(every(keys, d16056=None), division="2014"), crosswalk("2014"))
    stopped = result[result["status"] == "not_comparable"]
    assert set(stopped["area"]) == changed_areas("2014", "2021") - {EISENACH}
    assert stopped["value"].isna().all()
    rest = result[result["status"] != "not_comparable"]
    assert set(rest["value"]) == {100.0}
    assert set(result["division"]) == {"2021"}


# --- the tables of the BBSR


def test_saxony_2005_is_restated_to_13_districts_as_published(shared: Path) -> None:
    votes = elections(shared)
    walk = bbsr(shared, "kreise_th_sn_1990_2020", 2005)
    result = {column: restate(votes(2005, column), walk) for column in ("voters", "valid")}
    assert len(result["voters"]) == len(result["valid"]) == 13
    assert result["voters"]["value"].sum() == pytest.approx(3561357, rel=1e-6)
    assert result["valid"]["value"].sum() == pytest.approx(2648064, rel=1e-6)
    published = {
        "14511": (207889, 155857), "14521": (334110, 252306), "14522": (293444, 220574), "14523": (221730, 163470),
        "14524": (307319, 226890), "14612": (398043, 292565), "14625": (288366, 216867), "14626": (250038, 181567),
        "14627": (221971, 166942), "14628": (219769, 167235), "14713": (399808, 294329), "14729": (235291, 175562),
        "14730": (183579, 133900),
    }  # fmt: skip
    for area, (voters, valid) in published.items():
        assert cell(result["voters"], area) == pytest.approx(voters, abs=1)
        assert cell(result["valid"], area) == pytest.approx(valid, abs=1)


def test_the_29_districts_of_saxony_in_1994_are_refused_by_name(shared: Path) -> None:
    frame = elections(shared)(1994, "voters")
    assert len(frame) == 29
    with pytest.raises(UnassignedAreas) as failure:
        restate(frame, bbsr(shared, "kreise_th_sn_1990_2020", 1994))
    assert [key for key in frame["area"] if key not in str(failure.value)] == []


def elections(shared: Path) -> Callable[[int, str], pd.DataFrame]:
    """Voters or valid votes of the federal elections in Saxony."""
    table = pd.read_csv(shared / "fixtures" / "btw_sachsen_1994_2017.csv", dtype={"district": str})

    def of(year: int, column: str) -> pd.DataFrame:
        rows = table[table["year"] == year]
        return counts(dict(zip(rows["district"], rows[column], strict=True)), year)

    return of


@pytest.mark.parametrize(("year", "municipalities"), [(2011, 913), (2015, 849), (2017, 849), (2018, 821), (2019, 634)])
def test_thuringian_municipalities_go_into_633_of_2020_and_only_one_was_ever_split(
    shared: Path, year: int, municipalities: int
) -> None:
    walk = bbsr(shared, "gemeinden_th_2011_2020", year)
    assert (len(walk.shares), len(walk.parts)) == (municipalities, 633)
    split = {source: row for source, row in walk.shares.items() if len(row) > 1}
    if year == 2011:
        assert split == {
            "16076091": {"16076022": pytest.approx(0.39986, abs=1e-5), "16076087": pytest.approx(0.60014, abs=1e-5)}
        }
    else:
        assert split == {}
        assert all(walk.is_exact(target) for target in walk.parts)


def test_the_849_municipalities_of_2014_arrive_in_the_districts_of_2019_whole(shared: Path) -> None:
    people = residents(2014, "municipal_directory_2014")
    after = restate(counts(people, 2014), bbsr(shared, "gemeinden_th_2011_2020", 2015))  # type: ignore[arg-type]
    assert set(after["mark"]) <= {"published", "computed"}
    by_district = after.groupby(after["area"].str[:5])["value"].sum().to_dict()
    estimate = restate(counts(residents(2014), 2014), crosswalk("2014", "2019"))  # type: ignore[arg-type]
    assert sum(by_district.values()) == sum(people.values())
    # counted 128395 (125056 + 3339 in Kaltennordheim); the shares of 2018 miss a district by half a percent at most
    assert by_district[SCHMALKALDEN_MEININGEN] == 128395
    for area, value in zip(estimate["area"], estimate["value"], strict=True):
        assert value == pytest.approx(by_district[area], rel=0.005)


@pytest.mark.parametrize("share", ["pop_conv", "size_conv", "emp_conv"])
def test_the_shipped_shares_are_those_of_the_bbsr_for_2018(shared: Path, share: str) -> None:
    weights = {"pop_conv": "population", "size_conv": "area", "emp_conv": "employees"}[share]
    original = bbsr(shared, "kreise_th_sn_1990_2020", 2018, share)
    shipped = crosswalk("2014", "2019", weights)
    for source, row in shipped.shares.items():
        assert row == pytest.approx(dict(original.shares[source]), abs=6e-7)


def test_every_table_of_the_bbsr_adds_up_to_one(shared: Path) -> None:
    for year in range(1998, 2021):
        for share in ("pop_conv", "size_conv", "emp_conv"):
            table = bbsr(shared, "kreise_th_sn_1990_2020", year, share)
            assert table.parts, "of_rows refuses shares that do not add up"


def test_a_table_without_the_column_year_or_number_asked_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    path.write_text("from,to,share\n16056,16063,eins\n", encoding="utf-8")
    table = partial(read, path, from_column="from", to_column="to")
    with pytest.raises(ReformError, match=r"shares\.csv: Es fehlt die Spalte people"):
        table(share_column="people")
    with pytest.raises(ReformError, match="keine Zeilen"):
        table(share_column="share", where={"from": "16051"})
    with pytest.raises(ReformError, match="„eins“ für 16056 nach 16063 ist kein Anteil"):
        table(share_column="share")


# --- which division a publication says it stands on


@pytest.mark.parametrize(
    ("text", "division"),
    [
        ("Gebietsstand: 31.12.2023", "2023"),  # TLS, figures of 2020
        ("Daten 2017; Gebietsstand 31.12.2020", "2019"),  # lists Eisenach as kreisfrei
        ("Gebietsstand 01.07.2021", "2021"),
        ("Gebietsstand: 30.06.2021", "2019"),
        ("Gebietsstand 1. Juli 2021", "2021"),
        ("zum Gebietsstand vom 1.1.2019", "2019"),
        ("Gebietsstand 31.12.2018", "2014"),
        ("Gebietsstand 15.05.2022)", "2021"),
        ("Gebietsstand 31.12.2022, auf alle Jahre zurückgerechnet", "2021"),
        ("gebietsstand zum 2021-12-31", "2021"),
        ("Gebietsstand: 2020", "2019"),
        ("Gebietsstand Dezember 2020", "2019"),
        ("Stand: 05.06.2024; Gebietsstand: 31.12.2020", "2019"),
        ("Gebietsstand: 31.12.2020; Stand: 05.06.2024", "2019"),
        ("Gebietsstand;31.12.2020", "2019"),
        ("Gebietsstand:\n31.12.2020", "2019"),
        ("Bevölkerung 2016\nGebietsstand der Kreise: 01.07.2021\nStand: 2024", "2021"),
        ("Gebietsstände: 31.12.2021 und Gebietsstand 31.12.2022", "2021"),
    ],
)
def test_the_division_is_read_from_the_text_of_the_file(text: str, division: str) -> None:
    assert division_from_text(text) == division
    assert division_from_text(text, 2024) == division
    assert division_from_text(text, 2005) == division


@pytest.mark.parametrize(
    "text",
    [
        "Gebietsstand des jeweiligen Jahres",
        "jeweiliger Gebietsstand",
        "Gebietsstand: jeweils 31.12.",
        "Gebietsstände je 31.12.",
    ],
)
def test_only_a_text_that_says_so_takes_the_division_of_each_year(text: str) -> None:
    assert [division_from_text(text, year) for year in (2018, 2020, 2022, 2024)] == ["2014", "2019", "2021", "2023"]
    with pytest.raises(ReformError, match="das Jahr der Zahlen fehlt"):
        division_from_text(text)


@pytest.mark.parametrize("division", areas.DIVISIONS)
def test_our_own_titles_are_understood(division: str) -> None:
    assert division_from_text(f"Quelle; {areas.DIVISIONS[division].title}; 2017") == division


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bevölkerung am 31.12.2020",
        "Stand: 31.12.2023",
        "Gebietsstand siehe Anmerkungen; Stand: 31.12.2020",
        "Gebietsstand siehe Anmerkungen am Ende, Daten vom 31.12.2020",
        "Gebietsstand: 31.12.20",
        "Gebietsstand 16063",
    ],
)
def test_a_text_without_a_division_is_refused_even_when_the_year_is_known(text: str) -> None:
    with pytest.raises(ReformError, match="keinen Gebietsstand"):
        division_from_text(text, 2020)


def test_several_divisions_days_that_do_not_exist_and_days_before_1998_are_refused() -> None:
    with pytest.raises(ReformError, match=r"mehrere Gebietsstände \(2014, 2021\)"):
        division_from_text("Gebietsstand 31.12.2018 und Gebietsstand 31.12.2021")
    with pytest.raises(ReformError, match=r"„31\.02\.2020“ ist kein Datum"):
        division_from_text("Gebietsstand 31.02.2020")
    with pytest.raises(ReformError, match="beginnt mit 1998"):
        division_from_text("Gebietsstand 01.07.1994")


@pytest.mark.parametrize("year", range(1998, 2026))
def test_the_last_day_of_a_year_stands_where_figures_of_that_year_stand(year: int) -> None:
    assert division_on(date(year, 12, 31)) == areas.division_of(year)
