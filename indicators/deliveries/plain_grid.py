"""A table of one's own as a grid of cells, whether it came as CSV, XLSX, XLS or ODS."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]

from indicators.deliveries import text as texts
from indicators.deliveries import workbooks
from indicators.deliveries.files import SAMPLE, Delivered

Cell = str | float | date | None
"""Text is without padding and never empty; a number of a workbook is a float, truth values are text."""


@dataclass(frozen=True)
class Grid:
    """A sheet: number of the row in the file (from 1) and its cells; rows without any content are left out."""

    sheet: str | None
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Row (from 1) and column (from 0) of cells that are computed by the workbook."""
    percentages: frozenset[tuple[int, int]] = frozenset()
    """Row and column of cells shown as percentages: `0.177` stands in the file, `17,7 %` on the screen."""
    are_formats_known: bool = True
    """False where nobody can tell which cells these are."""


MOST_REPEATED = 1_000
"""So many cells that an ODS writes once are looked at; what repeats oftener is empty or no table."""


def grids(
    file: Delivered, is_header: Callable[[Sequence[str]], bool], *, head_only: bool = False
) -> tuple[tuple[Grid, ...], dict[str, str]]:
    """All sheets with content and what was understood of the file. Raises FileRefused.

    `is_header` says whether cells look like a header: what separates the cells of a text file is what makes them so.
    `head_only`: the first 64 kB of a text file are enough.
    """
    if file.kind in ("zip", "xls"):
        return _of_workbook(file, with_formulas=not head_only), {}
    text = _as_written(file, is_header)
    rows = []
    last = 0
    for end, row in texts.rows_of(file, text, limit=SAMPLE if head_only else None):
        # A row with line breaks inside a cell is known by its first line, as an editor shows it.
        first, last = last + 1, end
        if cells := _trimmed(tuple(_text_cell(cell) for cell in row)):
            rows.append((first, cells))
    facts = replace(text, separator=";").facts | {"separator": SEPARATORS[text.separator]}
    return (Grid(None, tuple(rows)),), facts


SEPARATORS = {**texts.SEPARATORS, "|": "senkrechter Strich"}


def cell_at(cells: tuple[Cell, ...], index: int) -> Cell:
    """A cell of a row that may be shorter than the others."""
    return cells[index] if index < len(cells) else None


def _as_written(file: Delivered, is_header: Callable[[Sequence[str]], bool]) -> texts.Text:
    """As `text_of`, but the separator is the one of the header.

    In a small table there may be more decimal commas and commas in footnotes than semicolons.
    """
    text = texts.text_of(file)
    start = codecs.getincrementaldecoder(text.codec)(errors="replace").decode(file.head)
    lines = [line for line in start.splitlines()[:60] if line.strip()]
    widths = {mark: max(map(len, _headers(lines, mark, is_header)), default=0) for mark in SEPARATORS}
    widest = max(widths, key=lambda mark: widths[mark])
    return replace(text, separator=widest) if widths[widest] else text


def _headers(lines: Sequence[str], mark: str, is_header: Callable[[Sequence[str]], bool]) -> Iterator[list[str]]:
    """The lines that look like headers when cut at this sign."""
    reader = csv.reader(lines, delimiter=mark)
    try:
        yield from (row for row in reader if is_header([texts.clean(cell) for cell in row]))
    except csv.Error:  # a quotation mark that never ends; reading will say so
        return


def _text_cell(cell: str) -> str | None:
    return texts.clean(cell).lstrip("\ufeff") or None


def _trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    size = len(cells)
    while size and cells[size - 1] is None:
        size -= 1
    return cells[:size]


def _of_workbook(file: Delivered, *, with_formulas: bool) -> tuple[Grid, ...]:
    found: Mapping[str, _Marked] | None = {}
    if with_formulas:
        found = _marked(file) if file.kind == "zip" else _marked_in_xls(file)
    made = []
    for sheet in workbooks.sheets(file):
        numbered = enumerate((tuple(map(_workbook_cell, row)) for row in sheet.cells), start=1)
        rows = tuple((number, cells) for number, cells in numbered if any(cell is not None for cell in cells))
        if rows:
            marked = (found or {}).get(sheet.name, _Marked())
            marks = frozenset(marked.formulas), frozenset(marked.percentages)
            made.append(Grid(sheet.name, rows, *marks, are_formats_known=found is not None))
    return tuple(made)


def _workbook_cell(cell: workbooks.Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, (int, float)):
        return float(cell)
    if isinstance(cell, str):
        return texts.clean(cell) or None
    return cell


