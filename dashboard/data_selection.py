"""What the reader chose on the page „Daten“ <-> the address bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from dashboard.problems import Problem, Problems, plain, refusal
from indicators import answers, holdings
from indicators.catalogue import catalogue
from indicators.holdings import Coverage

DEFAULT_SERIES = "sgb2_children_rate"
LEVEL_WORDS = {"district": "Kreise und Land", "municipality": "Gemeinden", "planning_area": "Planungsräume"}


@dataclass(frozen=True)
class DataSelection:
    """The series whose gaps are shown, and the indicator whose description is."""

    series: str = DEFAULT_SERIES
    level: str = "district"
    indicator: str | None = None
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What was wrong with the address."""

    @classmethod
    def of(cls, /, **raw: Any) -> DataSelection:
        """The nearest sensible choice for anything at all, wrong types included."""
        problems = Problems()
        indicator = _indicator(raw.get("indicator"), problems)
        series = _series(raw.get("series"), indicator, problems)
        return cls(series, _level(raw.get("level"), series, problems), indicator, problems.found)

    def coverage(self) -> Coverage:
        """The series as areas x years."""
        return holdings.coverage(self.series, self.level)

    def query(self) -> str:
        """For the address bar and for downloads."""
        if self.indicator:
            return urlencode({"indicator": self.indicator})
        return urlencode({"series": self.series, "level": self.level})


def page_of(indicator: str) -> str:
    """Where an indicator is described."""
    return f"/daten?indicator={indicator}"


def _indicator(value: Any, problems: Problems) -> str | None:
    """The indicator to be described; one whose figures nobody has delivered yet has a description too."""
    if isinstance(value, str) and value in catalogue().indicators:
        return value
    if value is not None:
        reason = refusal(lambda: answers.values(plain(value)))
        problems.add(reason, "Gezeigt wird die Seite „Daten“ mit allen Quellen.")
    return None


def _series(value: Any, indicator: str | None, problems: Problems) -> str:
    """An indicator or a measure with figures."""
    if isinstance(value, str) and holdings.is_known(value) and holdings.levels_of(value):
        return value
    usual = indicator if indicator and holdings.levels_of(indicator) else DEFAULT_SERIES
    if value is not None:
        reason = refusal(lambda: holdings.coverage(plain(value)))
        problems.add(reason, f"Gezeigt wird: {catalogue().indicators[usual].short_title}.")
    return usual


def _level(value: Any, series: str, problems: Problems) -> str:
    """A level on which the series is shown."""
    known = holdings.levels_of(series)
    if isinstance(value, str) and value in known:
        return value
    if value is not None:
        reason = refusal(lambda: holdings.coverage(series, plain(value)))
        problems.add(reason, f"Gezeigt wird die Ebene: {LEVEL_WORDS[known[0]]}.")
    return known[0]
