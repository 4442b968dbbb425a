"""Files of GENESIS and the Regionaldatenbank: each form gives the same figures, broken ones are refused."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from indicators.deliveries import genesis_cube, genesis_flat_new, genesis_flat_old, genesis_table
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import Reading

NEW_HEAD = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;"
    "2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label"
)
OLD_HEAD = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;"
    "1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;2_Auspraegung_Label"
)
CUBE = """* Export
K;DQ;FACH-SCHL;GHH-ART
D;99999KJ001;;N
K;DQ-ERH;FACH-SCHL
D;99999
K;DQA;NAME;RHF-BSR;RHF-ACHSE
D;KREISE;1;1
D;GES;2;2
K;DQZ;NAME;ZI-RHF-BSR;ZI-RHF-ACHSE
D;STAG;3;3
K;DQI;NAME;ME-NAME;DST;TYP
D;PER001;ANZAHL;FEST;GANZ
D;ANT001;PROZENT;FEST;GANZ
K;QEI;FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET;GESPERRT;WERT-VERFAELSCHT;WERT;QUALITAET;GESPERRT;WERT-VERFAELSCHT
D;16063;GESM;31.12.2023;10;e;;0.0;1.234;p;;0.0
D;16063;;31.12.2023;0;-;;0.0;7.5;e;X;0.0
D;05334;GESM;31.12.2023;99;e;;0.0;9.9;e;;0.0
"""
TABLE = """GENESIS-Tabelle: 99999-01-01-4
Personen nach Geschlecht;;;;;
regionale Tiefe: Kreise (Gebietsstand: 31.12.2023);;;;;
;;;Personen;Personen;Quote
;;;insgesamt;Frauen;insgesamt
;;;Anzahl;Anzahl;Prozent
2023;DG;Deutschland;1234567;600000;5,9
2023;05;  Nordrhein-Westfalen;99;98;1,1
2023;16063;      Wartburgkreis;3138;.;x
2022;16063;      Wartburgkreis;3000;1500;-
__________
zu allem: eine Fußnote
Stand: 17.08.2024 / 19:38:04
"""


def new_row(**changed: str) -> str:
    """A row of the new form."""
    cells = {
        "statistic": "99999",
        "time": "2023-12-31",
        "variable": "KREISE",
        "area": "16063",
        "name": "Wartburgkreis",
        "sex": "",
        "sex_label": "Insgesamt",
        "value": "10",
        "unit": "Anzahl",
        "code": "PER001",
        "label": "Personen",
    } | changed
    return (
        "{statistic};Probe;STAG;Stichtag;{time};{variable};Kreise;{area};{name};GES;Geschlecht;{sex};{sex_label};"
        "{value};{unit};{code};{label}"
    ).format(**cells)


def delivered(folder: Path, content: str, name: str = "99999-01-01-4_probe.csv", encoding: str = "utf-8") -> Delivered:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return Delivered(path, name)


def new_file(folder: Path, *rows: str, head: str = NEW_HEAD) -> Reading:
    """What the new form gives for these rows."""
    return genesis_flat_new.read(delivered(folder, "\n".join([head, *rows]) + "\n", encoding="utf-8-sig"))


def cells(reading: Reading) -> dict[tuple[str, str, str], float | str | None]:
    """(area, period, series) -> value, or the sign where there is none; every cell once."""
    found: dict[tuple[str, str, str], float | str | None] = {}
    for row in reading.rows.to_pylist():
        key = (row["area"], row["period"], row["series"])
        assert key not in found
        found[key] = row["sign"] if row["value"] is None else row["value"]
    return found


# --- The new flat form


def test_an_empty_attribute_is_the_total_and_the_others_make_the_series(tmp_path: Path) -> None:
    reading = new_file(
        tmp_path, new_row(sex="GESW", sex_label="weiblich", value="4"), new_row(), new_row(area="DG", variable="DINSG")
    )
    assert cells(reading) == {
        ("16063", "2023-12-31", "PER001|GES=GESW"): 4,
        ("16063", "2023-12-31", "PER001"): 10,
        ("DG", "2023-12-31", "PER001"): 10,
    }
    assert reading.series["PER001|GES=GESW"].label == "Personen, weiblich"
    assert reading.rows.column("row").to_pylist() == [2, 3, 4]
    assert reading.rows.column("level").to_pylist() == ["district", "district", "country"]
    assert reading.facts["table"] == "99999-01-01-4"
    assert not reading.findings


def test_other_states_are_left_out_and_counted(tmp_path: Path) -> None:
    reading = new_file(tmp_path, new_row(area="05334"), new_row(), new_row(area="16063105", variable="GEMEIN"))
    assert reading.facts["rows"] == "3"
    assert reading.facts["dropped"] == "1"
    assert reading.rows.column("area").to_pylist() == ["16063", "16063105"]
    assert reading.rows.column("level").to_pylist() == ["district", "municipality"]


def test_the_long_regional_key_of_the_census_becomes_the_short_one(tmp_path: Path) -> None:
    reading = new_file(tmp_path, new_row(variable="GEOGM1", area="160635003014"))
    assert reading.rows.column("area").to_pylist() == ["16063014"]
    assert reading.rows.column("level").to_pylist() == ["municipality"]


def test_a_zero_lost_on_the_way_is_put_back_with_a_warning(tmp_path: Path) -> None:
    reading = new_file(tmp_path, new_row(area="1001"), new_row())
    assert [(finding.severity, finding.row) for finding in reading.findings] == [("warning", 2)]
    assert "„1001“ fehlt die führende Null" in reading.findings[0].text
    assert cells(reading) == {("16063", "2023-12-31", "PER001"): 10}


def test_the_same_quantity_in_two_units_is_two_series(tmp_path: Path) -> None:
    reading = new_file(
        tmp_path,
        new_row(code="PREIS1", unit="2020=100", value="117,4"),
        new_row(code="PREIS1", unit="%", value="2,2"),
        new_row(),
    )
    day = ("16063", "2023-12-31")
    assert cells(reading) == {(*day, "PREIS1@2020=100"): 117.4, (*day, "PREIS1@%"): 2.2, (*day, "PER001"): 10}
    assert reading.series["PREIS1@%"].unit == "%"


def test_signs_and_quality_stay_as_printed_and_unknown_signs_too(tmp_path: Path) -> None:
    signs = ["-", ".", "x", "/", "...", "#"]
    rows = [new_row(time=str(2000 + number), value=sign) for number, sign in enumerate(signs)]
    reading = new_file(tmp_path, *(f"{row};" for row in rows), new_row() + ";e", head=NEW_HEAD + ";value_q")
    assert reading.rows.column("sign").to_pylist() == [*signs, None]
    assert reading.rows.column("value").to_pylist() == [None] * 6 + [10]
    assert reading.rows.column("quality").to_pylist() == [None] * 6 + ["e"]
    assert not reading.findings


def test_what_is_neither_number_nor_sign_is_an_error_with_row_and_column(tmp_path: Path) -> None:
    reading = new_file(tmp_path, new_row(), new_row(time="2022", value="viele"), new_row(time="2021", value=""))
    assert [(each.severity, each.row, each.column) for each in reading.findings] == [
        ("error", 3, "value"),
        ("notice", None, None),
    ]
    assert reading.rows.num_rows == 1


def test_a_time_that_is_none_is_an_error_with_its_row(tmp_path: Path) -> None:
    reading = new_file(tmp_path, new_row(), new_row(time="irgendwann"))
    assert [(each.severity, each.row, each.column) for each in reading.findings] == [("error", 3, "Zeit")]


def test_a_doubtful_thousand_is_asked_about_and_the_answer_is_taken(tmp_path: Path) -> None:
    content = "\n".join([NEW_HEAD, new_row(value="1.234")]) + "\n"
    reading = genesis_flat_new.read(delivered(tmp_path, content))
    assert "„1.234“ ist mehrdeutig" in reading.findings[0].text
    assert (reading.findings[0].severity, reading.findings[0].row, reading.rows.num_rows) == ("error", 2, 0)
    answered = genesis_flat_new.read(delivered(tmp_path, content), decimal=",")
    assert cells(answered) == {("16063", "2023-12-31", "PER001"): 1234}


def test_english_files_have_a_decimal_point(tmp_path: Path) -> None:
    reading = new_file(
        tmp_path, new_row(sex_label="Total", unit="percent", value="77.9"), new_row(time="2022", value="1.234")
    )
    assert reading.rows.column("value").to_pylist() == [77.9, 1.234]
    assert reading.facts["decimal"] == "Dezimalpunkt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(("separator", "end"), [(";", "\r\n"), (",", "\n"), ("\t", "\n")])
def test_a_file_saved_again_by_a_spreadsheet_reads_the_same(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    rows = [NEW_HEAD, new_row(area="16068", name='"Sömmerda, Kreis"', time="31.12.2023"), "", new_row(time="45291")]
    lines = [row.replace(";", separator) for row in rows]
    reading = genesis_flat_new.read(delivered(tmp_path, end.join(lines) + end, encoding=encoding))
    assert cells(reading) == {("16068", "2023-12-31", "PER001"): 10, ("16063", "2023-12-31", "PER001"): 10}
    assert reading.rows.column("name").to_pylist() == ["Sömmerda, Kreis", "Wartburgkreis"]
    assert reading.rows.column("row").to_pylist() == [2, 4]


def test_rows_are_numbered_as_an_editor_shows_them_over_many_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicators.deliveries.genesis_columns.BLOCK", 2048)
    rows = [new_row(time=str(1900 + number), value=str(number)) for number in range(120)]
    reading = new_file(tmp_path, *rows)
    assert reading.rows.column("row").to_pylist() == list(range(2, 122))
    assert reading.rows.column("value").to_pylist() == list(range(120))


def test_a_file_cut_off_in_a_row_is_refused_with_the_row(tmp_path: Path) -> None:
    content = "\n".join([NEW_HEAD, new_row(), new_row(time="2022")[:60]])
    with pytest.raises(FileRefused, match=r"Zeile 3 .* hat \d+ statt 17 Felder") as refused:
        genesis_flat_new.read(delivered(tmp_path, content))
    assert refused.value.findings[0].row == 3
    assert "herunterladen" in refused.value.findings[0].text


def test_a_file_without_figures_or_areas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="keine Zeilen mit Werten"):
        new_file(tmp_path)
    with pytest.raises(FileRefused, match="nennt keine Gebiete"):
        new_file(tmp_path, new_row(variable="WZ08"))


# --- The old flat form


def test_the_old_form_gives_a_series_for_every_column(tmp_path: Path) -> None:
    head = OLD_HEAD + ";PER001__Personen__Anzahl;EIN001__Einkommen_je_Kopf__Tsd._EUR"
    row = "99999;Probe;STAG;Stichtag;31.12.2023;KREISE;Kreise;{area};{name};GES;Geschlecht;{sex};{value}"
    rows = [
        row.format(area="DG", name="Deutschland", sex=";Insgesamt", value="84669326;21,5"),
        row.format(area="16063", name="      Wartburgkreis", sex="GESW;weiblich", value="-;/"),
    ]
    file = delivered(tmp_path, "\n".join([head, *rows]) + "\n")
    assert genesis_flat_old.recognises(file)
    assert not genesis_flat_new.recognises(file)
    reading = genesis_flat_old.read(file)
    assert cells(reading) == {
        ("DG", "2023-12-31", "PER001"): 84_669_326,
        ("DG", "2023-12-31", "EIN001"): 21.5,
        ("16063", "2023-12-31", "PER001|GES=GESW"): "-",
        ("16063", "2023-12-31", "EIN001|GES=GESW"): "/",
    }
    assert reading.series["EIN001"].unit == "Tsd. EUR"
    assert reading.rows.column("name").to_pylist() == ["Deutschland", "Deutschland", "Wartburgkreis", "Wartburgkreis"]
    assert reading.rows.column("row").to_pylist() == [2, 2, 3, 3]


def test_english_names_that_repeat_are_read_by_their_place(tmp_path: Path) -> None:
    head = (
        "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_code;"
        "1_variable_code;PREIS1__Index__2020=100;PREIS1__Index__in"
    )
    row = "99999;Probe;JAHR;Jahr;2023;KREISE;Kreise;16063;Wartburgkreis;117.4;2.2"
    reading = genesis_flat_old.read(delivered(tmp_path, f"{head}\n{row}\n"))
    assert cells(reading) == {("16063", "2023", "PREIS1@2020=100"): 117.4, ("16063", "2023", "PREIS1@in"): 2.2}


def test_a_decimal_point_is_documented_for_english_files_only(tmp_path: Path) -> None:
    row = ";Probe;JAHR;Jahr;2023;KREISE;Kreise;16063;Wartburgkreis;;;;;1.234"
    english = OLD_HEAD.replace("Statistik_Code", "statistics_code")
    for head, given in ((english, {("16063", "2023", "ANT001"): 1.234}), (OLD_HEAD, {})):
        file = delivered(tmp_path, f"{head};ANT001__Anteil__Prozent\n99999{row}\n")
        assert cells(genesis_flat_old.read(file)) == given


def test_rows_shifted_against_the_head_are_refused_with_the_first_of_them(tmp_path: Path) -> None:
    head = OLD_HEAD + ";PER001__Personen__MeasureUnitNotFound!"
    good = "99999;Probe;STAG;Stichtag;31.12.2023;KREISE;Kreise;16063;Wartburgkreis;GES;Geschlecht;;Insgesamt;10"
    shifted = "KREISE;Kreise;16064;Unstrut-Hainich-Kreis;GES;Geschlecht;;Insgesamt;;;;;;"
    with pytest.raises(FileRefused, match=r"Ab Zeile 3 .* steht „KREISE“") as refused:
        genesis_flat_old.read(delivered(tmp_path, "\n".join([head, good, shifted]) + "\n"))
    assert refused.value.findings[0].row == 3
    assert "herunterladen" in refused.value.findings[0].text


# --- Cube and table


def test_a_cube_has_a_decimal_point_and_its_signs_in_the_quality(tmp_path: Path) -> None:
    file = delivered(tmp_path, CUBE)
    assert genesis_cube.recognises(file)
    reading = genesis_cube.read(file)
    assert cells(reading) == {
        ("16063", "2023-12-31", "PER001|GES=GESM"): 10,
        ("16063", "2023-12-31", "ANT001|GES=GESM"): 1.234,
        ("16063", "2023-12-31", "PER001"): "-",
        ("16063", "2023-12-31", "ANT001"): "X",
    }
    assert reading.rows.column("quality").to_pylist() == ["e", "p", None, "e"]
    assert reading.rows.column("unit").to_pylist() == ["Anzahl", "Prozent"] * 2
    assert (reading.facts["cube"], reading.facts["dropped"]) == ("99999KJ001", "1")


def test_a_mark_in_a_cube_belongs_to_the_value_before_it(tmp_path: Path) -> None:
    head = CUBE[: CUBE.index("K;QEI")] + "K;QEI;FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;WERT;QUALITAET\n"
    reading = genesis_cube.read(delivered(tmp_path, head + "D;16063;;31.12.2023;10;0;-\n"))
    assert cells(reading) == {("16063", "2023-12-31", "PER001"): 10, ("16063", "2023-12-31", "ANT001"): "-"}


def test_a_cube_that_ends_before_its_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="K;QEI"):
        genesis_cube.read(delivered(tmp_path, CUBE[: CUBE.index("K;QEI")]))


def test_a_table_is_read_with_head_footnotes_and_state(tmp_path: Path) -> None:
    file = delivered(tmp_path, TABLE, encoding="latin-1")
    assert genesis_table.recognises(file)
    reading = genesis_table.read(file)
    assert cells(reading) == {
        ("DG", "2023", "Personen|insgesamt"): 1_234_567,
        ("DG", "2023", "Personen|Frauen"): 600_000,
        ("DG", "2023", "Quote|insgesamt"): 5.9,
        ("16063", "2023", "Personen|insgesamt"): 3138,
        ("16063", "2023", "Personen|Frauen"): ".",
        ("16063", "2023", "Quote|insgesamt"): "x",
        ("16063", "2022", "Personen|insgesamt"): 3000,
        ("16063", "2022", "Personen|Frauen"): 1500,
        ("16063", "2022", "Quote|insgesamt"): "-",
    }
    assert reading.series["Quote|insgesamt"].unit == "Prozent"
    facts = {key: reading.facts[key] for key in ("table", "as_of", "territory", "encoding", "rows", "dropped")}
    assert facts == {
        "table": "99999-01-01-4",
        "as_of": "17.08.2024",
        "territory": "31.12.2023",
        "encoding": "Latin-1 (ISO 8859-1)",
        "rows": "4",
        "dropped": "1",
    }
    assert reading.facts["footnotes"].startswith("zu allem: eine Fußnote")
    assert reading.rows.column("row").to_pylist()[0] == 7
    assert not reading.findings


def test_a_table_may_have_its_days_in_the_head_and_its_unit_in_the_title(tmp_path: Path) -> None:
    reading = genesis_table.read(
        delivered(
            tmp_path,
            "GENESIS-Tabelle: 99999-01-01-4\nPersonenstand (Anzahl);;;;\n;;31.12.2022;31.12.2023;31.12.2023\n"
            ";;Insgesamt;Insgesamt;weiblich\nDG;Deutschland;1;2;3\n16063;Wartburgkreis;4;5;6\n____\n",
        )
    )
    assert cells(reading) == {
        ("DG", "2022-12-31", "Insgesamt"): 1,
        ("DG", "2023-12-31", "Insgesamt"): 2,
        ("DG", "2023-12-31", "weiblich"): 3,
        ("16063", "2022-12-31", "Insgesamt"): 4,
        ("16063", "2023-12-31", "Insgesamt"): 5,
        ("16063", "2023-12-31", "weiblich"): 6,
    }
    assert {series.unit for series in reading.series.values()} == {"Anzahl"}


def test_labels_beside_the_area_of_a_table_belong_to_the_series(tmp_path: Path) -> None:
    reading = genesis_table.read(
        delivered(
            tmp_path,
            "GENESIS-Tabelle: 99999-02-01-4\nPersonen;;;;\n;;;;Insgesamt;weiblich\n"
            "31.12.2023;16063;Wartburgkreis;unter 3 Jahre;10;4\n31.12.2023;16063;Wartburgkreis;Insgesamt;90;41\n____\n",
        )
    )
    day = ("16063", "2023-12-31")
    assert cells(reading) == {
        (*day, "Insgesamt|unter 3 Jahre"): 10,
        (*day, "weiblich|unter 3 Jahre"): 4,
        (*day, "Insgesamt|Insgesamt"): 90,
        (*day, "weiblich|Insgesamt"): 41,
    }


def test_a_table_cut_off_is_refused_or_warned_about(tmp_path: Path) -> None:
    whole = TABLE[: TABLE.index("____")]
    warned = genesis_table.read(delivered(tmp_path, whole, encoding="latin-1"))
    assert [finding.severity for finding in warned.findings] == ["warning"]
    with pytest.raises(FileRefused, match=r"Zeile 10 .* hat 4 statt 6 Felder") as refused:
        genesis_table.read(delivered(tmp_path, whole[:-12], encoding="latin-1"))
    assert "noch einmal herunterladen" in refused.value.findings[0].text
    with pytest.raises(FileRefused, match="keine Zeile mit einem Gebietsschlüssel"):
        genesis_table.read(delivered(tmp_path, TABLE[:90], encoding="latin-1"))


@pytest.mark.parametrize("content", ["<!doctype html><html>GENESIS-Tabelle: x</html>", '{"Status": 98}', ""])
@pytest.mark.parametrize("reader", [genesis_flat_new, genesis_flat_old, genesis_cube, genesis_table])
def test_pages_and_messages_are_no_files_of_genesis(tmp_path: Path, content: str, reader: ModuleType) -> None:
    file = delivered(tmp_path, content)
    assert not reader.recognises(file)
    with pytest.raises(FileRefused):
        reader.read(file)
