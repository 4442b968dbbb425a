"""`template --from`: a recognised file whose series feed nothing yet gets source, mapping, measures and indicators.

What the file says is filled in, what it does not say is marked; nothing of it feeds a measure that was there before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from geo import areas as geography
from indicators.catalogue.reading import FOLDER, Catalogue, CatalogueError
from indicators.catalogue.reading import read as read_catalogue
from indicators.deliveries import checking, mapping, recognising, safety, way_on
from indicators.deliveries.describing import Described, described
from indicators.deliveries.files import Delivered, why_no_file
from indicators.deliveries.reading import Reading
from indicators.deliveries.report import one_line
from indicators.deliveries.template import TemplateRefused, identity_of, newest_division, write
from indicators.deliveries.template_records import distinct_words, records_of
from indicators.wording import number, several, span

MOST = 30
"""So many series become records at once; of more, some must be chosen."""
_AGAIN = re.compile(r"\s*\(\d{1,3}\)$")
"""What a browser adds to the name of a file that was downloaded before."""


@dataclass(frozen=True)
class Wish:
    """What the person who describes a file has said beside it."""

    series: tuple[str, ...] = ()
    """Words or patterns with `*` and `?`, found in the key or the label of a series; none: all."""
    source: str | None = None
    title: str | None = None
    decimal: str | None = None

    def wants(self, key: str, label: str) -> bool:
        """Whether a series is meant."""
        return not self.series or any(_finds(pattern, key) or _finds(pattern, label) for pattern in self.series)


@dataclass(frozen=True)
class Written:
    """What `command` has made of a file."""

    source: str
    files: tuple[Path, ...]
    series: tuple[Described, ...]
    mapped: tuple[str, ...]
    """Series left out because another source takes them already."""


def series_of(path: Path, wish: Wish | None = None) -> tuple[Described, ...]:
    """The series of a file that could be seen on a map. Raises FileRefused, TemplateRefused."""
    wish = wish or Wish()
    reading, _ = _read(path, wish)
    return _wanted(reading, wish)


def command(folder: Path, path: Path, wish: Wish | None = None) -> Written:
    """Write the records of the wanted series of a file into `folder`. Raises FileRefused, TemplateRefused."""
    wish = wish or Wish()
    reading, name = _read(path, wish)
    chosen = _wanted(reading, wish)
    mapped = {series: key for key, record in _fitting(reading) for series in record.series}
    kept = tuple(item for item in chosen if item.series not in mapped)
    left_out = tuple(item.series for item in chosen if item.series in mapped)
    if not kept:
        raise TemplateRefused(
            f"Diese Reihen nimmt schon die Quelle „{mapped[left_out[0]]}“ auf; die Datei lässt sich so laden: "
            f"„python -m indicators check {way_on.quoted(str(path))} --source {mapped[left_out[0]]}“."
        )
    if len(kept) > MOST:
        raise TemplateRefused(
            f"Die Datei hat {number(len(kept), 0)} Reihen; auf einmal beschrieben werden höchstens {MOST}. Bitte mit "
            f"--series auswählen, z. B. --series {way_on.quoted(kept[0].series)}; * steht für beliebige Zeichen. "
            "Alle Reihen zeigt --list."
        )
    division = _known_division(reading)
    book = _catalogue(folder)
    key = _source_key(wish, reading, path, book)
    named = _named(kept, book, wish)
    files = records_of(reading, named, key, file=name, title=wish.title, division=division)
    return Written(key, write(folder, {at: text.encode("utf-8") for at, text in files.items()}), kept, left_out)


def lines(written: Written, path: Path) -> list[str]:
    """What is said after the files are written: which they are, and what to do next."""
    file = way_on.quoted(str(path))
    left_out = several(len(written.mapped), "Reihe ist", "Reihen sind")
    return [
        *map(str, written.files),
        *([f"{left_out} schon einer Kennzahl zugeordnet und hier ausgelassen."] if written.mapped else []),
        f"{several(len(written.series), 'Reihe ist', 'Reihen sind')} beschrieben. Bitte in den Dateien ergänzen, wo "
        "„Bitte ergänzen“ steht, und streichen, was nicht gebraucht wird. Dann prüfen und laden:",
        f"  python -m indicators check {file} --source {written.source}",
        f"  python -m indicators load {file} --source {written.source}",
    ]


def listed(series: Iterable[Described]) -> list[str]:
    """One line per series: key, label, unit, years."""
    return [
        f"{item.series}  {item.label if item.label != item.series else ''}"
        f" ({', '.join(filter(None, (item.printed_unit, span(*item.years))))})"
        for item in series
    ]


def _read(path: Path, wish: Wish) -> tuple[Reading, str]:
    """The reading of a file, unpacked where it is a ZIP, and its name."""
    if why := why_no_file(path):
        raise TemplateRefused(why)

    def wanted(_: str) -> Callable[[str, str], bool] | None:
        return wish.wants if wish.series else None

    with checking.opened(Delivered(path, one_line(path.name)), safety.COMMAND_LINE) as (file, _):
        reading = recognising.read(file, wish.decimal, wanted)
    if wrong := [finding for finding in reading.findings if finding.severity == "error"]:
        raise TemplateRefused(f"„{file.name}“: {wrong[0].text}")
    return reading, file.name


def _wanted(reading: Reading, wish: Wish) -> tuple[Described, ...]:
    found = described(reading)
    if not found and (why := way_on.nothing_to_show(reading)):
        raise TemplateRefused(why)
    if reading.format.startswith("genesis_flat") and not reading.facts.get("table"):
        raise TemplateRefused(
            "Die Datei sagt nicht, welche Tabelle sie ist. Bitte die Nummer der Tabelle in den Dateinamen setzen, "
            "z. B. 73111-01-01-4.csv."
        )
    chosen = tuple(item for item in found if wish.wants(item.series, item.label))
    if not chosen:
        names = [item.series for item in found] or list(reading.series)
        raise TemplateRefused(
            f"Keine Reihe mit Werten passt zu {' oder '.join(f'„{one_line(word, 60)}“' for word in wish.series)}. "
            f"Die Datei enthält: {way_on.listed(names)}."
        )
    return chosen


def _finds(pattern: str, words: str) -> bool:
    """`Tab1.2*` must be all of the words, `Pflegegeld` a part of them; capitals do not matter."""
    if not set("*?") & set(pattern):
        return pattern.casefold() in words.casefold()
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, words, re.IGNORECASE | re.DOTALL) is not None


def _fitting(reading: Reading) -> list[tuple[str, mapping.MappingRecord]]:
    return [
        (key, record)
        for key, record in mapping.records().items()
        if reading.format != mapping.PLAIN and (record.fits(reading) or record.could_be(reading))
    ]


def _known_division(reading: Reading) -> str | None:
    """The one division of a file of municipalities or planning areas, None: as the publication says.

    Raises TemplateRefused where the division does not have the areas of the file: no load could succeed.
    """
    for level in ("planning_area", "municipality"):
        rows = reading.rows.filter(pc.equal(reading.rows["level"].cast(pa.string()), level))
        if not rows.num_rows:
            continue
        division = newest_division(level)
        known = {area.key for area in geography.areas(level, division)} if division else set()
        strange = [key for key in pc.unique(rows["area"].cast(pa.string())).to_pylist() if key not in known]
        if strange:
            words = several(len(strange), "Gebiet", "Gebiete")
            how = (
                "Neuere Gemeinden nimmt „python -m geo add-division vg250.gpkg --day 2025-12-31“ auf"
                if level == "municipality"
                else "Planungsräume nimmt „python -m geo add-areas“ auf"
            )
            named = ", ".join(str(key or "ohne Schlüssel") for key in strange[:5])
            raise TemplateRefused(f"Die Datei hat {words}, die das Programm nicht kennt ({named}, …). {how}.")
        return division
    return None


def _catalogue(folder: Path) -> Catalogue:
    try:
        return read_catalogue(FOLDER, folder)
    except CatalogueError as problem:
        raise TemplateRefused(f"In „{folder}“ ist eine Beschreibung fehlerhaft: {problem}") from problem


def _source_key(wish: Wish, reading: Reading, path: Path, book: Catalogue) -> str:
    table = reading.facts.get("table", "")
    words = wish.source or (f"tabelle {table}" if table else wish.title or _AGAIN.sub("", path.stem))
    key = identity_of(words if words[:1].isalpha() else f"datei {words}")
    if wish.source and key != wish.source:
        raise TemplateRefused(
            f"„{one_line(wish.source, 60)}“ eignet sich nicht als Kennung einer Quelle; möglich wäre „{key}“."
        )
    if key in book.sources:
        raise TemplateRefused(f"Die Quelle „{key}“ gibt es schon. Bitte mit --source anders nennen.")
    return key


def _named(series: Sequence[Described], book: Catalogue, wish: Wish) -> dict[str, Described]:
    """A free name per series, made of its label."""
    taken = {*book.measures, *book.indicators}
    named: dict[str, Described] = {}
    for item in series:
        if len(series) == 1 and wish.title and not mapping.says_something(item.label):
            item = replace(item, label=wish.title)  # „Wert“ alone is no name of an indicator
        words = distinct_words(item.label)
        base = identity_of(words if words[:1].isalpha() else f"reihe {words}")
        free, times = base, 1
        while free in taken:
            times += 1
            free = f"{base}_{times}"
        taken.add(free)
        named[free] = item
    return named
