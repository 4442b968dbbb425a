"""How what the version in use withholds stands up to the attack, per measure and year.

Only cells are counted here. Whatever is reckoned on the way, an interval or a count, stays in this module.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from indicators import guarding, queries, versions
from indicators.catalogue import catalogue
from indicators.disclosure import DisclosureRefused
from indicators.refusal import Refused
from indicators.tables import DATA_VERSION, as_text, german_file
from indicators.whole import OWN

LEVELS = ("municipality", "district", "state", OWN)
NOTHING = "Dieser Datenbestand enthält keine eigenen Lieferungen mit Anzahlen; es ist keine Zelle zurückgehalten."
HEADINGS = ("Größe", "Kennung", "Jahr", "zurückgehalten", "halten stand", "errechenbar", DATA_VERSION)


class CellsFell(Refused):
    """At least one withheld cell can be computed from what is shown; the message is German."""


class NotAttackable(Refused, ValueError):
    """What is shown contradicts itself, so that nothing can be reckoned from it; the message is German."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of an own source in one year."""

    measure: str
    label: str
    year: int
    withheld: int
    fell: int
    """Cells of which the attack finds out more than the threshold allows (D-12)."""

    @property
    def stood(self) -> int:
        """Cells that nobody can compute."""
        return self.withheld - self.fell


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole version; `own` says whether it holds counts of own deliveries at all."""

    version: str
    own: bool
    lines: tuple[Line, ...]

    @property
    def withheld(self) -> int:
        """All withheld cells."""
        return sum(line.withheld for line in self.lines)

    @property
    def fell(self) -> int:
        """All that can be computed."""
        return sum(line.fell for line in self.lines)


def standing() -> Standing:
    """The attack on the version in use, reckoned once per version. Raises StoreMissing, NotAttackable."""
    return _standing(versions.current_version())


def require_all_stand(found: Standing) -> None:
    """Raises CellsFell when one cell fell."""
    if found.fell:
        raise CellsFell(f"Nicht bestanden. Errechenbar: {_cells(found.fell)} von {found.withheld}.")


def summary(found: Standing) -> str:
    """What came out, in one or two sentences."""
    if not found.own:
        return NOTHING
    if not found.withheld:
        return "Dieser Datenbestand enthält eigene Lieferungen; darin ist keine Zelle zurückgehalten."
    return (
        f"Zurückgehalten: {_cells(found.withheld)}. Versucht wurde, sie aus allen gezeigten Zahlen zu errechnen. "
        f"Halten stand: {found.withheld - found.fell}; errechenbar: {found.fell}."
    )


def lines(found: Standing) -> list[str]:
    """For a terminal: the sentence, then a line per measure and year."""
    said = [f"Datenbestand {found.version}. {summary(found)}"]
    for line in found.lines:
        said.append(f"{line.year}  {line.withheld:>6} zurückgehalten  {line.fell:>6} errechenbar  {line.label}")
    return said


def german_csv(found: Standing) -> str:
    """One row per measure and year."""
    return german_file(
        HEADINGS,
        (
            [as_text(line.label), line.measure, line.year, line.withheld, line.stood, line.fell, found.version]
            for line in found.lines
        ),
    )


def as_json(found: Standing) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "data_version": found.version,
        "withheld": found.withheld,
        "stood": found.withheld - found.fell,
        "fell": found.fell,
        "note": summary(found),
        "measures": [
            {
                "measure": line.measure,
                "title": line.label,
                "year": line.year,
                "withheld": line.withheld,
                "stood": line.stood,
                "fell": line.fell,
            }
            for line in found.lines
        ],
    }


@lru_cache(maxsize=4)
def _standing(version: str) -> Standing:
    book = catalogue().measures
    own = [name for name in queries.measures_from(guarding.own_sources()) if book[name].kind == "count"]
    if not own:
        return Standing(version, False, ())
    around = guarding.measures_around(own)
    rows = pd.concat([queries.observations(around, [level]).assign(level=level) for level in LEVELS], ignore_index=True)
    try:
        findings = guarding.attacked(rows).findings
    except DisclosureRefused as problem:
        raise NotAttackable(f"Der Angriff lässt sich nicht rechnen. {problem}") from problem
    withheld = Counter((finding.cell.measure, finding.cell.year) for finding in findings)
    fell = Counter((finding.cell.measure, finding.cell.year) for finding in findings if not finding.stands)
    found = (
        Line(name, book[name].label, year, count, fell[name, year]) for (name, year), count in sorted(withheld.items())
    )
    return Standing(version, True, tuple(found))


def _cells(count: int) -> str:
    return "1 Zelle" if count == 1 else f"{count} Zellen"
