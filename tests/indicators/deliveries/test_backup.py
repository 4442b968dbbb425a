"""A copy of the store and of the own records, put into empty folders, is everything that was there (R-07)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from indicators import answers, versions
from indicators.building import build
from indicators.catalogue import catalogue
from indicators.deliveries import intake

from .conftest import dump, full

ROOT = Path(__file__).resolve().parents[3]
INDICATOR = {
    "title": "Fälle", "short_title": "Fälle", "theme": "bevoelkerung", "departments": ["statistik"],
    "definition": "Fälle der Stadt.", "kind": "count", "given": [{"measure": "town_cases"}], "unit": "persons",
    "unit_text": "Personen", "decimals": 0, "direction": "no_judgement", "reference": "31.12.{year}",
    "reading": "Nur eine Probe.",
}  # fmt: skip
COUNTS = "select (select count(*) from kept.observation), (select count(*) from kept.observation_by_area)"
FOLDERS = {"store": "SOZIALPLANUNG_STORE", "own": "SOZIALPLANUNG_OWN"}


def moved_to(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, variable in FOLDERS.items():
        monkeypatch.setenv(variable, str(place / name))
    catalogue.cache_clear()


def hashes(place: Path) -> dict[str, str]:
    """Every file of the two folders and the hash of its bytes."""
    files = [path for name in FOLDERS for path in (place / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def rows_of_versions() -> dict[str, int]:
    """Version -> rows of its two tables, read from its file."""
    found = {}
    for facts in versions.kept():
        with duckdb.connect() as connection:
            connection.execute(f"attach '{versions.path_of(facts.version)}' as kept (read_only)")
            counts = connection.execute(COUNTS).fetchone()
            assert counts is not None
            assert counts[0] == counts[1] > 0
            found[facts.version] = counts[0]
    return found


def asked_anew() -> Any:
    """What a new process answers from the command line."""
    command = [sys.executable, "-m", "indicators", "values", "town", "--year", "2022", "--json"]
    found = subprocess.run(command, cwd=ROOT, env=os.environ.copy(), capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_a_copy_in_empty_folders_has_the_same_versions_rows_bytes_history_and_answers(
    workshop: Path,
    deliver: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    (workshop / "own" / "indicators").mkdir()
    dump(workshop / "own" / "indicators" / "town.yaml", INDICATOR)
    build()
    first = intake.load(deliver(full(100)), "Erika", source="town").version_after
    second = intake.load(deliver(full(105, (2022, 2023))), "Max", source="town").version_after
    before = hashes(workshop), rows_of_versions(), intake.history(), versions.active_loads(), asked_anew()
    assert len(before[1]) == 3

    place = tmp_path_factory.mktemp("restored")
    for name in FOLDERS:
        shutil.copytree(workshop / name, place / name)
        (workshop / name).rename(workshop / f"{name}_is_lost")
    moved_to(place, monkeypatch)

    assert (hashes(place), rows_of_versions(), intake.history(), versions.active_loads(), asked_anew()) == before
    assert versions.current_version() == second
    assert set(answers.values("town", year=2022).frame["value"]) == {105.0}
    assert build() == (second, False), "nothing is to be built after coming back"
    assert intake.rollback(first, "Erika") == first
    assert set(answers.values("town", year=2022).frame["value"]) == {100.0}
    assert intake.load(deliver(full(110)), "Max", source="town").changed


def test_a_copy_without_one_of_its_files_is_not_taken_for_whole(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    version, _ = build()
    place = tmp_path_factory.mktemp("restored")
    for name in FOLDERS:
        shutil.copytree(workshop / name, place / name)
    file = place / "store" / f"{version}.duckdb"
    file.write_bytes(file.read_bytes()[:-4096])
    moved_to(place, monkeypatch)
    with pytest.raises(versions.StoreMissing, match="beschädigt"):
        versions.current_version()


def test_the_readme_names_every_folder_that_a_copy_needs() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    paragraph = next(part for part in told.split("\n\n") if part.startswith("**Sichern.**"))
    for word in ("data/store", "data/own", "dashboard/settings.toml", *FOLDERS.values(), "SOZIALPLANUNG_SETTINGS"):
        assert f"`{word}`" in paragraph
