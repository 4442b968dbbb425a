"""The description of one indicator: everything that must be known to use it, and where to take it from."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.parts import data_view as view
from dashboard.parts.data_parts import GapMatrix
from geo import areas as geography
from geo.areas import LEVELS, division_title
from indicators import answers, holdings
from indicators.catalogue import breaks_of, catalogue, caveats_of, events_of
from indicators.catalogue.records import Break, Caveat, Indicator
from indicators.wording import DIRECTION_WORDS, span

KIND_WORDS = {
    "ratio": "aus Zähler und Nenner berechnet",
    "count": "Anzahl, wie veröffentlicht",
    "given": "Wert, wie veröffentlicht",
    "product": "Produkt zweier Indikatoren",
    "relative": "im Verhältnis zu Thüringen (= 100)",
}


def page(indicator: str, notice: Any = None) -> html.Div:
    """The whole page; `notice`: what was wrong with its address."""
    record = catalogue().indicators[indicator]
    return html.Div(
        [
            *([notice] if notice is not None else []),
            html.Div(
                [
                    html.P(dcc.Link("Alle Daten", href="/daten"), className="hint"),
                    html.H1(record.title),
                    html.P(record.unit_text, className="subtitle"),
                    html.P(_links(record), className="profile-tools"),
                ],
                className="heading",
            ),
            html.Section([html.H2("Beschreibung"), _facts(record)], className="card"),
            html.Section(
                [
                    html.H2("Aussagekraft"),
                    html.P(record.reading, className="definition"),
                    *_other_levels(record),
                    *_comments(record),
                ],
                className="card",
            ),
            html.Section([html.H2("Quellen"), *_sources(record)], className="card"),
            html.Section([html.H2("Für welche Jahre es Werte gibt"), *_coverage(record)], className="card"),
        ],
        className="stack",
    )


def _links(record: Indicator) -> list[Any]:
    if not holdings.is_known(record.id):
        return ["Für diesen Indikator ist noch nichts geladen."]
    level = answers.levels(record.id)[0]
    question = f"indicator={record.id}&level={level}"
    return [
        dcc.Link("Im Atlas ansehen", href=f"/?{question}", className="button button-main"),
        html.A("Werte herunterladen (CSV)", href=f"/api/v1/values.csv?{question}", className="button", download=""),
        html.A("Werte als JSON", href=f"/api/v1/values.json?{question}", className="button"),
    ]


def _facts(record: Indicator) -> html.Dl:
    """What it is, under the names planners use for it."""
    book, held = catalogue(), holdings.sources_of(record)
    publishers = dict.fromkeys(one.source.publisher for one in held)
    used = {key for one in held for key in one.divisions}
    known = [key for key in geography.divisions() if key in used]
    pairs = [
        ("Definition", record.definition),
        *((f"Definition ({LEVELS[level]})", words.definition) for level, words in record.on_levels.items()),
        ("Zähler", record.numerator.label if record.numerator else ""),
        ("Nenner", record.denominator.label if record.denominator else ""),
        ("Gebildet aus", "; ".join(book.indicators[key].title for key in record.factors)),
        ("Art", KIND_WORDS[record.kind]),
        ("Einheit", record.unit_text),
        ("Richtung", DIRECTION_WORDS[record.direction]),
        ("Beleg der Definition", record.definition_source or ""),
        ("Datenhalter", "; ".join(publishers)),
        ("Periodizität", _periodicity(record)),
        ("Stichtag oder Zeitraum", _reference(record)),
        ("Ebenen", ", ".join(LEVELS[level] for level in record.levels)),
        ("Gebietsstand", "; ".join(division_title(record.levels[0], key) for key in known)),
        ("Themenfeld", book.themes[record.theme].title),
        ("Ämter", ", ".join(book.departments[key].title for key in record.departments)),
        ("Kennung", record.id),
    ]
    return html.Dl([part for name, text in pairs if text for part in (html.Dt(name), html.Dd(text))], className="facts")


def _other_levels(record: Indicator) -> list[html.P]:
    """What is said of figures of another publication."""
    return [
        html.P(f"{LEVELS[level]}: {words.reading}", className="definition") for level, words in record.on_levels.items()
    ]


def _periodicity(record: Indicator) -> str:
    if not holdings.is_known(record.id):
        return holdings.periodicity(())
    return holdings.periodicity(answers.values(record.id, level=answers.levels(record.id)[0]).years)


def _reference(record: Indicator) -> str:
    """To which day or period the newest value refers."""
    if not holdings.is_known(record.id):
        return record.reference.replace("{year}", "").strip()
    newest = answers.values(record.id, level=answers.levels(record.id)[0]).years[-1]
    found = record.reference.replace("{year}", str(newest))
    return found if found == record.reference else f"zuletzt {found}"


def _comments(record: Indicator) -> list[Any]:
    """Breaks, events and caveats, each with its date and areas."""
    texts = [f"Bruch {item.at}: {_where(item)}{item.text}" for item in breaks_of(record)]
    texts += [f"{_german(item.at)}: {item.text}" for item in events_of(record)]
    texts += [_caveat(item) for item in caveats_of(record)]
    return [html.H3("Kommentar"), html.Ul([html.Li(text) for text in texts])] if texts else []


def _caveat(item: Caveat) -> str:
    """The text with its years and areas before it, where it does not name them itself."""
    if item.since and item.until:
        span = f"{item.since} bis {item.until}: " if item.since != item.until else f"{item.since}: "
    else:
        span = f"ab {item.since}: " if item.since else f"bis {item.until}: " if item.until else ""
    if all(str(year) in item.text for year in (item.since, item.until) if year):
        span = ""
    text = f"{span}{_where(item)}{item.text}"
    return text[0].upper() + text[1:]


def _where(item: Break | Caveat) -> str:
    names = {area.key: area.name for level in ("municipality", "district", "state") for area in geography.areas(level)}
    told = [names.get(key, key) for key in item.areas]
    return "" if all(name in item.text for name in told) else f"{', '.join(told)}: "


def _german(day: str) -> str:
    return ".".join(reversed(day.split("-")))


def _sources(record: Indicator) -> list[Any]:
    held = holdings.sources_of(record)
    if not held:
        return [html.P("Noch keine Quelle geladen.")]
    return [
        html.Ul(
            [
                html.Li(
                    [
                        view.link(one.source.title, one.source.url),
                        f" ({span(one.first_year, one.last_year)}). Zitieren als: {one.source.citation}. Lizenz: ",
                        view.licence(one.source.licence),
                        f". {one.source.note}" if one.source.note else "",
                    ]
                )
                for one in held
            ]
        ),
        *([html.P("Daten verändert, eigene Berechnung.")] if record.kind not in ("given", "count") else []),
    ]


def _coverage(record: Indicator) -> list[Any]:
    if not holdings.is_known(record.id):
        return [html.P("Noch keine Werte.")]
    found = holdings.coverage(record.id, holdings.levels_of(record.id)[0])
    return [html.P(view.gaps_sentence(found)), GapMatrix(id="data-coverage", **view.matrix(found))]
