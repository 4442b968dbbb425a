"""From observations to an indicator's values: the arithmetic of the catalogue applied to the store.

Every function returns a frame with one row per area and year and the columns of `COLUMNS`; `value` is NaN where there
is none and `status` then says why. Only `indicators.answers` calls this module.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from geo import areas as geography
from geo import reforms
from indicators import comparison, measures, own_figures, queries
from indicators.catalogue import catalogue, caveats_of
from indicators.catalogue.records import POPULATION_WEIGHTS, Indicator, Part, StatePart
from indicators.restating import RESTATED, restated

Floats = measures.Floats
COLUMNS = "area name level year value numerator denominator lower upper status sign division source mark".split()
EISENACH, WARTBURGKREIS, STATE = "16056", "16063", "16"
# What a year's division is called once Eisenach is counted with the Wartburgkreis: 2019 plus the merger is 2021.
MERGED_DIVISION = {"2014": "2014m", "2019": "2021"}
KEYS = ["area", "year"]
# The register's inhabitants weight published rates that are restated, INKAR's where there are no others.
RESIDENTS = ("residents", "population_inkar")


def of(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """All years of an indicator on a level.

    `territory`: `merged` (Eisenach in the Wartburgkreis), `published`, or `2021` (restated to that day).
    """
    frame = _RULES[record.kind](record, level, territory)
    if frame.empty:
        return pd.DataFrame(columns=COLUMNS)
    first = record.since or frame["year"].min()
    last = record.until or frame["year"].max()
    frame = frame[frame["year"].between(first, last)]
    frame = _exclude(frame, record)
    if record.ranks_only:  # the end of a scale is no "genau null"
        frame = frame.assign(status=frame["status"].replace("zero", "value"))
    names = {area.key: area.name for area in geography.areas(level)}
    frame = frame.assign(name=frame["area"].map(names), level=level, **_limits(record, frame))
    numbers = dict.fromkeys(("value", "numerator", "denominator"), "float64")
    return frame.sort_values(["year", "area"], ignore_index=True).reindex(columns=COLUMNS).astype(numbers)


def _limits(record: Indicator, frame: pd.DataFrame) -> dict[str, Floats]:
    """95 % limits of ratios made from counts; unknown wherever the value is, because limits give the counts away."""
    known = frame["value"].notna()
    top, bottom = (frame[name].where(known).to_numpy(dtype=float) for name in ("numerator", "denominator"))
    found = comparison.limits(record.interval, top, bottom, factor=catalogue().units[record.unit].factor)
    return {"lower": found.lower, "upper": found.upper}


LOCAL_LEVELS = ("district", "municipality", "planning_area")


def local_levels(record: Indicator) -> set[str]:
    """The levels below the state on which all measures of an indicator have rows."""
    held = _levels_in(queries.version())
    return set.intersection(*(held.get(name, set()) for name in _series_of(record)))


@lru_cache(maxsize=2)
def _levels_in(_version: str) -> dict[str, set[str]]:
    """Measure -> levels it has rows on, kept by version."""
    spans = queries.coverage()
    return {str(measure): set(rows["level"]) for measure, rows in spans.groupby("measure")}


def years_by_indicator() -> dict[str, tuple[int, int]]:
    """First and last year of every indicator with values for areas below the state, from one look.

    Indicators of one's own whose figures were not delivered yet are left out.
    """
    spans = queries.coverage()
    spans = spans[spans["level"].isin(LOCAL_LEVELS)]
    first, last = spans.groupby("measure")["first_year"].min().to_dict(), spans.groupby("measure")["last_year"].max()
    result: dict[str, tuple[int, int]] = {}
    for record in catalogue().indicators.values():
        if all(name in first for name in _series_of(record)):
            result[record.id] = _span(record, first, last.to_dict())
    return result


def _series_of(record: Indicator) -> set[str]:
    """The measures an indicator's values are made of."""
    terms = {term.measure for term in record.counts} | {part.measure for part in record.given}
    return terms.union(*(_series_of(catalogue().indicators[name]) for name in record.factors))


