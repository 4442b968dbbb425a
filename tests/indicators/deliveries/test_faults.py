"""Killed, out of disk, two at once, read all the while: the version in use is always one of those that were loaded."""

from __future__ import annotations

import hashlib
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

KILLS = 20
FROM_THE_COMMAND_LINE = 4
"""After every so many kills the application starts in an interpreter of its own, which takes two seconds."""
APPLICATION = """
import json, sys
from pathlib import Path
from indicators import versions
versions.DATA = Path(sys.argv[1])
from app import server
from tests.indicators.deliveries.nursery import answers_of
print(json.dumps(answers_of(server)))
"""
"""What a server imports, asked through its WSGI interface."""

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
    patterns = ("*.building*", "districts-*.[0-9]*", "current.*", "*.json.*")
    aside = [path.name for pattern in patterns for path in store.glob(pattern)]
    return aside + [path.name for path in (store / "loads").glob("*") if path.name not in loads]


def length_of_a_load(ask: Ask, deliver: Deliver) -> float:
    """Seconds of the shortest of three."""
    lengths = []
    for value in (98, 99, 100):
        began = time.monotonic()
        ask("load", file=str(deliver(full(value))))
        lengths.append(time.monotonic() - began)
    return min(lengths)


def answered_by_the_application(workshop: Path) -> dict[str, Any]:
    """Start the application in a process of its own; what it answers."""
    command = [sys.executable, "-c", APPLICATION, str(workshop)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    answers: dict[str, Any] = json.loads(found.stdout)
    return answers


def test_killed_at_twenty_moments_of_a_load_the_version_in_use_is_old_or_new_and_the_application_starts(
    ask: Ask, deliver: Deliver, workshop: Path
) -> None:
    takes = length_of_a_load(ask, deliver)
    moments = random.Random(4)  # noqa: S311
    before, tries, steps = ask("state"), 0, []
    while len(steps) < KILLS and tries < 2 * KILLS:
        tries += 1
        value = 100 + tries
        file = deliver(full(value, (2021, 2022)), name=f"{value}.csv")
        # Random within each twentieth of a load, so that no part of it is left out.
        moment = (len(steps) + moments.random()) / KILLS * takes
        killed = ask("killed_load", file=str(file), after=moment)
        if killed["hit"]:
            steps.append(killed["step"])
        else:
            takes = moment  # loads are quicker than was measured
        after, old = ask("state"), workshop / "store" / f"{before['version']}.duckdb"
        assert hashlib.sha256(old.read_bytes()).hexdigest() == before["sha256"], "the old version is not what it was"
        if after["version"] == before["version"]:
            assert after == before
        else:
            assert (after["values"], after["rows"]) == ([value], 44)
        answering = {
            "statuses": [200, 200, 200],
            "versions": [after["version"], after["version"]],
            "value": float(after["values"][-1]),
        }
        assert ask("started_application") == answering
        if tries % FROM_THE_COMMAND_LINE == 0:
            assert answered_by_the_application(workshop) == answering
        before = after
    assert len(steps) == KILLS, f"only {len(steps)} of {tries} kills hit a running load"
    assert len(set(steps)) >= 5, steps
    assert ask("load", file=str(deliver(full(77))))["changed"]
    assert leftovers(workshop / "store") == []
    assert 77 in ask("state")["values"]


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
    """Four of five questions are HTTP requests to gunicorn with two workers; the others ask the door and the store."""
    first = ask("load", file=str(deliver(full(100))))["version"]
    files = {str(value): str(deliver(full(value), name=f"{value}.csv")) for value in range(101, 106)}
    found = ask("swaps_and_readers", files=files, readers=8, requests=1000)
    assert "said" not in found, found
    assert found["swaps"] == 10
    figures = {first: 100.0} | found["made"]
    assert len(figures) == 6
    for reader in found["readers"]:
        assert "said" not in reader, reader
        assert reader["asked"] >= 1000
        assert reader["over_http"] > 0.75 * reader["asked"], "most of it is to be real requests"
        assert reader["bad"] == 0
        for version, values in reader["seen"]:
            assert values == [figures[version]], "an answer holds figures of another version"
    assert {version for reader in found["readers"] for version, _ in reader["seen"]} == set(figures)
