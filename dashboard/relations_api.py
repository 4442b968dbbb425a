"""Two indicators side by side over HTTP, and the downloads of the page Zusammenhänge."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from functools import partial

from flask import Flask, Response, jsonify, request

from dashboard import relations_exports
from dashboard.asking import answering, asked, attachment, sound
from dashboard.parts.relations_choice import Choice
from indicators import answers, correlation_matrix, pairs, relation_tables
from indicators.answers import UnknownChoice
from indicators.pairs import Pair

PARAMETERS = ("x", "y", "year")
OF_PAGE = tuple(one.name for one in fields(Choice) if one.name != "problems")


def register(server: Flask) -> None:
    """Add the addresses to the server."""
    server.add_url_rule("/api/v1/compare.json", "api_compare_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/compare.csv", "api_compare_csv", answering(_found, as_csv))
    server.add_url_rule("/download/relations.csv", "download_relations", answering(_of_view, as_table))
    server.add_url_rule("/download/correlations.csv", "download_correlations", answering(_chosen, as_matrix))
    of_map = partial(_chosen, (*OF_PAGE, "map"))
    server.add_url_rule("/download/relations.svg", "download_relations_map", answering(of_map, as_map))


def as_json(found: Pair) -> Response:
    """Coefficients with intervals, outliers, areas left out, and both values of every area."""
    return jsonify(relation_tables.as_json(found))


def as_csv(found: Pair) -> Response:
    """One line per area, German. Raises NotRelatable, as the JSON does."""
    pairs.relation(found)
    return as_table(found)


def as_table(found: Pair) -> Response:
    """Both indicators, also where no coefficient can be computed of them."""
    return attachment(relation_tables.german_csv(found), "text/csv", relation_tables.file_name(found, "csv"))


def as_matrix(chosen: Choice) -> Response:
    """The matrix of the view, one line per pair. Raises NotRelatable for fewer than two indicators."""
    found = correlation_matrix.matrix([record.id for record in chosen.matrix_records()], chosen.method)
    return attachment(
        relation_tables.matrix_csv(found), "text/csv", f"korrelationen_{chosen.group}_{chosen.method}.csv"
    )


def as_map(chosen: Choice) -> Response:
    """The map of both indicators, or with `map=left` or `map=right` one of the two side by side."""
    which = request.args.get("map", "both")
    if which not in relations_exports.WHICH:
        possible = ", ".join(relations_exports.WHICH)
        raise UnknownChoice(f"Die Karte „{answers.shortened(which)}“ gibt es nicht. Möglich: {possible}.")
    sheet, name = relations_exports.map_sheet(chosen, which)
    return attachment(sheet, "image/svg+xml", name)


def _chosen(parameters: Collection[str] = OF_PAGE) -> Choice:
    """The view of the page. Raises UnknownChoice."""
    return sound(Choice.of(**asked(parameters, several="Mehrere Gebiete trennt ein Komma.")))


def _of_view() -> Pair:
    return _chosen().pair()


def _found() -> Pair:
    question = asked(PARAMETERS)
    for name in ("x", "y"):
        if name not in question:
            raise UnknownChoice(f"Der Parameter „{name}“ fehlt, zum Beispiel x=unemployment_rate&y=sgb2_children_rate.")
    year = answers.year_of(question["year"]) if "year" in question else None
    return pairs.pair(question["x"], question["y"], year)
