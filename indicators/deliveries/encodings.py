"""In which encoding a text file is written: German offices use few, and German letters tell them apart.

A short file with one umlaut is too little for statistics of letters: `0xFC` is the „ü“ of Windows and the „³“ of DOS.
What decides is which reading puts German letters and signs where they can stand.
"""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from indicators.deliveries.files import SAMPLE, Delivered

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "cp850": "DOS (Codepage 850)",
    "mac_roman": "Mac Roman",
}
"""Codec -> what a reader calls it."""
ONE_BYTE = ("cp1252", "cp850", "mac_roman")
"""Windows-1252 stands for Latin-1 too: where both are possible they are the same."""
LETTERS = dict.fromkeys("äöüÄÖÜß", 2.0) | dict.fromkeys("éèáà", 1.0)
SIGNS = dict.fromkeys("€„“§°²³", 1.5)
JOINTS = dict.fromkeys("–\u00a0", 1.5)
"""What is German, and how surely; a letter needs one beside it, a sign between two letters is none, a joint may be."""
MOSTLY = 0.5
"""Below this average of the best reading nothing is known."""


def encoding_of(file: Delivered) -> str:
    """The codec of a text file: byte order mark, else UTF-8 where all of it is, else the one that reads as German.

    Without bytes from 0x80 to 0x9F Windows-1252 and Latin-1 are the same and it is called Latin-1.
    """
    if file.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    wrong = _first_byte_not_utf8(file)
    if wrong is None:
        return "utf-8"
    with open(file.path, "rb") as opened:
        opened.seek(max(0, wrong - SAMPLE // 2))
        sample = opened.read(SAMPLE)
    codec = _likeliest(sample)
    if codec == "cp1252":
        return "cp1252" if any(0x80 <= byte <= 0x9F for byte in sample) else "latin-1"
    return codec


def _likeliest(sample: bytes) -> str:
    """The codec whose reading is German; where several are, charset-normalizer decides, else it is Windows-1252."""
    scores = {codec: _germanness(text) for codec in ONE_BYTE if (text := _read(sample, codec)) is not None}
    best = max(scores.values())
    equal = [codec for codec, score in scores.items() if score == best]
    if best >= MOSTLY and len(equal) == 1:
        return equal[0]
    found = from_bytes(sample, cp_isolation=equal if best >= MOSTLY else list(scores)).best()
    return found.encoding if found is not None and found.encoding in ONE_BYTE else "cp1252"


def _read(sample: bytes, codec: str) -> str | None:
    """The sample as text, None where the codec has no sign for one of its bytes."""
    try:
        return sample.decode(codec)
    except UnicodeDecodeError:
        return None


def _germanness(text: str) -> float:
    """How German the letters beyond ASCII are on average: 0 not at all, 2 as umlauts."""
    points, count = 0.0, 0
    padded = f" {text} "
    for before, letter, after in zip(padded, padded[1:], padded[2:], strict=False):
        if letter > "\x7f":
            count += 1
            beside = before.isalpha() + after.isalpha()
            points += LETTERS.get(letter, 0.0) if beside else 0.0
            points += SIGNS.get(letter, 0.0) if beside < 2 else 0.0
            points += JOINTS.get(letter, 0.0)
    return points / max(count, 1)


def _first_byte_not_utf8(file: Delivered) -> int | None:
    """Where the file stops being UTF-8; read in pieces, so that gigabytes fit. A last letter cut in two is no proof."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    place, is_plain = 0, True
    with open(file.path, "rb") as opened:
        while piece := opened.read(1 << 22):
            held = len(decoder.getstate()[0])
            if not held and piece.isascii():  # most files are, and most of every file is
                place += len(piece)
                continue
            try:
                is_plain &= decoder.decode(piece).isascii()
            except UnicodeDecodeError as error:
                return place - held + error.start
            place += len(piece)
    return place if decoder.getstate()[0] and is_plain else None
