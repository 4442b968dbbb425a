"""The social index as rows to take away: German CSV and JSON, every row with what must stand beside it (I-12)."""

from __future__ import annotations

from typing import Any

from geo.areas import division_title
from indicators import answers, poverty_risk, risk_index, tables, territory_notes
from indicators.catalogue.records import Indicator
from indicators.derived import OWN_WORK
from indicators.risk_index import RiskIndex
from indicators.tables import as_text
from indicators.wording import MARK_WORDS, listed, mark_words, number, plain_number

HEADINGS = (
    "Gebietsschlüssel;Gebiet;Jahr;Index;Rang;Rang von;Rang bis;Belastung;Anteil der Ziehungen in derselben Klasse;"
    "Dynamik;Dynamik seit;Veränderung (Standardabweichungen);Deckung;Grund"
).split(";")
NEW_BASE, YARDSTICK = "Neue Bevölkerungsbasis", "Maßstab der Dynamik"
BESIDE = [
    *"Bestandteile;Normierung;Zusammenfassung;Rangspanne;Belastungsklassen;Aussage".split(";"), NEW_BASE, YARDSTICK,
]  # fmt: skip
LAST = "Gebietsstand;Quelle;Lizenz;Datenstand".split(";")
STATEMENT = "Armutsrisiken im Vergleich, keine Armutsgefährdungsquote"
AGAINST_AVERAGE = (
    "Veränderung der Belastung gegenüber dem Mittel der Kreise, nicht gegenüber null; auch ein Rückgang ist „negativ“, "
    "wenn er deutlich kleiner ist als im Mittel"
)
ESTIMATED = ("estimated", "weighted")
"""Marks of values that were moved by shares."""


def file_name(found: RiskIndex, ending: str) -> str:
    """`sozialindex_2020.csv`."""
    return f"sozialindex_{found.year}.{ending}"


def described(found: RiskIndex, uncertain: poverty_risk.UncertaintyResult | None) -> dict[str, str]:
    """What must stand beside the index, heading -> sentence."""
    told = dict(poverty_risk.description(found.result, uncertain))
    if found.has_dynamics:
        told[YARDSTICK] = AGAINST_AVERAGE
    note = base_note(found)
    return {**told, NEW_BASE: note} if note else told


def base_note(found: RiskIndex) -> str:
    """Which components the dynamics carry across another population base, and what that is; empty where none."""
    crossed: dict[str, list[str]] = {}
    for record in found.records:
        if words := found.across(record):
            crossed.setdefault(words, []).append(f"„{record.short_title}“")
    return "; ".join(
        f"Dynamik {found.earlier_year} bis {found.year} bei {listed(titles)} {words} "
        "(Zensus: kein Reihenbruch, aber ein Teil der Veränderung kommt aus dem Nenner)"
        for words, titles in crossed.items()
    )


def citation(found: RiskIndex) -> str:
    """Sources of all components in the year, each once; the index itself is our own work."""
    return f"{tables.citations(_sources(found))}; {OWN_WORK}"


def licences(found: RiskIndex) -> str:
    """Licences of all components in the year, each once."""
    return tables.licences(_sources(found))


def hint(found: RiskIndex, area: str, key: str) -> str:
    """Status and mark of one component's value, empty for a plain published one."""
    row = found.now.get((area, key))
    return mark_words(row.status, row.mark, row.sign) if row else "keine Angabe"


def territory_note(found: RiskIndex) -> str:
    """What was moved or weighted to bring the components, of both years, to the districts of 2021-07-01."""
    now = territory_notes.of_rows(found.now.values())
    before = territory_notes.of_rows(found.before.values()) if found.has_dynamics else ""
    if before == now:
        return now
    return " ".join(filter(None, [now, f"Werte von {found.earlier_year} in der Dynamik: {before}" if before else ""]))


def division(found: RiskIndex) -> str:
    """The territorial status with what was done to reach it, without the last full stop."""
    return ". ".join(filter(None, [division_title("district", "2021"), territory_note(found).rstrip(".")]))


def start_note(found: RiskIndex, area: str, key: str) -> str:
    """`Wert 2018 auf den Gebietsstand 01.07.2021 umgerechnet, geschätzt`: what a change starts from; else empty."""
    before = found.before.get((area, key))
    if before is None or before.mark not in ESTIMATED or found.change(area, key) is None:
        return ""
    return f"Wert {found.earlier_year} {MARK_WORDS[before.mark]}"


def estimate_note(found: RiskIndex, area: str) -> str:
    """`Dynamik aus geschätzten Werten (2018)` where a component was moved by shares in either year; else empty."""
    if found.moved.by_area[area].change is None:
        return ""
    years = [
        str(year)
        for year, rows in ((found.earlier_year, found.before), (found.year, found.now))
        if any(row.mark in ESTIMATED for record in found.records if (row := rows.get((area, record.id))))
    ]
    return f"Dynamik aus geschätzten Werten ({' und '.join(years)})" if years else ""


