"""Pictures and tables to take away from the Atlas carry what must stand beside a number."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient

from indicators import answers

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = [
    "indicator=sgb2_children_rate&year=2024",
    "indicator=sgb2_rate&year=2015&territory=published&method=natural&classes=7",
    "indicator=population&level=municipality",
    "indicator=population&year=2024",
    "indicator=gdp_per_person_2021",
    "indicator=unemployment_rate_foreigners&year=2018",
    "indicator=sgb2_recipients&show=change&year=2024",
    "indicator=sgb2_rate&method=deviation&basis=all",
    "indicator=natural_balance&year=2024",
    "indicator=gisd_score&year=2021&against=rural",
]
NONSENSE = [
    "indicator=nothing&level=moon&year=-1&classes=x&method=&basis=&against=&areas=,,,",
    "cls=1&self=2&raw=3",
    "indicator=sgb2_rate&indicator=population",
    "indicator=%00&year=%FF",
    "indicator=sgb2_children_rate&year=" + "9" * 4000,
    "indicator=sgb2_rate&show=change&against=year:2013",
    "indicator=%3Cscript%3Ealert(1)%3C/script%3E",
]


def words(visitor: FlaskClient, query: str) -> str:
    answer = visitor.get(f"/download/map.svg?{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ET.fromstring(answer.data)  # noqa: S314  written here
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("query", VIEWS)
def test_a_map_to_take_away_carries_title_day_territory_classes_source_and_licence(
    visitor: FlaskClient, query: str
) -> None:
    text = words(visitor, query)
    for part in ("Stand ", "Gebietsstand ", "Quelle: ", "dl-de/by-2-0", "© GeoBasis-DE / BKG 2016 (Daten verändert)"):
        assert part in text or (part == "dl-de/by-2-0" and "CC BY 4.0" in text), part
    assert any(part in text for part in (", gebildet a", "Fläche des Symbols", "nur eine Klasse", "kein Wert zeigen"))


def test_the_map_of_gera_says_what_it_shows(visitor: FlaskClient) -> None:
    text = words(visitor, "indicator=sgb2_children_rate&year=2024")
    assert " ".join(text.split()).startswith(
        "Kinder im SGB II-Bezug: nicht erwerbsfähige Leistungsberechtigte je 100 Kinder unter 15 Jahren, 31.12.2024"
    )
    assert "(31.12.)" not in text
    assert "je 100 Kinder unter 15 Jahren, Stand 31.12.2024" in text
    assert "gezeichnet auf den Grenzen von 2021" in text
    assert "gleich viele Gebiete je Klasse, gebildet am neuesten Jahr (2024)." in text
    assert "Höherer Wert = ungünstiger." in text


def test_a_map_says_how_many_areas_are_not_shown_and_why(visitor: FlaskClient) -> None:
    assert "Nicht dargestellt: nicht ausgewiesen (Fehler in der Quelle): 1" in words(
        visitor, "indicator=gdp_per_person_2021"
    )


@pytest.mark.parametrize("query", VIEWS)
def test_a_table_to_take_away_holds_the_shown_year_only(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"/download/table.csv?{query}")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len({row["Jahr"] for row in rows}) == 1
    assert len(rows) in (22, 23, 849)


def test_a_table_of_changes_says_so_in_name_and_unit(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/table.csv?indicator=sgb2_recipients&show=change&year=2024")
    assert "sgb2_recipients_veraenderung_2024_district.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    # Erfurt: 17,058 to 13,818
    assert rows[0]["Einheit"] == "Veränderung in 5 Jahren (%)"
    assert float(rows[0]["Wert"].replace(",", ".")) == pytest.approx(-18.994, abs=5e-4)


def test_a_change_across_the_census_says_so_in_table_and_map_and_one_before_it_does_not(visitor: FlaskClient) -> None:
    note = "Veränderung über die neue Bevölkerungsbasis 2022 hinweg."
    for year, expected in ((2024, True), (2021, False)):
        query = f"indicator=sgb2_rate&show=change&year={year}"
        table = visitor.get(f"/download/table.csv?{query}").data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table, newline=""), delimiter=";"))
        assert {note in row["Gebietsstand"] for row in rows if row["Wert"]} == {expected}
        assert all(row["Gebietsstand"].startswith("Gebietsstand ") for row in rows)
        assert (note in words(visitor, query)) is expected
        assert "Bevölkerungsbasis" not in words(visitor, f"indicator=sgb2_rate&year={year}")


def test_a_restated_change_across_the_census_says_both_what_was_moved_and_on_which_base(visitor: FlaskClient) -> None:
    query = "indicator=sgb2_rate&show=change&year=2023&territory=2021"
    table = visitor.get(f"/download/table.csv?{query}").data.decode("utf-8-sig")
    rows = {row["Gebietsschlüssel"]: row for row in csv.DictReader(io.StringIO(table, newline=""), delimiter=";")}
    told = rows["16054"]["Gebietsstand"]  # Suhl took in Gehlberg and Schmiedefeld in 2019
    assert "geschätzt" in told
    assert told.endswith("Veränderung über die neue Bevölkerungsbasis 2022 hinweg.")


def test_the_lines_of_a_chart_name_every_source_and_territory_with_its_years(visitor: FlaskClient) -> None:
    said = visitor.get("/download/sources.txt?indicator=unemployment_rate&areas=16052").text
    assert said.startswith(
        "Quellen: BBSR Bonn: Laufende Raumbeobachtung – INKAR, Ausgabe 2024, dl-de/by-2-0 (2005–2021); "
        "Statistik der Bundesagentur für Arbeit: Regionaldatenbank Deutschland, Tabelle 13211-02-05-4, "
        "Stand 17.08.2021, dl-de/by-2-0 (2015–2020); "  # Thuringia's own
    )
    assert "dl-de/by-2-0 (2021–2025); Daten verändert, eigene Berechnung. " in said
    assert "2005–2022: Gebietsstand 01.07.2021 (22 Kreise); 2023–2025: Gebietsstand 2023/24" in said
    assert said.endswith(f" Datenstand {answers.data_version()}.")


@pytest.mark.parametrize(
    "query", ["indicator=households_with_children_share&show=change", "indicator=population&areas=16056"]
)
def test_lines_without_a_value_name_no_source(visitor: FlaskClient, query: str) -> None:
    said = visitor.get(f"/download/sources.txt?{query}").text
    assert said == f"Für diese Auswahl liegt kein Wert vor. Datenstand {answers.data_version()}."


def test_lines_of_changes_across_a_census_say_so(visitor: FlaskClient) -> None:
    said = visitor.get("/download/sources.txt?indicator=sgb2_rate&show=change").text
    assert " Veränderung über die neue Bevölkerungsbasis 2022 hinweg. Datenstand " in said


def test_lines_of_one_source_name_it_without_years(visitor: FlaskClient) -> None:
    said = visitor.get("/download/sources.txt?indicator=gisd_score&areas=16052").text
    assert said.startswith("Quelle: Robert Koch-Institut: German Index of Socioeconomic Deprivation (GISD) 2025")
    assert "verändert" not in said
    assert "(19" not in said


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_gives_a_sensible_page(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"/?{query}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.data


@pytest.mark.parametrize("address", ["/download/table.csv", "/download/map.svg"])
@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_gives_no_file_but_a_sentence(visitor: FlaskClient, address: str, query: str) -> None:
    answer = visitor.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"].endswith(".")
    assert visitor.get(address).status_code == 200
