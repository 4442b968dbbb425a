"""The trend in words: the ends of every unbroken stretch, and why lines are interrupted or marked."""

from __future__ import annotations

from itertools import pairwise

from dashboard.figures import stretches, trend_marks
from indicators import answers, tables
from indicators.answers import Answer, Row
from indicators.wording import MARK_WORDS, listed, number, number_word, span

STATE = trend_marks.STATE
MOST_STRETCHES = 4
"""Of a line that falls into more, only the first and the last are told."""
NEW = {"territory": "neuer Gebietsstand", "base": "neue Grundlage", "method": "neue Methode"}
"""What begins at a break, by its kind."""
FIRST_RANK = {"no_judgement": "höchster Wert"}


def unit(answer: Answer) -> str:
    """What the vertical axis counts; stands above the chart, where it may be as long as it is."""
    if answer.record.ranks_only:
        return f"Rang, 1 = {FIRST_RANK.get(answer.record.direction, 'größter Bedarf')}"
    return tables.unit_words(answer)


def caption(answer: Answer, state: Answer | None, shown: tuple[str, ...]) -> str:
    """The lines in words: first and last value of every unbroken stretch, never across a break or a gap."""
    if answer.record.ranks_only:
        return "Gezeigt sind Ränge, keine Werte: Der Index wird jedes Jahr neu auf 0 bis 1 gebracht."
    lines = [_line(answer, area) for area in shown] + ([_line(state, STATE)] if state else [])
    text = " ".join(f"{line}." for line in lines if line)
    if len(answer.years) == 1:
        text += " Es liegt nur ein Jahr vor, deshalb keine Entwicklung."
    gaps = _gaps(answer.years)
    return f"{text} Keine Werte für {gaps}.".strip() if gaps else text


def reasons(answer: Answer, shown: tuple[str, ...]) -> list[str]:
    """Why lines are interrupted and what the marks stand for, one entry each, in order of time."""
    breaks, events = trend_marks.marked(answer, shown)
    found = {(f"{item.at}-01-01", f"Reihenbruch {item.at}: {item.text}") for item in breaks}
    found |= {(item.at, f"Ereignis {_german_date(item.at)}: {item.text}") for item in events}
    return [text for _, text in sorted(found)]


def first_reasons(answer: Answer, shown: tuple[str, ...]) -> list[str]:
    """The marks of the chart, as they are called there, each with the first sentence of its reason."""
    breaks, events = trend_marks.marked(answer, shown)
    found = {(f"{item.at}-01-01", trend_marks.break_word(item), item.text) for item in breaks}
    found |= {(item.at, trend_marks.event_word(item), item.text) for item in events}
    return [f"{word}: {text.partition('. ')[0].rstrip('.')}." for _, word, text in sorted(found)]


def _gaps(years: list[int]) -> str:
    """`2016 und 2021–2022`: the years missing in between, as `assets/year_slider.js` says them."""
    spans = [(before + 1, after - 1) for before, after in pairwise(years) if after - before > 1]
    return listed([span(first, last) for first, last in spans])


def _line(answer: Answer, area: str) -> str:
    """`Erfurt: 201.952 (2011) bis 213.227 (2021); ab 2022 neue Grundlage: 214.969 (2022) bis 217.159 (2025)`."""
    found = stretches.of_line(answer, area)
    if not found:
        return ""
    told = [_ends(answer, found[0])]
    told += [_after(answer, area, before, run) for before, run in pairwise(found)]
    if len(told) > MOST_STRETCHES:
        told = [told[0], f"dazwischen {number_word(len(told) - 2)} weitere Abschnitte", told[-1]]
    name = "Thüringen" if area == STATE else found[0][0].name
    return f"{name}: {'; '.join(told)}{_estimated(answer, area)}"


def _ends(answer: Answer, run: list[Row]) -> str:
    ends = [run[0], run[-1]] if len(run) > 1 else run
    decimals = answer.record.decimals
    return " bis ".join(f"{number(row.value, decimals, signed=answer.is_change)} ({row.year})" for row in ends)


def _after(answer: Answer, area: str, before: list[Row], run: list[Row]) -> str:
    """A later stretch, with what is new where a break and not just a gap comes before it."""
    start = run[0].year
    crossed = [
        item for item in answers.breaks_at(answer.record, area, answer.territory) if before[-1].year < item.at <= start
    ]
    return f"ab {start} {NEW[crossed[0].kind]}: {_ends(answer, run)}" if crossed else _ends(answer, run)


def _estimated(answer: Answer, area: str) -> str:
    """`, 2005 bis 2014 und 2021 bis 2022 bevölkerungsgewichtet geschätzt`; nothing where all values are published."""
    known = stretches.rows_of(answer, area)
    guessed = [row for row in known if row.mark == "weighted"]
    if not guessed:
        return ""
    if len(guessed) == len(known):
        return f", durchgehend {MARK_WORDS['weighted']}"
    runs = stretches.cut(guessed, answers.breaks_at(answer.record, area, answer.territory))
    spans = [" bis ".join(dict.fromkeys(str(row.year) for row in (run[0], run[-1]))) for run in runs]
    return f", {listed(spans)} {MARK_WORDS['weighted']}"


def _german_date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
