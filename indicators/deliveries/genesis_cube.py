"""GENESIS cube CSV: `K;` lines name the columns of the `D;` lines below them, figures have a decimal point."""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.genesis import Dimension, Layout, Quantity
from indicators.deliveries.genesis_figures import reading_of
from indicators.deliveries.reading import Reading
from indicators.deliveries.text import Text, rows_of, start_of, text_of

FORMAT = "genesis_cube"
TITLE = "GENESIS Würfel-CSV"

UNITS = {"PROZENT": "Prozent", "ANZAHL": "Anzahl", "EUR": "EUR", "TEUR": "Tsd. EUR"}
"""How a cube writes a unit -> how tables write it; others stay as they are."""


@dataclass
class _Head:
    """What the lines above the figures say."""

    cube: str = ""
    statistic: str = ""
    dimensions: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    quantities: list[tuple[str, str]] = field(default_factory=list)
    """Code and unit."""
    columns: list[str] = field(default_factory=list)
    skip: int = 0


def recognises(file: Delivered) -> bool:
    """Whether one of the first lines opens the description of a cube."""
    return file.kind == "text" and any(line.startswith("K;DQ") for line in start_of(file).splitlines()[:10])


def read(file: Delivered) -> Reading:
    """All values of Thuringia and Germany. Raises FileRefused."""
    text = text_of(file)
    head = _head(file, text)
    keys = [place for place, name in enumerate(head.columns) if name == "FACH-SCHL"]
    values = [place for place, name in enumerate(head.columns) if name == "WERT"]
    times = [place for place, name in enumerate(head.columns) if name == "ZI-WERT"]
    fits = (len(keys), len(values), len(times)) == (len(head.dimensions), len(head.quantities), 1)
    if not fits or len(head.times) != 1:
        raise FileRefused(f"Der Kopf des Würfels in „{file.name}“ passt nicht zu seinen Spalten; Zeile {head.skip}.")
    layout = Layout(
        width=len(head.columns),
        skip=head.skip,
        time=times[0],
        dimensions=tuple(Dimension(name, place) for name, place in zip(head.dimensions, keys, strict=True)),
        quantities=tuple(
            Quantity(
                column=place,
                name=f"WERT {code}",
                code=code,
                unit=unit,
                label=code,
                quality=_beside(head.columns, place, "QUALITAET"),
                locked=_beside(head.columns, place, "GESPERRT"),
            )
            for place, (code, unit) in zip(values, head.quantities, strict=True)
        ),
    )
    facts = {"cube": head.cube, "statistic": head.statistic}
    return reading_of(file, text, layout, kind=(FORMAT, TITLE), facts=facts, decimal=".")


def _beside(columns: list[str], value: int, name: str) -> int | None:
    """The column of that name that belongs to the value: the first behind it, before the next value."""
    for place in range(value + 1, len(columns)):
        if columns[place] == name:
            return place
        if columns[place] == "WERT":
            break
    return None


def _head(file: Delivered, text: Text) -> _Head:
    """Everything up to the line that names the columns of the figures. Raises FileRefused where it never comes."""
    head = _Head()
    section = ""
    for line, row in rows_of(file, text, limit=len(file.head)):
        mark, *cells = [cell.strip() for cell in row] or [""]
        if mark == "K" and cells:
            section = cells[0]
            if section == "QEI":
                head.columns = ["D", *cells[1:]]
                head.skip = line
                return head
        elif mark == "D" and cells:
            _note(head, section, cells)
    raise FileRefused(f"In „{file.name}“ fehlt die Zeile „K;QEI“ mit den Spalten der Werte; etwas ist abgeschnitten.")


def _note(head: _Head, section: str, cells: list[str]) -> None:
    """Take over a line of the description."""
    if section == "DQ":
        head.cube = cells[0]
    elif section == "DQ-ERH":
        head.statistic = cells[0]
    elif section == "DQA":
        head.dimensions.append(cells[0])
    elif section == "DQZ":
        head.times.append(cells[0])
    elif section == "DQI":
        unit = cells[1] if len(cells) > 1 else ""
        head.quantities.append((cells[0], UNITS.get(unit, unit)))
