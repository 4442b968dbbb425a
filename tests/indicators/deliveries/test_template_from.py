"""A file that feeds nothing yet is described by one command, and can then be checked, loaded and seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import answers, holdings
from indicators.__main__ import main
from indicators.catalogue import catalogue
from indicators.catalogue.reading import FOLDER
from indicators.catalogue.reading import read as read_catalogue
from indicators.deliveries import intake, mapping, template_from
from indicators.deliveries.checking import check
from indicators.deliveries.describing import described
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.report import one_line
from indicators.deliveries.template import TemplateRefused
from indicators.deliveries.template_from import Wish
from indicators.deliveries.template_records import records_of
from indicators.deliveries.way_on import nothing_to_show

from .samples import BOOKS, DISTRICTS

FORMATS = Path(__file__).resolve().parents[4] / "shared" / "formats"
HEAD = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label"
)
QUANTITIES = (
    ("LSNW01", "Lohn- und Einkommensteuerpflichtige", "Anzahl", 1_000),
    ("EKF002", "Gesamtbetrag der Einkünfte", "Tsd. EUR", 50_000),
    ("QUOTE1", "Anteil der Zusammenveranlagten", "Prozent", 30),
)


@pytest.fixture
def tax(workshop: Path) -> Path:
    """A table of the Regionaldatenbank for which no source is described."""
    rows = [
        f"73111;Lohn- und Einkommensteuerstatistik;JAHR;Jahr;2021;KREISE;Kreise;{area.key};{area.name};{base + number};"
        f"{unit};{code};{label}"
        for number, area in enumerate(DISTRICTS)
        for code, label, unit, base in QUANTITIES
    ]
    path = workshop / "73111-01-01-4.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def own() -> Path:
    from indicators import versions

    return versions.own_records()


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_table_without_a_source_is_described_checked_loaded_and_seen(
    store: Path, tax: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tax)]) == 2
    asked = f"python -m indicators template --from {tax}"
    assert f"So geht es weiter: „{asked}“" in capsys.readouterr().out
    assert main(asked.split()[3:]) == 0
    said = capsys.readouterr().out
    catalogue.cache_clear()
    for line in said.splitlines()[-2:]:
        command = line.split()[3:]
        assert main([*command, *(["--yes"] if "load" in command else [])]) == 0
    shown = answers.values("lohn_und_einkommensteuerpflichtige", year=2021).frame.set_index("area")
    assert (shown.loc["16051", "value"], shown.loc["16077", "value"]) == (1_000, 1_021)
    assert answers.values("anteil_der_zusammenveranlagten", year=2021).record.kind == "given"
    held = holdings.sources_of(catalogue().indicators["gesamtbetrag_der_einkuenfte"])
    assert [one.source.table for one in held] == ["73111-01-01-4"]
    assert store.is_dir()


def test_what_the_file_says_stands_in_the_records(tax: Path) -> None:
    template_from.command(own(), tax)
    book = read_catalogue(FOLDER, own())
    source = book.sources["tabelle_73111_01_01_4"]
    assert source.published
    assert (source.licence, source.title) == ("dl_de_by_2_0", "Lohn- und Einkommensteuerstatistik")
    assert source.citation == (
        "Statistische Ämter des Bundes und der Länder: Regionaldatenbank Deutschland, Tabelle 73111-01-01-4, "
        "dl-de/by-2-0"
    )
    assert (source.signs["-"], source.signs["."]) == ("zero", "unknown")
    found = {name: (measure.unit, measure.kind) for name, measure in book.measures.items() if name in book.indicators}
    assert found["lohn_und_einkommensteuerpflichtige"] == ("count", "count")
    assert found["gesamtbetrag_der_einkuenfte"] == ("thousand_euro", "count")
    assert found["anteil_der_zusammenveranlagten"] == ("percent", "given")
    assert book.indicators["gesamtbetrag_der_einkuenfte"].theme == "einkommen"
    record = mapping.records()["tabelle_73111_01_01_4"]
    assert (record.formats, record.tables) == (("genesis_flat_new", "genesis_flat_old"), ("73111-01-01-4",))
    text = (own() / "mappings" / "tabelle_73111_01_01_4.yaml").read_text("utf-8")
    assert "  # Gesamtbetrag der Einkünfte (Tsd. EUR), 2021\n" in text


def test_a_line_that_is_deleted_is_one_series_less(store: Path, tax: Path) -> None:
    template_from.command(own(), tax, Wish(source="steuer"))
    path = own() / "mappings" / "steuer.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "EKF002" not in line), encoding="utf-8")
    catalogue.cache_clear()
    report = check(tax, "steuer")
    assert report.may_be_loaded
    assert report.taken == 2 * 22
    assert store.is_dir()


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        (("einkünfte",), {"EKF002"}),
        (("LSN*", "quote?"), {"LSNW01", "QUOTE1"}),
        (("LSN",), {"LSNW01"}),
        (("*",), {"LSNW01", "EKF002", "QUOTE1"}),
    ],
)
def test_series_are_chosen_by_key_or_label(tax: Path, patterns: tuple[str, ...], kept: set[str]) -> None:
    written = template_from.command(own(), tax, Wish(series=patterns))
    assert {item.series for item in written.series} == kept
    assert set(mapping.records()[written.source].series) == kept


def test_a_title_is_that_of_the_source_even_of_a_single_series(tax: Path) -> None:
    written = template_from.command(own(), tax, Wish(series=("LSNW01",), source="lohnsteuer", title="Steuern 2021"))
    book = read_catalogue(FOLDER, own())
    assert (written.source, book.sources["lohnsteuer"].title) == ("lohnsteuer", "Steuern 2021")
    (name,) = mapping.records()["lohnsteuer"].series.values()
    assert (name, book.indicators[name].title[-34:]) == (
        "lohn_und_einkommensteuerpflichtige", "Lohn- und Einkommensteuerpflichtige"[-34:],
    )  # fmt: skip


@pytest.mark.parametrize("name", ["quoten (3).csv", "quoten(12).csv", "quoten.csv"])
def test_keys_bear_neither_the_number_of_a_download_nor_a_lonely_preposition(workshop: Path, name: str) -> None:
    path = workshop / name
    path.write_text("Kreis;Jahr;Schuldnerquote in %;Frauen in Prozent der Fälle\nGera;2023;7,5;9,5\n", encoding="utf-8")
    written = template_from.command(own(), path)
    assert written.source == "quoten"
    assert sorted(mapping.records()["quoten"].series.values()) == ["frauen_der_faelle", "schuldnerquote"]


def test_a_folder_is_no_file_and_is_said_to_be_one(workshop: Path) -> None:
    with pytest.raises(TemplateRefused, match=r"“ ist ein Ordner\. Bitte die Datei selbst angeben \(CSV, XLSX"):
        template_from.command(own(), workshop)


def test_nothing_is_overwritten_and_nothing_is_left_behind(tax: Path) -> None:
    template_from.command(own(), tax)
    before = contents(own())
    with pytest.raises(TemplateRefused, match=r"nimmt schon die Quelle „tabelle_73111_01_01_4“ auf"):
        template_from.command(own(), tax)
    assert contents(own()) == before
    (own() / "mappings" / "tabelle_73111_01_01_4.yaml").unlink()
    before = contents(own())
    with pytest.raises(TemplateRefused, match=r"gibt es schon\. Bitte mit --source anders nennen"):
        template_from.command(own(), tax)
    again = template_from.command(own(), tax, Wish(source="steuer_neu"))
    after, measures = contents(own()), own() / "measures.yaml"
    assert {path for path in before if after[path] != before[path]} == {measures}
    assert after[measures].startswith(before[measures].rstrip())
    assert "lohn_und_einkommensteuerpflichtige_2" in mapping.records()[again.source].series.values()


def test_series_that_another_source_takes_are_left_to_it(workshop: Path) -> None:
    rows = [f'"{area.key}";"{area.name}";"Kreise";"8,{n}";"9,{n}"' for n, area in enumerate(DISTRICTS)]
    head = ["Kennziffer;Raumeinheit;Aggregat;Ausländeranteil;Schuldnerquote", ";;;2021;2021"]
    path = workshop / "inkar.csv"
    path.write_text("\n".join([*head, *rows, ""]), encoding="utf-8-sig")
    written = template_from.command(own(), path)
    assert ([item.series for item in written.series], written.mapped) == (["Schuldnerquote"], ("Ausländeranteil",))
    source = read_catalogue(FOLDER, own()).sources[written.source]
    assert source.divisions == {1990: "2021"}  # INKAR moves all years to one territory
    with pytest.raises(TemplateRefused, match="nimmt schon die Quelle „inkar_labour_2024“ auf"):
        template_from.command(own(), path, Wish(series=("Ausländer",)))


@pytest.mark.parametrize("name", sorted(set(BOOKS) - {"eigene.xlsx"}))
def test_workbooks_of_offices_can_be_loaded_once_they_are_described(store: Path, name: str) -> None:
    path = store.parent / name
    path.write_bytes(BOOKS[name]())
    written = template_from.command(own(), path)
    catalogue.cache_clear()
    report = check(path, written.source)
    assert [finding.text for finding in report.findings if finding.severity == "error"] == []
    assert intake.load(report, "Anna").changed
    for measure in mapping.records()[written.source].series.values():
        assert answers.values(measure).frame["value"].notna().any(), measure


def test_a_table_of_one_s_own_becomes_a_guarded_source(store: Path, deliver: Callable[..., Path]) -> None:
    path = deliver({(area.key, 2022): 50 + n for n, area in enumerate(DISTRICTS)}, measure="Kita-Plätze")
    written = template_from.command(own(), path, Wish(source="kita"))
    source = read_catalogue(FOLDER, own()).sources["kita"]
    assert (source.published, source.threshold, source.licence) == (False, 3, "own_unpublished")
    catalogue.cache_clear()
    assert check(path, written.source).taken == 22
    assert store.is_dir()


def wide_table(path: Path, small: int = 2) -> Path:
    """A table as an office keeps it: a line above, one column per year, a total below; Gera has a small number."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Kinder mit Förderbedarf, Stichtag 31.12."])
    sheet.append(["Kreis", "2023", "2024"])
    numbers = [[40 + at, 50 + at] for at in range(len(DISTRICTS))]
    numbers[[area.key for area in DISTRICTS].index("16052")][1] = small
    for area, (before, after) in zip(DISTRICTS, numbers, strict=True):
        sheet.append([area.name, before, after])
    sheet.append(["Thüringen gesamt", *(sum(column) for column in zip(*numbers, strict=True))])
    book.save(path)
    return path


