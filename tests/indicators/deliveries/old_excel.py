"""Small workbooks of the old Excel format (BIFF8 in a compound file), written byte by byte: nothing writes them today.

After the published descriptions of both formats, [MS-XLS] and [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
SMALLEST = 4096
"""Shorter streams lie in a stream of their own kind."""
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
FIRST_OWN_FORMAT = 164
BUILT_IN = {"General": 0, "0%": 9, "0.00%": 10}
Cell = str | float | None


def old_workbook(rows: Sequence[Sequence[Cell]], shown: Mapping[tuple[int, int], str]) -> bytes:
    """One sheet „Daten“; `shown`: number formats of cells by row and column from 0."""
    return _compound_file(_stream(rows, shown))


def _stream(rows: Sequence[Sequence[Cell]], shown: Mapping[tuple[int, int], str]) -> bytes:
    codes = ["General", *dict.fromkeys(shown.values())]
    numbers = {code: BUILT_IN.get(code, FIRST_OWN_FORMAT + place) for place, code in enumerate(codes)}
    fonts = 4 * _record(0x31, struct.pack("<5H4B2B5s", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5, 0, b"Arial"))
    formats = b"".join(
        _record(0x41E, struct.pack("<H", number) + _text(code, "<H"))
        for code, number in numbers.items()
        if number >= FIRST_OWN_FORMAT
    )
    styles = _record(0xE0, _style(0, is_cell=False))
    styles += b"".join(_record(0xE0, _style(numbers[code], is_cell=True)) for code in codes)
    before = _begin(5) + _record(0x42, struct.pack("<H", 1200)) + fonts + formats + styles
    name = _text("Daten", "<B")
    offset = len(before) + 4 + 6 + len(name) + 4
    book = before + _record(0x85, struct.pack("<IH", offset, 0) + name) + _record(0x0A)
    width = max(map(len, rows))
    cells = b"".join(
        _cell(row, column, cell, 1 + codes.index(shown.get((row, column), "General")))
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell is not None
    )
    return book + _begin(0x10) + _record(0x200, struct.pack("<2I3H", 0, len(rows), 0, width, 0)) + cells + _record(0x0A)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<4H2I", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _style(number: int, *, is_cell: bool) -> bytes:
    parent = 0x0001 if is_cell else 0xFFF5
    return struct.pack("<3H4BIIH", 0, number, parent, 0x20, 0, 0, 0xFC, 0, 0, 0x20C0)


def _text(words: str, length: str) -> bytes:
    return struct.pack(length, len(words)) + b"\x01" + words.encode("utf-16-le")


def _cell(row: int, column: int, cell: str | float, style: int) -> bytes:
    place = struct.pack("<3H", row, column, style)
    if isinstance(cell, str):
        return _record(0x204, place + _text(cell, "<H"))
    return _record(0x203, place + struct.pack("<d", cell))


def _compound_file(stream: bytes) -> bytes:
    """The stream „Workbook“ as the only one: table of sectors, directory, then the stream."""
    size = max(SMALLEST, -(-len(stream) // SECTOR) * SECTOR)
    sectors = size // SECTOR
    table = [FAT, END, *range(3, 2 + sectors), END]
    head = struct.pack("<8s16s6H", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0)
    head += struct.pack("<I8I", 0, 0, 1, 1, 0, SMALLEST, END, 0, END) + struct.pack("<I", 0)
    sheets = struct.pack("<109I", 0, *[FREE] * 108)
    entries = _entry("Root Entry", 5, child=1, start=END, size=0)
    entries += _entry("Workbook", 2, child=FREE, start=2, size=size)
    fat = struct.pack(f"<{SECTOR // 4}I", *table, *[FREE] * (SECTOR // 4 - len(table)))
    return head + sheets + fat + entries.ljust(SECTOR, b"\0") + stream.ljust(size, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    links = struct.pack("<3I", FREE, FREE, child)
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<H2B", len(encoded), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
