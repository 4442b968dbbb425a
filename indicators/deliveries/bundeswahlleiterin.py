"""Structural data of the Federal Returning Officer: `#` lines, a line of numbers, the head, an unnamed last column.

A row is a constituency or a district; `Land insgesamt` is the state. Heads carry their own date („Bevölkerung am
31.12.2023 - Insgesamt (in 1000)“): it becomes the period, and the series is the head without it, so that it stays the
same from one election to the next. `facts["table"]` is the election (`Europawahl 2024`).
"""

from __future__ import annotations

import re
from typing import Any

from indicators.deliveries import delimited, naming, text
from indicators.deliveries.delimited import Row
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.reading import Reading, Series, table_of

FORMAT = "bundeswahlleiterin"
TITLE = "Strukturdaten der Bundeswahlleiterin (CSV)"

OWNER = "Die Bundeswahlleiterin"
STATE_NAME, COUNTRY_NAMES = "Thüringen", ("Deutschland", "Bundesgebiet", "Insgesamt")
TOTALS = ("Land insgesamt", "Insgesamt", "Bundesgebiet", "Deutschland", "Thüringen")
FOOTNOTES = ("", "Fußnoten")
KEYS = 3  # columns before the figures: Land, number, name

_MONTHS = {
    name: number
    for number, name in enumerate(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(), 1
    )
}
_MONTH = re.compile(rf"\s*\b({'|'.join(_MONTHS)})\s+((?:19|20)\d{{2}})\b")
_DAY = re.compile(r"\s*\bam\s+(\d{1,2}\.\d{1,2}\.(?:19|20)\d{2})")
_YEAR = re.compile(r"\s*\b((?:19|20)\d{2})\b")
_UNIT = re.compile(r"\(([^()]*)\)$")
_ELECTION = re.compile(r"(Bundestagswahl|Europawahl)\D*(?:\d{1,2}\.\d{1,2}\.)?(20\d{2})")


def recognises(file: Delivered) -> bool:
    """Whether the first lines are comments that name the Federal Returning Officer and structural data."""
    if file.kind != "text":
        return False
    start = file.head[:4096].decode("utf-8-sig", errors="replace")
    return start.startswith("#") and OWNER in start and "Strukturdaten" in start


def read(file: Delivered) -> Reading:
    """The rows of Thuringia and Germany. Raises FileRefused where the head is missing or a row does not fit it."""
    shape = text.text_of(file)
    rows = delimited.rows_of(file, shape)
    comments = [cells[0].lstrip("# ") for _, cells in rows if cells[0].startswith("#")]
    body = [row for row in rows if not row[1][0].startswith(("#", "Spalten-Nr."))]
    if not body or body[0][1][0] != "Land" or len(body[0][1]) <= KEYS or not recognises(file):
        raise FileRefused(f"„{file.name}“ hat nicht den Kopf der Strukturdaten (Land; Nummer; Name; …).")
    head = body[0][1]
    delimited.check_width(file, body[1:], len(head))
    findings: list[Finding] = []
    columns, series = _columns(file, head, findings)
    places = [(row, _place(head, row, findings)) for row in body[1:]]
    kept = [(row, place) for row, place in places if place is not None]
    if not kept:
        raise FileRefused(f"„{file.name}“ enthält keine Zeile für Thüringen.")
    figures = _figures(file, kept, columns, findings)
    for (line, cells), _ in kept:
        for number, name in enumerate(head):
            if name in FOOTNOTES and cells[number]:
                findings.append(Finding("notice", f"Fußnote: {cells[number]}", row=line))
    facts = shape.facts | {"read": str(len(places)), "dropped": str(len(places) - len(kept))}
    facts["comments"] = "\n".join(comment for comment in comments if comment)
    if election := _ELECTION.search(" ".join(comments)):
        facts["table"] = f"{election[1]} {election[2]}"
    return Reading(FORMAT, TITLE, table_of(figures), series, tuple(findings), facts)


def _columns(
    file: Delivered, head: list[str], findings: list[Finding]
) -> tuple[dict[int, tuple[str, str]], dict[str, Series]]:
    """Column -> series and period; series -> label. Columns without a date are left out and said so."""
    columns: dict[int, tuple[str, str]] = {}
    series: dict[str, Series] = {}
    for number in range(KEYS, len(head)):
        if head[number] in FOOTNOTES:
            continue
        name, period = undated(head[number])
        if period is None:
            text_ = f"„{name}“ nennt kein Jahr; die Spalte wird nicht übernommen."
            findings.append(Finding("warning", text_, column=str(number - KEYS + 1)))
            continue
        if name in series:
            raise FileRefused(f"„{file.name}“: Der Kopf „{name}“ kommt mehrfach vor.")
        unit = _UNIT.search(name)
        series[name] = Series(name, unit[1] if unit else "")
        columns[number] = (name, period)
    return columns, series


def undated(head: str) -> tuple[str, str | None]:
    """A head without its date, and the date as a period: a day, a month (`2024-08`) or a year."""
    if found := _DAY.search(head):
        period = text.period_of(found[1])
    elif found := _MONTH.search(head):
        period = f"{found[2]}-{_MONTHS[found[1]]:02}"
    elif found := _YEAR.search(head):
        period = found[1]
    else:
        return " ".join(head.split()), None
    return " ".join((head[: found.start()] + head[found.end() :]).split()), period


def _place(head: list[str], row: Row, findings: list[Finding]) -> naming.Match | None:
    """The area of a row; None for other states. Constituencies are areas of level `other` under their number."""
    line, (land, number, name, *_) = row
    if land in COUNTRY_NAMES:
        return naming.Match(name, "country", naming.COUNTRY)
    if land != STATE_NAME:
        return None
    if name in TOTALS:
        return naming.Match(name, "state", naming.STATE)
    if "Wahlkreis" in head[1]:
        return naming.Match(name, "other", number)
    match = naming.matched(f"{number} {name}" if re.fullmatch(r"16\d{3}", number) else name, "district")
    if match.key is None:
        findings.append(
            Finding("warning", f"{match.reason} Die Zeile wird nicht übernommen.", row=line, column=head[2])
        )
        return None
    return match


def _figures(
    file: Delivered, kept: list[tuple[Row, naming.Match]], columns: dict[int, tuple[str, str]], findings: list[Finding]
) -> list[dict[str, Any]]:
    decimal = delimited.decimal_sign(file, (cells[number] for (_, cells), _ in kept for number in columns), usual=",")
    figures = []
    for (line, cells), place in kept:
        for number, (series, period) in columns.items():
            if not cells[number]:
                continue
            value, sign = delimited.figure(cells[number], decimal)
            figures.append(
                {
                    "area": place.key, "level": place.level, "name": place.name, "period": period,
                    "year": text.year_of(period), "series": series, "value": value, "sign": sign,
                    "row": line, "column": str(number - KEYS + 1),
                }
            )  # fmt: skip
    if any(place.level == "other" for _, place in kept):
        text_ = "Die Datei ist nach Wahlkreisen gegliedert; für die Kreise enthält sie keine Werte."
        findings.append(Finding("notice", text_))
    return figures
