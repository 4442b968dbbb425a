"""The Übersicht in the browser: sorting and moving by keyboard, links, narrow windows, paper."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

NARROW, NARROWEST = {"width": 390, "height": 844}, {"width": 320, "height": 700}
PAPER = {"width": 1031, "height": 703}  # A4 landscape between margins of 12 mm
LONGEST_FIRST_ANSWER = 90_000  # ms; without kept answers the first view asks for everything there is
NAMES = "#overview-table tbody th"


def open_overview(page: Page, site: str, query: str = "?theme=existenzsicherung") -> None:
    page.goto(f"{site}/uebersicht{query}", timeout=LONGEST_FIRST_ANSWER)
    expect(page.locator("#overview-table tbody tr").first).to_be_visible(timeout=LONGEST_FIRST_ANSWER)


def choose(page: Page, box: str, label: str) -> None:
    page.locator(f"#overview-{box} select").select_option(label=label)


def test_the_table_shows_all_districts_and_indicators_with_thuringia_above(page: Page, site: str) -> None:
    open_overview(page, site)
    expect(page.locator("#overview-title")).to_have_text("Übersicht: Existenzsicherung")
    assert page.locator("#overview-table tbody tr").count() == 22
    assert page.locator("#overview-table thead th[scope=col]").count() == 24
    expect(page.locator(".overview-state")).to_contain_text("10,9")
    gera = page.locator("#overview-table tbody tr", has_text="Gera").locator("td").first
    expect(gera).to_have_class("cell-worse")
    expect(gera.locator("a")).to_have_attribute("title", re.compile(r"^Gera: 22,8 .* ungünstiger als Thüringen$"))
    colour = gera.evaluate("cell => getComputedStyle(cell).backgroundColor")
    assert colour == "rgb(179, 88, 6)"


def test_a_column_is_sorted_by_keyboard_and_the_order_comes_back_from_the_address(page: Page, site: str) -> None:
    open_overview(page, site)
    button = page.get_by_role("button", name="Nach „Kinder im SGB II-Bezug“ sortieren")
    button.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#overview-table th", has=button)
    expect(heading).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.locator(NAMES).first).to_have_text("Gera")
    page.wait_for_url("**/uebersicht?theme=existenzsicherung&sort=-sgb2_children_rate")
    page.reload()
    expect(page.locator(NAMES).first).to_have_text("Gera")
    page.get_by_role("button", name="Nach dem Namen sortieren").press("Enter")
    expect(page.locator(NAMES).first).to_have_text("Altenburger Land")
    page.wait_for_url("**/uebersicht?theme=existenzsicherung")


def test_missing_values_stand_last_in_both_directions(page: Page, site: str) -> None:
    open_overview(page, site, "?theme=gesundheit&sort=life_expectancy")
    expect(page.locator(NAMES).last).to_have_text("Wartburgkreis")
    page.get_by_role("button", name="Nach „Lebenserwartung“ sortieren").click()
    expect(page.locator(NAMES).first).to_have_text("Jena")
    expect(page.locator(NAMES).last).to_have_text("Wartburgkreis")


def test_arrow_keys_walk_the_cells_and_enter_opens_the_atlas(page: Page, site: str) -> None:
    open_overview(page, site)
    assert page.locator("#overview-table a[tabindex='0']").count() == 1
    page.locator("#overview-table tbody td a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith("Eichsfeld: 4,6")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # over the row of Thuringia, which has no links, into the heads
    assert page.evaluate("document.activeElement.textContent") == "Mindestsicherungsquote"
    page.keyboard.press("ArrowDown")
    assert page.locator("#overview-table a[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/?indicator=minimum_security_rate&year=2024*areas=16077*")
    expect(page.locator("#atlas-sentence")).to_contain_text("Altenburger Land: 10,6")


def test_the_head_of_a_column_leads_to_the_atlas_and_a_name_to_the_profile(page: Page, site: str) -> None:
    open_overview(page, site)
    head = page.locator("#overview-table thead a", has_text="Kinder im SGB II-Bezug")
    expect(head).to_have_attribute("href", "/?indicator=sgb2_children_rate&year=2024&territory=2021")
    page.locator(f"{NAMES} a", has_text="Gera").click()
    page.wait_for_url("**/profil?area=16052")
    expect(page.locator("#profile-title")).to_contain_text("Gera")


def test_choices_go_into_the_address_and_come_back_from_it(page: Page, site: str) -> None:
    open_overview(page, site)
    choose(page, "group", "Jugendamt")
    page.wait_for_url("**/uebersicht?department=jugendamt")
    choose(page, "show", "nur Kernindikatoren")
    page.wait_for_url("**/uebersicht?department=jugendamt&show=core")
    choose(page, "year", "2020")
    page.wait_for_url("**/uebersicht?department=jugendamt&show=core&year=2020")
    expect(page.locator("#overview-heading")).to_contain_text("Gemeinsames Jahr 2020")
    page.reload()
    expect(page.locator("#overview-title")).to_have_text("Übersicht: Jugendamt")
    expect(page.locator("#overview-year select")).to_have_value(re.compile(r"\d+"))
    with page.expect_download() as download:
        page.click("#overview-downloads a")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert {line["Jahr"] for line in csv.DictReader(io.StringIO(text), delimiter=";")} == {"2020"}


def test_head_and_first_column_stay_while_the_table_scrolls(page: Page, site: str) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    open_overview(page, site)
    region = page.get_by_role("region", name=re.compile("^Existenzsicherung: 22 Kreise"))
    region.evaluate("box => { box.scrollLeft = 900; box.scrollTop = 300; }")
    box = region.bounding_box()
    name = page.locator(NAMES, has_text="Weimarer Land").bounding_box()
    head = page.locator("#overview-table thead").bounding_box()
    assert box
    assert name
    assert head
    assert abs(name["x"] - box["x"]) <= 2
    assert abs(head["y"] - box["y"]) <= 2


@pytest.mark.parametrize("query", ["?theme=nowhere", "?theme=wohnen&show=core&year=0", "?department=%00&sort=-x"])
def test_a_strange_address_shows_the_nearest_view(page: Page, site: str, query: str) -> None:
    open_overview(page, site, query)
    expect(page.locator("#overview-title")).to_contain_text("Übersicht: ")
    expect(page.locator("#overview-problems")).to_contain_text("Gezeigt w")
    assert query not in page.url
    assert not re.search(r"\b(NaN|None|undefined|null)\b", page.locator("main").inner_text())


def test_it_prints_on_a4_landscape_with_the_sources(page: Page, site: str) -> None:
    open_overview(page, site)
    printed = page.pdf(prefer_css_page_size=True)
    width, height = (float(size) for size in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width), round(height)) == (842, 595)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.emulate_media(media="print")
    expect(page.locator(".overview-cited")).to_be_visible()


@pytest.mark.parametrize(
    "group", ["department=sozialplanung", "department=jugendamt", "theme=arbeit", "theme=existenzsicherung"]
)
def test_a_wide_table_is_printed_on_several_sheets_in_letters_that_can_be_read(
    page: Page, site: str, group: str
) -> None:
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    open_overview(page, site, f"?{group}")
    titles = page.locator("#overview-table thead th[scope=col] .turned").all_text_contents()
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    expect(page.locator(".overview-sheet").first).to_be_visible()
    sheets = page.locator(".overview-table:visible")
    assert sheets.count() >= len(titles) / 20
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= sheets.count()
    assert sheets.locator("thead th[scope=col] .turned").all_text_contents() == titles
    assert set(sheets.locator("tbody").evaluate_all("all => all.map((one) => one.rows.length)")) == {22}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")  # nothing that would shrink the sheet
    smallest = sheets.locator("th, td, td .cell-text, th span:not(.visually-hidden)").evaluate_all(
        "all => Math.min(...all.map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert round(smallest * 72 / 96, 2) >= 7
    page.emulate_media(media="screen")
    expect(page.locator(".overview-table:visible")).to_have_count(1)


@pytest.mark.parametrize("size", [None, NARROW, NARROWEST], ids=["1440", "390", "320"])
def test_the_page_fits_its_window_and_axe_finds_nothing_serious(
    page: Page,
    site: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[str], Path],
    size: dict[str, int] | None,
) -> None:
    if size:
        page.set_viewport_size(size)  # type: ignore[arg-type]
    open_overview(page, site)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    screenshot(f"overview-{size['width'] if size else 1440}")
    open_overview(page, site, "?theme=arbeit&year=2021")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
