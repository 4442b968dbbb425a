"""Headers, policy, caching and failures, asked the way a browser asks, without a browser."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from bs4 import BeautifulSoup
from dash import html
from flask import Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import compression, failures, gunicorn_settings, serving
from dashboard.index_page import INDEX_STRING, GermanDash
from tests.browser.small_app import create_app

INNARDS = "a secret path"
A_LONG_TEXT = "Kinder im SGB II-Bezug; " * 100


class ClosingClient(FlaskClient):
    """Reads every answer to its end and closes it, as a server does."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{**options, "buffered": True})


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client of the smallest page."""
    app = create_app()
    app.server.test_client_class = ClosingClient

    @app.server.get("/api/long")
    def long() -> Response:
        return Response(A_LONG_TEXT, mimetype="text/csv")

    @app.server.get("/api/broken")
    def broken_for_programs() -> str:
        raise KeyError(INNARDS)

    @app.server.get("/shapes/district-2021-0123456789ab.json")
    def shapes() -> Response:
        return Response(json.dumps({"areas": ["M0 0"] * 1000}), mimetype="application/json")

    client: FlaskClient = app.server.test_client()
    return client


@pytest.fixture
def without_store() -> FlaskClient:
    """A client of a page whose figures cannot be read."""
    app = GermanDash("without_store", index_string=INDEX_STRING, assets_folder="nowhere")
    app.layout = html.Main()
    serving.harden(app, ["/"], data_version=lambda: None)
    client: FlaskClient = app.server.test_client()
    return client


@pytest.fixture(autouse=True)
def no_files_laid_down(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[None]:
    """Compression starts from nothing, whatever `make run` has left on this machine."""
    monkeypatch.setattr(compression, "FOLDER", tmp_path)
    compression.remembered.cache_clear()
    yield
    compression.remembered.cache_clear()


def first_script(client: FlaskClient) -> str:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    return next(str(tag["src"]) for tag in page.select("script[src]") if "dash_core_components.v" in str(tag["src"]))


DOCUMENTS, DATA = ["/", "/gibt-es-nicht", "/broken"], ["/healthz", "/_dash-layout", "/assets/charts.js"]


@pytest.mark.parametrize("path", [*DOCUMENTS, *DATA])
def test_every_answer_says_that_its_type_is_meant_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Server-Timing" not in headers  # Dash sends it only while debugging


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_document_carries_the_content_security_policy(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "connect-src 'self'"):
        assert rule in headers["Content-Security-Policy"].split("; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_policy_allows_exactly_the_inline_scripts_of_the_page(client: FlaskClient) -> None:
    answer = client.get("/")
    rule = re.search(r"script-src ([^;]*)", answer.headers["Content-Security-Policy"])
    assert rule
    inline = [
        tag.string or ""
        for tag in BeautifulSoup(answer.text, "html.parser").select("script:not([src])")
        if tag.get("type") != "application/json"
    ]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert inline
    assert set(rule.group(1).split()) == {"'self'", *hashes}
    assert "unsafe" not in rule.group(1)


def test_strict_transport_is_asked_for_only_where_there_is_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", headers={"X-Forwarded-Proto": "https"}).headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("switch", ["DASH_DEBUG", "FLASK_DEBUG"])
def test_a_start_with_debugging_switched_on_is_refused(monkeypatch: pytest.MonkeyPatch, switch: str) -> None:
    monkeypatch.setenv(switch, "1")
    with pytest.raises(RuntimeError, match=f"{switch} ist gesetzt"):
        create_app()
    with pytest.raises(SystemExit, match="Debug-Modus"):
        gunicorn_settings.on_starting(None)
    monkeypatch.setenv(switch, "false")
    assert create_app().server.debug is False


def test_the_log_keeps_no_addresses_of_visitors() -> None:
    assert gunicorn_settings.accesslog is None


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_text_travels_compressed_and_arrives_unchanged(client: FlaskClient, encoding: str, unpack: object) -> None:
    answer = client.get("/api/long", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.data) < len(A_LONG_TEXT) / 10
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert unpack(answer.data).decode() == A_LONG_TEXT  # type: ignore[operator]


def test_a_browser_that_takes_both_encodings_gets_brotli(client: FlaskClient) -> None:
    answer = client.get("/api/long", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert answer.headers["Content-Encoding"] == "br"


def test_a_program_that_takes_no_encoding_gets_plain_text(client: FlaskClient) -> None:
    answer = client.get("/api/long")
    assert "Content-Encoding" not in answer.headers
    assert answer.text == A_LONG_TEXT


def test_a_file_compressed_ahead_is_sent_as_it_was_laid_down(client: FlaskClient) -> None:
    path = first_script(client)
    quick = client.get(path, headers={"Accept-Encoding": "br"}).data
    assert compression.compress_ahead(create_app()) > 10
    assert compression.compress_ahead(create_app()) == 0
    compression.remembered.cache_clear()
    best = client.get(path, headers={"Accept-Encoding": "br"}).data
    assert len(best) < len(quick)
    assert brotli.decompress(best) == brotli.decompress(quick)


def test_files_named_after_their_content_are_kept_for_good(client: FlaskClient) -> None:
    for path in (first_script(client), "/assets/charts.js?m=1.5", "/shapes/district-2021-0123456789ab.json"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=31536000, immutable", path


def test_pages_and_answers_are_asked_for_again_and_come_back_empty_when_unchanged(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/api/long", "/assets/charts.js"):
        for encoding in ("identity", "br"):
            first = client.get(path, headers={"Accept-Encoding": encoding})
            assert first.headers["Cache-Control"] == "no-cache", path
            again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), (path, encoding)


def test_callbacks_and_failures_are_never_kept(client: FlaskClient) -> None:
    question = {
        "output": "small-place.children",
        "outputs": {"id": "small-place", "property": "children"},
        "inputs": [{"id": "small-button", "property": "n_clicks", "value": 3}],
        "changedPropIds": ["small-button.n_clicks"],
    }
    answer = client.post("/_dash-update-component", json=question)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/gibt-es-nicht").headers["Cache-Control"] == "no-store"


def test_an_unexpected_failure_says_in_german_what_to_do_and_nothing_else(client: FlaskClient) -> None:
    page = client.get("/broken")
    assert page.status_code == 500
    assert "Bitte die Seite neu laden" in page.text
    answer = client.get("/api/broken")
    assert answer.status_code == 500
    assert list(answer.json or {}) == ["error"]
    for text in (page.text, answer.text):
        assert INNARDS not in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/gibt-es-nicht", 404), ("/assets/gibt-es-nicht.js", 404), ("/_favicon", 404), ("/healthz/mehr", 404)],
)
def test_an_unknown_address_gets_a_german_page(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert '<html lang="de">' in answer.text
    assert "Seite nicht gefunden" in answer.text


@pytest.mark.parametrize(
    "path", ["/_dash-component-suites/dash/nothing.js", "/_dash-component-suites/os/path.py", "/api/nothing"]
)
def test_an_unknown_address_for_programs_gets_a_sentence_in_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Unter dieser Adresse gibt es nichts" in str(answer.json)


def test_a_question_that_is_too_long_or_no_json_is_turned_away(client: FlaskClient) -> None:
    too_long = client.post("/_dash-update-component", data=b"x" * 1_100_000, content_type="application/json")
    assert too_long.status_code == 413
    nonsense = client.post("/_dash-update-component", data=b"{", content_type="application/json")
    assert nonsense.status_code == 400
    assert "error" in (nonsense.json or {})


def test_without_figures_every_page_says_what_to_do(without_store: FlaskClient) -> None:
    answer = without_store.get("/")
    assert answer.status_code == 503
    assert "„make run“" in answer.text
    assert answer.headers["Retry-After"] == "60"
    health = without_store.get("/healthz")
    assert health.status_code == 503
    assert (health.json or {})["data_version"] is None


def test_a_store_that_raises_anything_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from indicators import answers

    def broken() -> str:
        raise OSError("IO Error: file is not a valid DuckDB database")

    monkeypatch.setattr(answers, "data_version", broken)
    assert failures.data_version() is None


def test_health_names_the_versions_of_program_and_figures(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.json == {"status": "ok", "version": failures.project_version(), "data_version": "small"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", failures.project_version())


def test_the_busy_port_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(gunicorn_settings, "PORT", port)
        with pytest.raises(SystemExit) as refused:
            gunicorn_settings.on_starting(None)
        said = str(refused.value)
        assert said.startswith(f"127.0.0.1:{port} ist nicht frei: Dort läuft schon ein Programm.")
        assert "already" not in said


@pytest.mark.parametrize(
    ("name", "text"),
    [("PORT", "abc"), ("PORT", "99999"), ("PORT", "0"), ("PORT", "-1"), ("PORT", "80.5"), ("PORT", "²"), ("PORT", ""),
     ("WORKERS", "viele"), ("WORKERS", "0")],
)  # fmt: skip
def test_a_start_with_an_impossible_number_ends_in_one_german_sentence(name: str, text: str) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_settings", "app:server"]
    ended = subprocess.run(command, env=os.environ | {name: text}, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert re.fullmatch(rf"{name}={text} geht nicht: Erwartet wird eine ganze Zahl von 1 bis \d+\.\n", ended.stderr)
    assert ended.stdout == ""


def test_the_last_port_is_as_good_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for port in (1, 65535):
        monkeypatch.setenv("PORT", str(port))
        assert gunicorn_settings.number_of("PORT", "8050", gunicorn_settings.LARGEST_PORT) == port


def test_workers_load_the_application_themselves_because_threads_do_not_survive_a_copy() -> None:
    assert gunicorn_settings.preload_app is False


def test_a_worker_answers_its_first_page_before_any_visitor_asks() -> None:
    asked: list[str] = []

    class Worker:
        @staticmethod
        def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            asked.append(environ["PATH_INFO"])
            start_response("200 OK", [])
            return [b""]

    gunicorn_settings.post_worker_init(Worker)
    assert asked == ["/"]
