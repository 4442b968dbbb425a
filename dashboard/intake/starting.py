"""Starts the work on a delivery beside the pages, without the secrets of this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from dashboard import roles
from dashboard.intake import desk

ROOT = Path(__file__).resolve().parents[2]
LONGEST_ROLLBACK = 60
BUSY = "Das dauert ungewöhnlich lange. Bitte die Seite in einer Minute neu laden und nachsehen."


def start(what: str, delivery: desk.Delivery, handle: int) -> None:
    """Begin `check` or `load`; the lock `handle` goes over to the new process. Raises OSError."""
    try:
        process = subprocess.Popen(  # noqa: S603  our own module, no word of a user among the arguments
            [sys.executable, "-m", "dashboard.intake.work", what, delivery.key],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(handle,),
            start_new_session=True,  # stopping the server does not stop a load half way
        )
    finally:
        os.close(handle)
    threading.Thread(target=process.wait, daemon=True).start()  # so that none is left as a zombie


def roll_back(version: str, who: str) -> dict[str, str]:
    """Return to an earlier version; `{"said": …}` or `{"error": …}`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.intake.work", "rollback"],
            cwd=ROOT,
            env=_environment(),
            input=json.dumps({"version": version, "who": who}),
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=LONGEST_ROLLBACK,
            check=True,
        )
        answer: dict[str, str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"error": BUSY}
    return answer


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in roles.SECRETS}
