"""Short files with few umlauts are read in the encoding they were written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.deliveries.encodings import encoding_of
from indicators.deliveries.files import Delivered

NAMES = (
    "Sömmerda, Kyffhäuserkreis",
    "Mühlhausen, Sömmerda, Köthen, Weißensee",
    "Übersicht;Fläche in km²\nGera;152,2",
    "Großengottern",
    "für 2023",
    "Änderung der Wohnfläche, älter als 65",
    "Schwarzatal\nTräger\nMÜHLHAUSEN\nCafé am Markt",
)


def written(folder: Path, content: bytes) -> Delivered:
    """A file with this content."""
    path = folder / "probe.csv"
    path.write_bytes(content)
    return Delivered(path, path.name)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("codec", ["latin-1", "cp850", "mac_roman", "utf-8", "utf-16"])
def test_a_short_file_is_read_as_it_was_written(tmp_path: Path, names: str, codec: str) -> None:
    if codec == "mac_roman" and "²" in names:
        names = names.replace("²", "")  # it has none
    assert encoding_of(written(tmp_path, f"Name;Jahr\n{names};2023\n".encode(codec))) == codec


@pytest.mark.parametrize(
    "text", ["„Greiz“;1,5", "Kosten in €;12", "2010–2015;3", "Saale–Orla;3", "Träger „Süd“ – § 45;1"]
)
def test_typographic_signs_are_those_of_windows(tmp_path: Path, text: str) -> None:
    assert encoding_of(written(tmp_path, f"{text}\n".encode("cp1252"))) == "cp1252"


@pytest.mark.parametrize("text", ["Greiz;12\u00a0345", "Anzahl\u00a0der Fälle;3", "Summe\u00a0Land;1", "§ 45;16 °;km³"])
def test_blanks_and_signs_of_latin_1_are_no_letters_of_dos(tmp_path: Path, text: str) -> None:
    assert encoding_of(written(tmp_path, f"{text}\n".encode("latin-1"))) == "latin-1"


@pytest.mark.parametrize("content", [b"\x81\x8d\x8f;1\n", b"\xd0\xfe\xf0\n", b"Wert\xff\n"])
def test_what_is_not_german_at_all_still_gets_an_encoding(tmp_path: Path, content: bytes) -> None:
    assert content.decode(encoding_of(written(tmp_path, content)), errors="replace")


def test_a_letter_far_behind_the_head_still_decides_the_encoding(tmp_path: Path) -> None:
    plain = "Kreis;Wert\n" + "Greiz;1\n" * 20_000
    assert encoding_of(written(tmp_path, (plain + "Sömmerda;2\n").encode("latin-1"))) == "latin-1"
    assert encoding_of(written(tmp_path, (plain + "Sömmerda;2\n").encode())) == "utf-8"


def test_a_file_cut_inside_its_last_letter_stays_utf_8(tmp_path: Path) -> None:
    assert encoding_of(written(tmp_path, "Sömmerda;2\nGöß".encode()[:-1])) == "utf-8"
    assert encoding_of(written(tmp_path, "Soemmerda;2\nlä".encode("latin-1"))) == "latin-1"
