"""What must not be read is refused before it is unpacked or parsed, with a sentence that says what to do."""

from __future__ import annotations

import base64
import gzip
import io
import json
import pickle
import random
import sqlite3
import struct
import uuid
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from indicators.deliveries import archives, safety
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.personal_data import folded

Hand = Callable[..., Delivered]
GOOD = b"AGS;Gebiet;Jahr;Wert\n16051;Erfurt;2022;1\n16052;Gera;2022;2\n"


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    """A file with some content, as somebody would hand it in."""

    def handed(content: bytes | str, name: str = "datei.csv") -> Delivered:
        path = tmp_path / str(uuid.uuid4())
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Delivered(path, name)

    return handed


def packed(entries: dict[str, bytes | str], **changes: int) -> bytes:
    """A ZIP; `changes` are attributes of every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return out.getvalue()


def workbook(rows: list[list[object]] | None = None, more: dict[str, bytes | str] | None = None) -> bytes:
    """An XLSX, with further files inside."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows or [["AGS", "Jahr", "Wert"], ["16051", 2022, 1]]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    if more:
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in more.items():
                archive.writestr(name, content)
    return out.getvalue()


def refused(file: Delivered, **how: object) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(FileRefused) as refusal:
        safety.inspect(file, **how)  # type: ignore[arg-type]
    text = str(refusal.value)
    assert text.endswith((".", "!", "?"))
    return text


# --- What it is


def test_a_plain_table_passes_without_a_word(hand: Hand) -> None:
    assert safety.inspect(hand(GOOD)) == ()
    assert safety.inspect(hand(GOOD.decode().encode("utf-16"))) == ()
    assert safety.inspect(hand(workbook(), "a.xlsx")) == ()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "leer"),
        (b"\xef\xbb\xbf\r\n  ", "leer"),
        (b"<!DOCTYPE html><html><body>Fehler</body></html>", "HTML"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "HTML oder XML"),
        (b'{"Status": {"Code": 98, "Content": "zu gross"}}', "zu gross"),
        (b"[1, 2]", "JSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (gzip.compress(GOOD, mtime=0), "GZIP"),
        (b"PAR1\x15\x04PAR1", "Parquet"),
        (pickle.dumps([1, 2, 3]), "Bin"),
        (b"MZ\x90\x00\x03", "Bin"),
        (b"AGS;Jahr\x00\x00;Wert\n", "Bin"),
        (bytes(range(1, 32)) * 100, "Bin"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "SQLite"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content_whatever_its_name(hand: Hand, content: bytes, word: str) -> None:
    for name in ("datei.csv", "datei.xlsx", "datei"):
        assert word in refused(hand(content, name))


def test_a_renamed_file_is_said_to_be_one_and_read_by_its_content(hand: Hand) -> None:
    [said] = safety.inspect(hand(workbook(), "zahlen.csv"))
    assert (said.severity, "XLSX" in said.text) == ("notice", True)
    [said] = safety.inspect(hand(GOOD, "zahlen.xlsx"))
    assert "CSV" in said.text


@pytest.mark.parametrize(("ending", "wanted"), [("xls", "xlsx"), ("ods", "xlsx")])
def test_a_workbook_that_its_ending_hides_is_refused_with_the_right_ending(
    tmp_path: Path, ending: str, wanted: str
) -> None:
    path = tmp_path / f"zahlen.{ending}"
    path.write_bytes(workbook())
    assert refused(Delivered(path, path.name)).endswith(f"Bitte die Endung der Datei in .{wanted} ändern.")


def test_a_table_that_a_server_finds_too_large_is_to_be_divided(hand: Hand) -> None:
    text = refused(hand('{"Status": {"Code": 98, "Content": "Die Tabelle ist zu gross."}}', "a.csv"))
    assert text == (
        "„a.csv“ ist keine Tabelle, sondern eine Meldung des Servers (JSON): „Die Tabelle ist zu gross.“. "
        "Bitte weniger Jahre wählen oder die Tabelle teilen, zum Beispiel nach Merkmalen, und noch einmal abrufen."
    )
    other = refused(hand('{"Status": {"Code": 15, "Content": "Wartung"}}', "a.csv"))
    assert other.endswith("„Wartung“. Bitte noch einmal herunterladen.")


def test_boundaries_among_the_figures_are_sent_where_they_belong(hand: Hand, tmp_path: Path) -> None:
    collection = '{"type": "FeatureCollection", "features": []}'
    shapefile = packed({"raum.shp": b"a", "raum.dbf": b"b", "raum.shx": b"c"})
    for content, name in ((collection, "a.geojson"), (geopackage(tmp_path), "a.gpkg"), (shapefile, "a.zip")):
        assert "python -m geo add-areas" in refused(hand(content, name))


def test_a_file_that_is_too_large_is_refused_only_where_the_limit_says_so(hand: Hand) -> None:
    file = hand(GOOD * 600_000, "gross.csv")
    assert "25,0 MB" in refused(file)
    assert safety.inspect(file, safety.COMMAND_LINE) == ()


def test_a_million_rows_are_refused_as_upload_and_taken_on_the_command_line(hand: Hand) -> None:
    file = hand(b"AGS;Jahr;Wert\n" + b"16051;2022;1\n" * 1_000_000)
    text = refused(file)
    assert "1.000.001 Zeilen" in text
    assert "Einzeldaten" in text
    assert safety.inspect(file, safety.COMMAND_LINE) == ()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_five_hundred_columns_are_refused(hand: Hand, kind: str) -> None:
    for columns, is_refused in ((500, True), (499, False)):
        cells = [f"c{number}" for number in range(columns)]
        content = ";".join(cells).encode() + b"\n" if kind == "csv" else workbook([list(cells)])
        if is_refused:
            assert "500 Spalten" in refused(hand(content, f"a.{kind}"))
        else:
            assert safety.inspect(hand(content, f"a.{kind}")) == ()


def test_lines_of_absurd_length_and_late_nul_bytes_are_refused(hand: Hand) -> None:
    assert "Zeichen" in refused(hand(GOOD + b"a" * 200_000))
    assert "NUL" in refused(hand(GOOD * 2_000 + b"\x00\n"))


def test_formulas_and_script_in_text_are_no_reason_to_refuse(hand: Hand) -> None:
    content = (
        'AGS;Gebiet;Jahr;Wert\n16051;"=HYPERLINK(""http://x"")";2022;1\n16052;<script>alert(1)</script>;2022;=1+1\n'
    )
    assert safety.inspect(hand(content)) == ()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "keine Datei" in refused(Delivered(tmp_path / "fehlt", "fehlt.csv"))


# --- Archives


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "a/../../x.csv", "/etc/x.csv", "C:\\x.csv", "C:x.csv", "..\\x.csv", "\\\\server\\x.csv", "x\0.csv"],
)
def test_a_path_that_leads_out_of_the_archive_is_refused(hand: Hand, name: str) -> None:
    harmless = "y" * len(name)
    content = packed({harmless: GOOD}).replace(harmless.encode(), name.encode())
    assert "hinausführt" in refused(hand(content, "a.zip"))


