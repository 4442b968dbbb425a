"""Records of one's own count from the next version of the figures on, without a restart."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators import holdings, versions
from indicators.catalogue import CatalogueError, catalogue
from indicators.deliveries import template
from tests.application import application

FIRST, SECOND = "Betten im Notquartier", "Plätze im Frauenhaus"
ONE, TWO = template.identity_of(FIRST), template.identity_of(SECOND)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(tmp_path))
    catalogue.cache_clear()
    yield tmp_path
    catalogue.cache_clear()


def describe(own: Path, title: str) -> None:
    template.command(own, title, "district")


def known(version: str) -> set[str]:
    with versions.steady(version):
        return {ONE, TWO} & set(catalogue().indicators)


def test_they_are_read_when_another_version_comes_into_use_and_stay_with_the_old_one(own: Path) -> None:
    describe(own, FIRST)
    assert known("first") == {ONE}
    describe(own, SECOND)
    assert known("first") == {ONE}, "a request that is under way sees one catalogue"
    assert known("second") == {ONE, TWO}
    assert known("first") == {ONE}
    with versions.steady("first"):
        assert holdings.records_have_changed()
    with versions.steady("second"):
        assert not holdings.records_have_changed()


def test_where_nothing_was_written_nothing_is_read_again(own: Path) -> None:
    describe(own, FIRST)
    with versions.steady("first"):
        first = catalogue()
    with versions.steady("second"):
        assert catalogue() is first


def test_a_record_that_somebody_is_still_writing_takes_nothing_from_the_visitors(
    own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    describe(own, FIRST)
    assert known("first") == {ONE}
    (own / "indicators" / "half.yaml").write_text("title: [", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert known("second") == {ONE}
    assert "half.yaml" in caplog.text
    with versions.steady("second"):
        assert holdings.records_have_changed()
    with pytest.raises(CatalogueError, match=r"half\.yaml"):  # who builds or loads is told
        catalogue()
    (own / "indicators" / "half.yaml").unlink()
    assert known("third") == {ONE}


LOAD = """
import sys
from pathlib import Path
from indicators import versions
versions.DATA = Path(sys.argv.pop(1))
from indicators.__main__ import main
sys.exit(main())
"""


def test_an_own_indicator_answers_after_its_load_while_the_application_runs(
    store: Path, workshop: Path, root: Path
) -> None:
    client = application().test_client()
    address = f"/api/v1/values.json?indicator={ONE}&year=2023&areas=16051"
    assert client.get(address).status_code == 400
    describe(workshop / "own2", FIRST)  # as `template` writes them; the measures go below those that are there
    for path in (workshop / "own2").rglob("*.yaml"):
        place = workshop / "own" / path.relative_to(workshop / "own2")
        place.parent.mkdir(exist_ok=True)
        place.write_text((place.read_text("utf-8") if place.exists() else "") + path.read_text("utf-8"), "utf-8")
    lines = template.template("csv", "district", title=FIRST, year=2023).decode("utf-8-sig").splitlines()
    rows = [line.split(";") for line in lines[1:] if line.startswith("16")]
    table = [lines[0], *(";".join([*cells[:5], str(100 + i), *cells[6:]]) for i, cells in enumerate(rows))]
    (workshop / "betten.csv").write_text("\n".join(table), "utf-8")
    command = [sys.executable, "-c", LOAD, str(workshop), "load", str(workshop / "betten.csv"), "--yes"]
    loaded = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    answer = client.get(address)
    assert (answer.status_code, answer.json["values"][0]["value"]) == (200, 100.0)
    assert ONE in {item["id"] for item in client.get("/api/v1/indicators.json").json["indicators"]}
    assert store.is_dir()
