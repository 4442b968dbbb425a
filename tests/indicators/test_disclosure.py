"""The suppression: what it withholds, that it holds everywhere at once, and that it stays that way over versions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure import (
    Cell,
    DisclosureRefused,
    Equation,
    Release,
    Table,
    after,
    attack,
    characteristics,
    contradictions,
    hierarchy,
    insider_attack,
    restated,
    small_cells,
    sums,
    suppress,
    with_difference,
)


def row(threshold: int = 3, **counts: float | None) -> Table:
    """Areas a, b, c ... of one measure and their total T."""
    values = {Cell(area, "n"): count for area, count in counts.items()}
    return Table(values, (Equation(Cell("T", "n"), tuple(item for item in values if item.area != "T")),), threshold)


def areas(cells: frozenset[Cell]) -> str:
    return "".join(sorted(cell.area for cell in cells))


def test_small_counts_are_withheld_and_zeros_are_not() -> None:
    table = row(a=0, b=1, c=2, d=3, T=6)
    assert areas(small_cells(table)) == "bc"
    assert areas(small_cells(replace(table, threshold=10))) == "Tbcd"


def test_a_cell_may_have_a_higher_threshold_than_its_table_but_no_lower_one() -> None:
    table = row(5, a=4, b=7, c=60, T=71)
    assert areas(small_cells(replace(table, thresholds={Cell("b", "n"): 10}))) == "ab"
    assert areas(small_cells(replace(table, thresholds={Cell("a", "n"): 3}))) == "a"


def test_a_single_small_count_takes_the_smallest_other_with_it() -> None:
    pattern = suppress(row(a=2, b=50, c=20, d=90, T=162))
    assert (areas(pattern.primary), areas(pattern.complementary)) == ("a", "c")


def test_no_table_without_small_counts_loses_a_cell() -> None:
    assert suppress(row(a=0, b=5, T=5)).withheld == frozenset()


def test_two_small_counts_whose_sum_gives_them_away_take_a_third() -> None:
    # [0, 2] is narrower than 3: a reader would know that both are small.
    assert areas(suppress(row(a=1, b=1, c=9, d=8, T=19), insiders=False).withheld) == "abd"
    # 1 and 2 together are 3, which is wide enough for outsiders; the person in a would still compute the 2.
    assert areas(suppress(row(a=1, b=2, c=9, d=8, T=20), insiders=False).withheld) == "ab"
    assert areas(suppress(row(a=1, b=2, c=9, d=8, T=20)).withheld) == "abd"


def test_lone_persons_cost_case_c_one_more_cell() -> None:
    table = row(2, a=1, b=2, c=1, d=0, T=4)
    assert suppress(table, insiders=False).complementary == frozenset()
    assert areas(suppress(table).complementary) == "b"


def test_zeros_are_withheld_only_where_nothing_else_helps() -> None:
    assert areas(suppress(row(a=2, b=0, c=400, T=402)).withheld) == "ac"
    only_zeros = replace(
        row(a=4, b=0, c=0, T=4), withheld=frozenset({Cell("a", "n")}), known=frozenset({Cell("T", "n")})
    )
    assert areas(suppress(only_zeros).withheld) == "ab"


def test_a_structural_zero_is_no_help() -> None:
    known = frozenset({Cell("b", "n"), Cell("T", "n")})
    pattern = suppress(replace(row(a=2, b=0, c=400, T=402), known=known))
    assert areas(pattern.withheld) == "ac"
    hopeless = suppress(replace(row(a=2, b=0, T=2), known=known))
    assert areas(hopeless.unprotected) == "a"
    assert hopeless.exposed == frozenset({Cell("T", "n")})


def test_a_person_alone_in_a_place_costs_no_zero() -> None:
    # The only recipient of place a is a woman: the total of 1 tells her nothing about anybody else.
    values: dict[Cell, float | None] = {
        Cell(area, measure): count
        for area, counts in {"a": (1, 0, 1), "b": (30, 40, 70), "c": (50, 60, 110), "T": (81, 100, 181)}.items()
        for measure, count in zip(("w", "m", "all"), counts, strict=True)
    }
    table = Table(values, (*sums({"T": "abc"}, ["w", "m", "all"]), *characteristics("abcT", [("all", ["w", "m"])])))
    pattern = suppress(table)
    assert pattern.withheld == {Cell("a", "w"), Cell("a", "all"), Cell("b", "w"), Cell("b", "all")}


def test_partners_are_chosen_so_that_they_serve_two_small_cells_at_once() -> None:
    # (r, x) and (s, y) are small; u is cheaper in each column, but a rectangle over r and s needs only two more cells.
    counts = {"r": (2, 40, 300), "s": (41, 2, 310), "u": (30, 31, 320)}
    values: dict[Cell, float | None] = {}
    for area, line in counts.items():
        values |= {Cell(area, column): count for column, count in zip("xyz", line, strict=True)}
        values[Cell(area, "t")] = sum(line)
    for column in "xyzt":
        values[Cell("T", column)] = sum(values[Cell(area, column)] or 0 for area in counts)
    table = Table(values, (*sums({"T": "rsu"}, "xyzt"), *characteristics("rsuT", [("t", "xyz")])))
    assert suppress(table).complementary == {Cell("r", "y"), Cell("s", "x")}


def test_a_zero_helps_where_only_the_attack_sees_the_need() -> None:
    # Both lines of K hold two withheld cells, yet K = 9 - 4; everything but the zero N is known already.
    counts = {"A": 2, "B": 2, "I": 8, "K": 5, "L": 2, "M": 2, "N": 0}
    groups = {"county1": "ABI", "county2": "KLMN", "big": "LM", "small": "ABIKN"}
    values: dict[Cell, float | None] = {Cell(area, "n"): count for area, count in counts.items()}
    values |= {Cell(group, "n"): sum(counts[area] for area in members) for group, members in groups.items()}
    known = frozenset(cell for cell in values if cell.area not in "ABKLMN")
    table = Table(values, tuple(sums(groups, ["n"])), known=known, withheld=frozenset({Cell("K", "n")}))
    pattern = suppress(table)
    assert areas(pattern.complementary) == "N"
    assert attack(table, pattern.withheld).fell == 0


def test_a_cell_of_higher_threshold_gets_as_much_room_as_it_needs() -> None:
    # K and N together are 8: hiding N lets K range from 0 to 8, but K has the threshold 10.
    counts = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 5, "L": 2, "M": 2, "N": 3}
    groups = {"county1": "ABIJ", "county2": "KLMN", "big": "LM", "small": "ABIJKN"}
    values: dict[Cell, float | None] = {Cell(area, "n"): count for area, count in counts.items()}
    values |= {Cell(group, "n"): sum(counts[area] for area in members) for group, members in groups.items()}
    table = Table(values, tuple(sums(groups, ["n"])), thresholds={Cell("K", "n"): 10})
    assert attack(table, [Cell(area, "n") for area in "ABKLMN"]).fallen == (Cell("K", "n"),)
    pattern = suppress(table)
    assert pattern.unprotected == frozenset()
    assert attack(table, pattern.withheld).fell == 0


def test_a_rounded_sum_does_not_replace_the_second_withheld_cell() -> None:
    table = row(a=1, b=20, c=30, T=50)
    rounded = replace(table, equations=(replace(table.equations[0], tolerance=8.0),))
    assert attack(rounded, [Cell("a", "n")]).fell == 0
    assert areas(suppress(rounded).withheld) == "ab"


def test_case_d_takes_one_cell_of_the_same_split_and_leaves_the_others() -> None:
    # One total split exactly in four ways; in district 63 the class of three and more children has 9 of 500.
    splits = {
        "kinder": {"0kind": 420, "1kind": 41, "2kind": 30, "ab3kind": 9},
        "groesse": {"1p": 300, "2p": 120, "ab3p": 80},
        "alter": {"u30": 90, "30_60": 210, "ab60": 200},
        "typ": {"einzel": 300, "paar": 110, "sonst": 90},
    }
    values: dict[Cell, float | None] = {Cell("63", "hh"): 500}
    values |= {Cell("63", name): count for split in splits.values() for name, count in split.items()}
    equations = characteristics(["63"], [("hh", list(split)) for split in splits.values()])
    pattern = suppress(Table(values, tuple(equations), threshold=10))
    assert pattern.primary == {Cell("63", "ab3kind")}
    assert len(pattern.complementary) == 1
    assert {cell.measure for cell in pattern.complementary} < {"0kind", "1kind", "2kind"}


def test_linked_tables_are_closed_in_both_at_once() -> None:
    # Case B of D-12: counting finds nothing to mend, only the attack over both tables does.
    counts = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
    groups = {"county1": "ABIJ", "county2": "KLMN", "big": "LM", "small": "ABIJKN"}
    values: dict[Cell, float | None] = {Cell(area, "n"): count for area, count in counts.items()}
    values |= {Cell(group, "n"): sum(counts[area] for area in members) for group, members in groups.items()}
    table = Table(values, tuple(sums(groups, ["n"])), threshold=4)
    pattern = suppress(table)
    assert areas(pattern.primary) == "ABKLM"
    assert areas(pattern.complementary) == "N"
    assert attack(table, pattern.withheld).fell == 0


def test_a_hierarchy_is_closed_upwards() -> None:
    # The only place with a count in its district: the district is as small, and the state must not open it.
    parents = {"a": "D", "b": "D", "c": "E", "d": "E", "D": "S", "E": "S", "F": "S"}
    counts = {"a": 2, "b": 0, "c": 40, "d": 60, "D": 2, "E": 100, "F": 70, "S": 172}
    values: dict[Cell, float | None] = {Cell(area, "n"): count for area, count in counts.items()}
    table = Table(values, tuple(hierarchy(parents, ["n"])))
    pattern = suppress(table)
    assert areas(pattern.withheld) == "DFa"
    assert attack(table, pattern.withheld).fell == 0


def test_what_subtraction_shows_is_protected_too() -> None:
    # 60 recipients, 58 of them children: nobody publishes the 2 others, everybody can compute them.
    values: dict[Cell, float | None] = {
        Cell(area, measure): count
        for area, counts in {"a": (60, 58), "b": (90, 30), "T": (150, 88)}.items()
        for measure, count in zip(("all", "u15"), counts, strict=True)
    }
    table = Table(values, tuple(sums({"T": "ab"}, ["all", "u15"])))
    assert suppress(table).withheld == frozenset()
    watched = with_difference(table, "all", "u15")
    rest = Cell("a", "all ohne u15")
    assert watched.values[rest] == 2
    assert rest in watched.hidden
    pattern = suppress(watched)
    assert rest in pattern.primary
    assert {Cell("a", "u15"), Cell("b", "u15")} <= pattern.withheld or {
        Cell("a", "all"),
        Cell("b", "all"),
    } <= pattern.withheld
    assert attack(watched, pattern.withheld).fell == 0
    assert attack(watched, [rest]).fallen == (rest,)


def test_a_part_larger_than_the_whole_is_refused() -> None:
    table = Table({Cell("a", "all"): 5, Cell("a", "u15"): 6}, ())
    with pytest.raises(DisclosureRefused, match="ist mehr als"):
        with_difference(table, "all", "u15")


def test_old_and_new_division_protect_each_other() -> None:
    # D-16: the new Wartburgkreis is the old one and Eisenach; publishing it would open the withheld Eisenach.
    values: dict[Cell, float | None] = {
        Cell("16056", "n", 2020, "2014"): 2,
        Cell("16063", "n", 2020, "2014"): 40,
        Cell("16063", "n", 2020, "2021"): 42,
    }
    equations = restated({"16063": {"16063": 1, "16056": 1}}, ["n"], old="2014", new="2021", year=2020)
    pattern = suppress(Table(values, tuple(equations)))
    assert len(pattern.withheld) == 2
    assert attack(Table(values, tuple(equations)), pattern.withheld).fell == 0


def test_an_area_restated_by_shares_is_an_equation_with_weights() -> None:
    equation = restated({"N": {"a": 1, "b": 0.25}}, ["n"], old="alt", new="neu")[0]
    assert equation.coefficients == (-1, 1, 0.25)
    values: dict[Cell, float | None] = {
        Cell("a", "n", 0, "alt"): 2,
        Cell("b", "n", 0, "alt"): 80,
        Cell("N", "n", 0, "neu"): 22,
    }
    table = Table(values, (equation,))
    assert contradictions(table) == ()
    assert attack(table, [Cell("a", "n", 0, "alt")]).fell == 1
    assert attack(table, suppress(table).withheld).fell == 0


def test_a_group_that_differs_by_one_small_area_is_an_equation() -> None:
    # D-15: two divisions of the same town that differ by one quarter with 2 persons.
    values: dict[Cell, float | None] = {Cell("north", "n"): 52, Cell("north_without", "n"): 50, Cell("quarter", "n"): 2}
    table = Table(values, tuple(sums({"north": ["north_without", "quarter"]}, ["n"])))
    assert areas(suppress(table).withheld) == "north_withoutquarter"


def test_a_new_version_does_not_open_what_the_old_one_withheld() -> None:
    # D-16a: alone, the second version would withhold c, which the first one printed.
    first = row(a=1, b=10, c=20, d=30, T=61)
    pattern = suppress(first)
    assert areas(pattern.withheld) == "ab"
    second = row(a=1, b=25, c=20, d=30, T=76)
    assert areas(suppress(second).withheld) == "ac"
    joint = after(second, Release("v1", first, pattern.withheld))
    assert attack(joint, {Cell("a", "n"), Cell("c", "n"), Cell("b", "n", version="v1")}).fell == 2
    found = suppress(joint)
    assert areas(frozenset(cell for cell in found.withheld if not cell.version)) == "ab"
    assert attack(joint, found.withheld).fell == 0


def test_an_unchanged_version_keeps_its_pattern() -> None:
    table = row(a=2, b=50, c=20, d=90, T=162)
    pattern = suppress(table)
    joint = after(table, Release("v1", table, pattern.withheld))
    assert joint.equations == table.equations
    assert suppress(joint).withheld == pattern.withheld
    assert areas(joint.known) == "Tbd"
    # What an office withheld beyond the rules is not shown in the next version either.
    more = Release("v1", table, pattern.withheld | {Cell("d", "n")})
    assert areas(suppress(after(table, more)).withheld) == "acd"


def test_a_count_that_was_printed_before_is_withheld_but_called_exposed() -> None:
    table = row(a=4, b=50, T=54)
    old = Release("v1", table, suppress(table).withheld)
    pattern = suppress(after(replace(table, threshold=5), old))
    assert areas(pattern.exposed) == "a"
    assert areas(pattern.withheld) == "a"


def test_a_forgotten_count_of_the_old_version_counts_as_unchanged() -> None:
    table = row(a=2, b=50, c=20, d=90, T=162)
    kept = row(a=None, b=50, c=None, d=90, T=162)
    withheld = suppress(table).withheld
    assert after(table, Release("v1", kept, withheld)) == after(table, Release("v1", table, withheld))
    revised = row(a=2, b=50, c=25, d=90, T=167)
    joint = after(revised, Release("v1", kept, withheld))
    assert joint.values[Cell("a", "n", version="v1")] is None
    assert attack(joint, suppress(joint).withheld).fell == 0


def test_counts_the_source_withheld_are_guarded_too() -> None:
    pattern = suppress(row(a=None, b=50, c=20, T=72))
    assert areas(pattern.withheld) == "ac"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (row(a=1, b=2, T=4), "nicht die Summe"),
        (row(a=-1, b=2, T=1), "keine Fallzahl"),
        (row(1, a=1, b=2, T=3), "schützt niemanden"),
        (Table({}, (Equation(Cell("T", "n"), (Cell("a", "n"),)),)), "nicht in der Tabelle"),
        (Table({Cell("T", "n"): 1}, (Equation(Cell("T", "n"), ()),)), "doppelt oder keine"),
        (Table({Cell("T", "n"): 1}, (Equation(Cell("T", "n"), (Cell("T", "n"),)),)), "doppelt oder keine"),
        (row(a=None, b=20, T=10), "widersprechen"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_with_a_sentence(table: Table, message: str) -> None:
    with pytest.raises(DisclosureRefused, match=message):
        suppress(table)


def test_an_empty_table_and_one_without_sums_are_no_trouble() -> None:
    assert suppress(Table({}, ())).withheld == frozenset()
    lonely = Table({Cell("a", "n"): 2, Cell("b", "n"): 9}, ())
    assert areas(suppress(lonely).withheld) == "a"
    assert attack(lonely, suppress(lonely).withheld).fell == 0


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two districts of a state, places in them, two characteristics and all sums, mostly small counts."""
    places = {f"{d}{i}": d for d in "DE" for i in range(draw(st.integers(1, 3)))}
    parents = {**places, "D": "S", "E": "S"}
    ages, sexes = "kl"[: draw(st.integers(1, 2))], "mw"
    count = st.one_of(st.integers(0, 3), st.integers(0, 12), st.integers(0, 500))
    inner = {key: draw(count) for key in itertools.product(places, ages, sexes)}
    members = {"S": set(places), **{d: {p for p in places if places[p] == d} for d in "DE"}, **{p: {p} for p in places}}
    values: dict[Cell, float | None] = {
        Cell(area, g + s): sum(n for (i, j, k), n in inner.items() if i in inside and g in ("*", j) and s in ("*", k))
        for area, inside in members.items()
        for g in "*" + ages
        for s in "*" + sexes
    }
    splits = [("*" + s, [g + s for g in ages]) for s in "*" + sexes]
    splits += [(g + "*", [g + s for s in sexes]) for g in "*" + ages]
    measures = sorted({cell.measure for cell in values})
    equations = (*hierarchy(parents, measures), *characteristics(members, splits))
    return Table(values, equations, draw(st.sampled_from([3, 5, 10])))


