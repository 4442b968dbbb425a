"""CSV of the Federal Returning Officer, of the Robert Koch-Institut and of IRIS."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from indicators.catalogue import catalogue
from indicators.deliveries import bundeswahlleiterin, gisd, inkar_web, iris
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import SCHEMA, Reading

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "formats"


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., Delivered]:
    def write(content: str, encoding: str = "utf-8") -> Delivered:
        path = tmp_path / "datei.csv"
        path.write_bytes(content.encode(encoding))
        return Delivered(path, path.name)

    return write


def cells(reading: Reading) -> dict[tuple[str, str, str], Any]:
    """(area, series, period) -> value, or the sign where there is no value."""
    assert reading.rows.schema == SCHEMA
    return {
        (row["area"], row["series"], row["period"]): row["sign"] if row["value"] is None else row["value"]
        for row in reading.rows.to_pylist()
    }


def sample(name: str) -> Delivered:
    if not (SAMPLES / name).exists():
        pytest.skip("the samples of ../shared/formats are not here")
    return Delivered(SAMPLES / name, name)


def expected(name: str) -> Any:
    sample(name)
    return json.loads((SAMPLES / "erwartung.json").read_text(encoding="utf-8"))[name]


# --- Federal Returning Officer

STRUCTURE = (
    "\ufeff# © Die Bundeswahlleiterin, Wiesbaden 2024;;;;;\r\n"
    "# ;;;;;\r\n"
    "# Strukturdaten für die Kreise (Europawahl am 09.06.2024);;;;;\r\n"
    "Spalten-Nr.;;;1;2;\r\n"
    "Land;Schlüssel-Nr.;Name;"
    "Bevölkerung am 31.12.2022 - Insgesamt (in 1000);Arbeitslosenquote März 2024 - insgesamt;\r\n"
    "Hessen;06411;Darmstadt;160,0;5,0;\r\n"
    "Thüringen;16063;Wartburgkreis;159,5;4,9;Spalte 1: Eine Fußnote.\r\n"
    "Thüringen;;Eichsfeld, Landkreis;–;.;\r\n"
    "Thüringen;916;Land insgesamt;2126,8;5,9;\r\n"
    "Deutschland;999;Insgesamt;84358,8;-1,5;\r\n"
)
PEOPLE, RATE = "Bevölkerung - Insgesamt (in 1000)", "Arbeitslosenquote - insgesamt"


def test_structural_data_give_series_without_dates_and_periods_from_the_heads(
    deliver: Callable[..., Delivered],
) -> None:
    file = deliver(STRUCTURE)
    assert bundeswahlleiterin.recognises(file)
    reading = bundeswahlleiterin.read(file)
    assert cells(reading) == {
        ("16063", PEOPLE, "2022-12-31"): 159.5,
        ("16063", RATE, "2024-03"): 4.9,
        ("16061", PEOPLE, "2022-12-31"): "–",
        ("16061", RATE, "2024-03"): ".",
        ("16", PEOPLE, "2022-12-31"): 2126.8,
        ("16", RATE, "2024-03"): 5.9,
        ("DG", PEOPLE, "2022-12-31"): 84358.8,
        ("DG", RATE, "2024-03"): -1.5,
    }
    assert reading.facts["table"] == "Europawahl 2024"
    assert [(finding.severity, finding.row) for finding in reading.findings] == [("notice", 7)]
    assert (reading.facts["read"], reading.facts["dropped"]) == ("5", "1")


def test_an_unknown_district_is_reported_and_a_column_without_a_year_left_out(
    deliver: Callable[..., Delivered],
) -> None:
    content = STRUCTURE.replace("Eichsfeld, Landkreis", "Nirgendwo").replace(" März 2024", "")
    reading = bundeswahlleiterin.read(deliver(content))
    assert {series for _, series, _ in cells(reading)} == {PEOPLE}
    assert [finding.severity for finding in reading.findings if finding.severity == "warning"] == ["warning"] * 2


@pytest.mark.parametrize(
    ("head", "name", "period"),
    [
        ("Wohnfläche am 31.12.2023 (je EW)", "Wohnfläche (je EW)", "2023-12-31"),
        (
            "Leistungen nach SGB II  August 2024 -  insgesamt (je 1000 EW)",
            "Leistungen nach SGB II - insgesamt (je 1000 EW)",
            "2024-08",
        ),
        ("Fertiggestellte Wohnungen 2023 (je 1000 EW)", "Fertiggestellte Wohnungen (je 1000 EW)", "2023"),
        ("Bestand (je 1000 EW)", "Bestand (je 1000 EW)", None),
    ],
)
def test_a_head_is_parted_into_name_and_period(head: str, name: str, period: str | None) -> None:
    assert bundeswahlleiterin.undated(head) == (name, period)


@pytest.mark.parametrize(
    "content",
    [
        STRUCTURE[: STRUCTURE.index(";2126,8")],
        STRUCTURE.replace("Land;Schlüssel-Nr.", "Region;Schlüssel-Nr."),
        STRUCTURE.replace("Thüringen", "Sachsen").replace("Deutschland", "Sachsen"),
        STRUCTURE.split("Spalten-Nr.")[0],
        STRUCTURE.replace("Die Bundeswahlleiterin", "Jemand"),
        STRUCTURE.replace("Arbeitslosenquote März 2024 - insgesamt", "Bevölkerung am 31.12.2023 - Insgesamt (in 1000)"),
    ],
)
def test_damaged_structural_data_are_refused(content: str, deliver: Callable[..., Delivered]) -> None:
    with pytest.raises(FileRefused):
        bundeswahlleiterin.read(deliver(content))


def test_the_sample_of_the_returning_officer_is_read_completely() -> None:
    file = sample("bundeswahlleiterin_strukturdaten_btw2025_auszug.csv")
    assert bundeswahlleiterin.recognises(file)
    reading = bundeswahlleiterin.read(file)
    found = cells(reading)
    assert (reading.facts["read"], reading.rows.num_rows) == ("11", 432)
    assert found["16", "Gemeinden (Anzahl)", "2023-12-31"] == 624
    assert found["189", "Bevölkerung - Insgesamt (in 1000)", "2023-12-31"] == 251.3
    assert found["195", "Arbeitslosenquote - 55 bis 64 Jahre", "2024-11"] == 5.4
    assert reading.facts["table"] == "Bundestagswahl 2025"
    assert any("Rodeberg" in finding.text and finding.row == 14 for finding in reading.findings)
    levels = {row["area"]: row["level"] for row in reading.rows.to_pylist()}
    assert (levels["16"], levels["189"]) == ("state", "other")


# --- GISD

GISD = (
    "kreis_id,kreis_name,year,gisd_score\n"
    '16051,"Erfurt, Stadt",2009,0.68586\n'
    "16052,Gera,2009,1\n"
    "16053,Jena,2009,0\n"
    "16063,Wartburgkreis,2009,0.686\n"
)


def test_the_gisd_gives_scores_with_a_decimal_point(deliver: Callable[..., Delivered]) -> None:
    file = deliver(GISD)
    assert gisd.recognises(file)
    reading = gisd.read(file)
    assert cells(reading) == {
        ("16051", "gisd_score", "2009"): 0.68586,
        ("16052", "gisd_score", "2009"): 1.0,
        ("16053", "gisd_score", "2009"): 0.0,
        ("16063", "gisd_score", "2009"): 0.686,
    }
    assert reading.facts["table"] == "kreis_thueringen"


def test_scores_of_the_whole_country_and_of_a_cut_out_are_told_from_those_of_thuringia(
    deliver: Callable[..., Delivered],
) -> None:
    reading = gisd.read(deliver(GISD + "1001,Flensburg,2009,0.5\n"))
    assert reading.facts["table"] == "kreis_bund"
    assert reading.facts["dropped"] == "1"
    assert reading.findings[0].severity == "warning"
    assert reading.findings[0].text == "Bei 1 Schlüssel fehlte die führende Null; sie wurde ergänzt."
    reading = gisd.read(deliver(GISD.replace(",1\n", ",0.9\n")))
    assert reading.facts["table"] == "kreis_auszug"
    assert reading.findings[0].severity == "warning"


def test_a_short_key_that_begins_with_16_is_one_of_schleswig_holstein(deliver: Callable[..., Delivered]) -> None:
    reading = gisd.read(deliver(GISD + "1601,Irgendwo,2009,0.5\n"))
    assert "1601" not in {area for area, _, _ in cells(reading)}
    assert "01601" not in {area for area, _, _ in cells(reading)}


def test_a_point_before_three_digits_is_a_decimal_point_in_the_gisd(deliver: Callable[..., Delivered]) -> None:
    content = "kreis_id,kreis_name,year,gisd_score\n16052,Gera,2009,1.000\n16053,Jena,2009,0\n"
    assert cells(gisd.read(deliver(content)))["16052", "gisd_score", "2009"] == 1.0


@pytest.mark.parametrize(
    "content",
    [
        GISD[: GISD.index(",0.686\n")],
        GISD.replace("year", "jahr"),
        GISD.replace(",2009,1", ",gestern,1"),
        GISD.replace("\n16", "\n05"),
        GISD.splitlines()[0],
        GISD.replace("0.68586", "0.68586,7"),
    ],
)
def test_a_damaged_gisd_is_refused(content: str, deliver: Callable[..., Delivered]) -> None:
    with pytest.raises(FileRefused):
        gisd.read(deliver(content))


def test_the_sample_gisd_gives_exactly_the_expected_values() -> None:
    name = "gisd_thueringen_kreis.csv"
    file, wanted = sample(name), expected(name)
    assert gisd.recognises(file)
    reading = gisd.read(file)
    found = cells(reading)
    assert reading.rows.num_rows == wanted["zeilen"]
    assert found["16052", "gisd_score", "2009"] == wanted["16052"]["2009"]
    assert found["16051", "gisd_score", "2010"] == wanted["16051"]["2010"]
    assert reading.facts["table"] == "kreis_thueringen"


# --- IRIS

IRIS = (
    "gemeindeve22;gemeindeve22name;q_einkst_bev98;q_einkst_bev22\n"
    "Gebietskennziffer;Name;Einkommensteuer 1998;Einkommensteuer 2022\n"
    "010020000;Lübeck, Hansestadt;290,5;466,39\n"
    "160510000;Erfurt, Stadt;104,59;374,5\n"
    "160630105;Eisenach, Stadt;88,19;\n"
    "160685052;Kindelbrück;.;333\n"
)


def test_iris_gives_associations_of_thuringia_from_latin_1(deliver: Callable[..., Delivered]) -> None:
    file = deliver(IRIS, "latin-1")
    assert iris.recognises(file)
    reading = iris.read(file)
    assert cells(reading) == {
        ("160510000", "q_einkst_bev", "1998"): 104.59,
        ("160510000", "q_einkst_bev", "2022"): 374.5,
        ("160630105", "q_einkst_bev", "1998"): 88.19,
        ("160685052", "q_einkst_bev", "1998"): ".",
        ("160685052", "q_einkst_bev", "2022"): 333.0,
    }
    assert reading.rows.column("name").to_pylist()[-1] == "Kindelbrück"
    assert {row["level"] for row in reading.rows.to_pylist()} == {"association"}
    assert "Latin-1" in reading.facts["encoding"]
    assert reading.facts["territory"] == "31.12.2022"


def test_a_key_of_iris_that_lost_its_zero_is_not_one_of_thuringia(deliver: Callable[..., Delivered]) -> None:
    reading = iris.read(deliver(IRIS.replace("010020000", "16002000"), "latin-1"))
    assert {area for area, _, _ in cells(reading)} == {"160510000", "160630105", "160685052"}
    assert "führende Null" in reading.findings[0].text


@pytest.mark.parametrize(
    "content",
    [
        IRIS.replace("Einkommensteuer 1998", "Einkommensteuer 1999"),
        IRIS.replace("Gebietskennziffer", "Kennziffer"),
        IRIS[: IRIS.index(";88,19")],
        IRIS.replace("\n16", "\n09"),
        IRIS.splitlines()[0],
    ],
)
def test_a_damaged_iris_is_refused(content: str, deliver: Callable[..., Delivered]) -> None:
    with pytest.raises(FileRefused):
        iris.read(deliver(content, "latin-1"))


def test_the_sample_of_iris_gives_exactly_the_expected_values() -> None:
    name = "bbsr_iris_gemeindeverbaende_2022_latin1.csv"
    file, wanted = sample(name), expected(name)
    assert iris.recognises(file)
    reading = iris.read(file)
    found = cells(reading)
    assert int(reading.facts["read"]) + 2 == wanted["zeilen_mit_kopf"]
    for area in ("160630105", "160630004"):
        for year, value in wanted[area].items():
            assert found[area, "q_einkst_bev", year] == value


# --- All of them


@pytest.mark.parametrize("module", [bundeswahlleiterin, gisd, iris, inkar_web])
@pytest.mark.parametrize(
    "content", ["", "<!doctype html><html></html>", '{"Code": 98}', "a;b\n1;2\n", "\x00\x01", "\n\n", "#"]
)
def test_foreign_files_are_neither_recognised_nor_read(
    module: ModuleType, content: str, deliver: Callable[..., Delivered]
) -> None:
    file = deliver(content)
    assert not module.recognises(file)
    with pytest.raises(FileRefused):
        module.read(file)


@pytest.mark.parametrize("source", ["bundeswahlleiterin_structural_2024", "inkar_labour_2024", "rki_gisd_2025"])
def test_mappings_name_measures_of_the_source_they_are_called_after(source: str) -> None:
    record = yaml.safe_load((ROOT / "indicators" / "catalogue" / "mappings" / f"{source}.yaml").read_text("utf-8"))
    shipped = {
        line.split(",")[2] for line in (ROOT / "data" / "figures" / f"{source}.csv").read_text("utf-8").splitlines()[1:]
    }
    assert source in catalogue().sources
    assert {*record["series"].values()} == shipped
