"""The frame around every page, in the browser: policy, charts after the map, German words."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

FULL_BUNDLE = "plotly.min.js"
OUR_BUNDLE = "/assets/vendor/plotly-cartesian-de-"


def open_small_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#small-chart .main-svg").first).to_be_visible()
    expect(page.locator("#small-second-chart .main-svg").first).to_be_visible()


def test_charts_are_drawn_from_the_trimmed_bundle_and_the_full_one_is_never_asked_for(
    page: Page, small_site: str, watch: Watch
) -> None:
    open_small_page(page, small_site)
    page.click("#small-button")
    expect(page.locator("#small-words")).to_have_text("1 mal gedrückt")
    assert sum(OUR_BUNDLE in url for url in watch.requests) == 1
    assert not [url for url in watch.requests if FULL_BUNDLE in url or "async-mathjax" in url]
    assert page.evaluate("window.Plotly.version") == "4.1.1"


def test_charts_speak_german_and_offer_no_sharing(page: Page, small_site: str) -> None:
    open_small_page(page, small_site)
    page.hover("#small-chart .main-svg >> nth=0")
    buttons = page.locator("#small-chart .modebar-btn")
    titles = [buttons.nth(index).get_attribute("data-title") for index in range(buttons.count())]
    assert titles == ["Diagramm als PNG herunterladen"]
    assert page.locator("[href*='plotly']").count() == 0  # plotly's own logo would be such a link
    assert "10.000" in page.locator("#small-chart .ytick text").all_text_contents()


def test_a_chart_can_be_downloaded_as_a_picture_under_the_policy(page: Page, small_site: str) -> None:
    open_small_page(page, small_site)
    page.hover("#small-chart .main-svg >> nth=0")
    with page.expect_download() as download:
        page.click("#small-chart .modebar-btn")
    assert download.value.suggested_filename == "kleine-seite.png"


def test_a_chart_waits_until_a_map_on_the_page_is_painted(page: Page, small_site: str, watch: Watch) -> None:
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { const map = document.createElement('div');"
        " map.id = 'atlas-map'; document.body.append(map); })"
    )
    page.goto(small_site)
    expect(page.locator("#small-words")).to_have_text("0 mal gedrückt")
    page.wait_for_timeout(300)
    assert not [url for url in watch.requests if OUR_BUNDLE in url]
    page.evaluate("performance.mark('map-painted')")
    expect(page.locator("#small-chart .main-svg").first).to_be_visible()


def test_the_policy_stops_a_script_from_elsewhere_and_an_inline_one(page: Page, small_site: str, watch: Watch) -> None:
    open_small_page(page, small_site)
    page.evaluate(
        "() => { const inline = document.createElement('script'); inline.textContent = 'window.broken_in = 1';"
        " document.body.append(inline); }"
    )
    assert page.evaluate("window.broken_in") is None
    assert any("Content Security Policy" in text for text in watch.console)
    watch.console.clear()


def test_the_page_leaves_nothing_behind_in_the_browser(page: Page, small_site: str) -> None:
    open_small_page(page, small_site)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_first_html_is_german_with_and_without_scripts(page: Page, small_site: str) -> None:
    open_small_page(page, small_site)
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.title() == "Sozialplanung Thüringen"
    source = page.request.get(small_site).text()
    assert "Loading..." not in source
    assert "Diese Anwendung braucht JavaScript" in source


def test_failure_pages_have_no_serious_accessibility_findings(
    page: Page, small_site: str, watch: Watch, axe: Callable[[Page], list[str]]
) -> None:
    for path in ("/gibt-es-nicht", "/broken"):
        page.goto(small_site + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert axe(page) == []
    watch.console.clear()  # the browser reports the status 404 and 500 itself


def test_the_smallest_page_has_no_serious_accessibility_findings(
    page: Page, small_site: str, axe: Callable[[Page], list[str]]
) -> None:
    open_small_page(page, small_site)
    assert axe(page) == []
