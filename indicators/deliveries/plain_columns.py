"""What the columns of a table of one's own mean: found by their headings, in German or English, long or wide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indicators.deliveries import text as texts
from indicators.deliveries.naming import folded
from indicators.deliveries.plain_cells import is_number
from indicators.deliveries.plain_grid import Cell, Grid, cell_at
from indicators.deliveries.plain_years import two_years_in

HEADER_WITHIN = 40
"""So many filled rows may stand above the header: title, unit, date."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "key": tuple(
        "gebietsschluessel schluessel schluesselnummer ags ags5 ags8 ars rs regionalschluessel "
        "gemeindeschluessel kreisschluessel amtlichergemeindeschluessel amtlicherregionalschluessel area "
        "areakey areacode areaid key kennziffer gebietskennziffer gebietsnummer gebietsnr gebietsid "
        "kreisnummer kreisnr gemeindenummer gemeindenr regionid regioncode geocode code id "
        "planungsraumschluessel planungsraumnummer planungsraumnr planungsraumid sozialraumschluessel "
        "sozialraumnummer sozialraumnr sozialraumid bezirksnummer bezirksnr stadtteilnummer stadtteilnr "
        "ortsteilnummer ortsteilnr ortsteilschluessel quartiersnummer raumnummer raumid raumschluessel".split()
    ),
    "name": tuple(
        "gebiet gebietsname name raumeinheit region raum kreis landkreis kreisname kreisfreiestadt "
        "landkreiskreisfreiestadt kreisfreiestadtlandkreis kreiskreisfreiestadt gemeinde gemeindename "
        "areaname district municipality ort stadt planungsraum planungsraumname planungsraeume sozialraum "
        "sozialraumname stadtteil stadtteilname ortsteil ortsteilname quartier quartiersname bezirk "
        "stadtbezirk statistischerbezirk viertel landkreisstadt landkreisundkreisfreiestadt landkreiskreisfreiestaedte "
        "landkreisbzwkreisfreiestadt landkreisoderkreisfreiestadt landkreisbzwstadt landkreisoderstadt "
        "landkreiseundkreisfreiestaedte landkreisekreisfreiestaedte landkreisebzwkreisfreiestaedte "
        "kreisfreiestadtundlandkreis kreisfreiestaedteundlandkreise kreisfreiestaedtelandkreise "
        "kreisundkreisfreiestadt kreisbzwkreisfreiestadt kreiseundkreisfreiestaedte kommune gebietskoerperschaft "
        "landkreise kreise gemeinden kommunen staedte gebietskoerperschaften stadtteile ortsteile sozialraeume "
        "quartiere bezirke stadtbezirke".split()
    ),
    "level": ("ebene", "gebietsebene", "raumbezug", "level", "gebietstyp", "raumebene"),
    "period": tuple(
        "jahr year stichtag datum zeit zeitbezug zeitraum zeitpunkt period periode timeperiod time date berichtsjahr "
        "bezugsjahr erhebungsjahr berichtszeitraum stand quartal monat schuljahr".split()
    ),
    "series": tuple(
        "indikator indicator merkmal measure kennzahl series reihe zeitreihe variable kenngroesse kennwert "
        "bezeichnung indikatorname merkmalsname".split()
    ),
    "value": ("wert", "value", "obsvalue", "messwert", "zahlenwert"),
    "sign": ("zeichen", "sign", "wertzeichen", "flag"),
    "quality": ("qualitaet", "quality", "qualitaetskennzeichen"),
    "unit": ("einheit", "unit", "masseinheit"),
    "status": ("status",),
    "unread": tuple(
        "zaehler nenner gebietsstand quelle lizenz numerator denominator lower upper division source mark license "
        "licence changed dataversion anmerkung anmerkungen bemerkung bemerkungen hinweis hinweise kommentar note "
        "notes lfdnr nr".split()
    ),
}
"""Role of a column -> its folded headings."""
ROLES = {heading: role for role, headings in HEADINGS.items() for heading in headings}
COUNTABLE = frozenset(
    "landkreise kreise gemeinden kommunen staedte gebietskoerperschaften stadtteile ortsteile sozialraeume quartiere "
    "bezirke stadtbezirke".split()
)
"""Headings of a column of names that, over numbers, say how many there are."""
MAYBE_VALUE = ("anzahl", "zahl", "betrag", "menge", "quote", "anteil", "rate", "personen", "faelle", "count", "number")
"""Headings of a value column where no other column is left, else names of indicators."""
OF_PLANNING_AREAS = tuple(
    "planungsraum planungsraeume sozialraum sozialraeume stadtteil ortsteil quartier stadtbezirk "
    "statistischerbezirk viertel bezirk".split()
)

