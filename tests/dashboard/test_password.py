"""`python -m dashboard.password`: a hash on standard output, or one sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from dashboard import password

LONG = "ein langes Passwort"


def typing(*words: str) -> Callable[[str], str]:
    left = list(words)

    def answer(_: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return answer


def test_only_the_hash_goes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("getpass.getpass", typing(LONG, LONG))
    assert password.main([]) == 0
    out, err = capsys.readouterr()
    assert PasswordHasher().verify(out.strip(), LONG)
    assert err.startswith("So wird die Annahme eingeschaltet")


@pytest.mark.parametrize(
    ("arguments", "words", "said"),
    [
        ([], ("kurz", "kurz"), "Das Passwort braucht mindestens 12 Zeichen."),
        ([], (LONG, "etwas anderes"), "Die beiden Eingaben sind verschieden."),
        ([], (LONG,), "Abgebrochen."),
        (["geheim"], (), "Diese Angabe kennt der Befehl nicht: geheim. Aufruf: python -m dashboard.password"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setattr("getpass.getpass", typing(*words))
    assert password.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1
