"""Downloads that survive a bad line: tried again after growing pauses, resumed where they broke off, checked whole."""

from __future__ import annotations

import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from indicators.deliveries.files import Delivered
from indicators.deliveries.partial_files import Part, recorded, reserved, validator
from indicators.deliveries.progress import Voice
from indicators.deliveries.transport import OFFICIAL, FetchFailed, Interrupted, Places, asked, opened
from indicators.wording import number

PIECE = 256 * 1024
SLOWEST = 1024
"""Bytes per second; a line slower than this over the reading timeout counts as broken."""
LONGEST_WAIT = 120.0
MAX_ROUNDS = 100
TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
REASONS = {
    401: "verlangt eine Anmeldung",
    403: "verweigert den Abruf",
    404: "kennt die Datei nicht (mehr)",
    410: "hat die Datei entfernt",
}
INSTEAD = {
    "empty": "eine leere Datei",
    "html": "eine Webseite statt der Datei (oft eine Störungs- oder Anmeldeseite)",
    "json": "eine Meldung statt der Datei",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long is waited for what, in seconds, and how often is tried without getting any further."""

    attempts: int = 5
    first_wait: float = 2.0
    connect: float = 15.0
    read: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Wanted:
    """A file to download; `limit` in bytes, `contents` is what it must be: zip or text."""

    url: str
    name: str
    contents: str
    limit: int
    licence: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Download:
    """A whole file on disk; `is_new` is false where the server has nothing newer than what lay here already."""

    path: Path
    sha256: str
    size: int
    is_new: bool


def download(
    wanted: Wanted, folder: Path, say: Voice, *, places: Places = OFFICIAL, patience: Patience | None = None
) -> Download:
    """The file in `folder`, downloaded, resumed or found unchanged. Raises FetchFailed."""
    patience = patience or Patience()
    target = folder / wanted.name
    part = Part(target, wanted.url)
    with reserved(target), opened(places) as session:
        before = recorded(target, wanted.url)
        if wanted.sha256 not in ("", before.get("sha256")):
            before = {}

        def attempt() -> bool:
            return _attempt(session, wanted, part, before, say, places, patience)

        if not persistently(attempt, patience, say, progress=lambda: part.size if part.known() else 0):
            return Download(target, str(before["sha256"]), int(before["size"]), is_new=False)
        with forgetting(part):
            file = checked(part.path, wanted)
        part.settle(file.sha256, {"licence": wanted.licence})
        return Download(target, file.sha256, target.stat().st_size, is_new=True)


@contextmanager
def forgetting(part: Part) -> Iterator[None]:
    """Nothing of a file that was refused stays."""
    try:
        yield
    except FetchFailed:
        part.forget()
        raise


def persistently(
    attempt: Callable[[], T], patience: Patience, say: Voice, *, progress: Callable[[], int] = lambda: 0
) -> T:
    """What an attempt returns, tried again after Interrupted with growing pauses; progress starts the count anew."""
    tried = 0
    for _ in range(MAX_ROUNDS):
        before = progress()
        try:
            return attempt()
        except Interrupted as trouble:
            tried = 1 if progress() > before else tried + 1
            if tried >= patience.attempts:
                kept = " Was schon geladen ist, bleibt und wird fortgesetzt." if progress() else ""
                raise FetchFailed(
                    f"{trouble}; {patience.attempts} Versuche blieben ohne Erfolg. Bitte später noch einmal.{kept}"
                ) from None
            wait = min(max(trouble.wait, patience.first_wait * 2 ** (tried - 1)), LONGEST_WAIT)
            say(f"{trouble}; neuer Versuch in {round(wait)} s.")
            patience.sleep(wait)
    raise FetchFailed("Die Verbindung bricht immer wieder ab. Bitte später noch einmal oder im Browser laden.")


def _attempt(
    session: requests.Session,
    wanted: Wanted,
    part: Part,
    before: Mapping[str, Any],
    say: Voice,
    places: Places,
    patience: Patience,
) -> bool:
    """One request; True when the part is whole, False when the download of last time is still what the server has."""
    known = part.known()
    headers = {"Range": f"bytes={part.size}-", "If-Range": validator(known)} if known else _only_if_newer(before)
    timeout = (patience.connect, patience.read)
    with asked(session, wanted.url, places, timeout=timeout, headers=headers) as answer:
        if answer.status_code == 304 and before and not known:
            return False
        if answer.status_code == 416 and known:
            if _range_of(answer) == f"bytes */{part.size}" and _is_same(answer, known):
                return True
            part.forget()
            raise Interrupted("Die Datei hat sich auf dem Server geändert")
        total, start = _extent(answer, known, part)
        if total is not None:
            enough_room(total - start, total, wanted.limit, part.target)
        with forgetting(part):
            part.note(_marks(answer), total)
            with open(part.path, "r+b" if start else "wb") as file:
                file.seek(start)
                done = receive(answer, file.write, say, patience, start=start, total=total, limit=wanted.limit)
    if total is not None and done != total:
        raise Interrupted("Die Verbindung ist abgebrochen")
    return True


def _extent(answer: requests.Response, known: Mapping[str, Any], part: Part) -> tuple[int | None, int]:
    """Size of the whole file, where the server says it, and the place from which this answer goes on."""
    refuse_status(answer, good=(200, 206))
    if answer.status_code == 200:  # everything anew: no range was asked for, or the file is another one now
        return announced(answer), 0
    found = re.fullmatch(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})", _range_of(answer))
    if known and found and int(found[1]) == part.size and _is_same(answer, known):
        total = int(found[2])
        if known.get("total") in (None, total):
            return total, part.size
    part.forget()
    raise Interrupted("Der Server setzt nicht dort fort, wo der Download abbrach; er beginnt von vorn")


def announced(answer: requests.Response) -> int | None:
    """Bytes the body should have; None where the server does not say it. Absurd numbers stay beyond every limit."""
    said = answer.headers.get("Content-Length", "").strip()
    return int(said[:16]) if re.fullmatch("[0-9]+", said) else None


def refuse_status(answer: requests.Response, good: tuple[int, ...] = (200,)) -> None:
    """Raises Interrupted for a passing trouble of the server, FetchFailed for what stays as it is."""
    status, host = answer.status_code, f"„{urlsplit(answer.url).hostname}“"
    if status in TRY_AGAIN:
        raise Interrupted(f"{host} ist gestört oder überlastet (HTTP {status})", _asked_wait(answer))
    if status not in good:
        reason = REASONS.get(status, "antwortet unerwartet")
        raise FetchFailed(
            f"{host} {reason} (HTTP {status}). Bitte die Adresse in "
            "indicators/catalogue/shared/addresses.yaml prüfen oder die Datei im Browser laden."
        )
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchFailed(f"{host} schickt die Datei anders verpackt als verlangt. Bitte im Browser laden.")


def enough_room(more: int, total: int, limit: int, target: Path) -> None:
    """Raises FetchFailed where the file is larger than allowed or the disk too small."""
    if total > limit:
        raise FetchFailed(_too_large(limit))
    if shutil.disk_usage(target.parent).free < more + 10_000_000:
        raise FetchFailed(
            f"Für „{target.name}“ fehlt Platz: {number(more / 1e6, 0)} MB werden noch gebraucht. Bitte Platz schaffen."
        )


def receive(
    answer: requests.Response,
    write: Callable[[bytes], object],
    say: Voice,
    patience: Patience,
    *,
    start: int = 0,
    total: int | None = None,
    limit: int,
) -> int:
    """Write the body piece by piece; returns the size of the file afterwards. Raises Interrupted or FetchFailed."""
    done = marked = start
    since = patience.clock()
    try:
        while piece := answer.raw.read1(PIECE, decode_content=False):
            done += len(piece)
            if done > limit:
                raise FetchFailed(_too_large(limit))
            write(piece)
            say.progress(done, total)
            now = patience.clock()
            if now - since > patience.read:
                if done - marked < SLOWEST * (now - since):
                    raise Interrupted("Die Verbindung steht fast still")
                since, marked = now, done
    except urllib3.exceptions.TimeoutError:
        raise Interrupted("Der Server schickt nichts mehr") from None
    except urllib3.exceptions.HTTPError:
        raise Interrupted("Die Verbindung ist abgebrochen") from None
    return done


def checked(path: Path, wanted: Wanted) -> Delivered:
    """The file at `path`, if it is what was wanted. Raises FetchFailed."""
    file = Delivered(path, wanted.name)
    checked_kind(file, wanted.contents)
    if wanted.contents == "zip" and not zipfile.is_zipfile(path):
        raise FetchFailed("Das geladene Archiv ist unvollständig. Nichts wurde übernommen; bitte noch einmal laden.")
    if wanted.sha256 and file.sha256 != wanted.sha256.lower():
        raise FetchFailed(
            f"Die Prüfsumme (SHA-256) stimmt nicht: erwartet {wanted.sha256.lower()}, geladen {file.sha256}. "
            "Nichts wurde übernommen."
        )
    return file


def checked_kind(file: Delivered, contents: str) -> None:
    """Raises FetchFailed where a file is not zip or text, as it should be."""
    if file.kind != contents:
        came = INSTEAD.get(file.kind, "etwas anderes als erwartet")
        raise FetchFailed(f"Der Server hat {came} geschickt. Nichts wurde übernommen; bitte später noch einmal.")


def _only_if_newer(before: Mapping[str, Any]) -> dict[str, str]:
    """Headers that let the server answer 304 where the download of last time is still what it has."""
    pairs = {"If-None-Match": before.get("etag"), "If-Modified-Since": before.get("modified")}
    return {name: str(value) for name, value in pairs.items() if value}


def _marks(answer: requests.Response) -> dict[str, str]:
    return {"etag": answer.headers.get("ETag", ""), "modified": answer.headers.get("Last-Modified", "")}


def _is_same(answer: requests.Response, known: Mapping[str, Any]) -> bool:
    etag = answer.headers.get("ETag", "")
    return not etag or not known.get("etag") or etag == known["etag"]


def _range_of(answer: requests.Response) -> str:
    return answer.headers.get("Content-Range", "").strip()


def _asked_wait(answer: requests.Response) -> float:
    """Seconds of Retry-After; 0 where it says nothing usable."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said[:6])
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def _too_large(limit: int) -> str:
    return f"Der Server schickt mehr als die erlaubten {number(limit / 1e6, 0)} MB; der Download wurde abgebrochen."
