"""What the reader chose <-> the address bar.

`Selection.of` turns whatever the browser sent into the nearest sensible choice; nothing deeper checks for `None`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from dashboard.figures.classes import BASES, METHODS, Classing
from dashboard.parameters import nearest, several, whole
from dashboard.problems import Problem, Problems, area_words, plain, refusal, said
from geo import areas as geography
from indicators import answers
from indicators.answers import Answer
from indicators.catalogue import catalogue

DEFAULT_INDICATOR = "sgb2_children_rate"
MOST_AREAS = 6
SHOWN = {"value": "Wert", "change": f"Veränderung in {answers.CHANGE_YEARS} Jahren"}
MAP_LEVELS = ("district", "municipality", "planning_area")
OWN = "planning_area"
WITH_EISENACH = "Gezeigt wird der Wartburgkreis mit Eisenach."
TERRITORIES = {
    "merged": "mit Eisenach im Wartburgkreis",
    "published": "veröffentlicht (Eisenach kreisfrei)",
    "2021": "umgerechnet auf den 01.07.2021",
}
"""What the menu and a notice call them; `parts.atlas_options.territories` says it where there is only one."""
GROUP_WORDS = {
    "state": "Thüringen",
    "country": "Deutschland",
    "rural": "Landkreise zusammen",
    "urban": "kreisfreie Städte zusammen",
}
GROUPS = tuple(GROUP_WORDS)
QUANTILE = f"Gezeigt werden {METHODS['quantile']}."
NEWEST = "Gezeigt werden Grenzen aus dem neuesten Jahr."
ALL_OFFICES = "Gezeigt wird das ganze Menü."


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
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What was wrong with the address."""

    @classmethod
    def of(cls, /, **raw: Any) -> Selection:
        """The nearest sensible choice for anything at all, wrong types included."""
        problems = Problems()
        indicator = _indicator(raw.get("indicator"), problems)
        level, division = _level(raw, indicator, problems)
        one_of = problems.one_of
        draft = cls(
            indicator=indicator,
            level=level,
            division=division,
            show=one_of(raw.get("show"), SHOWN, "value", "Die Anzeige", "Gezeigt wird der Wert."),
            territory=one_of(raw.get("territory"), TERRITORIES, "merged", "Den Gebietsbezug", WITH_EISENACH),
            method=one_of(raw.get("method"), METHODS, "quantile", "Die Klassenbildung", QUANTILE),
            classes=_classes(raw.get("classes"), problems),
            basis=one_of(raw.get("basis"), BASES, "newest", "Die Grenzen", NEWEST),
            department=one_of(raw.get("department"), ["", *catalogue().departments], "", "Das Amt", ALL_OFFICES),
        )
        if draft.territory not in answers.differing(indicator, level):
            draft = replace(draft, territory="merged")  # the same figures, and no claim about Eisenach
        if draft.show == "change" and not can_change(draft):
            problems.add(
                refusal(lambda: answers.changes(indicator))
                or f"Für „{_title(indicator)}“ gibt es keine zwei Jahre im Abstand von {answers.CHANGE_YEARS} Jahren.",
                "Gezeigt wird der Wert.",
            )
            draft = replace(draft, show="value")
        return replace(draft._fitted(raw, problems), problems=problems.found)

    def _fitted(self, raw: Mapping[str, Any], problems: Problems) -> Selection:
        """Year, areas, method and comparison brought to what the answer holds."""
        answer = self.answer()
        year = self._year(raw.get("year"), answer, problems)
        against = _against(raw.get("against"), answer)
        groups = comparable_groups(answer, year)
        if not (against.startswith("year:") or against in groups or against in comparable_districts(self)):
            against = groups[0] if groups else ""
        if raw.get("against") not in (None, "", against):
            shown = {"": "Gezeigt wird kein Vergleich.", "state": "Gezeigt wird der Vergleich mit Thüringen."}.get(
                against, "Gezeigt wird der übliche Vergleich."
            )
            problems.add(
                f"Mit „{said(raw['against'])}“ lässt sich hier nicht vergleichen.",
                shown,
                on_page=f"Mit {_named(raw['against'])} lässt sich hier nicht vergleichen.",
            )
        method = self.method
        if method == "deviation" and answers.comparison(answer, "state", year).value is None:
            method = "quantile"
            problems.add(f"Für „{_title(self.indicator)}“ gibt es keinen Wert Thüringens, von dem abzuweichen wäre.",
                         QUANTILE)  # fmt: skip
        areas = self._areas(raw.get("areas"), problems)
        return replace(self, year=year, areas=areas, against=against, method=method)

    def _year(self, value: Any, answer: Answer, problems: Problems) -> int:
        """The year itself where the answer has it, else the nearest."""
        year = nearest(whole(value, _opening_year(answer)), answer.years)
        if value is not None and str(value) != str(year):
            reason = (
                refusal(lambda: self._asked(year=answers.year_of(plain(value))))
                or f"Für {said(value)} gibt es keine Veränderung in {answers.CHANGE_YEARS} Jahren."
            )
            problems.add(reason, f"Gezeigt wird {year}.")
        return year

    def _areas(self, value: Any, problems: Problems) -> tuple[str, ...]:
        """The areas that exist on this level, each once."""
        known = {area.key for area in geography.areas(self.level, self.division or None)}
        asked = several(value)
        problems.areas(asked, known, MOST_AREAS, lambda area: refusal(lambda: self._asked(areas=[area])))
        return tuple(dict.fromkeys(area for area in asked if area in known))[:MOST_AREAS]

    def _asked(self, **more: Any) -> Answer:
        """The values (never the changes) of this view. Raises UnknownChoice."""
        return answers.values(
            self.indicator, level=self.level, territory=self.territory, division=self.division or None, **more
        )

    def answer(self) -> Answer:
        """The values this view shows, all years."""
        ask = answers.changes if self.show == "change" else answers.values
        return ask(self.indicator, level=self.level, territory=self.territory, division=self.division or None)

    def in_a_year_with_values(self) -> Selection:
        """The same view; a change that no area has in this year moves to the newest year in which one has."""
        answer = self.answer()
        year = _opening_year(answer)
        if not answer.is_change or answer.printed(self.year) or year == self.year:
            return self
        return Selection.of(**{**asdict(self), "year": year})

    @property
    def classing(self) -> Classing:
        """How the map is divided into classes; where each year has a scale of its own, it has limits of its own."""
        own_scale = answers.indicator(self.indicator).ranks_only
        return Classing(self.method, self.classes, "chosen" if own_scale else self.basis)

    def query(self) -> str:
        """For the address bar: only what differs from the default, the indicator and year always."""
        standard = Selection()
        kept = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name != "problems"
            and (one.name in ("indicator", "year") or getattr(self, one.name) != getattr(standard, one.name))
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


