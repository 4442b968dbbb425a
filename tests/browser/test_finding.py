"""Without a browser the tests do not go quiet: a sentence says what is missing, and the status is not zero."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.browser import finding
from tests.browser.server import ROOT


@pytest.mark.parametrize("environment", [{"CHROME": "/nowhere/chromium"}, {"PATH": ""}])
def test_without_chromium_there_is_a_sentence_and_a_status(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.finding"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.strip() == finding.SENTENCE
