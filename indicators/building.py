"""Build a version of the store from `data/`: read, check, add the derived sums, write clustered, swap the pointer.

The build stops at the first thing it cannot vouch for, with a German sentence naming file, area, year and measure.
"""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from geo import areas as geography
from indicators import store
from indicators.catalogue import catalogue
from indicators.catalogue.records import Source
from indicators.refusal import Refused

FILE_COLUMNS = ["area", "year", "measure", "value", "sign"]
WITHOUT_VALUE = ("secret", "unknown", "zero_or_secret", "later", "not_applicable")
COLUMNS = ["measure", "level", "area", "year", "value", "sign", "status", "division", "source"]


class BuildRefused(Refused):
    """The inputs contradict each other; the message is German and names the place."""


def build(*, force: bool = False) -> tuple[str, bool]:
    """Build the version of the present inputs if it is not in use yet. Returns the version and whether it was built."""
    version = store.input_version()
    if not force and store.is_fresh():
        return version, False
    rows = checked(read_figures())
    _write(version, rows)
    store.publish(version)
    return version, True


def read_figures() -> pd.DataFrame:
    """All figures files as observations; signs become statuses by the legend of their publication (D-03)."""
    frames = [_read_file(path) for path in sorted((store.DATA / "figures").glob("*.csv"))]
    return pd.concat(frames, ignore_index=True)


def checked(rows: pd.DataFrame) -> pd.DataFrame:
    """Dissolved areas dropped, every series complete for its division, derived sums added. Raises BuildRefused."""
    rows = rows[~_is_dissolved(rows)]
    repeated = rows[rows.duplicated(["measure", "level", "area", "year"])]
    if not repeated.empty:
        first = repeated.iloc[0]
        raise BuildRefused(f"{first['measure']}: {first['area']} {first['year']} steht doppelt in den Daten.")
    _refuse_unknown_measures(rows)
    _refuse_incomplete(rows)
    return pd.concat([rows, *_derived(rows)], ignore_index=True)[COLUMNS]


def _read_file(path: Path) -> pd.DataFrame:
    source = catalogue().sources.get(path.stem)
    if source is None:
        raise BuildRefused(f"{path.name}: Es fehlt der Quellensatz indicators/catalogue/sources/{path.stem}.yaml.")
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != FILE_COLUMNS:
            raise BuildRefused(f"{path.name}: Erwartet werden die Spalten {', '.join(FILE_COLUMNS)}.")
        rows = [_observation(line, number, path, source) for number, line in enumerate(reader, start=2)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"value": "float64", "year": "int64"})


def _observation(line: dict[str, str], number: int, path: Path, source: Source) -> tuple[object, ...]:
    place = f"{path.name}, Zeile {number}"
    area, year, value, sign = (
        line["area"],
        _year(line["year"], place),
        _number(line["value"], place),
        line["sign"] or None,
    )
    if sign is not None and sign not in source.signs:
        raise BuildRefused(f"{place}: Das Zeichen „{sign}“ steht nicht in der Legende der Quelle.")
    if sign is None and value is None:
        raise BuildRefused(f"{place}: Weder Wert noch Zeichen.")
    status: str = source.signs[sign] if sign else "zero" if value == 0 else "value"
    if value is None and status in ("zero", "rounded_zero"):
        value = 0.0
    elif value is not None and status in WITHOUT_VALUE:
        raise BuildRefused(f"{place}: Neben dem Wert {line['value']} steht das Zeichen „{sign}“ für „kein Wert“.")
    first_years = [first for first in source.divisions if first <= year]
    if not first_years:
        raise BuildRefused(f"{place}: Für {year} nennt die Quelle keinen Gebietsstand.")
    if area not in ("16", "DG") and len(area) not in (5, 8):
        raise BuildRefused(f"{place}: Der Gebietsschlüssel „{area}“ hat keine bekannte Länge.")
    return (
        line["measure"],
        _level_of(area),
        area,
        year,
        value,
        sign,
        status,
        source.divisions[max(first_years)],
        path.stem,
    )


