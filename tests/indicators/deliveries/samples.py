"""One small file per format, written here, that is read without fault and goes as far through the checks as it can."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl

from geo import areas as geography

DISTRICTS = geography.areas("district", "2021")
YEARS = (2022, 2023)
Rows = Sequence[Sequence[Any]]


def _lines(*lines: str, end: str = "\n") -> str:
    return end.join([*lines, ""])


def _value(number: int, year: int) -> int:
    return 40_000 + 1_000 * number + 10 * (year - 2020)


def _genesis_new() -> bytes:
    variables = ";".join(
        f"{n}_variable_code;{n}_variable_label;{n}_variable_attribute_code;{n}_variable_attribute_label" for n in (1, 2)
    )
    head = (
        f"statistics_code;statistics_label;time_code;time_label;time;{variables};value;value_unit;"
        "value_variable_code;value_variable_label;value_q"
    )
    rows = [
        f"12411;Bevölkerungsstand;STAG;Stichtag;{year}-12-31;KREISE;Kreise;{area.key};{area.name};GES;Geschlecht;{sex};"
        f"{label};{_value(number, year) // part};Anzahl;BEVSTD;Bevölkerungsstand;e"
        for year in YEARS
        for number, area in enumerate(DISTRICTS)
        for sex, label, part in (("", "Insgesamt", 1), ("GESM", "männlich", 2))
    ]
    return _lines(head, *rows).encode("utf-8-sig")


def _genesis_old() -> bytes:
    variables = ";".join(
        f"{n}_Merkmal_Code;{n}_Merkmal_Label;{n}_Auspraegung_Code;{n}_Auspraegung_Label" for n in (1, 2)
    )
    head = f"Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;{variables};BEVSTD__Bevoelkerungsstand__Anzahl"
    rows = [
        f"12411;Bevölkerungsstand;STAG;Stichtag;31.12.2023;KREISE;Kreise;{area.key};{area.name};GES;Geschlecht;;"
        f"Insgesamt;{_value(number, 2023)}"
        for number, area in enumerate(DISTRICTS)
    ]
    return _lines(head, *rows).encode()


def _genesis_cube() -> bytes:
    return _lines(
        "* Export",
        "K;DQ;FACH-SCHL;GHH-ART",
        "D;12411KJ001;;N",
        "K;DQ-ERH;FACH-SCHL",
        "D;12411",
        "K;DQA;NAME;RHF-BSR;RHF-ACHSE",
        "D;KREISE;1;1",
        "D;GES;2;2",
        "K;DQZ;NAME;ZI-RHF-BSR;ZI-RHF-ACHSE",
        "D;STAG;3;3",
        "K;DQI;NAME;ME-NAME;DST;TYP",
        "D;BEVSTD;ANZAHL;FEST;GANZ",
        "K;QEI;FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET;GESPERRT;WERT-VERFAELSCHT",
        *(f"D;{area.key};;31.12.2023;{_value(number, 2023)};e;;0.0" for number, area in enumerate(DISTRICTS)),
    ).encode()


def _genesis_table() -> bytes:
    return _lines(
        "GENESIS-Tabelle: 13211-02-05-4",
        "Arbeitslose nach Personengruppen - Jahresdurchschnitt - regionale Tiefe: Kreise;;;;;",
        "Arbeitsmarktstatistik der Bundesagentur für Arbeit;;;;;",
        ";;;Arbeitslose;Arbeitslose;Arbeitslosenquote bez. auf alle zivile Erwerbsp.",
        ";;;insgesamt;Ausländer;insgesamt",
        ";;;Anzahl;Anzahl;Prozent",
        *(f"2023;{area.key};      {area.name};{3_000 + n};{n or '.'};5,{n % 10}" for n, area in enumerate(DISTRICTS)),
        "__________",
        "zu allem: eine Fußnote",
        "(C)opyright Statistische Ämter, 2024",
        "Stand: 17.08.2024 / 19:38:04",
    ).encode("latin-1")


def _inkar_web() -> bytes:
    return _lines(
        "Kennziffer;Raumeinheit;Aggregat;Ausländeranteil;Ausländeranteil;Medianeinkommen",
        ";;;2020;2021;2021",
        *(f'"{a.key}";"{a.name}";"Kreise";"{3 + n},12";"{4 + n},40";"3.0{n:02},51"' for n, a in enumerate(DISTRICTS)),
        '"16";"Darmstadt";"IHK-Bezirke";"1,00";"2,00";"3,00"',
    ).encode("utf-8-sig")


def _inkar_bulk() -> bytes:
    words = "Bereich ID Kuerzel Indikator Raumbezug Kennziffer Name Zeitbezug Wert".split()
    rows = [
        ["Arbeitslosigkeit", "14574", "q_alo", "Arbeitslosenquote", "Kreise", f"{a.key}000", a.name, "2021", f"{n},25"]
        for n, a in enumerate(DISTRICTS, start=2)
    ]
    quoted = [";".join(f'"{word}"' for word in row) for row in (words, *rows)]
    return _lines(*quoted, end="\r\n").encode("utf-8-sig")


def _inkar_wide() -> bytes:
    rows = [f"Kreise;{area.key}000;{area.name};2022;{n},2;5{n},68" for n, area in enumerate(DISTRICTS)]
    return _lines("raumbezug;kennziffer;name;zeitbezug;q_PBG_bev;a_BG1P", *rows).encode()


def _inkar_metadata() -> bytes:
    head = "merk_id;m_id;rubrik;bereich;kuerzel;kurzname;name;algorithmus;anmerkungen;statistische_grundlagen"
    row = '14574;1101;Raumbeobachtung;Arbeit;q_alo;Arbeitslosenquote;Anteil in %;A / B x 100;"Ein ""Hinweis""";Amt'
    return _lines(head, row).encode()


