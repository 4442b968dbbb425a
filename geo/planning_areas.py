"""Planning areas of one's own: a file with their shapes becomes a set on the level `planning_area`.

A set never changes its areas: figures stand on it. A new cut is a new set with a name of its own; the same areas with
better borders or names replace the old ones.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from geo import boundaries, checking, delivered, preparing
from geo.boundaries import BoundaryError, Credit
from geo.checking import named
from geo.echo import shortened
from geo.opening import opened
from geo.preparing import Origin, Prepared

LEVEL = "planning_area"
PREFIX = "planung-"
MOST_AREAS = 1000
KEY_COLUMNS = ("schluessel", "schlüssel", "key", "area", "kennziffer", "nummer", "nr", "code", "id")
NAME_COLUMNS = ("name", "bezeichnung", "label", "titel", "planungsraum", "stadtteil")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY = re.compile(r"\w[\w./-]*( [\w./-]+)*")
STRANGE = re.compile(r"[<>={}\\|^~`\"\x00-\x1f\x7f]|^[+\-@']")
"""Never in a name; a spreadsheet or a browser could take it for a command."""
LONGEST_NAME, LONGEST_KEY, LONGEST_SHORT = 120, 40, 30
RESERVED = ("16", "DG")


def prepare(
    path: Path,
    *,
    name: str,
    title: str,
    key: str | None = None,
    label: str | None = None,
    layer: str | None = None,
    day: date | None = None,
    file: str = "",
) -> Prepared:
    """Read and check a file with planning areas; nothing is written. Raises `BoundaryError`.

    `name`: short, for addresses and file names; `title`: what readers see. `key`, `label`: the columns with key and
    name of the areas where they are not called as usual. `day`: on which they hold, today unless said. `file`: what the
    file was called when it was handed in.
    """
    _check_words(name, title)
    file = file or path.name
    with opened(path, file) as source:
        raw = source.read(layer)
    frame = _with_keys(raw, key, label, file)
    checked = checking.check(frame)
    frame = checked.frame.sort_values("area", ignore_index=True)
    _refuse_taken(frame, PREFIX + name)
    shapes = frame.geometry.to_numpy()
    districts = preparing.largest_overlap(shapes, "district", "2021")
    parents = preparing.largest_overlap(shapes, "municipality", preparing.municipal_division())
    rows = [
        {
            "key": area,
            "name": shown,
            "full_name": shown,
            "type": "Planungsraum",
            "parent": preparing.municipality_now(parent),
            "district": district,
        }
        for area, shown, parent, district in zip(frame["area"], _unlike(frame), parents, districts, strict=True)
    ]
    day = day or datetime.now(UTC).date()
    origin = Origin(
        level=LEVEL,
        division=PREFIX + name,
        title=f"Eigene Planungsräume: {title.strip()} (Stand {day:%d.%m.%Y})",
        day=day,
        file=file,
        sha256=preparing.digest(path),
        credit=Credit(f"eigene Planungsräume: {title.strip()}", "", ""),
    )
    return preparing.prepared(origin, frame, rows, checked.findings)


def _check_words(name: str, title: str) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST_SHORT:
        raise BoundaryError(
            f"Der Kurzname „{name[:LONGEST_SHORT]}“ darf nur Kleinbuchstaben a–z, Ziffern und Bindestriche enthalten, "
            f"höchstens {LONGEST_SHORT} Zeichen, zum Beispiel jena-2026."
        )
    if not title.strip() or len(title) > LONGEST_NAME or STRANGE.search(title) or not title.isprintable():
        raise BoundaryError(f"Der Titel muss 1 bis {LONGEST_NAME} gewöhnliche Zeichen haben, zum Beispiel „Jena“.")


def _with_keys(raw: geopandas.GeoDataFrame, key: str | None, label: str | None, file: str) -> geopandas.GeoDataFrame:
    """Rows as `area, name, geometry`, keys and names as clean text. Raises `BoundaryError`."""
    if len(raw) == 0:
        raise BoundaryError(f"„{file}“ enthält keine einzige Fläche.")
    if len(raw) > MOST_AREAS:
        raise BoundaryError(f"„{file}“ enthält {len(raw)} Flächen; höchstens {MOST_AREAS} Planungsräume sind möglich.")
    keys = [_text(cell) for cell in raw[_column(raw, key, KEY_COLUMNS, "Schlüssel", "--key", file)]]
    names = [_text(cell) for cell in raw[_column(raw, label, NAME_COLUMNS, "Namen", "--label", file)]]
    if empty := [str(row) for row, text in enumerate(keys, start=1) if not text]:
        raise BoundaryError(f"Ohne Schlüssel sind die Flächen Nr. {named(empty)}.")
    if empty := [text for text, shown in zip(keys, names, strict=True) if not shown]:
        raise BoundaryError(f"Ohne Namen sind die Flächen mit den Schlüsseln {named(empty)}.")
    if twice := sorted({text for text in keys if keys.count(text) > 1}):
        raise BoundaryError(f"Mehr als eine Fläche haben die Schlüssel {named(twice)}; jeder darf nur einmal stehen.")
    if odd := [text for text in keys if not KEY.fullmatch(text) or len(text) > LONGEST_KEY or text in RESERVED]:
        raise BoundaryError(
            f"Als Schlüssel nicht brauchbar: {named([f'„{shortened(text)}“' for text in odd])}. Möglich sind "
            f"Buchstaben, Ziffern, Punkt, Binde-, Unter- und Schrägstrich, höchstens {LONGEST_KEY} Zeichen."
        )
    odd = [text for text, shown in zip(keys, names, strict=True) if STRANGE.search(shown) or len(shown) > LONGEST_NAME]
    if odd:
        raise BoundaryError(f"Zu lang oder mit Zeichen, die in Namen nicht vorkommen: Name zum Schlüssel {named(odd)}.")
    return geopandas.GeoDataFrame({"area": keys, "name": names}, geometry=raw.geometry.to_numpy(), crs=raw.crs)


def _column(
    raw: geopandas.GeoDataFrame, asked: str | None, usual: tuple[str, ...], what: str, option: str, file: str
) -> str:
    """The column asked for, else the first usual one. Raises `BoundaryError`, naming the columns there are."""
    columns = {str(column).casefold(): str(column) for column in raw.columns if column != "geometry"}
    wanted_names = [name.casefold() for name in ((asked,) if asked else usual)]
    found = next((columns[name] for name in wanted_names if name in columns), None)
    if found is None:
        there = ", ".join(columns.values())[:300] or "keine"
        wanted = (
            f"die Spalte „{shortened(asked)}“" if asked else f"eine Spalte mit dem {what.removesuffix('n')} der Flächen"
        )
        raise BoundaryError(f"„{file}“: Es fehlt {wanted}. Spalten der Datei: {there}; bitte eine nennen ({option}).")
    return found


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, blanks at the ends and doubled ones gone."""
    if cell is None or (isinstance(cell, float | np.floating) and math.isnan(cell)):
        return ""
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _unlike(frame: geopandas.GeoDataFrame) -> list[str]:
    """Names, with the key behind those that occur twice."""
    names = list(frame["name"])
    pairs = zip(frame["area"], names, strict=True)
    return [f"{name} ({key})" if names.count(name) > 1 else name for key, name in pairs]


