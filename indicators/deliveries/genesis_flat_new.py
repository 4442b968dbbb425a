"""GENESIS flat CSV in its new form: English head, one value a row, quantities by code, unsorted."""

from __future__ import annotations

from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.genesis import Dimension, Layout, Quantity, head_of, header_of, statistic_facts
from indicators.deliveries.genesis_figures import reading_of
from indicators.deliveries.reading import Reading
from indicators.deliveries.text import start_of, text_of

FORMAT = "genesis_flat_new"
TITLE = "GENESIS Flat-CSV, neues Format"

NEEDED = ("statistics_code", "time", "value", "value_unit", "value_variable_code", "value_variable_label")
GERMAN = (";Insgesamt;", ";Anzahl;", ";Prozent;", ";Tsd. EUR;")
ENGLISH = (";Total;", ";number;", ";percent;", ";Number;", ";Percent;", ";EUR 1000;")
"""Words by which the language of a file shows; its head is English in both."""


def recognises(file: Delivered) -> bool:
    """Whether the head has a column `value_variable_code`."""
    head = header_of(file)
    return head[:1] == ["statistics_code"] and "value_variable_code" in head


def read(file: Delivered, *, decimal: str | None = None) -> Reading:
    """All values of Thuringia and Germany; `decimal` answers the question which sign it is. Raises FileRefused."""
    text = text_of(file)
    line, cells = head_of(file, text)
    head = [cell.lower() for cell in cells]
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise FileRefused(f"Im Kopf von „{file.name}“ fehlt die Spalte {', '.join(missing)}.")
    numbers = [number for number in range(1, 30) if f"{number}_variable_code" in head]
    try:
        dimensions = tuple(
            Dimension(
                head.index(f"{number}_variable_code"),
                head.index(f"{number}_variable_attribute_code"),
                head.index(f"{number}_variable_attribute_label"),
            )
            for number in numbers
        )
    except ValueError as error:
        raise FileRefused(f"Im Kopf von „{file.name}“ fehlen Spalten eines Merkmals.") from error
    value = Quantity(
        column=head.index("value"),
        name="value",
        code=head.index("value_variable_code"),
        unit=head.index("value_unit"),
        label=head.index("value_variable_label"),
        quality=head.index("value_q") if "value_q" in head else None,
    )
    layout = Layout(
        width=len(head),
        skip=line,
        time=head.index("time"),
        dimensions=dimensions,
        quantities=(value,),
        statistic=head.index("statistics_code"),
        usual=_usual(start_of(file).replace(text.separator, ";")),
    )
    return reading_of(file, text, layout, kind=(FORMAT, TITLE), facts=statistic_facts(file, text), decimal=decimal)


def _usual(start: str) -> str | None:
    """The decimal sign of the language the labels are written in; None where they do not show it."""
    german, english = (any(word in start for word in words) for words in (GERMAN, ENGLISH))
    return None if german == english else "," if german else "."
