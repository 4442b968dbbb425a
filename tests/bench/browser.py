"""A browser that is asked how long and how much: what is painted when, and what went over the wire until then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.finding import chromium, launch_arguments

LONGEST_WAIT = 30_000  # milliseconds
# The CDN's world map that Plotly's choropleth waits for; nothing outside is reachable here, so it is answered empty.
EMPTY_WORLD = '{"type": "Topology", "objects": {}, "arcs": []}'

# Notes when something matching `selectors` first has a size, in the frame after it got one.
WATCH_FOR_PAINT = """
(selectors) => {
  window.bench_painted = new Promise((resolve) => {
    const look = () => {
      const found = [...document.querySelectorAll(selectors)].some((one) => one.getBoundingClientRect().width > 0);
      if (found) requestAnimationFrame(() => resolve(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  });
}
"""


@dataclass
class Wire:
    """What the browser received, from Chromium's own accounts: bytes with headers, compressed as they travelled."""

    page: Page
    finished: list[tuple[float, float]] = field(default_factory=list)  # (seconds since the visit began, bytes)
    requests: int = 0
    _begun: dict[str, float] = field(default_factory=dict)
    _start: float = 0.0

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on(
            "Network.responseReceived", lambda event: self._begun.setdefault(event["requestId"], event["timestamp"])
        )
        session.on("Network.loadingFinished", self._received)

    def _sent(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith(("data:", "blob:")):
            self.requests += 1
        if not self._start:
            self._start = event["timestamp"]

    def _received(self, event: dict[str, Any]) -> None:
        begun = self._begun.get(event["requestId"], event["timestamp"])
        self.finished.append((begun - self._start, event["encodedDataLength"]))

    def kilobytes(self, until: float = float("inf")) -> float:
        """What had begun to arrive `until` seconds after the visit began, counted in full."""
        return sum(size for begun, size in self.finished if begun <= until) / 1000

    def reset(self) -> None:
        """Count from now on."""
        self.finished.clear()
        self.requests = 0


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """The same Chromium, started the same way as in the browser tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, *, foreign: bool = False) -> Iterator[Page]:
    """A page of a profile without cache. `foreign` answers requests for the world map that peers ask a CDN for."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LONGEST_WAIT)
    if foreign:
        page.route(
            "https://cdn.plot.ly/**", lambda route: route.fulfill(body=EMPTY_WORLD, content_type="application/json")
        )
    yield page
    context.close()


def visit(page: Page, address: str, painted: str, complete: str) -> dict[str, float]:
    """Seconds and kilobytes of a first visit until `painted` and until all of `complete` (CSS selectors) are seen."""
    wire = Wire(page)
    page.add_init_script(f"({WATCH_FOR_PAINT})({painted!r})")
    page.goto(address, wait_until="commit")
    seconds = page.evaluate("window.bench_painted") / 1000
    for selector in complete.split(" && "):
        page.locator(selector).first.wait_for(state="visible")
    all_there = page.evaluate("performance.now()") / 1000
    settle(page, wire)
    return {
        "painted": seconds,
        "painted_kb": wire.kilobytes(seconds),
        "complete": all_there,
        "complete_kb": wire.kilobytes(),
    }


def settle(page: Page, wire: Wire, quiet: float = 0.5) -> None:
    """Wait until nothing has arrived for `quiet` seconds."""
    count, since, end = -1, time.monotonic(), time.monotonic() + LONGEST_WAIT / 1000
    while time.monotonic() - since < quiet and time.monotonic() < end:
        page.wait_for_timeout(50)
        if len(wire.finished) != count:
            count, since = len(wire.finished), time.monotonic()
