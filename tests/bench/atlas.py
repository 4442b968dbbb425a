"""The Atlas measured: visit, change of indicator, dragging the year."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bench.browser import Wire, fresh_page, settle, visit

MAP = "#first-map svg [data-area], #atlas-map svg [data-area], #first-map svg path, #atlas-map svg path"
COMPLETE = "#atlas-map .map-canvas[data-painted] && #atlas-trend .main-svg && #atlas-table table"
# Asked for in turn; each change is to another one than is shown.
INDICATORS = ["unemployment_rate", "minimum_security_rate", "sgb2_children_rate", "life_expectancy"]

# Changes the indicator as the finder does, and notes the frames in which the map and the last of the other parts came
# to look as they stay. What is compared is what is drawn: the chart component passes over its drawing once more after a
# moment, with new internal names and the same picture.
CHANGE = """
async (indicator) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  const others = ["atlas-ranking", "atlas-trend", "atlas-table"].map((id) => document.getElementById(id));
  const drawn = () => others.map((part) => part.innerHTML
    .replace(/ (id|class|clip-path|href|xlink:href|data-[a-z-]+|aria-busy)="[^"]*"/g, "")).join("");
  performance.clearMarks("map-painted");
  let shown = drawn();
  const start = performance.now();
  dash_clientside.set_props("atlas-indicator", { value: indicator });
  let map = 0, last = 0;
  while (performance.now() - start < 5000) {
    const now = await frame();
    const mark = performance.getEntriesByName("map-painted")
      .find((one) => !one.detail || String(one.detail).startsWith(indicator + ":"));
    if (mark && !map) map = now;
    if (!map) continue;  // reading all parts takes milliseconds of its own; they are not drawn before the map
    const looks = drawn();
    if (looks !== shown) { shown = looks; last = now; }
    if (map && last && now - last > 500) break;
  }
  return { map: map - start, others: last - start };
}
"""

# Drags the year slider one step per frame for two seconds; counts the frames in which the map showed another year.
DRAG = """
async () => {
  const field = document.querySelector("#atlas-year input[type=range]");
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const steps = Number(field.max) - Number(field.min) + 1;
  performance.clearMarks("map-painted");
  const start = performance.now();
  let step = 0;
  while (performance.now() - start < 2000) {
    write.call(field, String(Number(field.min) + (step++ % steps)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
  }
  return performance.getEntriesByName("map-painted").length / ((performance.now() - start) / 1000);
}
"""

# The same for a series the map was just given; its years are asked for by the event the slider sends.
DRAG_INVENTED = """
async ([series, years]) => {
  const root = document.getElementById("atlas-map");
  dash_clientside.set_props("atlas-map", { series, year: years[0] });
  await new Promise((done) => setTimeout(done, 800));
  performance.clearMarks("map-painted");
  const start = performance.now();
  let step = 0;
  while (performance.now() - start < 2000) {
    root.dispatchEvent(new CustomEvent("show-year", { detail: years[step++ % years.length] }));
    await new Promise((done) => requestAnimationFrame(done));
  }
  return performance.getEntriesByName("map-painted").length / ((performance.now() - start) / 1000);
}
"""


def first_visits(browser: Browser, address: str, times: int) -> dict[str, float]:
    """Medians of `times` first visits with an empty cache."""
    rounds = []
    for _ in range(times):
        with fresh_page(browser) as page:
            rounds.append(visit(page, address, MAP, COMPLETE))
    return {key: median(one[key] for one in rounds) for key in rounds[0]}


def changes(browser: Browser, address: str, times: int) -> dict[str, float]:
    """Medians of `times` changes of indicator: milliseconds until map and others are painted, kilobytes, requests."""
    rounds = []
    with fresh_page(browser) as page:
        wire = opened(page, address)
        for number in range(-len(INDICATORS), times):  # one round through all of them first: the server is warm
            wire.reset()
            one = page.evaluate(CHANGE, INDICATORS[number % len(INDICATORS)])
            settle(page, wire)
            if number >= 0:
                rounds.append({**one, "kb": wire.kilobytes(), "requests": float(wire.requests)})
    return {key: median(one[key] for one in rounds) for key in rounds[0]}


def repaints(browser: Browser, address: str, times: int) -> dict[str, float]:
    """Repaints per second while the year is dragged, median of `times`, and the requests that caused."""
    with fresh_page(browser) as page:
        wire = opened(page, address)
        wire.reset()
        rates = [page.evaluate(DRAG) for _ in range(times)]
        return {"rate": median(rates), "requests": float(wire.requests)}


def repaints_of_municipalities(browser: Browser, address: str, times: int) -> float:
    """The same for 849 municipalities with invented years."""
    received: list[dict[str, Any]] = []
    with fresh_page(browser) as page:
        page.on("response", lambda answer: "_dash-update-component" in answer.url and received.append(answer.json()))
        opened(page, f"{address}/?indicator=population&level=municipality")
        series = next(found for answer in received if (found := _series_in(answer)))
        years = list(range(2001, 2026))
        invented = _invented(series, years)
        return median(page.evaluate(DRAG_INVENTED, [invented, years]) for _ in range(times))


def opened(page: Page, address: str) -> Wire:
    """The page at `address`, complete and quiet."""
    wire = Wire(page)
    page.goto(address)
    for selector in COMPLETE.split(" && "):
        page.locator(selector).first.wait_for(state="visible")
    settle(page, wire)
    return wire


def _series_in(part: Any) -> dict[str, Any] | None:
    """The map's `series` somewhere in a callback's answer, with more areas than there are districts."""
    if isinstance(part, dict):
        series = part.get("series")
        if isinstance(series, dict) and len(series.get("areas", [])) > 100:
            return series
        return next((found for value in part.values() if (found := _series_in(value))), None)
    if isinstance(part, list):
        return next((found for value in part if (found := _series_in(value))), None)
    return None


def _invented(series: dict[str, Any], years: list[int]) -> dict[str, Any]:
    """`series` as rates with `years`, every year the values of the one before moved on by one area."""
    invented = json.loads(json.dumps(series))
    only = str(series["years"][-1])
    count = len(series["areas"])
    colours = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"]
    invented.update(years=years, kind="fill", colours=colours)
    for key, by_year in series.items():
        if isinstance(by_year, dict) and only in by_year:
            invented[key] = {str(year): by_year[only] for year in years}
    invented["class"] = {str(year): [(area * 7 + year) % len(colours) for area in range(count)] for year in years}
    return invented
