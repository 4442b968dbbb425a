"""The open addresses of official files: records in `catalogue/shared/addresses.yaml`, hosts fixed here in the code.

A planner may correct an address in the YAML file; a new host is a decision of the programme (see HOSTS).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError, field_validator

from indicators.catalogue.reading import FOLDER, CatalogueError
from indicators.catalogue.records import Record

HOSTS = (
    "daten.gdz.bkg.bund.de",  # Bundesamt für Kartographie und Geodäsie
    "raw.githubusercontent.com",  # where the Robert Koch-Institut publishes
    "www.bbr-server.de",  # Bundesinstitut für Bau-, Stadt- und Raumforschung
    "www.regionalstatistik.de",  # Statistische Ämter des Bundes und der Länder
)
"""The only hosts from which anything is fetched."""

FILE = FOLDER / "shared" / "addresses.yaml"


class Address(Record):
    """Where a file of a publisher is found."""

    title: str
    service: Literal["file", "genesis"] = "file"
    url: str
    """May hold `{year}`."""
    year: str = ""
    """What stands for `{year}` where nobody asks for one: a year or `aktuell`."""
    name: str
    """File name of the download; may hold `{year}`, and `{table}` for the service."""
    contents: Literal["zip", "text"]
    """What the file must be, by its content."""
    sources: tuple[str, ...] = ()
    """Keys of the catalogue's sources that such files feed."""
    licence: str
    megabytes: float
    """About how large the file is."""
    limit_megabytes: int
    """Beyond this the download is broken off."""
    sha256: str = ""
    verified: bool
    """Whether somebody has seen this address answer; `note` says what is known."""
    note: str

    @field_validator("url")
    @classmethod
    def _lies_on_a_known_host(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.netloc not in HOSTS or "{" in parts.path.replace("{year}", ""):
            raise ValueError(f"not an https address on a host of HOSTS: {url}")
        return url

    @field_validator("name")
    @classmethod
    def _is_a_plain_name(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z0-9_.-]+", name.replace("{year}", "").replace("{table}", "")) or name[0] == ".":
            raise ValueError(f"not a plain file name: {name}")
        return name

    @property
    def limit(self) -> int:
        """Bytes."""
        return self.limit_megabytes * 1_000_000


@cache
def addresses() -> Mapping[str, Address]:
    """All addresses by key, in the order of the file. Raises CatalogueError."""
    try:
        content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        found = {str(key): Address(**value) for key, value in content.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, TypeError, AttributeError) as error:
        raise CatalogueError(f"{FILE.name}: {error}") from error
    return MappingProxyType(found)