def test_a_small_number_of_a_described_own_table_is_never_shown_nor_left_as_a_rest(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = wide_table(store.parent / "klein.xlsx")
    assert main(["check", str(path)]) == 2
    asked = f"template --from {path} --source NAME"
    assert asked in capsys.readouterr().out
    assert main(["template", "--from", str(path), "--source", "foerder", "--title", "Kinder mit Förderbedarf"]) == 0
    catalogue.cache_clear()
    book = read_catalogue(FOLDER, own())
    assert (book.sources["foerder"].published, book.sources["foerder"].additivity) == (False, "exact")
    assert book.measures["kinder_mit_foerderbedarf"].kind == "count"
    assert main(["check", str(path), "--source", "foerder"]) == 0
    said = capsys.readouterr().out
    assert "1 Wert liegt unter 3 und wird vor der Anzeige geheim gehalten." in said
    assert "Über der Tabelle steht: „Kinder mit Förderbedarf, Stichtag 31.12.“." in said
    assert main(["load", str(path), "--source", "foerder", "--yes"]) == 0
    shown = answers.values("kinder_mit_foerderbedarf", year=2024).frame.set_index("area")["value"]
    assert shown.isna()["16052"]
    assert shown.isna().sum() >= 2  # otherwise Thuringia less the others is what Gera has
    capsys.readouterr()
    assert main(["values", "kinder_mit_foerderbedarf", "--year", "2024", "--csv"]) == 0
    (gera,) = (line.split(";") for line in capsys.readouterr().out.splitlines() if line.startswith("16052;"))
    assert "2" not in gera
    assert main(["attack"]) == 0
    assert "errechenbar: 0." in capsys.readouterr().out
    # the table of next year is not taken for this source silently
    assert main(["check", str(wide_table(store.parent / "hunde.xlsx", 90))]) == 2
    assert "Bekannte Quellen: „Kinder mit Förderbedarf“ (--source foerder)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("level", "area", "sentence"),
    [
        ("country", "DG", "nur für Deutschland"),
        ("association", "160630105", "nur für Gemeindeverbände"),
        ("other", None, "nur für andere Gebiete wie Wahlkreise"),
    ],
)
def test_a_file_without_a_map_is_said_to_have_none(level: str, area: str | None, sentence: str) -> None:
    rows = table_of([{"area": area, "level": level, "year": 2022, "series": "A", "value": 1.0}])
    reading = Reading("tests", "Probe", rows, {"A": Series("A")})
    assert sentence in nothing_to_show(reading)
    assert described(reading) == ()


