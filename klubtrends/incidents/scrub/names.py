"""Names of persons in text: capitals, word lists, a dictionary and the words around, weighed word by word.

Two answers are given. `name_spans` hides what may well be a name. `strict_spans` denies by default: it hides all
that is not an ordinary word where one is to be expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from klubtrends.incidents.scrub import lexicon
from klubtrends.incidents.scrub.folding import COVER, covered, fold
from klubtrends.incidents.scrub.identifiers import found

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
MARKED = re.compile(r"\[\w{3,15}\]")  # what a scrubber has put there
ABBREVIATION = re.compile(r"(?<![\w.])(?:[a-zæøå]{1,4}\.){1,3}[a-zæøå]{1,4}(?![\w])")
SPACED = re.compile(r"(?<!\w)[^\W\d_](?:([ .\-_*]|  )[^\W\d_])(?:\1[^\W\d_]){1,30}(?!\w)")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…•|\n\"“”„»«(\[{<>*/]|(?<!\w)[-'’‘])\W*$")
QUOTED = re.compile(r"[\"“”„»«'’‘]\w+[\"“”»«'’]")
JOIN = re.compile(r"[ \t]{1,3}|\.? ?|-")
LIST_JOIN = re.compile(r"\s?,\s?|\s?(?:og|eller|samt|&|\+|/)\s?")
CALLED = re.compile(
    r"\b(?:hedder|hed|kaldes|kaldt|kaldet|kalder sig|ved navn|navn:?|navnet er|pigen|drengen|eleven|barnet|veninden?"
    r"|vennen|kæresten?|kammeraten?|klassekammeraten?|søsteren|broren|lillesøster|storesøster|lillebror|storebror|fætter|kusine"
    r"|onkel|tante|moster|faster|læreren?|pædagogen|fru|frk|hr|sammen med|mvh|hilsen"
    r"|(?:skrev|skrevet|sendte?|sendt|ringede|sagde|snakkede|talte|delte?) (?:til|med|om))[.:,]? $",
    re.IGNORECASE,
)
SURELY_CALLED = re.compile(r"\b(?:hedder|hed|ved navn|kaldes|kaldet|kalder sig) $", re.IGNORECASE)
TELLS = re.compile(
    r"^,? (?:siger|sagde|skrev|skriver|fortæller|fortalte|sendte|sender|spurgte|svarede|græd|grinede|slog|truede|delte"
    r"|var ked|er ked|blev ked|vil ikke|ville ikke|og jeg|har sendt|har delt|har skrevet|har fået|har sagt)\b",
    re.IGNORECASE,
)
PARTICLE = re.compile(r" (?:de|del|de la|la|le|von|van|van der|der|den|bin|ibn|al|el|abu|ben|dos|y) ")
ROMAN = re.compile(r"[IVX]{1,5}")
INITIAL = re.compile(r"\. ?[A-ZÆØÅ]\w")
SHORT = 5  # letters of a word that may be a first name at the start of a sentence
WINDOW = 40  # characters of context before and after


@dataclass(frozen=True)
class Token:
    """A word, where it stands, and what its place says of it."""

    text: str
    start: int
    end: int
    starts: bool  # a sentence
    before: str
    after: str

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        """Tell whether it is in capitals altogether."""
        return len(self.text) > 1 and self.text.isupper()


def name_spans(text: str) -> list[tuple[int, int]]:
    """Find what may name a person, handles included: places in the text, in order and apart.

    >>> [(start, end) for start, end in name_spans("i dag skrev mette jensens veninde")]
    [(12, 25)]
    """
    return _spans(text, _looks_like_name)


def strict_spans(text: str) -> list[tuple[int, int]]:
    """Find all that cannot be told to be an ordinary word: what may leave the house is what is left.

    >>> [(start, end) for start, end in strict_spans("han og Storm kom")]
    [(7, 12)]
    """
    return _spans(text, _is_not_ordinary)


def _spans(text: str, suspect: Callable[[Token], bool]) -> list[tuple[int, int]]:
    folded = fold(text)
    identifiers = found(folded.text)
    plain = covered(folded.text, [(span.start, span.end) for span in identifiers])
    for pattern in (MARKED, ABBREVIATION):
        plain = covered(plain, [match.span() for match in pattern.finditer(plain) if _may_stand(match[0])])
    spaced = [match.span() for match in SPACED.finditer(plain) if _spells_name(match[0])]
    plain = covered(plain, spaced)
    tokens = _tokens(plain)
    hidden = _extended(tokens, [suspect(token) for token in tokens], plain)
    handles = [(span.start, span.end) for span in identifiers if span.kind == "handle"]
    named = [(token.start, token.end) for token, hide in zip(tokens, hidden, strict=True) if hide]
    joined = _joined(sorted([*handles, *spaced, *named]), plain)
    return [folded.place(start, end) for start, end in joined]


def _may_stand(text: str) -> bool:
    """Tell whether an abbreviation or a mark is none of a name (mads.k)."""
    parts = text.split(".")
    return text.startswith("[") or not any(lexicon.is_first_name(part) and len(part) > 1 for part in parts)


def _spells_name(text: str) -> bool:
    """Tell whether letters apart spell anything but a word: 'A n n a', 'm-e-t-t-e'."""
    letters = "".join(each for each in text if each.isalpha())
    return len(letters) > 2 and (lexicon.is_first_name(letters) or not lexicon.is_ordinary(letters))


def _tokens(text: str) -> list[Token]:
    return [
        Token(
            match[0],
            *match.span(),
            starts=_starts_sentence(text, *match.span()),
            before=text[max(0, match.start() - WINDOW) : match.start()],
            after=text[match.end() : match.end() + WINDOW],
        )
        for match in WORD.finditer(text)
        if any(each.isalpha() for each in match[0])
    ]


def _starts_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether a word has its capital from its place. A single word in quotation marks has not."""
    if QUOTED.fullmatch(text[max(0, start - 1) : end + 1]):
        return False
    return not start or bool(SENTENCE_START.search(text[max(0, start - 8) : start]))


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
        return not token.starts or not lexicon.is_plainly_built(token.text)
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
    if any(each.isdigit() for each in token.text) or lexicon.never_a_name(token.text):
        return False
    if len(token.text) == 1:
        return token.capital and token.text not in "IÅ" and not token.starts
    if lexicon.is_known(token.text):
        return False
    if lexicon.is_first_name(token.text):
        return True
    if token.capital:
        return not token.shouted
    return not (lexicon.is_ordinary(token.text) or lexicon.is_plainly_built(token.text))


def _extended(tokens: Sequence[Token], hidden: Sequence[bool], text: str) -> list[bool]:
    """Let names take their neighbours along: last names, initials, particles, the next in a list of names."""
    result = list(hidden)
    for here, (before, token) in enumerate(pairwise(tokens), 1):
        result[here] |= result[here - 1] and _follows(before, token, text[before.end : token.start])
        if here > 1 and result[here - 2]:
            result[here] |= _is_next_listed(token, text[tokens[here - 2].end : token.start])
    for here, (token, after) in reversed(list(enumerate(pairwise(tokens)))):
        result[here] |= result[here + 1] and _precedes(token, after, text[token.end : after.start])
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


def _joined(spans: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Make one span of names with nothing but a space, a dot or a hyphen between."""
    whole: tuple[int, int] | None = None
    for start, end in spans:
        if whole and JOIN.fullmatch(text[whole[1] : start]) and COVER not in text[whole[0] : end]:
            whole = (whole[0], end)
        else:
            if whole:
                yield whole
            whole = (start, end)
    if whole:
        yield whole
