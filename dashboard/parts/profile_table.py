"""The table of a profile as a Dash component: the twin of `assets/profile_table.js`."""

from __future__ import annotations

from dashboard.parts.components import _Part


class Drawing(_Part):
    """A small picture, 24 high.

    shapes: [path, look]: the look is a class `drawn-...` of the style sheet
    width: of the picture
    label: what it shows; without one it is decoration
    """

    _namespace = "dashboard_parts"
    _type = "Drawing"
    _properties = "shapes width label"


class SheetTable(_Part):
    """The short table of the Kurzprofil.

    compared: the headings of the comparison columns
    rows: mappings with `title reference value held spine said rank verdict`, as in `ProfileTable`
    label: the name of the table for screen readers
    finding: the heading of the column `verdict`: whom it is about
    """

    _namespace = "dashboard_parts"
    _type = "SheetTable"
    _properties = "compared rows label finding"


class ProfileTable(_Part):
    """Indicators in groups, each with values, ranks, pictures and words, all of them ready to show.

    caption: what the table shows
    compared: the headings of the comparison columns
    rows: mappings with `href title core value hint held range rank spine said verdicts grounds key trend tested spark
        line stand`; `grounds` and `tested` are the methods behind verdicts and trend, `spine` and `spark` the shapes of
        drawings, `said` and `line` what they show in words
    groups: {title, rows}: headings with the numbers of the rows below them; a row may stand in several groups
    """

    _namespace = "dashboard_parts"
    _type = "ProfileTable"
    _properties = "caption compared rows groups"
