"""The same answers over HTTP: values as CSV and JSON, and the downloads of the Atlas."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from dashboard.exports import map_sheet
from dashboard.selection import Selection
from indicators import answers, tables
from indicators.answers import Answer, UnknownChoice

MOST_ROWS = 50_000
"""A question for more is refused: it is almost always a mistake, and it would block a worker."""
PARAMETERS = ("indicator", "year", "level", "areas", "territory", "division")
FORMATS = ("de", "intl")


def register(server: Flask) -> None:
    """Add the addresses of the interface to the server."""
    server.add_url_rule("/api/v1/indicators.json", "api_indicators", listed)
    server.add_url_rule("/api/v1/values.json", "api_values_json", _answering(as_json, PARAMETERS))
    server.add_url_rule("/api/v1/values.csv", "api_values_csv", _answering(as_csv, (*PARAMETERS, "format")))
    server.add_url_rule("/download/table.csv", "download_table", table_of_view)
    server.add_url_rule("/download/map.svg", "download_map", map_of_view)


def listed() -> Response:
    """Every indicator with id, title, unit, theme, first and last year."""
    return jsonify(indicators=answers.overview(), data_version=answers.data_version())


def as_json(answer: Answer) -> Response:
    """`values`: one object per area and year; what is not known is null."""
    return jsonify(
        indicator=answer.record.id,
        title=answer.record.title,
        unit=answer.record.unit_text,
        data_version=answers.data_version(),
        values=tables.records(answer),
    )


def as_csv(answer: Answer) -> Response:
    """The German CSV; `format=intl` gives comma and point."""
    if request.args.get("format") == "intl":
        return _file(tables.international_csv(answer), "text/csv", tables.file_name(answer, "csv"))
    return _file(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def table_of_view() -> Response:
    """What the Atlas shows, as the German CSV."""
    chosen = Selection.of(**request.args.to_dict())
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return _file(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def map_of_view() -> Response:
    """The map of the Atlas as a file with title, legend, source and licence."""
    chosen = Selection.of(**request.args.to_dict())
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return _file(map_sheet(chosen), "image/svg+xml", tables.file_name(answer, "svg"))


def _answering(
    form: Callable[[Answer], Response], parameters: Collection[str]
) -> Callable[[], Response | tuple[Response, int]]:
    """A question out of the address, answered in a form; a bad question gets 400 and a German sentence."""

    def view() -> Response | tuple[Response, int]:
        try:
            return form(_asked(request.args, parameters))
        except UnknownChoice as problem:
            return jsonify(error=str(problem)), 400

    return view


def _asked(arguments: MultiDict[str, str], parameters: Collection[str]) -> Answer:
    strange = [name for name in arguments if name not in parameters]
    if strange:
        named = answers.shortened(", ".join(sorted(strange)))
        raise UnknownChoice(f"Unbekannter Parameter: {named}. Möglich: {', '.join(parameters)}.")
    repeated = [name for name, given in arguments.lists() if len(given) > 1]
    if repeated:
        raise UnknownChoice(
            f"Mehr als einmal angegeben: {', '.join(sorted(repeated))}. Mehrere Gebiete trennt ein Komma."
        )
    question: dict[str, Any] = arguments.to_dict()
    _known_format(question.pop("format", "de"))
    if "indicator" not in question:
        raise UnknownChoice("Der Parameter „indicator“ fehlt, zum Beispiel indicator=unemployment_rate.")
    if "year" in question:
        question["year"] = answers.year_of(question["year"])
    if "areas" in question:
        question["areas"] = answers.areas_of(question["areas"])
    question["territory"] = answers.territory_of(question.get("territory", "merged"), question.pop("division", None))
    answer = answers.values(question.pop("indicator"), **question)
    if len(answer.frame) > MOST_ROWS:
        raise UnknownChoice("Das sind zu viele Werte auf einmal. Bitte Jahr oder Gebiete angeben.")
    return answer


def _known_format(text: str) -> str:
    """`de` or `intl`. Raises UnknownChoice."""
    if text not in FORMATS:
        raise UnknownChoice(f"Das Format „{answers.shortened(text)}“ gibt es nicht. Möglich: {', '.join(FORMATS)}.")
    return text


def _file(text: str, kind: str, name: str) -> Response:
    return Response(
        text.encode("utf-8"),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
