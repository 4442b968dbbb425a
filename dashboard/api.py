"""The same answers over HTTP: values as CSV and JSON, and the downloads of the Atlas."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from functools import partial
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.asking import answering, asked, attachment, sound
from dashboard.exports import line_sources, map_sheet
from dashboard.selection import Selection
from indicators import answers, tables, value_records
from indicators.answers import Answer, UnknownChoice

MOST_ROWS = 50_000
"""A question for more is refused: it is almost always a mistake, and it would block a worker."""
PARAMETERS = ("indicator", "year", "level", "areas", "territory", "division")
OF_PAGE = tuple(one.name for one in fields(Selection) if one.name != "problems")
SEVERAL = "Mehrere Gebiete trennt ein Komma."
FORMATS = ("de", "intl")


def register(server: Flask) -> None:
    """Add the addresses of the interface to the server."""
    server.add_url_rule("/api/v1/indicators.json", "api_indicators", answering(_listed, jsonify))
    server.add_url_rule("/api/v1/values.json", "api_values_json", answering(partial(_found, PARAMETERS), as_json))
    server.add_url_rule(
        "/api/v1/values.csv", "api_values_csv", answering(partial(_found, (*PARAMETERS, "format")), as_csv)
    )
    server.add_url_rule("/download/table.csv", "download_table", answering(_of_view, table_of_view))
    server.add_url_rule("/download/map.svg", "download_map", answering(_of_view, map_of_view))
    server.add_url_rule("/download/sources.txt", "download_sources", answering(_of_view, sources_of_view))


def _listed() -> dict[str, Any]:
    """Every indicator with id, title, unit, theme, first and last year. Raises UnknownChoice."""
    asked(())
    return {"indicators": answers.overview(), "data_version": answers.data_version()}


def as_json(answer: Answer) -> Response:
    """`values`: one object per area and year; what is not known is null."""
    return jsonify(value_records.as_json(answer))


def as_csv(answer: Answer) -> Response:
    """The German CSV; `format=intl` gives comma and point."""
    if request.args.get("format") == "intl":
        return attachment(tables.international_csv(answer), "text/csv", tables.file_name(answer, "csv"))
    return attachment(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def table_of_view(chosen: Selection) -> Response:
    """What the Atlas shows, as the German CSV."""
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return attachment(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def map_of_view(chosen: Selection) -> Response:
    """The map of the Atlas as a file with title, legend, source and licence."""
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return attachment(map_sheet(chosen), "image/svg+xml", tables.file_name(answer, "svg"))


def sources_of_view(chosen: Selection) -> Response:
    """Where the lines of the Atlas come from, as the text that stands in their picture."""
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return attachment(line_sources(chosen), "text/plain", tables.file_name(answer, "txt"))


def _of_view() -> Selection:
    """The view of the Atlas. Raises UnknownChoice."""
    return sound(Selection.of(**asked(OF_PAGE, several=SEVERAL)))


def _found(parameters: Collection[str]) -> Answer:
    """What the address asks for. Raises UnknownChoice."""
    question: dict[str, Any] = asked(parameters, several=SEVERAL)
    _known_format(question.pop("format", "de"))
    if "indicator" not in question:
        raise UnknownChoice("Der Parameter „indicator“ fehlt, zum Beispiel indicator=unemployment_rate.")
    if "year" in question:
        question["year"] = answers.year_of(question["year"])
    if "areas" in question:
        question["areas"] = answers.areas_of(question["areas"])
    question["territory"], question["division"] = answers.territory_of(
        question.get("territory"), question.get("division"), question.get("level", "district")
    )
    answer = answers.values(question.pop("indicator"), **question)
    if len(answer.frame) > MOST_ROWS:
        raise UnknownChoice("Das sind zu viele Werte auf einmal. Bitte Jahr oder Gebiete angeben.")
    return answer


def _known_format(text: str) -> str:
    """`de` or `intl`. Raises UnknownChoice."""
    if text not in FORMATS:
        raise UnknownChoice(f"Das Format „{answers.shortened(text)}“ gibt es nicht. Möglich: {', '.join(FORMATS)}.")
    return text
