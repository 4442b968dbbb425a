"""The Atlas as a planning coordinator uses it: one choice, four views, by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.figures import map_series
from dashboard.figures.classes import Classing
from indicators import answers
from indicators.catalogue import catalogue
from tests.browser.conftest import Watch

FIRST = "/"
PAGES = ("/", "/was-fehlt", "/barrierefreiheit", "/impressum", "/datenschutz")
NARROW = {"width": 390, "height": 844}


def open_atlas(page: Page, site: str, query: str = "") -> None:
    page.goto(f"{site}/{query}")
    expect(page.locator("#atlas-map [data-painted]")).to_be_visible()
    expect(page.locator("[data-first-page]")).to_have_count(0)


def painted(page: Page, what: str) -> None:
    expect(page.locator(f'#atlas-map [data-painted="{what}"]')).to_be_visible()


def choose_indicator(page: Page, words: str) -> None:
    field = page.locator("#atlas-indicator input")
    field.click()
    field.fill(words)
    page.keyboard.press("Enter")


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_first_start_shows_children_in_basic_security_in_the_latest_year(page: Page, site: str) -> None:
    open_atlas(page, site)
    painted(page, "sgb2_children_rate:2024")
    expect(page.locator("#atlas-title")).to_have_text(
        "Kinder im SGB II-Bezug: nicht erwerbsfähige Leistungsberechtigte je 100 Kinder unter 15 Jahren"
    )
    sentence = page.locator("#atlas-sentence")
    expect(sentence).to_contain_text("(31.12.2024; 95-%-Intervall 22,0 bis 23,7), höchster Wert von 22")
    expect(sentence).to_contain_text("ungünstiger als Thüringen (10,9); rund 1.450 Kinder mehr als beim Landeswert")
    assert page.locator("#atlas-map path.area").count() == 22
    expect(page.locator("#atlas-year")).to_contain_text("Keine Werte für 2021–2022")


def test_the_map_is_in_the_first_html_before_any_script_has_run(page: Page, site: str) -> None:
    source = page.request.get(site).text()
    assert source.count('class="area"') == 22
    assert "#253494" in source


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("query", ["", "?indicator=gdp_per_person_2021&areas=16063"])
def test_nothing_moves_when_the_browser_takes_over(page: Page, site: str, width: int, query: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/_dash-layout*", lambda _: None)  # never answered
    page.goto(f"{site}/{query}")
    first = page.locator("[data-first-page] .map-svg").bounding_box()
    page.unroute("**/_dash-layout*")
    open_atlas(page, site, query)
    assert page.locator("#atlas-map .map-svg").bounding_box() == pytest.approx(first, abs=2)


def test_waiting_is_said_in_german(page: Page, site: str) -> None:
    page.route("**/_dash-layout*", lambda _: None)  # never answered
    page.goto(f"{site}/was-fehlt")
    waiting = page.locator("._dash-loading")
    expect(waiting).to_have_text("Loading...")
    assert waiting.evaluate("one => getComputedStyle(one).visibility") == "hidden"
    assert "Die Seite wird geladen" in waiting.evaluate("one => getComputedStyle(one, '::after').content")


def test_no_choice_of_the_toolbar_is_cut_on_a_desk(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_atlas(page, site)
    widths = page.eval_on_selector_all("[role=search] select", "all => all.map((one) => one.clientWidth)")
    # „Landkreise und kreisfreie Städte“ needs 260 pixels and the arrow
    assert min(widths) >= 290


def test_selecting_an_area_on_the_map_marks_it_everywhere(page: Page, site: str) -> None:
    open_atlas(page, site)
    page.click("#atlas-map path[data-area='16053']")
    expect(page.locator("#atlas-map path[data-area='16053']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#atlas-ranking li.selected")).to_contain_text("Jena")
    expect(page.locator("#atlas-table tr.selected")).to_contain_text("Jena")
    expect(page.locator("#atlas-sentence")).to_contain_text("Jena: 8,8 je 100 Kinder")
    expect(page.locator("#atlas-trend .legendtext").first).to_have_text("1 Jena")
    page.locator("#atlas-ranking button", has_text="Suhl").click()
    expect(page.locator("#atlas-map path[data-area='16054']")).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**areas=16053,16054*")
    page.locator("#atlas-table .row-button", has_text="Jena").click()
    page.wait_for_url("**areas=16054*")


def test_no_more_than_six_areas_are_selected(page: Page, site: str) -> None:
    open_atlas(page, site, "?areas=16051,16052,16053,16054,16055,16061,16062")
    assert page.locator("#atlas-table tr.selected").count() == 6
    page.click("#atlas-map path[data-area='16062']")
    expect(page.locator("#atlas-map .map-message")).to_contain_text("Höchstens 6 Gebiete")


@pytest.mark.parametrize(
    ("words", "indicator"),
    [
        ("SGB2 unter 65", "sgb2_rate"),
        ("Arbeitslosenqoute", "unemployment_rate"),
        ("lebenserwartung", "life_expectancy"),
    ],
)
def test_the_search_forgives_spelling(page: Page, site: str, words: str, indicator: str) -> None:
    open_atlas(page, site)
    choose_indicator(page, words)
    page.wait_for_url(f"**indicator={indicator}*")
    expect(page.locator(f'#atlas-map [data-painted^="{indicator}:"]')).to_be_visible()


def test_searching_for_child_poverty_finds_the_children_first(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=population")
    page.locator("#atlas-indicator input").click()
    page.locator("#atlas-indicator input").fill("Kinderarmut")
    expect(page.locator("#atlas-indicator [role=option]").first).to_contain_text("Kinder im SGB II-Bezug")


def test_a_copied_link_shows_the_same_picture(page: Page, site: str) -> None:
    open_atlas(page, site)
    choose_indicator(page, "Arbeitslosenquote alle zivilen")
    painted(page, "unemployment_rate:2024")
    page.locator("#atlas-year input[type=range]").focus()
    page.keyboard.press("Home")
    painted(page, "unemployment_rate:2005")
    page.click("#atlas-map path[data-area='16077']")
    page.wait_for_url("**year=2005*areas=16077*")
    expect(page.locator("#atlas-sentence")).to_contain_text("Altenburger Land")
    sentence, link = page.inner_text("#atlas-sentence"), page.url
    fills = page.eval_on_selector_all("#atlas-map path.area", "all => all.map((one) => one.getAttribute('fill'))")
    again = page.context.new_page()
    again.goto(link)
    expect(again.locator('#atlas-map [data-painted="unemployment_rate:2005"]')).to_be_visible()
    expect(again.locator("#atlas-sentence")).to_have_text(sentence)
    assert fills == again.eval_on_selector_all(
        "#atlas-map path.area", "all => all.map((one) => one.getAttribute('fill'))"
    )


def test_nonsense_in_the_address_falls_back_sensibly(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=%3Cscript%3E&year=abc&level=planet&areas=1,2,%27&classes=99&method=x&show=y")
    painted(page, "sgb2_children_rate:2024")
    assert page.locator("#atlas-table tr.selected").count() == 0
    expect(page.locator("#atlas-problems")).to_contain_text("Den Indikator „<script>“ gibt es nicht.")
    page.wait_for_url("**/?indicator=sgb2_children_rate&year=2024&classes=7")
    page.click("#atlas-map path[data-area='16077']")
    page.wait_for_url("**areas=16077*")
    expect(page.locator("#atlas-problems")).to_have_count(0)


def test_every_district_is_reached_and_read_out_by_keyboard(page: Page, site: str) -> None:
    open_atlas(page, site)
    start = page.locator("#atlas-map path.area[tabindex='0']")
    assert start.count() == 1
    start.focus()
    names = set()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        names.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(names) >= 3
    assert all("je 100 Kinder unter 15 Jahren, Rang" in name for name in names)
    page.keyboard.press("Enter")
    expect(page.locator("#atlas-table tr.selected")).to_have_count(1)


def test_finding_a_district_by_name_or_key_goes_there(page: Page, site: str) -> None:
    open_atlas(page, site)
    field = page.locator("#atlas-area input")
    field.click()
    field.fill("Sonneburg")
    page.keyboard.press("Enter")
    page.wait_for_url("**areas=16072*")
    expect(page.locator("#atlas-map path[data-area='16072']")).to_be_focused()
    field.click()
    field.fill("16061")
    page.keyboard.press("Enter")
    page.wait_for_url("**areas=16072,16061*")


@pytest.mark.parametrize(
    ("query", "words", "seen", "area"),
    [
        ("", "Mühlhausen", "Mühlhausen/Thüringen (im Unstrut-Hainich-Kreis)", "16064"),
        ("", "16064046", "Mühlhausen/Thüringen (im Unstrut-Hainich-Kreis)", "16064"),
        ("", "Eisenach", "Eisenach (seit 01.07.2021 im Wartburgkreis)", "16063"),
        ("?year=2015&territory=published", "Eisenach", "Eisenach (seit 01.07.2021 im Wartburgkreis)", "16056"),
        ("?indicator=population&level=municipality", "Mühlhausen", "Mühlhausen/Thüringen", "16064046"),
    ],
)
def test_a_municipality_is_found_and_the_map_goes_where_it_lies(
    page: Page, site: str, watch: Watch, query: str, words: str, seen: str, area: str
) -> None:
    open_atlas(page, site, query)
    assert not any("/names/" in url for url in watch.requests)
    page.locator("#atlas-area input").click()
    page.locator("#atlas-area input").fill(words)
    expect(page.locator("#atlas-area [role=option]").first).to_contain_text(seen)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth && window.scrollX === 0")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**areas={area}*")
    expect(page.locator(f"#atlas-map path[data-area='{area}']")).to_be_focused()
    page.locator("#atlas-area input").click()
    assert sum("/names/" in url for url in watch.requests) == 1


def test_names_that_cannot_be_loaded_are_said_to_be_missing(page: Page, site: str, watch: Watch) -> None:
    page.route("**/names/*", lambda route: route.abort())
    open_atlas(page, site)
    page.locator("#atlas-area input").click()
    page.locator("#atlas-area input").fill("Mühlhausen")
    expect(page.locator("#atlas-area .finder-none")).to_have_text("Weitere Namen lassen sich gerade nicht laden.")
    page.locator("#atlas-area input").fill("Sonneberg")
    expect(page.locator("#atlas-area [role=option]")).to_have_count(1)
    watch.console.clear()


@pytest.mark.parametrize(
    ("words", "entry"), [("Wohngeld", "Wohngeld liegt"), ("Alleinerziehende", "Alleinerziehende in")]
)
def test_what_is_not_here_is_found_and_leads_to_who_has_it(page: Page, site: str, words: str, entry: str) -> None:
    open_atlas(page, site)
    page.locator("#atlas-indicator input").click()
    page.locator("#atlas-indicator input").fill(words)
    found = page.locator("#atlas-indicator [role=option]").first
    expect(found).to_contain_text(entry)
    expect(found).to_contain_text("hier nicht vor – Was hier fehlt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/was-fehlt")


def test_a_slip_in_the_word_of_a_title_finds_that_title_first(page: Page, site: str) -> None:
    open_atlas(page, site)
    page.locator("#atlas-indicator input").click()
    page.locator("#atlas-indicator input").fill("arbeitlos")
    found = page.locator("#atlas-indicator [role=option]")
    expect(found.first).to_contain_text("Arbeitslosenquote")
    titles = ["arbeitslos" in text.casefold() for text in found.all_inner_texts()]
    assert titles == sorted(titles, reverse=True)


@pytest.mark.parametrize("width", [390, 320])
def test_the_value_is_seen_on_a_phone_without_scrolling_the_table(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_atlas(page, site, "?indicator=unemployment_rate")
    frame = page.locator("#atlas-table").bounding_box()
    cell = page.locator("#atlas-table tbody tr td").first.bounding_box()
    assert frame is not None
    assert cell is not None
    assert cell["x"] + cell["width"] <= frame["x"] + frame["width"]
    shared = page.locator("#atlas-table td.rank", has_text="=").first
    expect(shared.locator(".visually-hidden")).to_have_text("geteilt")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_total_of_thuringia_stands_under_counts_and_stays_there_when_sorted(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=population&year=2015")
    expect(page.locator("#atlas-table tfoot")).to_contain_text("2.170.714")
    page.locator("#atlas-table .sort-button", has_text="Gebiet").click()
    expect(page.locator("#atlas-table tfoot th")).to_have_text("Thüringen")
    choose_indicator(page, "SGB2 unter 65")
    expect(page.locator("#atlas-table tfoot")).to_have_count(0)


def test_dragging_the_year_repaints_without_a_request(page: Page, site: str, watch: Watch) -> None:
    open_atlas(page, site, "?indicator=unemployment_rate")
    page.wait_for_timeout(800)  # prefetched shapes and the charts arrive
    watch.requests.clear()
    box = page.locator("#atlas-year input[type=range]").bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 12, height)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, height, steps=20)
    expect(page.locator('#atlas-map [data-painted="unemployment_rate:2005"]')).to_be_visible()
    assert watch.requests == []
    page.mouse.up()


def test_the_table_says_what_the_map_shows_and_sorts_by_german_rules(page: Page, site: str) -> None:
    open_atlas(page, site)
    expect(page.locator("#atlas-map path[data-area='16052']")).to_have_attribute(
        "aria-label", "Gera: 22,8 je 100 Kinder unter 15 Jahren, Rang 1 von 22"
    )
    labels = page.eval_on_selector_all(
        "#atlas-map path.area", "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    for row in page.locator("#atlas-table tbody tr").all():
        cells = row.locator("th, td").all_inner_texts()
        assert any(label.startswith(f"{cells[0]}: {cells[1]} je 100") for label in labels)
    page.locator("#atlas-table .sort-button", has_text="Gebiet").click()
    assert page.locator("#atlas-table tbody tr th").all_inner_texts()[:2] == ["Altenburger Land", "Eichsfeld"]
    page.locator("#atlas-table .sort-button", has_text="Abstand").click()
    assert page.locator("#atlas-table tbody tr th").all_inner_texts()[0] in ("Hildburghausen", "Saale-Holzland-Kreis")


def test_excluded_and_missing_values_have_patterns_named_in_the_legend(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=gdp_per_person_2021")
    expect(page.locator("#atlas-map path[data-area='16063']")).to_have_attribute("fill", "url(#map-pattern-excluded)")
    expect(page.locator("#atlas-map .legend")).to_contain_text("nicht ausgewiesen (Fehler in der Quelle) (1 Gebiet)")
    open_atlas(page, site, "?indicator=employees_agriculture_share_2023")
    expect(page.locator("#atlas-map path[data-area='16053']")).to_have_attribute("fill", "url(#map-pattern-unknown)")


def test_counts_are_circles_on_unfilled_shapes(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=population")
    painted(page, "population:2025")
    expect(page.locator("#atlas-map circle[data-area]")).to_have_count(22)
    fills = page.eval_on_selector_all("#atlas-map path.area", "all => all.map((one) => one.getAttribute('fill'))")
    assert set(fills) == {"#fbfcfc"}
    sizes = page.eval_on_selector_all(
        "#atlas-map circle[data-area]",
        "all => Object.fromEntries(all.map((one) => [one.dataset.area, +one.getAttribute('r')]))",
    )
    # Erfurt 217.159 und Suhl 33.976 Einwohner (31.12.2025): the areas of the circles are in proportion.
    assert (sizes["16051"] / sizes["16054"]) ** 2 == pytest.approx(217159 / 33976, rel=0.02)


def test_municipalities_are_shown_where_figures_exist(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=population")
    page.locator("#atlas-level select").select_option(label="Gemeinden")
    painted(page, "population:2014")
    assert page.locator("#atlas-map path.area").count() == 849
    expect(page.locator("#atlas-map-note")).to_contain_text("849 Gemeinden")
    # 849 rows scroll in their own box, with the hidden words of shared ranks
    assert page.evaluate("document.documentElement.scrollHeight") < 8000


def test_the_trend_is_never_drawn_across_a_gap_or_a_break(page: Page, site: str) -> None:
    open_atlas(page, site, "?areas=16061")
    expect(page.locator("#atlas-trend .scatterlayer .trace").first).to_be_visible()
    line = page.evaluate(
        "() => { const chart = document.querySelector('#atlas-trend .js-plotly-plot'); const first = chart.data[0];"
        " return { gaps: first.connectgaps, x: Array.from(first.x), y: Array.from(first.y) }; }"
    )
    assert line["gaps"] is False
    missing = {year for year, value in zip(line["x"], line["y"], strict=True) if value is None}
    assert {2021, 2022} <= missing
    assert 2023.5 in missing, "the reform of 1 January 2024 interrupts the line of Eichsfeld"
    expect(page.locator("#atlas-definition")).to_contain_text("Reihenbruch 2024")


def test_the_gisd_is_shown_as_ranks_never_as_a_trend_of_values(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=gisd_score&areas=16052")
    expect(page.locator("#atlas-trend-unit")).to_have_text("Rang, 1 = größter Bedarf")
    expect(page.locator("#atlas-trend-caption")).to_contain_text("Gezeigt sind Ränge")
    ticks = page.locator("#atlas-trend .ytick text")
    expect(ticks.first).to_have_text("1")
    assert ticks.all_text_contents() == ["1", "5", "10", "15", "20"]
    choose_indicator(page, "Lebenserwartung")
    expect(ticks.first).to_have_text("0")  # the next finds its own scale again
    choose_indicator(page, "GISD")
    expect(ticks.first).to_have_text("1")
    assert ticks.all_text_contents() == ["1", "5", "10", "15", "20"]


def test_the_gisd_has_its_own_classes_in_every_year_and_the_choice_comes_back_with_the_next(
    page: Page, site: str
) -> None:
    open_atlas(page, site, "?indicator=gisd_score&year=2005")
    page.click("text=Klassen der Karte")
    field = page.locator("#atlas-basis-field")
    expect(field).to_be_disabled()
    expect(field.locator("option:checked")).to_have_text("gewähltem Jahr")
    expect(page.locator("#atlas-map")).to_contain_text("2005 (jedes Jahr eigene Skala).")
    choose_indicator(page, "Lebenserwartung")
    painted(page, "life_expectancy:2005")
    expect(field).to_be_enabled()
    expect(field.locator("option:checked")).to_have_text("neuestem Jahr")
    assert "basis" not in query_of(page)


def test_the_downloads_hold_what_is_shown(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=sgb2_rate&year=2020")
    with page.expect_download() as table:
        page.click("text=Tabelle herunterladen")
    assert table.value.suggested_filename == "sgb2_rate_2020_district.csv"
    content = Path(table.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfGebietsschl")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    wartburgkreis = next(row for row in rows if row["Gebietsschlüssel"] == "16063")
    # 3.303 (Eisenach) + 3.712 recipients among 117.524 inhabitants under 65: unrounded here, pages show 6,0.
    assert wartburgkreis["Wert"].startswith("5,9689935")
    assert "einschließlich Eisenach" in wartburgkreis["Status"]
    with page.expect_download() as picture:
        page.click("text=Karte herunterladen")
    svg = Path(picture.value.path()).read_text(encoding="utf-8")
    assert picture.value.suggested_filename == "sgb2_rate_2020_district.svg"
    for words in ("31.12.2020", "Gebietsstand", "dl-de/by-2-0", "gleich viele Gebiete je Klasse", "GeoBasis-DE / BKG"):
        assert words in svg


def picture_of_the_trend(page: Page) -> bytes:
    page.hover("#atlas-trend .main-svg >> nth=0")
    with page.expect_download() as picture:
        page.click("#atlas-trend .modebar-btn")
    assert picture.value.suggested_filename == "diagramm.png"
    return Path(picture.value.path()).read_bytes()


def test_the_picture_of_the_chart_says_what_it_shows_and_where_all_its_years_come_from(
    page: Page, site: str, written: Callable[[], list[str]]
) -> None:
    # A link from a letter: what is not of the Atlas in the address does no harm.
    open_atlas(page, site, "?indicator=unemployment_rate&areas=16052&utm_source=mail")
    width, height = struct.unpack(">II", picture_of_the_trend(page)[16:24])  # the header of a PNG
    chart = page.locator("#atlas-trend").bounding_box()
    assert chart is not None
    assert width == 2000
    assert height > 2 * chart["height"] + 150  # title and unit above, several lines of sources below
    lines = written()
    assert lines[:2] == ["Arbeitslosenquote (alle zivilen Erwerbspersonen)", "% aller zivilen Erwerbspersonen"]
    below = " ".join(lines[2:])
    assert below.startswith("Quellen: BBSR Bonn: Laufende Raumbeobachtung – INKAR, Ausgabe 2024, dl-de/by-2-0 (2005–")
    assert " Datenstand " in below


def test_a_picture_whose_sources_do_not_come_names_those_of_the_year_as_such(
    page: Page, site: str, written: Callable[[], list[str]]
) -> None:
    open_atlas(page, site, "?indicator=unemployment_rate&areas=16052")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    assert picture_of_the_trend(page)
    assert " ".join(written()[2:]).startswith("Für das gewählte Jahr: Quelle: Statistik der Bundesagentur")


def test_the_sentence_is_copied_with_source_and_data_version(page: Page, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_atlas(page, site)
    page.click("text=Satz mit Quelle kopieren")
    expect(page.locator("#atlas-copy [role=status]")).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Gera: 22,8 je 100 Kinder" in copied
    assert "Regionaldatenbank" in copied
    assert "Datenstand" in copied


def test_the_switch_for_eisenach_shows_the_published_districts(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=sgb2_rate&year=2020")
    assert page.locator("#atlas-table tbody tr").count() == 22
    expect(page.locator(".toolbar[role='search'] #atlas-territory label")).to_have_text("Gebietsstand")
    page.locator("#atlas-territory select").select_option(label="veröffentlicht (Eisenach kreisfrei)")
    expect(page.locator("#atlas-table tbody tr")).to_have_count(23)
    expect(page.locator("#atlas-table")).to_contain_text("Eisenach")
    expect(page.locator("#atlas-map path[data-area='16056']")).to_have_count(1)
    open_atlas(page, site, "?indicator=unemployment_rate_october_2023")  # nothing before the merger to choose between
    expect(page.locator("#atlas-territory select")).to_be_disabled()


def test_change_over_five_years_is_an_option_and_blocked_across_breaks(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=unemployment_rate&year=2025&areas=16061")
    page.locator("#atlas-show select").select_option(label="Veränderung in 5 Jahren")
    expect(page.locator("#atlas-sentence")).to_contain_text("Eichsfeld, 2020 bis 2025: nicht vergleichbar, weil")
    expect(page.locator("#atlas-table")).to_contain_text("Veränderung in 5 Jahren (Prozentpunkte)")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_serious_accessibility_findings(
    page: Page, site: str, path: str, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(site + path)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if path == "/":
        expect(page.locator("#atlas-trend .main-svg").first).to_be_visible()
    assert axe(page) == []
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("main").count() == 1


@pytest.mark.parametrize("view", ["?indicator=population&level=municipality", "?show=change&indicator=sgb2_rate"])
def test_other_views_of_the_atlas_have_no_serious_accessibility_findings(
    page: Page, site: str, view: str, axe: Callable[[Page], list[str]]
) -> None:
    open_atlas(page, site, view)
    assert axe(page) == []


def test_every_page_is_reached_from_every_page_without_a_third_party(page: Page, site: str) -> None:
    open_atlas(page, site)
    for link, heading in (
        ("Was hier fehlt", "Was hier fehlt"),
        ("Impressum", "Impressum"),
        ("Atlas", "Kinder im SGB II"),
    ):
        page.get_by_role("link", name=link, exact=True).first.click()
        expect(page.get_by_role("heading", level=1).first).to_contain_text(heading)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_atlas_looks_right_on_desktop_phone_and_paper(
    page: Page, site: str, screenshot: Callable[[str], Path]
) -> None:
    open_atlas(page, site, "?areas=16052,16053")
    expect(page.locator("#atlas-trend .main-svg").first).to_be_visible()
    assert screenshot("atlas-1440").stat().st_size > 50_000
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.wait_for_timeout(400)
    assert screenshot("atlas-390").stat().st_size > 50_000
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    assert not page.locator(".site-nav").is_visible()
    assert not page.locator("#atlas-downloads a").first.is_visible()
    expect(page.locator("#atlas-heading")).to_contain_text("Regionaldatenbank")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", landscape=True))
    assert len(sheets) <= 4, "map and ranking, trend, table, definition: a sheet each"


def test_the_tooltip_says_interval_and_comparison_of_the_year_shown(page: Page, site: str) -> None:
    open_atlas(page, site)
    # Suhl 31.12.2024: 335 of 3,595 children
    page.hover("#atlas-map path[data-area='16054']")
    expect(page.locator(".map-tooltip")).to_contain_text("95-%-Intervall 8,3 bis 10,4")
    expect(page.locator(".map-tooltip")).to_contain_text("Vergleich mit Thüringen: günstiger")
    expect(page.locator("#atlas-grounds")).to_contain_text("beschreibt Zufallsschwankung, nicht Stichprobenfehler")
    open_atlas(page, site, "?indicator=unemployment_rate")
    page.hover("#atlas-map path[data-area='16054']")
    expect(page.locator(".map-tooltip")).to_contain_text("Suhl")
    expect(page.locator(".map-tooltip")).not_to_contain_text("Vergleich")


def test_the_browser_reads_from_the_printed_numbers_the_ranks_that_were_worked_out_here(page: Page, site: str) -> None:
    open_atlas(page, site)
    whole = {
        indicator: map_series.payload(answers.values(indicator, level=level), Classing())
        for indicator in catalogue().indicators
        for level in answers.levels(indicator)[:1]
    }
    light = {indicator: map_series.packed(series) for indicator, series in whole.items()}
    assert sum(isinstance(series["rank"], str) for series in light.values()) > 100
    told = page.evaluate("(all) => Object.fromEntries(Object.entries(all).map(([k, v]) => "
                         "[k, window.dashboard_map.unpack(v).rank]))", light)  # fmt: skip
    assert told == {indicator: series["rank"] for indicator, series in whole.items()}


@pytest.mark.parametrize("width", [1440, 390])
def test_words_of_breaks_and_events_are_whole_and_apart(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_atlas(page, site, "?indicator=sgb2_rate&territory=published&areas=16056,16063")
    expect(page.locator("#atlas-trend .annotation")).to_have_count(6)
    boxes = [word.bounding_box() for word in page.locator("#atlas-trend .annotation-text-g").all()]
    chart = page.locator("#atlas-trend").bounding_box()
    assert chart
    for place, one in enumerate(boxes):
        assert one
        assert chart["x"] <= one["x"] <= chart["x"] + chart["width"] - one["width"]
        assert one["y"] >= chart["y"]
        for other in boxes[:place]:
            assert other
            beside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
            assert beside or one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
    expect(page.locator("#atlas-trend-caption li")).to_have_count(6)


def test_choosing_the_change_opens_a_year_that_has_one(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=population")
    page.locator("#atlas-show select").select_option(label="Veränderung in 5 Jahren")
    expect(page.locator("#atlas-sentence")).to_contain_text("von 2016 bis 2021")
    expect(page).to_have_url(re.compile("year=2021"))


def test_the_legend_of_counts_below_zero_is_orange_as_the_map(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=natural_balance")
    legend = page.locator("#atlas-map .legend")
    expect(legend).to_contain_text("−1.000")
    expect(legend).to_contain_text("Orange: unter null")
    fills = page.locator("#atlas-map .legend-circle").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('fill'))"
    )
    shown = page.locator("#atlas-map .circles circle").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('fill'))"
    )
    assert set(fills) == set(shown) == {"#b35806"}
