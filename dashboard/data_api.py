"""Downloads of the page „Daten“: the gaps of a series as CSV, templates for one's own figures."""

from __future__ import annotations

from functools import partial
from typing import Literal

from flask import Flask, Response

from dashboard.asking import answering, asked, attachment, sound
from dashboard.data_selection import DataSelection
from indicators import holdings_tables

OF_PAGE = ("series", "level")
KINDS: dict[Literal["csv", "xlsx", "ods"], str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def register(server: Flask) -> None:
    """Add the addresses."""
    server.add_url_rule("/download/coverage.csv", "download_coverage", answering(_of_view, as_csv))
    for kind in KINDS:
        view = answering(partial(_template, kind), lambda found: found)
        server.add_url_rule(f"/download/template.{kind}", f"download_template_{kind}", view)


def as_csv(chosen: DataSelection) -> Response:
    """What the matrix shows."""
    text = holdings_tables.german_csv(chosen.coverage())
    return attachment(text, "text/csv", f"luecken_{chosen.series}_{chosen.level}.csv")


def _of_view() -> DataSelection:
    """The view of the page. Raises UnknownChoice."""
    return sound(DataSelection.of(**asked(OF_PAGE)))


def _template(kind: Literal["csv", "xlsx", "ods"]) -> Response:
    """A table to fill in. Raises UnknownChoice."""
    from indicators.answers import UnknownChoice
    from indicators.deliveries import template  # openpyxl, for the few who ask

    level = asked(("level",)).get("level", "district")
    try:
        content = template.template(kind, level)
    except template.TemplateRefused as problem:
        raise UnknownChoice(str(problem)) from None
    headers = {"Content-Disposition": f'attachment; filename="vorlage_{level}.{kind}"'}
    return Response(content, content_type=KINDS[kind], headers=headers)
