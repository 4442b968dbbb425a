"""The entries of menus and finders that several pages offer, as `parts.components` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo import areas as geography
from indicators.catalogue.records import Indicator


def labelled(words: Mapping[Any, str]) -> list[dict[str, str]]:
    """Value -> label as plain entries, in their order."""
    return [{"label": text, "value": key} for key, text in words.items()]


def of_indicator(record: Indicator, group: str) -> dict[str, Any]:
    """An indicator below the heading `group`, with the words it may be found by."""
    return {
        "label": record.title,
        "value": record.id,
        "group": group,
        "star": record.core,
        "words": [record.short_title, *record.search_words],
    }


def districts() -> list[dict[str, Any]]:
    """The 22 districts of 2021-07-01, to be found by name or key."""
    return [
        {"label": area.name, "value": area.key, "group": area.type, "words": [area.full_name, area.key]}
        for area in geography.areas("district", "2021")
    ]
