"""One sheet of a table of one's own, row by row: what is a figure, what is a remark, what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indicators.deliveries.last_line import is_footnote
from indicators.deliveries.plain_cells import (
    Number,
    Place,
    common_level,
    decimal_signs,
    is_in_table,
    is_number,
    key_text,
    level_of,
    number_of,
    place_of,
    threat_in,
)
from indicators.deliveries.plain_columns import Layout, ValueColumn, heading_of
from indicators.deliveries.plain_grid import Cell, Grid, cell_at
from indicators.deliveries.plain_rows import Collected, Remarks
from indicators.deliveries.plain_years import period_of, which_year, why_no_period
from indicators.deliveries.text import ASKED, Ambiguous, year_of
from indicators.deliveries.workbooks import letters
from indicators.wording import first_of

WORDS = ("name", "series", "unit", "quality")
"""Columns of words; a formula in any other one is an error or an unknown key."""
FORMULA_HERE = (
    "Hier steht eine Formel. Formeln werden nie berechnet; bitte die Zahl selbst eintragen (Inhalte einfügen → Werte)."
)
NO_YEAR = (
    "Jahr oder Stichtag fehlt. "
    "Bitte eine Spalte „Jahr“ ergänzen oder das Jahr in Titelzeile oder Überschrift schreiben."
)
HALF_PERCENT = (
    "Ein Teil der Zahlen dieser Spalte steht in Prozentzellen, diese nicht. Bitte die ganze Spalte gleich formatieren."
)
PERCENT_CELLS = "Prozentzellen wurden in Prozent übernommen: 0,177 als 17,7."
FORMATS_UNKNOWN = (
    "Ob in dieser Arbeitsmappe (XLS) Zahlen als Prozent formatiert sind, ließ sich nicht lesen; dann wären sie "
    "hundertmal zu klein. Bitte prüfen oder als XLSX speichern."
)
MOST_UNREAD = 10
RESULT_READ = "Hier steht eine Formel; gelesen wird nur ihr gespeichertes Ergebnis."


@dataclass
class SheetReader:
    """One sheet on its way into the collected rows."""

    grid: Grid
    layout: Layout
    remarks: Remarks
    collected: Collected
    decimal: str | None = None
    """The decimal sign, where somebody has named it."""
    decimals: list[str | Ambiguous] = field(default_factory=list)
    percent_columns: frozenset[int] = frozenset()
    """Columns with a cell that a workbook shows as a percentage."""
    name_level: str = ""
    """The level of names that alone could be a district or a town."""

    def read(self) -> None:
        """All rows below the header."""
        layout = self.layout
        below = self.grid.rows[layout.first_row :]
        self._check_headings()
        if not self.grid.are_formats_known:
            self.remarks.warning(FORMATS_UNKNOWN, layout.header_row)
        self.percent_columns = frozenset(
            value.index
            for value in layout.values
            if any(self._is_percentage(number, cells, value) for number, cells in below)
        )
        usual = {"Wert": ",", "value": "."}[layout.headings[layout.values[0].index]] if layout.is_own_export else None
        columns = [[cell_at(cells, value.index) for _, cells in below] for value in layout.values]
        self.decimals = [self.decimal] * len(columns) if self.decimal else decimal_signs(columns, usual)
        for value, decimal in zip(layout.values, self.decimals, strict=True):
            if isinstance(decimal, Ambiguous):
                self._say_ambiguous(value, decimal)
        if "level" not in layout.roles:
            names = (heading_of(self._of(cells, "name") or self._of(cells, "key")) for _, cells in below)
            self.name_level = common_level(filter(None, names))
        for number, cells in below:
            self._row(number, cells)

    def _check_headings(self) -> None:
        layout = self.layout
        twice = [heading for heading in layout.repeated if self._is_read(heading)]
        if twice:
            self.remarks.error(
                f"Die Überschrift „{twice[0]}“ steht zweimal da; welche Spalte gilt? "
                "Bitte eine umbenennen oder löschen.",
                layout.header_row,
                sheet=self.grid.sheet,
            )
        if layout.two_years:
            self.remarks.error(which_year(layout.two_years), layout.header_row, sheet=self.grid.sheet)
        for column in self._unnamed():
            self.remarks.error(
                f"Spalte {letters(column)} hat Zahlen, aber keine Überschrift (verbundene Zelle?). "
                "Bitte jede Spalte benennen, z. B. „2023 männlich“.",
                layout.header_row,
                sheet=self.grid.sheet,
            )
        if layout.unread and not layout.is_own_export:
            what = "wird die Spalte" if len(layout.unread) == 1 else "werden die Spalten"
            named = first_of([f"„{heading}“" for heading in layout.unread], MOST_UNREAD)
            self.remarks.notice(f"Nicht gelesen {what} {named}.", layout.header_row, sheet=self.grid.sheet)

    def _names_area(self, cells: tuple[Cell, ...]) -> bool:
        return self._of(cells, "key") is not None or self._of(cells, "name") is not None

    def _unnamed(self) -> list[int]:
        """Columns of figures without a heading; left of the areas stand running numbers, which nobody misses."""
        areas = [self.layout.roles[role] for role in ("key", "name") if role in self.layout.roles]
        of_areas = [cells for _, cells in self.grid.rows[self.layout.first_row :] if self._names_area(cells)]
        headings = self.layout.headings
        bare = [column for column in range(min(areas), len(headings)) if not headings[column]]
        bare += range(len(headings), max(map(len, of_areas), default=0))
        return [column for column in bare if any(is_number(cell_at(cells, column)) for cells in of_areas)]

    def _is_read(self, heading: str) -> bool:
        read = {*self.layout.roles.values(), *(value.index for value in self.layout.values)}
        return any(self.layout.headings[index].casefold() == heading.casefold() for index in read)

    def _say_ambiguous(self, value: ValueColumn, question: Ambiguous) -> None:
        row = next(
            (number for number, cells in self.grid.rows if cell_at(cells, value.index) == question.example),
            self.layout.header_row,
        )
        self.remarks.error(
            f"{question} Eindeutig sind Zahlen ohne Tausenderzeichen, etwa 1234 oder 1,2.",
            row=row,
            column=value.heading,
            sheet=self.grid.sheet,
            asks=ASKED,
        )

    def _row(self, number: int, cells: tuple[Cell, ...]) -> None:
        layout = self.layout
        if tuple(map(heading_of, cells)) == layout.headings[: len(cells)] and len(cells) > 1:
            self.remarks.repair("Die Kopfzeile wiederholt sich; die Wiederholung wurde übergangen.", number)
            return
        filled = [value for value in layout.values if cell_at(cells, value.index) is not None]
        filled += [v for v in layout.values if (number, v.index) in self.grid.formulas and v not in filled]
        if not filled and self._of(cells, "sign") is None and not (layout.is_own_export and self._of(cells, "status")):
            self._without_numbers(cells)
            return
        cells = self._defused(number, cells)
        place = self._place(number, cells)
        if place is None:
            return
        for value in layout.values:
            self._figure(number, cells, place, value)

    def _defused(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row without formulas and script in columns of words, which are said; a series keeps its name."""
        found = list(cells)
        for role in WORDS:
            index = self.layout.roles.get(role)
            if index is None:
                continue
            said = threat_in(cell_at(cells, index))
            if said and role != "series":
                found[index] = None
            elif not said and (number, index) in self.grid.formulas:
                said = RESULT_READ
            if said:
                heading = self.layout.headings[index]
                self.remarks.notice(said, number, column=heading, sheet=self.grid.sheet)
        return tuple(found)

    def _without_numbers(self, cells: tuple[Cell, ...]) -> None:
        first = next((heading_of(cell) for cell in cells if cell is not None), "")
        if not self._names_area(cells) or is_footnote(first):
            self.collected.footnotes.append(" ".join(heading_of(cell) for cell in cells if cell is not None))
        else:
            self.collected.empty += len(self.layout.values)

    def _place(self, number: int, cells: tuple[Cell, ...]) -> Place | None:
        """The area of a row, None where the row is left out; what is left out is counted or found fault with."""
        printed = self._of(cells, "level")
        level = self.layout.level
        if printed is not None:
            level = level_of(heading_of(printed)) or ""
            if not level:
                words = f"Die Ebene „{heading_of(printed)[:40]}“ gibt es nicht. "
                words += "Möglich sind Kreis, Gemeinde, Thüringen, Deutschland und Planungsraum."
                self.remarks.error(words, number, sheet=self.grid.sheet)
                return None
        key, was_number = key_text(self._of(cells, "key"))
        place = place_of(key, heading_of(self._of(cells, "name")), level)
        if place.key is None and place.name and not level and self.name_level and not key.isdigit():
            among = place_of("", place.name, self.name_level)
            place = among if among.key is not None else place
        self.remarks.mended(place, number)
        if place.is_total or place.elsewhere:
            self.collected.totals += place.is_total
            self.collected.dropped += place.elsewhere
            return None
        if place.key is None:
            self.remarks.error(place.problem, number, sheet=self.grid.sheet)
            return None
        if was_number and place.level == "planning_area" and not is_in_table(place.level, place.key):
            text = "Schlüssel stehen als Zahlen da; führende Nullen können verloren sein."
            self.remarks.warning(text, number, place.key)
        self.remarks.compare_name(place, number)
        return place

    def _figure(self, number: int, cells: tuple[Cell, ...], place: Place, value: ValueColumn) -> None:
        period = self._period(cells, value)
        decimal = self.decimals[self.layout.values.index(value)]
        if isinstance(decimal, Ambiguous):
            return  # asked once for the whole column
        printed = cell_at(cells, value.index)
        found = number_of(printed, decimal)
        problem, sign = found.problem, heading_of(printed)[:20] if found.problem else None
        if value.index in self.percent_columns and found.value and not self._is_percentage(number, cells, value):
            problem, sign, found = HALF_PERCENT, None, Number(once=f"percent {value.index}")
        if (number, value.index) in self.grid.formulas:
            problem, sign = FORMULA_HERE, None
            found = Number()
        once = found.once
        if period is None:
            problem, once = self._why_no_period(cells)
            sign = None
        if problem or period is None:
            if problem:
                sheet = self.grid.sheet
                self.remarks.error(problem, number, column=value.heading, sign=sign, sheet=sheet, once=once)
            return
        self._collect(number, cells, place, value, period, found)

    def _collect(
        self, number: int, cells: tuple[Cell, ...], place: Place, value: ValueColumn, period: str, found: Number
    ) -> None:
        is_long = not value.series and not value.period
        sign = heading_of(self._of(cells, "sign")) if is_long else ""
        status = heading_of(self._of(cells, "status")) if self.layout.is_own_export else ""
        sign = sign or found.sign or ""
        if found.value is None and not sign and not status:
            self.collected.empty += 1
            return
        unit = heading_of(self._of(cells, "unit"))
        if found.value is not None and self._is_percentage(number, cells, value):
            found = replace(found, value=float(f"{100 * found.value:.15g}"))  # 0.29 * 100 is not quite 29
            unit = unit or "%"
            self.remarks.notice(PERCENT_CELLS, number, column=value.heading, sheet=self.grid.sheet)
        if self.layout.is_own_export and unit.startswith("Veränderung in"):
            self.remarks.error(
                "Die Datei enthält Veränderungen, keine Werte; bitte den Export der Werte laden.", number
            )
            return
        self.collected.add(
            place=place,
            period=period,
            year=year_of(period),
            series=self._series(cells, value),
            unit=unit,
            number=found,
            sign=sign,
            quality=heading_of(self._of(cells, "quality")) or (status if found.value is None and not sign else ""),
            row=number,
            column=value.heading,
        )

    def _series(self, cells: tuple[Cell, ...], value: ValueColumn) -> str:
        printed = heading_of(self._of(cells, "series")).removeprefix("'")
        if self.layout.is_own_export:
            return self.collected.own_series(printed)
        return printed or value.series or (value.heading if not value.period else "Wert")

    def _period(self, cells: tuple[Cell, ...], value: ValueColumn) -> str | None:
        if value.period:
            return value.period
        if "period" in self.layout.roles:
            return period_of(self._of(cells, "period"))
        return self.layout.period or period_of(self.grid.sheet)

    def _is_percentage(self, number: int, cells: tuple[Cell, ...], value: ValueColumn) -> bool:
        """Whether a workbook shows this number a hundred times as large; text is left as it is typed."""
        return (number, value.index) in self.grid.percentages and isinstance(cell_at(cells, value.index), float)

    def _why_no_period(self, cells: tuple[Cell, ...]) -> tuple[str, str]:
        """Why a figure has no year, and the kind of error it is; nothing where that was said for the whole sheet."""
        if self.layout.two_years:
            return "", ""
        return why_no_period(self._of(cells, "period")) if "period" in self.layout.roles else (NO_YEAR, "no year")

    def _of(self, cells: tuple[Cell, ...], role: str) -> Cell:
        index = self.layout.roles.get(role)
        return None if index is None else cell_at(cells, index)
