"""Words that are misspelt so little that only one can be meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

LETTERS_AN_EDIT = 4  # a word of so many letters may differ by one, of twice as many by two
MOST_EDITS = 2
LEAST_PART = 3  # letters of a part of a label
LEAST_BEGINNING = 5  # of one whose last word is unfinished
LEAST_SPOILT = 6  # of one with a slip in it
LEAST_LIKENESS = 0.75  # of what is only offered
MOST_OFFERED = 3
SOUNDS = {"x": "ks", "aa": "å", "ae": "æ", "oe": "ø"}


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


def part_of(word: str, labels: Iterable[str]) -> str:
    """Give the one label that a word is the beginning or a part of, or nothing if there is none or more than one.

    Commas and the like do not count, nor does `x` for `ks`. A part has all the label's numbers or none.

    >>> part_of("sfo 0-3 klasse", ["sfo, 0.-3. klasse"]), part_of("klub", ["klub 1", "klub 2"])
    ('sfo, 0.-3. klasse', '')
    """
    return _part_of(word, tuple(labels))


@lru_cache(maxsize=1024)
def _part_of(word: str, labels: tuple[str, ...]) -> str:
    said = _plain(word)
    parts = {
        label: _parts(label, len(said.split())) for label in labels if _digits(said) in ([], _digits(label))
    }
    letters = len(said.replace(" ", ""))
    whole = [label for label, found in parts.items() if said in found and letters >= LEAST_PART]
    near = whole or [label for label, found in parts.items() if _nearly(said, found, letters)]
    return near[0] if len(near) == 1 else ""


def _nearly(said: str, parts: Sequence[str], letters: int) -> bool:
    """Tell whether a word begins the first of a label's parts, or is one of them but for a slip."""
    begun = letters >= LEAST_BEGINNING and parts[:1] != [] and parts[0].startswith(said)
    alike = (part for part in parts if _digits(part) == _digits(said))
    return begun or (letters >= LEAST_SPOILT and any(_edits(said, part) <= _reach(part) for part in alike))


def _parts(label: str, length: int) -> list[str]:
    """List all runs of so many words."""
    words = _plain(label).split()
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]


def _plain(word: str) -> str:
    """Write a word as it sounds, without signs."""
    plain = re.sub(r"[\W_]+", " ", word.casefold()).strip()
    for written, sound in SOUNDS.items():
        plain = plain.replace(written, sound)
    return plain


def perhaps(word: str, labels: Iterable[str]) -> tuple[str, ...]:
    """Offer the few labels that a misspelt or shortened word may mean.

    >>> perhaps("spil", ["Andet spil", "Pengespil", "Snapchat"])
    ('Andet spil', 'Pengespil')
    """
    plain = {_plain(label): label for label in labels}
    said = _plain(word)
    close = difflib.get_close_matches(said, plain, n=1, cutoff=LEAST_LIKENESS)
    within = [label for label in plain if said in label] if len(said) >= LEAST_PART else []
    return tuple(plain[label] for label in (close or within if len(within) <= MOST_OFFERED else close))


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
