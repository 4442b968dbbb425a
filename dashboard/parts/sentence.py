"""The sentence that says what is seen, and the citation that goes with it when it is copied."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.figures.ranking import told_label
from dashboard.parts import sentence_parts
from geo.areas import division_title
from indicators import answers, changes, derived, tables, verdicts, wording
from indicators.answers import Answer, Comparison, Row
from indicators.catalogue import caveats_of
from indicators.catalogue.records import Indicator
from indicators.wording import NOT_COMPARABLE_YEAR, about, mark_words, number


def reference(answer: Answer, year: int) -> str:
    """The day or period a year's value refers to: `31.12.2024`."""
    return wording.reference(answer.record, year)


def spoken(
    answer: Answer, year: int, area: str | None, held: Comparison, earlier: Mapping[str, float] | None = None
) -> str:
    """One area in one year: value, place among the others, comparison, and the gap in persons where counts allow it.

    Without a chosen area the first of the ranking is spoken of. `earlier`: the values of the earlier year `held` is
    named after; an area that is not in it cannot be compared.
    """
    ranked, record = answers.ranking(answer, year), answer.record
    row = next((row for row in ranked if row.area == area or not area), None)
    if row is None:
        reason = sentence_parts.no_comparison(held, is_known=False)
        return f"Für dieses Gebiet liegt in diesem Jahr kein Wert vor. {reason}".strip()
    if not row.known:
        is_chosen = bool(area) or any(other.known for other in ranked)
        said = sentence_parts.absent(answer, row, held, reference(answer, year), is_chosen=is_chosen)
        reason = sentence_parts.no_comparison(held, is_known=False)
        # That a figure would make no sense is said already; what is wrong with an excluded one is not.
        told = [] if row.status == "not_applicable" else remarks(answer, row)
        return " ".join(filter(None, [said, *told, reason]))
    limits = verdicts.interval(answer, row)
    day = f"{reference(answer, year)}; {verdicts.INTERVAL} {limits}" if limits else reference(answer, year)
    parts = [sentence_parts.opening(answer, row, day)]
    if held.value is not None and held.label != row.name:
        found, shown = verdicts.against(answer, row, held), number(held.value, record.decimals, signed=answer.is_change)
        parts.append(verdicts.sentence(found, told_label(held), shown))
        gap = None if answer.is_change else answers.gap_in_persons(row, record, held.value)
        if gap is not None and abs(gap) >= 1:
            more = "mehr" if gap > 0 else "weniger"
            parts.append(f"{about(gap)} {record.counted} {more} als {verdicts.whose(held)}")
    if earlier is not None:
        before = number(earlier.get(row.area), record.decimals) or NOT_COMPARABLE_YEAR
        parts.append(f"{held.label}: {before}")
    text = "; ".join(parts) + "."
    marked = mark_words("", row.mark if row.mark != "computed" else "")
    notes = ", ".join(filter(None, (marked, verdicts.chance(answer, row), changes.base_note(answer, year))))
    said = f"{text} ({notes[0].upper()}{notes[1:]}.)" if notes else text
    return " ".join(filter(None, [said, *remarks(answer, row), held.reason]))


def remarks(answer: Answer, row: Row) -> list[str]:
    """What must be known of exactly this value, a short sentence each; of a change, of both its years.

    Where there is no value, the sentence has told why already, unless we took it out ourselves.
    """
    years = [row.year - answers.CHANGE_YEARS, row.year] if answer.is_change else [row.year]
    found = [
        caveat.short or caveat.text
        for caveat in caveats_of(answer.record)
        if caveat.areas and (row.known or caveat.exclude) and any(caveat.concerns(row.area, year) for year in years)
    ]
    return list(dict.fromkeys(found))


def title(record: Indicator) -> str:
    """The title where the day stands beside it: without the day that a title may end in, `(31.12.)`."""
    day = record.reference.replace("{year}", "").strip()
    return record.title.removesuffix(f" ({day})")


def dated_title(answer: Answer, year: int) -> str:
    """Title and day; a title that names the year already does not name it twice."""
    undated = title(answer.record)
    return undated if str(year) in undated else f"{undated}, {reference(answer, year)}"


def citation(answer: Answer, year: int, held: Comparison | None = None) -> str:
    """What must stand beside a number that leaves the page: source, licence, what was derived, territory, data version.

    `held`: what the values are compared with on the page, which may be derived where they are not.
    """
    division = division_title(answer.level, answer.rows[year][0].division)
    return f"Quelle: {credit(answer, year, held)}. {division}. Datenstand {answers.data_version()}."


def credit(answer: Answer, year: int, held: Comparison | None = None) -> str:
    """The sources of a year with their licences, and what was derived from them."""
    sources = "+".join(dict.fromkeys(key for row in answer.rows[year] for key in row.source.split("+")))
    changed = derived.words(answer, year, held)
    return f"{tables.citations(sources)}; {changed}" if changed else tables.citations(sources)
