"""The month's briefing: all that the page says, as plain values that were public or protected when they came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from klubtrends import danish
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.report import page
from klubtrends.report.chart import Chart
from klubtrends.workspace import DENMARK


@dataclass(frozen=True)
class SignalNote:
    """What is said of one signal: its heading, its marks (ny, tyder på, flere steder ...) and a sentence or two."""

    title: str
    chips: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PickNote:
    """One app worth a look: why, its marks (på vej op, set ...), what would make us wrong, and perhaps a question."""

    why: str
    chips: tuple[str, ...]
    doubt: str
    ask: str


@dataclass(frozen=True)
class AppNote:
    """The app of the month: what is good first, then what it can do, as (question, answer) pairs."""

    name: str
    good: str
    features: tuple[tuple[str, str], ...]
    checked: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class LawNote:
    """One rule or proposal: what it means for a club, and how far it has come and when that was checked."""

    title: str
    meaning: str
    status: str


@dataclass(frozen=True)
class FigureNote:
    """One survey figure, with whom it was asked of."""

    text: str
    base: str


@dataclass(frozen=True)
class NewsNote:
    """One headline; never the article."""

    title: str
    url: str
    outlet: str
    day: dt.date


@dataclass(frozen=True)
class EventNote:
    """One line of the calendar."""

    when: str
    what: str


@dataclass(frozen=True)
class ContactNote:
    """Whom to call: `tel` is the number as dialled, or nothing."""

    who: str
    number: str
    tel: str
    address: str
    note: str


@dataclass(frozen=True)
class SourceNote:
    """Where a figure came from, when it was fetched, and which archived answer holds it."""

    name: str
    fetched: str
    digest: str


@dataclass(frozen=True)
class Briefing:
    """A whole briefing. Texts are Danish; `words` maps a section to Markdown, `suggested` names those not hers."""

    month: str
    municipality: str
    marks: tuple[str, ...]
    coverage: str
    words: Mapping[str, str]
    suggested: frozenset[str]
    signals: tuple[SignalNote, ...]
    no_signals: str
    ranks: Chart
    moves: tuple[str, ...]
    picks: tuple[PickNote, ...]
    picks_note: str  # that there are none, or more
    linked: str  # whether the talk of apps and the incidents follow each other
    totals: Chart
    kinds: Chart
    incident_tables: tuple[ProtectedTable, ...]
    incident_notes: tuple[str, ...]
    positive_table: ProtectedTable | None
    quarter_tables: tuple[ProtectedTable, ...]  # on the page of its last month
    app_sheet: AppNote | None
    law: tuple[LawNote, ...]
    figures: tuple[FigureNote, ...]
    news: tuple[NewsNote, ...]
    events: tuple[EventNote, ...]
    contacts: tuple[ContactNote, ...]
    method: tuple[str, ...]
    sources: tuple[SourceNote, ...]
    as_of: dt.datetime
    archive_digest: str
    ledger_head: str

    @property
    def heading(self) -> str:
        """Name the page."""
        return f"Briefing for {danish.month_name(self.month)}"

    @property
    def footer(self) -> str:
        """Say when the page was made and that it stands alone."""
        return danish.say("page_footer", date=danish.date(self.as_of.astimezone(DENMARK).date()))

    @property
    def charts(self) -> dict[str, Chart]:
        """The page's charts by name."""
        return {chart.name: chart for chart in (self.ranks, self.totals, self.kinds)}


def render(briefing: Briefing) -> bytes:
    """Make the page: the same briefing gives the same bytes."""
    return page.render("briefing.html.j2", {"page": briefing})
