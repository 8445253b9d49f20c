"""Coarsen first, hide last: from raw counts to tables that may be read by anybody.

All tables of one kind are one linear system over its counts, with everything that the ledger holds about them: a
month's tables, and where a quarter ends the quarter's, which tie its months together. Kinds share no count.
`suppress` says what is guaranteed. Thresholds do not depend on the counts: a cell that a sensitive type belongs to
has the higher one, so that no sum is shown below which such a type could not hide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.coarsen import coarsen, nothing
from klubtrends.disclosure.layout import months_layout
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.signals import ProtectedSignal, SignalFacts, distinct, floor_of, protect_signal
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS, Level, MonthsSpec, Rules, TableSpec
from klubtrends.disclosure.system import Shown, System, in_cover, threshold_of
from klubtrends.disclosure.tally import BASIC, base, tally
from klubtrends.errors import DisclosureRisk
from klubtrends.periods import last_months

MOST_HIDDEN_IN_SERIES = 0.25  # of a series of months, which has no coarser form
Spec = TableSpec | MonthsSpec


@dataclass(frozen=True)
class Protected:
    """One month's tables and signals, ready for anybody."""

    month: str
    tables: tuple[ProtectedTable, ...]
    signals: tuple[ProtectedSignal, ...]
    announced: tuple[Release, ...]

    def table(self, name: str) -> ProtectedTable:
        """Look a table up by its spec's name (KeyError if there is none)."""
        return {table.name: table for table in self.tables}[name]

    def releases(self) -> tuple[Release, ...]:
        """List everything that these tables and signals tell the world, for the ledger."""
        told = [release for table in self.tables for release in table.released]
        return distinct([*told, *self.announced])


def protect(
    incidents: IntoDataFrame,
    specs: Sequence[Spec],
    month: str,
    *,
    rules: Rules,
    reporting: Mapping[str, int],
    released: Sequence[Release] = (),
    signals: Sequence[SignalFacts] = (),
    exceptions: Sequence[Release] = (),
) -> Protected:
    """Make a month's tables and signals safe to publish.

    Parameters
    ----------
    incidents : polars or pandas frame
        `tables.INCIDENTS`, or counts: month (of arrival), kind, type, the tables' other dimensions, department, count.
    specs : sequence of TableSpec or MonthsSpec
        What to show, each from its finest step to its coarsest.
    month : str
        'YYYY-MM'.
    rules : Rules
        Thresholds, sensitive types, secret key.
    reporting : mapping
        Month to the number of departments that reported in it. Under three, the month's counts are not told.
    released : sequence of Release
        Everything that left before (`Ledger.releases`). What was told is told again the same, what was hidden
        stays hidden.
    signals : sequence of SignalFacts
        What detection found about negative types; a signal on a hidden cell raises that cell's floor.
    exceptions : sequence of Release
        Floors that the network itself announces with this page: approved, and named by `why`.

    Raises
    ------
    ValueError
        If the counts hold a code that no table knows, or a count that is none.
    DisclosureRisk
        If an exception cannot be told beside what is out already. A signal is then left out instead.
    """
    levels = {level.dimension for spec in specs for level in _levels(spec)}
    known = {dimension for release in released for dimension, _ in release.cell.parts}
    counts = tally(incidents, levels | known | {"type"})
    world = _World(counts, month, rules, reporting, tuple(released))
    tables: dict[str, ProtectedTable] = {}
    announced: list[Release] = []
    signals = [fact for fact in signals if world.counted([month])]
    for kind in dict.fromkeys(spec.kind for spec in specs):
        mine = [spec for spec in specs if spec.kind == kind]
        floors = tuple(floor for floor in exceptions if floor.cell.kind == kind)
        alarms = world.floors([fact for fact in signals if fact.month == month]) if kind == "negative" else ()
        made, safe = _protect_kind(world, kind, mine, (*floors, *alarms))
        if alarms and not safe:  # what is out already leaves no room for them
            signals, alarms = [fact for fact in signals if fact.month != month], ()
            made, safe = _protect_kind(world, kind, mine, floors)
        if floors and not safe:
            raise DisclosureRisk(say("told_unsafe"))
        tables |= {table.name: table for table in made}
        told = {release.cell for table in made for release in table.released if release.value is not None}
        announced += [floor for floor in (*floors, *alarms) if floor.cell not in told]
    shown = {release.cell: release.value for table in tables.values() for release in table.released}
    told_signals = (
        protect_signal(fact, shown.get(Cell.of(month, "negative", type=[fact.type]))) for fact in signals
    )
    return Protected(month, tuple(tables[spec.name] for spec in specs), tuple(told_signals), tuple(announced))


