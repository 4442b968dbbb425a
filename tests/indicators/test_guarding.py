"""Own deliveries: what must not leave the house is gone from the store before anybody can ask, in every version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from indicators import answers, guarding, queries, versions
from indicators.catalogue import catalogue
from indicators.disclosure import Release, after, attack
from indicators.guarding import CannotBeProtected
from tests import own_delivery
from tests.delivery import MEASURES, delivery

LEVELS = ["municipality", "district", "state"]
OWN = [own_delivery.PREFIX + name for name in MEASURES]
HEAD = ["measure", "level", "area", "year", "value", "sign", "status", "division", "source"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store that knows the records of the delivery."""
    own_delivery.prepare(tmp_path, monkeypatch)
    yield tmp_path
    monkeypatch.undo()
    catalogue.cache_clear()


def stored() -> pd.DataFrame:
    found = [queries.observations(OWN, [level]).assign(level=level) for level in LEVELS]
    return pd.concat(found, ignore_index=True)


def true_counts(version: str, districts: int) -> dict[tuple[str, str], int]:
    counts = delivery(version, districts=districts).counts
    return {(own_delivery.PREFIX + cell.measure, cell.area): count for cell, count in counts.items()}


def with_counts(rows: pd.DataFrame, version: str) -> list[float | None]:
    counts = true_counts(version, 3)
    return [counts.get(key) for key in zip(rows["measure"], rows["area"], strict=True)]


def test_every_count_of_one_or_two_is_gone_from_the_store_and_every_shown_count_is_the_delivered_one(
    house: Path,
) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    own_delivery.built("first")
    rows, counts = stored(), true_counts("first", 2)
    rows["true"] = [counts.get(key) for key in zip(rows["measure"], rows["area"], strict=True)]
    delivered = rows[rows["true"].notna()]
    small = delivered["true"].isin([1, 2])
    assert small.sum() > 50
    assert set(delivered.loc[small, "status"]) == {"secret"}
    assert delivered.loc[delivered["status"].eq("secret"), ["value", "sign"]].isna().all(axis=None)
    shown = delivered[delivered["status"].isin(["value", "zero"])]
    assert len(shown) > 300
    assert shown["value"].eq(shown["true"]).all()
    assert house.exists()


def test_the_attack_on_the_stored_version_finds_out_nothing(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    own_delivery.built("first")
    result = guarding.attacked(stored())
    assert (result.stood > 80, result.fell) == (True, 0)
    assert house.exists()


def test_the_last_cell_that_is_left_secret_falls(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    own_delivery.built("first")
    rows, counts = stored(), true_counts("first", 2)
    secret = rows.index[rows["status"].eq("secret")]
    others = secret[secret != secret[0]]
    rows.loc[others, "value"] = [
        float(counts[measure, area]) for measure, area in rows.loc[others, ["measure", "area"]].to_numpy()
    ]
    rows.loc[others, "status"] = "value"
    result = guarding.attacked(rows)
    assert (result.stood, result.fell) == (0, 1)
    assert house.exists()


def test_two_versions_together_open_nothing(house: Path) -> None:
    for name in ("first", "second"):
        own_delivery.lay_down(delivery(name, districts=3), name)
    own_delivery.built("first")
    before = stored()
    own_delivery.built("first", "second")
    now = stored()
    assert not before["value"].equals(now["value"])
    secret_before, secret_now = (guarding._secret_cells(rows) for rows in (before, now))
    # What a reader of both versions sees; the counts behind are given so that unchanged cells are one unknown.
    old, new = (
        guarding.table_of(rows.assign(value=with_counts(rows, name)))
        for rows, name in ((before, "first"), (now, "second"))
    )
    together = after(new, Release("before", old, secret_before))
    result = attack(together, secret_now | together.withheld, exact=False)
    assert (result.stood > 80, result.fell) == (True, 0)
    assert house.exists()


def test_the_pattern_of_a_version_is_the_same_whenever_it_is_built(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    version = own_delivery.built("first")
    first = stored()
    versions.path_of(version).unlink()
    assert own_delivery.built("first") == version
    pd.testing.assert_frame_equal(stored(), first)
    assert house.exists()


def test_a_higher_threshold_of_the_source_withholds_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for threshold in (3, 10):
        own_delivery.prepare(tmp_path / str(threshold), monkeypatch, threshold=threshold)
        own_delivery.lay_down(delivery(districts=1), "first")
        own_delivery.built("first")
        rows = stored()
        found.append(int(rows["status"].eq("secret").sum()))
        assert rows.loc[rows["status"].eq("value"), "value"].min() >= threshold
    assert found[0] < found[1]
    monkeypatch.undo()
    catalogue.cache_clear()


def test_what_an_office_has_published_is_shown_as_published(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=1), "first")
    own_delivery.built("first")
    # Gera 31.12.2024: 2,775 per 12,146 children under 15
    row = next(row for row in answers.values("sgb2_children_rate", year=2024).rows[2024] if row.area == "16052")
    assert (row.numerator, row.denominator) == (2775, 12146)
    assert house.exists()


def test_everything_made_of_a_secret_count_is_unknown_too(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    own_delivery.built("first")
    rate = answers.values(own_delivery.RATE, level="municipality").frame
    count = answers.values(own_delivery.COUNTS, level="municipality").frame
    secret = set(count.loc[count["status"].eq("secret"), "area"])
    hidden = rate[rate["area"].isin(secret)]
    assert len(secret) > 10
    assert hidden[["value", "lower", "upper", "numerator"]].isna().all(axis=None)
    assert set(hidden["status"]) == {"secret"}
    # a rate of at least three of at least a hundred, else none (D-20)
    shown = rate[rate["value"].notna()]
    assert ((shown["numerator"] >= 3) | (shown["numerator"] == 0)).all()
    assert (shown["denominator"] >= 100).all()
    assert house.exists()


def test_a_small_count_that_the_public_can_compute_refuses_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_delivery.prepare(tmp_path, monkeypatch)
    places = [area for area in guarding.geography.areas("municipality", "2014") if area.parent == "16077"]
    parts = [(OWN[0], "municipality", area.key, 2024, 0.0 if at else 1.0) for at, area in enumerate(places)]
    rows = pd.DataFrame(
        [(*part, None, "value", "2014", own_delivery.SOURCE) for part in parts]
        + [(OWN[0], "district", "16077", 2024, 1.0, None, "value", "2014", "regional_population_groups")],
        columns=HEAD,
    )
    for at in range(1, len(places)):  # zeros that an office has printed hide nothing
        rows.loc[at, "source"] = "regional_population_groups"
    with pytest.raises(CannotBeProtected, match=r"2024, Gebiet 16077\d+: Diese kleine Zahl ließe sich"):
        guarding.withheld(rows)
    monkeypatch.undo()
    catalogue.cache_clear()


def test_an_indicator_whose_figures_were_not_delivered_yet_is_in_no_menu_and_says_so(house: Path) -> None:
    own_delivery.built()
    assert own_delivery.COUNTS not in answers.offered()
    assert "sgb2_children_rate" in answers.offered()
    with pytest.raises(answers.UnknownChoice, match="Für „Erfundene Mädchen“ sind noch keine Zahlen geladen"):
        answers.values(own_delivery.COUNTS)
    own_delivery.lay_down(delivery(districts=1), "first")
    own_delivery.built("first")
    assert list(answers.offered()[own_delivery.COUNTS].levels) == answers.levels(own_delivery.COUNTS)
    assert house.exists()
