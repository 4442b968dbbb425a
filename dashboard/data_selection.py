"""What the reader chose on the page „Daten“ <-> the address bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indicators import holdings
from indicators.catalogue import catalogue
from indicators.holdings import Coverage

DEFAULT_SERIES = "sgb2_children_rate"


@dataclass(frozen=True)
class DataSelection:
    """The series whose gaps are shown, and the indicator whose description is."""

    series: str = DEFAULT_SERIES
    level: str = "district"
    indicator: str | None = None

    @classmethod
    def of(cls, /, **raw: Any) -> DataSelection:
        """The nearest sensible choice for anything at all."""
        indicator, series, level = (raw.get(name) for name in ("indicator", "series", "level"))
        if not (isinstance(indicator, str) and indicator in catalogue().indicators):
            indicator = None
        known = holdings.levels_of(series) if isinstance(series, str) and holdings.is_known(series) else []
        if not known:
            series, known = indicator or DEFAULT_SERIES, holdings.levels_of(indicator or DEFAULT_SERIES)
        return cls(str(series), level if isinstance(level, str) and level in known else known[0], indicator)

    def coverage(self) -> Coverage:
        """The series as areas x years."""
        return holdings.coverage(self.series, self.level)

    def query(self) -> str:
        """For the address bar and for downloads."""
        return urlencode({"series": self.series, "level": self.level})


def page_of(indicator: str) -> str:
    """Where an indicator is described."""
    return f"/daten?indicator={indicator}"
