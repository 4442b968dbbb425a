"""A GeoPackage is a database with a mind of its own: what is in it is read here, read-only, before GDAL opens it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from geo.boundaries import BoundaryError

MAGIC = b"SQLite format 3\x00"
USUAL_TRIGGERS = re.compile(r"(rtree_.+_(insert|update\d*|delete)|trigger_(insert|delete)_feature_count_.+|gpkg_.+)")
"""Those of the standard and of GDAL; they keep the index in step. Read-only, none of them ever fires."""
USUAL_EXTENSIONS = re.compile(r"(gpkg|gdal|related_tables|2d_gridded_coverage).*")
FOREIGN_TABLE = re.compile(r"\s*create\s+virtual\s+table(?!.*\busing\s+rtree\b)", re.IGNORECASE | re.DOTALL)
NEEDED = {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"}
MOST_TABLES = 500


def layers(path: Path, name: str) -> list[str]:
    """Names of the tables with areas, views left out. Raises `BoundaryError` for what a GeoPackage need not have."""
    _check_size(path, name)
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("pragma trusted_schema = off")
            return _checked_layers(database, name)
    except (sqlite3.Error, UnicodeDecodeError, ValueError) as problem:
        if isinstance(problem, BoundaryError):
            raise
        raise BoundaryError(f"Das GeoPackage „{name}“ ist beschädigt und lässt sich nicht lesen.") from None


def _check_size(path: Path, name: str) -> None:
    """The header says how many pages there are: a file that is shorter was cut off, one that claims more lies."""
    with open(path, "rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    claimed, found = page * int.from_bytes(header[28:32], "big"), path.stat().st_size
    if len(header) < 100 or claimed > found:
        raise BoundaryError(
            f"Das GeoPackage „{name}“ ist abgeschnitten: Nach seinen eigenen Angaben hat es {_bytes(claimed)} Byte, "
            f"da sind {_bytes(found)}."
        )


def _checked_layers(database: sqlite3.Connection, name: str) -> list[str]:
    parts = database.execute("select type, name, coalesce(sql, '') from sqlite_master").fetchall()
    tables = {table for kind, table, _ in parts if kind == "table"}
    if len(tables) > MOST_TABLES:
        raise BoundaryError(f"„{name}“ enthält {len(tables)} Tabellen; das ist kein übliches GeoPackage.")
    if not tables >= NEEDED:
        raise BoundaryError(f"„{name}“ ist eine Datenbank, aber kein GeoPackage.")
    for kind, part, sql in parts:
        if kind == "trigger" and not USUAL_TRIGGERS.fullmatch(part):
            raise BoundaryError(
                f"Das GeoPackage „{name}“ enthält einen Auslöser („{part[:40]}“), der beim Schreiben Befehle ausführt. "
                "Solche Dateien werden nicht gelesen; bitte die Ebene in QGIS neu als GeoPackage speichern."
            )
        if FOREIGN_TABLE.match(sql):
            raise BoundaryError(
                f"Das GeoPackage „{name}“ verlangt für „{part[:40]}“ fremden Code und wird nicht gelesen."
            )
    if "gpkg_extensions" in tables:
        for (extension,) in database.execute("select distinct coalesce(extension_name, '') from gpkg_extensions"):
            if not USUAL_EXTENSIONS.fullmatch(extension):
                raise BoundaryError(f"„{name}“ verlangt die Erweiterung „{extension[:40]}“; sie wird nicht geladen.")
    listed = database.execute(
        "select c.table_name from gpkg_contents as c join gpkg_geometry_columns as g on g.table_name = c.table_name "
        "where c.data_type = 'features' order by c.table_name"
    )
    return [table for (table,) in listed if table in tables]


def _bytes(size: int) -> str:
    """`1.048.576`."""
    return f"{size:,}".replace(",", ".")
