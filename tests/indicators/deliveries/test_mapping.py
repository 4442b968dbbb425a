"""A file finds its source by format, table, series and years, or somebody says which; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indicators.deliveries.findings import FileRefused
from indicators.deliveries.mapping import choose, records
from indicators.deliveries.reading import Reading, Series, table_of

from .conftest import dump


def reading(*series: str, form: str = "genesis_flat_new", table: str = "", years: tuple[int, ...] = (2022,)) -> Reading:
    rows = [{"area": "16051", "level": "district", "year": year, "series": name} for name in series for year in years]
    facts = {"table": table} if table else {}
    return Reading(form, "Probe", table_of(rows), {name: Series(name) for name in series}, facts=facts)


def test_the_only_mapping_with_the_format_and_table_of_a_file_is_chosen() -> None:
    found = choose(reading("BEVSTD", "BEVSTD|GES=GESM", table="12411-01-01-4"))
    assert found.key == "regional_population_groups"
    assert dict(found.measures) == {"BEVSTD": "residents"}


def test_series_that_a_mapping_leaves_to_others_are_not_called_unknown() -> None:
    found = choose(reading("BEVSTD", "BEVSTD|GES=GESM", table="12411-01-01-4"))
    assert found.unknown == ()


def test_unknown_series_are_listed_in_the_order_of_the_file(workshop: Path) -> None:
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "tests", "series": {"B": "town_cases"}})
    found = choose(reading("Z", "B", "A", form="tests"))
    assert (dict(found.measures), found.unknown) == ({"B": "town_cases"}, ("Z", "A"))


def test_of_two_sources_that_follow_each_other_the_years_of_the_file_decide() -> None:
    before = choose(reading("Arbeitslose", form="genesis_table", table="13211-02-05-4", years=(2016, 2020)))
    after = choose(reading("Arbeitslose", form="genesis_table", table="13211-02-05-4", years=(2021, 2023)))
    assert (before.key, after.key) == ("ba_unemployment_2015_2020", "ba_unemployment_2021_2025")


def test_a_file_over_the_years_of_two_sources_asks_for_one() -> None:
    with pytest.raises(
        FileRefused, match="passen mehrere Quellen: ba_unemployment_2015_2020, ba_unemployment_2021_2025"
    ):
        choose(reading("Arbeitslose", form="genesis_table", table="13211-02-05-4", years=(2019, 2022)))


def test_an_unknown_source_is_refused_with_those_that_are_called_alike() -> None:
    with pytest.raises(FileRefused, match=r"Die Quelle „rki_gisd“ gibt es nicht\. Ähnlich heißen: rki_gisd_2025"):
        choose(reading("A"), "rki_gisd")


def test_one_source_may_come_in_several_tables() -> None:
    births = choose(reading("BEV001", "BEV001|GES=GESW", table="12612-01-01-4"))
    deaths = choose(reading("BEV002", "BEV002|GES=GESW", table="12613-01-01-4"))
    assert births.key == deaths.key == "regional_births_deaths"
    assert dict(births.measures) == {"BEV001": "live_births", "BEV001|GES=GESW": "live_births_female"}
    assert dict(deaths.measures) == {"BEV002": "deaths", "BEV002|GES=GESW": "deaths_female"}
    with pytest.raises(FileRefused, match="Tabelle 12612-01-01-4 oder 12613-01-01-4"):
        choose(reading("BEV001", table="12611-01-01-4"), "regional_births_deaths")


def test_a_file_of_another_table_is_refused_by_the_source_that_was_named() -> None:
    with pytest.raises(FileRefused, match=r"Tabelle 99999.*gehört nicht zur Quelle.*Tabelle 12411-01-01-4"):
        choose(reading("BEVSTD", table="99999-01-01-4"), "regional_population_groups")


def test_a_file_that_no_mapping_knows_is_refused_with_what_it_contains() -> None:
    with pytest.raises(FileRefused, match=r"keine Quelle beschrieben.*data/own/mappings.*enthält: LSNW01, EKF002\."):
        choose(reading("LSNW01", "EKF002", table="73111-01-01-4"))


def test_a_plain_table_names_its_measures_itself_but_no_sums(workshop: Path) -> None:
    found = choose(reading("town_cases", "residents_under_15", "Sonstiges", form="plain_table"), "town")
    assert dict(found.measures) == {"town_cases": "town_cases"}
    assert found.unknown == ("residents_under_15", "Sonstiges")
    assert workshop.is_dir()


def test_a_plain_table_without_a_source_is_told_which_there_are(workshop: Path) -> None:
    with pytest.raises(
        FileRefused, match=r"Bitte die Quelle der Tabelle angeben \(--source\)\. Eigene Quellen: town_own"
    ):
        choose(reading("town_cases", form="plain_table"))
    assert workshop.is_dir()


def test_a_mapping_to_a_measure_nobody_described_is_refused(workshop: Path) -> None:
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "tests", "series": {"A": "town_case"}})
    with pytest.raises(FileRefused, match=r"„town_case“, die es nicht gibt\. Ähnlich heißen: town_cases"):
        choose(reading("A", form="tests"), "town")


@pytest.mark.parametrize(
    "text", ["series: [", "format: tests\nserie: {}", "- a", "format: a\nseries: {}\nseries_pattern: '('"]
)
def test_a_mapping_that_cannot_be_read_is_named(workshop: Path, text: str) -> None:
    (workshop / "own" / "mappings" / "town.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=r"Die Zuordnung town\.yaml ist nicht lesbar"):
        choose(reading("A", form="tests"), "town")


def test_a_mapping_of_ones_own_takes_the_place_of_the_shipped_one(workshop: Path) -> None:
    dump(workshop / "own" / "mappings" / "rki_gisd_2025.yaml", {"format": "tests", "series": {}})
    assert records()["rki_gisd_2025"].format == "tests"


def test_every_shipped_mapping_feeds_measures_that_exist() -> None:
    from indicators.catalogue import catalogue

    for key, record in records().items():
        assert key in catalogue().sources, key
        assert set(record.series.values()) <= set(catalogue().measures), key


def test_a_flat_file_that_was_renamed_is_known_by_its_statistic_and_series() -> None:
    nameless = replace(reading("BEVSTD"), facts={"statistic": "12411"})
    assert choose(nameless, "regional_population_groups").key == "regional_population_groups"
    assert set(choose(nameless).measures) == {"BEVSTD"}
    with pytest.raises(FileRefused, match="ist keine Quelle beschrieben"):
        choose(replace(reading("BEVSTD"), facts={"statistic": "52411"}))
