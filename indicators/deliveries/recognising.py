"""Which reader a file belongs to: the format is recognised by its content, never asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
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


class Reader(Protocol):
    """What a module of MODULES offers."""

    FORMAT: str
    TITLE: str

    def recognises(self, file: Delivered) -> bool:
        """Whether the head of the file looks like this format; cheap, never raises."""

    def read(self, file: Delivered) -> Reading:
        """Everything in the file. Raises FileRefused."""


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
