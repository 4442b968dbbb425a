"""Before anyone confirms, the report says what would change; what is secret is said without its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.deliveries import differences, intake
from indicators.deliveries.checking import check
from indicators.deliveries.report import Report, lines, spans
from indicators.wording import plain_number

from .conftest import DISTRICTS, full

Deliver = Callable[..., Path]


def report_after(deliver: Deliver, first: dict, second: dict, source: str = "town") -> Report:
    intake.load(deliver(first), "Anna", source=source)
    return check(deliver(second), source)


def test_new_years_changed_and_vanished_values_are_told_apart(store: Path, deliver: Deliver) -> None:
    second = full(100) | {("16051", 2022): 104, ("16052", 2022): "."} | full(101, (2023,))
    report = report_after(deliver, full(100), second)
    change = report.changes[0]
    assert (change.new_years, change.new_values) == ((2023,), 22)
    assert (change.changed, change.vanished, change.unchanged) == (1, 1, 20)
    text = "\n".join(lines(report))
    assert "16051 Erfurt 2022: 100 → 104" in text
    assert "16052 Gera 2022: 100 → unbekannt oder geheim" in text
    assert "Warnung: Fälle: 1 bisheriger Wert entfällt (2022)." in text
    assert report.summary == "22 neue, 1 geänderter und 1 entfallender Wert in 1 Kennzahl, neues Jahr: 2023."
    assert store.is_dir()


def test_a_year_in_which_nearly_everything_changes_a_little_asks_for_its_basis(store: Path, deliver: Deliver) -> None:
    # as the districts of 31.12.2023 on the census of 2011 against those on the census of 2022: 22 of 22, none by 30 %
    report = report_after(deliver, full(1000), full(1018))
    said = [finding.text for finding in report.findings if "älter als" in finding.text]
    assert said == ["Fälle: 22 von 22 Werten 2022 ändern sich. Ist die Datei älter als der Bestand?"]
    few = check(deliver(full(1000) | dict.fromkeys([("16051", 2022), ("16052", 2022)], 1018)), "town")
    assert not [finding for finding in few.findings if "älter als" in finding.text]
    assert store.is_dir()


def test_only_numbers_of_residents_are_asked_for_their_census(store: Path, deliver: Deliver, workshop: Path) -> None:
    from indicators.catalogue import catalogue

    from .conftest import MEASURES, dump

    people = MEASURES["town_cases"] | {"label": "Einwohner"}
    dump(workshop / "own" / "measures.yaml", MEASURES | {"town_people": people})
    catalogue.cache_clear()
    intake.load(deliver(full(1000), measure="town_people"), "Anna", source="town")
    report = check(deliver(full(1018), measure="town_people"), "town")
    [said] = [finding.text for finding in report.findings if "älter als" in finding.text]
    assert said.endswith("Ist die Datei älter als der Bestand, oder beruht sie auf einem anderen Zensus?")
    assert store.is_dir()


def rows_of(file: Path) -> list[list[str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_beside_five_examples_stands_how_many_more_there_are(store: Path, deliver: Deliver) -> None:
    report = report_after(deliver, full(100), full(101))
    told = list(lines(report))
    assert sum("→" in line for line in told) == 5
    assert told[-2:] == [
        "  … und 17 weitere",
        "Alle geänderten und entfallenden Werte schreibt „check“ mit „--changes LISTE.csv“ in eine Datei.",
    ]
    few = check(deliver(full(100) | dict.fromkeys([(area, 2022) for area in DISTRICTS[:5]], 101)), "town")
    assert not any("weitere" in line or "--changes" in line for line in lines(few))
    six = check(deliver(full(100) | dict.fromkeys([(area, 2022) for area in DISTRICTS[:6]], 101)), "town")
    assert "  … und 1 weiterer" in list(lines(six))
    assert store.is_dir()


def test_the_list_of_changes_holds_every_changed_and_vanished_figure_and_no_other(
    store: Path, deliver: Deliver
) -> None:
    second = full(1234) | {("16051", 2022): ".", ("16052", 2022): 100} | full(7, (2023,))
    report = report_after(deliver, full(100), second)
    report = check(deliver(second), "town", list_changes=True)
    heads, *rows = rows_of(report.folder / "changes.csv")
    assert heads == ["Gebietsschlüssel", "Gebiet", "Jahr", "Größe", "alt", "neu"]
    assert len(rows) == 21 == sum(one.changed + one.vanished for one in report.changes)
    assert rows[0] == ["16051", "Erfurt", "2022", "Fälle", "100", "unbekannt oder geheim"]
    assert {tuple(row[4:]) for row in rows[1:]} == {("100", "1234")}
    assert (report.folder / "changes.csv").stat().st_mode & 0o777 == 0o600
    assert store.is_dir()


def test_in_the_list_of_changes_a_withheld_figure_is_a_word_as_in_the_examples(store: Path, deliver: Deliver) -> None:
    first = full(100_000) | {("16051", 2022): 2, ("16052", 2022): 1}
    second = full(100_001) | {("16051", 2022): 77_777, ("16052", 2022): 1, ("16053", 2022): 2}
    intake.load(deliver(first), "Anna", source="town_own")
    report = check(deliver(second), "town_own", list_changes=True)
    rows = rows_of(report.folder / "changes.csv")[1:]
    told = {cell.area: (cell.old, cell.new) for change in report.changes for cell in change.examples}
    assert {row[0]: tuple(row[4:]) for row in rows if "geheim gehalten" in row} == {
        area: sides for area, sides in told.items() if "geheim gehalten" in sides
    }
    assert any("geheim gehalten" in row for row in rows)
    for row in rows:
        if "geheim gehalten" in row:
            assert not any(cell.strip("-").replace(",", "").isdecimal() for cell in row[4:])
    assert "77777" not in (report.folder / "changes.csv").read_text("utf-8")
    assert store.is_dir()


def test_figures_left_behind_on_another_territory_are_in_the_list_of_changes(
    store: Path, deliver: Deliver, workshop: Path
) -> None:
    from indicators.catalogue import catalogue

    from .conftest import SOURCE, dump

    dump(workshop / "own" / "sources" / "town_back.yaml", SOURCE | {"divisions": {2015: "2021"}})
    catalogue.cache_clear()
    intake.load(deliver({(area, 2020): 50 for area in [*DISTRICTS, "16056"]}), "Anna", source="town")
    report = check(deliver(full(50, (2020,))), "town_back", list_changes=True)
    assert rows_of(report.folder / "changes.csv")[1:] == [["16056", "Eisenach", "2020", "Fälle", "50", "keine Angabe"]]
    assert "  16056 Eisenach 2020: 50 → keine Angabe" in list(lines(report))
    assert store.is_dir()


@pytest.mark.parametrize(
    ("value", "written"),
    [("0.30000000000000004", "0,30000000000000004"), ("0.000025", "0,000025"), ("-0.5", "-0,5"), ("1234", "1234")],
)
def test_numbers_in_the_list_of_changes_are_those_of_a_german_file(
    store: Path, deliver: Deliver, value: str, written: str
) -> None:
    assert plain_number(float(value)) == written
    intake.load(deliver(full(1), measure="town_growth"), "Anna", source="town")
    changed = deliver(full(1) | {("16051", 2022): Decimal(value)}, measure="town_growth")
    report = check(changed, "town", list_changes=True)
    assert [row[5] for row in rows_of(report.folder / "changes.csv")[1:]] == [written]
    assert store.is_dir()


def test_a_name_that_is_a_formula_is_defused_in_the_list_of_changes(
    store: Path, deliver: Deliver, workshop: Path
) -> None:
    from indicators.catalogue import catalogue

    from .conftest import MEASURES, dump

    named = MEASURES["town_cases"] | {"label": "=1+1"}
    dump(workshop / "own" / "measures.yaml", MEASURES | {"town_cases": named})
    catalogue.cache_clear()
    intake.load(deliver(full(100)), "Anna", source="town")
    report = check(deliver(full(100) | {("16051", 2022): 101}), "town", list_changes=True)
    assert rows_of(report.folder / "changes.csv")[1][3] == "'=1+1"
    assert store.is_dir()


def test_numbers_of_a_change_are_written_as_in_german(store: Path, deliver: Deliver) -> None:
    report = report_after(deliver, full(219_549), full(219_549) | {("16051", 2022): 215_675})
    assert "  16051 Erfurt 2022: 219.549 → 215.675" in list(lines(report))
    assert report.summary == "1 geänderter Wert in 1 Kennzahl."
    assert store.is_dir()


def test_new_values_that_are_withheld_are_new_and_not_of_another_source(store: Path, deliver: Deliver) -> None:
    first = full(100) | {("16051", 2022): 2, ("16052", 2022): 1}
    at_first = check(deliver(first), "town_own")
    change = at_first.changes[0]
    assert (change.new_values + change.new_secret, change.new_unknown, change.moved) == (22, 0, 0)
    assert change.new_secret >= 2
    intake.load(deliver(first), "Anna", source="town_own")
    later = check(deliver(first | full(100, (2023,)) | {("16051", 2023): 1, ("16052", 2023): 2}), "town_own")
    change = later.changes[0]
    assert (change.new_values + change.new_secret, change.new_unknown, change.moved) == (22, 0, 0)
    told = "\n".join(lines(later))
    assert f"{change.new_secret} neu und geheim gehalten" in told
    assert "mit anderer Quelle" not in told
    assert later.summary.startswith("22 neue Werte in 1 Kennzahl")
    assert store.is_dir()


def test_new_signs_without_a_number_are_new_but_no_values(store: Path, deliver: Deliver) -> None:
    second = full(100, (2023,)) | {("16051", 2023): ".", ("16052", 2023): "*"}
    for report in (check(deliver(second), "town"), report_after(deliver, full(100), second)):
        change = report.changes[0]
        assert (change.new_values, change.new_secret, change.new_unknown, change.moved) == (20, 1, 1, 0)
        told = "neues Jahr 2023, 20 neue Werte, 1 neu und geheim gehalten, 1 neu ohne Zahl"
        assert told in "\n".join(lines(report))
    assert store.is_dir()


def test_the_same_figures_change_nothing(store: Path, deliver: Deliver) -> None:
    report = report_after(deliver, full(100), full(100))
    assert report.changes_nothing
    assert report.summary == "Die Datei ändert nichts am Datenbestand."
    assert store.is_dir()


def test_a_leap_against_the_store_is_to_be_confirmed(store: Path, deliver: Deliver) -> None:
    report = report_after(deliver, full(100), full(100) | {("16051", 2022): 300} | full(100, (2023,)))
    texts = [finding.text for finding in report.findings if finding.severity == "warning"]
    assert "Fälle, Erfurt 2022: bisher 100, jetzt 300. Bitte bestätigen." in texts
    assert store.is_dir()


def test_a_leap_against_the_year_before_in_the_store_is_to_be_confirmed(store: Path, deliver: Deliver) -> None:
    report = report_after(deliver, full(100), full(100, (2023,)) | {("16051", 2023): 300})
    texts = [finding.text for finding in report.findings if finding.severity == "warning"]
    assert texts == ["Fälle, Erfurt: Sprung von 100 (2022) auf 300 (2023). Bitte bestätigen."]
    assert store.is_dir()


def test_a_leap_that_stands_in_the_store_need_not_be_confirmed_again(store: Path, deliver: Deliver) -> None:
    first = full(100, (2021, 2022)) | {("16051", 2022): 300, ("16052", 2022): 300}
    assert sum(bool(one.leap_of) for one in check(deliver(first), "town").findings) == 2
    report = report_after(deliver, first, first | {("16052", 2021): 101})
    texts = [finding.text for finding in report.findings if finding.severity == "warning"]
    assert texts == ["Fälle, Gera: Sprung von 101 (2021) auf 300 (2022). Bitte bestätigen."]
    later = check(deliver({cell: value for cell, value in first.items() if cell[1] == 2022}), "town")
    assert not [finding for finding in later.findings if finding.severity == "warning"]
    assert store.is_dir()


def test_the_same_figures_of_another_source_are_a_change(store: Path, deliver: Deliver, workshop: Path) -> None:
    from indicators.catalogue import catalogue

    from .conftest import SOURCE, dump

    dump(workshop / "own" / "sources" / "town_next.yaml", SOURCE)
    catalogue.cache_clear()
    intake.load(deliver(full(100)), "Anna", source="town")
    report = check(deliver(full(100)), "town_next")
    assert (report.changes[0].moved, report.changes_nothing) == (22, False)
    assert store.is_dir()


def test_figures_that_a_new_territory_leaves_behind_are_counted_as_vanished(
    store: Path, deliver: Deliver, workshop: Path
) -> None:
    from indicators.catalogue import catalogue

    from .conftest import SOURCE, dump

    dump(workshop / "own" / "sources" / "town_back.yaml", SOURCE | {"divisions": {2015: "2021"}})
    catalogue.cache_clear()
    intake.load(deliver({(area, 2020): 50 for area in [*DISTRICTS, "16056"]}), "Anna", source="town")
    report = check(deliver(full(50, (2020,))), "town_back")
    assert report.changes[0].vanished == 1  # Eisenach
    assert store.is_dir()


def test_a_withheld_figure_never_shows_its_number_before_or_after(store: Path, deliver: Deliver) -> None:
    """7919 is small under a threshold of 10,000; neither it nor what replaces it is told."""
    first = full(100_000) | {("16051", 2022): 2, ("16052", 2022): 1}
    second = full(100_000) | {("16051", 2022): 77_777, ("16052", 2022): 1, ("16053", 2022): 2}
    report = report_after(deliver, first, second, "town_own")
    text = "\n".join(lines(report))
    assert "geheim gehalten" in text
    assert "77777" not in text.replace(".", "")
    for line in text.splitlines():
        if "→" in line and "geheim gehalten" in line:
            assert not any(part.strip().isdecimal() for part in line.split(":")[1].split("→"))
    assert store.is_dir()


def test_years_that_follow_each_other_are_drawn_together() -> None:
    assert spans([2015, 2016, 2018, 2020, 2021]) == "2015 bis 2016, 2018, 2020 bis 2021"


def test_measures_compared_one_by_one_give_the_same_report_as_all_at_once(
    store: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(cases: int, more: int) -> Path:
        file = deliver(full(cases) | {("16051", 2022): cases * 2, ("16052", 2022): "."})
        lines_of_more = deliver(full(more, (2022, 2023)), measure="town_more", name="more.csv").read_text().splitlines()
        file.write_text("\n".join([*file.read_text().splitlines(), *lines_of_more[1:], ""]))
        return file

    intake.load(both(100, 1000), "Anna", source="town")
    changed = both(300, 4000)
    together = check(changed, "town", list_changes=True)
    monkeypatch.setattr(differences, "TOGETHER", 1)
    one_by_one = check(changed, "town", list_changes=True)
    assert rows_of(one_by_one.folder / "changes.csv") == rows_of(together.folder / "changes.csv")
    assert list(lines(one_by_one)) == list(lines(together))
    assert len(together.changes) == 2
    assert store.is_dir()
