"""Numbers as Danes write them: in digits of any kind and in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from klubtrends.danish import MESSAGES, MONTHS, NUMBER_WORDS, SHORT_MONTHS

_TEENS = ("tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten")
_TENS = ("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems", "hundrede")
WORDS = {
    **{word: value for value, word in enumerate(NUMBER_WORDS) if word != "en"},
    **{word: value for value, word in enumerate(_TEENS, start=13)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{f"{ones}og{tens}": 10 * ten + one for one, ones in enumerate(NUMBER_WORDS[:10]) if one
       for ten, tens in enumerate(_TENS[:-1], start=2)},
    "et par": 2,
}  # fmt: skip
ONE = r"én|ét|(?:kun |blot |bare |netop )?(?:en|et) (?:enkelt|eneste)|(?:kun|blot|bare|netop) (?:en|et)"
_TENS_BY_LETTER, _ONES_BY_LETTER = (
    ("", "X", "XX", "XXX"),
    ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
)
ROMANS = {f"{tens}{ones}": 10 * at + one for at, tens in enumerate(_TENS_BY_LETTER)
          for one, ones in enumerate(_ONES_BY_LETTER) if f"{tens}{ones}" not in {"", "I", "V", "X", "VI"}}  # fmt: skip
ROMAN = (
    rf"(?-i:{'|'.join(sorted(ROMANS, key=len, reverse=True))})"  # what is no word, no app and no letter either
)
IN_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MONTH_WORD = "|".join(re.escape(name) for name in sorted({*MONTHS, *SHORT_MONTHS}, key=len, reverse=True))
_HARMLESS = re.compile(
    rf"(?:{_MONTH_WORD})\s+\d{{4}}|[1-4]\.\s*kvartal(?:\s+\d{{4}})?|\d+\.\s*(?:{_MONTH_WORD})|\buge\s+\d+|\d+\.(?=\s*[^\W\d])|\b\d+-års?\b"
    rf"|{'|'.join(re.escape(MESSAGES[code]) for code in ('signal_year', 'signal_rarely'))}",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"\(?(?:for)?vent\w*\s+(\d+)\s*[-–]\s*(\d+)\)?", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,-])(\d{1,3}(?:\.\d{3})+|\d+)(?![\w]|[.,]\d)")
Range = tuple[int, int]


def plain(text: str) -> str:
    """Write a text without what takes no room, and with digits as digits: 'hæn\u00addelse³' is 'hændelse3'."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def without_harmless(text: str, expected: Collection[Range] = ()) -> str:
    """Leave out days, years, weeks, places in order, words on chance, and ranges that a table says were expected."""
    return _HARMLESS.sub(
        " ", _EXPECTED.sub(lambda found: " " if ends(*found.groups()) in expected else found[0], text)
    )


def ends(low: str, high: str) -> Range:
    """Read the two ends of a range."""
    return int(low), int(high)


def numbers(text: str, expected: Collection[Range] = ()) -> list[int]:
    """List the numbers in digits that could be counts."""
    return [whole(number) for number in _NUMBER.findall(without_harmless(plain(text), expected))]


def whole(number: str) -> int:
    """Read a whole number in digits, in Roman ones, or in words.

    >>> whole("1.680"), whole("XIV"), whole("Femten"), whole("én")
    (1680, 14, 15, 1)
    """
    if number in ROMANS:
        return ROMANS[number]
    return WORDS.get(number.lower(), 1) if not number[:1].isdigit() else int(number.replace(".", ""))
