"""The application under its production server, on a free port of this machine, ended by its process id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 60  # seconds


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, workers: int = 1, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve `application` ("app:server") with gunicorn; yields its address and process, ready to answer."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen(
        [sys.executable, "-OO", "-m", "gunicorn", "--config", "python:dashboard.gunicorn_settings", application],
        cwd=ROOT,
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": str(workers), **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(address, process)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes], path: str = "/healthz") -> None:
    """Return when `address` answers anything. Raises RuntimeError when the process ends or takes too long."""
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode} before it answered")
        try:
            urllib.request.urlopen(address + path, timeout=5).close()
        except urllib.error.HTTPError:
            return  # an unhappy answer is an answer
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"the server did not answer within {LONGEST_START} seconds")
