"""The elements of a file as read: a page's own, or those that say the same of a sheet, a slide or a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
_DEEPEST = 100  # elements inside each other


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

    def add(self, tag: str, text: str = "", **attributes: str) -> Node:
        """Put an element into this one, as its last."""
        node = Node(tag, attributes, self, [text] if text else [])
        self.children.append(node)
        return node

    def take(self, other: Node) -> None:
        """Move what another element holds into this one, as a part of its own."""
        inner = Node("div", {}, self, other.children)
        for child in inner.children:
            if isinstance(child, Node):
                child.parent = inner
        self.children.append(inner)

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
    "svg", "body", "head", "html", "style", "part", "",
})  # fmt: skip


@dataclass(frozen=True)
class Markup:
    """What a text of HTML holds; `torn` where its elements do not nest."""

    root: Node
    comments: tuple[str, ...]
    torn: bool


def parse(text: str) -> Markup:
    """Read HTML, strictly: an element that is not closed, or named twice what it is, tears it."""
    builder = _Builder()
    try:
        builder.feed(text)
        builder.close()
    except AssertionError:  # a marked section that the standard library's parser gives up on
        builder.torn = True
    torn = builder.torn or builder.open is not builder.root
    return Markup(builder.root, tuple(builder.comments), torn)


class _Builder(HTMLParser):
    """Builds the tree and notes what does not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = self.root
        self.comments: list[str] = []
        self.depth = 0
        self.torn = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.torn = self.torn or len(node.attributes) < len(attrs)
        self.open.children.append(node)
        if self.depth > _DEEPEST:
            self.torn = True
        elif tag not in VOID:
            self.open, self.depth = node, self.depth + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or self.open.tag != tag or self.open.parent is None:
            self.torn = True
        else:
            self.open, self.depth = self.open.parent, self.depth - 1

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
