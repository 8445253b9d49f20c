"""Reads a finished page as an outsider can: elements, texts, and every table of incident counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Literal

from klubtrends.danish import HIDDEN, HIDDEN_ALOUD, MONTHS, TOTAL

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
INCIDENT = re.compile(r"hændelse|episode", re.IGNORECASE)
_MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
_SUBJECT = r"([^\W\d]+(?: [^\W\d]+)?)"
_IN_MONTH = re.compile(rf"{_SUBJECT} i ({_MONTH}) efter [^\W\d]+(?: og [^\W\d]+)?", re.IGNORECASE)
_BY_MONTH = re.compile(rf"{_SUBJECT} pr\. måned", re.IGNORECASE)
_EXPECTED = re.compile(r"(?:for)?ventet", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)[-–](\d+)")
SPEAKS = re.compile(r"hændelse|episode|tilfælde\b|\bsager\b", re.IGNORECASE)
_REGISTER = re.compile(
    r"(?:age_band|department|afdeling|severity|alvor)", re.IGNORECASE
)  # columns of single incidents
_IN_HEADING = re.compile(
    rf"{_MONTH}|\d+\.(?:\s*(?:[-–]|til|og)\s*\d+\.)?\s*klasse|\d+(?:\s*[-–]\s*\d+)?[ -]år\w*"
)
_NUMBER = re.compile(r"\d{1,3}(\.\d{3})+|\d+")


@dataclass
class Node:
    """An element with what it holds; text is a plain string among its children."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Visit this element and all below it, in the page's order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, *tags: str) -> list[Node]:
        """List the elements below this one that have one of these names."""
        return [node for node in self.walk() if node.tag in tags and node is not self]

    def above(self, *tags: str) -> Node | None:
        """Find the nearest element around this one that has one of these names."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    def text(self) -> str:
        """Give all text in this element with single blanks."""
        return " ".join("".join(self._pieces(inner=True)).split())

    def own_text(self) -> str:
        """Give the text of this element as it runs on in one line: without the blocks inside it."""
        return " ".join("".join(self._pieces(inner=False)).split())

    def _pieces(self, *, inner: bool) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in BLOCKS:
                yield from child._pieces(inner=inner)
            else:
                yield f" {child.text()} " if inner else " "


BLOCKS = frozenset({
    "p", "li", "td", "th", "dt", "dd", "caption", "figcaption", "summary", "h1", "h2", "h3", "h4", "h5", "h6",
    "title", "desc", "text", "option", "label", "button", "blockquote", "pre", "div", "section", "article", "header",
    "footer", "main", "aside", "nav", "details", "figure", "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr",
    "svg", "body", "head", "html", "style", "",
})  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as read: its heading, whether it opens a group, and its counts (None is hidden)."""

    label: str
    opens_group: bool
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class CountTable:
    """A table of incident counts as read. `month` is empty in a series of months; `bodies` are its tbody's.

    `expected` are the ranges that it says were expected.
    """

    subject: str
    month: str
    caption: str
    columns: tuple[str, ...]
    bodies: tuple[tuple[Line, ...], ...]
    expected: frozenset[tuple[int, int]]
    node: Node = field(compare=False, repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows."""
        return tuple(line for body in self.bodies for line in body)


@dataclass(frozen=True)
class Page:
    """A page as read. `problems` names what could not be: a page that cannot be read cannot be trusted."""

    name: str
    root: Node
    tables: tuple[CountTable, ...]
    comments: tuple[str, ...]
    problems: tuple[tuple[Literal["page", "table"], str], ...]

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
    def _zones(self) -> frozenset[int]:
        return frozenset(id(_zone(table.node)) for table in self.tables)

    def inside(self, node: Node) -> bool:
        """Tell whether an element stands where a table of counts does: in the same section, or figure."""
        at: Node | None = node
        while at is not None and id(at) not in self._zones:
            at = at.parent
        return at is not None


class _Builder(HTMLParser):
    """Builds the tree and notes what does not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = self.root
        self.comments: list[str] = []
        self.torn = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.torn = self.torn or len(node.attributes) < len(attrs)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or self.open.tag != tag or self.open.parent is None:
            self.torn = True
        else:
            self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.torn = self.torn or decl.lower() != "doctype html"

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)


