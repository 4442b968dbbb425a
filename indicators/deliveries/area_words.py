"""How areas and divisions are called in findings, and what is said of areas that nobody knows."""

from __future__ import annotations

from collections.abc import Mapping

from geo import areas as geography
from indicators.deliveries import naming
from indicators.wording import first_of

HOW_TO_ADD = {"planning_area": "„python -m geo add-areas“", "municipality": "„python -m geo add-division“"}
"""Level of which somebody may hand in areas -> the command for it."""
MORE_AREAS = f"Weitere Planungsräume nimmt {HOW_TO_ADD['planning_area']} auf."
"""Said once of all planning areas that nobody knows."""
SHOWN = 5


def areas_on(level: str, division: str | None) -> Mapping[str, geography.Area]:
    """Key -> area of a level on a division, on any division for None; empty where there is none."""
    try:
        return {area.key: area for area in geography.areas(level, division)}
    except geography.UnknownAreaError:
        return {}


def area_name(level: str, key: str) -> str:
    """What a reader calls an area; its key where it has no name."""
    try:
        return geography.area(level, key).name
    except geography.UnknownAreaError:
        return key


def title_of(division: str) -> str:
    """How pages name a division; its key where it has no title."""
    known = geography.divisions()
    return known[division].title if division in known else division


def unknown_area(level: str, key: str | None, name: str | None, known: Mapping[str, geography.Area]) -> str:
    """Says that an area is unknown, and what it may be instead, or else what there is."""
    told = f"„{(name or key or '')[:60]}“" + (f" ({key[:20]})" if key and name and name != key else "")
    if not known:
        if level == "planning_area":
            how = f"Ihre Grenzen fehlen noch; bitte zuerst mit {HOW_TO_ADD[level]} aufnehmen."
            return f"Planungsräume wie {told} sind unbekannt. {how}"
        return f"Das Gebiet {told} ist unbekannt: Für seine Ebene sind keine Gebiete hinterlegt."
    by_name = {area.name: area.key for area in known.values()}
    near = [by_name[one] for one in naming.alike(name, by_name)] if name else []
    near = near or naming.alike_keys(key or "", known)
    without = f"Zu diesem Schlüssel gibt es keine Fläche: {told}." if level == "planning_area" and key else ""
    without = without or f"Das Gebiet {told} ist unbekannt."
    there = (
        f"Ähnlich: {', '.join(f'{one} {known[one].name}' for one in near)}."
        if near
        else naming.existing([f"{area.key} {area.name}" for area in known.values()])
    )
    return f"{without} {there}"


def without_areas(level: str, division: str) -> str:
    """What to do where a level has no areas on the division that the source declares."""
    there = [f"„{key}“" for key in geography.divisions() if areas_on(level, key)]
    named = f"einen Stand nennen, der sie hat ({first_of(there, SHOWN)})" if there else "einen Stand mit ihnen nennen"
    add = f", oder die Grenzen mit {HOW_TO_ADD[level]} aufnehmen" if level in HOW_TO_ADD else ""
    return (
        f"Für „{geography.LEVELS.get(level, level)}“ sind zu „{title_of(division)}“ keine Gebiete "
        f"hinterlegt. Bitte in der Beschreibung der Quelle unter „divisions“ {named}{add}."
    )
