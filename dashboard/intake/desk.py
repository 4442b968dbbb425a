"""The desk: the one file that was handed in and is not yet loaded or discarded, as a folder all workers can read.

`uploads/<uuid>/` beside the store holds `content` (the file), `about.json` (its name, who, when), `status.json` (how
far the work is), `report.json` (what the check said) and `changes.csv` (what a load would change, figure by figure). A
lock on `lock` is held while somebody works on it: by the request that receives it, then by the process that checks or
loads it. Without that lock, unfinished work has been broken off. Nothing in a path comes from outside.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

from indicators import versions
from indicators.deliveries import journal, safety

Phase = Literal["receiving", "checking", "checked", "refused", "loading", "loaded", "failed"]
WORKING: tuple[Phase, ...] = ("receiving", "checking", "loading")
BLOCKING: tuple[Phase, ...] = (*WORKING, "checked")
KEPT = 60 * 60
"""Seconds until a delivery nobody decides on is removed."""
LARGEST = safety.UPLOAD.size
BROKEN_OFF = (
    "Die Arbeit an der Datei wurde unterbrochen; der Datenbestand ist unverändert. Bitte noch einmal hochladen."
)


class Occupied(Exception):
    """The desk is not free; the message is a German sentence."""


@dataclass(frozen=True)
class Delivery:
    """What lies on the desk."""

    key: str
    name: str
    """As the file was called; only ever shown."""
    who: str
    at: float
    """Time of arrival, seconds since 1970."""
    source: str | None = None
    """The source that was named, None: to be recognised."""
    decimal: str | None = None
    """The decimal sign that was named, None: to be recognised."""

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return folder() / self.key

    @property
    def content(self) -> Path:
        """The file itself."""
        return self.folder / "content"

    @property
    def changes(self) -> Path:
        """Every figure that a load would change, as CSV; there once the check has found nothing wrong."""
        return self.folder / "changes.csv"

    @property
    def report(self) -> dict[str, Any]:
        """What the check said, as `indicators.deliveries.report.as_json` writes it; empty before."""
        return _read(self.folder / "report.json")

    @property
    def phase(self) -> Phase:
        """How far it is."""
        return self._stand()[0]

    @property
    def words(self) -> str:
        """The same as a sentence."""
        return self._stand()[1]

    @property
    def has_content(self) -> bool:
        """Whether the file can still be checked again."""
        return self.content.is_file()

    def say(self, phase: Phase, words: str) -> None:
        """Write down how far it is."""
        _write(self.folder / "status.json", {"phase": phase, "words": words})

    def conclude(self, report: dict[str, Any]) -> None:
        """Write down what the check said."""
        _write(self.folder / "report.json", report)

    def changed(self, **facts: str | None) -> Delivery:
        """The same with another source, decimal sign or person, written down."""
        other = replace(self, **facts)  # type: ignore[arg-type]
        _write(other.folder / "about.json", asdict(other))
        return other

    def lock(self, patience: float = 0.3) -> int:
        """A handle that holds the lock until it is closed, also by a process that inherits it.

        `patience`: seconds; whoever only looks whether it is locked holds it for a moment. Raises Occupied, OSError.
        """
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    os.close(handle)
                    raise Occupied("An dieser Datei wird gerade gearbeitet. Bitte einen Augenblick warten.") from None
                time.sleep(0.02)
            else:
                return handle

    def _stand(self) -> tuple[Phase, str]:
        content = _read(self.folder / "status.json")
        phase, words = content.get("phase", "receiving"), str(content.get("words", ""))
        if phase in WORKING and not self._is_locked() and content == _read(self.folder / "status.json"):
            return "failed", BROKEN_OFF
        return phase, words

    def _is_locked(self) -> bool:
        try:
            os.close(self.lock(patience=0))
        except Occupied:
            return True
        except OSError:  # it has just been removed
            return False
        return False


def folder() -> Path:
    """Where deliveries lie until they are decided on."""
    return versions.folder() / "uploads"


def current() -> Delivery | None:
    """The delivery on the desk."""
    found = [delivery for delivery in _all() if not _is_old(delivery)]
    return max(found, key=lambda delivery: delivery.at, default=None)


def claim(name: str, who: str) -> tuple[Delivery, int]:
    """A new delivery and the handle of its lock. Raises Occupied where another one waits for a decision."""
    with _alone():
        sweep()
        here = current()
        if here is not None and here.phase in BLOCKING:
            raise Occupied(
                f"Auf dem Tisch liegt schon eine Lieferung: „{here.name}“ von {here.who}, {_clock(here.at)} Uhr. "
                "Sie muss erst geladen oder verworfen werden."
            )
        for old in _all():
            shutil.rmtree(old.folder, ignore_errors=True)
        fresh = Delivery(str(uuid4()), shown_name(name), journal.plain(who), time.time())
        fresh.folder.mkdir(mode=0o700)
        handle = fresh.lock()
        fresh.say("receiving", "Die Datei wird übertragen")
        _write(fresh.folder / "about.json", asdict(fresh))
    return fresh, handle


def clear(delivery: Delivery) -> None:
    """Remove a delivery and everything of it."""
    shutil.rmtree(delivery.folder, ignore_errors=True)


def sweep() -> None:
    """Remove what nobody has decided on for an hour, and what is no delivery."""
    known = {delivery.key for delivery in _all() if not _is_old(delivery)}
    for found in folder().iterdir() if folder().is_dir() else ():
        # Young folders without a record are just being made.
        if found.is_dir() and found.name not in known and time.time() - found.stat().st_mtime > 60:
            shutil.rmtree(found, ignore_errors=True)


def shown_name(name: str) -> str:
    """The name of a file without the folders some browsers put before it."""
    return journal.plain(name.replace("\\", "/").rsplit("/", 1)[-1]) or "ohne Namen"


def _is_old(delivery: Delivery) -> bool:
    return time.time() - delivery.at > KEPT and not delivery._is_locked()


def _all() -> list[Delivery]:
    found = []
    for place in sorted(folder().iterdir()) if folder().is_dir() else ():
        about = _read(place / "about.json")
        try:
            if about and str(UUID(place.name)) == place.name == about["key"]:
                found.append(Delivery(**about))
        except (ValueError, TypeError, KeyError):
            continue
    return found


@contextmanager
def _alone() -> Iterator[None]:
    """One request at a time looks whether the desk is free. Raises OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder() / "desk.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clock(at: float) -> str:
    return time.strftime("%H:%M", time.localtime(at))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    """All at once, readable by this service only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
    os.replace(fresh, path)
