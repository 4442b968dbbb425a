"""What a single figure may be: its range, its unit, its period, and once only (R-01)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from indicators.catalogue import catalogue
from indicators.catalogue.records import Measure
from indicators.deliveries import own_places
from indicators.deliveries.codes import NONE, Floats
from indicators.deliveries.ledger import Ledger, so_often
from indicators.deliveries.mapping import Choice
from indicators.deliveries.observations import Order
from indicators.deliveries.reading import Reading
from indicators.wording import full_number, several

WHOLE_UNITS = ("persons", "births", "deaths", "count")
"""Units whose counts are whole numbers; thousands, areas and amounts are not."""
ANY = (-np.inf, np.inf)
"""The limits of a value that may be anything."""
UNIT_WORDS: Mapping[str, tuple[str, ...]] = {
    "persons": ("anzahl", "personen", "person", "anz.", "number", "persons"),
    "births": ("anzahl", "personen", "anz.", "number"),
    "deaths": ("anzahl", "personen", "anz.", "number"),
    "count": ("anzahl", "anz.", "number"),
    "percent": ("%", "prozent", "percent", "v.h.", "vh"),
    "euro": ("eur", "euro", "€"),
    "thousand_euro": ("tsd. eur", "tsd. euro", "1000 eur", "1 000 eur", "teur"),
    "thousand_persons": ("tsd. personen", "1000", "1 000", "tsd.", "in 1000"),
    "km2": ("km²", "qkm", "km2"),
    "square_metres": ("m²", "qm", "m2"),
    "years": ("jahre", "jahr", "years"),
}
_DAY_IN_REFERENCE = re.compile(r"^(\d{2})\.(\d{2})\.\{year\}$")


def leave_out_unused(ledger: Ledger, choice: Choice) -> None:
    """Rows of series that feed nothing."""
    used = ledger.cells.columns["series"].told(lambda word: int(word in choice.measures)) == 1
    ledger.drop(~used, None)


def leave_out_other_days(ledger: Ledger, choice: Choice) -> None:
    """Rows of another Stichtag than the one to which the values of their measure refer."""
    columns, measures = ledger.cells.columns, catalogue().measures
    wanted = {
        series: _DAY_IN_REFERENCE.match(measures[measure].reference) for series, measure in choice.measures.items()
    }
    days = [f"-{found[2]}-{found[1]}" if found else "" for found in (wanted.get(w) for w in columns["series"].words)]
    table = np.zeros((len(days) + 1, len(columns["period"].words) + 1), bool)
    for at, day in enumerate(days):
        table[at, :-1] = [bool(day) and len(word) == 10 and not word.endswith(day) for word in columns["period"].words]
    ledger.drop(
        table[columns["series"].codes, columns["period"].codes],
        lambda count: (
            f"{several(count, 'Zeile gilt', 'Zeilen gelten')} für einen anderen Stichtag als die Kennzahl und "
            f"{'wird' if count == 1 else 'werden'} nicht übernommen."
        ),
        "warning",
    )


def check_values(ledger: Ledger, choice: Choice, value: Floats) -> None:
    """Counts are whole and not negative, ratios lie within the limits of their measure."""
    series, measures = ledger.cells.columns["series"], catalogue().measures

    def where(holds: object) -> np.ndarray:
        return series.told(lambda word: int(word in choice.measures and holds(measures[choice.measures[word]]))) == 1  # type: ignore[operator]

    ledger.refuse(where(lambda measure: measure.kind == "count") & (value < 0), lambda _: "Eine Anzahl ist negativ.")
    whole = where(lambda measure: measure.kind == "count" and measure.unit in WHOLE_UNITS)
    broken = whole & (value != np.floor(value)) & ~np.isnan(value)
    for code in np.unique(series.codes[broken & ledger.open]):
        measure = choice.measures[series.words[code]]
        ledger.refuse_alike(
            broken & (series.codes == code),
            lambda rows, measure=measure: _not_whole(measure, float(value[rows[0]]), len(rows)),  # type: ignore[misc]
        )
    limits = [measures[choice.measures[word]].limits if word in choice.measures else None for word in series.words]
    if not any(limits):
        return
    low, high = (np.array([*(pair[at] if pair else end for pair in limits), end]) for at, end in enumerate(ANY))
    codes = series.codes
    ledger.refuse(
        (value < low[codes]) | (value > high[codes]),
        lambda at: _out_of_range(measures[choice.measures[series.words[codes[at]]]], float(value[at])),
    )


def _not_whole(measure: str, first: float, count: int) -> str:
    """What to do where a count has decimals; only records of one's own can be told that it is none."""
    said = f"Eine Anzahl ist keine ganze Zahl: {full_number(first)}{so_often(count)}."
    if not own_places.describes(measure):
        return f"{said} Bitte die Datei prüfen; gebraucht wird die Anzahl selbst."
    return (
        f"{said} Sind es Anteile oder Mittelwerte, bitte in {own_places.named('measures.yaml')} bei „{measure}“ "
        "„kind: given“ eintragen, ebenso in den Indikatoren dazu."
    )


