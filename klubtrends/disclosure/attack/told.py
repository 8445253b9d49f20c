"""What a page says openly of a cell: an approved exception, in the one sentence that the method section has for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from klubtrends.danish import MESSAGES
from klubtrends.disclosure.attack.numerals import IN_WORDS, ONE, whole
from klubtrends.disclosure.attack.tree import Node

_SENTENCE = re.compile(
    re.escape(MESSAGES["method_told"])
    .replace(r"\{count\}", rf"(?P<count>\d+|{IN_WORDS}|{ONE})")
    .replace(r"\{label\}", "(?P<label>.+?)")
    .replace(r"\{month\}", r"(?P<month>[^\W\d]+ \d{4})"),
    re.IGNORECASE,
)
METHOD = "method"  # the class of what stands around such sentences


@dataclass(frozen=True)
class Told:
    """At least so many incidents of one label in one month: 'oktober 2026'."""

    label: str
    month: str
    count: int


def told_in(node: Node, text: str) -> Told | None:
    """Read what words tell, if they stand in the method section; elsewhere they are words like any other."""
    found = _SENTENCE.fullmatch(text)
    if found is None or not _in_method(node):
        return None
    return Told(found["label"], found["month"].lower(), whole(found["count"]))


def _in_method(node: Node | None) -> bool:
    while node is not None and METHOD not in node.attributes.get("class", "").split():
        node = node.parent
    return node is not None