def test_a_symlink_in_an_archive_is_refused(hand: Hand) -> None:
    assert "Symlink" in refused(hand(packed({"a.csv": "/etc/passwd"}, external_attr=0o120777 << 16), "a.zip"))


def test_a_bomb_is_refused_by_what_its_directory_says(hand: Hand) -> None:
    assert "unverhältnismäßig" in refused(hand(packed({"a.csv": b"0" * 20_000_000}), "a.zip"))


def test_a_bomb_is_refused_though_its_directory_lies(hand: Hand) -> None:
    content = packed({"a.csv": b"0" * 20_000_000})
    small = content.replace(struct.pack("<I", 20_000_000), struct.pack("<I", 1_000))
    assert "unverhältnismäßig" in refused(hand(small, "a.zip"))


def test_an_archive_of_many_entries_is_refused(hand: Hand) -> None:
    assert "1001 Einträge" in refused(hand(packed({f"{number}.csv": b"a" for number in range(1_001)}), "a.zip"))


def test_entries_that_share_their_bytes_are_refused(hand: Hand) -> None:
    noise = random.Random(1).randbytes(5_000)  # noqa: S311  no secret
    content = packed({"a.bin": noise, "b.bin": noise})
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    end = content.index(b"PK\x05\x06")
    start = content.index(b"PK\x03\x04", 4)
    cut = content[:start] + content[first:end] + content[end:]  # the second entry is gone, its line stays
    patched = cut[:-6] + struct.pack("<I", start) + cut[-2:]
    assert second > first
    refused(hand(patched, "a.zip"))


@pytest.mark.parametrize("cut", [10, 200, 2_000])
@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_a_truncated_archive_is_refused(hand: Hand, kind: str, cut: int) -> None:
    content = workbook() if kind == "xlsx" else packed({"a.csv": random.Random(1).randbytes(5_000)})  # noqa: S311
    assert "beschädigt" in refused(hand(content[:-cut], f"a.{kind}"))


