"""What is said of figures of one's own: which small ones are withheld, which nobody would guard, what is not filled in.

Only counts are guarded (`indicators.guarding`), and only sums of exact sources protect what is withheld from being
reckoned. A record that describes counts otherwise would show them; such a file is refused before it is loaded.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from indicators.catalogue import catalogue
from indicators.deliveries import own_places, series_checks
from indicators.deliveries.ledger import Ledger
from indicators.deliveries.mapping import Choice
from indicators.deliveries.observations import Observations
from indicators.deliveries.plausibility import WHOLE_UNITS
from indicators.deliveries.publications import TO_DO
from indicators.deliveries.way_on import listed
from indicators.wording import several


def say_what_is_small(ledger: Ledger, made: Observations, choice: Choice) -> None:
    """How many own counts will be withheld; refused where sums that nobody checks would give them away."""
    small, least = series_checks.small_counts(made, choice.source), choice.source.threshold
    if not small:
        return
    told = several(small, "Wert liegt", "Werte liegen")
    if choice.source.additivity == "not_additive":
        ledger.add(
            "error",
            f"{told} unter {least}. Mit „additivity: not_additive“ schützt sie niemand vor dem Errechnen aus Summen. "
            f"Bitte in {own_places.named(f'sources/{choice.key}.yaml')} „additivity: exact“ eintragen.",
        )
        return
    ledger.add(
        "notice", f"{told} unter {least} und {'wird' if small == 1 else 'werden'} vor der Anzeige geheim gehalten."
    )


def refuse_unguarded(ledger: Ledger, made: Observations, choice: Choice) -> None:
    """Small whole numbers of own measures that are described as rates: refused where they must be counts."""
    if choice.source.published:
        return
    value, least, records = made.value, choice.source.threshold, own_places.named("measures.yaml")
    whole = value == np.floor(value)
    for code, name in enumerate(made.measure.words):
        record = catalogue().measures[name]
        here = (made.measure.codes == code) & ~np.isnan(value)
        small = int((here & whole & (value > 0) & (value < least)).sum())
        if record.kind == "count" or not small:
            continue
        counted, only_whole = record.unit in WHOLE_UNITS, bool(whole[here].all())
        told = f"„{record.label}“: {several(small, 'ganze Zahl liegt', 'ganze Zahlen liegen')} unter {least}"
        if counted and only_whole and value[here].min() >= 0:
            ledger.add(
                "error",
                f"{told} und {'würde' if small == 1 else 'würden'} ungeschützt gezeigt. Bitte in "
                f"{records} bei „{name}“ „kind: count“ eintragen, ebenso in den Indikatoren dazu; sind es "
                "keine Fälle, dort die Einheit (unit) berichtigen.",
            )
        elif counted or only_whole:
            ledger.add(
                "warning",
                f"{told} und {'wird' if small == 1 else 'werden'} gezeigt, weil die Größe als Quote oder Mittelwert "
                f"beschrieben ist. Sind es Fälle, bitte vor dem Laden in {records} bei „{name}“ "
                "„kind: count“ eintragen.",
            )


def warn_of_unfinished(ledger: Ledger, choice: Choice) -> None:
    """Records of one's own that still ask to be filled in: readers would see it, in the citation above all."""
    fed = set(choice.measures.values())
    shown = {
        key: record
        for key, record in catalogue().indicators.items()
        if fed & {*(part.measure for part in record.given), *(term.measure for term in record.counts)}
    }
    files = [own_places.named(f"sources/{choice.key}.yaml")] if _unfinished(choice.source) else []
    files += [own_places.named(f"indicators/{key}.yaml") for key, record in shown.items() if _unfinished(record)]
    if files:
        ledger.add("warning", f"„{TO_DO}“ steht noch in {listed(files)}. Leserinnen und Leser sähen es so.")


def _unfinished(record: Any) -> bool:
    return TO_DO in record.model_dump_json()
