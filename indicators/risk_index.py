"""The social index of the 22 districts: which indicators it may be made of, for which year, and what comes out.

Asks the door for every value (restated to the districts of 2021-07-01) and hands the arithmetic to `poverty_risk`.
Rules of this module: a component is a rate with a direction; a year counts where at least half of the areas have a
value of every component; an index opens on the latest year that also has the values `SPAN` years before; the scale is
fixed to that opening year where the method allows a fixed one; unreliable and excluded values count as unknown (I-05).
Everything that cannot be answered raises `UnknownChoice` with a German sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np

from geo import areas as geography
from indicators import answers, poverty_risk
from indicators.answer import NOT_RANKED
from indicators.answers import Answer, Row, UnknownChoice
from indicators.catalogue import new_bases_of
from indicators.catalogue.records import Indicator
from indicators.measures import Floats
from indicators.poverty_risk.recipe import Aggregation, Normalisation
from indicators.restating import RESTATED
from indicators.risk_index_question import SPAN, Question, component, refusing
from indicators.trend import across

TERRITORY = RESTATED
LEAST_KNOWN = 0.5
"""Share of the areas that must have a value before a year counts for a component; our own choice."""
GISD = "gisd_score"


@dataclass(frozen=True, eq=False)
class RiskIndex:
    """The answer to a question: the index with everything that must stand beside it."""

    question: Question
    year: int
    years: tuple[int, ...]
    """Years for which every component has values."""
    moving_years: tuple[int, ...]
    """Those of them that also have the values `question.span` years before."""
    records: tuple[Indicator, ...]
    recipe: poverty_risk.Recipe
    figures: poverty_risk.Figures
    result: poverty_risk.IndexResult
    moved: poverty_risk.DynamicsResult
    matrix: poverty_risk.Matrix
    now: Mapping[tuple[str, str], Row]
    """(area, component) -> row of the year."""
    before: Mapping[tuple[str, str], Row]
    """The same `span` years earlier; empty where there is none."""
    names: Mapping[str, str]

    @property
    def earlier_year(self) -> int:
        """The year the dynamics start from."""
        return self.year - self.question.span

    @property
    def has_dynamics(self) -> bool:
        """Whether every component has values in both years."""
        return self.year in self.moving_years

    def across(self, record: Indicator) -> str:
        """`über die neue Bevölkerungsbasis 2022 hinweg` where a component's change reaches across one; else nothing."""
        return across(new_bases_of(record), self.earlier_year, self.year) if self.has_dynamics else ""

    def ranked(self) -> list[poverty_risk.AreaScore]:
        """The areas, heaviest burden first; areas without an index last."""
        return sorted(
            self.result.areas, key=lambda item: (item.rank or math.inf, geography.sort_key(self.names[item.area]))
        )

    def change(self, area: str, key: str) -> float | None:
        """Change of a component over the span in its unit; None without both values or across a break."""
        now, before = self.now.get((area, key)), self.before.get((area, key))
        record = next(record for record in self.records if record.id == key)
        if now is None or before is None or not (_counts(now) and _counts(before)) or _broken(record, now, before):
            return None
        return now.value - before.value


def asked(question: Question) -> RiskIndex:
    """The index for a question; without a year its opening year. Raises UnknownChoice."""
    with refusing():
        return _answered(answers.data_version(), question)


def bands(found: RiskIndex) -> poverty_risk.UncertaintyResult:
    """Rank bands from 1,000 draws with the fixed seed of `poverty_risk`."""
    return _bands(answers.data_version(), found.question)


def gisd(year: int) -> tuple[int, dict[str, Row]]:
    """The year of the GISD nearest to `year` (the later of two), and its rows by area."""
    answer = _values(GISD)
    near = min(answer.years, key=lambda known: (abs(known - year), -known))
    return near, {row.area: row for row in answer.rows[near]}


def furthest_from_gisd(found: RiskIndex) -> tuple[str, int, int] | None:
    """The area whose rank differs most from its rank in the GISD, with both ranks; None where nothing can be compared.

    Both rank the heaviest burden first.
    """
    _, rows = gisd(found.year)
    pairs = [
        (item.area, item.rank, rows[item.area].rank)
        for item in found.ranked()
        if item.rank and item.area in rows and rows[item.area].rank
    ]
    return max(pairs, key=lambda pair: abs(pair[1] - pair[2]), default=None)


@lru_cache(maxsize=256)
def _bands(_version: str, question: Question) -> poverty_risk.UncertaintyResult:
    found = asked(question)
    return poverty_risk.uncertainty(found.recipe, found.figures)


