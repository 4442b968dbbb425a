"""The intake as the administrator sees it: what lies on the desk, what the check found, what a load would change."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import roles
from dashboard.intake import desk
from dashboard.parts import data_past, data_report
from dashboard.parts.data_parts import Act, Progress, SignIn, Upload
from dashboard.roles import Session
from indicators.catalogue import catalogue
from indicators.deliveries.text import ASKED

OFF = (
    "Das Laden über diese Seite ist ausgeschaltet. Wer die Anwendung betreut, schaltet es mit einem Passwort ein: "
    "„python -m dashboard.password“ fragt danach und sagt, wie die Anwendung damit zu starten ist."
)
ABOUT_SIGNING_IN = (
    "Laden darf nur die Verwaltung. Die Anmeldung setzt ein Cookie und gilt 30 Minuten; der Name steht in der Historie."
)
ABOUT_FILES = (
    "CSV, XLSX, XLS oder ODS, auch als ZIP, bis 25 MB: Dateien aus GENESIS (Regionaldatenbank), INKAR, Arbeitsmappen "
    "der Statistik der BA, Berichte des TLS, GISD und eigene Tabellen. Nur zusammengefasste Zahlen, keine Namen, "
    "Anschriften oder Einzelfälle. "
    "Die Prüfung ändert nichts; was nicht geladen wird, ist nach einer Stunde gelöscht."
)
BASE = "/daten/annahme"
DECIMALS = [
    {"label": "Komma: 1,5", "value": ",", "group": "Dezimalzeichen"},
    {"label": "Punkt: 1.5", "value": ".", "group": "Dezimalzeichen"},
]


def panel(session: Session | None) -> list[Any]:
    """Everything of the intake for this reader."""
    if not roles.is_on():
        return [html.P(OFF)]
    if session is None:
        return [html.P(ABOUT_SIGNING_IN), SignIn(id="intake-sign-in", address="/daten/anmeldung")]
    here = desk.current()
    return [
        html.Div(
            [
                html.Span(f"Angemeldet als {session.who}. "),
                Act(id="intake-sign-out", label="Abmelden", address="/daten/abmeldung", token=session.form_token,
                    content={}, reload=True),
            ],
            className="intake-who",
        ),
        *(_delivery(here, session) if here else []),
        *([] if here and here.phase in desk.BLOCKING else [_upload(session)]),
        *data_past.versions_kept(session, BASE),
        *data_past.history(),
    ]  # fmt: skip


def _upload(session: Session) -> html.Div:
    return html.Div(
        [
            html.H3("Datei prüfen"),
            html.P(ABOUT_FILES, className="hint"),
            Upload(
                id="intake-upload",
                address=BASE,
                token=session.form_token,
                largest=desk.LARGEST,
                sources=source_options(),
            ),
        ]
    )


def source_options() -> list[dict[str, str]]:
    """Own sources first: only they cannot be recognised."""
    known = catalogue().sources
    return [
        {"label": f"{source.title}, {source.edition}", "value": key, "group": group}
        for group, own in (("Eigene Quellen", True), ("Veröffentlichte Quellen", False))
        for key, source in known.items()
        if source.published is not own
    ]


def _delivery(here: desk.Delivery, session: Session) -> list[Any]:
    """The delivery on the desk, by how far it is."""
    phase = here.phase
    head = [
        html.H3(["Lieferung: ", here.name]),
        html.P(f"Hochgeladen von {here.who}, {data_past.time_of(here.at)}.", className="hint"),
    ]
    if phase in desk.WORKING:
        return [*head, Progress(id="intake-progress", address=BASE, words=here.words)]
    if phase == "failed":
        return [
            *head,
            html.P(here.words, className="notice warning", role="status"),
            _discard(here, session, "Schließen"),
        ]
    if phase == "loaded":
        return [*head, html.P(here.words, className="notice", role="status"), _discard(here, session, "Schließen")]
    report = here.report
    return [
        *head,
        html.P(
            data_report.verdict(report), className="notice" if phase == "checked" else "notice warning", role="status"
        ),
        html.P(data_report.counted(report)),
        *data_report.findings(report),
        *(data_report.changes(report, _list_of(here)) if phase == "checked" else []),
        _decisions(here, session),
    ]


def _list_of(here: desk.Delivery) -> str:
    """The address of the list of all changes; empty where there is none."""
    return f"{BASE}/aenderungen.csv?key={here.key}" if here.changes.is_file() else ""


def _decisions(here: desk.Delivery, session: Session) -> html.Div:
    sent = {"token": session.form_token, "content": {"key": here.key}}
    buttons: list[Any] = []
    if here.phase == "checked":
        buttons.append(Act(id="intake-load", label="Laden", address=f"{BASE}/uebernehmen", main=True, **sent))
    if here.has_content and any(finding.get("asks") == ASKED for finding in here.report.get("findings", [])):
        buttons.append(
            Act(
                id="intake-decimal",
                label="Mit diesem Dezimalzeichen prüfen",
                address=f"{BASE}/pruefen",
                options=DECIMALS,
                option="decimal",
                choose="Welches Dezimalzeichen hat die Datei?",
                main=True,
                **sent,
            )
        )
    elif here.phase != "checked" and here.has_content:
        buttons.append(
            Act(
                id="intake-source",
                label="Mit dieser Quelle prüfen",
                address=f"{BASE}/pruefen",
                options=source_options(),
                option="source",
                choose="Zu welcher Quelle gehört die Datei?",
                main=True,
                **sent,
            )
        )
    return html.Div([*buttons, _discard(here, session, "Verwerfen")], className="intake-decisions")


def _discard(here: desk.Delivery, session: Session, label: str) -> Act:
    return Act(
        id="intake-discard",
        label=label,
        address=f"{BASE}/verwerfen",
        token=session.form_token,
        content={"key": here.key},
    )
