"""What the signs of a publication mean: the legend of its publisher and no other (D-03)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from indicators import versions
from indicators.catalogue import catalogue
from indicators.catalogue.reading import FOLDER
from indicators.catalogue.reading import read as read_catalogue
from indicators.deliveries import ba_workbook, template_from
from indicators.deliveries.checking import check
from indicators.deliveries.files import Delivered
from indicators.deliveries.publications import publication_of
from indicators.deliveries.reading import Reading, table_of
from indicators.deliveries.report import Report
from indicators.deliveries.signing import QUALITY_WORDS

from .samples import BOOKS

OFFICES = {"-": "zero", ".": "unknown", "...": "later", "/": "unreliable", "()": "limited", "x": "not_applicable"}
"""What the statistical offices of Germany print, as their legend says it."""
LEGENDS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "Regionaldatenbank": ("genesis_flat_new", {"table": "12411-01-01-4"}, OFFICES),
    "GENESIS-Online": ("genesis_flat_new", {"table": "12411-0018"}, OFFICES),
    "Zensus": ("genesis_flat_new", {"table": "1000A-2022"}, OFFICES),
    "BA": ("ba_workbook", {}, {"*": "secret", ".": "no_record"}),
    "TLS": ("tls_report", {}, {**OFFICES, "…": "later", "( )": "limited"}),
    "Bundeswahlleiterin": ("bundeswahlleiterin", {}, {"–": "zero", ".": "unknown"}),
    "INKAR": ("inkar_web", {}, {}),
    "RKI": ("gisd", {}, {}),
    "own": (
        "plain_table",
        {},
        {
            "-": "zero", ".": "unknown", "*": "secret", ":": "no_record", "...": "later", "/": "unreliable",
            "()": "limited", "x": "not_applicable",
        },
    ),
}  # fmt: skip
"""Publication -> format and facts of a file, and its legend."""
WRITTEN = {"genesis_regionalstatistik": ("Regionaldatenbank", "GENESIS-Online", "Zensus"), "tls_xls": ("TLS",),
           "ba_xlsx": ("BA",)}  # fmt: skip
"""Legend of the reference values -> the publications that bear it."""
SAME = {"zero_or_na": "zero", "zero_exact": "zero", "secret_or_unknown": "unknown"}
"""Meaning in the reference values -> status; whether a dash is a zero is decided when it is read (D-04)."""


def signs_of(name: str) -> Mapping[str, str]:
    form, facts, _ = LEGENDS[name]
    return publication_of(Reading(form, "Probe", table_of([]), {}, facts=facts)).signs


def own() -> Path:
    return versions.own_records()


def book_with(name: str, cells: Mapping[str, object], folder: Path) -> Path:
    """A sample workbook with other cells on its last sheet."""
    book = openpyxl.load_workbook(io.BytesIO(BOOKS[name]()))
    for place, printed in cells.items():
        book.worksheets[-1][place] = printed
    path = folder / name
    book.save(path)
    return path


def described(path: Path) -> str:
    """The key of the source that is written for a file."""
    written = template_from.command(own(), path)
    catalogue.cache_clear()
    return written.source


def statuses(report: Report) -> dict[str, set[str]]:
    """Printed sign -> the statuses it was given."""
    found: dict[str, set[str]] = {}
    for row in pq.read_table(report.folder / "observations.parquet").to_pylist():
        if row["sign"] is not None:
            found.setdefault(row["sign"], set()).add(row["status"])
            assert (row["value"] is None) == (row["status"] not in ("zero", "limited"))
    return found


@pytest.mark.parametrize("name", LEGENDS)
def test_the_signs_of_a_publication_mean_what_its_publisher_says(name: str) -> None:
    assert dict(signs_of(name)) == LEGENDS[name][2]


def test_the_legends_are_those_of_the_reference_values(shared: Path) -> None:
    path = shared / "fixtures" / "signs.json"
    if not path.is_file():
        pytest.skip("the reference legends (signs.json) are not here")
    for key, printed in json.loads(path.read_text("utf-8")).items():
        wanted = {
            sign: SAME.get(meaning, meaning)
            for sign, meaning in printed.items()
            # Letters beside a number need no legend; a printed 0 is a number, judged by `signing._of_zero`.
            if sign not in {"_source", "0", *QUALITY_WORDS}
        }
        for name in WRITTEN.get(key, ()):
            told = signs_of(name)
            assert {sign: told.get(sign) for sign in wanted} == wanted, name
            brackets = {"()": "limited", "...": "later"}  # how readers write `( )` and `…`
            assert told.items() <= {**wanted, **(brackets if name == "TLS" else {})}.items(), name


def test_the_shipped_unemployment_is_of_the_regionaldatenbank_whose_point_is_not_the_agency_s() -> None:
    sources = catalogue().sources
    for key in ("ba_unemployment_2015_2020", "ba_unemployment_2021_2025"):
        assert sources[key].table == "13211-02-05-4"
        assert sources[key].signs["."] == OFFICES["."] != signs_of("BA")["."]


def test_a_point_of_the_agency_and_one_of_the_thuringian_office_become_different_statuses(store: Path) -> None:
    agency = book_with("agentur.xlsx", {"E16": "."}, store.parent)
    office = book_with("landesamt.xlsx", {}, store.parent)
    found = {path.stem: described(path) for path in (agency, office)}
    legends = read_catalogue(FOLDER, own()).sources
    assert [legends[key].signs["."] for key in found.values()] == ["no_record", "unknown"]
    assert statuses(check(agency, found["agentur"])) == {"*": {"secret"}, ".": {"no_record"}}
    printed = statuses(check(office, found["landesamt"]))
    assert printed == {".": {"unknown"}, "-": {"zero"}, "x": {"not_applicable"}, "()": {"limited"}}


@pytest.mark.parametrize("sign", ["-", "x"])
def test_a_sign_that_the_agency_does_not_define_stops_the_load_and_is_put_to_the_owner(store: Path, sign: str) -> None:
    path = book_with("agentur.xlsx", {"E16": sign}, store.parent)
    source = described(path)
    written = (own() / "sources" / f"{source}.yaml").read_text("utf-8")
    assert f'  # "{sign}": unknown  # steht in der Datei; Bedeutung nachsehen' in written
    report = check(path, source)
    [error] = [finding for finding in report.findings if finding.severity == "error"]
    assert not report.may_be_loaded
    assert (error.row, error.column, error.sign) == (16, "E", sign)
    assert error.text.startswith(
        f"Das Zeichen „{sign}“ in Zeile 16, Spalte „E“, steht nicht in der Legende der Quelle."
    )
    assert "eines der Zeichen „*“, „.“" in error.text


def test_the_agency_s_own_workbook_has_no_record_where_it_could_not_count(store: Path, shared: Path) -> None:
    sample = shared / "formats" / "ba_statistik_kreise_wo_zeitreihe_auftrag326108.xlsx"
    if not sample.is_file():
        pytest.skip("the agency's sample is not here")
    assert ". kein Nachweis vorhanden." in ba_workbook.read(Delivered(sample, sample.name)).facts["footnotes"]
    found = statuses(check(sample, described(sample)))
    assert found == {".": {"no_record"}}  # highest qualification, 30.06.2012, all districts
    assert store.is_dir()
