"""A month's briefing on its way out: looked at, drafted, attacked, published."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.protect import Protected
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.errors import DisclosureRisk, NotEnoughData
from klubtrends.files import place
from klubtrends.periods import MONTH_PATTERN, shift
from klubtrends.publishing.audited import Known
from klubtrends.publishing.compose import compose, harmless
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.out import PAGE, check_ledger, open_ledger, pages_out
from klubtrends.reference.words import Words, read_words, words_path, write_words
from klubtrends.report.briefing import Briefing, render
from klubtrends.report.chart import Chart
from klubtrends.report.page import LARGEST_PAGE, markdown
from klubtrends.workspace import DENMARK, Workspace

DRAFT_NAME = "briefing-udkast.html"
HERS = ("kort", "nu")  # sections that no table can write: without them a page stays a draft


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
class Edition:
    """A month's briefing on its way out: what stands in it, and the ways to look at it, draft it and publish it."""

    workspace: Workspace
    briefing: Briefing
    protected: Protected
    known: Known

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
    def tables(self) -> dict[str, ProtectedTable]:
        """The page's protected tables: types, ages, months, good."""
        return {table.name: table for table in self.protected.tables}

    @property
    def words_file(self) -> WrittenPage:
        """The Markdown file that holds the coordinator's words; made with suggestions when it is not there."""
        path = words_path(self.workspace.reference, self.briefing.month)
        if not path.exists():
            write_words(path, Words(self.briefing.words, intro=say("words_draft_line")))
        return WrittenPage(path, self.workspace.root)

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
        out = [path for month, path in pages_out(self.workspace).items() if month != self.briefing.month]
        return self.known.attack([page, *out])

    def preview(self) -> Preview:
        """Show the draft."""
        return Preview(self._safe(self.draft_page))

    def draft(self) -> WrittenPage:
        """Write the draft, for the coordinator alone; nothing is recorded, and publishing takes it away.

        Raises
        ------
        DisclosureRisk
            If the attack finds anything; nothing is written.
        """
        written = self._write(DRAFT_NAME, self._safe(self.draft_page))
        _ = self.words_file  # so that there is a place to write
        return written

    def publish(self) -> WrittenPage:
        """Record the release in the ledger, then write the page. The same again adds nothing.

        Raises
        ------
        DisclosureRisk
            If the attack finds anything, this month is out with other figures or words, or anything was published
            since the page was made; nothing is written.
        NotEnoughData
            If the coordinator's own words are missing, or still marked as a draft.
        """
        self._finished()
        page = self._safe(self.page)
        open_ledger(self.workspace).append(
            page=PAGE,
            month=self.briefing.month,
            as_of=self.briefing.as_of,
            digest=hashlib.sha256(page).hexdigest(),
            releases=self.protected.releases(),
            previous=self.briefing.ledger_head,
            tables=self.protected.tables,
        )
        self._path(DRAFT_NAME).unlink(missing_ok=True)  # it may hold other figures, and is nobody's to share
        return self._write("briefing.html", page)

    def _finished(self) -> None:
        """See that the words are hers and that she has said the page may leave: it cannot be called back."""
        path = words_path(self.workspace.reference, self.briefing.month)
        words = read_words(path)
        if missing := [danish.SECTIONS[slug] for slug in HERS if not words.get(slug)]:
            raise NotEnoughData(say("words_missing", sections=danish.listed(missing), file=path))
        if danish.DRAFT in words.intro:
            raise NotEnoughData(say("words_draft", file=path))
        if left := [
            danish.SECTIONS[slug] for slug, text in words.sections.items() if danish.SUGGESTION in text
        ]:
            raise NotEnoughData(say("words_suggested", sections=danish.listed(left), file=path))

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
        sections = [danish.SECTIONS[slug] for slug, text in said if not harmless(markdown(text))]
        if not sections:
            return say("page_look_elsewhere")
        return say("page_look_here", sections=danish.listed([f"»{section}«" for section in sections]))

    def _write(self, name: str, page: bytes) -> WrittenPage:
        place(self._path(name), page)
        return WrittenPage(self._path(name), self.workspace.root)

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
        If the ledger does not know what is out.
    """
    check_ledger(workspace)
    ledger = open_ledger(workspace)
    newest = shift(f"{workspace.today():%Y-%m}", -1)
    month = month or newest
    if not MONTH_PATTERN.fullmatch(month):
        raise NotEnoughData(say("month_wrong"))
    entry = ledger.entry(PAGE, month)
    as_of = entry.as_of if entry else workspace.now().replace(microsecond=0)
    if month >= f"{as_of.astimezone(DENMARK):%Y-%m}":
        raise NotEnoughData(say("month_not_over", month=danish.month_name(month)))
    desk = Desk(workspace, month, as_of, ledger, entry)
    if month not in desk.reporting and month != newest:
        raise NotEnoughData(say("month_empty", month=danish.month_name(month)))
    return Edition(workspace, compose(desk), desk.protected, Known.of(workspace, desk.reference, desk.codes))
