"""What the reader chose on the Gebietsprofil <-> the address bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indicators import profiles
from indicators.catalogue import catalogue
from indicators.profiles import MOST_REFERENCES, SIMILAR, STATE, Profile

DEFAULT_AREA = "16051"
ORDERS = {"theme": "nach Themen", "department": "nach Ämtern", "distance": "nach Abstand vom Vergleich"}
ALL, CORE = "all", "core"


@dataclass(frozen=True)
class ProfileSelection:
    """One view of a profile; every combination that can be made is one that can be shown."""

    area: str = DEFAULT_AREA
    against: tuple[str, ...] = (STATE,)
    order: str = "theme"
    show: str = ALL
    """`all`, `core`, or the key of a department."""

    @classmethod
    def of(cls, /, **raw: Any) -> ProfileSelection:
        """The nearest sensible choice for anything at all, wrong types included."""
        districts = profiles.names()
        area = raw.get("area")
        # Eisenach has been part of the Wartburgkreis since 2021.
        area = {"16056": "16063"}.get(area, area) if isinstance(area, str) else None
        area = area if area in districts else DEFAULT_AREA
        possible = {STATE, SIMILAR, *districts} - {area}
        against = [item for item in _several(raw.get("against")) if item in possible]
        order, show = raw.get("order"), raw.get("show")
        return cls(
            area,
            tuple(dict.fromkeys(against))[:MOST_REFERENCES] or (STATE,),
            order if isinstance(order, str) and order in ORDERS else "theme",
            show if isinstance(show, str) and show in {ALL, CORE, *catalogue().departments} else ALL,
        )

    def profile(self) -> Profile:
        """The figures of this view."""
        return profiles.profile(self.area, self.against)

    def query(self) -> str:
        """For the address bar: the area always, the rest where it differs from the default."""
        kept = {"area": self.area}
        if self.against != (STATE,):
            kept["against"] = ",".join(self.against)
        if self.order != "theme":
            kept["order"] = self.order
        if self.show != ALL:
            kept["show"] = self.show
        return urlencode(kept, safe=",")


def _several(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return value.split(",")
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else ()
