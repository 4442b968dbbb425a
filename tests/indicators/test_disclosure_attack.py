"""The attack against expected intervals (cases A to E of D-12) and against an attack written in another way."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from indicators.disclosure import (
    Cell,
    DisclosureRefused,
    Equation,
    Table,
    attack,
    characteristics,
    insider_attack,
    sums,
    suppress,
)

# Case A: the 4 x 4 table of the sdcTable tests with all its margins.
ROWS = {"w": (30, 47, 64, 89), "x": (90, 124, 5, 31), "y": (92, 100, 59, 85), "z": (800, 991, 651, 685)}
NAIVE = "wa wb wc xa xc yb yd zb zd".split()
INTERVALS_NAIVE = {
    "wa": (25, 94), "wb": (47, 47), "wc": (0, 69), "xa": (26, 95), "xc": (0, 69),
    "yb": (0, 185), "yd": (0, 185), "zb": (906, 1091), "zd": (585, 770),
}  # fmt: skip
INTERVALS_MENDED = {
    "wa": (0, 120), "wb": (0, 141), "wc": (0, 69), "xa": (0, 120), "xb": (30, 171), "xc": (0, 69),
    "yb": (0, 185), "yd": (0, 185), "zb": (906, 1091), "zd": (585, 770),
}  # fmt: skip

# Case B: two counties and two groups over the same eight cells.
LINKED = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
COUNTIES = {"county1": "ABIJ", "county2": "KLMN"}
GROUPS = {"big": "LM", "small": "ABIJKN"}
LINKED_PRIMARY = "ABKLM"


def cell(name: str) -> Cell:
    return Cell(name[0], name[1:] or "n")


def cells(names: Iterable[str]) -> frozenset[Cell]:
    return frozenset(cell(name) for name in names)


def four_by_four() -> Table:
    values: dict[Cell, float | None] = {}
    for row, counts in ROWS.items():
        values |= {Cell(row, column): count for column, count in zip("abcd", counts, strict=True)}
        values[Cell(row, "t")] = sum(counts)
    for column in "abcdt":
        values[Cell("T", column)] = sum(values[Cell(row, column)] or 0 for row in ROWS)
    equations = [*sums({"T": ROWS}, "abcdt"), *characteristics([*ROWS, "T"], [("t", "abcd")])]
    return Table(values, tuple(equations))


def linked(*groupings: dict[str, str]) -> Table:
    values: dict[Cell, float | None] = {cell(name): count for name, count in LINKED.items()}
    equations = []
    for grouping in groupings:
        for group, members in grouping.items():
            values[Cell(group, "n")] = sum(LINKED[name] for name in members)
            equations += sums({group: members}, ["n"])
    return Table(values, tuple(equations), threshold=4)


def intervals(table: Table, withheld: Iterable[Cell]) -> dict[str, tuple[float, float]]:
    return {
        (finding.cell.area + finding.cell.measure).removesuffix("n"): (finding.low, finding.high)
        for finding in attack(table, withheld).findings
    }


def test_two_withheld_cells_in_every_line_are_not_enough() -> None:
    assert four_by_four().values[Cell("T", "t")] == 3943
    assert intervals(four_by_four(), cells(NAIVE)) == INTERVALS_NAIVE
    found = attack(four_by_four(), cells(NAIVE))
    assert (found.stood, found.fell, found.fallen) == (8, 1, (cell("wb"),))


def test_one_more_cell_hides_the_one_that_was_found_out() -> None:
    assert intervals(four_by_four(), cells([*NAIVE, "xb"])) == INTERVALS_MENDED
    assert attack(four_by_four(), cells([*NAIVE, "xb"])).fell == 0


def test_the_four_by_four_table_agrees_with_the_published_intervals(cases: dict[str, Any]) -> None:
    case = cases["sdc_table_4x4"]
    assert [list(row) for row in ROWS.values()] == case["values"]
    naive, mended = case["suppressed_naive"], [*case["suppressed_naive"], case["fix_additional"]]
    found = intervals(four_by_four(), cells(naive))
    assert {name: list(found[name]) for name in found} == case["intervals_naive"]
    found = intervals(four_by_four(), cells(mended))
    assert {name: list(found[name]) for name in found} == case["intervals_fixed"]


def test_linked_tables_are_safe_alone_and_open_together() -> None:
    primary = cells(LINKED_PRIMARY)
    alone_county = intervals(linked(COUNTIES), primary)
    assert alone_county == {"A": (0, 4), "B": (0, 4), "K": (0, 9), "L": (0, 9), "M": (0, 9)}
    alone_group = intervals(linked(GROUPS), primary)
    assert alone_group == {"A": (0, 7), "B": (0, 7), "K": (0, 7), "L": (0, 6), "M": (0, 6)}
    assert attack(linked(COUNTIES), primary).fell == attack(linked(GROUPS), primary).fell == 0
    together = attack(linked(COUNTIES, GROUPS), primary)
    assert together.interval(cell("K")) == (3, 3)
    assert cell("K") in together.fallen


def test_a_partner_common_to_both_tables_closes_them() -> None:
    found = attack(linked(COUNTIES, GROUPS), cells(LINKED_PRIMARY + "N"))
    assert found.interval(cell("K")) == found.interval(cell("N")) == (0, 10)
    assert found.fell == 0


def test_the_linked_tables_agree_with_the_published_intervals(cases: dict[str, Any]) -> None:
    case = cases["linked_tables"]
    assert case["values"] == LINKED
    together = intervals(linked(COUNTIES, GROUPS), cells(case["primary"]))
    assert list(together["K"]) == case["both"]["K"]
    mended = intervals(linked(COUNTIES, GROUPS), cells([*case["primary"], case["fix"]]))
    assert {name: list(mended[name]) for name in "KN"} == case["both_fixed"]


def test_a_lone_person_finds_another_in_the_same_line() -> None:
    # Case C: a and c are 1 each; from outside both lie between 0 and 2, but each of the two knows about itself.
    table = Table({cell(n): v for n, v in {"a": 1, "b": 2, "c": 1, "d": 0, "T": 4}.items()}, one_sum("abcd"), 2)
    assert attack(table, cells("ac")).fell == 0
    assert insider_attack(table, cells("ac")) == ((cell("a"), cell("c")), (cell("c"), cell("a")))
    assert insider_attack(table, cells("abc")) == ()


def test_a_lone_person_sees_through_a_rectangle() -> None:
    # a and d stand in different rows and columns; who is a computes b and c, and then d.
    table = rectangle(1, 5, 5, 1)
    withheld = frozenset(Cell(row, column) for row in "rs" for column in "xy")
    assert attack(table, withheld).fell == 0
    assert insider_attack(table, withheld) == ((Cell("r", "x"), Cell("s", "y")), (Cell("s", "y"), Cell("r", "x")))


def test_a_person_who_is_also_the_total_learns_nothing_about_others() -> None:
    values = {cell(n): v for n, v in {"a": 1, "b": 0, "c": 30, "T": 1, "V": 31}.items()}
    equations = (Equation(cell("T"), (cell("a"), cell("b"))), Equation(cell("V"), (cell("T"), cell("c"))))
    assert insider_attack(Table(values, equations), cells("aTc")) == ()


def test_a_lone_person_is_told_nothing_by_a_sum_of_only_that_person() -> None:
    # As in the rectangle, and the 1 in (r, x) is printed once more under a finer heading.
    plain = rectangle(1, 5, 5, 1)
    finer, empty = Cell("r", "x1"), Cell("r", "x2")
    values = {**plain.values, finer: 1, empty: 0}
    table = Table(values, (*plain.equations, Equation(Cell("r", "x"), (finer, empty))))
    withheld = frozenset(Cell(row, column) for row in "rs" for column in "xy") | {finer}
    first, second = Cell("r", "x"), Cell("s", "y")
    assert insider_attack(table, withheld) == ((first, second), (second, first), (second, finer))


def test_withheld_counts_need_not_be_known_to_be_attacked() -> None:
    # Case E: the source withheld two municipalities, together they are the 4 that nobody may be shown.
    values: dict[Cell, float | None] = {cell("E"): 3233, cell("R"): 3229, cell("a"): None, cell("s"): None}
    table = Table(values, (Equation(cell("E"), (cell("R"), cell("a"), cell("s"))),))
    assert intervals(table, cells("as")) == {"a": (0, 4), "s": (0, 4)}
    assert intervals(hollow(four_by_four(), NAIVE), cells(NAIVE)) == INTERVALS_NAIVE
    assert attack(hollow(four_by_four(), NAIVE), cells(NAIVE), exact=False).fallen == (cell("wb"),)


def test_the_criterion_asks_for_width_and_for_a_way_out() -> None:
    table = Table({cell(n): v for n, v in {"a": 1, "b": 1, "c": 9, "T": 11}.items()}, one_sum("abc"), 3)
    assert not attack(table, cells("ab")).findings[0].stands  # [0, 2] is 2 wide
    assert attack(table, cells("abc")).fell == 0  # [0, 11]
    narrow = Table({cell(n): v for n, v in {"a": 1, "b": 2, "T": 3}.items()}, one_sum("ab"), 3)
    assert attack(narrow, cells("ab")).fell == 0  # [0, 3] is 3 wide
    assert attack(Table(narrow.values, narrow.equations, 5), cells("ab")).fell == 2


def test_what_the_public_knows_is_no_secret_to_the_attack() -> None:
    values = {cell(n): v for n, v in {"a": 1, "b": 20, "c": 30, "T": 51}.items()}
    table = Table(values, one_sum("abc"), known=cells("b"))
    assert attack(table, cells("ab")).fallen == (cell("a"),)


def test_rounded_sums_leave_room_and_loose_ones_say_nothing() -> None:
    values = {cell(n): v for n, v in {"a": 1, "b": 20, "T": 21}.items()}
    rounded = Table(values, tuple(sums({"T": "ab"}, ["n"], mode="round5")))
    assert attack(rounded, cells("a")).interval(cell("a")) == (0, 7)
    assert sums({"T": "ab"}, ["n"], mode="ckm") == []
    assert attack(Table(values, ()), cells("a")).interval(cell("a")) == (0, float("inf"))


def test_published_sums_that_contradict_each_other_are_refused() -> None:
    values = {cell(n): v for n, v in {"a": 1, "b": 20, "T": 22}.items()}
    with pytest.raises(DisclosureRefused, match="nicht die Summe"):
        attack(Table(values, one_sum("ab")), cells("a"))
    impossible: dict[Cell, float | None] = {cell("a"): None, cell("b"): 20, cell("T"): 10}
    with pytest.raises(DisclosureRefused, match="widersprechen"):
        attack(Table(impossible, one_sum("ab")), cells("a"))


@st.composite
def boxes(draw: st.DrawFn) -> tuple[Table, frozenset[Cell]]:
    """A table over areas, two characteristics and all their sums, with some cells withheld at random."""
    areas, ages, sexes = "abc"[: draw(st.integers(2, 3))], "kl", "mw"
    count = st.one_of(st.integers(0, 4), st.integers(0, 40))
    values: dict[Cell, float | None] = {}
    inner = {(a, g, s): draw(count) for a in areas for g in ages for s in sexes}
    for a, g, s in itertools.product(["T", *areas], ["*", *ages], ["*", *sexes]):
        values[Cell(a, g + s)] = sum(
            n for (i, j, k), n in inner.items() if a in ("T", i) and g in ("*", j) and s in ("*", k)
        )
    measures = [g + s for g in "*" + ages for s in "*" + sexes]
    splits = [("*" + s, [g + s for g in ages]) for s in "*" + sexes]
    splits += [(g + "*", [g + s for s in sexes]) for g in "*" + ages]
    table = Table(values, (*sums({"T": areas}, measures), *characteristics([*areas, "T"], splits)))
    return table, frozenset(draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=14)))


@settings(max_examples=40, deadline=None)
@given(boxes())
def test_the_attack_finds_what_a_plain_linear_programme_finds(case: tuple[Table, frozenset[Cell]]) -> None:
    table, withheld = case
    names = sorted(table.values)
    matrix = np.zeros((len(table.equations), len(names)))
    for row, equation in enumerate(table.equations):
        for item, coefficient in zip(equation.cells, equation.coefficients, strict=True):
            matrix[row, names.index(item)] = coefficient
    limits = [(0, None) if name in withheld else (table.values[name],) * 2 for name in names]
    for finding in attack(table, withheld).findings:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(names))
            cost[names.index(finding.cell)] = sign
            found = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=limits, method="highs")
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        assert finding.low == np.ceil(ends[0] - 1e-6)
        assert finding.high == np.floor(ends[1] + 1e-6)


@settings(max_examples=40, deadline=None)
@given(boxes())
def test_the_quick_attack_breaks_what_the_exact_one_breaks(case: tuple[Table, frozenset[Cell]]) -> None:
    table, withheld = case
    assert attack(table, withheld, exact=False).fallen == attack(table, withheld).fallen
    assert attack(hollow(table, withheld), withheld, exact=False).fallen == attack(table, withheld).fallen


@settings(max_examples=40, deadline=None)
@given(boxes(), st.data())
def test_withholding_more_never_tells_more(case: tuple[Table, frozenset[Cell]], data: st.DataObject) -> None:
    table, withheld = case
    more = withheld | {data.draw(st.sampled_from(sorted(table.values)))}
    before, after = attack(table, withheld), attack(table, more)
    for finding in before.findings:
        low, high = after.interval(finding.cell)
        assert low <= finding.low <= finding.high <= high
        assert low <= (table.values[finding.cell] or 0) <= high


@settings(max_examples=40, deadline=None)
@given(boxes())
def test_insiders_find_what_trying_every_pair_finds(case: tuple[Table, frozenset[Cell]]) -> None:
    table, withheld = case
    # A person in a cell of 1 knows that cell and every sum of 1 above it.
    expected = set()
    ones = [name for name in withheld if table.values[name] == 1]
    small = [name for name in withheld if 0 < (table.values[name] or 0) < table.threshold]
    for one, target in itertools.product(ones, small):
        same = same_person(table, one)
        if target not in same and is_seen_as_small(table, withheld - same, target):
            expected.add((frozenset(same & withheld), target))
    expected = {(who, target) for who, target in expected if not is_seen_as_small(table, withheld, target)}
    found = {(frozenset(same_person(table, one) & withheld), target) for one, target in insider_attack(table, withheld)}
    assert found == expected


def is_seen_as_small(table: Table, withheld: frozenset[Cell], target: Cell) -> bool:
    low, high = attack(table, withheld).interval(target)
    return low >= 1 and high < table.threshold


def same_person(table: Table, one: Cell) -> set[Cell]:
    """The cells of 1 tied to `one` as total and part."""
    found, size = {one}, 0
    while len(found) > size:
        size = len(found)
        for equation in table.equations:
            parts = {part for part in equation.parts if table.values[part] == 1}
            if table.values[equation.total] == 1 and found & {equation.total, *parts}:
                found |= {equation.total, *parts}
    return found


def one_sum(parts: str) -> tuple[Equation, ...]:
    return (Equation(cell("T"), tuple(cell(part) for part in parts)),)


def rectangle(a: int, b: int, c: int, d: int) -> Table:
    values: dict[Cell, float | None] = {
        Cell("r", "x"): a, Cell("r", "y"): b, Cell("r", "t"): a + b,
        Cell("s", "x"): c, Cell("s", "y"): d, Cell("s", "t"): c + d,
        Cell("T", "x"): a + c, Cell("T", "y"): b + d, Cell("T", "t"): a + b + c + d,
    }  # fmt: skip
    return Table(values, (*sums({"T": "rs"}, "xyt"), *characteristics("rsT", [("t", "xy")])))


def hollow(table: Table, withheld: Iterable[Cell | str]) -> Table:
    """The table as a reader has it: without the withheld counts."""
    hidden = {item if isinstance(item, Cell) else cell(item) for item in withheld}
    return Table(
        {name: None if name in hidden else count for name, count in table.values.items()},
        table.equations,
        table.threshold,
    )


def test_suppression_mends_the_four_by_four_table_with_one_cell() -> None:
    table = four_by_four()
    pattern = suppress(Table(table.values, table.equations, withheld=cells(NAIVE)))
    assert pattern.primary == cells(NAIVE)
    assert len(pattern.complementary) == 1
    assert attack(table, pattern.withheld).fell == 0


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Any]:
    """Published expected values; skipped where the folder is absent."""
    path = shared / "fixtures" / "disclosure_cases.json"
    if not path.is_file():
        pytest.skip("disclosure_cases.json is not here")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
