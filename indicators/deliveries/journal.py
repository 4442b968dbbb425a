"""Who loaded what and when: one line of JSON per load and per return to an earlier version, never rewritten."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from indicators import versions

LONGEST = 200


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    at: str
    """ISO time, UTC."""
    who: str
    what: Literal["load", "rollback"]
    version_before: str | None
    version_after: str
    load: str | None = None
    file: str = ""
    sha256: str = ""
    source: str = ""
    read: int = 0
    taken: int = 0
    refused: int = 0
    left_out: int = 0
    summary: str = ""
    """What changed, in a sentence without figures."""
    loads: tuple[str, ...] = ()
    """The loads in the version afterwards."""
    url: str = ""
    """Where the file was fetched; else the address of its source, empty where it has none."""
    fetched: str = ""
    """When it was fetched: ISO time, UTC; empty where nobody wrote that down."""

    @property
    def is_note(self) -> bool:
        """A delivery that said nothing new: no version was made of it."""
        return self.what == "load" and self.version_before == self.version_after

    @property
    def short_sha256(self) -> str:
        """The first eight digits, by which two files are told apart."""
        return self.sha256[:8]

    @property
    def words(self) -> str:
        """What happened, in a word."""
        return "zurückgekehrt" if self.what == "rollback" else "vermerkt" if self.is_note else "geladen"


FIELDS = frozenset(field.name for field in fields(Entry))


def path() -> Path:
    """Where the journal lies."""
    return versions.folder() / "journal.jsonl"


def now() -> str:
    """The time as it is written."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write(entry: Entry) -> None:
    """Add a line and sync it. JSON escapes line breaks, so that nobody writes a line of another's (L-15)."""
    line = json.dumps(asdict(entry), ensure_ascii=False)
    handle = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with open(handle, "a", encoding="utf-8") as file:
        file.write(f"{line}\n" if _ends_well() else f"\n{line}\n")
        file.flush()
        os.fsync(file.fileno())


def entries() -> list[Entry]:
    """All lines, newest first; one that was cut off by a power failure is passed over."""
    found = []
    try:
        lines = path().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            content = json.loads(line)
            known = {name: value for name, value in content.items() if name in FIELDS}  # a later program may say more
            found.append(Entry(**known | {"loads": tuple(content.get("loads", ()))}))
        except (ValueError, TypeError, AttributeError):
            continue
    return found[::-1]


def plain(text: str, longest: int = LONGEST) -> str:
    """A name as it is written down: one line, not endless, nothing that steers a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:longest]


def _ends_well() -> bool:
    try:
        with open(path(), "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:  # there is none yet, or it is empty
        return True
