"""Whole answers, all years and areas of a level, made once per version and kept; `answers` hands them out."""

from __future__ import annotations

from functools import lru_cache

from geo import areas as geography
from geo import delivered
from indicators import series, versions
from indicators.answer import Answer
from indicators.catalogue import catalogue
from indicators.changes import change

OWN = "planning_area"
"""The level of planning areas: every set of them is a world of its own, never ranked or drawn with another."""


def whole(indicator_id: str, level: str, territory: str, division: str = "") -> Answer:
    """All years and areas of an indicator that exists; without rows where it has none on this level.

    `division`: which set of planning areas, the newest with figures unless said.
    """
    version = versions.current_version()
    if level != OWN:
        return _whole(version, indicator_id, level, territory)
    held = planning_divisions(indicator_id)
    return _of_set(version, delivered.version(), indicator_id, division or (held[0] if held else ""))


def whole_change(indicator_id: str, level: str, territory: str, division: str = "") -> Answer:
    """Changes over `CHANGE_YEARS` years of all areas; see `indicators.changes.change`."""
    if level == OWN:
        return change(whole(indicator_id, level, territory, division))
    return _whole_change(versions.current_version(), indicator_id, level, territory)


def planning_divisions(indicator_id: str) -> list[str]:
    """The sets of planning areas on which an indicator has figures, newest first."""
    if OWN not in catalogue().indicators[indicator_id].levels or not delivered.of_level(OWN):
        return []
    held = set(_whole(versions.current_version(), indicator_id, OWN, "merged").frame["division"])
    return [known.division for known in reversed(delivered.of_level(OWN)) if known.division in held]


@lru_cache(maxsize=512)
def _whole(version: str, indicator_id: str, level: str, territory: str) -> Answer:
    """Kept by version: a new version is a new key, so nobody is served old numbers."""
    record = catalogue().indicators[indicator_id]
    with versions.steady(version):  # what is kept under a version holds nothing of another
        return Answer(record, series.of(record, level, territory), level, territory)


@lru_cache(maxsize=256)
def _whole_change(version: str, indicator_id: str, level: str, territory: str) -> Answer:
    return change(_whole(version, indicator_id, level, territory))


@lru_cache(maxsize=64)
def _of_set(version: str, _areas: str, indicator_id: str, division: str) -> Answer:
    """The rows of one set of planning areas, with the names of that set."""
    everything = _whole(version, indicator_id, OWN, "merged")
    frame = everything.frame[everything.frame["division"] == division].reset_index(drop=True)
    names = {area.key: area.name for area in geography.areas(OWN, division)} if division else {}
    return Answer(everything.record, frame.assign(name=frame["area"].map(names)), OWN, "merged")
