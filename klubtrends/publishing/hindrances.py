"""What holds a page back: words that are not hers yet, somebody named in them, or that its month is out already.

A page that is out stands. What would be made of its month now, after a row was erased or corrected, is another page,
and the difference between the two can be one child: it is not made at all, not even as a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.ledger import Entry
from klubtrends.disclosure.protect import Protected
from klubtrends.errors import DisclosureRisk, NotEnoughData, ReferenceTableError
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.out import pages_out
from klubtrends.publishing.spotted import Spot, account
from klubtrends.publishing.unreviewed import unreviewed
from klubtrends.reference.words import Words, read_words
from klubtrends.report.page import markdown
from klubtrends.workspace import Workspace

HERS = ("kort", "nu")  # sections that no table can write: without them a page stays a draft


def see_finished(path: Path, made_of: Words) -> None:
    """See that the words are hers, that she has said the page may leave, and that it is made of them.

    Raises
    ------
    NotEnoughData
        If they are missing, still marked as a draft or as suggestions, or were changed since.
    """
    words = read_words(path)
    if missing := [danish.SECTIONS[slug] for slug in HERS if not words.get(slug)]:
        raise NotEnoughData(say("words_missing", sections=danish.listed(missing), file=path))
    if danish.DRAFT in words.intro:
        raise NotEnoughData(say("words_draft", file=path))
    if left := suggested_in(words):
        raise NotEnoughData(say("words_suggested", sections=danish.listed(left), file=path))
    if (words.sections, words.told) != (made_of.sections, made_of.told):
        raise NotEnoughData(say("words_moved"))


def suggested_in(words: Words) -> list[str]:
    """List the headings of the sections where a suggestion still stands as one."""
    return [danish.SECTIONS[slug] for slug, text in words.sections.items() if danish.SUGGESTION in text]


def remarks_on(workspace: Workspace, words: Words, outdated: Sequence[str]) -> list[str]:
    """Say what to see to in the month's words; `outdated` are sections whose suggestion would now be another."""
    remarks = []
    if sections := unreviewed(workspace, words):
        remarks.append(say("words_unreviewed", sections=headings(sections)))
    if outdated:
        remarks.append(say("words_outdated", sections=headings(outdated)))
    if _told_alone(words):
        remarks.append(say("told_alone"))
    return remarks


def see_nobody_named(spots: Sequence[Spot]) -> None:
    """See that no name and no identifier stands in the words that would leave; raises DisclosureRisk."""
    if stops := [spot for spot in spots if spot.stops]:
        raise DisclosureRisk(say("words_tell", spots="\n".join(account(stops))))


def see_nobody_quoted_unasked(workspace: Workspace, words: Words) -> None:
    """See that no note is quoted that nobody has reviewed; raises DisclosureRisk."""
    if sections := unreviewed(workspace, words):
        why = say("words_unreviewed", sections=headings(sections))
        raise DisclosureRisk(say("words_refused", why=why))


def see_it_stands(workspace: Workspace, entry: Entry, page: bytes, made_of: tuple[Protected, Words]) -> None:
    """See that a page made of a month that is out is the one that is out.

    Parameters
    ----------
    entry : Entry
        What the ledger holds of the month.
    page : bytes
        The final page as it would be now.
    made_of : tuple of Protected and Words
        What stands in it.

    Raises
    ------
    DisclosureRisk
        If it is another page: says what has changed since, and that nothing need be done.
    """
    if hashlib.sha256(page).hexdigest() == entry.digest:
        return
    protected, words = made_of
    if [replace(table, released=()) for table in protected.tables] != list(entry.tables):
        raise changed_since(workspace, entry, say("page_out_rows"))
    out = pages_out(workspace).get(entry.month)
    if out and any(markdown(text) not in out.read_text(encoding="utf-8") for text in words.sections.values()):
        raise changed_since(workspace, entry, say("page_out_words"))
    raise changed_since(workspace, entry, say("page_out_something"))


def protected_of(desk: Desk) -> Protected:
    """Protect a month's figures; where the month is out, figures that cannot be protected any more were changed."""
    try:
        return desk.protected
    except (DisclosureRisk, ReferenceTableError):
        if desk.entry is None:
            raise
    raise changed_since(desk.workspace, desk.entry, say("page_out_rows"))


def changed_since(workspace: Workspace, entry: Entry, why: str) -> DisclosureRisk:
    """Say that a month is out and stands, why it would be another page now, and where the page lies."""
    month, out = entry.month, pages_out(workspace).get(entry.month)
    where = say("page_out_here", file=out) if out else say("page_out_missing", month=month)
    named = danish.month_name(month)
    return DisclosureRisk(say("page_out", month=danish.capital(named), why=why, where=where))


def _told_alone(words: Words) -> bool:
    """Tell whether the intro tells of more incidents than are quoted: a quotation was taken out, its line was not."""
    quoted = sum(line.startswith(">") for text in words.sections.values() for line in text.split("\n"))
    return sum(told.count for told in words.told) > quoted


def headings(slugs: Sequence[str]) -> str:
    """Name sections in a sentence."""
    return danish.listed([f"»{danish.SECTIONS[slug]}«" for slug in slugs])
