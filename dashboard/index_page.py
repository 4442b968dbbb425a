"""The HTML a browser gets first: German from the first byte, readable without scripts, with room for a first view."""

from __future__ import annotations

from dash import Dash

TITLE = "Sozialplanung Thüringen"
UPDATE_TITLE = ""  # the title stays what it is while a callback runs; screen readers would read the change aloud

INDEX_STRING = """<!DOCTYPE html>
<html lang="de">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
<noscript><p class="no-script">Diese Anwendung braucht JavaScript. Ohne JavaScript lassen sich die Werte als Tabelle
abrufen: <a href="/api/v1/values.csv?indicator=sgb2_children_rate">/api/v1/values.csv</a></p></noscript>
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>"""

# Dash puts an English "Loading..." here; React clears the element when the first layout arrives.
WAITING = '<div class="_dash-loading" role="status">Die Seite wird geladen …</div>'


class GermanDash(Dash):
    """Dash whose first HTML is ours. `first_view` draws what is shown until Dash has taken over."""

    def interpolate_index(self, **parts: str) -> str:
        """Dash's parts put into the index page, with the first view before "Loading..."."""
        # Beside the entry point, not in it: React clears that long before the page has arrived.
        parts["app_entry"] = f'{self.first_view()}<div id="react-entry-point">{WAITING}</div>'
        return str(super().interpolate_index(**parts))

    def first_view(self) -> str:
        """HTML drawn by the server into the first answer; nothing, until somebody draws it."""
        return ""
