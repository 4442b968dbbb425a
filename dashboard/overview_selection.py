"""What the reader chose on the Übersicht <-> the address bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indicators import overview
from indicators.overview import SHOWS, Group, Overview, Show

DEFAULT_GROUP = Group("theme", "existenzsicherung")
NAME = "name"


@dataclass(frozen=True)
class OverviewSelection:
    """One view of an overview; every combination that can be made is one that can be shown."""

    group: Group = DEFAULT_GROUP
    year: int | None = None
    """A common year, or None: every indicator in its own latest year."""
    sort: str = NAME
    """`name` or the id of an indicator."""
    descending: bool = False

    @classmethod
    def of(cls, /, **raw: Any) -> OverviewSelection:
        """The nearest sensible choice for anything at all, wrong types included.

        `group` (`theme:bildung`, from the box) goes before `theme` and `department` (from the address); `sort` may
        begin with a minus: descending.
        """
        group = _group(raw)
        years = overview.years(group)
        year = _whole(raw.get("year"))
        sort = raw.get("sort") if isinstance(raw.get("sort"), str) else NAME
        column = str(sort).removeprefix("-")
        known = {NAME, *(sheet.answer.record.id for sheet in overview.members(group))}
        if column not in known:
            return cls(group, year if year in years else None)
        return cls(group, year if year in years else None, column, str(sort).startswith("-"))

    def overview(self) -> Overview:
        """The figures of this view."""
        return overview.overview(self.group, self.year)

    def query(self) -> str:
        """For the address bar: the theme or office always, the rest where it differs from the default."""
        kept: dict[str, str] = {self.group.kind: self.group.key}
        if self.group.show != "all":
            kept["show"] = self.group.show
        if self.year is not None:
            kept["year"] = str(self.year)
        if (self.sort, self.descending) != (NAME, False):
            kept["sort"] = f"{'-' if self.descending else ''}{self.sort}"
        return urlencode(kept)


def value_of(group: Group) -> str:
    """What stands for a group in the box: `theme:bildung`."""
    return f"{group.kind}:{group.key}"


def _group(raw: dict[str, Any]) -> Group:
    """The group asked for; less is shown only where something would be left."""
    known = {value_of(group): group for group in overview.groups()}
    asked = [raw.get("group"), f"theme:{raw.get('theme')}", f"department:{raw.get('department')}"]
    found = next((known[text] for text in asked if isinstance(text, str) and text in known), DEFAULT_GROUP)
    show: Show = next((item for item in SHOWS if item == raw.get("show")), "all")
    narrowed = Group(found.kind, found.key, show)
    return narrowed if overview.members(narrowed) else found


def _whole(value: Any) -> int:
    try:
        return int(str(value)[:9])
    except ValueError:
        return 0
