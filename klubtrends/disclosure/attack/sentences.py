"""Words about incidents: the sentences of a page, what they are about and which counts they name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from klubtrends.danish import MESSAGES, TOTAL
from klubtrends.disclosure.attack.counts import SPEAKS
from klubtrends.disclosure.attack.numerals import plain
from klubtrends.disclosure.attack.reading import Page
from klubtrends.disclosure.attack.told import told_in
from klubtrends.disclosure.attack.tree import BLOCKS, Node

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zæøå])")
_IDIOMS = re.compile(
    r"\b(?:ved|skyldes) et tilfælde\b|\bi (?:de fleste|alle|nogle|enkelte|bedste|værste|så) tilfælde\b"
    r"|\bi tilfælde af\b|\bfor alle tilfældes skyld\b"
    + "".join(f"|{re.escape(MESSAGES[code])}" for code in ("signal_hidden", "protected_nothing")),
    re.IGNORECASE,
)  # fmt: skip
_SINGLE = re.compile(
    r"\b(?:hændelsen|episoden|tilfældet|sagen)s?\b"
    r"|\b(?:en|én|et|ét|den|det|denne|dette)\s+(?:[^\W\d]+\s+){0,2}[^\W\d]*(?:hændelse|episode|tilfælde|(?<!år)sag)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words, and whether it stands where counts do."""

    node: Node
    text: str
    inside: bool

    @property
    def speaks(self) -> bool:
        """Tell whether it is about incidents."""
        return SPEAKS.search(self.text) is not None

    @property
    def singles_out(self) -> bool:
        """Tell whether it is about one incident."""
        return _SINGLE.search(self.text) is not None

    def names(self, label: str) -> bool:
        """Tell whether it names a label, as a whole word."""
        return _words(label).search(self.text) is not None

    def named(self, labels: Collection[str]) -> list[str]:
        """List the labels that it names; one that only stands within a longer one is not meant."""
        text, found = self.text, set[str]()
        for label in sorted(labels, key=len, reverse=True):
            text, times = _words(label).subn("\n", text)
            found |= {label} if times else set()
        return [label for label in labels if label in found]


def sentences(page: Page) -> Iterator[Sentence]:
    """Give each sentence of a page; words of chance, and what was told openly, are left out."""
    for block in page.blocks:
        if block.node.tag != "td" and told_in(block.node, block.text) is None:
            text = _IDIOMS.sub(" ", plain(_text(block.node)))
            for sentence in _ENDS.split(text):
                if sentence.strip():
                    yield Sentence(block.node, sentence, block.inside)


def counts_of(page: Page, *labels: str) -> tuple[int | None, ...]:
    """List what the page's tables show of the cell that has these labels alone, None where it is hidden."""
    found: list[int | None] = []
    for table in page.tables:
        for line in table.lines:
            for column, count in zip(table.columns, line.counts, strict=True):
                if {line.label, column} - {TOTAL} == {*labels} - {TOTAL}:
                    found.append(count)
    return tuple(found)


def _words(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)


def _text(node: Node) -> str:
    """Give a block's own text; a note at its end is a sentence of its own."""
    pieces = [
        child
        if isinstance(child, str)
        else f". {child.own_text()}"
        if child.tag == "span"
        else child.own_text()
        for child in node.children
        if isinstance(child, str) or child.tag not in BLOCKS
    ]
    return " ".join("".join(pieces).split())
