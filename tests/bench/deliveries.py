"""Deliveries measured: a load of millions of observations against DuckDB's bare import, and INKAR's bulk file.

Every measure runs in a process of its own, whose time and largest memory the system counts; so does what writes the
files, because a child is born with the memory of its parent on its account.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb
import yaml

from geo import areas as geography
from tests.browser.server import ROOT

MEASURES = 236
YEARS = range(2000, 2025)
SOURCE = "bench_counts"
BULK_MEGABYTES = 300
MEGABYTE = 1_000_000

IMPORT = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute('create table t as from read_csv(?)', [sys.argv[2]])"
WRITE = """
import sys
from pathlib import Path
from tests.bench import deliveries
print(getattr(deliveries, sys.argv[1])(Path(sys.argv[2])))
"""
STREAM = """
import sys, time
from pathlib import Path
from indicators.deliveries import recognising
from indicators.deliveries.files import Delivered
file = Delivered(Path(sys.argv[1]), "inkar.csv")
start = time.perf_counter()
reading = recognising.reader_of(file).read(file)
assert reading.format == "inkar_bulk" and reading.rows.num_rows > 0
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Run:
    """What a process took: seconds on the clock, megabytes at its largest, and what it printed."""

    seconds: float
    megabytes: float
    text: str


@dataclass(frozen=True)
class Load:
    """A checked load beside DuckDB's import of the same file into a file of its own."""

    observations: int
    seconds: float
    imported: float
    """Seconds of the bare import."""
    megabytes: float

    @property
    def ratio(self) -> float:
        """How many times the bare import the load takes."""
        return self.seconds / self.imported


def load(times: int) -> Load:
    """Load 5 million plain observations of 849 municipalities `times` times into a fresh store; medians."""
    with _house() as (folder, environment):
        file = folder / "counts.csv"
        count = int(run([sys.executable, "-c", WRITE, "write_counts", str(file)]).text)
        imports, loads = [], []
        for number in range(times):
            imports.append(run([sys.executable, "-c", IMPORT, str(folder / f"bare_{number}.duckdb"), str(file)]))
            own = environment | {"SOZIALPLANUNG_STORE": str(folder / f"store_{number}")}
            run([sys.executable, "-m", "indicators", "build"], own)  # as `make run` does, with all that it prepares
            command = ["-m", "indicators", "load", str(file), "--source", SOURCE, "--yes", "--who", "bench"]
            loads.append(run([sys.executable, *command], own))
        return Load(
            count,
            median(found.seconds for found in loads),
            median(found.seconds for found in imports),
            max(found.megabytes for found in loads),
        )


def bulk(times: int) -> tuple[float, float]:
    """Megabytes a second at which the bulk file of INKAR is read, and the megabytes of memory it takes."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "inkar.csv"
        run([sys.executable, "-c", WRITE, "write_bulk", str(file)])
        runs = [run([sys.executable, "-c", STREAM, str(file)]) for _ in range(times)]
        size = file.stat().st_size / MEGABYTE
        return median(size / float(found.text) for found in runs), max(found.megabytes for found in runs)


def run(command: list[str], environment: dict[str, str] | None = None) -> Run:
    """Run a process to its end. Raises RuntimeError with its words where it fails."""
    with tempfile.TemporaryFile("w+") as words, tempfile.TemporaryFile("w+") as printed:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=words)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (words, printed):
            stream.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[1:4])}: {words.read()[-2000:]}")
        largest = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)  # Linux counts in kilobytes
        return Run(seconds, largest / MEGABYTE, printed.read())


@contextmanager
def _house() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with records of one's own for the invented measures, and the environment in which they count."""
    with tempfile.TemporaryDirectory() as place:
        own = Path(place) / "own"
        (own / "sources").mkdir(parents=True)
        source = {
            "publisher": "Bench",
            "title": "Erfundene Anzahlen",
            "edition": "1",
            "licence": "dl_de_by_2_0",
            "citation": "Bench",
            "territory": "Gebietsstand 31.12.2014",
            "signs": {".": "unknown"},
            "additivity": "exact",
            "divisions": {YEARS[0]: "2014"},
        }
        measures = {
            name: {"label": f"Anzahl {name}", "unit": "persons", "kind": "count", "reference": "{year}"}
            for name in map(_measure, range(MEASURES))
        }
        for path, content in ((own / "sources" / f"{SOURCE}.yaml", source), (own / "measures.yaml", measures)):
            path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        yield Path(place), {**os.environ, "SOZIALPLANUNG_OWN": str(own)}


def _measure(number: int) -> str:
    return f"bench_{number:03}"


def write_counts(file: Path) -> int:
    """A long table in neither of the orders of the store; a few cells are signs. Returns the number of rows."""
    keys = [area.key for area in geography.areas("municipality", "2014")]
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(
            """
            copy (
              select area, year, measure, if(hidden, null, value) as value, if(hidden, '.', '') as sign from (
                select area, year, measure, hash(area, year, measure) % 500 = 0 as hidden,
                  (10 + hash(area, measure) % 5000 * (1 + (year - 2000) * 0.01))::bigint as value
                from unnest(?) as a(area), unnest(?) as y(year), unnest(?) as m(measure))
              order by year, area, measure
            ) to '$' (format csv, header)
            """.replace("$", str(file)),
            [keys, list(YEARS), list(map(_measure, range(MEASURES)))],
        )
    return len(keys) * len(YEARS) * MEASURES


def write_bulk(file: Path) -> None:
    """The layout of INKAR's bulk file: all of Germany, of which 849 municipalities and 27 districts are Thuringia's."""
    places = [
        ("Kreise", f"{16051 + number}000" if number < 27 else f"{1001 + number * 30:05}000") for number in range(400)
    ]
    places += [("Gemeinden", area.key) for area in geography.areas("municipality", "2014")]
    places += [("Gemeinden", f"{1001000 + number * 1117:08}") for number in range(10_000)]
    words = '"Bevölkerung";"#";"bev_#";"Erfundener Anteil #"'
    lines = [
        f'{words};"{level}";"{key}";"Ort {key}";"{year}";"{number % 997},{year % 97:02}"\n'
        for year in YEARS
        for number, (level, key) in enumerate(places)
        if level == "Kreise" or year % 5 == 0
    ]
    block = "".join(lines)
    with open(file, "w", encoding="utf-8") as opened:
        opened.write('\ufeff"Bereich";"ID";"Kuerzel";"Indikator";"Raumbezug";"Kennziffer";"Name";"Zeitbezug";"Wert"\n')
        number = 0
        while opened.tell() < BULK_MEGABYTES * MEGABYTE:
            opened.write(block.replace("#", str(10_000 + number)))
            number += 1
