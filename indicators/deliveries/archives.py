"""ZIP containers (workbooks, shapefiles, downloads) looked through before anybody unpacks them.

The directory of an archive is only a claim: what it says is checked first, then every entry is unpacked into nothing
while its bytes are counted, so that a bomb goes off against a limit and not against the memory.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused

PIECE = 1 << 18
LONGEST_PROLOGUE = 1 << 20
NESTED_ENDINGS = tuple(".zip .7z .rar .gz .tgz .bz2 .xz .tar .jar .zst .xlsx .xlsm .xlsb .xls .ods .docx .pptx".split())
NESTED_STARTS = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"\xfd7zXZ", b"BZh9", b"\x28\xb5\x2f\xfd")
SHAPE_ENDINGS = tuple(".shp .shx .dbf .prj .cpg .qpj .qix .sbn .sbx .qmd .xml .txt .pdf .html .htm .md .lyr".split())
DEFLATE64 = 9
"""Method of packing that Windows chooses for large files and nobody else unpacks."""
DAMAGED = "ist beschädigt oder nicht vollständig übertragen. Bitte noch einmal herunterladen oder neu speichern."


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold: bytes unpacked, times its own size, entries."""

    unpacked: int = 200_000_000
    factor: int = 100
    entries: int = 1_000


class _Stop(SAXException):
    """The root element has begun; nothing dangerous can be declared behind it."""


class _UntilRoot(ContentHandler):
    """Lets the parser read the prologue of an XML file and no further."""

    def startElement(self, name: str, attrs: object) -> None:  # noqa: ARG002, N802  named by xml.sax
        """The first element ends the look."""
        raise _Stop(name)


def inspect_archive(file: Delivered, limits: ArchiveLimits, *, count_bytes: bool = True) -> str:
    """What the archive is: `xlsx`, `ods`, `shapefile` or `archive`. Raises FileRefused.

    With `count_bytes` false only the directory is looked at (archives of several gigabytes on the command line;
    `unpacked` counts them while it writes).
    """
    try:
        with zipfile.ZipFile(file.path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error, OverflowError):
        raise FileRefused(f"„{file.name}“ {DAMAGED}") from None
    _check_directory(file, entries, limits)
    kind = _kind(file, [entry.filename for entry in entries])
    if count_bytes:
        total = 0
        with open(file.path, "rb") as raw:
            for entry in entries:
                total = _check_content(file, raw, entry, kind, total, limits)
    return kind


def unpacked(file: Delivered, folder: Path, limits: ArchiveLimits) -> Delivered:
    """The only file of an archive, unpacked into `folder` under a name of ours. Raises FileRefused."""
    inspect_archive(file, limits, count_bytes=False)
    with zipfile.ZipFile(file.path) as archive:
        inside = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(inside) != 1:
        raise FileRefused(
            f"„{file.name}“ enthält {len(inside)} Dateien. Bitte entpacken und die Dateien einzeln laden."
        )
    target = folder / uuid4().hex
    total = 0
    try:
        with open(file.path, "rb") as raw, open(target, "xb") as out:
            for piece in _pieces(file, raw, inside[0]):
                total += len(piece)
                _check_size(file, total, limits)
                out.write(piece)
    except (FileRefused, OSError):
        target.unlink(missing_ok=True)
        raise
    return Delivered(target, Path(inside[0].filename).name)


