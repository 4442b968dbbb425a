"""Every sample with expected values gives exactly these, through the recogniser; the broken ones change nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indicators.deliveries import intake
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import Reading
from indicators.deliveries.recognising import reader_of

FORMATS = Path(__file__).resolve().parents[4] / "shared" / "formats"
BROKEN = (
    "ffcsv_alt_KAPUTT_52411-02-01-4_verschobene_zeilen.csv",
    "FEHLER_html_statt_csv_regionalstatistik_2025-06.csv",
    "FEHLER_genesis_http200_json.json",
)
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="the folder with samples is not here")


@cache
def expected(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FORMATS / "erwartung.json").read_text("utf-8"))[name]
    return found


@cache
def reading(name: str) -> Reading:
    file = Delivered(FORMATS / name, name)
    return reader_of(file).read(file)


@cache
def cells(name: str) -> Mapping[tuple[str, str, str, int], tuple[float | None, str | None]]:
    """(level, area, series, year) -> value and sign."""
    rows = reading(name).rows.to_pylist()
    return {(row["level"], row["area"], row["series"], row["year"]): (row["value"], row["sign"]) for row in rows}


def values(name: str, series: str, level: str = "district", year: int | None = None) -> dict[str, float | None]:
    return {
        area: value
        for (of_level, area, of_series, of_year), (value, _) in cells(name).items()
        if of_level == level and of_series == series and year in (None, of_year)
    }


def total(found: Mapping[str, float | None]) -> float:
    return sum(value for value in found.values() if value is not None)


def series_ending(name: str, ending: str) -> str:
    (found,) = [series for series in reading(name).series if series.endswith(ending)]
    return found


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("ffcsv_neu_regionalstatistik_12411-01-01-4_2024.csv", 2024),
        ("ffcsv_alt_regionalstatistik_12411-01-01-4_2023.csv", 2023),
        ("ffcsv_alt_ENGLISCH_doppelte_spaltennamen_12411-01-01-4_2022.csv", 2022),
    ],
)
def test_the_population_of_the_districts_is_read_to_the_head(name: str, year: int) -> None:
    wanted = expected(name)
    districts = values(name, "BEVSTD", year=year)
    state = values(name, "BEVSTD", "state", year)
    assert reading(name).rows.num_rows == wanted["zeilen"]
    assert districts["16063"] == wanted["insgesamt"]["16063"]
    assert districts["16056"] is None
    assert cells(name)["district", "16056", "BEVSTD", year] == (None, "-")
    assert state.get("16") == wanted["insgesamt"].get("16", state.get("16"))
    if "summe_kreise_insgesamt" in wanted:
        assert total(districts) == wanted["summe_kreise_insgesamt"]
    if "land_zeile" in wanted:
        assert bool(state) == wanted["land_zeile"]


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_income_tax_is_read_to_the_case(year: int) -> None:
    kind = {2020: "alt", 2021: "neu"}[year]
    name = f"ffcsv_{kind}_regionalstatistik_73111-01-01-4_{year}.csv"
    wanted = expected(name)
    for series, value in wanted["16063"].items():
        assert values(name, series)["16063"] == value
        assert total(values(name, series)) == wanted["summe_kreise"][series]
        if "land" in wanted:
            assert values(name, series, "state")["16"] == wanted["land"][series]


def test_the_employment_file_with_gaps_holds_dashes_and_no_zeros() -> None:
    name = "ffcsv_neu_regionalstatistik_13111-01-03-4_2025-06-30_luecken.csv"
    found = reading(name).rows.to_pylist()
    assert len(found) == expected(name)["zeilen"]
    assert sum(row["sign"] == "-" for row in found) == expected(name)["strich"]
    assert all(row["value"] is None for row in found if row["area"] == "16063")


def test_the_signs_of_the_microcensus_are_counted() -> None:
    name = "ffcsv_neu_destatis_12211-0001_sonderzeichen.csv"
    signs = reading(name).rows.column("sign").to_pylist()
    assert len(signs) == expected(name)["zeilen"]
    assert (signs.count("x"), signs.count("/")) == (expected(name)["x"], expected(name)["/"])


@pytest.mark.parametrize(
    "name", ["inkar_webexport_B_SchulabgaengerohneAbschluss.xls", "inkar_webexport_E_Schuldnerquote.xls"]
)
def test_the_exports_of_the_inkar_site_give_their_values(name: str) -> None:
    (series,) = reading(name).series
    for area in ("16051", "16063"):
        for year, value in expected(name)[area].items():
            assert cells(name)["district", area, series, int(year)] == (value, None)
    if "kreise" in expected(name):
        assert len(values(name, series)) + int(reading(name).facts["dropped"]) == expected(name)["kreise"]


def test_the_bulk_file_of_inkar_gives_its_values_and_leaves_empty_what_is_empty() -> None:
    name = "inkar2024_bulk_NACHGEBAUT_sozialleistungen_thueringen.csv"
    wanted = expected(name)
    assert reading(name).rows.num_rows == wanted["zeilen"]
    for short, years in wanted["16063000"].items():
        series = series_ending(name, f":{short}")
        for year, value in years.items():
            assert cells(name).get(("district", "16063", series, int(year)), (None, None))[0] == value
    for short, value in wanted["16"]["2022"].items():
        assert cells(name)["state", "16", series_ending(name, f":{short}"), 2022][0] == value


def test_the_report_on_care_gives_its_values_and_adds_up() -> None:
    name = "tls_statistischer_bericht_10402_2015_01_pflege.xls"
    wanted = expected(name)
    by_series = {series: values(name, series) for series in reading(name).series if series.startswith("Tab1.2")}
    (series,) = [key for key, found in by_series.items() if total(found) == wanted["summe_23"] and len(found) == 23]
    assert by_series[series]["16056"] == wanted["Stadt Eisenach"]
    assert by_series[series]["16063"] == wanted["Wartburgkreis"]
    assert values(name, series, "state")["16"] == wanted["Thüringen"]
    assert wanted["textzahl"][1] in reading(name).rows.column("value").to_pylist()
    assert 0.0 in reading(name).rows.column("value").to_pylist()


def test_the_workbook_of_the_employment_agency_gives_its_values() -> None:
    name = "ba_statistik_kreise_wo_zeitreihe_auftrag326108.xlsx"
    series = f"{expected(name)['blatt']}|Insgesamt"
    for year, value in expected(name)["SvB_16063"].items():
        assert cells(name)["district", "16063", series, int(year)] == (value, None)
    assert cells(name)["district", "16056", series, 2019] == (expected(name)["SvB_16056_2019"], None)


def test_the_associations_of_iris_give_their_values() -> None:
    name = "bbsr_iris_gemeindeverbaende_2022_latin1.csv"
    (series,) = reading(name).series
    for area in ("160630105", "160630004"):
        for year, value in expected(name)[area].items():
            assert cells(name)["association", area, series, int(year)] == (value, None)


def test_the_table_export_of_unemployment_gives_its_values() -> None:
    name = "genesis_tabelle_13211-02-05-4_auszug.csv"
    wanted = expected(name)
    rate, foreigners = "Arbeitslosenquote bez. auf alle zivile Erwerbsp.", "|Ausländer"
    assert sorted(set(reading(name).rows.column("year").to_pylist())) == sorted(wanted["jahre"])
    assert cells(name)["state", "16", "Arbeitslose", 2020][0] == wanted["2020"]["16"]["unemployed"]
    long_term = cells(name)["state", "16", "Arbeitslose|langzeitarbeitslos", 2020][0]
    assert long_term == wanted["2020"]["16"]["unemployed_long_term"]
    assert cells(name)["district", "16051", "Arbeitslose", 2020][0] == wanted["2020"]["16051"]["unemployed"]
    assert cells(name)["district", "16051", rate, 2020][0] == wanted["2020"]["16051"]["rate_labour_force"]
    assert cells(name)["district", "16065", rate + foreigners, 2020] == (None, wanted["16065_2020_rate_foreigners"])


def test_the_csv_of_the_inkar_site_gives_its_values() -> None:
    name = "inkar_webexport_kreise_auszug.csv"
    wanted = expected(name)
    assert len(values(name, "Arbeitslosenquote", year=2021)) == wanted["kreise"]
    for area in ("16051", "16052"):
        for series, years in wanted[area].items():
            for year, value in years.items():
                assert cells(name)["district", area, series, int(year)][0] == value


def test_the_deprivation_index_gives_its_values() -> None:
    name = "gisd_thueringen_kreis.csv"
    assert reading(name).rows.num_rows == expected(name)["zeilen"]
    for area in ("16051", "16052"):
        for year, value in expected(name)[area].items():
            assert cells(name)["district", area, "gisd_score", int(year)][0] == value


def test_every_sample_with_expected_values_is_tested_here() -> None:
    text = Path(__file__).read_text("utf-8")
    names = json.loads((FORMATS / "erwartung.json").read_text("utf-8"))
    assert [name for name in names if name not in text and "73111" not in name] == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sample_is_refused_and_the_store_stays_as_it_was(store: Path, name: str) -> None:
    before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
    with pytest.raises(FileRefused) as refused:
        intake.load(FORMATS / name, "Anna")
    assert "wird nicht geladen" in str(refused.value)
    after = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
    assert after == before | {"writing.lock": b""}
    assert intake.history() == []
