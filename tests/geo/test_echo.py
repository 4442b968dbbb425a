"""What somebody asked for comes back short, on one line, and readable."""

from __future__ import annotations

import pytest

from geo import areas, boundaries, reforms
from geo.crosswalks import ReformError
from geo.echo import shortened
from indicators import answers

LONG = "ä" * 5000


def test_sixty_characters_are_said_back_and_the_sixty_first_is_an_ellipsis() -> None:
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 60 + "…"


def test_line_breaks_and_control_characters_become_single_blanks() -> None:
    assert shortened(" a\n\tb\x00\x1b[31mc ") == "a b [31mc"


def test_the_floors_above_say_it_with_the_same_function() -> None:
    assert answers.shortened is shortened


@pytest.mark.parametrize(
    "asked",
    [
        lambda: areas.area("district", LONG),
        lambda: areas.areas(LONG),
        lambda: areas.division(LONG),
        lambda: boundaries.shapes("district", LONG),
        lambda: boundaries.shapes(LONG, "2021"),
        lambda: reforms.division_from_text(LONG),
    ],
)
def test_no_sentence_of_geo_says_back_more_than_sixty_characters_of_one_text(asked: object) -> None:
    with pytest.raises((areas.UnknownAreaError, boundaries.BoundaryError, ReformError)) as refused:
        asked()  # type: ignore[operator]
    assert "ä" * 60 + "…" in str(refused.value)
    assert "ä" * 61 not in str(refused.value)
