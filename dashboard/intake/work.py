"""The work on a delivery, in a process of its own: `python -m dashboard.intake.work check|load|rollback`.

The pages' processes only read the store; this one checks a file, loads it or returns to an earlier version, and ends.
What to do is written in the delivery's folder or comes on standard input, so that no name of a user is an argument.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import traceback
from collections.abc import Callable
from typing import Any

from dashboard.intake import desk
from indicators.refusal import Refused

MOST_SECONDS = 20 * 60
"""Processor time; a file that keeps a reader busy longer is ended."""
UNEXPECTED = "Bei der Arbeit an der Datei ist ein Fehler aufgetreten; der Datenbestand ist unverändert."
FAULTY = "Die Datei lässt sich nicht lesen. Bitte noch einmal herunterladen oder ein anderes Format wählen."
OUTDATED = (
    "Seit der Prüfung hat sich etwas geändert: der Datenbestand oder die Beschreibung der Quelle. "
    "Bitte die Datei noch einmal prüfen."
)


def check(delivery: desk.Delivery) -> None:
    """Check the file and write down what was found."""
    from indicators.deliveries import change_list, intake, report

    found = _checked(delivery, list_changes=True)
    content = report.as_json(found)
    if found.may_be_loaded:
        shutil.move(found.folder / change_list.FILE, delivery.changes)
    intake.discard(found)
    delivery.conclude(content)
    # A file that no answer would make acceptable is not kept any longer than it was read.
    if not found.may_be_loaded and not _may_be_answered(content):
        delivery.content.unlink(missing_ok=True)
    delivery.say("checked" if found.may_be_loaded else "refused", found.summary)


def load(delivery: desk.Delivery) -> None:
    """Load the file, if it still is what was confirmed."""
    from indicators.deliveries import intake

    confirmed, found = delivery.report, _checked(delivery)
    if found.load is None or (found.load, found.version) != (confirmed.get("load"), confirmed.get("version")):
        intake.discard(found)
        raise Outdated(OUTDATED)
    done = intake.load(found, delivery.who, say=lambda text: delivery.say("loading", text))
    intake.discard(found)
    delivery.content.unlink(missing_ok=True)
    delivery.say("loaded", done.text)


class Outdated(Refused):
    """What was confirmed is not what would be loaded."""


def rollback(wanted: dict[str, str]) -> dict[str, str]:
    """Return to an earlier version; the sentence that says so, or why not."""
    from indicators.deliveries import intake

    try:
        version = intake.rollback(wanted["version"], wanted["who"], patience=5)
    except Refused as problem:
        return {"error": str(problem)}
    return {"said": f"Datenbestand {version} ist in Gebrauch."}


def _checked(delivery: desk.Delivery, *, list_changes: bool = False) -> Any:
    from indicators.deliveries import checking
    from indicators.deliveries.files import Delivered

    phase = delivery.phase
    return checking.check(
        Delivered(delivery.content, delivery.name),
        delivery.source,
        decimal=delivery.decimal,
        list_changes=list_changes,
        say=lambda text: delivery.say(phase, text),
    )


def _may_be_answered(content: dict[str, Any]) -> bool:
    """Whether the file was understood but for its source or its decimal sign, which somebody may name."""
    nameless = bool(content["format"]) and content["source"] is None
    return nameless or any(finding["asks"] for finding in content["findings"])


def carried_out(delivery: desk.Delivery, work: Callable[[desk.Delivery], None]) -> int:
    """Do the work; whatever happens, the delivery says in German how it ended. Returns the exit status."""
    try:
        work(delivery)
    except Refused as problem:
        delivery.say("failed", str(problem))
    except Exception:  # noqa: BLE001  a hostile file may break any reader; the log gets the particulars
        traceback.print_exc()
        delivery.say("failed", FAULTY if work is check else UNEXPECTED)
        return 1
    return 0


def main(arguments: list[str]) -> int:
    """`check` or `load` what lies on the desk, or `rollback` as standard input says."""
    what = arguments[0]
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if what == "rollback":
        print(json.dumps(rollback(json.load(sys.stdin)), ensure_ascii=False))  # noqa: T201  read by who started this
        return 0
    delivery = next((one for one in [desk.current()] if one and one.key == arguments[1]), None)
    return 1 if delivery is None else carried_out(delivery, {"check": check, "load": load}[what])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
