"""The addresses of the intake. Each asks for the role first, before it looks at what was sent.

All but the sign-in need the signed cookie, an own origin and, where they change something, the token of the form.
"""

from __future__ import annotations

import os
import re
import threading
from typing import IO, Any

from flask import Flask, Response, jsonify, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from dashboard import attempts, roles
from dashboard.intake import desk, starting
from dashboard.roles import NotAllowed
from indicators import versions
from indicators.wording import number

LONGEST_FORM = 20_000  # bytes around the file: borders, names, the source
TOO_LARGE = (
    f"Die Datei ist größer als {number(desk.LARGEST / 1_000_000, 0)} MB. Größere Dateien lädt die Verwaltung auf der "
    "Befehlszeile: python -m indicators load DATEI"
)
NO_ROOM = "Die Datei ließ sich nicht ablegen, vielleicht ist der Datenträger voll. Bitte die Verwaltung fragen."
NO_FILE = "Bitte eine Datei auswählen."
GONE = "Diese Lieferung liegt nicht mehr auf dem Tisch. Bitte die Seite neu laden."
SOURCE_KEY = re.compile(r"[a-z0-9_]{1,80}")


def register(server: Flask) -> None:
    """Add the addresses; clear away what an earlier run left behind. Raises RuntimeError for an unfit password."""
    roles.refuse_unfit(os.environ)
    if roles.is_on():
        desk.sweep()
    server.register_error_handler(NotAllowed, refused)
    server.register_error_handler(attempts.TooMany, lambda problem: refused(NotAllowed(str(problem), 429)))
    for rule, view, method in (
        ("anmeldung", sign_in, "POST"),
        ("abmeldung", sign_out, "POST"),
        ("annahme", stand, "GET"),
        ("annahme", receive, "POST"),
        ("annahme/aenderungen.csv", changes, "GET"),
        ("annahme/pruefen", check_again, "POST"),
        ("annahme/uebernehmen", load, "POST"),
        ("annahme/verwerfen", discard, "POST"),
        ("annahme/zurueck", roll_back, "POST"),
    ):
        server.add_url_rule(f"/daten/{rule}", f"intake_{view.__name__}", view, methods=[method])


def refused(problem: NotAllowed) -> Response:
    """One sentence, and nothing about why exactly."""
    response: Response = jsonify(error=str(problem))
    response.status_code = problem.status
    if problem.status == 429:
        response.headers["Retry-After"] = "900"
    return response


def sign_in() -> Response:
    """Name and password against a cookie."""
    found = roles.sign_in(_word("who"), _word("password"))
    response: Response = jsonify(who=found.who)
    roles.give(response, found)
    return response


def sign_out() -> Response:
    """The end of the session."""
    roles.sign_out(roles.require())
    response: Response = jsonify(said="Abgemeldet.")
    roles.take_back(response)
    return response


def stand() -> Response:
    """How far the work on the delivery is."""
    roles.require(form=False)
    here = desk.current()
    if here is None:
        return jsonify(phase="empty", words="")
    return jsonify(key=here.key, phase=here.phase, words=here.words)


