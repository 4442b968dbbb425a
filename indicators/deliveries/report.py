"""What a check found, for the person who decides: findings, numbers of rows, and what the load would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geo.areas import LEVELS
from indicators.deliveries.aside import Place
from indicators.deliveries.findings import SEVERITIES, Finding
from indicators.wording import STATUS_WORDS, full_number, number, several

NO_CHANGE = "Die Datei ändert nichts am Datenbestand."
ALL_CHANGES = "Alle geänderten und entfallenden Werte schreibt „check“ mit „--changes LISTE.csv“ in eine Datei."
VEILED, NO_NUMBER = "veröffentlicht", "keine Angabe"
"""What stands instead of a number beside a secret one, and where there is none."""
LEAPS_TOLD = 3
"""Leaps of one series that are told one by one; the JSON report holds all."""


@dataclass(frozen=True)
class CellChange:
    """One figure before and after, in words; a figure that is or becomes secret is never written."""

    area: str
    name: str
    year: int
    old: str
    new: str
    vanished: bool = False


def before_and_after(was: float | None, before: str, now: float | None, after: str) -> tuple[str, str]:
    """Both sides in words; where one is secret, the other tells no number either: it would give it away."""
    if "secret" in (before, after):
        return _veiled(before), _veiled(after)
    return _told(was, before), _told(now, after)


def _veiled(status: str) -> str:
    return STATUS_WORDS["secret"] if status == "secret" else VEILED


def _told(value: float | None, status: str) -> str:
    return full_number(value) if value is not None else STATUS_WORDS.get(status) or NO_NUMBER


@dataclass(frozen=True)
class MeasureChange:
    """What a load does to one measure on one level."""

    measure: str
    label: str
    level: str
    new_years: tuple[int, ...]
    """Years of which the version in use has no row."""
    new_values: int
    """Numbers where there was no row."""
    changed: int
    vanished: int
    """Figures that are there now and would be without a number afterwards."""
    unchanged: int
    moved: int = 0
    """Unchanged figures that would come from another source or stand on another territory."""
    examples: tuple[CellChange, ...] = ()
    new_secret: int = 0
    """Withheld values where there was no row."""
    new_unknown: int = 0
    """Other signs instead of a number where there was no row."""

    @property
    def more(self) -> int:
        """Figures that change or vanish and are no examples."""
        return self.changed + self.vanished - len(self.examples)

    @property
    def new(self) -> int:
        """New values, whether their numbers are shown or withheld."""
        return self.new_values + self.new_secret

    @property
    def changes_nothing(self) -> bool:
        """Whether the version in use already says all of this."""
        return not (self.new or self.new_unknown or self.changed or self.vanished or self.moved)


@dataclass(frozen=True)
class Report:
    """The outcome of a check. `load` is the id it would get, None where the file is refused."""

    name: str
    size: int
    sha256: str
    format: str = ""
    title: str = ""
    source: str | None = None
    source_title: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    read: int = 0
    taken: int = 0
    refused: int = 0
    years: tuple[int, int] | None = None
    changes: tuple[MeasureChange, ...] = ()
    load: str | None = None
    version: str | None = None
    """The version in use that it was compared with."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """`url`, `fetched` (ISO time) and `licence` of a download, where its record lies beside the file."""
    place: Place | None = field(default=None, compare=False, repr=False)
    """Holds `observations.parquet`; goes away with the report."""

    @property
    def may_be_loaded(self) -> bool:
        """Without errors and with something to take."""
        return self.load is not None

    @property
    def left_out(self) -> int:
        """Values that are right and not taken; none in a refused file, where one wrong value stops all of them."""
        return self.read - self.refused - self.taken if self.may_be_loaded else 0

    @property
    def changes_nothing(self) -> bool:
        """Whether the version in use already holds everything."""
        return all(change.changes_nothing for change in self.changes)

    @property
    def folder(self) -> Path:
        """Where the observations lie. Only for reports that may be loaded."""
        if self.place is None:
            raise ValueError("a refused file has no observations")
        return self.place.path

    def count(self, severity: str) -> int:
        """Number of findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def summary(self) -> str:
        """One sentence: what would change."""
        if not self.may_be_loaded:
            return f"Abgewiesen: {number(self.count('error'), 0)} Fehler."
        if self.changes_nothing:
            return NO_CHANGE
        years = sorted({year for one in self.changes for year in one.new_years})
        measures = several(len({one.measure for one in self.changes}), "Kennzahl", "Kennzahlen")
        told = f"{_values(self.changes)} in {measures}"
        return f"{told}, {_new_years(years, ':')}." if years else f"{told}."


def _values(changes: tuple[MeasureChange, ...]) -> str:
    """`22 neue und 1 entfallender Wert`: what happens to values, in as few words as possible."""
    kinds = {"new": "neue", "changed": "geänderte", "vanished": "entfallende"}
    counts = {word: sum(getattr(one, name) for one in changes) for name, word in kinds.items()}
    parts = [several(count, f"{word}r", word) for word, count in counts.items() if count]
    if not parts:
        return "Keine anderen Zahlen, nur andere Zeichen, Quellen oder Gebietsstände"
    noun = "Wert" if [count for count in counts.values() if count][-1] == 1 else "Werte"
    return f"{' und '.join([', '.join(parts[:-1]), parts[-1]] if parts[1:] else parts)} {noun}"


