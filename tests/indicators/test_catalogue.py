"""The written records hold together: valid, complete, nothing points to nothing and nothing is defined in vain."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indicators.catalogue import CatalogueError, breaks_of, catalogue, caveats_of, events_of, nearest, new_bases_of
from indicators.catalogue.reading import FOLDER, measures_named_by, read
from indicators.catalogue.records import Indicator

THEMES = [
    "bevoelkerung",
    "familien",
    "existenzsicherung",
    "arbeit",
    "einkommen",
    "bildung",
    "gesundheit",
    "wohnen",
    "teilhabe",
    "finanzen",
    "deprivation",
]
DEPARTMENTS = [
    "sozialplanung",
    "sozialamt",
    "jugendamt",
    "jobcenter",
    "schulverwaltung",
    "gesundheitsamt",
    "bauen",
    "integration",
    "kaemmerei",
    "statistik",
]
# Published and kept, but no question of social planning asks for them alone.
KEPT_WITHOUT_INDICATOR = {"live_births_female", "deaths_female"}


def records() -> list[Indicator]:
    return list(catalogue().indicators.values())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A catalogue folder that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def test_there_are_at_least_ninety_indicators_and_about_twelve_are_core() -> None:
    assert len(records()) >= 90
    assert 10 <= sum(record.core for record in records()) <= 14


def test_the_ids_that_the_address_bar_relies_on_exist() -> None:
    fixed = (
        "unemployment_rate sgb2_children_rate sgb2_rate minimum_security_rate gisd_score life_expectancy population "
        "population_inkar childcare_rate_under_3 school_leavers_without_certificate_share disposable_income_per_person "
        "unemployment_rate_october_2023 foreign_population_share_2022 population_density_2022 "
        "disposable_income_per_person_2021_revision_2019 median_income"
    )
    assert set(fixed.split()) <= set(catalogue().indicators)


def test_themes_and_departments_are_those_of_the_menu_in_order_and_each_has_indicators() -> None:
    assert list(catalogue().themes) == THEMES
    assert list(catalogue().departments) == DEPARTMENTS
    assert {record.theme for record in records()} == set(THEMES)
    assert {key for record in records() for key in record.departments} == set(DEPARTMENTS)


def test_indicators_come_in_the_order_of_the_menu_with_core_indicators_first() -> None:
    places = [(THEMES.index(record.theme), not record.core) for record in records()]
    assert places == sorted(places)


def test_every_record_belongs_to_social_planning() -> None:
    assert [record.id for record in records() if record.departments[0] != "sozialplanung"] == []


def test_every_short_title_fits_a_chart_heading_and_no_title_is_used_twice() -> None:
    assert [record.id for record in records() if len(record.short_title) > 45] == []
    assert len({record.title for record in records()}) == len(records())
    assert len({record.short_title for record in records()}) == len(records())


def test_every_record_says_in_two_sentences_or_more_how_to_read_it() -> None:
    assert [record.id for record in records() if record.reading.count(".") + record.reading.count("?") < 2] == []


def test_every_record_says_where_its_definition_comes_from() -> None:
    assert [record.id for record in records() if not record.definition_source] == []


def test_every_reference_to_a_year_names_the_year_or_a_fixed_day() -> None:
    assert [
        record.id for record in records() if "{year}" not in record.reference and not record.reference[:2].isdigit()
    ] == []


def test_no_record_says_altersarmut_and_no_heading_says_buergergeld() -> None:
    for record in records():
        # who looks for the word finds the benefit; nothing that is shown calls it so
        assert "Altersarmut" not in record.model_dump_json(exclude={"search_words"}), record.id
        for text in (record.title, record.short_title, record.unit_text):
            assert "Bürgergeld" not in text, record.id


@pytest.mark.parametrize(
    "indicator_id",
    [
        "old_age_and_disability_rate",
        "asylum_seeker_benefits_rate",
        "unemployed_foreigners_share",
        "sgb2_foreigners_share_august_2023",
        "foreign_population_share",
        "net_migration_rate",
        "childcare_rate_under_3",
        "old_age_dependency_ratio",
        "employees_industry_share_2023",
    ],
)
def test_what_is_neither_good_nor_bad_has_no_direction(indicator_id: str) -> None:
    assert catalogue().indicators[indicator_id].direction == "no_judgement"


def test_counts_carry_no_judgement() -> None:
    assert [record.id for record in records() if record.kind == "count" and record.direction != "no_judgement"] == []


def test_no_measure_is_defined_in_vain() -> None:
    measures = catalogue().measures
    parts = {name for measure in measures.values() for name in (*measure.sum_of, *measure.minus)}
    used = {name for record in records() for name in measures_named_by(record)}
    assert set(measures) - used - parts == KEPT_WITHOUT_INDICATOR


@pytest.mark.parametrize("kind", ["breaks", "events", "caveats"])
def test_no_shared_note_is_written_in_vain(kind: str) -> None:
    used = {key for record in records() for key in getattr(record, kind) if isinstance(key, str)}
    assert set(getattr(catalogue(), kind)) - used == set()


def test_no_licence_and_no_unit_is_defined_in_vain() -> None:
    book = catalogue()
    by_template = {"own_unpublished", "ba_with_source", "tls_with_source"}
    assert set(book.licences) == {source.licence for source in book.sources.values()} | by_template
    measured = {measure.unit for measure in book.measures.values()}
    assert set(book.units) == measured | {record.unit for record in records()}


def test_values_that_the_readme_calls_wrong_are_excluded_and_no_others() -> None:
    excluded = {
        (record.id, area, year)
        for record in records()
        for caveat in caveats_of(record)
        if caveat.exclude
        for area in caveat.areas
        for year in range(caveat.since or 0, (caveat.until or 9999) + 1)
    }
    assert excluded == {
        ("disposable_income_per_person_2021_revision_2019", "16063", 2021),
        ("gdp_per_person_2021", "16063", 2021),
        ("population_density_2022", "16061", 2022),
        ("population_density_2022", "16064", 2022),
    }


def test_benefit_rates_mark_the_census_of_2022_and_population_breaks_at_it() -> None:
    indicators = catalogue().indicators
    assert "2022-12-31" in [event.at for event in events_of(indicators["sgb2_rate"])]
    assert "census_2022" not in indicators["sgb2_rate"].breaks
    assert "census_2022" in indicators["population"].breaks


def test_a_series_published_only_as_rates_breaks_where_eisenach_joined_on_every_territory() -> None:
    breaks = breaks_of(catalogue().indicators["unemployment_rate_men"])
    joined = [item for item in breaks if item.at == 2021]
    assert [item.territories for item in joined] == [("merged", "published")]
    assert joined[0].areas == ("16056", "16063")


def test_two_income_revisions_are_never_one_line() -> None:
    for record in records():
        assert not {"disposable_income_per_person_vgr", "structural_disposable_income_per_person"} <= set(
            measures_named_by(record)
        ), record.id


def test_medians_and_the_deprivation_index_have_no_value_of_thuringia() -> None:
    assert catalogue().indicators["median_income"].state == ()
    assert catalogue().indicators["gisd_score"].state == ()
    assert catalogue().indicators["gisd_score"].ranks_only


def test_recipients_that_do_not_add_up_are_never_summed_to_thuringia() -> None:
    measures = catalogue().measures
    assert {name for name, measure in measures.items() if not measure.state_is_sum} == {
        "living_allowance_recipients",
        "old_age_and_disability_recipients",
        "asylum_seeker_recipients",
        "minimum_security_recipients",
        "minimum_security_without_asylum",
    }


def test_only_counts_are_added_up() -> None:
    measures = catalogue().measures
    for name, measure in measures.items():
        for part in (*measure.sum_of, *measure.minus):
            assert measure.kind == measures[part].kind == "count", name


def test_every_gap_names_a_holder_and_where_to_ask() -> None:
    titles = [gap.title for gap in catalogue().gaps]
    for wanted in (
        "Wohngeld",
        "Alleinerziehende in Bedarfsgemeinschaften",
        "Hilfen zur Erziehung",
        "Inobhutnahmen",
        "Schuleingangsuntersuchung",
        "Pflege",
        "Überschuldung",
        "Wohnungslosigkeit",
        "Armutsgefährdungsquote",
        "Alles unterhalb der Kreisebene",
    ):
        assert wanted in titles
    assert all(gap.holder and gap.where for gap in catalogue().gaps)


def test_a_misspelt_key_is_refused_with_the_name_of_the_file(copy: Path) -> None:
    path = copy / "gisd_score.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "serch_words: [x]\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^gisd_score\.yaml: .*(?s:.)*serch_words"):
        read(copy)


def test_a_key_written_twice_is_refused_with_the_name_of_the_file(copy: Path) -> None:
    path = copy / "shared" / "units.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\neuro: {short: E, difference: E, change: points}\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"^units\.yaml: (?s:.)*written twice: euro"):
        read(copy)


def test_a_record_that_points_to_nothing_is_refused_with_the_name_of_the_file(copy: Path) -> None:
    path = copy / "sgb2_rate.yaml"
    text = path.read_text(encoding="utf-8").replace("measure: sgb2_recipients", "measure: sgb2_recipient")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^sgb2_rate\.yaml: unknown measure: sgb2_recipient$"):
        read(copy)


def test_an_id_inside_the_file_is_refused_because_the_file_name_is_the_id(copy: Path) -> None:
    path = copy / "gisd_score.yaml"
    path.write_text("id: other\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^gisd_score\.yaml: id "):
        read(copy)


def test_a_file_that_is_no_yaml_is_refused_with_its_name(copy: Path) -> None:
    (copy / "gisd_score.yaml").write_text("title: [open\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^gisd_score\.yaml: "):
        read(copy)


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()


def test_a_misspelt_id_finds_its_neighbour() -> None:
    assert nearest("unemploymnt_rate", catalogue().indicators)[0] == "unemployment_rate"
    assert nearest("SGB2_children", catalogue().indicators)[0] == "sgb2_children_rate"


def test_the_nearest_year_is_the_nearest_number() -> None:
    assert nearest("2022", ["2013", "2020", "2023", "2024"], n=2) == ["2023", "2020"]


def test_every_shared_break_says_what_is_new_after_it() -> None:
    kinds = {key: item.kind for key, item in catalogue().breaks.items()}
    assert kinds == {
        "census_2011": "base", "census_2022": "base", "unemployment_2005": "method",
        "districts_2019": "territory", "districts_2023": "territory", "districts_2024": "territory",
        "eisenach_2021": "territory", "eisenach_2021_rates": "territory",
        "households_method_2015": "method", "households_method_2020": "method",
    }  # fmt: skip


def test_the_census_breaks_population_and_age_shares_and_marks_rates_of_benefits() -> None:
    indicators = catalogue().indicators
    marked = {key for key, record in indicators.items() if new_bases_of(record) == (2022,)}
    assert {"sgb2_rate", "sgb2_children_rate", "minimum_security_rate", "old_age_and_disability_rate"} <= marked
    assert len(marked) == 12
    broken = {key for key, record in indicators.items() if "census_2022" in record.breaks}
    assert {"population", "share_65_and_over", "youth_dependency_ratio"} <= broken
    assert not marked & broken
    assert new_bases_of(indicators["unemployment_rate"]) == ()


def test_what_is_counted_per_child_is_not_said_to_be_per_inhabitant() -> None:
    for record in records():
        if "Kinder" in record.unit_text:
            for caveat in caveats_of(record):
                assert "je Einwohner" not in caveat.text + caveat.short, record.id
    moved = caveats_of(catalogue().indicators["childcare_rate_under_3"])
    assert any("mit den Kinderzahlen vor der Gebietsänderung vom 01.01.2023" in caveat.text for caveat in moved)


def test_a_share_of_employees_is_named_after_the_people_it_counts() -> None:
    titles = {key: record.title for key, record in catalogue().indicators.items() if key.startswith("employees_")}
    assert titles["employees_agriculture_share_2023"] == (
        "Beschäftigte in Land- und Forstwirtschaft, Fischerei (Anteil), 30.06.2023"
    )
    shares = [title for key, title in titles.items() if key.endswith("_share_2023")]
    assert len(shares) == 5
    assert all(title.startswith("Beschäftigte i") and "(Anteil), 30.06.2023" in title for title in shares)