def _title(indicator: str) -> str:
    return answers.indicator(indicator).short_title


def _indicator(value: Any, problems: Problems) -> str:
    """An indicator a map can show; not one whose planning areas nobody has handed in."""
    if isinstance(value, str) and value in answers.offered() and map_levels(value):
        return value
    if value is not None:
        reason = refusal(lambda: answers.values(plain(value))) or f"„{said(value)}“ zeigt keine Karte."
        problems.add(reason, f"Gezeigt wird: {_title(_usual_indicator())}.")
    return _usual_indicator()


def _usual_indicator() -> str:
    """The indicator of the first page; of a store without its figures the first that a map can show."""
    if DEFAULT_INDICATOR in answers.offered():
        return DEFAULT_INDICATOR
    return next((key for key in answers.offered() if map_levels(key)), DEFAULT_INDICATOR)


def _level(raw: Mapping[str, Any], indicator: str, problems: Problems) -> tuple[str, str]:
    """Level and set of planning areas: `planning_area:planung-jena` or two parts of the address."""
    possible = map_levels(indicator)
    asked, _, division = value.partition(":") if isinstance(value := raw.get("level"), str) else (value, "", "")
    level = asked if isinstance(asked, str) and asked in possible else possible[0]
    instead = f"Gezeigt wird die Ebene: {geography.LEVELS[level]}."
    if asked not in (None, level):
        reason = f"Die Ebene „{said(asked)}“ zeigt die Karte für „{_title(indicator)}“ nicht."
        problems.add(f"{reason} Möglich: {', '.join(possible)}.", instead)
    sets = answers.planning_divisions(indicator) if level == OWN else [""]
    wished = division or raw.get("division")
    if wished in (None, "") or (isinstance(wished, str) and wished in sets):
        return level, wished or sets[0]
    problems.add(refusal(lambda: answers.values(indicator, level=level, division=plain(wished))), instead)
    return level, sets[0]


def _classes(value: Any, problems: Problems) -> int:
    count = min(max(whole(value, 5), 3), 7)
    if value is not None and str(value) != str(count):
        problems.add(f"„{said(value)}“ Klassen gibt es nicht. Möglich: 3 bis 7.", f"Gezeigt werden {count} Klassen.")
    return count


def _against(value: Any, answer: Answer) -> str:
    """A comparison as text; `year:2019` only for a year there is, and not for changes, which span years already."""
    if not isinstance(value, str):
        return ""
    if not value.startswith("year:"):
        return value
    year = whole(value.removeprefix("year:"), 0)
    return f"year:{year}" if year in answer.years and not answer.is_change else ""


def _named(against: Any) -> str:
    """What a reader calls something to compare with: a group, a year, an area; else what was asked for."""
    text = plain(against)
    if text.startswith("year:"):
        return f"dem Jahr {said(text.removeprefix('year:'))}"
    if text in GROUP_WORDS:
        return f"„{GROUP_WORDS[text]}“"
    return f"dem {area_words(text)}" if text.isdecimal() else f"„{said(text)}“"


def _opening_year(answer: Answer) -> int:
    """The newest year; of changes, which a break can leave without any, the newest in which an area has one."""
    years = [year for year in answer.years if answer.printed(year)] if answer.is_change else []
    return years[-1] if years else answer.years[-1]
