"""Read the YAML files of the catalogue into records; every error names the file it comes from.

Besides the shape of each record (checked by pydantic) the references between files are checked here, so that a
catalogue that can be read is whole: no indicator points to a measure, source or caveat that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from indicators.catalogue.records import (
    Break,
    Caveat,
    Department,
    Event,
    Gap,
    Indicator,
    Licence,
    Measure,
    Record,
    Source,
    Theme,
    Unit,
)

FOLDER = Path(__file__).resolve().parent

R = TypeVar("R", bound=Record)


class CatalogueError(Exception):
    """A file of the catalogue cannot be read or points to nothing; the message begins with its name."""


@dataclass(frozen=True)
class Catalogue:
    """All records, each mapping from key to record in the order of the menu or of its file."""

    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    measures: Mapping[str, Measure]
    licences: Mapping[str, Licence]
    themes: Mapping[str, Theme]
    departments: Mapping[str, Department]
    units: Mapping[str, Unit]
    breaks: Mapping[str, Break]
    events: Mapping[str, Event]
    caveats: Mapping[str, Caveat]
    gaps: tuple[Gap, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one where libyaml is
    """Safe loading that refuses a key written twice, of which plain YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the parent, after looking for repeated keys."""
        keys = [str(key.value) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise yaml.constructor.ConstructorError(None, None, f"written twice: {', '.join(twice)}", node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read(folder: Path = FOLDER, own: Path | None = None) -> Catalogue:
    """The catalogue in `folder`, and after it the records of one's own series in `own`.

    `own` may hold `indicators/*.yaml`, `sources/*.yaml` and `measures.yaml`; a key may not be written in both. Raises
    CatalogueError, naming the file.
    """
    shared = folder / "shared"
    themes = _keyed(shared / "themes.yaml", Theme)
    places = [folder] if own is None else [folder, own / "indicators"]
    written = _each(places, Indicator, named=True)
    measures = dict(_keyed(shared / "measures.yaml", Measure))
    if own is not None and (own / "measures.yaml").exists():
        more = _keyed(own / "measures.yaml", Measure)
        _refuse_twice(own / "measures.yaml", set(measures) & set(more))
        measures |= more
    order = list(themes)
    catalogue = Catalogue(
        indicators=MappingProxyType(
            dict(sorted(written.items(), key=lambda item: _place_in_menu(item[1], order))),
        ),
        sources=MappingProxyType(_each([place / "sources" for place in (folder, own) if place], Source)),
        measures=MappingProxyType(measures),
        licences=_keyed(shared / "licences.yaml", Licence),
        themes=themes,
        departments=_keyed(shared / "departments.yaml", Department),
        units=_keyed(shared / "units.yaml", Unit),
        breaks=_keyed(shared / "breaks.yaml", Break),
        events=_keyed(shared / "events.yaml", Event),
        caveats=_keyed(shared / "caveats.yaml", Caveat),
        gaps=tuple(_checked(shared / "gaps.yaml", "gap", Gap, entry) for entry in _load(shared / "gaps.yaml", list)),
    )
    _refuse_dangling(catalogue)
    return catalogue


def _each(places: Iterable[Path], record: type[R], *, named: bool = False) -> dict[str, R]:
    """One record per file of these folders, keyed by file name; `named` ones carry that name as their id."""
    found: dict[str, R] = {}
    for path in (path for place in places for path in sorted(place.glob("*.yaml"))):
        _refuse_twice(path, {path.stem} & set(found))
        found[path.stem] = _record(path, path.stem, record, **{"id": path.stem} if named else {})
    return found


def _refuse_twice(path: Path, keys: set[str]) -> None:
    if keys:
        raise CatalogueError(f"{path.name}: written already in the shipped catalogue: {', '.join(sorted(keys))}")


def _place_in_menu(record: Indicator, themes: list[str]) -> tuple[int, bool, str]:
    """Themes in their order, Kernindikatoren first, then by title."""
    place = themes.index(record.theme) if record.theme in themes else len(themes)
    return place, not record.core, record.title


def _load(path: Path, expected: type) -> Any:
    """The content of a file, which must be a mapping or a list as `expected` says."""
    try:
        with path.open(encoding="utf-8") as file:
            content = yaml.load(file, Loader=_Loader)  # noqa: S506 - a safe loader, see above
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if not isinstance(content, expected):
        raise CatalogueError(f"{path.name}: expected a {expected.__name__}")
    return content


def _checked(path: Path, key: str, record: type[R], content: Any) -> R:
    if not isinstance(content, dict):
        raise CatalogueError(f"{path.name}: {key}: expected a mapping")
    try:
        return record(**content)
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"{path.name}: {key}: {error}") from error


def _record(path: Path, key: str, record: type[R], **more: str) -> R:
    content = _load(path, dict)
    if repeated := sorted(set(more) & set(content)):
        raise CatalogueError(f"{path.name}: {', '.join(repeated)} follows from the file name and is not written")
    return _checked(path, key, record, content | more)


def _keyed(path: Path, record: type[R]) -> Mapping[str, R]:
    content = _load(path, dict)
    return MappingProxyType({str(key): _checked(path, str(key), record, value) for key, value in content.items()})


def _refuse_dangling(catalogue: Catalogue) -> None:
    """Every key that a record names must be written somewhere."""
    for name, source in catalogue.sources.items():
        _require(f"sources/{name}.yaml", "licence", [source.licence], catalogue.licences)
    for name, measure in catalogue.measures.items():
        where = f"measures.yaml: {name}"
        _require(where, "unit", [measure.unit], catalogue.units)
        parts = [part for split in measure.splits for part in split]
        _require(where, "measure", [*measure.sum_of, *measure.minus, *parts], catalogue.measures)
    for name, record in catalogue.indicators.items():
        where = f"{name}.yaml"
        _require(where, "theme", [record.theme], catalogue.themes)
        _require(where, "department", record.departments, catalogue.departments)
        _require(where, "unit", [record.unit], catalogue.units)
        _require(where, "measure", measures_named_by(record), catalogue.measures)
        _require(where, "factor", record.factors, catalogue.indicators)
        _require(where, "break", _strings(record.breaks), catalogue.breaks)
        _require(where, "event", _strings(record.events), catalogue.events)
        _require(where, "caveat", _strings(record.caveats), catalogue.caveats)


def measures_named_by(record: Indicator) -> list[str]:
    """Every measure a record names: numerator, denominator, series, and what the state value is made of."""
    terms = [term.measure for term in (record.numerator, record.denominator) if term]
    parts = [part.measure for part in record.given]
    state = [name for part in record.state for name in (part.measure, part.numerator) if name]
    weights = [item.measure for part in record.state if part.how == "weighted" for item in part.weights]
    return [*terms, *parts, *state, *weights]


def _strings(items: Iterable[object]) -> list[str]:
    return [item for item in items if isinstance(item, str)]


def _require(where: str, what: str, keys: Iterable[str], known: Mapping[str, object]) -> None:
    if unknown := sorted(set(keys) - set(known)):
        raise CatalogueError(f"{where}: unknown {what}: {', '.join(unknown)}")
