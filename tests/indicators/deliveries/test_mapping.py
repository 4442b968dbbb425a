"""A file finds its source by format, table, series and years, or somebody says which; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from indicators.catalogue import reading as catalogue_reading
from indicators.deliveries import recognising
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.mapping import FORMAT_WORDS, choose, records, wanted
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.way_on import listed

from .conftest import dump


def reading(*series: str, form: str = "genesis_flat_new", table: str = "", years: tuple[int, ...] = (2022,)) -> Reading:
    shared = {"area": "16051", "level": "district", "value": 1.0}
    rows = [shared | {"year": year, "series": name} for name in series for year in years]
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
    with pytest.raises(FileRefused) as refused:
        choose(reading("Arbeitslose", form="genesis_table", table="13211-02-05-4", years=(2019, 2022)))
    assert str(refused.value) == (
        "Zur Datei (Probe, Tabelle 13211-02-05-4) passen mehrere Quellen: „Arbeitslose nach Personengruppen und "
        "Arbeitslosenquoten, Jahresdurchschnitte, Regionaldatenbank Deutschland, Stand 17.08.2021“, Tabelle "
        "13211-02-05-4 (--source ba_unemployment_2015_2020); „Arbeitslose und Arbeitslosenquoten, "
        "Jahresdurchschnitte, Regionaldatenbank Deutschland, 2021 bis 2025“, Tabelle 13211-02-05-4 "
        "(--source ba_unemployment_2021_2025). Bitte die richtige angeben."
    )


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
    file = Delivered(Path("meine dateien/73111-01-01-4.csv"), "73111-01-01-4.csv")
    with pytest.raises(FileRefused) as refused:
        choose(reading("LSNW01", "EKF002", table="73111-01-01-4"), file=file)
    assert str(refused.value) == (
        "Das Format ist erkannt, aber noch keiner Kennzahl zugeordnet. So geht es weiter: „python -m indicators "
        'template --from "meine dateien/73111-01-01-4.csv"“ beschreibt die Reihen der Datei in data/own; danach '
        "lässt sie sich laden. Erkannt: Probe, Tabelle 73111-01-01-4, mit den Reihen: LSNW01, EKF002."
    )


def test_an_uploaded_file_is_named_as_it_was_handed_in() -> None:
    with pytest.raises(FileRefused, match=r"template --from tabelle\.csv“"):
        choose(reading("LSNW01", table="73111-01-01-4"), file=Delivered(Path("desk") / "0a1b", "tabelle.csv"))


def test_a_file_whose_series_no_source_of_its_format_takes_is_told_the_way_on() -> None:
    with pytest.raises(FileRefused, match=r"noch keiner Kennzahl zugeordnet\. So geht es weiter"):
        choose(reading("Schuldnerquote", form="inkar_web"))
    with pytest.raises(FileRefused, match=r"noch keiner Kennzahl zugeordnet\. So geht es weiter"):
        choose(reading("Schuldnerquote", form="inkar_web"), "inkar_labour_2024")


def test_a_file_without_areas_that_have_a_map_is_not_sent_on_in_vain() -> None:
    whole = table_of([{"area": "DG", "level": "country", "year": 2022, "series": "A"}])
    with pytest.raises(FileRefused, match=r"nur für Deutschland; im Atlas ließe sich nichts davon zeigen") as refused:
        choose(replace(reading("A"), rows=whole))
    assert "template" not in str(refused.value)


def test_many_series_are_counted_in_german_figures() -> None:
    assert listed([f"S{number}" for number in range(3_000)]).endswith("S11 und 2.988 weitere")


def test_what_a_source_expects_is_said_in_words() -> None:
    with pytest.raises(FileRefused, match="Diese Quelle kommt als GENESIS-Flat-CSV der Tabelle 12411-01-01-4"):
        choose(reading("A", table="99999-01-01-4"), "regional_population_groups")
    with pytest.raises(FileRefused, match=r"Diese Quelle kommt als GISD des RKI \(CSV\): kreis_thueringen"):
        choose(reading("A"), "rki_gisd_2025")
    formats = {import_module(f"indicators.deliveries.{name}").FORMAT for name in recognising.MODULES}
    assert formats - {"inkar_metadata"} == set(FORMAT_WORDS)


def test_a_reader_of_gigabytes_is_told_which_series_any_source_takes(workshop: Path) -> None:
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "inkar_bulk", "series": {"1:a": "town_cases"}})
    taken = wanted()("inkar_bulk")
    assert taken is not None
    assert (taken("1:a", ""), taken("14574:q_alo", ""), taken("2:b", "")) == (True, True, False)
    named = wanted("town")("inkar_bulk")
    assert named is not None
    assert (named("1:a", ""), named("14574:q_alo", "")) == (True, False)


def test_a_plain_table_names_its_measures_itself_but_no_sums(workshop: Path) -> None:
    found = choose(reading("town_cases", "residents_under_15", "Sonstiges", form="plain_table"), "town")
    assert dict(found.measures) == {"town_cases": "town_cases"}
    assert found.unknown == ("residents_under_15", "Sonstiges")
    assert workshop.is_dir()


def test_a_plain_table_without_a_source_is_told_the_next_command_and_the_sources_there_are(workshop: Path) -> None:
    plain = replace(reading("town_cases", form="plain_table"), facts={"headline": "Fälle 2022"})
    with pytest.raises(FileRefused) as refused:
        choose(plain, file=Delivered(Path("wide.xlsx"), "wide.xlsx"))
    assert str(refused.value) == (
        "Bitte die Quelle der Tabelle angeben. Über der Tabelle steht: „Fälle 2022“. Neue Tabelle: „python -m "
        'indicators template --from wide.xlsx --source NAME --title "…"“ beschreibt sie in data/own. '
        "Bekannte Quellen: „Fälle der Stadt“ (--source town_own)."
    )
    assert workshop.is_dir()


@pytest.mark.parametrize("series", ["Wert", "Anzahl", "männlich"])
def test_a_series_that_any_table_may_have_chooses_no_source(workshop: Path, series: str) -> None:
    record = {"format": "plain_table", "series": {series: "town_cases", "Hilfefälle": "town_more"}}
    dump(workshop / "own" / "mappings" / "town.yaml", record)
    with pytest.raises(FileRefused, match="Bitte die Quelle der Tabelle angeben"):
        choose(reading(series, form="plain_table"))
    with pytest.raises(FileRefused, match=r"\(--source town\), „Fälle der Stadt“ \(--source town_own\)\."):
        choose(reading("Hunde", form="plain_table"))
    assert choose(reading("Hilfefälle", form="plain_table")).key == "town"
    assert dict(choose(reading(series, form="plain_table"), "town").measures) == {series: "town_cases"}


def test_the_nameless_series_of_a_table_feeds_the_only_measure_of_the_source_that_was_named(workshop: Path) -> None:
    record = {"format": "plain_table", "series": {"Fälle": "town_cases"}}
    dump(workshop / "own" / "mappings" / "town.yaml", record)
    found = choose(reading("Anzahl", form="plain_table"), "town")
    assert (dict(found.measures), found.unknown, found.way_on) == ({"Anzahl": "town_cases"}, (), "")
    assert found.notices == ("Die Tabelle benennt ihre Zahlen nicht; sie gelten als „Fälle“. Bitte prüfen.",)
    assert dict(choose(reading("Anzahl", "Wert", form="plain_table"), "town").measures) == {}
    dump(workshop / "own" / "mappings" / "town.yaml", {**record, "series": {"A": "town_cases", "B": "town_more"}})
    found = choose(reading("Anzahl", form="plain_table"), "town")
    assert (dict(found.measures), found.unknown) == ({}, ("Anzahl",))
    assert found.way_on == (
        "Gehört die Reihe dazu, in data/own/mappings/town.yaml unter „series“ ergänzen: "
        '"Anzahl": town_cases (oder eine andere Größe der Quelle: town_more).'
    )


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


def test_the_readme_names_every_table_that_is_taken_without_further_ado() -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text("utf-8")
    shipped = Path(catalogue_reading.__file__).parent / "mappings"
    tables = {
        table for key, record in records().items() if (shipped / f"{key}.yaml").exists() for table in record.tables
    }
    numbered = {table for table in tables if table[:5].isdigit()}
    assert len(numbered) == 7
    assert {
        table for table in numbered if f"Regionaldatenbank {table}" not in readme and f", {table}" not in readme
    } == set()


def test_a_flat_file_that_was_renamed_is_known_by_its_statistic_and_series() -> None:
    found = choose(replace(reading("BEV001"), facts={"statistic": "12612"}))
    assert (found.key, dict(found.measures)) == ("regional_births_deaths", {"BEV001": "live_births"})
    assert [notice.partition(": ")[0] for notice in found.notices] == ["Die Tabelle ist aus dem Inhalt erschlossen"]
    assert "Tabelle 12612-01-01-4 oder 12613-01-01-4" in found.notices[0]
    assert choose(reading("BEVSTD", table="12411-01-01-4")).notices == ()
    with pytest.raises(FileRefused, match="noch keiner Kennzahl zugeordnet"):
        choose(replace(reading("BEVSTD"), facts={"statistic": "52411"}))


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_renamed_flat_file_that_could_be_two_tables_asks_for_its_source(year: int) -> None:
    nameless = replace(reading("BEVSTD", years=(year,)), facts={"statistic": "12411"})
    with pytest.raises(FileRefused, match="passen mehrere Quellen") as refused:
        choose(nameless)
    told = str(refused.value)
    assert "12411-01-01-4 (--source regional_population_groups)" in told
    assert "12411-02-03-4 (--source regional_population_by_age_2023_2024)" in told
    assert choose(nameless, "regional_population_groups").key == "regional_population_groups"


@pytest.mark.parametrize(
    ("years", "source"),
    [((2016, 2020), "ba_unemployment_2015_2020"), ((2021, 2024), "ba_unemployment_2021_2025")],
)
def test_of_one_table_in_two_editions_the_years_of_a_renamed_flat_file_say_which(
    years: tuple[int, ...], source: str
) -> None:
    nameless = replace(reading("ERWP06", years=years), facts={"statistic": "13211"})
    assert choose(nameless).key == source
