"""A file that came in, looked at but not yet read: what it really is, whatever its name says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SAMPLE = 64 * 1024
MAGIC = {
    b"PK\x03\x04": "zip",  # xlsx, ods, zip: told apart by what lies inside
    b"\xd0\xcf\x11\xe0": "xls",
    b"SQLite format 3\x00": "sqlite",
    b"%PDF": "pdf",
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
}


@dataclass(frozen=True)
class Delivered:
    """A file on disk and the name under which somebody handed it in."""

    path: Path
    name: str

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first 64 kB."""
        with open(self.path, "rb") as file:
            return file.read(SAMPLE)

    @cached_property
    def kind(self) -> str:
        """By content: empty, zip, xls, sqlite, pdf, parquet, gzip, html, json, text or binary."""
        head = self.head
        if not head.strip(b"\x00\r\n\t \xef\xbb\xbf"):
            return "empty"
        for magic, kind in MAGIC.items():
            if head.startswith(magic):
                return kind
        start = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
        if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<")):
            return "html"
        if start.startswith((b"{", b"[")):
            return "json"
        return "binary" if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the content, read in pieces."""
        digest = hashlib.sha256()
        with open(self.path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()


def why_no_file(path: Path) -> str:
    """Why there is nothing to read at a path somebody has typed, and what to type; empty for a file."""
    if path.is_file():
        return ""
    if path.is_dir():
        return f"„{path}“ ist ein Ordner. Bitte die Datei selbst angeben (CSV, XLSX, XLS oder ODS, auch als ZIP)."
    return f"Die Datei „{path}“ gibt es nicht."
