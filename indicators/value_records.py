"""An answer as one plain object, for programs: the interface and the command line give the same."""

from __future__ import annotations

from typing import Any

from geo.areas import division_title
from indicators import answers, changes, derived, tables, territory_notes
from indicators.answers import Answer
from indicators.whole import OWN
from indicators.wording import mark_words


def as_json(answer: Answer) -> dict[str, Any]:
    """`values`: one object per area and year; what is not known is None."""
    return {
        "indicator": answer.record.id,
        "title": answer.record.title,
        "unit": answer.record.unit_text,
        "data_version": answers.data_version(),
        "note": note(answer),
        "sources": _cited(answer),
        "values": tables.records(answer),
    }


def note(answer: Answer, ours_are: str = "Werte, deren „mark“ nicht „published“ ist") -> str:
    """What must be known of the values: territory, bases that changes reach across, and which were worked out here.

    `ours_are`: how the reader recognises those that were.
    """
    ours = any(derived.of_row(answer, row) for rows in answer.rows.values() for row in rows)
    whose = "Veränderungen" if answer.is_change else ours_are
    if answer.record.kind == "count" and not answer.is_change and derived.is_derived(answer.record, ""):
        printed = "gelieferten" if answer.level == OWN else "veröffentlichten"
        whose = f"Aus {printed} Anzahlen zusammengezählte Werte"
    changed = f"{whose}: {derived.OWN_WORK} aus den genannten Quellen." if ours else ""
    bases = dict.fromkeys(f"{note}." for year in answer.years if (note := changes.base_note(answer, year)))
    return " ".join(filter(None, (territory_notes.of_answer(answer), *bases, changed)))


def origin(answer: Answer) -> str:
    """Territorial status and sources of the values in one line, for the terminal."""
    rows = [row for rows in answer.rows.values() for row in rows]
    divisions = dict.fromkeys(division_title(answer.level, row.division) for row in rows)
    told = ". ".join(filter(None, ["; ".join(divisions), note(answer, _in_the_terminal(answer)).rstrip(".")]))
    return f"{told}. Quelle: {'; '.join(_cited(answer).values())}. Datenstand {answers.data_version()}."


def _cited(answer: Answer) -> dict[str, str]:
    return tables.cited(row.source for rows in answer.rows.values() for row in rows)


def _in_the_terminal(answer: Answer) -> str:
    """There the words of a mark stand behind a value, but not every value worked out here has words of its own."""
    known = [row for rows in answer.rows.values() for row in rows if row.known]
    ours = [row for row in known if derived.of_row(answer, row)]
    if len(ours) == len(known):
        return "Werte"
    return "Werte mit Hinweis dahinter" if all(mark_words("value", row.mark) for row in ours) else "Ein Teil der Werte"
