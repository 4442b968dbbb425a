"""Where the records of one's own series lie, as findings name it: the true folder, wherever it was moved to."""

from __future__ import annotations

import re

from indicators import versions

USUAL = "data/own"
"""The folder as everybody calls it who has not moved it."""


def named(file: str = "") -> str:
    """`data/own/measures.yaml`, or the true path where `SOZIALPLANUNG_OWN` points elsewhere; the folder without one."""
    own = versions.own_records()
    folder = USUAL if own.absolute() == (versions.DATA / "own").absolute() else str(own)
    return f"{folder}/{file}" if file else folder


def describes(measure: str) -> bool:
    """Whether a measure is described there: only its owner can say that it is something else."""
    try:
        text = (versions.own_records() / "measures.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return re.search(rf"^[\"']?{re.escape(measure)}[\"']?\s*:", text, re.MULTILINE) is not None