@pytest.mark.parametrize(
    "entries",
    [
        {"a.zip": packed({"b.csv": GOOD})},
        {"a.csv": packed({"b.csv": GOOD})},
        {"a.dat": gzip.compress(GOOD, mtime=0)},
        {"a.xlsx": b""},
    ],
)
def test_an_archive_in_an_archive_is_refused(hand: Hand, entries: dict[str, bytes | str]) -> None:
    assert "selbst wieder" in refused(hand(packed(entries), "a.zip"))


def test_an_embedded_workbook_is_refused(hand: Hand) -> None:
    assert "selbst wieder" in refused(hand(workbook(more={"xl/embeddings/Mappe1.xlsx": workbook()}), "a.xlsx"))


@pytest.mark.parametrize("name", ["zahlen.xlsx", "zahlen.csv", "zahlen.zip"])
def test_macros_are_refused_under_any_name(hand: Hand, name: str) -> None:
    assert "Makros" in refused(hand(workbook(more={"xl/vbaProject.bin": b"\xd0\xcf"}), name))


def test_a_macro_workbook_is_refused_by_its_ending_and_by_its_content_type(hand: Hand) -> None:
    assert "Makros" in refused(hand(workbook(), "zahlen.xlsm"))
    types = "<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
    assert "Makros" in refused(hand(packed({"[Content_Types].xml": types, "xl/workbook.xml": "<a/>"}), "a.xlsx"))
    office = {"mimetype": "x", "content.xml": "<a/>", "Basic/Standard/Modul.xml": "<a/>"}
    assert "Makros" in refused(hand(packed(office), "a.ods"))
    old = b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "_VBA_PROJECT".encode("utf-16-le")
    assert "Makros" in refused(hand(old, "a.xls"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(hand: Hand, encoding: str) -> None:
    evil = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    )
    assert "ENTITY" in refused(hand(workbook(more={"xl/more.xml": evil.encode(encoding)}), "a.xlsx"))


def test_a_password_is_said(hand: Hand) -> None:
    content = bytearray(packed({"a.csv": GOOD}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    assert "Kennwort" in refused(hand(bytes(content), "a.zip"))
    old = b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "Kennwort" in refused(hand(old, "a.xls"))


def test_a_binary_file_is_told_what_is_taken_zip_among_it(hand: Hand) -> None:
    told = refused(hand(b"MZ" + bytes(600), "a.csv"))
    assert told.endswith("Angenommen werden CSV, XLSX, XLS und ODS, auch als ZIP.")


def test_a_word_document_is_no_table(hand: Hand) -> None:
    assert "keine Tabelle" in refused(
        hand(packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "a.docx")
    )


def test_the_only_file_of_an_archive_is_unpacked_under_a_name_of_ours(hand: Hand, tmp_path: Path) -> None:
    file = hand(packed({"ordner/12411.csv": GOOD}), "12411.zip")
    found = archives.unpacked(file, tmp_path, archives.ArchiveLimits())
    assert found.path.read_bytes() == GOOD
    assert found.name == "12411.csv"
    assert found.path.name != "12411.csv"


def test_a_table_in_an_archive_is_opened_and_inspected_as_well(hand: Hand, tmp_path: Path) -> None:
    found, _ = safety.opened(hand(packed({"12411.csv": GOOD}), "12411.zip"), tmp_path)
    assert (found.name, found.path.read_bytes()) == ("12411.csv", GOOD)
    plain = hand(GOOD)
    assert safety.opened(plain, tmp_path) == (plain, ())
    with pytest.raises(FileRefused, match="HTML"):
        safety.opened(hand(packed({"a.csv": "<html></html>"}), "a.zip"), tmp_path)


def test_what_windows_packs_its_own_way_is_to_be_unpacked_with_seven_zip(hand: Hand) -> None:
    content = bytearray(packed({"12411.csv": GOOD}))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(magic) + offset] = 9
    assert "Bitte mit 7-Zip auspacken" in refused(hand(bytes(content), "12411.zip"))


def test_of_an_archive_with_two_files_nothing_is_unpacked(hand: Hand, tmp_path: Path) -> None:
    file = hand(packed({"a.csv": GOOD, "b.csv": GOOD}), "a.zip")
    with pytest.raises(FileRefused, match="2 Dateien"):
        archives.unpacked(file, tmp_path, archives.ArchiveLimits())
    small = archives.ArchiveLimits(unpacked=10)
    with pytest.raises(FileRefused, match="unverhältnismäßig"):
        archives.unpacked(hand(packed({"a.csv": GOOD}), "a.zip"), tmp_path, small)


# --- Shapes


def geopackage(tmp_path: Path, *more: str) -> bytes:
    """A SQLite file that calls itself GeoPackage."""
    path = tmp_path / "bau.gpkg"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        base.execute("CREATE TABLE raum (id INTEGER, geom BLOB)")
        for line in more:
            base.execute(line)
        base.commit()
    return path.read_bytes()


def test_a_geopackage_carries_shapes_and_no_figures(hand: Hand, tmp_path: Path) -> None:
    file = hand(geopackage(tmp_path), "raum.gpkg")
    assert safety.inspect(file, purpose="shapes") == ()
    assert "GeoPackage" in refused(file)


def test_triggers_of_the_spatial_index_are_known_and_all_others_refused(hand: Hand, tmp_path: Path) -> None:
    own = 'CREATE TRIGGER "rtree_raum_geom_insert" AFTER INSERT ON raum BEGIN DELETE FROM gpkg_contents; END'
    assert safety.inspect(hand(geopackage(tmp_path, own), "raum.gpkg"), purpose="shapes") == ()
    foreign = "CREATE TRIGGER boom AFTER INSERT ON raum BEGIN DELETE FROM raum; END"
    assert "Trigger" in refused(hand(geopackage(tmp_path, foreign), "raum.gpkg"), purpose="shapes")
    view = "CREATE VIEW v AS SELECT load_extension('x')"
    assert "Erweiterungen" in refused(hand(geopackage(tmp_path, view), "raum.gpkg"), purpose="shapes")
    table = "CREATE TABLE gpkg_extensions AS SELECT 'evil_code' AS extension_name"
    assert "Erweiterungen" in refused(hand(geopackage(tmp_path, table), "raum.gpkg"), purpose="shapes")


def test_a_database_that_is_no_geopackage_is_refused(hand: Hand, tmp_path: Path) -> None:
    content = geopackage(tmp_path).replace(b"gpkg_contents", b"gpkg_kontents")
    assert "kein GeoPackage" in refused(hand(content, "raum.gpkg"), purpose="shapes")
    assert "beschädigt" in refused(hand(content[:2_000], "raum.gpkg"), purpose="shapes")


def test_geojson_passes_only_as_shapes(hand: Hand) -> None:
    file = hand(json.dumps({"type": "FeatureCollection", "features": []}), "raum.geojson")
    assert safety.inspect(file, purpose="shapes") == ()
    assert "JSON" in refused(file)


# --- Persons


@pytest.mark.parametrize(
    "heading",
    "Vorname Nachname Geburtsdatum GEBURTSDATUM geb.-datum Straße STRASSE Strasse StraÃŸe "
    "Hausnummer Haus-Nr. Aktenzeichen Kundennummer BG-Nummer bg_nr Telefon Tel. "
    "E-Mail email IBAN DateOfBirth first_name Street Phone Anschrift".split(),
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_columns_about_persons_are_refused_with_what_to_do(hand: Hand, heading: str, kind: str) -> None:
    rows: list[list[object]] = [
        ["AGS", "Name", heading, "Wert"],
        ["16051", "Muster", "abc", 1],
        ["16052", "Beispiel", "d", 2],
    ]
    content = workbook(rows) if kind == "xlsx" else "\n".join(";".join(map(str, row)) for row in rows)
    text = refused(hand(content, f"a.{kind}"))
    assert heading in text
    assert "aggregiert liefern" in text


def test_columns_about_persons_are_found_below_a_title(hand: Hand) -> None:
    content = "Meldungen;;\nStand 2022;;\n\nAGS;Geburtsdatum des Kindes;Wert\n16051;x;1\n"
    assert "Geburtsdatum des Kindes" in refused(hand(content))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (["12.03.1984", "28.11.1990", "05.07.2001", "19.02.1977"], "Geburtsdaten"),
        (["1984-03-12", "1990-11-28", "2001-07-05"], "Geburtsdaten"),
        (["Hauptstraße 12", "Am Anger 3", "Lindenweg 7a", "Goetheplatz 1", "Ringstr. 4"], "Straßen"),
        (["DE89 3704 0044 0532 0130 00", "x"], "IBAN"),
        (["DE89370400440532013000"], "IBAN"),
        (["a@example.org", "b.c@example.com", "d@example.net"], "E-Mail"),
        (["12.03.84", "28.11.90", "05.07.01", "19.02.77"], "Geburtsdaten"),
        (["Anna Muster", "Karl-Heinz Probe", "Mehmet Beispiel", "N. N."], "Namen von Personen"),
        (["Muster, Anna", "Probe, Karl", "Beispiel, Mehmet", "Dr. Muster, Jörg"], "Namen von Personen"),
        (["Mia", "Noah", "Emma Sophie", "?"], "Vornamen"),
        (
            ["Lindenweg 7a, 99084 Erfurt", "99817 Eisenach, Am Ring 3", "x", "y", "z", "Ringstr. 4, 07545 Gera"],
            "Anschrift",
        ),
        (
            ["Frau Muster zog weg", "a", "b", "c", "mit Herrn Probe geklärt", "d", "Familie Beispiel"],
            "Namen von Personen",
        ),
    ],
)
def test_values_about_persons_are_refused_under_any_heading(hand: Hand, values: list[str], word: str) -> None:
    content = "AGS;Feld;Wert\n" + "".join(f'16051;"{value}";1\n' for value in values)
    text = refused(hand(content))
    assert word in text
    assert "der Spalte „Feld“" in text


@pytest.mark.parametrize(
    "content",
    [
        "AGS;Name;Jahr;Wert\n16051;Erfurt;2022;1\n16052;Gera;2022;2\n",
        "AGS;Stichtag;Wert\n16051;31.12.2022;1\n16051;30.06.2022;2\n16051;31.03.2021;3\n16051;30.09.2021;3\n",
        "AGS;Datum;Wert\n16051;01.01.2022;1\n16051;08.01.2022;2\n16051;15.01.2022;3\n16051;22.01.2022;3\n",
        "Planungsraum;Name;Jahr;Wert\nP1;Magdeburger Straße;2022;1\nP2;Am Bahnhof;2022;2\nP3;Ringstraße;2022;2\n",
        "AGS;Jahr;Straßenverkehrsunfälle;Haushalte mit Telefon\n16051;2022;5;7\n16052;2022;5;7\n",
        "Quelle: Amt, E-Mail: amt@example.org\nTelefon:;0361 1234\nAGS;Jahr;Wert\n16051;2022;1\n",
        "AGS;Name;Jahr;Wert\n16051;Erfurt, Stadt;2022;1\n16052;Gera, Stadt;2022;2\n16055;Weimar, Stadt;2022;2\n",
        "AGS;Indikator;Jahr;Wert\n16051;Frauen;2022;1\n16051;Frau und Mann;2022;2\n16051;Familien mit Kind;2022;2\n",
    ],
    ids="area-names reference-days weeks areas-called-streets indicators imprint towns women".split(),
)
def test_what_only_looks_like_persons_passes(hand: Hand, content: str) -> None:
    assert safety.inspect(hand(content)) == ()


def test_names_of_columns_are_compared_without_case_umlauts_and_signs() -> None:
    assert folded("Straße / Haus-Nr.") == "strassehausnr"
    assert folded("STRASSE") == folded("Straße") == folded("StraÃŸe") == folded("Stra�e")


# --- Official files and broken ones


def test_no_official_sample_is_taken_for_a_danger(shared: Path) -> None:
    samples = [path for path in (shared / "formats").iterdir() if path.suffix in (".csv", ".xls", ".xlsx")]
    assert len(samples) > 15
    for path in samples:
        if "html_statt_csv" not in path.name:
            assert safety.inspect(Delivered(path, path.name)) == (), path.name


@pytest.mark.parametrize(
    "content",
    [GOOD, packed({"a.csv": GOOD}), workbook(), base64.b64decode("0M8R4KGxGuE=") + b"\x00" * 2_000],
    ids="text zip xlsx xls".split(),
)
def test_a_broken_file_passes_or_is_refused_and_never_crashes(hand: Hand, content: bytes) -> None:
    dice = random.Random(7)  # noqa: S311  no secret
    for _ in range(60 if content.startswith(b"PK") else 100):
        data = bytearray(content)
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(data))
            if dice.random() < 0.7:
                data[place] = dice.randrange(256)
            else:
                data = data[:place] + data[place + dice.randint(1, 50) :] or bytearray(b"x")
        try:
            noticed = safety.inspect(hand(bytes(data)))
        except FileRefused as refused:
            assert str(refused).startswith("„")  # noqa: PT017  a mutated file may be refused or be read
        else:
            assert not [finding for finding in noticed if finding.severity == "error"]
