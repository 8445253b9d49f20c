"""What stands in the coordinator's own words that may tell who they are about, and where.

Identifiers and names stop a page, indirect descriptions are for her to judge. What everybody may know is let pass
(docs/decisions/0010). The words are read as the page shows them: Markdown's marks within a word hide nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape, unescape
from itertools import groupby
from pathlib import Path

from klubtrends.danish import KINDS, MARKS, MONTHS, SECTIONS, say
from klubtrends.incidents.scrub import Span, identifier_spans, indirect_spans, lexicon, name_spans
from klubtrends.incidents.scrub.folding import COVER, covered, fold
from klubtrends.reference.bundle import Reference
from klubtrends.reference.files import tidy
from klubtrends.reference.words import first_lines

HINT, DEPARTMENT = "hint", "department"
OPEN_TO_ALL = "kalender"  # the section where departments invite: there their names may stand
Place = tuple[int, int]

_UNSEEN = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|(?<=[^\W_])\*+(?=[^\W_])|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,31});"
)
_NO_WIDTH = "\u200b"
_DAY = re.compile(rf"(?:den )?\d{{1,2}}\. ?(?:{'|'.join(MONTHS)})", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*[:|–—(].*|\s+-\s.*", re.DOTALL)  # "TikTok - Videos, Shop & LIVE"
_ENDING = r"(?:['’]?s|['’])?(?P<tail>-[a-zæøå]+)?(?!\w)"  # genitive, or the first part of a longer word


@dataclass(frozen=True)
class Spot:
    """A place in a section's text: where in the text, on which of its lines (first is 1), and what.

    Where a `file` is named, `line` is the file's.
    `kind` is `name`, an identifier's kind, or `hint` for an indirect description, which does not stop a page.
    """

    section: str
    start: int
    end: int
    kind: str
    line: int
    file: str = ""

    @property
    def stops(self) -> bool:
        """Tell whether it must not leave."""
        return self.kind != HINT

    @property
    def what(self) -> str:
        """Name its kind: 'et navn'."""
        return KINDS[self.kind] if self.stops else say("spot_hint")

    @property
    def where(self) -> str:
        """Name its place: '»Kort sagt«, linje 2', with the file if it is in one."""
        place = say("spot_where", section=SECTIONS[self.section], line=self.line)
        return say("spot_where_file", file=self.file, place=place) if self.file else place

    @property
    def now(self) -> str:
        """Say what to do."""
        if self.kind == "name":
            return say("spot_now_name")
        if self.kind == DEPARTMENT:
            return say("spot_now_department")
        return say("spot_now_identifier") if self.stops else say("spot_now_hint")


@dataclass(frozen=True)
class Public:
    """What everybody may know: `contacts` is allowed by exact match, `things` too unless it is a person's name."""

    contacts: tuple[str, ...]
    things: tuple[str, ...]
    departments: tuple[str, ...] = ()

    @classmethod
    def of(cls, reference: Reference, municipality: str, apps: Iterable[str]) -> Public:
        """Gather the contacts; the network's own names and texts; and the apps, by their whole title or its start."""
        titles = [*apps, *(sheet.name for sheet in reference.app_sheets)]
        contacts = [part for row in reference.contacts for part in (row.who, row.number, row.web)]
        things = [
            municipality,
            *titles,
            *(_SUBTITLE.sub("", title) for title in titles),
            *(law.title for law in reference.law),
            *(event.text.rstrip(".") for event in reference.calendar),
            *(question.text for question in reference.questions),
            *(text for action in reference.actions for text in (action.what, action.who, action.by_when)),
        ]
        return cls(_once(contacts), _once(things), tuple(each.name for each in reference.departments))

    def places(self, text: str) -> list[Place]:
        """Find where it stands in a folded text, departments' names too."""
        known = (*self._contacts, *self._things, *(fold(name).text for name in self.departments))
        return [place for words in known for place in _standing(words, text)]

    def departments_in(self, text: str) -> list[Place]:
        """Find where departments' names stand in a folded text, however they are written."""
        names = (re.escape(fold(name).text) for name in self.departments)
        return [
            found.span()
            for name in names
            for found in re.finditer(rf"(?<!\w){name}(?!\w)", text, re.IGNORECASE)
        ]

    def holds(self, identifier: str) -> bool:
        """Tell whether a number or an address is a contact's, however it is spaced."""
        return _bare(identifier) in self._bare

    @cached_property
    def _contacts(self) -> tuple[str, ...]:
        return tuple(fold(words).text for words in self.contacts)

    @cached_property
    def _things(self) -> tuple[str, ...]:
        """Leave out what may as well be a child: an app named Max."""
        folded = (fold(words).text for words in self.things)
        return tuple(
            words for words in folded if not (lexicon.is_first_name(words) or lexicon.is_last_name(words))
        )

    @cached_property
    def _bare(self) -> frozenset[str]:
        return frozenset(map(_bare, self._contacts))


def spots_in(words: Mapping[str, str], public: Public, no_names: Collection[str] = ()) -> list[Spot]:
    """Look over sections.

    Parameters
    ----------
    words : mapping
        A section's slug to its Markdown.
    no_names : collection of str
        Words that were declared to be no person's name. No identifier passes for being declared.

    Returns
    -------
    list of Spot
        Section by section, in order.
    """
    return [spot for section, text in words.items() for spot in _spots(section, tidy(text), public, no_names)]


