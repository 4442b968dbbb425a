"""Own deliveries: what must not leave the house is gone from the store before anybody can ask, in every version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from geo import areas as geography
from indicators import answers, guarding, queries, versions
from indicators.catalogue import catalogue
from indicators.disclosure import Attack, Cell, Equation, Release, Table, after, attack
from indicators.guarding import CannotBeProtected
from tests import own_delivery
from tests.delivery import MEASURES, YEAR, delivery

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


def secret_cells(rows: pd.DataFrame) -> frozenset[Cell]:
    """What is withheld in the store, as the delivery itself names it."""
    secret = rows[rows["status"].eq("secret")]
    names = secret["measure"].str.removeprefix(own_delivery.PREFIX)
    return frozenset(Cell(area, name, YEAR) for area, name in zip(secret["area"], names, strict=True))


def test_nobody_who_adds_up_the_delivery_finds_out_what_is_stored_as_secret_in_two_versions(house: Path) -> None:
    """The equations are the delivery's own: areas to the state, characteristics, the version before; none of ours."""
    for name in ("first", "second"):
        own_delivery.lay_down(delivery(name, districts=4), name)
    old, new = (delivery(name, districts=4).table() for name in ("first", "second"))
    own_delivery.built("first")
    before = stored()
    own_delivery.built("first", "second")
    now = stored()
    assert not before["value"].equals(now["value"])
    secret_before, secret_now = secret_cells(before), secret_cells(now)
    for table, secret in ((old, secret_before), (new, secret_now)):
        assert secret.issubset(table.values)
        alone = attack(table, secret, exact=False)
        assert (alone.stood, alone.fell) == (len(secret), 0)
    together = after(new, Release("before", old, secret_before))
    result = attack(together, secret_now | together.withheld, exact=False)
    assert (result.stood > 80, result.fell) == (True, 0)
    # The command reckons with equations of its own and must come to the same.
    assert (guarding.attacked(now).stood, guarding.attacked(now).fell) == (len(secret_now), 0)
    assert house.exists()


GIRLS = f"{own_delivery.PREFIX}under_15_women"


def districts_on(division: str, counts: dict[str, int], *, with_state: bool = False) -> pd.DataFrame:
    """Own counts of 2020, all districts of a division."""
    rows = [(GIRLS, "district", area, counts[area], division) for area in sorted(counts)]
    rows += [(GIRLS, "state", "16", sum(counts.values()), division)] if with_state else []
    return pd.DataFrame(
        [(m, level, area, 2020, float(n), None, "value", on, own_delivery.SOURCE) for m, level, area, n, on in rows],
        columns=HEAD,
    )


def hundreds(division: str) -> dict[str, int]:
    return {area.key: 100 + 7 * at for at, area in enumerate(geography.areas("district", division))}


