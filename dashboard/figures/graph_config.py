"""How every Plotly chart behaves: one configuration, enforced by tests/test_house.py.

Plotly's own defaults (plotly.js 4.1.1, read in its source) offer "Share chart…", which sends the data to a server of
the maker, and load world maps from a content network; both are switched off here by more than one key on purpose.
"""

from __future__ import annotations

from typing import Any


def graph_config(file_name: str = "diagramm") -> dict[str, Any]:
    """The configuration of one chart; `file_name` is what its picture is called when downloaded."""
    return {
        "locale": "de",
        "responsive": True,
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],  # a list of what is there, so that no new button of plotly's slips in
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "topojsonURL": "/assets/",
        "showTips": False,
        "scrollZoom": False,
        "doubleClick": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
    }
