"""What one month's edition is made of, read once: the only place where raw incidents and pages are in one room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from klubtrends.analysis.attention import HISTORY, REACH, attention
from klubtrends.analysis.charts import Moves, month_moves
from klubtrends.analysis.daily import daily
from klubtrends.analysis.exposure import KnownWeeks
from klubtrends.analysis.links import Links, links
from klubtrends.analysis.outstanding import outstanding
from klubtrends.analysis.pulse import Pulse, pulse
from klubtrends.analysis.watch import LEAST_CASES, Signal, Watched, watch
from klubtrends.collect import load
from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.ledger import Entry, Ledger
from klubtrends.disclosure.protect import Protected, protect
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.errors import ReferenceTableError
from klubtrends.incidents.codes import NOTHING, Codes, read_codes
from klubtrends.incidents.register import Register
from klubtrends.periods import first_day, last_day, shift, weeks_of
from klubtrends.publishing.counted import rules, table_specs
from klubtrends.reference.bundle import Reference
from klubtrends.reference.calendar import campaign_weeks, holiday_weeks
from klubtrends.reference.identity import app_ids
from klubtrends.reference.words import Words, read_words, words_path
from klubtrends.report.facts import of_month
from klubtrends.sources.pageviews import AGAIN_DAYS
from klubtrends.tables import APPS, CASES, CHARTS, NEWS, PAGEVIEWS, PLAYERS
from klubtrends.workspace import Workspace

SETTLED = 2 * AGAIN_DAYS + 2  # days: asked once a week, a day late, and from so long before
GAMES = ("steam", "roblox")  # platforms whose players are counted


@dataclass(frozen=True)
class Desk:
    """What one month's edition is made of, read once. The register's tables are raw: they go no further."""

    workspace: Workspace
    month: str
    as_of: dt.datetime
    ledger: Ledger
    entry: Entry | None

    @cached_property
    def codes(self) -> Codes:
        return read_codes(self.workspace.reference / "codes.toml")

    @cached_property
    def reference(self) -> Reference:
        return Reference.read(self.workspace.reference)

    @cached_property
    def register(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Incidents, reporting departments and folded weeks."""
        with Register(self.workspace.incidents_file) as register:
            return register.incidents(), register.reported(), register.folded()

    @cached_property
    def reporting(self) -> dict[str, int]:
        """Departments that reported, by month: public."""
        return dict(self.register[1].group_by("month").len().sort("month").iter_rows())

    @cached_property
    def weeks(self) -> int:
        """Weeks of which anything was known by the end of the month."""
        incidents, _, folded = self.register
        arrived = incidents.filter(pl.col("arrived") <= self.month)
        return pl.concat([arrived["week"], folded["week"]]).n_unique()

    def watched(self, month: str) -> Watched:
        """What a month's watch says of its raw counts, with the holidays and campaigns that the calendar knows."""
        return watch(
            *self.register, month, departments=len(self.reference.departments), known=self._known_weeks
        )

    @cached_property
    def found(self) -> Watched:
        """What this month's watch says."""
        return self.watched(self.month)

    @cached_property
    def _known_weeks(self) -> KnownWeeks:
        incidents, _, folded = self.register
        first = min([*incidents["week"], *folded["week"]], default=weeks_of(self.month)[0])
        last = max(first, weeks_of(self.month)[-1])
        events = [event for event in self.reference.calendar if not event.placeholder]
        return KnownWeeks(holiday_weeks(events, first, last), campaign_weeks(events, first, last))

    @cached_property
    def protected(self) -> Protected:
        """The month's tables and signals, as anybody may have them."""
        return protect(
            self.register[0], table_specs(self.codes, self.month), self.month,
            rules=rules(self.workspace, self.codes), reporting=self.reporting,
            released=self.ledger.releases(before=self.entry),
            signals=[signal_facts(signal, self.codes) for signal in self.found.signals],
            exceptions=self.exceptions,
        )  # fmt: skip

    @cached_property
    def words(self) -> Words:
        """What the coordinator has written."""
        return read_words(words_path(self.workspace.reference, self.month))

    @cached_property
    def exceptions(self) -> tuple[Release, ...]:
        """What she tells of beside the tables: so much is known to all from then on.

        Raises
        ------
        ReferenceTableError
            If a line names no type of the code lists, or tells of more than there is.
        """
        codes = {label.casefold(): code for code, label in self.codes.episodes.items() if code != NOTHING}
        file = words_path(self.workspace.reference, self.month).name
        floors = []
        for told in self.words.told:
            code = codes.get(told.label.casefold(), "")
            if not code:
                raise ReferenceTableError(say("told_unknown", file=file))
            if self._counted(code) < told.count:
                raise ReferenceTableError(say("told_more", file=file))
            why = say("told_why", approved=told.approved)
            floors.append(
                Release(Cell.of(self.month, self.codes.kind(code), type=[code]), floor=told.count, why=why)
            )
        return tuple(floors)

    def _counted(self, code: str) -> int:
        incidents, _, _ = self.register
        return incidents.filter(pl.col("arrived") == self.month, pl.col("type") == code).height

    @cached_property
    def charts(self) -> pl.DataFrame:
        """The top lists of this month and the one before."""
        first = first_day(shift(self.month, -1))
        rows = load(self.workspace, CHARTS, self.workspace.settings.country, since=first)
        return self._known(rows).filter(pl.col("date").is_between(first, last_day(self.month)))

    @cached_property
    def moves(self) -> Moves[pl.DataFrame]:
        """What changed on the top list in the month."""
        return month_moves(self.charts, self.month)

    @cached_property
    def pulse(self) -> Pulse:
        """The few apps worth a look."""
        talk = attention(*self.talk, self.month)
        moves = outstanding(self.charts, self.month)
        return pulse(moves, talk, self.app_ids, self.month, length=self.moves.length)

    @cached_property
    def links(self) -> Links:
        """Whether the talk of apps and the incidents follow each other: raw, but for its status."""
        return links(daily(*self.talk), *self.register, self.month)

    def evidence(self, rows: pl.DataFrame, key: str, *platforms: str) -> pl.DataFrame:
        """Keep the rows that the page's sentences on apps are about: the month's end and what it was held against."""
        apps = [pick.app for pick in self.pulse.picks if {*platforms} & {*pick.platforms}]
        ids = self.app_ids.filter(pl.col("app").is_in(apps), pl.col("platform").is_in(platforms))["id"]
        since = last_day(self.month) - dt.timedelta(weeks=REACH)
        return rows.filter(pl.col("date") > since, pl.col(key).is_in(ids.implode()))

    @property
    def talk(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Views, players, ratings, and what each source calls the apps that have a sheet."""
        return self.views, self.players, self.ratings, self.app_ids

    @cached_property
    def app_ids(self) -> pl.DataFrame:
        """What each source calls the apps that have a sheet."""
        return app_ids(self.reference.app_sheets)

    @cached_property
    def views(self) -> pl.DataFrame:
        """Views of the sheets' articles, up to the last day that will not be asked for again.

        A day that is asked for again has a later answer, and the page could not be made again of what it was made of.
        """
        settled = self.as_of.date() - dt.timedelta(days=SETTLED)
        rows = self._lately(load(self.workspace, PAGEVIEWS), "wikipedia", "title")
        return rows.filter(pl.col("date") <= settled)

    @cached_property
    def players(self) -> pl.DataFrame:
        """How many play the sheets' games."""
        rows = load(self.workspace, PLAYERS)
        return pl.concat(
            [self._lately(rows.filter(pl.col("platform") == name), name, "game_id") for name in GAMES]
        )

    @cached_property
    def ratings(self) -> pl.DataFrame:
        """How often the sheets' apps have been rated."""
        return self._lately(load(self.workspace, APPS, self.workspace.settings.country), "app_store", "app_id")

    def _lately(self, rows: pl.DataFrame, platform: str, key: str) -> pl.DataFrame:
        """Keep the sheets' own rows, up to the month's end."""
        ids = self.app_ids.filter(pl.col("platform") == platform)["id"]
        last = last_day(self.month)
        days = pl.col("date").is_between(last - dt.timedelta(weeks=HISTORY), last)
        return self._known(rows).filter(days, pl.col(key).is_in(ids.implode()))

    @cached_property
    def news(self) -> pl.DataFrame:
        """The month's headlines."""
        return of_month(self._known(load(self.workspace, NEWS)), self.month)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """Cases in Folketinget, as they were known."""
        return self._known(load(self.workspace, CASES))

    def _known(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out what was fetched later: a page that is out is made again of what it was made of."""
        return rows.filter(pl.col("fetched_at") <= self.as_of)


def signal_facts(signal: Signal, codes: Codes) -> SignalFacts:
    return SignalFacts(signal.type, codes.label(signal.type), signal.month, signal.adjusted, signal.chance,
                       signal.departments, least=LEAST_CASES, settles=signal.settles)  # fmt: skip
