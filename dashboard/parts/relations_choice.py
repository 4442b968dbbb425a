"""What the reader of the page Zusammenhänge chose <-> the address bar; every choice can be shown or explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from dashboard.parameters import nearest, several, whole
from dashboard.problems import Problem, Problems, in_titles, plain, refusal, said
from indicators import answers, correlation_matrix, pairs, profiles
from indicators.answers import Answer
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.correlation_matrix import METHODS, Method
from indicators.pairs import Pair, Relation
from indicators.relations import NotRelatable

X, Y = "unemployment_rate", "sgb2_children_rate"
MOST_AREAS = 6
SIDES = {"both": "beide Indikatoren", "x": "zwei Jahre des ersten", "y": "zwei Jahre des zweiten"}
BESIDE = "Gezeigt werden beide Indikatoren nebeneinander."
OTHER_ALONE = "Das zweite Jahr{} wirkt nur, wenn ein Indikator in zwei Jahren gezeigt wird{}."
MEMBERS_ALONE = "Einzelne Indikatoren{} wirken nur in der eigenen Auswahl der Korrelationstafel{}."
"""With the names of the parameters for who asks by address, without them for a reader of the page."""
YEARS_BACK = 5
"""How far back the second map looks unless the reader says otherwise."""


@dataclass(frozen=True)
class Choice:
    """One view of the page."""

    x: str = X
    y: str = Y
    year: int = 0
    """0: the two share no year."""
    areas: tuple[str, ...] = ()
    side: str = "both"
    other: int = 0
    """Year of the left map where two years stand side by side."""
    group: str = correlation_matrix.CORE
    method: Method = "pearson"
    members: tuple[str, ...] = ()
    """What the reader's own matrix is made of; empty unless `group` is that."""

    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What was wrong with the address."""

    @classmethod
    def of(cls, /, **raw: Any) -> Choice:
        """The nearest sensible choice for anything at all, wrong types included."""
        problems = Problems()
        x, y = _checked_rate(raw.get("x"), X, problems), _checked_rate(raw.get("y"), Y, problems)
        draft = cls(x, y, _year(raw.get("year"), x, y, problems), _areas(raw.get("areas"), problems))
        group = problems.one_of(
            raw.get("group"), correlation_matrix.titles(), correlation_matrix.CORE, "Die Auswahl",
            "Gezeigt werden die Kernindikatoren.",
        )  # fmt: skip
        method = problems.one_of(
            raw.get("method"), METHODS, "pearson", "Das Maß", f"Gezeigt wird {METHODS['pearson']}."
        )
        side = problems.one_of(raw.get("side"), SIDES, "both", "Die Gegenüberstellung", BESIDE)
        _note_without_effect(raw, group, problems)
        if side != "both" and not replace(draft, side=side).side_years():
            title = answers.indicator(x if side == "x" else y).short_title
            problems.add(f"Für „{title}“ gibt es kein zweites Jahr, das daneben stehen kann.", BESIDE)
            side = "both"
        draft = replace(draft, side=side)
        return replace(
            draft,
            other=_other(raw.get("other"), draft, problems),
            group=group,
            method="spearman" if method == "spearman" else "pearson",
            members=_members(raw, problems) if group == correlation_matrix.OWN else (),
            problems=problems.found,
        )

    def pair(self) -> Pair:
        """Both indicators in the chosen year. Raises NotRelatable where they share none."""
        return pairs.pair(self.x, self.y, self.year or None)

    def related(self) -> tuple[Pair | None, Relation | None, str]:
        """The pair, its relation and what stands in the way of either, as a German sentence."""
        pair = None
        try:
            pair = self.pair()
            return pair, pairs.relation(pair), ""
        except NotRelatable as problem:
            return pair, None, str(problem)

    def side_answer(self) -> Answer:
        """The indicator whose two years stand side by side."""
        return answers.values(self.x if self.side == "x" else self.y, territory=pairs.TERRITORY)

    def side_years(self) -> list[int]:
        """Years that can stand beside the chosen one; none for a score that is scaled anew every year (I-08)."""
        if self.side == "both" or not self.year:
            return []
        answer = self.side_answer()
        return [] if answer.record.ranks_only else [year for year in answer.years if year != self.year]

    def matrix_records(self) -> list[Indicator]:
        """What the matrix is made of, by department."""
        if self.group != correlation_matrix.OWN:
            return correlation_matrix.members(self.group)
        return correlation_matrix.ordered([catalogue().indicators[key] for key in self.members])

    def query(self) -> str:
        """For the address bar and downloads: both indicators and the year always, the rest where it differs."""
        standard = Choice()
        kept = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name in ("x", "y", "year")
            or (one.name == "members" and self.group == correlation_matrix.OWN)
            or (one.name != "problems" and getattr(self, one.name) != getattr(standard, one.name))
        }
        return urlencode(
            {key: ",".join(value) if isinstance(value, tuple) else value for key, value in kept.items()}, safe=","
        )


def nearest_year(wished: Any, shared: dict[int, int]) -> int:
    """The wished year or the closest one, the latest usable one without a wish; 0 where there is none."""
    if not shared:
        return 0
    year = whole(wished, 0)
    return nearest(year, shared) if year else pairs.latest_year(shared)


def _note_without_effect(raw: Mapping[str, Any], group: str, problems: Problems) -> None:
    """What is read only together with another part of the address, and stands there alone."""
    if raw.get("other") is not None and raw.get("side") in (None, "both"):
        said = f"{OTHER_ALONE} Möglich: x, y."
        problems.add(said.format(" (other)", " (side)"), BESIDE, on_page=in_titles(said.format("", ""), SIDES))
    if raw.get("members") is not None and raw.get("group") in (None, group) and group != correlation_matrix.OWN:
        titles = correlation_matrix.titles()
        said = f"{MEMBERS_ALONE} Möglich: {correlation_matrix.OWN}."
        shown = f"Gezeigt wird die Tafel: {titles[group]}."
        problems.add(said.format(" (members)", " (group)"), shown, on_page=in_titles(said.format("", ""), titles))


def _checked_rate(value: Any, default: str, problems: Problems) -> str:
    """An indicator that can be set against another."""
    found = _rate(value, default)
    if value is not None and value != found:
        reason = refusal(lambda: pairs.rate(plain(value))) or f"„{said(value)}“ lässt sich hier nicht vergleichen."
        problems.add(reason, f"Gezeigt wird: {answers.indicator(found).short_title}.")
    return found


def _year(value: Any, x: str, y: str, problems: Problems) -> int:
    """A year the two share; what stands in the way of any is said on the page itself."""
    year = nearest_year(value, pairs.common_years(x, y))
    if value is not None and year and str(value) != str(year):
        reason = refusal(lambda: pairs.pair(x, y, answers.year_of(plain(value))))
        problems.add(reason, f"Gezeigt wird {year}.")
    return year


def _areas(value: Any, problems: Problems) -> tuple[str, ...]:
    """Districts of 2021-07-01, each once."""
    asked, known = several(value), pairs.area_keys()
    problems.areas(asked, known, MOST_AREAS, lambda area: refusal(lambda: profiles.area_of(area)))
    return tuple(dict.fromkeys(area for area in asked if area in known))[:MOST_AREAS]


def _other(wished: Any, draft: Choice, problems: Problems) -> int:
    """The year of the left map where two years stand side by side."""
    years = draft.side_years()
    if not years:
        return 0
    found = nearest(whole(wished, 0) or draft.year - YEARS_BACK, years)
    if wished is not None and str(wished) != str(found):
        title = draft.side_answer().record.short_title
        problems.add(f"„{said(wished)}“ kann für „{title}“ nicht daneben stehen.", f"Gezeigt wird daneben {found}.")
    return found


def _members(raw: dict[str, Any], problems: Problems) -> tuple[str, ...]:
    """The indicators of the reader's own matrix; before anything was chosen, the core ones. None at all stays none."""
    if raw.get("members") is None:
        return tuple(record.id for record in correlation_matrix.members(correlation_matrix.CORE))
    asked = [key for key in several(raw["members"]) if key]
    known = [key for key in asked if _rate(key, "") == key]
    for key in (key for key in asked if key not in known):
        problems.add(
            refusal(lambda key=key: pairs.rate(key)) or f"„{said(key)}“ hat in der Tafel keinen Platz.",  # type: ignore[misc]
            "Gezeigt wird die Tafel ohne diesen Indikator.",
        )
    most = correlation_matrix.MOST_INDICATORS
    if len(set(known)) > most:
        reason = f"Eine Korrelationstafel hat höchstens {most} Indikatoren."
        problems.add(reason, f"Gezeigt werden die ersten {most}.")
    return tuple(dict.fromkeys(known))[:most]


def _rate(value: Any, default: str) -> str:
    book = answers.offered()
    return value if isinstance(value, str) and value in book and pairs.is_offered(book[value]) else default
