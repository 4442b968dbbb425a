"""The door: the only way numbers leave.

Maps, rankings, exports, pages, API, notebooks and the command line all ask here. An answer is a frame beside the record
it belongs to; one row per area and year with `area, name, level, year, value, numerator, denominator, lower, upper,
status, sign, division, source, mark`. An unknown value is NaN, and `status` says why; it is never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from geo import areas as geography
from geo import echo
from geo.echo import shortened
from indicators import series, versions
from indicators.answer import Answer, Comparison, Row, UnknownChoice
from indicators.benchmarks import comparison, gap_in_persons, state_total
from indicators.catalogue import catalogue, nearest
from indicators.catalogue.records import Indicator
from indicators.changes import CHANGE_YEARS, breaks_at, change
from indicators.class_limits import class_limits, deviations, newest_ranked, ranking_values
from indicators.restating import RESTATED
from indicators.territories import differing
from indicators.versions import steady
from indicators.whole import OWN, planning_divisions, whole, whole_change

__all__ = [
    "CHANGE_YEARS",
    "LEVELS",
    "TERRITORIES",
    "Answer",
    "Comparison",
    "Row",
    "UnknownChoice",
    "areas_of",
    "breaks_at",
    "change",
    "changes",
    "class_limits",
    "comparison",
    "data_version",
    "deviations",
    "differing",
    "gap_in_persons",
    "indicator",
    "levels",
    "narrowed",
    "newest_ranked",
    "overview",
    "planning_divisions",
    "ranking",
    "ranking_values",
    "shortened",
    "state_total",
    "steady",
    "territory_of",
    "values",
    "year_of",
]

LEVELS = ("district", "municipality", "state", "country", "planning_area")
TERRITORIES = ("merged", "published", RESTATED)
RESTATED_LEVELS = ("district", "state")


def data_version() -> str:
    """The version of the store in use. Raises `versions.StoreMissing`."""
    return versions.current_version()


def _said_of_levels(record: Indicator, level: str) -> str:
    held = levels(record.id)
    if not set(held) & set(series.LOCAL_LEVELS):
        return f"Für „{record.short_title}“ sind noch keine Zahlen geladen."
    return f"„{record.short_title}“ liegt auf der Ebene „{level}“ nicht vor. Möglich: {', '.join(held)}."


def indicator(indicator_id: str) -> Indicator:
    """The record of an indicator. Raises UnknownChoice with the nearest ids."""
    known = catalogue().indicators
    if indicator_id not in known:
        raise UnknownChoice(
            f"Den Indikator „{shortened(indicator_id)}“ gibt es nicht. "
            f"Ähnlich: {', '.join(nearest(indicator_id[: echo.LONGEST], known))}."
        )
    return known[indicator_id]


def values(
    indicator_id: str,
    *,
    year: int | None = None,
    level: str = "district",
    areas: Sequence[str] | None = None,
    territory: str = "merged",
    division: str | None = None,
) -> Answer:
    """Values of an indicator on a level, of one year or all, of some areas or all.

    `territory`: `merged` counts Eisenach with the Wartburgkreis before 2021 wherever counts allow it; `published` gives
    the 23 districts as published; `2021` restates everything to the 22 districts of 2021-07-01. `division`: for the
    level `planning_area` the set of them, the newest unless said. Raises UnknownChoice for an id, level, year, area or
    set that does not exist.
    """
    record = indicator(indicator_id)
    if level not in LEVELS:
        raise UnknownChoice(f"Die Ebene „{shortened(level)}“ gibt es nicht. Möglich: {', '.join(LEVELS)}.")
    _require_territory(territory)
    _require_set(record, level, division)
    found = whole(indicator_id, level, territory, division or "")
    frame = found.frame
    if frame.empty:
        raise UnknownChoice(_said_of_levels(record, level))
    if year is None and areas is None:
        return found.handed_out()
    if year is not None:
        if year not in found.rows:
            close = ", ".join(str(known) for known in sorted(found.rows, key=lambda known: abs(known - year))[:3])
            raise UnknownChoice(f"Das Jahr {year} gibt es für „{record.short_title}“ nicht. Am nächsten: {close}.")
        frame = frame[frame["year"] == year]
    if areas is not None:
        _require(areas, sorted(frame["area"].unique()), "Das Gebiet", record)
        frame = frame[frame["area"].isin(areas)]
    return Answer(record, frame.reset_index(drop=True), level, territory)


def year_of(text: str) -> int:
    """A year out of an address or a command. Raises UnknownChoice for anything but four digits."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise UnknownChoice(f"„{shortened(text)}“ ist keine Jahreszahl; gemeint ist zum Beispiel 2024.")
    return int(text)


