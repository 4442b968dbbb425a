"""The answers for all districts are made before a version comes into use: its first visitor need not wait for them.

Asking for them takes seconds. Where a version holds the same rows of districts as the one before, as after a delivery
of municipalities or planning areas, the answers of that one are taken over.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable

from indicators import assembling, district_sheets, sheet_files, versions
from indicators.refusal import Refused

LEVELS = ("district", "state", "country")
"""The answers are made of rows on these levels alone."""


class Unanswered(Refused):
    """A version does not answer for every indicator; the message is German."""

    def __init__(self) -> None:
        super().__init__(
            "Mit diesen Zahlen lassen sich nicht alle Indikatoren berechnen; der bisherige Datenbestand gilt weiter. "
            "Bitte die Beschreibungen in data/own prüfen."
        )


def prepare(version: str, like: str | None = None, say: Callable[[str], None] | None = None) -> None:
    """Have the answers of a version beside it; `like`: one that may have the same rows. Raises Unanswered."""
    _sweep()
    if sheet_files.place_of(version).exists():
        return
    if say is not None:
        say("Gebietsblätter werden vorbereitet")
    if like is not None and _taken_over(version, like):
        return
    try:
        district_sheets.make(version)
    except Exception as problem:  # own records may be written in ways nobody has thought of
        logging.getLogger(__name__).exception("version %s does not answer", version)
        raise Unanswered from problem


def _taken_over(version: str, like: str) -> bool:
    """Copy the answers of `like`, if it was built from the same inputs and has the same rows."""
    place, before = sheet_files.place_of(version), sheet_files.place_of(like)
    fresh = place.with_suffix(f".{os.getpid()}")
    try:
        alike = versions.facts_of(version).inputs == versions.facts_of(like).inputs and versions.is_sound(like)
        if not (alike and before.exists() and assembling.same_rows(version, like, LEVELS)):
            return False
        shutil.copyfile(before, fresh)
        os.replace(fresh, place)
    except (OSError, versions.StoreMissing, assembling.BuildRefused):
        fresh.unlink(missing_ok=True)
        return False
    return True


def _sweep() -> None:
    """Remove what processes that were killed left behind."""
    for path in versions.folder().glob("districts-*"):
        process = path.suffix.removeprefix(".")
        if process.isdecimal() and not assembling.is_running(process):
            path.unlink(missing_ok=True)
