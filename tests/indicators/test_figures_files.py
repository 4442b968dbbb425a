"""The shipped figures are the published ones, digit by digit.

Expected values are typed from the publications. Where the folder of the typed publications lies beside the repository,
every cell is compared as well.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "data" / "figures").glob("*.csv"))
TYPED = ROOT.parent / "shared" / "figures"
COLUMNS = ["area", "year", "measure", "value", "sign"]
COMPUTED_HERE = {"bkg_areas_2016"}
Cells = dict[tuple[str, str, str], str]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def cells_of(source: str) -> Cells:
    """(area, year, measure) -> value or sign."""
    rows = rows_of(ROOT / "data" / "figures" / f"{source}.csv")
    return {(row["area"], row["year"], row["measure"]): row["value"] or row["sign"] for row in rows}


def test_every_figures_file_has_a_source_record_and_every_source_record_a_file() -> None:
    assert {path.stem for path in FILES} == set(catalogue().sources)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_tidy_its_keys_are_unique_and_its_rows_sorted(path: Path) -> None:
    rows = rows_of(path)
    keys = [(row["measure"], int(row["year"]), row["area"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)
    assert path.read_bytes().count(b"\r") == 0
    for row in rows:
        assert row["area"] in ("16", "DG") or (row["area"].startswith("16") and len(row["area"]) in (5, 8))
        assert bool(row["value"]) != bool(row["sign"]), row
        float(row["value"] or 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sign_stands_in_the_legend_of_its_source_and_every_measure_in_the_catalogue(path: Path) -> None:
    rows = rows_of(path)
    source = catalogue().sources[path.stem]
    assert {row["sign"] for row in rows if row["sign"]} <= set(source.signs)
    assert {row["measure"] for row in rows} <= set(catalogue().measures)
    assert min(int(row["year"]) for row in rows) >= min(source.divisions)


def test_every_measure_is_published_somewhere_or_made_of_measures_that_are() -> None:
    published = {row["measure"] for path in FILES for row in rows_of(path)}
    for name, measure in catalogue().measures.items():
        assert (name in published) != bool(measure.sum_of), name
        assert {*measure.sum_of, *measure.minus} <= published, name


@pytest.mark.parametrize(
    ("source", "area", "year", "measure", "printed"),
    [
        ("regional_basic_security", "16", 2024, "sgb2_not_employable", "28846"),
        ("regional_basic_security", "16052", 2013, "sgb2_recipients", "11533"),
        ("regional_basic_security", "16074", 2015, "asylum_seeker_recipients", "7626"),
        ("regional_basic_security", "16072", 2016, "old_age_and_disability_recipients", "."),
        ("regional_basic_security", "16072", 2016, "minimum_security_recipients", "."),
        ("regional_basic_security", "16056", 2021, "sgb2_recipients", "-"),
        ("destatis_population_by_age_2015_2020", "16051", 2015, "residents_under_3", "6193"),
        ("regional_population_by_age_2023_2024", "16052", 2023, "residents_female", "48943"),
        ("regional_population_groups", "16", 2021, "residents", "2108863"),
        ("regional_population_groups", "16", 2022, "residents", "2118830"),
        ("regional_births_deaths", "16", 2024, "live_births", "11803"),
        ("ba_unemployment_2015_2020", "16", 2015, "unemployment_rate_ba", "7.4"),
        ("ba_unemployment_2015_2020", "16051", 2018, "unemployment_rate_foreigners_ba", "."),
        ("ba_unemployment_2015_2020", "16065", 2020, "unemployment_rate_foreigners_ba", "x"),
        ("ba_unemployment_2021_2025", "16063", 2021, "unemployed", "4547"),
        ("vgr_income_revision_2024", "16", 2022, "disposable_income_per_person_vgr", "24314"),
        ("inkar_labour_2024", "16051", 2005, "unemployment_rate_inkar", "19.20"),
        ("inkar_labour_2024", "16053", 2008, "long_term_unemployed_share_inkar", "6.53"),
        ("inkar_life_2022", "16063", 2018, "net_migration_rate_inkar", "0.00"),
        ("inkar_life_2022", "16051", 2005, "life_expectancy_inkar", "79.08"),
        ("rki_gisd_2025", "16053", 2021, "gisd_score_rki", "0"),
        ("rki_gisd_2025", "16052", 2021, "gisd_score_rki", "0.98277"),
        ("bundeswahlleiterin_structural_2024", "16063", 2021, "structural_disposable_income_per_person", "17116"),
        ("bundeswahlleiterin_structural_2024", "16068", 2022, "structural_vocational_school_leavers_per_1000", "–"),
        ("bundeswahlleiterin_structural_2024", "16054", 2023, "structural_employees_agriculture_share", "."),
        ("bundeswahlleiterin_structural_2024", "DG", 2022, "structural_population_thousand", "84358.8"),
        ("inkar_snapshot_2017", "16052", 2017, "snapshot_sgb2_rate", "16.8"),
        ("inkar_snapshot_2017", "16051", 2016, "snapshot_low_income_households_share", "40.4"),
        ("municipal_directory_2014", "16051000", 2014, "residents", "206219"),
    ],
)
def test_a_published_value_is_shipped_with_the_same_digits(
    source: str, area: str, year: int, measure: str, printed: str
) -> None:
    assert cells_of(source)[area, str(year), measure] == printed


def test_sgb2_recipients_are_the_sum_of_employable_and_not_employable_everywhere() -> None:
    cells = cells_of("regional_basic_security")
    for (area, year, measure), text in cells.items():
        if measure == "sgb2_recipients" and text != "-":
            parts = [cells[area, year, part] for part in ("sgb2_employable", "sgb2_not_employable")]
            assert int(text) == sum(map(int, parts)), (area, year)


def test_districts_add_up_to_the_published_population_of_thuringia() -> None:
    cells = cells_of("regional_population_groups")
    for year in range(2011, 2026):
        districts = [
            int(text)
            for (area, y, measure), text in cells.items()
            if y == str(year) and measure == "residents" and area != "16"
        ]
        assert sum(districts) == int(cells["16", str(year), "residents"]), year


AGE_NAMES: dict[str, str] = {"total": "residents_by_age_total", "female_total": "residents_female"}


def _age(column: str) -> str:
    return AGE_NAMES.get(column, f"residents_{column}")


def _groups(column: str) -> str:
    return "residents" if column in ("total", "population") else f"residents_{column}"


def _unemployment(column: str) -> str:
    if column == "rate_labour_force":
        return "unemployment_rate_ba"
    return f"unemployment_{column}_ba" if column.startswith("rate_") else column


def _security(column: str) -> str:
    return {
        "employable": "sgb2_employable",
        "not_employable": "sgb2_not_employable",
        "sgb2_total": "sgb2_recipients",
        "total": "minimum_security_recipients",
    }.get(column, f"{column.removesuffix('_seekers')}_{'seeker_' if column.endswith('_seekers') else ''}recipients")


def _income(column: str) -> str:
    return "disposable_income_per_person_vgr" if column == "disposable_income_per_person" else column


SNAPSHOT = {
    "SGB II - Quote": "sgb2_rate",
    "SGB II-/SGB XII-Quote": "sgb2_sgb12_rate",
    "Große Bedarfsgemeinschaften": "large_benefit_households_share",
    "Anteil Schutzsuchender an Bevölkerung": "protection_seekers_share",
    "Haushalte mit niedrigem Einkommen": "low_income_households_share",
    "Schulabgänger ohne Abschluss": "school_leavers_without_certificate_share",
    "Schulabgänger mit Hochschulreife": "school_leavers_university_entrance_share",
    "Beschäftigte am Wohnort ohne Berufsabschluss": "employees_without_vocational_qualification_share",
    "Beschäftigte am Wohnort mit akademischem Abschluss": "employees_academic_share",
    "Beschäftigtenquote": "employment_rate",
    "Einwohner 65 Jahre und älter": "share_65_and_over",
    "Einwohner unter 6 Jahre": "share_under_6",
    "Einwohner von 6 bis unter 18 Jahren": "share_6_to_17",
    "Stationäre Pflege": "residential_care_share",
    "Wohnfläche": "living_space_per_person",
    "Wahlbeteiligung": "turnout",
}


def _by_measure(path: Path, name: Callable[[str], str]) -> Cells:
    """Input with a column for each measure."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["area"], row.get("year", "2014"), name(column)): text
            for row in csv.DictReader(file)
            for column, text in row.items()
            if column not in ("area", "year") and text
        }


