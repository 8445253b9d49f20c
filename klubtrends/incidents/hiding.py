"""A note's words, each shown or hidden, and what of the note could be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from klubtrends.danish import visible
from klubtrends.incidents.scrub import scrub

WORD = re.compile(r"\S+")
LEFT_OUT = "[…]"
ENDING = re.compile(r"[.,:;!?]*$")
BEFORE_ANOTHER = re.compile(rf"{re.escape(LEFT_OUT)}\S* (?={re.escape(LEFT_OUT)})")
MARK = re.compile(r"\[\w+\]")  # what the scrubbing put in a name's place: tells nothing


@dataclass(frozen=True)
class Word:
    """One word. `fixed`: it may be a name or a number, and is never shown; `hinted`: it may point at one child."""

    text: str
    hidden: bool = False
    fixed: bool = False
    hinted: bool = False


@dataclass(frozen=True)
class Wording:
    """A note on its way to a quotation: its words in order."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> Wording:
        """Begin with all hidden that cannot be told to be an ordinary word (`scrub`, strict).

        >>> Wording.of("Vi så det på Glimsnak, og drengen var ked af det.").quotation
        'Vi så det på […], og drengen var ked af det.'
        """
        line = " ".join(visible(text).split())
        found, strict = scrub(line), scrub(line, strict=True)
        fixed = _places((span.start, span.end) for span in found.spans)
        hidden = fixed | _places((span.start, span.end) for span in strict.spans)
        hinted = _places(found.flags)
        return cls(
            tuple(
                Word(
                    word[0],
                    hidden=not hidden.isdisjoint(range(*word.span())),
                    fixed=not fixed.isdisjoint(range(*word.span())),
                    hinted=not hinted.isdisjoint(range(*word.span())),
                )
                for word in WORD.finditer(line)
            )
        )

    def turned(self, place: int) -> Wording:
        """Hide a word that is shown, or show it again; one that is fixed stays hidden."""
        word = self.words[place]
        turned = replace(word, hidden=word.fixed or not word.hidden)
        return Wording((*self.words[:place], turned, *self.words[place + 1 :]))

    @property
    def quotation(self) -> str:
        """What would be quoted, on one line; empty if no word of the note is left."""
        parts = (LEFT_OUT + _ending(word.text) if word.hidden else word.text for word in self.words)
        line = BEFORE_ANOTHER.sub("", " ".join(parts))
        quoted = scrub(line).text  # a word may read as a name where its neighbour is gone
        return quoted if re.search(r"\w", MARK.sub("", quoted)) else ""


def _ending(word: str) -> str:
    found = ENDING.search(word)
    return found[0] if found else ""


def _places(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}
