"""Classes of a map: limits, numbers of the classes, legend words. Used by the map on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indicators import answers
from indicators.answers import Answer
from indicators.measures import class_of
from indicators.wording import STATUS_WORDS, number

METHODS = {
    "quantile": "gleich viele Gebiete je Klasse",
    "natural": "natürliche Grenzen",
    "equal": "gleiche Abstände",
    "deviation": "Abweichung von Thüringen",
}
_MADE = {
    "quantile": f"Klassen: {METHODS['quantile']}",
    "natural": "Natürliche Klassen",
    "equal": "Klassen in gleichen Abständen",
    "deviation": "Klassen nach der Abweichung von Thüringen",
}
BASES = {"newest": "neuestem Jahr", "chosen": "gewähltem Jahr", "all": "allen Jahren"}
OWN_SCALE = "jedes Jahr eigene Skala"


@dataclass(frozen=True)
class Classing:
    """How a map is divided into classes: method, wished number, whose years give the limits."""

    method: str = "quantile"
    classes: int = 5
    basis: str = "newest"


def limits(answer: Answer, year: int, classing: Classing) -> list[float]:
    """Inner limits for a year; a count has none, it is drawn as circles."""
    return answers.class_limits(answer, year, method=classing.method, classes=classing.classes, basis=classing.basis)


def numbers(answer: Answer, year: int, inner: Sequence[float], classing: Classing) -> dict[str, int]:
    """Area -> class; areas without a printed value are left out."""
    printed = answer.printed(year)
    values = list(printed.values())
    if classing.method == "deviation":
        values = answers.deviations(answer, year, values)
    return {area: class_of(value, inner) for area, value in zip(printed, values, strict=bool(values))}


def labels(inner: Sequence[float], decimals: int, *, signed: bool = False) -> list[str]:
    """`bis a`, `über a bis b`, `über c`; a single class holds all values."""
    if not inner:
        return ["alle Werte"]
    text = [number(limit, decimals, signed=signed) for limit in inner]
    between = [f"über {low} bis {high}" for low, high in pairwise(text)]
    return [f"bis {text[0]}", *between, f"über {text[-1]}"]


def legend(
    answer: Answer, year: int, inner: Sequence[float], classing: Classing, group: dict[str, int] | None = None
) -> list[dict[str, object]]:
    """One entry per class with the number of areas in it, empty ones included; none where no area has a value.

    `group`: the classes of the areas, where they are known already.
    """
    if not answer.printed(year):
        return []
    counts = Counter((numbers(answer, year, inner, classing) if group is None else group).values())
    signed = classing.method == "deviation" or answer.is_change
    words = labels(inner, answer.record.decimals, signed=signed)
    return [{"label": label, "count": counts.get(index, 0)} for index, label in enumerate(words)]


def statuses(answer: Answer, year: int) -> dict[str, str]:
    """Area -> status, for the areas that have no plain value."""
    not_plain = ("unreliable", "not_comparable", "excluded")
    return {row.area: row.status for row in answer.rows[year] if not row.known or row.status in not_plain}


def status_legend(answer: Answer, year: int) -> list[dict[str, object]]:
    """The kinds of missing values of a year, in words, with the number of areas."""
    counts = Counter(statuses(answer, year).values())
    return [
        {"status": status, "label": STATUS_WORDS.get(status, status), "count": count}
        for status, count in sorted(counts.items())
    ]


def note(answer: Answer, inner: Sequence[float], classing: Classing, year: int) -> str:
    """How the classes were made, in a sentence, with what is unusual about them."""
    if not answer.printed(year):
        return f"Für {year} lässt sich kein Wert zeigen."
    if not inner:
        return "Alle Gebiete zeigen denselben Wert oder es liegt keiner vor; deshalb nur eine Klasse."
    span = {
        "newest": f"am neuesten Jahr ({answers.newest_ranked(answer)})",
        "chosen": f"am Jahr {year}",
        "all": "an allen Jahren",
    }
    text = f"{_MADE[classing.method]}, gebildet {span[classing.basis]}."
    if answer.record.ranks_only:
        text = text.removesuffix(".") + f" ({OWN_SCALE})."
    if classing.method == "deviation":
        text += " Abweichungen der gerundeten Werte."
    if len(inner) + 1 < classing.classes:
        text += f" Nur {len(inner) + 1} statt {classing.classes} Klassen, weil Werte gleich sind."
    return text
