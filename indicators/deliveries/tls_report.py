"""Statistical reports of the Thuringian statistical office as workbooks (xls, xlsx).

Names without keys, numbers with footnotes as text, zeros shown as `-` by number format only, heads over several lines,
sub-totals between the districts. A series is the sheet and the head: `Tab1.2|Pflegebedürftige|insgesamt`. Tables that
list neither districts nor years are left out and said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from indicators.deliveries import heads, naming, tls_tables
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.text import year_of
from indicators.deliveries.tls_tables import Figure, Table, figure_of
from indicators.deliveries.workbooks import Sheet, letters, sheets, sheets_or_none, shown

FORMAT = "tls_report"
TITLE = "Statistischer Bericht des Thüringer Landesamts für Statistik (Arbeitsmappe)"

OWNER = "Thüringer Landesamt für Statistik"
MOST_COMPLAINTS = 20


def recognises(file: Delivered) -> bool:
    """Whether a workbook names the office and has a table of districts or years."""
    if file.kind not in ("xls", "zip"):
        return False
    found = sheets_or_none(file)
    named = any(OWNER in shown(cell) for sheet in found for row in sheet.cells for cell in row if isinstance(cell, str))
    return named and any(True for sheet in found for _ in tls_tables.tables_of(sheet))


def read(file: Delivered) -> Reading:
    """All tables of districts and of years. Raises FileRefused where there is none."""
    opened = sheets(file)
    report = _Report()
    for sheet in opened:
        report.take(sheet)
    if not report.rows:
        raise FileRefused(
            f"„{file.name}“ enthält keine Tabelle mit Kreisen oder Jahren, wie sie das "
            "Thüringer Landesamt für Statistik veröffentlicht."
        )
    return report.reading(opened)


class _Report:
    """What has been read so far."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.series: dict[str, Series] = {}
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.notes: dict[str, None] = {}
        self.sheets: list[str] = []
        self.seen: set[tuple[str, str, str]] = set()
        self.noted: dict[tuple[str, str], tuple[int, int]] = {}
        """Sheet and footnote -> its place among the findings and at how many figures it stands."""

    def take(self, sheet: Sheet) -> None:
        """The tables of a sheet; a sheet of figures without any is mentioned."""
        tables = list(tls_tables.tables_of(sheet))
        if not tables:
            if _has_figures(sheet):
                text = "Das Blatt listet weder Kreise noch Jahre; es wird nicht übernommen."
                self.findings.append(Finding("notice", text, sheet=sheet.name))
            return
        self.sheets.append(sheet.name)
        notes = tls_tables.notes_of(sheet)
        self.notes |= dict.fromkeys(f"{sheet.name}: {number}) {note}" for number, note in notes.items())
        for table in tables:
            if table.missing_period:
                text = "Für einige Spalten ist kein Jahr oder Stichtag genannt; sie werden nicht übernommen."
                self.findings.append(Finding("warning", text, row=table.head + 1, sheet=sheet.name))
            for row, place, above in _area_rows(table, self) if table.areas else _year_rows(table):
                self._add(table, row, place, above, notes)

    def _add(self, table: Table, row: int, place: naming.Match, above: str, notes: dict[str, str]) -> None:
        title = " ".join(table.titles)
        for column, (head, period) in table.columns.items():
            figure = figure_of(table.sheet.cell(row, column))
            if figure is None:
                continue
            label = heads.BETWEEN.join(part for part in (above, head) if part)
            series = self._distinct(f"{table.sheet.name}{heads.BETWEEN}{label}", str(place.key), period)
            self.series.setdefault(
                series, Series(f"{title}: {label.replace(heads.BETWEEN, ' – ')}" if title else label)
            )
            self._note(table, row, column, figure, notes)
            self.rows.append(
                {
                    "area": place.key, "level": place.level, "name": place.name, "period": period,
                    "year": year_of(period), "series": series, "value": figure.value, "sign": figure.sign,
                    "quality": figure.quality, "row": row + 1, "column": letters(column),
                }
            )  # fmt: skip

    def _distinct(self, series: str, area: str, period: str) -> str:
        """The series, numbered where the same head comes back for the same area and period."""
        name, times = series, 1
        while (name, area, period) in self.seen:
            times += 1
            name = f"{series} ({times})"
        self.seen.add((name, area, period))
        return name

    def _note(self, table: Table, row: int, column: int, figure: Figure, notes: dict[str, str]) -> None:
        """A footnote at a figure; the same one at many figures of a sheet is said once, at the first."""
        for number in figure.notes:
            text = f"Zahl mit Fußnote {number}: {notes.get(number, 'ohne Text in der Datei')}"
            first = Finding("notice", text, row + 1, letters(column), sign=f"{number})", sheet=table.sheet.name)
            place, met = self.noted.get((table.sheet.name, text), (len(self.findings), 0))
            self.noted[table.sheet.name, text] = place, met + 1
            if not met:
                self.findings.append(first)
            else:
                told = f"{text} (so bei {met + 1} Zahlen)"
                self.findings[place] = replace(self.findings[place], text=told)

    def reading(self, opened: tuple[Sheet, ...]) -> Reading:
        """Everything as one Reading, with the territorial status the file itself names."""
        facts = {"sheets": ", ".join(self.sheets), **{key: str(count) for key, count in sorted(self.counts.items())}}
        words = [shown(cell) for sheet in opened for row in sheet.cells for cell in row if isinstance(cell, str)]
        territory = next((found for text in words if (found := tls_tables.TERRITORY.search(text))), None)
        with_eisenach = any(row["area"] == "16056" for row in self.rows)
        if territory:
            facts["territory"] = territory[1].strip(" .")
        else:
            state = "mit Eisenach als kreisfreier Stadt (bis 30.06.2021)" if with_eisenach else "ohne Eisenach"
            text = f"Die Datei nennt keinen Gebietsstand; nach der Liste der Kreise: {state}."
            self.findings.append(Finding("notice", text))
        if self.notes:
            facts["footnotes"] = "\n".join(self.notes)
        return Reading(FORMAT, TITLE, table_of(self.rows), self.series, tuple(self.findings), facts)


