"""The parts of the page „Daten“ as Dash components: twins of `assets/data.js` and `assets/intake.js`."""

from __future__ import annotations

from dashboard.parts.components import _Part


class GapMatrix(_Part):
    """A series as areas x years; every cell says whether there is a value, a sign, or nothing.

    caption: what is shown; years: the columns; areas: [key, name] of the rows
    cells: one text per area with one character per year, the place (0-9a-z) of its status in `statuses`
    statuses: {look, letter, label, count}
    """

    _namespace = "dashboard_parts"
    _type = "GapMatrix"
    _properties = "caption years areas cells statuses"


class SignIn(_Part):
    """Name and password of the administrator.

    address: where they go
    """

    _namespace = "dashboard_parts"
    _type = "SignIn"
    _properties = "address"


class Upload(_Part):
    """A file to be dropped or chosen, with the source it comes from, and how much of it has been sent.

    address: where it goes; token: of the session; largest: bytes
    sources: {label, value, group}
    """

    _namespace = "dashboard_parts"
    _type = "Upload"
    _properties = "address token largest sources"


class Act(_Part):
    """A button that changes something on the server, after asking where that cannot be undone.

    label; address, token, content: what is sent, as an object
    ask: the question to be confirmed first; main: the most likely choice; reload: load the page anew afterwards
    options: {label, value, group} and `option`, the key under which the chosen value is sent; choose: their label
    """

    _namespace = "dashboard_parts"
    _type = "Act"
    _properties = "label address token content ask main reload options option choose"


class Progress(_Part):
    """How far the work on the delivery is, asked again and again until it is over.

    address: where to ask; words: the first sentence
    """

    _namespace = "dashboard_parts"
    _type = "Progress"
    _properties = "address words"
