"""Serves the drawings of the map and the shapes for others, each under an address that names its content."""

from __future__ import annotations

import hashlib
from functools import cache

from flask import Flask, Response, abort, jsonify, request

from geo import boundaries
from geo.areas import UnknownAreaError

IMMUTABLE = "public, max-age=31536000, immutable"


@cache
def _content(level: str, division: str) -> bytes:
    return boundaries.drawing_file(level, division).read_bytes()


def _digest(level: str, division: str) -> str:
    return hashlib.sha256(_content(level, division)).hexdigest()[:12]


@cache
def addresses() -> dict[str, str]:
    """`district-2021` -> `/shapes/district-2021-<hash>.json`: a changed shape is a new address."""
    return {
        f"{level}-{division}": f"/shapes/{level}-{division}-{_digest(level, division)}.json"
        for level, divisions in boundaries.DRAWN.items()
        for division in divisions
    }


def register(server: Flask) -> None:
    """Add the addresses of shapes to the server."""

    @server.get("/shapes/<name>")
    def drawing(name: str) -> Response:
        known = {address: key for key, address in addresses().items()}
        key = known.get(f"/shapes/{name}")
        if key is None:
            abort(404)
        level, division = key.split("-")
        return Response(_content(level, division), mimetype="application/json", headers={"Cache-Control": IMMUTABLE})

    @server.get("/api/v1/boundaries.geojson")
    def geojson() -> Response | tuple[Response, int]:
        level, division = request.args.get("level", "district"), request.args.get("division", "2021")
        try:
            shapes = boundaries.geojson(level, boundaries.drawing_division(division))
        except (boundaries.BoundaryError, UnknownAreaError) as problem:
            return jsonify(error=str(problem)), 400
        response = jsonify(shapes)
        response.mimetype = "application/geo+json"
        return response
