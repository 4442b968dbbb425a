"""Children that load, read and are killed: everything heavy is imported once, each child is forked from here.

Reads one command as JSON per line, answers with one line; started by `test_faults`. The nursery itself never opens the
store, so that every child is as fresh as a new process.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indicators import answers, queries, versions
from indicators.building import build
from indicators.deliveries import intake
from indicators.refusal import Refused


def child(work: Callable[[], Any]) -> tuple[int, int]:
    """Fork a child that does `work`; returns its process id and the end of a pipe with its answer."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    try:
        found = work()
    except (Refused, OSError) as problem:
        found = {"refused": type(problem).__name__, "said": str(problem)}
    os.write(writing, json.dumps(found).encode())
    os._exit(0)


def answer_of(pid: int, reading: int) -> Any:
    """What a child has found; None where it was killed before it could say."""
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(pid, 0)
    return json.loads(text) if text else None


def load(file: str, patience: float = 60) -> dict[str, Any]:
    loaded = intake.load(Path(file), "Kind", source="town", patience=patience)
    return {"version": loaded.version_after, "changed": loaded.changed}


def limited_load(file: str, most: int) -> dict[str, Any]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return load(file)


def state() -> dict[str, Any]:
    """What a fresh process sees: the version in use, the hash of its file, and the figures in it."""
    version = versions.current_version()
    frame = queries.observations(["town_cases"], ["district"])
    answers.values("gisd_score", year=2021)
    return {
        "version": version,
        "sha256": hashlib.sha256(versions.path_of(version).read_bytes()).hexdigest(),
        "values": sorted(set(frame["value"])),
        "rows": len(frame),
    }


def killed_load(file: str, after: float) -> None:
    pid, reading = child(lambda: load(file))
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    answer_of(pid, reading)


def together(files: list[str], patience: float) -> list[Any]:
    """Several loads at once."""
    children = [child(lambda file=file: load(file, patience)) for file in files]  # type: ignore[misc]
    return [answer_of(*one) for one in children]


def read_many(requests: int, seed: int) -> dict[str, Any]:
    """Ask again and again: how many answers held two versions, and which versions were seen."""
    mixed, seen = 0, set()
    rolled = random.Random(seed)  # noqa: S311
    for _ in range(requests):
        if rolled.random() < 0.2:
            values = set(queries.observations(["town_cases"], ["district"])["value"])
        else:
            values = set(answers.values("town", year=2022).frame["value"])
        mixed += len(values) != 1
        seen |= values
    return {"mixed": mixed, "seen": sorted(seen)}


def swaps_and_readers(files: list[str], readers: int, requests: int) -> dict[str, Any]:
    """Readers ask while a writer loads every file and returns to the version before, back and forth."""
    asking = [child(lambda seed=seed: read_many(requests, seed)) for seed in range(readers)]  # type: ignore[misc]

    def write() -> int:
        swaps = 0
        for file in files:
            swaps += load(file)["changed"]
            intake.rollback(who="Kind")
            swaps += 1
        return swaps

    writer = child(write)
    swaps = answer_of(*writer)
    return {"swaps": swaps, "readers": [answer_of(*one) for one in asking]}


def main() -> None:
    versions.DATA = Path(sys.argv[1])
    commands: dict[str, Callable[..., Any]] = {
        "build": lambda: build()[0],
        "load": load,
        "limited_load": limited_load,
        "state": state,
    }
    direct: dict[str, Callable[..., Any]] = {
        "killed_load": killed_load,
        "together": together,
        "swaps_and_readers": swaps_and_readers,
    }
    for line in sys.stdin:
        name, arguments = json.loads(line)
        if name in direct:
            found = direct[name](**arguments)
        else:
            found = answer_of(*child(lambda name=name, arguments=arguments: commands[name](**arguments)))  # type: ignore[misc]
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
