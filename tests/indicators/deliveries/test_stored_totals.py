"""Parts of a delivery are held against the total that the version in use has of the same source (D-30)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo import areas as geography
from indicators import versions
from indicators.building import build
from indicators.catalogue import catalogue
from indicators.deliveries import intake, stored_totals
from indicators.deliveries.checking import check
from indicators.deliveries.report import Report

from .conftest import MEASURES, SOURCE, dump, full

Deliver = Callable[..., Path]
EICHSFELD = "16061"


def warnings(report: Report) -> list[tuple[int | None, str]]:
    assert report.count("error") == 0, report.findings
    return [
        (finding.row, finding.text)
        for finding in report.findings
        if finding.severity == "warning" and "ergeben" in finding.text
    ]


def loaded(file: Path, source: str = "town") -> None:
    assert intake.load(file, "Test", source=source).changed


def described(workshop: Path, **more: object) -> None:
    """The source `town` with other facts."""
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | more)
    catalogue.cache_clear()


@pytest.fixture
def total(store: Path, deliver: Deliver) -> Path:
    """A version with 2.200 cases in Thuringia in 2022 and nothing else of them."""
    loaded(deliver({("16", 2022): 2200}))
    return store


@pytest.mark.usefixtures("total")
def test_districts_that_do_not_give_the_stored_total_are_named_with_a_row_and_both_numbers(deliver: Deliver) -> None:
    assert warnings(check(deliver(full(100)), "town")) == []
    cells = {("16051", 2021): 90} | full(100) | {("16077", 2022): 104}
    assert warnings(check(deliver(cells), "town")) == [
        (3, "Fälle 2022, Thüringen: im Bestand steht 2.200, die 22 Teile ergeben 2.204.")
    ]


@pytest.mark.usefixtures("total")
def test_nothing_is_told_of_a_sum_whose_zeros_may_be_ones_and_twos(deliver: Deliver) -> None:
    cells = full(100) | {("16051", 2022): 0, ("16077", 2022): 196}
    assert warnings(check(deliver(cells), "town")) == []


@pytest.mark.usefixtures("total")
@pytest.mark.parametrize(
    ("additivity", "last", "found"), [("rounded", 111, 0), ("rounded", 112, 1), ("sample", 900, 0)]
)
def test_a_stored_total_may_differ_as_far_as_its_source_rounds(
    deliver: Deliver, workshop: Path, additivity: str, last: int, found: int
) -> None:
    described(workshop, additivity=additivity)  # 22 districts may be 11 apart
    assert len(warnings(check(deliver(full(100) | {("16077", 2022): last}), "town"))) == found


@pytest.mark.usefixtures("total")
def test_a_total_that_is_delivered_too_counts_instead_of_the_stored_one(deliver: Deliver) -> None:
    assert warnings(check(deliver(full(101) | {("16", 2022): 2222}), "town")) == []
    assert warnings(check(deliver(full(101) | {("16", 2022): "."}), "town")) == []
    only = warnings(check(deliver(full(101) | {("16", 2021): 2222}), "town"))
    assert [text for _, text in only] == ["Fälle 2022, Thüringen: im Bestand steht 2.200, die 22 Teile ergeben 2.222."]


@pytest.mark.usefixtures("total")
def test_without_one_of_the_parts_nothing_is_compared(deliver: Deliver) -> None:
    assert warnings(check(deliver({key: 150 for key in full() if key != ("16051", 2022)}), "town")) == []
    assert warnings(check(deliver(full(150) | {("16051", 2022): "."}), "town")) == []


@pytest.mark.usefixtures("store")
def test_a_total_of_another_source_or_another_year_or_withheld_is_no_measure(deliver: Deliver, workshop: Path) -> None:
    loaded(deliver({("16", 2022): 2200}), "town_own")
    assert warnings(check(deliver(full(101)), "town")) == []
    loaded(deliver({("16", 2021): 2200}))
    assert warnings(check(deliver(full(101)), "town")) == []
    described(workshop)
    loaded(deliver({("16", 2022): "*"}))
    assert warnings(check(deliver(full(101)), "town")) == []


@pytest.mark.usefixtures("store")
def test_municipalities_are_held_against_their_district_on_the_same_territory(deliver: Deliver, workshop: Path) -> None:
    parts = [area.key for area in geography.areas("municipality", "2014") if area.parent == EICHSFELD]
    loaded(deliver({(EICHSFELD, 2016): 10 * len(parts), (EICHSFELD, 2019): 10 * len(parts)}))
    described(workshop, divisions={2015: "2014"})
    assert warnings(check(deliver({(area, 2016): 10 for area in parts}), "town")) == []
    # In 2019 the stored district stands on the territory of 2019, the municipalities on that of 2014.
    cells = {(area, year): 11 for area in parts for year in (2016, 2019)}
    count, sum_ = len(parts), f"{11 * len(parts):,}".replace(",", ".")
    assert [text for _, text in warnings(check(deliver(cells), "town"))] == [
        f"Fälle 2016, Eichsfeld: im Bestand steht {10 * count}, die {count} Teile ergeben {sum_}."
    ]


@pytest.mark.usefixtures("store")
def test_the_state_fits_parts_on_any_territory(deliver: Deliver, workshop: Path) -> None:
    loaded(deliver({("16", 2022): 2200}))
    described(workshop, divisions={2015: "2014", 2019: "2019", 2021: "2021", 2022: "2023"})
    assert len(warnings(check(deliver(full(101)), "town"))) == 1


@pytest.mark.usefixtures("store")
def test_of_many_wrong_totals_five_are_named_and_the_rest_is_counted(deliver: Deliver) -> None:
    years = tuple(range(2016, 2024))
    loaded(deliver({("16", year): 2200 for year in years}))
    areas = {year: [area.key for area in geography.areas("district", geography.division_of(year))] for year in years}
    report = check(deliver({(area, year): 200 for year in years for area in areas[year]}), "town")
    said = [finding.text for finding in report.findings if "Bestand" in finding.text]
    assert len([text for text in said if "im Bestand steht" in text]) == 5
    assert said[-1] == "Fälle: 3 weitere Summen weichen vom Bestand ab."


@pytest.mark.usefixtures("store")
def test_of_ones_own_figures_no_rest_is_told_where_anything_is_withheld(deliver: Deliver) -> None:
    loaded(deliver({("16", 2022): 2200}), "town_own")
    assert len(warnings(check(deliver(full(101)), "town_own"))) == 1
    assert warnings(check(deliver(full(101) | {("16051", 2022): 2}), "town_own")) == []
    # Another of one's own series in the version in use holds a small count, which is withheld.
    loaded(deliver(full(100, (2021,)) | {("16051", 2021): 2}, measure="town_more"), "town_own")
    assert warnings(check(deliver(full(101)), "town_own")) == []


@pytest.mark.usefixtures("total")
def test_measures_whose_parts_give_no_total_are_left_alone(deliver: Deliver, workshop: Path) -> None:
    dump(
        workshop / "own" / "measures.yaml", MEASURES | {"town_cases": MEASURES["town_cases"] | {"state_is_sum": False}}
    )
    catalogue.cache_clear()
    build(loads=versions.active_loads())
    assert warnings(check(deliver(full(101)), "town")) == []


@pytest.mark.usefixtures("store")
def test_where_no_total_is_stored_nothing_is_added_up(deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(deliver(full(100, (2021, 2022))))

    def never(*_: object) -> None:
        raise AssertionError("added up for nothing")

    monkeypatch.setattr(stored_totals, "totals_of", never)
    assert check(deliver(full(101)), "town").may_be_loaded


def test_without_a_version_a_check_says_nothing_of_totals(deliver: Deliver, workshop: Path) -> None:
    assert not (workshop / "store").exists()
    assert warnings(check(deliver(full(101)), "town")) == []
