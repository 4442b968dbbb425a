"""The tables of the social index: areas, components of areas, correlations, components left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.risk_map import RUNNING
from indicators import poverty_risk, risk_index
from indicators.catalogue import catalogue
from indicators.catalogue.records import Indicator
from indicators.poverty_risk import UncertaintyResult
from indicators.risk_index import RiskIndex
from indicators.risk_index_tables import estimate_note, hint, reason, start_note
from indicators.wording import number

Table = dict[str, Any]


def areas(found: RiskIndex, uncertain: UncertaintyResult | None = None) -> Table:
    """The twin of map and matrix, in ranking order; bands say that they are being computed until they are known."""
    year, other = risk_index.gisd(found.year)
    columns = [
        _column("rank", "Rang", numeric=True),
        _column("name", "Gebiet"),
        _column("band", "Rangspanne (5 bis 95 %)", numeric=True),
        _column("score", "Index", numeric=True),
        _column("status", "Belastung"),
        _column("stays", "bleibt in der Klasse", numeric=True),
        _column("dynamics", f"Dynamik {found.earlier_year} bis {found.year}"),
        _column("coverage", "Deckung", numeric=True),
        _column("gisd", f"Rang im GISD {year}", numeric=True),
        _column("reason", "Hinweis"),
    ]
    rows = []
    for item in found.ranked():
        band, stays = _uncertain(item.area, uncertain) if item.rank else ("", "")
        rows.append(
            [
                f"{item.rank}{' (geteilt)' if item.shared else ''}" if item.rank else "–",
                found.names[item.area],
                band,
                number(item.score, 2),
                item.status or "kein Index",
                stays,
                found.moved.by_area[item.area].dynamics,
                f"{number(100 * item.coverage, 0)} %",
                str(other[item.area].rank) if item.area in other and other[item.area].rank else "–",
                "; ".join(filter(None, [reason(found, item.area), estimate_note(found, item.area)])),
            ]
        )
    return {"columns": columns, "rows": rows, "row_keys": [item.area for item in found.ranked()]}


def _uncertain(area: str, uncertain: UncertaintyResult | None) -> tuple[str, str]:
    """Band and share of the draws in the same class, as texts."""
    if uncertain is None:
        return "…", "…"
    item = uncertain.by_area[area]
    outside = "" if item.is_inside else " (Rang außerhalb)"
    return f"{item.band_words}{outside}", "" if item.stays is None else f"{number(100 * item.stays, 0)} %"


def components(found: RiskIndex, chosen: Sequence[str]) -> Table:
    """Every component of the chosen areas, of the heaviest burdened one where none is chosen."""
    shown = list(chosen) or [found.ranked()[0].area]
    since = f"Veränderung seit {found.earlier_year}"
    scale = "normiert (hoch = belastet)"
    columns = [
        _column("area", "Gebiet"),
        {**_column("name", "Bestandteil"), "header": True},
        _column("value", f"Wert {found.year}", numeric=True),
        _column("unit", "Einheit"),
        _column("part", scale, numeric=True),
        _column("weight", "Gewicht", numeric=True),
        _column("change", since, numeric=True),
        _column("hint", "Hinweis"),
    ]
    rows = [_component_row(found, area, place, record) for area in shown for place, record in enumerate(found.records)]
    return {"columns": columns, "rows": rows, "row_keys": []}


def _component_row(found: RiskIndex, area: str, place: int, record: Indicator) -> list[str]:
    row = found.now.get((area, record.id))
    change = found.change(area, record.id)
    unit = catalogue().units[record.unit].difference
    crossed = found.across(record) if change is not None else ""
    moved = [f"Veränderung {crossed}" if crossed else "", start_note(found, area, record.id)]
    step = f"{number(change, record.decimals, signed=True)} {unit}" if change is not None else "nicht vergleichbar"
    return [
        found.names[area],
        record.short_title,
        number(row.value, record.decimals) if row else "",
        record.unit_text,
        number(found.result.by_area[area].parts[place], 2, signed=True),
        f"{number(100 * found.result.shares[place], 1)} %",
        step,
        "; ".join(filter(None, [_direction(found, place), hint(found, area, record.id), *moved])),
    ]


def _direction(found: RiskIndex, place: int) -> str:
    return "hoher Wert entlastet" if found.recipe.components[place].direction < 0 else ""


def correlations(found: RiskIndex) -> Table:
    """Pearson correlations of the components with each other and with the index."""
    told = poverty_risk.correlations(found.result)
    labels = [item.label for item in found.recipe.components]
    columns = [{**_column("name", "Bestandteil"), "header": True}]
    columns += [_column(key, label, numeric=True) for key, label in zip(told.keys, labels, strict=True)]
    columns.append(_column("index", "Index", numeric=True))
    rows = [
        [label, *(number(value, 2) for value in values), number(whole, 2)]
        for label, values, whole in zip(labels, told.matrix, told.with_whole, strict=True)
    ]
    return {"columns": columns, "rows": rows, "row_keys": []}


def left_out(found: RiskIndex) -> Table:
    """What happens to ranks and classes without each component; no rows with two, because one alone is no index."""
    columns = [
        {**_column("name", "ohne"), "header": True},
        _column("shift", "größte Rangverschiebung", numeric=True),
        _column("areas", "betrifft"),
        _column("classes", "andere Klasse"),
    ]
    rows = [
        [
            item.label,
            item.reason or str(item.largest_shift),
            ", ".join(found.names[area] for area in item.shifted),
            ", ".join(found.names[area] for area in item.new_status) or "keine",
        ]
        for item in poverty_risk.leave_one_out(found.recipe, found.figures)
    ]
    return {"columns": columns, "rows": rows, "row_keys": []}


def running(uncertain: UncertaintyResult | None) -> str:
    """What is said about the uncertainty: that it is being computed, or what it rests on."""
    if uncertain is None:
        return RUNNING
    alone = "" if uncertain.leaves_out else "; bei zwei Bestandteilen wird keiner weggelassen, deshalb sind sie schmal"
    return (
        f"Rangspannen aus {number(uncertain.draws, 0)} Ziehungen{alone}. Überschneiden sich die Spannen zweier "
        "Gebiete, ist keines von beiden besser oder schlechter gestellt."
    )


def _column(key: str, label: str, *, numeric: bool = False) -> dict[str, Any]:
    return {"key": key, "label": label, "numeric": numeric}