def areas_of(text: str) -> list[str]:
    """Area keys out of an address or a command, divided by commas. Raises UnknownChoice when there are none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys:
        raise UnknownChoice("Es ist kein Gebietsschlüssel angegeben; gemeint ist zum Beispiel 16052,16053.")
    return keys


def territory_of(territory: str | None, division: str | None, level: str = "district") -> tuple[str, str | None]:
    """Territory and set of planning areas that a question means, as `values` takes them. Raises UnknownChoice.

    `division` asks for restated figures and can only be 2021-07-01; for planning areas, whose figures stand as they
    were delivered, it names a set of them.
    """
    _require_territory(territory or TERRITORIES[0])
    if level == OWN:
        if territory not in (None, TERRITORIES[0]):
            raise UnknownChoice(
                "Zahlen eigener Planungsräume stehen da wie geliefert und werden nicht umgerechnet. "
                "Bitte ohne Gebietsbezug (territory) fragen."
            )
        return TERRITORIES[0], division
    if division is not None and territory is not None:
        raise UnknownChoice("Bitte entweder Gebietsbezug (territory) oder Gebietsstand (division) angeben.")
    if division not in (None, RESTATED):
        raise UnknownChoice(
            f"Auf den Gebietsstand „{shortened(division or '')}“ wird nicht umgerechnet. Möglich: {RESTATED}."
        )
    wanted = division or territory or TERRITORIES[0]
    if wanted == RESTATED and level in LEVELS and level not in RESTATED_LEVELS:
        possible = ", ".join(RESTATED_LEVELS)
        raise UnknownChoice(
            f"Umgerechnet werden nur Kreise und das Land, nicht die Ebene „{level}“. Möglich: {possible}."
        )
    return wanted, None


def narrowed(answer: Answer, year: int) -> Answer:
    """The answer of one of its years."""
    return replace(answer, frame=answer.of_year(year))


def overview() -> list[dict[str, Any]]:
    """Every indicator with what a list of contents says of it, in the order of the menu."""
    book, spans = catalogue(), series.years_by_indicator()
    return [
        {
            "id": record.id,
            "title": record.title,
            "unit": record.unit_text,
            "theme": book.themes[record.theme].title,
            "core": record.core,
            "first_year": spans[record.id][0],
            "last_year": spans[record.id][1],
        }
        for record in book.indicators.values()
        if record.id in spans
    ]


def levels(indicator_id: str) -> list[str]:
    """The levels of an indicator's record on which there are figures: of one's own they may still be missing."""
    record = indicator(indicator_id)
    held = series.local_levels(record)
    return [level for level in record.levels if level in held or level not in series.LOCAL_LEVELS]


def offered() -> Mapping[str, Indicator]:
    """The indicators that have figures for areas below the state, in the order of the menu."""
    return _offered(str(versions.path_of(versions.current_version())))


@lru_cache(maxsize=2)
def _offered(_version: str) -> Mapping[str, Indicator]:
    """Kept by version: every choice of a reader is held against it."""
    return MappingProxyType({key: item for key, item in catalogue().indicators.items() if series.local_levels(item)})


def ranking(answer: Answer, year: int) -> list[Row]:
    """The rows of a year in ranking order: largest need first where the indicator has a direction, else highest first.

    Ranks go by the printed values, so that two areas that show the same number share a rank; excluded and unreliable
    values are not ranked and stand last.
    """
    return sorted(answer.rows[year], key=lambda row: (row.rank or math.inf, geography.sort_key(row.name)))


def changes(
    indicator_id: str, *, level: str = "district", territory: str = "merged", division: str | None = None
) -> Answer:
    """Changes over `CHANGE_YEARS` years of all areas; see `change`."""
    # Raises for what does not exist.
    record = values(indicator_id, level=level, territory=territory, division=division).record
    if record.ranks_only:
        raise UnknownChoice(f"„{record.short_title}“ wird jedes Jahr neu skaliert; eine Veränderung gibt es nicht.")
    return whole_change(indicator_id, level, territory, division or "")


def _require_territory(territory: str) -> None:
    if territory not in TERRITORIES:
        raise UnknownChoice(
            f"Den Gebietsbezug „{shortened(territory)}“ gibt es nicht. Möglich: {', '.join(TERRITORIES)}."
        )


def _require_set(record: Indicator, level: str, division: str | None) -> None:
    """Only planning areas come in sets that can be asked for."""
    if division is None:
        return
    held = planning_divisions(record.id) if level == OWN else []
    if division not in held:
        known = f"Möglich: {', '.join(held)}." if held else "Es gibt dort keine."
        raise UnknownChoice(f"Planungsräume „{shortened(division)}“ gibt es für „{record.short_title}“ nicht. {known}")


def _require(asked: Iterable[str], known: Sequence[str], what: str, record: Indicator) -> None:
    for item in asked:
        if item not in known:
            close = ", ".join(nearest(item[: echo.LONGEST], known))
            raise UnknownChoice(
                f"{what} „{shortened(item)}“ gibt es für „{record.short_title}“ nicht. Am nächsten: {close}."
            )
