"""Reads what is sent: plain text, and mails with all their parts and attachments."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.grids import decoded
from klubtrends.disclosure.attack.reading import File, Page, no_page, page_of
from klubtrends.disclosure.attack.told import METHOD
from klubtrends.disclosure.attack.tree import Node, parse

_HEADERS = frozenset({
    "subject", "from", "to", "cc", "bcc", "reply-to", "date", "mime-version", "x-unsent", "content-type",
    "content-transfer-encoding", "content-disposition", "content-language", "content-id",
})  # fmt: skip
_POINT = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")
_QUIET = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "content-id", "date",
                    "mime-version", "content-language", "x-unsent"})  # fmt: skip


def read_text(file: File) -> Page:
    """Read plain text."""
    name, text = file.name, decoded(file.body)
    root = Node("", {})
    if text is None or "\0" in text:
        return no_page(name)
    write_text(root.add("part"), text)
    return page_of(name, root)


def write_text(part: Node, text: str) -> None:
    """Write paragraphs and points as such; a sentence that runs over a line's end is one."""
    part.attributes["class"] = METHOD  # plain text has no section of its own for what is told openly
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        lines: list[str] = []
        for line in block.splitlines():
            if not lines or _POINT.match(line):
                lines.append(line)
            else:
                lines[-1] += " " + line
        for line in lines:
            part.add("p", _POINT.sub("", line, count=1).strip() if _POINT.match(line) else line.strip())


def read_mail(file: File, read_attached: Callable[[File], list[Page]]) -> list[Page]:
    """Read a mail as one page of all its text, and each attachment as its own kind asks for."""
    name, mail = file.name, email.message_from_bytes(file.body, policy=email.policy.default)
    root, attached = Node("", {}), list[Page]()
    problems, comments = list[Finding](), list[str]()
    for part in mail.walk():
        problems += _wrong(name, part)
        _write_headers(root.add("part"), part)
        if part.is_multipart():
            comments += [text for text in (part.preamble, part.epilogue) if text and text.strip()]
        elif (content := _content(part)) is None:
            problems.append(Finding("unreadable", name, say("found_file_unreadable")))
        elif part.get_filename() or not isinstance(content, str):
            inner = f"{name}: {part.get_filename() or part.get_content_type()}"
            attached += read_attached(File(inner, content.encode() if isinstance(content, str) else content))
        elif part.get_content_subtype() == "html":
            markup = parse(content)
            comments += markup.comments
            problems += [Finding("unreadable", name, say("found_page_unreadable"))] if markup.torn else []
            root.take(markup.root)
        else:
            write_text(root.add("part"), content)
    return [page_of(name, root, comments, problems), *attached]


def _wrong(name: str, part: EmailMessage) -> Iterator[Finding]:
    """Find what no mail of ours has: a form that nobody can read, and headings that tell of machines."""
    if part.defects or any(getattr(value, "defects", ()) for value in part.values()):
        yield Finding("unreadable", name, say("found_file_unreadable"))
    for heading in sorted({key.lower() for key in part} - _HEADERS):
        yield Finding("metadata", f"{name} ({heading})", say("found_metadata"))


def _write_headers(part: Node, mail: EmailMessage) -> None:
    for heading, value in mail.items():
        if heading.lower() not in _QUIET:
            part.add("p", str(value))
    if file := mail.get_filename():
        part.add("p", file)


def _content(part: EmailMessage) -> str | bytes | None:
    """Give what a part holds; None where it says that it is written in a way that nobody knows."""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        return None
    if not isinstance(content, str | bytes) or (isinstance(content, str) and "\ufffd" in content):
        return None
    return content
