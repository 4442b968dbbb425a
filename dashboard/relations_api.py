"""Two indicators side by side over HTTP, and the downloads of the page Zusammenhänge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.parts.relations_choice import Choice
from indicators import answers, correlation_matrix, pairs, relation_tables
from indicators.answers import UnknownChoice
from indicators.pairs import Pair
from indicators.refusal import Refused

PARAMETERS = ("x", "y", "year")


def register(server: Flask) -> None:
    """Add the addresses to the server."""
    server.add_url_rule("/api/v1/compare.json", "api_compare_json", _answering(as_json))
    server.add_url_rule("/api/v1/compare.csv", "api_compare_csv", _answering(as_csv))
    server.add_url_rule("/download/relations.csv", "download_relations", pair_of_view)
    server.add_url_rule("/download/correlations.csv", "download_correlations", matrix_of_view)


def as_json(asked: Pair) -> Response:
    """Coefficients with intervals, outliers, areas left out, and both values of every area."""
    return jsonify(relation_tables.as_json(asked))


def as_csv(asked: Pair) -> Response:
    """One line per area, German. Raises NotRelatable, as the JSON does."""
    pairs.relation(asked)
    return _file(relation_tables.german_csv(asked), relation_tables.file_name(asked, "csv"))


def pair_of_view() -> Response | tuple[Response, int]:
    """Both indicators of the view, also where no coefficient can be computed of them."""
    try:
        asked = Choice.of(**request.args.to_dict()).pair()
    except Refused as problem:
        return jsonify(error=str(problem)), 400
    return _file(relation_tables.german_csv(asked), relation_tables.file_name(asked, "csv"))


def matrix_of_view() -> Response:
    """The matrix of the view, one line per pair."""
    chosen = Choice.of(**request.args.to_dict())
    ids = [record.id for record in correlation_matrix.members(chosen.group)]
    found = correlation_matrix.matrix(ids, chosen.method)
    return _file(relation_tables.matrix_csv(found), f"korrelationen_{chosen.group}_{chosen.method}.csv")


def _answering(form: Callable[[Pair], Response]) -> Callable[[], Response | tuple[Response, int]]:
    """A question out of the address, answered in a form; a bad question gets 400 and a German sentence."""

    def view() -> Response | tuple[Response, int]:
        try:
            return form(_asked())
        except Refused as problem:
            return jsonify(error=str(problem)), 400

    return view


def _asked() -> Pair:
    arguments = request.args
    strange = [name for name in arguments if name not in PARAMETERS]
    if strange:
        named = answers.shortened(", ".join(sorted(strange)))
        raise UnknownChoice(f"Unbekannter Parameter: {named}. Möglich: {', '.join(PARAMETERS)}.")
    repeated = sorted(name for name, given in arguments.lists() if len(given) > 1)
    if repeated:
        raise UnknownChoice(f"Mehr als einmal angegeben: {', '.join(repeated)}.")
    question: dict[str, Any] = arguments.to_dict()
    for name in ("x", "y"):
        if name not in question:
            raise UnknownChoice(f"Der Parameter „{name}“ fehlt, zum Beispiel x=unemployment_rate&y=sgb2_children_rate.")
    year = answers.year_of(question["year"]) if "year" in question else None
    return pairs.pair(question["x"], question["y"], year)


def _file(text: str, name: str) -> Response:
    return Response(
        text.encode("utf-8"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
