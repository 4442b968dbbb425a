"""The attack on the version in use, as the command line tells it: cells, never counts of people."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd
import pytest

from indicators import confidentiality, guarding
from indicators.__main__ import main
from indicators.catalogue import catalogue
from indicators.disclosure import Attack, Cell, Finding
from tests import own_delivery
from tests.delivery import delivery


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A store with an own delivery of one district."""
    with pytest.MonkeyPatch.context() as patch:
        own_delivery.prepare(tmp_path_factory.mktemp("own"), patch)
        own_delivery.lay_down(delivery(districts=1), "first")
        own_delivery.built("first")
        yield
    catalogue.cache_clear()


def test_without_own_deliveries_nothing_is_withheld_and_nothing_can_fall(
    capsys: pytest.CaptureFixture[str], built_store: str
) -> None:
    assert main(["attack"]) == 0
    assert capsys.readouterr().out == (
        f"Datenbestand {built_store}. Dieser Datenbestand enthält keine eigenen Lieferungen mit Anzahlen; "
        "es ist keine Zelle zurückgehalten.\n"
    )


@pytest.mark.usefixtures("own")
def test_every_withheld_cell_is_counted_under_its_measure_and_year(capsys: pytest.CaptureFixture[str]) -> None:
    found = confidentiality.standing()
    assert found.fell == 0
    assert found.withheld == sum(line.withheld for line in found.lines) > 50
    assert {line.year for line in found.lines} == {2024}
    assert len({line.measure for line in found.lines}) == len(found.lines) > 10
    assert main(["attack"]) == 0
    said = capsys.readouterr().out
    assert f"Zurückgehalten: {found.withheld} Zellen." in said
    assert f"Halten stand: {found.withheld}; errechenbar: 0." in said


@pytest.mark.usefixtures("own")
def test_csv_and_json_hold_the_same_counts_of_cells_and_nothing_else(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    found = confidentiality.standing()
    assert main(["attack", "--csv"]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head == "Größe;Kennung;Jahr;zurückgehalten;halten stand;errechenbar;Datenstand"
    assert [row.split(";")[1:] for row in rows] == [
        [line.measure, str(line.year), str(line.withheld), str(line.stood), str(line.fell), found.version]
        for line in found.lines
    ]
    plain = confidentiality.as_json(found)
    assert main(["attack", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == plain
    assert set(plain["measures"][0]) == {"measure", "title", "year", "withheld", "stood", "fell"}


@pytest.mark.usefixtures("own")
def test_one_fallen_cell_ends_the_command_with_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measure = own_delivery.COUNTS
    findings = (
        Finding(Cell("16077001", measure, 2024), 1, 2, False),
        Finding(Cell("16077002", measure, 2024), 0, 9, True),
    )

    def fallen(_: pd.DataFrame) -> Attack:
        return Attack(findings)

    monkeypatch.setattr(guarding, "attacked", fallen)
    confidentiality._standing.cache_clear()
    try:
        assert main(["attack"]) == 2
        printed = capsys.readouterr()
        assert printed.err == "Nicht bestanden. Errechenbar: 1 Zelle von 2.\n"
        assert "16077001" not in printed.out + printed.err
    finally:
        confidentiality._standing.cache_clear()
