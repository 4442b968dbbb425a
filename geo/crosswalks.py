"""Crosswalks: which share of every area of one division lies in which area of another.

The shares from one division of districts to another are in `data/boundaries/crosswalk_districts.csv` (BBSR
Umstiegsschlüssel, dl-de/by-2-0: whole areas are exact, split ones an estimate by population, area or employees).
`read` also reads the tables of the BBSR themselves, on any level. `geo.reforms` restates figures along a crosswalk.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from geo import areas, delivered
from geo.delivered import AreaSet
from geo.echo import shortened

Weights = Literal["population", "area", "employees"]
Kind = Literal["count", "weighted", "never"]
"""How figures meet a reform: counts are summed, published rates weighted, medians and indices stop."""
Parts = tuple[tuple[str, float], ...]
"""Areas with a share each, ordered by key."""

TOLERANCE = 1e-9
"""How far the shares of an area may sum to something else than one."""

TABLE = areas.BOUNDARIES / "crosswalk_districts.csv"
CITATION = "BBSR Bonn: Umstiegsschlüssel für Kreise 2018 auf 2020, dl-de/by-2-0"
MOVED_SINCE_2021 = frozenset({"16061", "16063", "16064"})
"""Districts that gave or took parts of municipalities on 2023-01-01 or 2024-01-01; no shares are known."""

FIRST_MOVE = date(2023, 1, 1)

_EISENACH = "Eisenach ist zum Wartburgkreis addiert (genau)."
_MOVES_OF_2019 = "Die Wechsel von Gemeinden zwischen Kreisen am 01.01.2019 sind mit Bevölkerungsanteilen geschätzt"
_NOT_RESTATED = (
    "Nicht umgerechnet: Die Gebietswechsel von 2023 und 2024 zwischen Eichsfeld, Unstrut-Hainich-Kreis und "
    "Wartburgkreis teilen Gemeinden und lassen sich mit diesen Zahlen nicht zurückrechnen."
)


class ReformError(ValueError):
    """Figures cannot be restated; the message is a German sentence."""


class UnassignedAreas(ReformError):
    """Areas that a crosswalk has no entry for; leaving them out would lose what they hold."""


@dataclass(frozen=True)
class Crosswalk:
    """Shares of every area of one division in the areas of another; raises `ReformError` unless they add up to one.

    Units: shares are dimensionless, 0 to 1. Keys are text. Shares of zero say nothing and are dropped.
    """

    shares: Mapping[str, Mapping[str, float]]
    """Area of the old division -> area of the new division -> share of the old one."""
    from_division: str = ""
    to_division: str = ""
    not_restated: frozenset[str] = frozenset()
    """New areas that take over old figures although their territory is not quite the same."""

    def __post_init__(self) -> None:
        for source, row in self.shares.items():
            for key in (source, *row):
                require_text(key)
            named = shortened(source)
            if not all(math.isfinite(share) and share >= 0 for share in row.values()):
                raise ReformError(f"Im Umstiegsschlüssel hat {named} einen Anteil, der keine Zahl ab null ist.")
            if abs(math.fsum(row.values()) - 1) > TOLERANCE:
                total = math.fsum(row.values())
                raise ReformError(f"Die Anteile von {named} ergeben {total:.6f} statt 1; es ginge etwas verloren.")
        kept = {
            source: {target: share for target, share in sorted(self.shares[source].items()) if share}
            for source in sorted(self.shares)
        }
        object.__setattr__(self, "shares", MappingProxyType(kept))

    @cached_property
    def parts(self) -> dict[str, Parts]:
        """New area -> old areas it is made of, each with the share of the old area that goes there."""
        found: dict[str, list[tuple[str, float]]] = {}
        for source, row in self.shares.items():
            for target, share in row.items():
                found.setdefault(target, []).append((source, share))
        return {target: tuple(found[target]) for target in sorted(found)}

    def is_whole(self, target: str) -> bool:
        """Whether a new area is one whole old one, under the same key or another."""
        parts = self.parts[target]
        return len(parts) == 1 and _is_one(parts[0][1])

    def is_exact(self, target: str) -> bool:
        """Whether a new area consists of whole old ones, so that a sum is exact and no estimate."""
        return all(_is_one(share) for _, share in self.parts[target])

    @cached_property
    def changed(self) -> frozenset[str]:
        """Areas of either division whose territory is not the same in the other: where lines break."""
        same = {target for target in self.parts if self.is_whole(target) and self.parts[target][0][0] == target}
        return frozenset((set(self.shares) | set(self.parts)) - same) | self.not_restated


def require_text(key: object) -> None:
    """Refuse keys that are numbers: `01001` would lose its zero (T-08)."""
    if not isinstance(key, str) or not key:
        named = shortened(repr(key))
        raise ReformError(f"Der Gebietsschlüssel {named} ist kein Text; führende Nullen gehen sonst verloren.")


def of_rows(
    rows: Iterable[tuple[str, str, float]],
    from_division: str = "",
    to_division: str = "",
    *,
    known_from: Iterable[str] | None = None,
    known_to: Iterable[str] | None = None,
) -> Crosswalk:
    """A crosswalk from rows (old area, new area, share).

    With `known_from` the old areas must be exactly those, with `known_to` the new ones must be among those. Raises
    `ReformError`, also for a pair that stands twice; `UnassignedAreas` for a known old area without a row.
    """
    shares: dict[str, dict[str, float]] = {}
    for source, target, share in rows:
        if target in shares.setdefault(source, {}):
            raise ReformError(f"Im Umstiegsschlüssel steht {shortened(source)} nach {shortened(target)} doppelt.")
        shares[source][target] = share
    result = Crosswalk(shares, from_division, to_division)
    unknown: set[str] = set()
    if known_from is not None:
        expected = set(known_from)
        unknown |= set(result.shares) - expected
        if lacking := expected - set(result.shares):
            raise UnassignedAreas(f"Im Umstiegsschlüssel fehlen: {', '.join(sorted(lacking))}.")
    if known_to is not None:
        unknown |= set(result.parts) - set(known_to)
    if unknown:
        raise ReformError(
            f"Der Umstiegsschlüssel nennt unbekannte Gebiete: {', '.join(shortened(key) for key in sorted(unknown))}."
        )
    return result


def identity(keys: Iterable[str], division: str = "") -> Crosswalk:
    """Every area becomes itself."""
    return of_rows(((key, key, 1.0) for key in keys), division, division)


def read(
    path: Path,
    *,
    from_column: str,
    to_column: str,
    share_column: str,
    where: Mapping[str, str] | None = None,
    from_division: str = "",
    to_division: str = "",
) -> Crosswalk:
    """A crosswalk from a CSV file with a head; `where` picks rows by column and text.

    For a table of the BBSR: `from_column="ags_xw", to_column="ags20", share_column="pop_conv",
    where={"year_xw": "2015"}`. Raises `ReformError` for a missing column, no rows, or a share that is no number.
    """
    wanted = where or {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if lacking := {from_column, to_column, share_column, *wanted} - set(reader.fieldnames or ()):
            raise ReformError(f"{path.name}: Es fehlt die Spalte {', '.join(sorted(lacking))}.")
        lines = [line for line in reader if all(line[column] == text for column, text in wanted.items())]
    if not lines:
        raise ReformError(f"{path.name}: keine Zeilen mit {wanted}.")
    rows = []
    for line in lines:
        try:
            rows.append((line[from_column], line[to_column], float(line[share_column])))
        except ValueError:
            share, old, new = (shortened(line[name]) for name in (share_column, from_column, to_column))
            raise ReformError(f"{path.name}, {share_column}: „{share}“ für {old} nach {new} ist kein Anteil.") from None
    return of_rows(rows, from_division, to_division)


def compose(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """Two reforms one after the other: share(a -> c) = sum over b of share(a -> b) * share(b -> c).

    Raises `UnassignedAreas` for an area in between that only one of them knows: what it holds would be lost, or what is
    made from it would be too small. Raises `ReformError` when they do not meet in the same division.
    """
    if first.to_division != second.from_division:
        left, right = shortened(first.to_division), shortened(second.from_division)
        raise ReformError(f"Gebietsstand „{left}“ und „{right}“ passen nicht aneinander.")
    if single := set(first.parts) ^ set(second.shares):
        raise UnassignedAreas(
            f"Nur in einem der beiden Umstiegsschlüssel stehen: {', '.join(shortened(key) for key in sorted(single))}."
        )
    shares: dict[str, dict[str, float]] = {}
    moved = set(second.not_restated)
    for source, row in first.shares.items():
        shares[source] = {}
        for between, share in row.items():
            for target, further in second.shares[between].items():
                shares[source][target] = shares[source].get(target, 0.0) + share * further
                if between in first.not_restated:
                    moved.add(target)
    return Crosswalk(shares, first.from_division, second.to_division, frozenset(moved))


def crosswalk(from_division: str, to_division: str = "2021", weights: Weights = "population") -> Crosswalk:
    """The crosswalk of the districts of Thuringia between two divisions.

    2014, 2014m and 2019 lead to 2021, 2014 also to 2019; a division leads to itself. 2023 leads to 2021 area by area,
    with the districts of the later moves in `not_restated`, and so does one that was handed in. The split of 2019
    is weighted by `weights` (residents, km² or employees of 2018). Raises `ReformError` where no way leads,
    `UnknownAreaError` for an unknown division.
    """
    shipped = from_division in areas.DIVISIONS
    return _crosswalk(
        from_division, to_division, weights, None if shipped else delivered.find("district", from_division)
    )


@lru_cache(maxsize=32)
def _crosswalk(from_division: str, to_division: str, weights: Weights, handed_in: AreaSet | None) -> Crosswalk:
    """`handed_in`: the set of the old division where it is no shipped one, so that a newer set is read anew."""
    old, new = ({area.key for area in areas.areas("district", key)} for key in (from_division, to_division))
    if from_division == to_division:
        return identity(old, from_division)
    if (from_division, to_division) == ("2023", "2021"):
        return Crosswalk({key: {key: 1.0} for key in old}, from_division, to_division, MOVED_SINCE_2021)
    if to_division == "2021" and handed_in and old == new:
        # Who has the size of before has its borders; the moves of 2023 and 2024 went nearly both ways in one district.
        moved = MOVED_SINCE_2021 if handed_in.day >= FIRST_MOVE else frozenset()
        return Crosswalk({key: {key: 1.0} for key in old}, from_division, to_division, moved | set(handed_in.changed))
    if (from_division, to_division) == ("2014", "2021"):
        return compose(crosswalk("2014", "2019", weights), crosswalk("2019", "2021", weights))
    if (from_division, to_division) not in {("2014", "2019"), ("2014m", "2021"), ("2019", "2021")}:
        raise ReformError(
            f"Vom Gebietsstand „{from_division}“ führt kein Umstiegsschlüssel zum Gebietsstand „{to_division}“."
        )
    found = read(
        TABLE,
        from_column="from_area",
        to_column="to_area",
        share_column=weights,
        where={"from_division": from_division, "to_division": to_division},
    )
    rows = ((source, target, share) for source, row in found.shares.items() for target, share in row.items())
    return of_rows(rows, from_division, to_division, known_from=old, known_to=new)


def changed_areas(from_division: str, to_division: str) -> frozenset[str]:
    """Districts whose territory differs between two divisions, in either direction of time."""
    try:
        return crosswalk(from_division, to_division).changed
    except ReformError:
        return crosswalk(to_division, from_division).changed


def _is_one(share: float) -> bool:
    return abs(share - 1) <= TOLERANCE


def note(from_division: str, kind: Kind) -> str:
    """What a page and an export say of figures restated from a division to 2021; empty where there is nothing to say.

    `kind`: counts and ratios made from them, published rates that are weighted, or what stops at the reform.
    """
    if from_division == "2023" or (from_division not in areas.DIVISIONS and crosswalk(from_division).not_restated):
        return _NOT_RESTATED
    if not crosswalk(from_division).changed:
        return ""
    if kind == "weighted":
        return (
            "Umgerechnet auf den Gebietsstand 01.07.2021: veröffentlichte Werte nach Bevölkerung gewichtet (geschätzt)."
        )
    if kind == "never":
        return "Wo sich das Gebiet bis zum 01.07.2021 geändert hat, ist der veröffentlichte Wert nicht vergleichbar."
    start = f"Umgerechnet auf den Gebietsstand 01.07.2021: {_EISENACH}"
    return start if from_division == "2019" else f"{start} {_MOVES_OF_2019} ({CITATION})."
