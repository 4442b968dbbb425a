"""What the Übersicht shows for a choice, as properties of its parts; the page only puts them in place."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.figures import overview as figure
from dashboard.overview_selection import LATEST, OverviewSelection, value_of
from dashboard.parts import definition
from dashboard.parts.atlas_words import map_note
from dashboard.parts.sentence import citation
from indicators import derived, overview, overview_words
from indicators.catalogue import catalogue
from indicators.comparison import ABOUT_INTERVALS, ABOUT_METHODS
from indicators.overview import SHOWS, Column, Group, Overview
from indicators.restating import RESTATED
from indicators.wording import number

HINT = "overview-hint"
ABOUT_KEYS = (
    "Jede Zelle öffnet den Atlas mit Indikator, Jahr und Kreis. In der Tabelle führen die Pfeiltasten von Zelle zu "
    "Zelle; die Knöpfe in den Spaltenköpfen sortieren."
)
ABOUT_COMPARED = (
    "„Günstiger“ oder „ungünstiger“, „höher“ oder „niedriger“ heißt ein Wert nur, wenn sein 95-%-Intervall (Wilson "
    "oder Byar) ganz über oder unter dem Wert Thüringens liegt."
)
ABOUT_QUARTERS = (
    "Veröffentlichte und manche berechnete Werte haben kein Intervall: Ihr Grau sagt nur, in welchem Viertel der "
    "Kreise sie liegen, je dunkler, desto höher."
)


def controls(chosen: OverviewSelection) -> dict[str, dict[str, Any]]:
    """Properties of every control, by control."""
    counts, group = overview.years(chosen.group), chosen.group
    total = len(overview.members(group))
    years = [
        {"label": str(year), "value": str(year), "title": f"{count} von {total} Indikatoren haben Werte für {year}."}
        for year, count in counts.items()
    ]
    return {
        "group": {"options": group_options(), "value": value_of(group)},
        "year": {
            "options": [{"label": "jeweils letztes Jahr", "value": LATEST}, *years],
            "value": LATEST if chosen.year is None else str(chosen.year),
        },
        "show": {
            "options": [
                {
                    "label": overview_words.SHOW_WORDS[show],
                    "value": show,
                    "disabled": not overview.members(Group(group.kind, group.key, show)),
                }
                for show in SHOWS
            ],
            "value": group.show,
        },
    }


def told(chosen: OverviewSelection) -> dict[str, Any]:
    """Heading, findings, legend, table, sources and links for a choice."""
    found = chosen.overview()
    return {
        "heading": heading(found),
        "findings": findings(found),
        "legend": legend(found),
        "table": {
            "caption": overview_words.caption(found),
            "areas": [{"key": key, "name": name, "href": f"/profil?area={key}"} for key, name in found.areas],
            "columns": [column_of(found, column) for column in found.columns],
        },
        "sources": sources(found),
        "query": f"?{chosen.query()}",
    }


def retold(chosen: OverviewSelection) -> tuple[Any, ...]:
    """What `told` and `controls` change, in the order of the page's callback."""
    new, boxes = told(chosen), controls(chosen)
    return (
        *(new[name] for name in ("heading", "findings", "legend", "sources", "query")),
        *(new["table"][name] for name in ("caption", "areas", "columns")),
        *(boxes[name][key] for name in ("year", "show") for key in ("options", "value")),
    )


def heading(found: Overview) -> list[Any]:
    """What is shown, on which territory and of which years."""
    return [
        html.H1(overview_words.heading(found), id="overview-title"),
        html.P(overview_words.territory(found), className="subtitle"),
    ]


def findings(found: Overview) -> list[Any]:
    """What stands out, and how much of it chance alone would bring about."""
    said: list[Any] = [html.P(text, className="sentence") for text in overview_words.findings(found)]
    note = overview_words.chance(found)
    return [*said, html.P(note, className="hint")] if note else said


