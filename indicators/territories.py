"""Which territories an indicator has answers of its own on: the others would show the same figures again."""

from __future__ import annotations

from functools import lru_cache

from geo import areas as geography
from indicators import versions
from indicators.restating import RESTATED
from indicators.whole import whole


def differing(indicator_id: str, level: str) -> tuple[str, ...]:
    """Of `merged`, `published` and restated those whose values differ, `merged` first; only districts have several.

    Read from the marks and divisions of the default answer, so that nothing is computed twice.
    """
    return _differing(versions.current_version(), indicator_id) if level == "district" else ("merged",)


@lru_cache(maxsize=512)
def _differing(version: str, indicator_id: str) -> tuple[str, ...]:
    """Kept by version: every choice of a reader is held against it."""
    with versions.steady(version):
        frame = whole(indicator_id, "district", "merged").frame
    has_eisenach_added = bool(frame["mark"].eq("computed_with_eisenach").any())
    day = geography.division(RESTATED).day
    is_restated = any(geography.division(str(key)).day < day for key in frame["division"].unique())
    kept = {"merged": True, "published": has_eisenach_added, RESTATED: is_restated}
    return tuple(key for key, is_other in kept.items() if is_other)
