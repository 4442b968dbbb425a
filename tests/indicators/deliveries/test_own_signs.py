"""A number that an own delivery does not give stays what it is called there, and is guarded like the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import answers, guarding, queries, tables
from indicators.__main__ import main
from indicators.catalogue import catalogue
from indicators.deliveries import intake, series_checks
from indicators.deliveries.checking import check
from indicators.deliveries.report import Report, lines

from .conftest import DISTRICTS, SOURCE, dump, full

Deliver = Callable[..., Path]
SIGNS = {
    ".": "unknown",
    "...": "later",
    "x": "not_applicable",
    "/": "unreliable",
    "*": "secret",
    ":": "no_record",
    "()": "limited",
}
WITHOUT_NUMBER = dict(zip(DISTRICTS[1:], [*SIGNS][:-1], strict=False))


@pytest.fixture
def office(workshop: Path) -> Path:
    """The guarded source with all signs, and an indicator that shows its counts."""
    dump(workshop / "own" / "sources" / "town_own.yaml", SOURCE | {"published": False, "signs": SIGNS})
    (workshop / "own" / "indicators").mkdir()
    dump(workshop / "own" / "indicators" / "town_shown.yaml", SHOWN)
    catalogue.cache_clear()
    return workshop


SHOWN: dict[str, Any] = {
    "title": "Fälle der Stadt", "short_title": "Fälle", "theme": "bevoelkerung", "departments": ["jugendamt"],
    "definition": "Erfunden.", "unit": "persons", "unit_text": "Personen", "decimals": 0,
    "direction": "no_judgement", "levels": ["district"], "reference": "31.12.{year}", "reading": "Erfunden.",
    "kind": "count", "given": [{"measure": "town_cases"}],
}  # fmt: skip


def with_total(cells: dict[tuple[str, int], object], total: int) -> dict[tuple[str, int], object]:
    return cells | {("16", 2022): total}


def delivered(**more: object) -> dict[tuple[str, int], object]:
    """A district with 2 cases, one per sign, the others with 100; `more`: other cells by area."""
    cells: dict[tuple[str, int], object] = full(100) | {("16051", 2022): 2}
    cells |= {(area, 2022): sign for area, sign in WITHOUT_NUMBER.items()}
    return cells | {(area.removeprefix("a"), 2022): value for area, value in more.items()}


def stored() -> pd.DataFrame:
    found = [queries.observations(["town_cases"], [level]).assign(level=level) for level in ("district", "state")]
    return pd.concat(found, ignore_index=True)


def cells_of(rows: pd.DataFrame) -> dict[str, tuple[float | None, str, str | None]]:
    shown = rows.astype(object).where(rows.notna(), None)
    return {row.area: (row.value, row.status, row.sign) for row in shown.itertuples()}


def loaded(deliver: Deliver, cells: dict[tuple[str, int], object]) -> pd.DataFrame:
    intake.load(deliver(cells), "Anna", source="town_own")
    return stored()


def test_every_sign_of_an_own_delivery_is_stored_as_delivered_in_two_versions(office: Path, deliver: Deliver) -> None:
    expected = {area: (None, SIGNS[sign], sign) for area, sign in WITHOUT_NUMBER.items()}
    first = cells_of(loaded(deliver, delivered()))
    assert {area: first[area] for area in expected} == expected
    assert first["16051"] == (None, "secret", None)
    second = cells_of(loaded(deliver, delivered(a16077=101)))
    assert {area: second[area] for area in expected} == expected
    assert (second["16051"], second["16077"]) == ((None, "secret", None), (101, "value", None))
    assert office.is_dir()


def test_a_number_with_a_sign_loses_both_where_it_is_withheld(office: Path, deliver: Deliver) -> None:
    path = deliver(delivered())
    text = path.read_text("utf-8")
    path.write_text(text.replace("16051,2022,town_cases,2,", "16051,2022,town_cases,2,()"), "utf-8")
    intake.load(path, "Anna", source="town_own")
    assert cells_of(stored())["16051"] == (None, "secret", None)
    assert office.is_dir()


def test_the_report_counts_signs_as_signs_and_not_as_withheld(office: Path, deliver: Deliver) -> None:
    at_first = check(deliver(delivered()), "town_own").changes[0]
    # 16051 and the star; the other five signs say themselves that there is no number
    assert (at_first.new_secret, at_first.new_unknown, at_first.new_values) == (2, 5, 15)
    loaded(deliver, delivered())
    report = check(deliver(delivered(a16077=".")), "town_own")
    assert (report.changes[0].changed, report.changes[0].vanished, report.changes[0].moved) == (0, 1, 0)
    told = "\n".join(lines(report))
    assert "16077 Altenburger Land 2022: 100 → unbekannt oder geheim" in told
    assert "→ geheim gehalten" not in told
    assert check(deliver(delivered()), "town_own").changes_nothing
    assert office.is_dir()


def test_a_sign_of_its_own_is_no_hiding_place_that_a_reader_can_look_into(office: Path, deliver: Deliver) -> None:
    # All districts but one are known, that one and the total: the reader must not get the missing count by subtracting.
    cells = with_total(full(100) | {("16051", 2022): "."}, 2102)
    rows = loaded(deliver, cells)
    shown = cells_of(rows)
    assert shown["16051"] == (None, "unknown", ".")
    assert [area for area, (value, _, _) in shown.items() if value is None] != ["16051"]
    result = guarding.attacked(rows)
    assert (result.stood, result.fell) == (2, 0)
    # The attack sees the cell: with the partner printed it falls.
    partner = next(area for area, (_, status, _) in shown.items() if status == "secret")
    open_again = rows.assign(
        value=rows["value"].mask(rows["area"].eq(partner), 100.0 if partner != "16" else 2102.0),
        status=rows["status"].mask(rows["area"].eq(partner), "value"),
    )
    assert [cell.area for cell in guarding.attacked(open_again).fallen] == ["16051"]
    assert office.is_dir()


def test_the_next_version_does_not_open_a_sign_either(office: Path, deliver: Deliver) -> None:
    """What stood as a sign in the version before counts as unknown there: nothing printed since gives it away."""
    first = cells_of(loaded(deliver, with_total(full(100) | {("16051", 2022): "."}, 2102)))
    [partner] = [area for area, (_, status, _) in first.items() if status == "secret"]
    rows = loaded(deliver, with_total(full(100) | {("16051", 2022): ".", ("16077", 2022): 101}, 2103))
    second = cells_of(rows)
    assert second["16051"] == (None, "unknown", ".")
    assert second[partner][1] == "secret"
    assert guarding.attacked(rows).fell == 0
    assert office.is_dir()


def test_a_revised_total_says_that_a_missing_count_has_changed_and_refuses_nothing(
    office: Path, deliver: Deliver
) -> None:
    first = cells_of(loaded(deliver, with_total(full(100) | {("16051", 2022): "."}, 2102)))
    assert first["16051"] == (None, "unknown", ".")
    rows = loaded(deliver, with_total(full(100) | {("16051", 2022): "."}, 2104))
    assert (cells_of(rows)["16051"], guarding.attacked(rows).fell) == ((None, "unknown", "."), 0)
    assert office.is_dir()


def test_a_number_that_follows_later_is_shown_unless_it_would_open_another(office: Path, deliver: Deliver) -> None:
    later = full(100) | {("16051", 2022): "..."}
    assert cells_of(loaded(deliver, later))["16051"] == (None, "later", "...")
    assert cells_of(loaded(deliver, full(100)))["16051"] == (100, "value", None)
    # Beside a 2 and a printed total it was the hiding place of the 2, and stays one.
    hiding = with_total(full(100, (2022,)) | {("16051", 2022): "...", ("16052", 2022): 2}, 2102)
    hiding = {(area, 2023): value for (area, _), value in hiding.items()}
    before = cells_of(loaded(deliver, hiding).query("year == 2023"))
    assert {area for area, (value, _, _) in before.items() if value is None} == {"16051", "16052"}
    arrived = cells_of(loaded(deliver, hiding | {("16051", 2023): 100}).query("year == 2023"))
    assert arrived["16052"][1] == "secret"
    assert sum(value is None for value, _, _ in arrived.values()) >= 2
    assert office.is_dir()


def test_what_was_withheld_stays_withheld_when_only_others_change(office: Path, deliver: Deliver) -> None:
    loaded(deliver, with_total(full(100) | {("16051", 2022): 2}, 2102))
    rows = loaded(deliver, with_total(full(100) | {("16051", 2022): 5}, 2105))
    assert cells_of(rows)["16051"][1] == "secret"
    assert office.is_dir()


# --- zeros that may hide a 1 or a 2 (D-05), from the file to the export

PARTS = [0, 0, 3, 5, *[12] * 18]
"""Districts whose printed total is 4 more than they are together: 228 against 224."""
TOTAL = 228


def hiding_zeros(total: int = TOTAL) -> dict[tuple[str, int], object]:
    return with_total({(area, 2022): value for area, value in zip(DISTRICTS, PARTS, strict=True)}, total)


def warnings(report: Report) -> list[str]:
    return [finding.text for finding in report.findings if finding.severity == "warning"]


def exported(level: str = "district") -> dict[str, dict[str, str]]:
    """The rows of the German CSV of values by area."""
    text = tables.german_csv(answers.values("town_shown", level=level))
    return {
        row["Gebietsschlüssel"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    }


@pytest.mark.parametrize("threshold", [3, 5, 10])
@pytest.mark.parametrize("published", [True, False])
def test_zeros_are_doubted_whatever_threshold_the_house_has(
    office: Path, deliver: Deliver, threshold: int, published: bool
) -> None:
    dump(office / "own" / "sources" / "town.yaml", SOURCE | {"threshold": threshold, "published": published})
    catalogue.cache_clear()
    report = check(deliver(hiding_zeros()), "town")
    assert warnings(report) == [
        "Fälle: Nullen vermutlich gesperrte 1–2 (2 Nullen, kein Wert von 1 oder 2, und die Summe ist größer als ihre "
        "Teile). Sie werden als „null oder geheim“ geführt."
    ]
    told = "\n".join(lines(report))
    assert not [word for word in ("228", "224") if word in told]
    # Where the parts make the total, zeros are zeros.
    assert warnings(check(deliver(hiding_zeros(sum(PARTS))), "town")) == []


def test_doubted_zeros_of_an_office_reach_the_export_without_their_rest(office: Path, deliver: Deliver) -> None:
    intake.load(deliver(hiding_zeros()), "Anna", source="town")
    assert {cells_of(stored())[area] for area in DISTRICTS[:2]} == {(None, "zero_or_secret", None)}
    rows = exported()
    assert {(rows[area]["Wert"], rows[area]["Status"]) for area in DISTRICTS[:2]} == {("", "null oder geheim gehalten")}
    assert [rows[area]["Wert"] for area in DISTRICTS[2:5]] == ["3", "5", "12"]
    assert not [row for row in [*rows.values(), *exported("state").values()] if "4" in row.values()]
    assert office.is_dir()


@pytest.mark.parametrize("threshold", [3, 10])
def test_nobody_reckons_what_doubted_zeros_of_one_s_own_hide(office: Path, deliver: Deliver, threshold: int) -> None:
    dump(office / "own" / "sources" / "town_own.yaml", SOURCE | {"published": False, "threshold": threshold})
    catalogue.cache_clear()
    intake.load(deliver(hiding_zeros()), "Anna", source="town_own")
    rows = exported()
    assert {(rows[area]["Wert"], rows[area]["Status"]) for area in DISTRICTS[:2]} == {("", "null oder geheim gehalten")}
    shown = sum(float(row["Wert"] or 0) for row in rows.values())
    assert shown < sum(PARTS)  # so that the total less the districts is not the 4
    assert not [row for row in [*rows.values(), *exported("state").values()] if "4" in row.values()]
    assert (guarding.attacked(stored()).stood >= 1, guarding.attacked(stored()).fell) == (True, 0)


def test_doubted_zeros_of_two_versions_need_not_agree(office: Path, deliver: Deliver) -> None:
    for total in (TOTAL, TOTAL + 3):
        rows = loaded(deliver, hiding_zeros(total))
        assert cells_of(rows)[DISTRICTS[0]] == (None, "zero_or_secret", None)
        assert rows.loc[rows["level"].eq("district"), "value"].sum() < sum(PARTS) or cells_of(rows)["16"][0] is None
        assert guarding.attacked(rows).fell == 0
    arrived = cells_of(loaded(deliver, hiding_zeros(sum(PARTS) + 10) | {(area, 2022): 5 for area in DISTRICTS[:2]}))
    assert arrived[DISTRICTS[0]][0] in (5, None)
    assert office.is_dir()


def test_what_an_office_prints_beside_its_doubted_zeros_refuses_no_delivery_of_one_s_own(
    office: Path, deliver: Deliver
) -> None:
    intake.load(deliver(hiding_zeros(sum(PARTS) + 1)), "Anna", source="town")
    report = check(deliver({(area, 2023): 20 for area in DISTRICTS}), "town_own")
    assert report.may_be_loaded
    intake.load(deliver({("16077", 2022): 12}), "Anna", source="town_own")
    assert cells_of(stored())["16077"] == (12, "value", None)
    assert guarding.attacked(stored()).fell == 0
    assert office.is_dir()


def test_zeros_that_were_printed_before_anybody_doubted_them_refuse_no_new_delivery(
    office: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(series_checks, "_suspicious_zeros", lambda *_: None)
        assert cells_of(loaded(deliver, hiding_zeros()))[DISTRICTS[0]] == (0, "zero", None)
    rows = loaded(deliver, hiding_zeros())
    assert cells_of(rows)[DISTRICTS[0]] == (None, "zero_or_secret", None)
    assert office.is_dir()


def test_the_command_line_exports_signs_as_they_were_delivered(
    office: Path, deliver: Deliver, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    loaded(deliver, delivered())
    assert main(["values", "town_shown", "--csv"]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    rows = {row["Gebietsschlüssel"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert {area: rows[area]["Zeichen"] for area in WITHOUT_NUMBER} == WITHOUT_NUMBER
    assert (rows["16051"]["Wert"], rows["16051"]["Status"], rows["16051"]["Zeichen"]) == ("", "geheim gehalten", "")
    assert office.is_dir()
