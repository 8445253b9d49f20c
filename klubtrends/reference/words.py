"""The coordinator's own words: one Markdown file a month, a heading for each section of the briefing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from klubtrends.danish import DRAFT, SECTIONS, say
from klubtrends.errors import ReferenceTableError
from klubtrends.files import place
from klubtrends.reference.files import decoded, tidy

HEADING = re.compile(r"[ \t]{0,3}##(?!#)(.*)")
ASIDE = re.compile(r"\s*(#[^#].*|<!--.*-->)?\s*")  # a title or a comment, on a line of its own
TOLD = re.compile(
    r"\s*<!--\s*fortalt\s*:([^<>·;|]*\w[^<>·;|]*)[·;|]\s*([1-9]\d{0,3})\s*[·;|]\s*godkendt\s+af\s([^<>·;|]*\w[^<>·;|]*)-->\s*",
    re.IGNORECASE,
)
ABOUT_TOLD = re.compile(r"<!--\s*fortalt\b", re.IGNORECASE)
NO_NAMES = re.compile(r"\s*<!--\s*ikke\s+et\s+navn\s*:([^<>]*)-->\s*", re.IGNORECASE)
ABOUT_NO_NAMES = re.compile(r"<!--\s*ikke\s+et\s+navn\b", re.IGNORECASE)
DRAFT_LINE = re.compile(rf"\s*<!--\s*{DRAFT}\b")
NO_NAMES_LINE = "<!-- IKKE ET NAVN: {words} -->"
SLUGS = {re.sub(r"\W", "", heading).casefold(): slug for slug, heading in SECTIONS.items()}


@dataclass(frozen=True)
class Told:
    """Incidents that are told of beside the tables, such as a quoted episode: an approved exception.

    `label` is the type in the code lists' words, `count` how many incidents (1 or more), `approved` whose decision
    it was: a role, never a name.
    """

    label: str
    count: int
    approved: str


@dataclass(frozen=True)
class Words:
    """What a month's file says. `sections` maps a section's slug to its Markdown; `intro` is never shown.

    `told` is what the intro's lines FORTALT say, `no_names` what its lines IKKE ET NAVN say: words that look like a
    person's name and are none.
    """

    sections: Mapping[str, str] = field(default_factory=dict)
    intro: str = ""
    told: tuple[Told, ...] = ()
    no_names: tuple[str, ...] = ()

    def get(self, slug: str) -> str:
        """Give a section's Markdown, or nothing."""
        return self.sections.get(slug, "")

    def with_section(self, slug: str, text: str) -> Words:
        """Return the same words but for one section; an empty text takes it out.

        Raises
        ------
        ReferenceTableError
            If there is no such section, or the text has a section's heading or one of the intro's lines within.
        """
        text = tidy(text).strip()
        if slug not in SECTIONS:
            raise ReferenceTableError(say("words_section", known=", ".join(SECTIONS)))
        if any(HEADING.match(line) for line in text.split("\n")):
            raise ReferenceTableError(say("words_heading"))
        if ABOUT_TOLD.search(text):
            raise ReferenceTableError(say("words_told_within"))
        if ABOUT_NO_NAMES.search(text):
            raise ReferenceTableError(say("words_no_names_within"))
        sections = {**self.sections, slug: text}
        return replace(self, sections={known: sections[known] for known in SECTIONS if sections.get(known)})

    def with_no_name(self, word: str) -> Words:
        """Return the same words with one more line IKKE ET NAVN, unless the word is on one already.

        Raises
        ------
        ReferenceTableError
            If the word cannot stand on such a line.
        """
        word = " ".join(tidy(word).split())
        line = NO_NAMES_LINE.format(words=word)
        if _declared(line) != (word,):
            raise ReferenceTableError(say("words_no_name"))
        if word in self.no_names:
            return self
        return replace(self, intro=f"{self.intro}\n{line}".strip(), no_names=(*self.no_names, word))

    def finished(self) -> Words:
        """Return the same words without the comment that says draft."""
        lines = [line for line in self.intro.split("\n") if not DRAFT_LINE.match(line)]
        return replace(self, intro="\n".join(lines).strip())

    def with_told(self, label: str, *, approved: str) -> Words:
        """Return the same words with one more incident of a type told: added to its line FORTALT, or as a new one.

        Parameters
        ----------
        label : str
            The type in the code lists' words.
        approved : str
            Whose decision it was: a role. Where a line is there that names another, both stand in it.

        Raises
        ------
        ReferenceTableError
            If the label or the role cannot stand in such a line.
        """
        before = next((told for told in self.told if told.label.casefold() == label.casefold()), None)
        after = Told(label, 1, approved)
        if before:
            roles = (
                before.approved
                if approved in before.approved.split(" og ")
                else f"{before.approved} og {approved}"
            )
            after = Told(before.label, before.count + 1, roles)
        line = say("words_told_line", label=after.label, count=after.count, approved=after.approved)
        if _is_told(line) != after:
            raise ReferenceTableError(say("words_told_unfit"))
        lines = [each for each in self.intro.split("\n") if before is None or _is_told(each) != before]
        told = tuple(each for each in self.told if each != before)
        return replace(self, intro="\n".join([*lines, line]).strip(), told=(*told, after))


