"""What has been written in the workspace, as a notebook shows it."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from pathlib import Path

from klubtrends.danish import SECTIONS, listed, say
from klubtrends.publishing.spotted import Public, Spot, account, in_file, scrubbed, spots_in
from klubtrends.reference.files import tidy
from klubtrends.reference.words import read_words, write_words


@dataclass(frozen=True)
class WrittenPage:
    """A page that lies in the workspace; shown in a notebook as a link to it."""

    path: Path
    root: Path

    @property
    def name(self) -> str:
        """Give the path as seen from the workspace, the same on every machine."""
        return self.path.relative_to(self.root).as_posix()

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return self.name

    def _repr_html_(self) -> str:
        return f'<a href="../{html.escape(self.name)}">{html.escape(self.name)}</a>'


@dataclass(frozen=True)
class Preview:
    """A page as it will look, shown inside a notebook."""

    page: bytes

    def _repr_html_(self) -> str:
        inside = html.escape(self.page.decode())
        return f'<iframe title="Briefing" sandbox width="100%" height="720" srcdoc="{inside}"></iframe>'

    def __repr__(self) -> str:
        return say("preview", digest=hashlib.sha256(self.page).hexdigest()[:16])


@dataclass(frozen=True)
class Added:
    """A paragraph that was put under a section of the month's file, and what was found in it first."""

    page: WrittenPage
    section: str
    spots: tuple[
        Spot, ...
    ]  # what was found in it: places in the section before anything was hidden, lines of the file now

    @property
    def hidden(self) -> tuple[str, ...]:
        """Name the kinds of what was hidden."""
        return tuple(dict.fromkeys(spot.what for spot in self.spots if spot.stops))

    def __str__(self) -> str:
        told = say("added_hidden", what=listed(self.hidden)) if self.hidden else say("added_clean")
        hints = [spot for spot in self.spots if not spot.stops]
        first = say("added", section=SECTIONS[self.section], file=self.page.name, told=told)
        return "\n".join([first, *account(hints)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "<br>".join(map(html.escape, str(self).splitlines()))


def add_paragraph(page: WrittenPage, section: str, text: str, public: Public) -> Added:
    """Put a paragraph under a section of a month's file, without its names and identifiers."""
    words = read_words(page.path)
    words.with_section(section, text)  # refused, if there is no such section, before anything is looked at
    before = words.get(section) + "\n\n" if words.get(section) else ""
    whole = before + tidy(text).strip()
    found = spots_in({section: whole}, public, words.no_names)
    spots = tuple(spot for spot in found if spot.start >= len(before))
    write_words(page.path, words.with_section(section, scrubbed(whole, spots)))
    return Added(page, section, tuple(in_file(spots, page.name, page.path)))
