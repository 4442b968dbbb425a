"""`make bench`: the table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.bench import analysis, atlas, deliveries, peers, server
from tests.bench.browser import chromium_browser
from tests.browser.server import served


@dataclass(frozen=True)
class Row:
    """A line of the table; `most` or `least` is the target, if there is one."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    def text(self) -> str:
        """What, value, target and their ratio, in columns."""
        sign = "≤" if self.most is not None else "≥"
        goal = "" if self.target is None else f"{sign} {self.target:g}"
        ratio = f"{self.value / self.target:5.2f}" if self.target else ""
        met = "" if self.target is None else "NEIN" if self.missed else "ja"
        return f"{self.what:<58}{self.value:>9.2f} {self.unit:<6}{goal:>9}{ratio:>8}  {met}"

    @property
    def target(self) -> float | None:
        """The number to be reached, None where nothing is asked."""
        return self.most if self.most is not None else self.least

    @property
    def missed(self) -> bool:
        """Whether there is a target and the value is on its wrong side."""
        over = self.most is not None and self.value > self.most
        return over or (self.least is not None and self.value < self.least)


def summary(found: Sequence[Row]) -> str:
    """The last line: how many targets were missed, and which."""
    goals = [row for row in found if row.target is not None]
    missed = [row.what for row in goals if row.missed]
    if not missed:
        return f"Alle {len(goals)} Ziele erreicht."
    return f"Verfehlt: {len(missed)} von {len(goals)} Zielen ({'; '.join(missed)})."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="rounds per measure; the median is printed")
    parser.add_argument("--without-peers", action="store_true", help="measure the dashboard only")
    chosen = parser.parse_args()
    print(f"{'Median von ' + str(chosen.times):<58}{'Wert':>9} {'':<6}{'Ziel':>9}{'Anteil':>8}  erreicht")
    measured = rows(chosen.times)
    for row in measured:
        print(row.text(), flush=True)
    if not chosen.without_peers:
        for line in peers.lines(max(chosen.times // 4, 3)):
            print(line, flush=True)
    print(summary(measured))


def rows(times: int) -> list[Row]:
    """Every measure of the dashboard itself."""
    found = [Row("Zweiter Start bis zur ersten beantworteten Anfrage", server.second_start(max(times // 4, 3)), "s", 3)]
    with served("app:server", workers=2) as (address, process), chromium_browser() as browser:
        server.answered(address)
        first = atlas.first_visits(browser, address, times)
        change = atlas.changes(browser, address, times)
        districts = atlas.repaints(browser, address, max(times // 4, 3))
        municipalities = atlas.repaints_of_municipalities(browser, address, max(times // 4, 3))
        found += [
            Row("Erster Besuch: Karte gezeichnet", first["painted"], "s", 0.8),
            Row("Erster Besuch: bis dahin übertragen", first["painted_kb"], "kB", 700),
            Row("Erster Besuch: Seite vollständig", first["complete"], "s"),
            Row("Erster Besuch: insgesamt übertragen", first["complete_kb"], "kB", 1300),
            Row("Indikatorwechsel: Karte gezeichnet", change["map"], "ms", 60),
            Row("Indikatorwechsel: Rangliste, Verlauf, Tabelle gezeichnet", change["others"], "ms", 200),
            Row("Indikatorwechsel: übertragen", change["kb"], "kB", 5),
            Row("Jahresregler, 22 Kreise: Bilder je Sekunde", districts["rate"], "1/s", least=50),
            Row("Jahresregler: Anfragen beim Ziehen", districts["requests"], "", most=0),
            Row("Jahresregler, 849 Gemeinden (erfundene Jahre)", municipalities, "1/s", least=25),
            Row("Arbeitsspeicher eines Workers", server.resident_megabytes(process), "MB", 250),
            *across(browser, address, max(times // 2, 3)),
            Row("Arbeitsspeicher eines Workers nach allen Seiten", server.resident_megabytes(process), "MB"),
        ]
    found.append(Row("Geheimhaltung: 849 Gemeinden, 23 Kreise, 20 Größen", analysis.suppression(), "s", 30))
    return [*found, *of_deliveries(max(times // 7, 1))]


def of_deliveries(times: int) -> list[Row]:
    """What deliveries of millions of rows cost; the load beside DuckDB's bare import of the same file."""
    load, (rate, megabytes) = deliveries.load(times), deliveries.bulk(times)
    return [
        Row(f"Laden, {load.observations / 1e6:.0f} Mio. Werte: Vielfaches des bloßen Imports", load.ratio, "", 6),
        Row("Laden: ganzer Befehl mit Prüfung und Änderungsbericht", load.seconds, "s"),
        Row("Laden: Arbeitsspeicher", load.megabytes, "MB", 1000),
        Row("INKAR-Gesamtdatei lesen", rate, "MB/s", least=50),
        Row("INKAR-Gesamtdatei: Arbeitsspeicher", megabytes, "MB", 500),
    ]


def across(browser: Browser, address: str, times: int) -> list[Row]:
    """What works across departments."""
    index = analysis.weights(browser, address, times)
    return [
        Row("Sozialindex, Gewicht bewegt: Karte und Tabelle gezeichnet", index["painted"], "ms", 150),
        Row("Sozialindex: Rangspannen aus 1.000 Ziehungen gezeichnet", index["bands"] / 1000, "s", 2),
        Row("Gebietsprofil, alle Indikatoren gezeichnet", analysis.profiles(browser, address, times), "ms", 150),
        Row("Korrelationstafel, 40 Indikatoren gezeichnet", analysis.matrices(browser, address, times), "ms", 300),
        Row("Schnittstelle values: Antworten, 2 Worker", analysis.rate(address, analysis.VALUES), "1/s"),
        Row("Schnittstelle profile: Antworten, 2 Worker", analysis.rate(address, analysis.PROFILE), "1/s"),
    ]


if __name__ == "__main__":
    main()
