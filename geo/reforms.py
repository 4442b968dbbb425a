"""Restate figures from one division into another: counts are moved along a crosswalk, and none is lost.

Counts are summed by share, ratios are made afterwards from two restated counts, published rates are weighted by
population, and what is no mean over people (medians, indices, mean ages, Gini) stops at the reform.

Every function takes a frame of one measure on one level with the columns `area, year, value, status` and, where it has
them, `sign, division, source, mark, level`, and returns one with the columns `COLUMNS` on the new division, sorted by
year and area; further columns are dropped. `value` is in the unit it came in, NaN where there is none. The marks are

- as before where an area is one whole old area,
- `computed` where whole areas were summed (exact),
- `estimated` („geschätzt“) where a part of an area was moved by its share, and
- `weighted` („bevölkerungsgewichtet geschätzt“) for published rates;
- `not_restated` where the figure still stands on its old territory; its `division` then stays the old one.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo import areas
from geo.crosswalks import Crosswalk, ReformError, UnassignedAreas, require_text
from geo.echo import shortened

COLUMNS = "area year value status sign division source mark".split()
CONTAINS: Mapping[str, tuple[str, ...]] = {"05334": ("05313", "05354")}
"""Areas that statistics list beside their own parts, where the keys do not show it: Städteregion Aachen."""
WITH_VALUE = ("value", "zero", "rounded_zero", "limited", "unreliable")
"""Statuses under which a number may be used; any other is a gap, whatever stands in `value`."""
STRENGTH = ("", "published", "computed", "computed_with_eisenach", "weighted", "estimated", "not_restated")
"""Marks, each saying more about a number than the ones before: a result bears the strongest of its parts."""


class CountedTwice(ReformError):
    """An area stands twice in a year, or beside areas it contains."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One area in one year."""

    value: float
    status: str
    sign: str | None = None
    source: str = ""
    mark: str = "published"

    @property
    def known(self) -> bool:
        """Whether there is a number that may be used."""
        return self.status in WITH_VALUE and not math.isnan(self.value)


Pieces = list[tuple[str, float, Figure]]
"""Old area, share of it that goes to the new one, its figure."""
NOT_DELIVERED = Figure(math.nan, "unknown")
NOT_COMPARABLE = Figure(math.nan, "not_comparable")