def _new_years(years: tuple[int, ...] | list[int], mark: str = "") -> str:
    return f"{'neues Jahr' if len(years) == 1 else 'neue Jahre'}{mark} {spans(years)}"


def condensed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, but of many leaps of one series only the first and how many there are besides."""
    listed = list(findings)
    leaps, told = Counter(finding.leap_of for finding in listed), Counter[str]()
    said: list[Finding] = []
    for finding in listed:
        series = finding.leap_of
        told[series] += 1
        # One more is told instead of saying that there is one more.
        if not series or told[series] <= LEAPS_TOLD or leaps[series] == LEAPS_TOLD + 1:
            said.append(finding)
        elif told[series] == LEAPS_TOLD + 1:
            rest = number(leaps[series] - LEAPS_TOLD, 0)
            said.append(Finding(finding.severity, f"{series}: … und {rest} weitere Sprünge."))
    return tuple(said)


def findings_lines(report: Report) -> Iterator[str]:
    """Findings as a reader sees them, the worst first."""
    told = condensed(report.findings)
    for severity, word in SEVERITIES.items():
        for finding in told:
            if finding.severity == severity:
                yield f"{word}{f' ({finding.place})' if finding.place else ''}: {finding.text}"


def changes_lines(report: Report) -> Iterator[str]:
    """The change report as sentences, one per measure and some figures of each."""
    for change in report.changes:
        parts = [
            _new_years(change.new_years) if change.new_years else "",
            several(change.new_values, "neuer Wert", "neue Werte") if change.new_values else "",
            f"{number(change.new_secret, 0)} neu und geheim gehalten" if change.new_secret else "",
            f"{number(change.new_unknown, 0)} neu ohne Zahl" if change.new_unknown else "",
            f"{number(change.changed, 0)} geändert" if change.changed else "",
            f"{number(change.vanished, 0)} entfallen" if change.vanished else "",
            f"{number(change.moved, 0)} mit anderer Quelle oder anderem Gebietsstand" if change.moved else "",
            f"{number(change.unchanged, 0)} unverändert" if change.unchanged else "",
        ]
        told = ", ".join(part for part in parts if part) or "nichts"
        yield f"{change.label} ({LEVELS.get(change.level, change.level)}): {told}"
        for cell in change.examples:
            yield f"  {cell.area} {cell.name} {cell.year}: {cell.old} → {cell.new}"
        if change.more:
            yield f"  {and_more(change.more)}"
    if any(change.more for change in report.changes):
        yield ALL_CHANGES


def and_more(count: int) -> str:
    """`… und 17 weitere`: figures that are not told one by one."""
    return f"… und {several(count, 'weiterer', 'weitere')}"


def counted(report: Mapping[str, Any]) -> str:
    """How many values went where, of a report as plain data (R-02); the numbers add up to what was read."""
    read, taken, refused, left_out = (number(report.get(key, 0), 0) for key in ("read", "taken", "refused", "left_out"))
    if report.get("may_be_loaded"):
        told = f"Werte: {read} gelesen, {taken} übernommen, {refused} abgewiesen, {left_out} ausgelassen"
    else:
        told = f"Werte: {read} gelesen, {refused} abgewiesen, keiner übernommen"
    sums = int(report.get("facts", {}).get("totals", 0))
    said = f"; dazu {several(sums, 'Summenzeile', 'Summenzeilen')}, nicht übernommen" if sums else ""
    return told + said


def lines(report: Report) -> Iterator[str]:
    """The whole report, as the command line prints it."""
    yield f"Datei: {report.name} ({report.title or 'nicht erkannt'})"
    if report.source:
        yield f"Quelle: {report.source}, {report.source_title}"
    yield counted(vars(report) | {name: getattr(report, name) for name in ("left_out", "may_be_loaded")})
    yield from findings_lines(report)
    if report.may_be_loaded:
        yield f"Änderungen: {report.summary}"
        yield from changes_lines(report)
    else:
        yield report.summary


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    elsewhere = ("place", "findings", "changes", "facts", "origin")
    kept = {name: value for name, value in vars(report).items() if name not in elsewhere}
    return kept | {
        "left_out": report.left_out,
        "may_be_loaded": report.may_be_loaded,
        "summary": report.summary,
        "facts": dict(report.facts),
        "origin": dict(report.origin),
        "findings": [asdict(finding) | {"place": finding.place} for finding in report.findings],
        "changes": [asdict(change) | {"more": change.more} for change in report.changes],
    }


def spans(years: tuple[int, ...] | list[int]) -> str:
    """`2015 bis 2018, 2020`: years that follow each other are drawn together."""
    parts: list[list[int]] = []
    for year in sorted(years):
        if parts and year == parts[-1][-1] + 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]} bis {part[-1]}" for part in parts)


def one_line(text: str, longest: int = 200) -> str:
    """A text without line breaks and control characters, at most `longest` letters."""
    shown = "".join(_shown(letter) for letter in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _shown(letter: str) -> str:
    if letter.isprintable() or letter in "\u00a0\u202f":
        return letter
    return " " if letter.isspace() else "\ufffd"
