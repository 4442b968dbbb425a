"""A real Chromium for the browser tests and the bench: found, or installed where that is possible.

`python -m tests.browser.finding` prints its path, or ends with the one sentence that helps.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SENTENCE = (
    "Für die Browsertests fehlt ein Chromium: bitte „apt-get install chromium“ (oder Google Chrome) ausführen oder "
    "CHROME=/pfad/zum/browser setzen. / The browser tests need Chromium: install it or set CHROME."
)


class BrowserMissing(RuntimeError):
    """There is no Chromium, and none could be installed."""


def chromium(environment: Mapping[str, str] = os.environ) -> str:
    """Path of a Chromium: CHROME if set, else found by name. Raises BrowserMissing with the sentence that helps."""
    wanted = environment.get("CHROME", "")
    for name in (wanted,) if wanted else (*NAMES, MAC):
        found = shutil.which(name, path=environment.get("PATH"))
        if found:
            return found
    raise BrowserMissing(SENTENCE)


def chromium_or_install(environment: Mapping[str, str] = os.environ) -> str:
    """Like `chromium`, but installs Debian's package first where there is none and this process may."""
    try:
        return chromium(environment)
    except BrowserMissing:
        apt = shutil.which("apt-get", path=environment.get("PATH"))
        if environment.get("CHROME") or apt is None or os.geteuid() != 0:
            raise
    quiet = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run([apt, *arguments], env=quiet, stdout=sys.stderr, check=False)
        if done.returncode:
            raise BrowserMissing(SENTENCE)
    return chromium(environment)


def launch_arguments() -> list[str]:
    """How Chromium is started: no outside network whatsoever, nothing of its own in the background."""
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--disable-component-update",
        "--disable-background-networking",
        "--disable-domain-reliability",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--force-color-profile=srgb",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/proc").exists():
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
    return arguments


if __name__ == "__main__":
    try:
        sys.stdout.write(chromium_or_install() + "\n")
    except BrowserMissing as problem:
        sys.exit(str(problem))
