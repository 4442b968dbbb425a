"""How two indicators go together, said in German: the same sentences on the page, on the command line and in files."""

from __future__ import annotations

from geo.areas import division_title
from indicators.answer import Row
from indicators.catalogue.records import Indicator
from indicators.pairs import TERRITORY, Pair, Relation
from indicators.relations import FAR, Correlation
from indicators.wording import mark_words, number, reference

NO_CAUSE = "Zusammenhang ist keine Ursache."
NO_PERSONS = (
    "Die Zahlen gelten für Kreise, nicht für einzelne Menschen; was beide Werte bewegt, kann ein dritter Umstand sein."
)
CLASS_WORDS = ("niedrig", "mittel", "hoch")
METHOD = (
    "95-%-Intervalle nach Fisher (Pearson) und Bonett-Wright (Spearman); jeder Kreis zählt gleich viel, ungerundete "
    "Werte. Die Intervalle tun so, als wären die Kreise eine Zufallsauswahl; sie zeigen, wie stark das Ergebnis an "
    "einzelnen Kreisen hängt."
)


def coefficient(found: Correlation) -> str:
    """`0,91 (95-%-Intervall 0,78 bis 0,96)`."""
    text = number(found.value, 2)
    if found.lower is None or found.upper is None:
        return f"{text} (ohne Intervall: alle Punkte liegen auf einer Linie)"
    return f"{text} (95-%-Intervall {number(found.lower, 2)} bis {number(found.upper, 2)})"


def finding(asked: Pair, found: Relation) -> str:
    """What can be said, by the intervals of both coefficients, and nothing beyond."""
    x, y = (f"„{one.record.short_title}“" for one in (asked.x, asked.y))
    linear, ordered = found.pearson, found.spearman
    if linear.is_clear and ordered.is_clear and linear.value * ordered.value > 0:
        if linear.value > 0:
            return f"Wo {x} höher ist, ist {asked.year} meist auch {y} höher."
        return f"Wo {x} höher ist, ist {y} {asked.year} meist niedriger."
    if linear.is_clear or ordered.is_clear:
        return (
            f"Ob {x} und {y} {asked.year} zusammenhängen, bleibt offen: Die beiden Maße sagen Verschiedenes, "
            "einzelne Gebiete prägen das Bild."
        )
    return f"Zwischen {x} und {y} ist {asked.year} kein Zusammenhang zu erkennen: Beide Intervalle schließen null ein."


def measures_of(asked: Pair, found: Relation) -> str:
    """Both coefficients with their intervals and the number of areas."""
    return (
        f"Pearson r = {coefficient(found.pearson)}, Spearman ρ = {coefficient(found.spearman)}, "
        f"n = {len(asked.points)}."
    )


def outliers(asked: Pair, found: Relation) -> str:
    """The areas far from the line, with how far; or that there are none."""
    if not found.outliers:
        return f"Kein Gebiet liegt mehr als {number(FAR, 0)} Standardabweichungen von der Ausgleichsgeraden entfernt."
    residual = residuals(asked, found)
    named = [
        f"{point.x.name} ({number(residual[point.area], asked.y.record.decimals, signed=True)})"
        for point in found.outliers
    ]
    return (
        f"Weit von der Ausgleichsgeraden (mehr als {number(FAR, 0)} Standardabweichungen; in Klammern der Abstand bei "
        f"„{asked.y.record.short_title}“): {', '.join(named)}."
    )


def residuals(asked: Pair, found: Relation) -> dict[str, float]:
    """Area -> distance of its value from the line, in units of y."""
    return {point.area: left for point, left in zip(asked.points, found.line.residuals, strict=True)}


def left_out(asked: Pair) -> str:
    """The areas without both values, by name and reason; empty where there are none."""
    if not asked.left_out:
        return ""
    named = "; ".join(f"{area.name} ({area.reason})" for area in asked.left_out)
    return f"Nicht dabei: {named}."


def territory(asked: Pair) -> str:
    """On which division the numbers stand, and which areas do not quite."""
    text = division_title("district", TERRITORY)
    for marks, words in (
        ({"not_restated"}, "auf dem Stand 2023/24, nicht umgerechnet"),
        ({"weighted", "estimated"}, "auf diesen Stand umgerechnet, geschätzt"),
    ):
        named = [point.x.name for point in asked.points if {point.x.mark, point.y.mark} & marks]
        if named:
            text += f"; {', '.join(named)} {words}"
    return f"{text}."


def common_year(asked: Pair) -> str:
    """Why this year: `Letztes gemeinsames Jahr: 2024`."""
    kind = "Letztes gemeinsames Jahr" if asked.year == asked.years[-1] else "Gewähltes gemeinsames Jahr"
    days = " und ".join(dict.fromkeys(reference(one.record, asked.year) for one in (asked.x, asked.y)))
    return f"{kind}: {asked.year} (Stand {days})."


def closeness(x: Indicator, y: Indicator) -> str:
    """A warning where two indicators may count the same people, so that they go together by definition."""
    if x.theme != y.theme:
        return ""
    return (
        "Beide Indikatoren gehören zum selben Themenfeld und zählen womöglich teils dieselben Menschen; dann hängen "
        "sie schon deshalb zusammen."
    )


def hint(*rows: Row | None) -> str:
    """Status, mark and sign of both values of an area; what both say is said once."""
    texts = [mark_words(row.status, "" if row.mark == "computed" else row.mark, row.sign) for row in rows if row]
    return "; ".join(dict.fromkeys(filter(None, texts)))
