"""Coarsen first, hide last: from raw counts to tables that may be read by anybody.

All tables of one month and kind are one linear system over its counts by type and age half, with everything
that the ledger holds about them; different months and kinds share no count. `suppress` says what is
guaranteed. Thresholds do not depend on the counts: a cell that a sensitive type belongs to has the higher
one, so that no sum is shown below which such a type could not hide.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.layout import Layout, layout, months_layout
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.signals import ProtectedSignal, SignalFacts, distinct, floor_of, protect_signal
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS, MonthsSpec, Rules, TableSpec
from klubtrends.disclosure.suppress import Problem, suppress
from klubtrends.disclosure.tally import Base, base, tally
from klubtrends.periods import last_months

MOST_HIDDEN = 0.2  # of a table's cells, when choosing how fine it is
MOST_HIDDEN_IN_SERIES = 0.25  # of a series of months, which has no coarser form
Spec = TableSpec | MonthsSpec
Shown = Mapping[Cell, int | None]


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
) -> Protected:
    """Make a month's tables and signals safe to publish.

    Parameters
    ----------
    incidents : polars or pandas frame
        `tables.INCIDENTS`, or counts: month (of arrival), kind, type, age_band, department, count.
    specs : sequence of TableSpec or MonthsSpec
        What to show, each from its finest step to its coarsest.
    month : str
        'YYYY-MM'.
    rules : Rules
        Thresholds, sensitive types, age halves, secret key.
    reporting : mapping
        Month to the number of departments that reported in it. Under three, the month's counts are not told.
    released : sequence of Release
        Everything that left before (`Ledger.releases`). What was told is told again the same, what was hidden
        stays hidden.
    signals : sequence of SignalFacts
        What detection found about negative types; a signal on a hidden cell raises that cell's floor.

    Raises
    ------
    ValueError
        If the counts hold a type or an age band that no table knows, or a count that is none.
    """
    counts = tally(incidents, rules)
    world = _World(counts, month, rules, reporting, tuple(released))
    tables: dict[str, ProtectedTable] = {}
    shown: dict[Cell, int | None] = {}
    announced: list[Release] = []
    signals = [fact for fact in signals if world.counted(month)]
    for kind in dict.fromkeys(spec.kind for spec in specs):
        mine = tuple(spec for spec in specs if spec.kind == kind)
        facts = tuple(fact for fact in signals if fact.month == month) if kind == "negative" else ()
        part, floors = _protect_kind(world, mine, facts)
        shown |= {release.cell: release.value for table in part for release in table.released}
        tables |= {table.name: table for table in part}
        announced += [floor for floor in floors if shown.get(floor.cell) is None]
    told = tuple(protect_signal(fact, shown.get(Cell(month, "negative", (fact.type,)))) for fact in signals)
    return Protected(month, tuple(tables[spec.name] for spec in specs), told, tuple(announced))


@dataclass(frozen=True)
class _World:
    """What all kinds share."""

    counts: pl.DataFrame
    month: str
    rules: Rules
    reporting: Mapping[str, int]
    released: tuple[Release, ...]

    def told(self, month: str, kind: str) -> tuple[Release, ...]:
        """List what is known already about one month and kind."""
        return tuple(row for row in self.released if (row.cell.month, row.cell.kind) == (month, kind))

    def counted(self, month: str) -> bool:
        """Tell whether enough departments reported in a month."""
        return self.reporting.get(month, 0) >= FEWEST_DEPARTMENTS


@dataclass(frozen=True)
class _Month:
    """One kind in the month that is published: counts, what is known, and the total's place in series."""

    base: Base
    rules: Rules
    told: tuple[Release, ...]
    series: bool

    @property
    def total(self) -> Cell:
        return Cell(self.base.month, self.base.kind)

    def problem(self, layouts: Sequence[Layout], finer: Sequence[Layout]) -> tuple[Problem, list[Cell]]:
        """State what must be decided for these tables."""
        stands_in = [cell for layout in layouts for cell in layout.cells] + [self.total] * self.series
        named = list(dict.fromkeys(stands_in))
        below = dict.fromkeys(cell for layout in finer for cell in layout.cells if cell not in set(named))
        cells = [*named, *below]
        values = {row.cell for row in self.told if row.value is not None}
        hidden = {row.cell for row in self.told if row.hides} - values
        floors = [row for row in self.told if 0 < row.floor <= self._count(row.cell)]
        masks = self.base.masks(cells)
        costs = [self._cost(cell, stands_in.count(cell)) for cell in named]
        problem = Problem(
            truth=self.base.truth,
            own=self.base.own,
            masks=masks,
            named=len(named),
            thresholds=np.array([self._threshold(cell) for cell in cells], dtype=np.int64),
            costs=np.array(costs, dtype=np.int64),
            fixed=self.base.masks(sorted(values)),
            floors=self.base.masks([row.cell for row in floors]),
            floor_values=np.array([row.floor for row in floors], dtype=np.int64),
            hidden_before=np.array([cell in hidden for cell in named], dtype=bool),
        )
        return problem, named

    def _threshold(self, cell: Cell) -> int:
        sensitive = self.rules.sensitive & set(cell.types or self.base.types)
        return self.rules.sensitive_threshold if sensitive else self.rules.threshold

    def _cost(self, cell: Cell, tables: int) -> int:
        """Price a cell by the tables that it stands in and the incidents it shows; the key breaks ties."""
        share = self._count(cell) / (int(self.base.truth.sum()) + 1)
        digest = hmac.digest(self.rules.key, repr(cell).encode(), hashlib.sha256)
        return round(1000 * tables * (1 + share)) + digest[0] % 64

    def contradicted(self) -> bool:
        """Tell whether a row was erased or changed after its count had been published."""
        return any(row.value is not None and self._count(row.cell) != row.value for row in self.told)

    def _count(self, cell: Cell) -> int:
        return int(self.base.mask(cell) @ self.base.truth)


