"""Leaps that somebody has confirmed before: both of their figures stand unchanged in the version in use."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from indicators import versions
from indicators.assembling import SETTINGS
from indicators.deliveries.codes import Long, Mask
from indicators.deliveries.observations import Observations
from indicators.merging import attach

_STANDS = """
select asked.at from asked
join present.observation as after on after.measure::varchar = asked.measure and after.level::varchar = asked.level
  and after.area::varchar = asked.area and after.year = asked.year and after.value = asked.value
join present.observation as earlier on earlier.measure = after.measure and earlier.level = after.level
  and earlier.area = after.area and earlier.year = asked.year_before and earlier.value = asked.before
"""


def stand_already(made: Observations, places: Long) -> Mask:
    """Per place of a leap, whether the version in use holds it; False for all where none can be read.

    A place is the row of the later figure; the earlier one stands in the row above it.
    """
    known = np.zeros(len(places), bool)
    if not len(places):
        return known
    earlier = places - 1
    asked = {
        "at": np.arange(len(places)),
        **{name: [getattr(made, name).word(int(at)) for at in places] for name in ("measure", "level", "area")},
        "year": made.year[places],
        "value": made.value[places],
        "year_before": made.year[earlier],
        "before": made.value[earlier],
    }
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            attach(connection, versions.path_of(versions.current_version()), "present")
            connection.register("asked", pa.table(asked))
            found = connection.execute(_STANDS).fetchnumpy()["at"]
    except (duckdb.Error, OSError, versions.StoreMissing):  # the comparison that follows says what is wrong
        return known
    known[found.astype(np.int64)] = True
    return known