@lru_cache(maxsize=256)
def _answered(_version: str, question: Question) -> RiskIndex:
    records = [component(key) for key, _ in question.weights]
    labels = [record.short_title for record in records]
    shares = poverty_risk.weight_shares([weight for _, weight in question.weights], labels, at_least=2)
    # What weighs nothing must not decide which years there are.
    kept = [(record, weight) for record, (_, weight), share in zip(records, question.weights, shares, strict=True)
            if share > 0]  # fmt: skip
    series = {record.id: _values(record.id) for record, _ in kept}
    years = _common_years(list(series.values()))
    year = question.year if question.year is not None else _opening_year(years, question.span)
    if year not in years:
        known = ", ".join(str(item) for item in sorted(years))
        raise UnknownChoice(f"Für {year} liegen nicht alle Bestandteile vor. Möglich: {known}.")
    recipe = _recipe(question, kept, year, _opening_year(years, SPAN))
    areas = [area.key for area in geography.areas("district", TERRITORY)]
    # Half of the components in both years would be a change of something else: all of them, or no dynamics at all.
    earlier = year - question.span
    before = (
        {(row.area, key): row for key, answer in series.items() for row in answer.rows[earlier]}
        if earlier in years
        else {}
    )
    now = {(row.area, key): row for key, answer in series.items() for row in answer.rows[year]}
    base = None
    if recipe.reference_year is not None:
        base = {(row.area, key): row for key, answer in series.items() for row in answer.rows[recipe.reference_year]}
    keys = [record.id for record, _ in kept]
    figures = poverty_risk.Figures(
        tuple(areas), _table(areas, keys, now), None if base is None else _table(areas, keys, base)
    )
    blocked = np.array(
        [[_broken(record, now.get((area, record.id)), before.get((area, record.id))) for record, _ in kept]
         for area in areas]
    )  # fmt: skip
    result = poverty_risk.index(recipe, figures)
    moved = poverty_risk.dynamics(recipe, figures, _table(areas, keys, before), years=question.span, blocked=blocked)
    return RiskIndex(
        question=question,
        year=year,
        years=tuple(sorted(years)),
        moving_years=tuple(sorted(item for item in years if item - question.span in years)),
        records=tuple(record for record, _ in kept),
        recipe=recipe,
        figures=figures,
        result=result,
        moved=moved,
        matrix=poverty_risk.matrix(result, moved),
        now=now,
        before=before,
        names={area.key: area.name for area in geography.areas("district", TERRITORY)},
    )


def _recipe(question: Question, kept: list[tuple[Indicator, float]], year: int, opening: int) -> poverty_risk.Recipe:
    """Components and method; a scale of one year for all years only where the method knows one (I-08)."""
    fixed = question.normalisation != "rank" and question.aggregation == "arithmetic"
    return poverty_risk.Recipe(
        tuple(
            poverty_risk.Component(
                record.id,
                record.short_title,
                poverty_risk.burden_direction(record.direction, record.short_title),
                weight,
                year,
            )
            for record, weight in kept
        ),
        normalisation=cast(Normalisation, question.normalisation),
        aggregation=cast(Aggregation, question.aggregation),
        reference_year=opening if fixed else None,
    )


def _common_years(series: list[Answer]) -> set[int]:
    """Years in which every component is known for enough areas. Raises UnknownChoice when there are none."""
    known = [
        {year for year, rows in answer.rows.items() if sum(map(_counts, rows)) >= LEAST_KNOWN * len(rows)}
        for answer in series
    ]
    common = set.intersection(*known)
    if not common:
        spans = "; ".join(
            f"{answer.record.short_title}: {_span(years)}" if years else f"{answer.record.short_title}: keins"
            for answer, years in zip(series, known, strict=True)
        )
        raise UnknownChoice(f"Es gibt kein Jahr, für das alle Bestandteile vorliegen ({spans}).")
    return common


def _span(years: set[int]) -> str:
    return str(min(years)) if len(years) == 1 else f"{min(years)}–{max(years)}"


def _opening_year(years: set[int], span: int) -> int:
    """The latest year with a partner `span` years before, else the latest."""
    return max((year for year in years if year - span in years), default=max(years))


def _values(key: str) -> Answer:
    return answers.values(key, territory=TERRITORY)


def _counts(row: Row) -> bool:
    """Whether a value may enter the index."""
    return row.known and row.status not in NOT_RANKED


def _table(areas: list[str], keys: list[str], rows: Mapping[tuple[str, str], Row]) -> Floats:
    """Areas x components; NaN where a value is unknown, withheld, unreliable or excluded."""
    found = np.full((len(areas), len(keys)), np.nan)
    for (area, key), row in rows.items():
        if area in areas and _counts(row):
            found[areas.index(area), keys.index(key)] = row.value
    return found


def _broken(record: Indicator, now: Row | None, before: Row | None) -> bool:
    """Whether a break lies between two values: written in the catalogue (of its factors too), or another division."""
    if now is None or before is None:
        return False
    written = [record, *(answers.indicator(factor) for factor in record.factors)]
    at = [item.at for part in written for item in answers.breaks_at(part, now.area, TERRITORY)]
    return now.division != before.division or any(before.year < year <= now.year for year in at)
