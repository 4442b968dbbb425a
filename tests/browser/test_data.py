"""The page „Daten“ in the browser: gaps, descriptions, and a delivery from the sign-in to the way back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect

from indicators.deliveries import template
from tests.browser.conftest import Watch
from tests.browser.server import ROOT, served

NARROW, NARROWEST = {"width": 390, "height": 844}, {"width": 320, "height": 700}
PASSWORD = "ein langes Passwort"  # noqa: S105  only here
LONG = 90_000  # ms; work in processes of its own, on whatever machine this is
SERIES = "Kita-Plätze"
KEY = template.identity_of(SERIES)
SIZES = pytest.mark.parametrize("size", [None, NARROW, NARROWEST], ids=["1440", "390", "320"])


@dataclass
class Desk:
    """A site whose intake is on, and files to hand in."""

    address: str
    folder: Path

    def table(self, name: str, years: dict[int, int], sign: str = "") -> Path:
        """A table of one's own with a number for every district: year -> number of the first."""
        lines = [";".join(template.COLUMNS)]
        for year, first in years.items():
            text = template.template("csv", "district", title=SERIES, year=year).decode("utf-8-sig")
            rows = [line.split(";") for line in text.splitlines()[1:] if line.startswith("16")]
            for i, cells in enumerate(rows):
                cells[5], cells[6] = ("", sign) if sign and i == 3 else (str(first + 10 * i), "")
                lines.append(";".join(cells))
        place = self.folder / name
        place.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
        return place


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The dashboard with a store, records and a password of its own, served by two workers."""
    folder = tmp_path_factory.mktemp("desk")
    for path, text in template.own_records(SERIES, "district").items():
        place = folder / "own" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    environment = {"SOZIALPLANUNG_OWN": str(folder / "own"), "SOZIALPLANUNG_STORE": str(folder / "store")}
    subprocess.run(
        [sys.executable, "-m", "indicators", "build"], cwd=ROOT, env={**os.environ, **environment}, check=True
    )
    hashed = PasswordHasher().hash(PASSWORD)
    with served("app:server", workers=2, SOZIALPLANUNG_ADMIN_HASH=hashed, **environment) as (address, _):
        yield Desk(address, folder)


def open_data(page: Page, site: str, query: str = "") -> None:
    page.goto(f"{site}/daten{query}", timeout=LONG)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)


def sign_in(page: Page, desk: Desk, password: str = PASSWORD) -> None:
    open_data(page, desk.address)
    page.get_by_label("Ihr Name").fill("Erika Beispiel")
    page.get_by_label("Passwort der Verwaltung").fill(password)
    page.get_by_role("button", name="Anmelden").click()


def hand_in(page: Page, file: Path) -> None:
    page.get_by_label("Datei auswählen").set_input_files(file)
    page.get_by_role("button", name="Prüfen", exact=True).click()


def is_beside_the_frame(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_reader_gets_no_cookie_and_sees_how_to_switch_the_intake_on(page: Page, site: str) -> None:
    open_data(page, site)
    expect(page.locator("#intake-panel")).to_contain_text("Das Laden über diese Seite ist ausgeschaltet.")
    expect(page.locator("#data-sources tbody tr").first).to_be_visible()
    assert page.context.cookies() == []


def test_another_series_changes_matrix_and_address_and_comes_back_from_it(page: Page, site: str) -> None:
    open_data(page, site)
    expect(page.locator("#data-matrix tbody tr")).to_have_count(24)
    box = page.get_by_role("combobox", name="Reihe")
    box.fill("Einwohner")
    page.get_by_role("option", name=re.compile(r"^Einwohner.*residents$")).first.click()
    page.wait_for_url("**/daten?series=residents&level=district")
    page.get_by_label("Ebene").select_option(label="Gemeinden")
    page.wait_for_url("**/daten?series=residents&level=municipality")
    expect(page.locator("#data-matrix tbody tr")).to_have_count(849)
    page.reload()
    expect(page.locator("#data-sentence")).to_contain_text("Einwohner: 2014 ohne Lücke.")


def test_the_atlas_leads_to_the_description_and_that_back_to_the_atlas(page: Page, site: str) -> None:
    page.goto(f"{site}/?indicator=unemployment_rate", timeout=LONG)
    page.get_by_role("link", name="Beschreibung, Quellen und Lücken dieses Indikators").click()
    page.wait_for_url("**/daten?indicator=unemployment_rate")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arbeitslosenquote")
    expect(page.locator("#data-coverage tbody tr").first).to_be_visible()
    page.get_by_role("link", name="Im Atlas ansehen").click()
    page.wait_for_url("**/?indicator=unemployment_rate**")


@SIZES
def test_pages_fit_their_window_and_axe_finds_nothing_serious(
    page: Page,
    site: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[str], Path],
    size: dict[str, int] | None,
) -> None:
    if size:
        page.set_viewport_size(size)  # type: ignore[arg-type]
    for name, query in (("data", ""), ("data-indicator", "?indicator=sgb2_children_rate")):
        open_data(page, site, query)
        expect(page.locator(".gap-matrix tbody tr").first).to_be_visible()
        assert not is_beside_the_frame(page)
        assert axe(page) == []
        screenshot(f"{name}-{size['width'] if size else 1440}")


def test_a_wrong_password_is_said(page: Page, desk: Desk, watch: Watch, axe: Callable[[Page], list[str]]) -> None:
    sign_in(page, desk, "ein falsches Passwort")
    expect(page.get_by_role("alert")).to_have_text("Das Passwort stimmt nicht.")
    assert all("403" in text for text in watch.console)
    watch.console.clear()
    assert axe(page) == []
    assert page.context.cookies() == []


def test_a_delivery_from_the_sign_in_to_the_way_back(
    page: Page, desk: Desk, axe: Callable[[Page], list[str]], screenshot: Callable[[str], Path]
) -> None:
    sign_in(page, desk)
    expect(page.locator("#intake-upload")).to_be_visible(timeout=LONG)
    assert axe(page) == []
    screenshot("intake-upload-1440")
    before = page.locator("#data-summary").inner_text()

    hand_in(page, desk.table("plaetze.csv", {2022: 1000, 2023: 1001}))
    expect(page.locator("#intake-changes")).to_be_visible(timeout=LONG)
    expect(page.locator("#intake-changes tbody tr")).to_contain_text("2022 bis 2023")
    assert not is_beside_the_frame(page)
    assert axe(page) == []
    screenshot("intake-checked-1440")
    page.get_by_role("button", name="Laden", exact=True).click()
    expect(page.locator("#intake-panel .notice")).to_contain_text("Geladen als Datenbestand", timeout=LONG)
    expect(page.locator("#data-summary")).not_to_have_text(before)
    assert axe(page) == []

    reader = page.context.browser
    assert reader
    fresh = reader.new_page()
    fresh.goto(f"{desk.address}/?indicator={KEY}&year=2023", timeout=LONG)
    expect(fresh.locator("#atlas-sentence")).to_contain_text("2023", timeout=LONG)
    expect(fresh.locator("main")).to_contain_text("1.001")
    fresh.close()

    hand_in(page, desk.table("plaetze_neu.csv", {2023: 1501, 2024: 1502}))
    expect(page.locator("#intake-cells")).to_contain_text("1.501", timeout=LONG)
    expect(page.locator("#intake-cells")).to_contain_text("… und 17 weitere")
    screenshot("intake-changes-1440")
    with page.expect_download(timeout=LONG) as caught:
        page.get_by_role("link", name="Alle geänderten Werte herunterladen (CSV)").click()
    assert len(caught.value.path().read_text("utf-8-sig").splitlines()) == 1 + 22
    page.get_by_role("button", name="Laden", exact=True).click()
    expect(page.locator("#intake-panel .notice")).to_contain_text("Geladen als Datenbestand", timeout=LONG)
    page.goto(f"{desk.address}/?indicator={KEY}&year=2024", timeout=LONG)
    expect(page.locator("main")).to_contain_text("1.502", timeout=LONG)

    open_data(page, desk.address)
    back = page.locator(".versions-table").get_by_role("button", name="Zurückkehren").first
    back.click()
    expect(page.get_by_role("button", name="Ja, zurückkehren")).to_be_focused()
    assert axe(page) == []
    screenshot("intake-back-1440")
    page.keyboard.press("Escape")
    back.click()
    page.get_by_role("button", name="Ja, zurückkehren").click()
    expect(page.locator("#intake-history")).to_contain_text("zurückgekehrt", timeout=LONG)
    expect(page.locator("#intake-history")).to_contain_text("Erika Beispiel")
    assert len(page.locator("#intake-history abbr").first.get_attribute("title") or "") == 64
    screenshot("intake-history-1440")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert not is_beside_the_frame(page)
    assert axe(page) == []
    page.locator("#intake-history").scroll_into_view_if_needed()
    screenshot("intake-history-390")
    page.goto(f"{desk.address}/?indicator={KEY}&year=2023", timeout=LONG)
    expect(page.locator("main")).to_contain_text("1.001", timeout=LONG)
    expect(page.locator("main")).not_to_contain_text("1.501")


@pytest.mark.parametrize("size", [None, NARROW], ids=["1440", "390"])
def test_a_refused_file_shows_its_findings_and_its_name_stays_text(
    page: Page,
    desk: Desk,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[str], Path],
    size: dict[str, int] | None,
) -> None:
    if size:
        page.set_viewport_size(size)  # type: ignore[arg-type]
    sign_in(page, desk)
    expect(page.locator("#intake-upload")).to_be_visible(timeout=LONG)
    assert not is_beside_the_frame(page)
    file = desk.table("<img src=x onerror=alert(1)>.csv", {2023: 1000}, sign="?!")
    hand_in(page, file)
    expect(page.locator("#intake-findings")).to_be_visible(timeout=LONG)
    expect(page.locator("#intake-findings tbody tr").first).to_contain_text("Fehler")
    expect(page.locator("#intake-findings tbody tr").first).to_contain_text("?!")
    expect(page.locator("#intake-panel h3").first).to_have_text("Lieferung: <img src=x onerror=alert(1)>.csv")
    expect(page.get_by_role("button", name="Laden", exact=True)).to_have_count(0)
    screenshot(f"intake-refused-{size['width'] if size else 1440}")
    assert not is_beside_the_frame(page)
    assert axe(page) == []
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.locator("#intake-findings")).to_have_count(0)
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("#intake-sign-in")).to_be_visible(timeout=LONG)
    assert page.context.cookies() == []


def test_a_file_that_is_no_table_is_refused_with_a_sentence(page: Page, desk: Desk) -> None:
    sign_in(page, desk)
    expect(page.locator("#intake-upload")).to_be_visible(timeout=LONG)
    place = desk.folder / "seite.csv"
    place.write_text("<!doctype html><html><body>Fehler 500</body></html>", encoding="utf-8")
    hand_in(page, place)
    expect(page.locator("#intake-findings")).to_contain_text("ist eine Internetseite", timeout=LONG)
    page.get_by_role("button", name="Verwerfen").click()


def test_a_file_that_is_too_large_is_not_sent(page: Page, desk: Desk, watch: Watch) -> None:
    sign_in(page, desk)
    expect(page.locator("#intake-upload")).to_be_visible(timeout=LONG)
    place = desk.folder / "gross.csv"
    place.write_bytes(b"x" * 26_000_000)
    hand_in(page, place)
    expect(page.locator("#intake-upload").get_by_role("alert")).to_have_text("Die Datei ist größer als 25 MB.")
    assert not [url for url in watch.requests if url.endswith("/daten/annahme")]
