"""The written records of the catalogue: what every number is, who published it and what it must not be taken for.

A record is a YAML file turned into a frozen pydantic model that refuses keys it does not know, so that a misspelt key
fails the tests instead of being ignored.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Kind = Literal["ratio", "count", "given", "product", "relative"]
Direction = Literal["lower_is_better", "higher_is_better", "no_judgement"]
BreakKind = Literal["territory", "base", "method"]
Level = Literal["district", "municipality", "planning_area", "state", "country"]
Status = Literal[
    "value",
    "zero",
    "rounded_zero",
    "secret",
    "unknown",
    "no_record",
    "zero_or_secret",
    "later",
    "unreliable",
    "limited",
    "not_applicable",
    "not_comparable",
    "excluded",
]


class Record(BaseModel):
    """Frozen, and an unread key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Licence(Record):
    """A licence, written once and referred to by key."""

    title: str
    short_title: str
    url: str


class Source(Record):
    """One publication from which figures were taken."""

    publisher: str
    title: str
    table: str | None = None
    edition: str
    url: str | None = None
    licence: str
    citation: str
    territory: str
    """Territorial status in words, as a reader sees it."""
    signs: dict[str, Status]
    """What each sign of this publication means; a sign that is not listed stops the build."""
    additivity: Literal["exact", "rounded", "round5", "round10", "ckm", "sample", "not_additive"]
    """How exactly the printed sums hold (D-30)."""
    published: bool = True
    """False: figures of one's own that no office has published; small counts in them are withheld here."""
    threshold: int = 3
    """Own figures: counts below are withheld; can only be raised."""
    divisions: dict[int, str]
    """First year -> division the values stand on: `{2015: "2014", 2019: "2019"}`."""
    note: str | None = None


class Measure(Record):
    """A quantity as published (or an exact sum of such): what stands in the store, one value per area and year."""

    label: str
    unit: str
    kind: Literal["count", "given"]
    """count: may be added up over areas; given: published as a ratio, mean or median, kept as it is."""
    reference: str
    """To which day or period a year's value refers, `{year}` standing for the year, such as `31.12.{year}`."""
    sum_of: tuple[str, ...] = ()
    """An exact sum of other measures, minus those in `minus`; unknown as soon as one part is."""
    minus: tuple[str, ...] = ()
    splits: tuple[tuple[str, ...], ...] = ()
    """Further ways in which this count is divided, each adding up to it: what a reader may subtract (D-11)."""
    restating: Literal["weighted", "never"] = "weighted"
    """given: whether a population-weighted mean carries the value across a reform; medians and indices never."""
    range: tuple[float, float] | None = None
    """given: what a value may be, such as `[0, 200]` or `[-100, .inf]`; percent without it: 0 to 100."""
    state_is_sum: bool = True
    """count: Thuringia may be added up where the publication prints no row `16`; false: only the printed row counts."""

    @property
    def limits(self) -> tuple[float, float] | None:
        """Between what a published ratio must lie; None where anything may be."""
        if self.kind != "given":
            return None
        return self.range or ((0, 100) if self.unit == "percent" else None)

    @model_validator(mode="after")
    def _range_is_of_a_ratio(self) -> Measure:
        if self.range and (self.kind != "given" or not self.range[0] < self.range[1]):
            raise ValueError("`range` is [low, high] of a published ratio")
        return self


class Break(Record):
    """The line is interrupted between `at` - 1 and `at`; no trend is drawn or tested across."""

    at: int
    text: str
    kind: BreakKind = "base"
    """What is new: the territory, the base (a census) or the method (a law, a way of counting)."""
    short: str = ""
    """A word for the mark in a chart, without the year: `Zensus`."""
    areas: tuple[str, ...] = ()
    """Empty: all areas."""
    territories: tuple[str, ...] = ("merged", "published", "2021")
    """On which territory the reader sees it: a reform is no break once figures are restated across it."""


class Event(Record):
    """A dated mark on a line that goes on."""

    at: str
    """ISO date (`2022-06-01`)."""
    text: str
    new_base: bool = False
    """From the year of `at` on the people in the rate come from another count: what crosses it says so."""
    short: str = ""
    """A word for the mark in a chart, without the date: `Ukraine`."""


class Caveat(Record):
    """What a reader must know of some values; `exclude` takes them out of ranks, classes and comparisons."""

    text: str
    areas: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    exclude: bool = False
    short: str = ""
    """The same as one short sentence, behind the value it concerns; the text itself where it is that short."""
    status: Literal["limited", "unreliable"] | None = None
    """What the value is called instead: `limited` where a printed zero may be none."""

    def concerns(self, area: str, year: int) -> bool:
        """Whether this caveat is about the value of `area` in `year`."""
        if self.areas and area not in self.areas:
            return False
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


class Term(Record):
    """Numerator or denominator: a measure and what a reader calls it."""

    measure: str
    label: str
    of: Literal["year", "year_before", "change"] = "year"
    """Whose count: of the year itself, of the year before, or how much more (fewer: negative) it is than the year
    before. Across a break of the series there is none of the last two."""


class Part(Record):
    """A stretch of years of a published series; two parts make one line only where the definition is the same."""

    measure: str
    since: int | None = None
    until: int | None = None


POPULATION_WEIGHTS = (Part(measure="population_inkar", until=2010), Part(measure="residents", since=2011))


