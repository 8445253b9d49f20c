"""A month's briefing on its way out: looked at, drafted, attacked, published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.attack import File
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.ledger import Entry
from klubtrends.disclosure.protect import Protected
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.errors import DisclosureRisk, NotEnoughData
from klubtrends.files import place
from klubtrends.publishing.audited import Known
from klubtrends.publishing.compose import compose, harmless, suggestions
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.hindrances import (
    headings,
    protected_of,
    remarks_on,
    see_finished,
    see_it_stands,
    see_nobody_named,
    see_nobody_quoted_unasked,
)
from klubtrends.publishing.out import PAGE, check_ledger, month_on_desk, open_ledger, pages_out
from klubtrends.publishing.spotted import Public, Spot, account, in_file, spots_in
from klubtrends.publishing.suggestions import begun, follow, outdated
from klubtrends.publishing.unreviewed import undecided
from klubtrends.publishing.written import Added, Preview, WrittenPage, add_paragraph
from klubtrends.reference.words import Words, read_words, words_path, write_words
from klubtrends.report.briefing import Briefing, render
from klubtrends.report.chart import Chart
from klubtrends.report.page import LARGEST_PAGE, markdown
from klubtrends.workspace import DENMARK, Workspace

if TYPE_CHECKING:
    from klubtrends.publishing.editor import Editor

DRAFT_NAME = "briefing-udkast.html"


@dataclass(frozen=True)
class Edition:
    """A month's briefing on its way out: what stands in it, and the ways to look at it, draft it and publish it."""

    workspace: Workspace
    briefing: Briefing
    protected: Protected
    known: Known
    words: Words  # as they stood in the month's file
    public: Public
    outdated: tuple[str, ...] = ()  # sections of hers whose suggestion would be another by now

    @property
    def charts(self) -> dict[str, Chart]:
        """The page's charts: hitliste, ialt, slags, as far as the month has them."""
        return self.briefing.charts

    @property
    def signals(self) -> pl.DataFrame:
        """What the page says of its signals: what, how sure and how wide, in words."""
        notes = self.briefing.signals
        columns = {
            say("signal_what"): [note.title for note in notes],
            say("signal_how"): [" · ".join(note.chips) for note in notes],
            say("signal_words"): [note.text for note in notes],
        }
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    @property
    def sources(self) -> pl.DataFrame:
        """Where the page's figures come from, when, and the command that shows more."""
        rows = [(danish.capital(source.name), source.when, source.look_up) for source in self.briefing.sources]
        columns = [say("source_where"), say("source_when"), say("source_look_up")]
        return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")

    @property
    def spots(self) -> list[Spot]:
        """What stands in the page's words that may tell who they are about, but for what the file says is no name."""
        found = spots_in(self.briefing.words, self.public, read_words(self._words_path).no_names)
        return in_file(found, WrittenPage(self._words_path, self.workspace.root).name, self._words_path)

    @property
    def flags(self) -> pl.DataFrame:
        """The same as a table: section, line of the month's file, what, and what now; never what is written there."""
        rows = [
            (danish.SECTIONS[spot.section], spot.line if spot.file else None, spot.what, spot.now)
            for spot in self.spots
        ]
        columns = {
            say("flag_section"): pl.String, say("flag_line"): pl.Int64,
            say("flag_what"): pl.String, say("flag_now"): pl.String,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=columns, orient="row")

    @property
    def tables(self) -> dict[str, ProtectedTable]:
        """The page's protected tables: types, ages, months, good."""
        return {table.name: table for table in self.protected.tables}

    @property
    def words_file(self) -> WrittenPage:
        """The Markdown file that holds the coordinator's words; made with suggestions when it is not there."""
        if not self._words_path.exists():
            write_words(self._words_path, begun(self.briefing.words))
        return WrittenPage(self._words_path, self.workspace.root)

    @property
    def remarks(self) -> list[str]:
        """What she should see to before the page is published, in Danish; nothing is quoted."""
        remarks = (
            [say("page_out_same", month=danish.capital(danish.month_name(self.briefing.month)))]
            if self._entry
            else []
        )
        remarks += [say("words_look", spots="\n".join(account(self.spots)))] if self.spots else []
        remarks += remarks_on(self.workspace, self.words, self.outdated)
        return [*remarks, *self.notes_waiting]

    @property
    def notes_waiting(self) -> list[str]:
        """That notes of the month wait for somebody to decide on them, if so; nothing is quoted."""
        return undecided(self.workspace, self.briefing.month)

    def editor(self) -> Editor:
        """Show fields for the coordinator's words, looked over while she types and saved in the month's file."""
        from klubtrends.publishing.editor import Editor

        return Editor(self.words_file, self.public)

    def add(self, section: str, text: str) -> Added:
        """Put a paragraph under a section of the month's file, without its names and identifiers.

        Parameters
        ----------
        section : str
            Its slug, such as 'kort' (a key of `danish.SECTIONS`).
        text : str
            Markdown.

        Returns
        -------
        Added
            What was hidden, and what she should look at; `prepare` the month again to see it on the page.

        Raises
        ------
        ReferenceTableError
            If there is no such section, or the text has a section's heading within; nothing is written.
        """
        return add_paragraph(self.words_file, section, text, self.public)

    @cached_property
    def page(self) -> bytes:
        """The final page's bytes: her words alone, no suggestion."""
        words = {
            slug: text for slug, text in self.briefing.words.items() if slug not in self.briefing.suggested
        }
        return render(replace(self.briefing, words=words, suggested=frozenset()))

    @cached_property
    def draft_page(self) -> bytes:
        """The draft's bytes: marked UDKAST, suggestions where her words are missing."""
        return render(replace(self.briefing, marks=(*self.briefing.marks, say("mark_draft"))))

    def attack(self, page: bytes) -> list[Finding]:
        """Attack a page as an outsider would, together with those that are out already."""
        pages = [path for month, path in pages_out(self.workspace).items() if month != self.briefing.month]
        out = [WrittenPage(path, self.workspace.root) for path in pages]
        return self.known.attack([page, *(File(each.name, each.path.read_bytes()) for each in out)])

    def preview(self) -> Preview:
        """Show the draft; raises DisclosureRisk as `draft`."""
        self.see_it_stands()
        return Preview(self._safe(self.draft_page))

    def draft(self) -> WrittenPage:
        """Write the draft, for the coordinator alone; nothing is recorded, and publishing takes it away.

        Raises
        ------
        DisclosureRisk
            If the attack finds anything, or the month is out with another page; nothing is written.
        """
        self.see_it_stands()
        written = self._write(DRAFT_NAME, self._safe(self.draft_page))
        _ = self.words_file  # so that there is a place to write
        return written

    def publish(self) -> WrittenPage:
        """Record the release in the ledger, then write the page. The same again adds nothing.

        Raises
        ------
        DisclosureRisk
            If a name, an identifier or a note that nobody has reviewed stands in the coordinator's own words, the
            attack finds anything, this month is out with other figures or words, or anything was published since the
            page was made; nothing is written.
        NotEnoughData
            If the coordinator's own words are missing, still marked as a draft, or not those of the page any more.
        """
        see_finished(self._words_path, self.words)
        see_nobody_named([spot for spot in self.spots if spot.section not in self.briefing.suggested])
        see_nobody_quoted_unasked(self.workspace, self.words)
        page = self._safe(self.page)
        self._path(DRAFT_NAME).unlink(missing_ok=True)  # it may hold other figures, and is nobody's to share
        open_ledger(self.workspace).append(
            page=PAGE,
            month=self.briefing.month,
            as_of=self.briefing.as_of,
            digest=hashlib.sha256(page).hexdigest(),
            releases=self.protected.releases(),
            previous=self.briefing.ledger_head,
            tables=self.protected.tables,
            signals=self.protected.signals,
        )
        return self._write("briefing.html", page)

    def _safe(self, page: bytes) -> bytes:
        if findings := self.attack(page):
            listed = "\n".join([*(f"– {finding}" for finding in findings), self._where()])
            raise DisclosureRisk(say("page_refused", findings=listed))
        if len(page) > LARGEST_PAGE:
            raise DisclosureRisk(say("page_too_large", limit=danish.number(LARGEST_PAGE)))
        return page

    def _where(self) -> str:
        """Name the sections whose words alone do not pass."""
        said = self.briefing.words.items()
        if sections := [slug for slug, text in said if not harmless(markdown(text))]:
            return say("page_look_here", sections=headings(sections))
        return say("page_look_elsewhere")

    def _write(self, name: str, page: bytes) -> WrittenPage:
        place(self._path(name), page)
        return WrittenPage(self._path(name), self.workspace.root)

    def see_it_stands(self) -> None:
        """See that no other page of the month is out than this; raises DisclosureRisk."""
        if entry := self._entry:
            see_it_stands(self.workspace, entry, self.page, (self.protected, self.words))

    @property
    def _entry(self) -> Entry | None:
        """What the ledger holds of the month by now."""
        return open_ledger(self.workspace).entry(PAGE, self.briefing.month)

    @property
    def _words_path(self) -> Path:
        return words_path(self.workspace.reference, self.briefing.month)

    def _path(self, name: str) -> Path:
        return self.workspace.reports / self.briefing.month / name