def _protect_kind(
    world: _World, specs: Sequence[Spec], facts: Sequence[SignalFacts]
) -> tuple[list[ProtectedTable], tuple[Release, ...]]:
    """Protect all tables of one kind; also give the floors that signals announce."""
    plans = [spec for spec in specs if isinstance(spec, TableSpec)]
    series = [spec for spec in specs if isinstance(spec, MonthsSpec)]
    types = tuple(dict.fromkeys(code for spec in plans for step in spec.steps for code in step.rows.labels))
    kind = specs[0].kind
    types = types or tuple(world.counts.filter(pl.col("kind") == kind)["type"].unique().sort())
    counts = base(world.counts, world.month, kind, types, world.rules)
    floors: tuple[Release, ...] = ()
    for fact in facts:
        cell = Cell(world.month, counts.kind, (fact.type,))
        floors += floor_of(fact, counts.kind, int(counts.mask(cell) @ counts.truth))
    told = (*world.told(world.month, counts.kind), *floors)
    month = _Month(counts, world.rules, told, bool(series))
    if not world.counted(world.month):
        note = say("protected_few_departments", month=danish.month_name(world.month), fewest=FEWEST_DEPARTMENTS)
        tables = [_nothing(spec, note) for spec in plans]
        return tables + [_series(world, spec, {}) for spec in series], floors
    tables, shown = _coarsen(month, plans)
    return tables + [_series(world, spec, shown) for spec in series], floors


def _coarsen(month: _Month, plans: Sequence[TableSpec]) -> tuple[list[ProtectedTable], Shown]:
    """Find for each table the finest step at which at most a fifth of its cells are hidden."""
    steps = {spec.name: 0 for spec in plans}
    ladders = {spec.name: [layout(spec, step, month.base) for step in spec.steps] for spec in plans}
    while True:
        layouts = [ladders[name][step] for name, step in steps.items() if step < len(ladders[name])]
        finer = [rung for name, step in steps.items() for rung in ladders[name][:step]]
        shown = _decide(month, layouts, finer)
        coarser = _too_fine(steps, ladders, shown)
        if not coarser:
            tables = [_table(spec, steps[spec.name], ladders[spec.name], shown or {}) for spec in plans]
            return tables, shown or {}
        steps[coarser] += 1


