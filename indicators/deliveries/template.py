"""A table to fill in, and the four records that tell the catalogue about an own series, ready to be edited."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from geo import areas, delivered
from indicators.deliveries import template_ods
from indicators.deliveries.naming import folded
from indicators.refusal import Refused

Kind = Literal["csv", "xlsx", "ods"]
COLUMNS = ("Gebietsschlüssel", "Gebiet", "Ebene", "Jahr", "Indikator", "Wert", "Zeichen", "Einheit")
LEVEL_WORDS = {"district": "Kreis", "municipality": "Gemeinde", "planning_area": "Planungsraum"}
EXPLAINED = (
    ("Gebietsschlüssel", "Amtlicher Schlüssel als Text (16051, 16051000) oder der eigene Schlüssel des Planungsraums."),
    ("Gebiet", "Name des Gebiets; zum Prüfen, der Schlüssel entscheidet."),
    ("Ebene", "Kreis, Gemeinde oder Planungsraum."),
    ("Jahr", "Jahr oder Stichtag: 2024 oder 31.12.2024. Für weitere Jahre die Zeilen kopieren."),
    ("Indikator", "Was gezählt wird; der Name steht auch in der Zuordnung (mappings)."),
    ("Wert", "Die Zahl, am besten ohne Tausenderpunkte: 1234 oder 12,5. Keine Formeln."),
    ("Zeichen", "Statt einer Zahl, siehe unten. Eine unbekannte Zahl ist nie 0."),
    ("Einheit", "Zum Beispiel Personen oder %."),
)
"""Column -> what belongs in it."""
SIGNS = {
    "-": ("zero", "genau null, wenn eine zugehörige Zahl daneben steht; sicherer ist 0"),
    ".": ("unknown", "unbekannt oder geheim"),
    "*": ("secret", "geheim gehalten"),
    ":": ("no_record", "kein Nachweis vorhanden"),
    "...": ("later", "liegt später vor"),
    "/": ("unreliable", "zu unsicher"),
    "()": ("limited", "Aussagewert eingeschränkt"),
    "x": ("not_applicable", "Angabe nicht sinnvoll"),
}
"""Sign -> status and what it means."""
AS_OF_EACH_YEAR = {1990: "2014", 2019: "2019", 2021: "2021", 2023: "2023"}
"""First year -> division of figures that stand on the territory of their year."""
ONLY_AGGREGATED = "Nur zusammengefasste Zahlen: keine Namen, Geburtsdaten, Anschriften oder Aktenzeichen."
_UNIT = re.compile(r"\bin\s*(?:%|Prozent\b)|\bin v\. ?H\.", re.IGNORECASE)
"""What of a title leaves a lonely „in“ behind in a key."""


class TemplateRefused(Refused):
    """No template can be written; the message is a German sentence."""


def template(kind: Kind, level: str, *, title: str = "Mein Indikator", year: int | None = None) -> bytes:
    """A table with one row per area of the level, values left open. Raises TemplateRefused for an unknown level."""
    rows: list[tuple[object, ...]] = [
        (key, name, LEVEL_WORDS[level], year or datetime.now(UTC).year - 1, title, None, None, "Personen")
        for key, name in _areas(level)
    ]
    if kind == "ods":
        return template_ods.book({"Daten": [COLUMNS, *rows], "Erklärung": _explanation()})
    if kind == "csv":
        return _csv(rows)
    from indicators.deliveries import template_xlsx  # loads openpyxl, which only this needs

    return template_xlsx.book(COLUMNS, rows, _explanation())


def _areas(level: str) -> list[tuple[str, str]]:
    """Key and name of the areas to fill in; invented ones where no planning areas were handed in yet."""
    if level not in LEVEL_WORDS:
        raise TemplateRefused(f"Für die Ebene „{level[:40]}“ gibt es keine Vorlage; möglich: {', '.join(LEVEL_WORDS)}.")
    if level == "planning_area" and not delivered.of_level(level):
        return [(f"P{number:02}", f"Planungsraum {number}") for number in range(1, 6)]
    return [(area.key, area.name) for area in areas.areas(level, newest_division(level))]


def newest_division(level: str) -> str:
    """The newest division of a level that was handed in, else the one that is shipped; empty where there is none."""
    newest = delivered.of_level(level)
    return newest[-1].division if newest else {"district": "2021", "municipality": "2014"}.get(level, "")


def _csv(rows: list[tuple[object, ...]]) -> bytes:
    """As Excel in German opens it; the explanation stands below the table, where the reader takes it for a footnote."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    out.write("\r\n")
    for column, text in EXPLAINED:
        writer.writerow([f"Hinweis zu {column}: {text}"])
    for sign, (_, text) in SIGNS.items():
        writer.writerow([f"Hinweis zum Zeichen {sign} : {text}"])
    writer.writerow([f"Hinweis: {ONLY_AGGREGATED}"])
    return out.getvalue().encode("utf-8-sig")


