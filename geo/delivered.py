"""Sets of areas that were handed in: newer official boundaries and planning areas of one's own, beside the store.

A set is a level on a division. It is kept outside git in `data/store/areas` (`SOZIALPLANUNG_STORE` moves the store):
`<level>_<division>.json` is its record with the table of areas, and names the folder that holds the shapes
(`<content>/shapes.parquet`) and the drawing (`<content>/drawing.json`). The folder is named after its content and never
changes; the record is replaced atomically and is what makes a set known. `geo.adding` writes, this module reads.
Imports nothing heavy: every process asks here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"
SHAPES, DRAWING = "shapes.parquet", "drawing.json"

Entry = tuple[str, int, int, int]
"""Name, time of change, size and inode of a record: another set of these is another version of the folder."""


@dataclass(frozen=True, eq=False)
class AreaSet:
    """The record of one set. Compared by identity, so that what is made from it can be kept under it."""

    level: str
    division: str
    title: str
    """How pages and exports name the division on this level."""
    day: date
    content: str
    """Name of the folder with shapes and drawing: 12 hex digits of what is in them."""
    added: str
    """ISO time, UTC."""
    file: str
    """Name under which the file was handed in."""
    sha256: str
    """Of that file."""
    attribution: str
    licence: str
    licence_url: str
    areas: tuple[Mapping[str, Any], ...]
    """By key: `key, name, full_name, type, parent, district, land_area_km2` (unsimplified, on the ellipsoid)."""
    changed: tuple[str, ...] = ()
    """Districts whose area is not that of 2021-07-01: older figures of theirs are not quite comparable."""
    findings: tuple[str, ...] = ()
    """What was noticed and mended when the set was added, as German sentences."""

    @property
    def is_own(self) -> bool:
        """Planning areas of one's own, as opposed to official boundaries."""
        return self.level == "planning_area"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its areas, ascending."""
        return tuple(str(row["key"]) for row in self.areas)

    @property
    def folder(self) -> Path:
        """Where its shapes and drawing lie."""
        return folder() / self.content

    def as_json(self) -> str:
        """The record as it is written."""
        return json.dumps(asdict(self) | {"day": self.day.isoformat()}, ensure_ascii=False, indent=1) + "\n"


def folder() -> Path:
    """Where the sets lie: in the folder of the store, which `SOZIALPLANUNG_STORE` moves out of the checkout."""
    return Path(os.environ.get("SOZIALPLANUNG_STORE") or DATA / "store") / "areas"


def sets() -> tuple[AreaSet, ...]:
    """All sets, oldest first. Read anew only when the folder has changed; one that cannot be read is left out."""
    return _read(folder(), _state(folder()))


def version() -> str:
    """Changes whenever a set is added or replaced; empty while there is none."""
    return " ".join(f"{known.level}_{known.division}_{known.content}" for known in sets())


def find(level: str, division: str) -> AreaSet | None:
    """The set of a level on a division, if one was handed in."""
    return next((known for known in sets() if (known.level, known.division) == (level, division)), None)


def of_level(level: str) -> tuple[AreaSet, ...]:
    """The sets of a level, oldest first."""
    return tuple(known for known in sets() if known.level == level)


def damaged() -> list[str]:
    """Names of records that cannot be read."""
    return [name for name, *_ in _state(folder()) if _record(folder() / name) is None]


def record_path(level: str, division: str) -> Path:
    """Where the record of a set lies."""
    return folder() / f"{level}_{division}.json"


def _state(place: Path) -> tuple[Entry, ...]:
    """The records there are, without opening them: a few microseconds, so that it can be asked for every answer."""
    try:
        with os.scandir(place) as found:
            entries = [(entry.name, entry.stat()) for entry in found if entry.name.endswith(".json")]
    except OSError:
        return ()
    return tuple(sorted((name, facts.st_mtime_ns, facts.st_size, facts.st_ino) for name, facts in entries))


@lru_cache(maxsize=4)
def _read(place: Path, state: tuple[Entry, ...]) -> tuple[AreaSet, ...]:
    records = [_record(place / name) for name, *_ in state]
    return tuple(sorted((known for known in records if known), key=lambda known: (known.added, known.division)))


def _record(path: Path) -> AreaSet | None:
    """A record with its shapes and drawing, or None where one of the three is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        given = {field.name: found[field.name] for field in fields(AreaSet)}
        given |= {name: tuple(given[name]) for name in ("areas", "changed", "findings")}
        known = AreaSet(**given | {"day": date.fromisoformat(given["day"])})
        content = path.parent / known.content
        is_whole = (content / SHAPES).exists() and (content / DRAWING).exists()
        return known if is_whole and path == record_path(known.level, known.division) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None
