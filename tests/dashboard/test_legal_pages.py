"""The operator's settings and the pages Barrierefreiheit, Impressum and Datenschutz."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import settings
from dashboard.pages import accessibility, imprint, privacy
from dashboard.settings import Accessibility, SettingsError, read, refuse_unfinished
from tests.dashboard.component_tree import addresses, of_type, words

PAGES = (accessibility, imprint, privacy)
NOTICE = "Diese Angaben muss der Betreiber noch eintragen: "
FILLED = '''
[operator]
name = "Landkreis Musterkreis"
address = """
Lindenstraße 1
99999 Musterstadt"""
represented_by = "Landrätin Erika Beispiel"
email = "post@musterkreis.example"
phone = "03600 1234"
[imprint]
responsible = "Max Beispiel, Stabsstelle Sozialplanung"
[data_protection]
officer = "Behördliche Datenschutzbeauftragte"
officer_email = "datenschutz@musterkreis.example"
legal_basis = "Artikel 6 Absatz 1 Buchstabe e DSGVO"
hosting = "Der Server steht im Rechenzentrum des Landkreises."
[accessibility]
compliance = "teilweise"
created = "2026-03-31"
method = "Selbstbewertung"
feedback_email = "barrierefrei@musterkreis.example"
[[accessibility.inaccessible]]
what = "Karten als SVG"
reason = "unvereinbar"
why = "Vorleseprogramme lesen nur den Titel vor."
alternative = "Die Tabelle enthält dieselben Werte."
'''


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Writes a settings file and lets the environment name it."""

    def write(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv(settings.VARIABLE, str(path))
        return path

    return write


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file as it comes, empty."""
    monkeypatch.delenv(settings.VARIABLE, raising=False)


@pytest.mark.usefixtures("shipped")
def test_the_shipped_file_is_empty_and_names_what_is_missing() -> None:
    missing = settings.current().missing()
    assert missing == list(settings.MANDATORY.values())
    assert missing[0] == "Name des Betreibers"


def test_the_shipped_file_explains_every_entry(root: Path) -> None:
    text = (root / "dashboard" / "settings.toml").read_text(encoding="utf-8")
    for section, field in settings.MANDATORY:
        lines = text.split(f"[{section}]")[1].splitlines()
        entry = next(line for line in lines if line.startswith(f"{field} ="))
        assert "# Pflicht" in entry


def test_the_example_in_the_shipped_file_can_be_read_once_its_hashes_are_gone(enter: Any, root: Path) -> None:
    text = (root / "dashboard" / "settings.toml").read_text(encoding="utf-8")
    before, example = text.split("# [[accessibility.inaccessible]]")
    block = "[[accessibility.inaccessible]]" + example.replace("\n# ", "\n")
    assert len(read(enter(before + block)).accessibility.inaccessible) == 1


def test_a_filled_file_lacks_nothing_and_is_read_as_written(enter: Any) -> None:
    entered = read(enter(FILLED))
    assert entered.missing() == []
    assert entered.operator.address == "Lindenstraße 1\n99999 Musterstadt"
    assert entered.accessibility.created == date(2026, 3, 31)


def test_partial_compliance_without_named_content_is_unfinished(enter: Any) -> None:
    entered = read(enter(FILLED.split("[[accessibility")[0]))
    assert entered.missing() == ["nicht barrierefreie Inhalte"]
    assert entered.missing("imprint") == []


def test_full_compliance_and_a_barrier_contradict_each_other(enter: Any) -> None:
    path = enter(FILLED.replace('"teilweise"', '"vollständig"'))
    with pytest.raises(SettingsError, match="„vollständig“ passt nicht"):
        read(path)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ('[operator]\nnmae = "x"', "den Eintrag „operator.nmae“ gibt es nicht"),
        ('[betreiber]\nname = "x"', "den Eintrag „betreiber“ gibt es nicht"),
        ("[operator]\nphone = 3600", "„operator.phone“ braucht einen Text in Anführungszeichen"),
        ('[accessibility]\ncreated = "März"', "„accessibility.created“ braucht ein Datum"),
        ('[accessibility]\ncompliance = "fast"', "„accessibility.compliance“ darf nur eines davon sein"),
        ('[[accessibility.inaccessible]]\nwhat = "Karten"', "der Eintrag „accessibility.inaccessible.0.reason“ fehlt"),
        ("[operator\n", "kein gültiges TOML"),
    ],
)
def test_a_misspelt_or_wrong_entry_is_refused_with_a_german_sentence(enter: Any, wrong: str, sentence: str) -> None:
    path = enter(wrong)
    with pytest.raises(SettingsError) as refusal:
        read(path)
    assert sentence in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_a_settings_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.VARIABLE, str(tmp_path / "nirgends.toml"))
    with pytest.raises(SettingsError, match=r"nirgends\.toml lässt sich nicht lesen"):
        settings.current()


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_on_this_machine_alone_unfinished_particulars_are_tolerated(host: str) -> None:
    assert refuse_unfinished(host) is None  # type: ignore[func-returns-value]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.20", "sozialplanung.example", "128.0.0.1"])  # noqa: S104
def test_nobody_else_is_served_while_mandatory_particulars_are_empty(host: str) -> None:
    with pytest.raises(RuntimeError, match="Pflichtangaben fehlen: Name des Betreibers, Anschrift"):
        refuse_unfinished(host)


def test_complete_particulars_may_be_served_anywhere(enter: Any) -> None:
    enter(FILLED)
    assert refuse_unfinished("0.0.0.0") is None  # type: ignore[func-returns-value]  # noqa: S104


def test_a_broken_settings_file_is_refused_on_this_machine_too(enter: Any) -> None:
    enter('[operator]\nnmae = "x"')
    with pytest.raises(RuntimeError, match="nmae"):
        refuse_unfinished("127.0.0.1")


@pytest.mark.usefixtures("shipped")
def test_unfinished_pages_say_which_of_their_own_particulars_are_missing() -> None:
    said = words(imprint.layout())
    assert f"{NOTICE}Name des Betreibers" in said
    assert "verantwortliche Person" in said
    assert "Stand der Barrierefreiheit" not in said
    assert "Rechtsgrundlage der Datenverarbeitung" in words(privacy.layout())
    assert "Stand der Barrierefreiheit" in words(accessibility.layout())


def test_finished_pages_show_no_notice_and_no_placeholder(enter: Any) -> None:
    enter(FILLED)
    for page in PAGES:
        said = words(page.layout())
        assert NOTICE not in said
        assert "noch nicht eingetragen" not in said


def test_every_page_has_one_main_heading_and_ignores_what_the_address_bar_says(enter: Any) -> None:
    enter(FILLED)
    for page in PAGES:
        drawn = page.layout(indicator="unknown")
        headings = [part.children for part in of_type(drawn, "H1")]
        assert headings == [page.TITLE]
    assert [page.PATH for page in PAGES] == ["/barrierefreiheit", "/impressum", "/datenschutz"]


def test_the_statement_has_the_parts_the_commission_asks_for(enter: Any) -> None:
    enter(FILLED)
    drawn = accessibility.layout()
    headings = [part.children for part in of_type(drawn, "H2")]
    assert headings == [
        "Stand der Vereinbarkeit",
        "Nicht barrierefreie Inhalte",
        "Erstellung dieser Erklärung",
        "Barrieren melden",
        "Durchsetzungsverfahren",
        "Überwachungsstelle",
    ]
    said = words(drawn)
    assert "ThürBarrWebG" in said
    assert "ThürBITVO" in said
    assert "teilweise vereinbar" in said
    assert "Karten als SVG: Vorleseprogramme lesen nur den Titel vor. Die Tabelle enthält dieselben Werte." in said
    assert "Erstellt am: 31.03.2026. Grundlage ist eine Selbstbewertung." in said


def test_the_statement_links_feedback_and_both_thuringian_bodies(enter: Any) -> None:
    enter(FILLED)
    assert addresses(accessibility.layout()) == [
        "mailto:barrierefrei@musterkreis.example",
        "https://tlmb-thueringen.de/themen/barrierefreiheit/landesdurchsetzungsstelle",
        "https://finanzen.thueringen.de/ministerium/zentrale-ueberwachungsstelle-digitale-barrierefreiheit",
    ]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (Accessibility(compliance="vollständig"), "Bekannt sind keine."),
        (Accessibility(), "(noch nicht eingetragen)"),
    ],
)
def test_no_listed_barrier_is_only_good_news_when_compliance_is_full(statement: Accessibility, sentence: str) -> None:
    assert words(accessibility.inaccessible_content(statement)) == sentence


def test_barriers_are_listed_under_the_reason_they_are_allowed_for(enter: Any) -> None:
    burden = '[[accessibility.inaccessible]]\nwhat = "Archiv"\nreason = "belastung"\nwhy = "Zu viele alte Dateien."\n'
    enter(FILLED + burden)
    said = words(accessibility.layout())
    first, second = said.index("Nicht mit den Anforderungen vereinbar"), said.index("Unverhältnismäßige Belastung")
    assert first < said.index("Karten als SVG") < second < said.index("Archiv: Zu viele alte Dateien.")


def test_the_imprint_names_operator_responsible_person_and_sources(enter: Any) -> None:
    enter(FILLED)
    said = words(imprint.layout())
    for particular in ("Landkreis Musterkreis", "Lindenstraße 1", "99999 Musterstadt", "Landrätin Erika Beispiel"):
        assert particular in said
    assert "Max Beispiel, Stabsstelle Sozialplanung" in said
    assert "© GeoBasis-DE / BKG 2016 (Daten verändert)" in said
    assert "mailto:post@musterkreis.example" in addresses(imprint.layout())


def test_the_privacy_page_says_what_the_application_does_and_does_not(enter: Any) -> None:
    enter(FILLED)
    said = words(privacy.layout())
    for promise in (
        "setzt keine Cookies",
        "führt kein Zugriffsprotokoll",
        "nichts wird bei Dritten abgerufen",
        "stehen in der Adresse der Seite",
        "speichert nichts über Sie oder Ihre Auswahl in Ihrem Browser",
        "Artikel 6 Absatz 1 Buchstabe e DSGVO",
        "Der Server steht im Rechenzentrum des Landkreises.",
    ):
        assert promise in said
    assert "https://www.tlfdi.de/" in addresses(privacy.layout())


def test_own_scripts_keep_the_promise_to_store_nothing_in_the_browser(root: Path) -> None:
    scripts = list((root / "dashboard" / "assets").glob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not [word for word in ("localStorage", "sessionStorage", "indexedDB", ".cookie") if word in text]


def test_free_text_keeps_its_paragraphs_and_lines(enter: Any) -> None:
    enter(FILLED.replace("[data_protection]", 'additional = """\nErster\nZeile zwei\n\nZweiter"""\n[data_protection]'))
    said = of_type(imprint.layout(), "P")
    assert [words(part) for part in said if "Erster" in words(part) or "Zweiter" in words(part)] == [
        "Erster Zeile zwei",
        "Zweiter",
    ]
