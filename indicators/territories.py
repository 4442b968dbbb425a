"""Which territories an indicator has answers of its own on: the others would show the same figures again."""

from __future__ import annotations

from geo import areas as geography
from indicators.restating import RESTATED
from indicators.whole import whole


def differing(indicator_id: str, level: str) -> tuple[str, ...]:
    """Of `merged`, `published` and restated those whose values differ, `merged` first; only districts have several.

    Read from the marks and divisions of the default answer, so that nothing is computed twice.
    """
    if level != "district":
        return ("merged",)
    frame = whole(indicator_id, level, "merged").frame
    has_eisenach_added = bool(frame["mark"].eq("computed_with_eisenach").any())
    day = geography.division(RESTATED).day
    is_restated = any(geography.division(str(key)).day < day for key in frame["division"].unique())
    kept = {"merged": True, "published": has_eisenach_added, RESTATED: is_restated}
    return tuple(key for key, is_other in kept.items() if is_other)
