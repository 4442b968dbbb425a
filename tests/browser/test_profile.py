"""The Gebietsprofil in the browser: one choice, on screen and on paper."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

NARROW, NARROWEST = {"width": 390, "height": 844}, {"width": 320, "height": 700}
LONGEST_FIRST_ANSWER = 90_000  # ms; without kept answers the first profile asks for everything there is


def open_profile(page: Page, site: str, query: str = "?area=16052") -> None:
    page.goto(f"{site}/profil{query}", timeout=LONGEST_FIRST_ANSWER)
    expect(page.locator("#profile-table tbody tr").first).to_be_visible(timeout=LONGEST_FIRST_ANSWER)


def choose(page: Page, box: str, label: str) -> None:
    page.locator(f"#{box} select").select_option(label=label)


def test_the_profile_shows_an_area_across_all_departments(page: Page, site: str) -> None:
    open_profile(page, site)
    expect(page.locator("#profile-title")).to_have_text("Gebietsprofil kreisfreie Stadt Gera")
    row = page.locator("#profile-table tr", has_text="Kinder im SGB II-Bezug").first
    for text in ("22,8", "10,9", "1 von 22", "auffällig hoch (ungünstiger)", "sinkend (günstig)", "31.12.2024"):
        expect(row).to_contain_text(text)
    expect(row.locator("svg").first).to_have_attribute("aria-label", re.compile("^Gera 22,8 .*Thüringen 10,9"))
    assert page.locator("#profile-table tbody tr:not(.profile-group)").count() > 140


def test_the_table_fits_a_desk_with_one_comparison(page: Page, site: str) -> None:
    open_profile(page, site)
    inner, whole = page.locator("#profile-table").evaluate("one => [one.clientWidth, one.scrollWidth]")
    assert whole <= inner


def test_another_area_gets_its_figures_into_the_rows_that_stand_there(page: Page, site: str) -> None:
    """A table made anew would take the browser half as long again, and lose the place of whoever reads it."""
    open_profile(page, site)
    page.locator("#profile-table tbody tr").evaluate_all("rows => rows.forEach((row) => { row.stood = true; })")
    choose(page, "profile-area", "Jena")
    expect(page.locator("#profile-title")).to_have_text("Gebietsprofil kreisfreie Stadt Jena")
    row = page.locator("#profile-table tr", has_text="Kinder im SGB II-Bezug").first
    expect(row.locator("svg").first).to_have_attribute("aria-label", re.compile("^Jena "))
    rows = page.locator("#profile-table tbody tr").evaluate_all("rows => rows.map((row) => row.stood === true)")
    assert all(rows)


def test_no_word_in_the_head_of_the_table_is_cut_by_its_column(page: Page, site: str) -> None:
    open_profile(page, site, "?area=16052&against=state,16066,16069")
    for text in ("Schmalkalden-Meiningen", "Hildburghausen", "Lage unter den Kreisen", "Entwicklung"):
        head = page.locator("#profile-table thead th", has_text=text)
        words = re.split(r"[ -]", text)
        lines = head.evaluate(
            "one => { const range = document.createRange(); range.selectNodeContents(one);"
            " return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size; }"
        )
        assert lines <= len(words), text


def test_choices_go_into_the_address_and_come_back_from_it(page: Page, site: str) -> None:
    open_profile(page, site)
    choose(page, "profile-area", "Jena")
    page.wait_for_url("**/profil?area=16053")
    choose(page, "profile-first", "ähnliche Kreise (Median)")
    page.wait_for_url("**area=16053&against=similar")
    choose(page, "profile-second", "Suhl")
    page.wait_for_url("**against=similar,16054")
    choose(page, "profile-order", "nach Abstand vom Vergleich")
    choose(page, "profile-show", "Kernindikatoren")
    page.wait_for_url("**order=distance&show=core")
    page.reload()
    expect(page.locator("#profile-title")).to_have_text("Gebietsprofil kreisfreie Stadt Jena")
    expect(page.locator("#profile-table thead")).to_contain_text("Median ähnlicher Kreise")
    expect(page.locator("#profile-table .profile-group").first).to_contain_text("Größter Abstand zuerst")
    assert page.locator("#profile-table tbody tr:not(.profile-group)").count() == 12


def test_the_file_holds_what_is_shown(page: Page, site: str) -> None:
    open_profile(page, site, "?area=16052&against=16053")
    choose(page, "profile-first", "Suhl")
    page.wait_for_url("**against=16054")
    with page.expect_download() as download:
        page.click("#profile-downloads a")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) > 140
    assert "Vergleichswert Suhl" in rows[0]


def test_a_row_leads_to_the_atlas(page: Page, site: str) -> None:
    open_profile(page, site)
    page.locator("#profile-table a", has_text="Kinder im SGB II-Bezug").first.click()
    page.wait_for_url("**/?indicator=sgb2_children_rate&year=2024&areas=16052")
    expect(page.locator("#atlas-sentence")).to_contain_text("Gera: 22,8")


@pytest.mark.parametrize("query", ["?area=nowhere", "?area=16056&against=16063", "?against=x&order=7&show=%00"])
def test_a_strange_address_shows_the_nearest_profile(page: Page, site: str, query: str) -> None:
    open_profile(page, site, query)
    expect(page.locator("#profile-title")).to_contain_text("Gebietsprofil")
    expect(page.locator("#profile-problems")).to_contain_text("Gezeigt wird")
    assert not re.search(r"\b(NaN|None|undefined|null)\b", page.locator("main").inner_text())


def test_a_wrong_address_is_said_corrected_and_forgotten_with_the_next_choice(
    page: Page, site: str, axe: Callable[[Page], list[str]], screenshot: Callable[[str], Path]
) -> None:
    open_profile(page, site, "?area=99999&against=16053")
    notice = page.get_by_role("status").filter(has_text="Hinweis zur Adresse")
    expect(notice).to_contain_text("Den Gebietsschlüssel 99999 gibt es nicht.")
    expect(notice).to_contain_text("Gezeigt wird: kreisfreie Stadt Erfurt.")
    page.wait_for_url("**/profil?area=16051&against=16053")
    assert axe(page) == []
    screenshot("profile-wrong-address")
    choose(page, "profile-area", "Gera")
    page.wait_for_url("**/profil?area=16052&against=16053")
    expect(notice).to_have_count(0)
    page.goto(f"{site}/profil?area=16052", timeout=LONGEST_FIRST_ANSWER)
    expect(page.locator("#profile-title")).to_have_text("Gebietsprofil kreisfreie Stadt Gera")
    expect(notice).to_have_count(0)


@pytest.mark.parametrize(
    "query", ["?area=16052", "?area=16061&against=similar,state,16051", "?area=16064&against=16051,16073,16066"]
)
def test_the_short_profile_prints_on_one_a4_page(page: Page, site: str, query: str) -> None:
    open_profile(page, site, query)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = (float(size) for size in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width), round(height)) == (595, 842)


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
    open_profile(page, site, "?area=16061&against=state,similar")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    screenshot(f"profile-{size['width'] if size else 1440}")