def with_secret(rows: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    """As the next build sees the version that is out: the status is shown, the counts are known to this house."""
    return rows.assign(status=rows["status"].mask(rows["area"].isin(hidden["area"]), "secret"))


def withheld_areas(rows: pd.DataFrame, before: pd.DataFrame | None = None) -> set[str]:
    return set(guarding.withheld(rows, before)["area"])


def in_both(old: pd.DataFrame, new: pd.DataFrame, link: Equation, *secret: Cell) -> Attack:
    """The attack of a reader who holds both printed tables and knows how one district hangs together with the others.

    Districts that did not change are the same number in both.
    """
    sides = zip((old, new), ("old", "new"), strict=True)
    values = {Cell(row.area, "", 0, side): row.value for rows, side in sides for row in rows.itertuples()}
    same = [
        Equation(cell, (cell._replace(division="old"),))
        for cell in values
        if cell.division == "new" and cell not in link.cells and cell._replace(division="old") in values
    ]
    sums = [
        Equation(Cell("16", "", 0, side), tuple(c for c in values if c.division == side and c.area != "16"))
        for side in ("old", "new")
        if Cell("16", "", 0, side) in values
    ]
    return attack(Table(values, (link, *same, *sums)), secret)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("with_state", [False, True])
def test_a_redelivery_on_the_new_division_does_not_open_eisenach(with_state: bool) -> None:
    # 16063 with Eisenach less 16063 without is Eisenach: 2.
    fine = hundreds("2019") | {"16056": 2}
    coarse = {key: count for key, count in fine.items() if key != "16056"}
    coarse["16063"] += 2
    old = districts_on("2019", fine, with_state=with_state)
    new = districts_on("2021", coarse, with_state=with_state)
    out = guarding.withheld(old)
    assert "16056" in set(out["area"])
    later = withheld_areas(new, with_secret(old, out))
    hidden = [Cell(area, "", 0, "old") for area in out["area"]] + [Cell(area, "", 0, "new") for area in later]
    whole, *parts = Cell("16063", "", 0, "new"), Cell("16063", "", 0, "old"), Cell("16056", "", 0, "old")
    link = Equation(whole, tuple(parts))
    assert in_both(old, new, link, *hidden).fell == 0
    assert "16063" in later
    # without the new district withheld it falls
    open_cells = [cell for cell in hidden if cell.division == "old"]
    assert in_both(old, new, link, *open_cells).interval(Cell("16056", "", 0, "old")) == (2, 2)


@pytest.mark.usefixtures("house")
def test_no_small_count_of_any_district_opens_over_both_divisions() -> None:
    chance = np.random.default_rng(1)
    for with_state in (False, True) * 4:
        drawn = chance.choice([0, 1, 2, 3, 5, 40], size=23)
        fine = dict(zip(hundreds("2019"), map(int, drawn), strict=True))
        coarse = {key: count for key, count in fine.items() if key != "16056"}
        coarse["16063"] += fine["16056"]
        old, new = (
            districts_on(key, counts, with_state=with_state) for key, counts in (("2019", fine), ("2021", coarse))
        )
        out = guarding.withheld(old)
        later = withheld_areas(new, with_secret(old, out))
        hidden = [Cell(area, "", 0, "old") for area in out["area"]] + [Cell(area, "", 0, "new") for area in later]
        parts = (Cell("16063", "", 0, "old"), Cell("16056", "", 0, "old"))
        found = in_both(old, new, Equation(Cell("16063", "", 0, "new"), parts), *hidden)
        # What was printed before and did not change is no secret any more.
        printed = {area for area in later if area != "16063" and area not in set(out["area"])}
        assert {cell.area for cell in found.fallen} <= printed


@pytest.mark.usefixtures("house")
def test_a_redelivery_on_the_old_division_does_not_open_eisenach_either() -> None:
    fine = hundreds("2019") | {"16056": 2}
    coarse = {key: count for key, count in fine.items() if key != "16056"}
    coarse["16063"] += 2
    printed = districts_on("2021", coarse)
    assert withheld_areas(printed) == set()
    assert withheld_areas(districts_on("2019", fine), printed) == {"16056", "16063"}


@pytest.mark.usefixtures("house")
def test_a_revised_count_still_tells_nearly_all_and_is_withheld_too() -> None:
    fine = hundreds("2019") | {"16056": 2}
    old = districts_on("2019", fine)
    coarse = {key: count for key, count in fine.items() if key != "16056"}
    coarse["16063"] += 3  # Eisenach's two, and one more in the Wartburgkreis
    assert "16063" in withheld_areas(districts_on("2021", coarse), with_secret(old, guarding.withheld(old)))


@pytest.mark.usefixtures("house")
def test_the_piece_of_a_district_that_moved_is_a_count_too() -> None:
    # Kaltennordheim went from 16063 to 16066 on 2019-01-01: 16063 before less 16063 after is what it holds.
    before = hundreds("2014")
    for moved, is_hidden in ((2, True), (20, False)):
        now = before | {"16063": before["16063"] - moved, "16066": before["16066"] + moved}
        found = withheld_areas(districts_on("2019", now), districts_on("2014", before))
        assert found == ({"16063", "16066"} if is_hidden else set())


@pytest.mark.usefixtures("house")
def test_a_small_piece_that_offices_have_published_on_both_sides_refuses_nothing() -> None:
    office = "regional_population_groups"
    before = hundreds("2014")
    now = before | {"16063": before["16063"] - 2, "16066": before["16066"] + 2}
    printed, reprinted = districts_on("2014", before), districts_on("2019", now)
    own = districts_on("2019", hundreds("2019")).assign(measure=f"{own_delivery.PREFIX}women")
    rows = pd.concat([reprinted.assign(source=office), own], ignore_index=True)
    assert withheld_areas(rows, printed.assign(source=office)) == set()


@pytest.mark.usefixtures("house")
def test_the_same_figures_on_the_division_of_2023_open_nothing_through_that_of_2021() -> None:
    # No direct way leads from 2019 to 2023; Eisenach stands in the Wartburgkreis on both 2021 and 2023.
    fine = hundreds("2019") | {"16056": 2}
    old = districts_on("2019", fine)
    coarse = {key: count for key, count in fine.items() if key != "16056"}
    coarse["16063"] += 2
    found = withheld_areas(districts_on("2023", coarse), with_secret(old, guarding.withheld(old)))
    # What moved in 2023 and 2024 stayed among three districts: one of them must be unknown beside Eisenach.
    assert found & {"16061", "16063", "16064"}


@pytest.mark.usefixtures("house")
def test_measures_of_one_delivery_on_two_divisions_open_each_other_no_more_than_versions_do() -> None:
    # Girls on 2019, boys and all on 2021: all less boys less the girls of 16063 are those of Eisenach.
    girls = districts_on("2019", hundreds("2019") | {"16056": 2})
    areas = [area.key for area in geography.areas("district", "2021")]
    counted = dict(zip(girls["area"], girls["value"], strict=True))
    counted["16063"] += counted.pop("16056")
    boys = districts_on("2021", dict.fromkeys(areas, 50)).assign(measure=f"{own_delivery.PREFIX}under_15_men")
    whole = districts_on("2021", {area: int(counted[area]) + 50 for area in areas})
    rows = pd.concat([girls, boys, whole.assign(measure=f"{own_delivery.PREFIX}under_15")], ignore_index=True)
    found = guarding.withheld(rows)
    assert (GIRLS, "16056") in set(zip(found["measure"], found["area"], strict=True))
    assert len(found[found["area"].eq("16063")]) >= 1
    assert guarding.attacked(hide(rows, found)).fell == 0


def hide(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are stored."""
    keys = set(found[guarding.KEYS].itertuples(index=False, name=None))
    secret = [key in keys for key in rows[guarding.KEYS].itertuples(index=False, name=None)]
    return rows.assign(value=rows["value"].mask(secret), status=rows["status"].mask(secret, "secret"))


def without_splits(house: Path) -> None:
    path = house / "own" / "measures.yaml"
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({name: {**one, "splits": []} for name, one in records.items()}), encoding="utf-8")
    catalogue.cache_clear()


def test_a_total_and_its_parts_are_guarded_although_no_record_says_so(house: Path) -> None:
    without_splits(house)
    rows = []
    for at, area in enumerate(geography.areas("district", "2014")):
        women, men = 60 + at, 2 if area.key == "16077" else 50 + (7 * at) % 11
        for name, count in (("recipients", women + men), ("women", women), ("men", men)):
            measure = own_delivery.PREFIX + name
            rows.append((measure, "district", area.key, 2024, float(count), None, "value", "2014", own_delivery.SOURCE))
    frame = pd.DataFrame(rows, columns=HEAD)
    found = guarding.withheld(frame)
    assert set(found["area"]) == {"16077"}
    assert len(found) == 2
    # Whoever subtracts by hand: the total or the women must be missing beside the men.
    total, *parts = (Cell("16077", own_delivery.PREFIX + name) for name in ("recipients", "women", "men"))
    values = {Cell(row.area, row.measure): row.value for row in frame.itertuples() if row.area == "16077"}
    table = Table(values, (Equation(total, tuple(parts)),))
    assert attack(table, [Cell("16077", measure) for measure in found["measure"]]).fell == 0
    # The attack of the command sees the sum as well, where somebody has withheld the men alone.
    assert guarding.attacked(hide(frame, found)).fell == 0
    alone = found[found["measure"].eq(f"{own_delivery.PREFIX}men")]
    assert (len(alone), guarding.attacked(hide(frame, alone)).fell) == (1, 1)


def test_a_whole_delivery_without_a_single_named_sum_stands_the_attack_of_one_who_knows_them_all(house: Path) -> None:
    without_splits(house)
    own_delivery.lay_down(delivery(districts=3), "first")
    own_delivery.built("first")
    secret = secret_cells(stored())
    result = attack(delivery(districts=3).table(), secret, exact=False)
    assert (result.stood > 80, result.fell) == (True, 0)


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
    places = [area for area in geography.areas("municipality", "2014") if area.parent == "16077"]
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
