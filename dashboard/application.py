"""Assembles the pages into the application: `create_app()`."""

from __future__ import annotations

import dash
from flask import request

from dashboard import shapes
from dashboard.index_page import INDEX_STRING, TITLE, UPDATE_TITLE, GermanDash
from dashboard.pages import atlas
from dashboard.serving import harden

PAGES = (atlas,)


def create_app() -> GermanDash:
    """The application with all pages, addresses and precautions; ask for `.server` to serve it."""
    app = GermanDash(
        "dashboard",
        use_pages=True,
        pages_folder="",
        assets_ignore=r"vendor/.*|.*\.md",
        title=TITLE,
        update_title=UPDATE_TITLE,
        index_string=INDEX_STRING,
        serve_locally=True,
        compress=False,
        suppress_callback_exceptions=True,
    )
    for page in PAGES:
        dash.register_page(page.__name__, path=page.PATH, name=page.TITLE, title=f"{page.TITLE} – {TITLE}", layout=page.layout)
    app.layout = dash.html.Div(dash.page_container)
    shapes.register(app.server)
    harden(app)
    return app
