"""Words that are misspelt so little that only one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LETTERS_AN_EDIT = 4  # a word of so many letters may differ by one, of twice as many by two
MOST_EDITS = 2


def meant(word: str, words: Iterable[str]) -> str:
    """Give the one word that a misspelt one means, or nothing if there is none or more than one.

    An edit is a letter too many, too few, another, or two neighbours swapped. Digits are never mended: between
    "1-3 dage" and "4-7 dage" lies no slip of the finger.

    >>> meant("snapchatt", ["snapchat", "tiktok"]), meant("klub 2", ["klub 1"])
    ('snapchat', '')
    """
    return _meant(word, tuple(words))


@lru_cache(maxsize=1024)
def _meant(word: str, words: tuple[str, ...]) -> str:
    near = [each for each in words if _digits(each) == _digits(word) and _edits(word, each) <= _reach(each)]
    return near[0] if len(near) == 1 else ""


def _reach(word: str) -> int:
    return min(len(word) // LETTERS_AN_EDIT, MOST_EDITS)


def _digits(word: str) -> list[str]:
    return re.findall(r"\d+", word)


def _edits(one: str, other: str) -> int:
    """Count the least edits between two words (optimal string alignment), or so many that none is near."""
    if abs(len(one) - len(other)) > MOST_EDITS:
        return MOST_EDITS + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, there in enumerate(other, 1):
            least = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != there))
            if row > 1 and column > 1 and (one[row - 2], letter) == (there, other[column - 2]):
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, above = above, line
    return above[-1]
