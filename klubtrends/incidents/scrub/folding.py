"""Characters brought to their plain form, so that no disguise of them hides a name or a number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

COVER = "\x01"  # in no pattern and no word
ACCENT = "\u0301"
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－˗⁃"), "-")
LOOKALIKES = str.maketrans(
    # Cyrillic, then Greek, then Latin of small use
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕкмԁԛѡһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορτυχıȷɑɡŀƖ",
    "ABEKMHOPCTYXIJSaeopcyxijskmdqwhABEZHIKMNOPTYXaivoptuxijaglI",
)


@dataclass(frozen=True)
class Folded:
    """A text in plain characters; `origin` tells where each of them stood in the text as it was, then its length."""

    text: str
    origin: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Give a place in the text as it was, with what was dropped behind it."""
        return self.origin[start], self.origin[end]


def fold(text: str) -> Folded:
    """Bring characters to their plain form, one for one or fewer; drop those of no width.

    >>> fold("А\\u200dnna").text  # a Cyrillic letter and a joiner
    'Anna'
    """
    kept: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        plain = _plain(character)
        if plain == ACCENT:
            joined = unicodedata.normalize("NFC", (kept[-1] if kept else "") + character)
            if kept and len(joined) == 1:
                kept[-1] = joined
        elif plain:
            kept.append(plain)
            origin.append(place)
    return Folded("".join(kept), (*origin, len(text)))


@lru_cache(4096)
def _plain(character: str) -> str:
    """Give a character's plain form: nothing if it has no width, ACCENT if it stands on the one before."""
    category = unicodedata.category(character)
    if category in ("Cf", "Mn"):  # joiners, soft hyphens, direction marks; accents of their own
        return "" if category == "Cf" else ACCENT
    plain = unicodedata.normalize("NFKC", character.translate(DASHES)).translate(LOOKALIKES)
    return plain if len(plain) == 1 else character


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Cover stretches of a text, in order and apart, with a character that is in no pattern."""
    parts: list[str] = []
    reached = 0
    for start, end in spans:
        parts += [text[reached:start], COVER * (end - start)]
        reached = end
    return "".join([*parts, text[reached:]])
