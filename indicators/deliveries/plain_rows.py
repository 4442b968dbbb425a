"""What is collected while a table of one's own is read: figures, and remarks that do not repeat themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import pyarrow as pa

from geo import areas as geography
from indicators.catalogue import catalogue
from indicators.deliveries import naming
from indicators.deliveries.findings import FileRefused, Finding, Severity
from indicators.deliveries.plain_cells import ZEROS, Number, Place, is_in_table
from indicators.deliveries.reading import Series, table_of
from indicators.wording import number, several

MOST_OF_A_KIND = 50
"""Errors with the same beginning are listed this often and then only counted."""


class Remarks:
    """Findings in the order of the file; the same repair in a thousand rows is said once."""

    def __init__(self) -> None:
        self._errors: list[Finding] = []
        self._left_out = 0
        self._once: dict[tuple[str, str | None], tuple[int, int]] = {}
        """Kind of error and sheet -> its place among the errors and how often it was met."""
        self._repairs: dict[tuple[Severity, str, str | None, str | None], list[tuple[int, str]]] = {}
        """Severity, sentence, column and sheet -> rows, each with an example."""

    def error(
        self,
        text: str,
        row: int | None = None,
        *,
        column: str | None = None,
        sign: str | None = None,
        sheet: str | None = None,
        asks: str = "",
        once: str = "",
        times: int = 1,
    ) -> None:
        """Something that keeps the file from being loaded; `once`: a kind of it that is said once and counted."""
        if once and (once, sheet) in self._once:
            place, met = self._once[once, sheet]
            self._once[once, sheet] = place, met + times
            return
        if len(self._errors) >= MOST_OF_A_KIND:
            self._left_out += 1
            return
        if once:
            self._once[once, sheet] = len(self._errors), times
        self._errors.append(Finding("error", text, row=row, column=column, sign=sign, sheet=sheet, asks=asks))

    def notice(self, text: str, row: int | None = None, *, column: str | None = None, sheet: str | None = None) -> None:
        """Something to know; counted."""
        self._repairs.setdefault(("notice", text, column, sheet), []).append((row or 0, ""))

    def repair(self, text: str, row: int) -> None:
        """Something that was put right; counted."""
        self._repairs.setdefault(("notice", text, None, None), []).append((row, ""))

    def mended(self, place: Place, row: int) -> None:
        """What was put right about an area; a lost zero may have made it another one and is to be confirmed (F-10)."""
        if place.repaired == ZEROS:
            self.warning(ZEROS, row)
        elif place.repaired:
            self.repair(place.repaired, row)

    def warning(self, text: str, row: int, example: str | None = None) -> None:
        """Something to confirm; counted."""
        self._repairs.setdefault(("warning", text, None, None), []).append((row, example or ""))

    def compare_name(self, place: Place, row: int) -> None:
        """Warn where key and name are those of two areas."""
        is_named = bool(place.name) and (place.level == "planning_area" or is_in_table(place.level, place.key))
        if is_named and _key_of_name(place.name, place.level) not in (None, place.key):
            text = "Schlüssel und Name gehören zu verschiedenen Gebieten; gelesen wird der Schlüssel."
            self.warning(text, row, f"{place.key} „{place.name}“")

    def listed(self) -> tuple[Finding, ...]:
        """Errors first, then warnings, then notices."""
        said = list(self._errors)
        for place, met in self._once.values():
            if met > 1:
                said[place] = replace(said[place], text=f"{said[place].text} (so bei {number(met, 0)} Werten)")
        if self._left_out:
            said.append(
                Finding(
                    "error",
                    f"Und {several(self._left_out, 'weiterer', 'weitere')} Fehler; bitte erst die genannten beheben.",
                )
            )
        for severity in ("warning", "notice"):
            for (kind, text, column, sheet), places in self._repairs.items():
                if kind == severity:
                    examples = ", ".join(dict.fromkeys(example for _, example in places if example))
                    often = f" ({number(len(places), 0)} Zeilen)" if len(places) > 1 else ""
                    shown = f" – {examples[:120]}" if examples else ""
                    row = places[0][0] or None
                    said.append(Finding(kind, f"{text}{often}{shown}", row=row, column=column, sheet=sheet))
        return tuple(said)


@lru_cache(maxsize=10_000)
def _key_of_name(name: str, level: str) -> str | None:
    if level == "planning_area":
        return next((area.key for area in geography.areas(level) if area.name.casefold() == name.casefold()), None)
    return naming.matched(name, level).key if level in ("district", "municipality") else None


@dataclass
class Collected:
    """Figures column by column, and counts of what was left out."""

    area: list[str | None] = field(default_factory=list)
    level: list[str] = field(default_factory=list)
    name: list[str | None] = field(default_factory=list)
    period: list[str] = field(default_factory=list)
    year: list[int] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    unit: list[str | None] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    sign: list[str | None] = field(default_factory=list)
    quality: list[str | None] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[str | None] = field(default_factory=list)
    series: dict[str, Series] = field(default_factory=dict)
    footnotes: list[str] = field(default_factory=list)
    empty: int = 0
    totals: int = 0
    dropped: int = 0

    def add(
        self, *, place: Place, period: str, year: int, series: str, unit: str, number: Number, sign: str, quality: str,
        row: int, column: str,
    ) -> None:  # fmt: skip
        """One figure."""
        self.area.append(place.key)
        self.level.append(place.level)
        self.name.append(place.name or None)
        self.period.append(period)
        self.year.append(year)
        self.code.append(series)
        self.unit.append(unit or None)
        self.value.append(number.value)
        self.sign.append(sign or None)
        self.quality.append(quality or number.quality)
        self.row.append(row)
        self.column.append(column or None)
        if series not in self.series:
            self.series[series] = Series(self._titles.get(series, series), unit)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {key: record.title for key, record in catalogue().indicators.items()}

    @cached_property
    def _identities(self) -> dict[str, str]:
        return {title: key for key, title in self._titles.items()}

    def own_series(self, printed: str) -> str:
        """The id of an indicator from its title or id in an export of this application."""
        return self._identities.get(printed, printed)

    def refuse_single_cases(self, file_name: str, unread: Sequence[str] = ()) -> None:
        """Raises FileRefused where most figures stand there again and again; a few are told by the checks."""
        keys = zip(self.area, self.level, self.period, self.code, self.unit, strict=True)
        repeated = len(self.area) - len(set(keys))
        if are_single_cases(repeated, len(self.area)):
            raise FileRefused(single_cases(file_name, len(self.area), len(set(self.area)), unread))

    def facts(self) -> dict[str, str]:
        """What was left out and what stood below the table, in words."""
        levels = Counter(self.level)
        said = {"levels": ", ".join(f"{level}: {count}" for level, count in levels.items())}
        for name in ("empty", "totals", "dropped"):
            if count := getattr(self, name):
                said[name] = str(count)
        if self.footnotes:
            said["footnotes"] = " | ".join(self.footnotes)[:2000]
        return said

    def table(self) -> pa.Table:
        """All figures as a table of SCHEMA."""
        names = ("area", "level", "name", "period", "year", "unit", "value", "sign", "quality", "row", "column")
        return table_of({name: getattr(self, name) for name in names} | {"series": self.code})


def are_single_cases(repeated: int, rows: int) -> bool:
    """Whether so many repeated figures look like one row per person: a fifth of many rows, half of some."""
    return (rows > 100 and 5 * repeated > rows) or (rows >= 10 and 2 * repeated >= rows)


def single_cases(name: str, rows: int, areas: int, unread: Sequence[str] = ()) -> str:
    """Why a table with one row per person is refused; columns nobody reads may be what tells its rows apart."""
    columns = ", ".join(f"„{heading}“" for heading in unread[:5])
    apart = (
        f" Unterscheiden sich die Zeilen nur in nicht gelesenen Spalten ({columns}), gehören deren Angaben in die "
        "Spalte „Indikator“."
        if columns
        else ""
    )
    only = "nur ein Gebiet" if areas == 1 else f"nur {number(areas, 0)} Gebiete"
    return (
        f"„{name}“ hat {number(rows, 0)} Zeilen, aber {only}, und dasselbe Gebiet steht im selben Jahr immer wieder "
        "da. Das sieht nach Einzeldaten aus; sie werden hier nie gespeichert. Bitte aggregiert liefern: je Gebiet, "
        f"Jahr und Indikator eine Zahl.{apart}"
    )
