"""What holds for every page: a title of its own that follows what is shown, and a width that fits the window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

PRODUCT = "Sozialplanung Thüringen"
LONG = 90_000  # ms; the first view of a page asks for everything there is
LONG_TITLE = "Anteil der Schulabgänger mit Hochschulreife (INKAR)"
OLD_AGE = "Altenquotient: ab 65-Jährige je 100 20- bis 64-Jährige"
CHILDREN = "Kinder im SGB II-Bezug: nicht erwerbsfähige Leistungsberechtigte je 100 Kinder unter 15 Jahren"
TITLES = {
    "/": f"{CHILDREN} – Atlas – {PRODUCT}",
    "/?indicator=unemployment_rate": f"Arbeitslosenquote (alle zivilen Erwerbspersonen) – Atlas – {PRODUCT}",
    "/uebersicht?theme=bildung": f"Übersicht: Bildung und Kinderbetreuung – {PRODUCT}",
    "/profil?area=16052": f"Gebietsprofil kreisfreie Stadt Gera – {PRODUCT}",
    "/vergleich": f"Zusammenhänge: Arbeitslosenquote und Kinder im SGB II-Bezug – {PRODUCT}",
    "/sozialindex": f"Sozialindex – {PRODUCT}",
    "/daten": f"Daten – {PRODUCT}",
    "/daten?indicator=school_leavers_with_abitur_share": f"{LONG_TITLE} – Daten – {PRODUCT}",
    "/was-fehlt": f"Was hier fehlt – {PRODUCT}",
    "/barrierefreiheit": f"Erklärung zur Barrierefreiheit – {PRODUCT}",
    "/impressum": f"Impressum – {PRODUCT}",
    "/datenschutz": f"Datenschutz – {PRODUCT}",
}
VIEWS = [
    *TITLES,
    "/?indicator=population&level=municipality",
    "/?indicator=population&year=2024",
    "/?indicator=sgb2_rate&show=change&areas=16052,16053",
    "/?indicator=gisd_score&territory=2021",
    "/?indicator=disposable_income_per_person&method=deviation&areas=16063",
    "/?indicator=employees_per_1000_2023",
    "/?indicator=nix&year=soon",
    "/uebersicht?department=sozialplanung",
    "/uebersicht?theme=gesundheit&year=2021",
    "/profil?area=16063&against=state,similar,16052&order=distance",
    "/vergleich?x=gisd_score&y=life_expectancy&areas=16052",
    "/vergleich?group=own&side=x",
    "/sozialindex?preset=equal&areas=16052,16053",
    "/daten?series=residents&level=municipality",
    "/daten?series=unemployment_rate_foreigners",
    "/daten?indicator=long_term_unemployment_rate",
    "/daten?indicator=gdp_per_person_2021",
    "/gibt-es-nicht",
]
"""Pages in views that differ in what they hold: long names, many columns, notices, matrices."""
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const scrolls = (one) => { for (let up = one.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true; return false; };
  return [...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > edge + 0.5 && !scrolls(one))
    .map((one) => `${one.tagName.toLowerCase()}#${one.id}.${one.getAttribute("class") || ""}`);
}"""  # noqa: E501  one expression


def opened(page: Page, site: str, view: str) -> None:
    """The page with its heading, and quiet."""
    page.goto(f"{site}{view}", timeout=LONG)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=LONG)
    expect(page.locator("[data-first-page]")).to_have_count(0, timeout=LONG)
    page.wait_for_load_state("networkidle", timeout=LONG)


@pytest.mark.parametrize("view", TITLES)
def test_the_title_of_the_window_names_what_the_page_shows(page: Page, site: str, view: str) -> None:
    opened(page, site, view)
    expect(page).to_have_title(TITLES[view])


def test_the_title_follows_the_choice_and_the_way_from_page_to_page(page: Page, site: str) -> None:
    opened(page, site, "/")
    field = page.locator("#atlas-indicator input")
    field.click()
    field.fill("Altenquotient")
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"{OLD_AGE} – Atlas – {PRODUCT}")
    page.get_by_role("link", name="Beschreibung, Quellen und Lücken dieses Indikators").click()
    expect(page).to_have_title(f"{OLD_AGE} – Daten – {PRODUCT}", timeout=LONG)
    page.get_by_role("link", name="Alle Daten").click()
    expect(page).to_have_title(f"Daten – {PRODUCT}", timeout=LONG)
    page.get_by_role("link", name="Gebietsprofil", exact=True).click()
    expect(page).to_have_title(re.compile(rf"^Gebietsprofil .* – {PRODUCT}$"), timeout=LONG)
    page.locator("#profile-area select").select_option(label="Gera")
    expect(page).to_have_title(f"Gebietsprofil kreisfreie Stadt Gera – {PRODUCT}")
    page.go_back()
    expect(page).to_have_title(f"Daten – {PRODUCT}", timeout=LONG)


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_is_wider_than_its_window(page: Page, site: str, view: str, watch: Watch) -> None:
    opened(page, site, view)
    if view == "/gibt-es-nicht":
        watch.console.clear()  # the browser reports the status 404 itself
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width in (1440, 1100, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for _ in range(20):  # charts draw themselves anew a little later
            if not page.evaluate(TOO_WIDE):
                break
            page.wait_for_timeout(100)
        assert page.evaluate(TOO_WIDE) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("view", ["/", "/vergleich"])
def test_a_chart_links_nowhere_and_shows_no_logo_of_its_maker(page: Page, site: str, view: str) -> None:
    opened(page, site, view)
    chart = page.locator(".js-plotly-plot").first
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=LONG)
    chart.hover()
    expect(chart.locator(".modebar-btn")).to_have_count(1)
    assert chart.locator("a[href]").count() == 0
    assert page.locator("[href*='plotly']").count() == 0
    assert page.locator(".modebar-btn--logo").count() == 0