@dataclass(frozen=True)
class _World:
    """What all kinds share."""

    counts: pl.DataFrame
    month: str
    rules: Rules
    reporting: Mapping[str, int]
    released: tuple[Release, ...]

    def told(self, kind: str) -> tuple[Release, ...]:
        """List what is known already about one kind."""
        return tuple(row for row in self.released if row.cell.kind == kind)

    def counted(self, months: Sequence[str]) -> bool:
        """Tell whether enough departments reported in all of some months."""
        return not self.silent(months)

    def silent(self, months: Sequence[str]) -> list[str]:
        """List those of some months in which too few departments reported."""
        return [month for month in months if self.reporting.get(month, 0) < FEWEST_DEPARTMENTS]

    def floors(self, facts: Sequence[SignalFacts]) -> tuple[Release, ...]:
        """List what this month's signals tell of their cells."""
        rows = self.counts.filter(pl.col("month") == self.month, pl.col("kind") == "negative")
        counted = {fact.type: int(rows.filter(pl.col("type") == fact.type)["count"].sum()) for fact in facts}
        return tuple(floor for fact in facts for floor in floor_of(fact, "negative", counted[fact.type]))

    def total(self, kind: str, month: str) -> Release | None:
        """Give an earlier month's total, or None where it has no place in a table.

        Beside a floor, or a quarter's sum, that is out already it is not for the threshold alone to decide.
        """
        cell = Cell.of(month, kind)
        told = [row for row in self.told(kind) if month in row.cell.months]
        own = [row for row in told if row.cell.months == (month,) and not row.floor]
        if exact := [row for row in own if row.cell == cell and row.value is not None]:
            return Release(cell, exact[0].value)
        if own:
            return Release(cell)
        if told or not self.counted([month]):
            return None
        rows = self.counts.filter(pl.col("month") == month, pl.col("kind") == kind)
        value, departments = int(rows["count"].sum()), rows["department"].n_unique()
        types = self.rules.sensitive if kind == "negative" else ()
        threshold = threshold_of(cell, types, self.rules)
        hidden = 0 < value < threshold or departments == 2 or in_cover(cell, value, threshold, self.rules)
        return Release(cell, None if hidden else value)


def _protect_kind(
    world: _World, kind: str, specs: Sequence[Spec], floors: Sequence[Release]
) -> tuple[list[ProtectedTable], bool]:
    """Protect all tables of one kind, and tell whether anything was safe.

    A quarter is left out where its months were changed after they were told.
    """
    plans = [spec for spec in specs if isinstance(spec, TableSpec)]
    series = [spec for spec in specs if isinstance(spec, MonthsSpec)]
    longest = max([spec.months for spec in series], default=1)
    earlier = {month: world.total(kind, month) for month in last_months(world.month, longest)[:-1]}
    told = (*world.told(kind), *floors, *(total for total in earlier.values() if total))
    open_plans = [spec for spec in plans if world.counted(spec.months)]
    totals = [Cell.of(world.month, kind)] * bool(series and world.counted([world.month]))
    system = _system(world, kind, open_plans, told)
    if system.contradicted:
        open_plans = [spec for spec in open_plans if len(spec.months) == 1]
        system = _system(world, kind, open_plans, told)
    tables, shown = coarsen(system, open_plans, totals)
    closed = [nothing(spec, _why_closed(world, spec)) for spec in plans if spec not in open_plans]
    tables += [*closed, *(_series(world, spec, earlier, shown or {}) for spec in series)]
    return tables, shown is not None


def _system(world: _World, kind: str, plans: Sequence[TableSpec], told: Sequence[Release]) -> System:
    """Join all months that these tables, and what was told, tie to each other."""
    months = {world.month, *(month for spec in plans for month in spec.months)}
    while (
        joined := {month for row in told if months & {*row.cell.months} for month in row.cell.months} - months
    ):
        months |= joined
    known = tuple(row for row in told if months & {*row.cell.months})
    codes = _codes(world.counts.filter(pl.col("kind") == kind), plans)
    return System(base(world.counts, kind, sorted(months), codes), world.rules, known)


def _codes(rows: pl.DataFrame, plans: Sequence[TableSpec]) -> dict[str, list[str]]:
    """List each dimension's codes: those that the tables label, or where none does, those that there are."""
    codes = {name: sorted(set(rows[name])) or [""] for name in rows.columns if name not in BASIC}
    labelled: dict[str, dict[str, None]] = {}
    for level in (level for spec in plans for level in _levels(spec)):
        labelled.setdefault(level.dimension, {}).update(dict.fromkeys(level.labels))
    return codes | {dimension: list(labels) for dimension, labels in labelled.items()}


def _levels(spec: Spec) -> list[Level]:
    """List the ways in which a table can be split."""
    steps = spec.steps if isinstance(spec, TableSpec) else ()
    return [level for step in steps for level in (step.rows, step.columns) if level.dimension]


def _why_closed(world: _World, spec: TableSpec) -> str:
    silent = world.silent(spec.months)
    if not silent:
        return say("protected_nothing")
    return say("protected_few_departments", month=danish.month_name(silent[0]), fewest=FEWEST_DEPARTMENTS)


def _series(
    world: _World, spec: MonthsSpec, earlier: Mapping[str, Release | None], shown: Shown
) -> ProtectedTable:
    """Show the months' totals: as published where they were, this month as decided, others by the threshold."""
    months = last_months(world.month, spec.months)
    totals = {month: total for month in months[:-1] if (total := earlier[month]) is not None}
    this = Cell.of(world.month, spec.kind)
    known = [row for row in world.told(spec.kind) if row.cell == this and row.value is not None]
    if this in shown or known:
        totals[world.month] = known[0] if known else Release(this, shown[this])
    missing = len(months) - len(totals)
    note = say("protected_months_left_out", count=missing, fewest=FEWEST_DEPARTMENTS) if missing else ""
    series = months_layout([row.cell for row in totals.values()])
    values = {row.cell: row.value for row in totals.values()}
    if not totals or series.share(values) > MOST_HIDDEN_IN_SERIES:
        return nothing(spec, say("protected_nothing"))
    return series.table(spec.name, spec.caption, values, note)
