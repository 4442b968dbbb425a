"""The doorkeeper: what a file may be before anybody unpacks or reads it (L-07, L-09).

Nothing here is executed, unpacked to disk or evaluated; a file that passes may still be refused by its reader.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from indicators.deliveries import workbooks
from indicators.deliveries.archives import DAMAGED, MACROS, ArchiveLimits, inspect_archive, unpacked
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.no_table import KIND_WORDS, SHAPES, why_no_table
from indicators.deliveries.personal_data import refuse_personal

Purpose = Literal["figures", "shapes"]
PIECE = 1 << 16
SAMPLED_BYTES = 1 << 20
SAMPLED_ROWS = 2_000
BROKEN = "Die Datei ist beschädigt; bitte noch einmal herunterladen."
MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam", ".xlsb", ".xla", ".xll")


@dataclass(frozen=True)
class Limits:
    """How large a delivery may be; `rows` None: not counted."""

    size: int = 25_000_000
    rows: int | None = 500_000
    columns: int = 500
    """This many columns are too many."""
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)


UPLOAD = Limits()
COMMAND_LINE = Limits(size=16_000_000_000, rows=None, archive=ArchiveLimits(unpacked=16_000_000_000))
"""Whoever sits at the machine may load the bulk file of INKAR (6 GB) and millions of own rows."""

SHEETS = ("xlsx", "ods", "xls")
BINARY_STARTS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"MZ", b"\x7fELF", b"7z\xbc\xaf", b"Rar!", b"BZh")
ENDINGS = {
    "zip": (".xlsx", ".ods", ".zip"),
    "xls": (".xls",),
    "text": (".csv", ".txt", ".tsv", ".dat"),
    "sqlite": (".gpkg",),
    "json": (".geojson", ".json"),
}
KIND_NAMES = {
    "xlsx": "eine Excel-Arbeitsmappe (XLSX)",
    "ods": "eine ODS-Tabelle",
    "shapefile": "ein Shapefile in einem ZIP-Archiv",
    "archive": "ein ZIP-Archiv",
    "xls": "eine Excel-Arbeitsmappe (XLS)",
    "text": "eine Textdatei (CSV)",
    "sqlite": "ein GeoPackage",
    "json": "eine GeoJSON-Datei",
}
HARMLESS_TRIGGER = re.compile(
    r"CREATE TRIGGER \"?(?:rtree_|trigger_(?:insert|delete|update)_feature_count_|gpkg_(?:tile_matrix|metadata))",
    re.IGNORECASE,
)
HARMLESS_EXTENSIONS = {"gpkg_rtree_index", "gpkg_crs_wkt", "gpkg_crs_wkt_1_1", "gpkg_metadata", "gpkg_schema"}


def inspect(file: Delivered, limits: Limits = UPLOAD, *, purpose: Purpose = "figures") -> tuple[Finding, ...]:
    """Raises FileRefused where a file must not be read; returns what is worth saying about one that may.

    `purpose` shapes lets GeoJSON, GeoPackage and zipped shapefiles through, which carry no figures.
    """
    if not file.path.is_file():
        raise FileRefused(f"„{file.name}“ ist keine Datei.")
    if file.size > limits.size:
        raise FileRefused(
            f"„{file.name}“ ist {_megabytes(file.size)} groß, erlaubt sind {_megabytes(limits.size)}. Größere Dateien "
            "lädt die Verwaltung auf der Befehlszeile."
        )
    if file.kind == "empty":
        raise FileRefused(f"„{file.name}“ {KIND_WORDS['empty']}")
    if file.name.casefold().endswith(MACRO_ENDINGS):
        raise FileRefused(f"„{file.name}“ {MACROS}")
    if file.head.startswith(BINARY_STARTS):
        raise FileRefused(f"„{file.name}“ {KIND_WORDS['binary']}")
    kind = _inspect_kind(file, limits, purpose)
    if purpose == "figures" and kind in SHEETS:
        _refuse_misleading_ending(file, kind)
        _inspect_sheets(file, limits)
    return _renamed(file, kind)


def opened(file: Delivered, folder: Path, limits: Limits = UPLOAD) -> tuple[Delivered, tuple[Finding, ...]]:
    """The file to read and what is worth saying: itself, or the only file of a ZIP, unpacked into `folder`.

    GENESIS and INKAR hand out their tables in such archives. Raises FileRefused as `inspect` does, for both.
    """
    noticed = inspect(file, limits)
    if file.kind != "zip" or inspect_archive(file, limits.archive, count_bytes=False) != "archive":
        return file, noticed
    inner = unpacked(file, folder, limits.archive)
    return inner, (*noticed, *inspect(inner, replace(limits, size=limits.archive.unpacked)))


def _inspect_kind(file: Delivered, limits: Limits, purpose: Purpose) -> str:
    """The kind, told apart further for archives."""
    kind = file.kind
    if kind == "zip":
        kind = inspect_archive(file, limits.archive, count_bytes=file.size <= UPLOAD.size)
        if kind == "shapefile" and purpose == "figures":
            raise FileRefused(f"„{file.name}“ {SHAPES}")
    elif kind == "xls":
        _inspect_xls(file)
    elif kind == "text":
        _inspect_text(file, limits)
    elif kind == "sqlite" and purpose == "shapes":
        _inspect_geopackage(file)
    elif not (kind == "json" and purpose == "shapes"):
        raise FileRefused(f"„{file.name}“ {why_no_table(file)}")
    return kind


def _refuse_misleading_ending(file: Delivered, kind: str) -> None:
    """Workbooks on disk are opened by their ending; uploads lie under names without one and are read anyhow."""
    ending = file.path.suffix.casefold()
    if ending in {f".{each}" for each in SHEETS} - {f".{kind}"}:
        raise FileRefused(f"„{file.name}“ ist {KIND_NAMES[kind]}. Bitte die Endung der Datei in .{kind} ändern.")


def _inspect_xls(file: Delivered) -> None:
    """Macros and passwords of the old Excel format stand in its directory, in UTF-16."""
    content = file.path.read_bytes() if file.size <= 10 * UPLOAD.size else file.head
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise FileRefused(f"„{file.name}“ {MACROS}")
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused(
            f"„{file.name}“ ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern und noch einmal laden."
        )


def _inspect_sheets(file: Delivered, limits: Limits) -> None:
    for sheet in workbooks.sheets(file):
        if sheet.width >= limits.columns:
            raise _too_wide(file, sheet.width, limits)
        if limits.rows is not None and len(sheet.cells) > limits.rows:
            raise _too_long(file, len(sheet.cells), limits.rows)
        refuse_personal(file.name, sheet.cells[:SAMPLED_ROWS], sheet.name)


def _inspect_text(file: Delivered, limits: Limits) -> None:
    """Lines, columns, NUL bytes and personal data of a text file; all of it where rows are counted, else its head."""
    wide = file.head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if limits.rows is not None:
        _inspect_lines(file, limits.rows, may_hold_nul=wide)
    with open(file.path, "rb") as raw:
        sample = raw.read(SAMPLED_BYTES)
    if b"\x00" in sample and not wide:
        raise FileRefused(f"„{file.name}“ {KIND_WORDS['binary']}")
    controls = sum(sample.count(bytes([code])) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 31))
    if not wide and 50 * controls > len(sample):
        raise FileRefused(f"„{file.name}“ {KIND_WORDS['binary']}")
    rows = _sampled_rows(sample)
    if (widest := max(map(len, rows), default=0)) >= limits.columns:
        raise _too_wide(file, widest, limits)
    refuse_personal(file.name, rows)


def _inspect_lines(file: Delivered, most_rows: int, *, may_hold_nul: bool) -> None:
    lines = 0
    with open(file.path, "rb") as raw:
        while piece := raw.read(PIECE):
            ends = piece.count(b"\n") or piece.count(b"\r")
            if not ends and len(piece) == PIECE:
                raise FileRefused(
                    f"„{file.name}“ hat Zeilen von mehr als {_thousands(PIECE)} Zeichen und ist keine Tabelle. "
                    "Bitte als CSV mit einer Zeile je Gebiet und Jahr speichern."
                )
            if b"\x00" in piece and not may_hold_nul:
                raise FileRefused(f"„{file.name}“ enthält NUL-Bytes. {BROKEN}")
            lines += ends
    if lines > most_rows:
        raise _too_long(file, lines, most_rows)


def _sampled_rows(sample: bytes) -> list[list[str]]:
    """The first rows as cells; encoding and separator are guessed roughly, for looking only."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = sample[: len(sample) // 2 * 2].decode("utf-16", errors="replace")
    else:
        try:
            text = sample.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            cut_off = len(sample) == SAMPLED_BYTES and problem.start > len(sample) - 4
            text = sample.decode("utf-8-sig" if cut_off else "cp1252", errors="replace")
    lines = text.splitlines()[:SAMPLED_ROWS]
    separator = max(";,\t|", key=lambda sign: sum(sign in line for line in lines))
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    try:
        rows.extend(reader)
    except csv.Error:  # a quotation mark that never ends: the reader of the format will say so
        rows.extend(line.split(separator) for line in lines[len(rows) :])
    return rows


