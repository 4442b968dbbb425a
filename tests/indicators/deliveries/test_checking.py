"""A check says what is wrong, where, and what to confirm; it touches nothing (R-01, R-02, D-30, T-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo import areas as geography
from indicators import queries
from indicators.catalogue import catalogue
from indicators.deliveries import checking, intake, placing, recognising
from indicators.deliveries.area_words import unknown_area
from indicators.deliveries.checking import check
from indicators.deliveries.files import Delivered
from indicators.deliveries.report import Report, as_json, lines

from .conftest import DISTRICTS, MAPPING, MEASURES, PARTS, SOURCE, dump, full

AHEAD = "Bitte das Jahr berichtigen; Vorausberechnungen werden nicht übernommen."
NOT_WHOLE = (
    "Eine Anzahl ist keine ganze Zahl: {}. Sind es Anteile oder Mittelwerte, bitte in data/own/measures.yaml bei "
    "„town_cases“ „kind: given“ eintragen, ebenso in den Indikatoren dazu."
)

Judge = Callable[..., Report]
Deliver = Callable[..., Path]


def said(report: Report, severity: str) -> list[str]:
    return [finding.text for finding in report.findings if finding.severity == severity]


def row(area: str, value: float, year: int = 2022, **more: object) -> dict[str, object]:
    return {"area": area, "name": area, "period": str(year), "year": year, "value": value, "series": "SHARE"} | more


def test_a_sound_file_gives_no_findings_and_counts_its_rows(deliver: Deliver) -> None:
    report = check(deliver(full()), "town")
    assert said(report, "error") == said(report, "warning") == []
    assert (report.read, report.taken, report.refused, report.left_out) == (22, 22, 0, 0)
    assert report.years == (2022, 2022)


def test_a_check_touches_nothing(deliver: Deliver, workshop: Path) -> None:
    path = deliver(full())
    before = sorted(workshop.rglob("*"))
    check(path, "town")
    assert sorted(workshop.rglob("*")) == before


def test_a_value_that_leaps_is_to_be_confirmed_with_its_row(deliver: Deliver) -> None:
    report = check(deliver(full(100, (2021,)) | full(101) | {("16051", 2022): 230}), "town")
    warnings = [finding for finding in report.findings if finding.severity == "warning"]
    assert [(w.row, w.text) for w in warnings] == [
        (24, "Fälle, Erfurt: Sprung von 100 (2021) auf 230 (2022). Bitte bestätigen.")
    ]


def test_a_small_count_may_double_by_chance(deliver: Deliver) -> None:
    # 8 cases: Byar's interval reaches from 3.4 to 15.8, three widths are 37
    report = check(deliver(full(8, (2021,)) | full(8) | {("16051", 2022): 16}), "town")
    assert said(report, "warning") == []


def test_a_published_rate_leaps_at_thirty_percent(judge: Judge) -> None:
    rows = [row(area, 10.0, year) for area in DISTRICTS for year in (2021, 2022)]
    rows[1]["value"], rows[3]["value"] = 13.0, 13.1
    assert said(judge(rows), "warning") == ["Anteil, Gera: Sprung von 10 (2021) auf 13,1 (2022). Bitte bestätigen."]


def test_a_leap_over_a_reform_says_so(deliver: Deliver) -> None:
    rows = full(100, (2021,)) | {(area, 2020): 100 for area in [*DISTRICTS, "16056"]} | {("16063", 2021): 250}
    report = check(deliver(rows), "town")
    assert any("(dazwischen wechselt der Gebietsstand)" in text for text in said(report, "warning"))


def test_a_missing_area_is_named(deliver: Deliver) -> None:
    rows = full()
    del rows["16051", 2022]
    report = check(deliver(rows), "town")
    assert said(report, "warning") == [
        "Fälle, 2022: 1 Gebiet fehlt (Erfurt). Wo es bisher einen Wert gab, gilt er weiter."
    ]


def test_a_total_that_is_not_the_sum_of_its_districts_is_named(deliver: Deliver) -> None:
    report = check(deliver(full() | {("16", 2022): 2201}), "town")
    assert said(report, "warning") == ["Fälle 2022, Thüringen: veröffentlicht 2.201, die 22 Teile ergeben 2.200."]
    assert said(check(deliver(full() | {("16", 2022): 2200}), "town"), "warning") == []


def with_women_and_men(workshop: Path, **whole: object) -> None:
    """The records say that women and men add up to the cases."""

    dump(workshop / "own" / "measures.yaml", MEASURES | PARTS | {"town_cases": MEASURES["town_cases"] | whole})
    catalogue.cache_clear()


def women_and_men(of: dict[tuple[str, int], object], women: int) -> dict[tuple[object, ...], object]:
    """Cells for the whole, and `women` of each whole as women, the rest as men."""
    cells: dict[tuple[object, ...], object] = dict(of)
    for (area, year), value in of.items():
        cells[area, year, "town_women"] = women
        cells[area, year, "town_men"] = int(str(value)) - women
    return cells


def test_a_whole_that_is_not_the_sum_of_its_characteristics_is_named_with_its_row(
    deliver: Deliver, workshop: Path
) -> None:
    with_women_and_men(workshop, splits=[["town_women", "town_men"]])
    assert said(check(deliver(women_and_men(full(1100), 500)), "town"), "warning") == []
    cells = women_and_men(full(1100), 500) | {("16051", 2022): 1101}
    warnings = [one for one in check(deliver(cells), "town").findings if one.severity == "warning"]
    assert [(one.row, one.text) for one in warnings] == [
        (2, "Fälle 2022, Erfurt: veröffentlicht 1.101, die Teile (Frauen, Männer) ergeben 1.100.")
    ]


def test_characteristics_may_differ_as_far_as_their_source_rounds(deliver: Deliver, workshop: Path) -> None:
    # round5: 2 (k + 1), with two parts 6
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"additivity": "round5"})
    with_women_and_men(workshop, splits=[["town_women", "town_men"]])
    cells = women_and_men(full(1100), 500) | {("16051", 2022): 1106, ("16052", 2022): 1107}
    assert said(check(deliver(cells), "town"), "warning") == [
        "Fälle 2022, Gera: veröffentlicht 1.107, die Teile (Frauen, Männer) ergeben 1.100."
    ]


def test_many_wrong_wholes_are_counted_and_unknown_parts_prove_nothing(deliver: Deliver, workshop: Path) -> None:
    with_women_and_men(workshop, splits=[["town_women", "town_men"]])
    wrong: dict[tuple[object, ...], object] = {(area, 2022): 1101 for area in DISTRICTS[:6]}
    unknown: dict[tuple[object, ...], object] = {(area, 2022, "town_men"): "." for area in DISTRICTS[:1]}
    warnings = said(check(deliver(women_and_men(full(1100), 500) | wrong | unknown), "town"), "warning")
    assert len(warnings) == 5
    warnings = said(check(deliver(women_and_men(full(1100), 500) | wrong), "town"), "warning")
    assert (len(warnings), warnings[-1]) == (6, "Fälle: 1 weitere Summe über Merkmale weicht ab.")


def test_a_sum_of_own_figures_that_no_record_names_is_named_where_the_numbers_show_it(
    deliver: Deliver, workshop: Path
) -> None:
    with_women_and_men(workshop)
    cells: dict[tuple[object, ...], object] = {}
    for at, area in enumerate(DISTRICTS):
        women, men = 60 + 3 * at, 50 + 7 * at % 11
        cells |= {(area, 2022): women + men, (area, 2022, "town_women"): women, (area, 2022, "town_men"): men}
    found = [text for text in said(check(deliver(cells), "town_own"), "notice") if "splits" in text]
    assert found == [
        "„Fälle“ = „Männer“ + „Frauen“: Das geht aus den Zahlen hervor und wird bei der Geheimhaltung mitgerechnet. "
        "In measures.yaml gehört es unter splits."
    ]
    # Of figures that an office has published nothing is withheld; of sums that are written down nothing is said.
    assert not [text for text in said(check(deliver(cells), "town"), "notice") if "splits" in text]
    with_women_and_men(workshop, splits=[["town_women", "town_men"]])
    assert not [text for text in said(check(deliver(cells), "town_own"), "notice") if "splits" in text]


def test_many_leaps_of_one_series_are_summed_up_after_three(deliver: Deliver) -> None:
    leaping: dict[tuple[str, int], object] = {(area, 2022): 230 for area in DISTRICTS[:6]}
    report = check(deliver(full(100, (2021,)) | full(101) | leaping), "town")
    told = [text for text in lines(report) if text.startswith("Warnung")]
    assert len(told) == 4
    assert told[-1] == "Warnung: Fälle: … und 3 weitere Sprünge."
    assert len([one for one in as_json(report)["findings"] if one["leap_of"] == "Fälle"]) == 6
    fourth = check(deliver(full(100, (2021,)) | full(101) | dict(list(leaping.items())[:4])), "town")
    assert all("Bitte bestätigen." in text for text in lines(fourth) if text.startswith("Warnung"))


@pytest.mark.parametrize(
    ("additivity", "total", "warnings"), [("rounded", 2211, 0), ("rounded", 2212, 1), ("ckm", 9, 0)]
)
def test_a_total_may_differ_as_far_as_its_source_rounds(
    deliver: Deliver, workshop: Path, additivity: str, total: int, warnings: int
) -> None:

    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"additivity": additivity})
    catalogue.cache_clear()
    assert len(said(check(deliver(full() | {("16", 2022): total}), "town"), "warning")) == warnings


def test_another_territory_than_the_declared_one_is_named(judge: Judge) -> None:
    rows = [row(area, 10.0) for area in DISTRICTS]
    assert said(judge(rows, facts={"territory": "Gebietsstand: 01.07.2021"}), "warning") == []
    assert said(judge(rows, facts={"territory": "Gebietsstand: 31.12.2023"}), "warning") == [
        "Die Datei nennt den Gebietsstand „Gebietsstand: 31.12.2023“, die Quelle steht auf Gebietsstand 01.07.2021 "
        "(22 Kreise)."
    ]


def test_a_number_for_an_area_that_does_not_exist_on_the_territory_is_refused(deliver: Deliver) -> None:
    report = check(deliver(full() | {("16056", 2022): 5}), "town")
    assert said(report, "error") == [
        "16056 Eisenach hat 2022 eine Zahl, die Quelle steht aber auf „Gebietsstand 01.07.2021 (22 Kreise)“ "
        "ohne dieses Gebiet."
    ]


def june(area: str, value: float | None, day: str = "2021-06-30", **more: object) -> dict[str, object]:
    return row(area, 0.0, 2021, period=day) | {"value": value} | more


def divisions(report: Report) -> dict[tuple[str, int], str]:
    rows = pq.read_table(report.folder / "observations.parquet").to_pylist()
    return {(row["area"], row["year"]): row["division"] for row in rows}


def test_eisenach_has_figures_of_its_own_up_to_the_day_before_it_merged(judge: Judge) -> None:
    # Beschäftigte am Wohnort, 30.06.2021: Eisenach 16.513, Wartburgkreis 49.879; merged on 2021-07-01
    report = judge([june("16056", 16.5), june("16063", 49.9), row("16063", 50.0, 2022)])
    assert said(report, "error") == []
    assert divisions(report) == {("16056", 2021): "2019", ("16063", 2021): "2019", ("16063", 2022): "2021"}
    after = judge([june("16056", 16.5, "2021-07-01"), june("16063", 49.9, "2021-07-01")])
    assert said(after, "error")[0].startswith("16056 Eisenach hat 2021 eine Zahl, die Quelle steht aber auf „Gebiets")
    assert not judge([june("16056", 16.5, "2021-12-31"), june("16063", 49.9, "2021-12-31")]).may_be_loaded


def test_figures_of_june_2021_are_stored_with_their_year_and_the_territory_of_their_day(
    store: Path, workshop: Path
) -> None:
    areas = [area.key for area in geography.areas("district", "2019")]
    lines = [f"{area},2021-06-30,town_more,100" for area in areas] + [
        f"{area},2022-06-30,town_more,100" for area in DISTRICTS
    ]
    path = workshop / "june.csv"
    path.write_text("\n".join(["area,year,measure,value", *lines, ""]), encoding="utf-8")
    intake.load(path, "Test", source="town")
    frame = queries.observations(["town_more"], ["district"])
    kept = frame.groupby(["year", "division"])["area"].count()
    assert kept.to_dict() == {(2021, "2019"): 23, (2022, "2021"): 22}
    assert store.is_dir()


def test_a_bare_year_stands_for_the_day_of_its_measure(judge: Judge, workshop: Path) -> None:
    rows = [row("16056", 16.5, 2021), row("16063", 49.9, 2021)]
    assert not judge(rows).may_be_loaded  # a year ends on 31 December
    dump(
        workshop / "own" / "measures.yaml",
        MEASURES | {"town_share": MEASURES["town_share"] | {"reference": "30.06.{year}"}},
    )
    catalogue.cache_clear()
    assert set(divisions(judge(rows)).values()) == {"2019"}


def test_figures_before_a_reform_that_lack_its_areas_are_to_be_confirmed(judge: Judge) -> None:
    report = judge([june(area, 10.0) for area in DISTRICTS])
    assert set(divisions(report).values()) == {"2021"}
    assert said(report, "warning") == [
        "Die Zahlen zum 30.06.2021 sind älter als der Gebietsstand 01.07.2021 (22 Kreise) und enthalten doch keine für "
        "16056 Eisenach. Bitte prüfen, ob sie schon umgerechnet sind."
    ]


def test_a_source_that_restates_all_years_is_not_asked_about_the_day(judge: Judge, workshop: Path) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"divisions": {2015: "2021"}})
    catalogue.cache_clear()
    assert said(judge([june(area, 10.0) for area in DISTRICTS]), "warning") == []
    assert not judge([june("16056", 16.5), june("16063", 49.9)]).may_be_loaded


def test_the_agencys_workbook_of_june_2021_keeps_eisenach(workshop: Path, shared: Path) -> None:
    path = shared / "formats" / "ba_statistik_kreise_wo_zeitreihe_auftrag326108.xlsx"
    reading = recognising.read(Delivered(path, path.name))
    [series] = {row["series"] for row in reading.rows.to_pylist() if row["area"] == "16056" and row["value"] == 16_513}
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": reading.format, "series": {series: "town_more"}})
    found = divisions(check(path, "town"))
    assert (found["16056", 2021], found["16063", 2021], found["16056", 2018]) == ("2019", "2019", "2014")


def test_a_planning_area_without_a_shape_is_named_with_its_row(judge: Judge) -> None:
    report = judge([row(key, 1.0, year, level="planning_area") for key in ("99", "98") for year in (2021, 2022)])
    assert said(report, "error") == [
        "Planungsräume wie „99“ sind unbekannt. Ihre Grenzen fehlen noch; bitte zuerst mit „python -m geo add-areas“ "
        "aufnehmen."
    ]
    twice = judge([row("16099", 1.0, year) for year in (2021, 2022)])
    assert len(said(twice, "error")) == 1
    known = {
        key: geography.Area("planning_area", key, f"Raum {key}", "", "", "", None, None, "") for key in ("01", "02")
    }
    assert unknown_area("planning_area", "99", None, known) == (
        "Zu diesem Schlüssel gibt es keine Fläche: „99“. Bekannt sind 01 Raum 01 und 02 Raum 02."
    )
    assert unknown_area("planning_area", "99", "Raum 02a", known) == (
        "Zu diesem Schlüssel gibt es keine Fläche: „Raum 02a“ (99). Ähnlich: 02 Raum 02, 01 Raum 01."
    )


def test_how_planning_areas_are_added_is_said_once(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {key: geography.Area("planning_area", key, f"Raum {key}", "", "", "", None, None, "") for key in "12"}
    monkeypatch.setattr(placing, "areas_on", lambda level, _: known if level == "planning_area" else {})
    report = judge([row(key, 1.0, 2022, level="planning_area") for key in ("97", "98", "99")])
    errors = said(report, "error")
    assert len(errors) == 3
    assert [text.endswith("Weitere Planungsräume nimmt „python -m geo add-areas“ auf.") for text in errors] == [
        True, False, False,
    ]  # fmt: skip


def test_a_level_without_areas_on_the_division_is_told_once_where_there_are_some(judge: Judge, workshop: Path) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"divisions": {2015: "2014", 2021: "2021"}})
    report = judge([row(key, 1.0, level="municipality") for key in ("16051000", "16052000")])
    assert said(report, "error") == [
        "Für „Gemeinden“ sind zu „Gebietsstand 01.07.2021 (22 Kreise)“ keine Gebiete hinterlegt. Bitte in "
        "der Beschreibung der Quelle unter „divisions“ einen Stand nennen, der sie hat („2014“), oder die Grenzen mit "
        "„python -m geo add-division“ aufnehmen."
    ]


def test_in_a_refused_file_nothing_counts_as_left_out(judge: Judge) -> None:
    rows = [row("160630105", 1.0, level="association"), row("16051", 10.0), row("16099", 10.0)]
    refused, taken = judge(rows), judge(rows[:2])
    counts = ("read", "taken", "refused", "left_out")
    assert [as_json(refused)[name] for name in counts] == [3, 0, 1, 0]
    assert "Werte: 3 gelesen, 1 abgewiesen, keiner übernommen" in list(lines(refused))
    assert [as_json(taken)[name] for name in counts] == [2, 1, 0, 1]
    assert "Werte: 2 gelesen, 1 übernommen, 0 abgewiesen, 1 ausgelassen" in list(lines(taken))


def test_many_unknown_series_are_counted_as_a_reader_writes_numbers(judge: Judge) -> None:
    rows = [row("16051", 1.0), *(row("16051", 1.0, series=f"S{at:04}") for at in range(3_000))]
    assert said(judge(rows), "notice")[0].endswith("„S0011“ und 2.988 weitere.")


def test_an_unknown_area_is_refused_with_the_nearest_ones(judge: Judge) -> None:
    report = judge([row("16099", 10.0, name="Kreis Sonneberg-Nord")])
    assert said(report, "error")[0].startswith(
        "Das Gebiet „Kreis Sonneberg-Nord“ (16099) ist unbekannt. Ähnlich: 16072 Sonneberg"
    )


def test_associations_are_left_out_with_a_notice(judge: Judge) -> None:
    report = judge([row("160630105", 1.0, level="association"), row("16051", 10.0)])
    assert "1 Zeile für Gemeindeverbände wird nicht übernommen." in said(report, "notice")
    assert (report.taken, report.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"value": -1.0, "series": "CASES", "period": "2022-12-31"}, "Eine Anzahl ist negativ."),
        ({"value": 1.5, "series": "CASES", "period": "2022-12-31"}, NOT_WHOLE.format("1,5")),
        ({"value": 100.5}, "Ein Anteil liegt nicht zwischen 0 und 100 %: 100,5."),
        ({"value": -0.5}, "Ein Anteil liegt nicht zwischen 0 und 100 %: −0,5."),
        ({"value": float("inf")}, "Der Wert ist keine endliche Zahl."),
        ({"year": 2031, "period": "2031"}, f"2031 liegt in der Zukunft. {AHEAD}"),
        ({"year": 12, "period": "12"}, "„12“ ist kein Jahr und kein Stichtag."),
        ({"unit": "EUR"}, "Die Reihe „SHARE“ steht in „EUR“, die Kennzahl in „%“."),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(judge: Judge, cells: dict[str, object], error: str) -> None:
    report = judge([row("16052", 5.0), row("16051", 10.0) | cells])
    found = [finding for finding in report.findings if finding.severity == "error"]
    assert [(finding.row, finding.text) for finding in found] == [(3, error)]
    assert not report.may_be_loaded


def test_a_measure_may_name_limits_of_its_own(judge: Judge, workshop: Path) -> None:
    rows = [row(area, 100.3, series="CARE") for area in DISTRICTS]
    rows += [row("16051", value, series="GROWTH", year=year) for value, year in ((250.0, 2021), (-100.5, 2022))]
    rows += [row("16052", 151.0, 2021, series="CARE")]
    judge(rows)
    mapping = MAPPING | {"format": "tests", "series": {"CARE": "town_childcare", "GROWTH": "town_growth"}}
    dump(workshop / "own" / "mappings" / "town.yaml", mapping)
    assert said(check(workshop / "delivered.txt", "town"), "error") == [
        "Wachstum: Ein Wert liegt unter −100 %: −100,5.",
        "Betreuungsquote: Ein Wert liegt nicht zwischen 0 und 150 %: 151.",
    ]


def test_a_day_later_than_today_is_in_the_future(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "TODAY", date(2022, 12, 30))
    report = judge([row("16051", 10.0, period="2022-12-31", series="CASES")])
    assert said(report, "error") == [f"Der 31.12.2022 liegt in der Zukunft. {AHEAD}"]


def test_a_figure_that_stands_twice_is_refused_with_both_rows(judge: Judge) -> None:
    report = judge([row("16051", 10.0), row("16052", 10.0), row("16051", 11.0)])
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(error.row, error.text) for error in errors] == [(4, "16051 2022 steht doppelt, schon in Zeile 2.")]


def test_the_same_figure_in_two_units_is_no_figure(judge: Judge) -> None:
    report = judge([row("16051", 10.0, unit="2020=100"), row("16051", 1.0, unit="Veränderung")])
    assert said(report, "error") == ["16051 2022 steht doppelt, schon in Zeile 2 in anderer Einheit."]


def test_two_days_of_one_year_are_no_one_figure(judge: Judge) -> None:
    report = judge([row("16051", 10.0, period="2022-03-31"), row("16051", 11.0, period="2022-06-30")])
    assert said(report, "error") == ["16051: Für 2022 stehen mehrere Stichtage in der Datei, schon in Zeile 2."]


def test_figures_of_another_day_than_that_of_the_measure_are_left_out(judge: Judge) -> None:
    june = row("16051", 10.0, period="2022-06-30", series="CASES")
    report = judge([june, row("16051", 11.0, period="2022-12-31", series="CASES")])
    assert report.taken == 1
    assert said(report, "warning")[0].startswith("1 Zeile gilt für einen anderen Stichtag")


def test_years_before_the_source_begins_are_left_out(judge: Judge) -> None:
    report = judge([row("16051", 10.0, 1996), row("16051", 10.0)])
    assert report.taken == 1
    assert "1 Zeile liegt vor 2015" in said(report, "warning")[0]


def test_a_file_with_nothing_to_take_is_refused(judge: Judge) -> None:
    report = judge([row("160630105", 10.0, level="association"), row("16051", 10.0, series="UNKNOWN")])
    assert said(report, "error") == ["Die Datei enthält nichts, was übernommen werden kann."]
    assert "Reihe ohne Zuordnung, nicht übernommen: „UNKNOWN“." in said(report, "notice")


def test_many_errors_of_a_kind_are_counted_not_listed(judge: Judge) -> None:
    report = judge([row("16051", 100.5 + at, 2016 + at % 4, sign=str(at)) for at in range(50)])
    errors = said(report, "error")
    assert len(errors) == 21
    assert errors[-1] == "30 weitere Zeilen wie die zuletzt genannte."
    assert report.refused == 50


def test_years_ahead_are_said_once_with_what_to_do(judge: Judge) -> None:
    report = judge([row("16051", 10.0, 2040 + at) for at in range(50)])
    assert said(report, "error") == [f"2040 bis 2089 liegen in der Zukunft (so bei 50 Werten). {AHEAD}"]
    assert report.refused == 50


def test_counts_with_decimals_are_said_once_with_what_to_do(judge: Judge) -> None:
    cells = {"series": "CASES", "period": "2022-12-31"}
    report = judge([row(area, 1234.5 + at, **cells) for at, area in enumerate(DISTRICTS)])
    told = NOT_WHOLE.format("1.234,5 (so bei 22 Werten)")
    assert [(finding.row, finding.text) for finding in report.findings if finding.severity == "error"] == [(2, told)]
    assert report.refused == 22


def test_a_measure_of_an_office_is_not_to_be_described_anew(judge: Judge, workshop: Path) -> None:
    judge([row("16051", 1.5, series="CASES", period="2022-12-31")])
    dump(workshop / "own" / "mappings" / "town.yaml", MAPPING | {"format": "tests", "series": {"CASES": "residents"}})
    assert said(check(workshop / "delivered.txt", "town"), "error") == [
        "Eine Anzahl ist keine ganze Zahl: 1,5. Bitte die Datei prüfen; gebraucht wird die Anzahl selbst."
    ]


def test_the_true_folder_is_named_where_own_records_lie_elsewhere(
    judge: Judge, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"publisher": "Bitte ergänzen"})
    catalogue.cache_clear()
    told = "„Bitte ergänzen“ steht noch in {}/sources/town.yaml. Leserinnen und Leser sähen es so."
    assert told.format("data/own") in said(judge([row("16051", 1.0)]), "warning")
    (workshop / "own").rename(workshop / "elsewhere")
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(workshop / "elsewhere"))
    catalogue.cache_clear()
    report = check(workshop / "delivered.txt", "town")
    assert told.format(workshop / "elsewhere") in said(report, "warning")


def test_small_counts_of_ones_own_are_announced(deliver: Deliver, store: Path) -> None:
    report = check(deliver(full() | {("16051", 2022): 2}), "town_own")
    assert "1 Wert liegt unter 3 und wird vor der Anzeige geheim gehalten." in said(report, "notice")
    assert store.is_dir()


def described_as(workshop: Path, **measure: object) -> None:
    dump(workshop / "own" / "measures.yaml", MEASURES | {"town_cases": MEASURES["town_cases"] | measure})
    catalogue.cache_clear()


def test_small_own_counts_that_are_described_as_a_rate_are_refused(deliver: Deliver, workshop: Path) -> None:
    described_as(workshop, kind="given", unit="count")
    report = check(deliver(full() | {("16052", 2022): 2}), "town_own")
    assert not report.may_be_loaded
    assert said(report, "error") == [
        "„Fälle“: 1 ganze Zahl liegt unter 3 und würde ungeschützt gezeigt. Bitte in data/own/measures.yaml bei "
        "„town_cases“ „kind: count“ eintragen, ebenso in den Indikatoren dazu; sind es keine Fälle, dort die Einheit "
        "(unit) berichtigen."
    ]
    assert check(deliver(full() | {("16052", 2022): 2}), "town").may_be_loaded  # an office has published them


def test_small_whole_percentages_of_ones_own_are_to_be_confirmed(deliver: Deliver, workshop: Path) -> None:
    described_as(workshop, kind="given", unit="percent")
    report = check(deliver(full(50) | {("16052", 2022): 2}), "town_own")
    (warning,) = said(report, "warning")
    assert warning.startswith("„Fälle“: 1 ganze Zahl liegt unter 3 und wird gezeigt, weil die Größe als Quote")
    assert said(check(deliver(full(50) | {("16052", 2022): 2, ("16051", 2022): 2.5}), "town_own"), "warning") == []


def test_own_counts_are_refused_where_nobody_checks_their_sums(deliver: Deliver, workshop: Path) -> None:
    dump(workshop / "own" / "sources" / "town_own.yaml", SOURCE | {"published": False, "additivity": "not_additive"})
    catalogue.cache_clear()
    report = check(deliver(full() | {("16052", 2022): 2}), "town_own")
    assert [text for text in said(report, "error") if "„additivity: exact“ eintragen" in text] == said(report, "error")
    assert said(report, "error")
    assert check(deliver(full()), "town_own").may_be_loaded


def test_what_is_still_to_be_filled_in_is_to_be_confirmed(deliver: Deliver, workshop: Path) -> None:
    dump(workshop / "own" / "sources" / "town.yaml", SOURCE | {"publisher": "Bitte ergänzen: Amt"})
    catalogue.cache_clear()
    assert said(check(deliver(full()), "town"), "warning") == [
        "„Bitte ergänzen“ steht noch in data/own/sources/town.yaml. Leserinnen und Leser sähen es so."
    ]


def test_a_table_whose_series_its_source_does_not_know_is_told_the_line_to_add(
    deliver: Deliver, workshop: Path
) -> None:
    dump(
        workshop / "own" / "mappings" / "town.yaml",
        {"format": "plain_table", "series": {"A": "town_cases", "B": "town_more"}},
    )
    assert said(check(deliver(full(), measure="Hunde"), "town"), "error") == [
        "Die Datei enthält nichts, was übernommen werden kann. Gehört die Reihe dazu, in data/own/mappings/town.yaml "
        'unter „series“ ergänzen: "Hunde": town_cases (oder eine andere Größe der Quelle: town_more).'
    ]


def test_a_reader_that_stumbles_refuses_the_file_with_a_sentence(
    deliver: Deliver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checking.recognising, "reader_of", lambda _: 1 / 0)
    report = check(deliver(full()), "town")
    assert "ist anders aufgebaut, als das Programm es kennt" in said(report, "error")[0]
    assert "a reader stumbled" in caplog.text


def test_the_report_reads_as_german_lines_and_as_json(deliver: Deliver) -> None:
    report = check(deliver(full()), "town")
    text = "\n".join(lines(report))
    assert "Werte: 22 gelesen, 22 übernommen, 0 abgewiesen, 0 ausgelassen" in text
    assert "Fälle (Landkreise und kreisfreie Städte): neues Jahr 2022, 22 neue Werte" in text
    data = as_json(report)
    assert (data["taken"], data["may_be_loaded"], data["changes"][0]["new_years"]) == (22, True, (2022,))


def test_of_a_refused_file_nothing_is_said_to_be_taken_or_left_out(deliver: Deliver) -> None:
    told = list(lines(check(deliver(full() | {("16051", 2022): -1}), "town")))
    assert "Werte: 22 gelesen, 1 abgewiesen, keiner übernommen" in told


def test_sum_lines_that_are_passed_over_are_counted_beside_the_values(workshop: Path) -> None:
    dump(workshop / "own" / "mappings" / "town.yaml", {"format": "plain_table", "series": {"Fälle": "town_cases"}})
    path = workshop / "wide.csv"
    path.write_text("Kreis;Jahr;Fälle\nGera;2022;10\nErfurt;2022;20\nInsgesamt;2022;30\n", encoding="utf-8")
    told = list(lines(check(path, "town")))
    expected = "Werte: 2 gelesen, 2 übernommen, 0 abgewiesen, 0 ausgelassen; dazu 1 Summenzeile, nicht übernommen"
    assert expected in told


def test_a_name_with_a_line_break_stays_on_one_line(workshop: Path) -> None:
    path = workshop / "a\nb.csv"
    path.write_text("nothing", encoding="utf-8")
    assert check(path).name == "a b.csv"