def _structure() -> bytes:
    return _lines(
        "# © Die Bundeswahlleiterin, Wiesbaden 2024;;;;;",
        "# ;;;;;",
        "# Strukturdaten für die Kreise (Europawahl am 09.06.2024);;;;;",
        "Spalten-Nr.;;;1;2;",
        "Land;Schlüssel-Nr.;Name;Bevölkerung am 31.12.2022 - Insgesamt (in 1000);Gemeinden am 31.12.2022 (Anzahl);",
        *(f"Thüringen;{area.key};{area.name};{90 + n},5;{n or '–'};" for n, area in enumerate(DISTRICTS)),
        "Deutschland;999;Insgesamt;84358,8;10786;Spalte 1: Eine Fußnote.",
        end="\r\n",
    ).encode("utf-8-sig")


def _gisd() -> bytes:
    rows = [f'{a.key},"{a.name}",{year},{n / 21:.5f}' for year in (2020, 2021) for n, a in enumerate(DISTRICTS)]
    return _lines("kreis_id,kreis_name,year,gisd_score", *rows).encode()


def _iris() -> bytes:
    return _lines(
        "gemeindeve22;gemeindeve22name;q_einkst_bev98;q_einkst_bev22",
        "Gebietskennziffer;Name;Einkommensteuer 1998;Einkommensteuer 2022",
        "010020000;Lübeck, Hansestadt;290,5;466,39",
        "160510000;Erfurt, Stadt;104,59;374,5",
        "160630105;Eisenach, Stadt;88,19;",
        "160685052;Kindelbrück;.;333",
    ).encode("latin-1")


def _long() -> bytes:
    rows = [f"{area.key},{year},town_cases,{_value(n, year)}," for year in YEARS for n, area in _numbered()]
    rows[3] = f"{DISTRICTS[3].key},{YEARS[0]},town_cases,,."
    return _lines("area,year,measure,value,sign", *rows).encode()


def _wide() -> bytes:
    rows = [f"{area.name};{_value(n, 2022)};{_value(n, 2023)}" for n, area in _numbered()]
    return _lines("Gebiet;2022;2023", *rows, "Quelle: Amt für Soziales;;", end="\r\n").encode("cp1252")


