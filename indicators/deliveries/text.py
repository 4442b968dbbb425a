"""Text files as offices write them: which encoding, which separator, which decimal sign, which day.

Nothing here guesses in silence: what was understood can be shown (`facts`), and where two readings are possible
(`1.234` is a thousand or a little more than one) the caller is told instead of getting a number.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indicators.deliveries.encodings import ENCODINGS, encoding_of
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.no_table import why_no_table

HOW_TO_ANSWER = " (--decimal komma oder --decimal punkt)"
SEPARATORS = {";": "Semikolon", ",": "Komma", "\t": "Tabulator"}
LINE_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ")
"""Blanks that printers put between thousands: all become the plain one."""

_PLAIN = re.compile(r"[+-]?\d+")
_BLANKED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:([.,])\d+)?")
_ONE_SIGN = re.compile(r"[+-]?(\d*)([.,])(\d+)")
_REPEATED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_BOTH = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*([.,])\d+")
_NUMBER = {
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d+)?"),
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?"),
}

_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_PERIOD = re.compile(r"(?:1[89]|20|21)\d{2}(?:-\d{2}P\d{1,2}[MYD]|-(?:0[1-9]|1[0-2])|-?Q[1-4]|/\d{2}|/(?:19|20)\d{2})?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_EXCEL_DAY_0 = date(1899, 12, 30)


ASKED = "decimal"
"""What a finding asks that repeats the question of `Ambiguous`."""


class Ambiguous(ValueError):
    """A column of numbers that can be read in two ways; the message is a German sentence ending in a question."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(text)
        self.example = example


@dataclass(frozen=True)
class Text:
    """How a text file is written."""

    encoding: str
    """Python codec, never with `-sig`; see `bom`."""
    bom: bool
    separator: str
    line_end: str

    @property
    def codec(self) -> str:
        """The codec that also swallows the byte order mark."""
        return "utf-8-sig" if self.encoding == "utf-8" else self.encoding

    @property
    def facts(self) -> dict[str, str]:
        """What was understood, in words for the reader."""
        mark = " mit BOM" if self.bom and self.encoding == "utf-8" else ""
        return {
            "encoding": ENCODINGS[self.encoding] + mark,
            "separator": SEPARATORS[self.separator],
            "line_end": LINE_ENDS[self.line_end],
        }


def text_of(file: Delivered) -> Text:
    """Encoding (proven over the whole file), separator and line ends. Raises FileRefused where it is no text."""
    if file.kind != "text":
        raise FileRefused(f"„{file.name}“ {why_no_table(file)}")
    encoding = encoding_of(file)
    start = _decoded(file.head, encoding)
    end = next((mark for mark in ("\r\n", "\n", "\r") if mark in start), "\n")
    return Text(
        encoding=encoding,
        bom=file.head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
        separator=separator_of(start),
        line_end=end,
    )


def start_of(file: Delivered) -> str:
    """The first 64 kB, good enough to look at a head: letters of one-byte codecs may be wrong. Never raises."""
    wide = file.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return _decoded(file.head, "utf-16" if wide else "utf-8")


def _decoded(start: bytes, encoding: str) -> str:
    """A beginning that may end amid a letter, without byte order mark."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(start).lstrip("\ufeff")


def separator_of(text: str) -> str:
    """Semicolon, comma or tab: the one that cuts most of the first lines into the same number of fields."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    best, best_score = ";", 0
    for mark in SEPARATORS:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark)] if mark in text else []
        usual = max(counts, key=lambda count: (counts.count(count) if count > 1 else 0, count), default=1)
        score = counts.count(usual) * (usual > 1) * 1000 + usual
        if score > best_score:
            best, best_score = mark, score
    return best


