"""Downloads of the page „Daten“: the gaps of a series as CSV, templates for one's own figures."""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, request

from dashboard.asking import answering, asked, attachment
from dashboard.data_selection import DataSelection
from indicators import holdings_tables

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def register(server: Flask) -> None:
    """Add the addresses."""
    server.add_url_rule("/download/coverage.csv", "download_coverage", coverage_of_view)
    for kind in KINDS:
        view = answering(partial(_template, kind), lambda found: found)
        server.add_url_rule(f"/download/template.{kind}", f"download_template_{kind}", view)


def coverage_of_view() -> Response:
    """What the matrix shows."""
    chosen = DataSelection.of(**request.args.to_dict())
    text = holdings_tables.german_csv(chosen.coverage())
    return attachment(text, "text/csv", f"luecken_{chosen.series}_{chosen.level}.csv")


def _template(kind: str) -> Response:
    """A table to fill in. Raises UnknownChoice."""
    from indicators.answers import UnknownChoice
    from indicators.deliveries import template  # openpyxl, for the few who ask

    level = asked(("level",)).get("level", "district")
    try:
        content = template.template("csv" if kind == "csv" else "xlsx", level)
    except template.TemplateRefused as problem:
        raise UnknownChoice(str(problem)) from None
    headers = {"Content-Disposition": f'attachment; filename="vorlage_{level}.{kind}"'}
    return Response(content, content_type=KINDS[kind], headers=headers)
