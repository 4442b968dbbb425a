"""What a cell means: the printed sign becomes a status by the legend of its source and no other (D-03).

A dash is zero only where something else of the same area, period and characteristic is a number; alone it says that
nothing was delivered (D-04).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from indicators.catalogue.records import Source, Status
from indicators.deliveries.codes import NONE, Floats, Long, Mask, Whole, combined
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.reading import Reading
from indicators.wording import number, several

STATUSES: tuple[str, ...] = get_args(Status)
WITHOUT_VALUE = ("secret", "unknown", "zero_or_secret", "later", "not_applicable")
QUALITY_WORDS = {"p": "vorläufig", "r": "berichtigt", "s": "geschätzt", "e": "endgültig"}
"""Beside a number these say how firm it is; they need no legend."""
UNLISTED, QUALITY = -2, -3
CODE = {status: at for at, status in enumerate(STATUSES)}


@dataclass(frozen=True)
class Signed:
    """Status (place in STATUSES) and value of every row; a real zero has the value 0."""

    status: Whole
    value: Floats


def sign(ledger: Ledger, reading: Reading, source: Source) -> Signed:
    """Statuses of all rows; unknown and contradicting signs are refused."""
    cells, signs = ledger.cells, ledger.cells.columns["sign"]
    ledger.refuse(np.isinf(cells.value), lambda _: "Der Wert ist keine endliche Zahl.")
    status = np.where(cells.value == 0, np.int16(_of_zero(source)), np.int16(CODE["value"]))
    marked = np.flatnonzero(signs.codes != NONE)  # few of many
    if not marked.size:
        return Signed(status, cells.value)
    meaning = np.array([_meaning(word, source) for word in signs.words], np.int16)[signs.codes[marked]]
    _refuse_contradictions(ledger, marked, meaning, source)
    status[marked] = np.where(meaning >= 0, meaning, status[marked])
    return Signed(status, _with_zeros(ledger, reading, status, marked))


def _with_zeros(ledger: Ledger, reading: Reading, status: Whole, marked: Long) -> Floats:
    """The values, 0 where a sign stands for one; a dash that does not becomes unknown in `status`."""
    value = ledger.cells.value
    bare = marked[np.isnan(value[marked])]
    dash, rounded = (bare[status[bare] == CODE[name]] for name in ("zero", "rounded_zero"))
    if not dash.size and not rounded.size:
        return value
    value = value.copy()
    value[rounded] = 0.0
    if dash.size:
        real = _beside_a_number(ledger, reading, dash)
        status[dash[~real]] = CODE["unknown"]
        value[dash[real]] = 0.0
        alone = dash[~real]
        _say_of_dashes(ledger, alone[ledger.open[alone]])
    return value


def _say_of_dashes(ledger: Ledger, alone: Long) -> None:
    """That dashes are no zeros, with the place of the first."""
    if alone.size:
        sign = ledger.cells.columns["sign"].word(int(alone[0]))
        where = "hier" if alone.size == 1 else f"in {number(alone.size, 0)} Zellen (die erste ist genannt)"
        why = "für dasselbe Gebiet und dieselbe Zeit keine Zahl daneben steht"
        ledger.add("notice", f"„{sign}“ gilt {where} als „nicht verfügbar“, nicht als null, weil {why}.", int(alone[0]))


def leave_out_empty(ledger: Ledger) -> None:
    """Cells with neither number nor sign say nothing, and mean neither zero nor secret."""
    cells = ledger.cells
    empty = np.isnan(cells.value) & (cells.columns["sign"].codes == NONE)
    ledger.drop(
        empty,
        lambda count: f"{several(count, 'leere Zelle', 'leere Zellen')}: Dort ist nichts geliefert und nichts null.",
    )


def _meaning(sign: str, source: Source) -> int:
    if sign in source.signs:
        return CODE[source.signs[sign]]
    return QUALITY if sign in QUALITY_WORDS else UNLISTED


def _of_zero(source: Source) -> int:
    """A printed 0 is exactly zero unless the legend says that it was rounded."""
    return CODE[source.signs.get("0", "zero")]


def _refuse_contradictions(ledger: Ledger, marked: Long, meaning: Whole, source: Source) -> None:
    """Signs that the legend does not know, and signs for no value or for zero beside a number."""
    cells, signs = ledger.cells, ledger.cells.columns["sign"]
    value = cells.value[marked]
    bare, without = np.isnan(value), np.isin(meaning, [CODE[name] for name in WITHOUT_VALUE])

    def rows(among: Mask) -> Mask:
        mask = np.zeros(cells.size, bool)
        mask[marked[among]] = True
        return mask

    ledger.refuse(
        rows((meaning == UNLISTED) | ((meaning == QUALITY) & bare)),
        lambda at: _not_in_the_legend(ledger, at, source),
    )
    ledger.refuse(rows(without & ~bare), lambda at: f"Neben einer Zahl steht „{signs.word(at)}“ für „kein Wert“.")
    ledger.refuse(
        rows((meaning == CODE["zero"]) & ~bare & (value != 0)),
        lambda at: f"Neben einer Zahl steht „{signs.word(at)}“ für „genau null“.",
    )


def _not_in_the_legend(ledger: Ledger, at: int, source: Source) -> str:
    """Which sign stands where, and what to do about it."""
    cells, columns = ledger.cells, ledger.cells.columns
    row, column = int(cells.row[at]), columns["column"].word(at)
    place = ", ".join([*([f"Zeile {row}"] if row else []), *([f"Spalte „{column}“,"] if column else [])])
    known = ", ".join(f"„{sign}“" for sign in source.signs)
    either = f"eines der Zeichen {known}" if len(source.signs) > 1 else f"das Zeichen {known}"
    return (
        f"Das Zeichen „{columns['sign'].word(at)}“{f' in {place}' if place else ''} steht nicht in der Legende der "
        f"Quelle. Bitte dort eine Zahl {f'oder {either} ' if known else ''}eintragen oder das Zeichen in der "
        "Beschreibung der Quelle erklären (signs)."
    )


def _beside_a_number(ledger: Ledger, reading: Reading, dash: Long) -> Mask:
    """Whether a cell of the same area, period and characteristic is a number; series of all kinds count, also unused.

    The characteristic is the value code in files of GENESIS (`BEVSTD` of `BEVSTD|GES=GESM`), the whole row elsewhere.
    """
    cells, columns = ledger.cells, ledger.cells.columns
    series, area, level, period = (columns[name] for name in ("series", "area", "level", "period"))
    by_code = reading.format.startswith("genesis") and any("|" in word for word in series.words)
    stems = {stem: at for at, stem in enumerate({word.split("|")[0]: None for word in series.words})}
    stem = series.told(lambda word: stems[word.split("|")[0]] if by_code else 0)
    key = combined(
        (level.codes, len(level.words)),
        (area.codes, len(area.words)),
        (period.codes, len(period.words)),
        (stem, len(stems)),
    )
    return np.isin(key[dash], np.unique(key[~np.isnan(cells.value)]))
