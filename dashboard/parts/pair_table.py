"""A square table of coefficients whose cells open a pair, drawn by `assets/relations.js`."""

from __future__ import annotations

from dashboard.parts.components import _Part


class PairTable(_Part):
    """The correlation matrix.

    columns: {id, label, title} of every indicator, which are rows and columns alike
    groups: {label, count}: neighbouring columns of one department
    cells: rows of cells: [text, colour, year, areas, lower, upper], [reason], or None on the diagonal
    colours: [background, ink]; a cell with colour -1 has none
    sign: `r` or `ρ`
    caption: what the table shows
    current: [column id, row id] of the pair shown above
    pair: written on a click: {x, y, at}
    """

    _namespace = "dashboard_parts"
    _type = "PairTable"
    _properties = "columns groups cells colours sign caption current pair"


class TickList(_Part):
    """A list of entries to tick, all of them native boxes.

    options: {label, value, title}
    value: the values ticked, in the order of the options
    most: as many may be ticked
    label: what is chosen here
    """

    _namespace = "dashboard_parts"
    _type = "TickList"
    _properties = "options value most label"
