"""Names of areas as offices print them; expected keys are the official ones."""

from __future__ import annotations

from datetime import date

import pytest

from geo import areas
from indicators.deliveries.naming import alike, alike_keys, existing, folded, is_subtotal, matched


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Stadt Eisenach", "16056"),
        ("Eisenach, krsfr. Stadt", "16056"),
        ("Eisenach, kreisfreie Stadt", "16056"),
        ("Kreisfreie Stadt Eisenach", "16056"),
        ("Erfurt, Stadt", "16051"),
        ("Erfurt, Landeshauptstadt", "16051"),
        ("Landkreis Eichsfeld", "16061"),
        ("Eichsfeld, Landkreis", "16061"),
        ("LK Greiz", "16076"),
        ("Gotha", "16067"),
        ("    Wartburgkreis", "16063"),
        ("Landkreis Wartburgkreis", "16063"),
        ("16063 Wartburgkreis", "16063"),
        ("16063000 Wartburgkreis", "16063"),
        ("16054 Suhl, Stadt", "16054"),
        ("Sömmerda", "16068"),
        ("Soemmerda", "16068"),
        ("So\u0308mmerda", "16068"),
        ("KYFFHÄUSERKREIS", "16065"),
        ("Kyffhaeuserkreis", "16065"),
        ("Ilmkreis", "16070"),
        ("Saale-Orla-\nKreis", "16075"),
        ("Schmalkalden -  Meiningen", "16066"),
        ("Saalfeld/Rudolstadt", "16073"),
        ("Nordhausen 1)", "16062"),
        ("Weimarer\u00a0Land", "16071"),
        ("Weimar, Stadt", "16055"),
    ],
)
def test_a_district_is_found_in_every_notation(printed: str, key: str) -> None:
    assert matched(printed, "district").key == key


def test_every_short_and_full_name_of_a_district_finds_its_own_key() -> None:
    for area in areas.areas("district"):
        assert matched(area.name, "district").key == area.key
        assert matched(area.full_name, "district").key == area.key


def test_every_short_name_of_a_municipality_finds_its_own_key_or_none() -> None:
    missing = {area.name for area in areas.areas("municipality") if matched(area.name, "municipality").key is None}
    assert missing == {"Eisenach", "Kaltennordheim"}  # both exist under an old and a new key
    for area in areas.areas("municipality"):
        assert matched(area.name, "municipality").key in (area.key, None)


@pytest.mark.parametrize(
    "printed",
    ["Rohrbach", "Gemeinde Nohra", "Eisenach", "Gotha", "Nordhausen"],
)
def test_a_name_that_fits_several_areas_fits_none_and_says_which(printed: str) -> None:
    match = matched(printed, "municipality") if printed == "Eisenach" else matched(printed)
    assert match.key is None
    assert "nicht eindeutig" in match.reason
    assert "Schlüssel" in match.reason


def test_the_county_in_brackets_tells_villages_of_one_name_apart() -> None:
    assert matched("Rohrbach (Weimarer Land)").key == "16071081"
    assert matched("Rohrbach (Saalfeld-Rudolstadt)").key == "16073074"


def test_the_kind_of_area_tells_town_and_district_apart() -> None:
    assert matched("Stadt Gotha").key == "16067029"
    assert matched("Landkreis Gotha").key == "16067"
    assert matched("Stadt Gotha", "district").key is None
    assert matched("Landkreis Erfurt").key is None


def test_a_city_that_is_a_district_is_the_district_where_no_level_is_given() -> None:
    match = matched("Erfurt, Stadt")
    assert (match.level, match.key) == ("district", "16051")
    assert matched("Erfurt, Stadt", "municipality").key == "16051000"


def test_a_day_decides_between_the_old_and_the_new_key() -> None:
    assert matched("Eisenach", "municipality", date(2020, 12, 31)).key == "16056000"
    assert matched("Eisenach", "municipality", date(2021, 12, 31)).key == "16063105"


def test_key_and_name_that_contradict_each_other_match_nothing() -> None:
    match = matched("16063 Erfurt, Stadt")
    assert match.key is None
    assert "passen nicht zusammen" in match.reason


def test_keys_of_other_states_stay_keys_of_other_states() -> None:
    assert matched("01001 Flensburg, Stadt").key == "01001"


@pytest.mark.parametrize(
    "printed", ["16", "16 - 20", "16 bis 18 Jahre", "11  -  15", "16063 - 16077", "2019", "", "   ", "1)"]
)
def test_ages_sizes_and_years_are_no_areas(printed: str) -> None:
    assert matched(printed).key is None


def test_state_and_country_are_found_and_only_on_their_level() -> None:
    assert matched("Thüringen").key == "16"
    assert matched("Freistaat Thüringen").level == "state"
    assert matched("16 Thüringen").key == "16"
    assert matched("Deutschland").key == "DG"
    assert matched("Thüringen", "district").key is None


@pytest.mark.parametrize("printed", ["Kreisfreie Städte", "Landkreise", "Kreisfreie Städte zusammen", "Landkreise 1)"])
def test_sub_totals_are_no_areas(printed: str) -> None:
    assert is_subtotal(printed)
    assert matched(printed).key is None
    assert "Zwischensumme" in matched(printed).reason


@pytest.mark.parametrize("printed", ["München", "<img src=x onerror=alert(1)>", "=1+1", "Kreis", "x" * 10_000])
def test_foreign_names_match_nothing(printed: str) -> None:
    assert matched(printed).key is None


def test_folding_keeps_letters_and_digits_only() -> None:
    assert folded("Straße (Süd-West) 2") == "strassesuedwest2"


NAMES = [area.name for area in areas.areas("district")]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Weimarer Lande", "Weimarer Land"),
        ("Kreis Sonneberg-Nord", "Sonneberg"),
        ("Sömerda", "Sömmerda"),
        ("LK Saale Orla Kreis", "Saale-Orla-Kreis"),
    ],
)
def test_the_likeliest_name_comes_first(printed: str, name: str) -> None:
    assert alike(printed, NAMES)[0] == name


@pytest.mark.parametrize("printed", ["Quxbury", "Flensburg-Handewitt", "Z", ""])
def test_a_name_like_no_other_is_like_none(printed: str) -> None:
    assert alike(printed, NAMES) == []


def test_a_key_is_like_those_that_begin_like_it() -> None:
    keys = ["16051", "16052", "16077", "0101", "P1", "P2"]
    assert alike_keys("16076", keys) == ["16077", "16052", "16051"]
    assert alike_keys("0109", keys) == ["0101"]
    assert alike_keys("P9", keys) == ["P1", "P2"] or alike_keys("P9", keys) == []
    assert alike_keys("99", keys) == alike_keys("99999", keys) == []


def test_what_there_is_is_told_in_one_sentence() -> None:
    assert existing(["A"]) == "Bekannt ist nur A."
    assert existing(["A", "B", "C", "D"]) == "Bekannt sind A, B, C und D."
    assert existing([f"{at}" for at in range(3_000)]) == "Bekannt sind 0, 1, 2 und 2.997 weitere."
