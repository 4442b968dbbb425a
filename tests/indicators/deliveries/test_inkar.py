"""The four files of INKAR: export of the website, bulk file, wide table, list of indicators."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.deliveries import inkar_bulk, inkar_metadata, inkar_web, inkar_wide, recognising
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.inkar_areas import area_of
from indicators.deliveries.reading import SCHEMA, Reading

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "formats"

WEB = (
    "\ufeffKennziffer;Raumeinheit;Aggregat;Schuldnerquote;Schuldnerquote;Medianeinkommen\n"
    ";;;2020;2021;2021\n"
    '"16051";"Erfurt, Stadt";"Kreise";"9,12";"8,40";"3.023,51"\n'
    '"16063";"Wartburgkreis";"Kreise";"8,24";"";"2.900,00"\n'
    '"16";"Thüringen";"Bundesländer";"9,00";"8,90";"2.800,00"\n'
    '"16";"Darmstadt";"IHK-Bezirke";"1,00";"2,00";"3,00"\n'
    '"01001";"Flensburg, Stadt";"Kreise";"11,00";"12,00";"3.000,00"\n'
)
BULK_HEAD = '"Bereich";"ID";"Kuerzel";"Indikator";"Raumbezug";"Kennziffer";"Name";"Zeitbezug";"Wert"\r\n'


def bulk_line(
    reference: str, digits: str, value: str, *, number: str = "14426", short: str = "q_SGBII", year: str = "2021"
) -> str:
    words = ["Sozialleistungen", number, short, "SGB II - Quote", reference, digits, "Ein Gebiet", year, value]
    return ";".join(f'"{word}"' for word in words) + "\r\n"


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., Delivered]:
    def write(content: str | bytes, name: str = "inkar.csv", encoding: str = "utf-8") -> Delivered:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return Delivered(path, name)

    return write


def cells(reading: Reading) -> dict[tuple[str, str, int], Any]:
    """(area, series, year) -> value, or the sign where there is no value."""
    assert reading.rows.schema == SCHEMA
    return {
        (row["area"], row["series"], row["year"]): row["sign"] if row["value"] is None else row["value"]
        for row in reading.rows.to_pylist()
    }


def sample(name: str) -> Delivered:
    if not (SAMPLES / name).exists():
        pytest.skip("the samples of ../shared/formats are not here")
    return Delivered(SAMPLES / name, name)


def expected(name: str) -> Any:
    sample(name)
    return json.loads((SAMPLES / "erwartung.json").read_text(encoding="utf-8"))[name]


# --- Areas


def test_the_same_digits_are_an_area_only_at_the_right_reference() -> None:
    assert area_of("Bundesländer", "16") == ("state", "16")
    assert area_of("IHK-Bezirke", "16") is None
    assert area_of("Raumordnungsregionen", "1601") is None
    assert area_of("Bund", "111") == ("country", "DG")


def test_a_district_of_eight_digits_is_the_district_and_a_municipality_stays_one() -> None:
    assert area_of("Kreise", "16063000") == ("district", "16063")
    assert area_of("Kreise", "16063") == ("district", "16063")
    assert area_of("Gemeinden", "16051000") == ("municipality", "16051000")
    assert area_of("Gemeindeverbände", "160630105") == ("association", "160630105")


def test_a_key_that_lost_its_zero_is_not_taken_for_one_of_thuringia() -> None:
    assert area_of("Gemeinden", "1600100") is None
    assert area_of("Kreise", "16001") == ("district", "16001")  # right length: the check of areas decides
    assert area_of("Gemeindeverbände", "16063010") is None


# --- Export of the website


def test_the_web_export_gives_thuringia_with_its_years(deliver: Callable[..., Delivered]) -> None:
    file = deliver(WEB)
    assert inkar_web.recognises(file)
    reading = inkar_web.read(file)
    assert cells(reading) == {
        ("16051", "Schuldnerquote", 2020): 9.12,
        ("16051", "Schuldnerquote", 2021): 8.4,
        ("16051", "Medianeinkommen", 2021): 3023.51,
        ("16063", "Schuldnerquote", 2020): 8.24,
        ("16063", "Medianeinkommen", 2021): 2900.0,
        ("16", "Schuldnerquote", 2020): 9.0,
        ("16", "Schuldnerquote", 2021): 8.9,
        ("16", "Medianeinkommen", 2021): 2800.0,
    }
    assert reading.facts["dropped"] == "2"
    assert reading.rows.column("row").to_pylist()[0] == 3


def test_a_short_name_that_comes_twice_for_a_year_is_kept_apart_and_reported(
    deliver: Callable[..., Delivered],
) -> None:
    reading = inkar_web.read(deliver(WEB.replace(";2020;2021;", ";2021;2021;")))
    assert [finding.severity for finding in reading.findings] == ["warning"]
    assert cells(reading)["16051", "Schuldnerquote (2)", 2021] == 8.4


def test_a_sign_in_the_web_export_stays_a_sign(deliver: Callable[..., Delivered]) -> None:
    reading = inkar_web.read(deliver(WEB.replace('"9,12"', '"-"')))
    assert cells(reading)["16051", "Schuldnerquote", 2020] == "-"


@pytest.mark.parametrize(
    "content",
    [
        WEB[: WEB.index('"";"2.900')],
        WEB.replace(";;;2020;2021;2021\n", ""),
        WEB.replace(";;;2020;2021", ";;;2020;heute"),
        WEB.replace("16051", "01051").replace("16063", "01063").replace('"16"', '"01"'),
        WEB.replace("Kennziffer", "Schluessel"),
        WEB.splitlines()[0],
    ],
)
def test_a_truncated_or_changed_web_export_is_refused(content: str, deliver: Callable[..., Delivered]) -> None:
    with pytest.raises(FileRefused):
        inkar_web.read(deliver(content))


def test_a_web_export_cut_off_between_two_cells_is_read_with_a_warning(deliver: Callable[..., Delivered]) -> None:
    reading = recognising.read(deliver(WEB[: WEB.index('"2.900')]))
    assert [finding.severity for finding in reading.findings] == ["warning"]
    assert ("16063", "Medianeinkommen", 2021) not in cells(reading)


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("inkar_webexport_B_SchulabgaengerohneAbschluss.xls", "Schulabgänger ohne Abschluss"),
        ("inkar_webexport_E_Schuldnerquote.xls", "Schuldnerquote"),
    ],
)
def test_the_sample_workbooks_give_exactly_the_expected_values(name: str, series: str) -> None:
    file, wanted = sample(name), expected(name)
    assert inkar_web.recognises(file)
    reading = inkar_web.read(file)
    found = cells(reading)
    assert int(reading.facts["read"]) == wanted.get("kreise", 400)
    for area in ("16051", "16063"):
        for year, value in wanted[area].items():
            assert found[area, series, int(year)] == value
    assert reading.facts["edition"] == "Ausgabe 2024"
    assert reading.series[series].unit == "%"


def test_the_sample_csv_of_the_website_gives_exactly_the_expected_values() -> None:
    name = "inkar_webexport_kreise_auszug.csv"
    file, wanted = sample(name), expected(name)
    assert inkar_web.recognises(file)
    reading = inkar_web.read(file)
    found = cells(reading)
    assert len({area for area, _, _ in found}) == wanted["kreise"]
    for area in ("16051", "16052"):
        for series, years in wanted[area].items():
            for year, value in years.items():
                assert found[area, series, int(year)] == value
    assert "BOM" in reading.facts["encoding"]
    assert found["16051", "Medianeinkommen", 2021] == 3023.51


def test_the_website_s_sample_is_what_the_shipped_figures_were_made_of() -> None:
    root = Path(__file__).resolve().parents[3]
    record = yaml.safe_load((root / "indicators/catalogue/mappings/inkar_labour_2024.yaml").read_text("utf-8"))
    found = cells(inkar_web.read(sample("inkar_webexport_kreise_auszug.csv")))
    measured = {
        (area, record["series"][series], year): value
        for (area, series, year), value in found.items()
        if series in record["series"]
    }
    with (root / "data/figures/inkar_labour_2024.csv").open(encoding="utf-8", newline="") as file:
        shipped = {(row["area"], row["measure"], int(row["year"])): float(row["value"]) for row in csv.DictReader(file)}
    common = shipped.keys() & measured.keys()
    assert len(common) == len(shipped)
    assert all(shipped[key] == measured[key] for key in common)


# --- Bulk file


def test_the_bulk_file_keeps_thuringia_and_germany_only(deliver: Callable[..., Delivered]) -> None:
    content = BULK_HEAD + "".join(
        [
            bulk_line("Bund", "111", "7,70"),
            bulk_line("Bundesländer", "16", "8,10"),
            bulk_line("IHK-Bezirke", "16", "1,00"),
            bulk_line("Kreise", "16063000", "5,68"),
            bulk_line("Kreise", "01001000", "9,99"),
            bulk_line("Gemeinden", "16051000", "1.234,56"),
            bulk_line("Gemeinden", "1600100", "3,33"),
            bulk_line("Gemeindeverbände", "160630105", "-1,5"),
        ]
    )
    file = deliver("\ufeff" + content)
    assert inkar_bulk.recognises(file)
    reading = inkar_bulk.read(file)
    assert [(row["level"], row["area"], row["value"], row["row"]) for row in reading.rows.to_pylist()] == [
        ("country", "DG", 7.7, 2),
        ("state", "16", 8.1, 3),
        ("district", "16063", 5.68, 5),
        ("municipality", "16051000", 1234.56, 7),
        ("association", "160630105", -1.5, 9),
    ]
    assert (reading.facts["read"], reading.facts["dropped"]) == ("8", "3")


def test_of_the_bulk_file_only_wanted_series_are_kept_and_all_are_named(deliver: Callable[..., Delivered]) -> None:
    lines = [
        bulk_line("Kreise", "16063000", "5,68"),
        bulk_line("Kreise", "16063000", "8,05", number="7", short="a_x"),
        bulk_line("Kreise", "16051000", "1.2", number="7", short="a_x"),  # nobody's series may have points
        bulk_line("Kreise", "16051000", "", number="7", short="a_x"),
        bulk_line("Kreise", "01001000", "9,99", number="7", short="a_x"),
    ]
    file = deliver(BULK_HEAD + "".join(lines))
    reading = inkar_bulk.read(file, wanted=lambda key, _: key == "14426:q_SGBII")
    assert cells(reading) == {("16063", "14426:q_SGBII", 2021): 5.68}
    assert set(reading.series) == {"14426:q_SGBII", "7:a_x"}
    assert [reading.facts[name] for name in ("read", "dropped", "empty", "unmapped")] == ["5", "1", "1", "2"]
    nothing = inkar_bulk.read(file, wanted=lambda *_: False)
    assert (nothing.rows.num_rows, nothing.rows.schema, len(nothing.series)) == (0, SCHEMA, 2)


def test_an_abbreviation_is_no_series_without_its_number(deliver: Callable[..., Delivered]) -> None:
    lines = [
        bulk_line("Kreise", "16063000", "8,05", number="14439", short="q_newfBGu15_bev"),
        bulk_line("Kreise", "16063000", "9,99", number="160020", short="q_newfBGu15_bev"),
        bulk_line("Kreise", "16063000", "1,00", number="7", short="NA"),
    ]
    found = cells(inkar_bulk.read(deliver(BULK_HEAD + "".join(lines))))
    assert found["16063", "14439:q_newfBGu15_bev", 2021] == 8.05
    assert found["16063", "160020:q_newfBGu15_bev", 2021] == 9.99
    assert found["16063", "7:NA", 2021] == 1.0


def test_the_edition_without_abbreviations_is_read_by_number(deliver: Callable[..., Delivered]) -> None:
    content = (BULK_HEAD + bulk_line("Kreise", "16063000", "5,68")).replace('"Kuerzel";', "").replace('"q_SGBII";', "")
    file = deliver(content)
    assert inkar_bulk.recognises(file)
    assert cells(inkar_bulk.read(file)) == {("16063", "14426", 2021): 5.68}


def test_signs_stay_signs_and_empty_cells_give_no_row(deliver: Callable[..., Delivered]) -> None:
    lines = [
        bulk_line("Kreise", "16051000", "."),
        bulk_line("Kreise", "16052000", ""),
        bulk_line("Kreise", "16053000", "0,00"),
    ]
    reading = inkar_bulk.read(deliver(BULK_HEAD + "".join(lines)))
    assert cells(reading) == {("16051", "14426:q_SGBII", 2021): ".", ("16053", "14426:q_SGBII", 2021): 0.0}
    assert reading.facts["empty"] == "1"


def test_a_period_of_several_years_belongs_to_the_last_one(deliver: Callable[..., Delivered]) -> None:
    reading = inkar_bulk.read(deliver(BULK_HEAD + bulk_line("Kreise", "16051000", "1,0", year="2019-2021")))
    assert (reading.rows.column("year")[0].as_py(), reading.rows.column("period")[0].as_py()) == (2021, "2019-2021")
    assert reading.findings[0].severity == "notice"


def test_the_bulk_file_is_read_in_windows_encoding_too(deliver: Callable[..., Delivered]) -> None:
    content = BULK_HEAD + bulk_line("Bundesländer", "16", "8,10")
    reading = inkar_bulk.read(deliver(content, encoding="cp1252"))
    assert cells(reading) == {("16", "14426:q_SGBII", 2021): 8.1}
    assert reading.facts["encoding"] == "Windows-1252"


def test_progress_is_told_in_bytes_up_to_the_end(deliver: Callable[..., Delivered]) -> None:
    file = deliver(BULK_HEAD + bulk_line("Kreise", "16063000", "5,68") * 40_000)
    told: list[int] = []
    reading = inkar_bulk.read(file, told.append)
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1] == file.size
    assert reading.rows.num_rows == 40_000
    assert reading.rows.column("row").to_pylist() == list(range(2, 40_002))


def test_words_are_stored_once_however_many_blocks_there_were(deliver: Callable[..., Delivered]) -> None:
    first = bulk_line("Kreise", "16063000", "5,68") * 60_000
    reading = inkar_bulk.read(deliver(BULK_HEAD + first + first.replace("Ein Gebiet", "Wartburgkreis")))
    column = reading.rows.column("name")
    assert column.num_chunks > 1
    assert all(chunk.dictionary.to_pylist() == ["Ein Gebiet", "Wartburgkreis"] for chunk in column.chunks)
    assert (column[0].as_py(), column[-1].as_py()) == ("Ein Gebiet", "Wartburgkreis")


GOOD = BULK_HEAD + bulk_line("Kreise", "16063000", "5,68") * 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD[:-9] + '"', "statt 9 Spalten"),
        (GOOD + '"noch";"etwas"\r\n', "2 statt 9 Spalten"),
        (GOOD.replace("5,68", "5.68"), "Dezimalpunkt"),
        (GOOD.replace("16063000", "01001000"), "keine Zeile für Thüringen"),
        (BULK_HEAD, "keine Zeile für Thüringen"),
        (GOOD.replace("Kennziffer", "Schluessel"), "nicht die Spalten"),
    ],
)
def test_a_damaged_bulk_file_is_refused_with_a_reason(
    content: str, words: str, deliver: Callable[..., Delivered]
) -> None:
    with pytest.raises(FileRefused, match=words):
        inkar_bulk.read(deliver(content))


def test_a_last_line_without_end_is_a_warning_where_nothing_is_quoted(deliver: Callable[..., Delivered]) -> None:
    reading = recognising.read(deliver(GOOD.replace('"', "").rstrip()))
    assert [finding.severity for finding in reading.findings] == ["warning"]


def test_the_sample_bulk_file_gives_exactly_the_expected_values() -> None:
    name = "inkar2024_bulk_NACHGEBAUT_sozialleistungen_thueringen.csv"
    file, wanted = sample(name), expected(name)
    assert inkar_bulk.recognises(file)
    reading = inkar_bulk.read(file)
    numbers = {series.split(":")[1]: series for series in reading.series}
    found = cells(reading)
    assert int(reading.facts["read"]) == wanted["zeilen"] == reading.rows.num_rows
    for short, years in wanted["16063000"].items():
        for year, value in years.items():
            assert found.get(("16063", numbers[short], int(year))) == value
    for short, value in wanted["16"]["2022"].items():
        assert found["16", numbers[short], 2022] == value


# --- Wide table and list of indicators

WIDE = (
    "raumbezug;kennziffer;name;zeitbezug;q_PBG_bev;a_BG1P\n"
    "Gemeinden;16051000;Erfurt, Stadt;2022;72,2;55,68\n"
    "Gemeinden;16061001;Arenshausen;2022;40,35;\n"
    "Kreise;16063000;Wartburgkreis;2022;0,0;.\n"
    "Gemeinden;01001000;Flensburg;2022;1,0;2,0\n"
)


def test_the_wide_table_gives_one_series_per_column(deliver: Callable[..., Delivered]) -> None:
    file = deliver(WIDE)
    assert inkar_wide.recognises(file)
    assert cells(inkar_wide.read(file)) == {
        ("16051000", "q_PBG_bev", 2022): 72.2,
        ("16051000", "a_BG1P", 2022): 55.68,
        ("16061001", "q_PBG_bev", 2022): 40.35,
        ("16063", "q_PBG_bev", 2022): 0.0,
        ("16063", "a_BG1P", 2022): ".",
    }


@pytest.mark.parametrize(
    "content",
    [
        WIDE.replace("a_BG1P", "q_PBG_bev"),
        WIDE.replace(";2022;72,2", ";Mai;72,2"),
        WIDE + "Gemeinden;160\n",
        WIDE.replace("name;", "", 1),
    ],
)
def test_a_damaged_wide_table_is_refused(content: str, deliver: Callable[..., Delivered]) -> None:
    with pytest.raises(FileRefused):
        inkar_wide.read(deliver(content))


def test_the_sample_wide_table_is_read_completely() -> None:
    file = sample("inkar2024_gemeinden_thueringen_sozialleistungen_2021_2022.csv")
    assert inkar_wide.recognises(file)
    assert not inkar_bulk.recognises(file)
    reading = inkar_wide.read(file)
    found = cells(reading)
    assert reading.facts["read"] == "1262"
    assert found["16051000", "q_newfBGu15_bev", 2021] == 15.55
    assert found["16061001", "a_ewfBG", 2022] == 65.85
    assert found["16061002", "a_BG1P", 2021] == 0.0


def test_the_list_of_indicators_explains_the_series_of_the_bulk_file() -> None:
    file = sample("inkar2024_indikatoren_metadaten_auszug.csv")
    assert inkar_metadata.recognises(file)
    reading = inkar_metadata.read(file)
    assert reading.rows.num_rows == 0
    assert (reading.facts["read"], len(reading.series)) == ("116", 116)
    assert reading.series["14574:q_alo"].label.startswith("Arbeitslosenquote (Arbeitslosigkeit)")
    assert reading.series["14439:q_newfBGu15_bev"].label.startswith("Kinderarmut (Sozialleistungen)")
    assert reading.series["17188:q_Schuldner"].unit == "%"


def test_a_small_list_of_indicators_is_read_and_a_cut_off_one_refused(deliver: Callable[..., Delivered]) -> None:
    head = "merk_id;bereich;kuerzel;kurzname;name\n"
    file = deliver(head + '1;Bildung;a_x;Kurz;"Lang; mit Semikolon in %"\n')
    assert inkar_metadata.recognises(file)
    assert inkar_metadata.read(file).series["1:a_x"].unit == "%"
    with pytest.raises(FileRefused):
        inkar_metadata.read(deliver(head + "1;Bildung;a_x\n"))
