"""`python -m geo`: what is wrong with a call is said in one German sentence that helps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.command_line import OTHERWISE, reason

ENGLISH = ("usage", "error", "argument", "invalid", "required", "unrecognized", "expected", "choose", "Traceback")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "Es fehlt der Befehl. Aufruf: python -m geo [-h] {build,add-areas,add-division,list}"),
        ("show", "Den Befehl „show“ gibt es nicht. Aufruf: python -m geo [-h] {build,add-areas,add-division,list}"),
        ("add-areas räume.geojson --title Jena", "Es fehlt: --name. Aufruf: python -m geo add-areas"),
        ("add-areas", "Es fehlt: DATEI, --name, --title."),
        ("add-areas räume.geojson --title Jena --name", "Nach --name fehlt die Angabe."),
        ("add-division vg250.gpkg", "Es fehlt: --day."),
        (
            "add-division vg250.gpkg --day 31.13.2025",
            "--day: „31.13.2025“ ist kein Tag; gemeint ist zum Beispiel 2025-12-31. Aufruf: python -m geo add-division",
        ),
        ("add-division vg250.gpkg --day gestern", "--day: „gestern“ ist kein Tag"),
        ("list --all", "Diese Angabe kennt der Befehl nicht: --all."),
        ("add-areas nichts.geojson --name jena --title Jena", "Die Datei „nichts.geojson“ gibt es nicht."),
        ("add-division nichts.gpkg --day 31.12.2025", "Die Datei „nichts.gpkg“ gibt es nicht."),
        ("build nichts", "Im Ordner „nichts“ gibt es keine gemeinden.geo.json; gemeint ist das entpackte npm-Paket"),
    ],
)
def test_a_wrong_call_ends_with_status_2_and_a_german_sentence_that_helps(
    capsys: pytest.CaptureFixture[str], arguments: str, said: str
) -> None:
    status = main(arguments.split())
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    for english in ENGLISH:
        assert english not in err


@pytest.mark.parametrize("command", [[], ["build"], ["add-areas"], ["add-division"], ["list"]])
def test_the_help_is_german(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert out.startswith("Aufruf: python -m geo")
    for english in ("usage", "options", "positional", "show this help"):
        assert english not in out


def test_what_nobody_has_thought_of_still_gets_a_sentence() -> None:
    assert reason("something new") == OTHERWISE
    assert reason("argument --x: invalid choice: 'a' (choose from 'b', 'c')") == "--x „a“ gibt es nicht; möglich: b, c."
    assert reason("argument --x: invalid choice: 'a' (choose from b, c)") == "--x „a“ gibt es nicht; möglich: b, c."
    assert "\x1b" not in reason("unrecognized arguments: \x1b[31m")


@pytest.mark.parametrize(
    ("module", "arguments", "package"),
    [
        ("geo", ["add-areas", "x.geojson", "--name", "jena", "--title", "Jena"], "geopandas"),
        ("geo", ["add-division", "x.gpkg", "--day", "2025-12-31"], "geopandas"),
        ("dashboard.password", [], "argon2"),
        ("indicators", ["build"], "numpy"),
    ],
)
def test_a_python_without_the_packages_is_told_where_they_are(
    root: Path, module: str, arguments: list[str], package: str
) -> None:
    command = [sys.executable, "-S", "-m", module, *arguments]  # -S: without the packages of this environment
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert found.returncode == 2
    assert found.stderr == (
        f"Das Paket „{package}“ fehlt in diesem Python. Bitte einmal „make run“ ausführen und dann in diesem Fenster "
        "„source .venv/bin/activate“.\n"
    )
