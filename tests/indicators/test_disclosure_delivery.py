"""The generated delivery, and that a version of it is made safe as a whole: 849 municipalities, 20 measures."""

from __future__ import annotations

from indicators.disclosure import Release, after, attack, contradictions, insider_attack, suppress
from tests.delivery import CANARY, CANARY_CELL, MEASURES, STATE, YEAR, delivery


def test_the_delivery_has_the_size_of_thuringia() -> None:
    counts = delivery().counts
    lengths = [len(area) for area in {cell.area for cell in counts}]
    assert [lengths.count(size) for size in (8, 5, 2)] == [849, 23, 1]
    assert {cell.measure for cell in counts} == set(MEASURES)
    assert len(MEASURES) == 20
    assert len(counts) == (849 + 23 + 1) * 20


def test_the_delivery_is_small_in_places_and_adds_up() -> None:
    table = delivery().table()
    local = [count for cell, count in table.values.items() if len(cell.area) == 8]
    assert contradictions(table) == ()
    assert sum(count in (1, 2) for count in local) > 1000
    assert sum(count == 0 for count in local) > 100


def test_the_delivery_is_the_same_every_time_and_the_second_version_differs_a_little() -> None:
    first, again = delivery("first", districts=3), delivery.__wrapped__("first", districts=3)
    second = delivery("second", districts=3)
    assert first.counts == again.counts
    changed = [cell for cell in first.counts if first.counts[cell] != second.counts[cell]]
    assert 0 < len(changed) < 0.1 * len(first.counts)
    assert first.counts.keys() == second.counts.keys()


def test_the_canary_is_a_prime_in_one_cell_and_in_its_sums() -> None:
    plain, with_canary = delivery(districts=1).counts, delivery(districts=1, canary=True).counts
    assert CANARY == 7919
    assert with_canary[CANARY_CELL] == CANARY
    more = CANARY - plain[CANARY_CELL]
    state = CANARY_CELL._replace(area=STATE)
    assert with_canary[state] == plain[state] + more


def test_the_rows_of_a_delivery_are_those_of_a_figures_file() -> None:
    rows = delivery(districts=1).rows()
    assert rows == sorted(rows, key=lambda item: (item[2], item[1], item[0]))
    assert rows[0][1:3] == (YEAR, MEASURES[0])
    assert {row[4] for row in rows} == {""}


def test_both_versions_of_a_whole_delivery_withstand_every_attack() -> None:
    first = delivery("first").table()
    pattern = suppress(first)
    second = after(delivery("second").table(), Release("first", first, pattern.withheld))
    later = suppress(second)
    for table, found in ((first, pattern), (second, later)):
        result = attack(table, found.withheld, exact=False)
        assert (result.stood, result.fell) == (len(found.withheld - found.exposed), 0)
        assert found.unprotected == frozenset()
        assert insider_attack(table, found.withheld) == ()
        for equation in table.equations:
            assert len(found.withheld.intersection(equation.cells)) != 1
    # About one complementary cell for a small one, all of them municipalities: districts and the state stay visible.
    assert len(pattern.complementary) < 1.2 * len(pattern.primary)
    assert {len(cell.area) for cell in pattern.complementary} == {8}
    # A revision costs some district totals, because what was printed before hides nothing any more; none of the state.
    assert not [cell for cell in later.withheld if cell.area == STATE]
    assert [cell for cell in pattern.complementary if first.values[cell] == 0] == []