def legend(found: Overview) -> list[Any]:
    """The classes with their colours, signs and numbers of cells."""
    parts: list[Any] = []
    for part in figure.legend(found):
        entries = [
            html.Li(
                [
                    html.Span(
                        entry["sign"],
                        className=f"overview-box {figure.style_name(entry['key'])}",
                        **{"aria-hidden": "true"},
                    ),
                    html.Span([f"{entry['label']} ", html.Span(f"({entry['count']})", className="legend-count")]),
                ],
                className="legend-entry",
            )
            for entry in part["entries"]
        ]
        parts.append(
            html.Div([html.P(part["title"], className="legend-title"), html.Ul(entries, className="legend-list")])
        )
    keys = {key for key, _ in overview.counted(found)}
    notes = [ABOUT_COMPARED] if keys & overview.COMPARED else []
    notes += [ABOUT_QUARTERS] if keys & set(overview.QUARTERS) else []
    told = html.P(" ".join([*notes, "In Klammern: Zahl der Zellen."]), className="hint")
    return [*parts, html.Details([html.Summary("So sind Farben und Zeichen zu lesen"), told], className="hint")]


def column_of(found: Overview, column: Column) -> dict[str, Any]:
    """One indicator, ready to show; what a cell says stands in `words_of`, what it looks like in `looks`."""
    record, cells = column.record, column.cells
    state = column.state.value
    return {
        "id": record.id,
        "title": record.short_title,
        "theme": catalogue().themes[record.theme].title,
        "href": f"/?indicator={record.id}&year={column.year}&territory={RESTATED}",
        "words": overview_words.column_words(column),
        "year": str(column.year) if column.has_values else f"{column.year} ohne Wert",
        "missing": not column.has_values,
        "state": "" if state is None else number(state, record.decimals),
        "state_words": overview_words.state_words(column),
        "texts": [
            number(cell.row.value, record.decimals) if cell.row and cell.row.known else _gap(column, cell)
            for cell in cells
        ],
        "numbers": [cell.row.printed if cell.row and cell.row.known else None for cell in cells],
        "looks": [figure.style_name(cell.key) for cell in cells],
        "signs": [figure.SIGNS[cell.key] for cell in cells],
        "words_of": [
            overview_words.cell_words(column, cell, name) for cell, (_, name) in zip(cells, found.areas, strict=True)
        ],
    }


def sources(found: Overview) -> list[Any]:
    """For every indicator a closed entry with source, territory and limits; on paper the sources alone."""
    missing = [column for column in found.columns if not column.has_values]
    cited = list(dict.fromkeys(citation(column.answer, column.year) for column in found.columns if column.has_values))
    return [
        html.H2("Quellen, Gebietsstand und Einschränkungen"),
        html.P(f"{ABOUT_INTERVALS} {ABOUT_METHODS} {derived.OF_MANY}", className="hint"),
        html.Div([source(column) for column in found.columns if column.has_values], className="overview-sources"),
        *([html.P(overview_words.missing(missing))] if missing else []),
        html.Ul([html.Li(text) for text in cited], className="only-print overview-cited"),
    ]


def source(column: Column) -> html.Details:
    """One indicator: what it is, where it comes from, on which territory, and what must be known of it."""
    record = column.record
    notes = definition.caveats(column.answer, column.year)
    return html.Details(
        [
            html.Summary(titled(record.short_title, column.reference)),
            html.P(record.definition),
            html.P(record.reading),
            html.P(f"{map_note(column.answer, column.year)} {citation(column.answer, column.year)}"),
            *([html.P(grounds)] if (grounds := overview_words.column_grounds(column)) else []),
            *([html.Ul([html.Li(text) for text in notes])] if notes else []),
        ]
    )


def titled(title: str, reference: str) -> str:
    """`SGB II-Quote, 2017`, `Kinder im SGB II-Bezug (31.12.2024)`: the day or period once."""
    return title if reference in title else f"{title} ({reference})"


def group_options() -> list[dict[str, Any]]:
    """Themes and offices."""
    headings = {"theme": "Themenfelder", "department": "Ämter"}
    return [
        {"label": group.title, "value": value_of(group), "group": headings[group.kind]} for group in overview.groups()
    ]


def _gap(column: Column, cell: overview.Cell) -> str:
    return overview_words.short_status(cell) if column.has_values else "–"
