"""What works across departments measured: index, profile, correlation matrix, suppression, the interface."""

from __future__ import annotations

import http.client
import threading
import time
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from indicators import pairs
from indicators.catalogue import catalogue
from indicators.correlation_matrix import MOST_INDICATORS
from indicators.disclosure import suppress
from tests.bench.browser import Wire, fresh_page, settle
from tests.delivery import delivery

CALLERS = 4
AREAS = ["16052", "16063", "16053", "16077"]
VALUES = "/api/v1/values.json?indicator=sgb2_children_rate&year=2024"
PROFILE = "/api/v1/profile.json?area=16052"

# Notes the frame after the last change to some parts. Comparing what is drawn, as the Atlas does because of its charts,
# would cost more here than the drawing: the table of a profile alone is several hundred kilobytes.
CHANGE = """
async ([parts, target, value]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  let changed = false, last = 0;
  const observer = new MutationObserver(() => { changed = true; });
  for (const id of parts)
    observer.observe(document.getElementById(id), { subtree: true, childList: true, characterData: true });
  const start = performance.now();
  dash_clientside.set_props(target, { value });
  while (performance.now() - start < 5000) {
    const now = await frame();
    if (changed) { changed = false; last = now; }
    if (last && now - last > 500) break;
  }
  observer.disconnect();
  return last - start;
}
"""

# Moves a slider. The index is painted while the page says that the rank bands are being computed; these come after it.
WEIGH = """
async (value) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  const places = ["index-map", "index-matrix", "index-table"].map((id) => document.getElementById(id));
  const said = document.getElementById("index-running");
  const drawn = () => places.map((part) => part.innerHTML).join("");
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const field = document.querySelector("#index-weights input[type=range]");
  const finished = said.textContent;
  let shown = drawn(), painted = 0, bands = 0;
  const start = performance.now();
  write.call(field, String(value));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  while (performance.now() - start < 10000 && !bands) {
    const now = await frame();
    const looks = drawn();
    if (said.textContent === finished) {
      if (painted) bands = now;
    } else if (looks !== shown) {
      shown = looks;
      painted = now;
    }
  }
  return { painted: painted - start, bands: bands - start };
}
"""


def weights(browser: Browser, address: str, times: int) -> dict[str, float]:
    """Milliseconds from a moved weight to the painted index, and to the rank bands of 1,000 draws."""
    rounds: list[dict[str, float]] = []
    with fresh_page(browser) as page:
        wire = Wire(page)
        page.goto(f"{address}/sozialindex")
        page.locator("#index-map [data-painted]").wait_for(state="visible")
        settle(page, wire)
        for number in range(-4, times):
            one = page.evaluate(WEIGH, 1 + 0.5 * ((number + 4) % 18 + 1))
            settle(page, wire)
            if number >= 0:
                rounds.append(one)
    return {key: median(one[key] for one in rounds) for key in rounds[0]}


def profiles(browser: Browser, address: str, times: int) -> float:
    """Milliseconds from another area to its painted profile, all indicators."""
    parts = [f"profile-{name}" for name in ("heading", "sheet", "table", "similar")]
    return _changes(browser, f"{address}/profil?area=16051", parts, "profile-area", AREAS, times)


def matrices(browser: Browser, address: str, times: int) -> float:
    """Milliseconds from another set of 40 indicators to its painted correlation matrix."""
    offered = [record.id for record in catalogue().indicators.values() if pairs.is_offered(record)]
    sets = [offered[start : start + MOST_INDICATORS] for start in (0, 8, 16, 24)]
    assert all(len(chosen) == MOST_INDICATORS for chosen in sets)
    place = f"{address}/vergleich?group=own&members={','.join(offered[-3:])}"
    return _changes(browser, place, ["relations-matrix"], "relations-members", sets, times)


def _changes(browser: Browser, address: str, parts: list[str], target: str, values: list[Any], times: int) -> float:
    """Median over `times` changes; two rounds through all values come first, so that the server is warm."""
    rounds = []
    with fresh_page(browser) as page:
        wire = Wire(page)
        page.goto(address, timeout=90_000)
        for part in parts:
            page.locator(f"#{part}").wait_for(state="attached")
        settle(page, wire)
        for number in range(-2 * len(values), times):
            milliseconds = page.evaluate(CHANGE, [parts, target, values[number % len(values)]])
            assert milliseconds > 0, f"{target}: nothing was painted"
            settle(page, wire)
            if number >= 0:
                rounds.append(milliseconds)
    return median(rounds)


def suppression() -> float:
    """Seconds to find the pattern of 849 municipalities in 23 districts with 20 measures."""
    table = delivery().table()
    start = time.monotonic()
    assert suppress(table).withheld
    return time.monotonic() - start


def rate(address: str, path: str, seconds: float = 4.0) -> float:
    """Answers per second to a few callers that keep their connections."""
    answered = [0] * CALLERS
    end = time.monotonic() + seconds

    def call(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        while time.monotonic() < end:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, f"{path}: {answer.status}"
            answered[number] += 1
        connection.close()

    callers = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    start = time.monotonic()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return sum(answered) / (time.monotonic() - start)