def _german() -> bytes:
    rows = [f"{a.key};{a.name};31.12.2023;town_share;{n % 90},5;;%" for n, a in _numbered()]
    return _lines("Gebietsschlüssel;Gebiet;Jahr;Indikator;Wert;Zeichen;Einheit", *rows).encode("utf-16")


def _numbered() -> list[tuple[int, Any]]:
    return list(enumerate(DISTRICTS, start=10))


def _book(sheets: dict[str, Rows], merged: dict[str, Sequence[str]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _agency() -> bytes:
    head: list[list[Any]] = [[], [], ["Beschäftigte am Wohnort 1)"], ["Kreise"], ["Datenstand: Februar 2022"]]
    head += [[], [], [], ["Region (Wohnort)", "Insgesamt", None, "davon"], [None, None, None, "1 Ohne Abschluss"], []]
    head += [[None, *[date(year, 6, 30) for year in (2018, 2019)] * 2], [None, 1, 2, 3, 4]]
    rows = [[f"{area.key} {area.name}", 500 + n, 501 + n, "*" if n % 9 == 0 else n, n + 1] for n, area in _numbered()]
    made = ["Erstellungsdatum: 23.02.2022", None, None, None, "© Statistik der Bundesagentur für Arbeit"]
    end: list[list[Any]] = [made, [], ["1) Eine Fußnote."]]
    return _book(
        {"Impressum": [["Impressum"]], "SvB": [*head, *rows, *end]}, {"SvB": ["B9:C11", "D9:E9", "D10:E11", "A9:A13"]}
    )


def _report() -> bytes:
    rows: list[list[Any]] = [
        ["1.2 Pflegebedürftige am 15.12.2015 nach Kreisen"],
        ["Gebietsstand: 31.12.2020"],
        ["Kreisfreie Stadt\nLandkreis\nLand", "Pflegebedürftige 1)", None, "Davon"],
        [None, "ins-\ngesamt", "je 1000 Einwohner 2)", "Pflege-\ngeld 3)"],
        [None, 1, 2, 3],
        [],
        ["Stadt Erfurt", 100, 35.8, 0],
        ["   Stadt Eisenach", "      1 910 1)", "(45,0)", "."],
        ["Kreisfreie Städte", 2010, 1, 2],
        ["Eichsfeld", "7 p", "-", "x"],
        ["Thüringen", 2017, 43.4, 3],
        ["__________"],
        ["1) Empfänger von Pflegegeld"],
    ]
    imprint = [["Impressum"], ["Herausgeber: Thüringer Landesamt für Statistik, 99091 Erfurt"]]
    return _book({"Impressum": imprint, "Tab 1": rows}, {"Tab 1": ["B3:C3", "A3:A4"]})


def _own_book() -> bytes:
    rows = [["Gebiet", "Jahr", "town_cases"], *([area.key, 2023, _value(n, 2023)] for n, area in _numbered())]
    return _book({"Daten": rows, "Hinweise": [["Bitte die Spalten lassen"]]})


TEXTS: dict[str, Callable[[], bytes]] = {
    "12411-01-01-4_neu.csv": _genesis_new,
    "12411-01-01-4_alt.csv": _genesis_old,
    "kubus.csv": _genesis_cube,
    "13211-02-05-4.csv": _genesis_table,
    "inkar_web.csv": _inkar_web,
    "inkar_bulk.csv": _inkar_bulk,
    "inkar_breit.csv": _inkar_wide,
    "inkar_metadaten.csv": _inkar_metadata,
    "struktur.csv": _structure,
    "gisd_thueringen_kreis.csv": _gisd,
    "iris.csv": _iris,
    "lang.csv": _long,
    "breit.csv": _wide,
    "deutsch.csv": _german,
}
"""Name -> a text file of that format."""
BOOKS: dict[str, Callable[[], bytes]] = {"agentur.xlsx": _agency, "landesamt.xlsx": _report, "eigene.xlsx": _own_book}
"""Name -> a workbook of that format."""
SOURCES = {"lang.csv": "town", "breit.csv": "town", "deutsch.csv": "town_own", "eigene.xlsx": "town"}
"""Tables of one's own: the source that is named when they are handed in."""
