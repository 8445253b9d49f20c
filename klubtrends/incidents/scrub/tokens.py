"""The words of a text, each with what its place says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…•|\n\"“”„»«(\[{<>*/]|(?<!\w)[-'’‘])\W*$")
QUOTED = re.compile(r"[\"“”„»«'’‘]\w+[\"“”»«'’]")
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


def tokens_of(text: str) -> list[Token]:
    """Find the words of a text; numbers are none."""
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
