"""Parts of a delivery against the published total that the version in use holds of the same source (D-30).

Files of districts alone are the rule for GENESIS; their state total came with another file. What a file holds itself is
compared by `series_checks`. Sets of planning areas stand on a division of their own, on which no total does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from indicators import guarding, versions
from indicators.assembling import SETTINGS
from indicators.catalogue import catalogue
from indicators.catalogue.records import Source
from indicators.deliveries.area_words import area_name
from indicators.deliveries.codes import NONE, Column, Floats, Whole
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.observations import Observations, Stretch
from indicators.deliveries.placing import Places
from indicators.deliveries.series_checks import NAMED, PARENTS, Totals, parts_give, totals_of
from indicators.deliveries.signing import CODE
from indicators.disclosure import DEFAULT_THRESHOLD
from indicators.disclosure.additivity import DUST, NOT_ADDITIVE
from indicators.merging import attach
from indicators.wording import full_number, several

EVERYWHERE = "state"
"""The level whose territory no reform has changed: its total fits parts on any division."""
Family = tuple[Stretch, str, str]
"""Parts of one measure, the level they add up to, and the attribute that names their area on it."""

_TOTALS = """
select measure::varchar as measure, level::varchar as level, area::varchar as area, year, value,
  division::varchar as division
from present.observation
where source = $source and level in (select unnest($levels)) and measure in (select unnest($measures))
  and year between $first and $last and value is not null
order by measure, level, area, year
"""
_WITHHELD = "select 1 from present.observation where status = 'secret' and source in (select unnest(?)) limit 1"


def check(ledger: Ledger, made: Observations, places: Places, source: Source) -> None:
    """Warn where all parts of a stored total are delivered without it and their sum differs from it."""
    families = [] if source.additivity in NOT_ADDITIVE else list(_families(made))
    if not families or (not source.published and _holds_small(made, source)):
        return
    totals = _stored(made, families, source)
    delivered = {(stretch.measure, stretch.level): stretch for stretch in made.stretches()}
    for family in families:
        stretch, level, attribute = family
        above = totals.get((stretch.measure, level))
        if above is not None:
            above = above[_may_be_compared(made, family, above, delivered.get((stretch.measure, level)))]
        if above is not None and len(above):
            beside = _beside(made, stretch, above)
            parts, whole = (Stretch(stretch.measure, stretch.level, 0, stretch.end - stretch.start),
                            Stretch(stretch.measure, level, stretch.end - stretch.start, beside.size))  # fmt: skip
            _warn(ledger, beside, whole, totals_of(beside, parts, whole, attribute, places, source))


def _families(made: Observations) -> list[Family]:
    measures = catalogue().measures
    return [
        (stretch, level, attribute)
        for stretch in made.stretches()
        if measures[stretch.measure].kind == "count" and measures[stretch.measure].state_is_sum
        if not _may_hide(made.value[stretch.rows])
        for level, attribute in PARENTS.get(stretch.level, ())
    ]


def _may_hide(values: Floats) -> bool:
    """Whether zeros stand among numbers none of which is 1 or 2: they may be such, and the rest of a sum would tell."""
    positive = values[values > 0]
    return bool((values == 0).any() and positive.size and positive.min() >= DEFAULT_THRESHOLD)


def _holds_small(made: Observations, source: Source) -> bool:
    """Whether anything in a delivery of one's own may have to be withheld: then no rest of a sum is told."""
    wishes = [record.disclosure.smallest_count for record in catalogue().indicators.values()]
    few = (made.value > 0) & (made.value < max([source.threshold, *wishes]))
    return bool(few.any() or (made.status == CODE["secret"]).any())