def _has_figures(sheet: Sheet) -> bool:
    return sum(isinstance(cell, (int, float)) for row in sheet.cells for cell in row[1:]) > 20


def _area_rows(table: Table, report: _Report) -> Iterator[tuple[int, naming.Match, str]]:
    """Row, area and, where areas come several times, the name of the block („männlich“)."""
    keys = [match.key for match in table.areas.values()]
    in_blocks = len(set(keys)) < len(keys)
    last = max(table.areas)
    block, complaints = "", Counter[bool]()
    for row in range(table.first, table.end):
        place = table.areas.get(row)
        if place is not None:
            yield row, place, block if in_blocks else ""
            continue
        printed = table.sheet.shown(row, table.label)
        has_figures = any(figure_of(table.sheet.cell(row, column)) for column in table.columns)
        if not has_figures:
            names = [shown(cell) for cell in table.sheet.cells[row] if shown(cell)]
            block = names[0] if names else block
        elif naming.is_subtotal(printed):
            report.counts["subtotals"] += 1
        else:
            complaints[row < last] += 1
            _complain(table, row, printed, row < last, complaints[row < last], report)


def _complain(table: Table, row: int, printed: str, among_areas: bool, complaints: int, report: _Report) -> None:
    report.counts["dropped"] += 1
    if complaints > (MOST_COMPLAINTS if among_areas else 1):
        return
    if among_areas:
        reason = naming.matched(printed, "district").reason
        finding = Finding("warning", f"{reason} Die Zeile wird nicht übernommen.", row + 1, sheet=table.sheet.name)
    else:
        text = "Unter den Kreisen stehen weitere Zeilen nach Merkmalen; sie werden nicht übernommen."
        finding = Finding("notice", text, row + 1, sheet=table.sheet.name)
    report.findings.append(finding)


def _year_rows(table: Table) -> Iterator[tuple[int, naming.Match, str]]:
    """Row, Thuringia, and the indented labels above and in the row as one text."""
    state = naming.matched("Thüringen")
    first_figures = min(table.columns)
    path: dict[int, tuple[str, bool]] = {}  # column -> label, whether its row had figures
    for row in range(table.first, table.end):
        column = next((c for c in range(first_figures) if table.sheet.shown(row, c)), None)
        if column is None:
            continue
        words = heads.words(table.sheet.cell(row, column))
        has_figures = any(figure_of(table.sheet.cell(row, c)) for c in table.columns)
        if words.casefold() in heads.CONNECTING:
            continue
        path = {c: entry for c, entry in path.items() if c < column}
        path[column] = (words, has_figures)
        if has_figures:
            yield row, state, _joined(path)


def _joined(path: dict[int, tuple[str, bool]]) -> str:
    """Labels of a path; a label without figures of its own goes on in the next one („Alltags-“, „kompetenz“)."""
    parts: list[str] = []
    goes_on = False
    for _, (words, has_figures) in sorted(path.items()):
        if goes_on:
            parts[-1] = heads.joined(parts[-1], words)
        else:
            parts.append(words)
        goes_on = not has_figures
    return heads.BETWEEN.join(parts)
