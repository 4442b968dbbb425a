"""The skeleton every page shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash, html

from dashboard import failures
from dashboard.parts.frame import LEGAL, MENU, frame, page_title
from tests.dashboard.component_tree import of_type, words

GEODATA = "© GeoBasis-DE / BKG 2016 (Daten verändert)"


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch) -> Dash:
    """Addresses belong to an application; figures are not needed to draw a frame."""
    monkeypatch.setattr(failures, "data_version", lambda: "3f2a9c014b7e")
    return Dash("frame")


def test_the_frame_is_skip_link_header_main_and_footer_in_this_order() -> None:
    assert [part._type for part in frame("Inhalt").children] == ["A", "Header", "Main", "Footer"]


def test_the_skip_link_leads_to_the_content_which_can_take_the_focus() -> None:
    skip_link, _, main, _ = frame(html.P("Inhalt")).children
    assert skip_link.children == "Zum Inhalt springen"
    assert skip_link.href == f"#{main.id}" == "#inhalt"
    assert main.tabIndex == "-1"
    assert words(main) == "Inhalt"


def test_the_header_names_the_product_and_links_the_pages() -> None:
    header = of_type(frame("Inhalt"), "Header")[0]
    assert [(link.children, link.href) for link in of_type(header, "Link")] == [
        ("Sozialplanung Thüringen", "/"),
        ("Atlas", "/"),
        ("Übersicht", "/uebersicht"),
        ("Gebietsprofil", "/profil"),
        ("Zusammenhänge", "/vergleich"),
        ("Sozialindex", "/sozialindex"),
        ("Daten", "/daten"),
        ("Was hier fehlt", "/was-fehlt"),
    ]


def test_the_menu_is_the_list_handed_in() -> None:
    links = of_type(of_type(frame("Inhalt", [("Profil", "/profil")]), "Header"), "Link")
    assert [link.href for link in links] == ["/", "/profil"]


def test_the_footer_links_accessibility_imprint_and_privacy_on_every_page() -> None:
    footer = of_type(frame("Inhalt"), "Footer")[0]
    assert [(link.children, link.href) for link in of_type(footer, "Link")] == [
        ("Barrierefreiheit", "/barrierefreiheit"),
        ("Impressum", "/impressum"),
        ("Datenschutz", "/datenschutz"),
    ]


def test_the_footer_says_data_version_shapes_and_licence() -> None:
    said = words(of_type(frame("Inhalt"), "Footer"))
    assert "Datenstand 3f2a9c014b7e" in said
    assert f"Geobasis:  {GEODATA}" in said
    assert "EUPL-1.2" in said


def test_without_a_store_the_footer_leaves_out_the_data_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "data_version", lambda: None)
    said = words(of_type(frame("Inhalt"), "Footer"))
    assert "Datenstand" not in said
    assert GEODATA in said


def test_the_two_navigations_have_different_names() -> None:
    names = [getattr(nav, "aria-label") for nav in of_type(frame("Inhalt"), "Nav")]
    assert names == ["Seiten", "Rechtliches"]


def test_links_keep_the_prefix_an_installation_is_served_under() -> None:
    Dash("frame", requests_pathname_prefix="/sozialplanung/")
    links = of_type(frame("Inhalt"), "Link")
    assert {link.href for link in links} == {"/sozialplanung" + path for _, path in (*MENU, *LEGAL)}


def test_links_out_of_the_house_are_https_anchors() -> None:
    outside = [link.href for link in of_type(frame("Inhalt"), "A") if not link.href.startswith("#")]
    assert outside
    assert all(address.startswith("https://") for address in outside)


def test_a_title_names_page_and_product() -> None:
    assert page_title("Impressum") == "Impressum – Sozialplanung Thüringen"


def test_the_script_that_marks_the_current_page_knows_the_ids_of_the_frame(root: Path) -> None:
    script = (root / "dashboard" / "assets" / "navigation.js").read_text(encoding="utf-8")
    drawn = frame("Inhalt")
    ids = [nav.id for nav in of_type(drawn, "Nav")]
    assert all(f"#{nav_id} a" in script for nav_id in ids)
    assert f'getElementById("{of_type(drawn, "Main")[0].id}")' in script
    assert "navigation: { page_changed: pageChanged }" in script
