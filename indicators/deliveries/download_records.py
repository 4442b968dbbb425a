"""What `fetch` writes down beside a file, read again: where it came from and when. Imports nothing of the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indicators.deliveries.files import Delivered

LONGEST_NOTE = 2_000
"""Letters of an address or another word in a record."""
LARGEST = 100_000
"""Bytes of a record; what is larger is a file of somebody else with such a name."""


def record_of(target: Path) -> Path:
    """Where it is written down what a download is."""
    return target.with_name(f"{target.name}.json")


def origin_of(file: Delivered) -> dict[str, str]:
    """`url`, `fetched` and `licence` of a file that was downloaded; empty where no record of these bytes lies beside.

    The record is read as what it is: words that anyone may have written.
    """
    noted = noted_in(record_of(file.path))
    told = {name: str(noted.get(name) or "")[:LONGEST_NOTE] for name in ("url", "fetched", "licence")}
    is_one = noted.get("sha256") == file.sha256 and told["url"].startswith(("https://", "http://"))
    return {name: word for name, word in told.items() if word and word.isprintable()} if is_one else {}


def noted_in(path: Path) -> dict[str, Any]:
    """A record as plain data; empty where there is none that can be read."""
    try:
        if path.stat().st_size > LARGEST:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
