"""Every cell ends in one status, by the legend of its source; a dash is never blindly zero (D-03, D-04, D-05)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from indicators.catalogue import catalogue
from indicators.deliveries.checking import check
from indicators.deliveries.report import Report

from .conftest import DISTRICTS, MEASURES, PARTS, SOURCE, dump

Judge = Callable[..., Report]
HEAD = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;"
    "2_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label"
)


def cell(area: str, value: object, day: str = "2022-12-31", **more: object) -> dict[str, Any]:
    shown = {"sign": value} if isinstance(value, str) else {"value": value}
    return {"area": area, "name": area, "period": day, "year": int(day[:4])} | shown | more


def taken(report: Report) -> dict[tuple[str, int], tuple[float | None, str, str | None]]:
    rows = pq.read_table(report.folder / "observations.parquet").to_pylist()
    return {(row["area"], row["year"]): (row["value"], row["status"], row["sign"]) for row in rows}


def genesis(workshop: Path, name: str, rows: list[tuple[str, str, str, str]], code: str = "BEVSTD") -> Path:
    """A flat file: day, area, sex (empty: all), value as printed."""
    lines = [HEAD]
    for day, area, sex, value in rows:
        label = {"": "Insgesamt", "GESM": "männlich", "GESW": "weiblich"}[sex]
        lines.append(
            f"12411;Fortschreibung;STAG;Stichtag;{day};KREISE;Kreise;{area};Kreis {area};GES;Geschlecht;{sex};{label};"
            f"{value};Anzahl;{code};Bevölkerungsstand"
        )
    path = workshop / name
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("day", ["2022-12-31", "2023-12-31", "2024-12-31"])
def test_a_dash_of_eisenach_after_its_end_says_that_the_area_is_dissolved(workshop: Path, day: str) -> None:
    dump(
        workshop / "own" / "mappings" / "town.yaml", {"format": "genesis_flat_new", "series": {"BEVSTD": "town_cases"}}
    )
    path = genesis(workshop, "flat.csv", [(day, "16056", "", "-"), (day, "16063", "", "159539")])
    report = check(path, "town")
    assert taken(report) == {("16063", int(day[:4])): (159539, "value", None)}
    assert any("Gebiet aufgelöst" in finding.text for finding in report.findings)


def test_a_dash_of_eisenach_in_a_tax_year_before_its_end_is_dropped_where_the_source_counts_22_districts(
    workshop: Path,
) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"divisions": {2020: "2021"}})
    catalogue.cache_clear()
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "genesis_flat_new", "series": {"LSNW01": "town_more"}})
    rows = [("2020-12-31", "16056", "", "-"), ("2020-12-31", "16063", "", "79192")]
    report = check(genesis(workshop, "flat.csv", rows, "LSNW01"), "town")
    assert taken(report) == {("16063", 2020): (79192, "value", None)}


def test_a_dash_without_any_number_of_its_group_is_not_available_and_not_zero(workshop: Path) -> None:
    # 13111-01-03-4 on 2025-06-30: 16063 has dashes in all cells, the total included
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "genesis_flat_new", "series": {"ERW032": "town_more"}})
    rows = [("2025-06-30", "16063", sex, "-") for sex in ("", "GESM", "GESW")]
    rows += [("2025-06-30", "16051", "", "110000")]
    report = check(genesis(workshop, "flat.csv", rows, "ERW032"), "town")
    assert taken(report)["16063", 2025] == (None, "unknown", "-")
    [dashes] = [finding for finding in report.findings if "nicht verfügbar" in finding.text]
    assert dashes.text == (
        "„-“ gilt hier als „nicht verfügbar“, nicht als null, "
        "weil für dasselbe Gebiet und dieselbe Zeit keine Zahl daneben steht."
    )
    assert (dashes.row, dashes.sign) == (2, "-")


def test_a_dash_beside_a_number_of_its_group_is_zero(workshop: Path) -> None:
    mapping = {"format": "genesis_flat_new", "series": {"ERW032|GES=GESW": "town_more"}}
    dump(workshop / "own" / "mappings" / "town.yaml", mapping)
    rows = [("2023-06-30", "16063", "", "3"), ("2023-06-30", "16063", "GESW", "-")]
    report = check(genesis(workshop, "flat.csv", rows, "ERW032"), "town")
    assert taken(report)["16063", 2023] == (0, "zero", "-")


def test_another_quantity_of_the_same_file_does_not_make_a_dash_zero(judge: Judge) -> None:
    rows = [
        cell("16063", "-"),
        cell("16063", 7, series="OTHER"),
        cell("16051", 3),
        cell("16051", 4, series="CASES|A=B"),
    ]
    report = judge(rows, form="genesis_tests")
    assert taken(report)["16063", 2022] == (None, "unknown", "-")


def test_a_point_means_what_each_source_says_it_means(judge: Judge, workshop: Path) -> None:
    for signs, status in (({".": "unknown"}, "unknown"), ({".": "secret"}, "secret"), ({".": "later"}, "later")):
        dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"signs": signs})
        catalogue.cache_clear()
        assert taken(judge([cell("16051", "."), cell("16052", 5)]))["16051", 2022] == (None, status, ".")


def test_a_star_is_secret_and_an_x_makes_no_sense(judge: Judge) -> None:
    found = taken(judge([cell("16051", "*"), cell("16052", "x"), cell("16053", 5)]))
    assert found["16051", 2022] == (None, "secret", "*")
    assert found["16052", 2022] == (None, "not_applicable", "x")


def test_a_printed_zero_is_rounded_only_where_the_legend_says_so(judge: Judge, workshop: Path) -> None:
    assert taken(judge([cell("16051", 0.0), cell("16052", 5)]))["16051", 2022] == (0, "zero", None)
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"signs": {"0": "rounded_zero", "()": "limited"}})
    catalogue.cache_clear()
    found = taken(judge([cell("16051", 0.0), cell("16052", 5, sign="()")]))
    assert found["16051", 2022] == (0, "rounded_zero", None)
    assert found["16052", 2022] == (5, "limited", "()")


def test_a_preliminary_number_keeps_its_sign_and_stays_a_number(judge: Judge) -> None:
    assert taken(judge([cell("16051", 12, sign="p")]))["16051", 2022] == (12, "value", "p")


def test_an_unknown_sign_refuses_the_file_with_row_column_and_sign(judge: Judge) -> None:
    report = judge([cell("16051", 5), cell("16052", "?", column="2022")])
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(error.row, error.column, error.sign) for error in errors] == [(3, "2022", "?")]
    assert errors[0].text == (
        "Das Zeichen „?“ in Zeile 3, Spalte „2022“, steht nicht in der Legende der Quelle. Bitte dort eine Zahl oder "
        "eines der Zeichen „*“, „-“, „.“, „x“ eintragen oder das Zeichen in der Beschreibung der Quelle erklären "
        "(signs)."
    )
    assert (report.may_be_loaded, report.taken, report.refused) == (False, 0, 1)


def test_an_unknown_sign_of_a_long_table_names_its_column_too(workshop: Path) -> None:
    path = workshop / "lang.csv"
    path.write_text("area,year,measure,value,sign\n16051,2022,town_cases,?,\n16052,2022,town_cases,5,\n", "utf-8")
    [error] = [finding for finding in check(path, "town").findings if finding.severity == "error"]
    assert error.text.startswith("Das Zeichen „?“ in Zeile 2, Spalte „value“, steht nicht in der Legende")


@pytest.mark.parametrize(("sign", "said"), [(".", "„kein Wert“"), (":", "„kein Wert“"), ("-", "„genau null“")])
def test_a_number_beside_a_sign_that_contradicts_it_is_refused(
    judge: Judge, workshop: Path, sign: str, said: str
) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"signs": {**SOURCE["signs"], ":": "no_record"}})
    catalogue.cache_clear()
    report = judge([cell("16051", 5, sign=sign)])
    assert report.findings[0].text == f"Neben einer Zahl steht „{sign}“ für {said}."


def test_an_empty_cell_is_left_out_and_never_zero(judge: Judge) -> None:
    report = judge([cell("16051", None), cell("16052", 5)])
    assert taken(report) == {("16052", 2022): (5, "value", None)}
    assert report.left_out == 1


def test_zeros_that_hide_ones_and_twos_are_kept_as_zero_or_secret(judge: Judge) -> None:
    # smallest positive value 3, zeros, and the total is more than its parts (D-05)
    values = [0, 3, 5, *[10] * 19]
    rows = [cell(area, value) for area, value in zip(DISTRICTS, values, strict=True)]
    rows.append(cell("16", float(sum(values) + 3), level="state"))
    report = judge(rows)
    assert taken(report)[DISTRICTS[0], 2022] == (None, "zero_or_secret", None)
    assert any("Nullen vermutlich gesperrte 1–2" in finding.text for finding in report.findings)


def test_zeros_stay_zeros_where_the_parts_make_the_total(judge: Judge) -> None:
    values = [0, 3, 5, *[10] * 19]
    rows = [cell(area, value) for area, value in zip(DISTRICTS, values, strict=True)]
    rows.append(cell("16", float(sum(values)), level="state"))
    report = judge(rows)
    assert taken(report)[DISTRICTS[0], 2022] == (0, "zero", None)
    assert not [finding for finding in report.findings if finding.severity == "warning"]


# --- numbers that are signs, and dashes of tables of one's own


@pytest.mark.parametrize(
    ("code", "value", "status", "sign", "said"),
    [
        ("2222222222", 0, "zero", "-", "genau null"),
        ("5555555555", None, "unknown", ".", "unbekannt oder geheim"),
        ("6666666666", None, "not_applicable", "x", "nicht ausgewiesen (Angabe nicht sinnvoll)"),
        ("7777777777", None, "unreliable", "/", "unsicher (kleine Fallzahl)"),
        ("8888888888", None, "later", "...", "noch nicht veröffentlicht"),
    ],
)
@pytest.mark.parametrize("form", ["tests", "genesis_tests", "plain", "own"])
def test_a_number_that_is_a_sign_of_the_regionalatlas_is_never_a_value(
    judge: Judge, workshop: Path, code: str, value: float | None, status: str, sign: str, said: str, form: str
) -> None:
    """D-03, whatever the legend of the source says; and such a number makes no dash beside it a zero."""
    if form in ("plain", "own"):
        path = workshop / "atlas.csv"
        path.write_text(f"Schlüssel;Jahr;town_cases\n16051;2022;{code}\n16052;2022;{code}\n16053;2022;5\n", "utf-8")
        report = check(path, "town" if form == "plain" else "town_own")
    else:
        dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"signs": {"-": "zero", ".": "later"}})
        catalogue.cache_clear()
        numbers = [cell("16051", float(code)), cell("16052", float(code)), cell("16053", 5.0)]
        report = judge([*numbers, cell("16051", "-", series="OTHER"), cell("16054", "."), cell("16061", 7)], form=form)
        assert taken(report)["16054", 2022] == (None, "later", ".")
    found = taken(report)
    assert found["16051", 2022] == found["16052", 2022] == (value, status, sign)
    assert found["16053", 2022] == (5, "value", None)
    told = [finding for finding in report.findings if "Regionalatlas" in finding.text]
    assert [(one.severity, one.text) for one in told] == [
        (
            "notice",
            f"Zahlencodes des Regionalatlas gelten als Zeichen, nicht als Werte: {code} als „{said}“ (2 Zellen).",
        )
    ]
    assert not [finding for finding in report.findings if finding.severity != "notice" and code in finding.text]


def test_a_number_that_is_a_sign_makes_no_dash_beside_it_a_zero(judge: Judge) -> None:
    rows = [cell("16051", 5555555555.0, series="OTHER"), cell("16051", "-"), cell("16052", 5)]
    assert taken(judge(rows))["16051", 2022] == (None, "unknown", "-")


def test_numbers_near_those_of_the_regionalatlas_are_numbers(judge: Judge) -> None:
    found = taken(judge([cell("16051", 2222222221.0), cell("16052", 5555555556.0), cell("16053", 22222222220.0)]))
    assert [found[area, 2022][1] for area in ("16051", "16052", "16053")] == ["value"] * 3


def plain(workshop: Path, text: str, **measures: object) -> Report:
    if measures:
        dump(workshop / "own" / "measures.yaml", {**MEASURES, **PARTS, **measures})
        catalogue.cache_clear()
    path = workshop / "eigene.csv"
    path.write_text(text, encoding="utf-8")
    return check(path, "town")


def by_measure(report: Report, area: str = "16051") -> dict[str, tuple[float | None, str]]:
    rows = pq.read_table(report.folder / "observations.parquet").to_pylist()
    return {row["measure"]: (row["value"], row["status"]) for row in rows if row["area"] == area}


def dashes(report: Report) -> list[tuple[str, int | None, str | None]]:
    return [(one.text, one.row, one.column) for one in report.findings if one.text.startswith("„-“")]


def test_a_dash_beside_another_quantity_of_an_own_table_is_not_zero(workshop: Path) -> None:
    lines = ["Schlüssel;Jahr;town_cases;town_more", "16051;2022;100;-", "16052;2022;90;-", "16053;2022;80;7"]
    report = plain(workshop, "\n".join(lines) + "\n")
    assert by_measure(report) == {"town_cases": (100, "value"), "town_more": (None, "unknown")}
    assert dashes(report) == [
        (
            "„-“ gilt in 2 Zellen (die erste ist genannt) als „nicht verfügbar“, nicht als null, weil für dasselbe "
            "Gebiet und dieselbe Zeit keine zugehörige Zahl daneben steht. Ist null gemeint, bitte 0 eintragen.",
            2,
            "town_more",
        )
    ]


def test_a_dash_beside_a_number_that_a_sum_ties_to_it_is_zero_and_said(workshop: Path) -> None:
    tied = {"town_cases": MEASURES["town_cases"] | {"splits": [["town_women", "town_men"]]}}
    lines = ["Schlüssel;Jahr;town_cases;town_women;town_men", "16051;2022;100;-;100", "16052;2022;90;80;10"]
    report = plain(workshop, "\n".join(lines) + "\n", **tied)
    assert by_measure(report)["town_women"] == (0, "zero")
    assert dashes(report) == [
        (
            "„-“ gilt hier als null, weil für dasselbe Gebiet und dieselbe Zeit eine zugehörige Zahl daneben steht. "
            "Fehlt dort die Angabe, bitte die Zelle leer lassen.",
            2,
            "town_women",
        )
    ]


def test_dashes_of_a_report_are_zeros_beside_any_number_of_the_row_and_said_once(judge: Judge) -> None:
    rows = [
        cell(area, value, series=name) for area in DISTRICTS[:3] for name, value in (("OTHER", 4.0), ("CASES", "-"))
    ]
    report = judge(rows)
    assert taken(report)[DISTRICTS[0], 2022] == (0, "zero", "-")
    assert [text for text, _, _ in dashes(report)] == [
        "„-“ gilt in 3 Zellen (die erste ist genannt) als null, weil für dasselbe Gebiet und dieselbe Zeit eine Zahl "
        "daneben steht. Fehlt dort die Angabe, bitte die Zelle leer lassen."
    ]
    assert dashes(judge(rows, form="genesis_tests")) == dashes(judge(rows, form="genesis_other")) == []
