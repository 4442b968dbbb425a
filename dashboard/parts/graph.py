"""The only place that makes a dcc.Graph, so that every chart has the one configuration."""

from __future__ import annotations

from typing import Any

from dash import dcc

from dashboard.figures.graph_config import graph_config

EMPTY: dict[str, Any] = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}


def graph(
    identifier: str, figure: dict[str, Any] | None = None, *, file_name: str = "diagramm", **properties: Any
) -> dcc.Graph:
    """A chart with the house's configuration; `properties` are dcc.Graph's own, except `config`."""
    return dcc.Graph(id=identifier, figure=figure or EMPTY, config=graph_config(file_name), **properties)
