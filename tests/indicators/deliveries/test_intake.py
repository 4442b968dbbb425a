"""A load becomes a version or changes nothing; everything is written down, and any kept version can be returned to."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from indicators import district_sheets, queries, sheets_ahead, versions, writing
from indicators.__main__ import main
from indicators.building import BuildRefused, build
from indicators.catalogue import catalogue
from indicators.deliveries import intake, journal, unfinished
from indicators.deliveries.checking import check
from indicators.deliveries.findings import FileRefused

from .conftest import DISTRICTS, SOURCE, dump, full

Deliver = Callable[..., Path]


def snapshot(store: Path) -> dict[str, bytes]:
    """Every file of a store but the lock, with its content."""
    files = [path for path in store.rglob("*") if path.is_file() and path.name != "writing.lock"]
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in files}


def erfurt() -> float | None:
    frame = queries.observations(["town_cases"], ["district"])
    found = frame[frame["area"] == "16051"]["value"].tolist()
    return float(found[-1]) if found else None


def test_a_load_becomes_the_version_in_use(store: Path, deliver: Deliver) -> None:
    before = versions.current_version()
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    assert loaded.changed
    assert (loaded.version_before, loaded.version_after) == (before, versions.current_version())
    assert erfurt() == 100
    assert versions.facts_of(versions.current_version()).loads == (loaded.report.load,)
    assert store.is_dir()


def test_a_load_is_written_down_with_all_that_is_asked_for(store: Path, deliver: Deliver) -> None:
    before = versions.current_version()
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    entry = intake.history()[0]
    assert (entry.who, entry.what, entry.file, entry.source) == ("Anna", "load", "cases.csv", "town")
    assert (entry.read, entry.taken, entry.refused, entry.left_out) == (22, 22, 0, 0)
    assert (entry.version_before, entry.version_after) == (before, loaded.version_after)
    assert entry.sha256 == loaded.report.sha256
    assert len(entry.sha256) == 64
    assert entry.summary == "22 neue Werte in 1 Kennzahl, neues Jahr: 2022."
    assert entry.at.startswith("20")
    assert store.is_dir()


def test_the_record_of_a_load_names_licence_territory_and_program(store: Path, deliver: Deliver) -> None:
    loaded = intake.load(deliver(full(100, (2020,)) | {("16056", 2020): 5} | full(100)), "Anna", source="town")
    record = json.loads((versions.load_folder(str(loaded.report.load)) / "record.json").read_text("utf-8"))
    assert (record["licence"], record["territory"]) == ("dl_de_by_2_0", "Gebietsstand des jeweiligen Jahres")
    assert record["divisions"] == ["2019", "2021"]
    assert record["inputs"] == versions.input_version()
    assert store.is_dir()


def fetched(file: Path, **other: str) -> dict[str, str]:
    """Lay beside a file what `fetch` writes down of it."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    noted = {"url": "https://example.org/cases.csv", "sha256": digest, "fetched": "2026-11-20T08:00:00+00:00"} | other
    (file.parent / f"{file.name}.json").write_text(json.dumps(noted), encoding="utf-8")
    return noted


def test_the_address_and_time_of_a_download_are_kept_with_its_load(
    store: Path, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    file = deliver(full(100))
    noted = fetched(file, licence="dl_de_by_2_0")
    loaded = intake.load(file, "Anna", source="town")
    record = json.loads((versions.load_folder(str(loaded.report.load)) / "record.json").read_text("utf-8"))
    assert (record["url"], record["fetched"]) == (noted["url"], noted["fetched"])
    assert main(["history", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)[0]
    assert (entry["url"], entry["fetched"]) == (noted["url"], noted["fetched"])
    assert store.is_dir()


@pytest.mark.parametrize("other", [{"sha256": "0" * 64}, {"url": "javascript:alert(1)"}])
def test_a_record_of_other_bytes_or_of_no_address_says_nothing(
    store: Path, deliver: Deliver, other: dict[str, str]
) -> None:
    file = deliver(full(100))
    fetched(file, **other)
    intake.load(file, "Anna", source="town")
    assert (intake.history()[0].url, intake.history()[0].fetched) == ("", "")
    assert store.is_dir()


@pytest.mark.parametrize("beside", ["[" * 50_000, "{}" + " " * 200_000, "kein JSON", "[1]"])
def test_a_file_beside_the_delivery_that_is_no_record_harms_nothing(deliver: Deliver, beside: str) -> None:
    file = deliver(full(100))
    (file.parent / f"{file.name}.json").write_text(beside, encoding="utf-8")
    assert check(file, "town").origin == {}


def test_a_file_nobody_fetched_has_the_address_of_its_source_and_no_time(
    store: Path, deliver: Deliver, workshop: Path
) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"url": "https://example.org/"})
    catalogue.cache_clear()
    intake.load(deliver(full(100)), "Anna", source="town")
    assert (intake.history()[0].url, intake.history()[0].fetched) == ("https://example.org/", "")
    assert store.is_dir()


