"""`python -m indicators`: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from indicators import answers
from indicators.__main__ import main
from indicators.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("built_store")

HEAD = (
    "Gebietsschlüssel;Gebiet;Ebene;Jahr;Indikator;Wert;Einheit;Status;Zeichen;Zähler;Nenner;Gebietsstand;Quelle;Lizenz"
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_list_names_every_indicator_under_its_theme_and_stars_the_core(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list")
    assert status == 0
    ids = {line[3:].split()[0] for line in out.splitlines() if line.startswith(" ")}
    assert ids == set(catalogue().indicators)
    assert 10 <= out.count("★") <= 14
    for theme in ("Bevölkerung", "Existenzsicherung", "Sozioökonomische Deprivation (GISD)"):
        assert theme in out.splitlines()


def test_the_values_of_a_year_are_printed_one_district_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "values", "unemployment_rate", "--year", "2021", "--level", "district")
    assert status == 0
    title, *lines, origin = out.splitlines()
    assert title.startswith("Arbeitslosenquote (alle zivilen Erwerbspersonen), %")
    assert len(lines) == 22
    assert origin.startswith("Gebietsstand ")
    assert "Quelle: " in origin
    assert origin.endswith(f". Datenstand {answers.data_version()}.")
    assert lines[0].split() == ["2021", "16051", "Erfurt", "6,1"]  # INKAR 6.12


def test_state_municipalities_and_published_territory_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "values", "unemployment_rate", "--level", "state", "--year", "2021")
    assert out.splitlines()[1].split() == ["2021", "16", "Thüringen", "5,6", "berechnet"]
    _, out, _ = run(capsys, "values", "population", "--level", "municipality", "--year", "2014", "--areas", "16051000")
    assert out.splitlines()[1].split() == ["2014", "16051000", "Erfurt", "206.219"]
    _, out, _ = run(
        capsys, "values", "sgb2_rate", "--year", "2020", "--territory", "published", "--areas", "16063,16056"
    )
    assert [line.split()[3] for line in out.splitlines()[1:-1]] == ["10,7", "4,3"]


def test_the_german_file_leaves_as_bytes_with_mark_semicolons_commas_and_windows_line_ends(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    status = main(["values", "sgb2_rate", "--year", "2021", "--areas", "16063", "--csv"])
    sys.stdout.flush()
    data = capfdbinary.readouterr().out
    assert status == 0
    assert data.startswith(b"\xef\xbb\xbf" + HEAD.encode("utf-8") + b"\r\n16063;Wartburgkreis;")
    # 6,599 / 116,079
    assert f";{100 * 6599 / 116079!r};".replace(".", ",").encode() in data
    assert data.count(b"\r\n") == data.count(b"\n") == 2


def test_the_international_file_leaves_with_commas_and_points(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status = main(["values", "sgb2_rate", "--year", "2021", "--areas", "16063", "--csv-intl"])
    sys.stdout.flush()
    data = capfdbinary.readouterr().out
    assert status == 0
    assert data.startswith(b"indicator,area,name,year,value,")
    assert f"sgb2_rate,16063,Wartburgkreis,2021,{100 * 6599 / 116079!r},6599.0,116079.0,".encode() in data
    assert b"\r" not in data


@pytest.mark.parametrize("more", [(), ("--division", "2021"), ("--level", "state")])
def test_the_json_of_values_is_the_object_of_the_interface(
    capsys: pytest.CaptureFixture[str], visitor: FlaskClient, more: tuple[str, ...]
) -> None:
    status, out, _ = run(capsys, "values", "sgb2_rate", "--year", "2020", *more, "--json")
    assert status == 0
    asked = "".join(f"&{name[2:]}={value}" for name, value in zip(more[::2], more[1::2], strict=True))
    assert json.loads(out, parse_constant=pytest.fail) == json.loads(
        visitor.get(f"/api/v1/values.json?indicator=sgb2_rate&year=2020{asked}").text
    )


def test_the_last_line_of_values_says_what_was_restated(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "values", "sgb2_rate", "--year", "2020", "--division", "2021")
    _, *lines, origin = out.splitlines()
    assert len(lines) == 22
    assert origin.startswith("Gebietsstand 01.07.2021 (22 Kreise)")
    assert "Regionaldatenbank Deutschland" in origin


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("values sgb2_rate --territory alt --division 2021", "Möglich: merged, published"),
        ("values sgb2_rate --territory published --division 2021", "Bitte entweder Gebietsbezug (territory) oder"),
        ("values sgb2_rate --division 2020", "Auf den Gebietsstand „2020“ wird nicht umgerechnet. Möglich: 2021."),
        ("values population --level municipality --division 2021", "Umgerechnet werden nur Kreise und das Land"),
        ("values population --level municipality --territory 2021", "Umgerechnet werden nur Kreise und das Land"),
        ("values sgb2_rate --level country --division 2021", "Umgerechnet werden nur Kreise und das Land"),
        ("values sgb2_rate --level planet --division 2021", "Die Ebene „planet“ gibt es nicht."),
        ("values sgb2_rate --level planning_area --division 2021", "Planungsräume „2021“ gibt es"),
        ("values sgb2_rate --csv --json", "--csv | --csv-intl | --json"),
        ("index --weights sgb2_children_rate=1e308,unemployment_rate=1e308", "ist zu groß. Möglich sind Zahlen bis"),
        ("values unemployment_rat", "unemployment_rate"),
        ("values sgb2_rate --year 2012", "Am nächsten: 2013"),
        ("values sgb2_children_rate --year 2022", "Am nächsten: 2023"),
        ("values sgb2_rate --areas 16056", "16055"),
        ("values sgb2_rate --level country", "Möglich: district, state"),
        ("values sgb2_rate --level kreis", "Möglich: district, municipality, state, country"),
        ("values sgb2_rate --territory alt", "Möglich: merged, published"),
        ("values sgb2_rate --year abc", "„abc“ ist keine Jahreszahl"),
        ("values sgb2_rate --year 12.3", "„12.3“ ist keine Jahreszahl"),
        ("values sgb2_rate --areas ,", "kein Gebietsschlüssel angegeben"),
        ("values", "KENNUNG"),
        ("", "{build,list,values,compare,index,profile,overview"),
        ("show", "{build,list,values,compare,index,profile,overview"),
        ("values sgb2_rate --yaer 2020", "Aufruf: python -m indicators"),
        ("values sgb2_rate --csv --csv-intl", "--csv | --csv-intl"),
        ("values sgb2_rate 2020", "Aufruf: python -m indicators"),
        ("list all", "Aufruf: python -m indicators"),
    ],
)
def test_a_wrong_call_ends_with_status_2_and_a_german_sentence_that_helps(
    capsys: pytest.CaptureFixture[str], arguments: str, said: str
) -> None:
    status, out, err = run(capsys, *arguments.split())
    assert status == 2
    assert out == ""
    assert said in err
    assert len(err.strip().splitlines()) == 1
    for english in ("usage", "error", "argument", "invalid", "required", "unrecognized", "Traceback"):
        assert english not in err


@pytest.mark.parametrize("arguments", [["--year", ""], ["--areas", ""], ["--level", ""]])
def test_an_empty_choice_is_refused_instead_of_being_ignored(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    status, out, err = run(capsys, "values", "sgb2_rate", *arguments)
    assert (status, out) == (2, "")
    assert err


def test_a_missing_store_is_a_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    status, _, err = run(capsys, "values", "sgb2_rate")
    assert status == 2
    assert err.startswith("Der Datenbestand ist nicht verfügbar")


def test_a_second_build_says_that_there_is_nothing_to_do(capsys: pytest.CaptureFixture[str], built_store: str) -> None:
    run(capsys, "build")  # may still prepare what pages across departments ask for
    assert run(capsys, "build") == (0, f"Datenbestand {built_store} ist aktuell.\n", "")


@pytest.mark.parametrize("command", [[], ["values"], ["check"], ["load"], ["template"]])
def test_the_help_is_german(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "Aufruf: python -m indicators" in out
    for english in ("usage", "options", "positional", "show this"):
        assert english not in out


def test_the_command_really_runs_and_hands_on_its_status() -> None:
    done = subprocess.run([sys.executable, "-m", "indicators", "values", "nothing"], capture_output=True, check=False)
    assert done.returncode == 2
    assert "Den Indikator „nothing“ gibt es nicht.".encode() in done.stderr


def test_a_python_without_the_packages_is_told_where_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr("indicators.__main__._parser", missing)
    assert main(["list"]) == 2
    assert "„pyarrow“ fehlt" in capsys.readouterr().err
