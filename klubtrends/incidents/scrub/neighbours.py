"""What goes with a name: last names, initials, particles, the next name in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from klubtrends.incidents.scrub import lexicon
from klubtrends.incidents.scrub.folding import COVER
from klubtrends.incidents.scrub.tokens import Token

JOIN = re.compile(r"[ \t]{1,3}|\.? ?|-")
LIST_JOIN = re.compile(r"\s?,\s?|\s?(?:og|eller|samt|&|\+|/)\s?")
CALLED = re.compile(
    r"\b(?:hedder|hed|kaldes|kaldt|kaldet|kalder sig|ved navn|navn:?|navnet er|pigen|drengen|eleven|barnet|veninden?"
    r"|vennen|kæresten?|kammeraten?|klassekammeraten?|søsteren|broren|lillesøster|storesøster|lillebror|storebror|fætter|kusine"
    r"|onkel|tante|moster|faster|læreren?|pædagogen|fru|frk|hr|sammen med|mvh|hilsen"
    r"|(?:skrev|skrevet|sendte?|sendt|ringede|sagde|snakkede|talte|delte?) (?:til|med|om))[.:,]? $",
    re.IGNORECASE,
)
PARTICLE = re.compile(r" (?:de|del|de la|la|le|von|van|van der|der|den|bin|ibn|al|el|abu|ben|dos|y) ")
GENITIVE_APART = re.compile(r" ?['’] ?s", re.IGNORECASE)  # Jan ’ s
SURELY_CALLED = re.compile(r"\b(?:hedder|hed|ved navn|kaldes|kaldet|kalder sig) $", re.IGNORECASE)
ROMAN = re.compile(r"[IVX]{1,5}")
SHORT = 5  # letters of a word that may be a first name at the start of a sentence


def extended(tokens: Sequence[Token], hidden: Sequence[bool], text: str, *, strict: bool = False) -> list[bool]:
    """Let names take their neighbours along: last names, initials, particles, the next in a list of names."""
    result = list(hidden)
    for here, (before, token) in enumerate(pairwise(tokens), 1):
        gap = text[before.end : token.start]
        result[here] |= result[here - 1] and (
            _follows(before, token, gap) or (strict and _may_follow(before, token, gap))
        )
        if here > 1 and result[here - 2]:
            result[here] |= _is_next_listed(token, text[tokens[here - 2].end : token.start])
    for here, (token, after) in reversed(list(enumerate(pairwise(tokens)))):
        gap = text[token.end : after.start]
        result[here] |= result[here + 1] and (
            _precedes(token, after, gap) or (strict and _may_precede(token, after, gap))
        )
    for here in range(len(tokens) - 2):
        around = text[tokens[here].end : tokens[here + 2].start]
        if result[here] and PARTICLE.fullmatch(around) and (tokens[here + 2].capital or result[here + 2]):
            result[here + 1] = result[here + 2] = True
    return result


def _is_next_listed(token: Token, gap: str) -> bool:
    """Tell whether a first name that is a word is the next in a list of names: 'mads og bo', 'mads, bo'."""
    named = lexicon.is_first_name(token.text) and not lexicon.never_a_name(token.text)
    return bool(LIST_JOIN.fullmatch(gap)) and named and not lexicon.is_inflected(token.text)


def _follows(before: Token, token: Token, gap: str) -> bool:
    """Tell whether a word goes with the name before it."""
    if GENITIVE_APART.fullmatch(gap + token.text):
        return True
    if gap == " " and len(token.text) > 1 and ROMAN.fullmatch(token.text):
        return True
    if lexicon.never_a_name(token.text):
        return _is_last_name_all_the_same(before, token, gap)
    if _is_next_listed(token, gap):
        return True
    if not JOIN.fullmatch(gap) or ("." in gap and len(before.text) > 1):
        return False
    if token.shouted:
        return lexicon.is_last_name(token.text) or bool(ROMAN.fullmatch(token.text))
    if token.capital:
        return True
    return not before.capital and not token.starts and _is_lower_last_name(before, token)


def _is_last_name_all_the_same(before: Token, token: Token, gap: str) -> bool:
    """Tell whether a common word with a capital is a last name: 'Mia Sommer'."""
    both = token.capital and before.capital and not token.starts and gap == " "
    return both and lexicon.is_first_name(before.text) and lexicon.is_last_name(token.text)


def _is_lower_last_name(before: Token, token: Token) -> bool:
    """Tell whether a last name in lower case follows: 'anne-sofie skov'."""
    first, *_ = before.text.split("-")
    if lexicon.is_first_name(first):
        return lexicon.is_last_name(token.text) or not lexicon.is_ordinary(token.text)
    return bool(CALLED.search(before.before)) and lexicon.is_last_name(token.text)


def _precedes(token: Token, after: Token, gap: str) -> bool:
    """Tell whether a word goes with the name behind it: 'Per Berg', 'A. Berg', but not 'Ifølge Berg'."""
    if not JOIN.fullmatch(gap) or not token.capital or not after.capital:
        return False
    if len(token.text) == 1:
        return token.text != "I"
    if "." in gap or lexicon.is_known(token.text) or (token.shouted and not after.shouted):
        return False
    if lexicon.is_first_name(token.text):
        return True
    return not lexicon.never_a_name(token.text) and len(token.text) <= SHORT and lexicon.is_lemma(token.text)


def _may_follow(before: Token, token: Token, gap: str) -> bool:
    """Tell whether a word may go with the name before it, where in doubt it is hidden: 'hedder georg busk'."""
    if not JOIN.fullmatch(gap) or "." in gap or lexicon.never_a_name(token.text):
        return False
    return (token.shouted and before.shouted) or bool(SURELY_CALLED.search(before.before))


def _may_precede(token: Token, after: Token, gap: str) -> bool:
    """Tell whether a word may go with the name behind it, where in doubt it is hidden: 'Sine Berg', 'FORD COPPOLA'."""
    if not JOIN.fullmatch(gap) or "." in gap or lexicon.never_a_name(token.text):
        return False
    if token.starts and lexicon.is_known(token.text):
        return False
    return token.capital and after.capital and token.shouted == after.shouted


def joined(spans: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Make one span of names with nothing but a space, a hyphen or the dot of an initial between."""
    whole: tuple[int, int] | None = None
    for start, end in spans:
        if whole and _belong_together(text[whole[0] : whole[1]], text[whole[1] : start], text[start:end]):
            whole = (whole[0], end)
        else:
            if whole:
                yield whole
            whole = (start, end)
    if whole:
        yield whole


def _belong_together(before: str, gap: str, after: str) -> bool:
    if GENITIVE_APART.fullmatch(gap + after):
        return True
    if COVER in before or not JOIN.fullmatch(gap):
        return False
    return "." not in gap or len(before) == 1 or not before[-2].isalnum()
