"""Names of persons in text: capitals, word lists, a dictionary and the words around, weighed word by word.

Two answers are given. `name_spans` hides what may well be a name. `strict_spans` denies by default: it hides all
that is not an ordinary word where one is to be expected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from klubtrends.incidents.scrub import lexicon
from klubtrends.incidents.scrub.folding import Folded, covered, fold
from klubtrends.incidents.scrub.identifiers import Span, found
from klubtrends.incidents.scrub.neighbours import CALLED, SURELY_CALLED, extended, joined
from klubtrends.incidents.scrub.tokens import Token, tokens_of

MARKED = re.compile(r"\[\w{3,15}\]")  # what a scrubber has put there
ABBREVIATION = re.compile(r"(?<![\w.])(?:[a-zæøå]{1,4}\.){1,3}[a-zæøå]{1,4}(?![\w])")
SPACED = re.compile(r"(?<!\w)[^\W\d_](?:([ .\-_*]|  )[^\W\d_])(?:\1[^\W\d_]){1,30}(?!\w)")
TELLS = re.compile(
    r"^,? (?:siger|sagde|skrev|skriver|fortæller|fortalte|sendte|sender|spurgte|svarede|græd|grinede|slog|truede|delte"
    r"|var ked|er ked|blev ked|vil ikke|ville ikke|og jeg|har sendt|har delt|har skrevet|har fået|har sagt)\b",
    re.IGNORECASE,
)
INITIAL = re.compile(r"\. ?[A-ZÆØÅ]\w")
LONG = 8  # letters of a word that is hardly a name if it is in the dictionary
POLITE = {"I", "De", "Dem", "Deres", "Jer", "Jeres"}  # words with a capital of their own
INITIALS = 3  # letters that stand for a whole name at most


def name_spans(text: str) -> list[tuple[int, int]]:
    """Find what may name a person, handles included: places in the text, in order and apart.

    >>> [(start, end) for start, end in name_spans("i dag skrev mette jensens veninde")]
    [(12, 25)]
    """
    folded = fold(text)
    return names_in(folded, found(folded.text))


def strict_spans(text: str) -> list[tuple[int, int]]:
    """Find all that cannot be told to be an ordinary word: what may leave the house is what is left.

    >>> [(start, end) for start, end in strict_spans("han og Storm kom")]
    [(7, 12)]
    """
    folded = fold(text)
    return names_in(folded, found(folded.text), strict=True)


def names_in(folded: Folded, identifiers: Sequence[Span], *, strict: bool = False) -> list[tuple[int, int]]:
    """Find names in a text that is folded, and whose identifiers are found, already."""
    plain = covered(folded.text, [(span.start, span.end) for span in identifiers])
    for pattern in (MARKED, ABBREVIATION):
        plain = covered(plain, [match.span() for match in pattern.finditer(plain) if _may_stand(match[0])])
    spaced = [match.span() for match in SPACED.finditer(plain) if _spells_name(match[0])]
    handles = [(span.start, span.end) for span in identifiers if span.kind == "handle"]
    plain = covered(plain, spaced)
    places = joined(sorted([*handles, *spaced, *_hidden_words(plain, strict=strict)]), plain)
    return [folded.place(start, end) for start, end in places]


def _hidden_words(text: str, *, strict: bool) -> list[tuple[int, int]]:
    suspect = _is_not_ordinary if strict else _looks_like_name
    tokens = tokens_of(text)
    hidden = extended(tokens, [suspect(token) for token in tokens], text, strict=strict)
    return [(token.start, token.end) for token, hide in zip(tokens, hidden, strict=True) if hide]


def _may_stand(text: str) -> bool:
    """Tell whether it is a mark, or an abbreviation in which no name is (as there is in mads.k)."""
    parts = text.split(".")
    ordinary = (
        len(part) == 1 or (lexicon.is_ordinary(part) and not lexicon.is_first_name(part)) for part in parts
    )
    return text.startswith("[") or all(ordinary)


def _spells_name(text: str) -> bool:
    """Tell whether letters apart spell anything but a word: 'A n n a', 'm-e-t-t-e'."""
    letters = "".join(each for each in text if each.isalpha())
    return len(letters) > 2 and (lexicon.is_first_name(letters) or not lexicon.is_ordinary(letters))


def _looks_like_name(token: Token) -> bool:
    """Weigh one word for `name_spans`."""
    if any(each.isdigit() for each in token.text):
        return lexicon.is_name_in_digits(token.text)
    if len(token.text) == 1:
        return _is_initial(token)
    if lexicon.is_first_name(token.text):
        return _first_name_is_meant(token)
    if "-" in token.text:
        return _has_name_in_it(token)
    if lexicon.is_known(token.text) or lexicon.never_a_name(token.text):
        return False
    if token.capital and not token.shouted:
        return not token.starts or lexicon.is_last_name(token.text) or not lexicon.is_plainly_built(token.text)
    if lexicon.is_first_name_misspelt(token.text):
        return True
    tagged = token.before.endswith("#")
    return not (tagged or lexicon.is_ordinary(token.text) or lexicon.is_spelt(token.text) or _is_torn(token))


def _is_torn(token: Token) -> bool:
    """Tell whether a word has lost a letter; one in capitals may also be an abbreviation."""
    return lexicon.lacks_a_letter(token.text) and not token.shouted


def _first_name_is_meant(token: Token) -> bool:
    """Tell a name from a word that is written alike."""
    if lexicon.never_a_name(token.text):
        capital = token.capital and not token.starts and not token.shouted
        return capital or bool(SURELY_CALLED.search(token.before))
    if token.capital and not token.shouted:
        return not (token.starts and lexicon.is_inflected(token.text))
    if lexicon.is_word_first(token.text) or lexicon.is_inflected(token.text):
        return bool(CALLED.search(token.before) or TELLS.match(token.after))
    return True


def _is_initial(token: Token) -> bool:
    """Tell whether a single letter stands for a name: 'M. Hansen', 'drengen A'."""
    if not token.capital:
        return False
    return bool(INITIAL.match(token.after) or CALLED.search(token.before))


def _has_name_in_it(token: Token) -> bool:
    """Tell whether a word with hyphens has a name in it."""
    if lexicon.is_known(token.text) or lexicon.is_ordinary(token.text):
        return False
    return any(_part_names(part) for part in token.text.split("-") if part)


def _part_names(part: str) -> bool:
    if len(part) == 1 or lexicon.is_known(part) or not part.isalpha():
        return False
    if lexicon.is_first_name(part):
        return part[0].isupper() or not (lexicon.is_word_first(part) or lexicon.is_inflected(part))
    return not (lexicon.is_ordinary(part) or lexicon.is_spelt(part) or part.isupper())


def _is_not_ordinary(token: Token) -> bool:
    """Weigh one word for `strict_spans`: only what is ordinary where it stands is let through."""
    if _looks_like_name(token):
        return True
    word = re.sub(r"\d+", "", token.text)
    if len(word) == 1:
        return word.isupper() and word == token.text and word not in "IÅ" and not token.starts
    if lexicon.never_a_name(word) or lexicon.is_known(word):
        placed = token.capital and not token.starts and not token.shouted and word not in POLITE
        return placed and (lexicon.is_last_name(word) or not lexicon.is_known(word))
    if lexicon.is_first_name(word):
        return True
    if token.shouted:
        return len(word) <= INITIALS or not lexicon.is_plainly_built(word)
    if "-" in word:
        return any(_part_is_unknown(part) for part in word.split("-"))
    if token.capital and not (token.starts and len(word) >= LONG):
        return True
    return not lexicon.is_plainly_built(word)


def _part_is_unknown(part: str) -> bool:
    plain = len(part) < 2 or lexicon.is_known(part) or lexicon.is_plainly_built(part) or part.isupper()
    return not plain
