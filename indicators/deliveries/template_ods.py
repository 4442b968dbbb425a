"""A small spreadsheet in OpenDocument form: text and numbers on a few sheets, nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" '
    f'xmlns:text="{_URN}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    "{tables}</office:spreadsheet></office:body></office:document-content>"
)

Rows = Iterable[Sequence[object]]


def book(sheets: Mapping[str, Rows]) -> bytes:
    """Name -> rows as an ODS file; a cell is None, text, or a number."""
    tables = "".join(
        f'<table:table table:name="{_text(name)}">{_rows(rows)}</table:table>' for name, rows in sheets.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type stands first and unpacked, so that it can be read without unpacking anything.
        archive.writestr(zipfile.ZipInfo("mimetype", _DAY), MIMETYPE, zipfile.ZIP_STORED)
        for name, content in (("META-INF/manifest.xml", _MANIFEST), ("content.xml", _CONTENT.format(tables=tables))):
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _rows(rows: Rows) -> str:
    return "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{_text(str(value))}</text:p></table:table-cell>'


def _text(words: str) -> str:
    """Escaped, and without what XML cannot hold."""
    return escape("".join(letter if letter.isprintable() else " " for letter in words))
