"""The generated delivery (`tests.delivery`) as an own source with records, loaded into a store of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from indicators import building, versions, whole
from indicators.assembling import COLUMNS
from indicators.catalogue import catalogue
from tests.delivery import DIVISION, MEASURES, SPLITS, Delivery

SOURCE = "town_hall_delivery"
COUNTS = "own_under_15_women"
RATE = "own_under_15_women_rate"
PREFIX = "own_"


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch, *, threshold: int = 3) -> None:
    """An empty store and the records of the delivery in `folder`; nothing of this machine's own store is touched."""
    own = folder / "own"
    for name in ("sources", "indicators"):
        (own / name).mkdir(parents=True, exist_ok=True)
    source = {
        "publisher": "Rathaus", "title": "Erfundene Zählung", "edition": "2024", "licence": "dl_de_by_2_0",
        "citation": "Rathaus: Erfundene Zählung 2024", "territory": "Gebietsstand 31.12.2014",
        "signs": {}, "additivity": "exact", "divisions": {2000: DIVISION}, "published": False, "threshold": threshold,
    }  # fmt: skip
    _write(own / "sources" / f"{SOURCE}.yaml", source)
    measures = {
        PREFIX + name: {"label": f"Erfundene Zählung {name}", "unit": "persons", "kind": "count",
                        "reference": "31.12.{year}",
                        "splits": [[PREFIX + part for part in parts] for whole, parts in SPLITS if whole == name]}
        for name in MEASURES
    }  # fmt: skip
    _write(own / "measures.yaml", measures)
    shown = {
        "title": "Erfundene Mädchen", "short_title": "Erfundene Mädchen", "theme": "bevoelkerung",
        "departments": ["jugendamt"], "definition": "Erfunden.", "unit": "persons", "unit_text": "Personen",
        "decimals": 0, "direction": "no_judgement", "levels": ["district", "municipality"],
        "reference": "31.12.{year}", "reading": "Erfunden.", "kind": "count", "given": [{"measure": COUNTS}],
    }  # fmt: skip
    _write(own / "indicators" / f"{COUNTS}.yaml", shown)
    rate = shown | {
        "title": "Erfundener Mädchenanteil", "short_title": "Mädchenanteil", "unit": "percent", "unit_text": "%",
        "decimals": 1, "kind": "ratio", "interval": "wilson",
        "numerator": {"measure": COUNTS, "label": "Mädchen"},
        "denominator": {"measure": PREFIX + "recipients", "label": "alle"},
    }  # fmt: skip
    del rate["given"]
    _write(own / "indicators" / f"{RATE}.yaml", rate)
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(own))
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(folder / "store"))
    catalogue.cache_clear()
    for kept in (whole._whole, whole._whole_change, whole._of_set):
        kept.cache_clear()  # loads are named by hand here, so another test's version may bear the same name


def lay_down(delivery: Delivery, load: str) -> None:
    """The delivery as a confirmed load of that id."""
    rows = [
        (PREFIX + measure, _level(area), area, year, float(count), None, "value" if int(count) else "zero")
        for area, year, measure, count, _ in delivery.rows()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS[:7]).assign(division=DIVISION, source=SOURCE)
    frame["sign"] = frame["sign"].astype("object")
    place = versions.load_folder(load)
    place.mkdir(parents=True)
    frame.to_parquet(place / "observations.parquet")
    (place / "record.json").write_text(json.dumps({"load": load, "source": SOURCE}), encoding="utf-8")


def built(*loads: str) -> str:
    """The version of the shipped figures and these loads."""
    return building.build(loads=loads)[0]


def _level(area: str) -> str:
    return "state" if area == "16" else {5: "district", 8: "municipality"}[len(area)]


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
