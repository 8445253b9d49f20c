"""How much room words take in a drawing, and how to make them fit."""

from __future__ import annotations

_WIDTHS = (("iljI.,:;'| ·", 0.34), ("frt!()[]", 0.44), ("mwMWÆæŒœ%@©®", 1.0), ("&+=~#<>", 0.84))
_WIDTH_OF = {letter: width for letters, width in _WIDTHS for letter in letters}
_BOLD = 1.13  # times as wide


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate a text's width in the drawing's units: that of DejaVu Sans, the widest of the system fonts."""

    def letter(character: str) -> float:
        if character in _WIDTH_OF:
            return _WIDTH_OF[character]
        if ord(character) > 0x24F:  # other scripts and symbols; beyond U+1F000 mostly emoji
            return 1.4 if ord(character) >= 0x1F000 else 1.1
        return 0.79 if character.isupper() else 0.64

    return sum(map(letter, text)) * size * (_BOLD if bold else 1.0)


def wrapped(text: str, room: float, size: float, *, lines: int = 2) -> list[str]:
    """Break a label into at most `lines` lines that fit in `room`; what does not fit is shortened with '…'."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(longer, size, bold=True) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [shortened(row, room, size) for row in rows]


def shortened(text: str, room: float, size: float) -> str:
    """Cut a text so that it fits, ending in '…' if anything was cut."""
    if text_width(text, size, bold=True) <= room:
        return text
    while text and text_width(text + "…", size, bold=True) > room:
        text = text[:-1]
    return text.rstrip() + "…"
