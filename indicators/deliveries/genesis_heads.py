"""The column heads of a GENESIS table: which columns hold time, area and labels, and what the others count."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.text import clean, period_of

_UNIT = re.compile(
    r"(?:Tsd\.|Tausend|Mill?\.|Mio\.|Mrd\.|1 ?000) ?(?:EUR|Euro|€|Personen|t|qm|ha)?"
    r"|(?:Anzahl|Prozent|%|Promille|EUR|Euro|€|Personen|Jahre?|Tage?|Stunden|ha|a|qm|m2|m²|qkm|km2|km²|t|km|je .+"
    r"|(?:EUR|Euro)/\w+|\d{4}=100)(?: \(.*\))?"
)
_DAY = re.compile(r"\b(\d{2}\.\d{2}\.\d{4})\b")


@dataclass(frozen=True)
class Head:
    """A column of values."""

    place: int
    texts: tuple[str, ...]
    unit: str
    period: str | None
    series: str


@dataclass(frozen=True)
class Heads:
    """All columns; `time` and `labels` are columns left of the values."""

    width: int
    time: int | None
    labels: tuple[int, ...]
    columns: tuple[Head, ...]
    findings: tuple[Finding, ...]


def heads_of(name: str, above: list[tuple[int, list[str]]], first: list[str], code: int) -> Heads:
    """The heads, from the lines above the figures and the first line of figures. Raises FileRefused.

    Rows of heads lie right above the figures and are empty where the figures have time, area and labels.
    """
    rows: list[list[str]] = []
    for _, row in reversed(above):
        if row[0].strip():
            break
        rows.insert(0, [clean(cell) for cell in row])
    if not rows:
        raise FileRefused(f"In „{name}“ fehlen über den Werten die Spaltenköpfe.")
    left = max(min(_left(row) for row in rows), code + 2)
    width = max(place for row in rows for place, cell in enumerate(row) if cell) + 1
    if width <= left:
        raise FileRefused(f"„{name}“ hat über den Werten keine Spaltenköpfe.")
    rows = [row + [""] * (width - len(row)) for row in rows]
    beside = [place for place in range(left) if place not in (code, code + 1)]
    time = next((place for place in beside if place < len(first) and period_of(first[place])), None)
    titles = [clean(row[0]) for _, row in above if row[0].strip()]
    units = _unit_row(rows, left)
    periods = _period_row(rows, left)
    kept = [row for row in rows if row is not units and row is not periods]
    only = _only_day(titles)
    if time is None and periods is None and only is None:
        raise FileRefused(f"„{name}“ nennt weder in den Zeilen noch in den Köpfen eine Zeit.")
    everywhere = next((found for title in reversed(titles) if (found := _unit_of_title(title))), "")
    columns = []
    for place in range(left, width):
        texts = tuple(row[place] for row in kept if row[place])
        unit = units[place] if units else everywhere
        period = periods[place] if periods else only
        columns.append(Head(place, texts, unit, period, "|".join(texts) or titles[-1]))
    told, findings = _told_apart(columns)
    return Heads(width, time, tuple(place for place in beside if place != time), told, findings)


def _left(row: list[str]) -> int:
    """How many cells a row of heads leaves empty on the left."""
    return next((place for place, cell in enumerate(row) if cell), len(row))


def _unit_row(rows: list[list[str]], left: int) -> list[str] | None:
    """The row that holds nothing but units, if any."""
    for row in reversed(rows):
        cells = [cell for cell in row[left:] if cell]
        if cells and all(_UNIT.fullmatch(cell) for cell in cells):
            return row
    return None


def _period_row(rows: list[list[str]], left: int) -> list[str] | None:
    """The row that holds nothing but days or years, if any."""
    for row in rows:
        cells = [cell for cell in row[left:] if cell]
        if cells and all(period_of(cell) for cell in cells):
            return row
    return None


def _only_day(titles: list[str]) -> str | None:
    """The one day the head block names; None where it names none or several."""
    days = {day for title in titles if "Gebietsstand" not in title for day in _DAY.findall(title)}
    return days.pop() if len(days) == 1 else None


def _unit_of_title(title: str) -> str:
    """`Anzahl` of `Bevölkerungsstand (Anzahl)`."""
    found = re.search(r"\(([^()]+)\)$", title)
    return found[1] if found and _UNIT.fullmatch(found[1]) else ""


def _told_apart(columns: list[Head]) -> tuple[tuple[Head, ...], tuple[Finding, ...]]:
    """Columns of the same head and time get their unit, or where that is the same too a number."""
    findings = []
    for names in (lambda head: f"{head.series}@{head.unit}", None):
        several = Counter((head.series, head.period) for head in columns)
        seen: Counter[str] = Counter()
        for number, head in enumerate(columns):
            if several[head.series, head.period] < 2:
                continue
            if names is not None:
                columns[number] = replace(head, series=names(head))
                continue
            seen[head.series] += 1
            if seen[head.series] > 1:
                columns[number] = replace(head, series=f"{head.series}#{seen[head.series]}")
                text = f"Der Spaltenkopf „{head.series}“ steht mehrmals da; die Spalten werden gezählt (#2 …)."
                findings.append(Finding("warning", text, column=head.series))
    return tuple(columns), tuple(findings)