def _out_of_range(measure: Measure, value: float) -> str:
    low, high = measure.limits or ANY
    unit = catalogue().units[measure.unit].short
    what = "Ein Anteil liegt" if (low, high) == (0, 100) else f"{measure.label}: Ein Wert liegt"
    if np.isinf(high) or np.isinf(low):
        between = f"unter {full_number(low)}" if np.isinf(high) else f"über {full_number(high)}"
    else:
        between = f"nicht zwischen {full_number(low)} und {full_number(high)}"
    return f"{what} {between}{f' {unit}' if unit else ''}: {full_number(value)}."


def check_units(ledger: Ledger, choice: Choice, reading: Reading) -> None:
    """A series in another unit than its measure is refused; a unit nobody knows is left to the reader."""
    columns, measures = ledger.cells.columns, catalogue().measures
    series, units = columns["series"], columns["unit"]
    table = np.zeros((len(series.words) + 1, len(units.words) + 1), bool)
    for at, word in enumerate(series.words):
        if word in choice.measures:
            measure = measures[choice.measures[word]]
            table[at, :-1] = [_contradicts(unit, measure) for unit in units.words]
            table[at, -1] = _contradicts(reading.series[word].unit if word in reading.series else "", measure)

    def said(at: int) -> str:
        word = series.word(at) or ""
        unit = units.word(at) or reading.series[word].unit
        wanted = catalogue().units[measures[choice.measures[word]].unit].short
        return f"Die Reihe „{word}“ steht in „{unit}“, die Kennzahl in „{wanted or 'Anzahl'}“."

    ledger.refuse(table[series.codes, units.codes], said)


def _contradicts(unit: str, measure: Measure) -> bool:
    printed = " ".join(unit.casefold().split())
    known = {word for words in UNIT_WORDS.values() for word in words}
    return measure.unit in UNIT_WORDS and printed in known and printed not in UNIT_WORDS[measure.unit]


def refuse_repeated(ledger: Ledger, order: Order) -> None:
    """A figure that stands twice, and several periods of one year, of which a version holds one."""
    cells, columns = ledger.cells, ledger.cells.columns
    if not order.repeated.size:
        return
    earlier = np.full(cells.size, NONE)
    earlier[order.at[order.repeated]] = order.at[order.repeated - 1]

    def said(row: int) -> str:
        before = int(earlier[row])
        name = columns["name"].word(row) or columns["area"].word(row)
        line = f"in Zeile {cells.row[before]}" if cells.row[before] else "weiter oben"
        if columns["period"].codes[row] != columns["period"].codes[before]:
            return f"{name}: Für {cells.year[row]} stehen mehrere Stichtage in der Datei, schon {line}."
        if columns["series"].codes[row] == columns["series"].codes[before]:
            unit = columns["unit"].codes[row] != columns["unit"].codes[before]
            return f"{name} {cells.year[row]} steht doppelt, schon {line}{' in anderer Einheit' if unit else ''}."
        return f"{name} {cells.year[row]}: Zwei Reihen speisen dieselbe Kennzahl, die andere {line}."

    ledger.refuse(earlier != NONE, said)