@dataclass
class _Marked:
    """Row (from 1) and column (from 0) of the formulas and percentages of a sheet."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    percentages: set[tuple[int, int]] = field(default_factory=set)


def _marked(file: Delivered) -> Mapping[str, _Marked]:
    """Sheet -> its formulas and percentages in an XLSX or ODS; nothing where the file cannot be looked into."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return _scanned(archive, "content.xml", _OdsCells())
            found: dict[str, _Marked] = {}
            styles = _percent_styles(archive) if "xl/styles.xml" in names else frozenset()
            for sheet, path in _sheet_paths(archive):
                if path in names:
                    found |= _scanned(archive, path, _XlsxCells(sheet, styles))
            return found
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, SAXException):
        return {}
    except (DefusedXmlException, ParseError):
        return {}


def _marked_in_xls(file: Delivered) -> Mapping[str, _Marked] | None:
    """Sheet -> its percentages in an XLS, None where its formats cannot be read; formulas stay unknown."""
    found = workbooks.percentages(file)
    if found is None:
        return None
    marked: dict[str, _Marked] = {}
    for sheet, codes in found.items():
        cells = {(row + 1, column) for code, places in codes.items() if _multiplies(code) for row, column in places}
        marked[sheet] = _Marked(percentages=cells)
    return marked


def _multiplies(code: str) -> bool:
    """Whether a number format shows 0.177 as 17,7 %; a sign that is only printed or measured does not.

    In quotes or behind a backslash it is printed, behind `_` as wide a gap is left, with `*` the cell is filled.
    """
    return "%" in re.sub(r'"[^"]*"|[\\_*].', "", code)


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Numbers of the cell styles of an XLSX that show 0.177 as 17,7 %; 9 and 10 are such formats in every workbook."""
    formats, listed = {"9", "10"}, []
    for part in fromstring(archive.read("xl/styles.xml"), forbid_dtd=True):
        tag = part.tag.rpartition("}")[2]
        if tag == "numFmts":
            formats |= {item.get("numFmtId", "") for item in part if _multiplies(item.get("formatCode", ""))}
        elif tag == "cellXfs":
            listed = [item.get("numFmtId") for item in part]
    return frozenset(str(place) for place, number in enumerate(listed) if number in formats)


class _Cells(ContentHandler):
    """Collects positions by sheet while the XML goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, _Marked] = {}


class _XlsxCells(_Cells):
    def __init__(self, sheet: str, percent_styles: frozenset[str]) -> None:
        super().__init__()
        self.sheet, self.row, self.column = sheet, 0, -1
        self.percent_styles = percent_styles
        self.marked = self.found.setdefault(sheet, _Marked())

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  named by xml.sax
        """Rows and cells may leave out where they are; then they follow the one before."""
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = int(attrs.get("r", str(self.row + 1))), -1
        elif tag == "c":
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attrs.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            if attrs.get("s") in self.percent_styles:
                self.marked.percentages.add((self.row, self.column))
        elif tag == "f":
            self.marked.formulas.add((self.row, self.column))


class _OdsCells(_Cells):
    def __init__(self) -> None:
        super().__init__()
        self.sheet, self.row, self.column, self.repeated = "", 1, 0, 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  named by xml.sax
        """Rows and cells may stand for several of their kind."""
        if name == "table:table":
            self.sheet, self.row, self.repeated = attrs.get("table:name", ""), 1, 0
        elif name == "table:table-row":
            self.row += self.repeated
            self.repeated, self.column = int(attrs.get("table:number-rows-repeated", "1")), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            marked = self.found.setdefault(self.sheet, _Marked())
            repeated = int(attrs.get("table:number-columns-repeated", "1"))
            if "table:formula" in attrs:
                marked.formulas.add((self.row, self.column))
            if attrs.get("office:value-type") == "percentage":
                columns = range(self.column, self.column + min(repeated, MOST_REPEATED))
                rows = range(self.row, self.row + min(self.repeated, MOST_REPEATED))
                marked.percentages.update((row, column) for row in rows for column in columns)
            self.column += repeated


def _scanned(archive: zipfile.ZipFile, path: str, handler: _Cells) -> dict[str, _Marked]:
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    with archive.open(path) as content:
        while piece := content.read(1 << 18):
            parser.feed(piece)
    return handler.found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of a sheet and the file inside the workbook that holds it."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {item.get("Id"): str(item.get("Target")) for item in relations}
    for item in fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if item.tag.rpartition("}")[2] == "sheet":
            identity = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            yield item.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"
