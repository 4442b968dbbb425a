"""The texts of the records that `template --from` writes for the series of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from geo import areas as geography
from indicators.deliveries.describing import Described
from indicators.deliveries.publications import TO_DO, Publication, citation_of, edition_of, publication_of
from indicators.deliveries.reading import Reading
from indicators.deliveries.report import one_line
from indicators.deliveries.template import AS_OF_EACH_YEAR

BREAKS = {
    "count": ("districts_2019", "eisenach_2021", "districts_2023", "districts_2024"),
    "given": ("districts_2019", "eisenach_2021_rates", "districts_2023", "districts_2024"),
}
THEMES = (
    ("arbeitslos|beschäftigt|erwerbs|arbeitsmarkt", "arbeit"),
    ("sgb|grundsicherung|asylbewerber|sozialhilfe|bedarfsgemeinschaft|wohngeld|mindestsicherung", "existenzsicherung"),
    ("einkommen|einkünfte|kaufkraft|schuldner|steuer|verdienst", "einkommen"),
    ("pflege|kranken|gesundheit|lebenserwartung|ärzt", "gesundheit"),
    ("schul|bildung|betreuung|kita|student|studier", "bildung"),
    ("wohnung|wohnfläche|miet|pkw|fläche", "wohnen"),
    ("ausländ|schutzsuchend|wahl", "teilhabe"),
)
"""Words of a label or title -> theme, the first that fits; none: Bevölkerung."""
LONGEST_SHORT = 40
SAYS_SOMETHING = 12
"""Letters; „insgesamt“ alone says nothing."""
_SAME_SERIES = {"genesis_flat_new": "[genesis_flat_new, genesis_flat_old]",
                "genesis_flat_old": "[genesis_flat_new, genesis_flat_old]"}  # fmt: skip
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")


def records_of(
    reading: Reading,
    named: Mapping[str, Described],
    key: str,
    *,
    file: str,
    title: str | None = None,
    division: str | None = None,
) -> dict[str, str]:
    """Path below `data/own` -> text of the source `key`, its mapping, and a measure and an indicator per series.

    `named`: name of the measure -> series. Complete as they stand; what the file does not say is marked.
    """
    publication = publication_of(reading)
    heading = one_line(title or reading.facts.get("title", "") or publication.title)
    years = [year for item in named.values() for year in item.years]
    edition = edition_of(reading) or f"{publication.title}, {_span((min(years), max(years)))}"
    source = _source(reading, publication, (heading, edition, file), division)
    return {
        f"sources/{key}.yaml": source,
        "measures.yaml": "".join(_measure(name, item) for name, item in named.items()),
        f"mappings/{key}.yaml": _mapping(reading, named, file),
        **{
            f"indicators/{name}.yaml": _indicator(name, item, publication, heading, _breaks(reading, item, division))
            for name, item in named.items()
        },
    }


def _source(reading: Reading, publication: Publication, words: tuple[str, str, str], division: str | None) -> str:
    heading, edition, file = words
    steps = _divisions(reading, publication, division)
    territory = reading.facts.get("territory", "") or (
        geography.division_title("district", next(iter(steps.values())))
        if len(steps) == 1
        else "Gebietsstand des jeweiligen Stichtags"
    )
    table = reading.facts.get("table", "")
    lines = [
        f"# Woher die Zahlen kommen, vorausgefüllt aus „{file}“. Bitte prüfen.",
        f"publisher: {_said(publication.publisher)}",
        f"title: {_said(heading)}",
        *([f"table: {_said(table)}"] if table else []),
        f"edition: {_said(edition)}",
        *([f"url: {_said(publication.url)}"] if publication.url else []),
        "# Welche es gibt, steht in indicators/catalogue/shared/licences.yaml.",
        f"licence: {publication.licence}",
        f"citation: {_said(citation_of(publication, reading))}",
        f"territory: {_said(territory)}",
        "# Was ein Zeichen statt einer Zahl bedeutet.",
        *_signs(reading, publication),
        "# exact: Summen stimmen genau; rounded, round5, round10: gerundet; not_additive: Summen nicht prüfen.",
        f"additivity: {publication.additivity}",
        "# true: ein Amt hat die Zahlen veröffentlicht, sie bleiben, wie sie sind; false: kleine Zahlen werden hier",
        "# geheim gehalten.",
        f"published: {'true' if publication.published else 'false'}",
        *([] if publication.published else ["threshold: 3"]),
        "# Ab welchem Jahr welcher Gebietsstand gilt.",
        "divisions:",
        *(f"  {first}: {_said(name)}" for first, name in steps.items()),
    ]
    return "\n".join(lines) + "\n"


def _signs(reading: Reading, publication: Publication) -> list[str]:
    """The legend of the publisher; a sign it does not list stands as a comment, because nobody should guess it."""
    listed = [f"  {_said(sign)}: {status}" for sign, status in publication.signs.items()]
    strange = [
        sign
        for sign in pc.unique(reading.rows["sign"].cast(pa.string())).drop_null().to_pylist()
        if sign not in publication.signs and sign not in "prse"
    ]
    asked = [
        f"  # {_said(one_line(sign, 20))}: unknown  # steht in der Datei; Bedeutung nachsehen, vorn # löschen"
        for sign in strange[:10]
    ]
    return ["signs:", *listed, *asked] if listed else ["signs: {}", *asked]


def _divisions(reading: Reading, publication: Publication, division: str | None) -> dict[int, str]:
    if division is not None:
        return {1990: division}
    stated = _DATE.search(reading.facts.get("territory", ""))
    if stated and (publication.one_territory or reading.format == "tls_report"):
        return {1990: _as_of(date(int(stated[3]), int(stated[2]), int(stated[1])))}
    return {1990: "2019" if _has_eisenach(reading) else "2021"} if publication.one_territory else AS_OF_EACH_YEAR


def _as_of(day: date) -> str:
    starts = {date(2019, 1, 1): "2019", date(2021, 7, 1): "2021", date(2023, 1, 1): "2023"}
    return next((key for start, key in reversed(starts.items()) if day >= start), "2014")


def _has_eisenach(reading: Reading) -> bool:
    rows = reading.rows
    return bool(pc.any(pc.and_(pc.equal(rows["area"].cast(pa.string()), "16056"), pc.is_valid(rows["value"]))).as_py())


def _mapping(reading: Reading, named: Mapping[str, Described], file: str) -> str:
    table = reading.facts.get("table", "")
    lines = [
        f"# Welche Reihe aus „{file}“ welche Größe speist. Was nicht gebraucht wird: hier die Zeile löschen, dazu",
        "# indicators/<Größe>.yaml und den Eintrag in measures.yaml.",
        f"format: {_SAME_SERIES.get(reading.format, reading.format)}",
        *([f"table: {_said(table)}"] if table else []),
        "series:",
    ]
    for name, item in named.items():
        lines += [f"  # {_about(item)}", f"  {_said(item.series)}: {name}"]
    return "\n".join(lines) + "\n"


def _about(item: Described) -> str:
    unit = f" ({item.printed_unit})" if item.printed_unit else ""
    return f"{item.label}{unit}, {_span(item.years)}"


def _span(years: tuple[int, int]) -> str:
    first, last = years
    return str(first) if first == last else f"{first} bis {last}"


def _measure(name: str, item: Described) -> str:
    said = f"in der Datei: {item.printed_unit}" if item.printed_unit else "die Datei nennt keine; bitte prüfen"
    lines = [
        f"{name}:",
        f"  label: {_said(item.label)}",
        f"  unit: {item.unit}  # {said}",
        f"  kind: {item.kind}  # count: darf über Gebiete addiert werden; given: bleibt wie geliefert",
        f"  reference: {_said(item.reference)}",
        *(["  range: [-.inf, .inf]  # Werte unter 0 oder über 100 % kommen vor"] if item.beyond else []),
    ]
    return "\n".join(lines) + "\n"


def _breaks(reading: Reading, item: Described, division: str | None) -> tuple[str, ...]:
    steps = _divisions(reading, publication_of(reading), division)
    return BREAKS[item.kind] if len(steps) > 1 else ()


def _indicator(name: str, item: Described, publication: Publication, heading: str, breaks: tuple[str, ...]) -> str:
    unknown = "Anzahl" if item.kind == "count" else "Wert"
    words = item.printed_unit or {"percent": "%", "count": unknown}.get(item.unit, item.unit)
    lines = [
        "# Was in Menü, Karte und Steckbrief steht; vorausgefüllt, bitte prüfen.",
        f"title: {_said(item.label)}",
        f"short_title: {_said(_short(item.label))}",
        f"theme: {_theme(f'{item.label} {heading}')}",
        "departments: [sozialplanung]",
        f"definition: {_said(f'{item.label}. {TO_DO}: was genau gezählt wird, an welchem Tag, bei wem.')}",
        f"definition_source: {_said(f'{publication.publisher}, {heading}')}",
        f"kind: {item.kind}",
        "given:",
        f"  - {{measure: {name}}}",
        f"unit: {item.unit}",
        f"unit_text: {_said(words)}",
        f"decimals: {item.decimals}",
        "# lower_is_better, higher_is_better oder no_judgement (ohne Wertung)",
        "direction: no_judgement",
        f"levels: [{', '.join(item.levels)}]",
        f"reference: {_said(item.reference)}",
        *([f"breaks: [{', '.join(breaks)}]"] if breaks else []),
        f"reading: {_said(f'{TO_DO}: was der Wert sagt und was nicht.')}",
    ]
    return "\n".join(lines) + "\n"


def distinct_words(label: str) -> str:
    """The end of a label, which tells the series of one table apart, where it says something by itself."""
    end = label.rpartition(": ")[2]
    return end if len(end) >= SAYS_SOMETHING else label


def _short(label: str) -> str:
    words = distinct_words(label)
    return words if len(words) <= LONGEST_SHORT else f"{words[: LONGEST_SHORT - 1].rstrip()}…"


def _theme(words: str) -> str:
    return next((theme for pattern, theme in THEMES if re.search(pattern, words, re.IGNORECASE)), "bevoelkerung")


def _said(words: str) -> str:
    """A text as YAML writes it: a JSON string is one, once nothing in it is invisible."""
    plain = json.dumps(words, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in plain)
