"""Where the classes of a map begin and end: limits of printed values, as the legend prints them."""

from __future__ import annotations

from collections.abc import Sequence

from indicators import benchmarks, measures
from indicators.answer import Answer


def class_limits(answer: Answer, year: int, *, method: str, classes: int, basis: str = "newest") -> list[float]:
    """Inner class limits of the printed values, rounded as the legend prints them; fewer where values tie.

    `method`: `quantile`, `natural`, `equal`, `deviation` (from Thuringia, symmetric). `basis`: `newest`, `chosen` or
    `all` years. Values that are not ranked do not shape the classes.
    """
    years = {"newest": [newest_ranked(answer)], "chosen": [year], "all": answer.years}[basis]
    pool = [value for item in years for value in ranking_values(answer, item, deviation=method == "deviation")]
    if len(set(pool)) < 2:
        return []
    rule = {
        "quantile": measures.quantile_limits,
        "natural": measures.natural_limits,
        "equal": measures.equal_limits,
        "deviation": measures.deviation_limits,
    }[method]
    if method in ("equal", "deviation"):
        # Steps are nobody's data: they are rounded first and hold as rounded, or they would no longer be equal.
        return measures.rounded_limits(rule(pool, classes), pool, answer.record.decimals)
    return measures.tidy_limits(rule(pool, classes), pool, answer.record.decimals)


def newest_ranked(answer: Answer) -> int:
    """The newest year that has ranked values: behind a break all changes of the newest year may be missing."""
    return next((year for year in reversed(answer.years) if ranking_values(answer, year)), answer.years[-1])


def ranking_values(answer: Answer, year: int, *, deviation: bool = False) -> list[float]:
    """The printed values of a year that may be ranked, or their deviations from Thuringia's printed value."""
    found = [row.printed for row in answer.rows[year] if row.rank]
    return deviations(answer, year, found) if deviation else found


def deviations(answer: Answer, year: int, printed: Sequence[float]) -> list[float]:
    """Printed values minus Thuringia's printed value of the year; empty when there is none.

    Subtracting printed numbers gives a printed number: what a reader computes by hand.
    """
    state = benchmarks.comparison(answer, "state", year).value
    if state is None:
        return []
    decimals = answer.record.decimals
    base = float(measures.round_half_up(state, decimals))
    return [float(measures.round_half_up(value - base, decimals)) for value in printed]
