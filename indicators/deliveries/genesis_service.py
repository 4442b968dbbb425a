"""Tables of the Regionaldatenbank by its web service (GENESIS), with the user's own account.

One POST to `data/tablefile` with the account in header fields and the question in a form; the answer is a flat CSV
file, plain or alone in a zip archive, or else a message: JSON or a web page, with status 200 as well as 401 or 404.
The account comes from the environment (GENESIS_USER, GENESIS_PASSWORD; a token is a user without password) and goes
nowhere but into these two header fields: never into an argument, an address, a file, a line on screen or an error.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import urllib3

from indicators.deliveries.downloading import (
    TRY_AGAIN,
    Download,
    Patience,
    announced,
    checked_kind,
    enough_room,
    forgetting,
    persistently,
    receive,
    refuse_status,
)
from indicators.deliveries.files import Delivered
from indicators.deliveries.partial_files import Part, reserved
from indicators.deliveries.progress import Voice
from indicators.deliveries.transport import OFFICIAL, FetchFailed, Places, asked, opened
from indicators.wording import number

USER, PASSWORD = "GENESIS_USER", "GENESIS_PASSWORD"
TABLE = re.compile(r"\d{5}(-[0-9A-Z]{1,2}){1,5}")
YEARS = re.compile(r"((?:19|20)\d\d)(?:-((?:19|20)\d\d))?")
ANSWER_LIMIT = 4_000_000
"""Bytes of a message; a longer one is none."""
ACCOUNT_REFUSED = (
    f"Die Regionaldatenbank nimmt die Anmeldung nicht an. Bitte {USER} und {PASSWORD} prüfen (ein Token steht in "
    f"{USER}, {PASSWORD} bleibt dann leer); ein kostenloses Konto gibt es unter www.regionalstatistik.de."
)
MESSAGES = {
    -1: "Die Regionaldatenbank meldet einen inneren Fehler (Code -1). Bitte später noch einmal versuchen.",
    2: ACCOUNT_REFUSED,
    6: "Für dieses Konto laufen schon zu viele Abrufe zugleich (Code 6). Bitte einige Minuten warten.",
    15: ACCOUNT_REFUSED,
    90: "Die Regionaldatenbank kennt keine Tabelle „{table}“ (Code 90). Bitte die Nummer prüfen.",
    98: "Die Tabelle „{table}“ ist zu groß für den direkten Abruf (Code 98). Bitte weniger Jahre verlangen, z. B. "
    "--year 2024, oder die Datei auf www.regionalstatistik.de als Auftrag anlegen und dort herunterladen.",
    99: "Die Regionaldatenbank hat für „{table}“ einen Auftrag angelegt, statt die Datei zu schicken (Code 99). Das "
    "Ergebnis liegt in Kürze im eigenen Konto auf www.regionalstatistik.de unter „Ergebnisse“.",
    104: "Zu „{table}“ gibt es für {years} keine Werte, oder es gibt keine solche Tabelle (Code 104). Bitte Nummer und "
    "Jahr prüfen.",
}
"""Code of a message -> what to do; `{table}` and `{years}` are filled in."""


@dataclass(frozen=True)
class Account:
    """Who asks; never shown."""

    user: str = field(repr=False)
    password: str = field(repr=False)

    def headers(self) -> dict[str, str | bytes]:
        """The header fields of the service, as bytes where a sign is not ASCII."""
        return {"username": self.user.encode("utf-8"), "password": self.password.encode("utf-8")}


@dataclass(frozen=True)
class Question:
    """A table and the years wanted of it."""

    table: str
    first: int
    last: int

    @property
    def years(self) -> str:
        """`2024` or `2015-2024`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def form(self) -> dict[str, str]:
        """The form fields of `data/tablefile`: all of the table, empty rows kept, as flat CSV, at once."""
        return {
            "name": self.table,
            "area": "all",
            "compress": "false",
            "transpose": "false",
            "format": "ffcsv",
            "job": "false",
            "startyear": str(self.first),
            "endyear": str(self.last),
            "language": "de",
        }


