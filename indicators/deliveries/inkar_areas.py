"""Areas in the files of INKAR: what `Raumbezug` (or `Aggregat`) and `Kennziffer` mean together.

The same digits stand for several areas: `16` is Thuringia, the IHK Darmstadt and more; only both say which.
"""

from __future__ import annotations

import re

LEVELS = {
    "bund": "country",
    "deutschland": "country",
    "bundesländer": "state",
    "länder": "state",
    "kreise": "district",
    "gemeinden": "municipality",
    "gemeindeverbände": "association",
}
"""`Raumbezug` in small letters -> level; every other one is dropped."""

COUNTRY = "DG"
_KEYS = {
    "state": re.compile(r"^(16)(?:0{6})?$"),
    "district": re.compile(r"^(16\d{3})(?:000)?$"),
    "municipality": re.compile(r"^(16\d{6})$"),
    "association": re.compile(r"^(16\d{7})$"),
}


def area_of(reference: str, digits: str) -> tuple[str, str] | None:
    """(level, key) of an area of Thuringia or of Germany; None for everything else.

    The number of digits must fit the level: `1600100` is no municipality of Thuringia but one of Schleswig-Holstein
    whose leading zero was lost.
    """
    level = LEVELS.get(" ".join(reference.split()).casefold())
    if level == "country":
        return level, COUNTRY
    if level is None:
        return None
    fits = _KEYS[level].match(digits.strip())
    return (level, fits[1]) if fits else None
