"""The sentence that says what is seen."""

from __future__ import annotations

import pytest

from dashboard.figures import ranking
from dashboard.parts import atlas_words, sentence, sentence_parts
from indicators import answers, territory_notes
from indicators.answers import Comparison

pytestmark = pytest.mark.usefixtures("built_store")


def spoken(indicator: str, year: int, area: str | None, against: str = "state", **choice: str) -> str:
    answer = answers.values(indicator, **choice)
    return sentence.spoken(answer, year, area, answers.comparison(answer, against, year))


def test_gera_is_spoken_of_as_a_planner_would() -> None:
    assert spoken("sgb2_children_rate", 2024, "16052") == (
        "Gera: 22,8 je 100 Kinder unter 15 Jahren (31.12.2024; 95-%-Intervall 22,0 bis 23,7), höchster Wert von 22; "
        "ungünstiger als Thüringen (10,9); rund 1.450 Kinder mehr als beim Landeswert."
    )


def test_without_a_chosen_area_the_one_with_the_largest_need_is_spoken_of() -> None:
    assert spoken("sgb2_children_rate", 2024, None) == spoken("sgb2_children_rate", 2024, "16052")


def test_fewer_persons_than_at_the_state_value_are_said_to_be_fewer() -> None:
    # Eichsfeld: 922 of 14,761 under 15; at 10.934 it would be 1,613.9
    assert "; rund 690 Kinder weniger als beim Landeswert." in spoken("sgb2_children_rate", 2024, "16061")


def test_a_published_rate_has_no_gap_in_persons() -> None:
    assert spoken("unemployment_rate", 2025, "16052") == (
        "Gera: 10,3 % aller zivilen Erwerbspersonen (Jahresdurchschnitt 2025), höchster Wert von 22; Thüringen 6,4."
    )


def test_the_wartburgkreis_before_2021_says_that_eisenach_is_inside() -> None:
    assert spoken("sgb2_rate", 2020, "16063").endswith("(Berechnet, bis 2020 rechnerisch einschließlich Eisenach.)")
    assert "Eisenach" not in spoken("sgb2_rate", 2021, "16063")


@pytest.mark.parametrize(
    ("indicator", "year", "area", "words"),
    [
        ("minimum_security_rate", 2016, "16072", "Sonneberg, 31.12.2016: unbekannt oder geheim."),
        (
            "gdp_per_person_2021",
            2021,
            "16063",
            "Wartburgkreis, 2021: nicht ausgewiesen, weil die Quelle einen Fehler enthält.",
        ),
        (
            "unemployment_rate_foreigners",
            2019,
            "16065",
            "Kyffhäuserkreis, Jahresdurchschnitt 2019: nicht ausgewiesen, weil die Angabe nicht sinnvoll wäre. "
            "Thüringen: 15,7 %.",
        ),
    ],
)
def test_a_value_that_is_not_there_is_said_to_be_missing_and_why(
    indicator: str, year: int, area: str, words: str
) -> None:
    assert spoken(indicator, year, area).startswith(words)


def test_an_area_that_no_longer_exists_has_no_value() -> None:
    assert spoken("sgb2_rate", 2024, "16056") == "Für dieses Gebiet liegt in diesem Jahr kein Wert vor."


def test_without_a_comparison_the_sentence_ends_with_the_place() -> None:
    answer = answers.values("gisd_score")
    text = sentence.spoken(answer, 2021, "16068", Comparison("Thüringen", None))
    assert text == "Sömmerda: Rang 1 von 22 (2021; Indexwert 1,00 auf der Skala von 0 bis 1 dieses Jahres)."


def test_a_citation_names_publisher_table_licence_territory_change_and_version() -> None:
    text = sentence.citation(answers.values("sgb2_children_rate"), 2024)
    for part in (
        "22811-01-01-4",
        "12411-02-03-4",
        "dl-de/by-2-0",
        "Daten verändert",
        "2023/24",
        answers.data_version(),
    ):
        assert part in text
    published = sentence.citation(answers.values("unemployment_rate"), 2025)
    assert "Daten verändert" not in published


def test_an_estimated_value_of_thuringia_says_that_it_is_one() -> None:
    # before 2015 no value of the state is printed: population-weighted and marked
    assert "; Thüringen (bevölkerungsgewichtet geschätzt) 9,9." in spoken("unemployment_rate", 2010, "16063")
    assert "; Thüringen 6,4." in spoken("unemployment_rate", 2025, "16063")


def test_an_area_is_not_compared_with_itself() -> None:
    assert spoken("sgb2_rate", 2024, "16052", "16052").endswith("höchster Wert von 22.")


def test_the_earlier_year_stands_in_the_sentence_unless_a_break_lies_between() -> None:
    answer = answers.values("sgb2_children_rate")
    earlier = ranking.comparable(answer, 2024, answers.values("sgb2_children_rate", year=2015))
    said = {area: sentence.spoken(answer, 2024, area, Comparison("2015", None), earlier) for area in ("16052", "16063")}
    assert said["16052"].endswith("; 2015: 22,9.")  # Gera, published counts of 2015
    assert said["16063"].endswith("; 2015: kein vergleichbarer Wert.")  # reforms of 2019 and 2024


def test_a_title_that_names_its_year_does_not_name_it_twice() -> None:
    assert (
        sentence.dated_title(answers.values("gdp_per_person_2021"), 2021) == "Bruttoinlandsprodukt je Einwohner, 2021"
    )
    assert sentence.dated_title(answers.values("population"), 2025) == "Bevölkerung, 31.12.2025"


