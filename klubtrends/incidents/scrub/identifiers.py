"""Structured identifiers in text.

Kinds: cpr, phone, email, url, handle, plate, address, school (classes included). A pattern proposes
and arithmetic decides; every repetition is bounded, so time grows with the text's length alone. CPR numbers are
judged by their date: since 2007 there are valid ones that fail the checksum.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from klubtrends.incidents.scrub.folding import covered, fold
from klubtrends.incidents.scrub.patterns import PATTERNS

ROUNDS = 4
NUMBERS = ("cpr", "phone")
LIKE_DIGITS = re.compile(r"(?<=\d)(?:[oO](?![^\W\d_])|[lI](?=\d))|(?<![^\W\d_])[oO](?=\d)")


class Span(NamedTuple):
    """Where an identifier stands in the text, and its kind."""

    start: int
    end: int
    kind: str


def identifier_spans(text: str) -> list[Span]:
    """Find the structured identifiers of a text, in order, none overlapping another.

    Dashes and spaces of every kind, full-width digits and characters of no width make no difference.

    >>> identifier_spans("ring 20 30 40 50")
    [Span(start=5, end=16, kind='phone')]
    """
    folded = fold(text)
    return [Span(*folded.place(start, end), kind) for start, end, kind in found(folded.text)]


def found(folded: str) -> list[Span]:
    """Find the structured identifiers of a text that is folded already."""
    spans: list[Span] = []
    numerals = _with_digits(folded)
    for _ in range(ROUNDS):  # what is found can uncover its neighbour
        before = len(spans)
        for kind, pattern, fits in PATTERNS:
            seen = numerals if kind in NUMBERS else folded
            places = [match.span("it") for match in pattern.finditer(seen) if fits(match["it"])]
            if places:
                folded = covered(folded, places)
                numerals = _with_digits(folded)
                spans += [Span(start, end, kind) for start, end in places]
        if len(spans) == before:
            break
    return sorted(spans)


def _with_digits(text: str) -> str:
    """Read letters within numbers as the digits that they look like: O10190, 2l 30."""
    return LIKE_DIGITS.sub(lambda letter: "0" if letter[0] in "oO" else "1", text)