def _explanation() -> list[tuple[str, str]]:
    """The second sheet: what belongs in the columns, what a sign means."""
    lines = [("Spalte", "Was hinein gehört"), *EXPLAINED, ("", ""), ("Zeichen", "Bedeutung")]
    lines += [(sign, text) for sign, (_, text) in SIGNS.items()]
    return [*lines, ("", ""), ("Datenschutz", ONLY_AGGREGATED)]


def identity_of(title: str) -> str:
    """A key for records from a title: „Kinder in Kita (Plätze)“ -> `kinder_in_kita_plaetze`; without „in %“.

    Raises TemplateRefused.
    """
    words = re.split(r"[\W_]+", _UNIT.sub(" ", title))
    key = "_".join(filter(None, map(folded, words)))[:60].rstrip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
        raise TemplateRefused(f"„{title[:40]}“ eignet sich nicht als Name; er braucht einen Buchstaben am Anfang.")
    return key


def own_records(title: str, level: str, *, division: str | None = None) -> dict[str, str]:
    """Path below `data/own` -> text of source, mapping, measure and indicator of an own series of counts.

    They are complete as they stand; what only the owner knows is marked `Bitte ergänzen`. Raises TemplateRefused.
    """
    if level not in LEVEL_WORDS:
        raise TemplateRefused(f"Für die Ebene „{level[:40]}“ gibt es keine Vorlage; möglich: {', '.join(LEVEL_WORDS)}.")
    key = identity_of(title)
    said = json.dumps(title, ensure_ascii=False)  # a JSON string is a YAML string
    return {
        f"sources/{key}.yaml": _SOURCE.format(
            title=said,
            citation=json.dumps(f"Eigene Erhebung: {title}", ensure_ascii=False),
            signs="\n".join(f"  {json.dumps(sign)}: {status}  # {text}" for sign, (status, text) in SIGNS.items()),
            divisions=_divisions(level, division),
        ),
        f"mappings/{key}.yaml": _MAPPING.format(title=said, key=key),
        "measures.yaml": _MEASURE.format(title=said, key=key),
        f"indicators/{key}.yaml": _INDICATOR.format(title=said, key=key, level=level),
    }


def _divisions(level: str, division: str | None) -> str:
    """Lines `first year: division`: as of each year for districts, the newest set for what was handed in."""
    if division is None and level != "district":
        division = newest_division(level) or "planung-eigene"
    steps = AS_OF_EACH_YEAR if division is None else {1990: division}
    return "\n".join(f"  {first}: {json.dumps(key)}" for first, key in steps.items())


def command(folder: Path, name: str, level: str, kinds: Sequence[Kind] = ("csv", "xlsx")) -> tuple[Path, ...]:
    """Write the table and the records of a series called `name` into `folder`; nothing is overwritten.

    The records lie as in `data/own`; a new measure is added below those already in `measures.yaml`. Returns the files
    written. Raises TemplateRefused.
    """
    key = identity_of(name)
    files = {path: text.encode("utf-8") for path, text in own_records(name, level).items()}
    files |= {f"{key}.{kind}": template(kind, level, title=name) for kind in kinds}
    return write(folder, files)