def _by_year(path: Path, name: Callable[[str], str]) -> Cells:
    """Input with a column for each year."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["area"], column, name(row["series"])): text
            for row in csv.DictReader(file)
            for column, text in row.items()
            if column not in ("series", "area") and text
        }


def _by_area(path: Path, name: Callable[[str], str]) -> Cells:
    """Input with a column for each area."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (column, row["year"], name(row["series"])): text
            for row in csv.DictReader(file)
            for column, text in row.items()
            if column not in ("series", "year") and text
        }


def _long(path: Path, name: Callable[[str], str]) -> Cells:
    """Input with one value in each row."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["area"], row["year"], name(row["indicator"])): row["value"] for row in csv.DictReader(file)}


INPUTS: dict[str, tuple[str, Callable[[Path, Callable[[str], str]], Cells], Callable[[str], str]]] = {
    "bundeswahlleiterin_structural_2024": ("structural_2021_2023", _by_area, lambda series: f"structural_{series}"),
    "inkar_labour_2024": ("inkar_labour", _by_year, lambda series: f"{series}_inkar"),
    "inkar_life_2022": ("inkar_life", _by_year, lambda series: f"{series}_inkar"),
    "ba_unemployment_2015_2020": ("unemployment_counts", _by_measure, _unemployment),
    "ba_unemployment_2021_2025": ("unemployment_2021_2025", _by_measure, _unemployment),
    "destatis_population_by_age_2015_2020": ("population_by_age", _by_measure, _age),
    "regional_population_by_age_2023_2024": ("population_by_age_2023_2024", _by_measure, _age),
    "regional_population_groups": ("population_groups_2011_2025", _by_measure, _groups),
    "regional_basic_security": ("basic_security_2013_2024", _by_measure, _security),
    "regional_births_deaths": ("births_deaths_2020_2024", _by_measure, str),
    "vgr_income_revision_2024": ("income_2000_2023", _by_measure, _income),
    "rki_gisd_2025": ("gisd", _by_year, lambda series: f"{series}_rki"),
    "inkar_snapshot_2017": ("snapshot_2017", _long, lambda indicator: f"snapshot_{SNAPSHOT[indicator]}"),
    "municipal_directory_2014": ("municipal_population_2014", _by_measure, _groups),
}


def test_every_source_but_the_computed_areas_has_a_typed_publication() -> None:
    assert set(INPUTS) == set(catalogue().sources) - COMPUTED_HERE


@pytest.mark.parametrize("source", sorted(INPUTS))
def test_every_cell_of_the_typed_publication_is_shipped_unchanged_and_nothing_is_added(source: str) -> None:
    name, layout, measure = INPUTS[source]
    path = TYPED / f"{name}.csv"
    if not path.is_file():
        pytest.skip(
            f"the typed publication {name}.csv does not lie beside the repository; spot values are tested above"
        )
    assert cells_of(source) == layout(path, measure)


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("regional_population_groups", "residents"),
        ("destatis_population_by_age_2015_2020", "residents_by_age_total"),
        ("regional_population_by_age_2023_2024", "residents_by_age_total"),
    ],
)
def test_a_whole_is_the_sum_of_its_parts_in_every_area_and_year(source: str, whole: str) -> None:
    [parts] = catalogue().measures[whole].splits
    cells = cells_of(source)
    places = [(area, year) for area, year, measure in cells if measure == whole]
    numbers = [[cells.get((*place, measure), "") for measure in (whole, *parts)] for place in places]
    known = [[int(cell) for cell in row] for row in numbers if all(map(str.isdigit, row))]
    assert len(known) > 40
    assert [row for row in known if row[0] != sum(row[1:])] == []
