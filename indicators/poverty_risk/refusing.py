"""The one refusal of the index."""

from __future__ import annotations


class IndexRefused(ValueError):
    """No index can be made of this; the message is a German sentence that a page, the API or the command line shows."""
