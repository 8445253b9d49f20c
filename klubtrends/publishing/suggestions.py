"""The suggestions in a month's file: those that nobody has touched follow the figures; of the others she is told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from klubtrends.danish import SECTIONS, say
from klubtrends.errors import WorkspaceError
from klubtrends.reference.files import tidy
from klubtrends.reference.words import Words, read_words, write_words

GIVEN = re.compile(re.escape(say("words_given_line", given="@")).replace("@", "(.*)"))  # a line of the intro
ONE = re.compile(r"(\w+) ([0-9a-f]{8})")


def begun(suggested: Mapping[str, str]) -> Words:
    """Begin a month's words: the suggestions, a line that says draft, and one by which they are known again."""
    intro = "\n".join(
        [say("words_draft_line"), _line({slug: _digest(text) for slug, text in suggested.items()})]
    )
    return Words(suggested, intro=intro)


def renewed(words: Words, suggested: Mapping[str, str]) -> Words:
    """Return the same words, with what is suggested now where an earlier suggestion stands as it was given."""
    given = _given(words)
    for slug in _others(given, suggested):
        if given[slug] == _digest(words.get(slug)):
            words = words.with_section(slug, suggested.get(slug, ""))
            given[slug] = _digest(suggested.get(slug, ""))
    lines = (_line(given) if GIVEN.fullmatch(line) else line for line in words.intro.split("\n"))
    return replace(words, intro="\n".join(lines))


def follow(path: Path, words: Words, suggested: Mapping[str, str]) -> Words:
    """Renew the words of a month's file in the file too, unless somebody has written there since they were read.

    Raises
    ------
    WorkspaceError
        If the file cannot be written.
    """
    after = renewed(words, suggested)
    if after == words or read_words(path) != words:
        return words
    try:
        write_words(path, after)
        return after
    except OSError:
        pass
    raise WorkspaceError(say("words_unrenewed", file=path))


def outdated(words: Words, suggested: Mapping[str, str]) -> list[str]:
    """Name the sections whose words she has changed, and whose suggestion would be another now."""
    given = _given(words)
    return [
        slug
        for slug in _others(given, suggested)
        if words.get(slug) and given[slug] != _digest(words.get(slug))
    ]


def _others(given: Mapping[str, str], suggested: Mapping[str, str]) -> Iterable[str]:
    """Name the sections whose suggestion is not what was given."""
    return [slug for slug, digest in given.items() if digest != _digest(suggested.get(slug, ""))]


def _given(words: Words) -> dict[str, str]:
    """Read which suggestions were given; nothing where the line is gone or the file was begun by hand."""
    found = filter(None, map(GIVEN.fullmatch, words.intro.split("\n")))
    return {slug: digest for line in found for slug, digest in ONE.findall(line[1]) if slug in SECTIONS}


def _line(given: Mapping[str, str]) -> str:
    return say("words_given_line", given=", ".join(f"{slug} {digest}" for slug, digest in given.items()))


def _digest(text: str) -> str:
    return hashlib.sha256(tidy(text).strip().encode()).hexdigest()[:8]
