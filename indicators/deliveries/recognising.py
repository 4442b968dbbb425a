"""Which reader a file belongs to: the format is recognised by its content, never asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from inspect import signature
from typing import Any, Protocol, cast

from indicators.deliveries import last_line
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.no_table import NO_HEADER, why_no_table
from indicators.deliveries.reading import Reading

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

    def read(self, file: Delivered, **given: Any) -> Reading:
        """Everything in the file. Raises FileRefused."""


Wanted = Callable[[str], Callable[[str, str], bool] | None]
"""For a FORMAT: which series (key, label) are wanted; None: all."""


def read(file: Delivered, decimal: str | None = None, wanted: Wanted | None = None) -> Reading:
    """What the reader of a file makes of it; `decimal` answers its question, where it has one.

    Raises FileRefused, also where the last line of a text file breaks off. A reader of files that outgrow the memory
    keeps the series that are `wanted`; the others know nothing of it.
    """
    reader = reader_of(file)
    known = signature(reader.read).parameters
    given: dict[str, Any] = {}
    if decimal is not None and "decimal" in known:
        given["decimal"] = decimal
    if wanted is not None and "wanted" in known:
        given["wanted"] = wanted(reader.FORMAT)
    noticed = last_line.findings_of(file, reader.FORMAT)
    reading = reader.read(file, **given)
    if decimal is not None and "decimal" not in known:
        noticed.append(Finding("notice", FIXED_DECIMAL))
    return replace(reading, findings=(*reading.findings, *noticed)) if noticed else reading


def reader_of(file: Delivered) -> Reader:
    """The reader of a file. Raises FileRefused where none knows it."""
    for name in MODULES:
        module = cast(Reader, import_module(f"indicators.deliveries.{name}"))
        if module.recognises(file):
            return module
    if file.kind in ("empty", "html", "json"):
        raise FileRefused(f"„{file.name}“ {why_no_table(file)}")
    raise FileRefused(f"„{file.name}“ hat keinen Aufbau, den das Programm kennt. {NO_HEADER}")
