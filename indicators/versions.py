"""Versions of the store: which there are, which is in use, what each was built from.

`data/store/<version>.duckdb` is a version, `<version>.json` beside it says what went into it and what its bytes must
be, and `current` names the one in use: a file replaced under its own name keeps serving old data to processes that hold
it open. A version is named after a hash of its inputs and loads, so the same inputs give the same version.
Imports no SQL: this is asked before every start.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from indicators.refusal import Refused

DATA = Path(__file__).resolve().parent.parent / "data"
KEPT_VERSIONS = 5
_held: ContextVar[str | None] = ContextVar("held", default=None)


class StoreMissing(Refused):
    """There is no store, or it cannot be read; the message is German and says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Der Datenbestand ist nicht verfügbar ({reason}). Bitte „python -m indicators build“ ausführen "
            "oder die Anwendung mit „make run“ neu starten."
        )


@dataclass(frozen=True)
class Facts:
    """What is written down of a version when it is built."""

    version: str
    inputs: str
    """`input_version()` at that time."""
    loads: tuple[str, ...]
    """Ids of the deliveries in it, in the order in which they were loaded."""
    size: int
    sha256: str
    built: str
    """ISO time, UTC."""


def folder() -> Path:
    """Where the built versions lie; `SOZIALPLANUNG_STORE` moves it out of the checkout."""
    return Path(os.environ.get("SOZIALPLANUNG_STORE") or DATA / "store")


def own_records() -> Path:
    """Where records for one's own series lie; `SOZIALPLANUNG_OWN` moves it out of the checkout."""
    return Path(os.environ.get("SOZIALPLANUNG_OWN") or DATA / "own")


def inputs() -> list[Path]:
    """Every file the store is built from, and the code that builds it, in the same order wherever the folders lie."""
    here, own = Path(__file__).resolve().parent, own_records()
    return sorted(
        [
            *DATA.glob("figures/*.csv"),
            *DATA.glob("boundaries/areas*.csv"),
            *DATA.glob("boundaries/crosswalk*.csv"),
            *here.glob("catalogue/sources/*.yaml"),
            *own.glob("sources/*.yaml"),
            *own.glob("indicators/*.yaml"),  # may wish for a higher threshold
            *own.glob("measures.yaml"),
            *here.glob("disclosure/*.py"),
            *here.glob("guarding*.py"),
            here / "catalogue" / "shared" / "measures.yaml",
            *(here / name for name in ("assembling.py", "building.py", "merging.py", "store.py")),
        ],
        key=lambda path: (path.name, path.parent.name),
    )


def input_version() -> str:
    """Twelve hex digits that change whenever an input changes."""
    digest = hashlib.sha256()
    for path in inputs():
        if path.exists():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def version_of(loads: Sequence[str]) -> str:
    """The name of the version made of the present inputs and these loads."""
    made_from = input_version()
    return hashlib.sha256(" ".join([made_from, *loads]).encode()).hexdigest()[:12] if loads else made_from


def path_of(version: str) -> Path:
    """The file of a version."""
    return folder() / f"{version}.duckdb"