def write(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into `folder`; only `measures.yaml` may be there already and grows. All are written or none.

    Raises TemplateRefused.
    """
    measures = folder / "measures.yaml"
    before = measures.read_bytes() if measures.exists() else b""
    written = {folder / path: content for path, content in files.items()}
    if there := [path for path in written if path.exists() and path != measures]:
        raise TemplateRefused(
            f"„{there[0].relative_to(folder).as_posix()}“ gibt es schon und wird nicht überschrieben. "
            "Bitte einen anderen Namen wählen."
        )
    if twice := sorted(_keys(before) & _keys(files.get("measures.yaml", b""))):
        raise TemplateRefused(
            f"In measures.yaml steht schon eine Größe „{twice[0]}“. Bitte einen anderen Namen wählen."
        )
    if before:
        written[measures] = before.rstrip() + b"\n\n" + written[measures]
    done: list[Path] = []
    try:
        for path, content in written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            done.append(path)
            path.write_bytes(content)
    except OSError:
        for path in done:
            path.unlink(missing_ok=True)
        if before:
            measures.write_bytes(before)
        raise TemplateRefused(f"In den Ordner „{folder}“ lässt sich nicht schreiben.") from None
    return tuple(written)


def _keys(text: bytes) -> set[str]:
    """The measures written in a file, without reading the rest of it."""
    return set(re.findall(r"(?m)^([a-z][a-z0-9_]*):", text.decode("utf-8", errors="replace")))


_SOURCE = """\
# Woher die Zahlen kommen. Bitte ergänzen, was in Anführungszeichen steht.
publisher: "Bitte ergänzen: Amt oder Statistikstelle"
title: {title}
edition: "Bitte ergänzen: Stand der Daten"
# own_unpublished: eigene Zahlen, nicht veröffentlicht. Andere stehen in indicators/catalogue/shared/licences.yaml.
licence: own_unpublished
citation: {citation}
territory: "Gebietsstand des jeweiligen Stichtags"
# Was ein Zeichen statt einer Zahl bedeutet.
signs:
{signs}
# exact: Summen stimmen genau; rounded, round5, round10: gerundet; not_additive: Summen nicht prüfen.
additivity: exact
# Eigene Zahlen hat niemand vorher geprüft: Kleine Zahlen werden hier geheim gehalten. threshold lässt sich nur anheben.
published: false
threshold: 3
# Ab welchem Jahr welcher Gebietsstand gilt; bei Planungsräumen planung- und der Name aus „python -m geo add-areas“.
divisions:
{divisions}
"""

_MAPPING = """\
# Welche Reihe der Tabelle (Spalte Indikator) welche Größe speist.
format: plain_table
series:
  {title}: {key}
"""

_MEASURE = """\
{key}:
  label: {title}
  unit: persons
  # count: darf über Gebiete addiert werden; given: Quote, Mittelwert oder Median, bleibt wie geliefert.
  kind: count
  reference: "31.12.{{year}}"
  # Teilt sich die Größe auf, hier alle Teile nennen; das prüft die Summen und schützt kleine Zahlen:
  # splits: [[faelle_frauen, faelle_maenner]]
"""

_INDICATOR = """\
# Was in Menü, Karte und Steckbrief steht.
title: {title}
short_title: {title}
theme: bevoelkerung
departments: [sozialplanung]
definition: "Bitte ergänzen: was genau gezählt wird, an welchem Tag, bei wem."
definition_source: "eigene Erhebung"
kind: count
given:
  - {{measure: {key}}}
unit: persons
unit_text: Personen
decimals: 0
# lower_is_better, higher_is_better oder no_judgement (ohne Wertung)
direction: no_judgement
levels: [{level}]
reference: "31.12.{{year}}"
reading: "Bitte ergänzen: was der Wert sagt und was nicht."
"""