def _check_directory(file: Delivered, entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    """Everything that can be seen without unpacking: number, names, links, passwords, claimed sizes."""
    if len(entries) > limits.entries:
        raise FileRefused(
            f"„{file.name}“ enthält {len(entries)} Einträge, erlaubt sind {limits.entries}. "
            "Bitte nur die gebrauchte Datei laden."
        )
    seen: set[str] = set()
    for entry in entries:
        _check_name(file, entry)
        if entry.flag_bits & 0x1:
            raise FileRefused(
                f"„{file.name}“ ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern und noch einmal laden."
            )
        if entry.compress_type == DEFLATE64:
            raise FileRefused(
                f"„{file.name}“ ist mit Deflate64 gepackt, wie es Windows bei großen Dateien tut. "
                "Bitte mit 7-Zip auspacken und die Datei selbst laden."
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(f"„{file.name}“ ist ungewöhnlich gepackt. Bitte entpacken und die Datei selbst laden.")
        if entry.orig_filename.casefold() in seen:
            raise FileRefused(f"„{file.name}“ enthält einen Eintrag doppelt. Bitte neu speichern.")
        seen.add(entry.orig_filename.casefold())
    if sum(entry.compress_size for entry in entries) > file.size:
        raise FileRefused(f"„{file.name}“ {_BOMB}")  # entries that share bytes: nobody packs like that by accident
    _check_size(file, sum(entry.file_size for entry in entries), limits)


def _check_name(file: Delivered, entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\0" in name:
        raise FileRefused(
            f"„{file.name}“ enthält den Pfad „{_shown(entry.orig_filename)}“, der aus dem Archiv hinausführt. "
            "So ein Archiv wird nicht entpackt; bitte die Datei selbst laden."
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileRefused(f"„{file.name}“ enthält eine Verknüpfung (Symlink). Bitte die Datei selbst laden.")
    if name.casefold().rpartition("/")[2] == "vbaproject.bin":
        raise FileRefused(f"„{file.name}“ {MACROS}")
    if name.casefold().endswith(NESTED_ENDINGS):
        raise FileRefused(
            f"„{file.name}“ enthält selbst wieder ein Archiv oder eine Arbeitsmappe („{_shown(name)}“). "
            "Bitte entpacken und die Datei selbst laden."
        )


_BOMB = (
    "würde beim Entpacken unverhältnismäßig groß. Bitte prüfen, woher die Datei stammt, und die Tabelle als CSV laden."
)
MACROS = (
    "enthält Makros. Bitte in Excel „Speichern unter“ → „Excel-Arbeitsmappe (.xlsx)“ ohne Makros wählen "
    "und diese Datei laden."
)


def _check_size(file: Delivered, size: int, limits: ArchiveLimits) -> None:
    # A few kilobytes of nothing but zeros are packed a thousandfold and harm nobody.
    if size > limits.unpacked or size > max(limits.factor * file.size, 1 << 20):
        raise FileRefused(f"„{file.name}“ {_BOMB}")


def _kind(file: Delivered, names: list[str]) -> str:
    folded = {name.casefold() for name in names}
    if any(name.startswith(("basic/", "scripts/")) for name in folded):
        raise FileRefused(f"„{file.name}“ {MACROS}")
    if "xl/workbook.bin" in folded:
        raise FileRefused(f"„{file.name}“ ist eine binäre Excel-Datei (XLSB). Bitte als XLSX speichern.")
    if "xl/workbook.xml" in folded:
        return "xlsx"
    if "content.xml" in folded and "mimetype" in folded:
        return "ods"
    if "[content_types].xml" in folded:
        raise FileRefused(
            f"„{file.name}“ ist ein Office-Dokument, aber keine Tabelle. Bitte die Tabelle als XLSX oder CSV speichern."
        )
    files = [name for name in folded if not name.endswith("/")]
    if any(name.endswith(".shp") for name in files) and all(name.endswith(SHAPE_ENDINGS) for name in files):
        return "shapefile"
    return "archive"


def _check_content(
    file: Delivered, raw: BinaryIO, entry: zipfile.ZipInfo, kind: str, total: int, limits: ArchiveLimits
) -> int:
    """Unpack one entry into nothing; returns `total` plus its true size. Raises FileRefused."""
    is_xml = kind in ("xlsx", "ods") and entry.filename.casefold().endswith((".xml", ".rels", ".vml", ".rdf"))
    start, size = b"", 0
    for piece in _pieces(file, raw, entry):
        size += len(piece)
        _check_size(file, total + size, limits)
        if len(start) < LONGEST_PROLOGUE:
            start += piece
    if size != entry.file_size:
        raise FileRefused(f"„{file.name}“ {_BOMB}")  # the directory lies about the size
    if start.startswith(NESTED_STARTS):
        inner = _shown(entry.filename)
        raise FileRefused(f"„{file.name}“ enthält selbst wieder ein Archiv („{inner}“). Bitte entpacken.")
    if is_xml and start.strip():
        _check_prologue(file, start)
    if entry.filename.casefold() == "[content_types].xml" and b"macroenabled" in start.lower():
        raise FileRefused(f"„{file.name}“ {MACROS}")
    return total + size


def _check_prologue(file: Delivered, start: bytes) -> None:
    """No document type, no entities, no foreign references in front of the root element."""
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(_UntilRoot())
    try:
        parser.feed(start)
    except _Stop:
        return
    except DefusedXmlException:
        raise FileRefused(
            f"„{file.name}“ enthält XML mit eigenen Ersetzungen (DOCTYPE oder ENTITY). So etwas schreibt kein "
            "Tabellenprogramm; bitte die Tabelle neu als XLSX oder CSV speichern."
        ) from None
    except (SAXException, ValueError, LookupError):
        pass
    raise FileRefused(f"„{file.name}“ {DAMAGED}")


def _pieces(file: Delivered, raw: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry bit by bit, as its bytes really unpack, whatever the directory says.

    `zipfile` stops at the size the directory names; other programs do not, so this one does not either.
    """
    checksum = 0
    try:
        _seek(raw, entry)
        left = entry.compress_size
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            packed = raw.read(min(left, PIECE))
            if not packed:
                raise EOFError
            left -= len(packed)
            while packed:
                piece = inflate.decompress(packed, PIECE) if inflate else packed
                checksum = zlib.crc32(piece, checksum)
                yield piece
                packed = inflate.unconsumed_tail if inflate and not inflate.eof else b""
            if inflate and inflate.eof:
                break
        if inflate and (piece := inflate.flush()):  # a few bytes may wait behind a full piece
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if (inflate and not inflate.eof) or checksum != entry.CRC:
            raise EOFError
    except (zlib.error, EOFError, OSError, struct.error, ValueError):
        raise FileRefused(f"„{file.name}“ {DAMAGED}") from None


def _seek(raw: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """To the first packed byte; the header in front of it must name the same entry as the directory."""
    raw.seek(entry.header_offset)
    header = struct.unpack("<4s5H3L2H", raw.read(30))
    name = raw.read(header[9])
    raw.seek(header[10], 1)
    codec = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    if header[0] != b"PK\x03\x04" or name != entry.orig_filename.encode(codec):
        raise EOFError


def _shown(name: str) -> str:
    """A name from inside an archive that can be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
