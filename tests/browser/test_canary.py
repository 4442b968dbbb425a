"""A count that must not leave the house is put into it and searched in everything that leaves it (D-14)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from indicators.disclosure import Attack
from tests import canary
from tests.browser.server import served
from tests.canary import Outputs, digits, found_in, notations, plain
from tests.delivery import CANARY, CANARY_CELL, YEAR

Z = 1.959963984540054
HIDE_ALL = 10_000


@dataclass(frozen=True)
class House:
    """All outputs of a store, the attack on it, and the counts that stand in it anyway."""

    outputs: Outputs
    attack: Attack
    public: set[int]


def opened(folder: Path, threshold: int | None, browser: Browser, *, briefly: bool = False) -> House:
    """Everything that leaves a house with this threshold."""
    with canary.house(folder, threshold) as environment:
        outputs = canary.commands(briefly=briefly) | canary.files()
        attack, public = canary.attacked(), canary.public_counts()
        with served("app:server", **environment) as (site, _):
            outputs |= canary.addresses(site, briefly=briefly) | canary.visits(browser, site, briefly=briefly)
    return House({name: plain(text) for name, text in outputs.items()}, attack, public)


@pytest.fixture(scope="module")
def hiding(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The threshold is above the canary: it is withheld, and its neighbours with it."""
    return opened(tmp_path_factory.mktemp("hiding"), HIDE_ALL, browser)


@pytest.fixture(scope="module")
def showing(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> House:
    """As if an office had published it: the canary is a count like any other and is shown."""
    return opened(tmp_path_factory.mktemp("showing"), None, browser, briefly=True)


def made_of(area: str) -> list[re.Pattern[str]]:
    """The share of girls among all in the area, in percent, and its limits after Wilson, by hand."""
    counts = canary.canary_delivery().counts
    girls = counts[CANARY_CELL._replace(area=area)]
    everybody = counts[CANARY_CELL._replace(area=area, measure="recipients")]
    share, width = girls / everybody, Z**2 / everybody
    middle = (share + width / 2) / (1 + width)
    reach = Z / (1 + width) * math.sqrt(share * (1 - share) / everybody + width / (4 * everybody))
    return [digits(100 * value) for value in (share, middle - reach, middle + reach)]


def test_the_canary_is_in_no_output(hiding: House) -> None:
    assert len(hiding.outputs) > 150
    assert found_in(hiding.outputs, notations(CANARY)) == []
    assert found_in(hiding.outputs, re.compile(re.escape(canary.as_stored(CANARY)))) == []


@pytest.mark.parametrize("area", [CANARY_CELL.area, canary.DISTRICT])
def test_nothing_made_of_the_canary_is_in_any_output(hiding: House, area: str) -> None:
    for pattern in made_of(area):
        assert found_in(hiding.outputs, pattern) == []


def test_the_counts_that_would_give_the_canary_away_are_in_no_output(hiding: House) -> None:
    counts = canary.canary_delivery().counts
    beside = [cell for cell in counts if cell.area in (CANARY_CELL.area, canary.DISTRICT) and cell.year == YEAR]
    telling = {counts[cell] for cell in beside if CANARY <= counts[cell] < HIDE_ALL}
    assert CANARY in telling - hiding.public
    for count in telling - hiding.public:
        assert found_in(hiding.outputs, notations(count)) == []


def test_no_withheld_cell_can_be_computed(hiding: House) -> None:
    assert hiding.attack.stood > 200
    assert hiding.attack.fell == 0


def test_the_search_finds_the_canary_wherever_it_may_be_shown(showing: House) -> None:
    found = found_in(showing.outputs, notations(CANARY))
    for kind in ("command values", "table observation", "/api/v1/values", "/download/table.csv", "answer ", "page "):
        assert [name for name in found if name.startswith(kind)], f"not found in {kind}"
    rates = [found_in(showing.outputs, pattern) for pattern in made_of(CANARY_CELL.area)]
    assert all(any(name.startswith("/api/v1/values") for name in names) for names in rates)


@pytest.mark.parametrize("text", ["7919", "7.919", "7 919", "7\u00a0919", "7\u202f919", "7,919", "7&nbsp;919",
                                  r"7\u202f919", "x;7919;", "2024,7919.0,", '"value":7919.0}', ">7.919<"])  # fmt: skip
def test_the_search_knows_every_notation(text: str) -> None:
    assert found_in({"here": plain(text)}, notations(CANARY)) == ["here"]


@pytest.mark.parametrize("text", ["17919", "79190", "17.919", "a7919", "11.7919", "7919a"])
def test_the_search_takes_no_longer_number_for_the_canary(text: str) -> None:
    assert found_in({"here": text}, notations(CANARY)) == []
