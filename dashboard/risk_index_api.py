"""The social index over HTTP: as JSON, as CSV, and its map as a file."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from dashboard.asking import answering, asked, attachment
from dashboard.exports import BASEMAP
from dashboard.figures import choropleth, risk_map
from geo import boundaries
from indicators import answers, risk_index, risk_index_tables
from indicators.risk_index import RiskIndex
from indicators.risk_index_question import question_of

PARAMETERS = ("weights", "preset", "year", "span", "normalisation", "aggregation")


def register(server: Flask) -> None:
    """Add the addresses of the index to the server."""
    server.add_url_rule("/api/v1/index.json", "api_index_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/index.csv", "api_index_csv", answering(_found, as_csv))
    server.add_url_rule("/download/index.svg", "download_index_map", answering(_found, as_map))


def as_json(found: RiskIndex) -> Response:
    """The whole answer with its method; what is not known is null."""
    return jsonify(risk_index_tables.as_json(found))


def as_csv(found: RiskIndex) -> Response:
    """The German CSV."""
    return attachment(risk_index_tables.german_csv(found), "text/csv", risk_index_tables.file_name(found, "csv"))


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
            f"Quelle: {risk_index_tables.citation(found)}.",
            f"{risk_index_tables.division(found)}. Datenstand {answers.data_version()}.",
            f"{BASEMAP}.",
        ],
    )
    return attachment(sheet, "image/svg+xml", risk_index_tables.file_name(found, "svg"))


def _found() -> RiskIndex:
    return risk_index.asked(question_of(**asked(PARAMETERS)))