def parse_words(file: str, text: str) -> Words:
    """Read a month's Markdown. Headings may be written in any case and spacing; empty sections count as absent.

    Raises
    ------
    ReferenceTableError
        If a heading is unknown or stands twice, text stands before the first, or a line FORTALT or IKKE ET NAVN
        stands after it or is not written as it must be; names the file and the line.
    """
    intro: list[str] = []
    told: dict[str, Told] = {}
    no_names: list[str] = []
    found: dict[str, list[str]] = {}
    lines = intro
    for number, line in enumerate(tidy(text).split("\n"), start=1):
        if heading := HEADING.match(line):
            lines = found[_slug(file, number, heading[1], found)] = []
            continue
        if lines is intro and not ASIDE.fullmatch(line):
            raise ReferenceTableError(say("words_before", file=file, line=number))
        if ABOUT_TOLD.search(line):
            exception = _told(file, number, line if lines is intro else "", told)
            told[exception.label] = exception
        if ABOUT_NO_NAMES.search(line):
            no_names += _no_names(file, number, line if lines is intro else "")
        lines.append(line)
    words = Words(
        intro="\n".join(intro).strip(), told=tuple(told.values()), no_names=tuple(dict.fromkeys(no_names))
    )
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


def _told(file: str, line: int, text: str, before: Mapping[str, object]) -> Told:
    told = _is_told(text)
    if not told:
        raise ReferenceTableError(say("words_told", file=file, line=line))
    if told.label in before:
        raise ReferenceTableError(say("words_told_twice", file=file, line=line))
    return told


def _is_told(line: str) -> Told | None:
    found = TOLD.fullmatch(line)
    if not found:
        return None
    label, count, approved = (" ".join(part.split()) for part in found.groups())
    return Told(label, int(count), approved)


def _no_names(file: str, line: int, text: str) -> tuple[str, ...]:
    if words := _declared(text):
        return words
    raise ReferenceTableError(say("words_no_names", file=file, line=line))


def _declared(line: str) -> tuple[str, ...]:
    """Read a line IKKE ET NAVN; nothing if it is not written as it must be."""
    found = NO_NAMES.fullmatch(line)
    words = [" ".join(word.split()) for word in found[1].split(",")] if found else []
    return tuple(words) if all(re.search(r"[^\W\d_]", word) for word in words) else ()


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


def first_lines(path: Path) -> dict[str, int]:
    """Say on which line of a month's file each section's text begins (first is 1); no section that is empty."""
    begun: dict[str, int] = {}
    slug = ""
    text = decoded(path.name, path.read_bytes()) if path.exists() else ""
    for number, line in enumerate(text.split("\n"), start=1):
        if heading := HEADING.match(line):
            slug = SLUGS.get(re.sub(r"\W", "", heading[1]).casefold(), "")
        elif slug and line.strip():
            begun.setdefault(slug, number)
    return begun


def write_words(path: Path, words: Words) -> None:
    """Write a month's words, whole or not at all."""
    place(path, words_text(words).encode())
