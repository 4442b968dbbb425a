"""The real samples beside the project: exactly the published values; skipped where that folder is not."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.catalogue import catalogue
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import Reading
from indicators.deliveries.recognising import reader_of

DISTRICTS = 5
Cell = tuple[str, str]


@pytest.fixture(scope="session")
def expected(shared: Path) -> dict[str, Any]:
    """File name -> what it must give."""
    content: dict[str, Any] = json.loads((shared / "formats" / "erwartung.json").read_text(encoding="utf-8"))
    return content


def read(shared: Path, name: str) -> Reading:
    """The sample, read by the reader that recognises it."""
    file = Delivered(shared / "formats" / name, name)
    return reader_of(file).read(file)


def values(reading: Reading, period: str) -> dict[Cell, float | str | None]:
    """(area, series) -> value or sign of one period."""
    return {
        (row["area"], row["series"]): row["sign"] if row["value"] is None else row["value"]
        for row in reading.rows.to_pylist()
        if row["period"] == period
    }


def total(found: dict[Cell, float | str | None], series: str) -> float:
    """Sum over the districts."""
    numbers = [value for (area, name), value in found.items() if len(area) == DISTRICTS and name == series]
    return sum(number for number in numbers if isinstance(number, float))


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("ffcsv_neu_regionalstatistik_12411-01-01-4_2024.csv", "2024-12-31"),
        ("ffcsv_alt_regionalstatistik_12411-01-01-4_2023.csv", "2023-12-31"),
        ("ffcsv_alt_ENGLISCH_doppelte_spaltennamen_12411-01-01-4_2022.csv", "2022-12-31"),
    ],
)
def test_residents_are_those_published_and_dissolved_eisenach_has_a_sign(
    shared: Path, expected: dict[str, Any], name: str, period: str
) -> None:
    reading, wanted = read(shared, name), expected[name]
    found = values(reading, period)
    assert reading.facts["rows"] == str(wanted["zeilen"])
    assert reading.facts["table"] == "12411-01-01-4"
    assert found["16063", "BEVSTD"] == wanted["insgesamt"]["16063"]
    assert found["16056", "BEVSTD"] == "-"
    assert found.get(("16", "BEVSTD")) == wanted["insgesamt"].get("16", found.get(("16", "BEVSTD")))
    assert total(found, "BEVSTD") == wanted.get("summe_kreise_insgesamt", total(found, "BEVSTD"))
    assert not reading.findings


def test_residents_of_the_new_form_carry_no_state(shared: Path, expected: dict[str, Any]) -> None:
    name = "ffcsv_neu_regionalstatistik_12411-01-01-4_2024.csv"
    reading = read(shared, name)
    assert ("16" in reading.rows.column("area").to_pylist()) is expected[name]["land_zeile"]
    assert "mit BOM" in reading.facts["encoding"]
    found = values(reading, "2024-12-31")
    assert (found["16073", "BEVSTD|GES=GESM"], found["16075", "BEVSTD"], found["16053", "BEVSTD"]) == (
        49203,
        77341,
        109725,
    )


def test_the_english_file_is_read_by_place(shared: Path) -> None:
    found = values(read(shared, "ffcsv_alt_ENGLISCH_doppelte_spaltennamen_12411-01-01-4_2022.csv"), "2022-12-31")
    assert (found["DG", "BEVSTD"], found["16", "BEVSTD"], found["16", "BEVSTD|GES=GESM"]) == (
        84358845,
        2126846,
        1051482,
    )


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("ffcsv_alt_regionalstatistik_73111-01-01-4_2020.csv", "2020"),
        ("ffcsv_neu_regionalstatistik_73111-01-01-4_2021.csv", "2021"),
    ],
)
def test_taxes_and_their_sums_are_those_published(
    shared: Path, expected: dict[str, Any], name: str, period: str
) -> None:
    reading, wanted = read(shared, name), expected[name]
    found = values(reading, period)
    assert reading.facts["rows"] == str(wanted["zeilen"])
    assert {code: found["16063", code] for code in wanted["16063"]} == wanted["16063"]
    assert {code: total(found, code) for code in wanted["summe_kreise"]} == wanted["summe_kreise"]
    assert {code: found["16", code] for code in wanted.get("land", {})} == wanted.get("land", {})


def test_gaps_of_the_employment_file_stay_dashes(shared: Path, expected: dict[str, Any]) -> None:
    name = "ffcsv_neu_regionalstatistik_13111-01-03-4_2025-06-30_luecken.csv"
    reading, wanted = read(shared, name), expected[name]
    assert reading.rows.num_rows == wanted["zeilen"]
    assert Counter(reading.rows.column("sign").to_pylist())["-"] == wanted["strich"]
    found = values(reading, "2025-06-30")
    assert found["16063", "ERW032"] == "-"
    assert (found["DG", "ERW032|NAT=NATA"], found["DG", "ERW032|GES=GESW"]) == (5837916, 16225638)


def test_special_signs_are_counted_as_published(shared: Path, expected: dict[str, Any]) -> None:
    name = "ffcsv_neu_destatis_12211-0001_sonderzeichen.csv"
    reading = read(shared, name)
    signs = Counter(reading.rows.column("sign").to_pylist())
    assert (reading.rows.num_rows, signs["x"], signs["/"]) == tuple(expected[name][key] for key in ("zeilen", "x", "/"))


def test_the_old_microcensus_file_has_five_series_a_row(shared: Path) -> None:
    reading = read(shared, "ffcsv_alt_destatis_12211-0001_sonderzeichen.csv")
    assert (reading.facts["rows"], reading.rows.num_rows) == ("20", 100)
    found = values(reading, "2023")
    men = "|GES=GESM|ALT068="
    assert found["DG", f"BEV036{men}ALT000B15"] == 6174
    assert found["DG", f"ERW041{men}ALT000B15"] == "x"
    assert found["DG", f"ERW042{men}ALT070B75"] == "/"


def test_decimal_commas_of_the_hospital_file_are_decimals(shared: Path) -> None:
    reading = read(shared, "ffcsv_neu_destatis_23111-0001_dezimalkomma.csv")
    assert reading.rows.num_rows == 30
    found = values(reading, "2016")
    assert (found["DG", "BTT004"], found["DG", "GES012"], found["DG", "GES020"]) == (77.9, 7.3, 19532779)
    assert reading.facts["decimal"] == "Dezimalkomma"


def test_quality_marks_travel_beside_the_value(shared: Path) -> None:
    reading = read(shared, "ffcsv_neu_destatis_52111-0001_quality_on.csv")
    assert reading.rows.num_rows == 20
    found = values(reading, "2023")
    few, many = "UNT002|BESG12=BESAB0010B0050|WZ08U6=WZ08-", "UNT002|BESG12=BESAB0250UM|WZ08U6=WZ08-"
    assert (found["DG", f"{few}M"], found["DG", f"{few}K"], found["DG", f"{many}S"]) == (28469, 1923, 422)
    assert set(reading.rows.column("quality").to_pylist()) == {"e"}


def test_the_census_marks_dashes_with_no_quality(shared: Path) -> None:
    reading = read(shared, "ffcsv_neu_zensus_1000A-2022_quality_on.csv")
    assert reading.rows.num_rows == 80
    found = values(reading, "2022-05-15")
    sixties = "PRS001|ALTGR2=ALT060B069"
    assert found["DG", sixties] == 11059795
    assert found["DG", f"{sixties}|WDGAT2=WANDERUNG-EINS"] == "-"
    assert found["DG", f"{sixties}|WDGAT2=WANDERUNG-BEID"] == 1765859
    qualities = Counter(zip(*(reading.rows.column(name).to_pylist() for name in ("sign", "quality")), strict=True))
    assert qualities == {(None, "e"): 59, ("-", None): 21}
    assert reading.facts["territory"] == "15.05.2022"


def test_the_cube_is_read_with_its_decimal_point(shared: Path) -> None:
    reading = read(shared, "genesis_cube_csv_47414BJ002.csv")
    assert (reading.format, reading.rows.num_rows) == ("genesis_cube", 46)
    found = values(reading, "2024")
    assert found["DG", "UMS103|WZ08N7=WZ08-49-01|WERTE4=NOMINAL"] == 136.6
    assert found["DG", "UMS103|WZ08N7=WZ08-501|WERTE4=REAL"] == 124.3
    assert found["DG", "UMS103|WZ08N7=WZ08-50|WERTE4=NOMINAL"] == 137.3


def test_the_table_gives_years_rates_and_its_sign(shared: Path, expected: dict[str, Any]) -> None:
    name = "genesis_tabelle_13211-02-05-4_auszug.csv"
    reading, wanted = read(shared, name), expected[name]
    measures = mapped("ba_unemployment_2015_2020")
    assert reading.facts["encoding"].lower().startswith(wanted["encoding"])
    assert (reading.facts["table"], reading.facts["as_of"]) == ("13211-02-05-4", "17.08.2021")
    assert list(dict.fromkeys(reading.rows.column("year").to_pylist())) == wanted["jahre"]
    found = {(area, measures[series]): value for (area, series), value in values(reading, "2020").items()}
    assert found["16", "unemployed"] == wanted["2020"]["16"]["unemployed"]
    assert found["16", "unemployed_long_term"] == wanted["2020"]["16"]["unemployed_long_term"]
    assert found["16051", "unemployed"] == wanted["2020"]["16051"]["unemployed"]
    assert found["16051", "unemployment_rate_ba"] == wanted["2020"]["16051"]["rate_labour_force"]
    assert found["16065", "unemployment_rate_foreigners_ba"] == wanted["16065_2020_rate_foreigners"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("ffcsv_alt_KAPUTT_52411-02-01-4_verschobene_zeilen.csv", "Zeile 2"),
        ("FEHLER_html_statt_csv_regionalstatistik_2025-06.csv", "FEHLER_html"),
        ("FEHLER_genesis_http200_json.json", "FEHLER_genesis"),
    ],
)
def test_what_the_server_delivered_broken_is_refused(shared: Path, name: str, word: str) -> None:
    with pytest.raises(FileRefused, match=word):
        read(shared, name)


# --- Mapping records


def mapped(source: str) -> dict[str, str]:
    """Series -> measure of a shipped mapping record."""
    path = Path(__file__).resolve().parents[3] / "indicators" / "catalogue" / "mappings" / f"{source}.yaml"
    content: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))["series"]
    return content


@pytest.mark.parametrize(
    "source",
    [
        "ba_unemployment_2015_2020",
        "ba_unemployment_2021_2025",
        "regional_basic_security",
        "regional_births_deaths",
        "regional_population_by_age_2023_2024",
        "regional_population_groups",
        "vgr_income_revision_2024",
    ],
)
def test_a_mapping_names_a_source_and_measures_of_the_catalogue(source: str) -> None:
    assert source in catalogue().sources
    assert set(mapped(source).values()) <= set(catalogue().measures)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("genesis_tabelle_13211-02-05-4_auszug.csv", "ba_unemployment_2015_2020"),
        ("ffcsv_neu_regionalstatistik_12411-01-01-4_2024.csv", "regional_population_groups"),
    ],
)
def test_a_download_gives_the_figures_the_product_ships_with(shared: Path, root: Path, name: str, source: str) -> None:
    measures = mapped(source)
    with (root / "data" / "figures" / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        shipped = {
            (row["area"], int(row["year"]), row["measure"]): float(row["value"]) if row["value"] else row["sign"]
            for row in csv.DictReader(file)
        }
    delivered = {
        (row["area"], row["year"], measures[row["series"]]): row["sign"] if row["value"] is None else row["value"]
        for row in read(shared, name).rows.to_pylist()
        if row["series"] in measures and row["area"] != "DG" and row["area"] != "16056"
    }
    both = delivered.keys() & shipped.keys()
    assert len(both) >= 22
    assert {key: delivered[key] for key in both} == {key: shipped[key] for key in both}
