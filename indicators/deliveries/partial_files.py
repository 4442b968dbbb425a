"""What a download is on disk: the growing part, the whole file, and what is written down beside each.

A download grows as `<name>.part` beside `<name>.part.json` (which file of the server it is a part of) and becomes
`<name>` only when it is whole; then `<name>.sha256` (as `sha256sum` writes it) and `<name>.json` (address, time, size)
lie beside it. What was downloaded before stays until that moment.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicators.deliveries.download_records import noted_in, record_of
from indicators.deliveries.files import Delivered
from indicators.deliveries.transport import FetchFailed
from indicators.versions import sync_folder

TROUBLES = {
    errno.ENOSPC: "der Datenträger ist voll",
    errno.EDQUOT: "das Kontingent auf dem Datenträger ist erschöpft",
    errno.EFBIG: "die Datei wird größer, als dieser Rechner erlaubt",
    errno.EACCES: "Schreibrechte fehlen",
    errno.EPERM: "Schreibrechte fehlen",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
}


@dataclass(frozen=True)
class Part:
    """The growing file of `target` and what is known of the file at `url` that it is a part of."""

    target: Path
    url: str

    @property
    def path(self) -> Path:
        """Where it grows."""
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def known(self) -> dict[str, Any]:
        """`etag`, `modified` and `total` of the file; empty where this part cannot be resumed."""
        noted = noted_in(self._note)
        return noted if noted.get("url") == self.url and self.size and validator(noted) else {}

    def note(self, marks: Mapping[str, str], total: int | None) -> None:
        """Write down of which file this is a part."""
        self._note.write_text(json.dumps({"url": self.url, "total": total, **marks}), encoding="utf-8")

    def forget(self) -> None:
        """Remove what was loaded."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def settle(self, sha256: str, facts: Mapping[str, Any]) -> None:
        """Become the target, with checksum and record beside it."""
        with open(self.path, "rb") as whole:
            os.fsync(whole.fileno())
        marks = {key: value for key, value in noted_in(self._note).items() if key in ("etag", "modified") and value}
        record_of(self.target).unlink(missing_ok=True)  # never beside a file it does not describe
        os.replace(self.path, self.target)
        self._note.unlink(missing_ok=True)
        beside = self.target.with_name(f"{self.target.name}.sha256")
        beside.write_text(f"{sha256}  {self.target.name}\n", encoding="utf-8")
        whole_record = {"url": self.url, **facts, **marks, "sha256": sha256, "size": self.target.stat().st_size}
        whole_record["fetched"] = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps(whole_record, ensure_ascii=False, indent=1)
        record_of(self.target).write_text(f"{text}\n", encoding="utf-8")
        sync_folder(self.target.parent)


def recorded(target: Path, url: str) -> dict[str, Any]:
    """The record of a download from `url`; empty where there is none or the file is no longer what it says."""
    noted = noted_in(record_of(target))
    if noted.get("url") != url or not target.is_file() or noted.get("size") != target.stat().st_size:
        return {}
    return noted if Delivered(target, target.name).sha256 == noted.get("sha256") else {}


def validator(noted: Mapping[str, Any]) -> str:
    """By what a server can tell that the rest belongs to the same file: a strong ETag, or the time of change."""
    etag = str(noted.get("etag", ""))
    return etag if etag.startswith('"') else str(noted.get("modified", ""))


@contextmanager
def reserved(target: Path) -> Iterator[None]:
    """The target for one process alone. Raises FetchFailed where another one is loading it or writing fails."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target.with_name(f"{target.name}.lock"), "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FetchFailed(f"„{target.name}“ wird gerade schon geladen. Bitte dessen Ende abwarten.") from None
            yield
    except OSError as problem:
        raise FetchFailed(
            f"„{target.name}“ lässt sich nicht speichern: {TROUBLES.get(problem.errno or 0, 'Fehler beim Schreiben')}. "
            "Bitte Platz und Rechte im Ordner der Downloads prüfen; was schon geladen ist, wird dann fortgesetzt."
        ) from None
