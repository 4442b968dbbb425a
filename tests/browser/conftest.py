"""Pages in a real Chromium without an outside network; a request elsewhere or a console error fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.finding import BrowserMissing, chromium, launch_arguments
from tests.browser.server import ROOT, served

ARE_SERIOUS = ("serious", "critical")
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Watch:
    """What a page did that no page may do. A test that provokes an error empties the list it expects."""

    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)  # all of them, for tests that count

    def follow(self, context: BrowserContext) -> None:
        """Record what every page of `context` does."""
        context.on("request", lambda request: self._record(request.url))
        context.on("console", lambda message: message.type == "error" and self.console.append(message.text))
        context.on("weberror", lambda problem: self.errors.append(str(problem.error)))

    def _record(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def assert_clean(self) -> None:
        """Fail with everything that was recorded."""
        assert not self.foreign, f"requests to third parties: {self.foreign}"
        assert not self.errors, f"uncaught errors on the page: {self.errors}"
        assert not self.console, f"errors in the console: {self.console}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one the tests fail, they are never skipped."""
    try:
        executable = chromium()
    except BrowserMissing as problem:
        pytest.fail(str(problem), pytrace=False)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable, args=launch_arguments())
        yield found
        found.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of the real dashboard, served as `make run` serves it."""
    with served("app:server", workers=2) as (address, _):
        yield address


@pytest.fixture(scope="session")
def small_site() -> Iterator[str]:
    """Address of the smallest page, for tests of the frame itself."""
    with served("tests.browser.small_app:server") as (address, _):
        yield address


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the pages of this test did; checked when the test is over."""
    watching = Watch()
    yield watching
    watching.assert_clean()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh German browser profile: no cache, no storage."""
    fresh = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin", viewport=DESKTOP)  # type: ignore[arg-type]
    watch.follow(fresh)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab, watched."""
    return context.new_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` tells what axe-core finds serious or critical, readable; on a good page it is nothing."""

    def found(page: Page) -> list[str]:
        # prefers-reduced-motion or not, a transition half way has colours nobody chose
        page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
        findings = Axe().run(page).response["violations"]
        return [_described(finding) for finding in findings if finding["impact"] in ARE_SERIOUS]

    return found


def _described(finding: dict) -> str:
    places = "\n".join(f"    {node['target']}: {node['html'][:160]}" for node in finding["nodes"][:8])
    return f"{finding['impact']}: {finding['help']} ({finding['id']})\n{places}"


@pytest.fixture
def written(page: Page) -> Callable[[], list[str]]:
    """`written()` tells what was written on a canvas since the page was opened, line by line."""
    page.add_init_script(
        "window.written = []; const fill = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {"
        " window.written.push(text); fill.call(this, text, ...at); };"
    )
    return lambda: page.evaluate("window.written")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Folder for screenshots, kept after the run and never in git."""
    folder = ROOT / ".cache" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def screenshot(page: Page, pictures: Path) -> Callable[[str], Path]:
    """`screenshot("atlas-390")` takes a picture of the whole page and returns where it lies."""

    def take(name: str) -> Path:
        place = pictures / f"{name}.png"
        page.screenshot(path=place, full_page=True)
        return place

    return take
