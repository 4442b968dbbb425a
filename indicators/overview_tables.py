"""An overview as rows to take away: German CSV and JSON, unrounded, one row per district and indicator."""

from __future__ import annotations

from typing import Any

from indicators import answers, derived, overview, overview_words, territory_notes
from indicators.catalogue import catalogue
from indicators.overview import Cell, Column, Overview
from indicators.restating import RESTATED
from indicators.tables import DATA_VERSION, as_text, cited, credited, german_file, known, licences
from indicators.wording import MARK_WORDS, mark_words, number, plain_number

HEADINGS = (
    "Gebietsschlüssel;Gebiet;Indikator;Themenfeld;Jahr;Stand;Wert;Einheit;Hinweis;KI untere Grenze;KI obere Grenze;"
    "Thüringen;Hinweis zu Thüringen;Einstufung;Verfahren;Unteres Quartil;Median;Oberes Quartil;Gebietsstand;Quelle;"
    f"Lizenz;{DATA_VERSION}"
).split(";")


def file_name(found: Overview, ending: str) -> str:
    """`uebersicht_existenzsicherung_2020.csv`; the year only where it is a common one."""
    show = "" if found.group.show == "all" else f"_{found.group.show}"
    return f"uebersicht_{found.group.key}{show}{'' if found.year is None else f'_{found.year}'}.{ending}"


def german_csv(found: Overview) -> str:
    """Indicators one below the other, districts by name."""
    version = answers.data_version()
    return german_file(
        HEADINGS,
        (
            [*_line(column, cell, area, name), version]
            for column in found.columns
            for (area, name), cell in zip(found.areas, column.cells, strict=True)
        ),
    )


def as_json(found: Overview) -> dict[str, Any]:
    """The overview as plain data; what is not known is None."""
    made = overview.comparisons(found)
    return {
        found.group.kind: found.group.key,
        "title": found.group.title,
        "show": found.group.show,
        "year": found.year,
        "division": RESTATED,
        "data_version": answers.data_version(),
        "comparisons": made,
        "expected_by_chance": round(overview.by_chance(made), 1),
        "findings": overview_words.findings(found),
        "note": overview_words.chance(found),
        "territory": overview_words.territory(found),
        "sources": sources(found),
        "changed": derived.IN_DATA,
        "indicators": [_indicator(column) for column in found.columns],
        "values": [
            _record(column, cell, area, name)
            for column in found.columns
            for (area, name), cell in zip(found.areas, column.cells, strict=True)
        ],
    }


def lines(found: Overview) -> list[str]:
    """The overview for a terminal: what stands out, then every indicator with its districts."""
    said = [overview_words.caption(found), overview_words.territory(found), *overview_words.findings(found)]
    if overview.comparisons(found):
        said.append(overview_words.chance(found))
    for column in found.columns:
        said += ["", f"{overview_words.column_words(column)}; {overview_words.state_words(column)}"]
        if not column.has_values:
            continue
        for (area, name), cell in zip(found.areas, column.cells, strict=True):
            row = cell.row
            value = number(row.value, column.record.decimals) if row else ""
            words = overview_words.short_status(cell) if cell.key == "no_value" else ""
            said.append(
                f"  {area}  {name:<28} {value:>12}  {words or overview_words.verdict_words(column, cell)}".rstrip()
            )
    return [*said, "", f"Quellen: {'; '.join(sources(found).values())}. {derived.OF_MANY} "
            f"{DATA_VERSION} {answers.data_version()}."]  # fmt: skip


def sources(found: Overview) -> dict[str, str]:
    """Key of every source of the figures -> how it must be named."""
    return cited(cell.row.source for column in found.columns for cell in column.cells if cell.row)


def quartiles(column: Column) -> list[float]:
    """Lower quartile, median and upper quartile; of printed values they have two more decimals at most."""
    spread = column.spread
    limits = (spread.quarter, spread.median, spread.three_quarters) if spread else ()
    return [round(limit, column.record.decimals + 2) for limit in limits]


def _line(column: Column, cell: Cell, area: str, name: str) -> list[Any]:
    row, record, state = cell.row, column.record, column.state
    return [
        area,
        as_text(name),
        as_text(record.title),
        catalogue().themes[record.theme].title,
        column.year,
        column.reference,
        plain_number(row.value if row else None),
        as_text(record.unit_text),
        mark_words(row.status, row.mark, row.sign) if row else mark_words("missing", ""),
        plain_number(row.lower if row else None),
        plain_number(row.upper if row else None),
        plain_number(state.value),
        state.reason if state.value is None else MARK_WORDS.get(state.mark, state.mark),
        overview_words.verdict_words(column, cell),
        overview_words.grounds(column, cell),
        *(map(plain_number, quartiles(column)) if column.spread else [""] * 3),
        territory_notes.division_words(row, restated=True) if row else "",
        as_text(credited(row.source, is_derived=_is_derived(column, cell))) if row else "",
        licences(row.source) if row else "",
    ]


def _is_derived(column: Column, cell: Cell) -> bool:
    row = cell.row
    return row is not None and derived.of_cells(column.record, row.value, row.mark)


def _indicator(column: Column) -> dict[str, Any]:
    record, state = column.record, column.state
    return {
        "indicator": record.id,
        "title": record.title,
        "theme": record.theme,
        "unit": record.unit_text,
        "kind": record.kind,
        "direction": record.direction,
        "year": column.year,
        "has_values": column.has_values,
        "years": list(column.years),
        "reference": column.reference,
        "state": {
            "value": known(state.value),
            "mark": state.mark if state.value is not None else "",
            "reason": state.reason,
        },
        "quartiles": quartiles(column) if column.spread else None,
    }


def _record(column: Column, cell: Cell, area: str, name: str) -> dict[str, Any]:
    row = cell.row
    return {
        "area": area,
        "name": name,
        "indicator": column.record.id,
        "year": column.year,
        "value": known(row.value) if row else None,
        "lower": known(row.lower) if row else None,
        "upper": known(row.upper) if row else None,
        "status": row.status if row else "missing",
        "sign": row.sign if row else None,
        "mark": row.mark if row else "",
        "changed": _is_derived(column, cell),
        "division": row.division if row else None,
        "note": territory_notes.of_row(row) if row else "",
        "source": row.source if row else None,
        "class": cell.key,
        "words": overview_words.verdict_words(column, cell),
        "grounds": overview_words.grounds(column, cell),
    }
