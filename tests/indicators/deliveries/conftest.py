"""What tests of the intake share: a small house of its own, with figures, records and an empty store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from geo import areas as geography
from indicators import versions
from indicators.building import build
from indicators.catalogue import catalogue
from indicators.deliveries import checking
from indicators.deliveries.reading import Reading, Series, table_of
from indicators.deliveries.report import Report

SOURCE: dict[str, Any] = {
    "publisher": "Stadtverwaltung",
    "title": "Fälle der Stadt",
    "edition": "2024",
    "licence": "dl_de_by_2_0",
    "citation": "Stadtverwaltung",
    "territory": "Gebietsstand des jeweiligen Jahres",
    "signs": {"-": "zero", ".": "unknown", "x": "not_applicable", "*": "secret"},
    "additivity": "exact",
    "divisions": {2015: "2014", 2019: "2019", 2021: "2021"},
}
MEASURES = {
    "town_cases": {"label": "Fälle", "unit": "persons", "kind": "count", "reference": "31.12.{year}"},
    "town_more": {"label": "Weitere Fälle", "unit": "persons", "kind": "count", "reference": "{year}"},
    "town_share": {"label": "Anteil", "unit": "percent", "kind": "given", "reference": "{year}"},
    "town_growth": {
        "label": "Wachstum",
        "unit": "percent",
        "kind": "given",
        "reference": "{year}",
        "range": [-100, float("inf")],
    },
    "town_childcare": {
        "label": "Betreuungsquote",
        "unit": "percent",
        "kind": "given",
        "reference": "{year}",
        "range": [0, 150],
    },
}
MAPPING = {"format": ["tests", "genesis_flat_new"], "series": {"CASES": "town_cases", "SHARE": "town_share"}}
PARTS = {
    "town_women": {"label": "Frauen", "unit": "persons", "kind": "count", "reference": "31.12.{year}"},
    "town_men": {"label": "Männer", "unit": "persons", "kind": "count", "reference": "31.12.{year}"},
}
"""Women and men among the `town_cases`, for tests that say so in the records."""
DISTRICTS = [area.key for area in geography.areas("district", "2021")]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Data of one publication, own records with the sources `town` and `town_own` (guarded), an empty store."""
    (tmp_path / "figures").mkdir()
    shutil.copy(versions.DATA / "figures" / "rki_gisd_2025.csv", tmp_path / "figures")
    own = tmp_path / "own"
    for folder in ("sources", "mappings"):
        (own / folder).mkdir(parents=True)
    dump(own / "sources" / "town.yaml", SOURCE)
    dump(own / "sources" / "town_own.yaml", SOURCE | {"published": False})
    dump(own / "measures.yaml", MEASURES)
    monkeypatch.setattr(versions, "DATA", tmp_path)
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(own))
    catalogue.cache_clear()
    yield tmp_path
    catalogue.cache_clear()


@pytest.fixture
def store(workshop: Path) -> Path:
    """The folder of a store with one version."""
    build()
    return workshop / "store"


@pytest.fixture
def deliver(workshop: Path) -> Callable[..., Path]:
    """Writes a plain table: `deliver({("16051", 2022): 12}, measure="town_cases")`; a key may name its measure too."""

    def write(cells: Mapping[tuple[Any, ...], object], measure: str = "town_cases", name: str = "cases.csv") -> Path:
        lines = ["area,year,measure,value,sign"]
        for (area, year, *named), value in cells.items():
            number, sign = ("", value) if isinstance(value, str) else (value, "")
            lines.append(f"{area},{year},{named[0] if named else measure},{number},{sign}")
        path = workshop / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def judge(workshop: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    """Checks rows as a reader would return them, without a file: `judge([{"area": ...}], source="town")`."""

    def run(
        rows: list[dict[str, Any]], source: str = "town", facts: Mapping[str, str] | None = None, form: str = "tests"
    ) -> Report:
        dump(workshop / "own" / "mappings" / f"{source}.yaml", MAPPING | {"format": [form]})
        path = workshop / "delivered.txt"
        path.write_text("area;value\n16051;1\n", encoding="utf-8")
        given = [{"level": "district", "series": "CASES", "row": at} | row for at, row in enumerate(rows, start=2)]
        names = dict.fromkeys(str(row["series"]) for row in given)
        reading = Reading(form, "Probe", table_of(given), {name: Series(name) for name in names}, facts=facts or {})
        monkeypatch.setattr(checking.recognising, "reader_of", lambda _: FixedReader(reading))
        return checking.check(path, source)

    return run


class FixedReader:
    """A reader that has read everything already."""

    FORMAT = "tests"

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, _: object) -> Reading:
        return self.reading


def dump(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def full(value: int = 100, years: tuple[int, ...] = (2022,)) -> dict[tuple[str, int], object]:
    """A value for every district of 2021."""
    return {(area, year): value for area in DISTRICTS for year in years}
