"""The end of a text file, whatever its format: a download that stopped inside its last number gives a wrong number.

Looked at once for all formats, before a file is read. A file whose last line ends is never opened a second time.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence

from indicators.deliveries import text
from indicators.deliveries.files import SAMPLE, Delivered
from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.naming import folded

ENDS_SO = frozenset({"genesis_cube"})
"""Formats that come without a last line end: cubes of GENESIS; behind the figure stand three more columns."""
FOOTERS = tuple(
    "quelle stand hinweis anmerkung fussnote legende zeichenerklaerung source note erstellt datenstand".split()
)
"""How lines below a table begin, folded."""
LONGEST = 60
"""Letters of a first cell; what is longer is prose."""
SHOWN = 40
_FOOTNOTE = re.compile(r"©|\(C\)|\*|__|--|\d{1,2}\)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_AGAIN = "Bitte die Datei noch einmal herunterladen oder neu speichern."


def findings_of(file: Delivered, format_: str) -> list[Finding]:
    """A warning with the last value where the last line of a text file does not end.

    Raises FileRefused where that line breaks off: it has fewer columns than all others, or a quotation mark is open.
    """
    if file.kind != "text" or _ends(file):
        return []
    lines = _tail(file)
    separator = _separator(lines)
    last = lines.pop().strip("\x00\x1a")
    cells = _cells(last, separator)
    if not any(cells) or _is_below_the_table(lines, cells):
        return []
    if _is_open(last, separator):
        raise _refusal(file, "In {line} fehlt das schließende Anführungszeichen.")
    widths = _widths(lines, separator)
    if widths and len(cells) < min(widths):
        usual = Counter(widths).most_common(1)[0][0]
        raise _refusal(file, f"{{line}} hat {len(cells)} statt {usual} Spalten und kein Zeilenende.")
    if format_ in ENDS_SO or last.endswith('"'):  # a quoted value is whole
        return []
    value = next(cell for cell in reversed(cells) if cell)
    shown = value if _NUMBER.fullmatch(value) else f"„{value[:SHOWN]}“"
    told = f"Die letzte Zeile hat kein Zeilenende; ihr letzter Wert ist {shown}. Ist die Datei vollständig?"
    return [Finding("warning", told, row=_count(file))]


def is_footnote(first: str) -> bool:
    """Whether a line that begins with this cell explains a table and is no row of it."""
    return folded(first).startswith(FOOTERS) or len(first) > LONGEST or bool(_FOOTNOTE.match(first))


def _ends(file: Delivered) -> bool:
    """Whether the last line has its end; in UTF-16 a zero byte follows."""
    with open(file.path, "rb") as opened:
        opened.seek(max(0, file.size - 4))
        return opened.read().rstrip(b"\x00\x1a").endswith((b"\n", b"\r"))


def _tail(file: Delivered) -> list[str]:
    """The last 64 kB as whole lines."""
    codec = text.text_of(file).codec
    start = max(0, file.size - SAMPLE) // 2 * 2
    if codec == "utf-16" and start:
        codec = "utf-16-le" if file.head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    with open(file.path, "rb") as opened:
        opened.seek(start)
        lines = _LINE_END.split(opened.read().decode(codec, errors="replace"))
    return lines[1:] if start and len(lines) > 1 else lines


def _separator(lines: Sequence[str]) -> str:
    """What cuts at least half of the lines; the comma last, because it also stands in numbers and in prose."""
    filled = [line for line in lines if line.strip()]
    return next((mark for mark in ";\t|" if 2 * sum(mark in line for line in filled) >= len(filled)), ",")


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [text.clean(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # a field without end; the reader of the format will say so
        return []


def _is_below_the_table(lines: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the last line is one of the notes: they hold no figure that could be cut off."""
    below = any(line.lstrip('" ').startswith("__") for line in lines)
    return below or is_footnote(cells[0]) or (len(cells) == 1 and bool(lines) and not lines[-1].strip(' ;,\t|"'))


def _is_open(last: str, separator: str) -> bool:
    """Whether a quotation mark of the line is not closed; the end of a cell of several lines closes one."""
    return last.count('"') % 2 == 1 and (not last.endswith('"') or last[-2:-1] in ("", separator))


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    """Columns of the other lines from the first of usual width on: above it stand titles, empty lines count nowhere."""
    widths = [len(_cells(line, separator)) for line in lines if line.strip() and not is_footnote(line.lstrip('" '))]
    if not widths:
        return []
    usual = Counter(widths).most_common(1)[0][0]
    return widths[widths.index(usual) :]


def _count(file: Delivered) -> int:
    """The number of the last line, as an editor shows it."""
    with open(file.path, encoding=text.text_of(file).codec, errors="replace", newline="") as opened:
        return sum(1 for _ in opened)


def _refusal(file: Delivered, what: str) -> FileRefused:
    row = _count(file)
    told = what.format(line=f"Zeile {row}")
    return FileRefused(
        f"„{file.name}“ ist abgeschnitten: {told} {_AGAIN}",
        [Finding("error", f"Die Datei ist abgeschnitten: {told} {_AGAIN}", row=row)],
    )