@settings(max_examples=40, deadline=None)
@given(tables())
def test_no_withheld_cell_is_ever_found_out(table: Table) -> None:
    pattern = suppress(table)
    assert small_cells(table) == pattern.primary
    assert pattern.unprotected == pattern.exposed == frozenset()
    assert attack(table, pattern.withheld).fallen == ()
    assert insider_attack(table, pattern.withheld) == ()
    for equation in table.equations:
        assert len(pattern.withheld.intersection(equation.cells)) != 1


@settings(max_examples=20, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_same_table_always_gets_the_same_pattern(table: Table, chance: Any) -> None:
    items, equations = list(table.values.items()), list(table.equations)
    chance.shuffle(items)
    chance.shuffle(equations)
    assert suppress(replace(table, values=dict(items), equations=tuple(equations))) == suppress(table)


@settings(max_examples=25, deadline=None)
@given(tables(), st.data())
def test_no_version_opens_another_one(table: Table, data: st.DataObject) -> None:
    first = suppress(table)
    revised = revise(table, data)
    joint = after(revised, Release("v1", table, first.withheld))
    second = suppress(joint)
    guarded = second.withheld - second.exposed - second.unprotected
    assert not set(attack(joint, second.withheld).fallen) & guarded
    # What the first version withheld and the second does not change stays withheld.
    assert {cell for cell in first.withheld if revised.values[cell] == table.values[cell]} <= second.withheld


def revise(table: Table, data: st.DataObject) -> Table:
    """One inner count changes by a few, and with it all sums it is part of."""
    inner = sorted(cell for cell in table.values if cell.area not in "SDE" and "*" not in cell.measure)
    chosen = data.draw(st.sampled_from(inner))
    change = data.draw(st.integers(-2, 6))
    change = max(change, -int(table.values[chosen] or 0))
    values = dict(table.values)
    for area, measure in itertools.product(
        (chosen.area, chosen.area[0], "S"), {a + b for a in ("*", chosen.measure[0]) for b in ("*", chosen.measure[1])}
    ):
        values[Cell(area, measure)] = (values[Cell(area, measure)] or 0) + change
    return replace(table, values=values)
