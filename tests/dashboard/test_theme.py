"""Colours that can be told apart, by everybody (acceptance M-03, L-02)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from dashboard import theme

# Machado, Oliveira and Fernandes 2009, severity 1.0, applied to linear RGB.
SIGHTS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
WHITE = [0.95047, 1.0, 1.08883]
LEAST_BETWEEN_CLASSES = 7.0
LEAST_BETWEEN_SELECTIONS = 15.0


def linear(colour: str) -> np.ndarray:
    """Linear RGB of "#rrggbb"."""
    channels = np.array([int(colour[index : index + 2], 16) for index in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str = "normal") -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as someone with `sight` sees it."""
    seen = np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1)
    ratio = (np.array(TO_XYZ) @ seen) / WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 (Sharma, Wu and Dalal 2005)."""
    mean_chroma = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    (l1, a1, b1), (l2, a2, b2) = ((light, a * stretch, b) for light, a, b in (one, other))
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    d_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    spread = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * spread
    return float(np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + twist * d_chroma * d_hue))


def nearest(colours: Sequence[str], sight: str) -> float:
    """The smallest difference between any two of `colours`."""
    return min(difference(lab(one, sight), lab(other, sight)) for one, other in itertools.combinations(colours, 2))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it."""
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_difference_agrees_with_published_pairs() -> None:
    # Rows 1, 7 and 17 of the test data published by Sharma, Wu and Dalal.
    assert difference(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(2.0425, abs=5e-5)
    assert difference(np.array([50, 0, 0]), np.array([50, -1, 2])) == pytest.approx(2.3669, abs=5e-5)
    assert difference(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == pytest.approx(27.1492, abs=5e-5)


def test_red_to_green_would_fail_as_the_acceptance_says() -> None:
    red_to_green = ["#d7191c", "#fdae61", "#ffffbf", "#a6d96a", "#1a9641"]
    assert nearest(red_to_green, "deutan") == pytest.approx(2.0, abs=0.1)
    assert nearest(theme.sequential(5), "protan") == pytest.approx(10.2, abs=0.1)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("count", range(2, 8))
def test_classes_can_be_told_apart_in_every_sight(count: int, sight: str) -> None:
    assert nearest(theme.sequential(count), sight) >= LEAST_BETWEEN_CLASSES
    assert nearest(theme.diverging(count), sight) >= LEAST_BETWEEN_CLASSES


@pytest.mark.parametrize("count", range(1, 8))
def test_there_are_as_many_colours_as_classes_and_they_only_get_darker(count: int) -> None:
    assert len(theme.sequential(count)) == len(theme.diverging(count)) == count
    lightness = [lab(colour)[0] for colour in theme.sequential(count)]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("count", range(3, 8))
def test_diverging_colours_get_darker_away_from_the_comparison(count: int) -> None:
    lightness = [lab(colour)[0] for colour in theme.diverging(count)]
    half = (count + 1) // 2
    assert lightness[:half] == sorted(lightness[:half])
    assert lightness[-half:] == sorted(lightness[-half:], reverse=True)


@pytest.mark.parametrize("sight", SIGHTS)
def test_selected_areas_can_be_told_apart_from_each_other_and_from_the_state(sight: str) -> None:
    assert nearest([*theme.SELECTION, theme.STATE_LINE], sight) >= LEAST_BETWEEN_SELECTIONS


def test_lines_and_marks_are_seen_on_white() -> None:
    for colour in (*theme.SELECTION, theme.STATE_LINE, theme.MARK, theme.CIRCLE, theme.CIRCLE_NEGATIVE):
        assert contrast(colour, theme.PAPER) >= 3
    assert contrast(theme.INK, theme.PAPER) >= 4.5
    assert contrast(theme.MARK, theme.PAPER) >= 4.5


def test_no_value_is_never_the_lightest_class() -> None:
    for count in range(1, 8):
        assert theme.STATUS_GREY not in theme.sequential(count) + theme.diverging(count)
    assert contrast(theme.STATUS_GREY, theme.STATUS_INK) >= 3


def test_six_areas_have_six_colours_and_six_symbols() -> None:
    assert len(set(theme.SELECTION)) == len(set(theme.SYMBOLS)) == 6
