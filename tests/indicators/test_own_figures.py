"""What is made of own counts: rates of enough cases, sums that stop at a secret part, no change of a handful."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from geo import areas as geography
from indicators import answers, benchmarks, disclosure, own_figures, tables, versions
from indicators.assembling import COLUMNS
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.published import sum_of_districts, with_eisenach
from tests import own_delivery
from tests.delivery import DIVISION, delivery
from tests.own_delivery import COUNTS, RATE, SOURCE

OFFICE = "regional_population_groups"
NAN = float("nan")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store that knows the records of the delivery."""
    own_delivery.prepare(tmp_path, monkeypatch)
    yield tmp_path
    monkeypatch.undo()
    catalogue.cache_clear()


@pytest.fixture
def record(house: Path) -> Indicator:  # noqa: ARG001  its records
    return catalogue().indicators[RATE]


def rates(record: Indicator, *cells: tuple[float, float, str], source: str = SOURCE) -> pd.DataFrame:
    """Numerator, denominator and status of rows in percent, after the guard."""
    frame = pd.DataFrame(cells, columns=["numerator", "denominator", "status"])
    frame = frame.assign(value=100 * frame["numerator"] / frame["denominator"], source=source)
    return own_figures.guarded_rates(frame, record)


CASES = [  # the cases of Destatis' and the BA's rule; the last three are ours: only a real zero is a zero
    (3, 100, "value", True),
    (2, 100, "value", False),
    (3, 99, "value", False),
    (1, 500, "value", False),
    (3, NAN, "value", False),
    (0, 500, "zero", True),
    (0, 500, "zero_or_secret", False),
    (0, 500, "rounded_zero", False),
]


@pytest.mark.parametrize("source", [SOURCE, OFFICE])
@pytest.mark.parametrize(("numerator", "denominator", "status", "is_shown"), CASES)
def test_a_rate_of_our_own_making_needs_three_cases_of_a_hundred_whoever_counted_them(
    record: Indicator, source: str, numerator: float, denominator: float, status: str, is_shown: bool
) -> None:
    row = rates(record, (numerator, denominator, status), source=source).iloc[0]
    assert bool(pd.notna(row["value"])) is is_shown
    if not is_shown and denominator == denominator:
        assert row["status"] == "unreliable"
        assert disclosure.rate_may_be_shown(numerator, denominator, zero_is_real=status == "zero") is is_shown


def test_a_third_of_three_people_is_no_rate_although_both_counts_are_published(record: Indicator) -> None:
    row = rates(record, (1, 3, "value"), source=OFFICE).iloc[0]
    assert (np.isnan(row["value"]), row["status"], row["numerator"]) == (True, "unreliable", 1)


def test_densities_and_balances_are_rates_of_any_number(record: Indicator) -> None:
    book = catalogue().indicators
    density, balance = book["population_density_municipal"], book["natural_balance_rate"]
    assert rates(density, (2, 1.5, "value"), source=OFFICE)["value"].notna().all()
    assert rates(balance, (-2, 500, "value"), (1, 500, "value"), source=OFFICE)["value"].notna().all()
    assert rates(balance, (-2, 99, "value"), source=OFFICE)["value"].isna().all()
    limits = {name: one.disclosure.smallest_count for name, one in book.items() if one.kind == "ratio"}
    assert {name for name, least in limits.items() if least < 3} == {
        "population_change",
        "population_density_municipal",
        "natural_balance_rate",
    } | ({RATE} - {record.id})


def test_one_own_part_makes_the_rate_an_own_one(record: Indicator) -> None:
    row = rates(record, (0, 500, "rounded_zero"), source=f"{OFFICE}+{SOURCE}").iloc[0]
    assert (np.isnan(row["value"]), row["status"]) == (True, "unreliable")


def test_a_small_base_gets_one_decimal_so_that_nobody_computes_the_count_back(record: Indicator) -> None:
    fine = record.model_copy(update={"decimals": 3})
    small, large = rates(fine, (10, 300, "value"), (100, 3000, "value"))["value"]
    assert small == 3.3  # 3.3333…
    assert large == pytest.approx(100 / 30)


def test_a_change_of_a_handful_of_cases_is_not_shown(record: Indicator) -> None:
    counts = record.model_copy(update={"kind": "count"})
    frame = pd.DataFrame(
        {"value": [12, 9, 30, NAN, 9], "value_before": [10, 20, 4, 4, 9], "source": [SOURCE] * 4 + [OFFICE]}
    )
    assert own_figures.too_small_to_compare(frame, counts).to_list() == [False, True, True, False, False]
    assert not own_figures.too_small_to_compare(frame, record).any()


def lay_years(*years: int) -> list[str]:
    """The delivery of two districts, unchanged in several years."""
    own_delivery.lay_down(delivery(districts=2), "first")
    rows = pd.read_parquet(versions.load_folder("first") / "observations.parquet")
    rows = rows[rows["measure"].isin([COUNTS, f"{own_delivery.PREFIX}recipients"])]
    for year in years:
        place = versions.load_folder(str(year))
        place.mkdir(exist_ok=True)
        rows.assign(year=year).to_parquet(place / "observations.parquet")
    return [str(year) for year in years]


