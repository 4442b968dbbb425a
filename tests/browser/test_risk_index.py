"""The social index as a planning coordinator uses it: weights, presets, matrix, and what it says when it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

NARROW, NARROWEST = {"width": 390, "height": 844}, {"width": 320, "height": 700}
RUNNING = "Unsicherheit wird berechnet …"


def open_index(page: Page, site: str, query: str = "") -> None:
    page.goto(f"{site}/sozialindex{query}")
    expect(page.locator("#index-map [data-painted]")).to_be_visible()


def fills(page: Page) -> list[str]:
    script = "all => all.map((one) => one.getAttribute('fill'))"
    found: list[str] = page.eval_on_selector_all("#index-map path.area", script)
    return found


def move(page: Page, place: int, value: float) -> None:
    """A slider set to a value, as dragging it does."""
    page.locator(".weight-range").nth(place).fill(str(value))


def test_the_first_view_names_years_rank_band_and_what_it_is_not(page: Page, site: str) -> None:
    open_index(page, site)
    expect(page.locator("h1")).to_have_text("Sozialindex")
    expect(page.locator(".subtitle").first).to_have_text("Armutsrisiken im Vergleich, keine Armutsgefährdungsquote")
    expect(page.locator("#index-heading")).to_contain_text("Belastung 2020, Dynamik 2018 bis 2020")
    page.hover("#index-map path[data-area='16053']")
    expect(page.locator("#index-map .map-tooltip")).to_contain_text("Rang 9 (8–11)")
    expect(page.locator("#index-facts")).to_contain_text("relativ zu den 22 verglichenen Gebieten")
    assert page.locator("#index-map path.area").count() == page.locator("#index-gisd path.area").count() == 22


def test_moving_a_weight_repaints_then_the_bands_follow(page: Page, site: str) -> None:
    open_index(page, site)
    page.evaluate(
        """() => { window.said = []; const place = document.querySelector('#index-running');
        new MutationObserver(() => window.said.push(place.textContent)).observe(place,
          { subtree: true, characterData: true, childList: true }); }"""
    )
    before = fills(page)
    move(page, 3, 10)
    expect(page.locator(".weights-sum")).to_contain_text("13")
    expect(page.locator(".weight-share").nth(3)).to_have_text("76,9 %")
    page.wait_for_url(re.compile("weights=.*sgb2_children_rate=10"))
    expect(page.locator("#index-running")).to_contain_text("Rangspannen aus 1.000 Ziehungen")
    assert page.evaluate("window.said[0]") == RUNNING
    assert fills(page) != before
    expect(page.locator("#index-preset select option:checked")).to_have_text("eigene Gewichte")
    page.get_by_role("button", name="zurücksetzen").click()
    page.wait_for_url("**preset=mss*")
    expect(page.locator(".weight-share").nth(3)).to_have_text("25 %")


def test_the_keyboard_moves_a_weight(page: Page, site: str) -> None:
    open_index(page, site)
    page.locator(".weight-range").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**unemployment_rate=1.5*")
    expect(page.locator(".weight-number").first).to_have_value("1.5")
    page.get_by_role("button", name="alle gleich").click()
    page.wait_for_url("**preset=mss*")


def test_a_preset_opens_on_its_own_latest_year(page: Page, site: str) -> None:
    open_index(page, site)
    page.locator("#index-preset select").select_option(label="gleichgewichtet")
    expect(page.locator("#index-heading")).to_contain_text("Belastung 2022, Dynamik 2020 bis 2022")
    expect(page.locator(".weight")).to_have_count(5)
    expect(page.locator(".weight-note", has_text="entlastet")).to_have_count(1)
    expect(page.locator("#index-preset")).to_contain_text("Auswahl ist eine eigene Setzung")
    expect(page.locator("#index-gisd-text")).to_contain_text("GISD 2021")
    page.wait_for_url("**preset=equal&year=2022*")


def test_matrix_and_map_share_one_selection(page: Page, site: str) -> None:
    open_index(page, site)
    page.locator("#index-matrix .cell-button").first.click()  # sehr hoch, positiv: Gera and Altenburger Land
    expect(page.locator("#index-map path[data-area='16052']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#index-map path[data-area='16077']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#index-components caption")).to_have_text("Gera, Altenburger Land")
    page.wait_for_url("**areas=16052,16077*")
    page.click("#index-map path[data-area='16052']")
    expect(page.locator("#index-matrix .area-chip.selected")).to_have_count(1)
    page.locator("#index-matrix .area-chip", has_text="Sömmerda").click()
    expect(page.locator("#index-table tr.selected")).to_have_count(2)
    expect(page.locator("#index-gisd path[data-area='16068']")).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**areas=16077,16068*")


def test_a_component_can_be_added_and_taken_out(page: Page, site: str) -> None:
    open_index(page, site)
    page.locator("#index-add input").click()
    page.locator("#index-add input").fill("Lebenserwartung")
    page.keyboard.press("Enter")
    expect(page.locator(".weight")).to_have_count(5)
    page.wait_for_url("**life_expectancy=1*")
    page.get_by_role("button", name=re.compile("Lebenserwartung.* entfernen")).click()
    page.wait_for_url("**preset=mss*")
    expect(page.locator(".weight")).to_have_count(4)


def test_weights_that_make_no_index_say_so_and_can_be_mended(page: Page, site: str) -> None:
    open_index(page, site)
    page.locator(".weight-number").first.fill("-3")
    expect(page.locator("#index-problem")).to_contain_text("ist negativ. Möglich sind Zahlen ab 0.")
    expect(page.locator("#index-map")).to_be_hidden()
    expect(page.locator(".weight-number").first).to_have_value("-3")
    page.locator(".weight-number").first.fill("")
    expect(page.locator("#index-problem")).to_contain_text("keine Zahl")
    page.get_by_role("button", name="alle gleich").click()
    expect(page.locator("#index-problem")).to_be_hidden()
    expect(page.locator("#index-map")).to_be_visible()


def test_weights_beyond_all_measure_are_refused_and_never_shown_as_infinite(page: Page, site: str) -> None:
    page.goto(f"{site}/sozialindex?weights=sgb2_children_rate=1e308,unemployment_rate=1e308")
    expect(page.locator("#index-problem")).to_contain_text("ist zu groß. Möglich sind Zahlen bis 1.000.000.")
    expect(page.locator("#index-weights .weight-share").first).to_have_text("–")
    assert not re.search(r"NaN|∞", page.locator("#index-weights").inner_text())


def test_a_wrong_address_is_said_and_corrected(page: Page, site: str) -> None:
    open_index(page, site, "?preset=nix&span=3")
    expect(page.locator("#index-problems")).to_contain_text("Die Vorlage „nix“ gibt es nicht.")
    expect(page.locator("#index-problems")).to_contain_text("Gezeigt wird die Dynamik über 2 Jahre.")
    page.wait_for_url("**/sozialindex?preset=mss&year=2020")
    page.click("#index-map path[data-area='16052']")
    page.wait_for_url("**areas=16052*")
    expect(page.locator("#index-problems")).to_have_count(0)


def test_dynamics_across_a_break_are_not_comparable(page: Page, site: str) -> None:
    open_index(page, site, "?weights=sgb2_rate=2,unemployment_rate=1&year=2024")
    rest = page.locator(".status-matrix-rest")
    expect(rest).to_contain_text("nicht vergleichbar: 3 Gebiete")
    expect(rest).to_contain_text("Reihenbruch")
    expect(rest).to_contain_text("Wartburgkreis")


def test_a_copied_link_shows_the_same_picture(page: Page, site: str) -> None:
    query = "?weights=sgb2_children_rate=2,unemployment_rate=1&year=2018&span=5&normalisation=min_max&areas=16051"
    open_index(page, site, query)
    page.locator("#index-aggregation select").select_option(label="geometrisch (wenig Ausgleich)")
    page.wait_for_url("**aggregation=geometric*")
    expect(page.locator("#index-running")).to_contain_text("Rangspannen aus")
    seen = fills(page)
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator("#index-map [data-painted]")).to_be_visible()
    assert fills(again) == seen
    assert parse_qs(urlsplit(page.url).query)["areas"] == ["16051"]
    again.close()


def test_the_download_holds_what_is_shown(page: Page, site: str) -> None:
    open_index(page, site)
    move(page, 0, 3)
    page.wait_for_url("**weights=unemployment_rate=3*")
    with page.expect_download() as waiting:
        page.locator("#index-downloads a").first.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert waiting.value.suggested_filename == "sozialindex_2020.csv"
    assert "Arbeitslosenquote (2020): hoher Wert belastet, Gewicht 50,0 %" in text
    assert text.count("\n") == 23


@pytest.mark.parametrize("viewport", [None, NARROW, NARROWEST])
def test_the_page_is_accessible_and_fits_at_every_width(
    page: Page,
    site: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[str], Path],
    watch: Watch,
    viewport: dict[str, int] | None,
) -> None:
    if viewport:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
    open_index(page, site, "?areas=16052,16053")
    expect(page.locator("#index-gisd [data-painted]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    assert screenshot(f"sozialindex-{viewport['width'] if viewport else 1440}").exists()
    assert not watch.foreign
