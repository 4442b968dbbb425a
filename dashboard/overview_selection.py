"""What the reader chose on the Übersicht <-> the address bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from dashboard.parameters import whole
from dashboard.problems import Problem, Problems, plain, refusal, said
from indicators import answers, overview
from indicators.overview import SHOWS, Group, Overview, Show
from indicators.overview_words import SHOW_WORDS

DEFAULT_GROUP = Group("theme", "existenzsicherung")
NAME = "name"
LATEST = "latest"
"""What the box of years says for every indicator's own latest year."""


@dataclass(frozen=True)
class OverviewSelection:
    """One view of an overview; every combination that can be made is one that can be shown."""

    group: Group = DEFAULT_GROUP
    year: int | None = None
    """A common year, or None: every indicator in its own latest year."""
    sort: str = NAME
    """`name` or the id of an indicator."""
    descending: bool = False
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What was wrong with the address."""

    @classmethod
    def of(cls, /, **raw: Any) -> OverviewSelection:
        """The nearest sensible choice for anything at all, wrong types included.

        `group` (`theme:bildung`, from the box) goes before `theme` and `department` (from the address); `sort` may
        begin with a minus: descending.
        """
        problems = Problems()
        group = _group(raw, problems)
        year = _year(raw.get("year"), group, problems)
        column, descending = _sort(raw.get("sort"), group, problems)
        return cls(group, year, column, descending, problems.found)

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


def _group(raw: dict[str, Any], problems: Problems) -> Group:
    """The group asked for; less is shown only where something would be left."""
    known = {value_of(group): group for group in overview.groups()}
    asked = [raw.get("group"), f"theme:{raw.get('theme')}", f"department:{raw.get('department')}"]
    found = next((known[text] for text in asked if isinstance(text, str) and text in known), DEFAULT_GROUP)
    if not (isinstance(raw.get("group"), str) and raw["group"] in known):
        _check_group(raw, found, problems)
    show: Show = next((item for item in SHOWS if item == raw.get("show")), "all")
    narrowed = Group(found.kind, found.key, show)
    if raw.get("show") not in (None, show):
        reason = refusal(lambda: overview.group_of(DEFAULT_GROUP.key, None, plain(raw["show"])))
        problems.add(reason, "Gezeigt werden alle Indikatoren.", SHOW_WORDS)
    if overview.members(narrowed):
        return narrowed
    problems.add(refusal(lambda: overview.overview(narrowed)), "Gezeigt werden alle Indikatoren.")
    return found


def _check_group(raw: dict[str, Any], found: Group, problems: Problems) -> None:
    theme, department = (None if raw.get(name) is None else plain(raw[name]) for name in ("theme", "department"))
    if theme is None and department is None:
        if raw.get("group") is not None:
            problems.add(f"„{said(raw['group'])}“ ist kein Themenfeld und kein Amt.", f"Gezeigt wird: {found.title}.")
        return
    reason = refusal(lambda: overview.overview(overview.group_of(theme, department)))
    if reason:
        problems.add(reason, f"Gezeigt wird: {found.title}.")


def _year(value: Any, group: Group, problems: Problems) -> int | None:
    """A year in which some indicator of the group has a value; None for the latest of each."""
    year = whole(value, 0)
    if year in overview.years(group):
        return year
    if value not in (None, LATEST):
        reason = refusal(lambda: overview.overview(group, answers.year_of(plain(value))))
        problems.add(reason, "Gezeigt wird jeder Indikator in seinem letzten Jahr.")
    return None


def _sort(value: Any, group: Group, problems: Problems) -> tuple[str, bool]:
    """The column the rows are sorted by, and whether downwards."""
    text = value if isinstance(value, str) else NAME
    column = text.removeprefix("-")
    if column in {NAME, *(sheet.answer.record.id for sheet in overview.members(group))}:
        return column, text.startswith("-")
    problems.add(f"Nach „{said(column)}“ lässt sich hier nicht sortieren.", "Gezeigt werden die Kreise nach Namen.")
    return NAME, False