def rows_of(file: Delivered, text: Text, *, limit: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Line number (of the line a row ends on, from 1) and cells; `limit`: of the first so many bytes only."""
    if limit is not None:
        opened: io.TextIOBase = io.StringIO(_decoded(file.head[:limit], text.encoding), newline="")
    else:
        opened = open(file.path, encoding=text.codec, errors="replace", newline="")  # noqa: SIM115
    with opened:
        reader = csv.reader(opened, delimiter=text.separator)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise FileRefused(
                f"„{file.name}“ ist ab Zeile {reader.line_num} nicht zu lesen: Ein Feld ist zu lang oder ein "
                "Anführungszeichen wird nicht geschlossen."
            ) from error


def clean(cell: str) -> str:
    """A cell without padding, its blanks plain ones."""
    return cell.translate(BLANKS).strip()


def decimal_sign_of(cells: Iterable[str], usual: str | None = None) -> str:
    """`,` or `.`: the decimal sign of one column, decided by all its cells together (they must be clean).

    `usual` is the sign of the source where it is documented; it decides cells such as `1,234` that alone could be
    read either way, but is overruled by nothing: a column in which it cannot be right is refused. Raises Ambiguous.
    """
    proofs: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for cell in cells:
        sign, sure = _hint(cell)
        if sign:
            (proofs if sure else doubtful).setdefault(sign, cell)
    if len(proofs) == 2:
        raise Ambiguous(
            f"Die Spalte mischt zwei Schreibweisen: „{proofs[',']}“ hat ein Dezimalkomma, „{proofs['.']}“ einen "
            f"Dezimalpunkt. Welche gilt{HOW_TO_ANSWER}?",
            proofs["."],
        )
    if proofs:
        return next(iter(proofs))
    if set(doubtful) - {usual}:
        example = doubtful[next(iter(set(doubtful) - {usual}))]
        whole = re.sub(r"[.,]", "", example)
        raise Ambiguous(
            f"„{example}“ ist mehrdeutig: Sind es {whole} oder {example.replace('.', ',')} (Dezimalzahl)? "
            f"Keine andere Zahl der Spalte klärt es. Bitte Dezimalkomma oder Dezimalpunkt angeben{HOW_TO_ANSWER}.",
            example,
        )
    return usual or ","


def _hint(cell: str) -> tuple[str, bool]:
    """Which decimal sign a cell speaks for, and whether it proves it; `` where it says nothing."""
    cell = cell.replace("−", "-")
    if _PLAIN.fullmatch(cell):
        return "", False
    if found := _REPEATED.fullmatch(cell):
        return ("." if found[1] == "," else ","), True
    if found := _BOTH.fullmatch(cell):
        return (found[2], True) if found[1] != found[2] else ("", False)
    if found := _ONE_SIGN.fullmatch(cell):
        before, sign, after = found.groups()
        doubtful = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
        return sign, not doubtful
    if found := _BLANKED.fullmatch(cell):
        return found[1] or "", bool(found[1])
    return "", False


def number_of(cell: str, decimal: str) -> float | None:
    """A clean cell as a number, thousands marked by blanks or by the other sign; None where it is none."""
    cell = cell.replace("−", "-")
    if _BLANKED.fullmatch(cell):
        cell = cell.replace(" ", "")
    if not cell or cell[-1] in "+-.," or not _NUMBER[decimal].fullmatch(cell):
        return None
    return float(cell.replace("." if decimal == "," else ",", "").replace(",", "."))


def period_of(cell: str) -> str | None:
    """A day or period in ISO form, None where it is none.

    `31.12.2023`, `2023-12-31` and Excel's day number `45291` become `2023-12-31`; `2023`, `2023-10P6M`, `2022/23`
    stay as they are.
    """
    cell = clean(cell)
    if found := _GERMAN_DAY.fullmatch(cell):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if _PERIOD.fullmatch(cell):
        return cell
    if _SERIAL.fullmatch(cell) and 20_000 <= float(cell) <= 73_050:  # 1954 to 2099
        return (_EXCEL_DAY_0 + timedelta(days=int(float(cell)))).isoformat()
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def year_of(period: str) -> int:
    """The year a period begins in: 2023 of `2023-10P6M`, 2022 of `2022/23`."""
    return int(period[:4])


def padded_key(key: str, lengths: Sequence[int] = (2, 5, 8, 9, 12)) -> tuple[str, bool]:
    """An area key with the zero a spreadsheet took away, and whether one was missing: `1001` becomes `01001`."""
    if key.isdigit() and len(key) not in lengths and len(key) + 1 in lengths and not key.startswith("0"):
        return f"0{key}", True
    return key, False
