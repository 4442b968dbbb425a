"""What somebody asked for, said back in a sentence: short and on one line, whatever it was."""

from __future__ import annotations

LONGEST = 60
"""How much of it is said back."""


def shortened(text: str) -> str:
    """One line of at most `LONGEST` printable characters, with an ellipsis where more was asked for."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
