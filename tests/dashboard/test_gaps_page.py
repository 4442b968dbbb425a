"""The page „Was hier fehlt“."""

from __future__ import annotations

from dashboard.pages import gaps
from indicators.catalogue import catalogue
from indicators.catalogue.records import Gap
from tests.dashboard.component_tree import of_type, texts


def test_every_gap_of_the_catalogue_has_a_card_in_its_order() -> None:
    known = catalogue().gaps
    assert known
    assert [heading.children for heading in of_type(gaps.layout(), "H2")] == [gap.title for gap in known]


def test_a_card_says_what_is_missing_why_who_holds_it_and_where_to_ask() -> None:
    gap = Gap(title="Wohngeld", why="Fehlt.", holder="Wohngeldstellen", where="Im Rathaus.")
    assert texts(gaps.card(gap)) == [
        "Wohngeld",
        "Fehlt.",
        "Wer die Zahlen hat",
        "Wohngeldstellen",
        "Wo danach fragen",
        "Im Rathaus.",
    ]


def test_a_gap_with_an_address_links_it_by_the_name_of_the_site() -> None:
    gap = Gap(title="Pflege", why=".", holder=".", where="Hier.", url="https://www.regionalstatistik.de/genesis/online")
    assert [(link.children, link.href) for link in of_type(gaps.card(gap), "A")] == [
        ("regionalstatistik.de", "https://www.regionalstatistik.de/genesis/online")
    ]


def test_all_links_of_the_page_are_https() -> None:
    links = [link.href for link in of_type(gaps.layout(), "A")]
    assert links
    assert all(address.startswith("https://") for address in links)


def test_the_page_begins_with_its_title_and_two_sentences() -> None:
    drawn = gaps.layout(indicator="whatever the address bar says")
    assert [heading.children for heading in of_type(drawn, "H1")] == ["Was hier fehlt"]
    assert gaps.INTRODUCTION.count(". ") == 1
    assert gaps.INTRODUCTION.endswith(".")
    assert texts(drawn)[:2] == [gaps.TITLE, gaps.INTRODUCTION]
    assert gaps.PATH == "/was-fehlt"
