"""The template can be filled in and read, and its records fit the catalogue as they stand."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import areas
from indicators.catalogue import catalogue
from indicators.catalogue.reading import FOLDER
from indicators.catalogue.reading import read as read_catalogue
from indicators.deliveries import mapping, plain_table, safety, template
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused

LEVELS = ("district", "municipality", "planning_area")


def filled(kind: str, content: bytes, values: list[str | float]) -> bytes:
    """The template with values in its column „Wert“."""
    if kind == "ods":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        rows = re.split(r"(?=<table:table-row>)", parts["content.xml"].decode())
        empty = "<table:table-cell/>" * 2
        for row, value in enumerate(values, start=2):
            number = f'<table:table-cell office:value-type="float" office:value="{value}"/><table:table-cell/>'
            words = f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            sign = f"<table:table-cell/>{words}"
            assert empty in rows[row]
            rows[row] = rows[row].replace(empty, number if isinstance(value, float) else sign)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, part in (parts | {"content.xml": "".join(rows).encode()}).items():
                archive.writestr(name, part)
        return out.getvalue()
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet: Any = book["Daten"]
        for row, value in enumerate(values, start=2):
            sheet.cell(row, 6 if isinstance(value, float) else 7, value)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    lines = content.decode("utf-8-sig").split("\r\n")
    for row, value in enumerate(values, start=1):
        cells = lines[row].split(";")
        cells[5 if isinstance(value, float) else 6] = (
            str(value).replace(".", ",") if isinstance(value, float) else value
        )
        lines[row] = ";".join(cells)
    return "\r\n".join(lines).encode("utf-8-sig")


@pytest.mark.parametrize(("level", "rows"), [("district", 22), ("municipality", 849), ("planning_area", 5)])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_template_has_a_row_for_every_area_and_comes_back_when_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Any, level: str, rows: int
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))
    values: list[str | float] = [number * 1.5 if number % 7 else "." for number in range(rows)]
    content = template.template(kind, level, title="Kinder" if kind == "csv" else "Kinder & <„Zeichen“>", year=2023)
    path = tmp_path / f"vorlage.{kind}"
    path.write_bytes(filled(kind, content, values))
    file = Delivered(path, path.name)
    assert safety.inspect(file) == ()
    assert plain_table.recognises(file)
    reading = plain_table.read(file)
    assert [finding for finding in reading.findings if finding.severity == "error"] == []
    found = reading.rows.to_pylist()
    assert [row["value"] if row["sign"] is None else row["sign"] for row in found] == values
    assert {(row["year"], row["level"], row["unit"]) for row in found} == {(2023, level, "Personen")}
    if level != "planning_area":
        keys = [area.key for area in areas.areas(level, "2021" if level == "district" else "2014")]
        assert [row["area"] for row in found] == keys


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_an_empty_template_is_refused_and_not_read_as_zeros(tmp_path: Path, kind: Any) -> None:
    path = tmp_path / f"leer.{kind}"
    path.write_bytes(template.template(kind, "district"))
    with pytest.raises(FileRefused, match="keine Zahl"):
        plain_table.read(Delivered(path, path.name))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.floats(-1e6, 1e6).map(lambda number: round(number, 1)), min_size=22, max_size=22))
def test_every_filled_template_comes_back(tmp_path: Path, values: list[float]) -> None:
    path = tmp_path / "vorlage.csv"
    path.write_bytes(filled("csv", template.template("csv", "district"), list(values)))
    assert plain_table.read(Delivered(path, path.name)).rows.column("value").to_pylist() == values


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("title", ["Kinder in Kita", 'Plätze: „frei“ #1 {x} "y"', "Wohngeld\nempfänger"])
def test_the_records_fit_the_catalogue_as_they_stand(tmp_path: Path, level: str, title: str) -> None:
    written = template.command(tmp_path, title, level)
    key = template.identity_of(title)
    assert {path.relative_to(tmp_path).as_posix() for path in written} == {
        f"sources/{key}.yaml",
        f"mappings/{key}.yaml",
        f"indicators/{key}.yaml",
        "measures.yaml",
        f"{key}.csv",
        f"{key}.xlsx",
    }
    book = read_catalogue(FOLDER, tmp_path)
    assert book.indicators[key].title == title
    assert book.indicators[key].levels == (level,)
    assert book.sources[key].published is False
    record = mapping.MappingRecord(**yaml.safe_load((tmp_path / f"mappings/{key}.yaml").read_text("utf-8")))
    assert record.series == {title: key}
    assert key in book.measures


def test_a_second_series_is_added_and_nothing_is_overwritten(tmp_path: Path) -> None:
    template.command(tmp_path, "Kinder in Kita", "district")
    template.command(tmp_path, "Plätze in Kita", "planning_area")
    book = read_catalogue(FOLDER, tmp_path)
    assert {"kinder_in_kita", "plaetze_in_kita"} <= set(book.measures)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(template.TemplateRefused):
        template.command(tmp_path, "Kinder in Kita", "district")
    assert before == {path: path.read_bytes() for path in before}


def test_a_table_somebody_has_filled_in_is_not_overwritten_even_where_its_records_are_gone(tmp_path: Path) -> None:
    template.command(tmp_path, "Kinder in Kita", "district")
    for path in (*tmp_path.rglob("*.yaml"), tmp_path / "kinder_in_kita.xlsx"):
        path.unlink()
    (tmp_path / "kinder_in_kita.csv").write_text("ausgefüllt", encoding="utf-8")
    with pytest.raises(template.TemplateRefused, match=r"„kinder_in_kita\.csv“ gibt es schon"):
        template.command(tmp_path, "Kinder in Kita", "district")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["kinder_in_kita.csv"]
    assert (tmp_path / "kinder_in_kita.csv").read_text("utf-8") == "ausgefüllt"


def test_an_ods_says_what_it_is_in_its_first_bytes_and_is_written_alone_when_asked_for(tmp_path: Path) -> None:
    written = template.command(tmp_path, "Plätze in Kita", "district", ("ods",))
    assert {path.name for path in written if path.parent == tmp_path} == {"measures.yaml", "plaetze_in_kita.ods"}
    content = (tmp_path / "plaetze_in_kita.ods").read_bytes()
    assert content[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_what_cannot_be_written_whole_is_not_written_at_all(tmp_path: Path) -> None:
    template.command(tmp_path, "Kinder in Kita", "district")
    (tmp_path / "zu").write_text("eine Datei, kein Ordner", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(template.TemplateRefused, match="lässt sich nicht schreiben"):
        template.write(
            tmp_path, {"measures.yaml": b"neu:\n  label: Neu\n", "sources/neu.yaml": b"", "zu/neu.yaml": b""}
        )
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_an_unknown_level_or_an_empty_name_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for name, level in (("Kinder", "planet"), ("???", "district"), ("1. Halbjahr", "district")):
        with pytest.raises(template.TemplateRefused):
            template.command(tmp_path, name, level)
    assert list(tmp_path.iterdir()) == []


def test_every_sign_of_the_template_is_read_and_means_something(tmp_path: Path) -> None:
    signs: list[str | float] = [sign for sign in template.SIGNS if sign != "()"]
    path = tmp_path / "vorlage.csv"
    path.write_bytes(filled("csv", template.template("csv", "district"), signs))
    assert plain_table.read(Delivered(path, path.name)).rows.column("sign").to_pylist() == signs
    for level in LEVELS:
        source = yaml.safe_load(template.own_records("Kinder", level)["sources/kinder.yaml"])
        assert set(source["signs"]) == set(template.SIGNS)
        assert source["licence"] == "own_unpublished"
        assert catalogue().licences["own_unpublished"].title == "Eigene Zahlen, nicht veröffentlicht"
