"""The commands around deliveries: check, load, history, versions, rollback, template, attack."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from indicators.refusal import Refused
from indicators.wording import local_time, number, several

DECIMALS = {"komma": ",", "punkt": "."}
"""What a reader calls the decimal sign -> the sign."""


FILE_KINDS = "CSV, XLSX, XLS oder ODS, auch als ZIP"
FORMATS = (
    "Erkannt werden Flat-CSV, Tabellen und Würfel aus GENESIS (Regionaldatenbank, Statistisches Bundesamt, Zensus), "
    "INKAR (Export der Webseite, Gesamtdatei), Arbeitsmappen der Statistik der BA, Berichte des TLS, Strukturdaten der "
    "Bundeswahlleiterin, GISD, IRIS und eigene Tabellen."
)
"""What a reader of the help may hand in."""


class NotLoaded(Refused):
    """The command ended without a load; the message is German."""


def add(commands: Any) -> None:
    """Add the commands to the subparsers of the command line."""
    check = commands.add_parser("check", help="eine Datei prüfen, ohne etwas zu ändern", description=FORMATS)
    _add_file(check)
    check.add_argument("--json", action="store_true", help="der Bericht als JSON")
    check.add_argument(
        "--changes", metavar="LISTE.csv", type=Path, help="alle geänderten und entfallenden Werte, alt und neu, als CSV"
    )
    check.set_defaults(run=_check)
    load = commands.add_parser(
        "load", help="eine Datei prüfen und als neuen Datenbestand übernehmen", description=FORMATS
    )
    _add_file(load)
    load.add_argument("--yes", action="store_true", help="ohne Rückfrage übernehmen")
    load.add_argument("--who", metavar="NAME", help="wer lädt; ohne Angabe der angemeldete Benutzer")
    load.set_defaults(run=_load)
    back = commands.add_parser("rollback", help="zu einem früheren Datenbestand zurückkehren")
    back.add_argument("version", metavar="STAND", nargs="?", help="aus „versions“; ohne Angabe der vorige")
    back.add_argument("--who", metavar="NAME", help="wer zurückkehrt; ohne Angabe der angemeldete Benutzer")
    back.set_defaults(run=_rollback)
    history = commands.add_parser("history", help="zeigen, wer wann was geladen hat")
    history.add_argument("--json", action="store_true", help="JSON")
    history.set_defaults(run=_history)
    kept = commands.add_parser("versions", help="die aufgehobenen Datenbestände zeigen")
    kept.set_defaults(run=_versions)
    _add_template(commands)
    attack = commands.add_parser(
        "attack", help="prüfen, ob sich Zurückgehaltenes aus eigenen Lieferungen errechnen lässt"
    )
    shape = attack.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--json", action="store_true", help="JSON")
    attack.set_defaults(run=_attack)


def _add_file(parser: Any) -> None:
    parser.add_argument("file", metavar="DATEI", type=Path, help=FILE_KINDS)
    parser.add_argument("--source", metavar="QUELLE", help="Kennung der Quelle, wenn sie nicht aus der Datei folgt")
    parser.add_argument(
        "--decimal", choices=list(DECIMALS), help="Dezimalzeichen, wenn Zahlen wie 1.234 zwei Lesarten haben"
    )


def _add_template(commands: Any) -> None:
    template = commands.add_parser(
        "template",
        help="eine eigene Tabelle oder die Reihen einer Datei beschreiben",
        description="Mit NAME: eine Vorlage zum Ausfüllen und ihre Beschreibung. Mit --from: die Beschreibung der "
        "Reihen einer Datei, die noch keiner Kennzahl zugeordnet sind. Vorhandenes wird nie überschrieben.",
    )
    template.add_argument(
        "name", metavar="NAME", nargs="?", help="wie die Kennzahl heißen soll, z. B. „Plätze in Kitas“"
    )
    template.add_argument(
        "--level", metavar="EBENE", default="district", help="district, municipality oder planning_area"
    )
    template.add_argument(
        "--format", choices=["csv", "xlsx", "ods"], help="die Vorlage nur in diesem Format; ohne Angabe CSV und XLSX"
    )
    template.add_argument("--from", dest="file", metavar="DATEI", type=Path, help=f"{FILE_KINDS}; statt NAME")
    template.add_argument(
        "--series", metavar="MUSTER", action="append", default=[],
        help="nur Reihen, deren Kennung oder Bezeichnung das enthält; mit * und ? ganz; auch mehrmals",
    )  # fmt: skip
    template.add_argument("--list", action="store_true", help="nur die Reihen der Datei zeigen")
    template.add_argument("--source", metavar="QUELLE", help="Kennung der neuen Quelle, z. B. lohnsteuer")
    template.add_argument(
        "--title", metavar="TITEL", help="Titel der Quelle; der Kennzahl nur, wenn die Datei keinen für sie hat"
    )
    template.add_argument(
        "--decimal", choices=list(DECIMALS), help="Dezimalzeichen, wenn Zahlen wie 1.234 zwei Lesarten haben"
    )
    template.add_argument("--folder", metavar="ORDNER", type=Path, help="wohin; ohne Angabe data/own")
    template.set_defaults(run=_template)


def _say() -> Callable[[str], None]:
    from indicators.deliveries.progress import Lines

    return Lines(sys.stderr)


def _report(chosen: argparse.Namespace) -> Any:
    from indicators.deliveries import checking, files, intake, safety

    if why := files.why_no_file(chosen.file) or _why_no_list(chosen):
        raise NotLoaded(why)
    try:
        return checking.check(
            chosen.file,
            chosen.source,
            decimal=DECIMALS.get(chosen.decimal),
            limits=safety.COMMAND_LINE,
            list_changes=getattr(chosen, "changes", None) is not None,
            say=_say(),
        )
    except OSError as problem:
        raise NotLoaded(intake.said_of(problem)) from problem


def _why_no_list(chosen: argparse.Namespace) -> str:
    """Why the changes cannot be written where they shall; empty where nothing speaks against it."""
    wanted: Path | None = getattr(chosen, "changes", None)
    if wanted is None:
        return ""
    if wanted.is_dir() or not wanted.parent.is_dir():
        return f"„{wanted}“ geht nicht als Datei für die Änderungen. Bitte einen Dateinamen in einem Ordner angeben."
    if wanted.exists() and wanted.samefile(chosen.file):
        return f"„{wanted}“ ist die Lieferung selbst. Bitte für die Änderungen einen anderen Namen angeben."
    return ""


def _keep_list(report: Any, wanted: Path) -> None:
    """Write the list of changes where it was asked for, whole or not at all."""
    from indicators.deliveries import change_list, partial_files

    fresh = wanted.with_name(f"{wanted.name}.part")
    try:
        shutil.copyfile(report.folder / change_list.FILE, fresh)
        fresh.replace(wanted)
    except OSError as problem:
        fresh.unlink(missing_ok=True)
        why = partial_files.TROUBLES.get(problem.errno or 0, "Fehler beim Schreiben")
        raise NotLoaded(f"„{wanted}“ lässt sich nicht schreiben: {why}.") from problem
    count = sum(one.changed + one.vanished for one in report.changes)
    told = several(count, "geänderter oder entfallender Wert", "geänderte und entfallende Werte")
    print(f"{told}: {wanted}", file=sys.stderr)


def _check(chosen: argparse.Namespace) -> None:
    from indicators.deliveries import report as reports

    report = _report(chosen)
    if chosen.json:
        print(json.dumps(reports.as_json(report), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(reports.lines(report)))
    if not report.may_be_loaded:
        raise NotLoaded("Die Datei kann so nicht geladen werden.")
    if chosen.changes is not None:
        _keep_list(report, chosen.changes)


def _load(chosen: argparse.Namespace) -> None:
    from indicators.deliveries import intake
    from indicators.deliveries import report as reports

    report = _report(chosen)
    print("\n".join(reports.lines(report)))
    if not report.may_be_loaded:
        raise NotLoaded("Nicht geladen; der Datenbestand ist unverändert.")
    if not chosen.yes and not _agreed():
        intake.discard(report)
        raise NotLoaded("Nicht geladen; der Datenbestand ist unverändert.")
    print(intake.load(report, chosen.who or "", say=_say()).text)


def _agreed() -> bool:
    print("Übernehmen? [j/N] ", end="", flush=True)
    return sys.stdin.readline().strip().casefold() in ("j", "ja")


def _rollback(chosen: argparse.Namespace) -> None:
    from indicators.deliveries import intake

    print(f"Datenbestand {intake.rollback(chosen.version, chosen.who, say=_say())} ist in Gebrauch.")


def _history(chosen: argparse.Namespace) -> None:
    from dataclasses import asdict

    from indicators.deliveries import intake

    entries = intake.history()
    if chosen.json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    for entry in entries:
        stands = f"Datenstand {entry.version_before or '–'} → {entry.version_after}"
        if entry.what == "rollback":
            what = f"zurückgekehrt: {stands}"
        else:
            what = (
                f"{entry.file} ({entry.source}): {several(entry.read, 'Wert', 'Werte')} gelesen, "
                f"{number(entry.taken, 0)} übernommen, {number(entry.refused, 0)} abgewiesen, "
                f"{number(entry.left_out, 0)} ausgelassen; SHA-256 {entry.short_sha256}; {stands}. {entry.summary}"
            )
        print(f"{_time(entry.at)}  {entry.who}  {what}")
    if not entries:
        print("Es wurde noch nichts geladen.")


def _versions(_: argparse.Namespace) -> None:
    from indicators import versions

    current = versions.pointed_at_or_none()
    for facts in versions.kept():
        mark = "in Gebrauch" if facts.version == current else ""
        loads = several(len(facts.loads), "Lieferung", "Lieferungen")
        print(f"{facts.version}  {_time(facts.built)}  {loads}  {mark}".rstrip())


def _time(at: str) -> str:
    """An ISO time as a reader sees it."""
    return local_time(datetime.fromisoformat(at))


def _template(chosen: argparse.Namespace) -> None:
    from indicators import versions

    folder = chosen.folder or versions.own_records()
    if (chosen.name is None) == (chosen.file is None):
        raise NotLoaded("Bitte entweder einen NAMEN für eine eigene Tabelle angeben oder mit --from eine Datei.")
    if chosen.file is not None:
        _template_from(chosen, folder)
        return
    from indicators.deliveries import template

    kinds: tuple[Any, ...] = (chosen.format,) if chosen.format else ("csv", "xlsx")
    for path in template.command(folder, chosen.name, chosen.level, kinds):
        print(path)


def _template_from(chosen: argparse.Namespace, folder: Path) -> None:
    from indicators.deliveries import template_from

    decimal = DECIMALS.get(chosen.decimal)
    wish = template_from.Wish(tuple(chosen.series), chosen.source, chosen.title, decimal)
    if chosen.list:
        print("\n".join(template_from.listed(template_from.series_of(chosen.file, wish))))
        return
    print("\n".join(template_from.lines(template_from.command(folder, chosen.file, wish), chosen.file)))


def _attack(chosen: argparse.Namespace) -> None:
    from indicators import confidentiality

    found = confidentiality.standing()
    if chosen.csv:
        sys.stdout.buffer.write(confidentiality.german_csv(found).encode("utf-8"))
    elif chosen.json:
        print(json.dumps(confidentiality.as_json(found), ensure_ascii=False, indent=1))
    else:
        print("\n".join(confidentiality.lines(found)))
    confidentiality.require_all_stand(found)
