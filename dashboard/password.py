"""`python -m dashboard.password` asks for an administrator password and prints its Argon2 hash."""

from __future__ import annotations

import getpass
import sys

from argon2 import PasswordHasher

from dashboard.roles import ADMIN_HASH, LONGEST_PASSWORD, SHORTEST_PASSWORD


def hash_of(password: str, repeated: str) -> str:
    """The Argon2 hash. Raises ValueError with a German sentence."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"Das Passwort braucht mindestens {SHORTEST_PASSWORD} Zeichen.")
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"Das Passwort darf höchstens {LONGEST_PASSWORD} Zeichen haben.")
    if len(set(password)) < 5:
        raise ValueError("Das Passwort ist zu einfach.")
    if password != repeated:
        raise ValueError("Die beiden Eingaben sind verschieden.")
    return PasswordHasher().hash(password)


def main() -> int:
    """Ask twice without showing, print the hash on standard output; 2 and a sentence where it cannot be one."""
    try:
        found = hash_of(
            getpass.getpass(f"Passwort der Verwaltung (mindestens {SHORTEST_PASSWORD} Zeichen): "),
            getpass.getpass("Noch einmal: "),
        )
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except (EOFError, KeyboardInterrupt):
        sys.stderr.write("Abgebrochen.\n")
        return 2
    sys.stderr.write(
        f"So wird die Annahme eingeschaltet (mit den einfachen Anführungszeichen):\n  {ADMIN_HASH}='…' make run\n"
    )
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
