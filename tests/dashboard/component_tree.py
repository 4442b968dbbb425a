"""Reading Dash's component trees in tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def walk(node: Any) -> Iterator[Any]:
    """Every component and text below `node`, itself included, in reading order."""
    if isinstance(node, (list, tuple)):
        for part in node:
            yield from walk(part)
    elif node is not None:
        yield node
        if isinstance(node, Component):
            yield from walk(getattr(node, "children", None))


def texts(node: Any) -> list[str]:
    """What can be read, piece by piece."""
    return [part for part in walk(node) if isinstance(part, str)]


def words(node: Any) -> str:
    """What can be read, without markup."""
    return " ".join(texts(node))


def of_type(node: Any, name: str) -> list[Any]:
    """All components called `name` below `node`, such as `H2` or `Link`."""
    return [part for part in walk(node) if isinstance(part, Component) and part._type == name]


def addresses(node: Any) -> list[str]:
    """Where links lead."""
    return [part.href for part in walk(node) if isinstance(part, Component) and hasattr(part, "href")]
