"""The one map writer: series of `map_series.payload` and a drawing of `geo.boundaries` -> SVG in EPSG:25832.

`picture` is what stands on the screen before any script has run; `sheet` is the same picture with title, legend, scale
and source around it, to be saved and printed.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard import theme
from dashboard.figures.lettering import width, wrapped

PREFIX = "map-pattern-"
UNFILLED = "#fbfcfc"
"""Areas under circles."""
TITLE, TEXT, SMALL = 26, 18, 15
"""Sizes of the lettering of a sheet, in its units."""
_GREY = "#e3e6e9"
_INK = "#59636e"  # 4.9 : 1 on the grey: visible for weak eyes and in greyscale print
_TILE = f'<rect width="8" height="8" fill="{_GREY}"/>'


def _lines(path: str, width: float) -> str:
    return f'<path d="{path}" stroke="{_INK}" stroke-width="{width}" fill="none"/>'


# Every kind of missing value has its own hatch, dots or dashes; none resembles a class colour (D-22, M-05).
PATTERNS = {
    "secret": _TILE + _lines("M-2 2L2 -2M0 8L8 0M6 10L10 6", 1.6),
    "unknown": f'{_TILE}<circle cx="4" cy="4" r="2.2" fill="none" stroke="{_INK}" stroke-width="1.1"/>',
    "missing": f'{_TILE}<circle cx="2" cy="2" r="1.2" fill="{_INK}"/><circle cx="6" cy="6" r="1.2" fill="{_INK}"/>',
    "no_record": _TILE + _lines("M1 2H5M-3 6H1M5 6H9", 1.3),
    "later": _TILE + _lines("M0 2H8M0 6H8", 1.2),
    "excluded": _TILE + _lines("M2 0V8M6 0V8", 1.2),
    "not_comparable": _TILE + _lines("M0 0L8 8M8 0L0 8", 1.1),
    "not_applicable": _TILE + _lines("M4 1.5V6.5M1.5 4H6.5", 1.1),
    # Lies over the class colour; light and dark strokes together show on every class.
    "unreliable": '<path d="M0 0L8 8M8 0L0 8" stroke="#fff" stroke-width="2.4"/>'
    '<path d="M0 0L8 8M8 0L0 8" stroke="#222" stroke-width="1"/>',
}
_SAME_PATTERN = {"zero_or_secret": "secret"}


def pattern_definitions(prefix: str = PREFIX, scale: float = 1.0) -> str:
    """`<pattern>` elements for every status; `scale` in units of the drawing per pixel."""
    transform = f' patternTransform="scale({scale})"' if scale != 1 else ""
    return "".join(
        f'<pattern id="{prefix}{status}" width="8" height="8" patternUnits="userSpaceOnUse"{transform}>{tile}</pattern>'
        for status, tile in PATTERNS.items()
    )


def status_fill(status: str, prefix: str = PREFIX) -> str:
    """The fill of a status; an area that no longer exists has none."""
    if status == "dissolved":
        return "none"
    pattern = _SAME_PATTERN.get(status, status)
    return f"url(#{prefix}{pattern if pattern in PATTERNS else 'missing'})"


def picture(series: dict[str, Any], drawing: dict[str, Any], year: int, *, label: str) -> str:
    """The map alone, as the browser's script takes it over: groups `areas`, `overlays`, `circles`, `outlines`."""
    box = " ".join(str(number) for number in drawing["viewBox"])
    return (
        f'<svg class="map-svg" data-first="" viewBox="{box}" role="img" aria-label="{escape(label)}">'
        f"<defs>{pattern_definitions(scale=2)}</defs>{groups(series, drawing, year)}</svg>"
    )


def groups(series: dict[str, Any], drawing: dict[str, Any], year: int) -> str:
    """The painted groups of a map."""
    key = str(year)
    place = {area: index for index, area in enumerate(series["areas"])}
    areas, overlays, circles = [], [], []
    for shape in drawing["areas"]:
        index = place.get(shape["key"])
        fill, overlay = _fill(series, key, index, shape["key"])
        areas.append(f'<path data-area="{shape["key"]}" class="area" d="{shape["path"]}" fill="{fill}"/>')
        if overlay:
            overlays.append(f'<path d="{shape["path"]}" fill="{overlay}"/>')
        if series["kind"] == "circle" and index is not None and series["class"][key][index] >= 0:
            size, colour = series["size"][key][index], series["colours"][series["class"][key][index]]
            circles.append((size, f'<circle cx="{shape["x"]}" cy="{shape["y"]}" r="{size}" fill="{colour}"/>'))
    # 849 municipalities without the borders of their districts cannot be read.
    borders = f'<path class="borders" d="{drawing["borders"]}"/>' if "borders" in drawing else ""
    ordered = "".join(circle for _, circle in sorted(circles, reverse=True))
    return (
        f'<g class="areas">{"".join(areas)}</g><g class="overlays">{"".join(overlays)}</g>'
        f'<g class="circles">{ordered}</g>'
        f'<g class="outlines">{borders}<path class="land" d="{drawing["outline"]}"/></g>'
    )


