"""Datenschutz: what this application does with data about its readers, which is very little."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import settings
from dashboard.parts import legal

PATH = "/datenschutz"
TITLE = "Datenschutz"
SUPERVISION_URL = "https://www.tlfdi.de/"


def layout(**_: object) -> Component:
    """What happens on a visit, true to the code: no cookies, no third parties, no access log."""
    entered = settings.current()
    return legal.legal_page(
        TITLE,
        entered,
        ("operator", "data_protection"),
        html.P(
            "Diese Anwendung zeigt Statistiken. Wer sie liest, braucht keine Anmeldung und wird nach nichts gefragt."
        ),
        *_what_happens(entered),
        *_who_answers(entered),
        *_rights(),
        *legal.paragraphs(entered.data_protection.additional),
    )


def _what_happens(entered: settings.Settings) -> list[Component]:
    return [
        html.H2("Wenn Sie eine Seite aufrufen"),
        html.P(
            "Ihr Browser sendet dem Server Ihre IP-Adresse, die aufgerufene Adresse und technische Angaben wie seinen "
            "Namen und seine Version. Ohne sie kann der Server nicht antworten. Die Anwendung speichert diese Angaben "
            "nicht und führt kein Zugriffsprotokoll. Bei einem Fehler werden Zeitpunkt, aufgerufene Adresse und "
            "Fehlermeldung festgehalten, nicht die IP-Adresse."
        ),
        html.P(["Betrieb des Servers: ", *legal.lines(entered.data_protection.hosting)]),
        html.P(["Rechtsgrundlage: ", *legal.lines(entered.data_protection.legal_basis)]),
        html.H2("Keine Cookies, keine Dritten"),
        html.P(
            "Beim Lesen gilt: Die Anwendung setzt keine Cookies und speichert nichts über Sie oder Ihre Auswahl in "
            "Ihrem Browser. Er darf nur Dateien der Anwendung, etwa Kartenumrisse, zwischenspeichern, damit die Seite "
            "schneller lädt."
        ),
        html.P(
            "Nur für die Verwaltung gibt es eine Ausnahme: Wer sich auf der Seite „Daten“ anmeldet, um Dateien zu "
            "laden, erhält ein Cookie, das diese Anmeldung festhält und nach 30 Minuten abläuft. Zu jeder geladenen "
            "Datei werden Name, Zeitpunkt, Dateiname und Prüfsumme gespeichert. Nach einem falschen Passwort merkt "
            "sich der Server eine Viertelstunde lang ein Kennzeichen der IP-Adresse, aus dem sie sich nicht ablesen "
            "lässt."
        ),
        html.P(
            "Schriften, Karten und Programmteile kommen von diesem Server, nichts wird bei Dritten abgerufen. Klicken "
            "Sie auf einen Link zu einer anderen Website, erfährt sie nicht, von welcher Seite Sie kommen."
        ),
        html.H2("Ihre Auswahl steht in der Adresszeile"),
        html.P(
            "Indikator, Jahr, Gebiete und Darstellung stehen in der Adresse der Seite. So können Sie eine Ansicht als "
            "Link weitergeben. Auch der Verlauf Ihres Browsers enthält diese Adresse. Der Server erhält die Auswahl, "
            "um die Ansicht zu berechnen, und speichert sie nicht."
        ),
    ]


def _who_answers(entered: settings.Settings) -> list[Component]:
    return [
        html.H2("Verantwortlich für die Datenverarbeitung"),
        legal.operator_facts(entered),
        html.H2("Datenschutzbeauftragte Person"),
        legal.facts(
            ("Name oder Stelle", legal.lines(entered.data_protection.officer)),
            ("E-Mail", legal.email(entered.data_protection.officer_email)),
        ),
    ]


def _rights() -> list[Component]:
    return [
        html.H2("Ihre Rechte"),
        html.P(
            "Nach der Datenschutz-Grundverordnung haben Sie das Recht auf Auskunft (Artikel 15), Berichtigung "
            "(Artikel 16), Löschung (Artikel 17), Einschränkung der Verarbeitung (Artikel 18) und Widerspruch "
            "(Artikel 21). Beschweren können Sie sich bei einer Aufsichtsbehörde (Artikel 77)."
        ),
        html.P(
            [
                "In Thüringen ist dies der ",
                html.A(
                    "Thüringer Landesbeauftragte für den Datenschutz und die Informationsfreiheit", href=SUPERVISION_URL
                ),
                ".",
            ]
        ),
    ]
