"""The social index over HTTP: as JSON, as CSV, and its map as a file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, jsonify, request

from dashboard.exports import BASEMAP
from dashboard.figures import choropleth, risk_map
from geo import boundaries
from geo.areas import division_title
from indicators import answers, risk_index, risk_index_tables
from indicators.answers import UnknownChoice
from indicators.risk_index import RiskIndex
from indicators.risk_index_question import Question, question_of

PARAMETERS = ("weights", "preset", "year", "span", "normalisation", "aggregation")
Answering = Callable[[], Response | tuple[Response, int]]


def register(server: Flask) -> None:
    """Add the addresses of the index to the server."""
    server.add_url_rule("/api/v1/index.json", "api_index_json", _answering(as_json))
    server.add_url_rule("/api/v1/index.csv", "api_index_csv", _answering(as_csv))
    server.add_url_rule("/download/index.svg", "download_index_map", _answering(as_map))


def as_json(found: RiskIndex) -> Response:
    """The whole answer with its method; what is not known is null."""
    return jsonify(risk_index_tables.as_json(found))


def as_csv(found: RiskIndex) -> Response:
    """The German CSV."""
    return _file(risk_index_tables.german_csv(found), "text/csv", risk_index_tables.file_name(found, "csv"))


def as_map(found: RiskIndex) -> Response:
    """The map with title, legend, method, source and licence."""
    beside = risk_index_tables.described(found, risk_index.bands(found))
    sheet = choropleth.sheet(
        risk_map.series(found, risk_index.bands(found)),
        boundaries.drawing("district", boundaries.drawing_division("2021")),
        found.year,
        title=f"Sozialindex {found.year}: {risk_index_tables.STATEMENT}",
        notes=[
            *(f"{heading}: {text}." for heading, text in beside.items()),
            f"Quelle: {risk_index_tables.citation(found)}. Daten verändert, eigene Berechnung.",
            f"{division_title('district', '2021')}. Datenstand {answers.data_version()}.",
            f"{BASEMAP}.",
        ],
    )
    return _file(sheet, "image/svg+xml", risk_index_tables.file_name(found, "svg"))


def _answering(form: Callable[[RiskIndex], Response]) -> Answering:
    """A question out of the address, answered in a form; a bad question gets 400 and a German sentence."""

    def view() -> Response | tuple[Response, int]:
        try:
            return form(risk_index.asked(_question()))
        except UnknownChoice as problem:
            return jsonify(error=str(problem)), 400

    return view


def _question() -> Question:
    strange = [name for name in request.args if name not in PARAMETERS]
    if strange:
        named = answers.shortened(", ".join(sorted(strange)))
        raise UnknownChoice(f"Unbekannter Parameter: {named}. Möglich: {', '.join(PARAMETERS)}.")
    repeated = [name for name, given in request.args.lists() if len(given) > 1]
    if repeated:
        raise UnknownChoice(f"Mehr als einmal angegeben: {', '.join(sorted(repeated))}.")
    return question_of(**request.args.to_dict())


def _file(text: str, kind: str, name: str) -> Response:
    return Response(
        text.encode("utf-8"),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