def test_the_change_of_secret_and_of_small_counts_is_not_shown(house: Path) -> None:
    own_delivery.built(*lay_years(2019, 2024))
    counts = answers.values(COUNTS, level="municipality", year=2024).frame.set_index("area")
    found = answers.changes(COUNTS, level="municipality").frame
    found = found[found["year"].eq(2024)].set_index("area")
    secret = counts.index[counts["status"].eq("secret")]
    assert len(secret) > 10
    assert found.loc[secret, "value"].isna().all()
    assert set(found.loc[secret, "status"]) == {"secret"}
    small = counts.index[counts["value"].between(0, 9)]
    assert len(small) > 5
    assert found.loc[small, "value"].isna().all()
    assert set(found.loc[small, "status"]) == {"unreliable"}
    large = counts.index[counts["value"].ge(10)]
    assert found.loc[large, "value"].eq(0).all()
    # a change gives no count away either
    assert found[["numerator", "denominator", "lower", "upper"]].isna().all(axis=None)
    assert house.exists()


def test_a_small_municipality_is_neither_ranked_nor_in_a_class(house: Path) -> None:
    own_delivery.built(*lay_years(2024))
    answer = answers.values(RATE, level="municipality")
    rows = answer.rows[2024]
    small = [row for row in rows if row.denominator < 100]
    assert len(small) > 20
    assert {row.rank for row in small} == {0}
    assert not any(row.known for row in small)
    assert len(answers.ranking_values(answer, 2024)) == sum(row.known for row in rows) > 5
    assert house.exists()


def test_a_sum_with_a_secret_part_is_withheld_and_says_so(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=2), "first")
    rows = pd.read_parquet(versions.load_folder("first") / "observations.parquet")
    # the state is not delivered: the house would have to add it up
    rows[rows["level"].ne("state")].to_parquet(versions.load_folder("first") / "observations.parquet")
    own_delivery.built("first")
    summed = sum_of_districts(COUNTS, without=set()).set_index("year").loc[2024]
    assert np.isnan(summed["value"])
    assert summed["status"] == "unknown"
    district = answers.values(COUNTS, level="district", year=2024)
    with pytest.raises(answers.UnknownChoice):
        answers.values("own_nothing")
    text = tables.german_csv(answers.values(COUNTS, level="state", year=2024))
    assert ";unbekannt oder geheim;" in text
    for group in ("rural", "urban"):
        assert benchmarks.comparison(answers.values(RATE), group, 2024).value is None
    assert house.exists()
    assert len(district.rows[2024]) == 22


def test_the_wartburgkreis_with_eisenach_is_secret_as_soon_as_one_of_them_is() -> None:
    rows = [
        ("16056", 2019, 12.0, "value"), ("16063", 2019, NAN, "secret"),
        ("16056", 2020, NAN, "secret"), ("16063", 2020, 40.0, "value"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", "year", "value", "status"]).assign(
        sign=None, division="2019", source=SOURCE, mark="published", numerator=NAN, denominator=NAN
    )
    summed = with_eisenach(frame)
    assert summed["area"].to_list() == ["16063", "16063"]
    assert summed["value"].isna().all()
    assert set(summed["status"]) == {"secret"}


def test_what_is_left_of_a_district_beside_its_shown_municipalities_is_said_nowhere(house: Path) -> None:
    own_delivery.lay_down(delivery(districts=1), "first")
    own_delivery.built("first")
    counts = answers.values(COUNTS, level="municipality", year=2024).frame
    district = answers.values(COUNTS, level="district", year=2024, areas=["16077"]).frame["value"].iloc[0]
    rest = district - counts["value"].sum()
    assert rest > 0
    assert counts["status"].eq("secret").sum() >= 2
    text = tables.german_csv(answers.values(COUNTS, level="municipality", year=2024))
    held = {line.split(";")[0]: line.split(";")[5] for line in text.splitlines()[1:]}
    assert {held[area] for area in counts.loc[counts["status"].eq("secret"), "area"]} == {""}
    assert house.exists()


def test_a_wish_of_an_own_indicator_for_a_higher_threshold_makes_another_version(house: Path) -> None:
    before = versions.version_of(["first"])
    path = house / "own" / "indicators" / f"{COUNTS}.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8")) | {"disclosure": {"smallest_count": 10}}
    path.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    assert versions.version_of(["first"]) != before


@pytest.mark.parametrize(("eichsfeld", "rural"), [(2, None), (40, 4.0)])
def test_a_withheld_district_takes_its_group_and_the_state_with_it(
    house: Path, eichsfeld: int, rural: float | None
) -> None:
    """40 of 1,000 in every district but one; the state is not delivered and would have to be added up."""
    counts = {area.key: 40 for area in geography.areas("district", DIVISION)} | {"16061": eichsfeld}
    rows = [
        (measure, "district", area, 2024, float(count if measure == COUNTS else 1000), None, "value")
        for measure in (COUNTS, f"{own_delivery.PREFIX}recipients")
        for area, count in counts.items()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS[:7]).assign(division=DIVISION, source=SOURCE)
    load = f"eichsfeld-{eichsfeld}"  # answers are kept by version, and versions are named after their loads
    place = versions.load_folder(load)
    place.mkdir(parents=True)
    frame.astype({"sign": "object"}).to_parquet(place / "observations.parquet")
    (place / "record.json").write_text(f'{{"load": "{load}", "source": "{SOURCE}"}}', encoding="utf-8")
    own_delivery.built(load)
    answer = answers.values(RATE)
    held = {key: answers.comparison(answer, key, 2024).value for key in ("rural", "urban", "state")}
    # The towns hold no withheld member: 200 of 5,000.
    assert held["urban"] == pytest.approx(4.0)
    assert held["rural"] == (rural if rural is None else pytest.approx(rural))
    assert held["state"] == (rural if rural is None else pytest.approx(rural))
    state = {row.area: row for row in answers.values(COUNTS, level="state").rows[2024]}["16"]
    assert state.known is (rural is not None)
    assert {row.area for row in answer.rows[2024] if not row.known} == (set() if rural else {"16061"})
    assert house.exists()
