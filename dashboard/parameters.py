"""What stands in an address, read as numbers and lists; whatever the browser sent, nothing here raises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

Default = TypeVar("Default")


def whole(value: Any, default: Default) -> int | Default:
    """A whole number, or `default` for anything else; of very long ones only the beginning counts."""
    try:
        return int(str(value)[:9])
    except ValueError:
        return default


def several(value: Any) -> Sequence[str]:
    """The texts of a list, or of a text divided by commas; none of anything else."""
    if isinstance(value, str):
        return value.split(",")
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else ()


def nearest(year: int, years: Iterable[int]) -> int:
    """The year itself, else the closest one, the later of two. `years` must not be empty."""
    return min(years, key=lambda known: (abs(known - year), -known))