def prepare(workspace: Workspace, month: str | None = None) -> Edition:
    """Gather, analyse and protect a month.

    Parameters
    ----------
    month : str, optional
        'YYYY-MM'; the last whole month before the workspace's own time if left out.

    Raises
    ------
    NotEnoughData
        If the month is none, is not over yet, or is an earlier one of which nobody has reported.
    DisclosureRisk
        If the ledger does not know what is out, or the month is out and would be another page now.
    WorkspaceError
        If suggestions that are out of date cannot be written anew.
    """
    check_ledger(workspace)
    ledger = open_ledger(workspace)
    month = month_on_desk(workspace, month)
    entry = ledger.entry(PAGE, month)
    as_of = entry.as_of if entry else workspace.now().replace(microsecond=0)
    if month >= f"{as_of.astimezone(DENMARK):%Y-%m}":
        raise NotEnoughData(say("month_not_over", month=danish.month_name(month)))
    desk = Desk(workspace, month, as_of, ledger, entry)
    if month not in desk.reporting and month != month_on_desk(workspace):
        raise NotEnoughData(say("month_empty", month=danish.month_name(month)))
    protected, suggested = protected_of(desk), suggestions(desk)
    words = desk.words if entry else follow(words_path(workspace.reference, month), desk.words, suggested)
    apps = desk.charts["app_name"].unique(maintain_order=True)
    edition = Edition(
        workspace, compose(desk, words, suggested), protected, Known.of(workspace, desk.reference, desk.codes),
        words, Public.of(desk.reference, workspace.settings.municipality, apps),
        () if entry else tuple(outdated(words, suggested)),
    )  # fmt: skip
    edition.see_it_stands()
    return edition
