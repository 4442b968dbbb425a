"""Children that load, read and are killed: everything heavy is imported once, each child is forked from here.

Reads one command as JSON per line, answers with one line; started by `test_faults`. The nursery itself never opens the
store, so that every child is as fresh as a new process.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import random
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from indicators import answers, queries, versions
from indicators.building import build
from indicators.deliveries import intake
from indicators.refusal import Refused
from tests.browser.server import served

OVER_HTTP = 0.8
"""Share of a reader's questions that are requests to the running server."""
LONGEST_WAIT = 120
"""Seconds until readers that ask nothing any more are given up."""


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


def started_application() -> dict[str, Any]:
    """The application set up anew in a fresh child: its first page, its health and one question about values."""
    from dashboard.application import create_app  # imported once, and only where it is asked for

    return answer_of(*child(lambda: answers_of(create_app().server)))  # type: ignore[no-any-return]


def answers_of(server: Any) -> dict[str, Any]:
    """What a newly started application says of the version in use."""
    client = server.test_client()
    page, health = client.get("/?indicator=town&year=2022"), client.get("/healthz")
    answer = client.get("/api/v1/values.json?indicator=town&year=2022&areas=16051")
    return {
        "statuses": [page.status_code, health.status_code, answer.status_code],
        "versions": [health.json["data_version"], answer.json["data_version"]],
        "value": answer.json["values"][0]["value"],
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


ADDRESS = "/api/v1/values.json?indicator=town&year=2022"


def read_many(port: int, requests: int, seed: int, written: Path, progress: mmap.mmap) -> dict[str, Any]:
    """Ask at least `requests` times and until everything is written: what was answered, and how often it went wrong.

    Eight of ten questions are requests to the running server, each on a new connection; the others come to the door and
    to the store.
    """
    server, rolled = HTTPConnection("127.0.0.1", port, timeout=60), random.Random(seed)  # noqa: S311
    asked, over_http, bad = 0, 0, 0
    seen: set[tuple[str, tuple[float, ...]]] = set()
    while asked < requests or not written.exists():
        asked += 1
        struct.pack_into("I", progress, 4 * seed, asked)
        chance = rolled.random()
        if chance < OVER_HTTP:
            over_http += 1
            server.request("GET", ADDRESS)
            answer = server.getresponse()
            content = json.loads(answer.read())
            server.close()  # a kept connection may be closed by the server just when it is used again
            bad += answer.status != 200
            version, values = content["data_version"], {row["value"] for row in content["values"]}
        else:
            with answers.steady():
                version = answers.data_version()
                if chance < (1 + OVER_HTTP) / 2:
                    values = set(answers.values("town", year=2022).frame["value"])
                else:
                    values = set(queries.observations(["town_cases"], ["district"])["value"])
        seen.add((version, tuple(sorted(values))))
    return {"asked": asked, "over_http": over_http, "bad": bad, "seen": sorted(seen)}


def swaps_and_readers(files: dict[str, str], readers: int, requests: int) -> dict[str, Any]:
    """Readers ask while a writer loads every file (value -> file) and returns to the version before, back and forth.

    The server is the one that `make run` starts, with two workers. The swaps are spread over the questions: many
    are asked between two of them.
    """
    written, progress = versions.DATA / "written", mmap.mmap(-1, 4 * readers)
    with served("app:server", workers=2) as (address, _):
        port = int(address.rsplit(":", 1)[1])
        asking = [
            child(lambda seed=seed: read_many(port, requests, seed, written, progress)) for seed in range(readers)
        ]  # type: ignore[misc]

        def let_them_ask() -> None:
            """Until a twentieth of all questions has been asked of the version now in use."""
            until = time.monotonic() + LONGEST_WAIT
            enough = asked_by_all() + readers * requests // 20
            while asked_by_all() < enough:
                if time.monotonic() > until:
                    raise OSError("the readers stand still")
                time.sleep(0.005)

        def asked_by_all() -> int:
            return sum(struct.unpack(f"{readers}I", progress))

        def write() -> dict[str, Any]:
            swaps, made = 0, {}
            for value, file in files.items():
                let_them_ask()
                loaded = load(file)
                made[loaded["version"]] = float(value)
                let_them_ask()
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
        "started_application": started_application,
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
