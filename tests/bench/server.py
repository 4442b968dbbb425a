"""The server measured: how soon it answers, how much memory a worker holds."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path
from statistics import median

from tests.browser.server import ROOT, free_port, wait_for

MEGABYTE = 1_000_000


def second_start(times: int) -> float:
    """Seconds from `make run` to the first answered page, when everything is already made; median of `times`."""
    rounds = []
    for _ in range(times):
        port = free_port()
        start = time.monotonic()
        process = subprocess.Popen(
            ["make", "--silent", "run"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port)},
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # so that make and the server can be ended together, by their group
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process, path="/")
            rounds.append(time.monotonic() - start)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
    return median(rounds)


def answered(address: str, times: int = 20) -> None:
    """Ask every worker for the page a few times, so that what follows is measured warm."""
    for _ in range(times):
        urllib.request.urlopen(address, timeout=30).close()


def resident_megabytes(server: subprocess.Popen[bytes]) -> float:
    """Resident memory of the largest worker; NaN where the system keeps no such account."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if not children.exists():
        return float("nan")
    return max(_resident(int(worker)) for worker in children.read_text().split()) / MEGABYTE


def _resident(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
