"""A text without what was found in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from klubtrends.danish import MARKS
from klubtrends.incidents.scrub.folding import fold
from klubtrends.incidents.scrub.hints import hints_in
from klubtrends.incidents.scrub.identifiers import Span, found
from klubtrends.incidents.scrub.names import names_in


@dataclass(frozen=True)
class Scrubbed:
    """A text without its identifiers and names.

    `spans` are what was hidden and `flags` what a person must look at: indirect descriptions, such as what a
    child's father does. Both are places in the text as it was.
    """

    text: str
    spans: tuple[Span, ...]
    flags: tuple[tuple[int, int], ...] = ()


def scrub(text: str, strict: bool = False, *, allowed: Collection[str] = ()) -> Scrubbed:
    """Replace each identifier and each name by its kind.

    Parameters
    ----------
    text : str
        Anything that was written by hand.
    strict : bool
        Whether to hide every word that cannot be told to be an ordinary one.
    allowed : collection of str
        What is public and stays where it stands exactly so, such as the contacts in data/reference.

    Returns
    -------
    Scrubbed

    Examples
    --------
    >>> scrub("Skriv til anna@post.example eller ring 20304050").text
    'Skriv til [mail] eller ring [telefon]'
    """
    folded = fold(text)
    identifiers = found(folded.text)
    spans = [Span(*folded.place(start, end), kind) for start, end, kind in identifiers]
    taken = {place for start, end, _ in spans for place in range(start, end)}
    names = names_in(folded, identifiers, strict=strict)
    spans += [Span(*rest, "name") for name in names for rest in _apart(text, name, taken)]
    public = _public(text, allowed)
    spans = sorted(span for span in spans if not public.issuperset(range(span.start, span.end)))
    flags = tuple(hints_in(folded))
    for start, end, kind in reversed(spans):
        text = text[:start] + MARKS[kind] + text[end:]
    return Scrubbed(text, tuple(spans), flags)


def _apart(text: str, name: tuple[int, int], taken: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give the words of a name that are no part of an identifier, such as the handle behind it."""
    places = (place for place in range(*name) if place not in taken)
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        within = [place for _, place in run]
        first, last = within[0], within[-1]
        if found := re.search(r"\w(?:.*\w)?", text[first : last + 1], re.DOTALL):
            yield first + found.start(), first + found.end()


def _public(text: str, allowed: Collection[str]) -> set[int]:
    """Give the places of what is allowed."""
    found = (
        match.span() for each in allowed for match in re.finditer(rf"(?<!\w){re.escape(each)}(?!\w)", text)
    )
    return {place for start, end in found for place in range(start, end)}