def _fill(series: dict[str, Any], year: str, index: int | None, area: str) -> tuple[str, str]:
    """Fill of an area and what lies over it."""
    number = -1 if index is None else series["class"][year][index]
    status = series["status"][year].get(area, "missing")
    if number == -2:
        return "none", ""
    if number < 0:
        return status_fill(status), ""
    if series["kind"] == "circle":
        return UNFILLED, ""
    return series["colours"][number], status_fill("unreliable") if status == "unreliable" else ""


def sheet(series: dict[str, Any], drawing: dict[str, Any], year: int, *, title: str, notes: list[str]) -> str:
    """The map as a file of its own: title, unit and year, map, legend, scale bar, and `notes` as lines below (M-08).

    It grows with its words: nothing is left out or runs over the edge.
    """
    _, _, across, down = drawing["viewBox"]
    headings = wrapped(title, across, TITLE, bold=True)
    top = 30 * len(headings) + 30
    legend, legend_height = _legend(series, year, top=top + down + 40, room=across)
    lines = [part for note in notes for part in wrapped(note, across, SMALL)]
    bottom = top + down + 40 + legend_height
    text = "".join(
        f'<text x="20" y="{bottom + 30 + 22 * index}" class="small">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    total = bottom + 50 + 22 * len(lines)
    kilometres = 20
    bar = kilometres / drawing["scale_km_per_unit"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across + 40} {total}" width="{across + 40}" '
        f'height="{total}" '
        f'lang="de" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f"<defs>{pattern_definitions(scale=1.4)}</defs><style>"
        f"text{{font-family:{theme.FONT};fill:#1f2933;font-size:{TEXT}px}}"
        f".title{{font-size:{TITLE}px;font-weight:600}}"
        f".small{{font-size:{SMALL}px}}.area{{stroke:#fff;stroke-width:1.2;stroke-linejoin:round}}"
        f".circles circle{{stroke:#fff;stroke-width:1;fill-opacity:.85}}"
        f"path{{fill-rule:evenodd}}.borders{{fill:none;stroke:#59636e;stroke-width:1}}"
        f".land{{fill:none;stroke:#59636e;stroke-width:1.5}}"
        f"{'.area{stroke:#9aa5b1}' if series['kind'] == 'circle' else ''}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>'
        + "".join(
            f'<text x="20" y="{38 + 30 * index}" class="title">{escape(line)}</text>'
            for index, line in enumerate(headings)
        )
        + f'<g transform="translate(20 {top})">{groups(series, drawing, year)}</g>'
        f'<g transform="translate({across - bar} {top + down + 10})"><path d="M0 0V8H{bar}V0" fill="none" '
        f'stroke="#1f2933" stroke-width="1.5"/><text x="{bar / 2}" y="-4" text-anchor="middle" class="small">'
        f"{kilometres} km</text></g>{legend}{text}</svg>"
    )


def _legend(series: dict[str, Any], year: int, top: float, room: float) -> tuple[str, float]:
    """Classes, then statuses, one under the other, in two columns where both fit into `room`.

    Returns the markup and its height.
    """
    key = str(year)
    entries: list[tuple[str, str]] = []
    for index, item in enumerate(series["legend"][key]):
        if series["kind"] == "circle":
            colour = item.get("colour", series["colours"][0])
            entries.append((f'<circle cx="14" cy="-6" r="{item["size"]}" fill="{colour}"/>', item["label"]))
        else:
            swatch = f'<rect y="-16" width="28" height="20" fill="{series["colours"][index]}" stroke="#59636e"/>'
            entries.append((swatch, f"{item['label']} ({_areas(item['count'])})"))
    for item in series["statuses"][key]:
        swatch = f'<rect y="-16" width="28" height="20" fill="{status_fill(item["status"])}" stroke="#59636e"/>'
        entries.append((swatch, f"{item['label']} ({_areas(item['count'])})"))
    step = (
        30
        if series["kind"] == "fill"
        else 2 * max((item.get("size", 0) for item in series["legend"][key]), default=15) + 12
    )
    lettering = 44 if series["kind"] == "fill" else 100
    column = 30 + lettering + max((width(label, TEXT) for _, label in entries), default=0)
    in_two = 2 * column <= room + 20
    rows = (len(entries) + 1) // 2 if in_two else len(entries)
    aside = max(500, round(column)) if in_two else 0
    markup = "".join(
        f'<g transform="translate({30 + aside * (index // rows)} {top + 30 + step * (index % rows)})">{swatch}'
        f'<text x="{lettering}">{escape(label)}</text></g>'
        for index, (swatch, label) in enumerate(entries)
    )
    return markup, 30 + step * rows


def _areas(count: int) -> str:
    return {0: "kein Gebiet", 1: "1 Gebiet"}.get(count, f"{count} Gebiete")
