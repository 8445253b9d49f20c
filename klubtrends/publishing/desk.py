"""What one month's edition is made of, read once: the only place where raw incidents and pages are in one room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from klubtrends.analysis.charts import Moves, month_moves
from klubtrends.analysis.watch import LEAST_CASES, Signal, watch
from klubtrends.collect import load
from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.ledger import Entry, Ledger
from klubtrends.disclosure.protect import Protected, protect
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.errors import ReferenceTableError
from klubtrends.incidents.codes import NOTHING, Codes, read_codes
from klubtrends.incidents.register import Register
from klubtrends.periods import first_day, last_day, shift
from klubtrends.publishing.counted import rules, table_specs
from klubtrends.reference.bundle import Reference
from klubtrends.reference.words import Words, read_words, words_path
from klubtrends.report.facts import of_month
from klubtrends.tables import CASES, CHARTS, NEWS
from klubtrends.workspace import Workspace


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

    @cached_property
    def protected(self) -> Protected:
        """The month's tables and signals, as anybody may have them."""
        signals = watch(*self.register, self.month, departments=len(self.reference.departments))
        return protect(
            self.register[0], table_specs(self.codes, self.month), self.month,
            rules=rules(self.workspace, self.codes), reporting=self.reporting,
            released=self.ledger.releases(before=self.entry),
            signals=[signal_facts(signal, self.codes) for signal in signals], exceptions=self.exceptions,
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
                       signal.departments, least=LEAST_CASES)  # fmt: skip
