"""Reads finished files of every kind that leaves the kit, each into pages of the same elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import Page, page_of, read_html
from klubtrends.disclosure.attack.tree import Node

KINDS = (".html", ".htm")


@dataclass(frozen=True)
class File:
    """A finished file: its name, which tells its kind, and its bytes."""

    name: str
    body: bytes = field(repr=False)


def read_file(file: File) -> list[Page]:
    """Read one file, and the files inside it; what cannot be read is a finding."""
    kind = PurePath(file.name).suffix.lower()
    return [read_html(file.name, file.body)]
