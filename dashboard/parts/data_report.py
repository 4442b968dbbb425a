"""What a check found, and what a load would change: the report of a delivery as parts of the page."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from dash import html

from dashboard.parts.components import DataTable
from geo import areas as geography
from indicators.deliveries import own_places
from indicators.deliveries.findings import SEVERITIES, Finding
from indicators.deliveries.report import and_more, condensed, spans
from indicators.deliveries.report import counted as values_counted
from indicators.wording import number

FACTS = [fact.name for fact in fields(Finding)]
ALL_CHANGES = "Alle geänderten Werte herunterladen (CSV)"
OPTION = re.compile(r" \(--[^()]*\)")
"""How something is said on the command line; on the page there is a choice for it."""
TEMPLATE = " und mit „python -m indicators template NAME“"
"""Beside the page, where templates are too, the command need not be told."""
WHO_DOES_IT = (
    "Befehle („python -m …“) und Beschreibungen in {own} erledigt, wer die Anwendung betreut. "
    "Bitte Datei und Befund dorthin geben."
)


def verdict(report: dict[str, Any]) -> str:
    """Whether the file may be loaded, and what that would do."""
    if not report.get("may_be_loaded"):
        return "Die Datei kann so nicht geladen werden. Der Datenbestand ist unverändert."
    return str(report["summary"])


def counted(report: dict[str, Any]) -> str:
    """What was recognised, and how many values went where (R-02)."""
    recognised = f"Erkannt als: {report['title']}. " if report.get("title") else "Das Format wurde nicht erkannt. "
    source = f"Quelle: {report['source_title']}. " if report.get("source_title") else ""
    return f"{recognised}{source}{values_counted(report)}."


def _shown(text: str) -> str:
    """A finding without what is said differently on the command line."""
    return OPTION.sub("", text).replace(TEMPLATE, "")


def _is_of_machine(text: str) -> bool:
    """Whether a finding asks for what nobody can do on the page: a command, or a record of one's own series."""
    return any(words in text for words in ("python -m ", own_places.USUAL, own_places.named()))


def findings(report: dict[str, Any]) -> list[Any]:
    """What was found, the worst first."""
    known = [Finding(**{name: one[name] for name in FACTS if name in one}) for one in report.get("findings", [])]
    found = sorted(condensed(known), key=lambda one: list(SEVERITIES).index(one.severity))
    if not found:
        return [html.P("Keine Beanstandungen.")]
    rows = [
        [
            SEVERITIES[one.severity],
            _shown(one.text),
            one.sheet or "",
            str(one.row or ""),
            one.column or "",
            one.sign or "",
        ]
        for one in found
    ]
    columns: list[dict[str, Any]] = [
        {"key": "severity", "label": "Art", "header": True},
        {"key": "text", "label": "Befund"},
        {"key": "sheet", "label": "Blatt"},
        {"key": "row", "label": "Zeile", "numeric": True},
        {"key": "column", "label": "Spalte"},
        {"key": "sign", "label": "Zeichen"},
    ]
    used = [
        i for i, column in enumerate(columns) if column["key"] in ("severity", "text") or any(row[i] for row in rows)
    ]
    asks = any(_is_of_machine(_shown(one.text)) for one in found)
    return [
        DataTable(
            id="intake-findings",
            columns=[columns[i] for i in used],
            rows=[[row[i] for i in used] for row in rows],
            caption=f"Befunde der Prüfung ({len(rows)})",
            className="findings-table",
        ),
        *([html.P(WHO_DOES_IT.format(own=own_places.named()), className="hint")] if asks else []),
    ]


def _new(change: dict[str, Any]) -> str:
    """New values, and how many of them are withheld."""
    hidden = change.get("new_secret", 0)
    told = number(change["new_values"] + hidden, 0)
    return f"{told}, davon {number(hidden, 0)} geheim gehalten" if hidden else told


def changes(report: dict[str, Any], address: str = "") -> list[Any]:
    """What a load would change: per measure the numbers, then single figures before and after.

    `address`: where all of them can be had as a file; empty where they cannot.
    """
    told = report.get("changes", [])
    columns: list[dict[str, Any]] = [
        {"key": "name", "label": "Größe"},
        {"key": "level", "label": "Ebene"},
        {"key": "years", "label": "neue Jahre"},
        *(
            {"key": key, "label": label, "numeric": True}
            for key, label in (
                ("new", "neu"), ("changed", "geändert"), ("vanished", "entfallen"), ("unchanged", "unverändert"),
            )
        ),
    ]  # fmt: skip
    rows = [
        [
            one["label"],
            geography.LEVELS.get(one["level"], one["level"]),
            spans(one["new_years"]),
            _new(one),
            *(number(one[key], 0) for key in ("changed", "vanished", "unchanged")),
        ]
        for one in told
    ]
    cells: list[list[str]] = []
    for one in told:
        cells += [[cell["name"], str(cell["year"]), one["label"], cell["old"], cell["new"]] for cell in one["examples"]]
        if one.get("more"):
            cells.append([and_more(one["more"]), "", one["label"], "", ""])
    parts = (
        [DataTable(id="intake-changes", columns=columns, rows=rows, caption="Was sich ändern würde")] if rows else []
    )
    if cells:
        selected = " (Auswahl)" if any(one.get("more") for one in told) else ""
        heads = ("Gebiet", "Jahr", "Größe", "bisher", "neu")
        parts.append(
            DataTable(
                id="intake-cells",
                columns=[{"key": "name" if i == 0 else str(i), "label": text} for i, text in enumerate(heads)],
                rows=cells,
                caption=f"Geänderte und entfallende Werte{selected}",
            )
        )
        if address:
            link = html.A(ALL_CHANGES, href=address, className="button", download="", id="intake-all-changes")
            parts.append(html.P(link, className="profile-tools"))
    return parts