def _refuse_taken(frame: geopandas.GeoDataFrame, division: str) -> None:
    """A set keeps its areas, and a key means the same place in every set. Raises `BoundaryError`."""
    if (known := delivered.find(LEVEL, division)) and set(known.keys) != set(frame["area"]):
        different = sorted(set(known.keys) ^ set(frame["area"]))
        raise BoundaryError(
            f"Den Satz „{division.removeprefix(PREFIX)}“ gibt es schon mit anderen Flächen ({named(different)}). "
            "Zahlen beziehen sich darauf; ein neuer Zuschnitt braucht einen eigenen Namen."
        )
    ours = dict(zip(frame["area"], frame.geometry, strict=True))
    for other in delivered.of_level(LEVEL):
        if other.division == division or not set(ours) & set(other.keys):
            continue
        theirs = boundaries.shapes(LEVEL, other.division).set_index("area").geometry
        apart = [key for key in sorted(set(ours) & set(other.keys)) if not _is_same_place(ours[key], theirs[key])]
        if apart:
            raise BoundaryError(
                f"Die Schlüssel {named(apart)} bezeichnen schon andere Orte („{other.title}“). Schlüssel müssen "
                "über alle Sätze eindeutig sein, zum Beispiel mit dem Gemeindeschlüssel davor (16053000-01)."
            )


def _is_same_place(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Whether two shapes are mostly the same area, drawn differently."""
    return bool(one.intersection(other).area > 0.5 * one.union(other).area)
