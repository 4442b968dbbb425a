"""Zipped geodata from outside: looked at before anything is unpacked, and unpacked under names of our own."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.boundaries import BoundaryError

ENDINGS = (".gpkg", ".shp", ".geojson", ".json")
"""What geodata in an archive ends in."""
COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""Parts of a shapefile that are needed."""
MOST_ENTRIES = 2000
MOST_BYTES = 1_000_000_000
"""Unpacked; VG250 with all its layers has about a third of it."""
MOST_DENSE = 200
"""Unpacked : packed; geodata reach about 10, a bomb thousands."""
PIECE = 1 << 20
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
"""What a damaged or unusual archive raises; NotImplementedError is a RuntimeError."""


def members(path: Path, name: str) -> dict[str, str]:
    """Geodata in an archive: a name to call it by -> its place in the archive. Raises `BoundaryError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except UNREADABLE:
        raise BoundaryError(f"„{name}“ ist kein lesbares ZIP-Archiv, vielleicht unvollständig übertragen.") from None
    _check(entries, name)
    found = {
        PurePosixPath(entry.filename).name: entry.filename
        for entry in entries
        if entry.filename.lower().endswith(ENDINGS) and "__MACOSX" not in entry.filename
    }
    if not found:
        raise BoundaryError(f"Im Archiv „{name}“ liegt weder ein GeoPackage noch ein Shapefile noch ein GeoJSON.")
    return found


def unpack(path: Path, member: str, target: Path, name: str) -> Path:
    """Write a member (a shapefile with its parts) into `target` under a name of our own. Raises `BoundaryError`."""
    stem, ending = member.rsplit(".", 1)
    wanted = {f"{stem}{part}".lower(): part for part in COMPANIONS} if ending.lower() == "shp" else {}
    wanted[member.lower()] = f".{ending.lower()}"
    written = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.lower() not in wanted:
                    continue
                # What the archive says of its sizes may be untrue: counted while it is written.
                part = target / f"unpacked{wanted[entry.filename.lower()]}"
                with archive.open(entry) as source, open(part, "wb") as to:
                    while piece := source.read(PIECE):
                        written += len(piece)
                        if written > MOST_BYTES:
                            raise BoundaryError(f"„{name}“ entpackt sich auf mehr als {_size(MOST_BYTES)}.")
                        to.write(piece)
    except UNREADABLE as problem:
        if isinstance(problem, BoundaryError):
            raise
        raise BoundaryError(f"Das Archiv „{name}“ lässt sich nicht entpacken; es ist beschädigt.") from None
    return target / f"unpacked.{ending.lower()}"


def _check(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Nothing that leaves its folder, is locked, or grows beyond measure. Raises `BoundaryError`."""
    if len(entries) > MOST_ENTRIES:
        raise BoundaryError(
            f"Das Archiv „{name}“ enthält {len(entries)} Dateien; höchstens {MOST_ENTRIES} sind üblich."
        )
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in entry.filename[:2]:
            raise BoundaryError(f"Das Archiv „{name}“ will aus seinem Ordner heraus schreiben und wird nicht geöffnet.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BoundaryError(f"Das Archiv „{name}“ enthält eine Verknüpfung und wird nicht geöffnet.")
        if entry.flag_bits & 0x1:
            raise BoundaryError(f"Das Archiv „{name}“ ist mit einem Kennwort verschlossen.")
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MOST_BYTES:
        raise BoundaryError(
            f"Das Archiv „{name}“ wäre entpackt {_size(unpacked)} groß; erlaubt ist {_size(MOST_BYTES)}."
        )
    if unpacked > MOST_DENSE * max(packed, 50_000):
        raise BoundaryError(
            f"Das Archiv „{name}“ entpackt sich auf das {unpacked // max(packed, 1)}-Fache; das sind keine Geodaten."
        )


def _size(size: int) -> str:
    """Bytes for a reader: `2,1 GB`."""
    return f"{size / 1e9:.1f} GB".replace(".", ",")
