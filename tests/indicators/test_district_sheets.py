"""All answers at once, kept beside the store."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from indicators import answers, district_sheets, sheet_files, versions

pytestmark = pytest.mark.usefixtures("built_store")


def small() -> pd.DataFrame:
    frames = [
        answers.values(name, level=level, territory="2021").frame.assign(indicator=name)
        for name in ("sgb2_children_rate", "unemployment_rate")
        for level in ("district", "state")
    ]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to keep answers in, and a door that is asked for two indicators only."""
    frame = small()
    monkeypatch.setattr(versions, "folder", lambda: tmp_path)
    monkeypatch.setattr(district_sheets, "_asked", lambda: frame)
    return tmp_path


def test_kept_answers_are_those_of_the_door() -> None:
    for name in ("sgb2_children_rate", "unemployment_rate", "gisd_score"):
        kept = district_sheets.sheets()[name].answer.frame
        asked = answers.values(name, territory="2021").frame
        assert kept["value"].tolist() == pytest.approx(asked["value"].tolist(), nan_ok=True)
        assert kept["status"].tolist() == asked["status"].tolist()
        assert kept["mark"].tolist() == asked["mark"].tolist()
        sheet = district_sheets.sheets()[name]
        assert (
            sheet.state.value == answers.comparison(answers.values(name, territory="2021"), "state", sheet.year).value
        )


def test_answers_are_asked_for_once_and_then_read(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = "0" * 12
    fresh = district_sheets._sheets.__wrapped__(version)
    assert len(list(elsewhere.glob(f"districts-{version}-*.parquet"))) == 1
    monkeypatch.setattr(district_sheets, "_asked", lambda: pytest.fail("asked again"))
    read = district_sheets._sheets.__wrapped__(version)
    assert list(read) == list(fresh) == ["sgb2_children_rate", "unemployment_rate"]
    assert read["sgb2_children_rate"].latest == fresh["sgb2_children_rate"].latest


def test_a_file_cut_short_is_made_anew(elsewhere: Path) -> None:
    place = elsewhere / f"districts-{'0' * 12}-{sheet_files.made_by()}.parquet"
    place.write_bytes(b"PAR1 half")
    assert "sgb2_children_rate" in district_sheets._sheets.__wrapped__("0" * 12)
    assert place.stat().st_size > 1000


def test_old_files_are_removed_and_nothing_is_left_lying_about(elsewhere: Path) -> None:
    for number in range(sheet_files.KEPT_FILES + 2):
        district_sheets._sheets.__wrapped__(f"{number}" * 12)
    assert len(list(elsewhere.iterdir())) == sheet_files.KEPT_FILES == versions.KEPT_VERSIONS


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "folder", lambda: elsewhere / "nowhere")
    assert "sgb2_children_rate" in district_sheets._sheets.__wrapped__("0" * 12)
