"""The page „Daten“: sources, gaps, descriptions, and what it shows of the intake to whom."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from dash._utils import to_json
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import roles
from dashboard.data_selection import DataSelection, page_of
from dashboard.intake import desk
from dashboard.pages import data as page
from dashboard.parts import data_help, data_indicator, data_intake, data_past, data_report, data_view, definition
from indicators import answers, holdings
from indicators.catalogue import catalogue
from indicators.deliveries import journal
from indicators.deliveries.no_table import NO_HEADER
from tests.dashboard.component_tree import addresses, of_type, words

pytestmark = pytest.mark.usefixtures("visitor")

PASSWORD = "ein langes Passwort"  # noqa: S105  only here
ANYTHING = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.lists(st.text(max_size=4)),
    st.sampled_from(["sgb2_children_rate", "residents", "municipality", "planning_area", "state", "unemployed"]),
)  # fmt: skip
FINDING = {
    "severity": "error",
    "text": "Unbekanntes Zeichen.",
    "row": 1014,
    "column": "Wert",
    "sign": "?",
    "sheet": None,
}
REPORT: dict[str, Any] = {
    "title": "Eigene Tabelle", "source_title": "Kita", "source": "kita", "format": "plain_table", "read": 1300,
    "taken": 0, "refused": 2, "left_out": 0, "summary": "Abgewiesen: 1 Fehler.", "may_be_loaded": False,
    "findings": [FINDING | {"severity": "notice", "text": "Ein Hinweis.", "sign": None, "row": None, "column": None},
                 FINDING],
    "changes": [],
}  # fmt: skip


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roles.ADMIN_HASH, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    monkeypatch.setenv(roles.KEY, "0123456789abcdef" * 4)


@settings(max_examples=60, deadline=None)
@given(indicator=ANYTHING, series=ANYTHING, level=ANYTHING)
def test_anything_at_all_becomes_a_choice_that_can_be_shown(**raw: Any) -> None:
    chosen = DataSelection.of(**raw)
    assert chosen.coverage().areas
    assert chosen.indicator is None or chosen.indicator in catalogue().indicators
    wrong = {name for name, value in raw.items() if value is not None and value != getattr(chosen, name)}
    assert bool(chosen.problems) == bool(wrong)


def test_the_page_names_every_source_with_years_licence_and_origin() -> None:
    drawn = page.layout()
    said = words(drawn)
    for source in catalogue().sources.values():
        if source.published:
            assert source.title in said
    assert "mitgeliefert" in said
    assert f"Datenstand {answers.data_version()}" in said
    assert "https://www.govdata.de/dl-de/by-2-0" in addresses(drawn)
    assert to_json(drawn)


def test_the_matrix_says_of_every_cell_what_is_there() -> None:
    found = data_view.matrix(holdings.coverage("sgb2_children_rate"))
    labels = [status["label"] for status in found["statuses"]]
    assert labels == ["Wert", "keine Zahl vorhanden", "Gebiet besteht in diesem Jahr nicht"]
    assert [status["count"] for status in found["statuses"]] == ["190", "46", "4"]
    erfurt = found["areas"].index(["16051", "Erfurt"])
    assert found["cells"][erfurt] == "0000001100"


def test_the_table_says_the_same_in_words() -> None:
    found = data_view.twin(holdings.coverage("sgb2_children_rate"))
    erfurt = next(row for row in found["rows"] if row[0] == "Erfurt")
    assert erfurt == ["Erfurt", "2015 bis 2020, 2023 bis 2024", "–", "2021 bis 2022"]


def test_a_series_without_gaps_is_said_to_have_none() -> None:
    assert data_view.gaps_sentence(holdings.coverage("unemployed")) == "Arbeitslose: 2015–2025 ohne Lücke."


def test_every_status_of_the_catalogue_has_a_look_and_a_word() -> None:
    assert set(data_view.LOOKS) == set(data_view.WORDS)
    assert len({look for look in data_view.LOOKS.values() if look[0] not in ("value", "none")}) == 11


def test_another_series_brings_matrix_table_links_and_address() -> None:
    told = page.show("residents", "municipality")
    assert told[0].startswith("Einwohner")
    assert len(told[3]) == 849
    assert told[-3] == "municipality"
    assert told[-1] == "?series=residents&level=municipality"
    assert page.show("residents", "nowhere")[-3] == "district"


@pytest.mark.parametrize("indicator", catalogue().indicators)
def test_every_indicator_has_a_description_that_leads_on(indicator: str) -> None:
    drawn = data_indicator.page(indicator)
    record, said = catalogue().indicators[indicator], words(drawn)
    for text in (record.title, record.definition, record.reading, record.id, "Periodizität", "Datenhalter"):
        assert text in said
    assert not re.search(r"\b(None|nan)\b|\{year\}", said)
    level = record.levels[0]
    assert f"/api/v1/values.csv?indicator={indicator}&level={level}" in addresses(drawn)


def test_a_description_holds_what_planners_ask_for() -> None:
    said = words(data_indicator.page("sgb2_children_rate"))
    assert "unregelmäßig: 2015 bis 2020, 2023 bis 2024" in said
    assert "zuletzt 31.12.2024" in said


def test_a_comment_does_not_name_years_and_areas_twice() -> None:
    said = words(data_indicator.page("long_term_unemployment_rate"))
    assert "Die veröffentlichten Werte für das Eichsfeld von 2005 bis 2008 sind" in said
    assert "Eichsfeld: Die" not in said
    assert "2013: Für 2013" not in said


def test_the_atlas_leads_to_the_description() -> None:
    card = definition.card(answers.values("sgb2_children_rate"), 2024, ())
    assert page_of("sgb2_children_rate") in addresses(card)


def test_the_gaps_are_downloaded_as_shown(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/coverage.csv?series=unemployed&level=district")
    assert answer.status_code == 200
    assert "luecken_unemployed_district.csv" in answer.headers["Content-Disposition"]
    assert "Eisenach;" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", [link for link in addresses(data_help.help_lines()) if link.startswith("/")])
def test_every_template_can_be_downloaded(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert len(answer.data) > 500


def test_an_unknown_template_is_refused_in_german(visitor: FlaskClient) -> None:
    for query in ("?level=nowhere", "?levels=district"):
        answer = visitor.get(f"/download/template.csv{query}")
        assert answer.status_code == 400
        assert "error" in answer.get_json()


def test_without_a_password_the_page_says_in_a_sentence_how_to_switch_the_intake_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(roles.ADMIN_HASH, raising=False)
    drawn = data_intake.panel(None)
    assert words(drawn).startswith("Das Laden über diese Seite ist ausgeschaltet.")
    assert not of_type(drawn, "SignIn")


@pytest.mark.usefixtures("switched_on")
def test_a_reader_sees_the_form_to_sign_in_and_nothing_of_the_history() -> None:
    drawn = page.layout()
    assert of_type(drawn, "SignIn")
    assert not of_type(drawn, "Upload")
    assert "Historie" not in words(drawn).replace("steht in der Historie", "")


@pytest.mark.usefixtures("switched_on")
def test_the_callbacks_of_the_intake_are_refused_without_a_session(visitor: FlaskClient) -> None:
    dependencies = visitor.get("/_dash-dependencies").get_json()
    guarded = [one for one in dependencies if "intake-" in one["output"]]
    assert guarded
    for one in guarded:
        outputs = [part.rsplit(".", 1) for part in one["output"].strip(".").split("...")]
        question = {
            "output": one["output"],
            "outputs": [{"id": identifier, "property": name} for identifier, name in outputs],
            "inputs": [part | {"value": 1} for part in one["inputs"]],
            "changedPropIds": ["intake-acted.data"],
        }
        for headers in ({}, {"Origin": "http://localhost"}, {"Cookie": f"{roles.COOKIE}=forged"}):
            answer = visitor.post("/_dash-update-component", json=question, headers=headers)
            assert answer.status_code == 403
            assert json.loads(answer.data) == {"error": roles.NOT_SIGNED_IN}


def test_findings_stand_in_a_table_the_worst_first() -> None:
    table = data_report.findings(REPORT)[0]
    assert [column["label"] for column in table.columns] == ["Art", "Befund", "Zeile", "Spalte", "Zeichen"]
    assert table.rows[0] == ["Fehler", "Unbekanntes Zeichen.", "1014", "Wert", "?"]
    assert table.rows[1][0] == "Hinweis"
    assert data_report.verdict(REPORT).startswith("Die Datei kann so nicht geladen werden.")
    assert data_report.counted(REPORT) == (
        "Erkannt als: Eigene Tabelle. Quelle: Kita. Werte: 1.300 gelesen, 2 abgewiesen, keiner übernommen."
    )
    loaded = REPORT | {"may_be_loaded": True, "read": 6, "taken": 4, "refused": 0, "left_out": 2}
    assert data_report.counted(loaded).endswith("Werte: 6 gelesen, 4 übernommen, 0 abgewiesen, 2 ausgelassen.")


@pytest.mark.parametrize("said", ["„python -m geo add-areas“ nimmt sie auf.", "In data/own/mappings/a.yaml ergänzen."])
def test_beside_a_command_stands_who_can_give_it(said: str) -> None:
    told = words(data_report.findings(REPORT | {"findings": [FINDING | {"text": said}]}))
    assert told.endswith(
        "Befehle („python -m …“) und Beschreibungen in data/own erledigt, wer die Anwendung betreut. "
        "Bitte Datei und Befund dorthin geben."
    )
    assert "wer die Anwendung betreut" not in words(data_report.findings(REPORT))
    assert "macht auf der Befehlszeile, wer die Anwendung betreut" in words(data_help.help_lines())


def test_a_table_without_a_header_is_nobody_elses_matter() -> None:
    drawn = data_report.findings(REPORT | {"findings": [FINDING | {"text": NO_HEADER}]})
    assert drawn[0].rows[0][1].endswith("Vorlagen gibt es auf der Seite „Daten“.")
    assert len(drawn) == 1


def test_the_folder_of_own_records_is_known_wherever_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_OWN", "/somewhere/else")
    told = words(data_report.findings(REPORT | {"findings": [FINDING | {"text": "Bitte in /somewhere/else/a.yaml."}]}))
    assert "Beschreibungen in /somewhere/else erledigt" in told


def test_sources_are_offered_by_the_titles_of_the_choice_not_by_their_keys() -> None:
    text = "Mehrere Quellen passen: „A“, Tabelle 1 (--source a_1); „B“ (--source b). Bitte die richtige angeben."
    table = data_report.findings(REPORT | {"findings": [FINDING | {"text": text}]})[0]
    assert table.rows[0][1] == "Mehrere Quellen passen: „A“, Tabelle 1; „B“. Bitte die richtige angeben."


def test_many_leaps_of_a_series_are_summed_up_in_the_table() -> None:
    leaps = [FINDING | {"text": f"Sprung {at}.", "leap_of": "Plätze", "severity": "warning"} for at in range(6)]
    table = data_report.findings(REPORT | {"findings": leaps})[0]
    assert [row[1] for row in table.rows] == [
        "Sprung 0.", "Sprung 1.", "Sprung 2.", "Plätze: … und 3 weitere Sprünge.",
    ]  # fmt: skip


@pytest.mark.usefixtures("switched_on")
@pytest.mark.parametrize(("asks", "offered"), [("decimal", "intake-decimal"), ("", "intake-source")])
def test_a_question_about_the_decimal_sign_is_asked_with_a_choice(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, asks: str, offered: str
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    delivery, handle = desk.claim("a.csv", "Erika Beispiel")
    os.close(handle)
    delivery.content.write_bytes(b"a;b")
    question = FINDING | {"asks": asks, "text": "Welche gilt (--decimal komma oder --decimal punkt)?"}
    delivery.conclude(REPORT | {"findings": [question]})
    delivery.say("refused", "Abgewiesen.")
    panel = data_intake.panel(roles.Session("Erika Beispiel", "id"))
    acts = {act.id: act for act in of_type(panel, "Act")}
    assert [key for key in ("intake-decimal", "intake-source") if key in acts] == [offered]
    assert "Welche gilt?" in json.dumps(to_json(panel), ensure_ascii=False)


def test_the_change_report_shows_new_years_and_figures_before_and_after() -> None:
    change = {
        "measure": "m", "label": "Plätze", "level": "district", "new_years": [2024], "new_values": 22, "changed": 1,
        "vanished": 0, "unchanged": 21, "moved": 0,
        "examples": [{"area": "16051", "name": "Erfurt", "year": 2023, "old": "10", "new": "12", "vanished": False}],
    }  # fmt: skip
    numbers, cells = data_report.changes(REPORT | {"changes": [change]})
    assert numbers.rows == [["Plätze", "Landkreise und kreisfreie Städte", "2024", "22", "1", "0", "21"]]
    assert cells.rows == [["Erfurt", "2023", "Plätze", "10", "12"]]
    assert cells.caption == "Geänderte und entfallende Werte"
    _, more, link = data_report.changes(REPORT | {"changes": [change | {"changed": 18, "more": 17}]}, "/liste.csv")
    assert more.rows[1] == ["… und 17 weitere", "", "Plätze", "", ""]
    assert more.caption.endswith("(Auswahl)")
    assert link.children.href == "/liste.csv"


def test_the_history_shows_counts_and_a_short_checksum_with_the_whole_one_behind_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    digest = "0123456789abcdef" * 4
    entry = journal.Entry(
        journal.now(), "Erika", "load", "aaa", "bbb", file="a.csv", sha256=digest, source="kita", read=1300, taken=1290,
        refused=4, summary="10 neue Werte in 1 Kennzahl.",
    )  # fmt: skip
    journal.write(entry)
    journal.write(journal.Entry(journal.now(), "Erika", "rollback", "bbb", "aaa"))
    drawn = data_past.history()
    [short] = of_type(drawn, "Abbr")
    assert (short.children, short.title) == ("01234567", digest)
    told = words(drawn)
    for text in ("Erika, geladen", "kita", "aaa", "10 neue Werte in 1 Kennzahl."):
        assert text in told
    back, load = of_type(drawn, "Tr")[1:]
    assert [words(line) for line in load.children[1].children] == [
        "1.300\u00a0gelesen", "1.290\u00a0übernommen", "4\u00a0abgewiesen",
    ]  # fmt: skip
    assert [words(cell) for cell in back.children[1:3]] == ["", ""]


def test_new_values_that_are_withheld_are_counted_as_new() -> None:
    change = {"measure": "m", "label": "Plätze", "level": "district", "new_years": [2024], "new_values": 20,
              "new_secret": 2, "changed": 0, "vanished": 0, "unchanged": 0, "moved": 0, "examples": []}  # fmt: skip
    [numbers] = data_report.changes(REPORT | {"changes": [change]})
    assert numbers.rows[0][3] == "22, davon 2 geheim gehalten"


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    assert data_view.link("Quelle", "javascript:alert(1)") == "Quelle"
    assert data_view.link("Quelle", None) == "Quelle"
    assert data_view.link("Quelle", "https://example.org/").href == "https://example.org/"


@pytest.mark.usefixtures("switched_on")
def test_a_file_of_a_megabyte_is_too_much_for_every_other_address(visitor: FlaskClient) -> None:
    answer = visitor.post("/_dash-update-component", data=b"x" * 1_100_000, content_type="application/json")
    assert answer.status_code == 413
