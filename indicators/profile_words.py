"""A profile in German: what stands out, what cannot be told apart, and why something cannot be said at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from geo.areas import division_title
from indicators import comparison
from indicators.catalogue import breaks_of, catalogue, caveats_of
from indicators.catalogue.records import Indicator
from indicators.comparison import ABOUT_INTERVALS, ABOUT_METHODS, KEY_WORDS, METHOD_NAMES, Verdict, percent
from indicators.derived import OF_MANY
from indicators.profiles import SIMILAR, SIMILAR_LABEL, STATE_LABEL, Held, Profile, ProfileRow
from indicators.tables import citations
from indicators.trend import LEVEL, POINTS, Test
from indicators.verdicts import A_COUNT, BECAUSE, to_whom
from indicators.wording import MARK_WORDS, STATUS_WORDS, about, listed, number, with_unit

SHORT = {
    comparison.NO_INTERVAL: "ohne Intervall veröffentlicht",
    comparison.COMPUTED: "ohne Intervall berechnet",
    A_COUNT: "Menge",
    comparison.NO_COMPARISON: "ohne Vergleichswert",
    comparison.NO_VALUE: "ohne Wert",
    comparison.FEW: "mit zu wenigen Fällen",
}
THAN = {SIMILAR_LABEL: f"der {SIMILAR_LABEL}"}
BESIDE = {SIMILAR_LABEL: f"dem {SIMILAR_LABEL}"}
LIKE = {STATE_LABEL: "vom Land", SIMILAR_LABEL: f"vom {SIMILAR_LABEL}"}
WHOSE = {STATE_LABEL: "Landeswert", SIMILAR_LABEL: SIMILAR_LABEL}
"""How a comparison is named in a sentence: höher als ..., gegenüber ..., nicht unterscheidbar ..., als es beim ..."""
NOTHING = "keine Aussage möglich"
OUTSTANDING = ("better", "worse", "higher", "lower")
MOST_PER_THEME = 2
"""Findings of one theme in a short list: twelve rates of unemployment are one finding, not twelve."""
ABOUT_SIMILARITY = (
    "Ähnlich heißt: nah beieinander in Einwohnerzahl, Dichte, Altersaufbau, Arbeitsmarkt und Einkommen. "
    "Bei Arbeitslosigkeit, Beschäftigung und Einkommen gleichen sich ähnliche Kreise deshalb von vornherein."
)
ABOUT_RANKS = "Rang 1 ist der größte Bedarf, bei Indikatoren ohne Wertung der höchste Wert."
ABOUT_TRENDS = (
    "Entwicklungen: fünf Jahre ohne Reihenbruch, Chi-Quadrat-Test (Anteile) oder gewichteter Steigungstest (Raten), "
    f"Niveau {percent(LEVEL['slope'])}; Werte ohne Intervall acht Jahre, Mann-Kendall-Test, "
    f"Niveau {percent(LEVEL['mann_kendall'])}."
)
TEST_NAMES: dict[Test, str] = {
    "proportions": "Chi-Quadrat-Test",
    "slope": "Steigungstest",
    "mann_kendall": "Mann-Kendall-Test",
}
"""For a cell; `ABOUT_TRENDS` says what they are."""


def verdict_words(found: Verdict) -> str:
    """`ungünstiger`, or `keine Aussage möglich, weil der veröffentlichte Wert kein Intervall hat`."""
    return f"{NOTHING}, {because(found)}" if found.key == "not_compared" else found.words


def because(found: Verdict) -> str:
    """The reason as a subordinate clause."""
    return BECAUSE.get(found.reason, f"Grund: {found.reason}")


def short_headline(row: ProfileRow, held: Held) -> str:
    """The headline for a narrow column; the sentence below the table says what `keine Aussage` means."""
    if held.verdict.key == "not_compared":
        without = held.verdict.reason in (comparison.NO_INTERVAL, comparison.COMPUTED)
        return f"keine Aussage ({'ohne Intervall' if without else SHORT.get(held.verdict.reason, held.verdict.reason)})"
    if held.verdict.key == "similar":
        return KEY_WORDS["similar"]
    return judged_headline(row, held).replace(f" als {_named(held)}", "")


def judged_headline(row: ProfileRow, held: Held) -> str:
    """`auffällig hoch (ungünstiger)`: the headline with the judgement, where there is one."""
    said = headline(row, held)
    return f"{said} ({held.verdict.words})" if held.verdict.key in ("better", "worse") else said


def headline(row: ProfileRow, held: Held) -> str:
    """`auffällig hoch`, `höher als der Median ähnlicher Kreise`, `nicht unterscheidbar vom Land`, or why not.

    Conspicuous is what stands clear of the comparison by its interval and lies in the outer quarter of the districts.
    """
    found, value, spread = held.verdict, row.row.printed, row.spread
    if found.key == "not_compared":
        return verdict_words(found)
    if found.key == "similar":
        return f"nicht unterscheidbar {LIKE.get(held.label, f'von: {held.label}')}"
    if held.value is not None and row.row.value > held.value:
        return "auffällig hoch" if spread and value >= spread.three_quarters else f"höher als {_named(held)}"
    return "auffällig niedrig" if spread and value <= spread.quarter else f"niedriger als {_named(held)}"


def value_words(row: ProfileRow) -> str:
    """`22,8 je 100 Kinder unter 15 Jahren (31.12.2024)`, or the status of a missing value.

    Stands behind the short title, and leaves out what that has just said: unit, day or period.
    """
    when = "" if row.reference in row.record.short_title else f" ({row.reference})"
    if not row.row.known:
        return f"{STATUS_WORDS.get(row.row.status) or 'keine Angabe'}{when}"
    if says_unit(row.record):
        return f"{number(row.row.value, row.record.decimals)}{when}"
    return f"{with_unit(row.row.value, row.record.decimals, row.record.unit_text)}{when}"


def says_unit(record: Indicator) -> bool:
    """Whether the short title holds the unit: `Lebendgeborene`, `… je 100 Einwohner unter 65`, the ages of a count."""
    title, unit = record.short_title, record.unit_text
    ages = set(re.findall(r"\d+", unit))
    is_named = record.kind == "count" or re.search(r"\bje [\d.]+ \S", title)  # not behind a bare `je 1.000`
    return unit in title or bool(is_named and ages and ages <= set(re.findall(r"\d+", title)))


def place(row: ProfileRow) -> str:
    """`Rang 1 von 22`; rank 1 is the largest need, or the highest value where the indicator has no direction."""
    if not row.row.rank:
        return "ohne Rang"
    return f"Rang {row.row.rank}{' (geteilt)' if row.row.shared else ''} von {row.row.ranked}"


def gap_words(row: ProfileRow, held: Held) -> str:
    """`Das sind rund 1.450 Kinder mehr, als es beim Landeswert wären.`; nothing without counts."""
    if held.gap is None or abs(held.gap) < 1:
        return ""
    more = "mehr" if held.gap > 0 else "weniger"
    whose = WHOSE.get(held.label, f"Vergleichswert ({held.label})")
    return f"Das sind {about(held.gap)} {row.record.counted} {more}, als es beim {whose} wären."


def sentence(row: ProfileRow, held: Held) -> str:
    """One finding: indicator, value, what can be said of it against the comparison, rank and the gap in persons."""
    gap = gap_words(row, held) if held.verdict.key != "similar" else ""
    return f"{row.record.short_title}: {value_words(row)}{_against(row, held)}; {place(row)}. {gap}".strip()


def _against(row: ProfileRow, held: Held) -> str:
    """`, auffällig hoch und ungünstiger als Thüringen (10,9)`; a value that is only named judges nothing."""
    said, found = headline(row, held), held.verdict
    if held.value is None or not row.row.known:
        return f"; {said}"
    value = number(held.value, row.record.decimals)
    if found.key == "not_compared":
        return f", {held.label} {value}; {said}"
    if found.key == "similar":
        return f", {said} ({value})"
    if found.key in ("better", "worse"):
        return f", {said.removesuffix(f' als {_named(held)}')} und {found.words} als {_named(held)} ({value})"
    beside = f" gegenüber {BESIDE.get(held.label, held.label)}" if said.startswith("auffällig") else ""
    return f", {said}{beside} ({value})"


def _named(held: Held) -> str:
    """What a value is higher than: `der Median ähnlicher Kreise`, `Thüringen`, `Jena`."""
    return THAN.get(held.label, held.label)


def trend_words(row: ProfileRow) -> str:
    """`2017–2021: sinkend (günstig); seit 2022 neue Basis`, with what must be known of it."""
    found = row.trend
    notes = [found.note, MARK_WORDS[row.trend_mark]]
    text = "; ".join(note for note in notes if note)
    return f"{found.sentence} ({text})" if text else found.sentence


def trend_grounds(row: ProfileRow) -> str:
    """`Steigungstest, 99,8 %, 5 Jahre`: test, level and points behind a trend (S-09); empty where none was tested."""
    return f"{trend_test(row)}, {POINTS[row.trend.test]} Jahre" if trend_test(row) else ""


def trend_test(row: ProfileRow) -> str:
    """`Steigungstest, 99,8 %`: the same where the years tested are named already."""
    found = row.trend
    return "" if found.key == "not_computable" else f"{TEST_NAMES[found.test]}, {percent(LEVEL[found.test])}"


def verdict_grounds(row: ProfileRow) -> str:
    """`Intervall nach Byar, 95 %`: method and level behind the verdicts of a row; empty where nothing was compared."""
    compared = [held.verdict for held in row.held if held.verdict.key != "not_compared"]
    return f"Intervall nach {METHOD_NAMES[compared[0].method]}, {percent(compared[0].level)}" if compared else ""


def finding_heading(label: str) -> str:
    """`Aussage zu Erfurt`, `Aussage zum Median ähnlicher Kreise`: whom a column of findings is about."""
    return f"Aussage zu {BESIDE.get(label) or to_whom(label)}".replace("zu dem ", "zum ")


def summary(profile: Profile) -> str:
    """How many indicators stand where, and for how many nothing can be said."""
    counted = Counter(row.held[0].verdict.key for row in profile.rows)
    judged = sum(counted.values()) - counted["not_compared"]
    parts = [
        f"{counted[key]} {KEY_WORDS[key]}" for key in ("worse", "better", "higher", "lower", "similar") if counted[key]
    ]
    against = profile.labels[0]
    said = f"Im Vergleich ({against}) sind von {judged} vergleichbaren Indikatoren {listed(parts)}." if judged else ""
    none = f"Für {counted['not_compared']} von {len(profile.rows)} Indikatoren ist {NOTHING}: {_reasons(profile)}."
    return f"{said} {none}".strip()


def outstanding(rows: Sequence[ProfileRow], most: int = 5) -> list[ProfileRow]:
    """The rows whose interval stands clear of the first comparison, few of each theme.

    Kernindikatoren first, then what is judged, then the farthest.
    """
    clear = [row for row in rows if row.held[0].verdict.key in OUTSTANDING]
    found: list[ProfileRow] = []
    for row in sorted(clear, key=lambda row: (not row.record.core, not _is_judged(row), -(row.distance or 0))):
        if sum(other.record.theme == row.record.theme for other in found) < MOST_PER_THEME:
            found.append(row)
    return found[:most]


def moving(rows: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The rows that rise or fall."""
    return [row for row in rows if row.trend.key in ("rising", "falling")]


