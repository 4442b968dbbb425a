"""Killed, out of disk, two at once, read all the while: the version in use is always one of those that were loaded."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import dump, full

Deliver = Callable[..., Path]
Ask = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
INDICATOR = {
    "title": "Fälle",
    "short_title": "Fälle",
    "theme": "bevoelkerung",
    "departments": ["statistik"],
    "definition": "Fälle der Stadt.",
    "kind": "count",
    "given": [{"measure": "town_cases"}],
    "unit": "persons",
    "unit_text": "Personen",
    "decimals": 0,
    "direction": "no_judgement",
    "reference": "31.12.{year}",
    "reading": "Nur eine Probe.",
}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")


@pytest.fixture
def ask(workshop: Path) -> Iterator[Ask]:
    """Talks to the nursery: `ask("load", file=...)`; it has a store with one version."""
    (workshop / "own" / "indicators").mkdir()
    dump(workshop / "own" / "indicators" / "town.yaml", INDICATOR)
    command = [sys.executable, "-m", "tests.indicators.deliveries.nursery", str(workshop)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None

        def run(name: str, **arguments: Any) -> Any:
            nursery.stdin.write(json.dumps([name, arguments]) + "\n")  # type: ignore[union-attr]
            nursery.stdin.flush()  # type: ignore[union-attr]
            return json.loads(nursery.stdout.readline())  # type: ignore[union-attr]

        run("build")
        yield run
        nursery.stdin.close()


def leftovers(store: Path) -> list[str]:
    """What no version needs: half-built files, folders aside, loads that nobody has loaded."""
    loads = {load for path in store.glob("*.json") for load in json.loads(path.read_text("utf-8"))["loads"]}
    aside = [path.name for path in store.glob("*.building*")]
    return aside + [path.name for path in (store / "loads").glob("*") if path.name not in loads]


def test_killed_at_twenty_random_moments_the_version_in_use_is_old_or_new_and_answers(
    ask: Ask, deliver: Deliver, workshop: Path
) -> None:
    began = time.monotonic()
    ask("load", file=str(deliver(full(100))))
    takes = time.monotonic() - began
    moments = random.Random(4)  # noqa: S311
    before = ask("state")
    killed = 0
    for value in range(101, 121):
        file = deliver(full(value, (2021, 2022)), name=f"{value}.csv")
        ask("killed_load", file=str(file), after=moments.uniform(0, takes))
        after = ask("state")
        assert after["rows"] in (22, 44)
        if after["version"] == before["version"]:
            assert after == before, "the old version is no longer what it was"
            killed += 1
        else:
            assert after["values"] == [value]
        before = after
    assert killed >= 5, "the moments were chosen too late to hit a load"
    assert ask("load", file=str(deliver(full(99))))["changed"]
    assert leftovers(workshop / "store") == []
    assert 99 in ask("state")["values"]


@pytest.mark.parametrize("most", [0, 5_000, 100_000, 700_000])
def test_a_full_disk_is_said_and_changes_nothing(ask: Ask, deliver: Deliver, workshop: Path, most: int) -> None:
    store = workshop / "store"
    ask("load", file=str(deliver(full(100))))
    before, files = ask("state"), sorted(path.name for path in store.rglob("*"))
    found = ask("limited_load", file=str(deliver(full(200, (2021, 2022)))), most=most)
    assert found is not None, "the load died without a word"
    assert "Der Datenträger ist voll; der bisherige Datenbestand gilt weiter." in found["said"]
    assert ask("state") == before
    assert sorted(path.name for path in store.rglob("*")) == files


def test_of_two_loads_at_once_one_waits_and_both_are_in_the_version(ask: Ask, deliver: Deliver) -> None:
    first, second = deliver(full(100)), deliver(full(200, (2021,)), name="second.csv")
    found = ask("together", files=[str(first), str(second)], patience=60)
    assert [one["changed"] for one in found] == [True, True]
    assert ask("state")["values"] == [100, 200]


def test_of_two_loads_at_once_one_without_patience_is_refused_with_a_sentence(ask: Ask, deliver: Deliver) -> None:
    files = [str(deliver(full(value), name=f"{value}.csv")) for value in (100, 200, 300)]
    found = ask("together", files=files, patience=0)
    refused = [one for one in found if "refused" in one]
    assert len(refused) == 2
    assert all(one["said"].startswith("Gerade wird ein anderer Datenbestand gebaut") for one in refused)
    assert len(ask("state")["values"]) == 1


def test_eight_readers_never_see_two_versions_in_one_answer_while_versions_are_swapped(
    ask: Ask, deliver: Deliver
) -> None:
    ask("load", file=str(deliver(full(100))))
    files = [str(deliver(full(value), name=f"{value}.csv")) for value in range(101, 106)]
    found = ask("swaps_and_readers", files=files, readers=8, requests=1000)
    assert found["swaps"] == 10
    for reader in found["readers"]:
        assert "said" not in reader, reader
        assert reader["mixed"] == 0
    assert len({value for reader in found["readers"] for value in reader["seen"]}) > 1
