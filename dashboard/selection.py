"""What the reader chose <-> the address bar.

`Selection.of` turns whatever the browser sent into the nearest sensible choice; nothing deeper checks for `None`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from dashboard.figures.classes import BASES, METHODS, Classing
from geo import areas as geography
from indicators import answers
from indicators.answers import Answer
from indicators.catalogue import catalogue

DEFAULT_INDICATOR = "sgb2_children_rate"
MOST_AREAS = 6
SHOWN = {"value": "Wert", "change": f"Veränderung in {answers.CHANGE_YEARS} Jahren"}
GROUPS = ("state", "country", "rural", "urban")
MAP_LEVELS = ("district", "municipality", "planning_area")
OWN = "planning_area"


@dataclass(frozen=True)
class Selection:
    """One view of the Atlas; every combination that can be made is one that can be shown."""

    indicator: str = DEFAULT_INDICATOR
    level: str = "district"
    division: str = ""
    """Which set of planning areas, where the level is theirs."""
    year: int = 0
    areas: tuple[str, ...] = ()
    show: str = "value"
    territory: str = "merged"
    method: str = "quantile"
    classes: int = 5
    basis: str = "newest"
    against: str = "state"
    department: str = ""

    @classmethod
    def of(cls, /, **raw: Any) -> Selection:
        """The nearest sensible choice for anything at all, wrong types included."""
        book = answers.offered()
        indicator = raw.get("indicator")
        indicator = indicator if isinstance(indicator, str) and indicator in book else DEFAULT_INDICATOR
        if not (possible := map_levels(indicator)):  # a record whose planning areas nobody has handed in
            indicator = DEFAULT_INDICATOR
            possible = map_levels(indicator)
        asked, _, division = _text(raw.get("level")).partition(":")
        level = _one_of(asked, possible, possible[0])
        sets = answers.planning_divisions(indicator) if level == OWN else [""]
        draft = cls(
            indicator=indicator,
            level=level,
            division=_one_of(division or raw.get("division"), sets, sets[0]),
            show=_one_of(raw.get("show"), SHOWN, "value"),
            territory=_one_of(raw.get("territory"), answers.TERRITORIES, "merged"),
            method=_one_of(raw.get("method"), METHODS, "quantile"),
            classes=min(max(_whole(raw.get("classes"), 5), 3), 7),
            basis=_one_of(raw.get("basis"), BASES, "newest"),
            department=_one_of(raw.get("department"), catalogue().departments, ""),
        )
        if draft.show == "change" and not can_change(draft):
            draft = replace(draft, show="value")
        return draft._fitted(raw)

    def _fitted(self, raw: Mapping[str, Any]) -> Selection:
        """Year, areas, method and comparison brought to what the answer holds."""
        answer = self.answer()
        known = {area.key for area in geography.areas(self.level, self.division or None)}
        areas = tuple(dict.fromkeys(area for area in _several(raw.get("areas")) if area in known))[:MOST_AREAS]
        year = _nearest(_whole(raw.get("year"), answer.years[-1]), answer.years)
        against = _against(raw.get("against"), answer)
        groups = comparable_groups(answer, year)
        if not (against.startswith("year:") or against in groups or against in comparable_districts(self)):
            against = groups[0] if groups else ""
        method = self.method
        if method == "deviation" and answers.comparison(answer, "state", year).value is None:
            method = "quantile"
        return Selection(**{**asdict(self), "year": year, "areas": areas, "against": against, "method": method})

    def answer(self) -> Answer:
        """The values this view shows, all years."""
        ask = answers.changes if self.show == "change" else answers.values
        return ask(self.indicator, level=self.level, territory=self.territory, division=self.division or None)

    @property
    def classing(self) -> Classing:
        """How the map is divided into classes."""
        return Classing(self.method, self.classes, self.basis)

    def query(self) -> str:
        """For the address bar: only what differs from the default, the indicator and year always."""
        standard = Selection()
        kept = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name in ("indicator", "year") or getattr(self, field.name) != getattr(standard, field.name)
        }
        return urlencode(
            {key: ",".join(value) if isinstance(value, tuple) else value for key, value in kept.items()}, safe=",:"
        )


def map_levels(indicator: str) -> list[str]:
    """The levels of an indicator a map can show; planning areas only where a set with figures was handed in."""
    known = [level for level in answers.levels(indicator) if level in MAP_LEVELS]
    return [level for level in known if level != OWN or answers.planning_divisions(indicator)]


def comparable_groups(answer: Answer, year: int) -> tuple[str, ...]:
    """What areas may be held against beside each other."""
    if answer.record.kind == "count" and not answer.is_change:
        # A district's count beside the count of the whole state says nothing; other districts and years do.
        return ()
    if answer.level != OWN:
        return GROUPS
    # A survey of one's own often stops at the border of the town.
    return tuple(group for group in GROUPS if answers.comparison(answer, group, year).value is not None)


def comparable_districts(chosen: Selection) -> set[str]:
    """Districts that areas may be held against: any for districts, for planning areas those they lie in."""
    if chosen.level == OWN and "district" in answers.levels(chosen.indicator):
        return {area.district for area in geography.areas(OWN, chosen.division)}
    return {area.key for area in geography.areas("district")} if chosen.level == "district" else set()


def can_change(chosen: Selection) -> bool:
    """Whether any year of the indicator has a partner some years before."""
    answer = replace(chosen, show="value").answer()
    earlier = {year + answers.CHANGE_YEARS for year in answer.years}
    return not answer.record.ranks_only and bool(earlier & set(answer.years))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _one_of(value: Any, known: Any, default: str) -> str:
    return value if isinstance(value, str) and value in known else default


def _against(value: Any, answer: Answer) -> str:
    """A comparison as text; `year:2019` only for a year there is, and not for changes, which span years already."""
    if not isinstance(value, str):
        return ""
    if not value.startswith("year:"):
        return value
    year = _whole(value.removeprefix("year:"), 0)
    return f"year:{year}" if year in answer.years and not answer.is_change else ""


def _whole(value: Any, default: int) -> int:
    try:
        return int(str(value)[:9])
    except ValueError:
        return default


def _several(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return value.split(",")
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else ()


def _nearest(year: int, years: Sequence[int]) -> int:
    """The year itself, else the closest one, the later of two."""
    return min(years, key=lambda known: (abs(known - year), -known))