def limitations(profile: Profile, rows: Sequence[ProfileRow]) -> list[str]:
    """What must be known of these rows: territory, caveats and breaks that concern the area, methods."""
    found = [territory(rows)]
    for row in rows:
        for caveat in caveats_of(row.record):
            if profile.area in caveat.areas and caveat.concerns(profile.area, row.row.year):
                found.append(f"{row.record.short_title}: {caveat.text}")
        found += [
            f"Reihenbruch {item.at}: {item.text}"
            for item in breaks_of(row.record)
            if profile.area in item.areas and "2021" in item.territories and item.at in row.breaks
        ]
    if SIMILAR in profile.against:
        found.append(ABOUT_SIMILARITY)
    return [*dict.fromkeys(found), f"{ABOUT_INTERVALS} {ABOUT_METHODS}", ABOUT_TRENDS]


def territory(rows: Sequence[ProfileRow]) -> str:
    """On which territory the rows stand, and which of them could not be brought to it."""
    other = [row for row in rows if row.row.mark == "not_restated"]
    text = f"{division_title('district', '2021')}; jeder Indikator in seinem letzten Jahr."
    if other:
        text += f" Auf dem Gebietsstand 2023/24, nicht umgerechnet: {len(other)} von {len(rows)} Werten."
    return text


def sources(rows: Sequence[ProfileRow]) -> str:
    """Every source of the rows, once; the citation names the licence."""
    keys = dict.fromkeys(key for row in rows for key in row.row.source.split("+"))
    return f"Quellen: {'; '.join(dict.fromkeys(map(citations, keys)))}. {OF_MANY}"


def department_titles(row: ProfileRow) -> list[str]:
    """The offices that work with an indicator; Sozialplanung, which works with all, is left out where others do."""
    book = catalogue().departments
    others = [key for key in row.record.departments if key != "sozialplanung"]
    return [book[key].title for key in others or row.record.departments]


def _is_judged(row: ProfileRow) -> bool:
    return row.held[0].verdict.key in ("better", "worse")


def _reasons(profile: Profile) -> str:
    """`74 ohne Intervall veröffentlicht, 28 Anzahlen, …`."""
    counted = Counter(row.held[0].verdict.reason for row in profile.rows if row.held[0].verdict.reason)
    words = {**SHORT, A_COUNT: "Mengenangaben"}
    return ", ".join(f"{count} {words.get(reason, reason)}" for reason, count in counted.most_common())
