"""`load`: a checked delivery becomes the next version, or everything stays as it was; `rollback`; `history`."""

from __future__ import annotations

import errno
import getpass
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indicators import assembling, building, sheets_ahead, versions, writing
from indicators.catalogue import catalogue
from indicators.deliveries import checking, journal, load_folders, safety, unfinished
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.observations import FILE
from indicators.deliveries.progress import never_silent
from indicators.deliveries.report import NO_CHANGE, Report
from indicators.merging import words_in
from indicators.refusal import Refused
from indicators.wording import number

Say = Callable[[str], None]
LONGEST_ADDRESS = 500
PATIENCE = 60.0
"""Seconds a second load waits for the first."""
NOTED = "Als Lieferung vermerkt; die Zahlen sind dieselben."
DISK_FULL = "Der Datenträger ist voll; der bisherige Datenbestand gilt weiter. Bitte Platz schaffen und wiederholen."


class LoadRefused(Refused):
    """Nothing was loaded and nothing has changed; the message is German and says why."""


@dataclass(frozen=True)
class Loaded:
    """What a load has done."""

    report: Report
    version_before: str | None
    version_after: str
    changed: bool
    text: str
    """One sentence for whoever loaded it."""


def load(
    delivery: Report | Delivered | Path,
    who: str,
    *,
    source: str | None = None,
    limits: safety.Limits = safety.UPLOAD,
    patience: float = PATIENCE,
    say: Say | None = None,
) -> Loaded:
    """Make a file the next version. A report that was confirmed is loaded only if its version is still in use.

    Raises LoadRefused, FileRefused (both say why in German), writing.Busy, and building.BuildRefused; whatever is
    raised, the version in use, the loads and the journal are as before.
    """
    try:
        with never_silent(say) as tell, writing.only_writer(patience, tell):
            unfinished.sweep()
            _complete_journal()
            report = (
                delivery if isinstance(delivery, Report) else checking.check(delivery, source, limits=limits, say=tell)
            )
            return _load(report, who, tell)
    except OSError as problem:
        raise LoadRefused(said_of(problem)) from problem


def _load(report: Report, who: str, tell: Say) -> Loaded:
    if report.load is None:
        raise FileRefused(
            f"„{report.name}“ wird nicht geladen: {number(report.count('error'), 0)} Fehler.",
            [finding for finding in report.findings if finding.severity == "error"],
        )
    before, active = versions.pointed_at_or_none(), versions.active_loads()
    if report.version != before:
        raise LoadRefused(
            "Seit der Prüfung ist ein anderer Datenbestand in Gebrauch gekommen. Bitte die Datei noch einmal prüfen."
        )
    if before is not None and _says_nothing_new(report, active):
        return _noted(report, who, before, active)
    loads = (*(load for load in active if load != report.load), report.load)
    is_new = not versions.load_folder(report.load).exists()
    try:
        if is_new:
            tell("Lieferung wird abgelegt")
            load_folders.keep(report.load, report.folder / FILE, _record(report, who))
        tell("Neuer Datenbestand wird gebaut")
        after = _built(loads, before, tell)
        _swap(before, after, _entry(report, who, before, after, loads))
    except BaseException:
        if is_new and report.load not in versions.active_loads():
            shutil.rmtree(versions.load_folder(report.load), ignore_errors=True)
        raise
    return Loaded(report, before, after, True, f"Geladen als Datenbestand {after}. {report.summary}")


def _built(loads: tuple[str, ...], before: str | None, tell: Say) -> str:
    """The version with these loads, ready to be used."""
    unfinished.begin(versions.version_of(loads))
    try:
        after, _ = building.build(loads=loads, publish=False, say=tell)
        sheets_ahead.prepare(after, before, tell)
    except BaseException:
        unfinished.sweep()
        raise
    return after


def _says_nothing_new(report: Report, active: tuple[str, ...]) -> bool:
    """Whether a version with this delivery would be the one in use.

    Of own figures the delivered ones are compared: two that are both withheld look alike, and one may be right.
    """
    if active[-1:] == (report.load,):
        return True
    if not report.changes_nothing:
        return False
    is_own = report.source is not None and not catalogue().sources[report.source].published
    return not is_own or assembling.repeats(report.folder / FILE, active)


def _noted(report: Report, who: str, version: str, loads: tuple[str, ...]) -> Loaded:
    """Write down a delivery that makes no new version; the same file again is not even that."""
    if any(entry.sha256 == report.sha256 and entry.load == report.load for entry in journal.entries()):
        return Loaded(report, version, version, False, NO_CHANGE)
    entry = replace(
        _entry(report, who, version, version, loads), taken=0, left_out=report.left_out + report.taken, summary=NOTED
    )
    journal.write(entry)
    return Loaded(report, version, version, False, NOTED)


def _swap(before: str | None, after: str, entry: journal.Entry) -> None:
    """Use another version and write it down; where that cannot be written, the old one stays in use."""
    versions.publish(after)
    unfinished.end()
    try:
        journal.write(entry)
    except BaseException:
        if before is not None:
            versions.publish(before)
        raise


def rollback(
    version: str | None = None, who: str | None = None, *, patience: float = PATIENCE, say: Say | None = None
) -> str:
    """Return to a kept version, None: to the one in use before. Returns it. Raises LoadRefused, writing.Busy."""
    try:
        with never_silent(say) as tell, writing.only_writer(patience, tell):
            before = versions.pointed_at_or_none()
            unfinished.sweep()
            wanted = version or _version_before(before)
            kept = {facts.version: facts for facts in versions.kept()}
            if wanted not in kept:
                raise LoadRefused(
                    f"Einen Datenbestand „{journal.plain(wanted)[:40]}“ gibt es nicht. "
                    f"Vorhanden: {', '.join(kept) or 'keiner'}."
                )
            if not versions.is_sound(wanted):
                raise LoadRefused(f"Der Datenbestand {wanted} ist beschädigt. Bitte einen anderen wählen.")
            if wanted != before:
                entry = journal.Entry(journal.now(), _who(who), "rollback", before, wanted, loads=kept[wanted].loads)
                with suppress(sheets_ahead.Unanswered):  # whoever returns has a reason to; the pages will say the rest
                    sheets_ahead.prepare(wanted, before, tell)
                _swap(before, wanted, entry)
            return wanted
    except OSError as problem:
        raise LoadRefused(said_of(problem)) from problem


def history() -> list[journal.Entry]:
    """Loads and returns to earlier versions, newest first."""
    return journal.entries()


def discard(report: Report) -> None:
    """Forget a report that nobody wants to load; nothing else is kept of it."""
    if report.place is not None:
        report.place.remove()


def _complete_journal() -> None:
    """A load that was killed after the swap and before its line was written gets its line now."""
    written = {entry.load for entry in journal.entries() if not entry.is_note}
    for load in versions.active_loads():
        if load in written:
            continue
        try:
            record = json.loads((versions.load_folder(load) / load_folders.RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        known = {"who", "at", "sha256", "read", "taken", "refused", "left_out", "url", "fetched"} & set(record)
        journal.write(
            journal.Entry(
                what="load",
                version_before=None,
                version_after=versions.pointed_at(),
                load=load,
                file=str(record.get("name", "")),
                source=str(record.get("source") or ""),
                summary="Nachgetragen: Das Laden wurde nach der Umstellung unterbrochen.",
                loads=versions.active_loads(),
                **{"who": "unbekannt", "at": journal.now()} | {name: record[name] for name in known},
            )
        )


def _record(report: Report, who: str) -> dict[str, Any]:
    """Where a load comes from (R-01): which file, from where, under which licence, on which territory, read by what."""
    names = ("name", "size", "sha256", "format", "title", "source", "read", "taken", "refused", "left_out", "years")
    source = catalogue().sources[report.source or ""]
    return {name: getattr(report, name) for name in names} | {
        "licence": source.licence,
        "territory": source.territory,
        "divisions": sorted(filter(None, words_in(report.folder / FILE)["division"])),
        **_address(report),
        "inputs": versions.input_version(),
        "facts": dict(report.facts),
        "load": report.load,
        "who": _who(who),
        "at": journal.now(),
    }


def _address(report: Report) -> dict[str, str]:
    """Where the file was fetched and when; of a file nobody fetched the address of its source, and no time."""
    known = {name: journal.plain(report.origin.get(name, ""), LONGEST_ADDRESS) for name in ("url", "fetched")}
    return known if known["url"] else known | {"url": catalogue().sources[report.source or ""].url or ""}


def _entry(report: Report, who: str, before: str | None, after: str, loads: tuple[str, ...]) -> journal.Entry:
    return journal.Entry(
        at=journal.now(),
        who=_who(who),
        what="load",
        version_before=before,
        version_after=after,
        load=report.load,
        file=journal.plain(report.name),
        sha256=report.sha256,
        source=report.source or "",
        read=report.read,
        taken=report.taken,
        refused=report.refused,
        left_out=report.left_out,
        summary=report.summary,
        loads=loads,
        **_address(report),
    )


def _who(who: str | None) -> str:
    """A name for the journal: the one given, else that of the user at the machine."""
    if who and journal.plain(who):
        return journal.plain(who)
    try:
        return journal.plain(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return "unbekannt"


def _version_before(current: str | None) -> str:
    """The version that was in use before the current one, by the journal, else the newest other one."""
    for entry in journal.entries():
        if entry.version_after == current and entry.version_before and not entry.is_note:
            return entry.version_before
    others = [facts.version for facts in versions.kept() if facts.version != current]
    if not others:
        raise LoadRefused("Es gibt keinen früheren Datenbestand, zu dem zurückgekehrt werden könnte.")
    return others[0]


def said_of(problem: OSError) -> str:
    """What a person can do about it, in German."""
    full = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    if problem.errno in full or any(os.strerror(number) in str(problem) for number in full):  # Arrow keeps no number
        return DISK_FULL
    return "Der neue Datenbestand ließ sich nicht schreiben; der bisherige gilt weiter. Bitte die Verwaltung fragen."