def _span(record: Indicator, first: dict[str, int], last: dict[str, int]) -> tuple[int, int]:
    """Years of an indicator from those of its measures: the common ones of a ratio, all of a series in parts."""
    if record.factors:
        spans = [_span(catalogue().indicators[name], first, last) for name in record.factors]
        return max(start for start, _ in spans), min(end for _, end in spans)
    if record.numerator and record.denominator:
        names = (record.numerator.measure, record.denominator.measure)
        return max(first[name] for name in names), min(last[name] for name in names)
    starts = [max(first[part.measure], part.since or 0) for part in record.given]
    return min(starts), max(min(last[part.measure], part.until or 9999) for part in record.given)


def population(year: int, territory: str) -> dict[str, float]:
    """Inhabitants of the districts in a year, the weights of published rates."""
    frames = [_within(_counts(part.measure, "district", territory), part) for part in POPULATION_WEIGHTS]
    rows = pd.concat(frames)
    rows = rows[rows["year"] == year]
    return dict(zip(rows["area"], rows["value"], strict=True))


def _ratio(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """factor * numerator / denominator from counts of the same area, year and division."""
    numerator, denominator = record.terms
    empty = ["numerator", "denominator"]
    top = _counts(numerator.measure, level, territory).drop(columns=empty)
    bottom = _counts(denominator.measure, level, territory).drop(columns=empty)
    frame = top.merge(bottom, on=KEYS, suffixes=("", "_below"))
    frame = frame.rename(columns={"value": "numerator", "value_below": "denominator"})
    factor = catalogue().units[record.unit].factor
    frame["value"] = measures.ratio(frame["numerator"].to_numpy(), frame["denominator"].to_numpy(), factor)
    missing_below = frame["numerator"].notna() & frame["denominator"].isna()
    frame["status"] = frame["status"].mask(missing_below, frame["status_below"])
    frame["sign"] = frame["sign"].mask(missing_below, frame["sign_below"])
    small = (frame["denominator"] < record.disclosure.smallest_base) | (
        frame["numerator"].abs().between(0, record.disclosure.smallest_count, inclusive="neither")
    )
    small &= frame["value"].notna()  # what is secret or unknown says so, however small the base
    frame.loc[small, ["value"]] = float("nan")
    frame.loc[small, "status"] = "unreliable"
    frame["mark"] = _marks(frame["mark"], frame["mark_below"])
    same = frame["source"] == frame["source_below"]
    frame["source"] = frame["source"].where(same, frame["source"] + "+" + frame["source_below"])
    return own_figures.guarded_rates(frame, record)


def _count(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A count as published, or an exact sum."""
    return pd.concat([_within(_counts(part.measure, level, territory), part) for part in record.given])


def _given(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A ratio, mean or median as published; it cannot be added up, only weighted when it is restated."""
    parts = [_within(_published(part.measure, [level]), part) for part in record.given]
    if level == "district" and territory == RESTATED:
        ways = [catalogue().measures[part.measure].restating for part in record.given]
        parts = [restated(rows, way, _residents()) for rows, way in zip(parts, ways, strict=True)]
    frame = pd.concat(parts)
    if level != "state":
        return frame
    return _replace_years(frame, [_state_part(record, part) for part in record.state])


def _product(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A rate times a share in percent, for areas and years that have both on the same division."""
    first, second = (of(catalogue().indicators[name], level, territory) for name in record.factors)
    # Thuringia is the same on every division; districts are multiplied only where both stand on the same one.
    keys = KEYS if level in ("state", "country") else [*KEYS, "division"]
    frame = first.merge(second, on=keys, suffixes=("", "_second"))
    frame["status"] = frame["status"].mask(frame["value"].notna(), frame["status_second"])
    frame["sign"] = frame["sign"].mask(frame["value"].notna(), frame["sign_second"])
    frame["value"] = measures.product_in_percent(frame["value"].to_numpy(), frame["value_second"].to_numpy())
    frame.loc[frame["value"].notna(), "status"] = "value"
    frame["mark"] = _marks(frame["mark"], frame["mark_second"])
    same = frame["source"] == frame["source_second"]
    frame["source"] = frame["source"].where(same, frame["source"] + "+" + frame["source_second"])
    return frame


def _relative(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """Thuringia = 100."""
    base = catalogue().indicators[record.factors[0]]
    frame, state = of(base, level, territory), of(base, "state", territory)
    frame["value"] = 100 * frame["value"] / frame["year"].map(state.set_index("year")["value"])
    frame["numerator"] = frame["denominator"] = float("nan")
    frame["mark"] = "computed"
    return frame[frame["value"].notna() | frame["status"].ne("value")]


_RULES = {"ratio": _ratio, "count": _count, "given": _given, "product": _product, "relative": _relative}


def _counts(measure: str, level: str, territory: str) -> pd.DataFrame:
    """A count on a level; for the state the printed row, else the exact sum of the districts."""
    return _counts_of(queries.version(), measure, level, territory).copy(deep=False)


@lru_cache(maxsize=1024)
def _counts_of(_version: str, measure: str, level: str, territory: str) -> pd.DataFrame:
    """Kept by version: the same inhabitants stand under many rates."""
    if level != "state":
        frame = _published(measure, [level])
        if level == "district" and territory == RESTATED:
            return restated(frame, "count", frame)
        return _with_eisenach(frame) if level == "district" and territory == "merged" else frame
    printed = _published(measure, ["state"])
    if not catalogue().measures[measure].state_is_sum:
        return printed
    return pd.concat([printed, _sum_of_districts(measure, without=set(printed["year"]))])


def _published(measure: str, levels: list[str]) -> pd.DataFrame:
    return _published_in(queries.version(), measure, tuple(levels)).copy(deep=False)


@lru_cache(maxsize=1024)
def _published_in(_version: str, measure: str, levels: tuple[str, ...]) -> pd.DataFrame:
    """Observations of a measure as they are published, kept by version."""
    frame = queries.observations([measure], list(levels)).drop(columns="measure")
    return frame.assign(mark="published", numerator=float("nan"), denominator=float("nan"))


def _sum_of_districts(measure: str, without: set[int]) -> pd.DataFrame:
    """Exact sum over the districts of a year, withheld as soon as one of them is unknown."""
    districts = _published(measure, ["district"])
    years = districts[~districts["year"].isin(without)].groupby("year")
    # A sum with an unknown part is unknown, never a little too small.
    complete = years["value"].count() == years.size()
    rows = years[["division", "source"]].first().assign(value=years["value"].sum().where(complete)).reset_index()
    status = rows["value"].isna().map({True: "unknown", False: "value"}).mask(rows["value"].eq(0), "zero")
    return rows.assign(
        area=STATE, sign=None, status=status, mark="computed", numerator=float("nan"), denominator=float("nan")
    )


def _with_eisenach(frame: pd.DataFrame) -> pd.DataFrame:
    """16056 and 16063 as one area in every year that has both: an exact sum, unknown as soon as one of them is."""
    years = set(frame.loc[frame["area"] == EISENACH, "year"])
    if not years:
        return frame
    early = frame["year"].isin(years)
    own = frame[early & (frame["area"] == WARTBURGKREIS)].set_index("year")
    town = frame[early & (frame["area"] == EISENACH)].set_index("year").loc[own.index]
    value = own["value"] + town["value"]
    # What is unknown says why; a number carries no sign of one of its parts, such as the "-" beside a five.
    known, unknown_town = value.notna() & value.ne(0), town["value"].isna()
    own["status"] = own["status"].mask(unknown_town, town["status"]).mask(known, "value")
    own["sign"] = own["sign"].mask(unknown_town, town["sign"]).mask(known, None)
    own["value"], own["mark"] = value, "computed_with_eisenach"
    rest = frame[~(early & frame["area"].isin([EISENACH, WARTBURGKREIS]))]
    result = pd.concat([rest, own.reset_index()[frame.columns]], ignore_index=True)
    early = result["year"].isin(years)
    result.loc[early, "division"] = result.loc[early, "division"].replace(MERGED_DIVISION)
    return result.astype({"year": "int64", "value": "float64"})


def _residents() -> pd.DataFrame:
    """Inhabitants of the districts by division; INKAR's stand on one division for all years."""
    return _residents_in(queries.version())


@lru_cache(maxsize=2)
def _residents_in(_version: str) -> pd.DataFrame:
    frame = pd.concat([_published(measure, ["district"]) for measure in RESIDENTS])
    return frame.drop_duplicates([*KEYS, "division"])


def _marks(first: pd.Series, second: pd.Series) -> list[str]:
    """The mark of values made from two others: computed, unless one of them says more."""
    return [reforms.strongest("computed", *pair) for pair in zip(first, second, strict=True)]


def _state_part(record: Indicator, part: StatePart) -> pd.DataFrame:
    """The state value of a published ratio for a stretch of years."""
    last = min(year for year in (part.until, record.until, 9999) if year)
    first = max(part.since or 0, record.since or 0)
    if part.how == "published":
        rows = _published(str(part.measure), ["state"])
        return rows[rows["year"].between(first, last)]
    source = [Part(measure=part.measure)] if part.measure else list(record.given)
    districts = pd.concat([_within(_published(item.measure, ["district"]), item) for item in source])
    districts = districts[districts["year"].between(first, last)]
    if part.how == "harmonic":
        other = _published(str(part.numerator), ["district"])
    else:
        merged = not (districts["area"] == EISENACH).any()
        weights = [_within(_published(item.measure, ["district"]), item) for item in part.weights]
        other = pd.concat([_with_eisenach(item) if merged else item for item in weights])
    pairs = districts.merge(other[[*KEYS, "value"]], on=KEYS, how="left", suffixes=("", "_other"))
    mean = measures.harmonic_mean if part.how == "harmonic" else measures.weighted_mean
    rows = []
    for year, group in pairs.groupby("year"):
        value = mean(group["value"].to_numpy(), group["value_other"].to_numpy())
        rows.append(
            {
                "area": STATE,
                "year": year,
                "value": value,
                "numerator": float("nan"),
                "denominator": float("nan"),
                "sign": None,
                "status": "unknown" if pd.isna(value) else "value",
                "division": group["division"].iloc[0],
                "source": group["source"].iloc[0],
                "mark": "computed" if part.how == "harmonic" else "weighted",
            }
        )
    return pd.DataFrame(rows)


def _within(frame: pd.DataFrame, part: Part) -> pd.DataFrame:
    return frame[frame["year"].between(part.since or 0, part.until or 9999)]


def _replace_years(printed: pd.DataFrame, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Printed rows come first; the other parts fill the years that have none, in their order."""
    result = printed
    for part in parts:
        if not part.empty:
            result = pd.concat([result, part[~part["year"].isin(result["year"])]]) if not result.empty else part
    return result


def _exclude(frame: pd.DataFrame, record: Indicator) -> pd.DataFrame:
    """Values that a caveat takes out lose their number and say so; others are only called what the caveat says."""
    for caveat in caveats_of(record):
        if caveat.exclude or caveat.status:
            hit = frame.apply(lambda row, c=caveat: c.concerns(row["area"], row["year"]), axis=1)
        if caveat.exclude:
            frame.loc[hit, ["value", "numerator", "denominator"]] = float("nan")
            frame.loc[hit, "status"] = "excluded"
        elif caveat.status:
            frame.loc[hit & frame["value"].notna(), "status"] = caveat.status
    return frame
