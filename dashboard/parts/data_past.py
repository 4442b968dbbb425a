"""What was loaded before: the kept versions, each with a way back, and the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import html

from dashboard.parts.components import DataTable
from dashboard.parts.data_parts import Act
from dashboard.roles import Session
from indicators import versions
from indicators.deliveries import journal
from indicators.wording import local_time, number


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
    heads = ("Zeit", "Wer", "Was", "Datei", "Quelle", "übernommen", "Datenstand", "Änderung")
    rows = [
        [
            time_of(datetime.fromisoformat(entry.at).timestamp()),
            entry.who,
            entry.words,
            entry.file,
            entry.source,
            number(entry.taken, 0) if entry.what == "load" else "",
            f"{entry.version_before or '–'} → {entry.version_after}",
            entry.summary,
        ]
        for entry in journal.entries()
    ]
    if not rows:
        return [html.H3("Historie"), html.P("Es wurde noch nichts geladen.")]
    columns = [
        {"key": f"history-{i}", "label": text, "header": i == 0, "numeric": text == "übernommen"}
        for i, text in enumerate(heads)
    ]
    return [
        html.H3("Historie"),
        DataTable(id="intake-history", columns=columns, rows=rows, caption="Wer wann was geladen hat"),
    ]


def time_of(at: float) -> str:
    """Seconds since 1970 as day and time in Germany."""
    return local_time(datetime.fromtimestamp(at, UTC))
