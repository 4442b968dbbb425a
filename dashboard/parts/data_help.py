"""Where files come from and how one's own are described: the lines under the intake."""

from __future__ import annotations

from typing import Any

from dash import html

OFFICES = (
    ("Regionaldatenbank Deutschland", "https://www.regionalstatistik.de/"),
    ("INKAR (BBSR)", "https://www.inkar.de/"),
    ("Statistik der Bundesagentur für Arbeit", "https://statistik.arbeitsagentur.de/"),
    ("Thüringer Landesamt für Statistik", "https://statistik.thueringen.de/"),
)
TEMPLATES = (("district", "Kreise"), ("municipality", "Gemeinden"), ("planning_area", "Planungsräume"))


def help_lines() -> list[Any]:
    """Offices, templates, and what stands in the README."""
    offices: list[Any] = []
    for title, url in OFFICES:
        offices += [", "] if offices else []
        offices.append(html.A(title, href=url))
    templates: list[Any] = []
    for level, title in TEMPLATES:
        templates += ["; "] if templates else []
        templates += [f"{title}: "]
        templates += [html.A("CSV", href=_template(level, "csv"), download="", **_named(title, "CSV")), ", "]
        templates += [html.A("XLSX", href=_template(level, "xlsx"), download="", **_named(title, "XLSX")), ", "]
        templates += [html.A("ODS", href=_template(level, "ods"), download="", **_named(title, "ODS"))]
    return [
        html.P(["Woher Dateien kommen: ", *offices, ". Dateien bitte so lassen, wie sie heruntergeladen wurden."]),
        html.P(["Vorlagen für eigene Zahlen: ", *templates, "."]),
        html.P(
            "Eine amtliche Datei, die noch keiner Kennzahl zugeordnet ist, wird einmal beschrieben, Grenzen eigener "
            "Planungsräume werden einmal aufgenommen. Beides macht auf der Befehlszeile, wer die Anwendung betreut: "
            "„python -m indicators template --from DATEI“ und „python -m geo add-areas DATEI --name NAME --title "
            "TITEL“. Mehr dazu steht in README.md unter „Daten laden“ und in data/own/README.md."
        ),
    ]


def _template(level: str, kind: str) -> str:
    return f"/download/template.{kind}?level={level}"


def _named(title: str, kind: str) -> dict[str, str]:
    return {"aria-label": f"Vorlage für {title} als {kind}"}