def test_a_title_that_ends_in_a_day_is_dated_once() -> None:
    answer = answers.values("sgb2_children_rate")
    assert answer.record.title.endswith("je 100 Kinder unter 15 Jahren (31.12.)")
    assert sentence.title(answer.record).endswith("je 100 Kinder unter 15 Jahren")
    assert sentence.dated_title(answer, 2024).endswith("je 100 Kinder unter 15 Jahren, 31.12.2024")


def test_a_value_that_a_break_takes_away_says_what_has_changed() -> None:
    answer, thuringia = answers.values("population_change"), Comparison("", None)
    assert sentence.spoken(answer, 2024, "16061", thuringia) == (
        "Eichsfeld, 31.12.2024: nicht vergleichbar, weil 2024 der Gebietsstand wechselt."
    )
    assert sentence.spoken(answer, 2022, None, thuringia) == (
        "Alle 22 Kreise, 31.12.2022: nicht vergleichbar, weil 2022 die Grundlage wechselt (Zensus 2022)."
    )


def changed(indicator: str, year: int, area: str | None, against: str = "state") -> str:
    answer = answers.changes(indicator)
    return sentence.spoken(answer, year, area, answers.comparison(answer, against, year))


def test_a_change_names_its_years_and_speaks_of_growth_only_where_all_grow() -> None:
    # income revision 2024, Suhl 2018 and 2023: all 22 districts grew, between 21.1 and 28 percent
    assert changed("disposable_income_per_person", 2023, "16054").startswith(
        "Suhl: +21,1 % von 2018 bis 2023, geringster Zuwachs der 22 Kreise; Thüringen +23,8"
    )
    # some districts grew and some lost inhabitants between 2016 and 2021
    assert changed("population", 2021, None).startswith("Weimar: +1,2 % von 2016 bis 2021, höchster Wert von ")


def test_where_all_fall_the_lowest_change_is_the_strongest_decline() -> None:
    answer = answers.changes("sgb2_recipients")
    ranked = [row for row in answers.ranking(answer, 2018) if row.rank]
    assert all(row.printed < 0 for row in ranked)
    first, last = (sentence_parts.place(answer, row) for row in (ranked[0], ranked[-1]))
    assert (first, last) == (
        f"geringster Rückgang der {len(ranked)} Kreise", f"stärkster Rückgang der {len(ranked)} Kreise"
    )  # fmt: skip


def test_a_change_across_a_census_says_why_there_is_none_and_which_is_the_last() -> None:
    words = (
        ", 2020 bis 2025: nicht vergleichbar, weil 2022 die Grundlage wechselt (Zensus 2022); "
        "letzte vergleichbare Veränderung: 2016 bis 2021. Auch für Thüringen lässt sich keine Veränderung angeben."
    )
    assert changed("population", 2025, "16051") == f"Erfurt{words}"
    assert changed("population", 2025, None) == f"Alle 22 Kreise{words}"


def test_among_values_below_zero_none_is_called_the_highest() -> None:
    # Suhl 2024: 386 more deaths than births, the fewest of all districts
    assert spoken("natural_balance", 2024, "16054", "16051").startswith("Suhl: −386 Personen (2024), Rang 1 von 22")


def test_what_concerns_exactly_this_area_and_year_stands_behind_the_value() -> None:
    reception = "Die Erstaufnahme von Geflüchteten verzerrt den Wert."
    assert spoken("asylum_seeker_recipients", 2015, "16074").endswith(f" {reception}")
    assert reception not in spoken("asylum_seeker_recipients", 2016, "16074")  # another year
    assert reception not in spoken("asylum_seeker_recipients", 2015, "16061")  # another area
    changed = answers.changes("asylum_seeker_recipients")
    said = sentence.spoken(changed, 2020, "16074", Comparison("", None))
    assert said.endswith(reception)  # against 2015


def test_an_excluded_value_says_what_is_wrong_with_it() -> None:
    assert "Im Zähler fehlt Eisenach, im Nenner ist es enthalten." in spoken("gdp_per_person_2021", 2021, "16063")


def test_a_group_of_districts_is_spoken_of_with_its_article() -> None:
    # Gera 22.8 and 10.0 in the 17 Landkreise: 2,775 - 0.09996 * 12,146
    assert spoken("sgb2_children_rate", 2024, "16052", "rural").endswith(
        "; ungünstiger als die Landkreise zusammen (10,0); rund 1.560 Kinder mehr als bei deren Wert."
    )


def test_the_copied_source_says_which_of_the_values_was_derived() -> None:
    people = answers.values("population")
    assert "; Daten verändert, eigene Berechnung (Wartburgkreis). Gebietsstand" in sentence.citation(people, 2015)
    assert "Daten verändert" not in sentence.citation(people, 2024)


def test_the_note_under_the_map_says_once_that_eisenach_is_added() -> None:
    answer = answers.values("sgb2_rate")
    told = {year: atlas_words.map_note(answer, year) for year in (2018, 2020, 2024)}
    assert told[2018] == "Gebietsstand bis 31.12.2018, Eisenach im Wartburgkreis (22 Kreise)."
    assert told[2020].endswith("; Wartburgkreis bis 2020 rechnerisch einschließlich Eisenach.")
    assert [text.count("Eisenach") for text in told.values()] == [1, 1, 0]
    assert territory_notes.beside_title(answer, 2018) == ""
    assert territory_notes.beside_title(answer, 2020) == territory_notes.WITH_EISENACH