def _year(text: str, place: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise BuildRefused(f"{place}: „{text}“ ist kein Jahr.")
    return int(text)


def _number(text: str, place: str) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        raise BuildRefused(f"{place}: „{text}“ ist keine Zahl.") from None
    if value is not None and not math.isfinite(value):
        raise BuildRefused(f"{place}: „{text}“ ist keine Zahl.")
    return value


def _level_of(area: str) -> str:
    return {"16": "state", "DG": "country"}.get(area) or {5: "district", 8: "municipality"}[len(area)]


def _keys(level: str, division: str) -> set[str]:
    return {area.key for area in geography.areas(level, division)}


def _is_dissolved(rows: pd.DataFrame) -> pd.Series:
    """A `-` of an area that had ceased to exist is no zero: Gebiet aufgelöst (D-04)."""
    existing = {division: _keys("district", division) for division in rows["division"].unique()}
    missing = [
        level == "district" and area not in existing[division]
        for level, area, division in zip(rows["level"], rows["area"], rows["division"], strict=True)
    ]
    return pd.Series(missing, index=rows.index) & rows["sign"].notna()


def _refuse_unknown_measures(rows: pd.DataFrame) -> None:
    unknown = sorted(set(rows["measure"]) - set(catalogue().measures))
    if unknown:
        raise BuildRefused(f"Nicht in measures.yaml beschrieben: {', '.join(unknown)}.")


def _refuse_incomplete(rows: pd.DataFrame) -> None:
    """Every series and year has exactly the areas its division has shapes for."""
    local = rows[rows["level"].isin(["district", "municipality"])]
    for (measure, level, year, division), group in local.groupby(["measure", "level", "year", "division"]):
        shapes, areas = _keys(level, division), set(group["area"])
        if areas != shapes:
            extra, lacking = ", ".join(sorted(areas - shapes)[:5]), ", ".join(sorted(shapes - areas)[:5])
            raise BuildRefused(
                f"{measure} {year}, Gebietsstand {division}: "
                f"ohne Fläche: {extra or 'keine'}; ohne Zeile: {lacking or 'keine'}."
            )


def _derived(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The exact sums of measures.yaml, in every area and year that has a row for all parts."""
    result: list[pd.DataFrame] = []
    for name, record in catalogue().measures.items():
        if not record.sum_of:
            continue
        signs = dict.fromkeys(record.sum_of, 1) | dict.fromkeys(record.minus, -1)
        parts = rows[rows["measure"].isin(signs)]
        keys = ["level", "area", "year"]
        complete = parts.groupby(keys)["measure"].transform("size") == len(signs)
        parts = parts[complete]
        if parts.empty:
            continue
        parts = parts.assign(value=parts["value"] * parts["measure"].map(signs))
        # An unknown part makes the sum unknown, with the status and sign of that part.
        sums = parts.groupby(keys, as_index=False).agg(
            value=("value", lambda column: column.sum(skipna=False)),
            division=("division", "first"),
            source=("source", "first"),
        )
        gaps = parts[parts["value"].isna()].groupby(keys)[["status", "sign"]].first()
        sums = sums.join(gaps, on=keys)
        sums["status"] = sums["status"].where(sums["value"].isna(), "value").mask(sums["value"].eq(0), "zero")
        sums["sign"] = sums["sign"].where(sums["value"].isna(), None)
        result.append(sums.assign(measure=name))
    return result


def _write(version: str, rows: pd.DataFrame) -> None:
    """Write the file beside the others under a temporary name, synced to disk before it gets its own."""
    folder = store.folder()
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.building*"):
        if not _is_running(leftover.name.split(".")[1]):
            leftover.unlink(missing_ok=True)
    fresh = folder / f"{version}.{os.getpid()}.building"
    table = pa.Table.from_pandas(rows, preserve_index=False)
    connection = duckdb.connect(str(fresh))
    try:
        connection.register("rows", table)
        for name, order in (("observation", "measure, year, area"), ("observation_by_area", "area, measure, year")):
            connection.execute(f"create table {name} as select * from rows order by {order}")  # noqa: S608  fixed above
        connection.execute("create table version as select ? as version", [version])
        connection.execute("checkpoint")
    finally:
        connection.close()
    with open(fresh, "rb") as file:
        os.fsync(file.fileno())
    os.replace(fresh, store.path_of(version))


def _is_running(process: str) -> bool:
    """Whether a process that may still be writing its file exists."""
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
