"""Whole and parts of a characteristic in one file: women and men, age groups, kinds of benefit (D-30).

Which measures add up to which say their records (`splits`, `sum_of`); how exactly, the source (`additivity`). Sums of
one's own figures that no record names are found by their numbers, guarded all the same (`indicators.guarding`), and
named here, so that whoever loads the file knows why more is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from indicators import disclosure, guarding
from indicators.catalogue import catalogue
from indicators.catalogue.records import Measure, Source
from indicators.deliveries.area_words import area_name
from indicators.deliveries.codes import Long
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.observations import Observations, Stretch
from indicators.deliveries.series_checks import NAMED
from indicators.disclosure.additivity import DUST, NOT_ADDITIVE
from indicators.wording import full_number, number, several

YEARS = 10_000
"""Years have four digits."""
MOST_NAMED = 3


def check(ledger: Ledger, made: Observations, source: Source) -> None:
    """Warn of wholes that are not the sum of their parts, where a file holds all of them."""
    if source.additivity in NOT_ADDITIVE:
        return
    stretches = {(stretch.measure, stretch.level): stretch for stretch in made.stretches()}
    for (name, level), whole in stretches.items():
        for parts, taken_off in _splits(catalogue().measures[name]):
            found = [(stretches.get((part, level)), 1) for part in parts]
            found += [(stretches.get((part, level)), -1) for part in taken_off]
            delivered = [(stretch, sign) for stretch, sign in found if stretch is not None]
            if len(delivered) == len(found):
                _warn(ledger, made, whole, delivered, source)
    if not source.published:
        _say_what_was_found(ledger, made, stretches, source)


def _say_what_was_found(
    ledger: Ledger, made: Observations, stretches: dict[tuple[str, str], Stretch], source: Source
) -> None:
    """Name the sums that hold in the file although no record says so."""
    book = catalogue().measures
    found: dict[disclosure.Found, None] = {}
    for level in sorted({level for _, level in stretches}):
        columns = {
            name: pd.Series(made.value[stretch.rows], index=_key(made, stretch))
            for (name, its_level), stretch in stretches.items()
            if its_level == level and book[name].kind == "count"
        }
        if len(columns) > 1:
            table = pd.DataFrame(columns)
            for _, of_year in table.groupby(table.index.to_numpy() % YEARS):
                found |= dict.fromkeys(guarding.sums_among(of_year, [source.additivity]))
    for total, parts in list(found)[:NAMED]:
        labels = [f"„{book[part].label}“" for part in parts]
        said = " + ".join(labels) if len(labels) <= MOST_NAMED else f"die {len(labels)} Teile ab {labels[0]}"
        ledger.add(
            "notice",
            f"„{book[total].label}“ = {said}: Das geht aus den Zahlen hervor und wird bei der Geheimhaltung "
            "mitgerechnet. In measures.yaml gehört es unter splits.",
        )
    if len(found) > NAMED:
        rest = several(len(found) - NAMED, "weitere Summe", "weitere Summen")
        ledger.add("notice", f"{rest} aus den Zahlen {'wird' if len(found) == NAMED + 1 else 'werden'} mitgerechnet.")


def _splits(record: Measure) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Measures that add up to a count, and those that are taken off."""
    if record.sum_of:
        yield record.sum_of, record.minus
    for parts in record.splits:
        yield parts, ()


def _warn(ledger: Ledger, made: Observations, whole: Stretch, parts: list[tuple[Stretch, int]], source: Source) -> None:
    """Compare area by area and year by year, where the whole and every part have a number."""
    rows = np.arange(whole.start, whole.end)
    key = _key(made, whole)
    sums = np.zeros(len(rows))
    for stretch, sign in parts:
        there = _key(made, stretch)
        place = np.minimum(np.searchsorted(there, key), len(there) - 1)
        sums += np.where(there[place] == key, sign * made.value[stretch.rows][place], np.nan)
    apart = np.abs(made.value[rows] - sums)
    wrong = np.flatnonzero(apart > disclosure.tolerance(source.additivity, len(parts)) + DUST)
    label = catalogue().measures[whole.measure].label
    for at in wrong[:NAMED]:
        row = int(rows[at])
        ledger.add(
            "warning",
            f"{label} {made.year[row]}, {area_name(whole.level, made.area.word(row) or '')}: veröffentlicht "
            f"{full_number(made.value[row])}, {_named(parts)} {full_number(sums[at])}.",
            int(made.at[row]),  # noqa: PD008  no frame
        )
    if wrong.size > NAMED:
        rest = several(wrong.size - NAMED, "weitere Summe", "weitere Summen")
        ledger.add("warning", f"{label}: {rest} über Merkmale {'weicht' if wrong.size == NAMED + 1 else 'weichen'} ab.")


def _key(made: Observations, stretch: Stretch) -> Long:
    """Area and year of each row as one number; ascending, as the rows are."""
    return made.area.codes[stretch.rows].astype(np.int64) * YEARS + made.year[stretch.rows]


def _named(parts: list[tuple[Stretch, int]]) -> str:
    """`die 2 Teile (Frauen, Männer) ergeben`; of many parts only their number."""
    if len(parts) > MOST_NAMED:
        return f"die {number(len(parts), 0)} Teile ergeben"
    labels = [
        f"{'abzüglich ' if sign < 0 else ''}{catalogue().measures[stretch.measure].label}" for stretch, sign in parts
    ]
    return f"die Teile ({', '.join(labels)}) ergeben" if len(parts) > 1 else f"der Teil ({labels[0]}) ergibt"
