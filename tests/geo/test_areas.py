"""Areas know their names, their parents and what has become of them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from geo import areas

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("division", "count"), [("2014", 23), ("2014m", 22), ("2019", 23), ("2021", 22), ("2023", 22)])
def test_every_division_has_the_number_of_districts_its_title_says(division: str, count: int) -> None:
    assert len(areas.areas("district", division)) == count
    title = areas.division_title("district", division)
    assert f"({count} Kreise)" in title or title == "Gebietsstand 2023/24, gezeichnet auf den Grenzen von 2021"


def test_there_were_849_municipalities_in_2014() -> None:
    assert len(areas.areas("municipality", "2014")) == 849
    assert areas.division_title("municipality", "2014") == "Gebietsstand 31.12.2014 (849 Gemeinden)"


def test_todays_division_is_called_as_the_statistical_offices_call_it() -> None:
    assert areas.division_title("district", "2021") == "Gebietsstand 01.07.2021 (22 Kreise)"


@pytest.mark.parametrize(
    ("year", "division"),
    [(2005, "2014"), (2018, "2014"), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2022, "2021"), (2023, "2023")],
)
def test_a_year_stands_on_the_division_in_force_on_its_last_day(year: int, division: str) -> None:
    assert areas.division_of(year) == division


def test_eisenach_is_part_of_the_wartburgkreis_from_1_july_2021() -> None:
    assert areas.successor("district", "16056", date(2021, 6, 30)) == "16056"
    assert areas.successor("district", "16056", date(2021, 7, 1)) == "16063"
    assert areas.successor("municipality", "16056000", date(2021, 7, 1)) == "16063105"
    assert areas.area("district", "16056").exists_on(date(2021, 6, 30))
    assert not areas.area("district", "16056").exists_on(date(2021, 7, 1))
    assert not areas.area("municipality", "16063105").exists_on(date(2021, 6, 30))
    assert areas.area("municipality", "16063105").exists_on(date(2021, 7, 1))


@pytest.mark.parametrize(
    ("municipality", "name", "successor"),
    [
        # Thuringian reform acts in force on 2019-01-01; keys as in the conversion tables of the BBSR
        ("16063102", "Kaltennordheim", "16066095"),
        ("16070017", "Gehlberg", "16054000"),
        ("16070046", "Schmiedefeld am Rennsteig", "16054000"),
        ("16073049", "Lichte", "16072013"),
        ("16073066", "Piesau", "16072013"),
    ],
)
def test_five_municipalities_changed_their_district_on_1_january_2019(
    municipality: str, name: str, successor: str
) -> None:
    assert areas.area("municipality", municipality).name == name
    assert areas.successor("municipality", municipality, date(2018, 12, 31)) == municipality
    assert areas.successor("municipality", municipality, date(2019, 1, 1)) == successor
    assert areas.district_of(municipality, "2014") == municipality[:5]
    assert areas.district_of(municipality, "2019") == successor[:5]


def test_no_other_municipality_changes_its_district() -> None:
    moved = {
        area.key
        for area in areas.areas("municipality", "2014")
        if areas.district_of(area.key, "2014m") != areas.district_of(area.key, "2021")
    }
    assert moved == {"16063102", "16070017", "16070046", "16073049", "16073066"}


def test_eisenach_can_be_shown_inside_the_wartburgkreis_before_it_was() -> None:
    assert areas.district_of("16056000", "2014") == "16056"
    assert areas.district_of("16056000", "2014m") == "16063"
    assert areas.district_of("16056000", "2019") == "16056"
    assert areas.district_of("16056000", "2021") == "16063"


def test_parents_and_successors_exist_and_dates_fit_together() -> None:
    for level, above in (("municipality", "district"), ("district", "state"), ("state", "country")):
        for area in areas.areas(level):
            assert areas.area(above, area.parent)
            assert bool(area.successor) == bool(area.valid_to)
            if area.successor:
                assert area.valid_to is not None
                assert areas.area(level, area.successor).exists_on(date.fromordinal(area.valid_to.toordinal() + 1))


def test_names_are_short_in_lists_and_full_in_letters() -> None:
    assert areas.area("district", "16061").name == "Eichsfeld"
    assert areas.area("district", "16061").full_name == "Landkreis Eichsfeld"
    assert areas.area("district", "16070").full_name == "Ilm-Kreis"
    assert areas.area("district", "16051").full_name == "kreisfreie Stadt Erfurt"
    assert areas.area("district", "16051").type == "kreisfreie Stadt"
    assert sum(area.type == "kreisfreie Stadt" for area in areas.areas("district", "2021")) == 5


def test_no_two_areas_of_a_level_share_a_name() -> None:
    for level, division in (("district", "2014"), ("municipality", "2014")):
        names = [area.name for area in areas.areas(level, division)]
        assert len(set(names)) == len(names)


def test_names_are_sorted_as_in_a_german_dictionary() -> None:
    names = ["Zeulenroda", "Übelbach", "Sömmerda", "Sonneberg", "Uder", "Straußfurt", "Strassen", "ohne", "Ohra"]
    assert sorted(names, key=areas.sort_key) == [
        "ohne",
        "Ohra",
        "Sömmerda",
        "Sonneberg",
        "Strassen",
        "Straußfurt",
        "Übelbach",
        "Uder",
        "Zeulenroda",
    ]


def test_unknown_areas_levels_and_divisions_are_refused_in_german() -> None:
    with pytest.raises(areas.UnknownAreaError, match="kein Gebiet mit dem Schlüssel 16099"):
        areas.area("district", "16099")
    with pytest.raises(areas.UnknownAreaError, match="Die Ebene „Kreis“ gibt es nicht"):
        areas.areas("Kreis")
    with pytest.raises(areas.UnknownAreaError, match="Den Gebietsstand „2022“ gibt es nicht"):
        areas.areas("district", "2022")
    with pytest.raises(areas.UnknownAreaError, match="nur auf dem Gebietsstand 2014"):
        areas.areas("municipality", "2021")


def test_areas_and_drawings_are_read_without_loading_anything_heavy() -> None:
    asked = (
        "import json, sys; from geo import areas, boundaries; areas.areas('district', '2021');"
        "boundaries.drawing('district', '2021');"
        "print(json.dumps([name for name in ('pandas', 'geopandas', 'shapely', 'numpy') if name in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []
