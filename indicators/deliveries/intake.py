"""`load`: a checked delivery becomes the next version, or everything stays as it was; `rollback`; `history`."""

from __future__ import annotations

import errno
import getpass
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators import building, versions, writing
from indicators.assembling import is_running
from indicators.deliveries import checking, journal, safety
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.observations import FILE
from indicators.deliveries.report import NO_CHANGE, Place, Report
from indicators.refusal import Refused
from indicators.wording import number

Say = Callable[[str], None]
PATIENCE = 60.0
"""Seconds a second load waits for the first."""
RECORD = "record.json"
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
    tell = say or (lambda _: None)
    try:
        with writing.only_writer(patience, tell):
            sweep()
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
    if before is not None and (active[-1:] == (report.load,) or (report.load in active and report.changes_nothing)):
        return Loaded(report, before, before, False, NO_CHANGE)
    loads = (*(load for load in active if load != report.load), report.load)
    is_new = not versions.load_folder(report.load).exists()
    try:
        if is_new:
            tell("Lieferung wird abgelegt")
            _keep(report, who)
        tell("Neuer Datenbestand wird gebaut")
        after, _ = building.build(loads=loads, publish=False, say=tell)
        _swap(before, after, _entry(report, who, before, after, loads))
    except BaseException:
        if is_new and report.load not in versions.active_loads():
            shutil.rmtree(versions.load_folder(report.load), ignore_errors=True)
        raise
    return Loaded(report, before, after, True, f"Geladen als Datenbestand {after}. {report.summary}")


def _swap(before: str | None, after: str, entry: journal.Entry) -> None:
    """Use another version and write it down; where that cannot be written, the old one stays in use."""
    versions.publish(after)
    try:
        journal.write(entry)
    except BaseException:
        if before is not None:
            versions.publish(before)
        raise


def rollback(version: str | None = None, who: str | None = None, *, patience: float = PATIENCE) -> str:
    """Return to a kept version, None: to the one in use before. Returns it. Raises LoadRefused, writing.Busy."""
    try:
        with writing.only_writer(patience):
            before = versions.pointed_at_or_none()
            wanted = version or _version_before(before)
            kept = {facts.version: facts for facts in versions.kept()}
            if wanted not in kept:
                raise LoadRefused(
                    f"Den Datenbestand „{journal.plain(wanted)[:40]}“ gibt es nicht mehr. "
                    f"Vorhanden: {', '.join(kept) or 'keiner'}."
                )
            if not versions.is_sound(wanted):
                raise LoadRefused(f"Der Datenbestand {wanted} ist beschädigt. Bitte einen anderen wählen.")
            if wanted != before:
                entry = journal.Entry(journal.now(), _who(who), "rollback", before, wanted, loads=kept[wanted].loads)
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


def sweep() -> None:
    """Remove what killed loads left behind: folders that no version and no line of the journal knows.

    Only where every version says what it is made of; otherwise nothing is touched. Call it as the only writer.
    """
    for path, process in Place.left_behind():
        if not is_running(process):
            shutil.rmtree(path, ignore_errors=True)
    folder = versions.folder() / "loads"
    if not folder.is_dir():
        return
    try:
        used = {load for path in versions.folder().glob("*.duckdb") for load in versions.facts_of(path.stem).loads}
    except versions.StoreMissing:
        return
    used |= {entry.load for entry in journal.entries() if entry.load}
    for found in folder.iterdir():
        if found.name not in used:
            shutil.rmtree(found, ignore_errors=True)


def _complete_journal() -> None:
    """A load that was killed after the swap and before its line was written gets its line now."""
    written = {entry.load for entry in journal.entries()}
    for load in versions.active_loads():
        if load in written:
            continue
        try:
            record = json.loads((versions.load_folder(load) / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        known = {"who", "at", "sha256", "read", "taken", "refused", "left_out"} & set(record)
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


def _keep(report: Report, who: str) -> None:
    """Write the folder of a load aside, sync it, and give it its name."""
    final = versions.load_folder(str(report.load))
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = final.with_name(f".{final.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        shutil.copyfile(report.folder / FILE, fresh / FILE)
        (fresh / RECORD).write_text(json.dumps(_record(report, who), ensure_ascii=False, indent=1), "utf-8")
        for path in fresh.iterdir():
            path.chmod(0o600)
            _sync(path)
        versions.sync_folder(fresh)
        os.replace(fresh, final)
        versions.sync_folder(final.parent)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _sync(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def _record(report: Report, who: str) -> dict[str, Any]:
    """Where a load comes from (R-01)."""
    names = ("name", "size", "sha256", "format", "title", "source", "read", "taken", "refused", "left_out", "years")
    return {name: getattr(report, name) for name in names} | {
        "facts": dict(report.facts),
        "load": report.load,
        "who": _who(who),
        "at": journal.now(),
    }


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
        if entry.version_after == current and entry.version_before:
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