def in_file(spots: Iterable[Spot], file: str, path: Path) -> list[Spot]:
    """Give spots the lines of the month's file; what is no word of it, such as a new suggestion, keeps its own."""
    lines = first_lines(path)
    return [
        replace(spot, file=file, line=lines[spot.section] + spot.line - 1) if spot.section in lines else spot
        for spot in spots
    ]


def scrubbed(text: str, spots: Iterable[Spot]) -> str:
    """Give a text with a mark for each of its spots that must not leave."""
    for spot in sorted(filter(lambda spot: spot.stops, spots), key=lambda spot: spot.start, reverse=True):
        text = text[: spot.start] + MARKS[spot.kind] + text[spot.end :]
    return text


def marked(text: str, spots: Sequence[Spot]) -> str:
    """Give a text as HTML: a mark for each spot that must not leave, and what a person must judge underlined."""
    stops = {spot.start: spot for spot in spots if spot.stops}
    inside = {place for spot in stops.values() for place in range(spot.start, spot.end)}
    hints = {place for spot in spots if not spot.stops for place in range(spot.start, spot.end)}
    parts = []
    for flagged, places in groupby(range(len(text)), key=hints.__contains__):
        shown = "".join(
            f"<mark>{MARKS[stops[place].kind]}</mark>" if place in stops else escape(text[place])
            for place in places
            if place in stops or place not in inside
        )
        parts.append(f"<u>{shown}</u>" if flagged else shown)
    return "".join(parts)


def word_at(text: str, spot: Spot) -> str:
    """Give what stands at a spot as a page shows it: what she may declare to be no name."""
    return " ".join(fold(_UNSEEN.sub(_seen, text[spot.start : spot.end])).text.split())


def account(spots: Sequence[Spot]) -> list[str]:
    """List spots for a reader, without a word of what stands there, and what to do."""
    lines = Counter((spot.where, spot.what) for spot in spots)
    told = [
        f"– {where}: {say('spot_many', what=what, count=count) if count > 1 else what}"
        for (where, what), count in lines.items()
    ]
    shown = [say("spot_editor")] if spots else []
    return [*told, *shown, *dict.fromkeys(spot.now for spot in spots)]


def _spots(section: str, text: str, public: Public, no_names: Collection[str]) -> Iterator[Spot]:
    folded = fold(_UNSEEN.sub(_seen, text))
    shown = folded.text
    free = public.places(shown)
    declared = [place for words in no_names for place in _standing(fold(words).text, shown)]
    identifiers = identifier_spans(shown)
    found = [
        Span(start, end, kind)
        for start, end, kind in identifiers
        if not _is_within(start, end, free) and not public.holds(shown[start:end])
    ]
    found += [Span(*place, "name") for place in _names(shown, identifiers, [*free, *declared])]
    found += [Span(*place, DEPARTMENT) for place in public.departments_in(shown) if section != OPEN_TO_ALL]
    found += [
        Span(start, end, HINT)
        for start, end in indirect_spans(shown)
        if not _is_within(start, end, free) and not _DAY.fullmatch(shown, start, end)
    ]
    for start, end, kind in sorted(found):
        start, end = folded.place(start, end)
        end -= text[start:end].endswith("\\")  # it belongs to what stands behind
        yield Spot(section, start, end, kind, text.count("\n", 0, start) + 1)


def _names(shown: str, identifiers: Sequence[Span], free: Sequence[Place]) -> Iterator[Place]:
    """Find names: not what is free, nor a word that only stands before it; never what stands behind it."""
    taken = {place for start, end, _ in identifiers for place in range(start, end)}
    names = name_spans(shown)
    left = name_spans(_covered(shown, free)) if free else names
    for start, end in names:
        if any(begun < end <= ended for begun, ended in free) and not any(
            a < end and start < b for a, b in left
        ):
            continue
        within = "".join(COVER if start + i in taken else letter for i, letter in enumerate(shown[start:end]))
        for piece in re.finditer(rf"\w(?:[^{COVER}]*\w)?", within):
            yield start + piece.start(), start + piece.end()


def _covered(text: str, places: Sequence[Place]) -> str:
    taken = {place for start, end in places for place in range(start, end)}
    return covered(text, [(place, place + 1) for place in sorted(taken)])


def _standing(words: str, text: str) -> Iterator[Place]:
    """Find words where they stand exactly so, with a genitive or a plain second part behind a hyphen or without."""
    if not words or words not in text:
        return
    for found in re.finditer(rf"(?<!\w){re.escape(words)}{_ENDING}", text):
        tail = found["tail"] or ""
        yield found.start(), found.end() - (len(tail) if tail and name_spans(tail[1:]) else 0)


def _is_within(start: int, end: int, free: Sequence[Place]) -> bool:
    return any(begun <= start and end <= ended for begun, ended in free)


def _seen(mark: re.Match[str]) -> str:
    """Give what a page shows of a mark of Markdown's, as long as the mark."""
    shown = unescape(mark[0])[:1] if mark[0].startswith("&") else ""
    return shown + _NO_WIDTH * (len(mark[0]) - len(shown))


def _bare(identifier: str) -> str:
    """Give the digits of a number, or an address without what browsers add."""
    if re.fullmatch(r"[\d\s+().-]+", identifier):
        return re.sub(r"\D", "", identifier)
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", identifier.casefold()).rstrip("/")


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (" ".join(each.split()) for each in words) if text))
