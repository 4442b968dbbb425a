"""Reading what Dash would send: components as objects, as dictionaries, in lists, or in a callback's answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def components_in(part: Any) -> Iterator[dict[str, Any]]:
    """Every component in `part` as {"type": ..., "props": ...}, the outermost first."""
    if isinstance(part, Component):
        part = part.to_plotly_json()
    if isinstance(part, dict):
        if "type" in part and "props" in part:
            yield part
        for value in part.values():
            yield from components_in(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from components_in(value)


def graphs_in(part: Any) -> list[dict[str, Any]]:
    """The properties of every dcc.Graph in `part`."""
    return [component["props"] for component in components_in(part) if component["type"] == "Graph"]


def assert_house_configuration(part: Any) -> int:
    """Fail when a chart in `part` has another configuration than the house's. Returns how many charts there are."""
    from dashboard.figures.graph_config import graph_config

    graphs = graphs_in(part)
    for properties in graphs:
        found = properties.get("config") or {}
        name = found.get("toImageButtonOptions", {}).get("filename", "")
        assert found == graph_config(name), f"chart {properties.get('id')} was not made by dashboard.parts.graph"
    return len(graphs)
