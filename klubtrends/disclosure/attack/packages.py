"""Opens Office files as the packages of XML that they are, and refuses what no such file of ours holds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import File
from klubtrends.disclosure.attack.tree import Node

_MOST_PARTS, _MOST_BYTES = 2000, 50_000_000
_OURS = frozenset({"", "klubtrends", "openpyxl"})
_PERSONS = frozenset({"creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase"})
_WORDS = frozenset({"title", "subject", "description", "keywords", "category", "contentStatus", "identifier"})
_NO_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']+)""")


@dataclass(frozen=True)
class Package:
    """The parts of an Office file by name."""

    name: str
    parts: Mapping[str, bytes]

    @cached_property
    def trees(self) -> dict[str, ET.Element]:
        """Each part that is XML, as elements."""
        return {
            part: ET.fromstring(body)  # noqa: S314 - no DTD and no entity gets this far
            for part, body in self.parts.items()
            if part.endswith((".xml", ".rels"))
        }

    def related(self, part: str) -> dict[str, str]:
        """Give a part's relations: each id with the name of the part, or the address, that it leads to."""
        folder, _, file = part.rpartition("/")
        links = self.trees.get(f"{folder}/_rels/{file}.rels")
        return {link.get("Id", ""): _resolved(folder, link.get("Target", "")) for link in links or ()}

    def check(self, known: re.Pattern[str]) -> Iterator[Finding]:
        """Find parts that our files do not have, requests and what tells of persons or machines."""
        for part in self.parts:
            if not known.fullmatch(part):
                yield Finding("unreadable", f"{self.name} ({part})", say("found_part"))
        if any(b"<!--" in body for part, body in self.parts.items() if part in self.trees):
            yield Finding("comment", self.name, say("found_comment"))
        for part, tree in self.trees.items():
            if part.endswith(".rels") and any(map(_asks, tree)):
                yield Finding("request", f"{self.name} ({part})", say("found_request", tag="relationship"))
        for told in self._properties():
            if local(told) in _PERSONS and (told.text or "").strip().casefold() not in _OURS:
                yield Finding("metadata", f"{self.name} ({local(told)})", say("found_metadata"))

    def write_properties(self, root: Node) -> None:
        """Write what the file says of itself as words, and each link as a link."""
        part = root.add("part")
        for element in self._properties():
            if local(element) in _WORDS and element.text:
                part.add("p", element.text)
        for tree in self.trees.values():
            for link in tree:
                if link.get("TargetMode") == "External" and not _asks(link):
                    part.add("a", href=link.get("Target", ""))

    def _properties(self) -> Iterator[ET.Element]:
        for part, tree in self.trees.items():
            if part.startswith("docProps/"):
                yield from tree.iter()


def opened(file: File) -> Package | None:
    """Open a package; None if it is none, is packed in a way that hides something, or could blow up."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.body)) as archive:
            files = archive.infolist()
            names = [one.filename for one in files]
            odd = archive.comment or any(one.comment or one.flag_bits & 1 for one in files)
            large = len(files) > _MOST_PARTS or sum(one.file_size for one in files) > _MOST_BYTES
            if odd or large or len(set(names)) < len(names) or not file.body.startswith(b"PK\x03\x04"):
                return None
            package = Package(file.name, {one.filename: archive.read(one) for one in files})
        if not all(_is_plain(body) for part, body in package.parts.items() if part.endswith((".xml", ".rels"))):
            return None
        return package if package.trees else None
    except (zipfile.BadZipFile, ET.ParseError, NotImplementedError, ValueError, OSError, EOFError):
        return None


def local(element: ET.Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """Give an attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _resolved(folder: str, target: str) -> str:
    parts = [] if target.startswith("/") else folder.split("/")
    for step in target.lstrip("/").split("/"):
        if step == "..":
            parts = parts[:-1]
        else:
            parts.append(step)
    return "/".join(part for part in parts if part)


def _asks(link: ET.Element) -> bool:
    """Tell whether a relation makes the program that opens the file ask someone else."""
    return link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")


def _is_plain(part: bytes) -> bool:
    """Tell whether a part is UTF-8 and has no document type, whose entities could grow or reach outside."""
    encoding = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    named = encoding[1].lower() if encoding else b"utf-8"
    return b"\0" not in part and named in {b"utf-8", b"us-ascii"} and not _NO_ENTITIES.search(part)
