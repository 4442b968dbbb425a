"""Build a version of the store from `data/` and the deliveries loaded so far: read, check, assemble, swap the pointer.

The build stops at the first thing it cannot vouch for, with a German sentence naming file, area, year and measure.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geo import areas as geography
from indicators import assembling, versions, writing
from indicators.assembling import COLUMNS, BuildRefused
from indicators.catalogue import catalogue
from indicators.catalogue.records import Source

FILE_COLUMNS = ["area", "year", "measure", "value", "sign"]
WITHOUT_VALUE = ("secret", "unknown", "no_record", "zero_or_secret", "later", "not_applicable")


def build(
    *,
    loads: Sequence[str] | None = None,
    force: bool = False,
    publish: bool = True,
    say: Callable[[str], None] | None = None,
) -> tuple[str, bool]:
    """Build the version of the present inputs and `loads` and make it the one in use.

    `loads` None means those of the version in use.
    Returns the version and whether it was built; one that lies there already and is sound is only pointed at. With
    `publish` false the pointer stays. `say` hears how far it is. Raises BuildRefused, writing.Busy.
    """
    with writing.only_writer(say=say):
        chosen = versions.active_loads() if loads is None else tuple(loads)
        version = versions.version_of(chosen)
        built = force or not versions.is_sound(version)
        if built:
            if say is not None:
                say("Mitgelieferte Zahlen werden gelesen")
            assembling.write(version, checked(read_figures()), chosen, say)
        if publish and (built or versions.pointed_at_or_none() != version):
            versions.publish(version)
            built = True
        return version, built


def hidden_by(load: Path) -> pa.Table:
    """Keys (measure, level, area, year) of what the version in use would withhold with one more load. Writes nothing.

    `load`: a Parquet file of observations. Raises BuildRefused.
    """
    return assembling.hidden_by(checked(read_figures()), versions.active_loads(), load)


def read_figures() -> pd.DataFrame:
    """All figures files as observations; signs become statuses by the legend of their publication (D-03)."""
    frames = [_read_file(path) for path in sorted((versions.DATA / "figures").glob("*.csv"))]
    return pd.concat(frames, ignore_index=True)


def checked(rows: pd.DataFrame) -> pd.DataFrame:
    """Dissolved areas dropped, every series complete for its division. Raises BuildRefused."""
    rows = rows[~_is_dissolved(rows)]
    repeated = rows[rows.duplicated(["measure", "level", "area", "year"])]
    if not repeated.empty:
        first = repeated.iloc[0]
        raise BuildRefused(f"{first['measure']}: {first['area']} {first['year']} steht doppelt in den Daten.")
    _refuse_unknown_measures(rows)
    _refuse_incomplete(rows)
    return rows[COLUMNS].reset_index(drop=True)


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
    pairs = local[["level", "division"]].drop_duplicates()
    known = {(level, division): _keys(level, division) for level, division in pairs.itertuples(index=False)}
    for (measure, level, year, division), group in local.groupby(["measure", "level", "year", "division"]):
        shapes, areas = known[level, division], set(group["area"])
        if areas != shapes:
            extra, lacking = ", ".join(sorted(areas - shapes)[:5]), ", ".join(sorted(shapes - areas)[:5])
            raise BuildRefused(
                f"{measure} {year}, Gebietsstand {division}: "
                f"ohne Fläche: {extra or 'keine'}; ohne Zeile: {lacking or 'keine'}."
            )
