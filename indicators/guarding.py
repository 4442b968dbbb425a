"""Which cells of one's own deliveries must not leave the house, worked out once when a version is built."""

from __future__ import annotations

import pandas as pd

from indicators.catalogue import catalogue


def own_sources() -> list[str]:
    """Sources whose figures no office has published and which are therefore guarded here."""
    return sorted(key for key, source in catalogue().sources.items() if not source.published)


def withheld(rows: pd.DataFrame) -> pd.DataFrame:
    """The cells of `rows` (COLUMNS of a version) to withhold: measure, level, area, year."""
    return rows.iloc[:0]
