"""What the Gebietsprofil shows for a choice, as properties of its parts; the page only puts them in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.figures import spine
from dashboard.parts import profile_sheet
from dashboard.parts.entries import labelled
from dashboard.parts.profile_table import Drawing
from dashboard.profile_selection import ALL, CORE, ORDERS, ProfileSelection
from geo import areas as geography
from geo.areas import division_title
from indicators import derived, profile_words, profiles, tables
from indicators.catalogue import catalogue
from indicators.profiles import MOST_REFERENCES, SIMILAR, STATE, Profile, ProfileRow
from indicators.wording import listed, mark_words, number, with_unit

NOTHING = ""


def controls(chosen: ProfileSelection) -> dict[str, dict[str, Any]]:
    """Properties of every control, by control."""
    districts = area_options()
    held = [*chosen.against, *[NOTHING] * (MOST_REFERENCES - len(chosen.against))]
    first = [
        {"label": "Thüringen", "value": STATE, "group": "Vergleichswert"},
        {"label": "ähnliche Kreise (Median)", "value": SIMILAR, "group": "Vergleichswert"},
        *({**item, "group": "Kreis oder Stadt"} for item in districts),
    ]
    further = [{"label": "–", "value": NOTHING, "group": "Vergleichswert"}, *first]
    return {
        "area": {"options": districts, "value": chosen.area},
        "first": {"options": first, "value": held[0], "without": [chosen.area]},
        "second": {"options": further, "value": held[1], "without": [chosen.area]},
        "third": {"options": further, "value": held[2], "without": [chosen.area]},
        "order": {
            "options": labelled(ORDERS),
            "value": chosen.order,
        },
        "show": {"options": show_options(), "value": chosen.show},
    }


def told(chosen: ProfileSelection) -> dict[str, Any]:
    """Heading, Kurzprofil, table, legend, similar districts, sources and links for a choice."""
    profile = chosen.profile()
    rows = shown(profile, chosen.show)
    cited = list(dict.fromkeys(tables.citations(row.row.source) for row in rows))
    return {
        "heading": heading(profile),
        "sheet": profile_sheet.sheet(profile),
        "table": {
            "caption": f"{profile.name}: {len(rows)} Indikatoren {ORDERS[chosen.order]}",
            "compared": list(profile.labels),
            "rows": [cells(profile, row, cited) for row in rows],
            "groups": groups(rows, chosen.order),
        },
        "legend": legend(profile),
        "similar": similar(profile),
        "sources": sources(cited),
        "query": "?" + chosen.query(),
    }


def retold(chosen: ProfileSelection) -> tuple[Any, ...]:
    """What `told` changes, in the order of the page's callback."""
    new, boxes = told(chosen), controls(chosen)
    return (
        *(new[name] for name in ("heading", "sheet")),
        *(new["table"][name] for name in ("caption", "compared", "rows", "groups")),
        *(new[name] for name in ("legend", "similar", "sources", "query")),
        *(boxes[name][key] for name in ("first", "second", "third") for key in ("without", "value")),
    )


def heading(profile: Profile) -> list[Any]:
    """The area, what it is and on which territory its figures stand."""
    area = geography.area("district", profile.area)
    return [
        html.H1(f"Gebietsprofil {area.full_name}", id="profile-title"),
        html.P(profile_words.territory(profile.rows), className="subtitle"),
    ]


def shown(profile: Profile, show: str) -> list[ProfileRow]:
    """All rows, the Kernindikatoren, or those of one office."""
    if show == ALL:
        return list(profile.rows)
    if show == CORE:
        return [row for row in profile.rows if row.record.core]
    return [row for row in profile.rows if show in row.record.departments]


def groups(rows: Sequence[ProfileRow], order: str) -> list[dict[str, Any]]:
    """Headings with the numbers of their rows; by department a row stands under every office that uses it."""
    if order == "distance":
        places = sorted(range(len(rows)), key=lambda place: -(rows[place].distance or -1))
        far = [place for place in places if rows[place].distance is not None]
        none = [place for place in places if rows[place].distance is None]
        titles = {"Größter Abstand zuerst (in Standardabweichungen der Kreise)": far, "Ohne Vergleichswert": none}
    elif order == "department":
        offices = [record.title for record in catalogue().departments.values()]
        titles = {title: [] for title in offices}
        for place, row in enumerate(rows):
            for title in profile_words.department_titles(row):
                titles[title].append(place)
    else:
        titles = {record.title: [] for record in catalogue().themes.values()}
        for place, row in enumerate(rows):
            titles[catalogue().themes[row.record.theme].title].append(place)
    return [{"title": title, "rows": places} for title, places in titles.items() if places]