OWN_EXPORT = (
    "Gebietsschlüssel;Gebiet;Ebene;Jahr;Indikator;Wert;Einheit;Status;Zeichen;Zähler;Nenner;Gebietsstand;Quelle;Lizenz"
).split(";")
"""Columns of the German CSV this application writes."""
OWN_INTERNATIONAL = (
    "indicator area name year value numerator denominator lower upper status sign division source mark".split()
)
PERIOD_INSIDE = re.compile(
    r"(?<![\d.])(?<!\d{4}/)(\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|(?:19|20)\d{2})"
    r"(?:\.0)?(?![\d.]*\d)(?!\s?/\s?\d\d)"
)
BESIDE_PERIOD = re.compile(r"\b(?:jahr|stand|stichtag|am|zum|wert|year|value|in|per)\b:?", re.IGNORECASE)


@dataclass(frozen=True)
class ValueColumn:
    """A column with numbers: what they are of, as far as its heading says so."""

    index: int
    heading: str
    series: str = ""
    period: str = ""


@dataclass(frozen=True)
class Layout:
    """Where everything stands in one sheet."""

    first_row: int
    """Index in Grid.rows of the first row below the header."""
    header_row: int
    """Number of the header row in the file."""
    headings: tuple[str, ...]
    roles: Mapping[str, int]
    """Role (key, name, level, period, series, sign, quality, unit, status) -> column, from 0."""
    values: tuple[ValueColumn, ...]
    title: str = ""
    period: str = ""
    """The one day or year the lines above the table name; empty where they name none or several."""
    level: str = ""
    """planning_area where headings or the lines above declare it."""
    unread: tuple[str, ...] = ()
    repeated: tuple[str, ...] = field(default=())
    """Headings that stand there twice."""
    two_years: str = ""
    """`2022/23`, the first of them, where headings or the lines above name that and no year for some figures."""

    @property
    def is_own_export(self) -> bool:
        """Whether this application wrote the table: German or international CSV."""
        return list(self.headings) in (OWN_EXPORT, OWN_INTERNATIONAL)


