"""The map under the hand: zoomed by wheel, button and key, dragged, its tooltip closed, its years played."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_atlas import open_atlas

ERFURT = "#atlas-map path.area[data-area='16051']"
HINT = "#atlas-map .map-wheel-hint"


def view(page: Page) -> list[float]:
    """Left, top, width and height of what the map shows."""
    return [float(number) for number in str(page.locator("#atlas-map .map-svg").get_attribute("viewBox")).split()]


def until(page: Page, condition: str) -> None:
    """Wait until the shown part fulfils a condition on `x`, `y`, `wide` (the view changes once a frame)."""
    page.wait_for_function(
        "(condition) => { const [x, y, wide] = document.querySelector('#atlas-map .map-svg').getAttribute('viewBox')"
        f".split(' ').map(Number); return {condition}; }}",
        arg=condition,
    )


def test_the_wheel_zooms_with_ctrl_and_scrolls_the_page_without(page: Page, site: str) -> None:
    open_atlas(page, site)
    whole = view(page)
    page.hover(ERFURT)
    start = page.evaluate("window.scrollY")
    page.mouse.wheel(0, 120)
    expect(page.locator(HINT)).to_have_text("Mit Strg + Mausrad zoomen")
    expect(page.locator(HINT)).to_have_attribute("aria-hidden", "true")
    page.wait_for_function("(start) => window.scrollY > start", arg=start)
    assert view(page) == whole
    expect(page.locator(HINT)).to_have_count(0)
    page.mouse.wheel(0, -120)
    page.wait_for_function("(start) => window.scrollY <= start", arg=start)
    expect(page.locator(HINT)).to_have_count(0)  # said once
    page.hover(ERFURT)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    until(page, f"wide < {whole[2] * 0.7}")
    page.mouse.wheel(0, 2000)
    page.keyboard.up("Control")
    until(page, f"wide === {whole[2]}")
    expect(page.locator("#atlas-map .map-hint")).to_contain_text("Strg + Mausrad")


def test_buttons_and_keys_zoom_and_show_the_whole_map_again(page: Page, site: str) -> None:
    open_atlas(page, site)
    whole = view(page)[2]
    for larger, smaller, all_of_it in (("Vergrößern", "Verkleinern", "Ganze Karte zeigen"), ("+", "-", "0")):
        by_key = larger == "+"
        if by_key:
            page.locator(ERFURT).focus()
        act = page.keyboard.press if by_key else lambda name: page.get_by_role("button", name=name, exact=True).click()
        act(larger)
        until(page, f"Math.abs(wide - {whole / 1.5}) < 1")
        act(larger)
        until(page, f"Math.abs(wide - {whole / 2.25}) < 1")
        act(smaller)
        until(page, f"Math.abs(wide - {whole / 1.5}) < 1")
        act(all_of_it)
        until(page, f"wide === {whole}")
        assert view(page)[2] == whole


def test_dragging_moves_the_enlarged_map_and_selects_nothing(page: Page, site: str) -> None:
    open_atlas(page, site)
    page.get_by_role("button", name="Vergrößern", exact=True).click(click_count=2)
    until(page, "wide < 600")
    before = view(page)
    page.hover(ERFURT)  # brings the map into sight
    box = page.locator(ERFURT).bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 90, middle[1] - 40, steps=5)
    page.mouse.up()
    # Whoever pulls the paper to the left and up sees more of what lies right and below.
    until(page, f"x > {before[0] + 20} && y > {before[1] + 10} && wide === {before[2]}")
    expect(page.locator("#atlas-map path.area[aria-pressed='true']")).to_have_count(0)


def test_escape_closes_the_tooltip_without_leaving_the_area(page: Page, site: str) -> None:
    open_atlas(page, site)
    page.hover(ERFURT)
    tooltip = page.locator("#atlas-map .map-tooltip")
    expect(tooltip).to_contain_text("Erfurt")
    page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()
    assert page.evaluate("document.querySelector(\"#atlas-map path.area[data-area='16051']\").matches(':hover')")


def test_play_runs_through_all_years_and_stops_at_the_newest(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=natural_balance_rate")
    page.evaluate(
        "() => { const canvas = document.querySelector('#atlas-map [data-painted]'); window.seen = [];"
        " new MutationObserver(() => window.seen.push(canvas.dataset.painted.split(':')[1]))"
        ".observe(canvas, { attributeFilter: ['data-painted'] }); }"
    )
    page.get_by_role("button", name="Abspielen").click()
    expect(page.get_by_role("button", name="Anhalten")).to_be_visible()
    expect(page.get_by_role("button", name="Abspielen")).to_be_visible(timeout=15_000)
    seen = page.evaluate("window.seen")
    assert list(dict.fromkeys(seen[seen.index("2020") :])) == ["2020", "2021", "2022", "2023", "2024"]
    page.wait_for_url("**year=2024*")


def test_who_prefers_stillness_is_offered_no_play(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_atlas(page, site)
    expect(page.get_by_role("button", name="Ein Jahr zurück")).to_be_visible()
    expect(page.get_by_role("button", name="Abspielen")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "entries", "said"),
    [
        ("?indicator=gisd_score&territory=published", 1, "wie veröffentlicht"),
        ("?indicator=life_expectancy", 2, "wie veröffentlicht"),
        ("?indicator=unemployment_rate_foreigners&year=2018", 2, "wie veröffentlicht"),
        ("?indicator=sgb2_rate&year=2020", 3, "mit Eisenach im Wartburgkreis"),
    ],
)
def test_the_territory_switch_says_what_is_shown(page: Page, site: str, query: str, entries: int, said: str) -> None:
    open_atlas(page, site, query)
    select = page.locator("#atlas-territory select")
    expect(select.locator("option")).to_have_count(entries)
    expect(select.locator("option:checked")).to_have_text(said)
    assert select.is_disabled() == (entries == 1)


def test_the_territory_switch_follows_the_indicator_and_keeps_the_choice(page: Page, site: str) -> None:
    open_atlas(page, site, "?indicator=sgb2_rate&territory=published&year=2020")
    chosen = page.locator("#atlas-territory option:checked")
    expect(chosen).to_have_text("veröffentlicht (Eisenach kreisfrei)")
    field = page.locator("#atlas-indicator input")
    for words, indicator, said in (
        ("Lebenserwartung", "life_expectancy", "wie veröffentlicht"),
        ("SGB2 unter 65", "sgb2_rate", "veröffentlicht (Eisenach kreisfrei)"),
    ):
        field.click()
        field.fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**indicator={indicator}*")
        expect(chosen).to_have_text(said)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("hartz 4", "SGB II"),
        ("Hartz IV", "SGB II"),
        ("Altersarmut", "Grundsicherung im Alter"),
        ("Pflege", "Pflegebedürftigen in stationärer"),
    ],
)
def test_what_people_call_it_finds_what_the_law_calls_it(page: Page, site: str, words: str, first: str) -> None:
    open_atlas(page, site)
    page.locator("#atlas-indicator input").fill(words)
    expect(page.locator("#atlas-indicator [role=option]").first).to_contain_text(first)


def test_a_key_is_found_by_its_beginning_and_never_by_a_slip(page: Page, site: str) -> None:
    open_atlas(page, site)
    field, found = page.locator("#atlas-area input"), page.locator("#atlas-area [role=option]")
    field.click()
    for typed, seen in (("16063105", ["Eisenach"]), ("16056", ["Eisenach"]), ("16 0 63 105", ["Eisenach"])):
        field.fill(typed)
        expect(found).to_have_count(len(seen))
        expect(found.first).to_contain_text(seen[0])
    field.fill("16099")
    expect(page.locator("#atlas-area .finder-none")).to_contain_text("Nichts gefunden")


@pytest.mark.parametrize(
    "query",
    [
        "?indicator=sgb2_rate&year=2020&areas=16063",
        "?indicator=minimum_security_rate&areas=16072",
        "?areas=16052",
        "?indicator=unemployment_rate&show=change&areas=16061",
    ],
)
def test_the_first_sheet_of_paper_holds_map_and_ranking(page: Page, site: str, query: str) -> None:
    # A4 landscape without margins of 12 mm, at 96 pixels per inch
    page.set_viewport_size({"width": 1032, "height": 703})
    open_atlas(page, site, query)
    expect(page.locator("#atlas-trend .main-svg").first).to_be_visible()
    page.emulate_media(media="print")
    both = page.locator(".two-columns").first.bounding_box()
    assert both
    assert both["y"] + both["height"] <= 690
    assert page.locator("#atlas-map .map-svg").bounding_box()["height"] >= 220  # type: ignore[index]
