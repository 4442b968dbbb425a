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


def load(file: str, patience: float = 60, say: Callable[[str], None] | None = None) -> dict[str, Any]:
    loaded = intake.load(Path(file), "Kind", source="town", patience=patience, say=say)
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


def killed_load(file: str, after: float) -> dict[str, Any]:
    """Kill a load after so many seconds: whether it was still running, and what it was doing."""
    step = versions.DATA / "step.txt"
    step.write_text("", encoding="utf-8")
    pid, reading = child(lambda: load(file, say=lambda text: step.write_text(text, encoding="utf-8")))  # type: ignore[arg-type, return-value]
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(reading)
    return {"hit": os.WIFSIGNALED(status), "step": step.read_text(encoding="utf-8")}


def together(files: list[str], patience: float) -> list[Any]:
    """Several loads at once."""
    children = [child(lambda file=file: load(file, patience)) for file in files]  # type: ignore[misc]
    return [answer_of(*one) for one in children]


def read_many(server: Any, requests: int, seed: int, written: Path) -> dict[str, Any]:
    """Ask at least `requests` times and until everything is written: what was answered, and how often it went wrong.

    One of ten questions goes to the store itself, three are requests to the application, the others come to the door.
    """
    client, rolled = server.test_client(), random.Random(seed)  # noqa: S311
    asked, bad = 0, 0
    seen: set[tuple[str, tuple[float, ...]]] = set()
    while asked < requests or not written.exists():
        asked += 1
        chance = rolled.random()
        if not 0.1 <= chance < 0.4:
            with answers.steady():
                version = answers.data_version()
                if chance < 0.1:
                    values = set(queries.observations(["town_cases"], ["district"])["value"])
                else:
                    values = set(answers.values("town", year=2022).frame["value"])
        else:
            answer = client.get("/api/v1/values.json?indicator=town&year=2022")
            bad += answer.status_code != 200
            version = answer.json["data_version"]
            values = {row["value"] for row in answer.json["values"]}
        seen.add((version, tuple(sorted(values))))
    return {"asked": asked, "bad": bad, "seen": sorted(seen)}


def swaps_and_readers(files: dict[str, str], readers: int, requests: int) -> dict[str, Any]:
    """Readers ask while a writer loads every file (value -> file) and returns to the version before, back and forth."""
    from dashboard.application import create_app

    server, written = create_app().server, versions.DATA / "written"
    asking = [child(lambda seed=seed: read_many(server, requests, seed, written)) for seed in range(readers)]  # type: ignore[misc]

    def write() -> dict[str, Any]:
        swaps, made = 0, {}
        for value, file in files.items():
            loaded = load(file)
            made[loaded["version"]] = float(value)
            swaps += loaded["changed"] + (intake.rollback(who="Kind") != loaded["version"])
        return {"swaps": swaps, "made": made}

    try:
        found = answer_of(*child(write))
    finally:
        written.touch()
    return found | {"readers": [answer_of(*one) for one in asking]}


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