def heading_of(cell: Cell) -> str:
    """A heading as text: 2019.0 of a workbook is `2019`, a day is ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join((cell or "").split())


def layout_of(grid: Grid) -> Layout | None:
    """Where everything stands; None where no row looks like the header of such a table."""
    for index, (number, cells) in enumerate(grid.rows[:HEADER_WITHIN]):
        headings = tuple(map(heading_of, cells))
        if is_header(headings):
            return _layout(grid, index, number, headings)
    return None


def is_header(headings: Sequence[str]) -> bool:
    """An area column, and beside it a value, a year or whatever may be the name of an indicator."""
    roles = [ROLES.get(folded(heading)) for heading in headings]
    areas = [heading for role, heading in zip(roles, headings, strict=True) if role in ("key", "name")]
    if not areas or len([heading for heading in headings if heading]) < 2:
        return False
    if len(areas) > 1 and any(folded(heading) in COUNTABLE for heading in areas):
        return True
    return "value" in roles or any(not role and heading for role, heading in zip(roles, headings, strict=True))


def _layout(grid: Grid, index: int, number: int, headings: tuple[str, ...]) -> Layout:
    second = _second_row(grid, index, headings)
    if second:
        headings, index = second, index + 1
    roles: dict[str, int] = {}
    left: list[int] = []
    unread: list[str] = []
    repeated = _repeated(headings)
    for column, heading in enumerate(headings):
        role = ROLES.get(folded(heading), "")
        if folded(heading) in COUNTABLE and _is_counted(grid, index, column):
            role = ""
        if role == "unread" or (role and role in roles):
            unread.append(heading)
        elif role:
            roles[role] = column
        elif heading:
            left.append(column)
    above = [heading_of(cell) for _, row in grid.rows[:index] for cell in row if cell is not None]
    values = tuple(_value_columns(headings, roles, left))
    taken = {value.index for value in values}
    period = _period_above(above)
    undated = [] if "period" in roles else [headings[column] for column in left]
    undated += [] if {"period"} & set(roles) or period or any(value.period for value in values) else above
    return Layout(
        first_row=index + 1,
        header_row=number,
        headings=headings,
        roles={role: column for role, column in roles.items() if role != "value"},
        values=values,
        title=next((line for line in above if len(line) > 3), ""),
        period=period,
        level=_declared_level(headings, roles, above),
        unread=(*unread, *(headings[column] for column in left if column not in taken)),
        repeated=repeated,
        two_years=next(filter(None, map(two_years_in, undated)), ""),
    )


def _is_counted(grid: Grid, index: int, column: int) -> bool:
    """Whether all filled cells of a column below the header are numbers."""
    cells = [cell for _, row in grid.rows[index + 1 :] if (cell := cell_at(row, column)) is not None]
    return bool(cells) and all(is_number(cell) for cell in cells)


def _repeated(headings: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for heading in filter(None, map(str.casefold, headings)):
        seen[heading] = seen.get(heading, 0) + 1
    return tuple(heading for heading in dict.fromkeys(headings) if seen.get(heading.casefold(), 0) > 1)


def _second_row(grid: Grid, index: int, headings: tuple[str, ...]) -> tuple[str, ...] | None:
    """Headings of two rows joined, where the row below the header holds nothing but years: `Kinder` over `2019`."""
    if index + 1 >= len(grid.rows):
        return None
    below = [heading_of(cell) for cell in grid.rows[index + 1][1]]
    below += [""] * (len(headings) - len(below))
    filled = [text for text in below if text]
    areas = [column for column, heading in enumerate(headings) if ROLES.get(folded(heading)) in ("key", "name")]
    if not filled or any(below[column] for column in areas) or not all(texts.period_of(text) for text in filled):
        return None
    joined, group = [], ""
    for column, text in enumerate(below):
        above = headings[column] if column < len(headings) else ""
        group = above or group
        joined.append(f"{group} {text}" if text else above)
    return tuple(joined)


def _value_columns(headings: Sequence[str], roles: dict[str, int], left: list[int]) -> Iterator[ValueColumn]:
    """Long: the one value column. Wide: the columns with a year in the heading, or else one per indicator."""
    if "value" in roles:
        yield ValueColumn(roles["value"], headings[roles["value"]])
        return
    if len(left) == 1 and folded(headings[left[0]]) in MAYBE_VALUE:
        yield ValueColumn(left[0], headings[left[0]])
        return
    if "period" in roles:
        for column in left:
            yield ValueColumn(column, headings[column], series=headings[column])
        return
    dated = [(column, *_split(headings[column])) for column in left]
    has_years = any(period for _, _, period in dated)
    for column, series, period in dated:
        if period or not has_years:
            yield ValueColumn(column, headings[column], series=series, period=period)


def _split(heading: str) -> tuple[str, str]:
    """Series and period in one heading: `Kinder (31.12.2019)` -> `Kinder`, `2019-12-31`; `2019` -> ``, `2019`."""
    found = PERIOD_INSIDE.findall(heading)
    period = texts.period_of(found[0]) if len(found) == 1 else None
    if period is None:
        return heading, ""
    rest = BESIDE_PERIOD.sub(" ", PERIOD_INSIDE.sub(" ", heading))
    return " ".join(re.sub(r"[()\[\],;:/|_-]+\s*$|^\s*[()\[\],;:/|_-]+|\(\s*\)", " ", rest).split()), period


def _period_above(above: Sequence[str]) -> str:
    found = {day for line in above for day in PERIOD_INSIDE.findall(line)}
    return (texts.period_of(next(iter(found))) or "") if len(found) == 1 else ""


def _declared_level(headings: Sequence[str], roles: Mapping[str, int], above: Sequence[str]) -> str:
    columns = [folded(headings[roles[role]]) for role in ("key", "name") if role in roles]
    if any(column.startswith(OF_PLANNING_AREAS) for column in columns):
        return "planning_area"
    declared = [folded(line) for line in above]
    is_declared = any(line.startswith("ebene") and line[5:].startswith(OF_PLANNING_AREAS) for line in declared)
    return "planning_area" if is_declared else ""
