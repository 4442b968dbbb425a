"""Signs of single persons in a table (L-07): such a table is refused before anything of it is kept.

Column names are looked for in rows that look like a header, values by what a column holds, whether anybody reads it or
not. „Name“ alone is the name of an area; a street, a birth date or an e-mail address never belongs to an aggregate.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from indicators.deliveries.findings import FileRefused, Finding
from indicators.deliveries.given_names import is_given_name, is_person

TELLING = {
    "geburtsdatum": "Geburtsdatum",
    "geburtsdat": "Geburtsdatum",
    "gebdatum": "Geburtsdatum",
    "geburtstag": "Geburtsdatum",
    "geburtsname": "Geburtsname",
    "geburtsort": "Geburtsort",
    "geborenam": "Geburtsdatum",
    "birthdate": "Geburtsdatum",
    "dateofbirth": "Geburtsdatum",
    "birthday": "Geburtsdatum",
    "vorname": "Vorname",
    "nachname": "Nachname",
    "familienname": "Familienname",
    "zuname": "Familienname",
    "rufname": "Vorname",
    "firstname": "Vorname",
    "lastname": "Nachname",
    "givenname": "Vorname",
    "surname": "Nachname",
    "familyname": "Familienname",
    "hausnummer": "Hausnummer",
    "hausnr": "Hausnummer",
    "housenumber": "Hausnummer",
    "strassenname": "Straße",
    "strasseundnr": "Straße",
    "anschrift": "Anschrift",
    "streetaddress": "Anschrift",
    "streetname": "Straße",
    "aktenzeichen": "Aktenzeichen",
    "geschaeftszeichen": "Aktenzeichen",
    "aktennummer": "Aktenzeichen",
    "filenumber": "Aktenzeichen",
    "casenumber": "Aktenzeichen",
    "kundennummer": "Kundennummer",
    "kundennr": "Kundennummer",
    "personennummer": "Personennummer",
    "klientennummer": "Kundennummer",
    "fallnummer": "Fallnummer",
    "customernumber": "Kundennummer",
    "customerid": "Kundennummer",
    "bgnummer": "BG-Nummer",
    "bgnr": "BG-Nummer",
    "bedarfsgemeinschaftsnummer": "BG-Nummer",
    "bedarfsgemeinschaftnummer": "BG-Nummer",
    "telefonnummer": "Telefon",
    "telefonnr": "Telefon",
    "handynummer": "Telefon",
    "mobilnummer": "Telefon",
    "phonenumber": "Telefon",
    "emailadresse": "E-Mail",
    "emailaddress": "E-Mail",
    "kontonummer": "Kontonummer",
    "accountnumber": "Kontonummer",
    "sozialversicherungsnummer": "Sozialversicherungsnummer",
    "svnummer": "Sozialversicherungsnummer",
    "rentenversicherungsnummer": "Sozialversicherungsnummer",
    "versichertennummer": "Versichertennummer",
    "versicherungsnummer": "Versichertennummer",
    "steueridnr": "Steuernummer",
    "steuernummer": "Steuernummer",
    "personalausweis": "Personalausweis",
    "passportnumber": "Personalausweis",
}
"""Folded words that tell of a person wherever they stand in a short column name."""

WHOLE = {
    "strasse": "Straße",
    "str": "Straße",
    "street": "Straße",
    "adresse": "Anschrift",
    "address": "Anschrift",
    "wohnadresse": "Anschrift",
    "strassehausnummer": "Straße",
    "strassenr": "Straße",
    "strnr": "Straße",
    "plzort": "Anschrift",
    "ortstrasse": "Anschrift",
    "telefon": "Telefon",
    "tel": "Telefon",
    "telnr": "Telefon",
    "phone": "Telefon",
    "telephone": "Telefon",
    "mobil": "Telefon",
    "mobiltelefon": "Telefon",
    "handy": "Telefon",
    "mobile": "Telefon",
    "email": "E-Mail",
    "mail": "E-Mail",
    "iban": "IBAN",
    "dob": "Geburtsdatum",
    "geb": "Geburtsdatum",
    "gebam": "Geburtsdatum",
    "steuerid": "Steuernummer",
    "sozialversicherungsnr": "Sozialversicherungsnummer",
    "svnr": "Sozialversicherungsnummer",
    "personname": "Name einer Person",
    "namedeskindes": "Name einer Person",
    "namederperson": "Name einer Person",
    "namevorname": "Name einer Person",
    "antragsteller": "Name einer Person",
    "antragstellerin": "Name einer Person",
    "klient": "Name einer Person",
    "klientin": "Name einer Person",
    "bewohnername": "Name einer Person",
}
"""Folded column names that tell of a person only when nothing else stands in the cell."""

LONGEST_NAME = 40
CONTACT = re.compile(r"(?:iban|e-?mail|telefon|tel\.|stra(?:ß|ss)e\s*(?:und|u\.|/|,|&|\+))(?!\w)", re.IGNORECASE)
NUMBER = re.compile(r"[\s()+/.,:%'–-]*\d[\d\s()+/.,:%'–-]*")
EMAIL = re.compile(r"[^\s@;,<>]+@[^\s@;,<>]+\.[A-Za-z]{2,}")
IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?")
_STREET = r"(?:stra(?:ß|ss)e|str\.|gasse|weg|allee|platz|ring|ufer|chaussee|damm|steig|promenade)\s?\d{1,4}\s?[a-z]?"
STREET = re.compile(rf"(?:[^\W\d][\w.'-]*[ -]){{0,4}}[\w.'-]*{_STREET}", re.IGNORECASE)
ADDRESS = re.compile(rf"{_STREET}\b.{{0,20}}?\b\d{{5}}\b|\b\d{{5}}\s+[^\W\d].{{0,60}}?{_STREET}\b", re.IGNORECASE)
"""A street with its number and a postcode, anywhere in a text."""
SOMEBODY = re.compile(r"\b(?:Herrn?|Frau|Familie)\s+(?:Dr\.\s+)?[A-ZÄÖÜ][a-zäöüß]+\b")
"""Somebody named, anywhere in a text."""
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
FEWEST = 3
SPREAD = 20_000
"""Cells of a column that are looked at, spread over all of it."""

Cell = object
Rows = Iterable[Sequence[Cell]]


def refuse_personal(name: str, rows: Rows, sheet: str | None = None) -> None:
    """Raises FileRefused where the rows (cells as text, number or day) tell of single persons."""
    listed = [[_text(cell) for cell in row] for row in rows]
    for number, cells in enumerate(listed):
        if _is_header(cells) and (found := _telling_names(cells)) and _has_rows_below(listed, number):
            raise _refusal(name, f"die Spalte „{found[0]}“ ({found[1]})", number + 1, found[0], sheet)
    headings = next((cells for cells in listed if _is_header(cells)), [])
    named = [heading or str(index) for index, heading in enumerate(headings, start=1)]
    columns = enumerate(zip_longest(*listed, fillvalue=""))
    refuse_personal_columns(
        name, ((named[at] if at < len(named) else str(at + 1), cells) for at, cells in columns), sheet
    )


def refuse_personal_columns(name: str, columns: Iterable[tuple[str, Sequence[str]]], sheet: str | None = None) -> None:
    """Raises FileRefused where the cells of a column (with its heading or number) tell of single persons."""
    for heading, cells in columns:
        counts = Counter(cells[:: max(1, len(cells) // SPREAD)])
        counts.pop("", None)
        counts.pop(heading, None)
        if what := _telling_values(counts):
            column = f"Spalte {heading}" if heading.isdecimal() else f"der Spalte „{heading[:LONGEST_NAME]}“"
            raise _refusal(name, f"in {column} Werte, die wie {what} aussehen", None, heading, sheet)


def _refusal(name: str, what: str, row: int | None, column: str, sheet: str | None) -> FileRefused:
    text = (
        f"„{name}“ enthält {what}. Das sind Angaben über einzelne Personen; sie werden hier nie gespeichert. "
        "Bitte aggregiert liefern: je Gebiet und Jahr eine Zahl, ohne Namen, Adressen und Geburtsdaten."
    )
    return FileRefused(text, [Finding("error", text, row=row, column=column, sheet=sheet)])


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def folded(name: str) -> str:
    """A column name without case, umlauts, blanks and punctuation: `Straße / Haus-Nr.` -> `strassehausnr`."""
    plain = name.casefold()
    # The last three are an ß that was broken on the way: StraÃŸe, Stra�e.
    for letter, letters in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("ã", ""),
        ("ÿ", "ss"),
        ("\ufffd", "ss"),
    ):
        plain = plain.replace(letter, letters)
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", plain))


def _is_header(cells: Sequence[str]) -> bool:
    """Several different words, no numbers, no address: `Telefon:` beside a number is an imprint, not a header."""
    filled = [cell for cell in cells if cell]
    return (
        len(filled) >= 2
        and len({cell.casefold() for cell in filled}) >= 2
        and not any(cell.endswith(":") or (NUMBER.fullmatch(cell) and not _is_year(cell)) for cell in filled)
        and not any(EMAIL.search(cell) for cell in filled)
    )


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", cell))


def _telling_names(cells: Sequence[str]) -> tuple[str, str] | None:
    """The first column name that tells of a person, and what it tells."""
    for cell in cells:
        if not cell or len(cell) > LONGEST_NAME:
            continue
        key = folded(cell)
        if key in WHOLE:
            return cell, WHOLE[key]
        for word, what in TELLING.items():
            if word in key:
                return cell, what
        if CONTACT.match(cell):
            return cell, "Anschrift oder Kontakt"
    return None


def _has_rows_below(rows: Sequence[Sequence[str]], number: int) -> bool:
    return any(sum(map(bool, row)) >= 2 for row in rows[number + 1 : number + 6])


OF_MOST: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("IBAN", IBAN.fullmatch),
    ("E-Mail-Adressen", EMAIL.fullmatch),
    ("Straßen mit Hausnummer", STREET.fullmatch),
    ("Namen von Personen", is_person),
    ("Vornamen", is_given_name),
)
"""What most cells of a column must look like."""
OF_SOME: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("Anschriften", ADDRESS.search),
    ("Namen von Personen", SOMEBODY.search),
)
"""What never stands in several cells of an aggregated table, not even in a column of remarks."""


def _telling_values(cells: Mapping[str, int]) -> str:
    """What the values of a column (with how often) look like (German plural), empty where nothing tells of a person."""
    if any(IBAN.fullmatch(cell) and _iban_adds_up(cell) for cell in cells):
        return "IBAN"
    filled = sum(cells.values())
    for what, test in OF_MOST:
        hits = sum(count for cell, count in cells.items() if test(cell))
        if hits >= FEWEST and 2 * hits >= filled:
            return what
    for what, test in OF_SOME:
        if sum(1 for cell in cells if test(cell)) >= FEWEST:
            return what
    days = [day for cell, count in cells.items() if (day := _day(cell)) for _ in range(count)]
    if len(days) >= FEWEST and 2 * len(days) >= filled and _are_birthdays(days):
        return "Geburtsdaten"
    return ""


def _iban_adds_up(cell: str) -> bool:
    compact = cell.replace(" ", "")
    return len(compact) >= 15 and int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def _day(cell: str) -> date | None:
    try:
        if found := GERMAN_DAY.fullmatch(cell):
            year = int(found[3])
            century = 0 if year > 99 else 2000 if year < 30 else 1900
            return date(century + year, int(found[2]), int(found[1]))
        if found := ISO_DAY.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    return None


def _are_birthdays(days: Sequence[date]) -> bool:
    """Reference days lie on few days, at the edges of months or a week apart; people are born on any day."""
    anywhere = [day for day in days if 1 < day.day < 28 and day.day != 15]
    return (
        2 * len(anywhere) > len(days)
        and len(set(days)) >= FEWEST
        and len({(day.month, day.day) for day in days}) >= FEWEST
        and len({day.weekday() for day in days}) > 1
    )
