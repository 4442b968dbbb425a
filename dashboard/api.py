"""The same answers over HTTP: values as CSV and JSON, and the downloads of the Atlas."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.asking import answering, asked, attachment
from dashboard.exports import map_sheet
from dashboard.selection import Selection
from indicators import answers, derived, tables, territory_notes
from indicators.answers import Answer, UnknownChoice

MOST_ROWS = 50_000
"""A question for more is refused: it is almost always a mistake, and it would block a worker."""
PARAMETERS = ("indicator", "year", "level", "areas", "territory", "division")
FORMATS = ("de", "intl")


def register(server: Flask) -> None:
    """Add the addresses of the interface to the server."""
    server.add_url_rule("/api/v1/indicators.json", "api_indicators", listed)
    server.add_url_rule("/api/v1/values.json", "api_values_json", answering(partial(_found, PARAMETERS), as_json))
    server.add_url_rule(
        "/api/v1/values.csv", "api_values_csv", answering(partial(_found, (*PARAMETERS, "format")), as_csv)
    )
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
        note=note(answer),
        sources=cited(answer),
        values=tables.records(answer),
    )


def note(answer: Answer) -> str:
    """What must be known of the values: their territory, and that some are not those of the source."""
    ours = any(derived.of_row(answer, row) for rows in answer.rows.values() for row in rows)
    whose = "Veränderungen" if answer.is_change else "Werte, deren „mark“ nicht „published“ ist"
    if answer.record.kind == "count" and not answer.is_change and derived.is_derived(answer.record, ""):
        whose = "Aus veröffentlichten Anzahlen zusammengezählte Werte"
    changed = f"{whose}: {derived.OWN_WORK} aus den genannten Quellen." if ours else ""
    return " ".join(filter(None, (territory_notes.of_answer(answer), changed)))


def cited(answer: Answer) -> dict[str, str]:
    """Key of every source of the values -> how it must be named."""
    keys = {key for rows in answer.rows.values() for row in rows for key in row.source.split("+")}
    return {key: tables.citations(key) for key in sorted(keys)}


def as_csv(answer: Answer) -> Response:
    """The German CSV; `format=intl` gives comma and point."""
    if request.args.get("format") == "intl":
        return attachment(tables.international_csv(answer), "text/csv", tables.file_name(answer, "csv"))
    return attachment(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def table_of_view() -> Response:
    """What the Atlas shows, as the German CSV."""
    chosen = Selection.of(**request.args.to_dict())
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return attachment(tables.german_csv(answer), "text/csv", tables.file_name(answer, "csv"))


def map_of_view() -> Response:
    """The map of the Atlas as a file with title, legend, source and licence."""
    chosen = Selection.of(**request.args.to_dict())
    answer = answers.narrowed(chosen.answer(), chosen.year)
    return attachment(map_sheet(chosen), "image/svg+xml", tables.file_name(answer, "svg"))


def _found(parameters: Collection[str]) -> Answer:
    """What the address asks for. Raises UnknownChoice."""
    question: dict[str, Any] = asked(parameters, several="Mehrere Gebiete trennt ein Komma.")
    _known_format(question.pop("format", "de"))
    if "indicator" not in question:
        raise UnknownChoice("Der Parameter „indicator“ fehlt, zum Beispiel indicator=unemployment_rate.")
    if "year" in question:
        question["year"] = answers.year_of(question["year"])
    if "areas" in question:
        question["areas"] = answers.areas_of(question["areas"])
    if question.get("level") != "planning_area":  # there the division names a set of them
        division = question.pop("division", None)
        question["territory"] = answers.territory_of(question.get("territory", "merged"), division)
    answer = answers.values(question.pop("indicator"), **question)
    if len(answer.frame) > MOST_ROWS:
        raise UnknownChoice("Das sind zu viele Werte auf einmal. Bitte Jahr oder Gebiete angeben.")
    return answer


def _known_format(text: str) -> str:
    """`de` or `intl`. Raises UnknownChoice."""
    if text not in FORMATS:
        raise UnknownChoice(f"Das Format „{answers.shortened(text)}“ gibt es nicht. Möglich: {', '.join(FORMATS)}.")
    return text
