"""What a page must not hold at all: what runs, asks the network, tells who somebody is, or cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from klubtrends.danish import MESSAGES, say
from klubtrends.disclosure.attack import styles
from klubtrends.disclosure.attack.counts import SPEAKS
from klubtrends.disclosure.attack.embedded import scripted
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import Page
from klubtrends.disclosure.attack.tree import BLOCKS, Node

_RUNS = frozenset(["script", "iframe", "frame", "object", "embed", "applet", "base", "form", "portal"])
_LINKS = frozenset({
    "src", "href", "srcset", "data", "poster", "action", "formaction", "background", "ping", "xlink:href", "manifest",
    "cite",
})  # fmt: skip
_SAFE_LINK = re.compile(r"#|https?://|mailto:|tel:", re.IGNORECASE)
_OWN = re.compile(r"#|data:(image|font)/(?!svg)", re.IGNORECASE)
_META = {
    "viewport": re.compile(r"width=device-width,\s*initial-scale=1"),
    "referrer": re.compile(r"[a-z-]+"),
    "robots": re.compile(r"[a-z, ]+"),
    "color-scheme": re.compile(r"[a-z ]+"),
    "klubtrends:as-of": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00"),
    "klubtrends:archive": re.compile(r"[0-9a-f]{64}"),
    "klubtrends:ledger": re.compile(r"[0-9a-f]{64}|[a-zæøå]+"),
}
_HASH = r"'(?:none|self|unsafe-inline|sha256-[\w+/=]+)'"
_POLICY = re.compile(rf"(?:[a-z-]+(?:\s+(?:{_HASH}|data:))+(?:;\s*|$))+")
_CONTROLS = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CPR = re.compile(r"(?<!\w)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d\s?[-–./ ]?\s?\d{4}(?!\w)")
_EMAIL = re.compile(r"[^\s@<>():;,]+@[^\s@<>():;,]+\.\w+")
_PHONE = re.compile(
    r"(?<![\w+.,-])(?!(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d))(?:(?:\+|00)\d{2}[ .-]?)?\d{2}(?:[ .-]?\d{2}){3}(?!\w|[.,]\d)"
)
_PATH = re.compile(r"(?<![\w/])(?:[A-Za-z]:\\|\\\\\w|file:/|/(?:home|Users|root|tmp|var|mnt|media|private)/)\S")
_IDENTIFIERS = {"kind_cpr": _CPR, "kind_email": _EMAIL, "kind_phone": _PHONE, "kind_path": _PATH}
_ALLOWED = frozenset({"112", "114", "116111"})


def check(page: Page, contacts: Collection[str]) -> Iterator[Finding]:
    """Look through elements, metadata, styles, comments and all that can be read."""
    for node in page.root.walk():
        yield from _active(page.name, node)
        if node.tag == "script" and _holds_counts(page, node.text()):
            yield Finding("raw", page.name, say("found_behind"))
        if node.tag == "style" or "style" in node.attributes:
            yield from styles.check(page.name, node.text() + " " + node.attributes.get("style", ""))
        if node.tag == "meta" and not _known(node):
            yield Finding("attribute", page.name, say("found_meta"))
    if page.comments:
        yield Finding("comment", page.name, say("found_comment"))
    yield from _persons(page, contacts)


def _holds_counts(page: Page, script: str) -> bool:
    """Tell whether a script on a page about incidents writes down numbers that no table shows."""
    if not (page.tables or SPEAKS.search(script)):
        return False
    return any(number not in page.drawable for number in scripted(script))


def _known(meta: Node) -> bool:
    """Tell whether a page of ours has such metadata, in this form."""
    told = {name: value.strip() for name, value in meta.attributes.items()}
    if told.keys() == {"charset"}:
        return told["charset"].lower() == "utf-8"
    content = told.pop("content", "")
    if told.keys() == {"http-equiv"}:
        return (
            told["http-equiv"].lower() == "content-security-policy" and _POLICY.fullmatch(content) is not None
        )
    form = _META.get(told.get("name", "")) if told.keys() == {"name"} else None
    return form is not None and form.fullmatch(content) is not None


def _active(where: str, node: Node) -> Iterator[Finding]:
    if (
        node.tag in _RUNS
        or any(name.startswith("on") for name in node.attributes)
        or "srcdoc" in node.attributes
    ):
        yield Finding("script", where, say("found_script", tag=node.tag))
    if node.tag == "meta" and node.attributes.get("http-equiv", "").strip().lower() == "refresh":
        yield Finding("request", where, say("found_request", tag=node.tag))
    for name in _LINKS & node.attributes.keys():
        target = re.sub(r"[\x00-\x20]", "", node.attributes[name])
        if re.match(r"(javascript|vbscript|data:text|data:image/svg)", target, re.IGNORECASE):
            yield Finding("script", where, say("found_script", tag=node.tag))
        elif not (_SAFE_LINK if node.tag == "a" and name == "href" else _OWN).match(target):
            yield Finding("request", where, say("found_request", tag=node.tag))


def _persons(page: Page, contacts: Collection[str]) -> Iterator[Finding]:
    allowed = _ALLOWED | {_plain(contact) for contact in contacts}
    for text in _readable(page):
        if _CONTROLS.search(text):
            yield Finding("control", page.name, say("found_control"))
        for code, pattern in _IDENTIFIERS.items():
            if any(_plain(match.group()) not in allowed for match in pattern.finditer(text)):
                yield Finding("identifier", page.name, say("found_identifier", kind=MESSAGES[code]))
                break


def _readable(page: Page) -> Iterator[str]:
    """Give each text and each attribute that may hold words."""
    for node in page.root.walk():
        if node.tag in BLOCKS and node.tag != "style":
            yield node.own_text()
        for name, value in node.attributes.items():
            if name in {"alt", "title", "content", "value", "summary", "placeholder", "label"}:
                yield value
            elif name.startswith(("aria-", "data-")) or value.lower().startswith(("tel:", "mailto:")):
                yield re.sub(r"^(tel|mailto):", "", value, flags=re.IGNORECASE)
    yield from page.comments


def _plain(contact: str) -> str:
    """Write a phone number or an address without blanks, dots and the Danish country code."""
    if "@" in contact:
        return contact.strip().rstrip(".").lower()
    return re.sub(r"^(\+45|0045)(?=\d{8}$)", "", re.sub(r"[ .\-–]", "", contact))
