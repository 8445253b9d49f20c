"""What a style sheet gives away: numbers and words that it writes or counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.tree import Node

_REQUEST = re.compile(
    r"@import|image-set\(|url\((?!\s*[\"']?\s*(?:#|data:))|expression\(|-moz-binding", re.IGNORECASE
)
_EMBEDDED = re.compile(r"url\(\s*(?P<quote>[\"']?)\s*(?:#|data:).*?(?P=quote)\s*\)", re.IGNORECASE | re.DOTALL)
_CONTENT = re.compile(r"(?<![\w-])content\s*:([^;}]*)", re.IGNORECASE)
_HARMLESS_CONTENT = re.compile(
    r"[\"']Side [\"'] counter\(page\) [\"'] af [\"'] counter\(pages\)|counter\(n\)|attr\(href\)|none|normal|!important",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"counter-(?:reset|increment|set)\s*:(?!\s*(?:n|none)\s*(?:[;}]|$))|@counter-style", re.IGNORECASE
)
_BARE = re.compile(r"--[\w-]+\s*:\s*[-+]?\d+(?:\.\d+)?\s*(?:[;}]|$)")
_RULE = re.compile(r"(?P<selectors>[^{}]+)\{(?P<says>[^{}]*)\}")
_SIZE = re.compile(
    r"(?<![\w-])(?:(?:min-|max-)?(?:width|height|inline-size|block-size)|[xydr]|[rc][xy]|transform|translate|scale|rotate"
    r"|stroke-dash\w*|clip-path|mask[\w-]*|filter|zoom|flex[\w-]*|left|right|top|bottom|inset[\w-]*|margin[\w-]*"
    r"|padding[\w-]*|background[\w-]*|offset[\w-]*|letter-spacing|word-spacing|text-indent|animation[\w-]*)\s*:"
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def check(where: str, style: str) -> Iterator[Finding]:
    """Look through a style sheet or a style attribute."""
    plain = re.sub(r"/\*.*?\*/|\\", "", style, flags=re.DOTALL)
    if _REQUEST.search(plain):
        yield Finding("request", where, say("found_request", tag="style"))
    if "/*" in style:
        yield Finding("comment", where, say("found_comment"))
    own = _EMBEDDED.sub("url()", plain)
    written = [_HARMLESS_CONTENT.sub("", value) for value in _CONTENT.findall(own)]
    quoted = any(re.search(r"\d", text) for text in _QUOTED.findall(own))
    if quoted or any(re.search(r"\w", value) for value in written) or _COUNTS.search(own) or _BARE.search(own):
        yield Finding("attribute", where, say("found_style_number"))


def sizing(root: Node) -> list[str]:
    """List the selectors of all rules that give sizes, places or forms."""
    sheets = [re.sub(r"/\*.*?\*/|\\", "", node.text(), flags=re.DOTALL) for node in root.all("style")]
    return [
        selector.strip()
        for sheet in sheets
        for rule in _RULE.finditer(sheet)
        if _SIZE.search(rule["says"])
        for selector in rule["selectors"].split(",")
    ]


def meets(selector: str, mark: Node) -> bool:
    """Tell whether the last part of a selector may mean an element: what is not understood may."""
    last = re.split(r"[\s>+~]+", selector)[-1]
    named = re.match(r"[a-z][\w-]*", last, re.IGNORECASE)
    classes = set(re.findall(r"\.([\w-]+)", last))
    if named and named[0].lower() != mark.tag:
        return False
    return classes <= set(mark.attributes.get("class", "").split())
