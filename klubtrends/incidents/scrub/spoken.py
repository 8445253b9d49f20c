"""Numbers in words, as somebody writes them who thinks that a machine reads digits: 'tyve tredive fyrre halvtreds'."""

from __future__ import annotations

import re
from itertools import pairwise

UNITS = {
    word: f"{digit}"
    for digit, words in enumerate(
        ("nul", "en én et ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni")
    )
    for word in words.split()
}
TEENS = ("ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten")
TENS = ("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems")
WHOLE = {word: f"{number}" for number, word in enumerate(TEENS, 10)}
WHOLE |= {word: f"{number}0" for number, word in enumerate(TENS, 2)} | {"tredve": "30"}
BOTH = rf"(?:{'|'.join(UNITS)}) ?og ?(?:{'|'.join(TENS)}|tredve)"
ONE = rf"(?:{BOTH}|{'|'.join(WHOLE)}|{'|'.join(UNITS)})(?!\w)"
NUMBER = re.compile(rf"(?i)\b(?:{ONE}|\d\d?(?!\d))")
BETWEEN = r"(?:[ ,.\-/]{1,3}|,? og )"
FIRST = rf"(?=[\d{''.join(sorted({word[0] for word in (*UNITS, *WHOLE)}))}])"  # rules most places out at once
IN_WORDS = rf"(?i)(?<!\w){FIRST}(?P<it>(?:{ONE}|\d\d?){BETWEEN}(?:(?:{ONE}|\d\d?){BETWEEN}){{2,8}}{ONE})"
FEWEST_WORDS = 3


def digits_of(text: str) -> str:
    """Write a row of numbers in words as digits; nothing if there are too few words, or somebody is counting.

    >>> digits_of("tyve, enogtredive, fyrre og nul fem")
    '20314005'
    """
    numbers = [each.casefold() for each in NUMBER.findall(text)]
    if sum(not each.isdigit() for each in numbers) < FEWEST_WORDS:
        return ""
    digits = [_digits(each) for each in numbers]
    counting = all(int(later) == int(one) + 1 for one, later in pairwise(digits))
    return "" if counting else "".join(digits)


def _digits(number: str) -> str:
    one, _, ten = number.partition("og")
    if ten:
        return WHOLE[ten.strip()][0] + UNITS[one.strip()]
    return WHOLE.get(number) or UNITS.get(number, number)
