"""The book kept while a file is checked: which rows are refused, which are left out, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from indicators.deliveries.codes import Coded, Mask
from indicators.deliveries.findings import Finding, Severity
from indicators.wording import number, several

LISTED = 20
"""Findings of one kind that name their rows; the rest is counted."""


def so_often(count: int) -> str:
    """` (so bei 17 Werten)`: behind what is said once of several; nothing behind what is said of one."""
    return f" (so bei {number(count, 0)} Werten)" if count > 1 else ""


class Ledger:
    """Findings in the order they were made; a row is refused or left out once, for the first reason."""

    def __init__(self, cells: Coded) -> None:
        self.cells = cells
        self.findings: list[Finding] = []
        self.refused: Mask = np.zeros(cells.size, bool)
        self.dropped: Mask = np.zeros(cells.size, bool)

    @property
    def open(self) -> Mask:
        """Rows that are neither refused nor left out."""
        return ~(self.refused | self.dropped)

    def refuse(self, mask: Mask, sentence: Callable[[int], str], kind: np.ndarray | None = None) -> None:
        """Rows that stop the load; `sentence` says why, of the row at a place, once for all rows of one `kind`."""
        rows = np.flatnonzero(mask & self.open)
        self.refused[rows] = True
        if kind is not None:
            rows = rows[np.sort(np.unique(kind[rows], return_index=True)[1])]
        self._say("error", rows, sentence)

    def refuse_alike(self, mask: Mask, sentence: Callable[[np.ndarray], str]) -> None:
        """Rows that stop the load for one reason: said once, at the first; `sentence` gets the places of all."""
        rows = np.flatnonzero(mask & self.open)
        self.refused[rows] = True
        if len(rows):
            self.add("error", sentence(rows), int(rows[0]))

    def drop(self, mask: Mask, sentence: Callable[[int], str] | None, severity: Severity = "notice") -> None:
        """Rows that are left out; `sentence` gets their number, None where it is said elsewhere."""
        rows = mask & self.open
        count = int(rows.sum())
        self.dropped |= rows
        if count and sentence is not None:
            self.add(severity, sentence(count))

    def add(self, severity: Severity, text: str, at: int | None = None, *, leap_of: str = "") -> None:
        """One finding about the file, or about the row at a place."""
        place = {} if at is None else self._place(at)
        self.findings.append(Finding(severity, text, leap_of=leap_of, **place))  # type: ignore[arg-type]

    def _say(self, severity: Severity, rows: np.ndarray, sentence: Callable[[int], str]) -> None:
        for at in rows[:LISTED]:
            self.add(severity, sentence(int(at)), int(at))
        if len(rows) > LISTED:
            self.add(
                severity, f"{several(len(rows) - LISTED, 'weitere Zeile', 'weitere Zeilen')} wie die zuletzt genannte."
            )

    def _place(self, at: int) -> Mapping[str, int | str | None]:
        columns = self.cells.columns
        return {
            "row": int(self.cells.row[at]) or None,
            "column": columns["column"].word(at),
            "sign": columns["sign"].word(at),
        }
