"""Serves the drawings of the map and the shapes for others, each under an address that names its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, jsonify, request

from geo import boundaries, delivered
from geo.areas import UnknownAreaError

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

    @server.get("/api/v1/boundaries.geojson")
    def geojson() -> Response | tuple[Response, int]:
        level = request.args.get("level", "district")
        try:
            division = request.args.get("division", boundaries.default_division(level))
            shapes = boundaries.geojson(level, boundaries.drawing_division(division))
        except (boundaries.BoundaryError, UnknownAreaError) as problem:
            return jsonify(error=str(problem)), 400
        response = jsonify(shapes)
        response.mimetype = "application/geo+json"
        return response
