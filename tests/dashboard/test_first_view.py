"""What the server draws before any script has run."""

from __future__ import annotations

import pytest

from dashboard import first_view
from dashboard.pages import atlas
from tests.dashboard.component_tree import walk

pytestmark = pytest.mark.usefixtures("built_store")


def test_the_empty_fields_stand_for_the_controls_of_the_page() -> None:
    toolbar = next(part for part in walk(atlas.layout()) if getattr(part, "role", None) == "search")
    assert tuple(part.label for part in toolbar.children) == first_view.CONTROLS


def test_the_sentence_and_the_title_are_in_the_first_html() -> None:
    html = first_view.html_of({})
    title = "Kinder im SGB II-Bezug: nicht erwerbsfähige Leistungsberechtigte je 100 Kinder unter 15 Jahren"
    assert f"<h1>{title}</h1>" in html
    assert "(31.12.2024; 95-%-Intervall 22,0 bis 23,7), höchster Wert von 22; ungünstiger als Thüringen (10,9)" in html
    assert "95-%-Intervall nach Byar" in html
    assert "Daten älter als 3 Jahre" in first_view.html_of({"indicator": "gdp_per_person_2021"})
