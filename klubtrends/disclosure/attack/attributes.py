"""What attributes give away: what a reader meets when pointing or listening, and what only the bytes hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from klubtrends.danish import say
from klubtrends.disclosure.attack.counts import HIDDEN_TEXTS
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import numbers, plain
from klubtrends.disclosure.attack.reading import Page
from klubtrends.disclosure.attack.styles import sizing
from klubtrends.disclosure.attack.tree import Node

_NAMES_PARTS = frozenset(
    {"aria-labelledby", "aria-describedby", "aria-controls", "aria-level", "aria-colcount"}
)
_ROWS, _HEADS = frozenset({"", "sum", "total", "leaf"}), frozenset({"", "num"})
_BARS = ("div", "span", "p", "b", "i", "em", "strong", "li", "a", "mark", "u", "s", "small", "code", "hr", "q")
_READ = frozenset({"title", "alt", "value"})
_LINK = re.compile(r"(?:https?://[^?#]*|tel:.*|mailto:[^?]*)")


def check(page: Page) -> Iterator[Finding]:
    """Look at every attribute in the places where counts stand, and at data attributes everywhere."""
    if _looks_tell(page):
        yield Finding("attribute", page.name, say("found_looks"))
    for node in page.root.walk():
        inside = page.inside(node)
        hidden = inside and node.tag == "td" and node.text() in HIDDEN_TEXTS
        beside = hidden and any(_beside_hidden(part) for part in node.walk())
        if beside or any(_tells(page, node, name, inside=inside) for name in node.attributes):
            yield Finding("attribute", page.name, say("found_attribute", tag=node.tag))


def _looks_tell(page: Page) -> bool:
    """Tell whether the looks of hidden cells differ, or something without words stands where it could be a bar."""
    cells = [cell for table in page.tables for cell in table.node.all("td") if cell.text() in HIDDEN_TEXTS]
    rows = {row.attributes.get("class", "") for cell in cells if (row := cell.above("tr")) is not None}
    heads = {cell.attributes.get("class", "") for table in page.tables for cell in table.node.all("th")}
    odd = len({cell.attributes.get("class", "") for cell in cells}) > 1 or rows - _ROWS or heads - _HEADS
    placed = bool(page.tables) and any(":nth-" in selector for selector in sizing(page.root))
    return bool(odd) or placed or any(_is_empty(page, node) for node in page.root.all(*_BARS))


def _is_empty(page: Page, node: Node) -> bool:
    return (
        page.inside(node) and not node.text() and not node.all("svg", "img", "br") and node.above("svg") is None
    )


def _beside_hidden(node: Node) -> bool:
    """Tell whether a hidden cell carries anything but its looks."""
    return any(
        name not in {"class", "aria-hidden"} or re.search(r"\d", value)
        for name, value in node.attributes.items()
    )


def _tells(page: Page, node: Node, name: str, *, inside: bool) -> bool:
    value = plain(node.attributes[name])
    if node.tag == "output" and name == "data-values":
        return any(number not in page.drawable for number in numbers(value))
    if name.startswith("data-") or (inside and (name.startswith("aria-") or name in _READ)):
        return any(number not in page.shown for number in numbers(value, page.expected))
    if not inside or not re.search(r"\d", value) or node.tag == "svg" or node.above("svg") is not None:
        return False  # drawings are read as such
    picture = node.tag == "img" and name == "src"  # cannot be read
    return not picture and not (node.tag == "a" and name == "href" and _LINK.fullmatch(value))
