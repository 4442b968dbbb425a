"""What the reader of the page Zusammenhänge chose <-> the address bar; every choice can be shown or explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from geo import areas as geography
from indicators import answers, correlation_matrix, pairs
from indicators.answers import Answer
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.correlation_matrix import Method
from indicators.pairs import Pair, Relation
from indicators.relations import NotRelatable

X, Y = "unemployment_rate", "sgb2_children_rate"
MOST_AREAS = 6
SIDES = ("both", "x", "y")
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

    @classmethod
    def of(cls, /, **raw: Any) -> Choice:
        """The nearest sensible choice for anything at all, wrong types included."""
        x = _rate(raw.get("x"), X)
        y = _rate(raw.get("y"), Y)
        known = set(pairs.area_keys())
        areas = tuple(dict.fromkeys(area for area in _several(raw.get("areas")) if area in known))[:MOST_AREAS]
        year = nearest_year(raw.get("year"), pairs.common_years(x, y))
        side = _one_of(raw.get("side"), SIDES, "both")
        if not cls(x, y, year, areas, side).side_years():
            side = "both"
        return cls(
            x,
            y,
            year,
            areas,
            side,
            _other(raw.get("other"), cls(x, y, year, areas, side)),
            _one_of(raw.get("group"), correlation_matrix.titles(), correlation_matrix.CORE),
            "spearman" if raw.get("method") == "spearman" else "pearson",
            _members(raw) if raw.get("group") == correlation_matrix.OWN else (),
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
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name in ("x", "y", "year")
            or (field.name == "members" and self.group == correlation_matrix.OWN)
            or getattr(self, field.name) != getattr(standard, field.name)
        }
        return urlencode(
            {key: ",".join(value) if isinstance(value, tuple) else value for key, value in kept.items()}, safe=","
        )


def nearest_year(wished: Any, shared: dict[int, int]) -> int:
    """The wished year or the closest one, the latest usable one without a wish; 0 where there is none."""
    if not shared:
        return 0
    year = _whole(wished)
    if not year:
        return pairs.latest_year(shared)
    return min(shared, key=lambda known: (abs(known - year), -known))


def district_options() -> list[dict[str, Any]]:
    """What can be searched for on the map."""
    return [
        {"label": area.name, "value": area.key, "group": area.type, "words": [area.full_name, area.key]}
        for area in geography.areas("district", pairs.TERRITORY)
    ]


def _other(wished: Any, draft: Choice) -> int:
    years = draft.side_years()
    if not years:
        return 0
    year = _whole(wished) or draft.year - YEARS_BACK
    return min(years, key=lambda known: (abs(known - year), -known))


def _members(raw: dict[str, Any]) -> tuple[str, ...]:
    """The indicators of the reader's own matrix; before anything was chosen, the core ones. None at all stays none."""
    if raw.get("members") is None:
        return tuple(record.id for record in correlation_matrix.members(correlation_matrix.CORE))
    known = [key for key in _several(raw["members"]) if key and _rate(key, "") == key]
    return tuple(dict.fromkeys(known))[: correlation_matrix.MOST_INDICATORS]


def _rate(value: Any, default: str) -> str:
    book = answers.offered()
    return value if isinstance(value, str) and value in book and pairs.is_offered(book[value]) else default


def _one_of(value: Any, known: Any, default: str) -> str:
    return value if isinstance(value, str) and value in known else default


def _whole(value: Any) -> int:
    try:
        return int(str(value)[:9])
    except ValueError:
        return 0


def _several(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return value.split(",")
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else ()
