"""Which reader a file belongs to: the format is recognised by its content, never asked for."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from inspect import signature
from typing import Protocol, cast

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.reading import Reading
from indicators.deliveries.text import NO_TEXT

MODULES = (
    "genesis_flat_new",
    "genesis_flat_old",
    "genesis_cube",
    "genesis_table",
    "inkar_web",
    "inkar_bulk",
    "ba_workbook",
    "tls_report",
    "bundeswahlleiterin",
    "gisd",
    "iris",
    "inkar_wide",
    "inkar_metadata",
    "plain_table",
)
"""Modules of this package, the most particular format first; each has FORMAT, TITLE, `recognises` and `read`."""


FIXED_DECIMAL = "Bei diesem Format steht das Dezimalzeichen fest; die Angabe wurde nicht gebraucht."


class Reader(Protocol):
    """What a module of MODULES offers."""

    FORMAT: str
    TITLE: str

    def recognises(self, file: Delivered) -> bool:
        """Whether the head of the file looks like this format; cheap, never raises."""

    def read(self, file: Delivered) -> Reading:
        """Everything in the file. Raises FileRefused."""


class Asking(Protocol):
    """A reader of a format that leaves the decimal sign open."""

    def read(self, file: Delivered, *, decimal: str | None) -> Reading:
        """Everything in the file. Raises FileRefused."""


def read(file: Delivered, decimal: str | None = None) -> Reading:
    """What the reader of a file makes of it; `decimal` answers its question, where it has one. Raises FileRefused."""
    reader = reader_of(file)
    if decimal is None:
        return reader.read(file)
    if "decimal" in signature(reader.read).parameters:
        return cast(Asking, reader).read(file, decimal=decimal)
    reading = reader.read(file)
    return replace(reading, findings=(*reading.findings, Finding("notice", FIXED_DECIMAL)))


def reader_of(file: Delivered) -> Reader:
    """The reader of a file. Raises FileRefused where none knows it."""
    for name in MODULES:
        module = cast(Reader, import_module(f"indicators.deliveries.{name}"))
        if module.recognises(file):
            return module
    if file.kind in ("empty", "html", "json"):
        raise FileRefused(NO_TEXT[file.kind].format(name=file.name))
    raise FileRefused(
        f"„{file.name}“ hat keinen Aufbau, den das Programm kennt. Eine Vorlage für eigene Tabellen liefert "
        "„python -m indicators template“."
    )