class StatePart(Record):
    """How the value of Thuringia is found for a stretch of years where it is not the printed row `16`."""

    how: Literal["published", "weighted", "harmonic"]
    """published: row `16` of `measure`; weighted: mean of the districts weighted by population, marked as such;
    harmonic: sum of `numerator` divided by the sum of `numerator` / value."""
    measure: str | None = None
    numerator: str | None = None
    weights: tuple[Part, ...] = POPULATION_WEIGHTS
    since: int | None = None
    until: int | None = None

    @model_validator(mode="after")
    def _way_has_its_measures(self) -> StatePart:
        if (self.how == "published" and not self.measure) or (self.how == "harmonic" and not self.numerator):
            raise ValueError("a printed value needs `measure`, a harmonic mean `numerator`")
        return self


class Disclosure(Record):
    """Below these a rate of our own making is withheld."""

    smallest_count: int = 3
    smallest_base: int = 100


class Unit(Record):
    """How a number of this unit reads."""

    short: str
    """Behind the number: `%`, `je 1.000`, `Euro`."""
    factor: float = 1
    """A ratio is factor * numerator / denominator."""
    difference: str
    """How a difference of two such values reads: `Prozentpunkte`."""
    change: Literal["points", "percent"]
    """Whether change over years is a difference or a percentage."""
    decimals: int = 0
    """How exactly a numerator or denominator in this unit is printed: persons whole, square kilometres not."""


class Theme(Record):
    """A heading of the menu; the order is the order of themes.yaml."""

    title: str
    description: str


class Department(Record):
    """An office that works with an indicator."""

    title: str
    description: str


class LevelWords(Record):
    """What is said of an indicator on a level whose figures come from another publication."""

    definition: str
    definition_source: str
    reading: str


class Indicator(Record):
    """What a planner chooses from the menu."""

    id: str
    """The file name; in the address bar, never changes meaning. Set on reading, not written in the file."""
    title: str
    short_title: str
    theme: str
    departments: tuple[str, ...]
    core: bool = False
    """A starred Kernindikator."""
    definition: str
    definition_source: str | None = None
    kind: Kind
    numerator: Term | None = None
    denominator: Term | None = None
    given: tuple[Part, ...] = ()
    """kind given, count: the published series, usually one part."""
    factors: tuple[str, ...] = ()
    """kind product: two indicators in percent, multiplied; kind relative: the one that is set to Thuringia = 100."""
    unit: str
    unit_text: str
    """The unit in full, as in a sentence: `je 100 Kinder unter 15 Jahren`."""
    decimals: int
    direction: Direction
    levels: tuple[Level, ...] = ("district",)
    reference: str
    """To which day or period the value refers, with `{year}`: `31.12.{year}`."""
    since: int | None = None
    until: int | None = None
    disclosure: Disclosure = Disclosure()
    breaks: tuple[str | Break, ...] = ()
    """Keys of breaks.yaml, or breaks of this indicator alone."""
    events: tuple[str | Event, ...] = ()
    caveats: tuple[str | Caveat, ...] = ()
    reading: str
    """Was dieser Wert sagt und was nicht."""
    state: tuple[StatePart, ...] = ()
    """kind given: empty means the printed row `16`, and no state value where none is printed."""
    interval: Literal["wilson", "byar", "none"] = "none"
    """kind ratio: wilson where the numerator is part of the denominator, byar where events are set against people."""
    ranks_only: bool = False
    """The score is rescaled every year: its line shows ranks, never values."""
    counted: str = "Personen"
    """What a gap to the comparison is counted in: `Kinder`."""
    on_levels: dict[str, LevelWords] = {}
    """Level -> words, where those of the record do not hold."""
    legend: str = ""
    """Stands over the legend of a map instead of unit and year, with `{year}`."""
    search_words: tuple[str, ...] = ()
    """Further words a reader may look for: `Kinderarmut`, `Hartz IV`."""

    @property
    def terms(self) -> tuple[Term, Term]:
        """Numerator and denominator of a ratio. Raises ValueError for any other kind."""
        if self.numerator is None or self.denominator is None:
            raise ValueError(f"{self.id} is no ratio")
        return self.numerator, self.denominator

    @property
    def counts(self) -> tuple[Term, ...]:
        """Numerator and denominator, where there are any."""
        return tuple(term for term in (self.numerator, self.denominator) if term)

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> Indicator:
        """A ratio names numerator and denominator, a published series its parts, a product its factors."""
        if self.kind == "ratio" and not (self.numerator and self.denominator):
            raise ValueError("a ratio needs numerator and denominator")
        if self.kind in ("given", "count") and not self.given:
            raise ValueError("a published series or count needs `given`")
        if self.kind == "product" and len(self.factors) != 2:
            raise ValueError("a product has two factors")
        if self.kind == "relative" and len(self.factors) != 1:
            raise ValueError("a relative value has one factor")
        return self


class Gap(Record):
    """Something planners look for and these figures do not hold, with who holds it."""

    title: str
    several: bool = False
    """The title is a plural: `Inobhutnahmen liegen hier nicht vor`."""
    beyond: str | None = None
    """What is missing beside the figures there are: `Weitere Zahlen zur Pflege`."""
    why: str
    holder: str
    where: str
    url: str | None = None
