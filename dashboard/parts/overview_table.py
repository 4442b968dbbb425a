"""The table of an overview as a Dash component: the twin of `assets/overview.js`, which divides wide ones for paper."""

from __future__ import annotations

from dashboard.parts.components import _Part


class OverviewTable(_Part):
    """Districts x indicators, every cell a link; sorted in the browser.

    caption: what the table shows; hint: the id of the sentence on its keys
    areas: {key, name, href}: the rows by name
    columns: {id, title, theme, href, words, year, missing, state, state_words, texts, numbers, looks, signs,
        words_of}: one indicator; the lists hold one entry per area; `numbers` (None without a value) are sorted by, the
        rest is shown
    look: custom properties of the style sheet with the colours of the classes
    sort: {column, descending}: `name` or the id of an indicator, also written by the table
    """

    _namespace = "dashboard_parts"
    _type = "OverviewTable"
    _properties = "caption hint areas columns look sort"
