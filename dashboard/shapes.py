"""Serves the drawings of the map and the shapes for others, each under an address that names its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify

from dashboard.asking import answering, asked
from geo import boundaries, delivered
from geo.areas import UnknownAreaError
from indicators.answers import UnknownChoice

PARAMETERS = ("level", "division")
IMMUTABLE = "public, max-age=31536000, immutable"


@lru_cache(maxsize=64)
def _content(path: Path) -> bytes:
    """A drawing never changes under its path: those handed in lie in folders named after their content."""
    return path.read_bytes()


def addresses() -> dict[str, str]:
    """`district-2021` -> `/shapes/district-2021-<hash>.json`: a changed shape is a new address."""
    return {key: address for address, (key, _) in _drawings(delivered.version()).items()}


@lru_cache(maxsize=4)
def _drawings(_version: str) -> dict[str, tuple[str, Path]]:
    """Address -> key and file of every drawing; found anew when shapes have been handed in."""
    found = {}
    for level, divisions in boundaries.drawn().items():
        for division in divisions:
            path = boundaries.drawing_file(level, division)
            digest = hashlib.sha256(_content(path)).hexdigest()[:12]
            found[f"/shapes/{level}-{division}-{digest}.json"] = (f"{level}-{division}", path)
    return found


def register(server: Flask) -> None:
    """Add the addresses of shapes to the server."""

    @server.get("/shapes/<name>")
    def drawing(name: str) -> Response:
        found = _drawings(delivered.version()).get(f"/shapes/{name}")
        if found is None:
            abort(404)
        return Response(_content(found[1]), mimetype="application/json", headers={"Cache-Control": IMMUTABLE})

    server.add_url_rule("/api/v1/boundaries.geojson", "api_boundaries", answering(_found, as_geojson))


def as_geojson(found: dict[str, Any]) -> Response:
    """The shapes of a level on a division, in degrees."""
    response = jsonify(found)
    response.mimetype = "application/geo+json"
    return response


def _found() -> dict[str, Any]:
    """Raises UnknownChoice."""
    question = asked(PARAMETERS)
    level = question.get("level", "district")
    try:
        division = question.get("division", boundaries.default_division(level))
        return boundaries.geojson(level, boundaries.drawing_division(division))
    except (boundaries.BoundaryError, UnknownAreaError) as problem:
        raise UnknownChoice(str(problem)) from None
