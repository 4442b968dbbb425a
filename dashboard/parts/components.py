"""The browser parts as Dash components: hand-written twins of the functions in `assets/*.js`.

Each class names the properties its JavaScript function reads; nothing is built or bundled. Dash finds the functions
under `window.dashboard_parts`, because it loads the scripts of `assets/` before its own renderer.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

WILDCARDS = ("data-", "aria-")


class _Part(Component):
    """What all parts share: `id` and `className`, no children, `data-` and `aria-` attributes allowed."""

    _namespace = "dashboard_parts"
    _type = "Part"
    _properties = ""
    """The other properties, separated by blanks."""

    def __init__(self, id: str, **properties: Any) -> None:
        """`id` is required: labels and hints hang on it. Raises TypeError for an unknown property."""
        self._prop_names = ["id", "className", *self._properties.split()]
        self._valid_wildcard_attributes = list(WILDCARDS)
        self.available_wildcard_properties = list(WILDCARDS)
        super().__init__(id=id, **properties)


# Dash's registry reads `_namespace` from each class itself, not from its base: hence the repetition.


class Map(_Part):
    """The one interactive choropleth, with its legend.

    shapes: map key -> address of a shape file
    series: the payload of one indicator, all its years
    year: the year shown
    selected: at most six area keys, also written by the map
    selection_colours: six colours
    goto: an area to go to; the map sets it back to None once it is there
    hovered: the area under the pointer or None, written by the map
    label: the name of the map for screen readers
    notes: what else is said of areas, for one indicator and year: `{indicator, year, words: area -> text}`

    The element with this id listens to the browser event `show-year` (detail: a year).
    """

    _namespace = "dashboard_parts"
    _type = "Map"
    _properties = "shapes series year selected selection_colours goto hovered label notes"


class YearSlider(_Part):
    """A slider over the years that exist, with step and play buttons.

    years: ascending, gaps allowed
    value: the year, written on release or step
    for_map: id of the map that follows while the slider is dragged
    label: text before the year, „Jahr“ unless given
    """

    _namespace = "dashboard_parts"
    _type = "YearSlider"
    _properties = "years value for_map label"


class Choice(_Part):
    """A labelled native select.

    options: {label, value, group?, title?, disabled?, alone?, beside?}; the title of the chosen option stands below the
        field; an option whose counterpart `beside` is left out is called `alone`
    value: the value of one option, its type kept
    without: values left out for now; where only one is left there is nothing to choose
    years: offered as further options `year:2019`, the latest first
    hint: a sentence below
    disabled: nothing to choose; a text is shown instead of the value
    """

    _namespace = "dashboard_parts"
    _type = "Choice"
    _properties = "label options without years value hint disabled"


class Finder(_Part):
    """A field to type in with a forgiving search over a grouped list.

    options: {label, value, group?, words?, star?, note?, href?}; `words` are searched but not shown; an entry with
        `href` opens that page instead of being chosen
    more: address of further options (a JSON list), fetched when the field is first used and offered while typing
    value: the value of the option chosen
    picked: counts the choices, so that choosing the same entry twice is noticed
    clear_after: empty the field after each choice
    """

    _namespace = "dashboard_parts"
    _type = "Finder"
    _properties = "label options more value picked placeholder hint clear_after"


class Ranking(_Part):
    """Areas as bars, in the order given; a click selects.

    rows: the rows of the table twin, whose first three texts are name, value and rank; row_keys: their areas
    bars: [left end, width, number of the colour] in percent of the room for bars, None where there is no value
    colours: of the bars; statuses: area -> word for a value that is missing or unsure
    start: where zero lies in percent; a line marks it where values fall below zero
    comparison: {label, text, width} or None, drawn as a line across the bars
    selected, selection_colours: as on the map; a click writes `selected`
    caption: what is ranked; unit: stands behind it
    """

    _namespace = "dashboard_parts"
    _type = "Ranking"
    _properties = "rows row_keys bars colours statuses start comparison selected selection_colours unit caption"


class DataTable(_Part):
    """A sortable HTML table of ready texts.

    columns: {key, label, numeric?, sort?, header?}; a row's heading is the column marked `header`, else the one with
        the key `name`, else the first; `sort: False` makes a column unsortable
    rows: lists of texts in the order of the columns
        (numeric columns are sorted by the number they show, the others as German words)
    row_keys: the area of each row
    foot: texts of one more row below, which is neither sorted nor selected, such as a total
    selected, selection_colours: as on the map
    selectable: the headings of rows become buttons that select and write `selected`
    caption: what the table shows
    """

    _namespace = "dashboard_parts"
    _type = "DataTable"
    _properties = "columns rows row_keys foot caption selected selection_colours selectable"


class CopyButton(_Part):
    """A button that copies to the clipboard and says so.

    label: its face, „Kopieren“ unless given
    text: what is copied
    parts: instead of a text, the ids of elements whose text is copied
    """

    _namespace = "dashboard_parts"
    _type = "CopyButton"
    _properties = "label text parts"


class Weights(_Part):
    """Sliders with numbers for the weights of an index, their sum, and buttons „gleich“ and „zurücksetzen“.

    components: {key, label, note?} in the order shown; only those in `weights` are
    weights: key -> number as typed (None for an empty field), written while a slider moves
    start: the weights „zurücksetzen“ goes back to
    """

    _namespace = "dashboard_parts"
    _type = "Weights"
    _properties = "components weights start"


class StatusMatrix(_Part):
    """Burden x development as a table of areas; a click on a cell or an area selects.

    rows: {label, colour}; columns: {label, note}; caption
    cells: for every row and column a list of [area, name]
    rest: [area, name, reason] of the areas in no cell; rest_note: why there is none in any
    selected, selection_colours: as on the map; a click writes `selected`, of a cell all its areas
    """

    _namespace = "dashboard_parts"
    _type = "StatusMatrix"
    _properties = "rows columns cells rest rest_note caption selected selection_colours"
