"""What loads that were killed leave behind is found and removed by the next one. Call all of this as the only writer.

A version that is being made is written down in `unfinished` until it is in use: else it would be kept, and listed, as
one that somebody has worked with.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from indicators import versions
from indicators.assembling import is_running
from indicators.deliveries import journal
from indicators.deliveries.aside import Place


def begin(version: str) -> None:
    """A version is going to be made; one that lies there already and is sound is not unfinished. Raises OSError."""
    if not versions.is_sound(version):
        _mark().write_text(version, encoding="ascii")


def end() -> None:
    """It is in use."""
    _mark().unlink(missing_ok=True)


def sweep() -> None:
    """Remove a version that never came into use, files half written, and folders that no version and no line knows.

    Folders only where every version says what it is made of; otherwise none is touched.
    """
    for path, process in Place.left_behind():
        if not is_running(process):
            shutil.rmtree(path, ignore_errors=True)
    for path in (*versions.folder().glob("current.*"), *versions.folder().glob("*.json.*")):
        process = path.suffix[1:]  # `versions` writes these aside before it moves them into place
        if process.isdecimal() and not is_running(process):
            path.unlink(missing_ok=True)
    with suppress(OSError, UnicodeDecodeError):
        version = _mark().read_text(encoding="ascii").strip()
        if version and version != versions.pointed_at_or_none():
            versions.drop(version)
        end()
    folder = versions.folder() / "loads"
    if not folder.is_dir():
        return
    try:
        used = {load for path in versions.folder().glob("*.duckdb") for load in versions.facts_of(path.stem).loads}
    except versions.StoreMissing:
        return
    used |= {entry.load for entry in journal.entries() if entry.load}
    for found in folder.iterdir():
        if found.name not in used:
            shutil.rmtree(found, ignore_errors=True)


def _mark() -> Path:
    return versions.folder() / "unfinished"
