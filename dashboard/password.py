"""`python -m dashboard.password` asks for an administrator password and prints its Argon2 hash."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from geo.command_line import Parser, carried_out


def hash_of(password: str, repeated: str) -> str:
    """The Argon2 hash. Raises ValueError with a German sentence."""
    from argon2 import PasswordHasher  # here, so that a Python without the packages is told so in a sentence

    from dashboard.roles import LONGEST_PASSWORD, SHORTEST_PASSWORD

    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"Das Passwort braucht mindestens {SHORTEST_PASSWORD} Zeichen.")
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"Das Passwort darf höchstens {LONGEST_PASSWORD} Zeichen haben.")
    if len(set(password)) < 5:
        raise ValueError("Das Passwort ist zu einfach.")
    if password != repeated:
        raise ValueError("Die beiden Eingaben sind verschieden.")
    return PasswordHasher().hash(password)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask twice without showing, print the hash on standard output; 2 and a sentence where it cannot be one."""
    return carried_out(lambda: _ask(arguments), (ValueError, EOFError))


def _ask(arguments: Sequence[str] | None) -> None:
    Parser(
        prog="python -m dashboard.password",
        description="Fragt nach dem Passwort der Verwaltung und gibt seinen Hash aus.",
    ).parse_args(arguments)
    from dashboard.roles import ADMIN_HASH, SHORTEST_PASSWORD

    try:
        found = hash_of(
            getpass.getpass(f"Passwort der Verwaltung (mindestens {SHORTEST_PASSWORD} Zeichen): "),
            getpass.getpass("Noch einmal: "),
        )
    except EOFError:
        raise EOFError("Abgebrochen.") from None
    sys.stderr.write(
        f"So wird die Annahme eingeschaltet (mit den einfachen Anführungszeichen):\n  {ADMIN_HASH}='…' make run\n"
    )
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    sys.exit(main())
