"""What can be chosen in the Atlas: the entries of its menus, by what is chosen already."""

from __future__ import annotations

from typing import Any

from dash import no_update

from dashboard import names
from dashboard.figures import map_series
from dashboard.parts.entries import districts, labelled, of_indicator
from dashboard.selection import (
    GROUP_WORDS,
    OWN,
    TERRITORIES,
    Selection,
    comparable_districts,
    comparable_groups,
    map_levels,
)
from geo import areas as geography
from geo.areas import LEVELS, division_title
from indicators import answers
from indicators.answers import Answer
from indicators.catalogue import catalogue
from indicators.catalogue.records import Gap

GAPS = "/was-fehlt"
AS_PUBLISHED, AS_DELIVERED = "wie veröffentlicht", "wie geliefert"


def levels(indicator: str) -> dict[str, str]:
    """What can be chosen as level; several sets of planning areas one by one (`planning_area:planung-jena`)."""
    words = {key: LEVELS[key] for key in map_levels(indicator)}
    sets = answers.planning_divisions(indicator) if OWN in words else []
    if len(sets) > 1:
        del words[OWN]
        words |= {f"{OWN}:{key}": division_title(OWN, key) for key in sets}
    return words


def level(chosen: Selection) -> str:
    """The chosen level as it stands among `levels`."""
    several = chosen.level == OWN and len(answers.planning_divisions(chosen.indicator)) > 1
    return f"{chosen.level}:{chosen.division}" if several else chosen.level


def without(chosen: Selection, answer: Answer) -> list[str]:
    """Entries of `against` that make no sense for this choice."""
    if chosen.level != OWN:
        return list(GROUP_WORDS) if map_series.is_circles(answer) else [""]
    groups = comparable_groups(answer, chosen.year)
    lacking = [key for key in GROUP_WORDS if key not in groups]
    kept = comparable_districts(chosen)
    strange = [area.key for area in geography.areas("district", "2021") if area.key not in kept]
    return [*lacking, *strange, *([""] if groups else [])]


def territories(level: str) -> list[dict[str, str]]:
    """The entries of `territory` on one of `levels`; where Eisenach was never added up: just „wie veröffentlicht“.

    Figures of one's own areas were handed in, and nobody has published them.
    """
    as_it_came = AS_DELIVERED if level.startswith(OWN) else AS_PUBLISHED
    alone = {"merged": {"alone": as_it_came, "beside": "published"}}
    return [{**option, **alone.get(option["value"], {})} for option in labelled(TERRITORIES)]


def same_territories(chosen: Selection) -> list[str]:
    """Entries of `territory` that would show the same figures as another."""
    kept = answers.differing(chosen.indicator, chosen.level)
    return [key for key in TERRITORIES if key not in kept]


def departments(chosen: Selection) -> dict[str, Any]:
    """Whose view of the catalogue is shown; Sozialplanung sees everything."""
    titles = {key: record.title for key, record in catalogue().departments.items() if key != "sozialplanung"}
    return {
        "options": labelled({"": catalogue().departments["sozialplanung"].title, **titles}),
        "value": chosen.department,
    }


def indicators(department: str) -> list[dict[str, Any]]:
    """The menu by theme, of one department or all, with the words each entry may be found by."""
    book = catalogue()
    return [
        of_indicator(record, book.themes[record.theme].title)
        for record in answers.offered().values()
        if not department or department in record.departments
    ] + gaps()


def gaps() -> list[dict[str, Any]]:
    """What is looked for and not here, as entries that lead to the page that says who has it."""
    return [
        {
            "label": gap.beyond or gap.title,
            "value": f"gap-{place}",
            "group": "Was hier fehlt",
            "note": f"{_missing(gap)} – Was hier fehlt",
            "href": GAPS,
        }
        for place, gap in enumerate(catalogue().gaps)
    ]


def _missing(gap: Gap) -> str:
    """How the name of a gap goes on as a sentence; what is found beside some figures does not deny them."""
    if gap.beyond:
        return "fehlen hier"
    return f"{'liegen' if gap.several else 'liegt'} hier nicht vor"


def areas(level: str) -> list[dict[str, Any]]:
    """What can be found on a map of this level (one of `levels`), by name or key."""
    if level.startswith(OWN):
        return planning_areas(level.partition(":")[2])
    return [] if level == "municipality" else districts()


def more_areas(level: str) -> str | None:
    """Where further names lie, too many to travel with every choice: municipalities, or the districts they are in."""
    return None if level.startswith(OWN) else names.addresses()[level]


def planning_areas(division: str) -> list[dict[str, Any]]:
    """The planning areas of a set, or of all sets, each under the municipality it lies in."""
    towns = {town.key: town.name for town in geography.areas("municipality")}
    return [
        {"label": area.name, "value": area.key, "group": towns.get(area.parent, LEVELS[OWN]), "words": [area.key]}
        for area in sorted(geography.areas(OWN, division or None), key=lambda area: geography.sort_key(area.name))
    ]


def against(level: str) -> list[dict[str, Any]]:
    """Nothing, Thuringia, groups, single districts; the earlier years are added in the browser."""
    options = [{"label": "kein Vergleich", "value": "", "group": "Vergleichswert"}]
    options += [{**option, "group": "Vergleichswert"} for option in labelled(GROUP_WORDS)]
    if level in ("district", OWN):
        options += [
            {"label": area.name, "value": area.key, "group": "Kreis oder Stadt"}
            for area in sorted(geography.areas("district", "2021"), key=lambda area: geography.sort_key(area.name))
        ]
    return options


def menu(department: str | None, indicator: str) -> tuple[Any, Any]:
    """The menu of a department; the indicator stays as it is even if the department does not list it."""
    known = department if department in catalogue().departments else ""
    return indicators(known or ""), no_update if indicator in answers.offered() else Selection().indicator
