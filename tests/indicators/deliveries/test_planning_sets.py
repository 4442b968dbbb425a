"""Two sets of planning areas with figures of the same year lie beside each other; a new cut replaces the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import keeping, planning_areas
from indicators import queries, versions
from indicators.catalogue import catalogue
from indicators.deliveries import intake
from indicators.deliveries.checking import check
from indicators.deliveries.plain_cells import place_of
from indicators.deliveries.report import Report
from tests.geo.delivered_files import frame, geojson, square

from .conftest import SOURCE, dump

JENA = {"01": 10, "02": 20, "03": 30, "04": 40}
GERA = {"G1": 5, "G2": 6}
NEW_CUT = {"01": 11, "02": 21, "05": 71}
"""In Jena again: two areas as before, and one instead of two others."""


@pytest.fixture
def sets(store: Path, workshop: Path) -> Path:
    """Planning areas of Jena and Gera and a new cut of Jena, each with a source of its own for the same measure."""
    shapes = {
        "jena": frame(),
        "gera": frame([square(25, -1), square(26, -1)], nr=list(GERA), name=["Nord", "Süd"]),
        "neu": frame([square(0), square(1), square(0, 1).union(square(1, 1))], nr=list(NEW_CUT), name=["A", "B", "C"]),
    }
    for name, content in shapes.items():
        keeping.keep(planning_areas.prepare(geojson(workshop, content), name=name, title=name.title()))
        dump(workshop / "own" / "sources" / f"{name}.yaml", SOURCE | {"divisions": {2000: f"planung-{name}"}})
    catalogue.cache_clear()
    place_of.cache_clear()
    return store


def write(folder: Path, cells: dict[str, int], years: tuple[int, ...] = (2022,)) -> Path:
    path = folder / "räume.csv"
    lines = [f"{area};{year};town_cases;{value}" for area, value in cells.items() for year in years]
    path.write_text("\n".join(["Planungsraum;Jahr;Indikator;Wert", *lines]) + "\n", encoding="utf-8")
    return path


def load(folder: Path, source: str, cells: dict[str, int], years: tuple[int, ...] = (2022,)) -> Report:
    return intake.load(write(folder, cells, years), "Anna", source=source).report


def held(year: int = 2022) -> dict[str, dict[str, float]]:
    """Division -> area -> value."""
    rows = queries.observations(["town_cases"], ["planning_area"])
    rows = rows[rows["year"] == year]
    return {
        str(division): dict(zip(part["area"], part["value"], strict=True))
        for division, part in rows.groupby("division")
    }


def test_two_sets_loaded_after_each_other_both_stay(sets: Path, workshop: Path) -> None:
    load(workshop, "jena", JENA, (2021, 2022))
    report = check(write(workshop, GERA), "gera")
    assert [(change.new_values, change.vanished) for change in report.changes] == [(2, 0)]
    load(workshop, "gera", GERA)
    assert held() == {"planung-jena": JENA, "planung-gera": GERA}
    load(workshop, "jena", {area: value + 1 for area, value in JENA.items()})
    assert held() == {"planung-jena": {"01": 11, "02": 21, "03": 31, "04": 41}, "planung-gera": GERA}
    assert held(2021) == {"planung-jena": JENA}
    assert versions.current_version()
    assert sets.is_dir()


def test_an_area_that_one_set_lacks_is_said_in_that_set_alone(sets: Path, workshop: Path) -> None:
    load(workshop, "jena", JENA)
    load(workshop, "gera", {"G1": 5})
    assert set(held()["planung-gera"]) == {"G1", "G2"}
    assert held()["planung-gera"]["G2"] != held()["planung-gera"]["G2"], "not a number"
    assert held()["planung-jena"] == JENA
    assert sets.is_dir()


def test_a_new_cut_of_the_same_place_replaces_the_old_one_in_its_years_and_says_so(sets: Path, workshop: Path) -> None:
    load(workshop, "jena", JENA, (2021, 2022))
    report = load(workshop, "neu", NEW_CUT)
    assert held() == {"planung-neu": NEW_CUT}, "half a set would be left of the old cut"
    assert held(2021) == {"planung-jena": JENA}
    (change,) = report.changes
    assert (change.changed, change.new_values, change.vanished) == (2, 1, 2)
    assert sets.is_dir()


def test_districts_of_another_territory_still_replace_the_whole_year(sets: Path, workshop: Path) -> None:
    rows = queries.observations(["gisd_score_rki"], ["district"])
    assert set(rows[rows["year"] == 2021]["division"]) == {"2021"}
    dump(
        workshop / "own" / "mappings" / "rki_gisd_2025.yaml",
        {"format": "plain_table", "series": {"gisd_score_rki": "gisd_score_rki"}},
    )
    dump(workshop / "own" / "sources" / "other.yaml", SOURCE | {"divisions": {2000: "2014"}})
    catalogue.cache_clear()
    file = workshop / "one.csv"
    file.write_text("area,year,measure,value,sign\n16051,2021,gisd_score_rki,0.5,\n", encoding="utf-8")
    loaded = intake.load(file, "Anna", source="other")
    rows = queries.observations(["gisd_score_rki"], ["district"])
    assert set(rows[rows["year"] == 2021]["division"]) == {"2014"}
    assert sum(change.vanished for change in loaded.report.changes) == 21
    assert sets.is_dir()
