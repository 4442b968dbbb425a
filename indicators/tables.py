"""An answer as rows to take away: German CSV, international CSV, JSON. Published precision; only pages round.

Here also stands what all files have alike: the form of a German CSV, and how sources are named beside a value.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from geo.areas import LEVELS, division_title
from indicators import changes, derived, territory_notes
from indicators.answers import CHANGE_YEARS, Answer, data_version
from indicators.catalogue import catalogue
from indicators.restating import RESTATED
from indicators.wording import mark_words, plain_number

HEADINGS = (
    "Gebietsschlüssel;Gebiet;Ebene;Jahr;Indikator;Wert;Einheit;Status;Zeichen;Zähler;Nenner;Gebietsstand;Quelle;Lizenz"
).split(";")
DATA_VERSION = "Datenstand"
"""Heading of the version of the store, where a file has a column for it."""
ABOUT_ROWS = ("licence", "changed", "data_version")
JSON_FIELDS = "area name year value numerator denominator lower upper status sign division source mark".split()
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def as_text(text: str) -> str:
    """Text that a spreadsheet does not run as a formula (L-08); numbers never come through here."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def file_name(answer: Answer, ending: str) -> str:
    """Named after indicator, year and level: `sgb2_children_rate_2024_district.csv`."""
    years = answer.years
    span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    change = "_veraenderung" if answer.is_change else ""
    return f"{answer.record.id}{change}_{span}_{answer.level}.{ending}"


def german_file(headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> str:
    """A German CSV: UTF-8 with BOM, semicolon, CRLF; the cells bring their decimal commas with them."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(lines)
    return out.getvalue()


def german_csv(answer: Answer) -> str:
    """The agreed columns (F-20); an unknown value is empty and its status says why.

    The columns are what is read back, so the version of the store stands behind the source.
    """
    record, unit, notes = answer.record, unit_words(answer), _notes(answer)
    behind = f"; {DATA_VERSION} {data_version()}"
    return german_file(
        HEADINGS,
        (
            [
                row.area,
                as_text(row.name),
                LEVELS[row.level],
                row.year,
                as_text(record.title),
                plain_number(row.value),
                as_text(unit),
                mark_words(row.status, row.mark, known(row.sign)),
                known(row.sign) or "",
                plain_number(row.numerator),
                plain_number(row.denominator),
                f"{division_title(row.level, row.division)}{notes.get((row.area, row.year), '')}",
                as_text(f"{credited(row.source, is_derived=_is_derived(answer, row))}{behind}"),
                licences(row.source),
            ]
            for row in answer.frame.itertuples()
        ),
    )


def _notes(answer: Answer) -> dict[tuple[str, int], str]:
    """(area, year) -> what follows the division: `. Nicht umgerechnet: …`, `. Veränderung über die neue …`."""
    restated = answer.level == "district" and answer.territory == RESTATED
    if not restated and not answer.is_change:
        return {}
    found = {}
    for year, rows in answer.rows.items():
        base = changes.base_note(answer, year)
        for row in rows:
            if row.known or not answer.is_change:
                told = [territory_notes.of_row(row) if restated else "", f"{base}." if base else ""]
                found[row.area, year] = " ".join(filter(None, told))
    return {place: f". {note}" for place, note in found.items() if note}


def _is_derived(answer: Answer, row: Any) -> bool:
    """Whether the value of a row of the frame was worked out here."""
    return derived.of_cells(answer.record, row.value, row.mark, is_change=answer.is_change)


def international_csv(answer: Answer) -> str:
    """Comma and point, no BOM, the fields of the JSON answer: for R and pandas.

    Behind them, in columns of their own, what that answer says once: the licences of the sources, whether the value is
    one that they do not print, and the version of the store.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["indicator", *JSON_FIELDS, *ABOUT_ROWS])
    for row, told in zip(records(answer), answer.frame.itertuples(), strict=True):
        changed = "true" if _is_derived(answer, told) else "false"
        cells = [as_text(cell) if isinstance(cell, str) and key == "name" else cell for key, cell in row.items()]
        about = [licences(str(told.source)), changed, data_version()]
        writer.writerow([answer.record.id, *("" if cell is None else cell for cell in cells), *about])
    return out.getvalue()


def records(answer: Answer) -> list[dict[str, Any]]:
    """One mapping per row; what is not known is None."""
    rows = answer.frame.reindex(columns=JSON_FIELDS).to_dict("records")
    return [{str(key): known(cell) for key, cell in row.items()} for row in rows]


def known(cell: Any) -> Any:
    """None for every way of being missing, whole floats as they are."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return cell


def unit_words(answer: Answer) -> str:
    """The unit in full; of a change, what kind of change it is."""
    if not answer.is_change:
        return answer.record.unit_text
    return f"Veränderung in {CHANGE_YEARS} Jahren ({change_unit(answer)})"


def change_unit(answer: Answer) -> str:
    """What a change is counted in: `%` or `Prozentpunkte`."""
    unit = catalogue().units[answer.record.unit]
    return "%" if unit.change == "percent" else unit.difference


def gap_unit(answer: Answer) -> str:
    """What the distance between two shown values is counted in; two changes in percent lie Prozentpunkte apart."""
    units = catalogue().units
    unit = units[answer.record.unit]
    if answer.is_change and unit.change == "percent":
        return units["percent"].difference
    return unit.difference or "Anzahl"


def citations(source: str) -> str:
    """How the sources of a row must be named: `a+b` stands for two of them."""
    return "; ".join(catalogue().sources[key].citation for key in source.split("+"))


def cited(sources: Iterable[str]) -> dict[str, str]:
    """Key of every source in some rows -> how it must be named."""
    keys = {key for source in sources for key in source.split("+")}
    return {key: citations(key) for key in sorted(keys)}


def credited(source: str, *, is_derived: bool) -> str:
    """`citations`, and `; Daten verändert` behind them where the sources do not print the value."""
    return f"{citations(source)}; {derived.CHANGED}" if is_derived else citations(source)


def licences(source: str) -> str:
    """Short titles of the licences of a row's sources."""
    titles = [catalogue().licences[catalogue().sources[key].licence].short_title for key in source.split("+")]
    return "; ".join(dict.fromkeys(titles))
