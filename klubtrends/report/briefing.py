"""The month's briefing: all that the page says, as plain values that were public or protected when they came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from klubtrends import danish
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.report import page
from klubtrends.report.chart import Chart
from klubtrends.report.origin import Origin, archive_digest, joined
from klubtrends.workspace import DENMARK


@dataclass(frozen=True)
class SignalNote:
    """What is said of one signal: its heading, its marks (ny, tyder på, flere steder ...) and a sentence or two."""

    title: str
    chips: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PickNote:
    """One app worth a look: why, how sure (set, tyder på), what would make us wrong, and perhaps a question."""

    why: str
    sure: str
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
class Briefing:
    """A whole briefing.

    Texts are Danish; `words` maps a section to Markdown, `suggested` names those not hers, and `origins` says where
    figures come from that stand in no chart, by their place: good, quarter, law, news.
    """

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
    talks: tuple[Chart, ...]  # of picks that are not in the picture of the ranks
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
    origins: Mapping[str, Origin]
    as_of: dt.datetime
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
        return {chart.name: chart for chart in (*self.talks, self.ranks, self.totals, self.kinds)}

    @property
    def sources(self) -> tuple[Origin, ...]:
        """Where the page's figures come from, each place once, in the order of its marks."""
        return joined([*(chart.origin for chart in self.charts.values()), *self.origins.values()])

    @property
    def archive_digest(self) -> str:
        """Name every archived answer that the page draws on."""
        return archive_digest(self.sources)

    def mark(self, origin: Origin | None) -> str:
        """Tell which of the page's sources it is: A, B ...; never a digit, which stands for counts."""
        names = [source.name for source in self.sources]
        return ascii_uppercase[names.index(origin.name)] if origin else ""


def render(briefing: Briefing) -> bytes:
    """Make the page: the same briefing gives the same bytes."""
    return page.render("briefing.html.j2", {"page": briefing})