def test_too_many_series_ask_for_a_choice_and_can_be_listed(workshop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Gebiet", "Jahr", *(f"Reihe {number}" for number in range(70))])
    for area in DISTRICTS:
        sheet.append([area.key, 2022, *range(70)])
    path = workshop / "viele.xlsx"
    book.save(path)
    assert main(["template", "--from", str(path)]) == 2
    assert "Die Datei hat 70 Reihen; auf einmal beschrieben werden höchstens 30." in capsys.readouterr().err
    assert main(["template", "--from", str(path), "--list", "--series", "Reihe 6?"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 10
    assert not (own() / "indicators").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["template"], "Bitte entweder einen NAMEN"),
        (["template", "Name", "--from", "x.csv"], "Bitte entweder einen NAMEN"),
        (["template", "--from", "gibtesnicht.csv"], "gibt es nicht"),
        (["template", "--from", "{tax}", "--series", "Unsinn"], "Keine Reihe mit Werten passt zu „Unsinn“"),
        (["template", "--from", "{tax}", "--source", "Große Namen"], "möglich wäre „grosse_namen“"),
        (["template", "--from", "{nameless}"], "Die Datei sagt nicht, welche Tabelle sie ist"),
    ],
)
def test_what_cannot_be_described_is_a_sentence_and_writes_nothing(
    tax: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    nameless = tax.with_name("tabelle.csv")
    nameless.write_bytes(tax.read_bytes())
    before = contents(own())
    assert main([word.format(tax=tax, nameless=nameless) for word in arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert contents(own()) == before


def test_municipalities_nobody_has_drawn_are_named_before_anything_is_written(workshop: Path) -> None:
    path = workshop / "gemeinden.csv"
    path.write_text(
        "raumbezug;kennziffer;name;zeitbezug;q_x\nGemeinden;16051000;Erfurt;2022;1,5\nGemeinden;16999999;Neu;2022;2,5\n",
        encoding="utf-8",
    )
    with pytest.raises(TemplateRefused, match=r"1 Gebiet, .*16999999.*python -m geo add-division"):
        template_from.command(own(), path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(max_size=80), unit=st.text(max_size=10), series=st.text(min_size=1, max_size=40))
def test_whatever_a_file_says_the_records_can_be_read_again(label: str, unit: str, series: str) -> None:
    rows = table_of(
        [{"area": "16051", "level": "district", "year": 2022, "period": "2022", "series": series, "value": 1.5}]
    )
    reading = Reading("tls_report", "Probe", rows, {series: Series(label, unit)}, facts={"title": label})
    texts = records_of(reading, {"reihe": described(reading)[0]}, "quelle", file=one_line(label))
    assert yaml.safe_load(texts["mappings/quelle.yaml"])["series"] == {series: "reihe"}
    assert set(yaml.safe_load(texts["measures.yaml"])) == {"reihe"}
    assert yaml.safe_load(texts["sources/quelle.yaml"])["licence"] == "tls_with_source"
    assert yaml.safe_load(texts["indicators/reihe.yaml"])["levels"] == ["district"]


FEEDING = {
    "ffcsv_alt_regionalstatistik_73111-01-01-4_2020.csv": (),
    "ffcsv_neu_regionalstatistik_73111-01-01-4_2021.csv": (),
    "inkar_webexport_B_SchulabgaengerohneAbschluss.xls": (),
    "inkar_webexport_E_Schuldnerquote.xls": (),
    "inkar_webexport_kreise_auszug.csv": (),
    "inkar2024_bulk_NACHGEBAUT_sozialleistungen_thueringen.csv": (),
    "ba_statistik_kreise_wo_zeitreihe_auftrag326108.xlsx": ("*Insgesamt",),
    "tls_statistischer_bericht_10402_2015_01_pflege.xls": ("Tab1.2*",),
}
"""Samples that feed no shipped measure with all of their series -> which series are taken here."""
UNMAPPED = {
    "ffcsv_alt_destatis_12211-0001_sonderzeichen.csv": "nur für Deutschland",
    "ffcsv_neu_destatis_12211-0001_sonderzeichen.csv": "nur für Deutschland",
    "ffcsv_neu_destatis_23111-0001_dezimalkomma.csv": "nur für Deutschland",
    "ffcsv_neu_destatis_52111-0001_quality_on.csv": "nur für Deutschland",
    "ffcsv_neu_zensus_1000A-2022_quality_on.csv": "nur für Deutschland",
    "genesis_cube_csv_47414BJ002.csv": "nur für Deutschland",
    "ffcsv_neu_regionalstatistik_13111-01-03-4_2025-06-30_luecken.csv": "keine Zahl, nur Zeichen",
    "bbsr_iris_gemeindeverbaende_2022_latin1.csv": "nur für Gemeindeverbände",
    "bundeswahlleiterin_strukturdaten_btw2025_auszug.csv": "im Atlas ließe sich nichts davon zeigen",
    "inkar2024_gemeinden_thueringen_sozialleistungen_2021_2022.csv": "die das Programm nicht kennt",
    "inkar2024_indikatoren_metadaten_auszug.csv": "enthält keine Werte",
}
"""Samples that cannot be seen on a map -> what is said."""


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the folder with samples is not here")
@pytest.mark.parametrize("name", FEEDING)
def test_a_sample_that_feeds_nothing_can_be_loaded_once_it_is_described(store: Path, name: str) -> None:
    written = template_from.command(own(), FORMATS / name, Wish(series=FEEDING[name], source="probe"))
    catalogue.cache_clear()
    report = check(FORMATS / name, "probe")
    assert [finding.text for finding in report.findings if finding.severity == "error"] == []
    assert intake.load(report, "Anna").changed
    for measure in mapping.records()["probe"].series.values():
        shown = answers.values(measure).frame
        assert shown["value"].notna().any(), measure
    assert written.series
    assert store.is_dir()


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the folder with samples is not here")
@pytest.mark.parametrize("name", UNMAPPED)
def test_a_sample_that_has_no_map_is_refused_with_the_reason(workshop: Path, name: str) -> None:
    with pytest.raises((TemplateRefused, FileRefused), match=UNMAPPED[name]):
        template_from.command(own(), FORMATS / name)
    assert workshop.is_dir()
