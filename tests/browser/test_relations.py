"""Zusammenhänge as planning coordinators use the page: a pair, its map and points, and the matrix that opens pairs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

WIDTHS = (1440, 390, 320)


def open_page(page: Page, site: str, query: str = "") -> None:
    page.goto(f"{site}/vergleich{query}")
    expect(page.locator("#relations-map [data-painted]")).to_be_visible()
    expect(page.locator("#relations-scatter .scatterlayer .point").first).to_be_attached()


def choose(page: Page, field: str, words: str) -> None:
    box = page.locator(f"#relations-{field} input")
    box.click()
    box.fill(words)
    page.keyboard.press("Enter")


def test_the_first_start_shows_unemployment_and_children_in_their_latest_common_year(page: Page, site: str) -> None:
    open_page(page, site)
    expect(page.locator("#relations-title")).to_have_text("Zusammenhänge: Arbeitslosenquote und Kinder im SGB II-Bezug")
    expect(page.locator("#relations-heading")).to_contain_text("Letztes gemeinsames Jahr: 2024")
    sentence = page.locator("#relations-sentence")
    expect(sentence).to_contain_text("Pearson r = 0,91 (95-%-Intervall 0,78 bis 0,96)")
    expect(sentence).to_contain_text("Spearman ρ = 0,86")
    expect(sentence).to_contain_text("n = 22. Zusammenhang ist keine Ursache.")
    expect(page.locator("#relations-caption")).to_contain_text("Weimarer Land (+3,8)")
    # Gera is high in both, Eichsfeld low in both.
    expect(page.locator("#relations-map path[data-area='16052']")).to_have_attribute("fill", "#2a5a5b")
    expect(page.locator("#relations-map path[data-area='16061']")).to_have_attribute("fill", "#e8e8e8")
    expect(page.locator("#relations-map-note")).to_contain_text("Gebietsstand 01.07.2021 (22 Kreise); Eichsfeld")


def test_the_legend_is_a_square_of_nine_with_arrows_that_counts_every_area(page: Page, site: str) -> None:
    open_page(page, site)
    legend = page.locator("#relations-legend")
    expect(legend).to_contain_text("↑ Kinder im SGB II-Bezug")
    expect(legend).to_contain_text("Arbeitslosenquote (% aller zivilen Erwerbspersonen) →")
    cells = legend.locator("td[style]").all_inner_texts()
    assert len(cells) == 9
    assert sum(int(cell.split(":")[-1]) for cell in cells) == 22


def test_an_area_selected_in_one_place_is_marked_in_all(page: Page, site: str) -> None:
    open_page(page, site)
    page.click("#relations-map path[data-area='16053']")
    expect(page.locator("#relations-table tr.selected")).to_contain_text("Jena")
    expect(page.locator("#relations-left path[data-area='16053']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#relations-scatter .textpoint", has_text="1 Jena")).to_be_attached()
    page.wait_for_url("**areas=16053*")
    page.locator("#relations-table .row-button", has_text="Suhl").click()
    expect(page.locator("#relations-map path[data-area='16054']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#relations-scatter .textpoint", has_text="2 Suhl")).to_be_attached()


def test_a_click_on_a_point_selects_its_area_and_a_second_click_lets_it_go(page: Page, site: str) -> None:
    open_page(page, site)
    # Behind the districts and the line: the outlier, Weimarer Land, and when it is selected its own sign.
    outlier = "#relations-scatter .scatterlayer .trace:nth-child(3) path.point"
    for expected in ("true", "false"):
        page.locator("#relations-scatter").scroll_into_view_if_needed()
        box = page.locator(outlier).last.bounding_box()
        assert box is not None, outlier
        page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + 30)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        page.wait_for_timeout(150)
        page.mouse.down()
        page.mouse.up()
        expect(page.locator("#relations-map path[data-area='16071']")).to_have_attribute("aria-pressed", expected)
        page.wait_for_timeout(500)


def test_a_cell_of_the_matrix_opens_its_pair_in_the_latest_common_year(page: Page, site: str) -> None:
    open_page(page, site, "?year=2015")
    cell = page.locator("#relations-matrix button[aria-label^='Lebenserwartung und Arbeitslosenquote']")
    expect(cell).to_have_text("−0,29")
    cell.click()
    expect(page.locator("#relations-title")).to_have_text("Zusammenhänge: Arbeitslosenquote und Lebenserwartung")
    expect(page.locator("#relations-heading")).to_contain_text("Letztes gemeinsames Jahr: 2020")
    expect(page.locator("#relations-sentence")).to_contain_text("kein Zusammenhang zu erkennen")
    expect(page.locator("#relations-sentence")).to_contain_text("n = 21")
    expect(page.locator("#relations-facts")).to_contain_text("Wartburgkreis (Lebenserwartung: nicht vergleichbar)")
    expect(page.locator("#relations-map path[data-area='16063']")).to_have_attribute(
        "fill", "url(#map-pattern-not_comparable)"
    )
    page.wait_for_url("**y=life_expectancy&year=2020*")


def test_the_matrix_is_walked_by_arrow_keys_with_one_stop_for_the_tabulator(page: Page, site: str) -> None:
    open_page(page, site)
    stops = page.locator("#relations-matrix button[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    after = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert before != after
    assert " = " in after
    page.keyboard.press("Enter")
    expect(page.locator("#relations-matrix button.current")).to_have_count(2)


def test_two_indicators_without_a_common_year_are_refused_in_a_sentence(page: Page, site: str) -> None:
    open_page(page, site)
    choose(page, "x", "Betreuungsquote unter 3")
    expect(page.locator("#relations-title")).to_contain_text("Betreuungsquote unter 3 Jahren")
    choose(page, "y", "Lebenserwartung")
    notice = page.locator("#relations-notice")
    expect(notice).to_contain_text("Es gibt kein gemeinsames Jahr mit Werten")
    expect(page.locator("#relations-results")).to_be_hidden()
    choose(page, "y", "Arbeitslosenquote alle zivilen")
    expect(notice).to_be_hidden()
    expect(page.locator('#relations-map [data-painted$=":2023"]')).to_be_visible()


def test_two_years_of_one_indicator_share_their_class_limits(page: Page, site: str) -> None:
    open_page(page, site, "?side=x&other=2010")
    expect(page.locator("#relations-left-title")).to_have_text("Arbeitslosenquote, Jahresdurchschnitt 2010")
    expect(page.locator("#relations-right-title")).to_have_text("Arbeitslosenquote, Jahresdurchschnitt 2024")
    rows = page.locator("#relations-side-legend tbody tr")
    assert rows.count() == 5
    for row in rows.all():
        _, left, right = row.locator("td").all_inner_texts()
        assert left.split(" (")[0] == right.split(" (")[0]
    page.select_option("#relations-side select", label="Kinder im SGB II-Bezug in zwei Jahren")
    expect(page.locator("#relations-right-title")).to_have_text("Kinder im SGB II-Bezug, 31.12.2024")
    page.wait_for_url("**side=y*")


def test_a_copied_link_shows_the_same_view(page: Page, site: str) -> None:
    open_page(page, site)
    page.select_option("#relations-method select", "1")
    expect(page.locator("#relations-matrix caption")).to_contain_text("Spearman")
    page.select_option("#relations-year select", label="2018")
    expect(page.locator('#relations-map [data-painted$=":2018"]')).to_be_visible()
    page.click("#relations-map path[data-area='16077']")
    page.wait_for_url("**year=2018&areas=16077*method=spearman*")
    sentence, link = page.inner_text("#relations-sentence"), page.url
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator('#relations-map [data-painted$=":2018"]')).to_be_visible()
    expect(page.locator("#relations-sentence")).to_have_text(sentence)
    expect(page.locator("#relations-matrix caption")).to_contain_text("Spearman")
    expect(page.locator("#relations-table tr.selected")).to_contain_text("Altenburger Land")


def test_nonsense_in_the_address_falls_back_to_the_first_view(page: Page, site: str) -> None:
    open_page(page, site, "?x=%3Cscript%3E&y=population&year=abc&areas=1,%27&side=z&other=-1&group=planet&method=x")
    expect(page.locator('#relations-map [data-painted$=":2024"]')).to_be_visible()
    expect(page.locator("#relations-sentence")).to_contain_text("n = 22")
    expect(page.locator("#relations-problems")).to_contain_text("Den Indikator „<script>“ gibt es nicht.")
    page.wait_for_url("**/vergleich?x=unemployment_rate&y=sgb2_children_rate&year=2024")
    page.select_option("#relations-year select", label="2019")
    page.wait_for_url("**year=2019*")
    expect(page.locator("#relations-problems")).to_have_count(0)


def test_the_picture_of_the_scatter_plot_says_its_year_and_its_sources(
    page: Page, site: str, written: Callable[[], list[str]]
) -> None:
    open_page(page, site)
    page.hover("#relations-scatter .main-svg >> nth=0")
    with page.expect_download() as picture:
        page.click("#relations-scatter .modebar-btn")
    assert picture.value.suggested_filename == "zusammenhang.png"
    lines = written()
    assert lines[0] == "Zusammenhänge: Arbeitslosenquote und Kinder im SGB II-Bezug"
    assert "2024" in lines[1]
    below = " ".join(lines[2:])
    assert below.startswith("Quellen: Arbeitslosenquote: Statistik der Bundesagentur für Arbeit: ")
    assert "Ausgleichsgerade und Koeffizienten: eigene Berechnung." in below
    assert below.count("Datenstand") == 1


def test_the_download_holds_what_is_shown(page: Page, site: str) -> None:
    open_page(page, site)
    page.select_option("#relations-year select", label="2019")
    page.wait_for_url("**year=2019*")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Beide Indikatoren herunterladen").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 22
    assert {row["Jahr"] for row in rows} == {"2019"}
    assert all("Zusammenhang ist keine Ursache." in row["Zusammenhang"] for row in rows)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible_and_fits_at_every_width(
    page: Page, site: str, axe: Callable[[Page], list[str]], screenshot: Callable[[str], Path], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, site, "?areas=16052,16053")
    page.wait_for_timeout(600)
    screenshot(f"relations-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []


def test_the_own_matrix_is_ticked_together_and_held_by_the_address_bar(
    page: Page, site: str, axe: Callable[[Page], list[str]]
) -> None:
    open_page(page, site)
    expect(page.locator("#relations-own")).to_be_hidden()
    page.select_option("#relations-group select", label="eigene Auswahl")
    expect(page.locator("#relations-own")).to_be_visible()
    open_page(page, site, "?group=own&members=median_income,life_expectancy")
    expect(page.locator("#relations-matrix tbody tr")).to_have_count(2)
    page.locator("#relations-members label", has_text="Altenquotient").click()
    expect(page.locator("#relations-matrix tbody tr")).to_have_count(3)
    page.wait_for_url("**group=own&members=old_age_dependency_ratio,median_income,life_expectancy*")
    for name in ("Altenquotient", "Lebenserwartung"):
        page.locator("#relations-members label", has_text=name).first.click()
    expect(page.locator("#relations-matrix-note")).to_contain_text("mindestens zwei Indikatoren ankreuzen")
    assert axe(page) == []


def test_each_map_can_be_taken_away_as_a_file_of_the_view_shown(page: Page, site: str) -> None:
    open_page(page, site)
    page.select_option("#relations-year select", label="2019")
    page.wait_for_url("**year=2019*")
    for name, title in (
        ("Karte herunterladen (SVG)", "Arbeitslosenquote und Kinder im SGB II-Bezug, 2019"),
        ("Rechte Karte herunterladen (SVG)", "Kinder im SGB II-Bezug, 31.12.2019"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).click()
        assert title in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_the_list_to_tick_lays_no_entry_over_another_and_asks_for_two(page: Page, site: str) -> None:
    open_page(page, site, "?group=own&members=")
    boxes = [label.bounding_box() for label in page.locator(".tick-list label").all()]
    columns: dict[float, list[dict[str, float]]] = {}
    for box in boxes:
        assert box is not None
        columns.setdefault(box["x"], []).append(dict(box))
    assert len(columns) == 4
    for column in columns.values():
        for upper, lower in pairwise(column):
            assert upper["y"] + upper["height"] <= lower["y"] + 0.5
    expect(page.locator("#relations-matrix")).to_be_hidden()
    expect(page.locator("#relations-matrix-downloads")).to_be_hidden()
    expect(page.locator("#relations-matrix-note")).to_have_text(
        "Für die Tafel in der Liste mindestens zwei Indikatoren ankreuzen."
    )
    for place in (0, 3):
        page.locator(".tick-list input").nth(place).check()
    expect(page.locator("#relations-matrix button").first).to_be_visible()
    expect(page.locator("#relations-matrix-downloads")).to_be_visible()


def test_on_a_phone_the_titles_of_the_points_fit_and_no_name_lies_on_a_point(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    open_page(page, site, "?areas=16052,16071")
    frame = page.locator("#relations-scatter .main-svg").first.bounding_box()
    title = page.locator("#relations-scatter .xtitle").bounding_box()
    assert frame is not None
    assert title is not None
    assert frame["x"] <= title["x"]
    assert title["x"] + title["width"] <= frame["x"] + frame["width"]
    assert title["y"] + title["height"] <= frame["y"] + frame["height"]
    points = [point.bounding_box() for point in page.locator("#relations-scatter .points path").all()]
    for name in page.locator("#relations-scatter .textpoint text").all():
        box = name.bounding_box()
        # A number stands in its own sign.
        if not name.is_visible() or box is None or len(name.text_content() or "") < 3:
            continue
        centres = [(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2) for one in points if one]
        covered = [x for x, y in centres
                   if box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]]  # fmt: skip
        assert not covered, name.text_content()
