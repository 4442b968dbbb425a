"""Assembles the pages into the application: `create_app()`."""

from __future__ import annotations

import dash
from flask import request

from dashboard import api, attack_api, data_api, names, overview_api, profile_api, relations_api, risk_index_api, shapes
from dashboard.figures import choropleth
from dashboard.first_view import html_of
from dashboard.index_page import INDEX_STRING, TITLE, UPDATE_TITLE, GermanDash
from dashboard.intake import addresses
from dashboard.pages import accessibility, atlas, data, gaps, imprint, overview, privacy, profile, relations, risk_index
from dashboard.parts.frame import frame, page_title
from dashboard.serving import harden

PAGES = (atlas, overview, profile, relations, risk_index, data, gaps, accessibility, imprint, privacy)


class Application(GermanDash):
    """The Dash app whose first HTML already holds the map."""

    def first_view(self) -> str:
        """The map for the Atlas; for every page the patterns that maps fill areas without a value with."""
        first = html_of(request.args.to_dict()) if request.path == self.get_relative_path(atlas.PATH) else ""
        patterns = choropleth.pattern_definitions("")
        return f'<template id="map-patterns"><svg><defs>{patterns}</defs></svg></template>{first}'


def create_app() -> Application:
    """The application with all pages, addresses and precautions; ask for `.server` to serve it."""
    app = Application(
        "dashboard",
        use_pages=True,
        pages_folder="",
        assets_path_ignore=["vendor"],
        title=TITLE,
        update_title=UPDATE_TITLE,
        index_string=INDEX_STRING,
        serve_locally=True,
        compress=False,
        suppress_callback_exceptions=True,
    )
    for page in PAGES:
        dash.register_page(
            page.__name__, path=page.PATH, name=page.TITLE, title=page_title(page.TITLE), layout=page.layout
        )
    # Made anew for every visit, so that the footer names the data version of today.
    app.layout = lambda: frame(dash.page_container)
    api.register(app.server)
    attack_api.register(app.server)
    overview_api.register(app.server)
    profile_api.register(app.server)
    relations_api.register(app.server)
    risk_index_api.register(app.server)
    data_api.register(app.server)
    addresses.register(app.server)
    shapes.register(app.server)
    names.register(app.server)
    harden(app)
    return app
