"""GENESIS flat CSV in its old form: a column for each quantity, named `CODE__Label__Unit`; German or English.

The English head names columns twice (`1_variable_code` for three of them), hence columns are taken by their place.
In the head only the code is reliable; labels and units there are known to be wrong at times.
"""

from __future__ import annotations

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.genesis import Dimension, Layout, Quantity, head_of, header_of, statistic_facts
from indicators.deliveries.genesis_figures import reading_of
from indicators.deliveries.reading import Reading
from indicators.deliveries.text import text_of

FORMAT = "genesis_flat_old"
TITLE = "GENESIS Flat-CSV, altes Format"

FIXED = 5
"""Code and label of the statistic, code and label of the time, time."""
PER_DIMENSION = 4
"""Code and label of the dimension, code and label of the attribute."""


def recognises(file: Delivered) -> bool:
    """Whether the head begins with the statistic and ends in columns such as `BEVSTD__Bevoelkerungsstand__Anzahl`."""
    head = header_of(file)
    if head[:1] not in (["statistik_code"], ["statistics_code"]) or "value_variable_code" in head:
        return False
    return any("__" in cell for cell in head[FIXED:])


def read(file: Delivered, *, decimal: str | None = None) -> Reading:
    """All values of Thuringia and Germany; `decimal` answers the question which sign it is. Raises FileRefused."""
    text = text_of(file)
    line, head = head_of(file, text)
    first = next((place for place, cell in enumerate(head) if "__" in cell), len(head))
    if (first - FIXED) % PER_DIMENSION or first < FIXED + PER_DIMENSION:
        raise FileRefused(f"Der Kopf von „{file.name}“ hat zu viele oder zu wenige Spalten vor den Werten.")
    while head and not head[-1]:  # a separator at the end of the head is none of a column
        head.pop()
    layout = Layout(
        width=len(head),
        skip=line,
        time=FIXED - 1,
        dimensions=tuple(Dimension(place, place + 2, place + 3) for place in range(FIXED, first, PER_DIMENSION)),
        quantities=_quantities(head, first),
        statistic=0,
        usual="," if head[0].lower() == "statistik_code" else ".",
    )
    return reading_of(file, text, layout, kind=(FORMAT, TITLE), facts=statistic_facts(file, text), decimal=decimal)


def _quantities(head: list[str], first: int) -> tuple[Quantity, ...]:
    """The columns of values; where a code and its unit stand twice, the second is told by `#2`."""
    found: list[Quantity] = []
    for column, cell in enumerate(head[first:], start=first):
        code, _, rest = cell.partition("__")
        label, _, unit = rest.rpartition("__")
        unit = unit.replace("_", " ")
        twice = sum(each.unit == unit and str(each.code).partition("#")[0] == code for each in found)
        name = f"{code}#{twice + 1}" if twice else code
        found.append(Quantity(column=column, name=cell, code=name, unit=unit, label=(label or rest).replace("_", " ")))
    return tuple(found)
