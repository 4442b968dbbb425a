"""„Kein Nachweis vorhanden“ from a delivery to every place where a number could stand, never mistaken for secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.exports import map_sheet
from dashboard.figures import choropleth, map_series, ranking
from dashboard.figures.classes import Classing
from dashboard.parts import data_view
from dashboard.parts.sentence import spoken
from dashboard.selection import Selection
from geo import boundaries
from indicators import answers, holdings, tables
from indicators.catalogue import catalogue
from indicators.deliveries import intake
from indicators.deliveries.checking import check

from .conftest import DISTRICTS, SOURCE, dump
from .test_faults import INDICATOR

WORDS, SECRET = "kein Nachweis vorhanden", "geheim gehalten"
MISSING, HIDDEN = "16051", "16052"
YEAR = 2022
SERIES = {
    "town": INDICATOR,
    "town_share": INDICATOR | {"given": [{"measure": "town_share"}], "kind": "given", "unit": "percent",
                               "unit_text": "%", "title": "Anteil", "short_title": "Anteil"},
}  # fmt: skip


@pytest.fixture
def loaded(store: Path, deliver: Callable[..., Path]) -> Iterator[Path]:
    """A count and a share of every district, one without a record and one withheld, and a count of two."""
    own = store.parent / "own"
    (own / "indicators").mkdir()
    for name, record in SERIES.items():
        dump(own / "indicators" / f"{name}.yaml", record)
    dump(own / "sources" / "town.yaml", SOURCE | {"signs": {"*": "secret", ".": "no_record"}, "published": False})
    dump(
        own / "mappings" / "town.yaml",
        {"format": "plain_table", "series": {"Fälle": "town_cases", "Anteil": "town_share"}},
    )
    catalogue.cache_clear()
    cells: dict[tuple[Any, ...], object] = {}
    for name, base in (("Fälle", 100), ("Anteil", 30)):
        signs = {MISSING: ".", HIDDEN: "*"}
        cells |= {(area, YEAR, name): signs.get(area, base + n) for n, area in enumerate(DISTRICTS)}
    cells["16053", YEAR, "Fälle"] = 2
    report = check(deliver(cells), "town")
    assert report.may_be_loaded, [finding.text for finding in report.findings]
    assert intake.load(report, "Anna").changed
    yield store
    catalogue.cache_clear()


@pytest.mark.parametrize("name", SERIES)
def test_it_is_no_number_no_secret_and_keeps_its_sign_in_every_file(loaded: Path, name: str) -> None:
    answer = answers.values(name)
    found = {row.area: (row.status, row.sign, row.known) for row in answer.rows[YEAR]}
    assert (found[MISSING], found[HIDDEN][0]) == (("no_record", ".", False), "secret")
    lines = {line.split(";")[0]: line.split(";") for line in tables.german_csv(answer).splitlines()}
    assert (lines[MISSING][5], lines[MISSING][7], lines[MISSING][8]) == ("", WORDS, ".")
    assert (lines[HIDDEN][5], lines[HIDDEN][7]) == ("", SECRET)
    [record] = [row for row in tables.records(answer) if row["area"] == MISSING]
    assert (record["value"], record["status"], record["sign"]) == (None, "no_record", ".")
    assert f"{MISSING}," in (text := tables.international_csv(answer))
    assert ",no_record,." in text
    assert loaded.is_dir()


def test_the_interface_says_it_in_its_answers(visitor: FlaskClient, loaded: Path) -> None:
    asked = f"indicator=town&year={YEAR}&areas={MISSING}"
    [row] = visitor.get(f"/api/v1/values.json?{asked}").json["values"]
    assert (row["value"], row["status"], row["sign"]) == (None, "no_record", ".")
    assert f";{WORDS};.;" in visitor.get(f"/api/v1/values.csv?{asked}").get_data(as_text=True)
    page = visitor.get("/impressum").get_data(as_text=True)  # every page brings the patterns of its maps
    assert '<pattern id="no_record"' in page
    assert loaded.is_dir()


def test_the_guard_hides_small_counts_beside_it_and_leaves_it_what_it_is(loaded: Path) -> None:
    statuses = {row.area: row.status for row in answers.values("town").rows[YEAR]}
    assert (statuses["16053"], statuses[MISSING]) == ("secret", "no_record")
    assert loaded.is_dir()


@pytest.mark.parametrize("name", SERIES)
def test_the_map_gives_it_a_pattern_and_a_line_of_the_legend_of_its_own(loaded: Path, name: str) -> None:
    answer = answers.values(name)
    series = map_series.payload(answer, Classing())
    key, place = str(YEAR), series["areas"].index(MISSING)
    assert series["class"][key][place] == map_series.NO_VALUE
    assert (series["status"][key][MISSING], series["text"][key][place]) == ("no_record", "")
    assert {"status": "no_record", "label": WORDS, "count": 1} in series["statuses"][key]
    assert map_series.packed(series)["status"][key][MISSING] == "no_record"
    drawn = choropleth.groups(series, boundaries.drawing(*series["shapes"][key].split("-")), YEAR)
    for area, status in ((MISSING, "no_record"), (HIDDEN, "secret")):
        assert f'data-area="{area}"' in drawn
        [path] = [part for part in drawn.split("<path") if f'data-area="{area}"' in part]
        assert f'fill="url(#map-pattern-{status})"' in path
    assert loaded.is_dir()


def test_on_paper_it_is_named_and_patterned_apart_from_what_is_withheld(loaded: Path) -> None:
    sheet = map_sheet(Selection(indicator="town_share", year=YEAR))
    assert f"{WORDS} (1 Gebiet)" in sheet
    assert f"{WORDS}: 1" in sheet
    assert f"{SECRET} (" in sheet
    assert 'fill="url(#map-pattern-no_record)" stroke' in sheet
    assert loaded.is_dir()


def test_sentence_table_and_gaps_say_why_there_is_no_value(loaded: Path) -> None:
    answer = answers.values("town_share")
    held = answers.comparison(answer, "state", YEAR)
    assert f"Erfurt, 31.12.2022: {WORDS}." in spoken(answer, YEAR, MISSING, held)
    table = ranking.table(answer, YEAR, held)
    told = {key: row[-1] for key, row in zip(table["row_keys"], table["rows"], strict=True)}
    assert (told[MISSING], told[HIDDEN]) == (WORDS, SECRET)
    found = data_view.matrix(holdings.coverage("town_share"))
    looks = {status["label"]: (status["look"], status["letter"]) for status in found["statuses"]}
    assert looks[WORDS] == ("hatched", "kN") != looks[SECRET] == ("secret", "g")
    assert loaded.is_dir()
