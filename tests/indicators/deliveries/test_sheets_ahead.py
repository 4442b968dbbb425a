"""After a load or a return the answers for all districts are there before anybody asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators import answers, district_sheets, sheet_files, sheets_ahead, versions
from indicators.catalogue import catalogue
from indicators.deliveries import intake

from .conftest import dump, full

Deliver = Callable[..., Path]


@pytest.fixture
def shown(store: Path, workshop: Path) -> Path:
    """An indicator of the measure that is delivered."""
    (workshop / "own" / "indicators").mkdir()
    record = {
        "title": "Fälle", "short_title": "Fälle", "theme": "bevoelkerung", "departments": ["statistik"],
        "definition": "Fälle.", "kind": "count", "given": [{"measure": "town_cases"}], "unit": "persons",
        "unit_text": "Personen", "decimals": 0, "direction": "no_judgement", "reference": "31.12.{year}",
        "reading": "Eine Probe.", "levels": ["district", "municipality"],
    }  # fmt: skip
    dump(workshop / "own" / "indicators" / "town.yaml", record)
    catalogue.cache_clear()
    return store


def kept_answers(version: str) -> dict[str, float]:
    """Indicator -> value of Erfurt in its latest year, as the file holds it. Fails where it has to be asked for."""
    frame = district_sheets._read(sheet_files.place_of(version))
    assert frame is not None, "the first visitor would have to wait"
    erfurt = frame[(frame["area"] == "16051") & (frame["level"] == "district")].sort_values("year")
    return dict(zip(erfurt["indicator"], erfurt["value"], strict=True))


def test_a_load_and_a_return_leave_the_answers_of_the_version_in_use_beside_it(shown: Path, deliver: Deliver) -> None:
    first = intake.load(deliver(full(100)), "Anna", source="town").version_after
    assert kept_answers(first)["town"] == 100
    second = intake.load(deliver(full(110)), "Anna", source="town").version_after
    assert kept_answers(second)["town"] == 110
    sheet_files.place_of(first).unlink()
    intake.rollback()
    assert versions.current_version() == first
    assert kept_answers(first)["town"] == 100
    assert kept_answers(first)["gisd_score"] == answers.values("gisd_score", areas=["16051"]).frame["value"].iloc[-1]
    assert shown.is_dir()


def test_answers_are_made_before_the_version_comes_into_use(
    shown: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = versions.current_version(), []
    made = district_sheets.make
    monkeypatch.setattr(
        district_sheets, "make", lambda version: (seen.append((version, versions.pointed_at())), made(version))
    )
    loaded = intake.load(deliver(full(100)), "Anna", source="town")
    assert seen == [(loaded.version_after, before)]
    assert shown.is_dir()


def test_where_no_district_changes_the_answers_are_taken_over(
    shown: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = intake.load(deliver(full(100)), "Anna", source="town").version_after
    monkeypatch.setattr(district_sheets, "make", lambda _: pytest.fail("asked for all the same"))
    towns = deliver({("16051000", 2015): 7, ("16052000", 2015): 8}, name="towns.csv")
    second = intake.load(towns, "Anna", source="town").version_after
    assert second != first
    assert kept_answers(second) == kept_answers(first)
    assert shown.is_dir()


def test_where_a_district_or_a_record_changes_they_are_not(shown: Path, deliver: Deliver, workshop: Path) -> None:
    first = intake.load(deliver(full(100)), "Anna", source="town").version_after
    second = intake.load(deliver({("16051", 2022): 101}), "Anna", source="town").version_after
    assert not sheets_ahead._taken_over(second, first)
    dump(workshop / "own" / "indicators" / "more.yaml", {"title": "…"})
    third = intake.building.build(loads=[*versions.active_loads()], publish=False)[0]
    assert not sheets_ahead._taken_over(third, second)
    assert shown.is_dir()


def test_what_killed_processes_left_behind_is_removed(shown: Path, deliver: Deliver) -> None:
    left = shown / "districts-0123456789ab-01234567.999999999"
    left.write_bytes(b"half")
    running = shown / "districts-0123456789ab-01234567.1"  # process 1 always runs
    running.write_bytes(b"half")
    intake.load(deliver(full(100)), "Anna", source="town")
    assert not left.exists()
    assert running.exists()


def test_a_version_that_never_came_into_use_takes_no_place_among_the_kept(
    shown: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the build and the swap: simulated by a swap that never happens."""
    before = intake.load(deliver(full(100)), "Anna", source="town").version_after

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(intake, "_swap", kill)
        with pytest.raises(Killed):
            intake.load(deliver(full(110)), "Anna", source="town")
    assert len(versions.kept()) == 3, "it lies there, finished"
    intake.rollback(before)
    assert len(versions.kept()) == 2
    assert not list(shown.glob("unfinished"))