def test_a_line_of_a_later_program_is_still_read(store: Path, deliver: Deliver) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    line = json.loads(journal.path().read_text("utf-8")) | {"colour": "blue"}
    journal.path().write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert [entry.who for entry in intake.history()] == ["Anna"]
    assert store.is_dir()


def test_all_changes_are_written_to_a_file_and_never_over_the_delivery(
    store: Path, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    path, wanted = deliver(full(101)), store.parent / "liste.csv"
    assert main(["check", str(path), "--source", "town", "--changes", str(wanted)]) == 0
    out, err = capsys.readouterr()
    assert "  … und 17 weitere\n" in out
    assert f"22 geänderte und entfallende Werte: {wanted}" in err
    assert len(wanted.read_text("utf-8-sig").splitlines()) == 23
    content = path.read_bytes()
    assert main(["check", str(path), "--source", "town", "--changes", str(path)]) == 2
    assert "ist die Lieferung selbst" in capsys.readouterr().err
    assert path.read_bytes() == content
    assert main(["check", str(path), "--source", "town", "--changes", str(store)]) == 2
    assert "geht nicht als Datei für die Änderungen" in capsys.readouterr().err


def test_the_history_tells_counts_checksum_and_both_versions(
    store: Path, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    intake.rollback(who="Ben")
    capsys.readouterr()
    assert main(["history"]) == 0
    back, load = capsys.readouterr().out.splitlines()
    before, after = loaded.version_before, loaded.version_after
    assert back.endswith(f"Uhr  Ben  zurückgekehrt: Datenstand {after} → {before}")
    assert load.endswith(
        f"Anna  cases.csv (town): 22 Werte gelesen, 22 übernommen, 0 abgewiesen, 0 ausgelassen; "
        f"SHA-256 {loaded.report.sha256[:8]}; Datenstand {before} → {after}. {loaded.report.summary}"
    )
    assert store.is_dir()


def test_nobody_writes_a_line_of_another_into_the_journal(store: Path, deliver: Deliver) -> None:
    name = 'a\n{"who": "Eve"}\r\n.csv'
    intake.load(deliver(full(100), name=name), "Anna\nEve\x1b[31m", source="town")
    assert len((store / "journal.jsonl").read_text("utf-8").splitlines()) == 1
    entry = intake.history()[0]
    assert "\n" not in entry.who + entry.file
    assert "\x1b" not in entry.who


def test_what_a_load_keeps_is_for_its_owner_only(store: Path, deliver: Deliver) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    folder = versions.load_folder(str(loaded.report.load))
    assert {path.name for path in folder.iterdir()} == {"observations.parquet", "record.json"}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert (store / "journal.jsonl").stat().st_mode & 0o777 == 0o600
    record = json.loads((folder / "record.json").read_text("utf-8"))
    assert (record["who"], record["source"], record["sha256"]) == ("Anna", "town", loaded.report.sha256)


def test_the_same_file_twice_changes_nothing(store: Path, deliver: Deliver) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    before = snapshot(store)
    again = intake.load(deliver(full(100)), "Ben", source="town")
    assert (again.changed, again.text) == (False, "Die Datei ändert nichts am Datenbestand.")
    assert snapshot(store) == before


def test_the_same_figures_in_another_file_are_noted_and_use_up_no_version(store: Path, deliver: Deliver) -> None:
    first = versions.current_version()
    loaded = intake.load(deliver(full(100, (2021, 2022))), "Anna", source="town")
    kept = [facts.version for facts in versions.kept()]
    turned = deliver(dict(reversed(full(100, (2021, 2022)).items())), name="umgekehrt.csv")
    part = deliver(full(100, (2022,)), name="teil.csv")
    for file in (turned, part):
        again = intake.load(file, "Ben", source="town")
        assert (again.changed, again.text) == (False, "Als Lieferung vermerkt; die Zahlen sind dieselben.")
        entry = intake.history()[0]
        assert (entry.who, entry.file, entry.words) == ("Ben", file.name, "vermerkt")
        assert entry.version_before == entry.version_after == loaded.version_after
        assert (entry.read, entry.taken, entry.left_out) == (again.report.read, 0, again.report.read)
    assert [facts.version for facts in versions.kept()] == kept
    assert len(list((store / "loads").iterdir())) == 1
    intake.load(part, "Ben", source="town")
    assert len(intake.history()) == 3, "the same file again is not even noted"
    assert intake.rollback() == first, "a note is no version to return from"


def test_shipped_figures_that_are_delivered_again_are_noted(store: Path, workshop: Path) -> None:
    sources = workshop / "own" / "mappings" / "rki_gisd_2025.yaml"
    sources.write_text("format: plain_table\nseries: {gisd_score_rki: gisd_score_rki}\n", encoding="utf-8")
    lines = (workshop / "figures" / "rki_gisd_2025.csv").read_text("utf-8").splitlines()
    file = workshop / "again.csv"
    file.write_text("\n".join([lines[0], *(line for line in lines if ",2021," in line)]) + "\n", encoding="utf-8")
    before = versions.current_version()
    again = intake.load(file, "Anna", source="rki_gisd_2025")
    assert (again.changed, again.text) == (False, intake.NOTED)
    assert (versions.current_version(), versions.active_loads()) == (before, ())
    assert store.is_dir()


def test_the_same_figures_of_another_source_are_a_new_version(store: Path, deliver: Deliver) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    assert intake.load(deliver(full(100)), "Anna", source="town_own").changed
    assert store.is_dir()


def test_two_withheld_figures_look_alike_and_the_corrected_one_is_taken_all_the_same(
    store: Path, deliver: Deliver
) -> None:
    intake.load(deliver(full(100) | {("16051", 2022): 2}), "Anna", source="town_own")
    corrected = full(100) | {("16051", 2022): 1}
    report = check(deliver(corrected), "town_own")
    assert report.changes_nothing
    assert intake.load(report, "Anna").changed
    again = intake.load(deliver(dict(reversed(corrected.items())), name="again.csv"), "Anna", source="town_own")
    assert (again.changed, again.text) == (False, intake.NOTED)
    first = intake.load(deliver(full(100) | {("16051", 2022): 2}), "Anna", source="town_own")
    assert first.changed, "an earlier figure came back"
    assert store.is_dir()


def test_figures_that_not_every_indicator_can_be_made_of_are_not_loaded(
    store: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")

    def break_down(_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(district_sheets, "make", break_down)
    before = snapshot(store)
    with pytest.raises(sheets_ahead.Unanswered, match="lassen sich nicht alle Indikatoren berechnen"):
        intake.load(deliver(full(110)), "Anna", source="town")
    assert snapshot(store) == before
    for path in store.glob("districts-*"):
        path.unlink()
    assert intake.rollback() == loaded.version_before, "a way back is never closed"


def test_the_same_figures_in_another_order_have_the_same_id(store: Path, deliver: Deliver) -> None:
    cells = full(100, (2021, 2022))
    first = check(deliver(cells), "town")
    second = check(deliver(dict(reversed(cells.items()))), "town")
    assert first.load == second.load
    assert first.load != check(deliver(cells | {("16051", 2022): 101}), "town").load
    assert store.is_dir()


def test_a_file_that_was_replaced_can_be_loaded_again_on_top(store: Path, deliver: Deliver) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    intake.load(deliver(full(200)), "Anna", source="town")
    assert erfurt() == 200
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    assert erfurt() == 100
    assert len(versions.active_loads()) == 2
    assert versions.active_loads()[-1] == loaded.report.load
    assert store.is_dir()


def test_a_refused_file_leaves_the_store_as_it_was(store: Path, deliver: Deliver) -> None:
    before = snapshot(store)
    with pytest.raises(FileRefused, match=r"„cases\.csv“ wird nicht geladen: 1 Fehler\."):
        intake.load(deliver(full(100) | {("16056", 2022): 5}), "Anna", source="town")
    assert snapshot(store) == before


def test_a_build_that_fails_leaves_the_store_as_it_was(
    store: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(store)

    def refuse(*_: object, **__: object) -> None:
        raise BuildRefused("Nein.")

    monkeypatch.setattr(intake.building, "build", refuse)
    with pytest.raises(BuildRefused, match=r"^Nein\.$"):
        intake.load(deliver(full(100)), "Anna", source="town")
    assert snapshot(store) == before


@pytest.mark.parametrize("place", ["shutil.copyfile", "journal.write", "versions.publish"])
def test_a_full_disk_leaves_the_store_as_it_was_and_says_so(
    store: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    report = check(deliver(full(100)), "town")
    current, loads = versions.current_version(), versions.active_loads()
    if place != "versions.publish":
        owner, name = place.split(".")
        monkeypatch.setattr(getattr(intake, owner), name, full_disk)
    else:
        monkeypatch.setattr(versions, "_replace", full_disk)
    with pytest.raises(
        intake.LoadRefused, match=r"^Der Datenträger ist voll; der bisherige Datenbestand gilt weiter\."
    ):
        intake.load(report, "Anna")
    monkeypatch.undo()
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(store))
    assert (versions.current_version(), versions.active_loads()) == (current, loads)
    assert not list((store / "loads").glob("*"))
    assert intake.history() == []


def test_a_report_is_loaded_only_while_the_version_it_was_compared_with_is_in_use(
    store: Path, deliver: Deliver
) -> None:
    report = check(deliver(full(100)), "town")
    intake.load(deliver(full(200)), "Ben", source="town")
    with pytest.raises(intake.LoadRefused, match="Bitte die Datei noch einmal prüfen"):
        intake.load(report, "Anna")
    assert erfurt() == 200
    assert store.is_dir()


def test_a_second_writer_is_refused_with_a_sentence(store: Path, deliver: Deliver) -> None:
    import threading

    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with writing.only_writer():
            entered.set()
            leave.wait(20)

    other = threading.Thread(target=write)
    other.start()
    entered.wait(20)
    heard: list[str] = []
    with pytest.raises(writing.Busy, match=r"^Gerade wird ein anderer Datenbestand gebaut"):
        intake.load(deliver(full(100)), "Anna", source="town", patience=0.2, say=heard.append)
    leave.set()
    other.join()
    assert heard == ["Eine andere Lieferung wird gerade geladen; es wird gewartet"]
    assert intake.load(deliver(full(100)), "Anna", source="town").changed
    assert store.is_dir()


def test_every_kept_version_can_be_returned_to(store: Path, deliver: Deliver) -> None:
    made = {versions.current_version(): None}
    for value in (100, 110, 120, 130):
        loaded = intake.load(deliver(full(value)), "Anna", source="town")
        made[loaded.version_after] = float(value)
    assert len(versions.kept()) == 5
    for version, value in made.items():
        assert intake.rollback(version, "Ben") == version
        assert versions.current_version() == version
        assert erfurt() == value
    assert len(versions.kept()) == 5
    assert [entry.what for entry in intake.history()[:5]] == ["rollback"] * 5
    assert store.is_dir()


def test_a_return_without_a_name_leads_to_the_version_before(store: Path, deliver: Deliver) -> None:
    before = versions.current_version()
    intake.load(deliver(full(100)), "Anna", source="town")
    assert intake.rollback() == before
    assert versions.active_loads() == ()
    assert intake.load(deliver(full(100)), "Anna", source="town").changed
    assert erfurt() == 100
    assert store.is_dir()


def test_the_version_before_a_load_is_kept_even_if_it_is_the_oldest(store: Path, deliver: Deliver) -> None:
    oldest = versions.current_version()
    for value in (100, 110, 120, 130):
        intake.load(deliver(full(value)), "Anna", source="town")
    intake.rollback(oldest)
    intake.load(deliver(full(140)), "Anna", source="town")
    assert intake.rollback() == oldest
    assert store.is_dir()


@pytest.mark.parametrize("version", ["0123456789ab", "../../etc", "x\ny"])
def test_a_version_that_is_not_there_cannot_be_returned_to(store: Path, version: str) -> None:
    with pytest.raises(intake.LoadRefused, match=r"^Einen Datenbestand „.+“ gibt es nicht\. Vorhanden: [0-9a-f]{12}\."):
        intake.rollback(version)
    assert store.is_dir()


def test_a_damaged_version_cannot_be_returned_to(store: Path, deliver: Deliver) -> None:
    before = versions.current_version()
    intake.load(deliver(full(100)), "Anna", source="town")
    (store / f"{before}.duckdb").write_bytes(b"x")
    with pytest.raises(intake.LoadRefused, match="ist beschädigt"):
        intake.rollback(before)


def test_what_killed_loads_left_behind_is_swept_and_nothing_else(store: Path, deliver: Deliver) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    for name in ("0123456789ab", ".0123456789ab.99999"):
        (store / "loads" / name).mkdir()
        (store / "loads" / name / "observations.parquet").write_bytes(b"half")
    intake.load(deliver(full(110)), "Anna", source="town")
    left = {path.name for path in (store / "loads").iterdir()}
    assert loaded.report.load in left
    assert len(left) == 2


def test_files_half_written_by_killed_processes_are_swept_and_those_of_others_are_not(
    store: Path, deliver: Deliver
) -> None:
    gone, alive = 2**22 + 7, os.getppid()  # above every process id that Linux gives
    for process in (gone, alive):
        for name in ("current", "0123456789ab.json"):
            (store / f"{name}.{process}").write_text("half", encoding="utf-8")
    (store / "notes.json.kept").write_text("not ours", encoding="utf-8")
    intake.load(deliver(full(100)), "Anna", source="town")
    left = {path.name for pattern in ("current.*", "*.json.*") for path in store.glob(pattern)}
    assert left == {f"current.{alive}", f"0123456789ab.json.{alive}", "notes.json.kept"}


def test_nothing_is_swept_while_a_version_cannot_say_what_it_is_made_of(store: Path, deliver: Deliver) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    (store / "journal.jsonl").unlink()
    (store / f"{loaded.version_after}.json").write_text("", encoding="utf-8")
    unfinished.sweep()
    assert (store / "loads" / str(loaded.report.load)).is_dir()


def test_a_version_that_lost_its_facts_keeps_its_loads_by_the_journal(store: Path, deliver: Deliver) -> None:
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    (store / f"{loaded.version_after}.json").unlink()
    build()
    assert erfurt() == 100


def test_a_load_that_was_killed_before_it_was_written_down_is_written_down_at_the_next(
    store: Path, deliver: Deliver
) -> None:
    first = intake.load(deliver(full(100)), "Anna", source="town")
    (store / "journal.jsonl").unlink()
    intake.load(deliver(full(110)), "Ben", source="town")
    entries = intake.history()
    assert [(entry.who, entry.load == first.report.load) for entry in entries] == [("Ben", False), ("Anna", True)]
    assert entries[1].summary.startswith("Nachgetragen")


def test_a_line_of_the_journal_that_was_cut_off_is_passed_over(store: Path, deliver: Deliver) -> None:
    intake.load(deliver(full(100)), "Anna", source="town")
    with open(journal.path(), "a", encoding="utf-8") as file:
        file.write('{"at": "20')
    intake.load(deliver(full(110)), "Ben", source="town")
    assert [entry.who for entry in intake.history()] == ["Ben", "Anna"]
    assert store.is_dir()


def test_a_discarded_report_leaves_nothing(store: Path, deliver: Deliver) -> None:
    before = snapshot(store)
    report = check(deliver(full(100)), "town")
    folder = report.folder
    assert folder.is_dir()
    intake.discard(report)
    assert not folder.exists()
    assert snapshot(store) == before


def test_the_command_line_asks_before_it_loads(
    store: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    path = str(deliver(full(100)))
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(["load", path, "--source", "town"]) == 2
    out, err = capsys.readouterr()
    assert "Übernehmen? [j/N]" in out
    assert "Nicht geladen; der Datenbestand ist unverändert." in err
    assert erfurt() is None
    monkeypatch.setattr("sys.stdin", io.StringIO("j\n"))
    assert main(["load", path, "--source", "town", "--who", "Anna"]) == 0
    assert erfurt() == 100
    assert store.is_dir()


def test_a_zipped_download_is_unpacked_checked_and_leaves_nothing_behind(
    deliver: Deliver, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = workshop / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    inner = deliver(full(100))
    with zipfile.ZipFile(workshop / "download.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "ordner/cases.csv")
    report = check(workshop / "download.zip", "town")
    assert (report.name, report.taken, report.may_be_loaded) == ("download.zip", 22, True)
    assert report.load == check(inner, "town").load
    assert "Gelesen wird „cases.csv“ aus dem Archiv." in [finding.text for finding in report.findings]
    assert list(aside.iterdir()) == [report.folder]


def test_the_decimal_sign_can_be_named_on_the_command_line(workshop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workshop / "shares.csv"
    rows = "".join(f"{area};2022;town_share;1.234\n" for area in DISTRICTS)
    path.write_text(f"AGS;Jahr;Indikator;Wert\n{rows}", encoding="utf-8")
    assert main(["check", str(path), "--source", "town"]) == 2
    assert "--decimal komma oder --decimal punkt" in capsys.readouterr().out
    assert main(["check", str(path), "--source", "town", "--decimal", "punkt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken"] == 22
    assert main(["check", str(path), "--source", "town", "--decimal", "komma"]) == 2
    assert "Ein Anteil liegt nicht zwischen 0 und 100 %: 1.234." in capsys.readouterr().out


def test_the_command_line_checks_loads_lists_and_returns(
    store: Path, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(deliver(full(100)))
    assert main(["check", path, "--source", "town", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken"] == 22
    assert main(["load", path, "--source", "town", "--yes", "--who", "Anna"]) == 0
    assert main(["history"]) == 0
    told = capsys.readouterr().out
    assert "Anna  cases.csv (town): 22 Werte gelesen, 22 übernommen" in told
    assert re.search(r"^\d\d\.\d\d\.20\d\d, \d\d:\d\d Uhr  Anna", told, re.MULTILINE)
    assert main(["versions"]) == 0
    told = capsys.readouterr().out
    assert told.count("in Gebrauch") == 1
    assert re.search(r"  \d\d\.\d\d\.20\d\d, \d\d:\d\d Uhr  1 Lieferung  in Gebrauch$", told, re.MULTILINE)
    assert main(["rollback"]) == 0
    capsys.readouterr()
    assert main(["history", "--json"]) == 0
    assert datetime.fromisoformat(json.loads(capsys.readouterr().out)[0]["at"]).tzinfo is not None
    assert main(["check", str(deliver({("16056", 2022): 5})), "--source", "town"]) == 2
    assert main(["check", str(store / "nothing.csv")]) == 2


@pytest.mark.parametrize("command", [["check"], ["load", "--yes"], ["template", "--from"]])
def test_a_folder_in_place_of_a_file_is_answered_with_what_to_give(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.chdir(workshop)
    assert main([*command, "."]) == 2
    assert "„.“ ist ein Ordner. Bitte die Datei selbst angeben (CSV, XLSX, XLS oder ODS, auch als ZIP)." in (
        capsys.readouterr().err
    )
