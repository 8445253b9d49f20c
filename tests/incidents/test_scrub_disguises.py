"""Identifiers in disguise: hundreds of each kind, made apart from the patterns."""

import pytest
from disguises import KINDS, variants

from klubtrends.incidents.scrub import identifier_spans

LEAST = {
    "cpr": 0.999, "email": 0.995, "phone": 0.99, "url": 0.99, "handle": 0.90,
    "plate": 0.99, "address": 0.99, "school": 0.99,
}  # fmt: skip


def hidden(written: str, sentence: str, kind: str) -> bool:
    """Tell whether every letter and digit of an identifier is hidden as its kind."""
    own = written.removeprefix("snap: ").removeprefix("brugernavn: ").removeprefix("Insta ")
    start = sentence.index(own)
    places = {
        place
        for begin, end, found in identifier_spans(sentence)
        if found == kind
        for place in range(begin, end)
    }
    return all(start + place in places for place, character in enumerate(own) if character.isalnum())


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_hundreds_of_ways_to_write_it(kind):
    """The measure below is taken on many different ones."""
    assert len({sentence for _, sentence in variants(kind)}) >= 500


@pytest.mark.parametrize(("kind", "least"), LEAST.items())
def test_nearly_every_disguise_is_seen_through(kind, least):
    """Dashes, spaces and dots of all kinds, words for signs, full-width digits, characters of no width."""
    found = [hidden(written, sentence, kind) for written, sentence in variants(kind)]

    assert sum(found) >= least * len(found)
