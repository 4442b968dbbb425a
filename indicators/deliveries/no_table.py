"""What to say of a file that is no table: what it is instead, and what to do with it."""

from __future__ import annotations

import json
import re

from indicators.deliveries.files import SAMPLE, Delivered

KIND_WORDS = {
    "empty": "ist leer. Bitte noch einmal herunterladen.",
    "pdf": "ist ein PDF-Dokument. Zahlen lassen sich daraus nicht sicher lesen; bitte die Tabelle als CSV laden.",
    "parquet": "ist eine Parquet-Datei. Bitte als CSV oder XLSX laden.",
    "gzip": "ist gepackt (GZIP). Bitte entpacken und die Datei selbst laden.",
    "html": "ist eine Internetseite (HTML oder XML) und keine Tabelle. Oft ist das die Fehlermeldung eines Servers: "
    "bitte die Datei im Browser ansehen und die Tabelle noch einmal herunterladen.",
    "json": "enthält JSON und keine Tabelle. Oft ist das die Fehlermeldung eines Servers; "
    "bitte noch einmal herunterladen.",
    "sqlite": "ist eine Datenbank (SQLite oder GeoPackage). So werden nur Gebietsgrenzen angenommen; "
    "Zahlen bitte als CSV oder XLSX laden.",
    "binary": "ist keine Tabelle, sondern eine Binärdatei. Angenommen werden CSV, XLSX, XLS und ODS, auch als ZIP.",
}
"""What a file is that no reader reads; a sentence that begins with its name."""
SHAPES = (
    "enthält Gebietsgrenzen (GeoJSON, GeoPackage oder Shapefile) und keine Zahlen. Grenzen werden auf der Befehlszeile "
    "aufgenommen: „python -m geo add-areas DATEI --name NAME --title TITEL“."
)
NO_HEADER = (
    "Gesucht wird eine Kopfzeile mit einer Gebietsspalte (z. B. „Kreis“) und einem Jahr. Vorlagen gibt es auf der "
    "Seite „Daten“ und mit „python -m indicators template NAME“."
)
"""What a table must begin with that no reader of offices knows."""
GEOJSON = re.compile(rb'"type"\s*:\s*"(?:FeatureCollection|Feature|Topology|(?:Multi)?Polygon|GeometryCollection)"')
TOO_LARGE = "98"
"""The code with which GENESIS says that a table is too large to be sent at once."""


def why_no_table(file: Delivered) -> str:
    """A sentence that begins behind the name of the file."""
    if _holds_shapes(file):
        return SHAPES
    return _server_words(file) or KIND_WORDS.get(file.kind, KIND_WORDS["binary"])


def _holds_shapes(file: Delivered) -> bool:
    """GeoJSON and GeoPackage, told by their heads."""
    if file.kind == "json":
        return bool(GEOJSON.search(file.head))
    return file.kind == "sqlite" and (file.head[68:72] == b"GPKG" or b"gpkg_contents" in file.head)


def _server_words(file: Delivered) -> str:
    """What a server said instead of sending a table, such as GENESIS: `{"Status": {"Code": 98, "Content": "..."}}`."""
    if file.kind != "json" or file.size > SAMPLE:
        return ""
    try:
        answer = json.loads(file.head)
        status = answer.get("Status", answer)
        words = status.get("Content") or status.get("message") or status.get("error")
    except (ValueError, AttributeError, RecursionError):
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in str(words or ""))
    if not printable.strip():
        return ""
    is_too_large = str(status.get("Code", "")) == TOO_LARGE or "zu gro" in printable.casefold()
    way_on = (
        "Bitte weniger Jahre wählen oder die Tabelle teilen, zum Beispiel nach Merkmalen, und noch einmal abrufen."
        if is_too_large
        else "Bitte noch einmal herunterladen."
    )
    return f"ist keine Tabelle, sondern eine Meldung des Servers (JSON): „{printable[:200].strip()}“. {way_on}"
