"""The names of the municipalities, served once per visit to whoever searches an area: too many for every page.

On the map of municipalities an entry is the municipality itself; on the map of districts it is the district that the
municipality lies in today, and the entry says which: `Mühlhausen/Thüringen (im Unstrut-Hainich-Kreis)`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Response, abort

from dashboard.shapes import IMMUTABLE
from geo import areas as geography
from geo import delivered
from geo.areas import Area

TODAY = "2021"
"""The division whose districts can be found."""
GROUP = "Gemeinden"


def addresses() -> dict[str, str]:
    """Level of the map -> `/names/district-<hash>.json`: other names are a new address."""
    return {level: address for address, (level, _) in _lists(delivered.version()).items()}


@lru_cache(maxsize=4)
def _lists(_version: str) -> dict[str, tuple[str, bytes]]:
    """Address -> level and list; made anew when areas have been handed in."""
    found = {}
    for level, entries in (("district", in_districts()), ("municipality", municipalities())):
        content = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
        found[f"/names/{level}-{hashlib.sha256(content).hexdigest()[:12]}.json"] = (level, content)
    return found


def municipalities() -> list[dict[str, Any]]:
    """Every municipality as an entry of the finder, by name."""
    towns = geography.areas("municipality", None if delivered.of_level("municipality") else "2014")
    return [_entry(town, town.key) for town in sorted(towns, key=lambda town: geography.sort_key(town.name))]


def in_districts() -> list[dict[str, Any]]:
    """The municipalities as ways to their districts; a city that is a district of its own needs none."""
    found = []
    for town in sorted(geography.areas("municipality", "2014"), key=lambda town: geography.sort_key(town.name)):
        district = geography.area("district", geography.district_of(town.key, TODAY))
        if district.full_name == town.full_name:
            continue
        # Eisenach was a district: where the map shows it as one, the first key is found, else the second.
        own = f"{town.parent}," if _is_district(town) else ""
        found.append({**_entry(town, f"{own}{district.key}"), "note": f"({_since(town, district)}{_where(district)})"})
    return found


def register(server: Flask) -> None:
    """Add the addresses of the lists to the server."""

    @server.get("/names/<name>")
    def names(name: str) -> Response:
        found = _lists(delivered.version()).get(f"/names/{name}")
        if found is None:
            abort(404)
        return Response(found[1], mimetype="application/json", headers={"Cache-Control": IMMUTABLE})


def _entry(town: Area, value: str) -> dict[str, Any]:
    words = [*([town.full_name] if town.full_name != town.name else []), town.key, *_other_keys(town)]
    return {"label": town.name, "value": value, "group": GROUP, "words": words}


def _other_keys(town: Area) -> list[str]:
    """The keys the same town had before or has since: Eisenach is 16056000 and 16063105."""
    return [key for own, key in _renumbered() if own == town.key]


@lru_cache(maxsize=1)
def _renumbered() -> list[tuple[str, str]]:
    """Own key and the other one, for every municipality that kept its name in another district."""
    towns = {town.key: town for town in geography.areas("municipality", "2014")}
    pairs = [(town.key, town.successor) for town in towns.values() if town.successor]
    same = [pair for pair in pairs if geography.area("municipality", pair[1]).name == towns[pair[0]].name]
    return same + [(after, before) for before, after in same]


def _is_district(town: Area) -> bool:
    return geography.area("district", town.parent).full_name == town.full_name


def _since(town: Area, district: Area) -> str:
    """`seit 01.07.2021 ` where the municipality came to this district; nothing where it always lay there."""
    if town.parent == district.key:
        return ""
    return f"seit {_first_day(town, district):%d.%m.%Y} "


def _first_day(town: Area, district: Area) -> date:
    """The day after the municipality, or the district it was, ended."""
    ends = [end for end in (town.valid_to, geography.area("district", town.parent).valid_to) if end]
    if not ends:
        raise ValueError(f"{town.name} came to {district.name} on a day that areas.csv does not tell")
    return max(ends) + timedelta(days=1)


def _where(district: Area) -> str:
    """`im Wartburgkreis`, `im Landkreis Eichsfeld`, `in Suhl`."""
    return f"in {district.name}" if district.type == "kreisfreie Stadt" else f"im {district.full_name}"
