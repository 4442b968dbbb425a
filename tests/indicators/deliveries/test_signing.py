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

from .conftest import DISTRICTS, SOURCE, dump

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


@pytest.mark.parametrize(("sign", "said"), [(".", "„kein Wert“"), ("-", "„genau null“")])
def test_a_number_beside_a_sign_that_contradicts_it_is_refused(judge: Judge, sign: str, said: str) -> None:
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
