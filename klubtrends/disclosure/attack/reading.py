"""Reads finished files as an outsider can: elements, texts, and every table of incident counts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from klubtrends.danish import TOTAL, say
from klubtrends.disclosure.attack.counts import SPEAKS as SPEAKS
from klubtrends.disclosure.attack.counts import CountTable, caption_of, must_be_read, read_counts
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import plain
from klubtrends.disclosure.attack.told import Told, told_in
from klubtrends.disclosure.attack.tree import BLOCKS, Node, parse

INCIDENT = re.compile(r"hændelse|episode", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A finished file: its name, whose ending tells its kind, and its bytes."""

    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Block:
    """What runs on in one line of a page: its element, its own words, and whether it stands where counts do."""

    node: Node
    text: str
    inside: bool


@dataclass(frozen=True)
class Page:
    """A file as read, or a part of one that stands alone. `problems` are found in the reading.

    A page that cannot be read cannot be trusted.
    """

    name: str
    root: Node
    tables: tuple[CountTable, ...]
    comments: tuple[str, ...]
    problems: tuple[Finding, ...]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Everything on the page that has words, in order; style sheets left out."""
        nodes = [node for node in self.root.walk() if node.tag in BLOCKS and node.tag != "style"]
        return tuple(Block(node, text, self.inside(node)) for node in nodes if (text := plain(node.own_text())))

    @cached_property
    def shown(self) -> frozenset[int]:
        """Every count that stands in one of the page's tables."""
        lines = [line for table in self.tables for line in table.lines]
        return frozenset(count for line in lines for count in line.counts if count is not None)

    @cached_property
    def expected(self) -> frozenset[tuple[int, int]]:
        """Every range that one of the page's tables says was expected."""
        return frozenset[tuple[int, int]]().union(*(table.expected for table in self.tables))

    @cached_property
    def drawable(self) -> frozenset[int]:
        """Every number that a drawing of its counts may hold: shown ones, nought, and what was expected."""
        ends = {end for low, high in self.expected for end in (low, high, high - low)}
        return self.shown | ends | {0}

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What it says openly, as approved exceptions."""
        found = [told for block in self.blocks if (told := told_in(block.node, block.text)) is not None]
        return tuple(dict.fromkeys(found))

    @cached_property
    def labels(self) -> frozenset[str]:
        """The headings of its counts' rows and columns, 'I alt' left out."""
        labels = {line.label for table in self.tables for line in table.lines}
        return frozenset(labels.union(*(table.columns for table in self.tables)) - {TOTAL})

    @cached_property
    def _zones(self) -> frozenset[int]:
        loose = [part for part in self.root.all("part") if INCIDENT.search(part.text())]
        return frozenset(map(id, [*loose, *(_zone(table.node) for table in self.tables)]))

    def inside(self, node: Node) -> bool:
        """Tell whether an element stands where a table of counts does: in the same section, or figure.

        A part of a sheet, a slide or a letter is such a place as soon as it speaks of incidents.
        """
        at: Node | None = node
        while at is not None and id(at) not in self._zones:
            at = at.parent
        return at is not None


def page_of(name: str, root: Node, comments: Collection[str] = (), problems: Collection[Finding] = ()) -> Page:
    """Read the tables of a tree of elements."""
    tables: list[CountTable] = []
    found = list(problems)
    for node in root.all("table"):
        if must_be_read(node):
            table = read_counts(node)
            if table is None:
                found.append(unreadable_table(name, node))
            else:
                tables.append(table)
    return Page(name, root, tuple(tables), tuple(comments), tuple(found))


def read_html(name: str, body: bytes) -> Page:
    """Read a page: strict UTF-8 and elements that nest; anything else is a problem of the page."""
    text = body.decode("utf-8", errors="replace")
    markup = parse(text)
    broken = markup.torn or "\ufffd" in text
    problems = [Finding("unreadable", name, say("found_page_unreadable"))] if broken else []
    return page_of(name, markup.root, markup.comments, problems)


def unreadable_table(name: str, table: Node) -> Finding:
    """Say that a table does not keep to the contract."""
    where = f"{name}: {caption}" if (caption := caption_of(table)) else name
    return Finding("unreadable", where, say("found_table_unreadable"))


def _zone(table: Node) -> Node:
    return table.above("section", "article", "part") or table.above("figure") or table


def no_page(name: str) -> Page:
    """Say that a file cannot be read at all."""
    return page_of(name, Node("", {}), problems=[Finding("unreadable", name, say("found_file_unreadable"))])
