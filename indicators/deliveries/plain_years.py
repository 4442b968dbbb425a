"""The years of a table of one's own: cells, headings and lines that name one, and what is asked where they do not."""

from __future__ import annotations

import re
from datetime import date

from indicators.deliveries import text as texts
from indicators.deliveries.plain_grid import Cell

TWO_YEARS = re.compile(r"(?<![\d.])(?:19|20)\d{2}\s?/\s?(?:(?:19|20)\d{2}|\d{2})(?!\d)")


def two_years_in(printed: str) -> str:
    """`2022/23` in a heading, a line or a cell: a school year or a season; empty where there is none."""
    found = TWO_YEARS.search(printed)
    return found[0] if found else ""


def which_year(two_years: str) -> str:
    """Asks for the one year of `2022/23`: figures are compared year by year, and either could be meant."""
    return f"Schuljahr {two_years}: Bitte das Jahr nennen, für das die Zahl gilt, z. B. {two_years[:4]}."


def period_of(cell: Cell) -> str | None:
    """A year, day or period in ISO form, None where it is none; two years (`2022/23`) are none."""
    if isinstance(cell, str) and two_years_in(cell):
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return texts.period_of(str(int(cell))) if cell.is_integer() else None
    printed = re.sub(r"\.0+$", "", cell or "") if re.fullmatch(r"\d{4}\.0+", cell or "") else cell or ""
    return texts.period_of(re.sub(r"(?i)^(?:jahr|stand|stichtag|am|zum)\s*:?\s*", "", printed))


def why_no_period(cell: Cell) -> tuple[str, str]:
    """Why a cell of the column of years is none, and the kind of error it is (see `Remarks.error`)."""
    printed = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
    if two_years := two_years_in(printed):
        return which_year(two_years), "two years"
    if not printed:
        return "Jahr oder Stichtag fehlt.", "no year"
    return f"„{printed[:40]}“ ist weder Jahr noch Stichtag; möglich sind etwa 2024 und 31.12.2024.", f"year {printed}"
