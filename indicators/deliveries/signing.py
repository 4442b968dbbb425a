"""What a cell means: the printed sign becomes a status by the legend of its source and no other (D-03).

A dash is zero only where something else of the same area, period and characteristic is a number; alone it says that
nothing was delivered (D-04). Some numbers are signs too: the Regionalatlas writes 5555555555 for a point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from indicators.catalogue.records import Source, Status
from indicators.deliveries.codes import NONE, Column, Floats, Long, Mask, Whole, combined, small
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.mapping import PLAIN, Choice
from indicators.deliveries.reading import Reading
from indicators.guarding import measures_around
from indicators.wording import STATUS_WORDS, number, several

STATUSES: tuple[str, ...] = get_args(Status)
WITHOUT_VALUE = ("secret", "unknown", "no_record", "zero_or_secret", "later", "not_applicable")
QUALITY_WORDS = {"p": "vorläufig", "r": "berichtigt", "s": "geschätzt", "e": "endgültig"}
"""Beside a number these say how firm it is; they need no legend."""
ATLAS: Mapping[int, tuple[str, str]] = {
    2222222222: ("-", "zero"),
    5555555555: (".", "unknown"),
    6666666666: ("x", "not_applicable"),
    7777777777: ("/", "unreliable"),
    8888888888: ("...", "later"),
}
"""Numbers by which the Regionalatlas says that there is none: the sign that each stands for, and its status."""
UNLISTED, QUALITY = -2, -3
CODE = {status: at for at, status in enumerate(STATUSES)}


@dataclass(frozen=True)
class Signed:
    """Status (place in STATUSES) and value of every row; a real zero has the value 0."""

    status: Whole
    value: Floats


def sign(ledger: Ledger, reading: Reading, choice: Choice) -> Signed:
    """Statuses of all rows; unknown and contradicting signs are refused. Numbers that are signs become those."""
    source = choice.source
    ledger.refuse(np.isinf(ledger.cells.value), lambda _: "Der Wert ist keine endliche Zahl.")
    from_numbers, their_status = _take_numbers_for_signs(ledger)
    cells, signs = ledger.cells, ledger.cells.columns["sign"]
    status = np.where(cells.value == 0, np.int16(_of_zero(source)), np.int16(CODE["value"]))
    status[from_numbers] = their_status
    marked = np.setdiff1d(np.flatnonzero(signs.codes != NONE), from_numbers, assume_unique=True)  # few of many
    if not marked.size:
        return Signed(status, cells.value)
    meaning = np.array([_meaning(word, source) for word in signs.words], np.int16)[signs.codes[marked]]
    _refuse_contradictions(ledger, marked, meaning, source)
    status[marked] = np.where(meaning >= 0, meaning, status[marked])
    return Signed(status, _with_zeros(ledger, reading, choice, status, marked))


def _take_numbers_for_signs(ledger: Ledger) -> tuple[Long, Whole]:
    """Put the sign in the place of every number of ATLAS. Returns the rows and their statuses."""
    cells, signs = ledger.cells, ledger.cells.columns["sign"]
    rows = np.flatnonzero(cells.value >= min(ATLAS))
    rows = rows[np.isin(cells.value[rows], list(ATLAS))]
    status = np.array([CODE[ATLAS[int(code)][1]] for code in cells.value[rows]], np.int16)
    if not rows.size:
        return rows, status
    _say_of_numbers(ledger, rows[ledger.open[rows]])
    meant = [ATLAS[int(code)][0] for code in cells.value[rows]]
    words = sorted({*signs.words, *meant})
    place = {word: at for at, word in enumerate(words)}
    codes = small(np.array([*(place[word] for word in signs.words), NONE], np.int32))[signs.codes]
    codes[rows] = [place[word] for word in meant]
    value = cells.value.copy()
    value[rows] = np.where(status == CODE["zero"], 0.0, np.nan)
    ledger.cells = replace(cells, value=value, columns={**cells.columns, "sign": Column(words, codes)})
    return rows, status


def _say_of_numbers(ledger: Ledger, rows: Long) -> None:
    """Which numbers are no values and what they stand for, with the place of the first."""
    if rows.size:
        found = zip(*np.unique(ledger.cells.value[rows], return_counts=True), strict=True)
        told = ", ".join(
            f"{code:.0f} als „{STATUS_WORDS[ATLAS[int(code)][1]]}“ ({several(int(count), 'Zelle', 'Zellen')})"
            for code, count in found
        )
        ledger.add(
            "notice", f"Zahlencodes des Regionalatlas gelten als Zeichen, nicht als Werte: {told}.", int(rows[0])
        )


def _with_zeros(ledger: Ledger, reading: Reading, choice: Choice, status: Whole, marked: Long) -> Floats:
    """The values, 0 where a sign stands for one; a dash that does not becomes unknown in `status`."""
    value = ledger.cells.value
    bare = marked[np.isnan(value[marked])]
    dash, rounded = (bare[status[bare] == CODE[name]] for name in ("zero", "rounded_zero"))
    if not dash.size and not rounded.size:
        return value
    value = value.copy()
    value[rounded] = 0.0
    if dash.size:
        real = _beside_a_number(ledger, reading, choice, dash)
        status[dash[~real]] = CODE["unknown"]
        value[dash[real]] = 0.0
        _say_of_dashes(ledger, reading, dash[ledger.open[dash]], real[ledger.open[dash]])
    return value


def _say_of_dashes(ledger: Ledger, reading: Reading, dash: Long, real: Mask) -> None:
    """What dashes stand for, with the place of the first; in a file of GENESIS its own total speaks for a zero."""
    is_plain = reading.format == PLAIN
    number_beside = "zugehörige Zahl" if is_plain else "Zahl"
    at_once = "für dasselbe Gebiet und dieselbe Zeit"
    if real.any() and not reading.format.startswith("genesis"):
        ledger.add(
            "notice",
            f"{_dashes(ledger, dash[real])} als null, weil {at_once} eine {number_beside} daneben steht. "
            "Fehlt dort die Angabe, bitte die Zelle leer lassen.",
            int(dash[real][0]),
        )
    if not real.all():
        way_on = " Ist null gemeint, bitte 0 eintragen." if is_plain else ""
        ledger.add(
            "notice",
            f"{_dashes(ledger, dash[~real])} als „nicht verfügbar“, nicht als null, "
            f"weil {at_once} keine {number_beside} daneben steht.{way_on}",
            int(dash[~real][0]),
        )


def _dashes(ledger: Ledger, rows: Long) -> str:
    """`„-“ gilt in 3 Zellen (die erste ist genannt)`."""
    where = "hier" if rows.size == 1 else f"in {number(rows.size, 0)} Zellen (die erste ist genannt)"
    return f"„{ledger.cells.columns['sign'].word(int(rows[0]))}“ gilt {where}"


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


def _beside_a_number(ledger: Ledger, reading: Reading, choice: Choice, dash: Long) -> Mask:
    """Whether a cell of the same area, period and characteristic is a number; series of all kinds count, also unused.

    The characteristic is the value code in files of GENESIS (`BEVSTD` of `BEVSTD|GES=GESM`). The columns of a table of
    one's own may count anything: there only those belong together that a sum ties. Elsewhere it is the whole row.
    """
    cells, columns = ledger.cells, ledger.cells.columns
    series, area, level, period = (columns[name] for name in ("series", "area", "level", "period"))
    if reading.format == PLAIN:
        group = _tied(series.words, choice.measures)
    elif reading.format.startswith("genesis") and any("|" in word for word in series.words):
        group = [word.split("|")[0] for word in series.words]
    else:
        group = [""] * len(series.words)
    stems = {stem: at for at, stem in enumerate(dict.fromkeys(group))}
    stem_of = dict(zip(series.words, (stems[name] for name in group), strict=True))
    key = combined(
        (level.codes, len(level.words)),
        (area.codes, len(area.words)),
        (period.codes, len(period.words)),
        (series.told(lambda word: stem_of[word]), len(stems)),
    )
    return np.isin(key[dash], np.unique(key[~np.isnan(cells.value)]))


def _tied(series: Sequence[str], measures: Mapping[str, str]) -> list[str]:
    """A name per series, the same for those whose measures are tied by a sum (`splits`, `sum_of`)."""
    tied = {measure: min(measures_around([measure])) for measure in set(measures.values())}
    return [f"measure:{tied[measures[word]]}" if word in measures else f"series:{word}" for word in series]
