"""Which words are names and which are ordinary Danish: lists written for the purpose, and a dictionary.

The dictionary is simplemma's (788,000 Danish forms with their lemmas); of its capitalised entries nothing is
used, for it holds names and places alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from klubtrends.workspace import shipped

GENITIVE = re.compile(r"(?<=\w)(?:['’]?s|['’])$")
SPELLINGS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"), ("a", "å"), ("e", "æ"), ("o", "ø"), ("q", "g"))
NAME_ENDINGS = re.compile(
    r"(?:ss?en|ss?on|g[aå]+rd|strup|strøm|quist|qvist|kjær|mann|ovi[cć]|ević|(?<!dan)ski|enko|escu|o[gğ]lu|zadeh)$"
)
PLACE_ENDINGS = re.compile(
    r"(?:b[æe]k|berg|bjerg|borg|by|bye|dah?l|ager|holm|holt|høj|kilde|kjær|lund|mark|mose|skov|sted|toft|vang|vig|rup)e?s?$"
)
LEET = str.maketrans("013457@$", "oieastas")
SHORTEST_PART = 3
LONGEST_WORD = 40


@cache
def listed(name: str) -> frozenset[str]:
    """Read one of the shipped word lists, in lower case."""
    lines = (shipped("names") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word.casefold() for line in lines if not line.startswith("#") for word in line.split())


@cache
def _dictionary() -> Mapping[str, str]:
    from simplemma.strategies import DefaultDictionaryFactory  # large: read only where names are looked for

    return DefaultDictionaryFactory().get_dictionary("da")


def bases(word: str) -> tuple[str, ...]:
    """Give a word in lower case, and without its genitive.

    >>> bases("Annas")
    ('annas', 'anna')
    """
    lower = word.casefold().replace("’", "'")
    bare = GENITIVE.sub("", lower)
    return (lower, bare) if bare != lower else (lower,)


def _in(name: str, word: str) -> bool:
    return not listed(name).isdisjoint(bases(word))


@lru_cache(20_000)
def is_first_name(word: str) -> bool:
    """Tell whether a word is on the list of first names."""
    return _in("first", word)


@lru_cache(20_000)
def is_last_name(word: str) -> bool:
    """Tell whether a word is on the list of last names."""
    return _in("last", word)


def is_word_first(word: str) -> bool:
    """Tell whether a first name in lower case rather is a word: bo, liv, storm."""
    return word.casefold() in listed("lower_words") or never_a_name(word)


def never_a_name(word: str) -> bool:
    """Tell whether a word is so common that even a capital does not make it a name."""
    return word.casefold() in listed("plain_words")


def is_known(word: str) -> bool:
    """Tell whether a word is a proper noun of no person: a country, a town, an app, an institution."""
    return _in("known", word) and not is_first_name(word)


@lru_cache(50_000)
def is_ordinary(word: str) -> bool:
    """Tell whether a word, or the word of which it is the genitive, is in the dictionary in lower case."""
    return any(_plain(base) for base in bases(word))


def _plain(word: str) -> bool:
    return word in _dictionary() or word in listed("chat_words") or word in listed("plain_words")


def is_inflected(word: str) -> bool:
    """Tell whether a word is a name only by its genitive, and an ordinary word as it stands: lyder, tages."""
    lower = word.casefold()
    return lower not in listed("first") and _plain(lower)


def is_lemma(word: str) -> bool:
    """Tell whether a word is ordinary and uninflected, as the names are that are words: Bolle, Hare."""
    lower = word.casefold()
    return _dictionary().get(lower, "") == lower


@lru_cache(50_000)
def is_plainly_built(word: str) -> bool:
    """Tell whether a word is ordinary or put together of ordinary words, spelt ae, oe, aa or drawn out at most."""
    lower = word.casefold()
    return any(is_ordinary(form) for form in _forms(lower)) or (
        not PLACE_ENDINGS.search(lower) and is_compound(lower)
    )


@lru_cache(50_000)
def is_spelt(word: str) -> bool:
    """Tell whether a word is ordinary but for its spelling: a for å, q for g, drawn-out letters, joined words."""
    lower = word.casefold()
    if len(lower) > LONGEST_WORD:
        return False
    return any(is_ordinary(each) for each in _respelt(lower)) or is_compound(lower)


def _forms(word: str) -> set[str]:
    """Spell a word with ae, oe, aa as one letter, and not drawn out."""
    forms = {word, re.sub(r"(\w)\1{2,}", r"\1", word)}
    for wrong, right in SPELLINGS[:3]:
        forms |= {form.replace(wrong, right) for form in forms}
    return forms


def _respelt(word: str) -> set[str]:
    """Spell a word in other ways."""
    forms = {word, re.sub(r"(\w)\1+", r"\1", word), re.sub(r"(\w)\1{2,}", r"\1\1", word)}
    for wrong, right in SPELLINGS:
        forms |= {form.replace(wrong, right) for form in forms}
    for wrong, right in SPELLINGS[:6]:
        forms |= {
            word[:i] + right + word[i + len(wrong) :] for i in range(len(word)) if word.startswith(wrong, i)
        }
    return forms


def is_compound(word: str, parts: int = 3) -> bool:
    """Tell whether a word is put together of ordinary words, an s between them or not."""
    if len(word) > LONGEST_WORD or NAME_ENDINGS.search(word):
        return False
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, rest = word[:cut], word[cut:]
        if not _is_part(first) and not (first.endswith("s") and _is_part(first[:-1])):
            continue
        if _is_part(rest) or (parts > 2 and is_compound(rest, parts - 1)):
            return True
    return False


def _is_part(word: str) -> bool:
    return len(word) >= SHORTEST_PART and word in _dictionary() and not (is_first_name(word) and len(word) > 4)


@lru_cache(20_000)
def lacks_a_letter(word: str) -> bool:
    """Tell whether a word is ordinary with one æ, ø or å put back, as where a machine has dropped them."""
    lower = word.casefold()
    if not 2 <= len(lower) <= LONGEST_WORD:
        return False
    return any(
        lower[:place] + letter + lower[place:] in _dictionary()
        for place in range(len(lower) + 1)
        for letter in "æøå"
    )


@lru_cache(20_000)
def is_first_name_misspelt(word: str) -> bool:
    """Tell whether a word that is in no dictionary is a first name drawn out or without its æ, ø or å: Soeren, Sren."""
    lower = word.casefold()
    if len(lower) > LONGEST_WORD or is_ordinary(lower):
        return False
    torn = {lower[:place] + letter + lower[place:] for place in range(len(lower) + 1) for letter in "æøå"}
    return any(form in listed("first") for form in _forms(lower) | torn)


def is_name_in_digits(word: str) -> bool:
    """Tell whether a word is a first name with digits for letters: 4nna, M1kkel."""
    letters = word.casefold().translate(LEET)
    return letters.isalpha() and is_first_name(letters) and any(each.isdigit() for each in word)
