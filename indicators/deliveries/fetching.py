"""`python -m indicators fetch`: official files from their open addresses into the folder of downloads.

What is fetched is not loaded: it lies there with checksum and record until somebody checks and loads it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.deliveries.addresses import Address, addresses
from indicators.deliveries.downloading import Download, Patience, Wanted, download
from indicators.deliveries.genesis_service import account, fetch_table, question_of
from indicators.deliveries.progress import Voice
from indicators.deliveries.transport import OFFICIAL, FetchFailed, Places
from indicators.wording import number

YEAR = re.compile(r"(19|20)\d\d|aktuell")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Options:
    """What may be said beside the key: a table number, a year (of the service also `2015-2024`), a checksum."""

    table: str | None = None
    year: str | None = None
    sha256: str | None = None


def listed() -> list[str]:
    """The keys that can be fetched, a line each, and which of their addresses nobody has tried yet."""
    lines = [f"{key:<20} {address.title}, {_size(address)}" for key, address in addresses().items()]
    untried = [key for key, address in addresses().items() if not address.verified]
    if untried:
        lines.append(f"Noch nicht erprobte Adressen: {', '.join(untried)}.")
    return lines


def command(
    key: str,
    folder: Path,
    options: Options,
    say: Voice,
    *,
    known: Mapping[str, Address] | None = None,
    environment: Mapping[str, str] = os.environ,
    places: Places = OFFICIAL,
    patience: Patience | None = None,
) -> Download:
    """Fetch what `key` names into `folder` and say where it lies. Raises FetchFailed.

    `known`, `places` and `patience` are for tests; nothing a user writes reaches them.
    """
    known = addresses() if known is None else known
    address = known.get(key)
    if address is None:
        raise FetchFailed(f"„{key}“ ist unbekannt. Laden lassen sich: {', '.join(known)}.")
    if options.sha256 and not SHA256.fullmatch(options.sha256):
        raise FetchFailed("Eine Prüfsumme (SHA-256) hat 64 Zeichen aus 0–9 und a–f.")
    try:
        if address.service == "genesis":
            got = _table(address, folder, options, say, environment, places, patience)
        else:
            got = _file(address, folder, options, say, places, patience)
    except KeyboardInterrupt:
        raise FetchFailed(
            "Abgebrochen. Derselbe Aufruf setzt den Download fort, soweit der Server es zulässt."
        ) from None
    say(f"{'Geladen' if got.is_new else 'Unverändert'}: {got.path} ({number(got.size / 1e6, 1)} MB)")
    say(f"SHA-256: {got.sha256}")
    return got


def _file(
    address: Address, folder: Path, options: Options, say: Voice, places: Places, patience: Patience | None
) -> Download:
    if options.table:
        raise FetchFailed(
            "--table gehört zur Regionaldatenbank: python -m indicators fetch regionaldatenbank --table …"
        )
    has_years = "{year}" in address.url
    if options.year and not has_years:
        raise FetchFailed("Diese Datei gibt es nur in einer Ausgabe; bitte ohne --year laden.")
    year = options.year or address.year
    if has_years and not YEAR.fullmatch(year):
        raise FetchFailed("Das Jahr hat vier Ziffern, z. B. --year 2025.")
    wanted = Wanted(
        url=address.url.replace("{year}", year),
        name=address.name.replace("{year}", year),
        contents=address.contents,
        limit=address.limit,
        licence=address.licence,
        sha256=(options.sha256 or address.sha256).lower(),
    )
    say(f"{address.title}: {wanted.url}")
    return download(wanted, folder, say, places=places, patience=patience)


def _table(
    address: Address,
    folder: Path,
    options: Options,
    say: Voice,
    environment: Mapping[str, str],
    places: Places,
    patience: Patience | None,
) -> Download:
    if options.sha256:
        raise FetchFailed(
            "Die Regionaldatenbank stellt jede Datei neu zusammen; eine Prüfsumme lässt sich nicht vorgeben."
        )
    question = question_of(options.table, options.year)
    who = account(environment)
    name = address.name.replace("{table}", question.table.lower()).replace("{year}", question.years)
    say(f"Regionaldatenbank, Tabelle {question.table}, {question.years}")
    return fetch_table(
        question,
        who,
        folder / name,
        say,
        url=address.url,
        limit=address.limit,
        licence=address.licence,
        places=places,
        patience=patience,
    )


def _size(address: Address) -> str:
    if address.megabytes < 1:
        return "unter 1 MB"
    return f"etwa {number(address.megabytes, 0)} MB"