def facts_of(version: str) -> Facts:
    """What was written down of a version. Raises StoreMissing when that cannot be read."""
    path = path_of(version).with_suffix(".json")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Facts(**found | {"loads": tuple(found["loads"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise StoreMissing("es fehlt, was zu ihm aufgeschrieben war") from None


def load_folder(load: str) -> Path:
    """Where a confirmed delivery lies: `observations.parquet` and `record.json`."""
    return folder() / "loads" / load


def adopt(fresh: Path, version: str, loads: Iterable[str], built_from: str) -> None:
    """Give a file that was written and synced aside the name of its version, and write down what it is made of.

    The facts come first: a file without its own facts is never taken for a version.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = Facts(version, built_from, tuple(loads), fresh.stat().st_size, _digest(fresh), now)
    _replace(path_of(version).with_suffix(".json"), json.dumps(asdict(facts), indent=1))
    os.replace(fresh, path_of(version))
    sync_folder(folder())


@contextmanager
def steady(version: str | None = None) -> Iterator[None]:
    """Within this block the version in use stays the same, whatever is loaded meanwhile: no answer mixes two.

    `version` None means the one in use now; without any, nothing is held.
    """
    if version is None:
        try:
            version = _held.get() or current_version()
        except StoreMissing:
            version = None
    token = _held.set(version)
    try:
        yield
    finally:
        _held.reset(token)


def held() -> str | None:
    """The version that `steady` holds, None outside of such a block."""
    return _held.get()


def current_version() -> str:
    """The version in use. Raises StoreMissing when there is none or its file is not what was written."""
    if held := _held.get():
        return held
    version = pointed_at()
    try:
        found = path_of(version).stat()
    except (OSError, ValueError):  # ValueError: a pointer full of zeros after a power failure
        raise StoreMissing("die Datei fehlt") from None
    if not _holds_its_bytes(path_of(version), found.st_mtime_ns, found.st_size):
        raise StoreMissing("die Datei ist beschädigt")
    return version


def is_sound(version: str) -> bool:
    """Whether the file of a version is there and holds the bytes that were written."""
    try:
        found = path_of(version).stat()
    except (OSError, ValueError):
        return False
    return _holds_its_bytes(path_of(version), found.st_mtime_ns, found.st_size)


def pointed_at() -> str:
    """The version that `current` names, whether or not it can be read. Raises StoreMissing without a pointer."""
    try:
        return (folder() / "current").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreMissing("es wurde noch keiner gebaut") from None


def pointed_at_or_none() -> str | None:
    """As `pointed_at`, None where there is no pointer."""
    try:
        return pointed_at()
    except StoreMissing:
        return None


def active_loads() -> tuple[str, ...]:
    """The loads of the version in use, also when it is damaged; none where nothing is written down."""
    version = pointed_at_or_none()
    if version is None:
        return ()
    try:
        return facts_of(version).loads
    except (StoreMissing, ValueError):
        return _journalled_loads(version)


def _journalled_loads(version: str) -> tuple[str, ...]:
    """What the journal of loads says of a version whose own facts are lost."""
    try:
        lines = (folder() / "journal.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    for line in reversed(lines):
        try:
            entry = json.loads(line)
            if entry["version_after"] == version:
                return tuple(str(load) for load in entry["loads"])
        except (ValueError, TypeError, KeyError):
            continue
    return ()


def is_fresh() -> bool:
    """Whether the version in use was built from the present inputs and can be read."""
    try:
        return facts_of(current_version()).inputs == input_version()
    except StoreMissing:
        return False


def kept() -> list[Facts]:
    """The versions that can be returned to, newest first."""
    found = []
    for path in sorted(folder().glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True):
        try:
            found.append(facts_of(path.stem))
        except StoreMissing:
            continue
    return found


def publish(version: str) -> None:
    """Make `version` the one in use, atomically, and remove all but the last few."""
    before = pointed_at_or_none()
    _replace(folder() / "current", version)
    for used in (before, version):  # the last ones used are kept, not the last ones built
        if used is not None and path_of(used).exists():
            os.utime(path_of(used))
    built = sorted(folder().glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in built if path.stem != version][KEPT_VERSIONS - 1 :]:
        drop(old.stem)


def drop(version: str) -> None:
    """Remove a version that is not in use, and what was made of it."""
    for path in (path_of(version), path_of(version).with_suffix(".json"), *folder().glob(f"districts-{version}-*")):
        path.unlink(missing_ok=True)


@lru_cache(maxsize=8)
def _holds_its_bytes(path: Path, modified: int, size: int) -> bool:  # noqa: ARG001  a changed file is looked at again
    """Whether a file still holds the bytes that were written."""
    try:
        facts = facts_of(path.stem)
        return size == facts.size and _digest(path) == facts.sha256
    except (OSError, StoreMissing):
        return False


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _replace(path: Path, text: str) -> None:
    """Written aside, synced, moved into place, and the folder synced: after a power failure it is old or new."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(place: Path) -> None:
    """Make renamings in a folder durable, where the system can."""
    try:
        handle = os.open(place, os.O_RDONLY)
    except OSError:  # Windows cannot open a folder
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