def restate(frame: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Counts on the new division: value(new) = sum over old areas of share(old -> new) * value(old).

    The sum over all areas of a year stays the same. A new area with an unknown or missing part is unknown, never a
    little too small; it takes the status and sign of its first such part. Raises `UnassignedAreas` for areas without an
    entry, `CountedTwice`, and `ReformError` for keys that are numbers, mixed levels or the wrong division.
    Method and shares: BBSR Umstiegsschlüssel.
    """

    def total(target: str, _: int, pieces: Pieces) -> Figure:
        value = math.fsum(share * figure.value for _, share, figure in pieces)
        mark = "computed" if crosswalk.is_exact(target) else "estimated"
        return _gap(pieces) or Figure(value, _status(pieces), mark=mark)

    return _walk(frame, crosswalk, total)


def restate_given(frame: pd.DataFrame, population: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Published rates and means on the new division, weighted by population and marked so (T-04).

    value(new) = sum of share * residents * value over sum of share * residents, over the old areas. It assumes that a
    rate is the same everywhere inside an old area. `population`: counts with the columns `area, year, value` on the
    old division. Where residents are not known, the result is `not_comparable`; where a rate is not, it is unknown.
    Raises as `restate` does, and `CountedTwice` for an area that has two populations in a year.
    """
    if population.duplicated(["area", "year"]).any():
        raise CountedTwice("Ein Gebiet hat in einem Jahr zwei Bevölkerungszahlen.")
    cells = zip(population["area"], population["year"], population["value"], strict=True)
    residents = {(area, int(year)): float(value) for area, year, value in cells}

    def mean(_: str, year: int, pieces: Pieces) -> Figure:
        heads = [share * residents.get((area, year), math.nan) for area, share, _ in pieces]
        weighted = math.fsum(head * figure.value for head, (*_, figure) in zip(heads, pieces, strict=True))
        base = math.fsum(heads)
        gap = _gap(pieces) or (None if base > 0 else NOT_COMPARABLE)
        return gap or Figure(weighted / base, _status(pieces), mark="weighted")

    return _walk(frame, crosswalk, mean)


def stop_at_reform(frame: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Figures that no weighting carries over (medians, indices, mean ages, Gini): `not_comparable` where areas changed.

    Areas the reform left alone keep their figures. Raises as `restate` does.
    """
    return _walk(frame, crosswalk, lambda *_: NOT_COMPARABLE)


def strongest(*marks: str) -> str:
    """The mark of a number made from others: the one that says most; a mark not known here says most of all."""
    return max(marks, key=lambda mark: STRENGTH.index(mark) if mark in STRENGTH else len(STRENGTH), default="")


def _walk(frame: pd.DataFrame, crosswalk: Crosswalk, combine: Callable[[str, int, Pieces], Figure]) -> pd.DataFrame:
    """The walk all three share: whole areas pass through, others are combined from their parts."""
    rows = []
    for year, figures in sorted(_figures(frame, crosswalk).items()):
        for target, parts in crosswalk.parts.items():
            pieces = [(area, share, figures.get(area, NOT_DELIVERED)) for area, share in parts]
            if not any(area in figures for area, _ in parts):
                continue  # the publication does not have this area at all
            found = pieces[0][2] if crosswalk.is_whole(target) else _joined(combine(target, year, pieces), pieces)
            division = crosswalk.to_division
            if target in crosswalk.not_restated:
                division, found = crosswalk.from_division, replace(found, mark=strongest(found.mark, "not_restated"))
            rows.append((target, year, found.value, found.status, found.sign, division, found.source, found.mark))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"year": "int64", "value": "float64"})


def _joined(result: Figure, pieces: Pieces) -> Figure:
    """A combined figure with the sources of its parts and the strongest of their marks; a gap bears no mark."""
    source = "+".join(dict.fromkeys(key for *_, figure in pieces for key in figure.source.split("+") if key))
    mark = strongest(result.mark, *(figure.mark for *_, figure in pieces)) if result.known else ""
    return replace(result, source=source, mark=mark)


def _gap(pieces: Pieces) -> Figure | None:
    """What a sum with an unknown part is: as unknown as its first one."""
    for *_, figure in pieces:
        if not figure.known:
            return Figure(math.nan, "unknown" if figure.status in WITH_VALUE else figure.status, figure.sign)
    return None


def _status(pieces: Pieces) -> str:
    """Status of a number made from known parts: their weakness goes on, and zeros only make a zero together."""
    statuses = {figure.status for *_, figure in pieces}
    for weak in ("unreliable", "limited"):
        if weak in statuses:
            return weak
    if statuses <= {"zero", "rounded_zero"}:
        return max(statuses, key=("zero", "rounded_zero").index)
    return "value"


def _figures(frame: pd.DataFrame, crosswalk: Crosswalk) -> dict[int, dict[str, Figure]]:
    """Year -> area -> figure, once everything has been checked that could lose or double something."""
    _refuse_strangers(frame, crosswalk)
    empty = pd.Series(None, index=frame.index, dtype="object")
    optional = (frame.get(name, empty) for name in ("sign", "source", "mark"))
    columns = (frame["area"], frame["year"], frame["value"], frame["status"], *optional)
    found: dict[int, dict[str, Figure]] = defaultdict(dict)
    for area, year, value, status, sign, source, mark in zip(*columns, strict=True):
        if area in found[int(year)]:
            raise CountedTwice(f"{area} steht {year} doppelt in den Zahlen.")
        number = math.nan if pd.isna(value) else float(value)
        if math.isinf(number):
            raise ReformError(f"{area} {year}: Der Wert ist keine Zahl.")
        found[int(year)][area] = Figure(
            number,
            status,
            sign if isinstance(sign, str) else None,
            source if isinstance(source, str) else "",
            mark if isinstance(mark, str) else "published",
        )
    for year, figures in found.items():
        refuse_double_counting(figures, year)
    return found


def _refuse_strangers(frame: pd.DataFrame, crosswalk: Crosswalk) -> None:
    """Refuse figures that the crosswalk is not about: other keys, levels, divisions or areas."""
    keys = set(frame["area"])
    for key in keys:
        require_text(key)
    if "level" in frame and len(set(frame["level"])) > 1:
        raise ReformError("Verschiedene Gebietsebenen lassen sich nicht zusammen umrechnen.")
    divisions = set(frame["division"]) if "division" in frame else set()
    if crosswalk.from_division and divisions - {crosswalk.from_division}:
        stands = shortened(", ".join(sorted(map(str, divisions))))
        raise ReformError(f"Die Zahlen stehen auf „{stands}“, der Umstiegsschlüssel auf „{crosswalk.from_division}“.")
    if lacking := keys - set(crosswalk.shares):
        raise UnassignedAreas(
            f"Diese Gebiete stehen nicht im Umstiegsschlüssel: {', '.join(shortened(key) for key in sorted(lacking))}."
        )


def refuse_double_counting(keys: Iterable[str], year: int) -> None:
    """Raise `CountedTwice` when an area stands beside one it contains (T-09).

    A key that begins another contains it (`16` holds `16063`, `16063000` the municipality `16063101`), `DG` holds
    everything; `CONTAINS` names the areas whose keys do not show it.
    """
    given = sorted(set(keys))
    stems: dict[str, str] = {}
    for key in given:
        stem = "" if key == "DG" else key.removesuffix("000") if len(key) == 8 else key
        if stem in stems:
            raise CountedTwice(f"{stems[stem]} und {key} sind dasselbe Gebiet; zusammen wäre {year} doppelt gezählt.")
        stems[stem] = key
    pairs = [
        (stems[stem[:length]], key)
        for stem, key in stems.items()
        for length in range(len(stem))
        if stem[:length] in stems
    ]
    pairs += [(whole, part) for whole, parts in CONTAINS.items() for part in parts if {whole, part} <= set(given)]
    if pairs:
        raise CountedTwice(f"{pairs[0][0]} enthält {pairs[0][1]}; zusammen wäre {year} doppelt gezählt.")


SINCE = {date(1998, 1, 1): "2014", date(2019, 1, 1): "2019", date(2021, 7, 1): "2021", date(2023, 1, 1): "2023"}
"""First day -> division of the districts of Thuringia; Eisenach has been kreisfrei since 1998."""
MONTHS = "januar februar märz april mai juni juli august september oktober november dezember".split()
MENTION = re.compile(r"(jeweil\w*\s+)?gebiets(?:st[aä]nd\w*|gliederung|abgrenzung)[\s:;,„\"(–-]*", re.IGNORECASE)
EACH_YEAR = re.compile(r"(?:\w+\s+)?jeweil|je(?:des|der)?\s", re.IGNORECASE)
# At most three words stand between „Gebietsstand“ and its day; a day further on is the day of something else.
DAY = re.compile(
    r"(?:[^\W\d]+\W+){0,3}?(?P<text>(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b|"
    r"(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})\b|"
    rf"(?:(?P<nd>\d{{1,2}})\.\s?)?(?P<name>{'|'.join(MONTHS)})\s+(?P<ny>\d{{4}})\b|(?P<only>(?:19|20)\d{{2}})\b)",
    re.IGNORECASE,
)


def division_on(day: date) -> str:
    """Key of the division of districts in force on a day. Raises `ReformError` before 1998."""
    firsts = [first for first in SINCE if first <= day]
    if not firsts:
        raise ReformError(f"Den Gebietsstand {day:%d.%m.%Y} kennt diese Anwendung nicht; sie beginnt mit 1998.")
    return SINCE[max(firsts)]


def division_from_text(text: str, year: int | None = None) -> str:
    """Key of the division a publication says its figures stand on: `Gebietsstand: 31.12.2023` -> `2023` (T-10).

    The date after the word Gebietsstand counts (a year alone means its 31 December, as with the BBSR), never the year
    of the figures. Only where the text itself says that every year has its own (`jeweiliger Gebietsstand`) does `year`
    decide. Titles of our own divisions are understood. Raises `ReformError` for a text that names none or several.
    """
    titles = {key: division.title for key, division in areas.divisions().items()}
    found = {key for key, title in titles.items() if title in text}
    rest = text
    for key in found:
        rest = rest.replace(titles[key], "")
    for mention in MENTION.finditer(rest):
        # What belongs to the mention ends with the line, a semicolon or „Stand“, which is the day of the table.
        words = re.split(r"[;\n]|\bStand\b", rest[mention.end() :], maxsplit=1)[0]
        if mention[1] or EACH_YEAR.match(words):
            if year is None:
                raise ReformError("Der Gebietsstand ist der des jeweiligen Jahres; das Jahr der Zahlen fehlt.")
            found.add(areas.division_of(year))
        elif day := DAY.match(words):
            found.add(division_on(_date(day)))
    if len(found) != 1:
        what = f"mehrere Gebietsstände ({', '.join(sorted(found))})" if found else "keinen Gebietsstand"
        raise ReformError(f"Der Text nennt {what}: „{shortened(text)}“")
    return found.pop()


def _date(match: re.Match[str]) -> date:
    """A day from what `DAY` found. Raises `ReformError` for a day no calendar has."""
    year = int(match["y"] or match["iy"] or match["ny"] or match["only"])
    if match["only"]:
        return date(year, 12, 31)
    month = MONTHS.index(match["name"].lower()) + 1 if match["name"] else int(match["m"] or match["im"])
    try:
        return date(year, month, int(match["d"] or match["id"] or match["nd"] or 1))
    except ValueError:
        raise ReformError(f"„{shortened(match['text'])}“ ist kein Datum.") from None
