"""The coordinator's own words: one Markdown file a month, a heading for each section of the briefing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from klubtrends.danish import SECTIONS, say
from klubtrends.errors import ReferenceTableError
from klubtrends.files import place
from klubtrends.reference.files import decoded, tidy

HEADING = re.compile(r"[ \t]{0,3}##(?!#)(.*)")
ASIDE = re.compile(r"\s*(#[^#].*|<!--.*-->)?\s*")  # a title or a comment, on a line of its own
SLUGS = {re.sub(r"\W", "", heading).casefold(): slug for slug, heading in SECTIONS.items()}


@dataclass(frozen=True)
class Words:
    """What a month's file says. `sections` maps a section's slug to its Markdown; `intro` is never shown."""

    sections: Mapping[str, str] = field(default_factory=dict)
    intro: str = ""

    def get(self, slug: str) -> str:
        """Give a section's Markdown, or nothing."""
        return self.sections.get(slug, "")

    def with_section(self, slug: str, text: str) -> Words:
        """Return the same words but for one section; an empty text takes it out.

        Raises
        ------
        ReferenceTableError
            If there is no such section, or the text has a section's heading within.
        """
        text = tidy(text).strip()
        if slug not in SECTIONS:
            raise ReferenceTableError(say("words_section", known=", ".join(SECTIONS)))
        if any(HEADING.match(line) for line in text.split("\n")):
            raise ReferenceTableError(say("words_heading"))
        sections = {**self.sections, slug: text}
        return Words({known: sections[known] for known in SECTIONS if sections.get(known)}, self.intro)


def parse_words(file: str, text: str) -> Words:
    """Read a month's Markdown. Headings may be written in any case and spacing; empty sections count as absent.

    Raises
    ------
    ReferenceTableError
        If a heading is unknown or stands twice, or text stands before the first; names the file and the line.
    """
    intro: list[str] = []
    found: dict[str, list[str]] = {}
    lines = intro
    for number, line in enumerate(tidy(text).split("\n"), start=1):
        if heading := HEADING.match(line):
            lines = found[_slug(file, number, heading[1], found)] = []
            continue
        if lines is intro and not ASIDE.fullmatch(line):
            raise ReferenceTableError(say("words_before", file=file, line=number))
        lines.append(line)
    words = Words(intro="\n".join(intro).strip())
    for slug, section in found.items():
        words = words.with_section(slug, "\n".join(section))
    return words


def _slug(file: str, line: int, heading: str, found: Mapping[str, object]) -> str:
    slug = SLUGS.get(re.sub(r"\W", "", heading).casefold(), "")
    if not slug:
        raise ReferenceTableError(
            say("words_unknown", file=file, line=line, known=", ".join(SECTIONS.values()))
        )
    if slug in found:
        raise ReferenceTableError(say("words_twice", file=file, line=line))
    return slug


def words_text(words: Words) -> str:
    """Write words as Markdown, every section's heading in order, so that one sees where to write."""
    sections = [f"## {heading}\n\n{words.get(slug)}".rstrip() for slug, heading in SECTIONS.items()]
    return "\n\n".join([part for part in (words.intro, *sections) if part]) + "\n"


def words_path(reference: Path, month: str) -> Path:
    """Say where a month's words lie."""
    return reference / "briefings" / f"{month}.md"


def read_words(path: Path) -> Words:
    """Read a month's words; a file that is not there yet holds none."""
    if not path.exists():
        return Words()
    return parse_words(path.name, decoded(path.name, path.read_bytes()))


def write_words(path: Path, words: Words) -> None:
    """Write a month's words, whole or not at all."""
    place(path, words_text(words).encode())
