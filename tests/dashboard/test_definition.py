"""The card under every figure."""

from __future__ import annotations

import pytest

from dashboard.parts import definition
from indicators import answers

pytestmark = pytest.mark.usefixtures("built_store")


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("unemployment_rate", "Thüringen: Ab 2021 liegt kein gedruckter Landeswert vor."),
        ("living_allowance_rate", "Thüringen: Für Thüringen gilt der veröffentlichte Landeswert."),
        ("disposable_income_per_person", "Thüringen: Gedruckt ist der Landeswert nur für 2022."),
    ],
)
def test_what_must_be_known_of_the_state_value_stands_beside_the_districts(indicator: str, words: str) -> None:
    answer = answers.values(indicator)
    assert any(text.startswith(words) for text in definition.caveats(answer, answer.years[-1]))


def test_caveats_of_the_shown_year_come_first() -> None:
    found = definition.caveats(answers.values("net_migration_rate"), 2018)
    assert found[0].startswith("Wartburgkreis: Veröffentlicht ist 0,00.")
