"""The profile to take away: the German file, the JSON, the command."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from indicators import answers, profile_tables, profiles
from indicators.__main__ import main

pytestmark = pytest.mark.usefixtures("built_store")


def lines(area: str = "16052", *against: str) -> list[dict[str, str]]:
    text = profile_tables.german_csv(profiles.profile(area, against or ("state",)))
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_german_file_holds_value_limits_comparison_and_source() -> None:
    found = next(row for row in lines() if row["Indikator"].startswith("Kinder im SGB II-Bezug"))
    assert found["Wert"].startswith("22,84702782809155")
    assert found["Vergleichswert Thüringen"].startswith("10,93359714")
    assert found["Aussage zu Thüringen"] == "ungünstiger"
    assert found["Verfahren zu Thüringen"].endswith("Niveau 95 %")
    assert found["Stand"] == "31.12.2024"
    assert found["Gebietsstand"] == "Gebietsstand 01.07.2021 (22 Kreise)"
    assert "22811-01-01-4" in found["Quelle"]
    assert found["Lizenz"] == "dl-de/by-2-0"


def test_what_is_not_known_is_empty_and_never_a_word_of_a_program() -> None:
    found = next(row for row in lines("16063") if row["Indikator"].startswith("Bruttoinlandsprodukt"))
    assert found["Wert"] == ""
    assert found["Hinweis"] == "nicht ausgewiesen (Fehler in der Quelle)"
    assert not {cell for row in lines("16063") for cell in row.values()} & {"nan", "None", "NaN"}


def test_every_comparison_has_columns_of_its_own() -> None:
    heads = lines("16052", "similar", "16051")[0]
    assert "Vergleichswert Median ähnlicher Kreise" in heads
    assert "Aussage zu Erfurt" in heads


def test_the_json_holds_no_number_that_json_does_not_know() -> None:
    text = json.dumps(profile_tables.as_json(profiles.profile("16063")), allow_nan=False)
    found = json.loads(text)
    assert (found["area"], found["name"], found["division"]) == ("16063", "Wartburgkreis", "2021")
    assert len(found["values"]) > 130


def test_the_command_writes_the_file_as_bytes(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["profile", "16052", "--csv"]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.startswith("\ufeffGebietsschlüssel;Gebiet;Indikator".encode())


def test_the_command_says_what_stands_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "16052"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Gera (16052). Im Vergleich (Thüringen) sind von 27")
    assert "auffällig hoch" in out
    assert out.splitlines()[-1].startswith("Quellen: ")
    assert out.endswith(f" Daten verändert. Datenstand {answers.data_version()}.\n")
    assert main(["profile", "16052", "--json", "--against", "similar"]) == 0
    assert json.loads(capsys.readouterr().out)["against"] == [{"key": "similar", "label": "Median ähnlicher Kreise"}]


@pytest.mark.parametrize("arguments", [["99999"], ["16052", "--against", ","], ["16056"], ["16052", "--against", "x"]])
def test_a_wrong_call_ends_with_status_two_and_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["profile", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip().endswith(".")


def test_csv_and_json_say_where_a_trend_crosses_the_census() -> None:
    found = profiles.profile("16052")
    words = "über die neue Bevölkerungsbasis 2022 hinweg"
    told = {item["indicator"]: item["trend"] for item in profile_tables.as_json(found)["values"]}
    assert told["sgb2_rate"]["across"] == words
    assert words in told["sgb2_rate"]["words"]
    assert told["sgb2_children_rate"]["across"] == ""
    rows = csv.DictReader(io.StringIO(profile_tables.german_csv(found).lstrip("\ufeff")), delimiter=";")
    trends = {item["Indikator"]: item["Entwicklung"] for item in rows}
    titles = {row.record.id: row.record.title for row in found.rows}
    assert words in trends[titles["sgb2_rate"]]
