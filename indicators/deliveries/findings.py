"""What is said about a file: errors that refuse it, warnings to confirm, notices to know; each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from indicators.refusal import Refused

Severity = Literal["error", "warning", "notice"]
SEVERITIES: dict[Severity, str] = {"error": "Fehler", "warning": "Warnung", "notice": "Hinweis"}
"""Severity -> what a reader calls it; worst first."""


@dataclass(frozen=True)
class Finding:
    """One German sentence and the place it is about; rows count from 1 as an editor or Excel shows them."""

    severity: Severity
    text: str
    row: int | None = None
    column: str | None = None
    sign: str | None = None
    sheet: str | None = None
    leap_of: str = ""
    """The series that leaps here; of many leaps of one series only the first are told, the others counted."""
    asks: str = ""
    """What an answer would settle: `decimal` (see `checking.check`); empty where nothing is asked."""

    @property
    def place(self) -> str:
        """`Blatt Tab1.2, Zeile 14, Spalte 2019`; empty where the finding is about the whole file."""
        parts = [
            f"Blatt {self.sheet}" if self.sheet else "",
            f"Zeile {self.row}" if self.row else "",
            f"Spalte {self.column}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


class FileRefused(Refused):
    """The file as a whole is refused; the message is German and says what is wrong and what to do."""

    def __init__(self, text: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(text)
        self.findings = tuple(findings) or (Finding("error", text),)
