"""The whole application for tests without a browser."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class ClosingClient(FlaskClient):
    """Reads every answer to its end and closes it, as a server does."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{**options, "buffered": True})


@lru_cache(maxsize=1)
def application() -> Flask:
    """Made once for all tests of a process: Dash hands the callbacks of the pages to the first that is asked."""
    from dashboard.application import create_app

    server = create_app().server
    server.test_client_class = ClosingClient
    return server
