"""Sets of areas are written beside the store so that nobody ever meets half of one, and nothing old is lost.

The shapes go into a folder of their own under a temporary name, are synced and renamed; only then does the record name
them. Whoever is killed in between leaves a folder that nobody reads and the next one sweeps away.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo import delivered
from geo.boundaries import BoundaryError
from geo.delivered import DRAWING, SHAPES, AreaSet
from geo.preparing import Prepared

RECORD = "record.json"
"""A copy beside the shapes: what a set said before it was replaced stays known."""
BUILDING = ".building"


def keep(fresh: Prepared) -> tuple[AreaSet, bool]:
    """Put a set into use; returns its record and whether that changed anything.

    Raises `BoundaryError`, as for a full disk.
    """
    try:
        with _locked(delivered.folder()):
            known = delivered.find(fresh.record.level, fresh.record.division)
            if known and known.content == fresh.record.content:
                return known, False
            if known and set(known.keys) != set(fresh.record.keys):
                raise BoundaryError(f"„{known.title}“ gibt es schon mit anderen Flächen; es wurde nichts verändert.")
            _sweep(delivered.folder())
            _write(fresh)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise BoundaryError("Der Datenträger ist voll; es wurde nichts verändert. Bitte Platz schaffen.") from None
        raise BoundaryError(
            f"Der Ordner „{delivered.folder().name}“ lässt sich nicht beschreiben: {problem.strerror}."
        ) from None
    return fresh.record, True


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """One writer at a time; the lock falls with its process."""
    place.mkdir(parents=True, exist_ok=True)
    with open(place / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BoundaryError("Gerade werden schon Flächen eingelesen; bitte gleich noch einmal versuchen.") from None
        yield


def _write(fresh: Prepared) -> None:
    place, record = delivered.folder(), fresh.record
    building = place / f".{record.content}.{os.getpid()}{BUILDING}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        fresh.frame.to_parquet(
            building / SHAPES,
            index=False,
            compression="zstd",
            compression_level=19,
            schema_version="1.1.0",
            write_covering_bbox=True,
        )
        text = json.dumps(fresh.drawing, ensure_ascii=False, separators=(",", ":"))
        (building / DRAWING).write_text(text + "\n", encoding="utf-8")
        (building / RECORD).write_text(record.as_json(), encoding="utf-8")
        for file in (*building.iterdir(), building):
            _sync(file)
        if record.folder.exists():  # left by a writer that was stopped before the record named it, or by an earlier cut
            shutil.rmtree(building)
        else:
            os.replace(building, record.folder)
        _sync(place)
        waiting = place / f".{record.level}_{record.division}.{os.getpid()}{BUILDING}"
        waiting.write_text(record.as_json(), encoding="utf-8")
        _sync(waiting)
        os.replace(waiting, delivered.record_path(record.level, record.division))
        _sync(place)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _sync(path: Path) -> None:
    """To the disk, not only to the memory of the machine."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(place: Path) -> None:
    """What writers that were killed left behind; whoever holds the lock is the only one."""
    for left in place.glob(f".*{BUILDING}"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
