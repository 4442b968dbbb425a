"""A wrong address: the page shows the nearest view and says so, a file is refused, the corrected address is sound."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard import first_view
from dashboard.data_selection import DataSelection
from dashboard.overview_selection import OverviewSelection
from dashboard.pages import atlas, data, overview, profile, relations, risk_index
from dashboard.parts import overview_view, profile_view
from dashboard.parts.relations_choice import Choice
from dashboard.problems import Problems
from dashboard.profile_selection import ProfileSelection
from dashboard.risk_index_selection import IndexChoice
from dashboard.selection import Selection
from tests.dashboard.component_tree import of_type, words

pytestmark = pytest.mark.usefixtures("visitor")

PAGES: dict[str, tuple[Any, ModuleType]] = {
    "atlas": (Selection, atlas),
    "profile": (ProfileSelection, profile),
    "relations": (Choice, relations),
    "overview": (OverviewSelection, overview),
    "index": (IndexChoice, risk_index),
    "data": (DataSelection, data),
}
WRONG = [
    ("atlas", "indicator=nix", "Den Indikator „nix“ gibt es nicht.", "Gezeigt wird: Kinder im SGB II-Bezug."),
    ("atlas", "year=1800", "Das Jahr 1800 gibt es für „Kinder im SGB II-Bezug“ nicht.", "Gezeigt wird 2015."),
    ("atlas", "year=soon", "„soon“ ist keine Jahreszahl", "Gezeigt wird 2024."),
    ("atlas", "areas=99999", "Das Gebiet „99999“ gibt es", "Gezeigt wird die Auswahl ohne dieses Gebiet."),
    ("atlas", "areas=16051,16052,16053,16054,16055,16061,16062", "höchstens 6 Gebiete", "Gezeigt werden die ersten 6."),
    ("atlas", "level=planet", "Die Ebene „planet“ zeigt die Karte", "Landkreise und kreisfreie Städte."),
    ("atlas", "division=2021", "Planungsräume „2021“ gibt es", "Landkreise und kreisfreie Städte."),
    ("atlas", "classes=99", "„99“ Klassen gibt es nicht.", "Gezeigt werden 7 Klassen."),
    ("atlas", "territory=old", "Den Gebietsbezug „old“ gibt es nicht.", "Gezeigt wird der Wartburgkreis mit Eisenach."),
    ("atlas", "method=x", "Die Klassenbildung „x“ gibt es nicht.", "Gezeigt werden gleich viele Gebiete je Klasse."),
    ("atlas", "indicator=population&against=state", "Mit „state“ lässt sich", "Gezeigt wird kein Vergleich."),
    ("atlas", "against=x", "Mit „x“ lässt sich", "Gezeigt wird der Vergleich mit Thüringen."),
    ("atlas", "indicator=gisd_score&show=change", "eine Veränderung gibt es nicht.", "Gezeigt wird der Wert."),
    ("atlas", "indicator=sgb2_recipients&show=change&year=2013", "Für 2013 gibt es keine", "Gezeigt wird 2018."),
    ("profile", "area=99999", "Den Kreis „99999“ gibt es nicht.", "Gezeigt wird: kreisfreie Stadt Erfurt."),
    ("profile", "area=16056", "Eisenach (16056) gehört seit dem 01.07.2021", "Gezeigt wird: Wartburgkreis."),
    ("profile", "area=16052&against=99", "Den Kreis „99“ gibt es nicht.", "Gezeigt wird der Vergleich mit Thüringen."),
    ("profile", "area=16052&against=16052", "nicht mit sich selbst", "Gezeigt wird der Vergleich mit Thüringen."),
    ("profile", "area=16052&against=state,16051,16053,16054", "Verglich", "mit Thüringen, Erfurt, Jena."),
    ("profile", "order=7", "Die Reihenfolge „7“ gibt es nicht.", "Gezeigt wird die Reihenfolge nach Themen."),
    ("relations", "x=nix", "Den Indikator „nix“ gibt es nicht.", "Gezeigt wird: Arbeitslosenquote."),
    ("relations", "x=population_inkar", "ist eine Anzahl", "Gezeigt wird: Arbeitslosenquote."),
    ("relations", "year=1800", "Für 1800 liegen", "Gezeigt wird 2015."),
    ("relations", "areas=99999", "Den Kreis „99999“ gibt es nicht.", "Gezeigt wird die Auswahl ohne dieses Gebiet."),
    ("relations", "x=gisd_score&side=x", "gibt es kein zweites Jahr", "Gezeigt werden beide Indikatoren"),
    ("relations", "side=x&other=1800", "„1800“ kann für „Arbeitslosenquote“ nicht", "Gezeigt wird daneben 2005."),
    ("relations", "group=own&members=population", "ist eine Anzahl", "Gezeigt wird die Tafel ohne diesen Indikator."),
    ("relations", "other=2010", "wirkt nur, wenn ein Indikator in zwei Jahren", "Gezeigt werden beide Indikatoren"),
    ("relations", "group=bauen&members=sgb2_rate", "in der eigenen Auswahl der Korrelationstafel", "Tafel: Bauen und"),
    ("relations", "members=", "in der eigenen Auswahl der Korrelationstafel", "Tafel: Kernindikatoren."),
    ("relations", "method=x", "Das Maß „x“ gibt es nicht.", "Gezeigt wird Pearson r"),
    ("overview", "theme=nix", "Das Themenfeld „nix“ gibt es nicht.", "Gezeigt wird: Existenzsicherung."),
    ("overview", "department=nix", "Das Amt „nix“ gibt es nicht.", "Gezeigt wird: Existenzsicherung."),
    ("overview", "theme=wohnen&department=jugendamt", "nicht beides.", "Gezeigt wird: Wohnen und Mobilität."),
    ("overview", "theme=wohnen&show=core", "keine Kernindikatoren.", "Gezeigt werden alle Indikatoren."),
    ("overview", "show=7", "„7“ lässt sich nicht zeigen.", "Gezeigt werden alle Indikatoren."),
    ("overview", "year=1800", "Für 1800 hat kein Indikator", "Gezeigt wird jeder Indikator in seinem letzten Jahr."),
    ("overview", "sort=nix", "Nach „nix“ lässt sich", "Gezeigt werden die Kreise nach Namen."),
    ("index", "preset=mss&year=1800", "Für 1800 liegen nicht alle Bestandteile vor.", "Gezeigt wird 2020."),
    ("index", "preset=nix", "Die Vorlage „nix“ gibt es nicht.", "Gezeigt wird: angelehnt an MSS Berlin"),
    ("index", "span=3", "über zwei oder fünf Jahre, nicht über „3“.", "Gezeigt wird die Dynamik über 2 Jahre."),
    ("index", "weights=foo=1", "Den Indikator „foo“ gibt es nicht.", "Gezeigt wird die Vorlage „angelehnt an MSS"),
    ("index", "weights=", "Gewichte werden so angegeben", "Gezeigt wird die Vorlage „angelehnt an MSS"),
    ("index", "weights=sgb2_rate=1,sgb2_rate=2,unemployment_rate=1", "doppelt angegeben.", "dem ersten der Gewichte."),
    ("index", "areas=1", "Den Kreis „1“ gibt es nicht.", "Gezeigt wird die Auswahl ohne dieses Gebiet."),
    ("data", "series=nix", "Die Reihe „nix“ gibt es nicht. Ähnlich: ", "Gezeigt wird: Kinder im SGB II-Bezug."),
    ("data", "series=residents&level=planet", "Die Ebene „planet“ gibt es für „Einwohner", "Ebene: Kreise und Land."),
    ("data", "series=unemployed&level=municipality", "gibt es für „Arbeitslose (Anzahl)“ nicht.", "und Land."),
    ("data", "indicator=nix", "Den Indikator „nix“ gibt es nicht.", "Gezeigt wird die Seite „Daten“"),
    ("data", "indicator=sgb2_rate&series=nix", "Die Reihe „nix“ gibt es nicht.", "Gezeigt wird: SGB II-Bezug"),
]  # fmt: skip
RIGHT = {
    "atlas": ["", "indicator=population", "indicator=sgb2_rate&areas=16052&territory=2021", "against=year:2019"],
    "profile": ["", "area=16052&against=similar,16051&order=distance&show=core"],
    "relations": ["", "x=sgb2_rate&y=life_expectancy&side=x&other=2016&group=bauen", "x=sgb2_rate&y=sgb2_rate"],
    "overview": ["", "theme=bildung&sort=-name", "department=jugendamt&show=core&year=2020"],
    "index": ["", "preset=equal&year=2018&span=5", "weights=sgb2_rate=2,unemployment_rate=1&areas=16052"],
    "data": ["", "series=residents&level=municipality", "indicator=unemployment_rate", "series=unemployed"],
}  # fmt: skip
FILES = {
    "atlas": ("/download/table.csv", "/download/map.svg"),
    "profile": ("/download/profile.csv",),
    "relations": ("/download/relations.csv", "/download/relations.svg", "/download/correlations.csv"),
    "overview": ("/download/overview.csv",),
    "data": ("/download/coverage.csv",),
}


def parts(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def chosen(page: str, query: str) -> Any:
    return PAGES[page][0].of(**parts(query))


@pytest.mark.parametrize(("page", "query", "reason", "instead"), WRONG)
def test_what_is_wrong_with_an_address_is_said_with_what_is_shown_instead(
    page: str, query: str, reason: str, instead: str
) -> None:
    (problem,) = chosen(page, query).problems
    assert reason in problem.reason
    assert instead in problem.instead
    assert problem.sentence.endswith(f". {problem.instead}")
    assert problem.instead.endswith(".")


@pytest.mark.parametrize(("page", "query"), [(page, query) for page, query, *_ in WRONG])
def test_the_corrected_address_shows_the_same_and_is_sound(page: str, query: str) -> None:
    found = chosen(page, query)
    again = chosen(page, found.query())
    assert again.problems == ()
    assert again.query() == found.query()


@pytest.mark.parametrize(("page", "query"), [(page, query) for page, queries in RIGHT.items() for query in queries])
def test_what_is_absent_or_right_is_no_problem(page: str, query: str) -> None:
    assert chosen(page, query).problems == ()
    (notice,) = of_type(PAGES[page][1].layout(**parts(query)), "AddressNotice")
    assert words(notice) == ""
    assert not hasattr(notice, "address")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_it_in_the_shared_notice_and_knows_the_right_address(page: str) -> None:
    query = next(query for name, query, *_ in WRONG if name == page)
    (problem,) = chosen(page, query).problems
    (notice,) = of_type(PAGES[page][1].layout(**parts(query)), "AddressNotice")
    assert notice.id == f"{page}-problems"
    assert words(notice).startswith("Hinweis zur Adresse ")
    assert problem.sentence in words(notice)
    assert notice.address == f"?{chosen(page, query).query()}"


def test_the_first_html_of_the_atlas_holds_the_sentence_and_nothing_more_without_one() -> None:
    said = first_view.html_of({"indicator": "<nix>", "year": "1800"})
    assert "Den Indikator „&lt;nix&gt;“ gibt es nicht." in said
    assert "Gezeigt wird 2015." in said
    assert "address-notice" not in first_view.html_of({})


@pytest.mark.parametrize(
    ("file", "query", "reason"),
    [
        (file, query, reason)
        for page, query, reason, _ in WRONG
        for file in FILES.get(page, ())
        if (not file.endswith("correlations.csv") or "group" in query) and not (page == "data" and "indicator" in query)
    ],
)
def test_a_file_of_a_wrong_address_is_refused_with_the_sentence(
    visitor: FlaskClient, file: str, query: str, reason: str
) -> None:
    answer = visitor.get(f"{file}?{query}")
    assert answer.status_code == 400
    assert reason in answer.get_json()["error"]
    assert "Gezeigt w" not in answer.get_json()["error"]


@pytest.mark.parametrize("file", [file for files in FILES.values() for file in files])
def test_a_file_refuses_unknown_and_repeated_parameters(visitor: FlaskClient, file: str) -> None:
    assert "Unbekannter Parameter: yaer." in visitor.get(f"{file}?yaer=2020").get_json()["error"]
    name = "area" if "profile" in file else "series" if "coverage" in file else "year"
    twice = visitor.get(f"{file}?{name}=1&{name}=2")
    assert twice.status_code == 400
    assert twice.get_json()["error"].startswith("Mehr als einmal angegeben: ")


def test_a_map_that_is_neither_left_nor_right_is_refused(visitor: FlaskClient) -> None:
    answer = visitor.get("/download/relations.svg?map=middle")
    assert answer.status_code == 400
    assert "Die Karte „middle“ gibt es nicht. Möglich: both, left, right." in answer.get_json()["error"]


def test_no_link_from_one_page_to_another_is_a_wrong_address() -> None:
    rows = profile_view.told(ProfileSelection.of(area="16052"))["table"]["rows"]
    links = [row["href"] for row in rows]
    for group in ("theme:existenzsicherung", "theme:einkommen", "department:jugendamt"):
        columns = overview_view.told(OverviewSelection.of(group=group))["table"]["columns"]
        links += [f"{column['href']}&areas=16052" for column in columns if not column["missing"]]
    assert len(links) > 160
    assert [link for link in links if Selection.of(**parts(urlsplit(link).query)).problems] == []


def test_the_same_problem_is_said_once_and_a_long_one_is_shortened() -> None:
    problems = Problems()
    for _ in range(2):
        assert problems.one_of("x" * 5000, ["a", "b"], "a", "Das Maß", "Gezeigt wird a.") == "a"
    (problem,) = problems.found
    assert problem.reason == f"Das Maß „{'x' * 60}…“ gibt es nicht. Möglich: a, b."


@pytest.mark.parametrize(
    ("page", "query", "on_page", "in_file"),
    [
        ("atlas", "indicator=sgb2_rat", "„SGB II-Bezug je 100 Einwohner unter 65“", "sgb2_rate"),
        ("atlas", "level=planet", "Möglich: Landkreise und kreisfreie Städte", "district"),
        ("atlas", "territory=old", "veröffentlicht (Eisenach kreisfrei)", "published"),
        ("atlas", "areas=16999", "Den Gebietsschlüssel 16999 gibt es nicht. Am nächsten: ", "„16999“ gibt es für"),
        ("atlas", "areas=16999", "Am nächsten: Altenburger Land (16077), ", "Am nächsten: 16077, "),
        ("profile", "area=16999", "Den Gebietsschlüssel 16999 gibt es nicht. Am nächsten: ", "Den Kreis „16999“"),
        ("relations", "other=2010", "Möglich: zwei Jahre des ersten, zwei Jahre des zweiten.", "Möglich: x, y."),
        ("relations", "members=sgb2_rate", "Möglich: eigene Auswahl.", "Möglich: own."),
        ("profile", "order=7", "Möglich: nach Themen, nach Ämtern, nach Abstand vom Vergleich.", "theme, department"),
        ("profile", "show=7", "Möglich: alle Indikatoren, Kernindikatoren, ", "all, core, "),
        ("overview", "show=7", "Möglich: alle Indikatoren, ohne Anzahlen, nur Kernindikatoren.", "all, rates, core"),
        ("overview", "department=jugend", "Jugendamt", "jugendamt"),
        ("relations", "side=z", "Möglich: beide Indikatoren, zwei Jahre", "both, x, y"),
        ("index", "preset=nix", "„angelehnt an MSS Berlin", "mss"),
        ("data", "series=resident", "„", "residents"),
    ],
)
def test_a_page_names_the_choices_by_their_titles_and_a_file_by_their_keys(
    page: str, query: str, on_page: str, in_file: str
) -> None:
    (problem,) = chosen(page, query).problems
    assert on_page in problem.sentence
    assert in_file in problem.reason
    assert in_file not in problem.sentence.removeprefix(problem.reason.split(": ")[0])


def test_typed_components_are_told_while_weights_move_but_a_year_that_is_gone_is_not() -> None:
    moved = IndexChoice.of(before="preset=mss&year=2020", weights={"sgb2_rate": 1, "unemployment_rate": 1}, year=1800)
    assert (moved.problems, moved.problem) == ((), "")
    strange = IndexChoice.of(before="preset=mss", weights={"sgb2_rate": 1, "unemployment_rate": 1, "population": 1})
    assert strange.problem.endswith("Gezeigt wird der Index ohne ihn.")


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("atlas", "areas=16064046", "Mühlhausen/Thüringen (16064046) steht in dieser Ansicht nicht zur Wahl."),
        (
            "atlas",
            "indicator=population&level=municipality&areas=16052",
            "Gera (16052) steht in dieser Ansicht nicht zur Wahl",
        ),
        ("atlas", "against=16064046", "Mit dem Gebiet Mühlhausen/Thüringen (16064046) lässt sich hier nicht"),
        ("atlas", "against=16999", "Mit dem Gebietsschlüssel 16999 lässt sich hier nicht vergleichen."),
        ("atlas", "indicator=population&against=state", "Mit „Thüringen“ lässt sich hier nicht vergleichen."),
        ("atlas", "against=year:1990", "Mit dem Jahr 1990 lässt sich hier nicht vergleichen."),
        ("profile", "area=16", "Thüringen (16) steht in dieser Ansicht nicht zur Wahl. Am nächsten: "),
        ("profile", "area=16056", "Eisenach (16056) gehört seit dem 01.07.2021 zum Wartburgkreis. Gezeigt wird: "),
        ("profile", "area=16052&against=16999", "Den Gebietsschlüssel 16999 gibt es nicht."),
        ("relations", "areas=DG", "Deutschland (DG) steht in dieser Ansicht nicht zur Wahl."),
        ("index", "areas=16999", "Den Gebietsschlüssel 16999 gibt es nicht."),
        ("atlas", "areas=<b> x", "Den Gebietsschlüssel „<b> x“ gibt es nicht."),
    ],
)
def test_a_page_calls_an_area_by_its_name_and_a_key_without_one_a_key(page: str, query: str, said: str) -> None:
    (problem,) = chosen(page, query).problems
    assert problem.sentence.startswith(said)
    nearest = problem.on_page.partition("Am nächsten: ")[2].rstrip(".")
    assert all(re.fullmatch(r"[^\d]+ \(\d{5,8}\)", choice) for choice in nearest.split(", ") if choice)
