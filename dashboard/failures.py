"""What a reader sees when something is missing or broken: what to do, in German, and never a stack trace."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from functools import lru_cache
from html import escape
from pathlib import Path

import dash
from dash import Dash
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException

PROJECT_FILE = Path(__file__).resolve().parent.parent / "pyproject.toml"

STORE_SENTENCE = (
    "Der Datenbestand fehlt oder ist beschädigt. Wer die Anwendung betreut, beendet sie und startet sie mit "
    "„make run“ neu; dabei wird der Datenbestand aus den mitgelieferten Dateien neu aufgebaut."
)
SENTENCES = {
    400: ("Anfrage nicht verstanden", "Die Anfrage ist unvollständig oder fehlerhaft. Bitte die Adresse prüfen."),
    404: ("Seite nicht gefunden", "Unter dieser Adresse gibt es nichts. Bitte die Adresse prüfen."),
    405: ("So nicht vorgesehen", "Diese Adresse nimmt eine solche Anfrage nicht an."),
    413: ("Anfrage zu groß", "Die Anfrage ist zu groß und wurde nicht angenommen."),
    500: (
        "Da ist etwas schiefgegangen",
        "Die Anfrage konnte nicht beantwortet werden. Bitte die Seite neu laden; bleibt der Fehler, hilft ein "
        "Hinweis mit Uhrzeit und Adresse an die Stelle, die diese Anwendung betreut.",
    ),
    503: ("Der Datenbestand ist nicht verfügbar", STORE_SENTENCE),
}
PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Sozialplanung Thüringen</title>
<style>
body {{ font: 1.125rem/1.5 system-ui, sans-serif; color: #1f2933; background: #fff; margin: 0 auto; max-width: 40rem;
  padding: 3rem 1.25rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }}
a {{ color: #0b4f8a; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{sentence}</p>
<p><a href="{start}">Zur Startseite</a></p>
</main>
</body>
</html>
"""


def register(app: Dash, page_paths: Collection[str], data_version: Callable[[], str | None]) -> None:
    """Give `app` its failure answers, the German 404 for addresses outside `page_paths`, and `/healthz`."""
    server: Flask = app.server
    prefix = app.config.routes_pathname_prefix
    endpoints_of_pages = (prefix, f"{prefix}<path:path>")

    @server.before_request
    def before_a_page() -> Response | None:
        """A page that would open without figures, or that does not exist, is answered here."""
        if request.endpoint not in endpoints_of_pages:
            return None
        if not _is_page(request.path, page_paths):
            abort(404)
        return answer(app, 503) if data_version() is None else None

    @server.errorhandler(HTTPException)
    def refused(problem: HTTPException) -> Response:
        return answer(app, problem.code or 500)

    @server.errorhandler(InvalidResourceError)
    @server.errorhandler(DependencyException)
    def no_such_script(_: Exception) -> Response:
        return answer(app, 404)

    @server.errorhandler(Exception)
    def unexpected(problem: Exception) -> Response:
        """Tell the log everything and the reader what to do."""
        server.logger.error("Unerwarteter Fehler bei %s", request.path.encode("unicode_escape"), exc_info=problem)
        return answer(app, 503 if data_version() is None else 500)

    @server.get(f"{prefix}healthz")
    def health() -> Response:
        version = data_version()
        response: Response = jsonify(
            status="ok" if version else "Der Datenbestand fehlt oder ist beschädigt.",
            version=project_version(),
            data_version=version,
        )
        response.status_code = 200 if version else 503
        return response


def answer(app: Dash, status: int) -> Response:
    """The answer for a failure: a page for people, a sentence in JSON for programs and callbacks."""
    title, sentence = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    path = request.path.removeprefix(app.config.routes_pathname_prefix.rstrip("/"))
    if request.method not in ("GET", "HEAD") or path.startswith(("/api/", "/_dash-")):
        response: Response = jsonify(error=sentence)
    else:
        start = escape(app.config.requests_pathname_prefix, quote=True)
        response = Response(PAGE.format(title=title, sentence=sentence, start=start), mimetype="text/html")
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response


def data_version() -> str | None:
    """The version of the figures, or None when the store is missing or cannot be read."""
    from indicators import answers  # here, so that a broken floor below still gets its German page

    try:
        return answers.data_version()
    except Exception:  # noqa: BLE001  whatever is wrong with the store, the reader is told the same
        return None


@lru_cache(maxsize=1)
def project_version() -> str:
    """The version written in pyproject.toml."""
    return str(tomllib.loads(PROJECT_FILE.read_text(encoding="utf-8"))["project"]["version"])


def _is_page(path: str, page_paths: Collection[str]) -> bool:
    known = set(page_paths) or {page["path"] for page in dash.page_registry.values()}
    return not known or path in known or path.rstrip("/") in known
