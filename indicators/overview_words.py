"""The overview in German: what a cell says, what stands out, and how much of that chance alone would bring about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geo.areas import division_title
from indicators import overview
from indicators.answer import Row
from indicators.comparison import (
    CONFIDENCE,
    FEW_CASES,
    KEY_WORDS,
    METHOD_NAMES,
    METHOD_WORDS,
    method_of,
    percent,
)
from indicators.measures import round_half_up
from indicators.overview import Cell, Class, Column, Overview, Standing
from indicators.restating import RESTATED
from indicators.verdicts import A_COUNT
from indicators.wording import MARK_WORDS, STATUS_WORDS, listed, mark_words, number, with_unit

STATE_NAME = "Thüringen"
WITHOUT_STATEMENT = "ohne Signifikanzaussage"
CLASS_WORDS: dict[Class, str] = {
    "worse": KEY_WORDS["worse"],
    "better": KEY_WORDS["better"],
    "higher": KEY_WORDS["higher"],
    "lower": KEY_WORDS["lower"],
    "similar": KEY_WORDS["similar"],
    "quarter_1": "unterstes Viertel der Kreise",
    "quarter_2": "zweites Viertel",
    "quarter_3": "drittes Viertel",
    "quarter_4": "oberstes Viertel der Kreise",
    "not_compared": KEY_WORDS["not_compared"],
    "plain": "ohne Einstufung",
    "count": "Anzahl",
    "no_value": "kein Wert",
}
SHOW_WORDS = {"all": "alle Indikatoren", "rates": "ohne Anzahlen", "core": "nur Kernindikatoren"}
MOST_NAMES = 8
ABOUT_RELATED = (
    "Viele dieser Indikatoren messen Verwandtes: Mehrere auffällige Werte sind nicht mehrere unabhängige Befunde."
)


def heading(found: Overview) -> str:
    """`Übersicht: Existenzsicherung`."""
    return f"Übersicht: {found.group.title}"


def caption(found: Overview) -> str:
    """`Existenzsicherung: 22 Kreise, 23 Indikatoren, jeder in seinem letzten Jahr`."""
    counted = f"{len(found.columns)} Indikatoren" if len(found.columns) > 1 else "1 Indikator"
    when = "jeder in seinem letzten Jahr" if found.year is None else f"Jahr {found.year}"
    return f"{found.group.title}: {len(found.areas)} Kreise, {counted}, {when}"


def territory(found: Overview) -> str:
    """On which territory the figures stand, which could not be brought to it, and how far their years differ."""
    rows = [cell.row for column in found.columns for cell in column.cells if cell.row and cell.row.known]
    parts = [division_title("district", RESTATED)]
    for mark, words in (
        ("not_restated", "auf dem Gebietsstand 2023/24, nicht umgerechnet"),
        ("weighted", "bevölkerungsgewichtet geschätzt"),
        ("estimated", "umgerechnet, geschätzt"),
    ):
        count = sum(row.mark == mark for row in rows)
        if count:
            parts.append(f"{words}: {count} von {len(rows)} Werten")
    return f"{'; '.join(parts)}. {_years_told(found)}"


def findings(found: Overview) -> list[str]:
    """What stands out, in at most three sentences; one that says why nothing can be said where nothing is compared."""
    if not overview.comparisons(found):
        return [
            "Kein Wert dieser Übersicht hat ein 95-%-Intervall: Ob ein Kreis mehr als zufällig von Thüringen "
            "abweicht, lässt sich hier nicht sagen. Die Grautöne zeigen nur die Lage unter den Kreisen."
        ]
    standings = overview.standings(found)
    said = []
    if any(standing.judged for standing in standings):
        said += [_most(standings, key, "liegt", "liegen", f"{CLASS_WORDS[key]} als Thüringen") for key in _JUDGED]
    else:
        said.append(_most_different(standings))
    return [sentence for sentence in said if sentence]


def chance(found: Overview) -> str:
    """How many comparisons there are and how many would stand clear by chance; empty without comparisons."""
    made = overview.comparisons(found)
    if not made:
        return ""
    by_chance = int(round_half_up(overview.by_chance(made), 0))
    expected = f"also rund {by_chance}" if by_chance > 1 else "also etwa einer" if by_chance else "also höchstens einer"
    return (
        f"Hier stehen {made} Vergleiche mit Thüringen. Auch wenn sich kein Kreis wirklich vom Land unterschiede, fiele "
        f"bei einem Niveau von {percent(CONFIDENCE)} etwa jeder zwanzigste Vergleich allein durch Zufall auf, "
        f"{expected}. {ABOUT_RELATED}"
    )


def cell_words(column: Column, cell: Cell, name: str) -> str:
    """A cell in one line: area, value with unit and day, interval, Thuringia, verdict, and what must be known of it."""
    row = cell.row
    if row is None or not row.known:
        if not column.has_values:
            return f"{name}: {_missing_year(column)}"
        return (
            f"{name}: {(STATUS_WORDS.get(row.status) if row else '') or STATUS_WORDS['missing']} ({column.reference})"
        )
    decimals = column.record.decimals
    parts = [f"{name}: {with_unit(row.value, decimals, column.record.unit_text)} ({column.reference})"]
    if row.lower == row.lower:  # not NaN
        limits = f"{number(row.lower, decimals)} bis {number(row.upper, decimals)}"
        parts.append(f"{percent(CONFIDENCE).replace(' ', '-')}-Intervall{_by(column, row)} {limits}")
    if cell.held is not None and cell.held.value is not None:
        parts.append(state_words(column))
    parts += [verdict_words(column, cell), cell.held.verdict.note if cell.held else "", noted(cell)]
    return "; ".join(part.rstrip(".") for part in parts if part)


def verdict_words(column: Column, cell: Cell) -> str:
    """`ungünstiger als Thüringen`, `oberstes Viertel der Kreise, ohne Signifikanzaussage`, `nicht vergleichbar (…)`."""
    words = CLASS_WORDS[cell.key]
    if cell.key in ("higher", "lower"):
        return f"{words} als Thüringen (ohne Wertung)"
    if cell.key in ("better", "worse"):
        return f"{words} als Thüringen"
    if cell.key == "similar":
        return f"{words} von Thüringen"
    if cell.key in overview.QUARTERS:
        return f"{words}, {WITHOUT_STATEMENT}"
    if cell.key == "not_compared" and cell.held and cell.row:
        reason = STATUS_WORDS.get(cell.row.status) if not cell.row.rank else cell.held.verdict.reason
        return f"{words} ({reason or cell.held.verdict.reason})"
    if cell.key == "plain":
        return f"{words} (zu wenige verschiedene Werte)"
    if cell.key == "count":
        return A_COUNT
    return words if column.has_values else _missing_year(column)


def grounds(column: Column, cell: Cell) -> str:
    """Method and level behind a verdict; how a quarter was found where there is none."""
    if cell.key in overview.COMPARED:
        return f"{METHOD_WORDS[method_of(column.record)]}, Niveau {percent(CONFIDENCE)}"
    return "Quartile der Kreise, lineare Interpolation" if cell.key in overview.QUARTERS else ""


def column_grounds(column: Column) -> str:
    """Method and level behind the words of a column, in a sentence (S-09); empty for counts."""
    if column.record.kind == "count":
        return ""
    if method_of(column.record) == "none":
        return f"Ohne Intervall: Viertel der Kreise (lineare Interpolation), {WITHOUT_STATEMENT}."
    told = f"{METHOD_WORDS[method_of(column.record)]}, Niveau {percent(CONFIDENCE)}"
    return f"Vergleich mit {STATE_NAME}: {told}."


def noted(cell: Cell) -> str:
    """How a value was found or what is said of it, where that is not plain: `bevölkerungsgewichtet geschätzt`."""
    row = cell.row
    if row is None or not row.known:
        return ""
    return mark_words(row.status, "" if row.mark == "computed" else row.mark, row.sign)


def short_status(cell: Cell) -> str:
    """The status of a missing value, short enough for a cell: `nicht ausgewiesen`."""
    status = cell.row.status if cell.row else "missing"
    return (STATUS_WORDS.get(status) or STATUS_WORDS["missing"]).split(" (")[0]


def state_words(column: Column) -> str:
    """`Thüringen 10,9`, or why there is no value; an estimate says so."""
    if column.state.value is None:
        return column.state.reason
    mark = MARK_WORDS.get(column.state.mark, "") if column.state.mark != "computed" else ""
    return f"{STATE_NAME} {number(column.state.value, column.record.decimals)}{f' ({mark})' if mark else ''}"


def missing(columns: Sequence[Column]) -> str:
    """`Ohne Wert für 2021: Beschäftigtenquote (2005 bis 2020); …`: the indicators without the common year."""
    named = [f"{column.record.short_title} ({_span(column)})" for column in columns]
    return f"Ohne Wert für {columns[0].year}, in Klammern die vorhandenen Jahre: {'; '.join(named)}."


def column_words(column: Column) -> str:
    """What a column shows: title, unit, day, and which way is better."""
    record = column.record
    judged = {"lower_is_better": "niedriger ist günstiger", "higher_is_better": "höher ist günstiger"}
    when = column.reference if column.has_values else _missing_year(column)
    return f"{record.title}; {record.unit_text}; {when}; {judged.get(record.direction, 'ohne Wertung')}"


def _by(column: Column, row: Row) -> str:
    """` nach Byar`, ` exakt nach Poisson`: how the interval of a value was found."""
    method = method_of(column.record)
    if method == "byar" and row.numerator < FEW_CASES:
        return " exakt nach Poisson"
    return f" nach {METHOD_NAMES[method]}" if METHOD_NAMES[method] else ""


_JUDGED: tuple[Class, ...] = ("worse", "better")


def _most(standings: Sequence[Standing], key: str, one: str, several: str, how: str) -> str:
    """`Gera liegt bei 7 von 9 vergleichbaren Indikatoren ungünstiger als Thüringen.`: the largest share."""
    names, count, total = _leading(standings, lambda standing: standing.judged[key], lambda one: one.judged.total())
    if not count:
        return f"Kein Kreis {one} bei einem vergleichbaren Indikator {how}."
    return f"{_named(names)} {one if len(names) == 1 else several} {_of(count, total, 'mit Wertung')} {how}."


def _most_different(standings: Sequence[Standing]) -> str:
    """The district that differs most often from Thuringia where nothing is judged."""

    def differing(standing: Standing) -> int:
        return standing.neutral["higher"] + standing.neutral["lower"]

    names, count, total = _leading(standings, differing, lambda one: one.neutral.total())
    if not count:
        return "Kein Kreis unterscheidet sich bei einem vergleichbaren Indikator von Thüringen."
    verb = "unterscheidet" if len(names) == 1 else "unterscheiden"
    text = f"{_named(names)} {verb} sich {_of(count, total, 'ohne Wertung')} von Thüringen"
    if len(names) > 1:
        return f"{text}."
    found = next(standing for standing in standings if standing.name == names[0]).neutral
    return f"{text} ({found['higher']} höher, {found['lower']} niedriger)."


def _leading(
    standings: Sequence[Standing], counted: Callable[[Standing], int], total: Callable[[Standing], int]
) -> tuple[list[str], int, int]:
    """The districts with the largest share, and `count of total`, of which the largest total goes first."""
    known = [standing for standing in standings if total(standing)]
    first = max(known, key=lambda standing: (counted(standing) / total(standing), total(standing)))
    place = (counted(first), total(first))
    return [one.name for one in known if (counted(one), total(one)) == place], *place


def _named(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= MOST_NAMES else f"{len(names)} Kreise"


def _of(count: int, total: int, what: str) -> str:
    """`bei 7 von 9 vergleichbaren Indikatoren mit Wertung`."""
    if total == 1:
        return f"beim einzigen vergleichbaren Indikator {what}"
    if count == total:
        return f"bei {'beiden' if total == 2 else f'allen {total}'} vergleichbaren Indikatoren {what}"
    return f"bei {count} von {total} vergleichbaren Indikatoren {what}"


def _years_told(found: Overview) -> str:
    """`Die Jahre sind verschieden (2017 bis 2024): Jeder Indikator steht in seinem letzten verfügbaren Jahr.`"""
    if found.year is not None:
        missing = sum(not column.has_values for column in found.columns)
        none = f"{missing} Indikatoren haben" if missing > 1 else "1 Indikator hat"
        return f"Gemeinsames Jahr {found.year}{f'; {none} dafür keinen Wert' if missing else ''}."
    shown = [column.year for column in found.columns]
    if min(shown) == max(shown):
        return f"Alle Indikatoren stehen im Jahr {shown[0]}, ihrem letzten verfügbaren."
    span = f"{min(shown)} bis {max(shown)}"
    return f"Die Jahre sind verschieden ({span}): Jeder Indikator steht in seinem letzten verfügbaren Jahr."


def _missing_year(column: Column) -> str:
    return f"{column.year} ohne Wert, vorhanden {_span(column)}" if column.years else f"{column.year}: {_span(column)}"


def _span(column: Column) -> str:
    if not column.years:
        return "in keinem Jahr ein Wert"
    first, last = column.years[0], column.years[-1]
    return str(first) if first == last else f"{first} bis {last}"
