"""How wide a text will be where nobody can measure it: a file that is opened with whatever font there is.

The widths are those of DejaVu Sans, the widest of the fonts that `theme.FONT` may end in; a narrower one leaves room.
"""

from __future__ import annotations

# Hundredths of the font size per character, by groups of nearly equal width.
_WIDTHS = {
    character: width
    for width, characters in {
        28: "ijl'",
        32: "IJ .,·‚‘’",
        36: "f:;/-|",
        40: "t!()[]²",
        46: 'r"',
        53: "sz?–„“”§*°",
        60: "ckvxyFLP",
        64: "abdeghnopquESTYäöüßéè0123456789€",
        70: "ABCKRVXZÄ",
        75: "HNUÜ",
        79: "DGOQÖ&",
        84: "w+−=<>",
        90: "M",
        100: "mW—%@…",
    }.items()
    for character in characters
}
_UNKNOWN = 100
_BOLD = 1.16


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Roughly how wide a line is, in the unit of `size`; rather too wide than too narrow."""
    hundredths = sum(_WIDTHS.get(character, _UNKNOWN) for character in text)
    return hundredths / 100 * size * (_BOLD if bold else 1)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than `room`, broken at blanks; no word is lost, and one that is wider stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
