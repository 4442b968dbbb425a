"""The overview over HTTP: JSON, CSV, and the download of the page."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from dashboard.asking import answering, asked, attachment, sound
from dashboard.overview_selection import OverviewSelection
from indicators import answers, overview, overview_tables
from indicators.overview import Overview

PARAMETERS = ("theme", "department", "year", "show")
OF_PAGE = (*PARAMETERS, "sort")


def register(server: Flask) -> None:
    """Add the addresses of the overview to the server."""
    server.add_url_rule("/api/v1/overview.json", "api_overview_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/overview.csv", "api_overview_csv", answering(_found, as_csv))
    server.add_url_rule("/download/overview.csv", "download_overview", answering(_of_view, as_csv))


def as_json(found: Overview) -> Response:
    """The overview as plain data."""
    return jsonify(overview_tables.as_json(found))


def as_csv(found: Overview) -> Response:
    """The German CSV."""
    return attachment(overview_tables.german_csv(found), "text/csv", overview_tables.file_name(found, "csv"))


def _of_view() -> Overview:
    """What the page shows. Raises UnknownChoice."""
    return sound(OverviewSelection.of(**asked(OF_PAGE))).overview()


def _found() -> Overview:
    question = asked(PARAMETERS)
    group = overview.group_of(question.get("theme"), question.get("department"), question.get("show", "all"))
    return overview.overview(group, answers.year_of(question["year"]) if "year" in question else None)