def _inspect_geopackage(file: Delivered) -> None:
    """No triggers but those every GeoPackage carries, no foreign extensions; opened read-only, nothing is run."""
    try:
        address = f"file:{quote(str(file.path.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as base:
            written = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
            names = {name for kind, name, _ in written if kind == "table"}
            asked = "SELECT DISTINCT extension_name FROM gpkg_extensions"
            extensions = {row[0] for row in base.execute(asked)} if "gpkg_extensions" in names else set()
    except sqlite3.Error:
        raise FileRefused(f"„{file.name}“ {DAMAGED}") from None
    if "gpkg_contents" not in names:
        raise FileRefused(f"„{file.name}“ ist eine Datenbank, aber kein GeoPackage.")
    triggers = any(kind == "trigger" and not HARMLESS_TRIGGER.match(" ".join(sql.split())) for kind, _, sql in written)
    loads = any("load_extension" in sql.casefold() for _, _, sql in written)
    if triggers or loads or extensions - HARMLESS_EXTENSIONS:
        raise FileRefused(
            f"„{file.name}“ enthält Programmteile (Trigger oder Erweiterungen), die ein GeoPackage mit Grenzen nicht "
            "braucht. Bitte in QGIS neu als GeoPackage oder GeoJSON speichern."
        )


def _renamed(file: Delivered, kind: str) -> tuple[Finding, ...]:
    """A notice where the ending promises something else than the content holds."""
    ending = "." + file.name.casefold().rpartition(".")[2] if "." in file.name else ""
    expected = {"xlsx": (".xlsx",), "ods": (".ods",), "shapefile": (".zip",), "archive": (".zip",)}
    if not ending or ending in expected.get(kind, ENDINGS.get(kind, ())):
        return ()
    if ending not in {item for endings in ENDINGS.values() for item in endings}:
        return ()
    return (Finding("notice", f"„{file.name}“ ist in Wirklichkeit {KIND_NAMES[kind]} und wird auch so gelesen."),)


def _too_wide(file: Delivered, width: int, limits: Limits) -> FileRefused:
    return FileRefused(
        f"„{file.name}“ hat {_thousands(width)} Spalten; angenommen werden weniger als {_thousands(limits.columns)}. "
        "Bitte nur die gebrauchten Spalten behalten oder eine Zeile je Gebiet, Jahr und Indikator schreiben."
    )


def _too_long(file: Delivered, rows: int, most: int) -> FileRefused:
    return FileRefused(
        f"„{file.name}“ hat {_thousands(rows)} Zeilen; hier werden höchstens {_thousands(most)} angenommen. "
        "Zusammengefasste Zahlen je Gebiet und Jahr brauchen weniger: bitte prüfen, ob es Einzeldaten sind. Große "
        "amtliche Dateien lädt die Verwaltung auf der Befehlszeile."
    )


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB".replace(".", ",") if size >= 1e9 else f"{size / 1e6:.1f} MB".replace(".", ",")