def changes() -> Response:
    """Every figure that the delivery would change, as a file. Without particulars in the address but its own key."""
    roles.require(form=False)
    here = desk.current()
    if here is None or here.key != request.args.get("key") or here.phase != "checked" or not here.changes.is_file():
        raise NotAllowed(GONE, 409)
    response = send_file(here.changes, mimetype="text/csv", as_attachment=True, download_name="aenderungen.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def receive() -> Response:
    """A file: written to the desk as it comes in, then checked beside."""
    session = roles.require()
    if request.mimetype != "multipart/form-data":
        raise NotAllowed(NO_FILE, 400)
    if (request.content_length or 0) > desk.LARGEST + LONGEST_FORM:
        raise NotAllowed(TOO_LARGE, 413)
    received = Reception(session.who)
    try:
        source = received.read()
        delivery, handle = received.taken()
        delivery = delivery.changed(source=source)
        delivery.say("checking", "Die Prüfung beginnt")
        received.handle = None
        starting.start("check", delivery, handle)
    except OSError:
        received.give_up()
        raise NotAllowed(NO_ROOM, 507) from None
    except BaseException:
        received.give_up()
        raise
    forget = threading.Timer(desk.KEPT + 1, desk.sweep)
    forget.daemon = True
    forget.start()
    return jsonify(key=delivery.key, phase="checking")


class Reception:
    """A file on its way from the network onto the desk."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.delivery: desk.Delivery | None = None
        self.handle: int | None = None
        self._file: IO[bytes] | None = None

    def read(self) -> str | None:
        """Take the form apart while it comes in; the source that was chosen, if any."""
        parser = FormDataParser(
            stream_factory=self._open,
            max_form_memory_size=LONGEST_FORM,
            max_content_length=desk.LARGEST + LONGEST_FORM,
            max_form_parts=4,
        )
        try:
            _, form, _ = parser.parse_from_environ(request.environ)
        except RequestEntityTooLarge:
            raise NotAllowed(TOO_LARGE, 413) from None
        finally:
            if self._file is not None:
                self._file.close()
        return _source(form.get("source", ""))

    def taken(self) -> tuple[desk.Delivery, int]:
        """The delivery and its lock. Raises NotAllowed where no file came."""
        if self.delivery is None or self.handle is None:
            raise NotAllowed(NO_FILE, 400)
        if self.delivery.content.stat().st_size > desk.LARGEST:
            raise NotAllowed(TOO_LARGE, 413)
        return self.delivery, self.handle

    def give_up(self) -> None:
        """Leave nothing behind."""
        if self.handle is not None:
            os.close(self.handle)
        if self.delivery is not None:
            desk.clear(self.delivery)

    def _open(self, *_: Any, filename: str | None = None, **__: Any) -> IO[bytes]:
        """Where a part of the form that is a file is written."""
        if self.delivery is not None:
            raise NotAllowed("Bitte nur eine Datei auf einmal.", 400)
        if not filename:
            raise NotAllowed(NO_FILE, 400)
        try:
            self.delivery, self.handle = desk.claim(filename, self.who)
        except desk.Occupied as problem:
            raise NotAllowed(str(problem), 409) from None
        self._file = os.fdopen(os.open(self.delivery.content, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        return self._file


def check_again() -> Response:
    """The same file for another source, or with a decimal sign that was named."""
    roles.require()
    delivery, handle = _mine("refused", "checked", **_answer())
    delivery.say("checking", "Die Prüfung beginnt")
    starting.start("check", delivery, handle)
    return jsonify(phase="checking")


def load() -> Response:
    """What was shown becomes the next version."""
    session = roles.require()
    delivery, handle = _mine("checked", who=session.who)
    delivery.say("loading", "Das Laden beginnt")
    starting.start("load", delivery, handle)
    return jsonify(phase="loading")


def discard() -> Response:
    """The file and everything about it is removed."""
    roles.require()
    delivery, handle = _mine()
    desk.clear(delivery)
    os.close(handle)
    return jsonify(said="Verworfen.")


def roll_back() -> Response:
    """Another version of the store is used."""
    session = roles.require()
    version = _word("version")
    if version not in {facts.version for facts in versions.kept()}:
        raise NotAllowed("Diesen Datenbestand gibt es nicht mehr. Bitte die Seite neu laden.", 400)
    answer = starting.roll_back(version, session.who)
    if "error" in answer:
        raise NotAllowed(answer["error"], 409)
    return jsonify(answer)


def _mine(*phases: str, **changes: str | None) -> tuple[desk.Delivery, int]:
    """The delivery the reader has seen, locked, with some of its facts changed. Raises NotAllowed.

    `phases`: how far it must be; without any it may be anywhere, as long as nobody works on it.
    """
    delivery = desk.current()
    if delivery is None or delivery.key != _word("key"):
        raise NotAllowed(GONE, 409)
    try:
        handle = delivery.lock()
    except desk.Occupied as problem:
        raise NotAllowed(str(problem), 409) from None
    if phases and (delivery.phase not in phases or not delivery.has_content):
        os.close(handle)
        raise NotAllowed(GONE, 409)
    return (delivery.changed(**changes) if changes else delivery), handle


def _word(name: str) -> str:
    """One text of a small JSON object. Raises NotAllowed."""
    content = request.get_json(silent=True) if request.mimetype == "application/json" else None
    found = content.get(name) if isinstance(content, dict) else None
    if not isinstance(found, str) or len(found) > 2000:
        raise NotAllowed("Die Anfrage ist unvollständig. Bitte die Seite neu laden.", 400)
    return found


def _answer() -> dict[str, str | None]:
    """What was asked and is now known: the decimal sign or the source. Raises NotAllowed."""
    if "decimal" not in (request.get_json(silent=True) or {}):
        return {"source": _source(_word("source"))}
    if (sign := _word("decimal")) not in (",", "."):
        raise NotAllowed("Möglich sind Komma und Punkt.", 400)
    return {"decimal": sign}


def _source(text: str) -> str | None:
    """The key of a source; nothing chosen is None. Raises NotAllowed."""
    if not text:
        return None
    if not SOURCE_KEY.fullmatch(text):
        raise NotAllowed("Diese Quelle gibt es nicht.", 400)
    return text
