"""Who publishes the files of a format, under which licence, and what their signs mean: for records written from a file.

Taken from the publications themselves; what a file does not say stays to be filled in by its owner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indicators.deliveries.reading import Reading
from indicators.deliveries.template import SIGNS

TO_DO = "Bitte ergänzen"
ONE_TABLE = re.compile(r"\d{5}-\d{2}-\d{2}-\d")
"""How the Regionaldatenbank numbers its tables; GENESIS-Online has `12411-0018`, the census `1000A-2022`."""
OFFICIAL: Mapping[str, str] = {
    "-": "zero", ".": "unknown", "...": "later", "/": "unreliable", "()": "limited", "x": "not_applicable",
}  # fmt: skip
"""The signs on which the statistical offices of Germany have agreed."""
AGENCY: Mapping[str, str] = {"*": "secret", ".": "no_record"}
"""The Federal Employment Agency prints a star over what it withholds; a point says that nothing is on record (D-03).

It defines no other sign, so a dash or an x in one of its workbooks is an unknown sign and stops the load.
"""


@dataclass(frozen=True)
class Publication:
    """What holds for every file of a publisher."""

    publisher: str
    title: str
    licence: str
    short_licence: str
    """As it stands in a citation; empty where none belongs there."""
    url: str = ""
    signs: Mapping[str, str] = field(default_factory=dict)
    additivity: str = "not_additive"
    published: bool = True
    one_territory: bool = False
    """All years stand on one territorial status, as of the newest."""


_REGIONAL = Publication(
    "Statistische Ämter des Bundes und der Länder", "Regionaldatenbank Deutschland", "dl_de_by_2_0", "dl-de/by-2-0",
    "https://www.regionalstatistik.de/", OFFICIAL, "rounded",
)  # fmt: skip
_FEDERAL = replace(
    _REGIONAL, publisher="Statistisches Bundesamt (Destatis)", title="GENESIS-Online",
    url="https://www-genesis.destatis.de/",
)  # fmt: skip
_CENSUS = replace(_REGIONAL, title="Zensus 2022", url="https://ergebnisse.zensus2022.de/")
_INKAR = Publication(
    "Bundesinstitut für Bau-, Stadt- und Raumforschung (BBSR), Bonn", "INKAR, Laufende Raumbeobachtung",
    "dl_de_by_2_0", "dl-de/by-2-0", "https://www.inkar.de/", one_territory=True,
)  # fmt: skip
_OWN = Publication(
    TO_DO, "Eigene Zahlen", "own_unpublished", "",
    signs={sign: status for sign, (status, _) in SIGNS.items()}, additivity="exact", published=False,
)  # fmt: skip
_BY_FORMAT: Mapping[str, Publication] = {
    "inkar_web": _INKAR,
    "inkar_bulk": _INKAR,
    "inkar_wide": _INKAR,
    "iris": replace(_INKAR, title="IRIS"),
    "ba_workbook": Publication(
        "Statistik der Bundesagentur für Arbeit", "Tabellen nach Kreisen", "ba_with_source", "",
        "https://statistik.arbeitsagentur.de/", AGENCY, "rounded",
    ),
    "tls_report": Publication(
        "Thüringer Landesamt für Statistik", "Statistischer Bericht", "tls_with_source", "",
        "https://statistik.thueringen.de/", {**OFFICIAL, "…": "later", "( )": "limited"}, "rounded",
    ),
    "bundeswahlleiterin": Publication(
        "Die Bundeswahlleiterin", "Strukturdaten", "dl_de_by_2_0", "dl-de/by-2-0",
        "https://www.bundeswahlleiterin.de/", {"–": "zero", ".": "unknown"}, "rounded",
    ),
    "gisd": Publication(
        "Robert Koch-Institut", "German Index of Socioeconomic Deprivation (GISD)", "cc_by_4_0", "CC BY 4.0",
        "https://doi.org/10.5281/zenodo.14781119", one_territory=True,
    ),
}  # fmt: skip


def publication_of(reading: Reading) -> Publication:
    """The publication a file belongs to, as its format and its table number say."""
    if not reading.format.startswith("genesis"):
        return _BY_FORMAT.get(reading.format, _OWN)
    table = reading.facts.get("table", "")
    if not table or ONE_TABLE.match(table):
        return _REGIONAL
    return _CENSUS if table[:5].endswith("A") else _FEDERAL


def citation_of(publication: Publication, reading: Reading) -> str:
    """How the figures of a file are cited."""
    table, edition = reading.facts.get("table", ""), edition_of(reading)
    parts = [publication.title, f"Tabelle {table}" if table else "", edition, publication.short_licence]
    return f"{publication.publisher}: {', '.join(part for part in parts if part)}"


def edition_of(reading: Reading) -> str:
    """Edition or state of a file in its own words; empty where it says nothing."""
    facts = reading.facts
    if edition := facts.get("edition", ""):
        return edition if edition.startswith("Ausgabe 2") else ""
    as_of = facts.get("as_of", "") or facts.get("created", "")
    return f"Stand {as_of}" if as_of else ""