def _decide(month: _Month, layouts: Sequence[Layout], finer: Sequence[Layout]) -> Shown | None:
    """Decide what each named cell shows; None where nothing safe was found. The hopeless is not solved."""
    problem, named = month.problem(layouts, finer)
    if month.contradicted():
        return None
    hidden = problem.primaries()
    if all(layout.share(_shown(problem, named, hidden)) <= MOST_HIDDEN for layout in layouts):
        answer = suppress(problem)
        if answer is None:
            return None
        hidden = answer
    return _shown(problem, named, hidden)


def _shown(problem: Problem, named: Sequence[Cell], hidden: np.ndarray) -> dict[Cell, int | None]:
    return {cell: None if hidden[at] else int(problem.values[at]) for at, cell in enumerate(named)}


def _too_fine(
    steps: Mapping[str, int], ladders: Mapping[str, Sequence[Layout]], shown: Shown | None
) -> str | None:
    """Name the table to coarsen: the one with most hidden, or the finest where nothing safe was found."""
    left = [name for name, step in steps.items() if step < len(ladders[name])]
    if not left:
        return None
    if shown is None:
        return max(left, key=lambda name: len(ladders[name]) - steps[name])
    worst = max(left, key=lambda name: ladders[name][steps[name]].share(shown))
    return worst if ladders[worst][steps[worst]].share(shown) > MOST_HIDDEN else None


def _table(spec: TableSpec, step: int, ladder: Sequence[Layout], shown: Shown) -> ProtectedTable:
    if step == len(ladder):
        return _nothing(spec, say("protected_nothing"))
    note = say("protected_coarser", finest=spec.steps[0].name, level=spec.steps[step].name) if step else ""
    return ladder[step].table(spec.name, spec.caption, shown, note)


def _nothing(spec: Spec, note: str) -> ProtectedTable:
    return ProtectedTable(spec.name, spec.caption, "", (), (), (), say("protected_level_nothing"), note, ())


def _series(world: _World, spec: MonthsSpec, shown: Shown) -> ProtectedTable:
    """Show the months' totals: as published where they were, this month as decided, others by the threshold."""
    months = last_months(world.month, spec.months)
    earlier = [(month, _total(world, spec.kind, month)) for month in months[:-1]]
    totals = {month: total for month, total in earlier if total is not None}
    this = Cell(world.month, spec.kind)
    known = [row for row in world.told(world.month, spec.kind) if row.cell == this and row.value is not None]
    if this in shown or known:
        totals[world.month] = known[0] if known else Release(this, shown[this])
    missing = len(months) - len(totals)
    note = say("protected_months_left_out", count=missing, fewest=FEWEST_DEPARTMENTS) if missing else ""
    series = months_layout([row.cell for row in totals.values()])
    values = {row.cell: row.value for row in totals.values()}
    if not totals or series.share(values) > MOST_HIDDEN_IN_SERIES:
        return _nothing(spec, say("protected_nothing"))
    return series.table(spec.name, spec.caption, values, note)


def _total(world: _World, kind: str, month: str) -> Release | None:
    """Give an earlier month's total, or None where it has no place in a table."""
    cell, told = Cell(month, kind), world.told(month, kind)
    values = [row for row in told if row.value is not None]
    if exact := [row for row in values if row.cell == cell]:
        return Release(cell, exact[0].value)
    if values or any(row.hides for row in told):
        return Release(cell)
    if not world.counted(month):
        return None
    rows = world.counts.filter(pl.col("month") == month, pl.col("kind") == kind)
    value, departments = int(rows["count"].sum()), rows["department"].n_unique()
    sensitive = kind == "negative" and world.rules.sensitive
    threshold = world.rules.sensitive_threshold if sensitive else world.rules.threshold
    return Release(cell, None if 0 < value < threshold or departments == 2 else value)