def german_csv(found: RiskIndex) -> str:
    """Areas in ranking order, components with value and normalised."""
    parts = [
        heading
        for record in found.records
        for heading in (f"{record.title} ({record.unit_text})", f"{record.short_title}, normiert",
                        f"{record.short_title}, Hinweis")
    ]  # fmt: skip
    beside = described(found, risk_index.bands(found))
    last = [f"{division(found)}.", citation(found), licences(found), answers.data_version()]
    common = [*(as_text(beside.get(heading, "")) for heading in BESIDE), *map(as_text, last)]
    lines = []
    for item in records(found):
        band = item["rank_band"] or ["", ""]
        cells = [
            item["area"], as_text(item["name"]), found.year, plain_number(item["score"]), item["rank"] or "", *band,
            item["status"] or "", plain_number(item["stays_in_class"]), item["dynamics"], found.earlier_year,
            plain_number(item["change"]), plain_number(item["coverage"]),
            "; ".join(filter(None, [item["reason"], item["dynamics_note"]])),
        ]  # fmt: skip
        for part in item["components"]:
            key = part["indicator"]
            note = "; ".join(filter(None, [hint(found, item["area"], key), start_note(found, item["area"], key)]))
            cells += [plain_number(part["value"]), plain_number(part["normalised"]), note]
        lines.append([*cells, *common])
    return tables.german_file([*HEADINGS, *map(as_text, parts), *BESIDE, *LAST], lines)


def as_json(found: RiskIndex) -> dict[str, Any]:
    """The whole answer; what is not known is None."""
    recipe, result = found.recipe, found.result
    uncertain = risk_index.bands(found)
    return {
        "title": "Sozialindex",
        "statement": STATEMENT,
        "year": found.year,
        "dynamics_since": found.earlier_year if found.has_dynamics else None,
        "dynamics_note": base_note(found),
        "years": list(found.years),
        "normalisation": recipe.normalisation,
        "aggregation": recipe.aggregation,
        "reference_year": recipe.reference_year,
        "components": [
            {
                "indicator": item.key,
                "title": record.title,
                "unit": record.unit_text,
                "direction": "burden" if item.direction > 0 else "relief",
                "weight": item.weight,
                "share": share,
                "year": item.year,
            }
            for item, record, share in zip(recipe.components, found.records, result.shares, strict=True)
        ],
        "method": described(found, uncertain),
        "draws": uncertain.draws,
        "seed": uncertain.seed,
        "compared": result.compared,
        "warnings": warnings(found),
        "division": "2021",
        "note": territory_note(found),
        "source": citation(found),
        "licence": licences(found),
        "data_version": answers.data_version(),
        "areas": records(found),
    }


def lines(found: RiskIndex) -> list[str]:
    """What the command line prints: title, one line per area, what must stand beside it."""
    uncertain = risk_index.bands(found)
    told = [f"Sozialindex {found.year}: {STATEMENT}"]
    for item in found.ranked():
        moved = found.moved.by_area[item.area].dynamics
        told.append(
            f"{item.area}  {found.names[item.area]:<28} {number(item.score, 2, signed=True):>8}  "
            f"{item.status or 'kein Index':<10} Dynamik {moved:<18} {uncertain.by_area[item.area].text}"
        )
    told += [f"{heading}: {text}." for heading, text in described(found, uncertain).items()]
    return [*told, *warnings(found), f"Quelle: {citation(found)}. {division(found)}. "
            f"Datenstand {answers.data_version()}."]  # fmt: skip


def records(found: RiskIndex) -> list[dict[str, Any]]:
    """One mapping per area in ranking order."""
    uncertain = risk_index.bands(found)
    rows = []
    for item in found.ranked():
        moved, band = found.moved.by_area[item.area], uncertain.by_area[item.area]
        rows.append(
            {
                "area": item.area,
                "name": found.names[item.area],
                "score": item.score,
                "rank": item.rank,
                "shared": item.shared,
                "rank_band": list(band.band) if band.band else None,
                "status": item.status,
                "stays_in_class": band.stays,
                "dynamics": moved.dynamics,
                "change": moved.change,
                "dynamics_note": estimate_note(found, item.area),
                "coverage": item.coverage,
                "reason": reason(found, item.area),
                "components": _components(found, item),
            }
        )
    return rows


def reason(found: RiskIndex, area: str) -> str:
    """Why an area has no index or no dynamics; empty when it has both."""
    item, moved = found.result.by_area[area], found.moved.by_area[area]
    if item.reason or not moved.reason or found.has_dynamics:
        return "; ".join(text for text in (item.reason, moved.reason) if text)
    return f"für {found.earlier_year} liegen nicht alle Bestandteile vor"


def warnings(found: RiskIndex) -> list[str]:
    """German sentences on components that say the same, run against the index or hold no differences."""
    # Where a whole year is missing the page says so once, not once for every component.
    moved = found.moved.warnings if found.has_dynamics else ()
    return [*found.result.warnings, *moved, *poverty_risk.correlations(found.result).warnings]


def _components(found: RiskIndex, item: poverty_risk.AreaScore) -> list[dict[str, Any]]:
    rows = []
    for place, record in enumerate(found.records):
        row = found.now.get((item.area, record.id))
        rows.append(
            {
                "indicator": record.id,
                "value": tables.known(row.value) if row else None,
                "normalised": item.parts[place],
                "status": row.status if row else "missing",
                "mark": row.mark if row else "",
                "change": (change := found.change(item.area, record.id)),
                "change_note": _change_note(found, item.area, record) if change is not None else "",
            }
        )
    return rows


def _change_note(found: RiskIndex, area: str, record: Indicator) -> str:
    return "; ".join(filter(None, [found.across(record), start_note(found, area, record.id)]))


def _sources(found: RiskIndex) -> str:
    rows = [*found.now.values(), *(found.before.values() if found.has_dynamics else ())]
    keys = [key for row in rows for key in row.source.split("+")]
    return "+".join(dict.fromkeys(keys))
