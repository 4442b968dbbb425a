"""What the reader chose on the Gebietsprofil <-> the address bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from dashboard.parameters import several
from dashboard.problems import Problem, Problems, plain, refusal
from geo import areas as geography
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
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What was wrong with the address."""

    @classmethod
    def of(cls, /, **raw: Any) -> ProfileSelection:
        """The nearest sensible choice for anything at all, wrong types included."""
        problems = Problems()
        area = _area(raw.get("area"), problems)
        against = _against(raw.get("against"), area, problems)
        offices = {key: record.title for key, record in catalogue().departments.items()}
        shows = {ALL: "alle Indikatoren", CORE: "Kernindikatoren", **offices}
        order = problems.one_of(
            raw.get("order"), ORDERS, "theme", "Die Reihenfolge", "Gezeigt wird die Reihenfolge nach Themen."
        )
        show = problems.one_of(raw.get("show"), shows, ALL, "Die Auswahl", "Gezeigt werden alle Indikatoren.")
        return cls(area, against, order, show, problems.found)

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


def _area(value: Any, problems: Problems) -> str:
    """A district of 2021-07-01; Eisenach has been part of the Wartburgkreis since then."""
    area = {"16056": "16063"}.get(value, value) if isinstance(value, str) else None
    shown = area if isinstance(area, str) and area in profiles.names() else DEFAULT_AREA
    if value is not None and value != shown:
        name = geography.area("district", shown).full_name
        problems.area(plain(value), refusal(lambda: profiles.area_of(plain(value))), f"Gezeigt wird: {name}.")
    return shown


def _against(value: Any, area: str, problems: Problems) -> tuple[str, ...]:
    """Up to three comparisons, each once and none with the area itself; Thuringia where nothing is left."""
    districts = profiles.names()
    words = {STATE: "Thüringen", SIMILAR: "ähnlichen Kreisen", **districts}
    asked = list(dict.fromkeys(item.strip() for item in several(value) if item.strip()))
    kept = tuple(item for item in asked if item in words and item != area)[:MOST_REFERENCES] or (STATE,)
    instead = f"Gezeigt wird der Vergleich mit {', '.join(words[item] for item in kept)}."
    for item in asked:
        if item not in words:
            problems.area(item, refusal(lambda item=item: profiles.area_of(item)), instead)  # type: ignore[misc]
    if area in asked or len(asked) > MOST_REFERENCES:
        problems.add(refusal(lambda: profiles.checked(area, asked)), instead)
    return kept
