"""Finds what a note says in the coordinator's words: nobody may be quoted whose note was not read and approved."""

from __future__ import annotations

import html
import re

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.incidents.register import Register
from klubtrends.incidents.scrub.folding import fold
from klubtrends.incidents.upkeep import AFTER_MEETING
from klubtrends.reference.bundle import read_calendar
from klubtrends.reference.calendar import meeting_about
from klubtrends.reference.words import Words
from klubtrends.report.page import markdown
from klubtrends.workspace import Workspace

TAG = re.compile(r"<[^>]*>")
RUN = 5  # words in a row that are no chance


def unreviewed(workspace: Workspace, words: Words) -> list[str]:
    """Name the sections that share five words in a row with a note on which nobody has decided yet.

    Capitals, punctuation, spaces and characters that cannot be seen make no difference.

    Returns
    -------
    list of str
        The sections' slugs, in the page's order; nothing of what stands in them.
    """
    with Register(workspace.incidents_file) as register:
        runs = {run for note in register.notes() for run in _runs(note.text)}
    plain = {slug: "".join(_plain_words(_read_aloud(text))) for slug, text in words.sections.items()}
    return [slug for slug, text in plain.items() if any(run in text for run in runs)]


def undecided(workspace: Workspace, month: str) -> list[str]:
    """Say, if so, that nobody has decided on notes of the month: once it is out they cannot be quoted, and they go."""
    with Register(workspace.incidents_file) as register:
        count = sum(note.month == month for note in register.notes())
    if not count:
        return []
    day = danish.date(meeting_about(read_calendar(workspace.reference), month) + AFTER_MEETING)
    notes = danish.capital(danish.counted(count, "note", "noter"))
    return [say("note_undecided", day=day) if count == 1 else say("notes_undecided", notes=notes, day=day)]


def _read_aloud(text: str) -> str:
    """Give what a reader sees of Markdown: no marks, no addresses of links."""
    return html.unescape(TAG.sub("", markdown(text)))


def _runs(text: str) -> list[str]:
    words = _plain_words(text)
    return ["".join(words[first : first + RUN]) for first in range(len(words) - RUN + 1)]


def _plain_words(text: str) -> list[str]:
    """Give the words in their plain form, letters and digits alone."""
    words = ("".join(filter(str.isalnum, word)) for word in fold(text).text.casefold().split())
    return [word for word in words if word]
