"""From observations to an indicator's values: the arithmetic of the catalogue applied to the store.

Every function returns a frame with one row per area and year and the columns of `COLUMNS`; `value` is NaN where there
is none and `status` then says why. Only the door (`indicators.answers`) calls this module; the figures of a measure
come from `indicators.published`.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from geo import areas as geography
from geo import reforms
from indicators import comparison, measures, own_figures, published, queries, terms
from indicators.catalogue import catalogue, caveats_of
from indicators.catalogue.records import POPULATION_WEIGHTS, Indicator, Part, StatePart
from indicators.restating import RESTATED, restated

Floats = measures.Floats
COLUMNS = "area name level year value numerator denominator lower upper status sign division source mark".split()


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
        late = int(terms.reaches_back(record))
        return max(first[name] for name in names) + late, min(last[name] for name in names)
    starts = [max(first[part.measure], part.since or 0) for part in record.given]
    return min(starts), max(min(last[part.measure], part.until or 9999) for part in record.given)


def population(year: int, territory: str) -> dict[str, float]:
    """Inhabitants of the districts in a year, the weights of published rates."""
    frames = [_within(published.counts(part.measure, "district", territory), part) for part in POPULATION_WEIGHTS]
    rows = pd.concat(frames)
    rows = rows[rows["year"] == year]
    return dict(zip(rows["area"], rows["value"], strict=True))


def _ratio(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """factor * numerator / denominator from counts of the same area, year and division."""
    top, bottom = (terms.counts(term, level, territory) for term in record.terms)
    frame = top.merge(bottom, on=published.KEYS, suffixes=("", "_below"))
    frame = frame.rename(columns={"value": "numerator", "value_below": "denominator"})
    factor = catalogue().units[record.unit].factor
    frame["value"] = measures.ratio(frame["numerator"].to_numpy(), frame["denominator"].to_numpy(), factor)
    missing_below = frame["numerator"].notna() & frame["denominator"].isna()
    frame["status"] = frame["status"].mask(missing_below, frame["status_below"])
    frame["sign"] = frame["sign"].mask(missing_below, frame["sign_below"])
    frame["mark"] = _marks(frame["mark"], frame["mark_below"])
    same = frame["source"] == frame["source_below"]
    frame["source"] = frame["source"].where(same, frame["source"] + "+" + frame["source_below"])
    return own_figures.guarded_rates(terms.stopped_at_breaks(frame, record, territory), record)


def _count(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A count as published, or an exact sum."""
    return pd.concat([_within(published.counts(part.measure, level, territory), part) for part in record.given])


def _given(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A ratio, mean or median as published; it cannot be added up, only weighted when it is restated."""
    parts = [_within(published.rows_of(part.measure, [level]), part) for part in record.given]
    if level == "district" and territory == RESTATED:
        ways = [catalogue().measures[part.measure].restating for part in record.given]
        parts = [restated(rows, way, published.residents()) for rows, way in zip(parts, ways, strict=True)]
    frame = pd.concat(parts)
    if level != "state":
        return frame
    return _replace_years(frame, [_state_part(record, part) for part in record.state])


def _product(record: Indicator, level: str, territory: str) -> pd.DataFrame:
    """A rate times a share in percent, for areas and years that have both on the same division."""
    first, second = (of(catalogue().indicators[name], level, territory) for name in record.factors)
    # Thuringia is the same on every division; districts are multiplied only where both stand on the same one.
    keys = published.KEYS if level in ("state", "country") else [*published.KEYS, "division"]
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


def _marks(first: pd.Series, second: pd.Series) -> list[str]:
    """The mark of values made from two others: computed, unless one of them says more."""
    return [reforms.strongest("computed", *pair) for pair in zip(first, second, strict=True)]


def _state_part(record: Indicator, part: StatePart) -> pd.DataFrame:
    """The state value of a published ratio for a stretch of years."""
    last = min(year for year in (part.until, record.until, 9999) if year)
    first = max(part.since or 0, record.since or 0)
    if part.how == "published":
        rows = published.rows_of(str(part.measure), ["state"])
        return rows[rows["year"].between(first, last)]
    source = [Part(measure=part.measure)] if part.measure else list(record.given)
    districts = pd.concat([_within(published.rows_of(item.measure, ["district"]), item) for item in source])
    districts = districts[districts["year"].between(first, last)]
    if part.how == "harmonic":
        other = published.rows_of(str(part.numerator), ["district"])
    else:
        merged = not (districts["area"] == published.EISENACH).any()
        weights = [_within(published.rows_of(item.measure, ["district"]), item) for item in part.weights]
        other = pd.concat([published.with_eisenach(item) if merged else item for item in weights])
    pairs = districts.merge(other[[*published.KEYS, "value"]], on=published.KEYS, how="left", suffixes=("", "_other"))
    mean = measures.harmonic_mean if part.how == "harmonic" else measures.weighted_mean
    rows = []
    for year, group in pairs.groupby("year"):
        value = mean(group["value"].to_numpy(), group["value_other"].to_numpy())
        rows.append(
            {
                "area": published.STATE,
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
