"""The sentences of the social index: heading, what is seen, what must stand beside it, how it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.figures import status_matrix
from geo.areas import division_title
from indicators import answers, risk_index, risk_index_tables
from indicators.poverty_risk import STATUS
from indicators.risk_index import RiskIndex

SUBTITLE = risk_index_tables.STATEMENT
METHOD = (
    "Jeder Bestandteil wird auf eine gemeinsame Skala gebracht, damit Quoten und Euro zusammenpassen: als Abstand vom "
    "Mittelwert in Standardabweichungen (z-Wert), als Lage zwischen kleinstem und größtem Wert (Min-Max) oder als "
    "Rang. Wo ein hoher Wert entlastet, wird das Vorzeichen gedreht: Hoch heißt immer belastet.",
    "Der Index ist das nach den Gewichten gebildete Mittel der normierten Bestandteile. Es zählen nur die Anteile der "
    "Gewichte, nicht ihre Höhe.",
    "Fehlt ein Wert, verteilt sich sein Gewicht auf die übrigen; bei weniger als der Hälfte der Bestandteile gibt es "
    "keinen Index. Die Deckung steht in der Tabelle. Geheim gehaltene und unsichere Werte zählen als fehlend.",
    "Die Belastung (gering, mittel, hoch, sehr hoch) ist der Abstand vom Mittel der Gebiete in Standardabweichungen.",
    "Die Dynamik ist die Veränderung aller Bestandteile über zwei oder fünf Jahre, gemessen an der mittleren "
    "Veränderung der Gebiete: „positiv“ heißt, die Belastung entwickelte sich günstiger als im Mittel, „negativ“, sie "
    "entwickelte sich ungünstiger. Ging sie fast überall zurück, ist auch ein kleiner Rückgang „negativ“. Liegt "
    "zwischen den Jahren ein Reihenbruch, steht dort „nicht vergleichbar“. Der Zensus 2022 unterbricht "
    "Bevölkerungszahlen und Altersanteile, Leistungsraten nicht: Reicht deren Veränderung über die neue "
    "Bevölkerungsbasis 2022 hinweg, steht das neben der Dynamik.",
    "Wie fest ein Rang ist, zeigen 1.000 Ziehungen mit anderen Gewichten (± 25 %), anderer Normierung, anderem Mittel "
    "und ab drei Bestandteilen mit je einem weggelassenen; bei zwei Bestandteilen wird keiner weggelassen. Gezeigt "
    "wird die Spanne, in der 90 % der Ränge liegen; ein Rang, der dabei derselbe bleibt, heißt „fest“.",
)

LIMITS = (
    "Der Index sagt, wo sich Armutsrisiken im Vergleich häufen. Er ist keine Armutsgefährdungsquote: Diese Zahlen "
    "enthalten keine Einkommen einzelner Menschen. Er sagt nichts über einzelne Menschen und nichts über Unterschiede "
    "innerhalb eines Kreises, und er wäre mit anderen verglichenen Gebieten ein anderer."
)


def heading(found: RiskIndex) -> str:
    """Which years are shown; the territorial status stands with them."""
    moved = (
        ", ".join(filter(None, [f"Dynamik {found.earlier_year} bis {found.year}", crossed(found)]))
        if found.has_dynamics
        else f"ohne Dynamik (für {found.earlier_year} liegen nicht alle Bestandteile vor)"
    )
    return f"Belastung {found.year}, {moved}; {division_title('district', '2021')}"


def crossed(found: RiskIndex) -> str:
    """`über die neue Bevölkerungsbasis 2022 hinweg`, where the change of any component reaches across it."""
    return next(filter(None, map(found.across, found.records)), "")


def sentence(found: RiskIndex) -> str:
    """How many areas are burdened most, and which."""
    highest = [found.names[item.area] for item in found.ranked() if item.status == STATUS[-1]]
    count = found.result.compared
    if not highest:
        return f"{found.year} ist in keinem der {count} verglichenen Gebiete die Belastung sehr hoch."
    verb = "ist" if len(highest) == 1 else "sind"
    return (
        f"{found.year} {verb} {len(highest)} der {count} verglichenen Gebiete sehr hoch belastet: {', '.join(highest)}."
    )


def map_label(found: RiskIndex) -> str:
    """What the map is, for those who do not see it."""
    return (
        f"Karte: Sozialindex {found.year}, Landkreise und kreisfreie Städte in Thüringen. "
        "Mit den Pfeiltasten von Gebiet zu Gebiet; alle Werte stehen auch in der Tabelle."
    )


def table_caption(found: RiskIndex) -> str:
    """What the table of areas shows."""
    return f"Sozialindex {found.year}, stärkste Belastung zuerst; relativ zu den {found.result.compared} Gebieten"


def components_caption(found: RiskIndex, chosen: Sequence[str]) -> str:
    """Whose components are shown."""
    names = [found.names[area] for area in chosen]
    if not names:
        first = found.names[found.ranked()[0].area]
        return f"{first} (stärkste Belastung; Gebiete lassen sich auf der Karte oder in der Matrix wählen)"
    return ", ".join(names)


def dynamics_note() -> str:
    """Where the limits of the dynamics lie."""
    return status_matrix.limits_note()


def facts(found: RiskIndex) -> list[Any]:
    """What must stand beside every index, as terms and descriptions (I-12)."""
    uncertain = risk_index.bands(found)
    return [
        part
        for term, text in risk_index_tables.described(found, uncertain).items()
        for part in (html.Dt(term), html.Dd(text))
    ]


def warnings(found: RiskIndex) -> list[html.Li]:
    """What is odd about the chosen components."""
    return [html.Li(text) for text in risk_index_tables.warnings(found)]


def gisd(found: RiskIndex) -> str:
    """Index and GISD held against each other in a sentence."""
    year, _ = risk_index.gisd(found.year)
    text = (
        f"Der GISD {year} des Robert Koch-Instituts fasst neun Indikatoren zu Bildung, Beschäftigung und Einkommen "
        "zusammen und wird jedes Jahr neu auf 0 bis 1 gebracht; vergleichbar sind nur die Ränge."
    )
    if year != found.year:
        text += f" Für {found.year} liegt er nicht vor."
    furthest = risk_index.furthest_from_gisd(found)
    if furthest is None or furthest[1] == furthest[2]:
        return text
    area, own, other = furthest
    return f"{text} Am weitesten auseinander: {found.names[area]}, Rang {own} im Index, Rang {other} im GISD."


def source(found: RiskIndex) -> str:
    """Source, licence, territorial status and data version of everything in the index."""
    return (
        f"Quelle: {risk_index_tables.citation(found)}. "
        f"Lizenz: {risk_index_tables.licences(found)}. {risk_index_tables.division(found)}. "
        f"Datenstand {answers.data_version()}."
    )