def read(name: str, body: bytes) -> Page:
    """Read a page: strict UTF-8 and elements that nest; anything else is a problem of the page."""
    builder = _Builder()
    builder.feed(body.decode("utf-8", errors="replace"))
    builder.close()
    broken = b"\xef\xbf\xbd" in body or _not_utf8(body) or builder.torn or builder.open is not builder.root
    problems: list[tuple[Literal["page", "table"], str]] = [("page", "")] if broken else []
    tables: list[CountTable] = []
    for node in builder.root.all("table"):
        captions = [child for child in node.children if isinstance(child, Node) and child.tag == "caption"]
        caption = " ".join(child.text() for child in captions)
        if captions and not _is_about_incidents(node, caption):
            continue
        table = _count_table(node, caption)
        if table is None:
            problems.append(("table", caption))
        else:
            tables.append(table)
    return Page(name, builder.root, tuple(tables), tuple(builder.comments), tuple(problems))


def _is_about_incidents(table: Node, caption: str) -> bool:
    """Tell whether a table must be readable: its caption or a column speaks of incidents, or it lists them."""
    heads = [cell.text() for part in table.all("thead") for cell in part.all("th", "td")]
    return any(map(SPEAKS.search, [caption, *heads])) or any(map(_REGISTER.fullmatch, heads))


def _zone(table: Node) -> Node:
    return table.above("section", "article") or table.above("figure") or table


def _not_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _count_table(node: Node, caption: str) -> CountTable | None:
    """Read one table, or nothing where it does not keep to the contract."""
    in_month, by_month = _IN_MONTH.fullmatch(caption), _BY_MONTH.fullmatch(caption)
    named = in_month or by_month
    heads, rows = _headings(node), [row for row in node.all("tr") if row.above("thead") is None]
    counted = [at for at, head in enumerate(heads) if not _EXPECTED.fullmatch(head)]
    if named is None or not counted or not rows or len(set(heads)) < len(heads):
        return None
    bodies: dict[int, list[Line]] = {}
    expected: list[tuple[int, int]] = []
    for row in rows:
        line, ranges = _line(row, len(heads), counted), _ranges(row, counted)
        if line is None or ranges is None:
            return None
        bodies.setdefault(id(row.parent), []).append(line)
        expected += ranges
    lines = tuple(tuple(body) for body in bodies.values())
    if any(re.search(r"\d", _IN_HEADING.sub("", text)) for text in _headed(node)):
        return None
    month = in_month.group(2).lower() if in_month else ""
    columns = tuple(heads[at] for at in counted) if len(counted) > 1 else (TOTAL,)
    return CountTable(named.group(1).lower(), month, caption, columns, lines, frozenset(expected), node)


def _headed(table: Node) -> list[str]:
    return [cell.text() for cell in table.all("th")]


def _headings(node: Node) -> list[str]:
    """Read the headings of the columns of counts."""
    heads = [row for part in node.all("thead") for row in part.all("tr")]
    return [cell.text() for cell in heads[0].all("th")][1:] if len(heads) == 1 else []


def _cells(row: Node) -> list[Node]:
    return [child for child in row.children if isinstance(child, Node)]


def _ranges(row: Node, counted: list[int]) -> list[tuple[int, int]] | None:
    """Read what was expected, "a–b" or nothing at all; None where something else stands there."""
    texts = [cell.text() for at, cell in enumerate(_cells(row)[1:]) if at not in counted]
    found = [_RANGE.fullmatch(text) for text in texts if text]
    return None if None in found else [(int(match[1]), int(match[2])) for match in found if match]


def _line(row: Node, width: int, counted: list[int]) -> Line | None:
    cells = _cells(row)
    if len(cells) != width + 1 or cells[0].tag != "th" or any(cell.tag != "td" for cell in cells[1:]):
        return None
    if any("colspan" in cell.attributes or "rowspan" in cell.attributes for cell in cells):
        return None
    counts: list[int | None] = []
    for at in counted:
        text = cells[at + 1].text()
        if _NUMBER.fullmatch(text):
            counts.append(int(text.replace(".", "")))
        elif text and not set(text.split()) - {HIDDEN, HIDDEN_ALOUD, HIDDEN + HIDDEN_ALOUD}:
            counts.append(None)
        else:
            return None
    return Line(cells[0].text(), cells[0].attributes.get("scope") == "rowgroup", tuple(counts))
