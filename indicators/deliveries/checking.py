"""`check`: everything that is said about a file before anyone decides; nothing is touched."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from indicators import versions
from indicators.deliveries import (
    characteristic_sums,
    differences,
    download_records,
    own_checks,
    plausibility,
    recognising,
    safety,
    series_checks,
    stored_totals,
)
from indicators.deliveries.aside import Place
from indicators.deliveries.codes import Coded, coded
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.mapping import Choice, choose, wanted
from indicators.deliveries.observations import Observations, in_order, observe
from indicators.deliveries.placing import place
from indicators.deliveries.progress import never_silent
from indicators.deliveries.reading import SCHEMA, Reading
from indicators.deliveries.report import Report, one_line
from indicators.deliveries.signing import leave_out_empty, sign
from indicators.deliveries.way_on import listed
from indicators.refusal import Refused
from indicators.wording import number

Say = Callable[[str], None]
STUMBLES = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    pa.ArrowException,
)
"""What a file nobody has thought of makes a reader raise."""
LONGEST = 1_500
"""Letters of a finding."""
TODAY: date | None = None
"""Set by tests; otherwise the day it is."""


def check(
    file: Path | Delivered,
    source: str | None = None,
    *,
    decimal: str | None = None,
    limits: safety.Limits = safety.UPLOAD,
    list_changes: bool = False,
    say: Say | None = None,
) -> Report:
    """Read and judge a file. A refused file gives a report with errors; raises OSError only.

    `decimal` (`,` or `.`) answers the question of a finding that asks for it. `list_changes`: beside the observations
    lies a list of every figure that would change (`change_list.FILE`).
    """
    delivered = file if isinstance(file, Delivered) else Delivered(file, file.name)
    named = Delivered(delivered.path, one_line(delivered.name))
    with never_silent(say) as tell:
        report = _checked(named, source, decimal, limits, tell)
        report = _compared(report, tell, list_changes=list_changes) if report.may_be_loaded else report
    return replace(report, findings=tuple(map(_fit_to_be_shown, report.findings)))


def _checked(delivered: Delivered, source: str | None, decimal: str | None, limits: safety.Limits, tell: Say) -> Report:
    report = Report(name=delivered.name, size=0, sha256="")
    try:
        tell("Datei wird untersucht")
        with opened(delivered, limits) as (content, noticed):
            report = replace(report, size=delivered.size, sha256=delivered.sha256, findings=noticed)
            report = replace(report, origin=download_records.origin_of(delivered))
            tell("Datei wird gelesen")
            reading = _read(content, decimal, source)
        report = _with_facts(report, reading, noticed)
        choice = choose(reading, source, delivered)
    except FileRefused as refused:
        findings = (*report.findings, *refused.findings)
        if not any(finding.severity == "error" for finding in findings):
            findings = (*findings, Finding("error", str(refused)))
        return replace(report, findings=findings, refused=report.read)
    report = replace(report, source=choice.key, source_title=choice.source.title)
    tell("Werte werden geprüft")
    cells = coded(reading.rows)
    reading = replace(reading, rows=SCHEMA.empty_table())  # millions of rows that are no longer needed
    return _judged(report, cells, reading, choice)


@contextmanager
def opened(delivered: Delivered, limits: safety.Limits) -> Iterator[tuple[Delivered, tuple[Finding, ...]]]:
    """The file to read and what is worth saying; what is unpacked from a ZIP goes away again. Raises FileRefused."""
    if delivered.kind != "zip":
        yield delivered, safety.inspect(delivered, limits)
        return
    aside = Place()
    try:
        content, noticed = safety.opened(delivered, aside.path, limits)
        if content is not delivered:
            content = Delivered(content.path, one_line(content.name))
            noticed = (*noticed, Finding("notice", f"Gelesen wird „{content.name}“ aus dem Archiv."))
        yield content, noticed
    finally:
        aside.remove()


def _read(file: Delivered, decimal: str | None, source: str | None) -> Reading:
    """What the reader of a file makes of it; where the reader stumbles, the file is refused and the place logged."""
    try:
        return recognising.read(file, decimal, wanted(source))
    except STUMBLES as problem:
        logging.getLogger(__name__).exception("a reader stumbled over %s", file.sha256)
        raise FileRefused(
            f"„{file.name}“ ist anders aufgebaut, als das Programm es kennt, und wird nicht gelesen. "
            "Bitte die Datei noch einmal herunterladen; hilft das nicht, sie der Verwaltung geben."
        ) from problem


def _with_facts(report: Report, reading: Reading, noticed: tuple[Finding, ...]) -> Report:
    return replace(
        report,
        format=reading.format,
        title=reading.title,
        facts=dict(reading.facts),
        read=reading.rows.num_rows + int(reading.facts.get("unmapped", 0)),
        findings=(*noticed, *reading.findings),
    )


def _judged(report: Report, cells: Coded, reading: Reading, choice: Choice) -> Report:
    """With all findings about the rows, and what would be taken written aside where nothing is refused."""
    ledger = Ledger(cells)
    _say_what_was_read(ledger, reading, choice)
    plausibility.leave_out_unused(ledger, choice)
    leave_out_empty(ledger)
    plausibility.leave_out_other_days(ledger, choice)
    places = place(ledger, choice, TODAY or datetime.now(UTC).date())
    signed = sign(ledger, reading, choice)
    plausibility.check_units(ledger, choice, reading)
    plausibility.check_values(ledger, choice, signed.value)
    order = in_order(ledger, choice)
    plausibility.refuse_repeated(ledger, order)
    made = None
    if not ledger.refused.any():
        made = observe(ledger, order, choice, places, signed)
        made = series_checks.check_sums(ledger, made, places, choice.source)
        stored_totals.check(ledger, made, places, choice.source)
        characteristic_sums.check(ledger, made, choice.source)
        series_checks.warn_of_gaps(ledger, made, places)
        series_checks.warn_of_jumps(ledger, made)
        series_checks.warn_of_division(ledger, made, reading)
        own_checks.say_what_is_small(ledger, made, choice)
        own_checks.refuse_unguarded(ledger, made, choice)
    own_checks.warn_of_unfinished(ledger, choice)
    return _written(_counted(report, ledger, made, choice), made)


def _say_what_was_read(ledger: Ledger, reading: Reading, choice: Choice) -> None:
    encoding = reading.facts.get("encoding", "")
    if encoding and not encoding.upper().startswith(("UTF-8", "UTF8", "ASCII")):
        ledger.add("notice", f"Die Datei ist in {encoding} geschrieben und wurde so gelesen.")
    dropped = reading.facts.get("dropped")
    if dropped and dropped != "0":
        ledger.add("notice", f"Zeilen außerhalb Thüringens, nicht gelesen: {number(int(dropped), 0)}.")
    if headline := reading.facts.get("headline"):
        ledger.add("notice", f"Über der Tabelle steht: „{headline}“.")
    for notice in choice.notices:
        ledger.add("notice", notice)
    if choice.unknown:
        named = listed([f"„{name}“" for name in choice.unknown])
        what = "Reihe" if len(choice.unknown) == 1 else "Reihen"
        ledger.add("notice", f"{what} ohne Zuordnung, nicht übernommen: {named}.")


def _counted(report: Report, ledger: Ledger, made: Observations | None, choice: Choice) -> Report:
    taken = 0 if made is None else made.size
    refused = int(ledger.refused.sum())
    findings = [*report.findings, *ledger.findings]
    has_error = any(finding.severity == "error" for finding in findings)
    if not taken and not has_error:
        nothing = f"Die Datei enthält nichts, was übernommen werden kann. {choice.way_on}"
        findings.append(Finding("error", nothing.rstrip()))
    years = None if made is None or not taken else (int(made.year.min()), int(made.year.max()))
    return replace(
        report,
        findings=tuple(findings),
        taken=0 if has_error else taken,
        refused=refused,
        years=years,
    )


def _written(report: Report, made: Observations | None) -> Report:
    """With the observations in a folder of their own, where the file may be loaded."""
    if made is None or report.count("error"):
        return report
    aside = Place()
    made.write(aside.path)
    return replace(report, load=made.load_id(), version=versions.pointed_at_or_none(), place=aside)


def _compared(report: Report, tell: Say, *, list_changes: bool) -> Report:
    """With the change report. Own figures that cannot be protected are refused."""
    tell("Änderungen gegenüber dem Bestand werden ermittelt")
    try:
        found, changes = differences.compare(report.folder, report.source or "", listed=list_changes)
    except Refused as refused:
        return replace(report, findings=(*report.findings, Finding("error", str(refused))), load=None, taken=0)
    return replace(report, findings=(*report.findings, *found), changes=changes)


def _fit_to_be_shown(finding: Finding) -> Finding:
    """Without what a file may contain that steers a terminal or never ends."""
    return replace(
        finding,
        text=one_line(finding.text, LONGEST),
        column=one_line(finding.column) if finding.column else None,
        sign=one_line(finding.sign) if finding.sign else None,
        sheet=one_line(finding.sheet) if finding.sheet else None,
    )
