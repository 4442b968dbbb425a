"""The same view built plainly with Streamlit and with Vizro, each in its own environment (`make bench-peers`)."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.browser import chromium_browser, fresh_page, visit
from tests.browser.server import ROOT, free_port, served, wait_for

DATA = ROOT / ".cache" / "bench"
INDICATORS = ["sgb2_children_rate", "unemployment_rate", "minimum_security_rate", "life_expectancy"]
HERE = Path(__file__).resolve().parent / "peers"
# What is seen when the map is painted, and when all four parts are there.
PAINTED = ".choropleth path, .choroplethlayer path"
COMPLETE = {
    "streamlit": ".choroplethlayer path && .barlayer path && .scatterlayer path && [data-testid=stDataFrame]",
    "vizro": ".choroplethlayer path && .barlayer path && .scatterlayer path && .ag-row",
}


def lines(times: int) -> Iterator[str]:
    """A line per installed peer, or a line that says how to install it."""
    exported = False
    for peer, complete in COMPLETE.items():
        python = ROOT / ".peers" / peer / "bin" / "python"
        if not python.exists():
            yield f"{peer}: nicht installiert (make bench-peers)"
            continue
        if not exported:
            export()
            exported = True
        with running(peer, python) as address, chromium_browser() as browser:
            rounds = []
            for _ in range(times + 1):  # the first one warms the server
                with fresh_page(browser, foreign=True) as page:
                    rounds.append(visit(page, address, PAINTED, complete))
            first = {key: median(one[key] for one in rounds[1:]) for key in rounds[0]}
        yield (
            f"{peer:<10} erster Besuch: Karte nach {first['painted']:.2f} s und {first['painted_kb']:.0f} kB, "
            f"vollständig nach {first['complete']:.2f} s und {first['complete_kb']:.0f} kB"
        )


def export() -> None:
    """Values and shapes as the dashboard gives them to everybody, for pages that know nothing of it."""
    DATA.mkdir(parents=True, exist_ok=True)
    with served("app:server") as (address, _):
        shapes = _fetched(f"{address}/api/v1/boundaries.geojson?level=district&division=2021")
        (DATA / "districts.geojson").write_bytes(shapes)
        with (DATA / "values.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["indicator", "area", "name", "year", "value"])
            for indicator in INDICATORS:
                answer = json.loads(_fetched(f"{address}/api/v1/values.json?indicator={indicator}&level=district"))
                for row in answer["values"]:
                    table.writerow([indicator, row["area"], row["name"], row["year"], row["value"]])


@contextmanager
def running(peer: str, python: Path) -> Iterator[str]:
    """The peer's page on a free port, served the way its makers say."""
    port = free_port()
    page = HERE / f"{peer}_page.py"
    command = {
        "streamlit": [
            *("-m", "streamlit", "run", str(page), "--server.headless=true", f"--server.port={port}"),
            *("--server.address=127.0.0.1", "--browser.gatherUsageStats=false"),
        ],
        "vizro": [
            "-m",
            "gunicorn",
            "--no-control-socket",
            "--bind",
            f"127.0.0.1:{port}",
            "--chdir",
            str(HERE),
            "vizro_page:server",
        ],
    }[peer]
    log = DATA / f"{peer}.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(python), *command],
            cwd=HERE,
            env={**os.environ, "BENCH_DATA": str(DATA), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=written,
            stderr=written,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process, path="/")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bytes(answer.read())