def account(environment: Mapping[str, str] = os.environ) -> Account:
    """The account from the environment. Raises FetchFailed, without repeating what stands there."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if not user:
        raise FetchFailed(
            f"Für die Regionaldatenbank fehlen die Zugangsdaten: Bitte die Umgebungsvariablen {USER} und {PASSWORD} "
            "setzen. Ein kostenloses Konto gibt es unter www.regionalstatistik.de."
        )
    for name, value in ((USER, user), (PASSWORD, password)):
        if value != value.strip() or any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
            raise FetchFailed(f"{name} enthält Leerzeichen am Rand, einen Zeilenumbruch oder ein Steuerzeichen.")
    return Account(user, password)


def question_of(table: str | None, years: str | None) -> Question:
    """A table number and `2024` or `2015-2024` as a question. Raises FetchFailed."""
    if not table or not TABLE.fullmatch(table.strip().upper()):
        raise FetchFailed("Welche Tabelle? Bitte ihre Nummer angeben, z. B. --table 12411-01-01-4.")
    found = YEARS.fullmatch((years or "").strip().replace("–", "-"))
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise FetchFailed("Welches Jahr? Bitte ein Jahr oder eine Spanne angeben, z. B. --year 2024 oder 2015-2024.")
    return Question(table.strip().upper(), int(found[1]), int(found[2] or found[1]))


def fetch_table(
    question: Question,
    who: Account,
    target: Path,
    say: Voice,
    *,
    url: str,
    limit: int,
    licence: str = "",
    places: Places = OFFICIAL,
    patience: Patience | None = None,
) -> Download:
    """The table as flat CSV in `target`; `limit` in bytes, of the answer and of what is unpacked from it."""
    patience = patience or Patience()
    part = Part(target, f"{url}#{question.table}:{question.years}")
    with reserved(target), opened(places) as session:

        def attempt() -> None:
            part.forget()  # an answer to a POST cannot be resumed
            with asked(
                session,
                url,
                places,
                timeout=(patience.connect, max(patience.read, 300.0)),  # the service thinks before it writes
                headers=who.headers(),
                form=question.form(),
            ) as answer:
                _refuse_message_of(answer, question, who)
                total = announced(answer)
                if total is not None:
                    enough_room(total, total, limit, target)
                with open(part.path, "wb") as file:
                    receive(answer, file.write, say, patience, total=total, limit=limit)

        with forgetting(part):
            persistently(attempt, patience, say)
            _unpack(part, target, limit)
            file = Delivered(part.path, target.name)
            if file.kind == "json":
                raise FetchFailed(_sentence(_message(file.path.read_bytes()[:ANSWER_LIMIT]), question, who))
            checked_kind(file, "text")
            if b";" not in file.head.partition(b"\n")[0]:
                raise FetchFailed("Die Regionaldatenbank hat keine CSV-Tabelle geschickt. Nichts wurde übernommen.")
        facts = {"table": question.table, "years": question.years, "licence": licence}
        part.settle(file.sha256, facts)
    return Download(target, file.sha256, target.stat().st_size, is_new=True)


def _refuse_message_of(answer: requests.Response, question: Question, who: Account) -> None:
    """Refuse what is not the file: 401 and 404 carry the reason as JSON, which says more than the status."""
    if answer.status_code in TRY_AGAIN or answer.status_code == 200:
        refuse_status(answer)
        return
    try:
        body = answer.raw.read(ANSWER_LIMIT, decode_content=False)
    except (urllib3.exceptions.HTTPError, OSError):
        body = b""
    message = _message(body)
    if message:
        raise FetchFailed(_sentence(message, question, who))
    if answer.status_code in (401, 403):
        raise FetchFailed(ACCOUNT_REFUSED)
    refuse_status(answer)


def _message(body: bytes) -> dict[str, Any]:
    """`Code` and `Content` of a message, in its envelope or flat; empty where there is none."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    status = found.get("Status")
    inner = status if isinstance(status, dict) else found
    return {key: inner[key] for key in ("Code", "Content") if key in inner}


def _sentence(message: Mapping[str, Any], question: Question, who: Account) -> str:
    """What to do about a message; unknown ones are repeated, unless they hold a part of the account."""
    try:
        code: int | None = int(str(message.get("Code")))
    except ValueError:
        code = None
    if code in MESSAGES:
        return MESSAGES[code].format(table=question.table, years=question.years)
    said = " ".join(str(message.get("Content") or "").split())[:300]
    said = "".join(sign for sign in said if sign.isprintable())
    if any(secret and secret.casefold() in said.casefold() for secret in (who.user, who.password)):
        said = ""
    number_of = "" if code is None else f" (Code {code})"
    return (
        f"Die Regionaldatenbank hat statt der Tabelle „{question.table}“ eine Meldung geschickt{number_of}"
        + (f": {said}" if said else ".")
        + " Nichts wurde übernommen."
    )


def _unpack(part: Part, target: Path, limit: int) -> None:
    """Where the answer is a zip archive with one CSV file, that file takes its place. Raises FetchFailed."""
    if Delivered(part.path, target.name).kind != "zip":
        return
    plain = part.path.with_name(f"{part.path.name}.csv")
    try:
        with zipfile.ZipFile(part.path) as archive:
            member = _only_csv(archive, limit)
            with archive.open(member) as packed, open(plain, "wb") as file:
                done = 0
                while piece := packed.read(1 << 20):
                    done += len(piece)
                    if done > limit:
                        raise FetchFailed(_bomb(limit))
                    file.write(piece)
        os.replace(plain, part.path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise FetchFailed("Das Archiv der Regionaldatenbank ist beschädigt. Bitte noch einmal laden.") from None
    finally:
        plain.unlink(missing_ok=True)


def _only_csv(archive: zipfile.ZipFile, limit: int) -> zipfile.ZipInfo:
    """The only file of the archive; its name is looked at but never used."""
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) != 1 or not files[0].filename.lower().endswith(".csv") or files[0].flag_bits & 1:
        raise FetchFailed("Das Archiv der Regionaldatenbank enthält nicht genau eine lesbare CSV-Datei.")
    if files[0].file_size > limit:
        raise FetchFailed(_bomb(limit))
    return files[0]


def _bomb(limit: int) -> str:
    return f"Das Archiv enthält mehr als die erlaubten {number(limit / 1e6, 0)} MB. Nichts wurde übernommen."
