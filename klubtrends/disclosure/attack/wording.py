"""Numbers in words around the tables: sentences, headings, titles and attributes that say more than the tables
do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from klubtrends.danish import MONTHS, NUMBER_WORDS, SHORT_MONTHS, say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.outsider import Key
from klubtrends.disclosure.attack.reading import BLOCKS, INCIDENT, Node, Page

_WORDS = {word: value for value, word in enumerate(NUMBER_WORDS) if word != "en"}
_COUNT = re.compile(
    rf"(?<![\w,.])(\d{{1,3}}(?:\.\d{{3}})+|\d+|{'|'.join(_WORDS)})\s+(?:[^\W\d]+\s+)?(?:hændelse|episode)"
    r"|(?:hændelser|episoder)\s*[:(=]\s*(\d+)",
    re.IGNORECASE,
)
_MONTH_WORD = "|".join(re.escape(name) for name in sorted({*MONTHS, *SHORT_MONTHS}, key=len, reverse=True))
_HARMLESS = re.compile(
    rf"(?:{_MONTH_WORD})\s+\d{{4}}|\d+\.\s*(?:{_MONTH_WORD})|\buge\s+\d+|\d+\.(?=\s*[^\W\d])"
    r"|\(?(?:for)?vent\w*\s+\d+\s*[-–]\s*\d+\)?|\b\d+-års?\b",
    re.IGNORECASE,
)
_BANDS = re.compile(r"\b(?:få \(under 5\)|5-9|10-19|20 eller flere)(?= hændelser)")
_NUMBER = re.compile(r"(?<![\w.,-])(\d{1,3}(?:\.\d{3})+|\d+)(?![\w]|[.,]\d)")
_PERCENT = re.compile(r"(\d+(?:,\d+)?)\s*(?:%|procent|pct)")
_NOT_TEXT = frozenset({"aria-labelledby", "aria-describedby", "aria-controls", "aria-level", "aria-colcount"})


def check(page: Page, hidden: Collection[Key]) -> Iterator[Finding]:
    """Look for counts in words that no table shows, and for any number beside the name of a hidden cell."""
    zones = {id(_zone(table.node)) for table in page.tables}
    for node in page.root.walk():
        inside = bool(zones) and any(id(around) in zones for around in _around(node))
        if node.tag in BLOCKS and node.tag != "style":
            text, cell = node.own_text(), node.tag in {"th", "td"}
            if _says_more(text, page.shown, hidden, inside=inside and not cell):
                yield Finding("text", page.name, say("found_text", tag=node.tag))
        if _marks_more(node, page.shown, inside=inside):
            yield Finding("attribute", page.name, say("found_attribute", tag=node.tag))


def numbers(text: str) -> list[int]:
    """List the numbers of a text that could be counts: not years, days, weeks, places in order or what was expected."""
    return [int(number.replace(".", "")) for number in _NUMBER.findall(_HARMLESS.sub(" ", text))]


def _says_more(text: str, shown: Collection[int], hidden: Collection[Key], *, inside: bool) -> bool:
    about = bool(INCIDENT.search(text))
    named = any(key and all(_names(text, label) for label in key) for key in hidden)
    if named and (inside or about) and (numbers(text) or _COUNT.search(text)):
        return True
    if not about:
        return False
    counts = [_value(match.group(1) or match.group(2)) for match in _COUNT.finditer(_BANDS.sub(" ", text))]
    return any(count not in shown for count in counts) or any(
        not _share(float(found.replace(",", ".")), shown) for found in _PERCENT.findall(text)
    )


def _marks_more(node: Node, shown: Collection[int], *, inside: bool) -> bool:
    """Tell whether an attribute holds a number that no table shows; style in a count's own place always does."""
    if inside and re.search(r"\d", node.attributes.get("style", "")):
        return True
    words = [
        value
        for name, value in node.attributes.items()
        if name not in _NOT_TEXT
        and (
            name.startswith("data-")
            or (inside and (name.startswith("aria-") or name in {"title", "alt", "value"}))
        )
    ]
    return any(number not in shown for value in words for number in numbers(value))


def _zone(table: Node) -> Node:
    return table.above("section", "article") or table.above("figure") or table


def _around(node: Node) -> Iterator[Node]:
    at: Node | None = node
    while at is not None:
        yield at
        at = at.parent


def _names(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) is not None


def _value(word: str) -> int:
    return _WORDS[word.lower()] if word.lower() in _WORDS else int(word.replace(".", ""))


def _share(percent: float, shown: Collection[int]) -> bool:
    """Tell whether a percentage is that of one shown count in another."""
    return any(abs(100 * part / whole - percent) <= 0.5 for whole in shown if whole for part in shown)
