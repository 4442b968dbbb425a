"""Erklärung zur Barrierefreiheit in the parts the decision (EU) 2018/1523 asks for, with the bodies of Thuringia."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import settings
from dashboard.parts import legal

PATH = "/barrierefreiheit"
TITLE = "Erklärung zur Barrierefreiheit"
MONITORING_URL = "https://finanzen.thueringen.de/ministerium/zentrale-ueberwachungsstelle-digitale-barrierefreiheit"
ENFORCEMENT_URL = "https://tlmb-thueringen.de/themen/barrierefreiheit/landesdurchsetzungsstelle"

COMPLIANCE = {
    "vollständig": "Die Anwendung ist mit diesen Anforderungen vollständig vereinbar.",
    "teilweise": "Die Anwendung ist mit diesen Anforderungen teilweise vereinbar. Was fehlt, steht darunter.",
    "nicht": "Die Anwendung ist mit diesen Anforderungen nicht vereinbar. Die Gründe stehen darunter.",
    "": f"Stand: {legal.NOT_ENTERED}",
}
REASONS: dict[settings.Reason, str] = {
    "unvereinbar": "Nicht mit den Anforderungen vereinbar",
    "belastung": "Unverhältnismäßige Belastung",
    "ausgenommen": "Von den Vorschriften nicht erfasst",
}
METHODS = {
    "Selbstbewertung": "Grundlage ist eine Selbstbewertung.",
    "Bewertung durch Dritte": "Grundlage ist eine Bewertung durch Dritte.",
    "": f"Grundlage der Bewertung: {legal.NOT_ENTERED}.",
}


def layout(**_: object) -> Component:
    """The statement, filled with what the operator entered."""
    entered = settings.current()
    statement = entered.accessibility
    return legal.legal_page(
        TITLE,
        entered,
        ("operator", "accessibility"),
        html.P(
            f"Diese Erklärung gilt für die Anwendung „Sozialplanung Thüringen“. Betreiber: "
            f"{entered.operator.name or legal.NOT_ENTERED}."
        ),
        html.P(
            "Maßgeblich sind das Thüringer Gesetz über den barrierefreien Zugang zu den Websites und mobilen "
            "Anwendungen öffentlicher Stellen (ThürBarrWebG) und die Thüringer Barrierefreie-Informationstechnik-"
            "Verordnung (ThürBITVO). Die ThürBITVO verweist auf die BITV 2.0 und damit auf die Norm EN 301 549 "
            "(WCAG 2.1, Stufe AA)."
        ),
        html.H2("Stand der Vereinbarkeit"),
        html.P(COMPLIANCE[statement.compliance]),
        html.H2("Nicht barrierefreie Inhalte"),
        *inaccessible_content(statement),
        html.P(
            "Was Karte und Diagramme zeigen, steht auf derselben Seite auch als Tabelle und lässt sich herunterladen."
        ),
        html.H2("Erstellung dieser Erklärung"),
        html.P(
            f"Erstellt am: {legal.german_date(statement.created)}. "
            + (f"Zuletzt überprüft am: {legal.german_date(statement.reviewed)}. " if statement.reviewed else "")
            + METHODS[statement.method]
        ),
        *legal.paragraphs(statement.additional),
        *_where_to_turn(statement),
    )


def inaccessible_content(statement: settings.Accessibility) -> list[Component]:
    """What is not accessible, by reason; a sentence where there is nothing to list."""
    if not statement.inaccessible:
        return [html.P("Bekannt sind keine." if statement.compliance == "vollständig" else legal.NOT_ENTERED)]
    parts: list[Component] = []
    for reason, heading in REASONS.items():
        entries = [
            html.Li(" ".join(filter(None, (f"{content.what}: {content.why}", content.alternative))))
            for content in statement.inaccessible
            if content.reason == reason
        ]
        parts += [html.H3(heading), html.Ul(entries)] if entries else []
    return parts


def _where_to_turn(statement: settings.Accessibility) -> list[Component]:
    """Feedback first, then the body that settles disputes, then the one that monitors."""
    phone = [("Telefon", legal.lines(statement.feedback_phone))] if statement.feedback_phone else []
    return [
        html.H2("Barrieren melden"),
        html.P(
            "Stoßen Sie auf eine Barriere oder brauchen Sie einen Inhalt in anderer Form? Bitte melden Sie sich und "
            "nennen Sie dabei die Adresse der Seite."
        ),
        legal.facts(("E-Mail", legal.email(statement.feedback_email)), *phone),
        html.H2("Durchsetzungsverfahren"),
        html.P(
            [
                "Bleibt Ihre Meldung ohne Antwort oder löst die Antwort das Problem nicht, hilft die ",
                html.A("Landesdurchsetzungsstelle für digitale Barrierefreiheit", href=ENFORCEMENT_URL),
                " beim Thüringer Landesbeauftragten für Menschen mit Behinderungen. Sie vermittelt zwischen Ihnen und "
                "dem Betreiber. Das kostet Sie nichts, und Sie brauchen keinen Rechtsbeistand.",
            ]
        ),
        html.H2("Überwachungsstelle"),
        html.P(
            [
                "Ob öffentliche Stellen die Anforderungen einhalten, prüft die ",
                html.A("Zentrale Überwachungsstelle digitale Barrierefreiheit", href=MONITORING_URL),
                " beim Thüringer Finanzministerium.",
            ]
        ),
    ]
