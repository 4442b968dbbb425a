"""The work on a delivery, done here instead of in a process of its own: checked, loaded, taken back, or refused."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from dashboard import roles
from dashboard.intake import desk, starting, work
from dashboard.parts import data_intake
from indicators import building, district_sheets, holdings, queries, versions
from indicators.catalogue import catalogue
from indicators.deliveries import checking, journal, template
from tests.dashboard.component_tree import of_type
from tests.own_delivery import prepare

SERIES = "Betten im Notquartier"
KEY = template.identity_of(SERIES)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built_store: str) -> str:
    """A copy of the store in use, with the records of one more series."""
    place = tmp_path / "store"
    place.mkdir()
    for ending in ("duckdb", "json"):
        shutil.copy(versions.folder() / f"{built_store}.{ending}", place)
    (place / "current").write_text(built_store, encoding="ascii")
    for path, text in template.own_records(SERIES, "district").items():
        (tmp_path / "own" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(place))
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(tmp_path / "own"))
    # Asking for all answers takes seconds each time; `test_sheets_ahead` is about them.
    monkeypatch.setattr(district_sheets, "make", lambda _: None)
    catalogue.cache_clear()
    return building.build()[0]


@pytest.fixture(autouse=True)
def own_catalogue_is_forgotten() -> object:
    yield None
    catalogue.cache_clear()


def table(year: int = 2023, first: int = 100, sign: str = "") -> bytes:
    lines = template.template("csv", "district", title=SERIES, year=year).decode("utf-8-sig").splitlines()
    rows = [line.split(";") for line in lines[1:] if line.startswith("16")]
    for i, cells in enumerate(rows):
        cells[5], cells[6] = (str(first + i), "") if i or not sign else ("", sign)
    return "\r\n".join([lines[0], *(";".join(cells) for cells in rows)]).encode()


def handed_in(content: bytes, name: str = "betten.csv") -> tuple[desk.Delivery, int]:
    delivery, handle = desk.claim(name, "Erika Beispiel")
    delivery.content.write_bytes(content)
    delivery.say("checking", "Die Prüfung beginnt")
    return delivery, handle


def done(delivery: desk.Delivery, handle: int, what: object) -> int:
    status = work.carried_out(delivery, what)  # type: ignore[arg-type]
    os.close(handle)
    return status


def load(content: bytes) -> desk.Delivery:
    delivery, handle = handed_in(content)
    assert done(delivery, handle, work.check) == 0
    assert delivery.phase == "checked"
    handle = delivery.lock()
    delivery.say("loading", "Das Laden beginnt")
    assert done(delivery, handle, work.load) == 0
    return delivery


def test_a_good_file_is_checked_and_loaded_and_its_content_removed(store: str) -> None:
    delivery = load(table())
    assert (delivery.phase, delivery.has_content) == ("loaded", False)
    assert delivery.words.startswith("Geladen als Datenbestand ")
    assert versions.pointed_at() != store
    frame = queries.observations([KEY], ["district"])
    assert frame[frame["area"] == "16051"]["value"].tolist() == [100.0]
    assert journal.entries()[0].who == "Erika Beispiel"
    found = next(one for one in holdings.holdings() if one.key == KEY)
    assert found.loaded == journal.entries()[0].at
    assert holdings.coverage(KEY).years == (2023,)


def test_the_list_of_changes_lies_beside_the_report_and_goes_with_the_delivery(store: str) -> None:  # noqa: ARG001
    load(table())
    delivery, handle = handed_in(table(first=200))
    assert done(delivery, handle, work.check) == 0
    heads, *lines = delivery.changes.read_text("utf-8-sig").splitlines()
    assert heads == "Gebietsschlüssel;Gebiet;Jahr;Größe;alt;neu"
    assert lines[0] == f"16051;Erfurt;2023;{SERIES};100;200"
    assert len(lines) == 22
    assert delivery.report["changes"][0]["more"] == 17
    drawn = data_intake._delivery(delivery, roles.Session("Erika", "id"))
    [link] = of_type(drawn, "A")
    assert link.href == f"/daten/annahme/aenderungen.csv?key={delivery.key}"
    [cells] = [table for table in of_type(drawn, "DataTable") if table.id == "intake-cells"]
    assert [row[0] for row in cells.rows][5:] == ["… und 17 weitere"]
    desk.clear(delivery)
    assert not delivery.changes.exists()


def test_the_same_file_twice_changes_nothing(store: str) -> None:  # noqa: ARG001
    load(table())
    version = versions.pointed_at()
    assert load(table()).words.startswith("Die Datei ändert nichts")
    assert versions.pointed_at() == version


def test_an_earlier_version_is_returned_to_and_an_unknown_one_refused(store: str) -> None:
    load(table())
    assert work.rollback({"version": store, "who": "Max"}) == {"said": f"Datenbestand {store} ist in Gebrauch."}
    assert versions.pointed_at() == store
    assert holdings.without_figures() == [KEY]
    assert work.rollback({"version": "0" * 12, "who": "Max"})["error"].startswith("Einen Datenbestand „000000000000“")


def test_a_refused_file_says_why_and_is_not_kept(store: str) -> None:
    delivery, handle = handed_in(table(sign="?!"))
    assert done(delivery, handle, work.check) == 0
    assert (delivery.phase, delivery.has_content) == ("refused", False)
    errors = [one for one in delivery.report["findings"] if one["severity"] == "error"]
    assert errors[0]["sign"] == "?!"
    assert errors[0]["row"] == 2
    assert versions.pointed_at() == store


def test_a_file_nobody_knows_a_source_for_is_kept_for_the_answer(store: str) -> None:  # noqa: ARG001
    (versions.own_records() / "mappings" / f"{KEY}.yaml").unlink()
    delivery, handle = handed_in(table())
    done(delivery, handle, work.check)
    assert (delivery.phase, delivery.has_content) == ("refused", True)
    assert delivery.report["source"] is None


def test_a_file_whose_decimal_sign_is_open_is_kept_for_the_answer(store: str) -> None:  # noqa: ARG001
    lines = table().decode().replace(";100;", ";1.100;").splitlines()
    lines[2:] = []
    delivery, handle = handed_in("\r\n".join(lines).encode())
    done(delivery, handle, work.check)
    assert (delivery.phase, delivery.has_content) == ("refused", True)
    assert any(finding["asks"] == "decimal" for finding in delivery.report["findings"])
    answered = delivery.changed(decimal=",")
    done(answered, answered.lock(), work.check)
    assert answered.phase == "checked"
    assert desk.current() == answered
    handle = answered.lock()
    done(answered, handle, work.load)
    frame = queries.observations([KEY], ["district"])
    assert frame[frame["area"] == "16051"]["value"].tolist() == [1100.0]


def test_what_was_confirmed_is_what_is_loaded(store: str) -> None:
    delivery, handle = handed_in(table())
    done(delivery, handle, work.check)
    handle = delivery.lock()
    delivery.content.write_bytes(table(first=500))  # nobody can; but if
    delivery.say("loading", "Das Laden beginnt")
    done(delivery, handle, work.load)
    assert (delivery.phase, delivery.words) == ("failed", work.OUTDATED)
    assert versions.pointed_at() == store


def test_a_reader_that_breaks_gives_a_sentence_and_no_trace(
    store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("/some/secret/path")

    monkeypatch.setattr(checking, "check", broken)
    delivery, handle = handed_in(table())
    assert done(delivery, handle, work.check) == 1
    assert (delivery.phase, delivery.words) == ("failed", work.FAULTY)
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert versions.pointed_at() == store


def test_the_process_beside_checks_what_lies_on_the_desk(store: str) -> None:  # noqa: ARG001
    delivery, handle = handed_in(b"<!doctype html><html></html>", "seite.csv")
    starting.start("check", delivery, handle)
    until = desk.time.monotonic() + 120
    while delivery.phase in desk.WORKING and desk.time.monotonic() < until:
        desk.time.sleep(0.1)
    assert delivery.phase == "refused"
    assert "Internetseite" in json.dumps(delivery.report, ensure_ascii=False)


def test_the_process_beside_returns_to_a_version_only_in_one_sentence(store: str) -> None:
    assert starting.roll_back(store, "Max") == {"said": f"Datenbestand {store} ist in Gebrauch."}


def test_changed_records_are_noticed(store: str, tmp_path: Path) -> None:  # noqa: ARG001
    assert not holdings.records_have_changed()
    path = tmp_path / "own" / "sources" / f"{KEY}.yaml"
    os.utime(path, (1, 1))
    assert holdings.records_have_changed()


def test_own_records_of_another_test_do_not_linger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path, monkeypatch)
    assert KEY not in catalogue().sources
