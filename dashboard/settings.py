"""What only the operator knows: who runs this, who answers, how accessible it is. Read from `settings.toml`.

The environment variable SOZIALPLANUNG_SETTINGS names another file, so that an update never overwrites what was entered.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

VARIABLE = "SOZIALPLANUNG_SETTINGS"
SHIPPED = Path(__file__).resolve().parent / "settings.toml"
LOOPBACK = IPv4Network("127.0.0.0/8")

OptionalDate = Annotated[date | None, BeforeValidator(lambda value: None if value == "" else value)]
Reason = Literal["unvereinbar", "belastung", "ausgenommen"]


class SettingsError(RuntimeError):
    """The file is absent, no TOML, or holds an entry nobody reads; the message is a German sentence."""


class Entries(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt entry would otherwise stay empty on the page."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Operator(Entries):
    """Who offers this application (Betreiber)."""

    name: str = ""
    address: str = ""
    """Lines of a postal address."""
    represented_by: str = ""
    email: str = ""
    phone: str = ""


class Imprint(Entries):
    """What the Impressum says beyond the operator."""

    responsible: str = ""
    """Person responsible for the content; lines."""
    additional: str = ""


class DataProtection(Entries):
    """What the privacy page says beyond what the application itself does."""

    officer: str = ""
    officer_email: str = ""
    legal_basis: str = ""
    hosting: str = ""
    """Where the server stands and what is logged in front of this application."""
    additional: str = ""


class InaccessibleContent(Entries):
    """One thing that is not accessible, with the reason and where else it can be had."""

    what: str
    reason: Reason
    why: str
    alternative: str = ""


class Accessibility(Entries):
    """The statement after the Commission's decision (EU) 2018/1523."""

    compliance: Literal["", "vollständig", "teilweise", "nicht"] = ""
    created: OptionalDate = None
    reviewed: OptionalDate = None
    method: Literal["", "Selbstbewertung", "Bewertung durch Dritte"] = ""
    feedback_email: str = ""
    feedback_phone: str = ""
    inaccessible: tuple[InaccessibleContent, ...] = ()
    additional: str = ""

    @model_validator(mode="after")
    def _full_compliance_has_no_barriers(self) -> Accessibility:
        if self.compliance == "vollständig" and any(content.reason == "unvereinbar" for content in self.inaccessible):
            raise ValueError("„vollständig“ passt nicht zu einem Inhalt, der als „unvereinbar“ eingetragen ist")
        return self


class Settings(Entries):
    """Everything an operator enters, by the tables of the TOML file."""

    operator: Operator = Operator()
    imprint: Imprint = Imprint()
    data_protection: DataProtection = DataProtection()
    accessibility: Accessibility = Accessibility()

    def missing(self, *sections: str) -> list[str]:
        """German names of mandatory entries that are empty, in `sections` (tables of the file) or in all."""
        found = [
            label
            for (section, field), label in MANDATORY.items()
            if section in (sections or Settings.model_fields) and not getattr(getattr(self, section), field)
        ]
        limited = self.accessibility.compliance in ("teilweise", "nicht")
        if limited and not self.accessibility.inaccessible and "accessibility" in (sections or ("accessibility",)):
            found.append("nicht barrierefreie Inhalte")
        return found


MANDATORY = {
    ("operator", "name"): "Name des Betreibers",
    ("operator", "address"): "Anschrift des Betreibers",
    ("operator", "represented_by"): "Vertretung des Betreibers",
    ("operator", "email"): "E-Mail des Betreibers",
    ("operator", "phone"): "Telefon des Betreibers",
    ("imprint", "responsible"): "verantwortliche Person für den Inhalt",
    ("data_protection", "officer"): "Datenschutzbeauftragte Person",
    ("data_protection", "officer_email"): "E-Mail der datenschutzbeauftragten Person",
    ("data_protection", "legal_basis"): "Rechtsgrundlage der Datenverarbeitung",
    ("data_protection", "hosting"): "Betrieb des Servers",
    ("accessibility", "compliance"): "Stand der Barrierefreiheit",
    ("accessibility", "created"): "Datum der Erklärung zur Barrierefreiheit",
    ("accessibility", "method"): "Art der Bewertung der Barrierefreiheit",
    ("accessibility", "feedback_email"): "E-Mail für Hinweise auf Barrieren",
}


def current() -> Settings:
    """The settings of this process. Raises SettingsError."""
    return read(_file())


@lru_cache(maxsize=8)
def read(path: Path) -> Settings:
    """The settings in the TOML file at `path`, read once per process. Raises SettingsError."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise SettingsError(f"Die Einstellungsdatei {path} lässt sich nicht lesen.") from None
    except ValidationError as problem:
        faults = "; ".join(_fault(dict(error)) for error in problem.errors())
        raise SettingsError(f"In der Einstellungsdatei {path} stimmt etwas nicht: {faults}.") from None
    except ValueError as problem:  # no TOML, no UTF-8
        raise SettingsError(f"Die Einstellungsdatei {path} ist kein gültiges TOML ({problem}).") from None


def refuse_unfinished(host: str) -> None:
    """Raise RuntimeError when others than this machine could see pages that lack mandatory entries."""
    missing = current().missing()
    if missing and not is_loopback(host):
        raise RuntimeError(
            f"Unter {host or 'allen Adressen'} wird nicht ausgeliefert, solange Pflichtangaben fehlen: "
            f"{', '.join(missing)}. Bitte in {_file()} eintragen oder mit {VARIABLE} eine eigene Datei nennen. "
            "Zum Ausprobieren auf diesem Rechner: make run HOST=127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`: localhost, 127.0.0.0/8, ::1. An empty host means all addresses."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return address in LOOPBACK
    return address == IPv6Address("::1")


def _file() -> Path:
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else SHIPPED


def _fault(error: dict[str, Any]) -> str:
    """What is wrong with one entry, in German."""
    entry = ".".join(str(step) for step in error["loc"])
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return f"den Eintrag „{entry}“ gibt es nicht"
    if kind == "missing":
        return f"der Eintrag „{entry}“ fehlt"
    if kind == "value_error":
        return f"„{entry}“: {error['ctx']['error']}"
    if kind == "literal_error":
        allowed = str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", '"')
        return f"„{entry}“ darf nur eines davon sein: {allowed}"
    if kind.startswith("date"):
        return f'„{entry}“ braucht ein Datum wie "2026-03-31"'
    if kind == "string_type":
        return f"„{entry}“ braucht einen Text in Anführungszeichen"
    return f"„{entry}“ hat nicht die erwartete Form"
