"""Long work is heard of: the last sentence is repeated with the seconds, and never after the work has ended."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators import assembling, sheets_ahead
from indicators.building import build
from indicators.deliveries import intake
from indicators.deliveries.checking import check
from indicators.deliveries.progress import Lines, never_silent

from .conftest import full


def test_a_step_that_takes_long_is_repeated_with_its_seconds() -> None:
    heard: list[str] = []
    with never_silent(heard.append, silence=0.05) as say:
        time.sleep(0.12)
        assert heard == [], "nothing was begun yet"
        say("Zahlen werden sortiert")
        time.sleep(0.18)
        say("Datei wird geschrieben")
    said = list(heard)
    assert said[0] == "Zahlen werden sortiert"
    assert said[1].startswith("Zahlen werden sortiert (seit ")
    assert "Datei wird geschrieben" in said
    time.sleep(0.15)
    assert heard == said, "the work has ended"


def test_one_voice_is_not_repeated_by_two(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []
    with never_silent(heard.append, silence=0.05) as outer, never_silent(outer, silence=0.05) as inner:
        assert inner is outer
        inner("Eins")
        time.sleep(0.08)
    assert heard[0] == "Eins"
    assert {text.rsplit(" (seit ", 1)[0] for text in heard[1:]} == {"Eins"}, "repeats are not repeated"
    with never_silent(None) as nobody:
        nobody("Eins")
    assert capsys.readouterr() == ("", "")


def test_a_voice_that_fails_on_the_way_does_not_end_the_work() -> None:
    heard: list[str] = []

    def say(text: str) -> None:
        if "seit" in text:
            raise OSError("full")
        heard.append(text)

    with never_silent(say, silence=0.03) as tell:
        tell("Eins")
        time.sleep(0.1)
        tell("Zwei")
    assert heard == ["Eins", "Zwei"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_repeated_line_is_rewritten_and_taken_away() -> None:
    now = iter([2.5, 5.0])
    stream = Terminal()
    lines = Lines(stream, clock=lambda: next(now))
    lines("Zahlen werden sortiert")
    lines.still("Zahlen werden sortiert (seit 3 s)")
    lines.still("Zahlen werden sortiert (seit 5 s)")
    lines("Fertig")
    shown = "  Zahlen werden sortiert (seit 5 s)"
    assert stream.getvalue() == (
        f"Zahlen werden sortiert\n\r  Zahlen werden sortiert (seit 3 s)\r{shown}\r{' ' * len(shown)}\rFertig\n"
    )


def test_elsewhere_it_is_a_line_now_and_then() -> None:
    now = iter([2.5, 5.0, 18.0, 20.0, 33.5])
    stream = io.StringIO()
    lines = Lines(stream, clock=lambda: next(now))
    lines("Zahlen werden sortiert")
    for seconds in (3, 5, 18, 20, 34):
        lines.still(f"seit {seconds} s")
    assert stream.getvalue().splitlines() == ["Zahlen werden sortiert", "  seit 18 s", "  seit 34 s"]


def test_every_long_step_of_a_load_is_said(store: Path, deliver: Callable[..., Path]) -> None:
    heard: list[str] = []
    intake.load(check(deliver(full(100)), "town", say=heard.append), "Anna", say=heard.append)
    assert heard == [
        "Datei wird untersucht",
        "Datei wird gelesen",
        "Werte werden geprüft",
        "Änderungen gegenüber dem Bestand werden ermittelt",
        "Lieferung wird abgelegt",
        "Neuer Datenbestand wird gebaut",
        "Mitgelieferte Zahlen werden gelesen",
        "Lieferung 1 von 1 wird eingefügt",
        "Summen werden gebildet",
        "Geheimhaltung wird geprüft",
        "Zahlen werden sortiert (1 von 2)",
        "Zahlen werden sortiert (2 von 2)",
        "Datei wird geschrieben",
        "Gebietsblätter werden vorbereitet",
    ]
    assert store.is_dir()


def test_a_slow_step_of_a_load_is_heard_of_all_the_while(
    store: Path, deliver: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("indicators.deliveries.progress.never_silent.__wrapped__.__defaults__", (0.05,))
    monkeypatch.setattr(sheets_ahead.district_sheets, "make", lambda _: time.sleep(0.3))
    monkeypatch.setattr(assembling, "same_rows", lambda *_: False)
    intake.load(deliver(full(100)), "Anna", source="town", say=heard.append)
    assert any(text.startswith("Gebietsblätter werden vorbereitet (seit ") for text in heard)
    assert store.is_dir()


def test_a_build_says_what_it_does(workshop: Path) -> None:
    heard: list[str] = []
    build(say=heard.append)
    assert heard[0] == "Mitgelieferte Zahlen werden gelesen"
    assert len(heard) == 6
    assert workshop.is_dir()
