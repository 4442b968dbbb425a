"""Versions of the store: same inputs, same version; a swap is seen at once; what is broken says so in German."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from indicators import answers, queries, series, store, versions, whole
from indicators.building import build
from indicators.store import StoreMissing

GISD = "rki_gisd_2025"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data with one publication, and an empty place for the store."""
    (tmp_path / "figures").mkdir()
    shutil.copy(versions.DATA / "figures" / f"{GISD}.csv", tmp_path / "figures")
    monkeypatch.setattr(versions, "DATA", tmp_path)
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))
    return tmp_path


def replace(data: Path, old: str, new: str) -> None:
    path = data / "figures" / f"{GISD}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def erfurt_2021() -> float:
    frame = answers.values("gisd_score", year=2021, areas=["16051"]).frame
    return float(frame["value"].iloc[0])


def test_a_second_build_of_the_same_inputs_does_nothing(data: Path) -> None:
    version, built = build()
    file = data / "store" / f"{version}.duckdb"
    before = file.stat().st_mtime_ns
    assert built
    assert build() == (version, False)
    assert file.stat().st_mtime_ns == before


def test_the_same_inputs_give_the_same_version_and_a_changed_digit_another(data: Path) -> None:
    first = versions.input_version()
    replace(data, "0.66061", "0.66062")
    second = versions.input_version()
    replace(data, "0.66062", "0.66061")
    assert len(first) == 12
    assert first != second
    assert versions.input_version() == first


def test_a_running_process_sees_a_new_version_at_once(data: Path) -> None:
    build()
    assert erfurt_2021() == 0.66061
    replace(data, "16051,2021,gisd_score_rki,0.66061", "16051,2021,gisd_score_rki,0.5")
    newer, _ = build()
    assert answers.data_version() == newer
    assert erfurt_2021() == 0.5


def test_a_running_process_follows_a_step_back_to_the_older_version(data: Path) -> None:
    older, _ = build()
    replace(data, "16051,2021,gisd_score_rki,0.66061", "16051,2021,gisd_score_rki,0.5")
    build()
    assert erfurt_2021() == 0.5
    versions.publish(older)
    assert erfurt_2021() == 0.66061


def test_an_answer_asked_for_during_a_swap_comes_wholly_from_one_version(data: Path) -> None:
    older, _ = build()
    with versions.steady():
        replace(data, "16051,2021,gisd_score_rki,0.66061", "16051,2021,gisd_score_rki,0.5")
        newer, _ = build()
        assert answers.data_version() == older
        assert erfurt_2021() == 0.66061
    assert (answers.data_version(), erfurt_2021()) == (newer, 0.5)


def test_what_is_kept_under_a_version_never_holds_another_version_s_numbers(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, _ = build()
    replace(data, "16051,2021,gisd_score_rki,0.66061", "16051,2021,gisd_score_rki,0.5")
    build(publish=False)
    really = series.of

    def swapping(*question: object) -> pd.DataFrame:
        versions.publish(versions.version_of(()))  # another process swaps in this very moment
        return really(*question)

    monkeypatch.setattr(series, "of", swapping)
    whole._whole.cache_clear()
    assert erfurt_2021() == 0.66061
    monkeypatch.undo()
    monkeypatch.setattr(versions, "DATA", data)
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(data / "store"))
    assert erfurt_2021() == 0.5
    versions.publish(older)
    assert erfurt_2021() == 0.66061


def test_only_the_last_five_versions_are_kept_and_the_one_in_use_always(data: Path) -> None:
    folder = data / "store"
    folder.mkdir()
    for age, name in enumerate(["in_use", "b", "c", "d", "e", "f", "g"]):
        (folder / f"{name}.duckdb").touch()
        os.utime(folder / f"{name}.duckdb", (age, age))
    versions.publish("in_use")
    assert sorted(path.stem for path in folder.glob("*.duckdb")) == ["d", "e", "f", "g", "in_use"]


def test_without_a_store_a_german_sentence_says_what_to_do(data: Path) -> None:
    assert not (data / "store").exists()
    with pytest.raises(StoreMissing, match=r"^Der Datenbestand ist nicht verfügbar .*python -m indicators build"):
        answers.values("gisd_score")


@pytest.mark.parametrize("pointer", [b"", b"\x00" * 12, b"\xff\xfe", b"0123456789ab", b"../../elsewhere"])
def test_a_damaged_pointer_says_that_the_store_is_missing(data: Path, pointer: bytes) -> None:
    build()
    (data / "store" / "current").write_bytes(pointer)
    with pytest.raises(StoreMissing, match=r"^Der Datenbestand ist nicht verfügbar"):
        answers.values("gisd_score")


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "cut"])
def test_a_damaged_file_is_noticed_and_a_build_repairs_it(data: Path, damage: str) -> None:
    version, _ = build()
    file = data / "store" / f"{version}.duckdb"
    content = file.read_bytes()
    file.write_bytes({"emptied": b"", "overwritten": b"x" * len(content), "cut": content[: len(content) // 2]}[damage])
    with pytest.raises(StoreMissing, match=r"^Der Datenbestand ist nicht verfügbar \(die Datei ist beschädigt\)"):
        answers.data_version()
    assert build() == (version, True)
    assert erfurt_2021() == 0.66061


def test_the_store_is_opened_for_reading_only_and_reads_no_other_files(data: Path) -> None:
    build()
    assert data.is_dir()
    with store.engine().connect() as connection:
        for statement in ("delete from observation", "select * from read_csv('/etc/hostname')"):
            with pytest.raises(store.sa.exc.DBAPIError):
                connection.execute(store.sa.text(statement))


def test_a_series_of_one_measure_comes_in_order_of_year_and_area(data: Path) -> None:
    build()
    assert data.is_dir()
    frame = queries.observations(["gisd_score_rki"], ["district"])
    order = list(zip(frame["year"], frame["area"], strict=True))
    assert order == sorted(order)
    assert len(order) == 24 * 22
    assert queries.coverage().iloc[0][["first_year", "last_year", "areas"]].tolist() == [1998, 2021, 22]
