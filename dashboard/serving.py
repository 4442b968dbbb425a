"""How answers leave the house: security headers, caching, compression, German failures, no debugging.

`harden(app)` is called once, after pages and addresses are registered; it changes nothing about what is answered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack

from dash import Dash
from flask import Flask, Response, g, request

from dashboard import compression, failures

YEAR_IN_SECONDS = 365 * 24 * 3600
LARGEST_QUESTION = 1_000_000  # bytes; a callback sends a few hundred
SWITCHES_OF_DEBUGGING = ("DASH_DEBUG", "FLASK_DEBUG")

FIXED_HEADERS = {"X-Content-Type-Options": "nosniff"}
# What another page could embed or follow a link from; the answer to a callback is neither.
ADDRESS_HEADERS = {"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin"}
# These rule what a document may do; beside data that nobody can open as a page they would only weigh.
DOCUMENT_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",  # for browsers older than frame-ancestors
}
DATA = ("application/json", "application/geo+json", "text/csv", "text/javascript", "application/javascript", "text/css")

# The name of a file that carries a hash of its content, such as plotly-cartesian-de-4.1.1-576b689899d4.min.js.
NAMED_AFTER_CONTENT = re.compile(r"[-.][0-9a-f]{8,64}\.[a-z.]+$")
# Dash signs a fresh token into every page it sends; it says nothing about what the page shows.
TOKEN_OF_ONE_LOAD = re.compile(rb'"end_id":\s*"[^"]*"')


def harden(
    app: Dash,
    page_paths: Collection[str] = (),
    data_version: Callable[[], str | None] = failures.data_version,
) -> None:
    """Make `app` fit for a public address.

    `page_paths` are the addresses that show a page ("/", "/was-fehlt"); any other gets the German 404. Without them
    Dash's own page registry is asked. `data_version` says which figures are there, or None when they cannot be read.
    Raises RuntimeError when debugging is switched on in the environment.
    """
    refuse_debugging(os.environ)
    server: Flask = app.server
    server.debug = False
    if server.config.get("MAX_CONTENT_LENGTH") is None:
        server.config["MAX_CONTENT_LENGTH"] = LARGEST_QUESTION
    failures.register(app, page_paths, data_version)
    _hold_one_version(server)

    @server.after_request
    def finish(response: Response) -> Response:
        _set_headers(response, policy(app))
        _set_caching(response)
        compression.compress_response(response)
        if request.method in ("GET", "HEAD"):
            response.make_conditional(request)  # 304 when the browser already has it
        return response


def _hold_one_version(server: Flask) -> None:
    """All that one request asks comes from one version of the figures, even if another is loaded meanwhile."""

    @server.before_request
    def hold() -> None:
        from indicators import answers  # here, so that a broken floor below still gets its German page

        g.one_version = ExitStack()
        g.one_version.enter_context(answers.steady())

    @server.teardown_request
    def let_go(_: BaseException | None) -> None:
        held = g.pop("one_version", None)
        if held is not None:
            held.close()


def refuse_debugging(environment: Mapping[str, str]) -> None:
    """Raise RuntimeError when a switch of debugging is on: a debugger shows code and runs what a visitor types."""
    for switch in SWITCHES_OF_DEBUGGING:
        if environment.get(switch, "").strip().lower() not in ("", "0", "false", "no", "off"):
            raise RuntimeError(
                f"{switch} ist gesetzt. Im Debug-Modus wird dieses Dashboard nicht ausgeliefert; "
                f"bitte „unset {switch}“ und neu starten."
            )


def policy(app: Dash) -> str:
    """The content security policy: everything from here, scripts only from files and those Dash writes inline.

    Styles may be inline because Dash's components and Plotly set them (there is no way around it yet).
    """
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _set_headers(response: Response, content_policy: str) -> None:
    response.headers.update(FIXED_HEADERS)
    if request.method in ("GET", "HEAD"):
        response.headers.update(ADDRESS_HEADERS)
    if response.mimetype not in DATA:
        response.headers.update(DOCUMENT_HEADERS)
        response.headers["Content-Security-Policy"] = content_policy
    if request.is_secure or request.headers.get("X-Forwarded-Proto", "") == "https":
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_IN_SECONDS}"


def _set_caching(response: Response) -> None:
    """Files named after their content stay for good, failures and callbacks are not kept, all else is asked again."""
    if response.status_code >= 400 or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "no-store"
    elif is_unchanging(response):
        response.headers["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    asked_again = request.method in ("GET", "HEAD") and response.status_code == 200
    if asked_again and not response.is_streamed and "ETag" not in response.headers:
        response.set_etag(compression.digest_of(TOKEN_OF_ONE_LOAD.sub(b"", response.get_data()))[:32], weak=True)


def is_unchanging(response: Response) -> bool:
    """Whether the address asked for says which version it means, so that its content can never change."""
    if response.cache_control.immutable or NAMED_AFTER_CONTENT.search(request.path):
        return True
    if "/_dash-component-suites/" in request.path:  # Dash found a fingerprint of version and time in the name
        return bool(response.cache_control.max_age)
    return "/assets/" in request.path and "m" in request.args  # Dash adds the time of the file's last change
