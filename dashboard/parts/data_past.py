"""What was loaded before: the kept versions, each with a way back, and the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import html

from dashboard.parts.data_parts import Act
from dashboard.roles import Session
from indicators import versions
from indicators.deliveries import journal
from indicators.wording import local_time, number

HEADS = ("Wann und wer", "Werte", "Datei", "Datenstand", "Änderung")
LONG = 40
"""Lines from which the table scrolls in a box of its own, as tables of `table.js` do."""


def versions_kept(session: Session, base: str) -> list[Any]:
    """The kept versions, each with a way back."""
    now = versions.pointed_at_or_none()
    heads = ("Datenstand", "Gebaut", "Lieferungen", "Rückkehr")
    rows = [
        html.Tr(
            [
                html.Th(facts.version, scope="row"),
                html.Td(time_of(datetime.fromisoformat(facts.built).timestamp())),
                html.Td(number(len(facts.loads), 0), className="numeric"),
                html.Td(
                    "in Gebrauch"
                    if facts.version == now
                    else Act(
                        id=f"intake-back-{facts.version}",
                        label="Zurückkehren",
                        address=f"{base}/zurueck",
                        token=session.form_token,
                        content={"version": facts.version},
                        ask=f"Zum Datenstand {facts.version} zurückkehren? Alle Seiten zeigen dann dessen Zahlen.",
                    )
                ),
            ]
        )
        for facts in versions.kept()
    ]
    table = html.Table(
        [
            html.Caption("Die letzten Datenstände"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody(rows),
        ]
    )
    return [
        html.H3("Zurück zu einem früheren Datenstand"),
        html.Div(
            table, className="data-table versions-table", role="region", tabIndex="0", **{"aria-label": "Datenstände"}
        ),
    ]


def history() -> list[Any]:
    """Who loaded what when."""
    rows = [_line(entry) for entry in journal.entries()]
    if not rows:
        return [html.H3("Historie"), html.P("Es wurde noch nichts geladen.")]
    heads = [html.Th(text, scope="col") for text in HEADS]
    table = html.Table(
        [html.Caption("Wer wann was geladen hat"), html.Thead(html.Tr(heads)), html.Tbody(rows)], id="intake-history"
    )
    name = f"data-table history-table{' long' if len(rows) > LONG else ''}"
    return [
        html.H3("Historie"),
        html.Div(table, className=name, role="region", tabIndex="0", **{"aria-label": "Wer wann was geladen hat"}),
    ]


def _line(entry: journal.Entry) -> html.Tr:
    """One line of the history; a return to an earlier version has neither file nor numbers."""
    counts = {"gelesen": entry.read, "übernommen": entry.taken, "abgewiesen": entry.refused}
    said = [f"{number(count, 0)}\u00a0{word}" for word, count in counts.items()] if entry.what == "load" else []
    at = time_of(datetime.fromisoformat(entry.at).timestamp())
    return html.Tr(
        [
            html.Th([at, *_below([f"{entry.who}, {entry.words}"])], scope="row"),
            html.Td(_below(said)),
            html.Td([entry.file, *_below([entry.source, _checksum(entry)])]),
            html.Td([entry.version_before or "–", " → ", entry.version_after]),
            html.Td(entry.summary),
        ]
    )


def _checksum(entry: journal.Entry) -> list[Any]:
    """The first digits; the whole one is shown on demand."""
    return ["SHA-256 ", html.Abbr(entry.short_sha256, title=entry.sha256)] if entry.sha256 else []


def _below(lines: list[Any]) -> list[Any]:
    """Lines below each other in one cell: so the table still fits a phone."""
    return [html.Span(line, className="source-note") for line in lines if line]


def time_of(at: float) -> str:
    """Seconds since 1970 as day and time in Germany."""
    return local_time(datetime.fromtimestamp(at, UTC))