def _stored(made: Observations, families: Sequence[Family], source: Source) -> dict[tuple[str, str], pd.DataFrame]:
    """The totals of this source in the version in use, by measure and level; none where none can be read."""
    asked = {
        "source": made.source,
        "levels": sorted({level for _, level, _ in families}),
        "measures": sorted({stretch.measure for stretch, _, _ in families}),
        "first": int(made.year.min()),
        "last": int(made.year.max()),
    }
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            attach(connection, versions.path_of(versions.current_version()), "present")
            if not source.published and connection.execute(_WITHHELD, [guarding.own_sources()]).fetchone():
                return {}
            rows = connection.execute(_TOTALS, asked).df()
    except (duckdb.Error, OSError, versions.StoreMissing):  # the comparison that follows says what is wrong
        return {}
    return {(str(measure), str(level)): frame for (measure, level), frame in rows.groupby(["measure", "level"])}


def _may_be_compared(made: Observations, family: Family, above: pd.DataFrame, delivered: Stretch | None) -> Any:
    """Which stored totals stand on the territory of their parts and are not in the delivery themselves."""
    stretch, level, _ = family
    size = len(made.division.words)
    pairs = np.unique(made.year[stretch.rows].astype(np.int64) * size + made.division.codes[stretch.rows])
    stands = {(int(pair) // size, made.division.words[int(pair) % size]) for pair in pairs}
    fits = [level == EVERYWHERE or pair in stands for pair in zip(above["year"], above["division"], strict=True)]
    if delivered is None:
        return np.array(fits, bool)
    rows = range(delivered.start, delivered.end)
    there = {(made.area.word(row), int(made.year[row])) for row in rows}
    keys = zip(above["area"], above["year"], strict=True)
    return np.array([fit and key not in there for fit, key in zip(fits, keys, strict=True)], bool)


def _beside(made: Observations, stretch: Stretch, above: pd.DataFrame) -> Observations:
    """The parts, and after them the stored totals, as if they stood in one file; no row of it has a total."""
    rows, size = stretch.rows, len(above)
    return Observations(
        source=made.source,
        measure=_joined(made.measure, rows, above["measure"]),
        level=_joined(made.level, rows, above["level"]),
        area=_joined(made.area, rows, above["area"]),
        sign=Column([], np.full(stretch.end - stretch.start + size, NONE, np.int16)),
        division=_joined(made.division, rows, above["division"]),
        year=np.concatenate([made.year[rows], above["year"].to_numpy(np.int32)]),
        value=np.concatenate([made.value[rows], above["value"].to_numpy(np.float64)]),
        status=np.concatenate([made.status[rows], np.full(size, CODE["value"], made.status.dtype)]),
        at=np.concatenate([made.at[rows], np.full(size, NONE, np.int64)]),  # noqa: PD008  no frame
    )


def _joined(column: Column, rows: slice, more: pd.Series) -> Column:
    """The cells of some rows and then more of them; words keep their places."""
    words = list(dict.fromkeys([*column.words, *more]))
    place = {word: at for at, word in enumerate(words)}
    added: Whole = np.array([place[word] for word in more], np.int32)
    return Column(words, np.concatenate([column.codes[rows].astype(np.int32), added]))


def _warn(ledger: Ledger, beside: Observations, whole: Stretch, totals: Totals) -> None:
    apart = np.abs(beside.value[totals.at] - totals.sums)
    wrong = np.flatnonzero(apart > totals.tolerance + DUST)
    label = catalogue().measures[whole.measure].label
    for place in wrong[:NAMED]:
        row = int(totals.at[place])  # noqa: PD008
        first = int(np.flatnonzero(totals.family == place)[0])
        ledger.add(
            "warning",
            f"{label} {beside.year[row]}, {area_name(whole.level, beside.area.word(row) or '')}: im Bestand steht "
            f"{full_number(beside.value[row])}, {parts_give(int(totals.parts[place]))} "
            f"{full_number(totals.sums[place])}.",
            int(beside.at[first]),  # noqa: PD008  no frame
        )
    if wrong.size > NAMED:
        rest = several(wrong.size - NAMED, "weitere Summe weicht", "weitere Summen weichen")
        ledger.add("warning", f"{label}: {rest} vom Bestand ab.")