def cells(profile: Profile, row: ProfileRow, cited: Sequence[str]) -> dict[str, Any]:
    """One row, ready to show."""
    item, record = row.row, row.record
    arrow = spine.ARROWS[row.trend.key]
    return {
        "href": f"/?indicator={record.id}&year={item.year}&areas={profile.area}",
        "indicator": record.id,
        "title": record.title,
        "core": record.core,
        "value": number(item.value, record.decimals) or "–",
        "hint": ", ".join(filter(None, [unit(row), mark_words(item.status, _noted(item.mark), item.sign)])),
        "held": [number(held.value, record.decimals) or "–" for held in row.held],
        "spine": spine.spine(row),
        "said": spine.spine_words(row, profile.name),
        "range": spine.range_words(row),
        "rank": f"{item.rank} von {item.ranked}" if item.rank else "–",
        "key": row.held[0].verdict.key,
        "verdicts": verdicts(profile, row),
        "grounds": profile_words.verdict_grounds(row),
        "spark": spine.sparkline(row),
        "line": spine.sparkline_words(row),
        "trend": f"{arrow} {profile_words.trend_words(row)}".strip(),
        "tested": profile_words.trend_grounds(row),
        "stand": f"{row.reference} [{cited.index(tables.citations(item.source)) + 1}]",
    }


def verdicts(profile: Profile, row: ProfileRow) -> list[str]:
    """What can be said against each comparison; a reason that holds for all is said once."""
    notes = list(dict.fromkeys(held.verdict.note for held in row.held if held.verdict.note))
    said = [profile_words.judged_headline(row, held) for held in row.held]
    reasons = {held.verdict.reason for held in row.held}
    if len(row.held) == 1 or (len(reasons) == 1 and reasons != {""}):
        return [said[0], *notes]
    named = [
        f"{label}: {text if held.verdict.reason else profile_words.short_headline(row, held)}"
        for label, held, text in zip(profile.labels, row.held, said, strict=True)
    ]
    return [*named, *notes]


def marks() -> html.Ul:
    """What the marks of the spines mean; the same for every choice."""
    return html.Ul(
        [
            html.Li([Drawing(id=f"profile-mark-{place}", **drawn), text], className="legend-entry")
            for place, (drawn, text) in enumerate(spine.key_to_points())
        ],
        className="legend-list",
    )


def legend(profile: Profile) -> str:
    """What the bars and lines of the spines mean."""
    line = f"senkrechte Linie: {profile.labels[0]}"
    if len(profile.labels) > 1:
        line += f"; gestrichelt: {' und '.join(profile.labels[1:])}"
    return (
        f"Heller Balken: alle Kreise; dunkler Balken: mittlere Hälfte; {line}; rechts ist höher; "
        "waagerechte Linie: 95-%-Intervall. Jede Zeile hat ihren eigenen Maßstab. "
        f"{profile_words.ABOUT_RANKS}"
    )


def similar(profile: Profile) -> list[Any]:
    """Which districts are alike, in what, in which year, and what that means for comparisons."""
    names = profiles.names()
    return [
        html.H2("Ähnliche Kreise"),
        html.Ul([html.Li(f"{names[item.area]}: {_alike(item)}") for item in profile.similar.areas]),
        html.P(
            f"Strukturmerkmale {profile.similar.year}, dem letzten gemeinsamen Jahr; "
            f"{division_title('district', '2021')}. {profile_words.ABOUT_SIMILARITY}",
            className="hint",
        ),
    ]


def sources(cited: Sequence[str]) -> list[Any]:
    """The sources by the numbers that stand in the table."""
    return [
        html.H2("Quellen"),
        html.Ol([html.Li(text) for text in cited]),
        html.P(derived.OF_MANY, className="hint"),
    ]


def area_options() -> list[dict[str, Any]]:
    """The 22 districts by name."""
    found = sorted(profiles.names().items(), key=lambda item: geography.sort_key(item[1]))
    return [{"label": name, "value": key} for key, name in found]


def show_options() -> list[dict[str, Any]]:
    """All indicators, the Kernindikatoren, or what one office works with."""
    offices = [
        {"label": record.title, "value": key, "group": "Amt"}
        for key, record in catalogue().departments.items()
        if key != "sozialplanung"
    ]
    return [
        {"label": "alle Indikatoren", "value": ALL, "group": "Umfang"},
        {"label": "Kernindikatoren", "value": CORE, "group": "Umfang"},
        *offices,
    ]


def unit(row: ProfileRow) -> str:
    """The unit below a value, of a single one in the singular: `1`, `Gemeinde`."""
    return with_unit(row.row.value, row.record.decimals, row.record.unit_text).partition(" ")[2]


def _alike(item: Any) -> str:
    different = f"; verschieden in {listed(item.different)}" if item.different else ""
    return f"{item.words}{different} (Abstand {number(item.distance, 1)})"


def _noted(mark: str) -> str:
    """`computed` is what every rate of our own is; it need not stand in every row."""
    return "" if mark == "computed" else mark
